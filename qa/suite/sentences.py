"""Which sentence of the sources has some words, and which words that are quoted none has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from qa.models.recording import folded, quotations
from qa.render.clean import display
from qa.suite.nodes import compose, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index import Document, Span
    from qa.tapes import Tape


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a source."""

    source: str
    line: int
    quote: str


class Sentences:
    """All sentences of some documents, to be found by a few of their words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._sentences: list[tuple[str, Document, Span]] = [
            (folded(document.slice(span)), document, span)
            for document in documents
            for span in sentence_spans(document.text)
        ]

    def find(self, words: str) -> Place | None:
        """The first sentence that has the words; white space, case and typographic quotes do not matter."""
        wanted = folded(words)
        for text, document, span in self._sentences:
            if wanted and wanted in text:
                return Place(display(document.path), document.line_of(span.start), document.slice(span))
        return None


def wrong_quotes(tape: Tape, sentences: Sentences) -> list[str]:
    """What replies written by hand quote and no sentence has, each with its line in the file of the tape."""
    wrong = [
        (number, quote)
        for number, entry in enumerate(tape.entries)
        if entry.request is None
        for quote in quotations(entry.reply)
        if not sentences.find(quote)
    ]
    if not wrong:
        return []
    raw = tape.path.read_text(encoding="utf-8")
    replies = dict(_replies(raw))
    return [
        f"{display(tape.path)}:{_line(raw, replies.get(number), quote)}: no sentence of the sources says “{quote}”,"
        f" which is quoted in the reply to “{tape.entries[number].ask}”"
        for number, quote in wrong
    ]


def _replies(raw: str) -> Iterator[tuple[int, range]]:
    """Where the reply of each entry stands: its lines, from 0."""
    entries = next(value for key, value in compose(raw).value if key.value == "entries")
    for number, entry in enumerate(entries.value):
        for key, value in entry.value:
            if key.value == "reply":
                yield number, range(line_of(value) - 1, value.end_mark.line + 1)


def _line(raw: str, lines: range | None, quote: str) -> int:
    """The line from 1 on which a quotation begins; that of the reply where it is written with escapes.

    A reply that an entry has from another one by YAML's merging is looked for in the whole file.
    """
    lines = lines or range(raw.count("\n") + 1)
    reply = "\n".join(raw.split("\n")[lines.start : lines.stop])
    found = re.search(r"\s+".join(map(re.escape, quote.split())), reply)
    return lines.start + 1 + (reply.count("\n", 0, found.start()) if found else 0)
