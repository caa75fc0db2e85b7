"""What a table says of one column, and a list of one item, said of another."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.cells import cells
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from tests.qa.conftest import Split

SHIPS = "| | Mira | Tessa |\n|---|---|---|\n| Top speed | 14 knots | 19 knots |\n| Home | Norra | Ostra |"
FAULTS = "| Code | Meaning |\n|---|---|\n| E02 | Voltage too low |\n| E03 | Motor too hot, switch it off |"
MODES = "1. Constant pressure: for underfloor heating.\n2. **Proportional pressure:** for radiators with valves."
STRANGE = strange("| --- Mira Tessa 14 19 knots : - 1. speed E02 \n")


@pytest.mark.parametrize(
    ("text", "rows", "statement", "problem"),
    [
        (SHIPS, [2], "The Tessa has a top speed of 14 knots.", "has “19 knots” where “14” stands here"),
        (SHIPS, [2], "The Mira makes 19 knots, the Tessa 14.", "has “14 knots” where “19” stands here"),
        (SHIPS, [2], "It is 19 knots for the Mira and 14 for the Tessa.", "has “14 knots” where “19” stands here"),
        (FAULTS, [2, 3], "Code E02 means that the motor is too hot.", "say so of “E03”, not of “E02”"),
        (
            MODES,
            [0, 1],
            "Proportional pressure is for underfloor heating.",
            "say so of “Constant pressure”, not of “Proportional pressure”",
        ),
    ],
)
def test_what_another_cell_has_is_told(split: Split, text: str, rows: list[int], statement: str, problem: str) -> None:
    lines = split(text)
    which = "the cited sentence" if len(rows) == 1 else "the cited sentences"
    assert cells(statement, Evidence(tuple(lines[row] for row in rows))) == [f"{which} {problem}"]


@pytest.mark.parametrize(
    ("text", "rows", "statement"),
    [
        (SHIPS, [2], "The Tessa has a top speed of 19 knots."),
        (SHIPS, [2], "The Mira makes 14 knots, the Tessa 19."),
        (SHIPS, [2], "It is 14 knots for the Mira and 19 for the Tessa."),
        (SHIPS, [2], "The top speed is 14 or 19 knots."),
        (SHIPS, [2], "The Tessa makes 19 knots and has 3 decks."),
        (SHIPS, [3], "The Tessa is from Ostra."),
        (SHIPS.replace("19", "14"), [2], "The Tessa has a top speed of 14 knots."),
        (MODES, [0, 1], "Proportional pressure is for radiators rather than underfloor heating."),
        (MODES, [1, 0], "Unlike proportional pressure, constant pressure is for underfloor heating."),
        (FAULTS, [2, 3], "Code E02 means that the voltage is too low."),
        (FAULTS, [2, 3], "E02 tells of the voltage, and E03 of a hot motor that is to be switched off."),
        (FAULTS, [2, 3], "The motor is to be switched off when it is hot."),
        (MODES, [0, 1], "Constant pressure is for underfloor heating."),
    ],
)
def test_what_its_own_cell_has_is_left_alone(split: Split, text: str, rows: list[int], statement: str) -> None:
    lines = split(text)
    assert cells(statement, Evidence(tuple(lines[row] for row in rows))) == []


def test_every_sentence_of_the_article_is_in_its_own_place(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert cells(sentence.text, Evidence((sentence,))) == []


@given(text=STRANGE, other=STRANGE)
def test_no_text_is_too_strange(split: Split, text: str, other: str) -> None:
    assert len(cells(text, Evidence(split(other)))) <= 1


def test_the_time_grows_with_the_length_only(split: Split) -> None:
    cited = split(f"| {'a | ' * 150}\n|---|\n" + "| 14 knots : Mira " * 2_000)
    started = time.process_time()
    cells("The Mira makes 14 knots.", Evidence(cited))
    assert time.process_time() - started < 5
