"""An answer on a terminal, or piped as plain text."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from qa.render.clean import clean, file_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index import Document, Passage, Span
    from qa.answering import Answer, Fragment

_CITATION, _WARNING, _DIM, _MARKED = "36", "33", "2", "7"
_CONTEXT_LINES = 3


@dataclass(slots=True)
class Terminal:
    """Writes to a stream; with colours and links where `styled`."""

    out: TextIO
    styled: bool
    _within_line: bool = field(default=False, init=False)

    def fragment(self, fragment: Fragment) -> None:
        """A bit of a streaming answer, at once."""
        text = clean(fragment.text)
        if fragment.citation is not None:
            text = self.style(text, _CITATION)
        elif fragment.support is not None:
            text = self.style(text, _WARNING)
        self._within_line = True
        self.out.write(text)
        self.out.flush()

    def break_off(self) -> None:
        """End the line that a streaming answer was in, so that what is told next does not stand within it."""
        if self._within_line:
            self.line()

    def ending(self, answer: Answer) -> None:
        """What comes below a streamed answer: what is missing, and the sources."""
        if not answer.answered:
            self.line(clean(answer.text))
            return
        self.line()
        if answer.missing:
            self.line(self.style(f"Not in the sources: {clean(answer.missing)}", _WARNING))
        if answer.citations:
            self.line()
            self.line(self.style("Sources", _DIM))
        for citation in answer.citations:
            document, span = citation.sentence.document, citation.sentence.span
            number = self.style(f"[{citation.number}]", _CITATION)
            self.line(f"{number} {self.place(document, span)}")
            self.quote(citation.sentence.text)

    def passages(self, passages: Iterable[Passage]) -> None:
        """What was retrieved for an answer, best first."""
        for rank, passage in enumerate(passages, start=1):
            score = self.style(f"score {passage.score:.2f}", _DIM)
            self.line(f"{rank}. {self.place(passage.document, passage.span)}  {score}")
            self.quote(passage.text)

    def surroundings(self, document: Document, span: Span) -> None:
        """The lines around a span, numbered, the span itself marked."""
        first, last = document.line_of(span.start), document.line_of(max(span.start, span.end - 1))
        self.line(self.place(document, span))
        for number in range(max(1, first - _CONTEXT_LINES), last + _CONTEXT_LINES + 1):
            line = document.line_span(number)
            if line is None:
                break
            start = min(max(span.start, line.start), line.end)
            end = min(max(span.end, line.start), line.end)
            before, marked, after = (
                clean(document.text[a:b]) for a, b in ((line.start, start), (start, end), (end, line.end))
            )
            if marked:
                marked = self.style(marked, _MARKED) if self.styled else f">>{marked}<<"
            self.line(f"{self.style(f'{number:>5}', _DIM)}  {before}{marked}{after}")

    def place(self, document: Document, span: Span) -> str:
        """file:line, as a link where the terminal can follow one."""
        line = document.line_of(span.start)
        text = f"{file_name(document.path)}:{line}"
        return _link(text, document.path, line) if self.styled else text

    def quote(self, text: str) -> None:
        for line in clean(text).split("\n"):
            self.line(f"    > {line}")

    def line(self, text: str = "") -> None:
        self.out.write(f"{text}\n")
        self._within_line = False

    def style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.styled else text


def _link(text: str, path: Path, line: int) -> str:
    """OSC 8, with the line as a fragment, which terminals that can open a line understand."""
    address = path.as_uri().replace("file://", f"file://{socket.gethostname()}", 1)
    return f"\x1b]8;;{address}#{line}\x1b\\{text}\x1b]8;;\x1b\\"
