"""Two sides of a comparison, exchanged in a statement."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.comparisons import comparisons
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from tests.qa.conftest import Split

LARGER = "The swell was larger in spring than in autumn."
FOLLOWED = "The most common cause of delay was weather, followed by ice, and the rarest was fire."
MATTERS = "“Timing seems to matter more than speed, at least at sea,” said Olof Berg, who timed the ships."
REPLACED = "In May version 3 replaced version 2."
SLOWLY = "The quay is built over years, not at once."
VOTE = "The town approved the new quay by 23 votes to 19."


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("The swell was larger in autumn than in spring.", LARGER, "the two sides of “than”"),
        ("Autumn brought a larger swell than spring.", LARGER, "the two sides of “than”"),
        ("The quay is built at once, not over years.", SLOWLY, "the two sides of “rather than”"),
        ("The quay is built soon rather than over years.", SLOWLY, "the two sides of “rather than”"),
        ("Ice was the most common cause, followed by weather.", FOLLOWED, "the two sides of “followed by”"),
        ("Speed seems to matter more than timing, Berg said.", MATTERS, "the two sides of “than”"),
        ("The quay was approved by 19 votes to 23.", VOTE, "“23” and “19”"),
        ("The quay was approved, 19–23.", VOTE, "“23” and “19”"),
        ("Version 2 replaced version 3 in May.", REPLACED, "“version 3” and “Version 2”"),
        ("Windows 10 replaced Windows 11.", "Windows 11 replaced Windows 10.", "“Windows 11” and “Windows 10”"),
        ("The X10 replaces the X20.", "The X20 replaces the X10, which is old.", "“X20” and “X10”"),
        ("Form B replaces form A.", "Form A replaces form B.", "“form A” and “Form B”"),
        ("Version 3 was replaced by version 2.", "Version 2 was replaced by version 3.", "“version 2” and “Version 3”"),
    ],
)
def test_sides_that_have_changed_are_told(split: Split, statement: str, cited: str, problem: str) -> None:
    problems = comparisons(statement, Evidence(split(cited)))
    assert problems == [f"the cited sentence has {problem} the other way round"]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The swell in spring was larger than that in autumn.", LARGER),
        ("The swell was smaller in autumn than in spring.", LARGER),
        ("In autumn the swell was less large than in spring.", LARGER),
        ("The quay is built over years rather than at once.", SLOWLY),
        ("The quay is built over years, not otherwise.", SLOWLY),
        ("The quay is built over years, not so.", SLOWLY),
        ("The quay is built over years, not in a day.", SLOWLY),
        ("Weather was the most common cause of delay, followed by ice.", FOLLOWED),
        ("Timing matters more at sea than speed, said Berg.", MATTERS),
        ("The quay was approved 23-19.", VOTE),
        ("Version 2 was replaced by version 3.", REPLACED),
        ("Version 3 replaced version 2 after a year.", REPLACED),
        ("Version 2 came before version 3.", REPLACED),
        ("Sales rose 12 percent in May, 8 percent in June.", "Sales rose 8 percent in April, 12 percent in May."),
        ("From 2 ships in 1998 to 4 ships in 2001.", "From 4 ships in 2001 to 2 ships in 1998."),
        ("Those against the quay lost by 19 votes to 23.", VOTE),
        ("From 19 to 23 people came.", "Between 19 and 23 people came."),
        ("More than 19 came.", VOTE),
        ("The vote was 19 to 23.", f"{VOTE} In May it was 19 to 23."),
    ],
)
def test_sides_that_have_not_changed_are_left_alone(split: Split, statement: str, cited: str) -> None:
    assert comparisons(statement, Evidence(split(cited))) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("The second group was kept under bright light.", "“third” where “second” stands here"),
        ("The third group was shaken every night.", "“second” where “third” stands here"),
        ("The second group was shaken every night.", None),
        ("One group was left alone, the second was shaken and the third kept under bright light.", None),
        ("In a second step, bright light was used.", None),
        ("The second group had a hard time.", None),
        ("The second group was shaken every night, and not kept in bright light.", None),
    ],
)
def test_what_is_said_of_the_third_is_not_said_of_the_second(split: Split, statement: str, problem: str | None) -> None:
    cited = "The first group was left alone, the second was shaken every night, and the third was kept in bright light."
    found = comparisons(statement, Evidence(split(cited)))
    assert found == ([f"the cited sentence has {problem}"] if problem else [])


def test_what_is_said_of_the_first_may_stand_in_two_places(split: Split) -> None:
    cited = split("The first boat sank near Ostra; the second burned; the first was raised.")
    problem = "the cited sentence has “first” where “second” stands here"
    assert comparisons("The second boat sank near Ostra.", Evidence(cited)) == [problem]


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert comparisons(sentence.text, Evidence((sentence,))) == []


STRANGE = strange("larger more than followed by fog ice 23 votes to 19 - , . lost")


@given(text=STRANGE, other=STRANGE)
def test_no_text_is_too_strange_and_a_sentence_supports_itself(split: Split, text: str, other: str) -> None:
    comparisons(text, Evidence(split(other)))
    for sentence in split(other):
        assert comparisons(sentence.text, Evidence((sentence,))) == []


def test_the_time_grows_with_the_length_only(split: Split) -> None:
    cited = split("it was larger than boats " * 4_000)
    started = time.process_time()
    comparisons("Boats are larger than ships.", Evidence(cited))
    assert time.process_time() - started < 5
