"""Outcomes for people, for programs and for JUnit's readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TextIO

from qa.errors import told
from qa.render.clean import clean, file_name, one_line, unlinked
from qa.render.style import BOLD, DIM, GREEN, RED, YELLOW, style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qa.suite.expecting import Failure
    from qa.suite.running import Outcome
    from qa.suite.unplayed import Unplayed

SCHEMA = 1
MOST_UNPLAYED = 20
"""Of what no case used, how much is shown to a person."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Lines:
    """Writes a line a case, and below it what differs.

    Args:
        styled: whether to use colours.
    """

    def __init__(self, stream: TextIO, *, styled: bool) -> None:
        self._stream = stream
        self._styled = styled

    def outcome(self, outcome: Outcome) -> None:
        mark = self._in(GREEN, "✓") if outcome.holds else self._in(RED, "✗")
        name = one_line(outcome.case.ask)
        if not outcome.holds:
            name = self._in(BOLD, name)
        self._print(f"{mark} {name} {self._in(DIM, f'{outcome.seconds:.2f} s')}")
        if outcome.case.after and not outcome.holds:
            self._print(f"    after: {one_line(' · '.join(outcome.case.after))}")
        if outcome.problem:
            self._print(f"    {place(outcome.file, outcome.case.line)}: cannot be asked")
            for line in clean(told(outcome.problem)).split("\n"):
                self._print(f"    {self._in(RED, line)}")
        for failure in outcome.failures:
            for line in difference(outcome.file, failure):
                colour = {"-": RED, "+": GREEN}.get(line.strip()[:1])
                self._print(f"    {self._in(colour, line) if colour else line}")

    def unplayed(self, found: Sequence[Unplayed]) -> None:
        """What no case used, as far as a person reads."""
        for one in found[:MOST_UNPLAYED]:
            self._print(self._in(YELLOW, f"! {no_use(one)}"))
        if more := len(found[MOST_UNPLAYED:]):
            self._print(self._in(YELLOW, f"! … and {more:,} more; --json and --junit have them all"))

    def summary(self, outcomes: Sequence[Outcome], of: int, seconds: float) -> None:
        counted = counts(outcomes)
        parts = [f"{counted['failed']} failed"] * bool(counted["failed"])
        parts += [f"{counted['errors']} could not be asked"] * bool(counted["errors"])
        parts += [f"{of - len(outcomes)} not asked"] * (of > len(outcomes))
        parts += [f"{counted['passed']} of {of} {'hold' if counted['passed'] != 1 else 'holds'}"]
        good = counted["passed"] == of
        self._print(self._in(GREEN if good else RED, f"{', '.join(parts)} ({seconds:.1f} s)"))

    def _in(self, code: str, text: str) -> str:
        return style(text, code) if self._styled else text

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class Status:
    """On a terminal, a line below the outcomes that says how far it is, and is gone afterwards."""

    _WIDTH = 60

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream if stream.isatty() else None
        self._total = total

    def show(self, done: int, question: str) -> None:
        if self._stream:
            text = f"{done + 1} of {self._total}: {one_line(question)}"
            print(f"\r\x1b[K{text[: self._WIDTH]}", end="", file=self._stream, flush=True)

    def hide(self) -> None:
        if self._stream:
            print("\r\x1b[K", end="", file=self._stream, flush=True)


def difference(file: Path, failure: Failure) -> Iterator[str]:
    """What should be (-) and what is (+), with the place of the expectation."""
    yield f"{place(file, failure.line)}: {failure.key}"
    for sign, texts in (("-", failure.expected), ("+", failure.actual)):
        for text in texts:
            first, *rest = unlinked(clean(text)).split("\n")
            yield f"  {sign} {first}"
            yield from (f"    {line}" for line in rest if line.strip())
    yield from (f"  hint: {unlinked(one_line(hint))}" for hint in failure.hints)


def in_words(outcome: Outcome) -> str:
    """Why a case does not hold, on several lines."""
    if outcome.problem:
        return f"{place(outcome.file, outcome.case.line)}: cannot be asked\n{clean(told(outcome.problem))}"
    return "\n".join(line for failure in outcome.failures for line in difference(outcome.file, failure))


def place(file: Path, line: int) -> str:
    return f"{file_name(file)}:{line}"


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    words = [word(outcome) for outcome in outcomes]
    return {"passed": words.count("passed"), "failed": words.count("failed"), "errors": words.count("error")}


def no_use(one: Unplayed) -> str:
    """That no case used something of a tape."""
    if one.ask is None:
        return f"{file_name(one.tape)}: no file of cases names this tape"
    where = place(one.tape, one.line) if one.line else file_name(one.tape)
    return f"{where}: never played: “{one_line(one.ask)}”"


def as_dict(outcomes: Sequence[Outcome], of: int, seconds: float, unplayed: Sequence[Unplayed] = ()) -> dict[str, Any]:
    """The outcomes as plain data. The form is a contract: keys may be added, not changed."""
    return {
        "schema": SCHEMA,
        **counts(outcomes),
        "not_asked": of - len(outcomes),
        "seconds": round(seconds, 4),
        "cases": [{**case_dict(outcome), **outcome_dict(outcome)} for outcome in outcomes],
        "unplayed": [{"tape": file_name(one.tape), "line": one.line or None, "ask": one.ask} for one in unplayed],
    }


def case_dict(outcome: Outcome) -> dict[str, Any]:
    """What was asked, as plain data."""
    return {
        "file": file_name(outcome.file),
        "line": outcome.case.line,
        "ask": outcome.case.ask,
        "after": list(outcome.case.after),
    }


def outcome_dict(outcome: Outcome) -> dict[str, Any]:
    """What came of it, as plain data."""
    return {
        "outcome": word(outcome),
        "seconds": round(outcome.seconds, 4),
        "failures": [
            {
                "key": failure.key,
                "line": failure.line,
                "expected": list(failure.expected),
                "actual": list(failure.actual),
                "hints": list(failure.hints),
            }
            for failure in outcome.failures
        ],
        "problem": told(outcome.problem) if outcome.problem else None,
        "answer": outcome.told,
    }


def junit(outcomes: Sequence[Outcome], seconds: float, unplayed: Sequence[Unplayed] = ()) -> str:
    """The outcomes as JUnit's XML, a suite a file; what no case used is the output of one more."""
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", _totals(outcomes, seconds))
    for file in dict.fromkeys(outcome.file for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.file == file]
        totals = _totals(own, sum(outcome.seconds for outcome in own))
        suite = ET.SubElement(root, "testsuite", {"name": _xml(str(file)), **totals})
        for outcome in own:
            case = ET.SubElement(
                suite,
                "testcase",
                {
                    "classname": _xml(str(file)),
                    "name": _xml(" · ".join((*outcome.case.after, outcome.case.ask))),
                    "file": _xml(str(file)),
                    "line": str(outcome.case.line),
                    "time": f"{outcome.seconds:.3f}",
                },
            )
            text = _xml(in_words(outcome))
            if outcome.problem:
                ET.SubElement(case, "error", {"message": _xml(str(outcome.problem))}).text = text
            elif outcome.failures:
                keys = ", ".join(failure.key for failure in outcome.failures)
                ET.SubElement(case, "failure", {"message": f"not as expected: {keys}"}).text = text
    if unplayed:
        suite = ET.SubElement(root, "testsuite", {"name": "tapes", **_totals([], 0)})
        ET.SubElement(suite, "system-out").text = _xml("\n".join(map(no_use, unplayed)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _totals(outcomes: Sequence[Outcome], seconds: float) -> dict[str, str]:
    counted = counts(outcomes)
    return {
        "tests": str(len(outcomes)),
        "failures": str(counted["failed"]),
        "errors": str(counted["errors"]),
        "time": f"{seconds:.3f}",
    }


def word(outcome: Outcome) -> str:
    """How a case went, in a word."""
    return "error" if outcome.problem else "failed" if outcome.failures else "passed"


def _xml(text: str) -> str:
    """The text without what XML cannot have."""
    return _NOT_XML.sub("\ufffd", text)
