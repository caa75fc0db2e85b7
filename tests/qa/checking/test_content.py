from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.minilm import Match, MiniLM
from qa.checking.content import CARRIED, carried, carries_alone, content
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

Nearness = Callable[[str, str], list[Match]]
SOURCE = "The mayor sold the old ferry to a museum."


@cache
def model() -> MiniLM:
    return MiniLM()


def nearness(default: float | tuple[float, ...] = 1.0, **far: float | tuple[float, ...]) -> Nearness:
    """Word pieces that are as near as said, in each window; pieces are what is between white space and hyphens."""

    def align(text: str, _: str) -> list[Match]:
        found = []
        for match in re.finditer(r"\w+|[^\w\s]", text):
            near = far.get(match[0], default)
            found.append(Match(match.start(), match.end(), near if isinstance(near, tuple) else (near,)))
        return found

    return align


def check(split: Split, statement: str, align: Nearness, *cited: str) -> list[str]:
    return content(statement, Evidence(tuple(each for text in cited or (SOURCE,) for each in split(text))), align)


def test_a_statement_that_is_carried_has_no_problem(split: Split) -> None:
    assert check(split, "The chief gave it away.", nearness()) == []
    assert check(split, "The chief gave it away.", nearness(CARRIED)) == []


def test_a_short_text_need_not_come_as_near_to_a_short_statement(split: Split) -> None:
    align, long = nearness(CARRIED - 0.1), " ".join(f"Gate{at} was shut." for at in range(70))
    assert check(split, "The chief gave it away.", align) == []
    assert check(split, "The chief gave it away.", align, f"{SOURCE} {long}") != []
    assert check(split, f"The chief gave it away with {' '.join(f'stuff{letter}' for letter in 'abcdefghijk')}.", align)


def test_what_another_sentence_says_is_no_more_than_who_is_meant(split: Split) -> None:
    *_, last = split("Norway promised to take part in some sort of deal.\nThe leaders left to find what that deal is.")
    for statement, carried_ in (("Norway promised to take part in the deal.", False), ("Norway made a deal.", True)):
        assert (content(statement, Evidence((last,)), nearness(1.0, promised=0.1, take=0.1)) == []) is carried_


def test_a_statement_in_nearly_the_same_words_is_carried_whatever_the_model_says(split: Split) -> None:
    assert check(split, "A museum was sold old ferries by the mayor.", nearness(0.0)) == []
    assert check(split, "A museum was sold red old ferries by the mayor.", nearness(0.0)) == []
    assert check(split, "The mayor sold the red ferry.", nearness(0.0)) != []


def test_that_somebody_is_named_does_not_carry_what_is_said_of_them(split: Split) -> None:
    align = nearness(1.0, fired=0.35, hired=0.45)
    source = "Then Ms. Amélie Roux of Bergen sold the ferry."
    problem = "the cited sentence says nothing of “fired”"
    assert check(split, "Then Amélie Roux of Bergen was fired.", align, source) == [problem]
    assert check(split, "Then Amélie Roux of Bergen was hired.", align, source) == []


@pytest.mark.parametrize(
    ("statement", "carried_alone"),
    [("The mayor sold it.", True), ("Roux was hired.", False), ("Roux.", False), ("In 1931.", False)],
)
def test_what_is_said_besides_names_may_be_carried_by_itself(
    split: Split, statement: str, *, carried_alone: bool
) -> None:
    evidence = Evidence(split("Then Ms. Roux, the mayor, sold the ferry in 1931."))
    assert carries_alone(statement, evidence, nearness(1.0, hired=0.45)) is carried_alone


def test_what_is_carried_least_is_named_first(split: Split) -> None:
    align = nearness(0.9, queen=0.3, burnt=0.1)
    assert check(split, "The queen had burnt ferries.", align) == [
        "the cited sentence says nothing of “burnt”, “queen”"
    ]


def test_an_amount_is_left_to_the_rule_for_numbers(split: Split) -> None:
    align, cited = nearness(0.9, year=0.1, half=0.1), "The old ferry lay idle for eighteen months."
    assert check(split, "The old ferry was unused for a year and a half.", align, cited) == []
    assert check(split, "The old ferry was unused for a year.", nearness(0.9, unused=0.1, ferry=0.1), cited) != []


def test_a_denial_is_left_to_the_rule_for_polarity(split: Split) -> None:
    align = nearness(1.0, defeated=0.0)
    assert check(split, "His motion was defeated.", align, "The motion was rejected by the mayor.") == []
    assert check(split, "His motion was defeated.", align, "The motion was put by the mayor.") != []


def test_a_name_is_left_to_the_rule_for_names(split: Split) -> None:
    align, cited = nearness(0.9, White=0.1, House=0.1), "The American government sold the old ferry."
    assert check(split, "The White House gave it away.", align, cited) == []
    assert check(split, "The white house gave it away.", nearness(0.9, white=0.1, house=0.1), cited) != []


def test_at_most_three_words_are_named_each_once_and_whole(split: Split) -> None:
    align = nearness(0.0, cease=0.1, fire=0.2)
    assert check(split, "A cease-fire, cease-fire", align) == ["the cited sentence says nothing of “cease-fire”"]
    assert check(split, "lion’s wolf’s apple pear plum cherry", align) == [
        "the cited sentence says nothing of “lion’s”, “wolf’s”, “apple”"
    ]


def test_a_statement_that_is_nowhere_far_and_nowhere_near_says_more(split: Split) -> None:
    assert check(split, "The queen burnt ferries.", nearness(0.55)) == ["says more than the cited sentence"]


def test_with_several_citations_the_problem_speaks_of_sentences(split: Split) -> None:
    assert check(split, "The queen", nearness(0.55), SOURCE, SOURCE) == ["says more than the cited sentences"]
    assert check(split, "The queen", nearness(0.1), SOURCE, SOURCE) == ["the cited sentences say nothing of “queen”"]


def test_small_words_and_marks_tell_nothing(split: Split) -> None:
    align = nearness(0.0, chief=1.0)
    assert check(split, "The chief was there, and it was his – his!", align) == []
    assert check(split, "– It is so. –", align) == []
    assert check(split, "", align) == []


def test_a_statement_is_carried_by_one_window_and_not_by_a_mixture() -> None:
    share, lost = carried("mayor ferry museum", nearness((0.9, 0.0), museum=(0.3, 1.0))("mayor ferry museum", SOURCE))
    assert share == pytest.approx(0.7)
    assert lost == ["museum"]


def test_a_statement_far_from_everything_is_carried_by_nothing() -> None:
    assert carried("mayor", nearness(-0.4)("mayor", SOURCE)) == (0.0, ["mayor"])


def test_all_cited_sentences_carry_together(split: Split) -> None:
    seen = []

    def align(text: str, other: str) -> list[Match]:
        seen.append((text, other))
        return []

    assert check(split, "Three sat.", align, "One left.", "Two came.") == []
    assert seen == [("Three sat.", "One left.\nTwo came.")]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("Only ten of the leaders came in person, which shows how low expectations were.", "only ten leaders"),
        ("Britain's prime minister, Keir Starmer, co-chaired the meeting online.", "Among those online"),
        ("Russia has stepped up its bombing of Ukraine since Putin and Trump met in Alaska.", "increased its bombing"),
        ("The Ukrainians don't see much use in a small European force and distrust a tripwire force.", "tripwire"),
        ("Porter covers France for The Times.", "international reporter for The Times"),
        ("Trump met Putin in Alaska last month.", "ending Russia’s status"),
    ],
)
def test_a_free_paraphrase_is_carried(split: Split, statement: str, words: str) -> None:
    (cited,) = (each for each in split(ARTICLE.read_text(encoding="utf-8")) if words in each.text)
    assert content(statement, Evidence((cited,)), model().align) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("The mayor gave all her money to the hungry children of the village.", "children"),
        ("Penguins hunt krill under the ice.", "krill"),
        ("The mayor sold the ferry because it leaked poisonous chemicals into drinking water.", "chemicals"),
        ("The mayor sold the old ferry, the fastest in the whole country, to a museum.", "country"),
        ("The mayor sold the old ferry to a museum with two newly invented helicopters.", "helicopters"),
        ("The mayor blocks a receptor in the brain and sold the old ferry to a museum.", "receptor"),
    ],
)
def test_what_the_source_does_not_say_is_named(split: Split, statement: str, named: str) -> None:
    (problem,) = check(split, statement, model().align)
    assert problem.startswith("the cited sentence says nothing of ")
    assert f"“{named}”" in problem


TEXTS = st.one_of(
    st.text(st.characters(), max_size=60), st.lists(st.sampled_from(["mayor", "the", "–", "ß"])).map(" ".join)
)


@given(TEXTS, st.lists(st.floats(-1, 1), min_size=1, max_size=3).map(tuple))
def test_a_share_is_a_share_and_only_words_of_the_statement_are_named(text: str, near: tuple[float, ...]) -> None:
    share, lost = carried(text, nearness(near)(text, SOURCE))
    assert 0 <= share <= 1
    assert all(word in text for word in lost)
    assert len(lost) <= 3


@given(TEXTS, TEXTS)
@settings(max_examples=30)
def test_no_text_is_too_strange_and_every_text_carries_itself(split: Split, text: str, other: str) -> None:
    assert len(check(split, text, model().align, other or "x")) <= 1
    assert carried(text, model().align(text, text))[0] == pytest.approx(1, abs=1e-5)
