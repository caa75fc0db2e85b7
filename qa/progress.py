"""How far the indexing is, on stderr."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from qa.render.clean import file_name, one_line
from qa.streams import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.progress import Progress as Bar

    from index import Progress


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on stderr while files are being indexed; a line a file where that is no terminal."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with contextlib.ExitStack() as shown:
            yield _ProgressBar(shown)
    else:
        yield _ProgressLines()


class _ProgressBar:
    """Is drawn once there is something to index, and taken away with all that is shown."""

    def __init__(self, shown: contextlib.ExitStack) -> None:
        self._shown = shown
        self._bar: Bar | None = None

    def __call__(self, now: Progress) -> None:
        bar = self._bar = self._bar or self._shown.enter_context(_bar())
        bar.update(bar.task_ids[0], total=now.total, completed=now.done, file=one_line(now.path.name))


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn
    from rich.progress import Progress as Bar

    columns = ("Indexing {task.fields[file]}", BarColumn(), DownloadColumn())
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("indexing", file="")
    return bar


class _ProgressLines:
    """Names each file once, when it is begun."""

    def __init__(self) -> None:
        self._last: Path | None = None

    def __call__(self, now: Progress) -> None:
        if now.path != self._last:
            self._last = now.path
            say(f"Indexing {file_name(now.path)}")
