"""What was done in one year, said of the year of something else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.evidence import Evidence
from qa.checking.times import times
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from tests.qa.conftest import Split

LIFE = "Ode was born in 1950 and died in 2001."
BRIDGE = "The bridge opened on 3 May 1990, closed on 4 June 2001 and was rebuilt in 2005."
STRANGE = strange("born died opened in on by 1950 2001 3 May Monday and , . “ ”")
SEALS = "The seals should be inspected once a year and replaced every four years."
COUNCIL = "The council met on Monday and voted on Friday."


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("Ode died in 1950.", LIFE, "“2001” where “1950” stands here"),
        ("The bridge closed on 3 May 1990.", BRIDGE, "“4 June 2001” where “3 May 1990” stands here"),
        ("The seals are replaced once a year.", SEALS, "“every four years” where “once a year” stands here"),
        ("The council voted on Monday.", COUNCIL, "“Friday” where “Monday” stands here"),
    ],
)
def test_the_time_of_something_else_is_told(split: Split, statement: str, cited: str, problem: str) -> None:
    assert times(statement, Evidence(split(cited))) == [f"the cited sentence has {problem}"]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Ode died in 2001.", LIFE),
        ("Ode lived from 1950 to 2001.", LIFE),
        ("Ode died in 1999.", LIFE),  # which another rule finds
        ("It closed in 2001.", "It opened in 2001 and closed in 2001, too, and closed in 2003."),
        ("The seals are replaced every four years and inspected once a year.", SEALS),
        ("Ode moved in 1950.", LIFE),
        ("The bridge was closed on June 4, 2001.", BRIDGE),
        ("It closed in 2005.", "It closed in 2001, opened in 2003 and closed in 2005."),
        ("It closed in 2005.", "It opened in 2005."),
    ],
)
def test_a_time_of_its_own_is_left_alone(split: Split, statement: str, cited: str) -> None:
    assert times(statement, Evidence(split(cited))) == []


def test_every_sentence_of_the_article_has_its_own_times(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert times(sentence.text, Evidence((sentence,))) == []


@given(text=STRANGE, other=STRANGE)
def test_no_text_is_too_strange_and_a_sentence_supports_itself(split: Split, text: str, other: str) -> None:
    times(text, Evidence(split(other)))
    for sentence in split(other):
        assert times(sentence.text, Evidence((sentence,))) == []


def test_the_time_grows_with_the_length_only(split: Split) -> None:
    cited = split("it was opened in 1990 and closed in " * 4_000)
    started = time.process_time()
    times("It was closed in 1990.", Evidence(cited))
    assert time.process_time() - started < 5
