"""What two outcomes differ in, without a model or an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.comparison.comparing import Total, compare, counts, total
from qa.errors import TapeMiss
from qa.suite.cases import Case
from qa.suite.expecting import Failure
from qa.suite.running import Outcome, Problem

FAILURE = Failure("contains", 2, ("“x”",), ("y",))


def outcome(
    *statements: tuple[str, str, list[int]],
    missing: str | None = None,
    tokens: int = 0,
    seconds: float = 1.0,
    failures: tuple[Failure, ...] = (),
    problem: Problem | None = None,
) -> Outcome:
    """What came of a case: statements with their support and the starts of the sentences that they cite."""
    starts = list(dict.fromkeys(start for _, _, cited in statements for start in cited))
    told: dict[str, Any] = {
        "answered": bool(statements),
        "answer": " ".join(text for text, _, _ in statements) or "The sources do not answer this.",
        "statements": [
            {"text": text, "support": support, "problems": [], "citations": [starts.index(one) + 1 for one in cited]}
            for text, support, cited in statements
        ],
        "citations": [
            {"number": number, "source": "a.txt", "start": start, "end": start + 9, "line": start, "quote": f"s{start}"}
            for number, start in enumerate(starts, start=1)
        ],
        "missing": missing,
        "usage": {"prompt_tokens": tokens, "completion_tokens": tokens},
    }
    return Outcome(Path("a.qa.yaml"), Case("Who?"), seconds, None if problem else told, failures, problem)


ONE = ("It was dredged in 1931.", "supported", [1])


def kinds(a: Outcome, b: Outcome) -> list[str]:
    return [change.kind for change in compare(a, b).statements]


def test_the_same_answer_is_the_same_whatever_it_took() -> None:
    found = compare(outcome(ONE), outcome(ONE, tokens=9, seconds=3))
    assert (found.verdict, found.differs, len(found.kept)) == ("same", (), 1)


def test_white_space_and_the_numbers_of_citations_do_not_matter() -> None:
    other = ("It  was dredged\nin 1931.", "supported", [1])
    more = ("The pier is new.", "supported", [2])
    assert compare(outcome(ONE), outcome(other)).verdict == "same"
    found = compare(outcome(ONE), outcome(more, ONE))
    assert [change.kind for change in found.statements] == ["gained", "same"]
    assert [change.cites_otherwise for change in found.statements] == [False, False]
    assert [citation["start"] for citation in found.gained] == [2]


def test_a_statement_is_changed_where_another_is_like_it_and_else_lost_or_gained() -> None:
    like = ("It was dredged in 1932.", "supported", [1])
    other = ("Nobody knows.", "supported", [1])
    assert kinds(outcome(ONE), outcome(like)) == ["changed"]
    assert kinds(outcome(ONE), outcome(other)) == ["lost", "gained"]
    assert kinds(outcome(ONE), outcome(other, like)) == ["gained", "changed"]
    assert kinds(outcome(ONE, other), outcome(like)) == ["changed", "lost"]
    assert kinds(outcome(other), outcome(other, ONE)) == ["same", "gained"]
    assert compare(outcome(ONE), outcome(like)).differs == ("text",)


def test_citations_are_kept_lost_and_gained_by_their_place() -> None:
    found = compare(outcome(("Yes.", "supported", [1, 2])), outcome(("Yes.", "supported", [2, 3])))
    assert found.differs == ("citations",)
    assert [[citation["start"] for citation in some] for some in (found.kept, found.lost, found.gained)] == [
        [2],
        [1],
        [3],
    ]


def test_a_statement_that_cites_another_cited_sentence_differs() -> None:
    other = ("The pier is new.", "supported", [2])
    exchanged = [(ONE[0], "supported", [2]), (other[0], "supported", [1])]
    found = compare(outcome(ONE, other), outcome(*exchanged))
    assert (found.differs, found.lost, found.gained) == (("citations",), (), ())


def test_support_differs_by_count_and_by_statement() -> None:
    doubtful = (ONE[0], "unsupported", [1])
    other = ("The pier is new.", "supported", [1])
    found = compare(outcome(ONE), outcome(doubtful))
    assert found.differs == ("support",)
    assert [change.support_differs for change in found.statements] == [True]
    exchanged = compare(outcome(ONE, (other[0], "unsupported", [1])), outcome(doubtful, other))
    assert exchanged.differs == ("support",)


def test_an_answer_and_a_refusal_differ_in_that() -> None:
    found = compare(outcome(ONE), outcome())
    assert found.differs == ("answered", "text", "citations", "support")
    assert [change.kind for change in found.statements] == ["lost", "gained"]


def test_what_an_answer_says_is_missing_is_a_part_of_its_text() -> None:
    found = compare(outcome(ONE), outcome(ONE, missing="the cost"))
    assert (found.differs, found.statements[1].b and found.statements[1].b.text) == (
        ("text",),
        "Not in the sources: the cost",
    )


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ((), (FAILURE,), "broken"),
        ((FAILURE,), (), "fixed"),
        ((FAILURE,), (FAILURE,), "same"),
    ],
)
def test_a_case_is_fixed_or_broken_by_its_expectations(
    before: tuple[Failure, ...], now: tuple[Failure, ...], verdict: str
) -> None:
    assert compare(outcome(ONE, failures=before), outcome(ONE, failures=now)).verdict == verdict


def test_what_could_not_be_asked_is_not_compared() -> None:
    miss = outcome(problem=TapeMiss("none"))
    for pair in ((miss, outcome(ONE)), (outcome(ONE), miss), (miss, miss)):
        found = compare(*pair)
        assert (found.verdict, found.differs, found.statements) == ("error", (), ())


def test_totals_count_what_was_asked() -> None:
    miss = outcome(problem=TapeMiss("none"), seconds=9)
    doubtful = (ONE[0], "unsupported", [1])
    summed = total([outcome(ONE, doubtful, tokens=5), outcome(failures=(FAILURE,), seconds=3), miss])
    assert summed == Total(asked=2, holds=1, answered=1, statements=2, supported=1, citations=1, tokens=10, seconds=2.0)
    assert total([miss]).seconds is None


def test_cases_are_counted_by_how_they_went() -> None:
    miss, good, bad = outcome(problem=TapeMiss("none")), outcome(ONE), outcome(ONE, failures=(FAILURE,))
    other = outcome(("It was dredged in 1932.", "supported", [2]))
    pairs = [(good, good), (good, bad), (bad, good), (good, other), (good, miss)]
    assert counts([compare(*pair) for pair in pairs]) == {
        "same": 1,
        "changed": 3,
        "fixed": 1,
        "broken": 1,
        "errors": 1,
        "citations_kept": 3,
        "citations_lost": 1,
        "citations_gained": 1,
    }
