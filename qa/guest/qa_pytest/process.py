"""The process that asks, as pytest's process knows it: started when it is needed first, and ended with pytest."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

import pytest

_START = next(
    start for folder in Path(__file__).parents if (start := folder.joinpath("qa", "suite", "start.py")).is_file()
)
"""Installed, this package stands beside ours; where it is read from its sources, within one of them."""
_MARK = b"\x1e"
"""Begins a reply (RFC 7464). What else stands on the output was printed before the process had it for replies alone."""
_PATIENCE = 5
"""Seconds that it gets to end by itself."""
_LINES = 30
"""Of what it said last, when it has ended unasked."""


class Problem(Exception):
    """Why there is no answer, in words for a person."""


class Process:
    """Requests to the process, one at a time.

    Args:
        folder: its working directory, which paths in its messages are relative to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._answered = False
        self._hopeless = ""
        self._lock = threading.Lock()

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def request(self, do: str, **more: Any) -> dict[str, Any]:
        """The reply to a request.

        Raises:
            Problem: there is none.
        """
        reply = json.loads(self._reply(json.dumps({"do": do, "environment": _environment(), **more})))
        if "problem" in reply:
            raise Problem(reply["problem"])
        return dict(reply)

    def close(self) -> None:
        """End the process."""
        running, self._running = self._running, None
        if not running:
            return
        assert running.stdin
        assert running.stdout
        with contextlib.suppress(OSError):  # it is not there any more
            running.stdin.close()
        _code(running)
        running.stdout.close()
        if self._said:
            self._said.close()

    def _reply(self, line: str) -> bytes:
        with self._lock:
            running = self._running or self._start()
            assert running.stdin
            assert running.stdout
            try:
                running.stdin.write(line.encode() + b"\n")
                running.stdin.flush()
                reply = next((line for line in running.stdout if _MARK in line), b"")
            except BrokenPipeError:  # not any OSError, of which TimeoutError is one
                reply = b""
            except BaseException:  # Ctrl-C or a time limit; a reply that comes later is not one to the next request
                self.close()
                raise
            if not reply.endswith(b"\n"):
                raise Problem(self._ended(running))
            self._answered = True
            return reply.rpartition(_MARK)[2]

    def _start(self) -> subprocess.Popen[bytes]:
        if self._hopeless:
            raise Problem(self._hopeless)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 – it is closed with the process
        self._running = subprocess.Popen(  # noqa: S603 – of our own program
            [sys.executable, "-P", "-W", "ignore", str(_START)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=self._folder,
        )
        return self._running

    def _ended(self, running: subprocess.Popen[bytes]) -> str:
        """What to tell of a process that ended by itself; one that never answered is not started again."""
        code = _code(running)
        assert self._said
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").splitlines()[-_LINES:]
        said = "\n".join("".join(c if c.isprintable() else "\ufffd" for c in line) for line in lines)
        self.close()
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        message = f"the process that asks has ended {how}" + (f"; it said last:\n{said}" if said else "")
        if not self._answered:
            self._hopeless = message
        return message


def _code(running: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that is at its end."""
    try:
        return running.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        running.kill()
        return running.wait()


def process_of(config: pytest.Config) -> Process:
    """The process of a run of pytest."""
    if _KEY not in config.stash:
        config.stash[_KEY] = Process(config.invocation_params.dir)
        config.add_cleanup(config.stash[_KEY].close)
    return config.stash[_KEY]


def unplayed(config: pytest.Config) -> list[str]:
    """What is on tapes and no case played, in words; nothing where nothing was asked, or by a process that has gone."""
    process = config.stash.get(_KEY, None)
    return list(process.request("leave")["unplayed"]) if process and process.is_running else []


_KEY = pytest.StashKey[Process]()


def _environment() -> dict[str, str]:
    """The variables that count for this program, as they are now: a test may have set them."""
    return {name: value for name, value in os.environ.items() if name.startswith(("QA_", "OPENAI_"))}  # noqa: TID251 – the other process has them from here
