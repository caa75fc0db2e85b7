"""Measures, as the field defines them. Pure: rankings, sets and texts in, numbers out.

A library would bring far more than it saves: ranx 700 MB with numba, 2.4 seconds to import; ir-measures 240 MB with
scipy. The tests hold these against ir-measures, which runs trec_eval, and against the definitions of SQuAD's script.
"""

from __future__ import annotations

import collections
import math
import re
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


# Rankings: documents, best first, each once; `relevant` has the grades, all above 0.


def recall(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """The share of the relevant that is among the first; trec_eval's recall_N, ir-measures' R@N."""
    return sum(name in relevant for name in ranked[:depth]) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """1 / the rank of the first that is relevant, 0 where none is that near; trec_eval's recip_rank, RR@N."""
    return next((1 / rank for rank, name in enumerate(ranked[:depth], start=1) if name in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """Discounted gain over that of the best ranking there is, the grade as gain; trec_eval's ndcg_cut_N, nDCG@N.

    Järvelin, Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", TOIS 2002, with log2(rank + 1).
    """
    gains = [relevant.get(name, 0) for name in ranked[:depth]]
    return _discounted(gains) / _discounted(sorted(relevant.values(), reverse=True)[:depth])


def _discounted(gains: Iterable[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


# Decisions


@dataclass(frozen=True, slots=True)
class Decision:
    """Precision, recall and their harmonic mean; 0 where there is nothing to divide by, as in scikit-learn."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


def decision(pairs: Collection[tuple[bool, bool]]) -> Decision:
    """How well a decision was made.

    Args:
        pairs: for each case whether it was decided so, and whether it is so.
    """
    right = sum(decided and is_so for decided, is_so in pairs)
    return Decision(
        _share(right, sum(decided for decided, _ in pairs)),
        _share(right, sum(is_so for _, is_so in pairs)),
    )


def harmonic(one: float, other: float) -> float:
    """The harmonic mean of two shares."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# Short answers, as SQuAD's evaluate-v2.0.py has them (Rajpurkar, Jia, Liang, arXiv 1806.03822)


def normalised(text: str) -> str:
    """In lower case, without ASCII punctuation, without articles, single spaces; in this order."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 where it is one of the right ones, else 0."""
    return max(float(normalised(answer) == normalised(gold)) for gold in _meant(golds))


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """F1 of its words against those of a right answer, the best of these; with nothing on one side 1 if on neither."""
    return max(_word_f1(normalised(answer).split(), normalised(gold).split()) for gold in _meant(golds))


def _meant(golds: Sequence[str]) -> list[str]:
    """The right answers that something is left of when they are normalised; where there is none, to say nothing."""
    return [gold for gold in golds if normalised(gold)] or [""]


def _word_f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    if not (answer and gold):
        return float(answer == gold)
    shared = (collections.Counter(answer) & collections.Counter(gold)).total()
    return harmonic(shared / len(answer), shared / len(gold))


# Many questions


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of them lies, between two of them by their distance; numpy's default."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
