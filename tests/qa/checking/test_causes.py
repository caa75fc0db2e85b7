"""A reason that joins what two sentences of the source tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.causes import causes
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from tests.qa.conftest import Split

APART = "The old library closed in May. The roof of the town hall leaked for years."


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The old library closed because the roof of the town hall leaked.", APART),
        ("The library closed in May due to the leaking roof of the town hall.", APART),
        ("Because the roof of the town hall leaked, the old library closed.", APART),
        (
            "Sales fell because of the strike in the harbour.",
            "Sales fell, mainly because of higher costs. He warned of a strike in the harbour.",
        ),
    ],
)
def test_a_reason_that_no_cited_sentence_gives_is_told(split: Split, statement: str, cited: str) -> None:
    assert causes(statement, Evidence(split(cited))) == [
        "the cited sentences do not say that the one is the reason for the other"
    ]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The old library closed, and the roof of the town hall leaked.", APART),
        ("The old library closed because of the war.", APART),  # for another rule
        ("The old library closed because of a war over money and roof taxes.", APART),  # nor is this said
        ("Because the war began, all boats sank.", APART),
        ("The library closed because the roof leaked.", "The roof leaked. As a result the library closed."),
        ("The library closed because the roof leaked.", "The library closed. That was because the roof leaked."),
        ("The library closed because the roof leaked.", "The library closed. The roof leaked, the reason given."),
        ("The library closed because the roof leaked.", "The roof of the library leaked, and it closed."),
        ("The library closed because the roof leaked.", "The library closed. The roof leaked, and the library closed."),
        ("The boats sank because the roof of the town hall leaked.", APART),
        ("Because of this.", APART),
    ],
)
def test_a_reason_that_may_be_given_is_left_alone(split: Split, statement: str, cited: str) -> None:
    assert causes(statement, Evidence(split(cited))) == []


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    sentences = split(ARTICLE.read_text(encoding="utf-8"))
    for sentence in sentences:
        assert causes(sentence.text, Evidence((sentence, *sentences[:2]))) == []


STRANGE = strange("because of due to the roof leaked , . library closed as a result")


@given(text=STRANGE, other=STRANGE)
def test_no_text_is_too_strange(split: Split, text: str, other: str) -> None:
    causes(text, Evidence(split(other)))
