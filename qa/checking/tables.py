"""Tables: a row says what it says together with what its columns are called."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence

_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
"""The line below the head of a table."""
_BEFORE = 20_000
"""Code points before a row in which the head of its table is looked for."""
_LONGEST = 400
"""Code points of a head; a longer line does not name columns."""


_UNIT_APART = re.compile(r"(\d) \| (?:units?|currency) (?=\S+ \|)", re.IGNORECASE)
"""Between an amount and its unit in a column for units."""


def cells_of(row: str) -> list[str]:
    """What stands in the columns of a row."""
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def named(columns: Sequence[str], row: str) -> str:
    """A row in which each cell has before it what its column is called; as it stands where it has other columns."""
    cells = cells_of(row)
    if len(cells) != len(columns):
        return row
    return f"| {' | '.join(f'{column} {cell}'.strip() for column, cell in zip(columns, cells, strict=True))} |"


def head_over(sentence: Sentence) -> str:
    """The head of the table that a sentence of a source is a row of, or nothing."""
    if "|" not in sentence.text:
        return ""
    before = sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.start].rstrip()
    rows = takewhile(lambda line: "|" in line, reversed(before.splitlines()))
    head = next((above for row, above in pairwise(rows) if _RULE.fullmatch(row)), "")
    return head if len(head) <= _LONGEST else ""


def read(sentence: Sentence) -> str:
    """A sentence of a source; where it is a row of a table, with what the columns are called."""
    if not (head := head_over(sentence)):
        return sentence.text
    return _UNIT_APART.sub(r"\1 ", named(cells_of(head), sentence.text))
