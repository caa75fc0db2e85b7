"""Comparisons: what stands on either side of "than" or "followed by" stays there, and so do the numbers of a vote.

So does what is said of the first, the second and the third, and what version 3 does to version 2.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from index.words import stop_words
from qa.checking.wording import CLAUSE_END, any_of, clause_before, having, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_JOINT = re.compile(
    rf"{any_of('than followed_by ahead_of')}|(?P<not>{any_of('rather_than instead_of')}|(?<=,)\snot(?!\sonly)\b)",
    re.IGNORECASE,
)
_NOT = "rather than"
_COMPARING = re.compile(r"(?:\w{2,}er|more|less|worse|\w+est|most|least|worst)\Z")
_SIDE_END = re.compile(rf",|{CLAUSE_END.pattern}")
_AROUND = 200
"""Code points on either side in which what is compared is looked for."""
_SCORE = re.compile(r"\b(\d+)(?:\s[a-z]+)?(?:\sto\s|\s?[-–]\s?)(\d+)\b(?![-–/.,]\d)")
_PLACE = re.compile(r"(?<=\bthe\s)(first|second|third|fourth|fifth|former|latter)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:[A-Z]+-?\d+|[A-Za-z]{3,}\s(?:\d+(?:\.\d+)*|[A-Z]))\b")
"""As "version 2", "Form B" and "X10"."""
_NUMBER = re.compile(r"\d[\d.]*|(?<=\s)[A-Z]\Z")
_ENOUGH = 2
"""Stems that must be said of another."""
_LOST = telling_stems("lost lose defeat against reject fail down fell beaten")
"""Stems of words with which the smaller number of a vote or a match comes first."""


class _Comparison(NamedTuple):
    """What is compared, in stems, and the words by which it is."""

    joint: str
    by: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]


def comparisons(statement: str, evidence: Evidence) -> list[str]:
    """Two sides of a comparison that the cited sentences have the other way round. English only."""
    compared = list(_comparisons(statement))
    cited = list(_comparisons(evidence.text)) if compared else []
    for said in compared:
        for there in cited if said not in cited else ():
            is_same = said.joint == there.joint and said.by == there.by
            if is_same and (_is_turned(said, there) or (said.joint == _NOT and _denies(said, there))):
                return [f"{having(evidence)} the two sides of “{said.joint}” the other way round"]
    told, scores = _scores(statement), _scores(evidence.text)
    turned = [pair for pair in told if pair not in scores and pair[::-1] in scores]
    if turned and not (telling_stems(statement) ^ telling_stems(evidence.text)) & _LOST:
        first, second = turned[0]
        return [f"{having(evidence)} “{second}” and “{first}” the other way round"]
    return _of_others(statement, evidence) or _of_numbers(statement, evidence)


def _of_numbers(statement: str, evidence: Evidence) -> list[str]:
    """What version 3 does to version 2, said of version 2: the same words between them, and the same voice."""
    said = list(_numbered(statement))
    cited = {(one.casefold(), does, other.casefold()) for one, does, other in _numbered(evidence.text)} if said else ()
    for first, does, second in said:
        turned = (second.casefold(), does, first.casefold())
        if turned in cited and turned[::-1] not in cited:
            return [f"{having(evidence)} “{second}” and “{first}” the other way round"]
    return []


def _numbered(text: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """Each two things of a kind with numbers or letters that follow each other, and the stems and "by" between them."""
    for one, other in pairwise(_NUMBERED.finditer(text)):
        between = text[one.end() : other.start()]
        kinds = [_NUMBER.sub("", match[0]).casefold() for match in (one, other)]
        does = telling_stems(between) | {"by"}.intersection(words(between))
        if kinds[0] == kinds[1] and kinds[0].strip() not in stop_words() and does - {"by"}:
            yield one[0], does, other[0]


def _of_others(statement: str, evidence: Evidence) -> list[str]:
    """What the cited sentences say of the third, said of the second."""
    said = _in_turn(statement)
    cited = _in_turn(evidence.nearest(statement)) if said and evidence.cited else {}
    for place, stems in said.items():
        for other, others in cited.items():
            own = cited.get(place, others)
            if len(stems & others - own) >= _ENOUGH and stems.isdisjoint(own - others):
                return [f"{having(evidence)} “{other}” where “{place}” stands here"]
    return []


def _in_turn(text: str) -> dict[str, frozenset[str]]:
    """The stems behind each "the first" or "the second" of a text, up to the next."""
    _, *parts = _PLACE.split(text)
    found: dict[str, frozenset[str]] = {}
    for place, behind in zip(parts[::2], parts[1::2], strict=True):
        found[place.lower()] = found.get(place.lower(), frozenset()) | telling_stems(behind)
    return found


def _scores(text: str) -> list[tuple[str, str]]:
    return [(score[1], score[2]) for score in _SCORE.finditer(text)]


def _is_turned(said: _Comparison, there: _Comparison) -> bool:
    """Whether each side has something that the other one alone has there."""
    first, second = there.first - there.second, there.second - there.first
    return bool(said.first & second and said.second & first)


def _denies(said: _Comparison, there: _Comparison) -> bool:
    """Whether what is denied is what the other one asserts: "not over time" where that has "over time, not at once"."""
    return bool(said.second) and said.second <= there.first - there.second


def _comparisons(text: str) -> Iterator[_Comparison]:
    for match in _JOINT.finditer(text):
        joint = _NOT if match["not"] else " ".join(match[0].lower().split())
        before = clause_before(match, _AROUND)
        behind = _SIDE_END.split(text[match.end() : match.end() + _AROUND])[0]
        by = frozenset(word for word in words(before) if joint == "than" and _COMPARING.match(word))
        yield _Comparison(joint, by, telling_stems(before) - telling_stems(" ".join(by)), telling_stems(behind))
