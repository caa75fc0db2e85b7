"""Lines and spans agree with the naive way of counting them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.places import Document, Passage, Sentence, Span

TEXTS = st.text(st.sampled_from("ab é😀\t\n\r\u0301\u2028\x85\x0b")) | st.lists(
    st.sampled_from(["word", "\n", "\r\n", "\r", "\n\r", "e\u0301", "👩‍🚀"])
).map("".join)


def document(text: str) -> Document:
    return Document(1, Path("/docs/a.txt"), "A", text)


def naive_lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        spans.append(Span(start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    return spans


def naive_line_of(text: str, position: int) -> int:
    line = 1
    for at in range(position):
        if text[at] == "\n" or (text[at] == "\r" and text[at + 1 : at + 2] != "\n"):
            line += 1
    return line


@given(TEXTS)
def test_every_line_has_the_span_that_splitting_gives_it(text: str) -> None:
    lines = naive_lines(text)
    assert [document(text).line_span(number) for number in range(1, len(lines) + 1)] == lines


@given(TEXTS)
def test_there_is_no_line_before_the_first_or_after_the_last(text: str) -> None:
    past = len(naive_lines(text)) + 1
    assert [document(text).line_span(number) for number in (-1, 0, past, past + 1)] == [None] * 4


@given(TEXTS)
def test_every_position_is_on_the_line_that_counting_gives(text: str) -> None:
    expected = [naive_line_of(text, at) for at in range(len(text) + 1)]
    assert [document(text).line_of(at) for at in range(len(text) + 1)] == expected


@given(TEXTS)
def test_a_line_starts_and_ends_on_itself(text: str) -> None:
    doc = document(text)
    for number, span in enumerate(naive_lines(text), start=1):
        assert (doc.line_of(span.start), doc.line_of(span.end)) == (number, number)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_what_editors_do_not_count_as_a_line_end_is_none(separator: str) -> None:
    doc = document(f"one{separator}two\nthree")
    assert doc.line_of(4) == 1
    assert doc.line_span(2) == Span(8, 13)


@given(TEXTS, st.data())
def test_the_text_of_a_place_is_the_slice_of_its_document(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    sentence = Sentence(document(text), span, ordinal=0, tokens=1)
    passage = Passage(document(text), span, (sentence,), score=0, similarity=0)
    assert sentence.text == passage.text == document(text).slice(span) == text[span.start : span.end]
    assert sentence.line == naive_line_of(text, span.start)
