"""Follow-up questions: making "and Germany?" understood from what was asked before."""

from __future__ import annotations

import re

from index.words import query_terms, stop_words
from qa.answering.markup import without_thought

_OPENINGS = re.compile(r"(?:and|but|or|so|also|what about|how about|why|why not|who else|what else)\b", re.IGNORECASE)
_PERSONS = ("he", "him", "his", "she", "her", "hers", "they", "them", "their", "theirs")
_POINTERS = frozenset((*_PERSONS, "it", "its", "this", "that", "these", "those", "there", "then", "same", "other"))
_FEW_TERMS = 1
_AROUND = ' \t"“”*_`'
_PREFACE = re.compile(rf"[{_AROUND}]*(?:[\w’']+ ){{0,5}}question[{_AROUND}]*:", re.IGNORECASE)
_LONGEST_REWRITE = 500


def lend(question: str, previous: str) -> str:
    """A question that leans on the one before it, with that one's words; any other as it is.

    A question leans when it opens like a continuation, points back with a pronoun, or has at most one word
    that says what it is about.
    """
    words = re.findall(r"\w+", question.lower())
    telling = [term for term in query_terms(question) if term not in stop_words()]
    leans = _OPENINGS.match(question) or not _POINTERS.isdisjoint(words) or len(telling) <= _FEW_TERMS
    return f"{question} {previous}" if leans else question


def rewritten(reply: str, question: str) -> str:
    """The stand-alone question that a model wrote, or the question as asked where it wrote none."""
    lines = (_PREFACE.sub("", line).strip(_AROUND) for line in without_thought(reply).splitlines())
    first = next((line for line in lines if any(map(str.isalnum, line))), "")
    return first if first and len(first) <= _LONGEST_REWRITE else question
