"""Sources that disagree: two places that say the same, but with another value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.evidence import Evidence
from qa.checking.wording import telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index import Sentence

_VALUE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|half|dozen|hundred|thousand"
    r"|\w+illion|\w+day|(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october)\b",
    re.IGNORECASE,
)
"""What a sentence with a value has, seen at a glance."""
_ALIKE = 0.5
"""Share of common stems, of all that either sentence has, from which two sentences are about the same thing."""
_FEWEST = 4
"""Telling stems that both must have in common; shorter sentences are alike by chance, unless all their stems are."""
_FEWEST_SAME = 2


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences about the same thing, and the words in which they differ."""

    sentence: Sentence
    words: str
    other: Sentence
    other_words: str

    @property
    def sides(self) -> tuple[tuple[Sentence, str], tuple[Sentence, str]]:
        return (self.sentence, self.words), (self.other, self.other_words)


def disagreements(cited: Iterable[Sentence], given: Iterable[Sentence]) -> Iterator[Disagreement]:
    """Where one of the cited sentences and another of those that were given have different values, each pair once."""
    cited, given = ([sentence for sentence in some if _VALUE.search(sentence.text)] for some in (cited, given))
    if not cited:
        return
    telling_stems("\n".join(sentence.text for sentence in given))  # all at once, which is much faster
    told: set[frozenset[tuple[int, int]]] = set()
    for sentence in cited:
        for other in given:
            pair = frozenset({sentence.key, other.key})
            if len(pair) == 1 or pair in told or not _are_alike(sentence.text, other.text):
                continue
            if values := _differ(sentence, other):
                told.add(pair)
                yield Disagreement(sentence, values[0], other, values[1])


def _differ(sentence: Sentence, other: Sentence) -> tuple[str, str] | None:
    """The words in which two sentences differ, where that is one value of a kind that both have once."""
    from qa.checking.numbers import numbers
    from qa.checking.quantities import quantities

    if not numbers(sentence.text, Evidence((other,))) or not numbers(other.text, Evidence((sentence,))):
        return None
    mine, theirs = (
        {quantity.kind: quantity for quantity in quantities(some.text) if not quantity.implied}
        for some in (sentence, other)
    )
    differing = [kind for kind in mine if kind in theirs and not set(mine[kind].readings) & set(theirs[kind].readings)]
    if len(differing) != 1:  # of another day or year, another value is no disagreement
        return None
    if mine[differing[0]].qualifiers != theirs[differing[0]].qualifiers:
        return None
    return mine[differing[0]].words, theirs[differing[0]].words


def _are_alike(text: str, other: str) -> bool:
    stems, others = (frozenset(stem for stem in telling_stems(some) if not stem[0].isdigit()) for some in (text, other))
    common = len(stems & others)
    if stems == others:
        return common >= _FEWEST_SAME
    return common >= _FEWEST and common >= _ALIKE * len(stems | others)
