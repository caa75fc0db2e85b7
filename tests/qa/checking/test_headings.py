"""Fragments of a source are understood from their headings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from index.minilm import MiniLM
from qa.checking import Checker, headings

if TYPE_CHECKING:
    from tests.qa.conftest import Split

MANUAL = """# Pump X20

## Limits

| Property | Value | Unit |
|---|---|---|
| Weight | 34.5 | kg |

## Service

1. Close the valve.

### Opening hours ###

Sat: 9:00–12:00

The pump was built in Norra.

## Terms

Warranty
: 24 months
"""


@cache
def checker() -> Checker:
    return Checker(MiniLM().align)


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("Weight", "Pump X20\nLimits"),
        ("Close", "Pump X20\nService"),
        ("Sat", "Pump X20\nService\nOpening hours"),
        (": 24", "Pump X20\nTerms\nWarranty"),
        ("built", ""),  # says enough
    ],
)
def test_a_fragment_has_the_headings_that_it_stands_under(split: Split, words: str, over: str) -> None:
    (sentence,) = (each for each in split(MANUAL) if words in each.text)
    assert headings.over(sentence) == over


@pytest.mark.parametrize(
    ("statement", "words", "problem"),
    [
        ("The pump weighs 34.5 kg.", "Weight", ""),
        ("The X20 weighs 34.5 kg.", "Weight", ""),
        ("The X10 weighs 34.5 kg.", "Weight", "“X10” is not in the cited sentence"),
        ("It is open on Saturday from 9 to 12.", "Sat", ""),
        ("The pump is open on Saturday from 9 to 12.", "built", "“Saturday” is not in the cited sentence"),
        ("The mayor of the town sold 34.5 kg of gold.", "Weight", "the cited sentence says nothing of "),
    ],
)
def test_what_a_heading_says_may_stand_in_a_statement(split: Split, statement: str, words: str, problem: str) -> None:
    cited = [each for each in split(MANUAL) if words in each.text]
    problems = [found.text for found in checker().check(statement, cited).problems]
    assert problems[0].startswith(problem) if problem else problems == []
