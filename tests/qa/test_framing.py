"""Lines that only frame an answer need no citation; lines that say something do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.answering import Reader, Support
from qa.answering.framing import only_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Sentence

QUESTION = "Which countries offered troops?"


@pytest.mark.parametrize(
    "line",
    [
        "Based on the sources:",
        "**Based on the provided passages:**",
        "According to the article:",
        "Answer:",
        "Here is a short summary of the key points:",
        "The following is what the sources say:",
        "Here are the countries that offered troops:",
        "Here’s which countries offered troops, based on the given sentences:",
        "## Summary",
        "**Key points**",
        "Has Germany offered troops?",
    ],
)
def test_a_line_that_says_only_that_an_answer_follows_frames_it(line: str) -> None:
    assert only_frames(line, QUESTION)


@pytest.mark.parametrize(
    "line",
    [
        "The countries offered troops:",
        "According to the sources, countries offered troops:",
        "Here are the countries that did not offer troops:",
        "None of the sources says it:",
        "Here are the three countries that Mr. Macron named:",
        "Based on the sources.",
        "## Countries that offered troops",
        "**France offered troops.**",
    ],
)
def test_a_line_that_says_something_does_not(line: str) -> None:
    assert not only_frames(line, QUESTION)


def test_such_a_line_is_shown_and_is_no_statement(split: Callable[[str], Sequence[Sentence]]) -> None:
    reader = Reader(split("France offered troops. Poland did not."), question=QUESTION)
    fragments = reader.feed(
        "Here are the countries that offered troops:\n\n- France [s1]\n\n## Summary\nPoland did not."
    )
    fragments += reader.finish()
    answer = reader.answer()
    assert answer.text == "Here are the countries that offered troops:\n\n- France [1]\n\n## Summary\nPoland did not."
    assert [(statement.text, statement.support) for statement in answer.statements] == [
        ("France", Support.UNCHECKED),
        ("Poland did not.", Support.UNCITED),
    ]
    assert [fragment.text for fragment in fragments if fragment.support] == [" (uncited)"]


def test_one_that_cites_is_a_statement_as_any_other(split: Callable[[str], Sequence[Sentence]]) -> None:
    reader = Reader(split("France offered troops."), question=QUESTION)
    reader.feed("Based on the sources: [s1]\n- France offered troops. [s1]")
    reader.finish()
    assert len(reader.answer().statements) == 2
