"""A seal on files: what they were when they were last known to be whole.

Chroma's graph of vectors is read by code that trusts it: a file that was cut short or overwritten ends the whole
program, or gives wrong neighbours without a word. So they are looked at before Chroma is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file was.

    Attributes:
        name: its path below the folder.
        digest: SHA-256, in hexadecimal.
    """

    name: str
    size: int
    mtime_ns: int
    digest: str


def seal(folder: Path) -> list[Seal]:
    """The seals of the graphs in Chroma's folder.

    One that has not been written yet, because its vectors are still in Chroma's log, has files that are made anew by
    whoever opens it, and no metadata.
    """
    written = (metadata.parent for metadata in folder.glob("*/index_metadata.pickle"))
    return [_seal(folder, path) for graph in written for path in sorted(graph.iterdir())]


def is_whole(folder: Path, seals: Iterable[Seal]) -> bool:
    """Whether all sealed files are what they were; a file is read where its size is the same, but not its time."""
    return all(_is_same(folder, one) for one in seals)


def _seal(folder: Path, path: Path) -> Seal:
    status = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Seal(path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns, digest)


def _is_same(folder: Path, one: Seal) -> bool:
    path = folder / one.name
    try:
        status = path.stat()
        if status.st_size != one.size:
            return False
        return status.st_mtime_ns == one.mtime_ns or _seal(folder, path).digest == one.digest
    except OSError:  # it is not there, or may not be read
        return False
