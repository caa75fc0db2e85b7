"""The standard streams: answers go to standard output, everything else to standard error."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import NoReturn, TextIO

from qa.render.clean import clean
from qa.render.wrapping import Wrapped


def prepare() -> None:
    """Have all three, and let them pass every character.

    One that was closed is replaced by one that is empty and cannot be written, at its own number: the next file that
    is opened, an index for instance, would get that number, and what libraries print.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDONLY), number)
            setattr(sys, name, os.fdopen(number, mode, buffering=1, encoding="utf-8"))
        getattr(sys, name).reconfigure(errors="replace")


def say(text: str) -> None:
    """Tell a person something beside the answer, which does not depend on whether that can be written."""
    try:
        print(clean(text), file=Wrapped(sys.stderr) if sys.stderr.isatty() else sys.stderr)
    except OSError:
        give_up(sys.stderr)


def leave(code: int) -> NoReturn:
    """End the program when all is written and what was registered for its end is done."""
    atexit._run_exitfuncs()  # noqa: SLF001 – Python has no other name for it
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # it was given up, and that was told
            stream.flush()
    os._exit(code)


def give_up(stream: TextIO) -> None:
    """Lead a stream that takes no more to nowhere; Python would try again, and complain, when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
