"""Results, kept a line each as soon as they are there, so that a run that was ended goes on where it was.

The first line says what the results are of. A last line that was cut off is dropped: its question is asked again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

from index.errors import IndexBusy, IndexNotWritable
from qa.errors import DataUnreadable, WrongUsage
from qa.render.clean import file_name, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

FORM = "qa eval 1"
RESULTS, DOCUMENTS, INDEX = "results.jsonl", "documents", "index"
INDEXED = "indexed"
"""A file that is there once all documents are in the index."""
_LOCK, _NEW = ".lock", ".results.new"
_SHOWN = 80


class Journal:
    """The results of an evaluation in its folder.

    Args:
        about: what the results depend on; plain data.
        fresh: whether to forget what is there.

    Raises:
        WrongUsage: the folder holds something else, or an evaluation of something else.
        DataUnreadable: its results cannot be read.
        IndexBusy: another process is at it.
        IndexNotWritable: it cannot be written.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any], *, fresh: bool = False) -> None:
        self.path = folder / RESULTS
        self.rows: dict[str, dict[str, Any]] = {}
        self._opened = contextlib.ExitStack()
        with writing(folder), contextlib.ExitStack() as opened:
            _check_is_ours(folder)
            folder.mkdir(parents=True, exist_ok=True)
            _lock(folder, opened)
            if self.path.exists():
                lines = self._lines()
                self.rows = {row["id"]: row for row in lines[1:]}
                differences = _differences(lines[0], about)
                if fresh or (differences and not self.rows):  # without results there is nothing to be lost
                    _forget(folder)
                    self.rows = {}
                elif differences:
                    message = f"{file_name(folder)} holds an evaluation of something else: {differences}"
                    raise WrongUsage(message, hint="Start anew with --fresh, or name another folder with --out.")
            if not self.path.exists():
                new = folder / _NEW
                new.write_text(_line({"form": FORM, **about}), encoding="utf-8")
                new.replace(self.path)  # whole or not at all, so that a folder with something in it is known as ours
            self._file: IO[str] = opened.enter_context(self.path.open("a", encoding="utf-8"))
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def add(self, row: dict[str, Any]) -> None:
        """Keep a result.

        Raises:
            IndexNotWritable: it cannot be.
        """
        with writing(self.path.parent):
            self._file.write(_line(row))
            self._file.flush()
        self.rows[row["id"]] = row

    def _lines(self) -> list[dict[str, Any]]:
        data = self.path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        found = []
        for number, line in enumerate(whole.decode("utf-8", "replace").splitlines(), start=1):
            try:
                entry = json.loads(line)
                _ = entry["form" if number == 1 else "id"]
            except (ValueError, TypeError, KeyError, RecursionError) as exc:
                message = f"{file_name(self.path)}:{number}: not a result of qa eval"
                hint = "Delete this line to have its question asked again, or name another folder with --out."
                raise DataUnreadable(message, hint=hint) from exc
            found.append(entry)
        if not found or found[0]["form"] != FORM:
            message = f"{file_name(self.path)}:1: not the results of an evaluation by this version"
            raise DataUnreadable(message, hint="Name another folder with --out.")
        if len(whole) < len(data):
            os.truncate(self.path, len(whole))
        return found


def _differences(kept: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """In what two evaluations differ, in words; nothing where they are the same."""
    wanted = json.loads(json.dumps({"form": FORM, **about}))
    changed = [key for key in dict.fromkeys([*wanted, *kept]) if wanted.get(key) != kept.get(key)]
    return "; ".join(f"{key} was {_told(kept.get(key))}, is {_told(wanted.get(key))}" for key in changed)


def _check_is_ours(folder: Path) -> None:
    """See that a folder is new, empty or an evaluation's: what else is in it must not be written over."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        message = f"{file_name(folder)} is not a folder"
        raise WrongUsage(message, hint="Name another one with --out.")
    names = {entry.name for entry in folder.iterdir()} - {_LOCK, _NEW}
    if names and RESULTS not in names:
        message = f"{file_name(folder)} holds something else than an evaluation"
        raise WrongUsage(message, hint="Name a new folder with --out.")


def _forget(folder: Path) -> None:
    """Delete what an evaluation has made; the results last, so that the folder is known as ours until then."""
    (folder / INDEXED).unlink(missing_ok=True)
    for name in (DOCUMENTS, INDEX):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    (folder / RESULTS).unlink()


def _lock(folder: Path, opened: contextlib.ExitStack) -> None:
    import filelock

    lock = filelock.FileLock(folder / _LOCK)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout as exc:
        message = f"another process is evaluating in {file_name(folder)}"
        raise IndexBusy(message) from exc
    opened.callback(lock.release)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say where it is that nothing can be written."""
    try:
        yield
    except (OSError, ValueError) as exc:
        message = f"cannot write to {file_name(folder)}: {getattr(exc, 'strerror', None) or exc}"
        hint = "Free some space or change its permissions, then give the same command; or name another with --out."
        raise IndexNotWritable(message, hint=hint) from exc


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _told(value: object) -> str:
    text = one_line(str(value if value not in {None, ""} else "none"))
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
