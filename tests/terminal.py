"""A terminal for tests: runs a program on a pseudo-terminal, types, and looks at the screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Any

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

UP, CTRL_A, CTRL_C, CTRL_D, ENTER, TAB = "\x1b[A", "\x01", "\x03", "\x04", "\r", "\t"
_PATIENCE = 30
"""Seconds to wait for what must come; as long as a slow, busy machine may take."""
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Terminal:
    """The screen of a running program.

    Attributes:
        screen: the characters as they look now.
        raw: all that was written so far.
    """

    def __init__(self, running: subprocess.Popen[bytes], descriptor: int, columns: int, rows: int) -> None:
        self.running = running
        self.raw = b""
        self.screen = _AnsweringScreen(columns, rows)
        self.screen.answer = lambda reply: os.write(descriptor, reply.encode())
        self._stream = pyte.ByteStream(self.screen)
        self._descriptor = descriptor

    @property
    def text(self) -> str:
        """The screen's lines, without the spaces at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def type(self, *keys: str) -> None:
        """Press keys; half surrogates stand for bytes that are no text."""
        os.write(self._descriptor, "".join(keys).encode("utf-8", "surrogateescape"))

    def wait(self, what: str | Callable[[str], bool]) -> None:
        """Wait until a text is on the screen, or until something is true of the screen's text."""
        holds = (lambda text: what in text) if isinstance(what, str) else what
        deadline = time.monotonic() + _PATIENCE
        while not holds(self.text):
            written = self._read(deadline)
            assert written, f"waited in vain for {what!r} on this screen:\n{self.text}"

    def wait_for_end(self) -> int:
        """Wait until the program has ended; its exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self._read(deadline):
            pass
        return self.running.wait(timeout=_PATIENCE)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller; the program is told by the system."""
        self.screen.resize(rows, columns)
        _set_size(self._descriptor, columns, rows)

    def marked(self) -> str:
        """What stands in reverse video above the last line."""
        rows = range(self.screen.lines - 1)
        return "".join(
            cell.data
            for row in rows
            for column in range(self.screen.columns)
            if (cell := self.screen.buffer[row][column]).reverse
        )

    def _read(self, deadline: float) -> bytes:
        """Let the program go on; what it wrote, and nothing where it ended or time is up."""
        ready, _, _ = select.select([self._descriptor], [], [], max(0, deadline - time.monotonic()))
        written = b""
        if ready:
            with contextlib.suppress(OSError):  # it has ended
                written = os.read(self._descriptor, 65536)
        self.raw += written
        self._stream.feed(written)
        return written


@contextlib.contextmanager
def terminal(
    *arguments: str, folder: Path, environment: Mapping[str, str], columns: int = 120, rows: int = 40
) -> Iterator[Terminal]:
    """Python with some arguments, on a terminal of its own; it is killed when the block is left."""
    outer, inner = pty.openpty()
    _set_size(inner, columns, rows)
    running = subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    try:
        yield Terminal(running, outer, columns, rows)
    finally:
        running.kill()
        running.wait()
        os.close(outer)


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class _AnsweringScreen(pyte.Screen):
    """Answers when it is asked for the position of the cursor, as terminals do."""

    answer: Callable[[str], Any]

    def write_process_input(self, data: str) -> None:
        self.answer(data)
