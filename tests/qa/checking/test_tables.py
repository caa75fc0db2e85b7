"""Rows of a table in a source, with what its columns are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.checking import tables
from qa.checking.evidence import Evidence
from qa.checking.numbers import numbers
from qa.checking.ties import ties

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Sentence

TABLE = "# Costs\n| Item | 2023 | 2024 |\n|---|:--|--:|\n| Rent | €18,400 | €19,750 |\n| Heating | €900 |\n\nA | B"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_row_is_read_with_what_its_columns_are_called(ends: str, split: Callable[[str], Sequence[Sentence]]) -> None:
    assert list(map(tables.read, split(TABLE.replace("\n", ends)))) == [
        "# Costs",
        "| Item | 2023 | 2024 |",
        "|---|:--|--:|",
        "| Item Rent | 2023 €18,400 | 2024 €19,750 |",
        "| Heating | €900 |",  # with other columns
        "A | B",  # in no table
    ]


def test_a_unit_may_have_a_column_of_its_own(split: Callable[[str], Sequence[Sentence]]) -> None:
    row = split("| Parameter | Value | Unit |\n|---|---|---|\n| Weight | 34.5 | kg |")[2]
    assert tables.read(row) == "| Parameter Weight | Value 34.5 kg |"
    assert numbers("The pump weighs 34.5 kg.", Evidence((row,))) == []


def test_a_line_that_is_too_long_to_name_columns_is_no_head(split: Callable[[str], Sequence[Sentence]]) -> None:
    row = split(TABLE.replace("Item", "Item " * 100))[3]
    assert tables.read(row) == row.text


def test_a_table_may_have_no_marks_around_it(split: Callable[[str], Sequence[Sentence]]) -> None:
    assert tables.read(split("Year | Rent\n--- | ---\n2023 | €18,400")[-1]) == "| Year 2023 | Rent €18,400 |"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("The rent was €19,750 in 2024.", ""),
        ("The rent rose from €18,400 in 2023 to €19,750 in 2024.", ""),
        ("The rent was €18,400 in 2024.", "the cited sentence has “€19,750” where “€18,400” stands here"),
        ("The rent was €18,400 in 2025.", "“2025” is not in the cited sentence"),
    ],
)
def test_an_amount_is_of_its_column(statement: str, problem: str, split: Callable[[str], Sequence[Sentence]]) -> None:
    evidence = Evidence((split(TABLE)[3],))
    assert "".join(numbers(statement, evidence) + ties(statement, evidence)) == problem
