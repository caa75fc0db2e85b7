"""From files of cases to what is asked, and with what; and the outcomes as they come."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa import settings
from qa.assembly import RecordMode, Tapes, begun
from qa.errors import ModelMissing, WrongUsage
from qa.render.clean import file_name
from qa.suite import reporting, running
from qa.suite.hints import advise
from qa.suite.loading import load
from qa.suite.running import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from index import Progress
    from qa.suite.cases import Suite
    from qa.suite.hints import Hints
    from qa.suite.running import Outcome

    Indexing = AbstractContextManager[Callable[[Progress], None] | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen for all files, over what stands in them and in the settings of their projects.

    Attributes:
        values: settings; an empty model means that there is none.
        tape: where the replies are.
        own_tape: whether they are, where none is chosen, on the tape that a file names.
        mode: which replies are recorded on that tape.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tape: Path | None = None
    own_tape: bool = True
    mode: RecordMode = RecordMode.NONE


def jobs(files: Sequence[Path], words: str, choice: Choice, again: Callable[[Path], str]) -> list[Job]:
    """What is to be asked, of the files that have cases with these words.

    Args:
        again: the command that records what the tape of a file lacks.

    Raises:
        SuiteUnreadable, SourceMissing, TapeUnreadable: a file is not one of cases, or what it names is not there.
        Unconfigured: a setting is wrong.
        WrongUsage: there is nothing to ask, or no tape to record on.
    """
    found = [made for file in files if (made := _job(file, words, choice, again(file))).chosen]
    if not found:
        message = f"no case has the words “{words}” in its questions"
        raise WrongUsage(message, hint="Leave out -k to ask them all.")
    return found


def ask(asked: Sequence[Job], *, workers: int, indexing: Indexing, hints: Hints) -> Generator[Outcome, None, None]:
    """The outcomes as they come, between them a line on a terminal that says which case is next.

    Args:
        workers: processes that ask at the same time.
        indexing: shows how far the indexing is.
        hints: what the command knows to do about problems.
    """
    questions = [one.suite.cases[number].ask for one in asked for number in one.chosen]
    status = reporting.Status(sys.stderr, len(questions))
    with contextlib.ExitStack() as bar, contextlib.ExitStack() as ending:

        def ready() -> None:
            bar.close()
            status.show(0, questions[0])

        ending.callback(status.hide)
        outcomes = running.run(asked, workers=workers, progress=bar.enter_context(indexing), ready=ready)
        ending.callback(outcomes.close)
        for done, outcome in enumerate(outcomes, start=1):
            status.hide()
            if outcome.problem:
                advise(outcome.problem, hints)
            yield outcome
            if done < len(questions):
                status.show(done, questions[done])


def job(suite: Suite, choice: Choice, *, again: str) -> Job:
    """All cases of a suite, with the settings that hold where its file is.

    Args:
        again: the command that records what is missing on its tape.

    Raises:
        Unconfigured: a setting is wrong, or there is no model to record.
        TapeUnreadable: the tape is not one.
    """
    held = settings.load(suite.path.resolve().parent, **choice.values)
    model = choice.values.get("model")
    if model == "":
        held = settings.without_model(held)
    if model is not None or choice.tape:
        suite = dataclasses.replace(suite, model=None)
    if choice.tape or not choice.own_tape:
        suite = dataclasses.replace(suite, tape=choice.tape)
    tapes = Tapes.in_mode(suite.tape, choice.mode, again) if suite.tape else Tapes()
    if tapes.replay and not model:
        held = dataclasses.replace(held, model="")  # the one of the tape, whatever is configured here
    if tapes.record and not (held.model or suite.model):
        tapes = _without_model(tapes, again)
    return Job(suite, held, tuple(range(len(suite.cases))), tapes)


def _without_model(chosen: Tapes, again: str) -> Tapes:
    """What is on the tape is played, if that is wanted; a model that its entries name records what is not."""
    tape = begun(chosen)
    if not tape or not tape.entries:
        message = "there is no language model to record"
        raise ModelMissing(message)
    if tape.model:
        return chosen
    return Tapes(chosen.path, again=f"{again} (and name a model with QA_MODEL)")


def _job(file: Path, words: str, choice: Choice, again: str) -> Job:
    """The cases of a file that have these words."""
    records = choice.mode is not RecordMode.NONE
    suite = load(file, new_tape=records or bool(choice.tape) or not choice.own_tape)
    if records and choice.own_tape and not choice.tape and not suite.tape:
        message = f"{file_name(file)} names no tape to record on"
        raise WrongUsage(message, hint="Add a line to it, as in: tape: answers.tape.yaml")
    chosen = tuple(number for number, case in enumerate(suite.cases) if case.has(words))
    return dataclasses.replace(job(suite, choice, again=again), chosen=chosen)
