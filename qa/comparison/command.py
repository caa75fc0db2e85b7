"""`qa compare`: two sides and files in, the differences out, and whether B broke anything."""

from __future__ import annotations

import contextlib
import itertools
import shlex
import shutil
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa import settings
from qa.assembly import RecordMode
from qa.comparison import page
from qa.comparison.comparing import compare as compared
from qa.comparison.data import as_dict
from qa.comparison.sides import side
from qa.comparison.table import Table
from qa.errors import WrongUsage
from qa.render.clean import file_name, to_json
from qa.streams import say
from qa.suite import reports
from qa.suite.hints import COMPARE, advising
from qa.suite.jobs import ask, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from qa.comparison.comparing import Comparison
    from qa.suite.jobs import Indexing
    from qa.suite.running import Job

_UNBROKEN, _BROKEN = 0, 1
_NARROWEST, _WIDEST = 62, 120
_SAME = "Warning: both sides are the same configuration; what differs, differs by chance."


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare.

    Attributes:
        words: ask only the cases that have these in their questions.
        workers: processes that ask at the same time.
        html: where to write a page.
        mode: which replies are recorded on the tapes of the sides.
        quiet: whether to leave out notices.
    """

    words: str = ""
    workers: int = 1
    html: Path | None = None
    as_json: bool = False
    quiet: bool = False
    mode: RecordMode = RecordMode.NONE


@advising(COMPARE)
def compare(
    a: str,
    b: str,
    files: Sequence[Path],
    options: Options,
    *,
    code_of: Callable[[Exception], int],
    indexing: Indexing,
) -> int:
    """Ask the cases of files under two configurations and report on stdout.

    Args:
        a, b: the sides as they were typed.
        code_of: the exit code of a problem.
        indexing: shows how far the indexing is.

    Returns:
        1 where a case holds under A and not under B; else the code of the first problem with asking, or 0.
    """
    again = shlex.join(["qa", "compare", "--record-mode", "new", a, b, *map(file_name, files)])
    first, second = (jobs(files, options.words, side(typed, options.mode), lambda _: again) for typed in (a, b))
    if options.mode is not RecordMode.NONE and not any(job.suite.tape for job in (*first, *second)):
        message = "neither side has a tape to record on"
        raise WrongUsage(message, hint="Name one in a side, as in: model=llama3.2,tape=llama.tape.yaml")
    if first == second and not options.quiet:
        say(_SAME)
    if options.html:
        reports.begin(options.html, "--html", "compared.html")
    styled = sys.stdout.isatty() and settings.wants_colour()
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    table = Table(sys.stdout, styled=styled, width=min(max(columns, _NARROWEST), _WIDEST))
    begun = time.perf_counter()
    comparisons: list[Comparison] = []
    with contextlib.closing(_comparisons(first, second, options.workers, indexing)) as found:
        for comparison in found:
            if not options.as_json:
                if not comparisons:
                    table.heading(a, b)
                table.row(comparison)
            comparisons.append(comparison)
    seconds = time.perf_counter() - begun
    if options.html:
        reports.write(options.html, page.render(comparisons, a, b), "--html")
    if options.as_json:
        print(to_json(as_dict(comparisons, a, b, seconds)))
    else:
        for comparison in comparisons:
            table.details(comparison)
        table.totals(comparisons)
    return _code(comparisons, code_of)


def _comparisons(
    a: Sequence[Job], b: Sequence[Job], workers: int, indexing: Indexing
) -> Generator[Comparison, None, None]:
    """File by file: its cases under A, then under B, and what differs as soon as both are known."""
    in_turn = list(itertools.chain.from_iterable(zip(a, b, strict=True)))
    with contextlib.closing(ask(in_turn, workers=workers, indexing=indexing, hints=COMPARE)) as outcomes:
        for job in a:
            before = list(itertools.islice(outcomes, len(job.chosen)))
            for old, new in zip(before, outcomes, strict=False):
                yield compared(old, new)


def _code(comparisons: Sequence[Comparison], code_of: Callable[[Exception], int]) -> int:
    if any(comparison.verdict == "broken" for comparison in comparisons):
        return _BROKEN
    problems = (comparison.a.problem or comparison.b.problem for comparison in comparisons)
    return next((code_of(problem) for problem in problems if problem), _UNBROKEN)
