from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking import Disagreement, disagreements

if TYPE_CHECKING:
    from tests.qa.conftest import Split

COUNTED = "The ferry carried {} passengers across the fjord."
TURNED = "Across the fjord, the old ferry carried {} passengers."
DATED = "The ferry line across the fjord opened on {}."


def differ(split: Split, text: str, other: str) -> list[tuple[str, str]]:
    (one,), (two,) = split(text), split(other, number=2)
    return [(found.words, found.other_words) for found in disagreements([one], [one, two])]


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        (COUNTED.format("300"), TURNED.format("400"), ("300", "400")),
        (COUNTED.format("three hundred"), TURNED.format("400"), ("three hundred", "400")),
        (COUNTED.format("30 percent of all"), TURNED.format("31%"), ("30 percent", "31%")),
        (COUNTED.format("300"), "Passengers that the ferry carried across the fjord: 400, or 5%.", ("300", "400")),
        (
            COUNTED.format("300"),
            "Sailors, bakers, smiths and painters across the fjord carried 400 ferry passengers home.",
            ("300", "400"),
        ),
        (DATED.format("September 4"), DATED.format("September 5"), ("September 4", "September 5")),
        (DATED.format("Monday"), DATED.format("Friday"), ("Monday", "Friday")),
        ("The ferry had 300 passengers.", "The ferry had 400 passengers.", ("300", "400")),
        (
            "The ferry line across the fjord opened in 2019.",
            "In 2020 the ferry line across the fjord opened.",
            ("2019", "2020"),
        ),
        # a clause of one says all that the other says
        ("The yearly rent is €18,400, payable in gold.", "The yearly rent is €18,900.", ("€18,400", "€18,900")),
        (
            "The rent is 1,450 euros a month, due on the third working day.",
            "The rent is 1,520 euros a month.",
            ("1,450 euros", "1,520 euros"),
        ),
        # the words for a value are no words
        (
            "The lease ends on 30 September 2027.",
            "The lease ends on 31 December 2027.",
            ("30 September 2027", "31 December 2027"),
        ),
        ("The house has three floors.", "The house has four floors.", ("three", "four")),
        # both begin with the same, and one says a little more of it
        (
            "The lease of the mill in Toll ends on Monday.",
            "The lease of the mill ends on Friday, the treasurer said.",
            ("Monday", "Friday"),
        ),
        # all but one of the stems
        ("Entry for adults costs 8 euros.", "Entry for adults: 12 euros.", ("8 euros", "12 euros")),
        # the same name, and little else
        ("The river Aar is 310 km long.", "The Aar is 287 km long.", ("310 km", "287 km")),
        ("In Toll live about 12,500 people.", "The town of Toll has 14,000 people.", ("12,500", "14,000")),
        ("Aar sails from 9 a.m. to 5 p.m.", "Aar sails from 10 a.m. to 4 p.m.", ("9 a.m., 5 p.m.", "10 a.m., 4 p.m.")),
        (
            "The director of the museum is Lena Koch.",
            "The museum's director is Dr. Max Thiel.",
            ("Lena Koch", "Dr. Max Thiel"),
        ),
        ("Jo Lund is the head of the museum.", "The head of the museum is Ida Berg.", ("Jo Lund", "Ida Berg")),
        ("The capital of Norland is Oster.", "The capital of Norland is Vester.", ("Oster", "Vester")),
    ],
)
def test_another_value_of_the_same_thing_is_a_disagreement(
    split: Split, text: str, other: str, words: tuple[str, str]
) -> None:
    assert differ(split, text, other) == [words]
    assert differ(split, other, text) == [words[::-1]]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (COUNTED.format("300"), TURNED.format("three hundred")),
        (COUNTED.format("nearly 300"), TURNED.format("300")),
        (COUNTED.format("300"), TURNED.format("no")),
        (COUNTED.format("300"), TURNED.format("30% of its")),
        (COUNTED.format("300"), COUNTED.format("400 or 300")),
        (COUNTED.format("many"), TURNED.format("400")),
        (
            "The ferry carried cable across the fjord for 5 km.",
            "For 5,000 metres the ferry carried cable across the fjord.",
        ),
        (COUNTED.format("300"), "The ferry carried 400 cars over a lake that is deep and blue."),
        ("The ferry had 300 passengers.", "The ferry had 400 passengers on board."),
        ("Roux had 300.", "Roux had 400."),
        (
            COUNTED.format("300"),
            "Sailors, bakers, smiths and painters across the fjord carried 400 ferry passengers to old stone houses.",
        ),
        (DATED.format("September 4"), DATED.format("Sept. 4, 2025")),
        (COUNTED.format("more than 300"), TURNED.format("350")),
        (COUNTED.format("about 300"), TURNED.format("310")),
        ("Volume 3 is by Roux and Brandt.", "Volume 4 is by Roux and Brandt."),
        ("Hull carried 300 passengers across the fjord.", "Oslo carried 400 passengers across the fjord."),
        ("It was the 3rd week of the ferry line.", "It was the 4th week of the ferry line."),
        ("In Toll live about 12,500 people.", "The town of Toll has 12,000 people."),
        ("The director of the museum is Lena Koch.", "The director of the museum is Mrs. Koch."),
        ("The director of the museum is Lena Koch.", "The director of the mill is Max Thiel."),
        ("The director is Lena Koch.", "The director is Max Thiel."),
        ("In 1950 Toll had 300 people.", "Toll has 14,000 people."),
        ("The mill in Toll opened on Monday.", "The old mill at Hull opened on Friday."),
        ("The meeting is on Tuesday.", "The meeting is on Thursday."),
        ("It is the largest port of Norra.", "Halm is the largest port of Norra."),
        ("Who was the director of the museum?", "Anna Vik was the director of the museum."),
        ("Bread is the food of the poor.", "Rice is the food of the poor."),
        ("Anna Vik is the sister of the mayor.", "Berta Lund is the sister of the mayor."),
        ("The capital of Norland is large.", "The capital of Norland is Vester."),
        (f"In 2019 {COUNTED.format('300').lower()}", f"In 2020 {COUNTED.format('400').lower()}"),
    ],
)
def test_sentences_that_can_both_be_true_do_not_disagree(split: Split, text: str, other: str) -> None:
    assert differ(split, text, other) == []
    assert differ(split, other, text) == []


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        (
            "The bridge at Toll is old. It cost 2 million crowns.",
            "The bridge cost 3 million crowns.",
            ("2 million crowns", "3 million crowns"),
        ),
        ("The bridge at Toll is old. It cost 2 million crowns.", "The mill is new. It cost 3 million crowns.", None),
        (
            "The mill is old. It cost 20 gold coins of the king.",
            "The pier is new. It cost 30 gold coins of the king.",
            None,
        ),
        (
            "The bridge at Toll is old. It cost 2 million crowns.",
            "It cost 3 million crowns.",
            ("2 million crowns", "3 million crowns"),
        ),
    ],
)
def test_what_it_is_comes_before(split: Split, text: str, other: str, words: tuple[str, str] | None) -> None:
    one, two = split(text)[-1], split(other, number=2, title="The bridge")[-1]
    found = [(found.words, found.other_words) for found in disagreements([one], [one, two])]
    assert found == ([words] if words else [])


def test_a_disagreement_names_both_places_each_pair_once(split: Split) -> None:
    one, two = split(f"{COUNTED.format(300)}\n{TURNED.format(400)}")
    (three,) = split(COUNTED.format(500), number=2)
    given_ = [one, two, three]
    assert list(disagreements([one, two], given_)) == [
        Disagreement(one, "300", two, "400"),
        Disagreement(one, "300", three, "500"),
        Disagreement(two, "400", three, "500"),
    ]
    assert list(disagreements([three], given_)) == [
        Disagreement(three, "500", one, "300"),
        Disagreement(three, "500", two, "400"),
    ]


def test_a_sentence_does_not_disagree_with_itself_though_it_was_ranked_twice(split: Split) -> None:
    (one,) = split(COUNTED.format("300"))
    assert list(disagreements([one, one], [replace(one, similarity=0.5), one])) == []


def test_only_cited_sentences_are_compared(split: Split) -> None:
    one, two = split(f"{COUNTED.format(300)}\n{TURNED.format(400)}")
    (other,) = split("It is late.", number=2)
    assert list(disagreements([], [one, two])) == []
    assert list(disagreements([other], iter([one, two]))) == []
    assert len(list(disagreements(iter([one]), iter([one, two])))) == 1


WORDS = "ferry carried passengers across fjord 300 400 % May 4 2025 . $5 two the"
STRANGE = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(WORDS.split())).map(" ".join),
)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange_and_the_same_text_agrees(split: Split, text: str, other: str) -> None:
    mine, theirs = split(text), split(other, number=2)
    for found in disagreements(mine, [*mine, *theirs]):
        assert found.words in found.sentence.text
        assert found.other_words in found.other.text
    copied = split(text, number=3)
    assert all((found.sentence.ordinal != found.other.ordinal) for found in disagreements(mine, copied))


@pytest.mark.parametrize("word", ["Verfassungsgerichtspräsidentenstellvertreter", "a", "a " * 30])
def test_a_sentence_of_long_words_is_compared_fast(split: Split, word: str) -> None:
    started = time.process_time()
    differ(split, f"Anna Holt is the {word * 9}, a man.", f"Berta Vik is the {word * 9}, a man.")
    assert time.process_time() - started < 1
