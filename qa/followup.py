"""Follow-up questions: making "and Germany?" understood from what was asked before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.words import query_terms, stems, stop_words
from qa.answering.markup import without_thought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Passage

_OPENINGS = re.compile(r"(?:and|but|or|so|also|what about|how about|who else|what else)\b", re.IGNORECASE)
_PERSONS = frozenset({"he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "theirs"})
_AROUND = ' \t"“”*_`'
_PREFACE = re.compile(rf"[{_AROUND}]*(?:[\w’']+ ){{0,5}}question[{_AROUND}]*:", re.IGNORECASE)
_LONGEST_REWRITE = 500


def lend(question: str, before: Sequence[str]) -> str:
    """A question that leans on those before it, with the words of one of them; any other as it is.

    A question leans when it opens like a continuation, points back with a personal pronoun, or has no word that says
    what it is about. The last question that stood alone lends: in "who offered troops?", "and Germany?", "and Poland?"
    all are about troops, and the words of every earlier topic would bury the question.

    Args:
        before: the questions before it, oldest first and at least one, as they were asked.
    """
    if not _leans(question):
        return question
    lender = next((asked for asked in reversed(before) if not _leans(asked)), before[0])
    return f"{question} {lender}"


def favouring(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Passages found with lent words, but with the words of the question itself deciding among their sentences.

    "And Sweden?" would else be answered with Norway, which has more words of "How many troops did Norway offer?".
    """
    (own,) = stems([" ".join(_telling(question))])
    if not own:
        return list(passages)
    return [
        replace(
            passage,
            sentences=tuple(
                replace(sentence, overlap=(sentence.overlap + len(own & found) / len(own)) / 2)
                for sentence, found in zip(passage.sentences, stems([s.text for s in passage.sentences]), strict=True)
            ),
        )
        for passage in passages
    ]


def _leans(question: str) -> bool:
    words = re.findall(r"\w+", question.lower())
    return bool(_OPENINGS.match(question)) or not _PERSONS.isdisjoint(words) or not _telling(question)


def _telling(question: str) -> list[str]:
    """The words that say what a question is about."""
    return [term for term in query_terms(question) if term not in stop_words()]


def rewritten(reply: str, question: str) -> str:
    """The stand-alone question that a model wrote, or the question as asked where it wrote none."""
    lines = (_PREFACE.sub("", line).strip(_AROUND) for line in without_thought(reply).splitlines())
    first = next((line for line in lines if any(map(str.isalnum, line))), "")
    return first if first and len(first) <= _LONGEST_REWRITE else question
