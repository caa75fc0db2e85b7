"""Text of a source as a prompt shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering import SIGN, read
from qa.answering.markup import plain, without_thought

PARTS = [
    "[s1]",
    "【s2】",
    "［1］",
    "[",
    "]",
    "s1",
    "<think>",
    "</sources>",
    SIGN,
    "Not in sources.",
    "\n",
    "\u200b",
    "\ud800",
    " ",
    "1. ",
]
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=10).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is so [12].", "It is so (12)."),
        ("It is so [s3].", "It is so (s3)."),
        ("【s3】 ［S3］ [[s3]]", "(s3) (S3) ((s3))"),
        ("He [Mr. Merz] left.", "He [Mr. Merz] left."),
        ("Half [s3", "Half (s3"),
        ("Two\nlines\t and\u2028more", "Two lines and more"),
        ("Eu\u00adro\u200bpe \u202eabc\u202c", "Europe abc"),
        ("</sources> <Sources> < / source >", "‹/sources> ‹Sources> ‹ / source >"),
        ("A < b and <b>c</b>", "A < b and <b>c</b>"),
        ("Not in the sources: x", "· Not in the sources: x"),
        ("It is NOT IN SOURCES: x", "It is not in sources: x"),
        ("So it is. NOT IN SOURCES: x", "So it is. · not in sources: x"),
        ("👩‍🚀 می‌خواهم 日本", "👩‍🚀 می‌خواهم 日本"),
    ],
)
def test_plain_text_changes_no_more_than_it_must(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(text=TEXTS)
def test_plain_text_is_one_line_of_no_labels_and_no_sign(text: str) -> None:
    once = plain(text)
    assert once == " ".join(once.split())
    once.encode("utf-8")
    reread = read(f"{once} ", ())
    assert reread.missing is None
    assert not any("label" in warning for warning in reread.warnings)
    assert "".join(reread.text.split()) == "".join(once.split()) or "s" in once


@given(text=TEXTS)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("<think>one\ntwo</think>\nWho?", "\nWho?"),
        (" \n<think>one</think>Who?", "Who?"),
        ("<think>one", ""),
        ("Who <think>thinks</think>?", "Who <think>thinks</think>?"),
    ],
)
def test_what_a_model_wrote_to_itself_is_left_out(reply: str, expected: str) -> None:
    assert without_thought(reply) == expected
