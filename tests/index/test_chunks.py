"""Chunks cover all sentences, in order, within their budget."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import BUDGET, LARGEST, OVERLAP, SMALLEST, overlap_for, pack
from index.minilm import MiniLM

SIZES = st.lists(st.integers(0, 12))
BUDGETS = st.integers(1, 20)
OVERLAPS = st.integers(0, 25)


@given(SIZES, BUDGETS, OVERLAPS)
def test_every_sentence_is_in_a_chunk_in_order_without_gaps(sizes: list[int], budget: int, overlap: int) -> None:
    chunks = list(pack(sizes, budget=budget, overlap=overlap))
    assert sorted({at for chunk in chunks for at in chunk}) == list(range(len(sizes)))
    assert all(later.start <= earlier.stop for earlier, later in pairwise(chunks))


@given(SIZES, BUDGETS, OVERLAPS)
def test_every_chunk_starts_and_ends_later_than_the_one_before(sizes: list[int], budget: int, overlap: int) -> None:
    for earlier, later in pairwise(pack(sizes, budget=budget, overlap=overlap)):
        assert earlier.start < later.start
        assert earlier.stop < later.stop


@given(SIZES, BUDGETS, OVERLAPS)
def test_a_chunk_is_within_the_budget_unless_it_is_one_sentence(sizes: list[int], budget: int, overlap: int) -> None:
    for chunk in pack(sizes, budget=budget, overlap=overlap):
        assert len(chunk) == 1 or sum(sizes[at] for at in chunk) <= budget


@given(SIZES, BUDGETS, OVERLAPS)
def test_a_chunk_has_no_room_for_the_sentence_after_it(sizes: list[int], budget: int, overlap: int) -> None:
    for chunk in pack(sizes, budget=budget, overlap=overlap):
        if chunk.stop < len(sizes):
            assert sum(sizes[at] for at in chunk) + sizes[chunk.stop] > budget


@given(SIZES, BUDGETS, OVERLAPS)
def test_a_chunk_repeats_no_more_than_the_overlap(sizes: list[int], budget: int, overlap: int) -> None:
    for earlier, later in pairwise(pack(sizes, budget=budget, overlap=overlap)):
        assert sum(sizes[at] for at in range(later.start, earlier.stop)) <= overlap


def test_a_chunk_repeats_as_many_sentences_as_fit() -> None:
    assert list(pack([4] * 6, budget=16, overlap=8)) == [range(4), range(2, 6)]


def test_nothing_is_repeated_where_there_is_no_overlap() -> None:
    assert list(pack([4] * 6, budget=8, overlap=0)) == [range(2), range(2, 4), range(4, 6)]


def test_a_sentence_is_not_repeated_where_the_next_one_would_have_no_room() -> None:
    assert list(pack([5, 5, 9], budget=10, overlap=5)) == [range(2), range(2, 3)]


def test_no_sentences_make_no_chunks() -> None:
    assert list(pack([])) == []


@pytest.mark.parametrize("size", [1, 20, 60])
def test_the_defaults_make_chunks_of_200_tokens_that_share_50(size: int) -> None:
    first, second, *_ = pack([size] * 500)
    assert BUDGET - size < size * len(first) <= BUDGET
    assert OVERLAP - size < size * (first.stop - second.start) <= OVERLAP


def test_the_overlap_grows_with_the_chunk() -> None:
    assert [overlap_for(budget) for budget in (SMALLEST, 100, BUDGET)] == [5, 25, OVERLAP]


def test_the_largest_chunk_is_what_the_packaged_model_reads() -> None:
    assert MiniLM.limit == LARGEST
