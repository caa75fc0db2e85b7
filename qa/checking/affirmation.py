"""Affirmation: a "yes" or "no" agrees with what is said behind it."""

from __future__ import annotations

import re

from qa.checking.evidence import Evidence, sentence_of
from qa.checking.markers import has_denial
from qa.checking.opposites import opposites
from qa.checking.polarity import denies
from qa.checking.wording import telling_stems

_ANSWER = re.compile(r"\W*(?P<word>yes|no)(?=\W*\Z|[*_]*[.,!:;–—-])[\W]*", re.IGNORECASE)
_VERBS = "am|is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|would|shall|should|must"
_ELLIPSIS = re.compile(rf"\W*(?P<word>yes|no)\W+(?:[\w’'-]+\s){{1,4}}(?:{_VERBS})(?:\snot|n[’']t)?\W*", re.IGNORECASE)
"""As in "Yes, the tenant may", which says no more than "yes"."""
_BUT = re.compile(r",\sbut\b")
_ASKS = re.compile(rf"\W*(?:{_VERBS})\b", re.IGNORECASE)


def affirmed(statement: str, question: str) -> str:
    """What a statement says: where it is a bare "yes", what the question asks."""
    return _asked(question) if _is_bare("yes", statement, question) else statement


def denied(statement: str, question: str) -> str:
    """What a bare "no" denies, which is what the question asks; nothing where a statement is none."""
    return _asked(question) if _is_bare("no", statement, question) else ""


def _is_bare(word: str, statement: str, question: str) -> bool:
    answer = _ANSWER.fullmatch(statement) or _ELLIPSIS.fullmatch(statement)
    return answer is not None and _ASKS.match(question) is not None and answer["word"].lower() == word


def affirmation(statement: str, question: str) -> list[str]:
    """A "yes" before the denial of what was asked, or a "no" before nothing but that. English only."""
    answer, asked = _ANSWER.match(statement), _asked(question)
    says = statement[answer.end() :] if answer else ""
    if not answer or not telling_stems(says) or not _ASKS.match(question) or has_denial(question):
        return []
    if answer["word"].lower() == "yes":
        agrees = _BUT.split(says)[0]  # behind a "but" is something else
        said = Evidence((sentence_of(agrees if telling_stems(agrees) else says),))
        disagrees, does = denies(asked, said.text) or bool(opposites(asked, said)), "denies"
    else:
        disagrees, does = telling_stems(asked) <= telling_stems(says) and not has_denial(says), "affirms"
    return [f"says “{answer['word']}” to what it then {does}"] if disagrees else []


def _asked(question: str) -> str:
    """What a question asks, as a statement would say it: "may" in small letters is no month."""
    asked = question.strip().rstrip("?").rstrip()
    return f"{asked[:1].lower()}{asked[1:]}"
