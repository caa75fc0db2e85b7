"""From results to numbers: each question's, and all of theirs together. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qa.evaluation import metrics
from qa.evaluation.data import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from qa.evaluation.data import Dataset, Question

RETRIEVAL: Final[dict[str, Callable[[Sequence[str], Mapping[str, int]], float]]] = {
    "R@1": lambda ranked, relevant: metrics.recall(ranked, relevant, 1),
    "R@5": lambda ranked, relevant: metrics.recall(ranked, relevant, 5),
    "R@10": lambda ranked, relevant: metrics.recall(ranked, relevant, 10),
    "MRR@10": lambda ranked, relevant: metrics.reciprocal_rank(ranked, relevant, 10),
    "nDCG@10": lambda ranked, relevant: metrics.ndcg(ranked, relevant, 10),
}
CITATIONS: Final = ("citation precision", "citation recall")
ANSWERS: Final = ("exact match", "F1")
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Score:
    """How one question went.

    Attributes:
        row: the result that was kept.
        values: the measures that can be taken of it, 0 to 1.
        answer: how good the answer is as a whole, for choosing what to read; None where none was asked for.
    """

    question: Question
    row: Mapping[str, Any]
    values: Mapping[str, float]
    answer: float | None


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, of prompts and of replies."""

    prompt: float
    reply: float


def score(dataset: Dataset, rows: Mapping[str, Mapping[str, Any]]) -> list[Score]:
    """The questions that have a result, in the order of the data."""
    return [
        _score(question, rows[question.id], by_evidence=dataset.by_evidence)
        for question in dataset.questions
        if question.id in rows
    ]


def ranked(question: Question, row: Mapping[str, Any], *, by_evidence: bool) -> list[str]:
    """What was found, best first, each once: documents; else pieces of evidence, among passages that have none."""
    places = [Place(*place) for place in row["passages"]]
    if not by_evidence:
        return list(dict.fromkeys(place.document for place in places))
    found: dict[str, None] = {}
    for number, place in enumerate(places):
        pieces = [str(at) for at, piece in enumerate(question.evidence) if any(map(place.overlaps, piece))]
        found |= dict.fromkeys(pieces or [f"passage {number}"])
    return list(found)


def _score(question: Question, row: Mapping[str, Any], *, by_evidence: bool) -> Score:
    values: dict[str, float] = {}
    if question.relevant:
        ranking = ranked(question, row, by_evidence=by_evidence)
        values |= {name: measure(ranking, question.relevant) for name, measure in RETRIEVAL.items()}
    if "answered" not in row:
        return Score(question, row, values, None)
    if question.evidence and row["answered"]:
        cited = [Place(*place) for place in row["citations"]]
        values |= zip(CITATIONS, cited_well(cited, question.evidence), strict=True)
    if question.answers:
        given = row["answer"]
        values["exact match"] = metrics.exact_match(given, question.answers)
        values["F1"] = metrics.token_f1(given, question.answers)
    return Score(question, row, values, _as_a_whole(question, row, values))


def cited_well(cited: Collection[Place], evidence: Iterable[Collection[Place]]) -> tuple[float, float]:
    """Precision and recall of citations.

    A citation is right where it has a character in common with a place of the evidence; a piece of evidence is cited
    where a citation has one in common with any of its places. Both are 0 for an answer that cites nothing.
    """
    pieces = list(evidence)
    right = sum(any(place.overlaps(citation) for piece in pieces for place in piece) for citation in cited)
    found = sum(any(place.overlaps(citation) for place in piece for citation in cited) for piece in pieces)
    return (right / len(cited) if cited else 0.0), found / len(pieces)


def _as_a_whole(question: Question, row: Mapping[str, Any], values: Mapping[str, float]) -> float | None:
    if question.answerable is False:
        return float(not row["answered"])
    if question.answers:
        return values["F1"]
    if question.evidence:
        return values.get("citation recall", 0.0)
    return None if question.answerable is None else float(row["answered"])


def summary(scores: Sequence[Score], prices: Prices | None = None) -> dict[str, dict[str, float]]:
    """All numbers in groups, each with how many questions it is of; only groups that there is something for."""
    groups: dict[str, dict[str, float]] = {
        "retrieval": _means(scores, tuple(RETRIEVAL)),
        "citations": _means(scores, CITATIONS),
    }
    asked = [score for score in scores if "answered" in score.row]
    if asked:
        groups |= _decisions(asked)
        groups["short answers"] = _means(asked, ANSWERS)
        if any(score.question.answerable is False for score in asked):
            groups["short answers and refusals"] = _with_refusals(asked)
    groups["seconds to retrieve"] = _times(score.row["retrieval_seconds"] for score in scores)
    if asked:
        groups["seconds to answer"] = _times(score.row["seconds"] for score in asked if "seconds" in score.row)
        groups["tokens"] = _tokens(asked, prices)
        failed = sum("problem" in score.row for score in asked)
        groups["failed"] = {"questions": failed} if failed else {}
    return {name: group for name, group in groups.items() if group}


def _means(scores: Iterable[Score], names: Sequence[str]) -> dict[str, float]:
    values = [score.values for score in scores if names[0] in score.values]
    if not values:
        return {}
    return {"questions": len(values)} | {name: metrics.mean([value[name] for value in values]) for name in names}


def _decisions(asked: Iterable[Score]) -> dict[str, dict[str, float]]:
    """Answering as a decision about what is answerable, and refusing about what is not."""
    pairs = [
        (bool(score.row["answered"]), score.question.answerable)
        for score in asked
        if score.question.answerable is not None
    ]
    if not pairs:
        return {}
    decisions = {
        "answering": metrics.decision(pairs),
        "refusing": metrics.decision([(not answered, not answerable) for answered, answerable in pairs]),
    }
    counts = {
        "answering": {
            "answerable": sum(answerable for _, answerable in pairs),
            "answered": sum(answered for answered, _ in pairs),
        },
        "refusing": {
            "unanswerable": sum(not answerable for _, answerable in pairs),
            "refused": sum(not answered for answered, _ in pairs),
        },
    }
    return {
        name: {
            "questions": len(pairs),
            **counts[name],
            "precision": found.precision,
            "recall": found.recall,
            "F1": found.f1,
        }
        for name, found in decisions.items()
    }


def _with_refusals(asked: Iterable[Score]) -> dict[str, float]:
    """As SQuAD 2.0 has it: a refusal is the right answer to what cannot be answered."""
    golds = [
        (score.row["answer"], score.question.answers)
        for score in asked
        if score.question.answers or score.question.answerable is False
    ]
    return {
        "questions": len(golds),
        "exact match": metrics.mean([metrics.exact_match(*pair) for pair in golds]),
        "F1": metrics.mean([metrics.token_f1(*pair) for pair in golds]),
    }


def _times(values: Iterable[float]) -> dict[str, float]:
    times = list(values)
    if not times:
        return {}
    return {
        "questions": len(times),
        "median": metrics.percentile(times, 0.5),
        "p95": metrics.percentile(times, 0.95),
    }


def _tokens(asked: Iterable[Score], prices: Prices | None) -> dict[str, float]:
    pairs = [score.row["tokens"] for score in asked if any(score.row.get("tokens", ()))]
    if not pairs:
        return {}
    prompt, reply = (sum(column) for column in zip(*pairs, strict=True))
    counted = {"questions": len(pairs), "prompt": prompt, "reply": reply}
    if prices:
        cost = (prompt * prices.prompt + reply * prices.reply) / MILLION
        counted |= {"cost": cost, "cost a question": cost / len(pairs)}
    return counted


def worst(scores: Sequence[Score], number: int) -> dict[str, list[Score]]:
    """What to read first: where retrieval went worst, and where answers did, in no order where they went alike."""
    kinds: dict[str, Callable[[Score], float | None]] = {
        "retrieval": lambda score: score.values.get("nDCG@10"),
        "answers": lambda score: score.answer,
    }
    chosen = {}
    for name, of in kinds.items():
        bad = [(value, score) for score in scores if (value := of(score)) is not None and value < 1]
        bad.sort(key=lambda pair: (pair[0], pair[1].question.order))
        chosen[name] = [score for _, score in bad[:number]]
    return {name: found for name, found in chosen.items() if found}


BINS = 10


def distribution(values: Iterable[float]) -> list[int]:
    """How many lie in each tenth from 0 to 1; 1 itself belongs to the last."""
    counts = [0] * BINS
    for value in values:
        counts[min(int(value * BINS), BINS - 1)] += 1
    return counts
