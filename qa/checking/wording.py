"""Words and their forms, as the rules compare them, and the phrases in which problems are told."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from index.words import stems, stop_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_DASH = re.compile(r"\s*-+\s*")
_MARKUP = re.compile(r"\*+|`|(?<!\w)_+|_+(?!\w)")
_WORD = re.compile(r"\w+(?:'\w+)*")
_PART = re.compile(r"\w+")
_stems: dict[str, str] = {}
"""Of words that were met; one call for many words costs as much as for one."""
_MOST_KNOWN = 50_000
TITLES = frozenset({"mr", "mrs", "ms", "dr"})
"""Stems that name nobody."""
_MANY = 8
"""Words among which English has at least one of its stop words."""
CLAUSE_END = re.compile(r"[;:!?\n]|(?<!\b\w)\.(?!\d)")
"""A full stop behind a single letter is of an abbreviation: p.m."""
_CLAUSE_REACH = 90
"""Code points on either side of a word in which its clause is looked at."""


@functools.lru_cache(maxsize=8)
def flatten(text: str) -> str:
    """A text in one form of writing: plain quotation marks and dashes, single spaces, no marks of Markdown."""
    return flattened(text)


def flattened(text: str) -> str:
    """The same, of a text that will not be asked for again."""
    return _DASH.sub("-", " ".join(_MARKUP.sub("", text.translate(_SAME)).split()))


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.casefold() for word in _WORD.findall(text.replace("’", "'"))]


@functools.cache
def lists_in(module: str, name: str) -> dict[str, str]:
    """Lists of words in a file beside a module, by name: "name: words", which may go on in lines that are indented."""
    text = Path(module).with_name(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    parts = (entry.partition(":") for entry in re.split(r"\n+(?=\S)", "\n".join(lines).strip()))
    return {name: listed for name, _, listed in parts}


def any_of(expressions: str) -> str:
    """A regular expression for any of some words, which stand parted by white space: "could hop(es|ed)_to".

    Each is a regular expression itself, in which "_" is white space.
    """
    return rf"\b(?:{'|'.join(expressions.split())})\b".replace("_", r"\s+")


def find_whole(words: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> Iterator[re.Match[str]]:
    """Where a text has some words, not within longer ones."""
    return re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, flags)


def telling_stems(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(telling_stems_in_order(text))


@functools.lru_cache(maxsize=1024)
def telling_stems_in_order(text: str) -> tuple[str, ...]:
    irregular = _irregular("past", "other")
    parts = [irregular.get(part, part) for part in _PART.findall(text.lower())]
    unknown = list({part for part in parts if part not in _stems})
    if len(_stems) > _MOST_KNOWN:
        _stems.clear()
        unknown = list(set(parts))
    if unknown:
        _stems.update((part, min(found, default="")) for part, found in zip(unknown, stems(unknown), strict=True))
    return tuple(stem for part in parts if part not in stop_words() and (stem := _stems[part]))


def clause_before(match: re.Match[str], reach: int = _CLAUSE_REACH) -> str:
    """What stands before a match in its clause."""
    return CLAUSE_END.split(match.string[max(0, match.start() - reach) : match.start()])[-1]


def clause_behind(match: re.Match[str]) -> str:
    """What stands behind a match in its clause."""
    return CLAUSE_END.split(match.string[match.end() : match.end() + _CLAUSE_REACH])[0]


def stem_of(word: str) -> str:
    """The stem of a word, or nothing where it is a small one."""
    return min(telling_stems(word), default="")


def is_past(word: str) -> bool:
    """Whether a word in small letters may be a verb of the past, as "attacked" and "wrote" are."""
    return word.endswith("ed") or word in _irregular("past")


@functools.cache
def _irregular(*kinds: str) -> dict[str, str]:
    """Forms of words that a stem cannot tell, each with the word."""
    lists = lists_in(__file__, "irregular.txt")
    known = (line.split() for kind in kinds for line in lists[kind].strip().splitlines())
    return {form: word for word, *forms in known for form in forms}


_LANGUAGES = {name: frozenset(words(some)) for name, some in lists_in(__file__, "languages.txt").items()}
_NOT_ENGLISH = re.compile(r"\b(?:Die\s(?=[A-ZÄÖÜ])|[a-zß-ɏ]*[ß-ɏ]\w*)")
"""Words that English has in other places, or not at all: a German article, and small words with accents."""
_INITIAL = re.compile(r"(?<=\w\s)[B-Z]\b")
"""As in "Harald V"."""


@functools.lru_cache(maxsize=256)
def is_english(text: str, *, in_doubt: bool = False) -> bool:
    """Whether a text is English, as far as its small words tell; where there are none, it counts as English.

    Args:
        in_doubt: what a text counts as that is too long to have none by chance.
    """
    parts = [part for part in _PART.findall(_INITIAL.sub(" ", text).lower()) if not part.isdecimal()]
    foreign = sum(part in _LANGUAGES["foreign"] for part in parts) + len(_NOT_ENGLISH.findall(text))
    telling_words = stop_words() - _LANGUAGES["foreign"] - _LANGUAGES["shared"]
    english = sum(part in telling_words for part in parts)
    letters = [letter for letter in text if letter.isalpha()]
    is_latin = sum(letter < "\u0250" for letter in letters) * 2 >= len(letters)
    telling = english > 0 or all(not _LANGUAGES[kind].isdisjoint(parts) for kind in ("romance", "germanic"))
    return is_latin and foreign <= english and (telling or in_doubt or len(parts) < _MANY)


def is_question(text: str) -> bool:
    return text.rstrip("*_ ”\"’')»」").endswith(("?", "？"))


def pointing(evidence: Evidence) -> str:
    """How a problem calls the cited sentences."""
    return "the cited sentence" if len(evidence.cited) == 1 else "the cited sentences"


def having(evidence: Evidence) -> str:
    """How a problem begins that tells what the cited sentences have."""
    return f"{pointing(evidence)} {'has' if len(evidence.cited) == 1 else 'have'}"


def saying(evidence: Evidence) -> str:
    """How a problem begins that tells what the cited sentences say."""
    return f"{pointing(evidence)} {'says' if len(evidence.cited) == 1 else 'say'}"
