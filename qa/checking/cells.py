"""Cells: what a table says of one column, or a list of one of its items, is not said of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.equality import are_equal
from qa.checking.quantities import stated
from qa.checking.tables import cells_of, head_over
from qa.checking.wording import find_whole, having, saying, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.evidence import Evidence
    from qa.checking.quantities import Quantity

_ITEM = re.compile(r"\W*(?:\d{1,3}[.)]\s)?\W*([^:.!?|\n]{1,40}):[*_]*\s(.+)", re.DOTALL)
"""As "1. Fixed speed: for commissioning only"."""
_ENOUGH = 2
"""Stems of another item, of which none is of its own, that are said of one."""


def cells(statement: str, evidence: Evidence) -> list[str]:
    """An amount of another column, or what is said of another item or row. English only."""
    for sentence in evidence.cited:
        if head := head_over(sentence):
            for own, said in _of_other_columns(statement, cells_of(head), cells_of(sentence.text)):
                return [f"{having(evidence)} “{own}” where “{said}” stands here"]
    return [f"{saying(evidence)} so of “{other}”, not of “{name}”" for name, other in _of_others(statement, evidence)][
        :1
    ]


def _of_other_columns(statement: str, heads: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the column that is named has, and what is said of it that another has."""
    if len(heads) != len(row):
        return
    values = [stated(cell) for cell in row]
    every = [value for some in values[1:] for value in some]
    for column, part in _parts(statement, heads):
        for said in stated(part):
            if values[column] and not _is_among(said, values[column]) and _is_among(said, every):
                yield row[column], said.words


def _is_among(said: Quantity, values: Sequence[Quantity]) -> bool:
    return any(are_equal(said, value) for value in values)


def _parts(statement: str, heads: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The columns that a statement names, each with the part of it that is said of the column."""
    found = sorted(
        (match.start(), match.end(), column)
        for column, head in enumerate(heads)
        if column and any(map(str.isalnum, head))
        for match in find_whole(head, statement, re.IGNORECASE)
    )
    if len(found) == 1:
        start, end, column = found[0]
        yield column, f"{statement[:start]} {statement[end:]}"
    elif found:
        names = [(0, 0, 0), *found, (len(statement), 0, 0)]
        is_behind = bool(stated(statement[: found[0][0]]))  # "14 knots for the Mira"
        for (_, last, _), (start, end, column), (following, _, _) in zip(names, found, names[2:], strict=False):
            yield column, statement[last:start] if is_behind else statement[end:following]


def _of_others(statement: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The item or row that alone is named, and another of which a statement says what is said there."""
    items = {name: telling_stems(text) for name, text in _items(evidence)}
    named = [name for name in items if any(find_whole(name, statement, re.IGNORECASE))]
    if len(named) != 1:
        return
    own, said = items[named[0]], telling_stems(statement)
    for name, others in items.items():
        if len(said & (others - own)) >= _ENOUGH and said.isdisjoint(own - others):
            yield named[0], name


def _items(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for sentence in evidence.cited:
        if head_over(sentence):
            name, *texts = cells_of(sentence.text)
            yield name, " ".join(texts)
        elif item := _ITEM.fullmatch(sentence.text):
            yield item[1].strip("*_ "), item[2]
