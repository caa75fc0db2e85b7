"""A comparison on a terminal, or piped as plain text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TextIO

from qa.comparison import wording
from qa.errors import told
from qa.render.clean import clean, one_line, unlinked
from qa.render.style import BOLD, DIM, GREEN, RED, STRUCK_OUT, UNDERLINED, YELLOW, style
from qa.suite.expecting import shown
from qa.suite.reporting import difference, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.comparison.comparing import Change, Citation, Comparison
    from qa.comparison.words import Piece

_COLOURS = {"changed": YELLOW, "fixed": GREEN, "broken": RED, "error": RED}
_SIDE = 5
"""Columns of what a side comes to."""
_DIFFERS = 24
"""Columns of what differs: “text, citations, support”."""


class Table:
    """Writes a line a case, then what differs, then the totals.

    Args:
        styled: whether to use colours.
        width: columns of the table.
    """

    def __init__(self, stream: TextIO, *, styled: bool, width: int = 80) -> None:
        self._stream = stream
        self._styled = styled
        self._name = max(width - 2 * (_SIDE + 2) - _DIFFERS - 4, 20)

    def heading(self, a: str, b: str) -> None:
        """Which sides these are, and the first line of the table."""
        for letter, label in (("A", a), ("B", b)):
            self._print(f"{self._in(BOLD, letter)}  {one_line(label)}")
        self._print()
        self._print(self._in(DIM, self._columns(" ", "case", "A", "B", "differs in")))

    def row(self, comparison: Comparison) -> None:
        verdict = comparison.verdict
        line = self._columns(
            wording.MARKS[verdict],
            one_line(comparison.a.case.ask),
            wording.outcome(comparison.a),
            wording.outcome(comparison.b),
            wording.differs(comparison),
        )
        self._print(self._in(_COLOURS.get(verdict, ""), line))

    def details(self, comparison: Comparison) -> None:
        """What differs in a case; nothing where all is the same."""
        if comparison.verdict == "same":
            return
        case = comparison.a.case
        mark = self._in(_COLOURS[comparison.verdict], wording.MARKS[comparison.verdict])
        self._print()
        self._print(f"{mark} {self._in(BOLD, one_line(case.ask))}")
        self._print(f"    {self._in(DIM, place(comparison.a.file, case.line))}")
        if case.after:
            self._print(f"    after: {one_line(' · '.join(case.after))}")
        for lines in (self._problems, self._text, self._citations, self._support, self._expectations):
            for line in lines(comparison):
                self._print(f"    {line}")

    def totals(self, comparisons: Sequence[Comparison]) -> None:
        rows = [("", "A", "B"), *wording.totals(comparisons)]
        first, second, third = (max(len(row[column]) for row in rows) for column in range(3))
        self._print()
        for name, a, b in rows:
            self._print(f"{name:<{first}}  {a:>{second}}  {b:>{third}}")
        self._print()
        verdicts = {comparison.verdict for comparison in comparisons}
        colour = RED if verdicts & {"broken", "error"} else GREEN if "fixed" in verdicts else ""
        self._print(self._in(colour, wording.summary(comparisons)))

    def _problems(self, comparison: Comparison) -> Iterator[str]:
        for letter, outcome in (("A", comparison.a), ("B", comparison.b)):
            if outcome.problem:
                yield f"{letter} cannot be asked"
                yield from (f"  {self._in(RED, line)}" for line in clean(told(outcome.problem)).split("\n"))

    def _text(self, comparison: Comparison) -> Iterator[str]:
        if changes := [change for change in comparison.statements if change.kind != "same"]:
            yield "text"
            for change in changes:
                yield from self._change(change)

    def _change(self, change: Change) -> Iterator[str]:
        if self._styled and change.kind == "changed":
            yield f"  ~ {self._pieces(change.words)}"
            return
        if change.a:
            yield from self._item("-", change.a.text)
        if change.b:
            yield from self._item("+", change.b.text)

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        """The words of both sides on one line."""
        styles = {"same": "", "lost": STRUCK_OUT, "gained": UNDERLINED}
        written = before = ""
        for piece, following in itertools.zip_longest(pieces, pieces[1:]):
            text = unlinked(clean(piece.text), before)
            before += clean(piece.text)
            gap = " " if text.endswith(" ") or (following and following.kind == "gained") else ""
            written += self._in(styles[piece.kind], text.rstrip()) + gap
        return written.rstrip()

    def _citations(self, comparison: Comparison) -> Iterator[str]:
        moved = [change for change in comparison.statements if change.cites_otherwise]
        if not (comparison.lost or comparison.gained or moved):
            return
        yield "citations"
        for sign, citations in (("-", comparison.lost), ("+", comparison.gained)):
            for citation in citations:
                yield from self._item(sign, _quoted(citation))
        for change in moved:
            assert change.a
            assert change.b
            yield f"  ~ {unlinked(one_line(change.b.text))}"
            now, before = wording.places(change.b, comparison.b), wording.places(change.a, comparison.a)
            yield f"    cites {now}, not {before}"

    def _support(self, comparison: Comparison) -> Iterator[str]:
        if "support" not in comparison.differs:
            return
        yield f"support: {wording.supports(comparison.a)} → {wording.supports(comparison.b)}"
        for change in comparison.statements:
            if change.a and change.b and change.support_differs:
                became = f"{change.a.support or 'no statement'} → {wording.verdict(change.b) or 'no statement'}"
                yield f"  ~ {unlinked(one_line(change.b.text))}"
                yield f"    {unlinked(one_line(became))}"
            elif change.b and change.b.support not in {"", "supported"}:
                yield f"  + {unlinked(one_line(change.b.text))}"
                yield f"    {unlinked(one_line(wording.verdict(change.b)))}"

    def _expectations(self, comparison: Comparison) -> Iterator[str]:
        a, b = comparison.a, comparison.b
        if comparison.verdict == "fixed":
            yield f"expectations: all hold; under A not: {wording.failing(a)}"
        elif comparison.verdict == "broken":
            yield "expectations: under A all hold; under B not:"
            for failure in b.failures:
                yield from (f"  {line}" for line in difference(b.file, failure))
        elif wording.failing(a) != wording.failing(b) and not (a.problem or b.problem):
            yield f"expectations that do not hold: {wording.failing(a)} → {wording.failing(b)}"

    def _item(self, sign: str, text: str) -> Iterator[str]:
        """A text behind a sign; on a terminal in its colour."""
        first, *rest = unlinked(clean(text)).split("\n")
        colour = RED if sign == "-" else GREEN
        yield f"  {self._in(colour, f'{sign} {first}')}"
        yield from (f"    {self._in(colour, line)}" for line in rest)

    def _columns(self, mark: str, name: str, a: str, b: str, differs: str) -> str:
        from rich.cells import cell_len, set_cell_size

        if cell_len(name) > self._name:
            name = set_cell_size(name, self._name - 1).rstrip() + "…"
        name = set_cell_size(name, self._name)
        return f"{mark} {name}  {a:<{_SIDE}}  {b:<{_SIDE}}  {differs}".rstrip()

    def _in(self, code: str, text: str) -> str:
        return style(text, code) if self._styled and code and text else text

    def _print(self, line: str = "") -> None:
        print(line, file=self._stream, flush=True)


def _quoted(citation: Citation) -> str:
    return shown(None, citation["source"], citation["line"], citation["quote"])
