from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.comparison.words import Piece, difference, likeness

TEXTS = st.lists(st.sampled_from(["the", "pier", "4,000", "cost", "港口", ".", "“", "Elling's"]), max_size=12).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before: str, now: str) -> None:
    pieces = difference(before, now)
    new = "".join(piece.text for piece in pieces if piece.kind != "lost")
    old = "".join(piece.text for piece in pieces if piece.kind != "gained")
    assert new == now
    assert "".join(old.split()) == "".join(before.split())


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.kind for piece in difference(text, text)} <= {"same"}


@pytest.mark.parametrize(
    ("before", "now", "pieces"),
    [
        ("In 1931.", "In 1932.", [("same", "In "), ("lost", "1931"), ("gained", "1932"), ("same", ".")]),
        ("It cost 4,000 crowns", "It cost 4,500 crowns", ["It cost ", "4,000 ", "4,500 ", "crowns"]),
        ("Yes", "Yes and no", [("same", "Yes "), ("gained", "and no")]),
        ("港口在冬天", "港口在夏天", ["港口在", "冬", "夏", "天"]),
    ],
)
def test_words_numbers_and_signs_are_told_apart(before: str, now: str, pieces: list[tuple[str, str] | str]) -> None:
    found = difference(before, now)
    expected = [piece if isinstance(piece, str) else piece[1] for piece in pieces]
    assert [piece.text for piece in found] == expected
    kinds = [piece.kind for piece in found]
    assert all(kind == piece[0] for kind, piece in zip(kinds, pieces, strict=True) if isinstance(piece, tuple))


def test_nothing_becomes_a_text() -> None:
    assert difference("", "New.") == (Piece("gained", "New."),)
    assert difference("", "") == ()


def test_texts_are_as_alike_as_their_words() -> None:
    assert likeness("In 1931.", "In 1931.") == 1
    assert likeness("In 1931.", "In 1932.") == pytest.approx(2 / 3)
    assert likeness("In 1931", "the mayor") == 0
