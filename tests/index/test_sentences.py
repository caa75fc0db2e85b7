"""Sentences cover a text, in order, and cut it where a reader would."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.places import Span
from index.sentences import ends_sentence, sentence_spans, split_long

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY_TEXT = st.text() | st.text(st.characters(codec=None))
WORDS = ["He left. ", "Dr. Low said: ", "“Go!” ", "word", "日本語。", "e\u0301", "😀", "...", "?!", "e.g. "]
LINES = ["\n", "\r\n", "\r", "\n\n", "- item\n", "# Head\n", "1. One\n", "\n2) ", "\u2028", "\u2029", "\x85", "\x0b"]
PROSE = st.lists(st.sampled_from([*WORDS, *LINES, " ", "\ud800", "\0", "\u00a0", "\u200b"])).map("".join)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def assert_covers(text: str, spans: Sequence[Span]) -> None:
    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))
    for span in spans:
        piece = text[span.start : span.end]
        assert piece
        assert piece == piece.strip()
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())


@given(ANY_TEXT | PROSE)
@example("a\r\n\r\nb")
@example("\ud800. A. \udfff")
@example("\0")
@settings(deadline=None)
def test_sentences_are_in_order_and_cover_all_but_white_space(text: str) -> None:
    assert_covers(text, list(sentence_spans(text)))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "word " * 200_000,
        "She said so. " * 80_000,
        "日本語。" * 100_000,
        "." * 1_000_000,
        "a" + " " * 1_000_000 + "b",
        "\n" * 1_000_000,
        "(“" * 200_000,
        "\ud800" * 1_000_000,
    ],
    ids=["letters", "words", "sentences", "japanese", "stops", "spaces", "blank lines", "brackets", "surrogates"],
)
def test_the_sentences_of_a_huge_line_are_found_in_a_few_seconds(text: str) -> None:
    start = time.perf_counter()
    spans = list(sentence_spans(text))
    assert time.perf_counter() - start < 10
    assert_covers(text, spans)
    assert all(span.end - span.start <= 5_000 for span in spans)


def test_a_long_line_has_the_sentences_of_its_parts() -> None:
    text = "Dr. Low came at 3 p.m. on Monday. He left e.g. his hat, his coat etc. behind! Did he? "
    assert sentences(text * 300) == sentences(text) * 300


WRAPPED = """\
The bridge over the river was built in the
year 1890, when the old ferry could no longer
carry all the carts. It was made of granite
from the hills north of Dalby. A storm
damaged it in 1921.

The harbour freezes in winter and ships have
to wait outside.
"""


def test_a_sentence_goes_on_over_the_line_ends_of_wrapped_text() -> None:
    assert [" ".join(found.split()) for found in sentences(WRAPPED)] == [
        "The bridge over the river was built in the year 1890, when the old ferry could no longer carry all the carts.",
        "It was made of granite from the hills north of Dalby.",
        "A storm damaged it in 1921.",
        "The harbour freezes in winter and ships have to wait outside.",
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_make_the_same_sentences(line_end: str) -> None:
    other = sentences(WRAPPED.replace("\n", line_end))
    assert [" ".join(found.split()) for found in other] == [" ".join(found.split()) for found in sentences(WRAPPED)]


def test_a_paragraph_on_one_line_ends_with_its_line() -> None:
    text = "The ferry was slow\nThe bridge was built in 1890. It is of granite\nA storm damaged it\n"
    assert sentences(text) == [
        "The ferry was slow",
        "The bridge was built in 1890.",
        "It is of granite",
        "A storm damaged it",
    ]


def test_headings_and_list_items_of_markdown_are_sentences_of_their_own() -> None:
    text = """\
# The bridge

## 1. What it is

### 1.2. Of

What the bridge is made of, and what it
took to build it, is told here.

- granite from the hills
- oak for the piles
* and iron
1. The first arch
2) The second arch
> A quotation of the builder
"""
    assert [" ".join(found.split()) for found in sentences(text)] == [
        "# The bridge",
        "## 1. What it is",
        "### 1.2. Of",
        "What the bridge is made of, and what it took to build it, is told here.",
        "- granite from the hills",
        "- oak for the piles",
        "* and iron",
        "1. The first arch",
        "2) The second arch",
        "> A quotation of the builder",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Low met Mr. Smith in the U.S. Senate.",
        "It cost 3.50 dollars, i.e. nothing.",
        "See e.g. the map.",
        "J. R. Low wrote it.",
        "It is art. 5 or no. 6.",
        "Approx. 40% agreed, est. 200.",
        "Max. 12 bar, min. 3 bar, tel. 12 34, vol. 2.",
        "They came on Mon. 3 May.",
        "See Sch. 1, para. 3 and secs. 4 to 6.",
    ],
)
def test_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} Then he left.") == [sentence, "Then he left."]


@pytest.mark.parametrize(
    ("sentence", "following"),
    [
        ("Der Vertrag wurde am 4. März 2019 von Herrn Ihde geschlossen.", "Er endet am 31. Dezember 2027."),
        ("Im 19. Jahrhundert war Ludwig XIV. tot, bzw. auch nicht mehr König.", "Sie ist 31."),
        ("Gem. § 5 Abs. 2 BGB gilt das für die 3. Auflage.", "Dann ging sie um 9 Uhr in die Hauptstr. 5."),
        ("M. Dupont et J. Roux sont venus.", "Il vit av. Foch, selon l'art. 5 du code."),
        ("Le musée ouvre à 9 h 30 et ferme à 18 h.", "L'entrée est pour les adultes et par an."),
        ("La Sra. Ruiz dijo que no en la pág. 5.", "El Sr. López se fue de EE. UU. por la ley."),
        ("Il sig. Rossi è nel sec. XIX.", "La dott. Bianchi non c'era per l'art. 5."),
        ("A Dra. Costa disse que não.", "Em 4 de março foi ao mar com os dois."),
        ("Dhr. Jansen kwam met ca. 5 mln. euro.", "Zie blz. 5 van het contract."),
        ("Det är t.ex. så att hon kom kl. 9.", "Sedan gick han till det."),
        ("Den 4. marts 2019 kom han, f.eks. til det 19. århundrede.", "Det er en kirke."),
        ("Den 4. mars 2019 kom han til det som ble kalt f.eks. slik.", "Det er en kirke."),
        ("W 2019 r. był w domu na ul. Długiej, np. do wieczora.", "Nie jest to prawda."),
        ("Dne 4. března 2019 přišel, např. v 19. století.", "Je to tak, že se vrátil."),
        ("А. С. Пушкин родился в 1799 г. в Москве.", "Это не он, как на стр. 5."),
        ("У 2019 р. Анна прийшла, і це не все.", "Потім вона пішла до нас."),
        ("Sopimus tehtiin 4. maaliskuuta 2019 ja se on voimassa.", "Se ei ole hän."),
        ("A szerződés 2019. március 4. napján kelt, és nem volt más.", "Ez az egy van."),
    ],
)
def test_a_sentence_ends_as_its_language_abbreviates(sentence: str, following: str) -> None:
    assert sentences(f"{sentence} {following}") == [sentence, following]


def test_what_is_too_short_to_tell_is_cut_as_its_document() -> None:
    assert ends_sentence("Vertragsende: 31.", "Dezember")
    assert not ends_sentence("Vertragsende: 31.", "Dezember", "de")
    assert list(sentence_spans("Vertragsende: 31. Dezember", "de")) == [Span(0, 26)]


@pytest.mark.parametrize("end", ["He left in May.", "She said no.", "He fell ill.", "They wrote to me.", "It is 3 m."])
def test_a_word_that_only_looks_like_an_abbreviation_ends_a_sentence(end: str) -> None:
    for start in ("Holt stayed.", "“Holt” stayed."):
        assert sentences(f"{end} {start}") == [end, start]
        assert ends_sentence(end, start.split()[0])
    assert not ends_sentence(f"{end} Holt stayed", "there")


def test_it_is_known_whether_a_sentence_ends_between_two_texts() -> None:
    assert ends_sentence("He left.", "She stayed.")
    assert ends_sentence("He left. ", "She stayed.")
    assert not ends_sentence("He met Dr.", "Low there.")
    assert not ends_sentence("He left", "the house.")
    assert not ends_sentence("", "She stayed.")
    assert ends_sentence("A \ud800 left.", "She stayed.")


@given(
    st.text(st.characters(codec=None)) | st.lists(st.sampled_from(["word", " ", "\n", "x" * 30])).map("".join),
    st.data(),
)
def test_the_parts_of_a_long_sentence_keep_all_but_white_space(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    parts = list(split_long(text, span, count=len, budget=data.draw(st.integers(1, 40))))
    assert all(span.start <= part.start <= part.end <= span.end for part in parts)
    assert all(earlier.end <= later.start for earlier, later in pairwise(parts))
    kept = "".join(text[part.start : part.end] for part in parts)
    assert "".join(kept.split()) == "".join(text[span.start : span.end].split())


@given(st.text(), st.integers(1, 20))
def test_every_part_of_a_long_sentence_is_within_the_budget(text: str, budget: int) -> None:
    def size(part: str) -> int:
        return len(part.encode("utf-8"))

    for part in split_long(text, Span(0, len(text)), count=size, budget=budget):
        assert part.end - part.start <= 1 or size(text[part.start : part.end]) <= budget


def test_a_long_sentence_is_cut_between_words_where_it_has_some() -> None:
    text = " ".join(f"word{number}" for number in range(1000))
    parts = [text[part.start : part.end] for part in split_long(text, Span(0, len(text)), count=len, budget=100)]
    assert " ".join(parts) == text


@pytest.mark.parametrize("text", ["x" * 5_000_000, "word " * 1_000_000], ids=["without spaces", "with spaces"])
def test_five_million_characters_are_split_in_a_few_seconds_and_not_counted_whole(text: str) -> None:
    longest = 0

    def count(part: str) -> int:
        nonlocal longest
        longest = max(longest, len(part))
        return len(part)

    start = time.perf_counter()
    parts = list(split_long(text, Span(0, len(text)), count=count, budget=200))
    assert time.perf_counter() - start < 10
    assert longest <= 2000
    assert max(part.end - part.start for part in parts) <= 200
