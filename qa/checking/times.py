"""Times: what was done in one year, or once a year, is not said to have been done when something else was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from qa.checking.equality import are_equal
from qa.checking.quantities import stated
from qa.checking.wording import having, is_past, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

T = TypeVar("T")

_WHEN = frozenset({"year", "date", "weekday", "time"})
"""Kinds of quantities that tell when."""
_NEAR = 40
"""Code points before a time in which what was done stands."""
_OFTEN = re.compile(
    r"\b([a-z]+)\s((?:once|twice|(?:two|three|four)\stimes)\san?\s[a-z]+|every\s(?:[a-z0-9]+\s)?(?:hour|day|week|month|year)s?"
    r"|(?:hour|dai|week|month|quarter|year)ly)\b"
)
"""As "inspected once a year"."""
_DONE = re.compile(r"\b([a-z]+)\s(?:in|on|at|since|until|by)\s(?:the\s)?\Z")
"""As "died in" and "born on"."""


def times(statement: str, evidence: Evidence) -> list[str]:
    """A time of something else in the same cited sentence, for which that has another: "born in 1950, died in 2001"."""
    for said, when in _done(statement):
        for text in evidence.texts:
            if own := _own_time(said, when, list(_done(text)), are_equal):
                return [f"{having(evidence)} “{own.words}” where “{when.words}” stands here"]
    for said, often in _often(statement):
        for text in evidence.texts:
            if there := _own_time(said, often, list(_often(text)), str.__eq__):
                return [f"{having(evidence)} “{there}” where “{often}” stands here"]
    return []


def _own_time(said: str, when: T, there: Sequence[tuple[str, T]], are_same: Callable[[T, T], bool]) -> T | None:
    """When something was done, where it is said to have been done when something else was."""
    own = [other for done, other in there if done == said]
    is_of_another = any(done != said and are_same(when, other) for done, other in there)
    return own[0] if own and is_of_another and not any(are_same(when, other) for other in own) else None


def _often(text: str) -> Iterator[tuple[str, str]]:
    """What is done, as a stem, with how often."""
    yield from ((stem_of(match[1]), match[2]) for match in _OFTEN.finditer(text) if is_past(match[1]))


def _done(text: str) -> Iterator[tuple[str, Quantity]]:
    """What was done, as a stem, with when."""
    for quantity in stated(text):
        near = text[max(0, quantity.start - _NEAR) : quantity.start] if quantity.kind in _WHEN else ""
        before = _DONE.search(near)
        if before and (is_past(before[1]) or before[1] == "born"):
            yield stem_of(before[1]), quantity
