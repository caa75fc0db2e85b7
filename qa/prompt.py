"""Lines typed at a terminal: editing, history, completion, a status below, and what Ctrl-C does meanwhile."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.utils import is_dumb_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.key_binding import KeyPressEvent

_PROMPT = "qa> "
_MENU_LINES = 4
"""Kept free below the prompt; the commands fit, in columns."""


class Prompt:
    """Reads lines; between them, one line can say what is being waited for.

    Args:
        history: file of the typed lines of all runs.
        commands: what a line may begin with, each with what completes its argument.
        status: what stands at the bottom of the screen.
    """

    def __init__(self, history: Path, commands: Mapping[str, Completer | None], status: Callable[[], str]) -> None:
        self._session: PromptSession[str] = PromptSession(
            _PROMPT,
            history=_History(history),
            completer=_Commands(commands),
            complete_while_typing=False,
            complete_style=CompleteStyle.MULTI_COLUMN,
            reserve_space_for_menu=_MENU_LINES,
            bottom_toolbar=status,
            key_bindings=_keys(),
            enable_suspend=True,
        )
        self._waiting = False

    def read(self, *, begun: Callable[[], None] | None = None) -> str:
        """The next line.

        Args:
            begun: is called once the prompt is on the screen.

        Raises:
            EOFError: Ctrl-D was pressed, or `leave` called.
        """

        def call_after_painting() -> None:
            loop = get_app().loop
            if begun and loop:
                loop.call_soon(begun)

        if begun and is_dumb_terminal():  # nothing is painted there
            begun()
        return self._session.prompt(pre_run=call_after_painting)

    def refresh(self) -> None:
        """Show a status that has changed. From any thread."""
        self._session.app.invalidate()

    def leave(self) -> None:
        """End the reading of a line, if one is being read. From any thread."""
        app = self._session.app
        if app.loop and app.is_running:
            app.loop.call_soon_threadsafe(lambda: app.is_running and app.exit(exception=EOFError))

    def wait(self, text: str) -> None:
        """Say what is being waited for; in place of what was said before."""
        if not is_dumb_terminal():
            self.go_on()
            self._waiting = True  # before it is, for Ctrl-C may come at any time
            self._session.output.disable_autowrap()  # a text that is too long is cut and can still be taken away
            self._session.output.write(text)
            self._session.output.flush()

    def go_on(self) -> None:
        """Take that away."""
        if self._waiting:
            self._session.output.write_raw("\r")
            self._session.output.erase_end_of_line()
            self._session.output.enable_autowrap()
            self._session.output.flush()
            self._waiting = False


def interruptible(action: Callable[[], None]) -> bool:
    """Do something that Ctrl-C ends. Whether it was done, and not ended."""

    def interrupt(*_: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one must not end what cleans up behind the first
        raise KeyboardInterrupt

    try:
        signal.signal(signal.SIGINT, interrupt)
        action()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        return False
    return True


@contextlib.contextmanager
def held() -> Iterator[None]:
    """The terminal for a conversation: Ctrl-C ends only what is interruptible, and keys wait for the next prompt.

    Without this, what is typed during an answer would appear within it.
    """
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with _unechoed():
            yield
    finally:
        signal.signal(signal.SIGINT, interrupt)


@contextlib.contextmanager
def _unechoed() -> Iterator[None]:
    try:
        import termios
        import tty
    except ImportError:  # on Windows
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin, termios.TCSADRAIN)
    during = termios.tcgetattr(sys.stdin)
    during[3] |= termios.NOFLSH  # or Ctrl-C takes away what was written and is not on the screen yet
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, during)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _keys() -> KeyBindings:
    """Ctrl-C empties the line, and pasted lines become one."""
    keys = KeyBindings()

    @keys.add("c-c", filter=has_focus(DEFAULT_BUFFER))
    @keys.add("<sigint>", filter=has_focus(DEFAULT_BUFFER))
    def clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add(Keys.BracketedPaste)
    def paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.splitlines()))

    return keys


class _Commands(Completer):
    """Commands at the beginning of a line, and what may stand behind them."""

    def __init__(self, commands: Mapping[str, Completer | None]) -> None:
        self._commands = commands

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        name, space, argument = document.text_before_cursor.partition(" ")
        if not space:
            for command, completer in self._commands.items():
                if command.startswith(name):
                    yield Completion(f"{command} " if completer else command, -len(name), display=command)
        elif completer := self._commands.get(name):
            yield from completer.get_completions(Document(argument), complete_event)


class _History(FileHistory):
    """A file that may be unreadable, or in a folder that is not there yet or cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path

    def load_history_strings(self) -> Iterable[str]:
        with contextlib.suppress(OSError):
            yield from super().load_history_strings()

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            super().store_string(string)
