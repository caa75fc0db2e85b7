"""A comparison as plain data."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from qa.comparison.comparing import counts, support, total
from qa.suite.reporting import case_dict, outcome_dict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.comparison.comparing import Change, Comparison, Said
    from qa.suite.running import Outcome

SCHEMA = 1


def as_dict(comparisons: Sequence[Comparison], a: str, b: str, seconds: float) -> dict[str, Any]:
    """The form is a contract: keys may be added, not changed.

    Args:
        a, b: what the person typed for each side.
        seconds: how long it all took.
    """
    return {
        "schema": SCHEMA,
        "a": {"side": a, **_total([comparison.a for comparison in comparisons])},
        "b": {"side": b, **_total([comparison.b for comparison in comparisons])},
        **counts(comparisons),
        "seconds": round(seconds, 4),
        "cases": [_case(comparison) for comparison in comparisons],
    }


def _total(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    summed = dataclasses.asdict(total(outcomes))
    seconds = summed["seconds"]
    return summed | {"seconds": None if seconds is None else round(seconds, 4)}


def _case(comparison: Comparison) -> dict[str, Any]:
    return {
        **case_dict(comparison.a),
        "verdict": comparison.verdict,
        "differs": list(comparison.differs),
        "statements": [_change(change) for change in comparison.statements],
        "citations": {
            "kept": list(comparison.kept),
            "lost": list(comparison.lost),
            "gained": list(comparison.gained),
        },
        "a": outcome_dict(comparison.a) | {"support": dict(support(comparison.a))},
        "b": outcome_dict(comparison.b) | {"support": dict(support(comparison.b))},
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.kind,
        "words": [[piece.kind, piece.text] for piece in change.words],
        "a": _said(change.a),
        "b": _said(change.b),
    }


def _said(said: Said | None) -> dict[str, Any] | None:
    if not said:
        return None
    return {"text": said.text, "citations": list(said.numbers), "support": said.support or None}
