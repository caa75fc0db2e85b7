"""Asking the cases of suites.

The index of a suite is a temporary one, made of its sources and of nothing else. The person's own index may hold more
or other documents, and what is found depends on all of them; and a check that changed it would change what they are
answered. It is not kept either: an index that is always new cannot be out of date, and the sources of a suite are few.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import IndexProblem, SourceProblem
from prompts import TemplateProblem
from qa import assembly
from qa.errors import QaProblem, TapeUnreadable, WrongUsage
from qa.render.json import as_dict
from qa.suite.expecting import Failure, failures
from qa.suite.sentences import Sentences, wrong_quotes
from qa.suite.temporary import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor
    from pathlib import Path

    from index import Progress
    from qa.assistant import Assistant, Turn
    from qa.settings import Settings
    from qa.suite.cases import Case, Suite

Problem = QaProblem | IndexProblem | TemplateProblem
PROBLEMS = (QaProblem, IndexProblem, TemplateProblem)


@dataclass(frozen=True, slots=True)
class Job:
    """A suite, and how it is to be asked.

    Attributes:
        chosen: the numbers of its cases that are asked.
        tapes: what its tape, if it has one, is for.
    """

    suite: Suite
    settings: Settings
    chosen: tuple[int, ...]
    tapes: assembly.Tapes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    Attributes:
        seconds: how long it took, its earlier turns included.
        told: the answer as `qa ask --json` prints it; None where there is none.
        problem: why there is none.
        played: keys of the entries of its tape that have been used by then.
    """

    file: Path
    case: Case
    seconds: float
    told: dict[str, Any] | None
    failures: tuple[Failure, ...] = ()
    problem: Problem | None = None
    played: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        return not self.failures and not self.problem


def run(
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> Generator[Outcome, None, None]:
    """The outcomes, in the order of the files, each as soon as it is known.

    Args:
        workers: processes that ask at the same time. Processes, because an index that one of them has open is not
            disturbed by what another does with its own, and because much of an answer is computed here.
        ready: is called once all is indexed and the asking begins.

    Raises:
        IndexProblem, TapeUnreadable, Unconfigured: the cases cannot be asked.
        WrongUsage: a process was ended from outside.
    """
    with temporary_folder() as folder:
        places = Places(folder)
        placed = [places.placed(job) for job in jobs]
        for job in placed:
            with contextlib.closing(Bench(job, progress)) as bench:
                bench.check_tape()
        ready()
        if workers > 1:
            yield from _run_in_processes(placed, workers)
            return
        for job in placed:
            with contextlib.closing(Bench(job)) as bench:
                for number in job.chosen:
                    yield bench.ask(number)


class Places:
    """Folders for the indexes of jobs; those with the same sources, embedder and chunks share one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[object, Path] = {}

    def placed(self, job: Job) -> Job:
        """The job, with the folder of its index."""
        # Vectors that are replayed are those of one tape.
        embedder = (job.settings.embedder, job.suite.tape if job.settings.embedder else None)
        key = (frozenset(job.suite.sources), embedder, job.settings.chunk_tokens)
        index = self._taken.setdefault(key, self._folder / str(len(self._taken)))
        return dataclasses.replace(job, settings=dataclasses.replace(job.settings, index=index, sources=()))


class Bench:
    """Where the cases of one suite are asked: an assistant on the suite's own index."""

    def __init__(self, job: Job, progress: Callable[[Progress], None] | None = None) -> None:
        self._suite = job.suite
        self._assistant = _assistant(job, progress)
        self._sentences = Sentences(self._assistant.index.documents())

    def close(self) -> None:
        self._assistant.index.close()

    def check_tape(self) -> None:
        """See that what is quoted on the tape is in the sources.

        Raises:
            TapeUnreadable: it is not; the message has the lines.
        """
        tape = self._assistant.tape
        if tape and (wrong := wrong_quotes(tape, self._sentences)):
            raise TapeUnreadable("\n".join(wrong), hint="Quote a few words exactly as they stand in one sentence.")

    def ask(self, number: int) -> Outcome:
        outcome = self._asked(self._suite.cases[number])
        return dataclasses.replace(outcome, played=self.played)

    @property
    def played(self) -> frozenset[str]:
        """Keys of the entries of its tape that have been used."""
        tape = self._assistant.tape
        return frozenset(tape.played) if tape else frozenset()

    def _asked(self, case: Case) -> Outcome:
        begun = time.perf_counter()
        try:
            turn = self.converse((*case.after, case.ask))
        except PROBLEMS as exc:
            return Outcome(self._suite.path, case, time.perf_counter() - begun, None, problem=exc)
        told = as_dict(turn)
        seconds = time.perf_counter() - begun
        found = failures(case, told, self._sentences.find)
        if turn.incomplete and not turn.failure:
            found.append(Failure("answered", case.line_of("answered"), ("a whole answer",), (turn.incomplete,)))
        return Outcome(self._suite.path, case, seconds, told, tuple(found), turn.failure)

    def converse(self, questions: Sequence[str]) -> Turn:
        """The last turn of a conversation of its own.

        Raises:
            QaProblem, IndexProblem, TemplateProblem: a question cannot be answered.
        """
        turns: list[Turn] = []
        for question in questions:
            turns.append(self._assistant.ask(question, history=turns, repair=True))
        return turns[-1]


def _assistant(job: Job, progress: Callable[[Progress], None] | None) -> Assistant:
    settings = job.settings
    if job.suite.model:
        settings = dataclasses.replace(settings, model=job.suite.model)
    assistant = assembly.assistant(settings, job.tapes, only=job.suite.sources, progress=progress)
    if assistant.left_out:
        assistant.index.close()
        raise SourceProblem("\n".join(assistant.left_out), hint="A suite needs all of its sources.")
    return assistant


# In processes

_jobs: list[Job] = []
_benches: dict[int, Bench] = {}
"""In a worker: the jobs, and the bench of the one it is at."""


def _run_in_processes(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    tasks = [(at, number) for at, job in enumerate(jobs) for number in job.chosen]
    pool = ProcessPoolExecutor(
        min(workers, len(tasks)),
        multiprocessing.get_context("spawn"),  # what has been loaded here does not survive a fork
        initializer=_begin_worker,
        initargs=(list(jobs),),
    )
    try:
        yield from _in_order(pool, tasks, ahead=2 * workers)
    except BrokenProcessPool as exc:
        message = "a process that asks was ended from outside"
        raise WrongUsage(message, hint="There may be too little memory; use fewer with --jobs.") from exc
    except BaseException:  # nobody waits for the others any more: Ctrl-C, or a first failure that ends it
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, tasks: Sequence[tuple[int, int]], ahead: int) -> Iterator[Outcome]:
    """The outcomes of tasks. Few are begun ahead, so that little is asked in vain when the first failure ends it."""
    waiting: collections.deque[Future[Outcome]] = collections.deque()
    for task in tasks:
        waiting.append(pool.submit(_ask_in_worker, *task))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin_worker(jobs: list[Job]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for this one
    _jobs[:] = jobs


def _ask_in_worker(at: int, number: int) -> Outcome:
    if at not in _benches:
        for bench in _benches.values():
            bench.close()
        _benches.clear()
        _benches[at] = Bench(_jobs[at])
    return _benches[at].ask(number)
