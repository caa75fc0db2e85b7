from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking import wording
from qa.checking.evidence import Evidence
from qa.checking.wording import (
    flatten,
    is_english,
    is_past,
    pointing,
    telling_stems,
    telling_stems_in_order,
    words,
)
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("“a” „b“ «c» ‘d’", '"a" "b" "c" \'d\''),
        ("a–b — c-d", "a-b-c-d"),
        (" a \r\n\tb\u00a0c ", "a b c"),
        ("", ""),
    ],
)
def test_a_flat_text_has_plain_marks_and_single_spaces(text: str, flat: str) -> None:
    assert flatten(text) == flat


def test_words_are_small_and_keep_their_apostrophes() -> None:
    assert words("It’s THE crew's, “isn't” it?") == ["it's", "the", "crew's", "isn't", "it"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("The ferries were sailing.", "a ferry sails"), ("Café-owners", "cafe owner"), ("It’s the NATO", "nato")],
)
def test_forms_of_a_word_have_one_stem_and_small_words_none(one: str, other: str) -> None:
    assert telling_stems(one) == telling_stems(other) != frozenset()


def test_stems_come_in_the_order_of_the_words_each_as_often_as_it_is_there() -> None:
    ferry, town = telling_stems_in_order("ferry town")
    assert telling_stems_in_order("The town’s ferries, and the towns.") == (town, ferry, town)
    assert telling_stems_in_order("It was so. – _ !") == ()


def test_stems_are_the_same_when_too_many_words_were_met(monkeypatch: pytest.MonkeyPatch) -> None:
    before = telling_stems_in_order("old ferries sail")
    telling_stems_in_order.cache_clear()
    monkeypatch.setattr(wording, "_MOST_KNOWN", 0)
    assert telling_stems_in_order("old ferries sail") == before
    assert len(wording._stems) == 3
    telling_stems_in_order.cache_clear()


@given(st.text(st.characters(), max_size=100))
def test_no_text_is_too_strange_for_stems(text: str) -> None:
    assert set(telling_stems_in_order(text)) == telling_stems(text)
    assert "" not in telling_stems(text)
    assert isinstance(is_english(text), bool)
    assert flatten(flatten(text)) == flatten(text)


@pytest.mark.parametrize(
    "text",
    [
        "The town will not sell the old ferry to anybody.",
        "It sails.",
        "Germany, Poland and Italy have, like Washington, ruled out sending troops.",
        "“No one is talking about ground troops in Ukraine at this point.”",
        "- **Ferry:** it sails from Bergen at nine.",
        "…",
        "",
        "It’s old.",
        "Merz left the Élysée.",
        "President Vladimir V. Putin met Mr. de Vries in Côte d’Ivoire, where it rained.",
        "President Macron hosts leaders.",
        "Finland has a population of 5.5 million people.",
        "Imperialism is a type of advocacy of empire abroad.",
        "The café closed.",
        "Customers get a ten per cent credit.",
        "Harald V died in January 1991.",
    ],
)
def test_english_and_what_is_too_short_to_tell_is_english(text: str) -> None:
    assert is_english(text)


def test_every_sentence_of_the_article_is_english(split: Split) -> None:
    sentences = [each.text for each in split(ARTICLE.read_text(encoding="utf-8"))]
    prose = [text for text in sentences if len(text.split()) > 8 and "See more on" not in text]
    assert [text for text in prose if not is_english(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Der Hafen der Stadt ist alt und schon lange zu klein für die neuen Schiffe.",
        "Der Bürgermeister will den Hafen nicht verkaufen.",
        "Der Bürgermeister sagte das im Hafen.",
        "Der Bürgermeister sagte am Montag in Bergen, dass die Stadt so bleibt.",
        "Die Störung dauerte 94 Minuten.",
        "Okoro a été licenciée.",
        "Le port de la ville est vieux et trop petit.",
        "El puerto de la ciudad es viejo y muy pequeño.",
        "Il porto della città è vecchio e troppo piccolo.",
        "Порт города старый и слишком маленький для кораблей.",
        "首相は来た。",
        "De haven van de stad is oud en te klein.",
        "Amsterdam was in 1900 kleiner, later groter dan Rotterdam of Utrecht ooit geweest was.",
        "He comprado dos libros nuevos a buen precio ayer tarde, no hace mucho tiempo.",
        "Hamnen är gammal och det är inte bra för båtarna.",
        "Havnen i byen er gammel, og den er for liten.",
    ],
)
def test_another_language_is_not_english(text: str) -> None:
    assert not is_english(text)


def test_verbs_of_the_past_are_told_from_other_words_with_forms_of_their_own() -> None:
    words = ("attacked", "wrote", "sung", "attack", "people", "children", "adding")
    assert [word for word in words if is_past(word)] == ["attacked", "wrote", "sung"]


def test_english_that_is_too_long_to_have_no_small_words_is_in_doubt() -> None:
    text = "Sales at Tesla, Ford, General Motors rose 12 percent."
    assert not is_english(text)
    assert is_english(text, in_doubt=True)


def test_cited_sentences_are_called_by_their_number(split: Split) -> None:
    one, two = split("One left. Two came.")
    assert pointing(Evidence((one,))) == "the cited sentence"
    assert pointing(Evidence((one, two))) == "the cited sentences"
