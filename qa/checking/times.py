"""Times: what was done in one year is not said to have been done in the year of something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.numbers import are_equal
from qa.checking.quantities import stated
from qa.checking.wording import having, is_past, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

_WHEN = frozenset({"year", "date", "weekday", "time"})
"""Kinds of quantities that tell when."""
_NEAR = 40
"""Code points before a time in which what was done stands."""
_DONE = re.compile(r"\b([a-z]+)\s(?:in|on|at|since|until|by)\s(?:the\s)?\Z")
"""As "died in" and "born on"."""


def times(statement: str, evidence: Evidence) -> list[str]:
    """A time of something else in the same cited sentence, for which that has another: "born in 1950, died in 2001"."""
    for said, when in _done(statement):
        for text in evidence.texts:
            there = list(_done(text))
            own = [other for done, other in there if done == said]
            is_of_another = any(done != said and are_equal(when, other) for done, other in there)
            if own and is_of_another and not any(are_equal(when, other) for other in own):
                return [f"{having(evidence)} “{own[0].words}” where “{when.words}” stands here"]
    return []


def _done(text: str) -> Iterator[tuple[str, Quantity]]:
    """What was done, as a stem, with when."""
    for quantity in stated(text):
        near = text[max(0, quantity.start - _NEAR) : quantity.start] if quantity.kind in _WHEN else ""
        before = _DONE.search(near)
        if before and (is_past(before[1]) or before[1] == "born"):
            yield stem_of(before[1]), quantity
