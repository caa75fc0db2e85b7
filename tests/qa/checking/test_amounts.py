"""Two amounts of the source, exchanged in a statement."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.amounts import amounts
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split

TEXT = """Sales of the shipyard rose 12 percent to $4.2 million in 2023, while its profit fell 8 percent to $310,000.
The price of a ticket was raised from $1.10 to $1.25 a head.
The ferry was built in 1973, and the pier was opened to visitors in 1975.
There are 3 ferries, each with 3 decks, for 40 cars.
Profit of the yard rose 5 percent last year, while sales of the shop fell 15 percent in May.
They must pay £1,200 for distress, £400 for her damaged belongings and £250 for the handling of a complaint.
The class has 20 students; 5 passed the test.
It was cut from 2,000 to 200 seats.
The ferry was carrying 212 passengers and 14 crew when it hit the pier, and 9 others swam ashore.
"""
SALES, PRICE, YEARS, TWICE, WITHIN, PAID, CLASS, CUT, ABOARD = range(9)


@pytest.fixture(scope="module")
def text(split: Split) -> tuple[Sentence, ...]:
    return split(TEXT)


@pytest.mark.parametrize(
    ("statement", "cited", "told"),
    [
        ("Sales rose by 8 percent and profit fell by 12 percent.", SALES, ("8 percent", "12 percent")),
        ("The price was raised from $1.25 to $1.10 a head.", PRICE, ("$1.25", "$1.10")),
        ("Profit of the yard rose 15 percent, sales of the shop fell 5 percent.", WITHIN, ("15 percent", "5 percent")),
        ("In 1973 the pier opened, and in 1975 the ferry was built.", YEARS, ("1973", "1975")),
    ],
)
def test_two_amounts_that_have_changed_places_are_told(
    statement: str, cited: int, told: tuple[str, str], text: tuple[Sentence, ...]
) -> None:
    problem = f"the cited sentence has “{told[0]}” and “{told[1]}” the other way round"
    assert amounts(statement, Evidence((text[cited],))) == [problem]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Profit fell by 8 percent and sales rose by 12 percent.", SALES),
        ("At $4.2 million, sales were 12 percent higher; profit was 8 percent lower.", SALES),
        ("Sales rose by 12 percent.", SALES),
        ("The price went up to $1.25 a head from $1.10.", PRICE),
        ("The pier opened in 1975, the ferry in 1973.", YEARS),
        ("It was cut from 2,000 seats to 200.", CUT),
        ("It is £400 for belongings, and £250 for handling a complaint.", PAID),
        ("It is £1,200 for suffering.", PAID),
        ("5 students passed.", CLASS),
        ("With 3 decks, each ferry is for 40 cars.", TWICE),
        ("Sales rose by 8 percent, to $310,000.", SALES),  # of another kind, and each may be there twice
    ],
)
def test_amounts_in_their_places_are_left_alone(statement: str, cited: int, text: tuple[Sentence, ...]) -> None:
    assert amounts(statement, Evidence((text[cited],))) == []


@pytest.mark.parametrize(
    ("statement", "cited", "there", "said"),
    [
        ("The ferry was carrying 212 crew and 14 passengers.", ABOARD, "212 passengers", "212 crew"),
        ("There were 14 passengers on board.", ABOARD, "14 crew", "14 passengers"),
        ("It pays £1,200 for the complaint.", PAID, "£1,200 for distress", "£1,200 for the complaint"),
        ("It pays £250 for distress.", PAID, "£250 for the handling of a complaint", "£250 for distress"),
    ],
)
def test_what_another_amount_is_of_is_told(
    statement: str, cited: int, there: str, said: str, text: tuple[Sentence, ...]
) -> None:
    problem = f"the cited sentence has “{there}”, not “{said}”"
    assert amounts(statement, Evidence((text[cited],))) == [problem]


@pytest.mark.parametrize(
    "statement",
    ["It carried 14 crew and 212 passengers.", "It carried 212 tourists.", "It carried 212 people.", "9 crew swam."],
)
def test_what_an_amount_counts_may_have_another_name(statement: str, text: tuple[Sentence, ...]) -> None:
    assert amounts(statement, Evidence((text[ABOARD],))) == []


def test_what_several_cited_sentences_say_of_an_amount_counts_together(
    split: Split, text: tuple[Sentence, ...]
) -> None:
    statement = "Sales rose by 8 percent and profit fell by 12 percent."
    (other,) = split("At Hull sales rose 8 percent and profit fell 12 percent.", number=2)
    assert amounts(statement, Evidence((text[SALES], other))) == []
    problem = "the cited sentences have “8 percent” and “12 percent” the other way round"
    assert amounts(statement, Evidence((text[SALES], text[PRICE]))) == [problem]


def test_in_the_article_no_sentence_exchanges_its_own_amounts(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert amounts(sentence.text, Evidence((sentence,))) == []


def test_a_statement_of_many_amounts_takes_little_time(split: Split) -> None:
    sentences = split(" ".join(f"the town{number} has {number + 1000} ships" for number in range(400)) + ".")
    started = time.process_time()
    assert amounts(sentences[0].text, Evidence(sentences)) == []
    assert time.process_time() - started < 10


WORDS = "12 8 percent $310 1973 sales profit rose fell to by and , . ; while in the ferry"
STRANGE = strange(WORDS)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange_and_a_sentence_exchanges_nothing_of_itself(
    split: Split, given_: str, other: str
) -> None:
    for sentence in split(given_):
        assert amounts(sentence.text, Evidence((sentence,))) == []
        assert len(amounts(other, Evidence((sentence,)))) <= 1
