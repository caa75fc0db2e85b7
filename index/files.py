"""From a path to decoded text."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import (
    SourceBinary,
    SourceChanging,
    SourceEmpty,
    SourceMissing,
    SourceProblem,
    SourceUnreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = frozenset({".txt", ".md", ".markdown"})
"""What is taken from a folder. A file that is named itself may end in anything, if it is text."""
_ATTEMPTS = 3
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")
_CONTROL_SHARE = 0.05
"""A text with more control characters than this, escape not counted, is not one."""
_WRONG_SHARE = 0.1
"""Of the characters beyond ASCII; other encodings read as UTF-8 have more wrong ones."""
_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a changed file without reading it."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as it was at one moment: its text, and what tells whether it is still that.

    Attributes:
        encoding: Python's name of the one that gives the text.
        read_ns: when reading it began; what happens to the file later is not in the text.
    """

    path: Path
    text: str
    encoding: str
    title: str
    stamp: Stamp
    digest: str
    read_ns: int


def real(path: Path) -> Path:
    """The path with its links followed, those in a circle excepted, whether or not there is something at its end."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a name that no system accepts
        return path


def discover(paths: Iterable[Path]) -> list[Path]:
    """The document files that paths stand for: a file is itself, a folder what it contains.

    Hidden files and folders inside a folder are left out; each file comes once, sorted within its folder.

    Raises:
        SourceMissing: a path does not exist.
        SourceEmpty: a folder holds no document.
        SourceUnreadable: a path may not be looked at, or a folder cannot be listed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        stamp(path)
        inside = list(_documents_in(path)) if path.is_dir() else [path]
        if not inside:
            message = f"no document ({', '.join(sorted(SUFFIXES))}) in the folder {path}"
            raise SourceEmpty(message)
        found.update(dict.fromkeys(map(_place, inside)))
    return list(found)


def stamp(path: Path) -> Stamp:
    """Size and time of a file.

    Raises:
        SourceMissing, SourceUnreadable: it is not there, or may not be looked at.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as exc:
        raise _problem(path, exc) from exc
    return Stamp(status.st_size, status.st_mtime_ns)


def size(path: Path) -> int:
    """Bytes of a file, 0 where that cannot be told."""
    try:
        return stamp(path).size
    except SourceProblem:
        return 0


def is_gone(path: Path) -> bool:
    """Whether there is no such file any more; one that may not be looked at may still be there."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def load(path: Path) -> Loaded:
    """Read and decode one file, whole, as it was at one moment.

    Raises:
        SourceMissing, SourceUnreadable, SourceEmpty, SourceBinary, SourceChanging: it cannot be used.
    """
    for _ in range(_ATTEMPTS):
        read_ns, before = time.time_ns(), stamp(path)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                message = f"not a regular file: {path}"
                raise SourceUnreadable(message, hint=SourceEmpty.hint)
            data = path.read_bytes()
        except OSError as exc:
            raise _problem(path, exc) from exc
        if stamp(path) == before and len(data) == before.size:
            break
    else:
        message = f"the file keeps changing while it is being read: {path}"
        raise SourceChanging(message)
    text, encoding = decode(data, path)
    if not text.strip():
        message = f"there is no text in {path}"
        raise SourceEmpty(message)
    return Loaded(path, text, encoding, _title(text, path), before, hashlib.sha256(data).hexdigest(), read_ns)


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Text of a file and its encoding: UTF-8 with or without a byte-order mark, else what charset-normalizer finds.

    A few wrong bytes among many characters beyond ASCII, one cut off at the end of the file for instance, leave a text
    UTF-8. Where there is little but ASCII beside them, they are letters of an older encoding more often than mistakes.

    Line ends stay as they are, so that a span counts the characters that are really there. Whoever decodes the
    file's bytes from that encoding, with the error handler "replace", has the same text.

    Raises:
        SourceBinary: no encoding makes it a text.
    """
    encoding = _encoding(data)
    text = data.decode(encoding, "replace") if encoding else ""
    if encoding is None or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        message = f"not a text file: {path}"
        raise SourceBinary(message)
    return text, encoding


def _encoding(data: bytes) -> str | None:
    utf8 = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        data.decode(utf8)
    except UnicodeDecodeError:
        nearly = data.decode(utf8, "replace")
        if nearly.count("\ufffd") > _WRONG_SHARE * sum(not character.isascii() for character in nearly):
            import charset_normalizer

            best = charset_normalizer.from_bytes(data).best()
            return None if best is None else codecs.lookup(best.encoding).name
    return utf8


def _documents_in(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise _problem(folder, error) from error

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in SUFFIXES:
                yield Path(root, name)


def _place(path: Path) -> Path:
    """Where a file really is; a link that leads nowhere stands for itself, for it is what a person can find."""
    there = os.path.exists(path)  # noqa: PTH110  Path.exists raises where it may not look
    return real(path) if there else real(path.parent) / path.name


def _title(text: str, path: Path) -> str:
    """The first line with letters in it, without the marks of a heading; else the file's name."""
    for line in text.splitlines()[:20]:
        bare = line.strip().lstrip("#").strip()
        if any(character.isalnum() for character in bare):
            return bare if len(bare) <= _TITLE_LENGTH else bare[: _TITLE_LENGTH - 1] + "…"
    return os.fsencode(path.name).decode("utf-8", "replace")


def _problem(path: Path, error: OSError | ValueError) -> SourceProblem:
    """What the system says of a path; ValueError is what Python says of one that no system accepts."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceMissing(f"no such file or folder: {path}")
    return SourceUnreadable(f"cannot read {path}: {error.strerror or error}")
