"""What a document tells about names: which words are names, which belong together, and who holds which office."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.capitals import JOINERS, Word, each, forms_of, function_words, runs, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index import Document

_LINE = re.compile(r"[^\r\n]+")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_SMALL = JOINERS | each("a an and as at but by from in nor on or to vs with")
"""What is written small in headings that have capitals throughout."""
_OFFICES = each(
    "president minister chancellor premier king queen pope emperor prince princess leader secretary ambassador dictator"
)
_COMMON = _OFFICES | each(
    "mr mrs ms miss dr prof professor sir lord lady dame madam senator sen rep representative congressman"
    " congresswoman governor gov mayor general gen colonel col captain capt lieutenant lt sergeant sgt major"
    " admiral judge justice chief vice deputy prime foreign defense defence finance interior director chair"
    " chairman chairwoman chairperson co ceo cfo head saint st father mother sister brother rabbi imam sheikh"
    " empress duke duchess baron commissioner envoy correspondent spokesman spokeswoman parliament government"
    " cabinet ministry office party court law act republic state states union city county province university"
    " college school institute street road river lake mount mountain mountains ocean sea island islands north"
    " south east west northern southern eastern western central new old great the war world company corporation"
    " inc ltd association organization organisation foundation department agency committee council commission"
    " center centre team group yes no not internet web god tv empire kingdom women woman men man people children"
    " neo anti non pro post pre mid semi sub trans ex first second third fourth fifth one two three four five six"
    " seven eight nine ten am pm et gmt utc ad bc bce fig figure table chapter section unlike like former fellow"
    " several many most some both neither either although though while whereas despite since according"
    " additionally furthermore moreover however overall finally also instead meanwhile besides thus hence"
)
"""Titles, kinds of things and words at the beginning of sentences: with a capital, they still name nothing."""
_LONG_HEADING = 5
_WORDS_OF_OFFICE = 3
"""Words before an office in which its country is looked for: "the German foreign minister"."""
LONGEST_NAME = 12
"""Words of a run of capitals that are looked at together; a longer one is a line in capitals."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom a document names in one breath with an office or a country."""

    words: frozenset[str]
    surname: str
    offices: frozenset[str]
    countries: frozenset[int]


@dataclass(frozen=True, slots=True)
class Lore:
    """What a document tells about names: which words are names, which belong together, who holds which office."""

    proper: frozenset[str]
    ordinary: frozenset[str]
    together: dict[str, frozenset[str]]
    persons: tuple[_Person, ...]


def is_proper(word: Word, lore: list[Lore]) -> bool:
    if word.key in function_words():
        return False
    return any(word.key in about.proper and word.key not in about.ordinary for about in lore)


def is_ordinary(word: Word, lore: list[Lore]) -> bool:
    """Whether a word with a capital is none of a name's own, or is written small by a document."""
    if word.countries:
        return False
    return (
        not word.capital
        or len(word.key) == 1
        or any(map(str.isdigit, word.key))
        or word.key in _COMMON
        or word.key in function_words()
        or bool(_ROMAN.match(word.text))
        or any(not about.ordinary.isdisjoint(forms_of(word.key)) for about in lore)
    )


def offices_in(words: Sequence[Word]) -> Iterator[tuple[int | None, str]]:
    """Offices, with the country they are of ("the French president", "President of Russia") or none ("the pope")."""
    for at, word in enumerate(words):
        if word.key not in _OFFICES:
            continue
        near: list[Word] = []
        for other in reversed(words[max(0, at - _WORDS_OF_OFFICE) : at]):
            if other.end + 1 != (near[-1] if near else word).start:
                break
            near.append(other)
        of = [following.key for following in words[at + 1 : at + 2]] == ["of"]
        if of:
            near += words[at + 2 : at + 4]
        countries = {country for other in near for country in other.countries}
        for country in countries:
            yield country, word.key
        if not countries and not of and any(other.key == "the" for other in near):
            yield None, word.key


@functools.lru_cache(maxsize=32)
def known_words(document: Document) -> frozenset[str]:
    return frozenset(word.key for word in words_of(document.text))


@functools.lru_cache(maxsize=32)
def lore_of(document: Document) -> Lore:
    """Reads a document once for all statements about it."""
    text = document.text
    lines = [words_of(line[0], line.start()) for line in _LINE.finditer(text)]
    ordinary = frozenset(word.key for line in lines for word in line if not word.capital)
    words = [word for line in lines if not is_heading(line, ordinary) for word in line]
    together: dict[str, set[str]] = {}
    persons: dict[str, _Person] = {}
    position = {word.start: at for at, word in enumerate(words)}
    for run in runs(words, text):
        joint = next((at for at, word in enumerate(run) if not word.capital), len(run))
        core = [
            word
            for word in run[:joint]
            if not word.countries and word.key not in _COMMON and word.key not in function_words()
        ]
        if not core or len(run) > LONGEST_NAME:
            continue
        keys = frozenset(word.key for word in core if len(word.key) > 1)
        for key in keys:
            if len(keys) > 1:
                together.setdefault(key, set()).update(keys - {key})
        said = [*run, *_apposition(words, position[run[0].start], position[run[-1].start], text)]
        surname = core[-1].key
        known = persons.get(surname, _Person(frozenset(), surname, frozenset(), frozenset()))
        persons[surname] = _Person(
            known.words | keys,
            surname,
            known.offices | {word.key for word in said if word.key in _OFFICES},
            known.countries | {country for word in said for country in word.countries},
        )
    proper = frozenset(word.key for word in words if word.capital and not word.opens)
    cut = {
        line[-1].key for line in lines if line and text[line[-1].end : line[-1].end + 1].strip() == ""
    } & together.keys()
    for whole in proper:
        if whole[:-1] in cut:  # a name that lost its end where a line was cut off
            for key in together[whole[:-1]]:
                together[key].add(whole)
            together.setdefault(whole, set()).update(together[whole[:-1]])
    return Lore(
        proper,
        ordinary,
        {key: frozenset(kin) for key, kin in together.items()},
        tuple(person for person in persons.values() if person.offices),
    )


def is_heading(words: list[Word], ordinary: frozenset[str]) -> bool:
    """Whether these are words with capitals throughout, so that the capitals tell nothing."""
    return (
        len(words) >= _LONG_HEADING
        and all(word.capital or word.key in _SMALL for word in words)
        and any(word.key in function_words() or word.key in ordinary for word in words[1:] if word.capital)
    )


def _apposition(words: list[Word], first: int, last: int, text: str) -> list[Word]:
    """What is said of a name beside it: "the German chancellor" before or behind, and nothing that names another."""
    before: list[Word] = []
    at = first - 1
    while (
        at >= 0
        and text[words[at].end : words[at + 1].start] == " "
        and (words[at].key in _COMMON or words[at].countries)
    ):
        before.append(words[at])
        at -= 1
    behind: list[Word] = []
    at = last + 1
    while at < len(words) and at <= last + 7:
        gap = text[words[at - 1].end : words[at].start]
        if gap != (", " if at == last + 1 else " "):
            break
        behind.append(words[at])
        at += 1
    named = any(word.capital and not word.countries and word.key not in _COMMON for word in behind)
    office = any(word.key in _OFFICES for word in behind[:5])
    return before + ([] if named or not office else behind)


def names_in(text: str, lore: list[Lore]) -> list[Word]:
    """The words of a text that name somebody, something or a country, without titles."""
    return [
        word
        for word in words_of(text)
        if word.countries or not (is_ordinary(word, lore) or (word.opens and not is_proper(word, lore)))
    ]


def are_same(word: Word, other: Word) -> bool:
    """Whether two words may name the same: "Macron’s" and "Macron", "French" and "France"."""
    if word.countries or other.countries:
        return bool(word.countries & other.countries)
    return bool(forms_of(word.key) & forms_of(other.key))


def are_kin(word: Word, other: Word, lore: list[Lore]) -> bool:
    """Whether two words are the same, or a document has them in one name: "Emmanuel" and "Macron"."""
    return are_same(word, other) or any(
        not forms_of(other.key).isdisjoint(about.together.get(word.key, ())) for about in lore
    )


def are_known_as(word: Word, person: str, lore: list[Lore]) -> bool:
    """Whether a word is an office or a country of somebody: "chancellor" or "German" of "Mr. Merz"."""
    named = [other.key for other in words_of(person)]
    return any(
        word.key in known.offices or not word.countries.isdisjoint(known.countries) or word.key in known.words
        for about in lore
        for known in about.persons
        if not known.words.isdisjoint(named)
    )
