from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.checking.evidence import Evidence
from qa.checking.foreign_numbers import foreign_numbers
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

DATELINE = "Catherine Porter reported from Paris on Sept. 4, 2025 Updated 9:57 a.m. ET"


def check(split: Split, statement: str, *sources: str) -> list[str]:
    cited = tuple(sentence for source in sources for sentence in split(source))
    return foreign_numbers(statement, Evidence(cited))


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("1.500 Soldaten", "1,500 soldiers"),
        ("1 500 Soldaten", "1500 soldiers"),
        ("1’500 Soldaten", "1,500 soldiers"),
        ("1.234.567,5", "1,234,567.5"),
        ("1.234.567 Soldaten", "1234567 soldiers"),
        ("3,5 Prozent", "3.5 percent"),
        ("am 4. September 2025", DATELINE),
        ("am 4.9.2025", "2025-09-04"),
        ("2027年12月31日", "on 31 December 2027"),
        ("am 17.6.2021 und am 04.03.2019", "am 17. Juni 2021 und am 4. März 2019"),
        ("1.200.000 Euro", "1,2 Mio. Euro"),
        ("3 Teiche und 4 fois", "drei Teiche und quatre fois"),
        ("à 18h00", "à 18 h"),
        ("rund 7 Prozent", "7,3 Prozent"),
        ("etwa 1,2 Mio.", "1.234.567"),
        ("um 10.30 Uhr", "um 10:30 Uhr"),
        ("at 6:30 p.m.", "um 18.30 Uhr"),
        ("à 18:00", "de 9 h 30 à 18 h"),
        ("um 10:30 Uhr", "um 10.30 Uhr"),
        ("5 Millionen", "5,000,000"),
        ("1 Million", "a million"),
        ("Das ist ein Schiff, und das sind zwei.", "rot, blau, gelb, alt"),
        ("Das Schiff ist in drei Ländern und nicht in der Stadt.", "in Polen, Ungarn und Italien"),
        ("Il est dans un navire neuf pour la ville.", "un nouveau navire"),
        ("Das sind Millionen Menschen, die in der Stadt sind.", "viele Menschen"),
        ("drei Millionen Menschen und 1,5 Mrd. Euro", "3 Millionen Menschen und 1.500 Mio. Euro"),
        ("12 Kilometer und 45 euros", "12 km und 45 €"),
        ("4,7 mil millones de euros", "4.700 millones de euros"),
        ("40 Zentimeter", "400 Millimetern"),
        ("el 8/4", "el 8 de abril"),
        ("15.09.", "15 września"),
        ("15 września", "15.9."),
        ("El puerto de la ciudad movió 4,7 mil millones de euros, que es más.", "4.700 millones de euros"),
        ("w 3 ratach", "w trzech ratach"),
        ("im Jahr 2024 drei Busse", "im Jahr 2024 3 Busse"),
        ("an elf Tagen", "11 Tage"),
        ("10 Grad", "10 °C"),
        ("3 Pfund Mehl", "3 lb of flour"),
        ("Um 15 Uhr.", "At 3 p.m."),
        ("30 Sekunden", "0,5 Minuten"),
        ("1.000 Meter", "1 km"),
        ("30 % pour deux ans", "30 pour cent pour 2 années"),
        ("de 15 % der Fläche", "15 Prozent"),
        ("USD 5 Millionen", "5 millions de dollars"),
        ("500 tis. Kč", "500 000 Kč"),
        ("12万人", "120,000 people"),
        ("am 4. März 2019", "le 4 mars 2019"),
        ("am 4. März", "vom 4. bis 6. März 2019"),
        ("le 1er mai", "entre le 1er mai et le 30 septembre 2022"),
        ("in March 2019", "2019年3月4日"),
        ("im Oktober", "am 3. Oktober 2023"),
        ("in October", "im Oktober des Jahres"),
        ("on March 4, 2019", "το 2019, 4 Μαρτίου"),
        ("dat kostte 5 euro per uur", "het kostte vijf euro per uur"),
        ("1. Sie kamen.", "They came."),
        ("Siehe https://a.org/2024.", "See it."),
    ],
)
def test_digits_are_compared_by_value(split: Split, statement: str, source: str) -> None:
    assert check(split, statement, source) == []


@pytest.mark.parametrize(
    ("statement", "source", "wrong"),
    [
        ("3,7 Prozent", "7,3 Prozent", "3,7 Prozent"),
        ("3 Prozent", "7,3 Prozent", "3 Prozent"),
        ("7 Prozent", "7,3 Prozent", "7 Prozent"),
        ("mehr als im Jahr 2020", "mehr als im Jahr 2021", "2020"),
        ("1 Million Menschen", "Millionen Menschen", "1 Million"),
        ("rund 7 Prozent", "8,3 Prozent", "7 Prozent"),
        ("um 9:30 Uhr", "in der Hafenstr. 9 um 10.30 Uhr", "9:30 Uhr"),
        ("at 10:30 p.m.", "um 10.30 Uhr", "10:30 p.m."),
        ("50,32 Euro", "32,50 Euro", "50,32 Euro"),
        ("400 Euro", "18.400 Euro", "400 Euro"),
        ("am 18.6.2021", "Der Vertrag ist vom 17. Juni 2021.", "18.6.2021"),
        ("5 Teiche", "drei Teiche", "5"),
        ("6 Hunde", "Er hat drei Hunde, die nicht auf der Straße sind.", "6"),
        ("9 chiens", "Il n’a ni chat ni trois chiens, et il est dans la ville.", "9"),
        ("Der Verein pflegt die fünf Teiche, die er hat.", "Der Verein hat drei Teiche.", "fünf"),
        ("am 4. April 2019", "Der Verein ist vom 4. März 2019.", "4. April 2019"),
        ("am 3. März", "Sie war am 4. März und nicht am 3. Oktober in der Stadt.", "3. März"),
        ("le 30 octobre", "entre le 1er mai et le 30 septembre 2022", "30 octobre"),
        ("im November 2019", "Das Haus ist aus dem Jahr 2019 und der Zeit von damals.", "November 2019"),
        ("on April 4, 2019", "Der Verein ist vom 4. März 2019.", "April 4, 2019"),
        ("5 Millionen", "500.000 Menschen", "5 Millionen"),
    ],
)
def test_a_part_of_a_number_is_another(split: Split, statement: str, source: str, wrong: str) -> None:
    assert check(split, statement, source) == [f"“{wrong}” is not in the cited sentence"]


@pytest.mark.parametrize(
    ("statement", "source", "said", "has"),
    [
        ("30 €", "30 % der Mitglieder", "30 €", "30 %"),
        ("2 Millionen Dollar", "2 Millionen Euro", "2 Millionen Dollar", "2 Millionen Euro"),
        ("12 Meter", "12 km Hecken", "12 Meter", "12 km"),
        ("600 Zentimeter", "600 Millimetern", "600 Zentimeter", "600 Millimetern"),
        ("480 milionów złotych", "480 milionów koron", "480 milionów złotych", "480 milionów koron"),
        ("Das sind elf Tage in der Stadt.", "Sie war elf Stunden in der Stadt.", "elf Tage", "elf Stunden"),
        ("It was for three years with the king.", "dos años y una multa, y tres meses", "three years", "tres meses"),
        ("45 años", "45 días", "45 años", "45 días"),
        ("$5", "€ 5", "$5", "€ 5"),
    ],
)
def test_an_amount_in_another_unit_is_another(split: Split, statement: str, source: str, said: str, has: str) -> None:
    assert check(split, statement, source) == [f"“{said}” is “{has}” in the cited sentence"]


@pytest.mark.parametrize(
    ("statement", "source", "wrong"),
    [
        ("1,2 Mrd. €", "1,2 Millionen €", "1,2 Mrd. €"),
        ("18 billion", "18 Millionen", "18 billion"),
        ("4,7 millones de euros", "4.700 millones de euros que el puerto y la ciudad", "4,7 millones de euros"),
        ("To trwało sześć lat, jak się mówi.", "To trwało pięć lat, jak się mówi.", "sześć lat"),
        ("el 9/4", "el 8 de abril de las 4", "9"),
    ],
)
def test_an_amount_of_another_scale_is_another(split: Split, statement: str, source: str, wrong: str) -> None:
    assert check(split, statement, source) == [f"“{wrong}” is not in the cited sentence"]


def test_other_digits_are_a_problem(split: Split) -> None:
    assert check(split, "am 5.9.2025", DATELINE) == ["“5.9.2025” is not in the cited sentence"]
    assert check(split, "Im Jahr 2026 kamen 1.500", DATELINE) == [
        "“2026” is not in the cited sentence",
        "“1.500” is not in the cited sentence",
    ]


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert foreign_numbers(sentence.text, Evidence((sentence,))) == []


PIECES = (
    "3 30 1.000 1,5 1.2.3 2025 € % km h Mio. Mrd. millions de d' cent drei vier quatre neuf zwei Millionen 4. März "
    f"mars 2019年 3月 4日 12万 - – / : . , ’ ( 17.6.2021 2021-06-17 31.31.2021 ½ ² ٣ USD Uhr 1er ** [ 1e400 {'9' * 400}"
).split()


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join), st.lists(st.sampled_from(PIECES)).map("".join)
    ),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
)
@example("9" * 400, "9" * 400)
@example("Am 4. Auguſt 1871.", "le 4 janvıer 2020")
def test_the_rule_never_raises_and_a_sentence_always_supports_itself(split: Split, text: str, other: str) -> None:
    sentences = split(text)
    foreign_numbers(other, Evidence(sentences))
    foreign_numbers(text, Evidence(split(other)))
    for sentence in sentences:
        assert foreign_numbers(sentence.text, Evidence((sentence,))) == []


@pytest.mark.parametrize("piece", ["1 ", "3. März ", "1.000.", "zwei ", "4 a b ", "12 Mio. ", "9", " "])
def test_the_time_grows_with_the_length_only(split: Split, piece: str) -> None:
    source = (piece * 5000)[:4990] + "end"
    started = time.process_time()
    check(split, "Im Jahr 2025 waren es drei.", source)
    assert time.process_time() - started < 2
