"""What the rules say of a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a statement.

    Attributes:
        rule: which rule found it.
        text: in words.
    """

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules found.

    Attributes:
        is_complete: whether all rules could judge; those that need English cannot, elsewhere.
    """

    problems: tuple[Problem, ...]
    is_complete: bool
