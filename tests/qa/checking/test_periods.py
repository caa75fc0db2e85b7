from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.checking.evidence import Evidence
from qa.checking.periods import periods
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

YEARLY = "The Tenant shall pay an annual rent of 36,000 kroner."
QUARTERLY = "The fee is due every quarter."
TWICE = "The ferry sails twice a day."


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("The rent is 36,000 kroner a month.", YEARLY, "has “annual”, not “a month”"),
        ("The fee is due monthly.", QUARTERLY, "has “every quarter”, not “monthly”"),
        ("The fee is due each year.", QUARTERLY, "has “every quarter”, not “each year”"),
        ("The ferry sails twice a week.", TWICE, "has “a day”, not “a week”"),
        ("The berth costs 40 kroner a week.", "The berth costs 40 kroner per night.", "has “per night”, not “a week”"),
        ("It moves 30 litres per hour.", "It moves 30 litres per minute.", "has “per minute”, not “per hour”"),
        ("It does 80 km per hour.", "It does 80 km a day.", "has “a day”, not “per hour”"),
        ("Every month it is due.", QUARTERLY, "has “every quarter”, not “Every month”"),
        ("It is due once a year.", "It is due every six\nmonths.", "has “every six months”, not “a year”"),
        ("The ferry sails more than twice a day.", TWICE, "has “twice”, not “more than twice”"),
    ],
)
def test_a_period_that_is_not_cited_is_named_beside_the_one_that_is(
    split: Split, statement: str, cited: str, problem: str
) -> None:
    assert periods(statement, Evidence(split(cited))) == [f"the cited sentence {problem}"]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The rent is 36,000 kroner a year.", YEARLY),
        ("The yearly rent is 36,000 kroner.", YEARLY),
        ("The fee is due every three months.", QUARTERLY),
        ("The ferry sails daily.", TWICE),
        ("The ferry sails twice per day.", TWICE),
        ("The ferry sails more than twice a day.", "The ferry sails more than twice a day."),
        ("The ferry sails more than once a day.", TWICE),
        ("In 2019 a year began well for the ferry.", "In 2019 the ferry did well."),
        ("They sold 12 a year later.", QUARTERLY),
        ("The Daily Harbour wrote of the fee.", QUARTERLY),
        ("They talked of the fee for a month.", QUARTERLY),
        ("The rent is 3,000 kroner a month.", "The rent is 3,000 kroner."),
        ("The fee is 10 kroner a month.", "The annual fee is 120 kroner, paid monthly."),
    ],
)
def test_a_period_may_be_called_otherwise_or_be_none(split: Split, statement: str, cited: str) -> None:
    assert periods(statement, Evidence(split(cited))) == []


def test_no_sentence_of_the_article_has_a_period_that_is_not_its_own(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert periods(sentence.text, Evidence((sentence,))) == []
