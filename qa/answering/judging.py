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
LONGEST = 3_000
"""Code points of a statement that is checked; a longer one is no sentence, and the time grows with the square."""
_SHOWN = 60
"""Code points of a part of a statement that are shown."""


def judged(
    statement: Statement,
    cited: Sequence[Sentence],
    checker: Checker | None,
    *,
    heading: str = "",
    question: str = "",
    parts: Sequence[tuple[str, Sequence[Sentence]]] = (),
) -> Statement:
    """A statement with the verdict on it.

    Args:
        heading: what it stands right under, if anything; whom that names, the statement is about.
        question: what it answers.
        parts: its text up to each of its citations, with the sentences cited there.
    """
    if not cited:
        return replace(statement, support=Support.UNCITED)
    if checker is None:
        return replace(statement, support=Support.UNCHECKED)
    if (beyond := _beyond(statement, cited)) is not None:
        return _unsupported(statement, beyond)
    verdict = checker.check(statement.text, cited, heading, question)
    if verdict.problems:
        return _unsupported(statement, *(problem.text for problem in verdict.problems))
    misplaced = [text for text, cited_there in parts if not checker.has_values(text, cited_there)]
    if len(misplaced) > 1:  # one alone may begin what another part goes on with
        return _unsupported(statement, *(f"“{_shortened(text)}” is not in what it cites" for text in misplaced))
    return replace(statement, support=Support.SUPPORTED if verdict.is_complete else Support.UNCHECKED)


def _beyond(statement: Statement, cited: Sequence[Sentence]) -> str | None:
    """Why a statement is not checked."""
    if len(cited) > _MOST_CITED:
        return f"cites {len(cited)} sentences, too many for one statement"
    return "is too long for one statement" if len(statement.text) > LONGEST else None


def _unsupported(statement: Statement, *problems: str) -> Statement:
    return replace(statement, support=Support.UNSUPPORTED, problems=problems)


def _shortened(text: str) -> str:
    text = text.strip(" ,;:.(")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"


def mark(statement: Statement) -> str:
    """What stands beside a statement, in parentheses; nothing where all is well."""
    match statement.support:
        case Support.UNCITED:
            return "uncited"
        case Support.UNSUPPORTED:
            return f"unsupported: {'; '.join(statement.problems)}"
        case _:
            return "citation found by qa" if statement.found else ""
