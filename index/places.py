"""Places in documents. A text is never copied about: it is the slice that a span names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source as it was when it was indexed.

    Attributes:
        id: its number in the catalog.
        path: where it was read from, absolute.
        title: its first heading or line, for a person to recognise it by.
        text: all of it, decoded; every span refers to this.
        encoding: Python's name of the one that it was decoded from, wrong bytes replaced.
    """

    id: int
    path: Path
    title: str
    text: str
    encoding: str = "utf-8"

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def line_of(self, position: int) -> int:
        r"""Line number of a code point, from 1. Lines end with \n, \r\n or \r."""
        ends = sum(1 for _ in _LINE_END.finditer(self.text, 0, position))
        inside_crlf = position and self.text[position - 1 : position + 1] == "\r\n"
        return 1 + ends - (1 if inside_crlf else 0)

    def line_span(self, line: int) -> Span | None:
        """The span of a line without its line end, or None where the document has no such line."""
        start = 0
        number = 1
        for match in _LINE_END.finditer(self.text):
            if number == line:
                return Span(start, match.start())
            start, number = match.end(), number + 1
        return Span(start, len(self.text)) if number == line else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of citation.

    Attributes:
        ordinal: its position among the document's sentences, from 0.
        tokens: its length in o200k_base tokens.
        similarity: cosine of its vector with the question's, -1 to 1; its passage's where sentences have no vectors.
        overlap: the share of the question's idf weight carried by the terms it contains, 0 to 1.
    """

    document: Document
    span: Span
    ordinal: int
    tokens: int
    similarity: float = 0.0
    overlap: float = 0.0

    @property
    def text(self) -> str:
        return self.document.slice(self.span)

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from every other: the numbers of its document and of itself."""
        return self.document.id, self.ordinal

    @property
    def line(self) -> int:
        return self.document.line_of(self.span.start)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was retrieved: a run of whole sentences of one document.

    Attributes:
        score: how it was ranked; comparable within one retrieval only.
        similarity: cosine of its vector with the question's, -1 to 1.
    """

    document: Document
    span: Span
    sentences: tuple[Sentence, ...]
    score: float
    similarity: float

    @property
    def text(self) -> str:
        return self.document.slice(self.span)
