"""Mentions: what a text names, in the forms in which it is looked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.capitals import JOINERS, Word, function_words, runs, words_of
from qa.checking.lore import offices_in
from qa.checking.spelling import forms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_ACRONYM = 6


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions, in the forms in which it is looked for."""

    keys: frozenset[str]
    countries: frozenset[int]
    """Those named, and those whose government is, by its seat."""
    offices: frozenset[tuple[int | None, str]]
    acronyms: frozenset[str]
    initials: tuple[str, ...]
    """Rows of first letters, capitals where an acronym may take them from."""
    runs: tuple[tuple[Word, ...], ...]
    """Of words with capitals, several together."""
    kinds: frozenset[str]
    """What is told apart by a capital before it: the "team" of "the Platform team"."""

    def has(self, word: Word) -> bool:
        if word.countries:
            return bool(word.countries & self.countries)
        return self.has_key(word.key) or bool(word.seat_of & self.countries) or self._spells_out(word)

    def has_key(self, key: str) -> bool:
        return not self.keys.isdisjoint(forms_of(key))

    def _spells_out(self, word: Word) -> bool:
        letters = word.text.replace(".", "")
        return (
            1 < len(letters) <= _LONGEST_ACRONYM and letters.isupper() and any(letters in row for row in self.initials)
        )


@functools.lru_cache(maxsize=256)
def mentions(text: str) -> Mentions:
    words = words_of(text)
    phrase = [word for word in words if word.key not in JOINERS and word.key != "and"]
    plain = "".join(" " if word.key in function_words() else word.key[0].upper() for word in phrase)
    capitals = (tuple(word for word in run if word.key not in function_words()) for run in runs(words, text))
    return Mentions(
        frozenset(form for word in words for form in forms_of(word.key)),
        frozenset(country for word in words for country in word.countries | word.seat_of),
        frozenset(offices_in(words)),
        frozenset(word.key for word in words if word.text.isupper() and len(word.key) > 1),
        (_initials(phrase), plain),
        tuple(run for run in capitals if len(run) > 1),
        frozenset(
            word.key
            for before, word in pairwise(words)
            if before.capital and not before.opens and not word.capital and word.start == before.end + 1
        ),
    )


def _initials(words: Sequence[Word]) -> str:
    return "".join(word.key[0].upper() if word.capital else word.key[0] for word in words)
