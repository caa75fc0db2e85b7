from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.minilm import MiniLM
from qa.answering import Reader, read
from qa.answering.declining import declines_at_start, may_decline
from qa.answering.reading import statements_of
from qa.checking import Checker

if TYPE_CHECKING:
    from tests.qa.conftest import Split


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("The sources do not mention the cost.", "the cost"),
        ("The provided documents don’t contain any information about the cost.", "the cost"),
        ("Unfortunately, the article does not say who paid.", "who paid"),
        ("I’m sorry, but the given passages do not specify the cost.", "the cost"),
        ("> *The context provided does not include the cost.*", "the cost"),
        ("I cannot find any information in the provided sources about the cost.", "the cost"),
        ("There is no mention of the cost.", "the cost"),
        ("There is no information about the cost in the sources.", "the cost"),
        ("I cannot find the cost.", "the cost"),
        ("I could not answer.", "an answer to the question"),
        ("No information is available about the cost.", "the cost"),
        ("It is not stated what it costs.", "what it costs"),
        ("I'm unable to determine the cost.", "the cost"),
        ("The article does not directly compare the costs.", "the costs"),
        ("I don't know.", "an answer to the question"),
        ("The sources give no information about the cost.", "the cost"),
        ("The text is silent on the cost.", "the cost"),
        ("None of the sentences says what it costs.", "what it costs"),
        ("Nothing in the documents deals with the cost.", "the cost"),
        ("There's no mention of the cost.", "the cost"),
        ("Based on the provided sentences, it is not possible to say what it costs.", "what it costs"),
        ("It is unclear from the text what it costs.", "what it costs"),
        ("Unfortunately, this cannot be determined from the article as given.", "an answer to the question"),
        ("Note that the article gives no cost.", "cost"),
        ("Insufficient information.", "an answer to the question"),
        ("There is not enough information about the cost.", "the cost"),
        ("I'm sorry, but I can't assist with that request.", "an answer to the question"),
        ("As an AI language model, I cannot help with that.", "an answer to the question"),
    ],
)
def test_a_line_that_says_that_something_is_missing_is_a_refusal(line: str, missing: str, split: Split) -> None:
    assert declines_at_start(line) is not None
    answer = read(line, split("The ferry is red."))
    assert (answer.answered, answer.missing) == (False, missing)
    assert all(may_decline(line[:end]) or declines_at_start(line[:end]) for end in range(len(line)))


@pytest.mark.parametrize(
    "line",
    [
        "The sources do mention the cost.",
        "The town does not say who paid.",
        "The documents were lost.",
        "I can find it.",
        "A source does not name them.",
        "Said so: the sources do not mention it.",
        "· The sources do not mention it.",
        "",
    ],
)
def test_another_line_is_none(line: str, split: Split) -> None:
    assert declines_at_start(line) is None
    assert read(line, split("The ferry is red.")).missing is None


def test_a_line_that_cites_is_read_as_any_other(split: Split) -> None:
    answer = read("The documents do not mention the cost [s1].", split("The documents do not mention the cost."))
    assert answer.missing is None
    assert answer.statements[0].text == "The documents do not mention the cost."


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        ("The documents do not mention the cost. Mr. Holt paid it [s1].", "the cost"),
        ("Mr. Holt paid it [s1]. However, the article does not say when.", "when"),
        ("Mr. Holt paid it [s1]. The cost is not mentioned in the text.", "The cost"),
        ("Mr. Holt paid it [s1]. The cost is not stated.", "The cost"),
        ("Mr. Holt paid it [s1]. The others are not named.", "The others"),
        ("Mr. Holt paid it [s1]. The lease does not say when.", "when"),
    ],
)
def test_a_sentence_that_says_that_something_is_missing_is_shown_and_is_no_statement(
    reply: str, missing: str, split: Split
) -> None:
    answer = read(reply, split("Mr. Holt paid it."))
    assert answer.missing == missing
    assert [statement.text for statement in answer.statements] == ["Mr. Holt paid it."]
    assert answer.text == reply.replace("[s1]", "[1]")


def test_a_whole_reply_may_say_so_behind_what_is_missing(split: Split) -> None:
    answer = read("Her salary is not disclosed in the sources.", split("Ms. Holt is the mayor."))
    assert (answer.answered, answer.missing) == (False, "Her salary")


@pytest.mark.parametrize(
    "line",
    [
        "The sources do not name the owner, but it is probably Mr. Holt.",
        "The sources do not name the owner; it may be Mr. Holt.",
        "The documents do not mention the cost, although such ferries cost ten million.",
    ],
)
def test_a_guess_behind_a_refusal_is_a_statement(line: str, split: Split) -> None:
    answer = read(line, split("The ferry is red."))
    assert (answer.missing, [statement.support for statement in answer.statements]) == (None, ["uncited"])


@pytest.mark.parametrize(
    "line",
    [
        "N/A",
        "Not specified.",
        "Das steht nicht in den Quellen.",
        "Die Quellen beantworten diese Frage nicht.",
        "Les documents ne mentionnent pas le prix.",
        "Las fuentes no mencionan el precio.",
        "Le fonti non rispondono alla domanda.",
        "As fontes não mencionam o preço.",
        "De bronnen vermelden geen prijs.",
    ],
)
def test_a_refusal_may_be_bare_or_in_another_language(line: str, split: Split) -> None:
    answer = read(line, split("The ferry is red."))
    assert (answer.answered, answer.missing) == (False, "an answer to the question")


def test_what_another_language_says_of_the_sources_and_more_is_a_statement(split: Split) -> None:
    answer = read("In den Quellen steht, dass er nicht kam.", split("The ferry is red."))
    assert (answer.answered, len(answer.statements)) == (True, 1)


def test_a_line_that_says_so_twice_is_told_once(split: Split) -> None:
    answer = read("I don't know. The article says nothing about it.", split("Ms. Holt is the mayor."))
    assert (answer.answered, answer.missing) == (False, "an answer to the question")


def test_what_a_source_says_of_a_report_is_no_refusal(split: Split) -> None:
    reader = Reader(split("The report does not mention the cost of the ferry."), Checker(MiniLM().align))
    reader.feed("The report does not mention the cost of the ferry.")
    reader.finish()
    answer = reader.answer()
    assert answer.missing is None
    assert [(statement.support, statement.found) for statement in answer.statements] == [("supported", True)]


def test_no_citation_is_found_for_a_refusal(split: Split) -> None:
    reader = Reader(split("Nothing in the agreement says who pays."), Checker(MiniLM().align))
    reader.feed("I don't know. The article says nothing about it.")
    reader.finish()
    assert reader.answer().statements == ()


def test_an_answer_may_follow_what_is_missing_on_its_line(split: Split) -> None:
    answer = read("NOT IN SOURCES: the cost of it. However, Mr. Holt paid [s1].", split("Mr. Holt paid it."))
    assert answer.missing == "the cost of it."
    assert [statement.text for statement in answer.statements] == ["However, Mr. Holt paid."]


def test_a_refusal_may_follow_what_is_answered(split: Split) -> None:
    answer = read("The ferry is red [s1].\nThe sources do not mention its cost.", split("The ferry is red."))
    assert answer.answered
    assert answer.missing == "its cost"
    assert answer.text == "The ferry is red [1].\nNot in the sources: its cost"


def test_a_source_may_say_so_itself(split: Split) -> None:
    (sentence,) = split("The documents do not mention the cost.")
    answer = read("The documents do not mention the cost. [s1]", [sentence])
    assert [statement.support for statement in answer.statements] == ["supported"]
    (other,) = split("The cost is not disclosed in the documents.")
    assert [len(statements_of(each)) for each in (sentence, other)] == [1, 1]
