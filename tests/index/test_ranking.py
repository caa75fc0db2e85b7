"""Ranking: words and meaning fused, and what is said of the sentences in a passage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.minilm import MiniLM
from index.ranking import WEIGHT, fuse
from index.words import query_terms, stems
from tests.index.conftest import BagOfWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index import Passage
    from index.embedding import Vectors
    from tests.index.conftest import Open

SCORES = st.dictionaries(st.integers(0, 9), st.floats(-1, 1, allow_subnormal=False).map(lambda x: round(x, 3)))


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of four short documents, with the real embedding model."""
    folder = tmp_path_factory.mktemp("harbour")
    index = Index(folder / ".qa", MiniLM(), create=True)
    write(
        folder / "texts",
        boats="Twelve boats lie in the harbour. The oldest boat is red.",
        fish="Cod and herring are sold at dawn. Near the quay stands the market.",
        light="The lighthouse was lit in 1890. A keeper lived there.",
        storm="A storm broke the harbour wall. Boats sank and fish were lost.",
    )
    index.update([folder / "texts"])
    yield index
    index.close()


def names(passages: Sequence[Passage]) -> list[str]:
    return [passage.document.path.stem for passage in passages]


# Fusion


def test_scores_count_in_standard_deviations_by_the_weight() -> None:
    fused = fuse({1: 8.0, 2: 0.0}, {1: 0.1, 2: 0.9})
    assert fused == pytest.approx({1: WEIGHT - (1 - WEIGHT), 2: (1 - WEIGHT) - WEIGHT})


def test_a_chunk_without_any_of_the_words_counts_as_a_score_of_nothing() -> None:
    dense = {1: 0.3, 2: 0.5, 3: 0.4}
    assert fuse({1: 2.0}, dense) == fuse({1: 2.0, 2: 0.0, 3: 0.0}, dense)


def test_only_meaning_decides_where_no_word_occurs() -> None:
    fused = fuse({}, {1: 0.2, 2: 0.8, 3: 0.5})
    assert sorted(fused, key=fused.__getitem__) == [1, 3, 2]


def test_there_is_nothing_to_fuse_where_nothing_was_found() -> None:
    assert fuse({}, {}) == {}


def test_a_single_chunk_and_equal_chunks_have_average_scores() -> None:
    assert fuse({7: 3.0}, {7: 0.4}) == {7: 0.0}
    assert fuse({1: 0.1, 2: 0.1, 3: 0.1}, {1: 0.7, 2: 0.7, 3: 0.7}) == {1: 0.0, 2: 0.0, 3: 0.0}


@given(dense=SCORES, lexical=SCORES, scale=st.floats(0.5, 4), shift=st.floats(-3, 3))
def test_only_differences_between_scores_matter_not_their_scale(
    dense: dict[int, float], lexical: dict[int, float], scale: float, shift: float
) -> None:
    moved = {number: score * scale + shift for number, score in dense.items()}
    if len(set(dense.values())) == len(set(moved.values())) > 1:
        assert fuse(lexical, moved) == pytest.approx(fuse(lexical, dense), abs=1e-6)


@given(dense=SCORES, lexical=SCORES)
def test_fused_scores_are_0_on_average(dense: dict[int, float], lexical: dict[int, float]) -> None:
    assert math.fsum(fuse(lexical, dense).values()) == pytest.approx(0, abs=1e-6)


def test_of_two_chunks_of_the_same_words_the_one_with_the_better_sentence_is_first(
    open_index: Open, tmp_path: Path
) -> None:
    index = open_index()
    index.update(
        [
            write(
                tmp_path / "project" / "t",
                a="Blue boats sank. Red houses burned.",
                b="Red boats sank. Blue houses burned.",
            )
        ]
    )
    assert names(index.retrieve("red boats?", limit=2)) == ["b", "a"]
    assert names(index.retrieve("blue boats?", limit=2)) == ["a", "b"]


# Words


def test_stop_words_are_not_searched_for() -> None:
    assert query_terms("Who is the Keeper of the light, and who was the keeper?") == ["keeper", "light"]


def test_a_question_of_stop_words_only_is_searched_for_whole() -> None:
    assert query_terms("to be or not to be") == ["to", "be", "or", "not"]


def test_a_question_without_words_has_no_terms() -> None:
    assert query_terms("?! …") == []


def test_of_a_very_long_question_only_the_beginning_is_searched_for() -> None:
    words = [f"word{number}" for number in range(10_000)]
    assert query_terms(" ".join(words)) == words[:200]


def test_words_are_stemmed_and_lose_their_accents_as_in_the_word_index() -> None:
    assert stems(["Boats are sailing to Málaga", ""]) == [{"boat", "ar", "sail", "to", "malaga"}, set()]


# Retrieval


def test_a_word_finds_its_passage_in_another_form(harbour: Index) -> None:
    assert names(harbour.retrieve("keepers?", limit=1)) == ["light"]


def test_a_question_of_ten_thousand_words_is_searched_for(harbour: Index) -> None:
    question = "lighthouse " + " ".join(f"word{number}" for number in range(10_000))
    assert names(harbour.retrieve(question, limit=4))[0] == "light"


@pytest.mark.parametrize(
    "question",
    [
        '"AND OR NEAR( lighthouse',
        'lighthouse"',
        '"lighthouse" NOT "lighthouse"',
        "lighthouse* AND (keeper",
        "text: lighthouse ^keeper",
        "NEAR(lighthouse keeper, 1)",
        "light_house lighthouse _ __",
        "lighthouse'; DROP TABLE words; --",
        "-lighthouse {text} : +",
    ],
)
def test_signs_of_a_query_language_are_just_text(question: str, harbour: Index) -> None:
    assert names(harbour.retrieve(question, limit=4))[0] == "light"


@pytest.mark.parametrize("question", ['"', "?", "AND", "( )", "🛶", "漁港"])
def test_a_question_that_matches_no_word_still_has_passages(question: str, harbour: Index) -> None:
    assert len(harbour.retrieve(question, limit=3)) == 3


def test_only_the_documents_asked_for_are_searched(harbour: Index) -> None:
    boats, light = (entry.path for entry in harbour.entries() if entry.path.stem in {"boats", "light"})
    assert names(harbour.retrieve("boats in the storm", limit=4))[0] == "storm"
    assert set(names(harbour.retrieve("boats in the storm", limit=4, within=[boats, light]))) == {"boats", "light"}
    assert harbour.retrieve("boats in the storm", limit=4, within=[]) == []


def test_an_empty_index_has_no_passages(open_index: Open) -> None:
    assert open_index().retrieve("anything?", limit=3) == []


def test_passages_come_best_first_and_no_more_than_asked_for(harbour: Index) -> None:
    every = harbour.retrieve("harbour boats", limit=10)
    scores = [passage.score for passage in every]
    assert len(every) == 4
    assert scores == sorted(scores, reverse=True)
    assert names(harbour.retrieve("harbour boats", limit=2)) == names(every)[:2]


# What is said of sentences


def test_overlap_is_the_share_of_the_questions_weight(harbour: Index) -> None:
    (passage,) = harbour.retrieve("When was the lighthouse lit?", limit=1)
    assert [sentence.overlap for sentence in passage.sentences] == [1.0, 0.0]


def test_a_rarer_word_weighs_more_and_one_that_occurs_nowhere_most(harbour: Index) -> None:
    def overlap(question: str) -> float:
        return max(
            sentence.overlap for passage in harbour.retrieve(question, limit=4) for sentence in passage.sentences
        )

    # In 4 chunks "harbour" is in 2, "lighthouse" in 1, "submarine" in none.
    idf = {count: math.log(1 + (4 - count + 0.5) / (count + 0.5)) for count in (0, 1, 2)}
    assert overlap("harbour lighthouse") == pytest.approx(idf[1] / (idf[1] + idf[2]))
    assert overlap("lighthouse submarine") == pytest.approx(idf[1] / (idf[1] + idf[0]))


def test_similarity_is_the_cosine_of_each_sentence_itself(open_index: Open, docs: Path, embedder: BagOfWords) -> None:
    index = open_index()
    index.update([docs])
    question = "Was the bridge built of granite?"
    passage = index.retrieve(question, limit=1)[0]
    vectors = embedder.embed([question, *(sentence.text for sentence in passage.sentences)])
    expected = (vectors[1:] @ vectors[0]).tolist()
    assert len(expected) == 4
    assert [sentence.similarity for sentence in passage.sentences] == pytest.approx(expected, abs=0.01)


class ChunksOnly(BagOfWords):
    """A model that knows no sentence vectors."""

    def embed_with_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, None]:
        assert len(texts) == len(sentences)
        return self.embed(texts), None


def test_sentences_without_vectors_are_as_similar_as_their_passage(open_index: Open, docs: Path) -> None:
    index = open_index(ChunksOnly())
    index.update([docs])
    passages = index.retrieve("does the harbour freeze?", limit=2)
    assert passages[0].similarity > 0
    for passage in passages:
        assert {sentence.similarity for sentence in passage.sentences} == {passage.similarity}
