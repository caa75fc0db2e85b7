"""References: the parts of a document that a statement names are those that its cited sentences name. English only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.numbers import are_equal
from qa.checking.quantities import stated
from qa.checking.wording import having, lists_in, words

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

_LETTERED = re.compile(r"(?<![\w.])\d+(?:\.\d+)*\s?\([a-z]{1,3}\)(?:\s?\([a-z]{1,4}\))?", re.IGNORECASE)
"""As 4.2(b)."""
_PARTS = frozenset(words(lists_in(__file__, "bodies.txt")["parts"]))
_JOINING = frozenset({"and", "or", "to"})


def references(statement: str, evidence: Evidence) -> list[str]:
    """Parts that a statement names in whose place the cited sentences have others: Schedule 1, and not Schedule 2."""
    cited = [quantity for text in evidence.texts for quantity in stated(text)]
    pairs = [(f"{said.label} {said.words}", _others(said, cited)) for said in stated(statement)]
    pairs += [(match[0], _others_lettered(match, evidence.text)) for match in _LETTERED.finditer(statement)]
    return [f"{having(evidence)} “{others[0]}”, not “{part}”" for part, others in pairs if others]


def _others(said: Quantity, cited: list[Quantity]) -> list[str]:
    label = said.label.lower()
    if label not in _PARTS:
        return []
    labelled = [quantity for quantity in cited if quantity.label.lower() in {label, f"{label}s"}]
    listed = [quantity for quantity in cited if quantity.label.lower() in _JOINING]
    is_there = any(are_equal(said, other) for other in (*labelled, *listed))
    return [] if is_there else [f"{other.label} {other.words}" for other in labelled]


def _others_lettered(match: re.Match[str], cited: str) -> list[str]:
    others = [other[0] for other in _LETTERED.finditer(cited)]
    part, there = _closed_up(match[0]), [_closed_up(other) for other in others]
    return [] if any(other.startswith(part) or part.startswith(other) for other in there) else others


def _closed_up(part: str) -> str:
    return "".join(part.split()).lower()
