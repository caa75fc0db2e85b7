"""Affirmation: a "yes" or "no" agrees with what is said behind it."""

from __future__ import annotations

import re

from qa.checking.evidence import Evidence, sentence_of
from qa.checking.opposites import opposites
from qa.checking.polarity import denies, has_denial
from qa.checking.wording import telling_stems

_ANSWER = re.compile(r"\W*(?P<word>yes|no)(?=\W*\Z|[*_]*[.,!:;–—-])[\W]*", re.IGNORECASE)
_ASKS = re.compile(
    r"\W*(?:am|is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|would|shall|should|must)\b",
    re.IGNORECASE,
)


def affirmed(statement: str, question: str) -> str:
    """What a statement says: where it is a bare "yes", what the question asks."""
    answer = _ANSWER.fullmatch(statement)
    return _asked(question) if answer and _ASKS.match(question) and answer["word"].lower() == "yes" else statement


def affirmation(statement: str, question: str) -> list[str]:
    """A "yes" before the denial of what was asked, or a "no" before nothing but that. English only."""
    answer, asked = _ANSWER.match(statement), _asked(question)
    says = statement[answer.end() :] if answer else ""
    if not answer or not telling_stems(says) or not _ASKS.match(question) or has_denial(question):
        return []
    said = Evidence((sentence_of(says),))
    if answer["word"].lower() == "yes":
        disagrees, does = denies(asked, says) or bool(opposites(asked, said)), "denies"
    else:
        disagrees, does = telling_stems(asked) <= telling_stems(says) and not has_denial(says), "affirms"
    return [f"says “{answer['word']}” to what it then {does}"] if disagrees else []


def _asked(question: str) -> str:
    return question.strip().rstrip("?").rstrip()
