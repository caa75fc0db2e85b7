"""Amounts: two of a statement do not change places, as in "profit rose 8 percent" where they say that sales did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qa.checking.numbers import MOST_CHECKED, are_equal
from qa.checking.quantities import beside, stated
from qa.checking.wording import having, stem_of, telling_stems

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

_CLAUSE_END = re.compile(r"[,;:!?()“”\"\n–—]|\.(?=\s|\Z)|\b(?:and|but|while|whereas|with)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\s(?!(?:people|persons?|others?|men|women|more|additional)\b)([a-z]+)\b")
_MORE = 2
"""Stems by which more must speak for an exchange than for each amount standing where it was."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount or a date.

    Attributes:
        stems: the telling stems of its clause, up to the next amounts of its kind.
        counted: the word for what it counts; nothing where that is just people.
    """

    quantity: Quantity
    stems: frozenset[str]
    counted: str


def amounts(statement: str, evidence: Evidence) -> list[str]:
    """Two amounts that the cited sentences have in each other's place. English only."""
    cited = [amount for sentence in evidence.cited for amount in _amounts(sentence.text)]
    stands = [(amount, _stems_of(amount, cited)) for amount in _amounts(statement)[:MOST_CHECKED]]
    for amount, _ in stands:
        if counted := _of_another(amount, cited):
            return [f"{having(evidence)} “{counted}”, not “{amount.quantity.words} {amount.counted}”"]
    for (one, here), (other, there) in combinations(stands, 2):
        if one.quantity.kind == other.quantity.kind and not are_equal(one.quantity, other.quantity):
            kept = len(one.stems & (here - there)) + len(other.stems & (there - here))
            crossed = (one.stems & (there - here), other.stems & (here - there))
            if all(crossed) and sum(map(len, crossed)) >= kept + _MORE:
                words = f"“{one.quantity.words}” and “{other.quantity.words}”"
                return [f"{having(evidence)} {words} the other way round"]
    return []


def _of_another(amount: _Amount, cited: list[_Amount]) -> str:
    """What an amount counts in the cited text, where another of its kind counts there what it does in a statement."""
    own = stem_of(amount.counted)
    same = [other for other in cited if are_equal(amount.quantity, other.quantity)]
    others = [other for other in cited if other not in same and other.quantity.kind == amount.quantity.kind]
    if not own or any(not other.counted or own in {stem_of(other.counted), *other.stems} for other in same):
        return ""
    is_counted = same and any(stem_of(other.counted) == own for other in others)
    return f"{same[0].quantity.words} {same[0].counted}" if is_counted else ""


def _stems_of(amount: _Amount, cited: list[_Amount]) -> frozenset[str]:
    """What the cited sentences say beside an amount."""
    return frozenset(stem for other in cited if are_equal(amount.quantity, other.quantity) for stem in other.stems)


def _amounts(text: str) -> list[_Amount]:
    found = stated(text)
    amounts = []
    for quantity in found:
        since, until = beside(quantity, found, text)
        before, behind = text[since : quantity.start], text[quantity.end : until]
        clauses = _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(behind)[0]
        counted = _COUNTED.match(behind)
        amounts.append(
            _Amount(quantity, telling_stems(" ".join(clauses)), counted[1] if counted and stem_of(counted[1]) else "")
        )
    return amounts
