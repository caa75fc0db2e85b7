from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.refusing import lacking, nearest

if TYPE_CHECKING:
    from index import Passage
    from tests.qa.conftest import Join, Split

TEXT = "The harbour master of Bergen owns two ferries.\nA cease-fire was signed in the café.\nMr. Kowalczyk left."


@pytest.fixture(scope="module")
def passage(split: Split, join: Join) -> Passage:
    return join(split(TEXT))


def scored(passage: Passage, *scores: tuple[float, float]) -> Passage:
    sentences = tuple(
        replace(sentence, similarity=similarity, overlap=overlap)
        for sentence, (similarity, overlap) in zip(passage.sentences, scores, strict=True)
    )
    return replace(passage, sentences=sentences)


@pytest.mark.parametrize(
    ("scores", "position"),
    [
        ([(0.3, 0.1), (0.5, 0.1), (0.4, 0.1)], 1),
        ([(0.3, 0.1), (0.3, 0.3), (0.3, 0.9)], 2),
        ([(0.6, 0.0), (0.0, 0.6), (0.0, 0.0)], 0),
        ([(0.37, 0.0), (0.0, 0.0), (-1.0, 0.0)], 0),
        ([(0.0, 0.45), (0.0, 0.0), (-1.0, 0.0)], 0),
        ([(0.36, 0.0), (0.0, 0.44), (-1.0, 0.0)], None),
        ([(0.9, 0.9), (0.9, 0.9), (0.9, 0.9)], 0),
    ],
)
def test_the_nearest_sentence_is_so_by_similarity_and_overlap_and_near(
    passage: Passage, scores: list[tuple[float, float]], position: int | None
) -> None:
    passage = scored(passage, *scores)
    assert nearest([passage]) == (None if position is None else passage.sentences[position])


def test_the_nearest_sentence_is_no_question(split: Split, join: Join) -> None:
    asking = scored(join(split("Who owns a ferry?\nHull owns one.")), (0.9, 0.9), (0.4, 0.4))
    assert nearest([asking]) == asking.sentences[1]


def test_the_nearest_sentence_is_looked_for_in_all_passages(passage: Passage) -> None:
    far, near = scored(passage, *[(0.3, 0.3)] * 3), scored(passage, (0.1, 0.1), (0.5, 0.5), (0.2, 0.2))
    assert nearest(iter([far, near])) == near.sentences[1]
    assert nearest([]) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who owns the ferry?", {}),
        ("Is the harbour’s master owning FERRIES in Bergen?", {}),
        ("Did they sign it in a cafe?", {}),
        ("What does the ferry cost?", {"cost": []}),
        ("What do ferry tickets in Oslo cost?", {"tickets": [], "oslo": [], "cost": []}),
        ("Does the harbor have a cost, a cost?", {"harbor": ["harbour"], "cost": []}),
        ("Is there a ceasefire?", {"ceasefire": ["cease-fire"]}),
        ("Where is Kowalczik?", {"kowalczik": ["Kowalczyk"]}),
        ("Is it in Bergan?", {"bergan": ["Bergen"]}),
        ("Who lef?", {"lef": []}),
        ("Who lift?", {"lift": ["left"]}),
        ("Who owns the bergenser?", {"bergenser": []}),
        ("", {}),
    ],
)
def test_the_telling_words_that_no_passage_has_are_lacking_with_their_other_spellings(
    passage: Passage, question: str, expected: dict[str, list[str]]
) -> None:
    assert lacking(question, [passage]) == expected


def test_a_word_in_any_passage_is_not_lacking(split: Split, join: Join, passage: Passage) -> None:
    other = join(split("Tickets are dear."))
    assert lacking("What do ferry tickets cost?", [passage, other]) == {"cost": []}


def test_without_passages_all_telling_words_are_lacking() -> None:
    assert lacking("What does the ferry cost?", []) == {"ferry": [], "cost": []}


@given(st.text(st.characters(), max_size=60), st.text(min_size=1, max_size=60))
def test_no_text_is_too_strange_and_other_spellings_are_words_of_the_sources(
    split: Split, join: Join, question: str, source: str
) -> None:
    passages = [join(sentences)] if (sentences := split(source)) else []
    for word, spellings in lacking(question, passages).items():
        assert word in question.lower()
        assert all(spelling in source for spelling in spellings)
