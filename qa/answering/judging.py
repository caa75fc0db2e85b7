"""Whether the sentences that a statement of a reply cites support it, and how that is told beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa.answering.answer import Statement, Support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence
    from qa.checking import Checker

_MOST_CITED = 12
"""Sentences that a statement may cite; among more, everything is found."""


def judged(statement: Statement, cited: Sequence[Sentence], checker: Checker | None) -> Statement:
    """A statement with the verdict on it."""
    if not cited:
        return replace(statement, support=Support.UNCITED)
    if checker is None:
        return replace(statement, support=Support.UNCHECKED)
    if len(cited) > _MOST_CITED:
        return _unsupported(statement, f"cites {len(cited)} sentences, too many for one statement")
    verdict = checker.check(statement.text, cited)
    if verdict.problems:
        return _unsupported(statement, *(problem.text for problem in verdict.problems))
    return replace(statement, support=Support.SUPPORTED if verdict.is_complete else Support.UNCHECKED)


def _unsupported(statement: Statement, *problems: str) -> Statement:
    return replace(statement, support=Support.UNSUPPORTED, problems=problems)


def mark(statement: Statement) -> str:
    """What stands beside a statement, in parentheses; nothing where all is well."""
    match statement.support:
        case Support.UNCITED:
            return "uncited"
        case Support.UNSUPPORTED:
            return f"unsupported: {'; '.join(statement.problems)}"
        case _:
            return "citation found by qa" if statement.found else ""
