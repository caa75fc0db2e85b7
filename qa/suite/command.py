"""`qa check`: files in, a report out, and how it went."""

from __future__ import annotations

import contextlib
import dataclasses
import shlex
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa import settings
from qa.assembly import RecordMode, Tapes
from qa.errors import Unconfigured, WrongUsage
from qa.render.clean import file_name, to_json
from qa.suite import reporting, running
from qa.suite.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from index import Progress

_HOLDS, _FAILS = 0, 1
_CASES = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class Options:
    """How to check.

    Attributes:
        words: ask only the cases that have these in their questions.
        first: stop at the first case that fails.
        workers: processes that ask at the same time.
        junit: where to write a report for other programs.
        mode: which replies are recorded on the tapes of the files.
    """

    words: str = ""
    first: bool = False
    workers: int = 1
    junit: Path | None = None
    as_json: bool = False
    model: str | None = None
    no_model: bool = False
    mode: RecordMode = RecordMode.NONE


def check(
    files: Sequence[Path],
    options: Options,
    *,
    code_of: Callable[[Exception], int],
    indexing: AbstractContextManager[Callable[[Progress], None] | None],
) -> int:
    """Ask the cases of files and report on stdout.

    Args:
        code_of: the exit code of a problem.
        indexing: shows how far the indexing is.

    Returns:
        0 where all hold, 1 where an answer is not as expected; else the code of the first problem with asking.
    """
    jobs = [job for file in files if (job := _job(file, options)).chosen]
    total = sum(len(job.chosen) for job in jobs)
    if not total:
        message = f"no case has the words “{options.words}” in its questions"
        raise WrongUsage(message, hint="Leave out -k to ask them all.")
    if options.junit and options.junit.suffix in _CASES:
        message = f"{file_name(options.junit)} looks like a file of cases, and would be written over"
        raise WrongUsage(message, hint="Give --junit the name of the report, as in: --junit report.xml")
    if options.junit:
        _write(options.junit, "")  # before anything is asked for that could not be kept
    lines = reporting.Lines(sys.stdout, styled=sys.stdout.isatty() and settings.wants_colour())
    begun = time.perf_counter()
    outcomes = _ask(jobs, options, indexing, (lambda _: None) if options.as_json else lines.outcome)
    seconds = time.perf_counter() - begun
    if options.junit:
        _write(options.junit, reporting.junit(outcomes, seconds))
    if options.as_json:
        print(to_json(reporting.as_dict(outcomes, total, seconds)))
    else:
        lines.summary(outcomes, total, seconds)
    return _code(outcomes, code_of)


def _ask(
    jobs: Sequence[running.Job],
    options: Options,
    indexing: AbstractContextManager[Callable[[Progress], None] | None],
    show: Callable[[running.Outcome], None],
) -> list[running.Outcome]:
    """The outcomes, shown as they come, with a line on a terminal that says which case is next."""
    questions = [job.suite.cases[number].ask for job in jobs for number in job.chosen]
    status = reporting.Status(sys.stderr, len(questions))
    outcomes: list[running.Outcome] = []
    with contextlib.ExitStack() as bar, contextlib.ExitStack() as ending:

        def ready() -> None:
            bar.close()
            status.show(0, questions[0])

        ending.callback(status.hide)
        asked = running.run(jobs, workers=options.workers, progress=bar.enter_context(indexing), ready=ready)
        ending.callback(asked.close)
        for outcome in asked:
            outcomes.append(outcome)
            status.hide()
            show(outcome)
            if options.first and not outcome.holds:
                break
            if len(outcomes) < len(questions):
                status.show(len(outcomes), questions[len(outcomes)])
    return outcomes


def _job(file: Path, options: Options) -> running.Job:
    records = options.mode is not RecordMode.NONE
    suite = load(file, new_tape=records)
    chosen = tuple(number for number, case in enumerate(suite.cases) if case.has(options.words))
    held = settings.load(file.resolve().parent, model=options.model)
    if records and not suite.tape:
        message = f"{file_name(file)} names no tape to record on"
        raise WrongUsage(message, hint="Add a line to it, as in: tape: answers.tape.yaml")
    if options.no_model:
        held = settings.without_model(held)
        suite = dataclasses.replace(suite, tape=None, model=None)
    elif options.model:
        suite = dataclasses.replace(suite, model=None)
    again = shlex.join(["qa", "check", "--record-mode", "new", file_name(file)])
    tapes = Tapes.in_mode(suite.tape, options.mode, again) if suite.tape else Tapes()
    if tapes.replay and not options.model:
        held = dataclasses.replace(held, model="")  # the one of the tape, whatever is configured here
    if tapes.record and not tapes.keep and not (held.model or suite.model):
        message = "there is no language model to record"
        raise Unconfigured(message, hint="Name one with --model or QA_MODEL.")
    return running.Job(suite, held, chosen, tapes)


def _code(outcomes: Sequence[running.Outcome], code_of: Callable[[Exception], int]) -> int:
    if any(outcome.failures for outcome in outcomes):
        return _FAILS
    return next((code_of(outcome.problem) for outcome in outcomes if outcome.problem), _HOLDS)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        message = f"cannot write {file_name(path)}: {exc.strerror or exc}"
        raise WrongUsage(message, hint="Choose another file for --junit.") from exc
