from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.evidence import Evidence
from qa.checking.foreign_names import foreign_names
from tests.strange import strange

if TYPE_CHECKING:
    from tests.qa.conftest import Split


def test_only_what_is_nowhere_in_the_documents_is_missed(split: Split) -> None:
    first, second, *_ = split("Die Stadt Bergen hat einen Hafen.\nJan Brandt wohnt dort.")
    assert foreign_names("Der Hafen gehört Jan Brandt.", Evidence((first,))) == []
    assert foreign_names("Erik Solberg wohnt am Hafen.", Evidence((second,))) == []
    assert foreign_names("Er misst 12 Kilometer Kaimauer und kostet 2 Millionen Euro.", Evidence((first,))) == []
    assert foreign_names("Dort wohnt Erik Solberg.", Evidence((second,))) == [
        "“Erik Solberg” is not in the cited sentence"
    ]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("Le navire est à Concarneau.", []),
        ("Mme Roux est la mairesse.", []),
        ("Le navire est à Lorient.", ["Lorient"]),
        ("Le maire est M. Yves Roux.", ["M. Yves Roux"]),
        ("Yves Dumont est le maire.", ["Dumont"]),
        ("Le navire est au Conseil.", []),
        ("Le navire est pour Marc Brandt.", ["Marc Brandt"]),
        ("The ship is in Lorient.", []),
        ("Schatzmeister Otto Weber ist der Bürgermeister.", ["Otto Weber"]),
        ("Das ist der Anfang März und das Ende Kilometer.", []),
    ],
)
def test_in_one_language_a_single_word_may_be_a_name_of_nobody_there(
    split: Split, says: str, missed: list[str]
) -> None:
    text = "Le navire est à Concarneau, et la mairesse est Mme Claire Roux, pour Marc Dubois et pour Anna Brandt."
    evidence = Evidence(split(text))
    assert foreign_names(says, evidence) == [f"“{name}” is not in the cited sentence" for name in missed]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("Мельницу продала Ханна Брандт.", []),
        ("Мельницу купили у Ханны Брандт.", []),
        ("Мельницу купил у Марка Брандт.", []),
        ("Мельницу продал Павел Брандт.", ["Павел Брандт"]),
        ("Мельницу продал Марик Брандт.", ["Марик Брандт"]),
    ],
)
def test_a_name_may_stand_in_another_case(split: Split, says: str, missed: list[str]) -> None:
    evidence = Evidence(split("Договор подписан Ханной Брандт и Марек в мае."))
    assert foreign_names(says, evidence) == [f"“{name}” is not in the cited sentence" for name in missed]


WORDS = "Le La Roux Concarneau Die Stadt März Kilometer von de d' l' M. Mme Ханна Брандт 日本 ist das und est pour - ."


@given(strange(WORDS), strange(WORDS))
def test_no_text_is_too_strange_and_a_sentence_supports_itself(split: Split, text: str, other: str) -> None:
    for sentence in split(text):
        assert foreign_names(sentence.text, Evidence((sentence,))) == []
        foreign_names(other, Evidence((sentence,)))
