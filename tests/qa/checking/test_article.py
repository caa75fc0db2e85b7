"""Statements about the article in seeds/, written freely: faithful ones, and the same with one thing made wrong."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from index import Document, Sentence
from index.minilm import MiniLM
from index.sentences import sentence_spans
from qa.checking import Checker
from tests.conftest import ARTICLE

STATEMENTS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("article.yaml").read_text(encoding="utf-8")
)
TEXT = ARTICLE.read_text(encoding="utf-8")
DOCUMENT = Document(1, ARTICLE, "Europe", TEXT)
SENTENCES = [Sentence(DOCUMENT, span, at, 0) for at, span in enumerate(sentence_spans(TEXT))]
CHECKER = Checker(MiniLM().align)
ALWAYS_CAUGHT = ("number", "name", "quote", "citation")


def cited(statement: dict[str, Any]) -> list[Sentence]:
    return [next(sentence for sentence in SENTENCES if words in sentence.text) for words in statement["cites"]]


def problems(statement: dict[str, Any]) -> list[str]:
    return [problem.text for problem in CHECKER.check(statement["says"], cited(statement)).problems]


def test_faithful_statements_are_supported_but_for_three_at_most() -> None:
    alarms = {statement["says"]: found for statement in STATEMENTS["faithful"] if (found := problems(statement))}
    assert len(STATEMENTS["faithful"]) >= 60
    assert len(alarms) <= 3, alarms


@pytest.mark.parametrize("kind", ALWAYS_CAUGHT)
def test_every_changed_number_name_quotation_and_citation_is_caught(kind: str) -> None:
    variants = [statement for statement in STATEMENTS["unfaithful"] if statement["kind"] == kind]
    assert len(variants) >= 7
    assert [statement["says"] for statement in variants if not problems(statement)] == []


def test_four_of_five_unfaithful_statements_are_caught() -> None:
    kinds = Counter(statement["kind"] for statement in STATEMENTS["unfaithful"])
    assert kinds.keys() == {*ALWAYS_CAUGHT, "speaker", "negation", "merged", "outside"}
    assert kinds.total() >= 40
    missed = [statement["says"] for statement in STATEMENTS["unfaithful"] if not problems(statement)]
    assert len(missed) <= 0.2 * kinds.total(), missed


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: f"line {sentence.line}")
def test_a_sentence_supports_itself(sentence: Sentence) -> None:
    found = CHECKER.check(sentence.text, [sentence]).problems
    assert [problem for problem in found if problem.rule != "speaker"] == []


def test_the_rules_take_time_in_proportion_to_the_cited_text() -> None:
    statement = "Germany has 2,000 soldiers and “a plan for them”, said Mr. Merz, but it will not send any in 2026."

    def seconds(times: int) -> float:
        document = Document(times, Path("long.txt"), "", "\n".join([TEXT] * times))
        sentences = [Sentence(document, span, at, 0) for at, span in enumerate(sentence_spans(document.text))]
        taken = []
        for run in range(3):
            text = f"{statement} ({run})"
            started = time.perf_counter()
            CHECKER.check(text, sentences)
            taken.append(time.perf_counter() - started)
        return statistics.median(taken)

    seconds(1)  # loads what is loaded once
    assert seconds(8) < 3 * 8 * max(seconds(1), 0.001)
