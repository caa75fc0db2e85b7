"""A "yes" or "no" that does not agree with what is said behind it, or with what it cites."""

from __future__ import annotations

import pytest

from qa.checking.affirmation import affirmation, affirmed

SOLD = "Did the town sell the old ferry?"


@pytest.mark.parametrize(
    ("question", "statement", "problem"),
    [
        (SOLD, "Yes. The town did not sell the old ferry.", "says “Yes” to what it then denies"),
        (SOLD, "Yes, it did, but the town did not sell the old ferry.", "says “Yes” to what it then denies"),
        (SOLD, "**Yes**, the town refused to sell the old ferry.", "says “Yes” to what it then denies"),
        ("Did the price rise?", "Yes: the price fell.", "says “Yes” to what it then denies"),
        (SOLD, "No. The town has sold the old ferry.", "says “No” to what it then affirms"),
        ("Is the deposit returned?", "no, the deposit is returned.", "says “no” to what it then affirms"),
    ],
)
def test_a_yes_or_no_that_contradicts_itself_is_told(question: str, statement: str, problem: str) -> None:
    assert affirmation(statement, question) == [problem]


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        (SOLD, "Yes. The town sold the old ferry."),
        ("Can the town meet in private?", "Yes, the town may meet in closed session, but it must vote in public."),
        (SOLD, "No. The town did not sell the old ferry."),
        (SOLD, "No. The town only sold the old ferry’s engine."),
        (SOLD, "No, it kept the old ferry."),
        (SOLD, "No town has sold the old ferry."),
        (SOLD, "The town did not sell the old ferry."),
        (SOLD, "Yes."),
        ("Didn’t the town sell the old ferry?", "Yes, the town did not sell the old ferry."),
        ("Did the town not sell the old ferry?", "Yes. The town did not sell the old ferry."),
        ("Did the town not sell the old ferry?", "No. The town has sold the old ferry."),
        ("Is smoking banned?", "Yes. Smoking is not allowed."),
        ("Is the deposit 500?", "No. The deposit is 400."),
        ("Who sold the old ferry?", "No. The town has sold the old ferry: who asks?"),
        ("", "No. The town has sold the old ferry."),
    ],
)
def test_one_that_agrees_or_may_agree_is_left_alone(question: str, statement: str) -> None:
    assert affirmation(statement, question) == []


@pytest.mark.parametrize(
    ("statement", "question", "says"),
    [
        ("**Yes.**", SOLD, "did the town sell the old ferry"),
        ("No.", SOLD, "No."),
        ("Yes.", "Who sold it?", "Yes."),
        ("Yes, it did.", SOLD, "did the town sell the old ferry"),
        ("Yes, the town has.", SOLD, "did the town sell the old ferry"),
        ("Yes, the town sold it.", SOLD, "Yes, the town sold it."),
    ],
)
def test_a_bare_yes_says_what_was_asked(statement: str, question: str, says: str) -> None:
    assert affirmed(statement, question) == says
