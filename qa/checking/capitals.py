"""Words with capitals, and runs of them: what may be a name, in the form in which names are compared."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.words import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’][sS]?\Z")
_DOUBLED = re.compile(r"(.)\1+")
_ENDING = re.compile(
    r"(?<=\w{5})(?:an|ese|er|ish|ic|al|y)\Z|(?<=\w{4})(?:ians?|isms?|ists?|i[cz]|ics|ity|ize|iy|i|y)\Z"
)
"""What makes "Parisian" of "Paris", "Kantian" of "Kant", "Buddhist" of "Buddhism"."""
_VOWELS = ("", "a", "e", "ia")
"""What an ending takes the place of: "African" of "Africa". Without one, "Roberta" is not "Robert"."""


@functools.lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """A word without what two writers of a name may do differently: accents, doubled letters, a possessive."""
    bare = unicodedata.normalize("NFKD", POSSESSIVE.sub("", word).replace("’", "'").replace(".", "").casefold())
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _DOUBLED.sub(r"\1", plain) or word


def each(words: str) -> frozenset[str]:
    return frozenset(map(key_of, words.split()))


@functools.cache
def function_words() -> frozenset[str]:
    return frozenset(map(key_of, stop_words()))


JOINERS = each("of the for de des du van von der den la le da di del el al bin ibn")
_ABBREVIATED = each("mr mrs ms dr gen sen rep gov prof lt col capt st sgt jr vs")
_CALENDAR = each(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sept sep oct nov dec i"
)
_OPENS = frozenset(":;.!?…*_#>•|–—=/")
_OPENING_QUOTES = frozenset("“‘„«\"'`")
_SHORT = 3
"""Letters of words too short to take an ending from."""
_MOST_JOINERS = 2
_NAMES, _SEATS = 0, 2
"""Parts of a line of the list of countries, before and behind its semicolon."""
_PLACE = re.compile(
    r"(?:\b(?i:in|into|to|from|at|near|of|around|outside|via|through|towards?|the|an?|its|their|his|her|our)\s+"
    r"|[’']s\s+|[^\s.:;!?]\s+[A-Z]\w*\.?\s)\Z"
)
_ADDRESSED = re.compile(r"\b(?:messages?|signals?|warnings?|appeals?|answers?|responses?|letters?) to\s\Z")
_NAMED_ON = re.compile(r"[ -][A-Z]")
_BEFORE_SEAT = 30
_Found = tuple[str, int, int, str]
"""A word, where it starts and ends, and its key."""


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
def words_of(text: str, offset: int = 0) -> tuple[Word, ...]:
    found = [(match[0], match.start(), match.end(), key_of(match[0])) for match in _WORD.finditer(text)]
    countries = {at: lines for span, lines in _listed(found, _countries(_NAMES)) for at in span}
    seats = {
        at: lines
        for span, lines in _listed(found, _countries(_SEATS))
        if _may_act(text, found[span.start][1], found[span.stop - 1][2])
        for at in span
    }
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


def _opens(text: str, start: int, previous: _Found | None) -> bool:
    if previous is None:
        return True
    gap = text[previous[2] : start]
    if gap[-1:] in _OPENING_QUOTES or previous[3] == "i" or any(mark in "\r\n" for mark in gap):
        return True
    if gap.startswith(". ") and (len(previous[0]) == 1 or previous[3] in _ABBREVIATED):
        return False
    return any(mark in _OPENS for mark in gap)


def _may_act(text: str, start: int, end: int) -> bool:
    """Whether this is no mere place ("in Berlin", "its Berlin office"), nor in a longer name ("Berlin Marathon")."""
    before = text[max(0, start - _BEFORE_SEAT) : start]
    is_place = _PLACE.search(before) and not _ADDRESSED.search(before)
    return not (text[start:end].islower() or is_place or _NAMED_ON.match(text, end))


def _listed(
    words: list[_Found], known: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]
) -> Iterator[tuple[range, frozenset[int]]]:
    """Where words stand that are on a list, each with the lines it may mean; the longest phrases first."""
    at = 0
    while at < len(words):
        first = words[at][3]
        for phrase, lines in known.get(first, known.get(first.removesuffix("s"), ())):
            keys = [key for *_, key in words[at : at + len(phrase)]]
            if (
                len(keys) == len(phrase)
                and keys[:-1] == list(phrase[:-1])
                and keys[-1].removesuffix("s") == phrase[-1].removesuffix("s")
            ):
                if phrase == ("us",) and not words[at][0].startswith(("US", "U.S")):
                    break
                yield range(at, at + len(phrase)), lines
                at += len(phrase) - 1
                break
        at += 1


@functools.cache
def _countries(part: int) -> dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]:
    """By first word, the phrases that name countries, or their seats, the longest first, with the lines that do."""
    lines: dict[tuple[str, ...], set[int]] = {}
    text = Path(__file__).with_name("countries.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#"):
            for form in filter(None, line.partition(";")[part].split(",")):
                lines.setdefault(tuple(key_of(word) for word in _WORD.findall(form)), set()).add(number)
    known: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
    for phrase in sorted(lines, key=len, reverse=True):
        known.setdefault(phrase[0], []).append((phrase, frozenset(lines[phrase])))
    return known


@functools.lru_cache(maxsize=20_000)
def forms_of(key: str) -> frozenset[str]:
    """A key, without the plural, and without the ending of an adjective or a follower."""
    singular = key.removesuffix("s") if len(key) > _SHORT else key
    stems = {stem for form in (key, singular) if (stem := _ENDING.sub("", form)) != form}
    return frozenset({key, singular, *(stem + vowel for stem in stems for vowel in _VOWELS)})
