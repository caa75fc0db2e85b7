"""Amounts: two of a statement do not change places, as in "profit rose 8 percent" where they say that sales did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qa.checking.equality import are_equal
from qa.checking.evidence import MOST_CHECKED
from qa.checking.quantities import beside, stated
from qa.checking.wording import having, is_past, telling_stems

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

_CLAUSE_END = re.compile(r"[,;:!?()“”\"\n–—]|\.(?=\s|\Z)|\b(?:and|but|while|whereas|with)\b", re.IGNORECASE)
_OF = re.compile(r"\s((?:in\s\w+\s)?for\s.+|(?!(?:people|persons?|others?|men|women|more|additional)\b)[a-z]+\b)")
_MORE = 2
"""Stems by which more must speak for an exchange than for each amount standing where it was."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount or a date.

    Attributes:
        stems: the telling stems of its clause, up to the next amounts of its kind.
        of: what it counts, in a word, or is for; nothing where that is just people.
    """

    quantity: Quantity
    stems: frozenset[str]
    of: str


def amounts(statement: str, evidence: Evidence) -> list[str]:
    """Two amounts that the cited sentences have in each other's place. English only."""
    cited = [amount for sentence in evidence.cited for amount in _amounts(sentence.text)]
    stands = [(amount, _stems_of(amount, cited)) for amount in _amounts(statement)[:MOST_CHECKED]]
    for amount, _ in stands:
        if there := _of_another(amount, cited):
            return [f"{having(evidence)} “{there}”, not “{amount.quantity.words} {amount.of}”"]
    for (one, here), (other, elsewhere) in combinations(stands, 2):
        if one.quantity.kind == other.quantity.kind and not are_equal(one.quantity, other.quantity):
            kept = len(one.stems & (here - elsewhere)) + len(other.stems & (elsewhere - here))
            crossed = (one.stems & (elsewhere - here), other.stems & (here - elsewhere))
            if all(crossed) and sum(map(len, crossed)) >= kept + _MORE:
                words = f"“{one.quantity.words}” and “{other.quantity.words}”"
                return [f"{having(evidence)} {words} the other way round"]
    return []


def _of_another(amount: _Amount, cited: list[_Amount]) -> str:
    """An amount with what it is of in the cited text, where another of its kind is there of what this is said to be."""
    own = telling_stems(amount.of)
    same = [other for other in cited if are_equal(amount.quantity, other.quantity)]
    others = [other for other in cited if other not in same and other.quantity.kind == amount.quantity.kind]
    is_of_another = own and same and all(other.of and own.isdisjoint(other.stems) for other in same)
    if is_of_another and any(own <= telling_stems(other.of) for other in others):
        return f"{same[0].quantity.words} {same[0].of}"
    return ""


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
        of = _OF.match(clauses[1])
        is_told = of and telling_stems(of[1]) and not is_past(of[1])  # "5 passed" of many
        amounts.append(_Amount(quantity, telling_stems(" ".join(clauses)), of[1] if of and is_told else ""))
    return amounts
