"""Exceptions: what is left out of "all repairs except to the roof", and what a statement says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.checking.markers import changed_by, has_marker, markers_in, stems_behind
from qa.checking.wording import clause_before, clause_behind, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOLD = 4
"""Words of an exception that are shown."""


def excepted_from_denial(statement: str, cited: str) -> str:
    """What a statement speaks of that is excepted from a "not": whom one must not tell anything "except auditors"."""
    has = telling_stems(statement)
    is_excepted = has_marker("instead of except", statement) and not has_marker("without", statement)
    for before, besides, told in () if is_excepted else _exceptions_in(cited):
        if besides & has and has_marker("plain not", before):
            return told
    return ""


def exceptions_left_out(statement: str, cited: str) -> Iterator[str]:
    """What is left out of "all repairs except to the roof" where all repairs are spoken of, or none."""
    has, general = telling_stems(statement), {stem for stem, _ in changed_by("every or no", statement)}
    for before, besides, told in _exceptions_in(cited):
        is_general = general & telling_stems(before) and has_marker("every or no", before)
        if besides and has.isdisjoint(besides) and is_general:
            yield told


def included(statement: str, cited: str) -> Iterator[str]:
    """What is excepted from what a statement says of it, as a Saturday is from "any day other than a Saturday"."""
    has = telling_stems(statement)
    for before, besides, told in _exceptions_in(cited):
        general, said = telling_stems(before), has - besides
        if besides & has and len(said) > 1 and said <= general and not has_marker("not", before):
            yield told


def _exceptions_in(cited: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """What stands before each exception in its clause, the stems of what is excepted, and the words to tell it in."""
    for match in markers_in("except", cited):
        before = clause_before(match)
        besides = frozenset(stems_behind(match)) - telling_stems(before)
        yield before, besides, f"{match[0]} {' '.join(clause_behind(match).split()[:_TOLD])}"
