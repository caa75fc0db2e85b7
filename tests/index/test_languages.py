"""A text tells its language by its small words."""

from __future__ import annotations

import pytest

from index.languages import language_of
from tests.conftest import ARTICLE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The lease of the mill ends in May.", "en"),
        ("Der Vertrag endet am 31.", "de"),
        ("Smlouva byla podepsána dne 4. března a nájemce se odstěhoval.", "cs"),
        ("Kontrakten blev underskrevet den 4. marts af lejeren.", "da"),
        ("El contrato se firmó el 4 de marzo por los dos.", "es"),
        ("Sopimus on voimassa ja se päättyy.", "fi"),
        ("Le bail du moulin est signé par les deux.", "fr"),
        ("A szerződés egy évre szól, és nem hosszabb.", "hu"),
        ("Il contratto non è ancora firmato dal sindaco, che è via.", "it"),
        ("Kontrakten ble undertegnet den 4. mars av leieren, og det er ikke alt.", "nb"),
        ("Het contract van de molen is niet getekend.", "nl"),
        ("Umowa nie jest podpisana przez burmistrza.", "pl"),
        ("O contrato não foi assinado pelo prefeito, mas está pronto.", "pt"),
        ("Договор был подписан, и это не всё.", "ru"),
        ("Avtalet skrevs inte på av den som har hyrt.", "sv"),
        ("Договір був підписаний, і це не все.", "uk"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_an_english_text_with_a_few_foreign_words_is_english() -> None:
    assert language_of(ARTICLE.read_text(encoding="utf-8"), "de") == "en"
    assert language_of("The director of Der Spiegel and Die Zeit read Das Kapital to the end.") == "en"


@pytest.mark.parametrize("text", ["", "Norra 1923", "首相は来た。", "Der Spiegel"])
def test_what_does_not_tell_is_in_the_language_of_the_rest(text: str) -> None:
    assert language_of(text) == "en"
    assert language_of(text, "de") == "de"
