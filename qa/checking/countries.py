"""Countries: which words name one, and which its seat of government, that may stand for it."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from qa.checking.spelling import spelt_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qa.checking.spelling import Spelt

_PARTS_OF_THE_WORLD = "# Continents"
_NAMES, _SEATS = 0, 2
"""Parts of a line of the list of countries, before and behind its semicolon."""
_PLACE = re.compile(
    r"(?:\b(?i:in|into|to|from|at|near|of|around|outside|via|through|towards?|the|an?|its|their|his|her|our)\s+"
    r"|[’']s\s+|[^\s.:;!?]\s+[A-Z]\w*\.?\s)\Z"
)
_ADDRESSED = re.compile(r"\b(?:messages?|signals?|warnings?|appeals?|answers?|responses?|letters?) to\s\Z")
_NAMED_ON = re.compile(r"[ -][A-Z]")
_BEFORE_SEAT = 30


def is_part_of_the_world(lines: Collection[int]) -> bool:
    """Whether lines of the list of countries name continents and the like, which have countries in them."""
    return min(lines, default=0) > _first_part_of_the_world()


def countries_in(words: list[Spelt]) -> dict[int, frozenset[int]]:
    """By its position, what a word may name, or the words it is one of: lines of the list of countries."""
    return {at: lines for span, lines in _listed(words, _countries(_NAMES)) for at in span}


def seats_in(words: list[Spelt], text: str) -> dict[int, frozenset[int]]:
    """The same, of the countries for whose governments words stand in a text."""
    return {
        at: lines
        for span, lines in _listed(words, _countries(_SEATS))
        if _may_act(text, words[span.start].start, words[span.stop - 1].end)
        for at in span
    }


def is_seat_of(key: str, countries: frozenset[int]) -> bool:
    """Whether a word is the seat of the government of one of some countries, wherever it stands."""
    found = _countries(_SEATS).get(key, ())
    return any(phrase == (key,) and not lines.isdisjoint(countries) for phrase, lines in found)


def _may_act(text: str, start: int, end: int) -> bool:
    """Whether this is no mere place ("in Berlin", "its Berlin office"), nor in a longer name ("Berlin Marathon")."""
    before = text[max(0, start - _BEFORE_SEAT) : start]
    is_place = _PLACE.search(before) and not _ADDRESSED.search(before)
    return not (text[start:end].islower() or is_place or _NAMED_ON.match(text, end))


def _listed(
    words: list[Spelt], known: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]
) -> Iterator[tuple[range, frozenset[int]]]:
    """Where words stand that are on a list, each with the lines it may mean; the longest phrases first."""
    at = 0
    while at < len(words):
        first = words[at].key
        for phrase, lines in known.get(first, known.get(first.removesuffix("s"), ())):
            keys = [word.key for word in words[at : at + len(phrase)]]
            if (
                len(keys) == len(phrase)
                and keys[:-1] == list(phrase[:-1])
                and keys[-1].removesuffix("s") == phrase[-1].removesuffix("s")
            ):
                if phrase == ("us",) and not words[at].text.startswith(("US", "U.S")):
                    break
                yield range(at, at + len(phrase)), lines
                at += len(phrase) - 1
                break
        at += 1


@functools.cache
def _first_part_of_the_world() -> int:
    return next(number for number, line in enumerate(_lines()) if line.startswith(_PARTS_OF_THE_WORLD))


@functools.cache
def _lines() -> list[str]:
    return Path(__file__).with_name("countries.txt").read_text(encoding="utf-8").splitlines()


@functools.cache
def _countries(part: int) -> dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]:
    """By first word, the phrases that name countries, or their seats, the longest first, with the lines that do."""
    lines: dict[tuple[str, ...], set[int]] = {}
    for number, line in enumerate(_lines()):
        if not line.startswith("#"):
            for form in filter(None, line.partition(";")[part].split(",")):
                lines.setdefault(tuple(word.key for word in spelt_words(form)), set()).add(number)
    known: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
    for phrase in sorted(lines, key=len, reverse=True):
        known.setdefault(phrase[0], []).append((phrase, frozenset(lines[phrase])))
    return known
