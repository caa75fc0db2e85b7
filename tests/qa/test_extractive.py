"""Answers without a language model."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from index import Index
from index.minilm import MiniLM
from qa.answering import SIGN, Refusal, Support, plan
from qa.assistant import Assistant
from qa.checking import Checker
from qa.models.extractive import SENTENCES, Extractive, rank, relevant
from qa.settings import Settings
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index import Sentence
    from qa.models import Request
    from tests.qa.conftest import Join, Split

    Ask = Callable[..., Request]


# A real article, a real index, the real embedding model


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers from the article in seeds/."""
    folder = tmp_path_factory.mktemp("reader")
    index = Index(folder / ".qa", MiniLM(), create=True)
    index.update([ARTICLE])
    yield Assistant(index, Extractive(), Settings(folder), Checker(MiniLM().align))
    index.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("who offered troops?", "To date, only France, Britain and tiny Estonia have publicly indicated"),
        ("who ruled out troops?", "Germany, Poland and Italy have, like Washington, ruled out sending troops"),
        ("how many leaders attended in person?", "only ten leaders attended in person."),
        ("when were the plans presented?", "The plans were presented to defense ministers on Wednesday"),
    ],
)
def test_the_sentence_that_answers_comes_first(question: str, words: str, reader: Assistant) -> None:
    answer = reader.ask(question).answer
    assert words in answer.statements[0].text
    assert answer.statements[0].text == answer.citations[0].sentence.text


@pytest.mark.parametrize(
    "question", ["who offered troops?", "what did Mr. Merz say?", "what is the plan for a reassurance force?"]
)
def test_an_answer_is_sentences_of_the_file_as_they_stand_each_cited(question: str, reader: Assistant) -> None:
    text = ARTICLE.read_bytes().decode("utf-8")
    answer = reader.ask(question).answer
    assert 1 <= len(answer.citations) <= SENTENCES
    for statement in answer.statements:
        assert statement.support is Support.SUPPORTED
        (number,) = statement.citations
        sentence = answer.citations[number - 1].sentence
        assert statement.text in sentence.text
        assert text[sentence.span.start : sentence.span.end] == sentence.text
    assert answer.warnings == ()


@pytest.mark.parametrize(
    "question",
    [
        "how do I bake sourdough bread?",
        "what is the capital of Australia?",
        "who discovered the structure of DNA?",
        "which enzyme breaks down starch?",
    ],
)
def test_a_question_about_something_else_is_refused(question: str, reader: Assistant) -> None:
    answer = reader.ask(question).answer
    assert not answer.answered
    assert answer.citations == ()
    assert question in (answer.missing or "")


# Sentences and evidence made up


@pytest.fixture
def ask(split: Split, join: Join, tmp_path: Path) -> Ask:
    """The request for a question, from a text whose sentences have the given evidence each."""

    def made(question: str, text: str, *evidence: float, similarity: float | None = None) -> Request:
        sentences = split(text)
        values = evidence or itertools.repeat(0.5)
        likely: list[Sentence] = [
            dataclasses.replace(sentence, similarity=value if similarity is None else similarity, overlap=value)
            for sentence, value in zip(sentences, values, strict=bool(evidence))
        ]
        request = plan(question, [join(likely)], Settings(tmp_path))
        assert not isinstance(request, Refusal)
        return request

    return made


def reply(request: Request) -> str:
    return "".join(piece for piece in Extractive().stream(request) if isinstance(piece, str))


def ordered(request: Request) -> list[str]:
    return [sentence.text for sentence, _ in rank(request)]


def test_sentences_come_best_first_with_their_labels(ask: Ask) -> None:
    request = ask("the harbour?", "It rained. The harbour froze. Ships waited.", 0.52, 0.6, 0.55)
    assert reply(request) == "The harbour froze. [s2]\nShips waited. [s3]\nIt rained. [s1]\n"


def test_no_more_sentences_are_shown_than_the_most(ask: Ask) -> None:
    assert reply(ask("the harbour?", "One sank. Two sank. Three sank. Four sank. Five sank.")).count("\n") == SENTENCES


def test_a_sentence_far_behind_the_best_is_not_shown(ask: Ask) -> None:
    assert reply(ask("the harbour?", "The harbour froze. It rained.", 0.6, 0.45)) == "The harbour froze. [s1]\n"


def test_the_best_sentence_decides_about_refusing(ask: Ask) -> None:
    assert relevant(ask("the harbour?", "It rained. The harbour froze.", 0.0, 0.3))
    assert not relevant(ask("the harbour?", "It rained. The harbour froze.", 0.25, 0.25))


def test_a_refusal_is_a_line_with_the_sign_that_names_the_question(ask: Ask) -> None:
    request = ask("who swam?", "The harbour froze.", 0.1)
    assert reply(request) == f"{SIGN} a sentence that has to do with “who swam?”"


def test_a_refusal_names_no_more_of_a_long_question_than_one_can_take_in(ask: Ask) -> None:
    request = ask("who swam ashore? " * 600, "The harbour froze.", 0.1)
    assert len(reply(request)) < 300
    assert reply(request).endswith("…”")


def test_the_words_of_the_question_are_not_enough_without_likeness_nor_the_other_way_round(ask: Ask) -> None:
    assert not relevant(ask("who swam?", "The harbour froze.", 0.4, similarity=0.1))
    assert not relevant(ask("who swam?", "The harbour froze.", 0.0, similarity=0.45))


def test_what_follows_the_same_question_in_a_source_answers_it(ask: Ask) -> None:
    faq = "## Can I return the lamp?\nYes, within a week.\n## Where is it?\nAt the harbour."
    request = ask("can I return the lamp?", faq, 0.9, 0.0, 0.1, 0.0)
    assert reply(request) == "Yes, within a week. [s2]\n"


def test_what_follows_another_question_does_not(ask: Ask) -> None:
    request = ask("can I return the table?", "Can I return the lamp?\nYes, within a week.", 0.6, 0.0)
    assert reply(request).startswith(SIGN)


def test_two_questions_do_not_answer_one_another(ask: Ask) -> None:
    request = ask("who can apply?", "Who can apply?\nCan anybody apply?", 0.9, 0.1)
    assert reply(request).startswith(SIGN)


@pytest.mark.parametrize("text", ["Who can apply?", "Based on the sources:", "Sources:"])
def test_what_no_reply_can_say_is_no_answer(text: str, ask: Ask) -> None:
    assert reply(ask("who can apply?", text, 0.9)).startswith(SIGN)


def test_what_can_be_said_is_chosen_where_the_best_cannot(ask: Ask) -> None:
    request = ask("what does the plan say?", "Here is what the plan says:\nThe harbour froze.", 0.9, 0.5)
    assert reply(request) == "The harbour froze. [s2]\n"


@pytest.mark.parametrize("heading", ["When the harbour froze", "When did the harbour freeze?"])
def test_a_heading_and_a_question_come_after_a_statement(heading: str, ask: Ask) -> None:
    request = ask("why did the harbour freeze?", f"{heading}\nThe winter was cold.", 0.55, 0.5)
    assert ordered(request) == ["The winter was cold.", heading]


@pytest.mark.parametrize("ending", [".", "!", "…", ".”", "。"])
def test_a_statement_is_known_by_its_ending(ending: str, ask: Ask) -> None:
    request = ask("why?", f"The harbour\n“The winter was cold{ending}", 0.55, 0.5)
    assert ordered(request)[0] == f"“The winter was cold{ending}"


SHIPS = "The harbour froze over. In 1890 it froze. The old pilot Nansen left. A last ship came late."


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("when did it happen?", "In 1890 it froze."),
        ("in what year did it happen?", "In 1890 it froze."),
        ("how long ago was it?", "In 1890 it froze."),
        ("who went away?", "The old pilot Nansen left."),
        ("to whom did it happen?", "The old pilot Nansen left."),
        ("what happened?", "The harbour froze over."),
        ("how did it happen?", "The harbour froze over."),
        ("who was Nansen?", "The harbour froze over."),
    ],
)
def test_among_equals_the_sentence_with_what_is_asked_for_comes_first(question: str, first: str, ask: Ask) -> None:
    assert ordered(ask(question, SHIPS))[0] == first


def test_a_sentence_counts_with_the_best_of_its_passages(split: Split, join: Join, tmp_path: Path) -> None:
    first, shared, last = (
        dataclasses.replace(sentence, similarity=0.5)
        for sentence in split("It rained. The harbour froze. Ships waited.")
    )
    passages: list[Any] = [join([first, shared], score=2.0), join([shared, last], score=-1.0)]
    request = plan("the harbour?", passages, Settings(tmp_path))
    assert not isinstance(request, Refusal)
    scores = {sentence.text: score for sentence, score in rank(request)}
    assert scores["The harbour froze."] == scores["It rained."] > scores["Ships waited."]
