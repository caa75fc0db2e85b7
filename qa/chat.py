"""A conversation: questions, and commands that begin with a slash."""

from __future__ import annotations

import concurrent.futures
import difflib
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexProblem
from qa import last_answer
from qa.errors import QaProblem, told
from qa.render import markdown
from qa.render.clean import file_name, one_line
from qa.streams import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from index import Progress
    from qa.answering import Citation, Fragment
    from qa.assistant import Assistant, Turn
    from qa.prompt import Prompt
    from qa.render.terminal import Terminal

_LOOK = 0.2
"""Seconds between two looks at how far the loading is."""


class Conversation:
    """Holds the conversation and what the commands need of it.

    Args:
        start: puts the assistant together; run in the background, and told how the indexing goes.
        folder: where the typed lines are remembered from run to run.
        terminal: where answers are shown.
        notice: what to say once, before the first answer.
        quiet: whether to leave out notices.
    """

    def __init__(
        self,
        start: Callable[[Callable[[Progress], None]], Assistant],
        folder: Path,
        terminal: Terminal,
        *,
        notice: str,
        quiet: bool,
    ) -> None:
        self._start = start
        self._folder = folder
        self._terminal = terminal
        self._notice = notice
        self._quiet = quiet
        self._prompt: Prompt | None = None
        self._assistant: Future[Assistant] = Future()
        self._state = "loading…"
        self._turns: list[Turn] = []
        self._last: Turn | None = None
        self._saved: set[Path] = set()
        self._commands: dict[str, tuple[str, str, Callable[[str], None]]] = {
            "/help": ("", "what can be typed", self._help),
            "/sources": ("", "the passages that the last answer was made from", self._sources),
            "/show": ("N", "citation N of the last answer in its surroundings", self._show),
            "/new": ("", "start a new conversation", self._new),
            "/save": ("FILE", "save the conversation as Markdown", self._save),
            "/quit": ("", "leave (so does Ctrl-D)", self._quit),
        }

    def hold(self) -> None:
        """Answer line after line until the end of the input.

        Raises:
            IndexProblem, QaProblem: the assistant could not be put together.
        """
        try:
            if sys.stdin.isatty() and sys.stdout.isatty():
                self._hold_at_terminal()
            else:
                self._load()
                self._loaded()  # so that a failure is one whatever comes, even if nothing does
                if self._notice:
                    self._say(self._notice)
                for line in sys.stdin:
                    self._take(line)
        except EOFError:
            if self._failed():
                self._assistant.result()

    def _hold_at_terminal(self) -> None:
        from prompt_toolkit.completion import PathCompleter, WordCompleter

        from qa import prompt

        arguments = {
            "/show": WordCompleter(lambda: [str(citation.number) for citation in self._citations()]),
            "/save": PathCompleter(expanduser=True),
        }
        self._prompt = prompt.Prompt(
            self._folder / "history",
            {name: arguments.get(name) for name in self._commands},
            lambda: f"{self._state} · /help · Ctrl-D leaves",
        )
        if self._notice:
            self._say(self._notice)
        with prompt.held():
            line = self._prompt.read(begun=self._load)
            while True:
                if not prompt.interruptible(lambda: self._take(line)):  # noqa: B023 – called at once
                    self._break_off("Stopped.")
                if self._failed():
                    raise EOFError
                line = self._prompt.read()

    def _take(self, line: str) -> None:
        name, *argument = line.split(maxsplit=1) or [""]
        if name.startswith("/"):
            self._command(name)("".join(argument).strip())
        elif name:
            assistant = self._loaded()
            try:
                self._ask(assistant, line)
            except (IndexProblem, QaProblem) as problem:
                self._break_off(f"qa: {told(problem)}")

    def _ask(self, assistant: Assistant, question: str) -> None:
        self._last = None
        if self._prompt:
            self._prompt.wait("answering…")
        turn = assistant.ask(question, history=self._turns, show=self._fragment)
        if self._prompt:
            self._prompt.go_on()
        self._terminal.ending(turn.answer)
        self._last = turn
        self._turns.append(turn)
        last_answer.save(assistant.index.folder, turn.answer)
        for warning in turn.warnings(quiet=self._quiet):
            self._say(f"Warning: {warning}")
        self._terminal.line()

    def _fragment(self, fragment: Fragment) -> None:
        if self._prompt:
            self._prompt.go_on()
        self._terminal.fragment(fragment)

    def _break_off(self, why: str) -> None:
        """Say why there is no answer, or no more of it."""
        if self._prompt:
            self._prompt.go_on()
        self._terminal.break_off()
        self._say(why)

    # Commands

    def _command(self, name: str) -> Callable[[str], None]:
        if name in self._commands:
            return self._commands[name][2]
        near = difflib.get_close_matches(name, self._commands, n=1)
        suggestion = f"did you mean {near[0]}?" if near else "/help lists the commands."
        return lambda _: self._say(f"There is no command {name}; {suggestion}")

    def _help(self, _: str) -> None:
        self._terminal.line("Type a question, or a command:")
        for name, (argument, meaning, _run) in self._commands.items():
            self._terminal.line(f"  {f'{name} {argument}':<10}  {meaning}")
        self._terminal.line()

    def _sources(self, _: str) -> None:
        if self._last:
            self._terminal.passages(self._last.passages)
            self._terminal.line()
        else:
            self._say("There is no answer to look at.")

    def _show(self, number: str) -> None:
        citations = {str(citation.number): citation for citation in self._citations()}
        if number in citations:
            sentence = citations[number].sentence
            self._terminal.surroundings(sentence.document, sentence.span)
            self._terminal.line()
        elif citations:
            self._say(f"The last answer has the citations {', '.join(citations)}; for example: /show 1")
        else:
            self._say("The last answer has no citations." if self._last else "There is no answer to look at.")

    def _new(self, _: str) -> None:
        self._turns.clear()
        self._last = None
        self._saved.clear()
        self._say("A new conversation.")

    def _save(self, name: str) -> None:
        if not name or not self._turns:
            self._say("Name a file: /save FILE" if self._turns else "There is nothing to save yet.")
            return
        text = markdown.render(self._turns)
        try:
            path = Path(name).expanduser()
            with path.open("w" if path in self._saved else "x", encoding="utf-8") as file:
                self._saved.add(path)  # it is ours from now on, even where it cannot be written to the end
                file.write(text)
        except FileExistsError:
            self._say(f"{name} exists already; choose another name.")
        except (OSError, ValueError, RuntimeError) as exc:  # the latter two: what cannot be a name; no such user
            self._say(f"Cannot save {name}: {getattr(exc, 'strerror', None) or exc}")
        else:
            self._say(f"Saved {file_name(path.resolve())}")

    def _quit(self, _: str) -> None:
        raise EOFError

    def _citations(self) -> tuple[Citation, ...]:
        """Those of the last answer."""
        return self._last.answer.shown if self._last else ()

    # Loading

    def _load(self) -> None:
        """Put the assistant together while the person types; what goes wrong is raised by the result."""

        def load() -> None:
            try:
                assistant = self._start(self._report)
                documents = len(assistant.index.entries())
            except BaseException as exc:  # noqa: BLE001 – whatever it is, the result raises it
                self._assistant.set_exception(exc)
                if self._prompt:
                    self._prompt.leave()
            else:
                model = one_line(assistant.settings.model)
                self._set_state(f"{documents} document{'' if documents == 1 else 's'} · {model}")
                self._assistant.set_result(assistant)

        threading.Thread(target=load, daemon=True, name="loading").start()

    def _loaded(self) -> Assistant:
        """The assistant, once it is there."""
        while self._prompt and not self._assistant.done():
            self._prompt.wait(self._state)
            concurrent.futures.wait([self._assistant], timeout=_LOOK)
        return self._assistant.result()

    def _failed(self) -> bool:
        return self._assistant.done() and self._assistant.exception() is not None

    def _report(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 0
        self._set_state(f"indexing {one_line(progress.path.name)} ({share:.0%})")

    def _set_state(self, state: str) -> None:
        self._state = state
        if self._prompt:
            self._prompt.refresh()

    def _say(self, text: str) -> None:
        sys.stdout.flush()
        say(text)
