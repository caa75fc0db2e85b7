"""Equality: whether an amount of a statement may be one of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.checking.dates import Date
from qa.checking.quantities import Qualifier, Quantity
from qa.checking.units import AMOUNT

if TYPE_CHECKING:
    from qa.checking.dates import Reading

_FITTING = {
    Qualifier.NONE: {Qualifier.NONE, Qualifier.ABOUT},
    Qualifier.BELOW: {Qualifier.BELOW, Qualifier.ABOUT},
    Qualifier.ABOVE: {Qualifier.ABOVE, Qualifier.ABOUT},
    Qualifier.ABOUT: {Qualifier.ABOUT},
}
"""Qualifier in the source → those that a statement may use for it."""


def are_equal(said: Quantity, cited: Quantity) -> bool:
    """Whether a statement may mean an amount of its source, whatever is said beside it: “nearly”, “more than”."""
    return any(_agree(a, b) for a in said.readings for b in cited.readings)


def _agree(said: Reading, cited: Reading) -> bool:
    (unit, value), (other_unit, other) = said, cited
    if isinstance(value, Date) or isinstance(other, Date):
        return isinstance(value, Date) and isinstance(other, Date) and value.agrees(other)
    if isinstance(value, str) or isinstance(other, str):
        return unit == other_unit and value == other
    if unit == "decade":
        in_decade = 0 <= other - value < 10 and not other_unit  # noqa: PLR2004
        return in_decade or (other_unit == "decade" and (value - other) % 100 == 0)
    return are_comparable(unit, other_unit) and abs(value - other) <= 1e-6 * max(abs(value), abs(other))


def are_comparable(unit: str, other: str) -> bool:
    """Whether numbers with these units may be the same; what is counted need not be, degrees may be of either scale."""
    if unit == "":
        return other in {"", AMOUNT}
    return (unit == other != AMOUNT) or (unit[0] == other[:1] == "°" and "°" in {unit, other})


def do_qualifiers_fit(said: Quantity, cited: Quantity) -> bool:
    return any(said.qualifiers & _FITTING[qualifier] for qualifier in cited.qualifiers)
