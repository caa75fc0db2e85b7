"""Sources that disagree: two places that say the same, but with another value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.quantities import quantities
from qa.checking.wording import telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index import Sentence

_ALIKE = 0.5
"""Share of common stems, of all that either sentence has, from which two sentences are about the same thing."""
_FEWEST = 4
"""Telling stems that both must have in common; shorter sentences are alike by chance."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences about the same thing, and the words in which they differ."""

    sentence: Sentence
    words: str
    other: Sentence
    other_words: str


def disagreements(cited: Iterable[Sentence], given: Iterable[Sentence]) -> Iterator[Disagreement]:
    """Where one of the cited sentences and another of those that were given have different values, each pair once."""
    given = list(given)
    told: set[frozenset[tuple[int, int]]] = set()
    for sentence in cited:
        for other in given:
            pair = frozenset({_place(sentence), _place(other)})
            if len(pair) == 1 or pair in told or not _are_alike(sentence.text, other.text):
                continue
            if values := _differ(sentence.text, other.text):
                told.add(pair)
                yield Disagreement(sentence, values[0], other, values[1])


def _differ(text: str, other: str) -> tuple[str, str] | None:
    """The words in which two texts have another value of the one kind that both have once."""
    mine, theirs = ([quantity for quantity in quantities(some) if not quantity.implied] for some in (text, other))
    for kind in {quantity.kind for quantity in mine}:
        here = [quantity for quantity in mine if quantity.kind == kind]
        there = [quantity for quantity in theirs if quantity.kind == kind]
        if len(here) == len(there) == 1 and not set(here[0].readings) & set(there[0].readings):
            return here[0].words, there[0].words
    return None


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.document.id, sentence.ordinal


def _are_alike(text: str, other: str) -> bool:
    stems, others = (frozenset(stem for stem in telling_stems(some) if not stem[0].isdigit()) for some in (text, other))
    common = len(stems & others)
    return common >= _FEWEST and common >= _ALIKE * len(stems | others)
