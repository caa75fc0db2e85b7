from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.checking.conditions import conditions
from qa.checking.evidence import Evidence
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

REFUSE = "3.2 If the tenant fails to pay the rent, the owner may end the lease."
UNLESS = "The tenant shall pay the rent within 30 days, unless the flat is flooded."
PROVIDED = "Neither party is liable for a delay, provided that it notifies the other in writing."
ONLY_IF = "The owner may end the lease only if the tenant fails to pay the rent."
CONSENT = "The tenant shall not sublet the flat unless the owner has given consent."
WHATEVER = "The tenant shall pay the rent, whether or not the flat is flooded."
PLAIN = "The report that is marked as secret is a secret."


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Unless the flat is flooded, the tenant has to pay the rent.", UNLESS),
        ("If the flat is flooded, the tenant need not pay the rent.", UNLESS),
        ("The tenant pays the rent if the flat is not flooded.", UNLESS),
        ("The tenant shall pay the rent within 30 days.", UNLESS),
        ("The tenant shall pay the rent if the moon is full.", UNLESS),
        ("The owner paints the door if the flat is flooded.", UNLESS),
        ("A party is not liable for a delay if it notifies the other.", PROVIDED),
        ("A party is liable for a delay unless it notifies the other.", PROVIDED),
        ("The owner may end the lease if the tenant does not pay the rent.", ONLY_IF),
        ("The owner may not end the lease unless the tenant fails to pay the rent.", ONLY_IF),
        ("The tenant may sublet the flat only if the owner has given consent.", CONSENT),
        ("The tenant may not sublet the flat without the owner’s consent.", CONSENT),
        ("The tenant pays the rent even if the flat is flooded.", WHATEVER),
        ("The tenant pays the rent if the flat is flooded.", WHATEVER),
        ("At any time the tenant may paint the flat.", ONLY_IF),
        (
            "The owner may end the lease if the tenant has no flat.",
            "The owner may end the lease if the tenant lacks a flat.",
        ),
        ("The owner provided tools without charge.", "The owner provided tools free of charge."),
        ("The rent rises once the tenant moves.", "The rent rises once a year, and the tenant moves."),
        ("The owner may not end the lease unless the tenant fails to pay the rent.", REFUSE),
        ("The owner may end the lease at any time.", "The owner may end the lease at any time if he dies."),
        ("It is a secret whether or not it is sold.", PLAIN),
        ("The report is a secret, whether or not it is marked.", "A report is a secret, whether marked or not."),
        ("The report is a secret, whether or not it is marked.", "The report is a secret, even if it is not marked."),
    ],
)
def test_the_same_may_be_said_under_the_same_condition(split: Split, statement: str, cited: str) -> None:
    assert conditions(statement, Evidence(split(cited))) == []


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("The owner may end the lease unless the tenant fails to pay the rent.", REFUSE, "“if”, not “unless”"),
        ("The tenant pays the rent where the flat is flooded.", UNLESS, "“unless”, not “where”"),
        ("The tenant shall pay the rent if the flat is flooded.", UNLESS, "“unless”, not “if”"),
        ("The tenant shall pay the rent, provided that the flat is flooded.", UNLESS, "“unless”, not “provided that”"),
        ("The tenant pays the rent even if the flat is flooded.", UNLESS, "“unless”, not “even if”"),
        ("The tenant pays the rent, whether or not the flat is flooded.", UNLESS, "“unless”, not “whether or not”"),
        (
            "Neither party is liable for a delay unless it notifies the other.",
            PROVIDED,
            "“provided that”, not “unless”",
        ),
        ("A party is liable for a delay if it notifies the other.", PROVIDED, "“provided that”, not “if”"),
        ("The owner may end the lease unless the tenant fails to pay the rent.", ONLY_IF, "“only if”, not “unless”"),
        ("The tenant may sublet the flat without the consent of the owner.", CONSENT, "“unless”, not “without”"),
        ("The owner may end the lease at any time.", ONLY_IF, "“only if”, not “at any time”"),
    ],
)
def test_the_contrary_condition_is_named_beside_the_one_that_is_cited(
    split: Split, statement: str, cited: str, problem: str
) -> None:
    assert conditions(statement, Evidence(split(cited))) == [f"the cited sentence says {problem}"]


def test_a_condition_that_is_made_indifferent_is_a_problem(split: Split) -> None:
    statement = "The report is a secret, whether or not it is marked as secret."
    assert conditions(statement, Evidence(split(PLAIN))) == ["“whether or not” is not in the cited sentence"]


def test_no_sentence_of_the_article_contradicts_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert conditions(sentence.text, Evidence((sentence,))) == []
