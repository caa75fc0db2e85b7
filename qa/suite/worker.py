"""The process that asks for pytest: requests come in and replies go out, each JSON on a line.

pytest's own process has the modules of the project that is tested, and this one has ours. What is printed here beside
the replies goes to standard error. It ends with its input, at once: nobody waits any more for what it is doing then.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import queue
import re
import shlex
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from index.files import real
from qa import settings
from qa.assembly import RecordMode, Tapes
from qa.errors import TapeUnreadable, Unconfigured, told
from qa.models.recording import folded
from qa.render.clean import clean, display, file_name, one_line
from qa.render.json import as_dict
from qa.suite import reporting
from qa.suite.cases import Suite
from qa.suite.expecting import plain, shown
from qa.suite.hints import PYTEST, advise
from qa.suite.jobs import Choice, job
from qa.suite.loading import load
from qa.suite.running import PROBLEMS, Bench, Outcome, Places
from qa.suite.temporary import remove, temporary_folder
from qa.suite.unplayed import unplayed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qa.suite.cases import Case
    from qa.suite.running import Job

    Said = Mapping[str, Any]

_LONGEST_NAME = 120


class Worker:
    """Answers requests.

    Args:
        folder: an empty one, for indexes.
    """

    def __init__(self, folder: Path) -> None:
        self._places = Places(folder)
        self._suites: dict[Path, Suite] = {}
        self._once: dict[Path, RecordMode] = {}
        self._open: tuple[Job, Bench] | None = None
        self._asked: dict[Path, tuple[Job, set[int]]] = {}
        self._played: collections.defaultdict[Path, set[str]] = collections.defaultdict(set)

    def answer(self, request: Said) -> Said:
        """The reply to a request, or the problem with it."""
        ways = {
            "collect": self._collect,
            "check": self._check,
            "ask": self._ask,
            "find": self._find,
            "leave": self._leave,
        }
        settings.take_over(request["environment"])
        try:
            return ways[request["do"]](request)
        except PROBLEMS as exc:
            advise(exc, PYTEST)
            return {"problem": clean(told(exc))}

    def _collect(self, request: Said) -> Said:
        """The cases of a file: their names and lines."""
        cases = self._suite(request).cases
        return {"cases": list(zip(names(cases), (case.line for case in cases), strict=True))}

    def _check(self, request: Said) -> Said:
        """Why a case of a file does not hold; None where it does."""
        suite = self._suite(request)
        number = request["number"]
        try:
            wanted = self._job(suite, request, file_name(suite.path))
            self._asked.setdefault(suite.path, (wanted, set()))[1].add(number)
            outcome = self._bench(wanted).ask(number)
            if suite.tape:
                self._played[suite.tape] |= outcome.played
        except PROBLEMS as exc:
            outcome = Outcome(suite.path, suite.cases[number], seconds=0, told=None, problem=exc)
        if outcome.problem:
            advise(outcome.problem, PYTEST)
        return {"failure": None if outcome.holds else reporting.in_words(outcome)}

    def _ask(self, request: Said) -> Said:
        """The answer to a question of a test."""
        file = Path(request["file"])
        held = settings.load(file.parent, model=request["model"])
        sources = [real(Path(source)) for source in request["sources"]] or list(held.sources)
        if not sources:
            message = "there is nothing to answer from"
            raise Unconfigured(message, hint="Name sources in the marker qa, in qa_sources of pytest, or in qa.toml.")
        again = f"{file_name(file)}{request['node']}"
        suite = Suite(file, tuple(sources), _tape(request, has_model=bool(held.model)), None, ())
        wanted = self._job(suite, request, again)
        if wanted.tapes.replay and not wanted.tapes.replay.exists():
            message = f"no such tape: {file_name(wanted.tapes.replay)}"
            raise TapeUnreadable(message, hint=f"Record it with: {wanted.tapes.again}")
        self._close()  # its index may be the same
        with contextlib.closing(Bench(wanted)) as bench:  # a new one sees that its sources, or its tape, have changed
            bench.check_tape()
            turn = bench.converse((*request["after"], request["question"]))
            if suite.tape:
                self._played[suite.tape] |= bench.played
        if turn.failure:
            raise turn.failure
        answer = as_dict(turn)
        return {"answer": answer, "shown": clean("\n".join(_shown(answer)))}

    def _find(self, request: Said) -> Said:
        """In which of some texts some words are, compared as those of a case are."""
        alike: Callable[[str], str] = folded if request["by"] == "cites" else plain
        wanted = alike(request["words"])
        return {"at": [number for number, text in enumerate(request["texts"]) if wanted in alike(text)]}

    def _leave(self, _: Said) -> Said:
        """What is on tapes and was not played, of the files whose cases have all been asked."""
        done = [job for job, numbers in self._asked.values() if len(numbers) == len(job.suite.cases)]
        names = {job.suite.path for job in done}
        others = {suite.tape for suite in self._suites.values() if suite.path not in names}
        done = [job for job in done if job.suite.tape not in others]
        used = {job.suite.tape: self._played[job.suite.tape] for job in done if job.suite.tape}
        return {"unplayed": [reporting.no_use(one) for one in unplayed(done, used)]}

    def _suite(self, request: Said) -> Suite:
        file = Path(request["file"])
        if file not in self._suites:
            try:
                self._suites[file] = load(Path(display(file)), new_tape=request["mode"] != RecordMode.NONE)
            except TapeUnreadable as exc:
                hint = f"{exc.hint} Record it with: {_again(request, file_name(file))}"
                raise TapeUnreadable(str(exc), hint=hint) from exc
        return self._suites[file]

    def _job(self, suite: Suite, request: Said, what: str) -> Job:
        """The job of a suite, of which pytest runs `what`."""
        mode = RecordMode(request["mode"])
        if suite.tape and mode is RecordMode.ONCE:
            # What has been recorded since this was asked first does not end it.
            if suite.tape not in self._once:
                begins = Tapes.in_mode(suite.tape, mode).record
                self._once[suite.tape] = RecordMode.ALL if begins else RecordMode.NONE
            mode = self._once[suite.tape]
        choice = Choice({"model": request["model"]} if request["model"] else {}, mode=mode)
        return self._places.placed(job(suite, choice, again=_again(request, what)))

    def _bench(self, wanted: Job) -> Bench:
        """The bench of a job, kept open until that of another is wanted."""
        if self._open and self._open[0] == wanted:
            return self._open[1]
        self._close()
        bench = Bench(wanted)
        try:
            bench.check_tape()
        except BaseException:
            bench.close()
            raise
        self._open = wanted, bench
        return bench

    def _close(self) -> None:
        if self._open:
            self._open[1].close()
            self._open = None


def names(cases: Sequence[Case]) -> list[str]:
    """A name for each case that a node id of pytest can have: on one line, without its separator, and once."""
    found: dict[str, None] = {}
    for case in cases:
        text = re.sub(":{2,}", ":", one_line(" · ".join((*case.after, case.ask))))
        if len(text) > _LONGEST_NAME:
            text = f"{text[: _LONGEST_NAME // 2]}…{text[-_LONGEST_NAME // 2 :]}"
        name = text
        number = 1
        while name in found:
            number += 1
            name = f"{text} ({number})"
        found[name] = None
    return list(found)


def _again(request: Said, what: str) -> str:
    """The command of pytest that records what is missing on a tape."""
    model = [f"--qa-model={request['model']}"] if request["model"] else []
    return shlex.join(["pytest", "--qa-record-mode=new", *model, what])


def _tape(request: Said, *, has_model: bool) -> Path | None:
    """The tape that a test names; else the one of its file, where there is one or there is something to record."""
    if request["tape"]:
        return real(Path(request["tape"]))
    file = Path(request["file"])
    own = file.with_name(f"{file.stem}.tape.yaml")
    records = has_model and request["mode"] != RecordMode.NONE
    return own if records or own.exists() else None


def _shown(answer: Said) -> Iterator[str]:
    """An answer as a report has it."""
    yield answer["question"]
    yield answer["answer"]
    for statement in answer["statements"]:
        if statement["support"] != "supported":
            why = "; ".join(statement["problems"])
            yield f"{statement['support']}: {statement['text']}{f' ({why})' if why else ''}"
    for citation in answer["citations"]:
        yield shown(citation["number"], citation["source"], citation["line"], citation["quote"])


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest, which ends this process
    requests, replies = _streams()
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    with temporary_folder() as folder:
        threading.Thread(target=_receive, args=(requests, waiting, folder), daemon=True).start()
        worker = Worker(folder)
        while True:
            reply = worker.answer(json.loads(waiting.get()))
            replies.write(f"\x1e{json.dumps(reply)}\n")  # in ASCII, which no locale spoils
            replies.flush()


def _streams() -> tuple[TextIO, TextIO]:
    """Where requests come from and replies go to; what libraries read and print has nothing to do with it."""
    requests = os.fdopen(os.dup(0), encoding="ascii")
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    os.close(nowhere)
    sys.stdout = sys.stderr
    return requests, replies


def _receive(requests: TextIO, waiting: queue.SimpleQueue[str], folder: Path) -> None:
    for line in requests:
        waiting.put(line)
    remove(folder)
    os._exit(0)
