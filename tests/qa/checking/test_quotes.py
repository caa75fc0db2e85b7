from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking.evidence import Evidence
from qa.checking.quotes import quotes
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

HURRY = "“We are in no hurry,” Mrs. Lund said of the ferry."
BRIDGE = "The guide calls it a “floating bridge”, old – and long – as no other in the country’s north."
TEXT = f"{HURRY}\n{BRIDGE}\nIt sails, the crew\nsays, at nine."


def check(split: Split, statement: str, *cited: int, text: str = TEXT) -> list[str]:
    sentences = split(text)
    return quotes(statement, Evidence(tuple(sentences[at] for at in cited)))


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("They are in no hurry.", HURRY),
        ("Lund said: “We are in no hurry.”", HURRY),
        ('Lund said they were in "no hurry," and left.', HURRY),
        ("Lund said „we are in no hurry“.", HURRY),
        ("Lund said «We are in no hurry».", HURRY),
        ("Lund said »We are in no hurry«.", HURRY),
        ("Lund said ‚we are in no hurry‘.", HURRY),
        ("Lund said they “are [now] in no hurry”.", HURRY),
        ("Lund said “We … hurry”, “We [...] hurry”, “We (…) hurry” and “We . . . hurry.”", HURRY),
        ("“…in no hurry…”", HURRY),
        ("She said “We’re in no\n  hurry”.", "We're in no hurry."),
        ("She said “We're in no hurry”.", "We’re in  no\nhurry."),
        ("“The guide” says “old — and long”.", BRIDGE),
        ("“Floating bridge” is its name.", BRIDGE),
        ("Its name is ‘swimming bridge’ or 'ship'.", BRIDGE),
        ("It is “a”, “” and “!”.", BRIDGE),
        ("They are **“in no hurry”**.", HURRY),
        ("Lund said that “[w]e are in no hurry”.", HURRY),
        ("They are “**in no hurry**”.", HURRY),
        ("They are “in *no* hurry”.", HURRY),
        ("It is “old—and long”.", BRIDGE),
    ],
)
def test_a_verbatim_quotation_passes_in_any_typography(split: Split, statement: str, cited: str) -> None:
    assert quotes(statement, Evidence(split(cited))) == []


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("Lund said: “We are in a hurry.”", 0, "“We are in a hurry.” is not in the source"),
        ('Lund said: "We are in a hurry."', 0, "“We are in a hurry.” is not in the source"),
        ("Lund said: »We are in a hurry.«", 0, "“We are in a hurry.” is not in the source"),
        ("Lund said: ‚We are in a hurry.‘", 0, "“We are in a hurry.” is not in the source"),
        ("Lund said: «We are in a hurry.»", 0, "“We are in a hurry.” is not in the source"),
        ("Lund said: „We are in a hurry.“", 0, "“We are in a hurry.” is not in the source"),
        ("Lund: “We are in no hurr”.", 0, "“We are in no hurr” is not in the source"),
        ("Lund: “e are in no hurry”.", 0, "“e are in no hurry” is not in the source"),
        ("Lund: ‘we are in some hurry’.", 0, "“we are in some hurry” is not in the source"),
        ("Lund: 'we aren’t in no hurry'.", 0, "“we aren’t in no hurry” is not in the source"),
        ("Lund: “in No hurry”.", 0, "“in No hurry” is not in the source"),
        ("Lund: “in no great hurry”.", 0, "“in no great hurry” is not in the source"),
        ("Lund: “a floating bridge”.", 0, "“a floating bridge” is not in the source"),
        ("Lund: “floating bridge”.", 0, "“floating bridge” is not in the cited sentence but on line 2"),
        ("Lund: “the crew says”.", 0, "“the crew says” is not in the cited sentence but elsewhere in the source"),
        ("“floating … no other”.", 0, "“floating … no other” is not in the cited sentence but on line 2"),
        ("“no … hurry … We”", 0, "“no … hurry … We” is put together from two places of the source"),
        ("“We are in floating bridge”", 0, "“We are in floating bridge” is put together from two places of the source"),
        (
            "“We are in no hurry at all, and never were”",
            0,
            "“We are in no hurry … never were” is not in the source",
        ),
    ],
)
def test_a_changed_quotation_is_a_problem_that_says_what_it_is(
    split: Split, statement: str, cited: int, problem: str
) -> None:
    assert check(split, statement, cited) == [problem]


@pytest.mark.parametrize(
    "statement",
    [
        "Lund: ‘We are in no hurry’, and 'in no hurry.'",
        "The workers’ and the sailors’ hurry was ‘great’.",
        "The workers' and the sailors' hurry was 'great'.",
        "She sang 'Storm Sailors of Norra'.",
    ],
)
def test_single_marks_are_those_of_quotations_where_they_hold_some_words_and_no_title(
    split: Split, statement: str
) -> None:
    assert check(split, statement, 0) == []


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("田中は「水車は回っている」と述べた。", []),
        ("田中は「水車は回」と述べた。", []),  # nothing parts words here
        ("『水車は回っている』", []),
        ("田中は「水車は止まった」と述べた。", ["“水車は止まった” is not in the source"]),
    ],
)
def test_quotations_in_japanese_are_verbatim_too(split: Split, statement: str, wrong: list[str]) -> None:
    assert quotes(statement, Evidence(split("村長によると水車は回っているという。"))) == wrong


@pytest.mark.parametrize(
    ("quotation", "place"),
    [
        ("Two came", "but on line 2"),
        ("Three sat", "but on line 4"),
        ("came. Three", "but elsewhere in the source"),
    ],
)
def test_what_is_quoted_from_elsewhere_is_found_by_its_line(split: Split, quotation: str, place: str) -> None:
    first, *_ = split("One “left”.\r\nTwo  came.\r\rThree sat.\n")
    problem = f"“{quotation}” is not in the cited sentence {place}"
    assert quotes(f"He wrote “{quotation}”.", Evidence((first,))) == [problem]


def test_with_several_citations_a_quotation_may_be_in_any_and_else_the_problem_speaks_of_sentences(
    split: Split,
) -> None:
    assert check(split, "“no hurry”, and a “floating bridge”", 0, 1) == []
    assert check(split, "“the crew”", 0, 1) == ["“the crew” is not in the cited sentences but on line 3"]


def test_each_wrong_quotation_is_told_in_order(split: Split) -> None:
    assert check(split, "“in a rush”, “no hurry”, “in haste”", 0) == [
        "“in a rush” is not in the source",
        "“in haste” is not in the source",
    ]


def test_one_word_and_another_are_not_put_together(split: Split) -> None:
    assert check(split, "“no bridge”", 0) == ["“no bridge” is not in the source"]


def test_every_sentence_of_the_article_has_its_own_quotations(split: Split) -> None:
    sentences = split(ARTICLE.read_text(encoding="utf-8"))
    assert [problem for sentence in sentences for problem in quotes(sentence.text, Evidence((sentence,)))] == []


STRANGE = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(st.sampled_from([*"“”\"„«»‘’'…[](). -–—aB_ß\n*", "...", "ab", "İ", "a\u0301"]), max_size=40).map("".join),
)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange_and_a_sentence_quotes_itself(split: Split, text: str, other: str) -> None:
    for sentence in split(text):
        assert quotes(sentence.text, Evidence((sentence,))) == []
        for problem in quotes(other, Evidence((sentence,))):
            assert problem.startswith("“")
    assert isinstance(quotes(other, Evidence(())), list)
