"""Follow-up questions: which lean on the one before, and what a model's rewriting is worth."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followup import favouring, lend, rewritten

if TYPE_CHECKING:
    from tests.qa.conftest import Join, Split

BEFORE = "who offered troops to Ukraine?"


@pytest.mark.parametrize(
    "question",
    [
        "and Germany?",
        "And what about the Polish government in Warsaw?",
        "but which countries refused to send soldiers?",
        "what about Estonia?",
        "how about the British navy?",
        "why?",
        "why not?",
        "is there any other?",
        "Who else offered soldiers and ships?",
        "when did they offer soldiers?",
        "How many soldiers did HE promise?",
        "what does its government say about ships?",
        "…",
    ],
)
def test_a_question_that_leans_is_looked_up_with_the_words_of_the_one_before(question: str) -> None:
    assert lend(question, [BEFORE]) == f"{question} {BEFORE}"


@pytest.mark.parametrize(
    "question",
    [
        "who was the co-chair of the meeting in Paris?",
        "how many leaders attended the meeting in person?",
        "Android phones sold in Germany in 2024",
        "which orders did the Soviet army receive?",
        "whyte house dinner guests",
        "Otherwise engaged leaders in Paris",
        "who is the vet?",
        "why did profit fall?",
        "is there a bus to that village?",
        "is that legal under international law?",
        "Germany?",
    ],
)
def test_a_question_that_stands_alone_is_looked_up_as_it_is(question: str) -> None:
    assert lend(question, [BEFORE]) == question


@pytest.mark.parametrize(
    ("before", "lent"),
    [
        (["when does the lease end?", "who offered troops?"], "who offered troops?"),
        (["when does the lease end?", "who offered troops?", "and Germany?", "why?"], "who offered troops?"),
        (["and Germany?", "why?"], "and Germany?"),
    ],
)
def test_words_are_lent_by_one_question_the_last_that_stood_alone(before: list[str], lent: str) -> None:
    assert lend("and Sweden?", before) == f"and Sweden? {lent}"


def test_sentences_with_the_words_of_the_follow_up_itself_overlap_more(split: Split, join: Join) -> None:
    norway, sweden = (
        dataclasses.replace(sentence, overlap=0.6)
        for sentence in split("Norway offered two thousand troops. Sweden offered three hundred troops.")
    )
    (favoured,) = favouring("And Sweden?", [join([norway, sweden])])
    assert [sentence.overlap for sentence in favoured.sentences] == [0.3, 0.8]
    assert [sentence.text for sentence in favoured.sentences] == [norway.text, sweden.text]


@pytest.mark.parametrize("question", ["and why?", "…"])
def test_a_follow_up_with_no_words_of_its_own_favours_nothing(question: str, split: Split, join: Join) -> None:
    passages = [join([dataclasses.replace(sentence, overlap=0.6) for sentence in split("It rained. It froze.")])]
    assert favouring(question, passages) == passages


@pytest.mark.parametrize(
    "reply",
    [
        "Did Germany offer troops?",
        "  Did Germany offer troops?  \n",
        '"Did Germany offer troops?"',
        "“Did Germany offer troops?”",
        "**Did Germany offer troops?**",
        "Question: Did Germany offer troops?",
        "Last question: Did Germany offer troops?",
        "**Question:** Did Germany offer troops?",
        "Rewritten question: “Did Germany offer troops?”",
        "\n\nDid Germany offer troops?\n\nThis question stands alone now.",
        "Rewritten question:\nDid Germany offer troops?",
        "Here is the rewritten question:\n\nDid Germany offer troops?",
        "<think>\nThe person means Germany.\n</think>\n\nDid Germany offer troops?",
        "```\nDid Germany offer troops?\n```",
    ],
)
def test_the_question_is_taken_out_of_what_a_model_wrote(reply: str) -> None:
    assert rewritten(reply, "and Germany?") == "Did Germany offer troops?"


@pytest.mark.parametrize("reply", ["", " \n\t\n", "…", "“”", "?", "Question:", "x" * 501, "<think>\nWhat does it mean"])
def test_where_a_model_wrote_no_question_it_stays_as_asked(reply: str) -> None:
    assert rewritten(reply, "and Germany?") == "and Germany?"


@given(st.text())
def test_a_rewritten_question_is_a_line_that_says_something(reply: str) -> None:
    question = rewritten(reply, "and Germany?")
    assert any(map(str.isalnum, question))
    assert "\n" not in question
    assert len(question) <= 500
