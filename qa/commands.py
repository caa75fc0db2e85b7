"""What the commands do: assemble, run, show, and say how it went."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from index.errors import SourceMissing, SourceNotIndexed
from qa import assembly, last_answer, second_opinion
from qa.assistant import about_stale, check_question
from qa.errors import Unconfigured, WrongUsage, told
from qa.progress import progress_bar
from qa.render import json
from qa.render.clean import display, file_name, one_line
from qa.render.terminal import Terminal
from qa.render.wrapping import Wrapped
from qa.streams import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Changes
    from qa.answering import Answer
    from qa.comparison.command import Options as Comparing
    from qa.evaluation import command as evaluating
    from qa.second_opinion import Opinions
    from qa.settings import Settings
    from qa.suite.command import Options

ANSWERED, UNANSWERED, SOURCE_FAILED, MODEL_FAILED = 0, 1, 4, 5
_TITLE_WIDTH = 40
_LONGEST_NUMBER = 9
"""Digits of a line or a citation; Python refuses to read very many."""
_LONGEST_PLACE = 200
"""Characters of a wrong place that are shown."""
_NO_MODEL = (
    "No language model is configured: answering with the sources' own sentences."
    " Set OPENAI_API_KEY, or OPENAI_BASE_URL and --model, to have answers written."
)


@dataclass(frozen=True, slots=True)
class Run:
    """What ask and chat are told besides the settings."""

    only: Sequence[Path]
    tapes: assembly.Tapes
    no_model: bool
    quiet: bool
    strict: bool = False
    verify: bool = False
    judge: str = ""
    prove: bool = False

    def notice(self, settings: Settings) -> str:
        """That no model is configured, for a person who may not know; nothing where there is one."""
        return "" if self.quiet or self.no_model or assembly.has_model(settings, self.tapes) else _NO_MODEL


def ask(question: str, settings: Settings, run: Run, *, as_json: bool) -> int:
    """Answer one question on stdout."""
    question = check_question(question)
    if run.verify and not assembly.has_model(settings, run.tapes):
        message = "there is no language model to verify the answer with"
        raise Unconfigured(message, hint="Name one with --model, or ask without --verify.")
    with progress_bar(quiet=run.quiet) as progress:
        assistant = assembly.assistant(settings, run.tapes, only=run.only, progress=progress)
    if notice := run.notice(settings):
        say(notice)
    terminal = terminal_on(sys.stdout)
    streams = sys.stdout.isatty() and not (run.strict or as_json)
    show = (lambda _: None) if as_json else terminal.fragment
    try:
        turn = assistant.ask(question, show=show, repair=not streams)
    except BaseException:
        terminal.break_off()
        raise
    if not as_json:
        terminal.ending(turn.answer)
    opinions, problem = second_opinion.ask_for(turn, assistant, verify=run.verify, judge=run.judge, prove=run.prove)
    if as_json:
        told = turn.warned_of(str(problem)) if problem else turn
        print(json.render(told, opinions.judgements, opinions.proofs))
    else:
        terminal.judgements(opinions.judgements, run.judge or turn.model)
        terminal.proofs(opinions.proofs)
    last_answer.save(assistant.index.folder, turn.answer)
    if (run.verify or run.prove) and not any(statement.citations for statement in turn.answer.statements):
        say("There is nothing to judge or to prove: no statement of the answer has a citation.")
    for warning in turn.warnings(quiet=run.quiet):
        say(f"Warning: {warning}")
    if problem:
        raise problem
    return _exit_code(turn.answer, opinions, strict=run.strict) if not turn.failure else MODEL_FAILED


def _exit_code(answer: Answer, opinions: Opinions, *, strict: bool) -> int:
    if strict and (answer.doubtful or opinions.doubtful):
        against = (
            "not every statement is supported"
            if answer.doubtful
            else "a second opinion does not bear out every statement"
        )
        say(f"qa: {against}, and --strict asks for an answer without doubt")
        return UNANSWERED
    return ANSWERED if answer.answered else UNANSWERED


def chat(settings: Settings, run: Run) -> int:
    """A conversation on the terminal, or with the lines of standard input."""
    from qa.chat import Conversation

    Conversation(
        lambda progress: assembly.assistant(settings, run.tapes, only=run.only, progress=progress),
        assembly.index_folder(settings, create=bool(run.only)),
        terminal_on(sys.stdout),
        notice=run.notice(settings),
        quiet=run.quiet,
    ).hold()
    return ANSWERED


def index(paths: Sequence[Path], settings: Settings, *, quiet: bool) -> int:
    """Index files and folders; say what changed."""
    store = assembly.open_index(settings, create=True)
    with progress_bar(quiet=quiet) as progress:
        changes = store.update(paths, progress=progress)
    for path, problem in changes.failed.items():
        say(f"qa: left out {file_name(path)}: {one_line(told(problem))}")
    if not quiet:
        print(summary(changes))
    return SOURCE_FAILED if changes.failed else ANSWERED


def sources(settings: Settings) -> int:
    """A table of what is indexed."""
    entries = assembly.open_index(settings).entries()
    rows = [("FILE", "TITLE", "SIZE", "CHUNKS", "INDEXED")]
    for entry in entries:
        title = one_line(entry.title)
        when = datetime.fromtimestamp(entry.indexed_ns / 1e9, UTC).astimezone()
        rows.append(
            (
                one_line(display(entry.path)),
                textwrap.shorten(title, _TITLE_WIDTH, placeholder="…"),
                f"{entry.stamp.size:,} B",
                str(entry.chunks),
                f"{when:%Y-%m-%d %H:%M}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if column in {2, 3} else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    return ANSWERED


def remove(paths: Sequence[Path], settings: Settings) -> int:
    """Take documents out of the index; say which."""
    for path in assembly.open_index(settings).remove(paths):
        print(f"Removed {file_name(path)}")
    return ANSWERED


def show(place: str, settings: Settings) -> int:
    """FILE:LINE of an indexed document, or citation N of the last answer."""
    name, _, number = place.rpartition(":")
    if place.startswith(":") or not number.isdecimal() or len(number) > _LONGEST_NUMBER:
        message = f"not a place: {place[:_LONGEST_PLACE]}"
        raise WrongUsage(message, hint="Name one as FILE:LINE, or give the number of a citation.")
    store = assembly.open_index(settings)
    if name:
        document = store.document(Path(name))
        last = document.line_of(len(document.text) - 1)  # what follows the end of a last line is none
        found = document.line_span(int(number)) if int(number) <= last else None
        if found is None:
            message = f"{name} has no line {number}"
            raise SourceMissing(message, hint=f"Its last line is {last}.")
        span = found
    else:
        path, span, quote = last_answer.load(store.folder, int(number))
        document = store.document(path)
        if document.slice(span) != quote:
            message = f"{file_name(path)} has changed and was indexed again since the last answer"
            raise SourceNotIndexed(message, hint="Ask again, then give a number of its sources.")
    terminal_on(sys.stdout).surroundings(document, span)
    if store.stale([document.path]):
        say(f"Warning: {about_stale(document.path)}")
    return ANSWERED


def prompts(settings: Settings) -> int:
    """A table of the prompt templates: what each is for, and which file is in force."""
    import prompts as room

    templates = room.load(settings.prompts).templates
    width = max(map(len, templates))
    for name, template in templates.items():
        origin = "shipped" if template.path.parent == room.FOLDER else file_name(template.path)
        print(f"{name:<{width}}  {room.PURPOSES[name]}\n{'':<{width}}  {origin}")
    return ANSWERED


def export_prompts(folder: Path) -> int:
    """Write the shipped prompt templates to a folder; say which, and which were left as they are."""
    from prompts import export

    for path, written in export(folder):
        if written:
            print(f"Wrote {file_name(path)}")
        else:
            say(f"Left {file_name(path)} as it is")
    return ANSWERED


def check(files: Sequence[Path], options: Options, *, code_of: Callable[[Exception], int], quiet: bool) -> int:
    """Ask the cases of files; say which hold, and what differs in the others."""
    from qa.suite import command

    bar = progress_bar(quiet=quiet or not sys.stderr.isatty())
    return command.check(files, options, code_of=code_of, indexing=bar)


def compare(a: str, b: str, files: Sequence[Path], options: Comparing, *, code_of: Callable[[Exception], int]) -> int:
    """Ask the cases of files under two configurations; say what differs."""
    from qa.comparison import command

    bar = progress_bar(quiet=options.quiet or options.as_json or not sys.stderr.isatty())
    return command.compare(a, b, files, options, code_of=code_of, indexing=bar)


def evaluate(data: Path, settings: Settings, run: Run, options: evaluating.Options) -> int:
    """Measure on data that a person has."""
    from qa.evaluation import command

    bar = progress_bar(quiet=run.quiet or not sys.stderr.isatty())
    return command.evaluate(data, settings, run.tapes, options, notice=run.notice(settings), indexing=bar)


def summary(changes: Changes) -> str:
    """What an update did, on one line."""
    counted = {
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "unchanged": changes.unchanged,
        "left out": changes.failed,
    }
    return "Sources: " + (", ".join(f"{len(paths)} {what}" for what, paths in counted.items() if paths) or "none")


def terminal_on(stream: TextIO) -> Terminal:
    """A renderer for a stream: with colours on a terminal that wants them."""
    from qa.settings import wants_colour

    if not stream.isatty():
        return Terminal(stream, styled=False)
    return Terminal(Wrapped(stream), styled=wants_colour())
