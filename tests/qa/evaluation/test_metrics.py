"""Measures, held against ir-measures, against SQuAD's definitions told once more, and against cases done by hand."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import metrics, scoring
from qa.evaluation.beir import read
from qa.evaluation.data import Place

if TYPE_CHECKING:
    from tests.conftest import RunQa

    Ranking = list[str]
    Grades = dict[str, int]

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("QA_EVAL", ROOT.parent / "shared" / "eval")) / "cranfield"
EXACT = 1e-9
MEASURES = {
    "R@1": ir_measures.R @ 1,
    "R@5": ir_measures.R @ 5,
    "R@10": ir_measures.R @ 10,
    "MRR@10": ir_measures.RR @ 10,
    "nDCG@10": ir_measures.nDCG @ 10,
}
NAMES = [f"d{number}" for number in range(30)]


def reference(rankings: dict[str, Ranking], relevant: dict[str, Grades]) -> dict[str, dict[str, float]]:
    """What ir-measures says of each question, by the names of the measures here."""
    # Scores that fall by one from rank to rank leave no ties to be broken.
    run = {
        question: {name: float(len(ranked) - at) for at, name in enumerate(ranked)}
        for question, ranked in rankings.items()
    }
    names = {measure: name for name, measure in MEASURES.items()}
    found: dict[str, dict[str, float]] = {question: {} for question in rankings}
    for value in ir_measures.iter_calc(list(names), relevant, run):
        found[value.query_id][names[value.measure]] = value.value
    return found


rankings = st.permutations(NAMES).flatmap(lambda names: st.integers(1, 30).map(lambda length: names[:length]))
grades = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4), min_size=1, max_size=20)


@given(rankings, grades)
def test_a_ranking_has_the_values_that_ir_measures_gives_it(ranked: Ranking, relevant: Grades) -> None:
    expected = reference({"q": ranked}, {"q": relevant})["q"]
    assert expected.keys() == scoring.RETRIEVAL.keys()
    for name, measure in scoring.RETRIEVAL.items():
        assert measure(ranked, relevant) == pytest.approx(expected[name], abs=EXACT), name


def test_a_ranking_by_hand() -> None:
    ranked, relevant = ["x", "b", "a", "y"], {"a": 2, "b": 1, "c": 3}
    assert metrics.recall(ranked, relevant, 2) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(ranked, relevant, 10) == 0.5
    assert metrics.reciprocal_rank(ranked, relevant, 1) == 0
    gained, best = 1 / math.log2(3) + 2 / math.log2(4), 3 + 2 / math.log2(3) + 1 / math.log2(4)
    assert metrics.ndcg(ranked, relevant, 10) == pytest.approx(gained / best)


def test_nothing_found_is_zero() -> None:
    assert [measure([], {"a": 1}) for measure in scoring.RETRIEVAL.values()] == [0, 0, 0, 0, 0]


@pytest.mark.skipif(not DATA.is_dir(), reason="the data is not here")
def test_each_question_of_real_data_has_the_values_that_ir_measures_gives_it(run_qa: RunQa, project: Path) -> None:
    result = run_qa("eval", "--retrieval-only", "--limit", "40", "--json", "--out", "out", DATA)
    assert result.code == 0, result.err
    dataset = read(DATA).sample(40)
    kept = (project / "out" / "results.jsonl").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in map(json.loads, kept.splitlines()) if "id" in row}
    scores = scoring.score(dataset, rows)
    expected = reference(
        {score.question.id: scoring.ranked(score.question, score.row, by_evidence=False) for score in scores},
        {score.question.id: dict(score.question.relevant) for score in scores},
    )
    assert len(scores) == len(expected) == 40
    for score in scores:
        assert score.values == pytest.approx(expected[score.question.id], abs=EXACT)
    told = json.loads(result.out)["measures"]["retrieval"]
    means = {name: math.fsum(values[name] for values in expected.values()) / 40 for name in MEASURES}
    assert told == pytest.approx({"questions": 40, **means}, abs=EXACT)
    assert 0.2 < means["nDCG@10"] < 1


# Short answers


def said_again(answer: str, golds: list[str]) -> tuple[float, float]:
    """Exact match and F1, told once more: letter by letter and word by word."""

    def words(text: str) -> list[str]:
        kept = "".join(sign for sign in text.lower() if sign not in r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""")
        return re.sub(r"\b(?:the|an|a)\b", " ", kept).split()

    def f1(ours: list[str], theirs: list[str]) -> float:
        left, common = list(theirs), 0
        for word in ours:
            if word in left:
                left.remove(word)
                common += 1
        return 2 * common / (len(ours) + len(theirs)) if ours and theirs else float(ours == theirs)

    pairs = [(words(answer), words(gold)) for gold in golds if words(gold)] or [(words(answer), [])]
    return max(float(one == other) for one, other in pairs), max(f1(*pair) for pair in pairs)


texts = st.lists(
    st.sampled_from(["a", "an", "the", "The", "cat", "Cat,", "sat", "it's", "-", "1931", "É", "anthem", "a.m.", "x_y"])
).map(" ".join)


@given(texts, st.lists(texts, max_size=3))
def test_short_answers_have_the_values_of_squad(answer: str, golds: list[str]) -> None:
    exact, f1 = said_again(answer, golds)
    assert metrics.exact_match(answer, golds) == exact
    assert metrics.token_f1(answer, golds) == pytest.approx(f1, abs=EXACT)


@pytest.mark.parametrize(
    ("answer", "golds", "exact", "f1"),
    [
        ("The Denver Broncos.", ["Denver Broncos"], 1, 1),
        ("in 1931", ["1931", "the year 1931"], 0, 2 / 3),
        ("cat cat", ["cat"], 0, 2 / 3),
        ("dog", ["cat"], 0, 0),
        ("", ["cat"], 0, 0),
        ("", [], 1, 1),
        ("cat", [], 0, 0),
        ("the", ["a", "!"], 1, 1),  # nothing is left of either
        ("cat", ["a", "cat"], 1, 1),
        ("it’s", ["its"], 0, 0),  # only ASCII punctuation goes, as in the script
    ],
)
def test_a_short_answer_by_hand(answer: str, golds: list[str], exact: float, f1: float) -> None:
    assert metrics.exact_match(answer, golds) == exact
    assert metrics.token_f1(answer, golds) == pytest.approx(f1)


# Decisions and citations


def test_a_decision_by_hand() -> None:
    pairs = [(True, True)] * 3 + [(True, False)] * 1 + [(False, True)] * 2 + [(False, False)] * 4
    found = metrics.decision(pairs)
    assert (found.precision, found.recall, found.f1) == (3 / 4, 3 / 5, 2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))


@pytest.mark.parametrize("pairs", [[(False, False)], [(False, True)], [(True, False)]])
def test_a_decision_with_nothing_to_divide_by_is_zero(pairs: list[tuple[bool, bool]]) -> None:
    found = metrics.decision(pairs)
    assert (found.precision, found.recall, found.f1) == (0, 0, 0)


def at(start: int, end: int, document: str = "d") -> Place:
    return Place(document, start, end)


@pytest.mark.parametrize(
    ("cited", "evidence", "precision", "recall"),
    [
        ([at(0, 10)], [[at(5, 8)]], 1, 1),
        ([at(0, 10)], [[at(10, 12)]], 0, 0),  # they touch, but have no character in common
        ([at(0, 10)], [[at(5, 8, "other")]], 0, 0),
        ([at(0, 10), at(20, 30)], [[at(5, 8)]], 1 / 2, 1),
        ([at(0, 10)], [[at(5, 8)], [at(20, 22)]], 1, 1 / 2),
        ([at(0, 10)], [[at(50, 55), at(5, 8)]], 1, 1),  # any place of a piece will do
        ([at(0, 40)], [[at(5, 8)], [at(20, 22)]], 1, 1),
        ([], [[at(5, 8)]], 0, 0),
    ],
)
def test_citations_by_hand(cited: list[Place], evidence: list[list[Place]], precision: float, recall: float) -> None:
    assert scoring.cited_well(cited, evidence) == (precision, recall)


# Many questions


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([3.0], 0.95, 3), ([4.0, 1.0, 2.0, 3.0], 0.5, 2.5), ([0.0, 10.0], 0.95, 9.5)]
)
def test_a_percentile_by_hand(values: list[float], share: float, expected: float) -> None:
    assert metrics.percentile(values, share) == pytest.approx(expected)


def test_each_value_lies_in_one_tenth() -> None:
    assert scoring.distribution([0.0, 0.05, 0.1, 0.3, 0.7, 0.99, 1.0]) == [2, 1, 0, 1, 0, 0, 0, 1, 0, 2]
