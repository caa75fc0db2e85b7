"""Descriptions: what a cited sentence calls "the city" is named where its document says "the city of Norra"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.capitals import function_words
from qa.checking.wording import any_of, lists_in, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index import Document
    from qa.checking.evidence import Evidence

_DESCRIBED = re.compile(r"\b[Tt]he\s([a-z][a-z-]{2,})\b")
_CAPITAL = re.compile(r"\b[A-Z]\w{2,}")
_NAME = r"\b[A-Z][\w’'-]{0,40}(?:\s[A-Z][\w’'-]{0,40}){0,5}"
_INTRODUCED = 20_000
"""Code points of a document in which it tells what those are that it names."""
_WORDS = lists_in(__file__, "bodies.txt")
_COMPANY = frozenset(words(_WORDS["companies"]))
_LEGAL_FORM = re.compile(rf"({_NAME})\s{any_of(_WORDS['legal forms'])}")
"""By which a document tells that a name is a company's."""


def described(statement: str, evidence: Evidence) -> list[str]:
    """The words of a statement that name what the cited sentences only describe, as their documents tell.

    A description that the statement keeps is not told by a name, and one that two have tells neither.
    """
    cited = {*words(evidence.text), *function_words()}
    named = [name for name in _CAPITAL.findall(statement) if name.casefold() not in cited]
    nouns = set(_DESCRIBED.findall(evidence.text)).difference(_DESCRIBED.findall(statement)) if named else set()
    return [name for name in named if any(is_called(name, noun, evidence.documents) for noun in nouns)]


def is_called(name: str, noun: str, documents: Sequence[Document]) -> bool:
    """Whether documents tell that a name is of the only one whom they may mean with a noun."""
    texts = [document.text[:_INTRODUCED] for document in documents]
    called = [other.split() for text in texts for other in _called(noun, text)]
    if noun in _COMPANY:
        called += [match[1].split() for text in texts for match in _LEGAL_FORM.finditer(text)]
    if called:
        return all(name in other for other in called)
    small = rf"\b[Tt]he\s{noun}\s{name.lower()}\b"  # a drug has no capital, except where it opens a sentence
    return any(re.search(small, text) for text in texts)


def _called(noun: str, text: str) -> Iterator[str]:
    """Names that a text has with a noun: "the city of Norra", "Norra, a harbour city", "the Norra city council"."""
    for pattern in (
        rf"\b{noun}(?:\sof|\scalled|\snamed)?\s({_NAME})",
        rf"({_NAME}),\s(?:an?|the)\s(?:(?!of\b)[\w-]+\s){{0,3}}{noun}\b",
        rf"\b[Tt]he\s({_NAME})\s{noun}\b",
    ):
        yield from (match[1] for match in re.finditer(pattern, text))
