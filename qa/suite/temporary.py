"""A folder for what a run needs until it ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexNotWritable

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX, _LOCK = "qa-check-", ".lock"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder. A lock beside it shows that its run is there; what runs left that were killed is removed.

    Raises:
        IndexNotWritable: there is no place for it.
    """
    import filelock

    try:
        number, name = tempfile.mkstemp(_LOCK, _PREFIX)
        os.close(number)
        lock = filelock.FileLock(name)
        lock.acquire()  # before there is a folder, so that no other run finds one that is not locked
        folder = Path(name.removesuffix(_LOCK))
        folder.mkdir(mode=0o700)
    except OSError as exc:
        message = f"there is no place for a temporary index: {exc.strerror or exc}"
        raise IndexNotWritable(message, hint="Name a folder for temporary files with TMPDIR.") from exc
    try:
        _tidy(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a temporary folder and its lock; where one that is in use cannot be removed, the next run does it."""
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.unlink(f"{folder}{_LOCK}")


def _tidy(own: Path) -> None:
    """Remove the temporary folders that were made beside one's own, and that nobody holds the lock of."""
    import filelock

    user = own.lstat().st_uid
    for lock in own.parent.glob(f"{_PREFIX}*{_LOCK}"):
        with contextlib.suppress(OSError, filelock.Timeout):  # a run is there, or has just gone
            if lock.lstat().st_uid == user and lock != own.with_name(f"{own.name}{_LOCK}"):
                with filelock.FileLock(lock).acquire(blocking=False):
                    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                remove(lock.with_suffix(""))
