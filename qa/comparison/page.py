"""A comparison as a page of HTML: one file that loads nothing, without scripts, in which nothing of a text is live."""

from __future__ import annotations

import html
import string
from pathlib import Path
from typing import TYPE_CHECKING

from qa.comparison import wording
from qa.errors import told
from qa.render.clean import clean, one_line, unlinked
from qa.suite.reporting import difference, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.comparison.comparing import Change, Citation, Comparison, Said
    from qa.suite.running import Outcome

_TEMPLATE = Path(__file__).with_suffix(".html")
_TAGS = {"A": "del", "B": "ins"}
"""What marks that a side alone has something."""
_PIECES = {"A": "lost", "B": "gained"}


def render(comparisons: Sequence[Comparison], a: str, b: str) -> str:
    """The page.

    Args:
        a, b: what the person typed for each side.
    """
    template = string.Template(_TEMPLATE.read_text(encoding="utf-8"))
    title = _text(f"qa compare: {one_line(a)} and {one_line(b)}")
    return template.substitute(title=title, body="\n".join(_body(comparisons, a, b)))


def _body(comparisons: Sequence[Comparison], a: str, b: str) -> Iterator[str]:
    yield "<h1>The same cases under two configurations</h1>"
    yield f'<dl class="labels"><dt>A</dt><dd>{_text(one_line(a))}</dd><dt>B</dt><dd>{_text(one_line(b))}</dd></dl>'
    yield f"<p>{_text(wording.summary(comparisons))}</p>"
    yield '<div class="wide"><table class="totals">'
    yield '<thead><tr><td></td><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    for name, *sums in wording.totals(comparisons):
        cells = "".join(f"<td>{_text(text)}</td>" for text in sums)
        yield f'<tr><th scope="row">{_text(name)}</th>{cells}</tr>'
    yield "</table></div>"
    yield '<p class="dim">What only A has is <del>struck out</del>, what only B has <ins>underlined</ins>.</p>'
    yield "<h2>Cases</h2>"
    yield '<div class="wide"><table class="cases">'
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("case", "A", "B", "differs in"))
    yield f"<thead><tr><td></td>{heads}</tr></thead>"
    for number, comparison in enumerate(comparisons, start=1):
        yield _row(number, comparison)
    yield "</table></div>"
    for number, comparison in enumerate(comparisons, start=1):
        yield from _case(number, comparison)


def _row(number: int, comparison: Comparison) -> str:
    cells = (
        wording.MARKS[comparison.verdict],
        f'<a href="#case-{number}">{_text(one_line(comparison.a.case.ask))}</a>',
        wording.outcome(comparison.a),
        wording.outcome(comparison.b),
        _text(wording.differs(comparison)),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _case(number: int, comparison: Comparison) -> Iterator[str]:
    verdict, case = comparison.verdict, comparison.a.case
    yield f'<details id="case-{number}" class="{verdict}"{"" if verdict == "same" else " open"}>'
    yield f'<summary><span class="verdict">{wording.MARKS[verdict]} {verdict}</span>'
    where = _text(place(comparison.a.file, case.line))
    yield f"<bdi>{_text(one_line(case.ask))}</bdi> <small>{where}</small></summary>"
    yield '<div class="sides">'
    yield from _side("A", comparison, comparison.a)
    yield from _side("B", comparison, comparison.b)
    yield "</div></details>"


def _side(side: str, comparison: Comparison, outcome: Outcome) -> Iterator[str]:
    yield f"<section><h3>{side}: {_outcome(side, comparison, outcome)}</h3>"
    if outcome.case.after:
        yield f'<p class="dim">after: {_text(one_line(" · ".join(outcome.case.after)))}</p>'
    if outcome.problem:
        yield f"<pre>{_text(told(outcome.problem))}</pre>"
    if outcome.told and not comparison.statements:  # the other side has no answer to compare it with
        yield f'<p dir="auto">{_text(outcome.told["answer"])}</p>'
    for change in comparison.statements:
        if said := change.a if side == "A" else change.b:
            parts = (_statement(side, change), _numbers(side, change, said), _support(side, change, said))
            yield f'<p dir="auto">{" ".join(part for part in parts if part)}</p>'
    if outcome.told:
        yield from _citations(side, comparison, outcome.told["citations"])
        tokens = sum(outcome.told["usage"].values())
        yield f'<p class="dim">{tokens:,} tokens, {outcome.seconds:.2f} s</p>'
    if outcome.failures:
        yield "<h4>Expectations that do not hold</h4>"
        lines = (line for failure in outcome.failures for line in difference(outcome.file, failure))
        yield f"<pre>{_text(chr(10).join(lines))}</pre>"
    yield "</section>"


def _outcome(side: str, comparison: Comparison, outcome: Outcome) -> str:
    a, b = comparison.a, comparison.b
    went = _marked(side, wording.outcome(outcome), differs=wording.outcome(a) != wording.outcome(b))
    answered = _marked(side, wording.answered(outcome), differs=wording.answered(a) != wording.answered(b))
    return f"{went}, {answered}"


def _statement(side: str, change: Change) -> str:
    """A statement as one side has it, with the words marked that the other does not have."""
    written = before = ""
    for piece in change.words:
        if piece.kind in {"same", _PIECES[side]}:
            text = html.escape(unlinked(clean(piece.text), before))
            before += clean(piece.text)
            bare = text.rstrip()
            marked = f"<{_TAGS[side]}>{bare}</{_TAGS[side]}>" if piece.kind != "same" else bare
            written += marked + text[len(bare) :]
    return written.rstrip()


def _numbers(side: str, change: Change, said: Said) -> str:
    numbers = " ".join(f"[{number}]" for number in said.numbers)
    return _marked(side, numbers, differs=change.cites_otherwise) if numbers else ""


def _support(side: str, change: Change, said: Said) -> str:
    if not said.support:
        return ""
    kind = "support" if said.support == "supported" else "support doubtful"
    return f'<span class="{kind}">{_marked(side, wording.verdict(said), differs=change.support_differs)}</span>'


def _citations(side: str, comparison: Comparison, citations: Sequence[Citation]) -> Iterator[str]:
    if not citations:
        return
    alone = comparison.lost if side == "A" else comparison.gained
    yield "<h4>Citations</h4><ul>"
    for citation in citations:
        where = _text(one_line(f"[{citation['number']}] {citation['source']}:{citation['line']}"))
        shown = f'{where}<blockquote dir="auto">{_text(" ".join(citation["quote"].split()))}</blockquote>'
        yield f"<li><{_TAGS[side]}>{shown}</{_TAGS[side]}></li>" if citation in alone else f"<li>{shown}</li>"
    yield "</ul>"


def _marked(side: str, text: str, *, differs: bool) -> str:
    return f"<{_TAGS[side]}>{_text(text)}</{_TAGS[side]}>" if differs else _text(text)


def _text(text: str) -> str:
    """Text that is nothing but text: no tag, no address, nothing that changes the direction of writing."""
    return html.escape(unlinked(clean(text)))
