"""What a document tells about names: which words are names, which belong together, and who holds which office."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.checking.capitals import JOINERS, Word, function_words, runs, words_at, words_of
from qa.checking.countries import is_part_of_the_world
from qa.checking.spelling import forms_of, keys_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index import Document

_LINE = re.compile(r"[^\r\n]+")
_SMALL = JOINERS | keys_in("a an and as at but by from in nor on or to vs with")
"""What is written small in headings that have capitals throughout."""
_OFFICES = keys_in(
    "president minister chancellor premier king queen pope emperor prince princess leader secretary ambassador dictator"
)
_HEADS = keys_in("president chancellor king queen emperor") | {"prime minister"}
"""Offices of which a country has one or two."""
_TITLES_OF_HEADS = keys_in("president chancellor")
_CLEARLY, _OFTEN = 2, 3
"""How many times more often than any other, and how often, a country is named of which a president may be."""
_PRIME = "prime minister"
"""An office besides that of a minister, of whom there are many."""
_COMMON = _OFFICES | keys_in(
    " ".join(
        line
        for line in Path(__file__).with_name("common.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
)
"""Titles, kinds of things and words at the beginning of sentences: with a capital, they still name nothing."""
_LONG_HEADING = 5
_LONGEST_APPOSITION = 8
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
    likely: frozenset[int] = frozenset()
    """The country of a president of whom it is not told: that which is spoken of most, and has nobody else."""


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
        or any(not about.ordinary.isdisjoint(forms_of(word.key)) for about in lore)
    )


def offices_in(words: Sequence[Word]) -> Iterator[tuple[int | None, str]]:
    """Offices, with the country they are of ("the French president", "President of Russia") or none ("the pope")."""
    for at, word in enumerate(words):
        if word.key not in _OFFICES:
            continue
        office = _PRIME if word.key == "minister" and at and words[at - 1].key == "prime" else word.key
        near: list[Word] = []
        for other in reversed(words[max(0, at - _WORDS_OF_OFFICE) : at]):
            if other.end + 1 != (near[-1] if near else word).start:
                break
            near.append(other)
        behind = [following.key for following in words[at + 1 : at + 3]]
        of = behind[:1] == ["of"] and not behind[-1].endswith("ing")  # as in "accused the president of lying"
        if of:
            near += words[at + 2 : at + 4]
        countries = {country for other in near for country in other.countries}
        for country in countries:
            yield country, office
        if not countries and not of and any(other.key == "the" for other in near):
            yield None, office


@functools.lru_cache(maxsize=32)
def known_words(document: Document) -> frozenset[str]:
    return frozenset(word.key for word in words_at(document.text, 0))


@functools.lru_cache(maxsize=32)
def lore_of(document: Document) -> Lore:
    """Reads a document once for all statements about it."""
    text = document.text
    lines = [words_at(line[0], line.start()) for line in _LINE.finditer(text)]
    ordinary = frozenset(word.key for line in lines for word in line if not word.capital)
    words = [word for line in lines if not has_capitals_throughout(line, ordinary) for word in line]
    proper = frozenset(word.key for word in words if word.capital and not word.opens)
    named = [(run, own) for run in runs(words, text) if len(run) <= LONGEST_NAME and (own := _own_words(run))]
    cut = {line[-1].key for line in lines if line and text[line[-1].end : line[-1].end + 1].strip() == ""}
    return Lore(proper, ordinary, _together([own for _, own in named], cut, proper), _persons(named, words, text))


def capitals_of(statement: str) -> Lore:
    """What a statement tells: a word that has a capital within it is a name where a cited sentence opens with it."""
    named = frozenset(word.key for word in words_of(statement) if word.capital and not word.opens)
    return Lore(named, frozenset(), {}, ())


def _own_words(run: list[Word]) -> list[Word]:
    """The words of a name that are its own, up to an "of"; neither titles nor countries."""
    head = itertools.takewhile(lambda word: word.capital, run)
    return [word for word in head if not (word.countries or word.key in _COMMON or word.key in function_words())]


def _together(names: list[list[Word]], cut: set[str], proper: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each word of a name of several, those it stands with; a name that a line has without its end is joined."""
    together: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for key, other in itertools.permutations({word.key for word in name if len(word.key) > 1}, 2):
            together[key].add(other)
    for whole in proper:
        if whole[:-1] in cut and whole[:-1] in together:
            for key in together[whole[:-1]]:
                together[key].add(whole)
            together[whole] |= together[whole[:-1]]
    return {key: frozenset(kin) for key, kin in together.items()}


def _persons(named: list[tuple[list[Word], list[Word]]], words: list[Word], text: str) -> tuple[_Person, ...]:
    """Who has an office, by surname: all that is said of them anywhere."""
    position = {word.start: at for at, word in enumerate(words)}
    names: dict[str, set[str]] = defaultdict(set)
    said: dict[str, list[Word]] = defaultdict(list)
    for run, own in named:
        surname = own[-1].key
        names[surname].update(word.key for word in own if len(word.key) > 1)
        said[surname] += [*run, *_apposition(words, position[run[0].start], position[run[-1].start], text)]
    persons = [
        _Person(frozenset(names[surname]), surname, offices, frozenset().union(*(word.countries for word in about)))
        for surname, about in said.items()
        if (offices := _offices(frozenset(word.key for word in about)))
    ]
    unplaced = [person for person in persons if not person.countries and _is_head(person, named)]
    if len(unplaced) == 1 and (likely := _likely_country(persons, words)):
        persons[persons.index(unplaced[0])] = replace(unplaced[0], likely=frozenset({likely}))
    return tuple(persons)


def _is_head(person: _Person, named: list[tuple[list[Word], list[Word]]]) -> bool:
    """Whether somebody is called "President Holt", and never "Castell President Holt"."""
    runs = [run for run, own in named if own[-1].key == person.surname]
    titled = [run for run in runs if not _TITLES_OF_HEADS.isdisjoint(word.key for word in run)]
    return bool(titled) and all(run[0].key in _COMMON for run in titled)


def _likely_country(persons: Sequence[_Person], words: Sequence[Word]) -> int:
    """The country that is spoken of clearly more than all others without a head of their own; 0 where none is."""
    taken = {country for person in persons if person.offices & _HEADS for country in person.countries}
    spoken = Counter(country for word in words for country in word.countries - taken)
    ranked = [each for each in spoken.most_common() if not is_part_of_the_world({each[0]})]
    (country, times), (_, others) = (*ranked, (0, 0), (0, 0))[:2]
    return country if times >= max(_OFTEN, _CLEARLY * others) else 0


def _offices(keys: frozenset[str]) -> frozenset[str]:
    return keys & _OFFICES | ({_PRIME} if {"prime", "minister"} <= keys else frozenset())


def has_capitals_throughout(words: Sequence[Word], ordinary: frozenset[str]) -> bool:
    """Whether these are words with capitals throughout, so that the capitals tell nothing."""
    return (
        len(words) >= _LONG_HEADING
        and all(word.capital or word.key in _SMALL for word in words)
        and any(word.key in function_words() or word.key in ordinary for word in words[1:] if word.capital)
    )


def _apposition(words: list[Word], first: int, last: int, text: str) -> list[Word]:
    """What is said of a name beside it: "the German chancellor" before or behind, and nothing that names another."""
    start, end = first, last + 1
    while (
        start > 0
        and text[words[start - 1].end : words[start].start] == " "
        and (words[start - 1].key in _COMMON or words[start - 1].countries)
    ):
        start -= 1
    while end < min(len(words), last + _LONGEST_APPOSITION) and text[words[end - 1].end : words[end].start] == (
        ", " if end == last + 1 else " "
    ):
        end += 1
    behind = words[last + 1 : end]
    named = any(word.capital and not word.countries and word.key not in _COMMON for word in behind)
    return words[start:first] + ([] if named else behind)


def names_in(text: str, lore: list[Lore]) -> list[Word]:
    """The words of a text that name somebody, something or a country, without titles."""
    return [
        word
        for word in words_of(text)
        if word.countries
        or not (is_ordinary(word, lore) or (word.opens and not word.seat_of and not is_proper(word, lore)))
    ]


def are_same(word: Word, other: Word) -> bool:
    """Whether two words may name the same: "Macron’s" and "Macron", "French" and "France", "Berlin" and "Germany"."""
    if (word.countries | word.seat_of) & (other.countries | other.seat_of):
        return True
    return not (word.countries or other.countries) and bool(forms_of(word.key) & forms_of(other.key))


def are_kin(word: Word, other: Word, lore: list[Lore]) -> bool:
    """Whether two words are the same, or a document has them in one name: "Emmanuel" and "Macron"."""
    return are_same(word, other) or any(
        not forms_of(other.key).isdisjoint(about.together.get(word.key, ())) for about in lore
    )


def are_known_as(word: Word, person: str, lore: list[Lore]) -> bool:
    """Whether a word is an office or a country of somebody: "chancellor" or "German" of "Mr. Merz"."""
    named = [other.key for other in words_of(person)]
    return any(
        word.key in known.offices or not word.countries.isdisjoint(known.countries)
        for about in lore
        for known in about.persons
        if not known.words.isdisjoint(named)
    )


def are_strangers(word: Word, following: Word, lore: list[Lore]) -> bool:
    """As in "Emmanuel Quencez": a document has both words, each in a full name, and never in the same one."""
    if word.countries or following.countries:
        return False
    kins = [(about.together.get(word.key), about.together.get(following.key)) for about in lore]
    met = [(kin, other) for kin, other in kins if kin and other]
    return bool(met) and not any(following.key in kin or word.key in other or kin & other for kin, other in met)
