"""Regular expressions in an answer, each with a limit of time.

Some expressions try a number of ways that grows with each character without end, and Python's `re` cannot be
interrupted everywhere. The package `regex` can, but has other word characters and other meanings for braces. So they
are tried in a process of their own, which ends itself. Run as a program, this file is that process.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 2.0
"""Seconds for one expression."""


def found(patterns: Sequence[str], text: str) -> list[bool | None]:
    """Whether each expression is found in a text; None where it took too long to say."""
    if not patterns:
        return []
    run = subprocess.run(  # noqa: S603 – of this file
        [sys.executable, "-I", "-S", "-W", "ignore", __file__],
        input=json.dumps([LIMIT, patterns, text]).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    said: list[bool | None] = [line == b"True" for line in run.stdout.splitlines()]
    if len(said) == len(patterns):
        return said
    return [*said, None, *found(patterns[len(said) + 1 :], text)]


def _main() -> None:
    limit, patterns, text = json.load(sys.stdin)
    with open(os.devnull, "w") as nowhere:
        for pattern in patterns:
            faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)  # in a thread that waits for no other
            print(bool(re.search(pattern, text)), flush=True)
            faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    _main()
