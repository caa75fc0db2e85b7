"""`qa check`: files in, a report out, and how it went."""

from __future__ import annotations

import contextlib
import shlex
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa import settings
from qa.assembly import RecordMode
from qa.errors import WrongUsage
from qa.render.clean import file_name, to_json
from qa.streams import say
from qa.suite import reporting, reports
from qa.suite.hints import CHECK, advising
from qa.suite.jobs import Choice, ask, jobs
from qa.suite.unplayed import played, prune, shared, unplayed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qa.suite.jobs import Indexing
    from qa.suite.running import Job, Outcome
    from qa.suite.unplayed import Unplayed

_HOLDS, _FAILS = 0, 1


@dataclass(frozen=True, slots=True)
class Options:
    """How to check.

    Attributes:
        words: ask only the cases that have these in their questions.
        first: stop at the first case that fails.
        workers: processes that ask at the same time.
        junit: where to write a report for other programs.
        mode: which replies are recorded on the tapes of the files.
        prune: take off the tapes what no case uses.
        strict_tape: whether that there is such is a failure.
    """

    words: str = ""
    first: bool = False
    workers: int = 1
    junit: Path | None = None
    as_json: bool = False
    model: str | None = None
    no_model: bool = False
    mode: RecordMode = RecordMode.NONE
    prune: bool = False
    strict_tape: bool = False


@advising(CHECK)
def check(files: Sequence[Path], options: Options, *, code_of: Callable[[Exception], int], indexing: Indexing) -> int:
    """Ask the cases of files and report on stdout.

    Args:
        code_of: the exit code of a problem.
        indexing: shows how far the indexing is.

    Returns:
        0 where all hold, 1 where an answer is not as expected or a strict tape was not played in full; else the code
        of the first problem with asking.
    """
    if options.words and (options.prune or options.strict_tape):
        message = "what no case uses is only known when all are asked"
        raise WrongUsage(message, hint="Leave out -k with --prune and --strict-tape.")
    chosen = jobs(files, options.words, _choice(options), lambda file: _again(file, options.model))
    total = sum(len(job.chosen) for job in chosen)
    if options.junit:
        reports.begin(options.junit, "--junit", "report.xml")
    lines = reporting.Lines(sys.stdout, styled=sys.stdout.isatty() and settings.wants_colour())
    begun = time.perf_counter()
    outcomes: list[Outcome] = []
    with contextlib.closing(ask(chosen, workers=options.workers, indexing=indexing, hints=CHECK)) as asked:
        for outcome in asked:
            outcomes.append(outcome)
            if not options.as_json:
                lines.outcome(outcome)
            if options.first and not outcome.holds:
                break
    seconds = time.perf_counter() - begun
    unused = _unused(chosen, outcomes, options) if len(outcomes) == total else []
    if options.junit:
        reports.write(options.junit, reporting.junit(outcomes, seconds, unused), "--junit")
    if options.as_json:
        print(to_json(reporting.as_dict(outcomes, total, seconds, unused)))
    else:
        lines.unplayed(unused)
        lines.summary(outcomes, total, seconds)
    if options.strict_tape and unused:
        return _FAILS
    return _code(outcomes, code_of)


def _unused(jobs: Sequence[Job], outcomes: Sequence[Outcome], options: Options) -> list[Unplayed]:
    """What no case used of the tapes, once it is taken off them if that is wanted."""
    if options.words:
        return []
    others = shared(jobs)
    used = {tape: keys for tape, keys in played(jobs, outcomes).items() if tape not in others}
    if options.prune or options.strict_tape:
        for tape, names in others.items():
            together = "run both with pytest --qa-strict-tape" if ".py" in names else "check them together"
            say(f"Left {file_name(tape)} as it is: {names} may play more of it; {together}")
    if options.prune:
        if any(outcome.problem for outcome in outcomes):
            say("Left the tapes as they are: a case could not be asked")
        else:
            say(f"Took {prune(used)} off the tapes")
    return unplayed(jobs, used)


def _choice(options: Options) -> Choice:
    if options.no_model:
        return Choice({"model": ""}, own_tape=False)
    return Choice({"model": options.model} if options.model else {}, mode=options.mode)


def _again(file: Path, model: str | None) -> str:
    chosen = ["--model", model] if model else []
    return shlex.join(["qa", "check", "--record-mode", "new", *chosen, file_name(file)])


def _code(outcomes: Sequence[Outcome], code_of: Callable[[Exception], int]) -> int:
    if any(outcome.failures for outcome in outcomes):
        return _FAILS
    return next((code_of(outcome.problem) for outcome in outcomes if outcome.problem), _HOLDS)
