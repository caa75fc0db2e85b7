from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minilm import Match, MiniLM
from qa.checking import Checker, Problem
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split


def _all_near(text: str, _: str) -> list[Match]:
    return [Match(*word.span(), (1.0,)) for word in re.finditer(r"\w+", text)]


def _all_far(text: str, _: str) -> list[Match]:
    return [Match(*word.span(), (0.0,)) for word in re.finditer(r"\w+", text)]


NEAR, FAR = Checker(_all_near), Checker(_all_far)
SOURCE = "“The ferry of Bergen is not for sale,” Amélie Roux told 30 reporters in the old harbour."
GERMAN = "Die Stadt verkauft das Schiff nicht, sagte der Politiker Jan Brandt: „Wir haben für 30 Jahre das Schiff.“"


@cache
def real() -> Checker:
    return Checker(MiniLM().align)


@pytest.fixture(scope="module")
def article(split: Split) -> tuple[Sentence, ...]:
    return split(ARTICLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("statement", "source", "problem"),
    [
        (
            "Roux said to 30 reporters that it is “not on sale”.",
            SOURCE,
            Problem("quote", "“not on sale” is not in the source"),
        ),
        (
            "Roux told 40 reporters that the ferry of Bergen is not for sale.",
            SOURCE,
            Problem("number", "“40” is not in the cited sentence, which has “30”"),
        ),
        (
            "Roux told reporters that the ferry of Hull is not for sale.",
            SOURCE,
            Problem("name", "“Hull” is not in the cited sentence"),
        ),
        (
            "The ferry of Bergen is not for sale.",
            SOURCE,
            Problem("speaker", "said by Amélie Roux, stated here as fact"),
        ),
        (
            "Hull has sold a ferry.",
            "Today Bergen has sold a ferry to Hull.",
            Problem("role", "the cited sentence has “Bergen” where “Hull” stands here"),
        ),
        (
            "Then Hull sold Bergen a ferry.",
            "Then Bergen sold Hull a ferry.",
            Problem("exchange", "the cited sentence has “Hull” and “Bergen” the other way round"),
        ),
        (
            "The ferry cost 8 percent more and the pier cost 12 percent less.",
            "The ferry cost 12 percent more and the pier cost 8 percent less.",
            Problem("exchange", "the cited sentence has “8 percent” and “12 percent” the other way round"),
        ),
        (
            "The ferry is for sale at https://Harbour.example/x?y=1.",
            "The ferry is for sale at https://harbour.example/x.",
            Problem("address", "“harbour.example/x?y=1” is not in the cited sentence"),
        ),
        (
            "The tenant keeps the garden.",
            "The Landlord keeps the garden.",
            Problem("role", "the cited sentence has “Landlord” where “tenant” stands here"),  # "opposite" says the same
        ),
        (
            "The ferry was sold for the lowest price.",
            "The ferry was sold for the highest price.",
            Problem("opposite", "the cited sentence says “highest”, not “lowest”"),
        ),
        (
            "Roux told reporters that the ferry of Bergen is for sale.",
            SOURCE,
            Problem("polarity", "the cited sentence says “not”, which is missing here"),
        ),
    ],
)
def test_each_rule_is_applied_and_named(split: Split, statement: str, source: str, problem: Problem) -> None:
    verdict = NEAR.check(statement, split(source))
    assert verdict.problems == (problem,)
    assert verdict.is_complete


def test_an_address_in_the_source_may_be_given(split: Split) -> None:
    source = "Write to harbour@example.org, or look at www.harbour.example/x (closed in winter)."
    assert (
        NEAR.check("One can write to harbour@example.org or see [it](www.harbour.example/x).", split(source)).problems
        == ()
    )


def test_content_is_a_rule_for_what_the_others_let_pass(split: Split) -> None:
    verdict = FAR.check("Roux calmed 30 listeners.", split(SOURCE))
    assert verdict.problems == (Problem("content", "the cited sentence says nothing of “Roux”, “calmed”, “30”"),)
    assert NEAR.check("Roux calmed 30 listeners.", split(SOURCE)).problems == ()


def test_all_problems_of_a_statement_are_told(split: Split) -> None:
    verdict = FAR.check("The mayor of Hull said that the ferry of Bergen is for sale “to all 40”.", split(SOURCE))
    assert [problem.rule for problem in verdict.problems] == ["quote", "number", "name", "speaker", "polarity"]


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        ("Der Politiker sagte, dass das Schiff nicht verkauft wird, das 30 Jahre bleibt.", []),
        ("Der Politiker Jan Brandt sagte von dem Schiff, dass es 40 Jahre nicht verkauft wird.", ["number"]),
        ("Der Politiker sagte: „Wir verkaufen das Schiff nicht.“", ["quote"]),
        ("Das Schiff wird nicht verkauft, wie das Erik Solberg sagte.", ["name"]),
        ("Das Schiff wird nicht verkauft, wie das Solberg sagte.", []),
        ("Das Schiff wird von der Stadt verkauft.", []),
        ("Das Schiff ist aus dem Holz von Bäumen.", []),
    ],
)
def test_in_another_language_numbers_quotations_and_full_names_are_judged_and_the_verdict_says_so(
    split: Split, statement: str, rules: list[str]
) -> None:
    verdict = FAR.check(statement, split(GERMAN))
    assert [problem.rule for problem in verdict.problems] == rules
    assert not verdict.is_complete


def test_a_sentence_that_does_not_tell_is_in_the_language_of_the_text_around_it(split: Split) -> None:
    vague = "Town police officers arrested two ferry owners Tuesday."
    for around, is_complete in ((SOURCE, True), (GERMAN, False)):
        first, *_ = split(f"{vague}\n{around}")
        assert FAR.check("They arrested ferry owners.", [first]).is_complete == is_complete


def test_both_the_statement_and_the_source_must_be_english_for_all_rules(split: Split) -> None:
    english = "Jan Brandt said for the town that it will sell its old ship."
    assert not FAR.check(english, split(GERMAN)).is_complete
    assert not FAR.check(GERMAN, split(SOURCE)).is_complete
    assert FAR.check(english, split(SOURCE)).is_complete


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("In person, only 10 leaders came.", "only ten leaders attended in person"),
        ("Germany, Poland and Italy have ruled out sending troops to Ukraine.", "ruled out sending troops"),
        (
            "France, Britain and Estonia are the only ones to have said publicly that they could send troops.",
            "tiny Estonia",
        ),
        (
            "Mr. Skrypchenko heads the Transatlantic Dialogue Center, which is a research group in Kyiv.",
            "Maksym Skrypchenko",
        ),
        (
            "Mark Rutte, NATO’s secretary general, said that they could then engage more intensely with America.",
            "Mark Rutte",
        ),
    ],
)
def test_a_faithful_statement_about_the_article_has_no_problem(
    article: tuple[Sentence, ...], statement: str, words: str
) -> None:
    (cited,) = (each for each in article if words in each.text)
    assert real().check(statement, [cited]).problems == ()
    assert real().find(statement, article) == cited.ordinal


@pytest.mark.parametrize(
    ("statement", "words", "rule"),
    [
        ("Only twelve leaders attended in person.", "only ten leaders attended in person", "number"),
        ("Germany, Poland and Italy have agreed to send troops to Ukraine.", "ruled out sending troops", "polarity"),
        ("Spain, Poland and Italy have ruled out sending troops to Ukraine.", "ruled out sending troops", "name"),
        (
            "A strong army is a waste of time, since its generals eat too many cakes.",
            "increased its bombing",
            "content",
        ),
    ],
)
def test_an_unfaithful_statement_about_the_article_has_a_problem(
    article: tuple[Sentence, ...], statement: str, words: str, rule: str
) -> None:
    (cited,) = (each for each in article if words in each.text)
    assert rule in {problem.rule for problem in real().check(statement, [cited]).problems}


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("No.", "The tenant may sublet the mill.", "the cited sentence says what this denies"),
        ("No, she may not.", "The tenant may sublet the mill.", "the cited sentence says what this denies"),
        ("No.", "The tenant may not sublet the mill.", ""),
        ("No.", "The landlord must repair the mill.", ""),
        (
            "Yes, the tenant may.",
            "The tenant may not sublet the mill.",
            "the cited sentence says “not”, which is missing here",
        ),
        ("Yes, the tenant may.", "The tenant may sublet the mill.", ""),
    ],
)
def test_a_bare_yes_or_no_is_held_against_what_was_asked(
    split: Split, statement: str, cited: str, problem: str
) -> None:
    verdict = real().check(statement, split(cited), question="May the tenant sublet the mill?")
    assert "".join(found.text for found in verdict.problems) == problem


PORT = "The harbour is old.\nThe ferry sails at nine in spring.\nThe ferry sails at ten in autumn.\nThe ferry is red."


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("In autumn the ferry sails at 10.", 2),
        ("The ferry sails at 9 in spring.", 1),
        ("The ferry sails at eleven.", None),
        ("Penguins hunt krill.", None),
        ("It is so.", None),
        ("", None),
        ("The Ferry", None),  # as names do
        ("Die ferry ist nicht red, und das ist auch gut.", None),
    ],
)
def test_a_citation_is_found_only_where_every_rule_is_content(
    split: Split, statement: str, position: int | None
) -> None:
    assert NEAR.find(statement, split(PORT)) == position


def test_a_sentence_is_found_in_any_language(split: Split) -> None:
    assert real().find("Das Schiff ist *rot*.", split("Das Schiff ist alt.\nDas Schiff ist rot.")) == 1
    assert real().find("Das Schiff ist grün.", split("Das Schiff ist alt.\nDas Schiff ist rot.")) is None


def test_no_citation_is_found_for_the_contrary_of_what_a_sentence_says(split: Split) -> None:
    assert real().find("The ferry is red.", split(PORT)) == 3
    assert real().find("The ferry is not red.", split(PORT)) is None


def test_nothing_is_found_where_the_nearest_sentence_says_the_contrary(split: Split) -> None:
    may = "The pump may be operated with water or with a mixture of water and glycol."
    statement = "The pump may be used for drinking water."
    assert NEAR.find(statement, split(f"Do not use the pump for drinking water.\n{may}")) is None
    assert NEAR.find(statement, split(f"The town is old.\n{may}")) == 1


def test_nothing_is_found_for_what_is_said_of_somebody_who_is_only_named(split: Split) -> None:
    checker = Checker(lambda *_: [Match(0, 4, (1.0,)), Match(5, 10, (0.5,))])
    sentences = split("Then Ms. Roux sold the ferry.")
    assert checker.check("Roux slept.", sentences).problems == ()
    assert checker.find("Roux slept.", sentences) is None


def test_nothing_is_found_among_no_sentences_or_where_the_content_is_not_carried(split: Split) -> None:
    assert NEAR.find("The ferry is red.", []) is None
    assert NEAR.find("The crimson ferry.", split(PORT)) == 1
    assert FAR.find("The crimson ferry.", split(PORT)) is None


def test_the_sentence_with_the_rarest_words_is_tried_first(split: Split) -> None:
    sentences = split("The red ferry sails.\nThe red ferry rests.\nThe red ferry waits.\nA red walrus.\nThe ferry.")
    assert NEAR.find("The walrus sees the red ferry.", sentences) == 3


def test_only_the_best_candidates_are_tried(split: Split) -> None:
    wrong = [f"The red ferry sails to {town} at nine with old sailors." for town in ("Hull", "Oslo", "Riga")]
    right = "The ferry sails at ten."
    statement = "The red ferry sails at ten with old sailors."
    assert NEAR.find(statement, split("\n".join([*wrong[:2], right]))) == 2
    assert NEAR.find(statement, split("\n".join([*wrong, right]))) is None


@pytest.mark.parametrize(
    ("statement", "other", "repeated"),
    [
        ("Only ten leaders came in person.", "Just 10 of the leaders attended in person, the others online.", True),
        ("Just 10 of the leaders attended in person, the others online.", "Ten leaders came.", False),
        ("Only ten leaders came in person.", "Only twelve leaders came in person.", False),
        ("Germany will send troops.", "Germany will not send troops.", False),
        ("Germany will send troops.", "France will send troops.", False),
        ("The museum opens at nine.", "Penguins hunt krill under the ice.", False),
        ("“No one is talking,” said Mr. Merz.", "Mr. Merz said: “No one is talking.”", True),
    ],
)
def test_a_statement_is_repeated_where_another_says_all_of_it(statement: str, other: str, repeated: bool) -> None:  # noqa: FBT001
    assert real().repeats(statement, other) is repeated


def test_a_statement_in_another_language_is_not_repeated_by_just_any_other() -> None:
    assert not real().repeats(
        "Wir verkaufen das alte Schiff nicht, weil es noch schwimmt.", "Das ist nicht gut, das ist auch kein Kuchen."
    )


STRANGE = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from([*'“”".,’: \n*', " said ", "Roux", "30", " not", " der", "%"]), max_size=30).map("".join),
)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange(split: Split, statement: str, source: str) -> None:
    sentences = split(source)
    for cited in (sentences, sentences[:1], ()):
        verdict = FAR.check(statement, cited)
        assert all(problem.text and problem.rule for problem in verdict.problems)
    assert NEAR.find(statement, sentences) in {None, *range(len(sentences))}
    assert isinstance(NEAR.repeats(statement, source), bool)


@pytest.mark.parametrize(
    ("heading", "rules"),
    [
        ("Amélie Roux", set()),
        ("**Ms. Roux**", set()),
        ("The ferry", {"speaker"}),
        ("Henrik Brandt", {"speaker", "name"}),
    ],
)
def test_a_heading_may_say_whose_word_a_statement_is(split: Split, heading: str, rules: set[str]) -> None:
    cited = split(f"Henrik Brandt came.\n{SOURCE}")[1:]
    verdict = NEAR.check("The ferry of Bergen is not for sale.", cited, heading)
    assert {problem.rule for problem in verdict.problems} == rules


def test_a_bare_yes_is_checked_as_what_was_asked(split: Split) -> None:
    cited = split("The ferry of Bergen was sold for 30 million.")
    for price, problems in ((30, 0), (40, 1)):
        verdict = NEAR.check("Yes.", cited, question=f"Was the ferry of Bergen sold for {price} million?")
        assert len(verdict.problems) == problems


@pytest.mark.parametrize(
    ("statement", "problems"),
    [("The ferry helps the town.", ["the cited sentence only asks"]), ("Does the ferry help the town?", [])],
)
def test_a_question_proves_nothing(split: Split, statement: str, problems: list[str]) -> None:
    cited = split("“Does the ferry really help the town?”")
    assert [problem.text for problem in NEAR.check(statement, cited).problems] == problems
    assert NEAR.check(statement, [*cited, *split("The ferry helps the town.", number=2)]).problems == ()
