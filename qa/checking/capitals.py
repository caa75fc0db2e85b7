"""Words with capitals, and runs of them: what may be a name, in the form in which names are compared."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.words import stop_words
from qa.checking.countries import countries_in, seats_in
from qa.checking.spelling import POSSESSIVE, key_of, keys_in, spelt_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.spelling import Spelt


@functools.cache
def function_words() -> frozenset[str]:
    return frozenset(map(key_of, stop_words()))


JOINERS = keys_in("of the for de des du van von der den la le da di del el al bin ibn")
_ABBREVIATED = keys_in("mr mrs ms dr gen sen rep gov prof lt col capt st sgt jr vs")
_CALENDAR = keys_in(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays"
    " sundays mon tue tues wed thu thur thurs fri sat sun january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sept sep oct nov dec i"
)
_OPENS = frozenset(":;.!?…*_#>•|–—=/")
_OPENING_QUOTES = frozenset("“‘„«\"'`")
_MOST_JOINERS = 2


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int
    key: str
    countries: frozenset[int]
    """Lines of the list of countries that the word, or the words it is one of, may mean."""
    seat_of: frozenset[int]
    """Lines of countries for whose government the word, or the words it is one of, may stand."""
    capital: bool
    opens: bool
    """Stands where any word has a capital."""


def runs(words: Sequence[Word], text: str) -> Iterator[list[Word]]:
    """Words with capitals, one behind the other or joined by "of", "the", "van" and such."""
    run: list[Word] = []
    joining: list[Word] = []
    for word in words:
        last = joining[-1] if joining else run[-1] if run else None
        linked = last is not None and _is_link(last, text[last.end : word.start])
        if run and linked and word.capital:
            run += [*joining, word]
            joining = []
        elif run and linked and word.key in JOINERS and len(joining) < _MOST_JOINERS:
            joining.append(word)
        else:
            if run:
                yield run
            run, joining = [word] if word.capital else [], []
    if run:
        yield run


def _is_link(word: Word, gap: str) -> bool:
    if gap in (" ", "\xa0", "-", " & "):
        return not POSSESSIVE.search(word.text)
    return gap == ". " and (len(word.text) == 1 or word.key in _ABBREVIATED)


@functools.lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a statement, or of a sentence that several statements are held against."""
    return words_at(text, 0)


def words_at(text: str, offset: int) -> tuple[Word, ...]:
    """The words of a text that stands at an offset."""
    found = spelt_words(text)
    countries, seats = countries_in(found), seats_in(found, text)
    return tuple(
        Word(
            word,
            start + offset,
            end + offset,
            key,
            countries.get(at, frozenset()),
            seats.get(at, frozenset()),
            capital=word[0].isupper() and key not in _CALENDAR and not key.startswith("i'"),
            opens=_opens(text, start, found[at - 1] if at else None),
        )
        for at, (word, start, end, key) in enumerate(found)
    )


def _opens(text: str, start: int, previous: Spelt | None) -> bool:
    if previous is None:
        return True
    gap = text[previous.end : start]
    if gap == " ":  # as a rule
        return False
    if gap[-1:] in _OPENING_QUOTES or any(mark in "\r\n" for mark in gap):
        return True
    if gap.startswith(". ") and (len(previous.text) == 1 or previous.key in _ABBREVIATED):
        return False
    return any(mark in _OPENS for mark in gap)
