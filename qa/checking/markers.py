"""Markers: the words that deny, restrict or leave open, and what each of them changes.

They are listed in `markers.txt`. "Instead of" a word are those with which a paraphrase says the same.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from qa.checking.wording import any_of, clause_before, clause_behind, lists_in, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

REACH_BEFORE, _BEHIND = 4, 3
"""Telling stems on either side of a marker that it is taken to change."""
_MOSTLY = 0.5
_PART_END = re.compile(r",\sbut\b|\b(?:and|although|though|while|whereas|without|unless)\b")
_PART_START = re.compile(rf",|{_PART_END.pattern}|\b(?:which|who|that)\b")
_VAGUE = re.compile(
    r"\b(?:(?:any|some)(?:thing|one|body)?|every(?:one|body|thing)|either|too|\w+(?:ab|ib|l|ous|ate|ful)ly(?!\s*(?:[,;]|\Z)))\b",
    re.IGNORECASE,
)
"""What stands between a marker and the word that it changes, and may be another word in a statement."""


def denials(text: str) -> list[str]:
    """The words by which a text denies something, as "turned down"."""
    return [match[0] for name in ("not", "instead of not") for match in markers_in(name, text)]


def negations(text: str) -> int:
    """How many words of a text deny something."""
    return len(markers_in("not", text))


def has_denial(text: str) -> bool:
    """Whether a text may deny something, or restrict it."""
    return any(has_marker(name, text) for name in ("not", "instead of not", "only"))


@functools.cache
def _markers() -> dict[str, re.Pattern[str]]:
    """The lists, by name."""
    lists = lists_in(__file__, "markers.txt")
    return {name: re.compile(any_of(expressions), re.IGNORECASE) for name, expressions in lists.items()}


@functools.lru_cache(maxsize=1024)
def markers_in(name: str, text: str) -> tuple[re.Match[str], ...]:
    """The words of a list in a text."""
    return tuple(_markers()[name].finditer(text))


def has_marker(name: str, text: str) -> bool:
    return bool(markers_in(name, text))


def changed_by(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The first stem behind each marker, with the marker."""
    for match in markers_in(name, text):
        if stems := stems_behind(match):
            yield stems[0], match[0]


def is_changing(match: re.Match[str], has: frozenset[str], reach: int = REACH_BEFORE) -> bool:
    """Whether a marker changes something that is said with these stems, as many before it as it reaches."""
    behind, around = stems_behind(match), stems_around(match, reach)
    return bool(behind) and behind[0] in has and len(has & around) > _MOSTLY * len(around)


def may_change(match: re.Match[str], stems: frozenset[str]) -> bool:
    """Whether a marker may change a word with one of these stems; in doubt it does."""
    behind = stems_behind(match)
    return not behind or not stems.isdisjoint(behind)


def stems_around(match: re.Match[str], reach: int = REACH_BEFORE) -> frozenset[str]:
    """The telling stems behind a marker, and as many before it as it reaches."""
    before = telling_stems_in_order(part_before(match))
    return frozenset((*before[max(0, len(before) - reach) :], *stems_behind(match)))


def part_before(match: re.Match[str]) -> str:
    """What stands before a marker in its part of the clause."""
    return _parts(_PART_START, match, clause_before(match))[-1]


def stems_behind(match: re.Match[str]) -> tuple[str, ...]:
    """The first telling stems behind a marker in its part of the clause."""
    parts = _parts(_PART_END, match, _VAGUE.sub(" ", clause_behind(match)))
    return next(filter(None, map(telling_stems_in_order, parts)), ())[:_BEHIND]


def _parts(end: re.Pattern[str], match: re.Match[str], clause: str) -> list[str]:
    """The parts of a clause; an "only" is often said of a list, in which an "and" ends none."""
    return [clause] if has_marker("only", match[0]) else end.split(clause)
