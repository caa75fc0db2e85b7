"""An answer on a terminal, or piped as plain text."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from qa.answering import Support
from qa.render.clean import clean, file_name, one_line, unlinked
from qa.render.style import CYAN, DIM, GREEN, REVERSED, YELLOW, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from index import Document, Passage, Span
    from qa.answering import Answer, Citation, Fragment
    from qa.render.wrapping import Wrapped
    from qa.second_opinion import Judgement, Proof

_CITATION, _WARNING, _GOOD, _DIM, _MARKED = CYAN, YELLOW, GREEN, DIM, REVERSED
_DEGREES = {
    "partly": "partly supported",
    "not": "not supported",
    "contradicted": "contradicted",
    "unclear": "no clear judgement",
}
_ORIGINS = {
    "cited": (_GOOD, "gone: it came from them"),
    "elsewhere": (_DIM, "stays: other sentences say so too"),
    "memory": (_WARNING, "stays, with nothing to support it: the model knew it, or made it up"),
}
_CONTEXT_LINES = 3
_LONGEST_SCHEME = 24


@dataclass(slots=True)
class Terminal:
    """Writes to a stream; with colours and links where `styled`."""

    out: TextIO | Wrapped
    styled: bool
    _before: str = field(default="", init=False)  # what the line under way ends with

    def fragment(self, fragment: Fragment) -> None:
        """A bit of a streaming answer, at once."""
        text = unlinked(clean(fragment.text), self._before)
        self._before = (self._before + clean(fragment.text))[-_LONGEST_SCHEME:]
        if fragment.citation is not None:
            text = self.style(text, _CITATION)
        elif fragment.support is not None:
            text = self.style(text, _WARNING)
        self.out.write(text)
        self.out.flush()

    def break_off(self) -> None:
        """End the line that a streaming answer was in, so that what is told next does not stand within it."""
        if self._before:
            self.line()

    def ending(self, answer: Answer) -> None:
        """What comes below a streamed answer: what is missing, and the sources."""
        if not answer.answered:
            self.break_off()
            self.line(unlinked(clean(answer.text)))
            self._sources("Nearest in the sources", answer.nearest)
            self._lacking(answer)
            return
        self.line()
        if answer.missing:
            self.line(self.style(f"Not in the sources: {unlinked(clean(answer.missing))}", _WARNING))
        self._verdict(answer)
        for disagreement in answer.disagreements:
            self.line()
            self.line(self.style("! The sources disagree", _WARNING))
            for sentence, words in disagreement.sides:
                self.line(f"    {self.place(sentence.document, sentence.span)}: “{one_line(words)}”")
        self._sources("Sources", answer.citations)

    def _sources(self, heading: str, citations: Iterable[Citation]) -> None:
        for at, citation in enumerate(citations):
            if not at:
                self.line()
                self.line(self.style(heading, _DIM))
            document, span = citation.sentence.document, citation.sentence.span
            number = self.style(f"[{citation.number}]", _CITATION)
            self.line(f"{number} {self.place(document, span)}")
            self.quote(citation.sentence.text)

    def _lacking(self, answer: Answer) -> None:
        """The words of the question that the sources do not have, and what was tried instead."""
        words = [
            f"{one_line(word)} (tried {', '.join(map(one_line, tried))})" if tried else one_line(word)
            for word, tried in answer.lacking.items()
        ]
        if words:
            self.line()
            self.line(f"In none of the passages: {', '.join(words)}")

    def _verdict(self, answer: Answer) -> None:
        """One line on how many of the statements their citations support."""
        good = answer.count(Support.SUPPORTED) == len(answer.statements)
        mark, code = ("✓", _GOOD) if good else ("!", _WARNING) if answer.doubtful else ("–", _DIM)
        self.line()
        self.line(self.style(f"{mark} {answer.verdict}", code))

    def passages(self, passages: Iterable[Passage]) -> None:
        """What was retrieved for an answer, best first."""
        from qa.answering.suspicion import suspicions

        for rank, passage in enumerate(passages, start=1):
            score = self.style(f"score {passage.score:.2f}", _DIM)
            self.line(f"{rank}. {self.place(passage.document, passage.span)}  {score}")
            for why in suspicions(passage.text):
                self.line(self.style(f"    ! {why}", _WARNING))
            self.quote(passage.text)

    def judgements(self, judgements: Sequence[Judgement], judge: str) -> None:
        """What a model finds of each statement; one line where it finds all well."""
        if not judgements:
            return
        fully = sum(judgement.degree == "fully" for judgement in judgements)
        self.line()
        count = f"{fully} of {len(judgements)} cited statements fully supported"
        code = _GOOD if fully == len(judgements) else _WARNING
        self.line(self.style(f"Judged by {one_line(judge)}: {count}", code))
        for judgement in judgements:
            if judgement.degree != "fully":
                words = f" (“{one_line(unlinked(judgement.words))}”)" if judgement.words else ""
                self.line(f"  {_DEGREES[judgement.degree]}{words}: {one_line(unlinked(judgement.statement.text))}")

    def proofs(self, proofs: Iterable[Proof]) -> None:
        """Where each statement comes from."""
        proofs = list(proofs)
        if not proofs:
            return
        self.line()
        self.line("Asked again without the cited sentences:")
        for proof in proofs:
            places = ", ".join(
                self.place(citation.sentence.document, citation.sentence.span) for citation in proof.elsewhere
            )
            code, what = _ORIGINS[proof.origin]
            if proof.origin == "cited" and proof.statement.support is Support.UNSUPPORTED:
                code, what = _WARNING, "gone, though they do not say it"
            text = one_line(unlinked(proof.statement.text))
            self.line(f"  {self.style(what, code)}{f' ({places})' if places else ''}: {text}")

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
        self._before = ""

    def style(self, text: str, code: str) -> str:
        return style(text, code) if self.styled else text


def _link(text: str, path: Path, line: int) -> str:
    """OSC 8, with the line as a fragment, which terminals that can open a line understand."""
    address = path.as_uri().replace("file://", f"file://{socket.gethostname()}", 1)
    return f"\x1b]8;;{address}#{line}\x1b\\{text}\x1b]8;;\x1b\\"
