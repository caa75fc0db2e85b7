"""Tapes: YAML files of replies, to be played again.

An entry that was recorded holds the whole request and plays for that very request only. An entry written by
hand holds a question and a reply. Several processes may record on one tape: each takes in what the others have
written before it writes, whole or not at all, and leaves every entry that has not changed as it stands.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa import yaml_text
from qa.errors import TapeNotWritable, TapeUnreadable
from qa.tapes import content, parsing, writing
from qa.tapes.entry import Entry
from qa.tapes.parsing import Layout

__all__ = ["Entry", "Tape", "begin", "load", "prune", "record", "record_embeddings", "save"]

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_IN_BLOCKS = (
    "Begin it with “version: 1”, then “entries:”, then each entry on a line of its own with “- ask:”, without anchors"
    " and tags; or record on another tape."
)
_PATIENCE = 60.0
"""Seconds to wait for another process that is just saving the same tape."""


@dataclass(slots=True)
class Tape:
    """The content of a file, in its order.

    Attributes:
        embeddings: for an embedder and a text, the vector as base64 of little-endian float32.
        played: keys of the entries that have been played or recorded since it was loaded.
        layout: how the file is written; None where it cannot be added to as it is.
        tail: how the embeddings stand there; empty where they are not there yet.
        stamp: which state of the file this is.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)
    embeddings: dict[tuple[str, str], str] = field(default_factory=dict)
    played: set[str] = field(default_factory=set, compare=False)
    layout: Layout | None = field(default=Layout(), compare=False, repr=False)
    tail: str = field(default="", compare=False, repr=False)
    stamp: tuple[int, int, int] | None = field(default=None, compare=False, repr=False)

    @property
    def model(self) -> str | None:
        """The model that was recorded; None where all is written by hand."""
        return next((entry.request["model"] for entry in self.entries if entry.request), None)

    def add(self, entry: Entry) -> None:
        """Take in a recorded entry, instead of an earlier one of the same request.

        One that says the same keeps the pieces it had: how a reply arrived is no change to review.
        """
        for at, old in enumerate(self.entries):
            if old.request == entry.request:
                same = (old.reply, old.stopped, old.cut) == (entry.reply, entry.stopped, entry.cut)
                if not same:
                    self.entries[at] = replace(entry, above=old.above)
                elif old.usage != entry.usage:
                    self.entries[at] = replace(entry, above=old.above, pieces=old.pieces)
                return
        self.entries.append(entry)


def load(path: Path) -> Tape:
    """Read a tape.

    Raises:
        TapeUnreadable: it is missing or not a tape; the message names the place.
    """
    try:
        stamp = _stamp(path)
        raw = yaml_text.decoded(path.read_bytes())
        text = raw.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
        with yaml_text.placed():
            found, starts = parsing.parse(text)
    except OSError as exc:
        message = f"cannot read the tape {path}: {exc.strerror or exc}"
        raise TapeUnreadable(message) from exc
    except yaml_text.NotYaml as exc:
        message = f"the tape {path}{exc.place} is not YAML: {exc}"
        raise TapeUnreadable(message) from exc
    try:
        entries, embeddings = content.read(found)
    except content.Wrong as exc:
        place = parsing.place(text, exc.steps) if exc.steps else ""
        message = f"the tape {path}{place} {exc}"
        raise TapeUnreadable(message, hint=exc.hint) from exc
    placed = len(starts) == len(entries)
    in_order = [*found] in (["version", "entries"], ["version", "entries", "embeddings"])
    lines = list(_lines(text, starts)) if placed else [0] * len(entries)
    blocks = parsing.blocks(text, starts) if placed and in_order else None
    head, margin, written, tail = blocks or ("", "", [("", "")] * len(entries), "")
    entries = [
        replace(entry, line=line, above=above, written=own)
        for entry, line, (above, own) in zip(entries, lines, written, strict=True)
    ]
    layout = Layout(head, margin, "\r\n" if "\r\n" in raw else "\n") if blocks else None
    return Tape(path, entries, embeddings, layout=layout, tail=tail, stamp=stamp)


def _lines(text: str, starts: Iterable[int]) -> Iterator[int]:
    """The lines, from 1, of some places in order."""
    line, before = 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        yield line


def save(tape: Tape) -> None:
    """Write a tape, whole or not at all, over what may be there.

    Raises:
        TapeNotWritable: it cannot be written.
    """
    layout = _layout(tape)
    tape.entries = [
        entry if entry.written else replace(entry, written=writing.block(entry, layout.margin))
        for entry in tape.entries
    ]
    tape.tail = tape.tail or writing.embeddings(tape.embeddings)
    text = layout.head + "".join(entry.above + entry.written for entry in tape.entries) + tape.tail
    path = tape.path.resolve()
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            unfinished.write_text(text, encoding="utf-8", newline=layout.newline)
            if path.exists():
                shutil.copymode(path, unfinished)
            os.replace(unfinished, path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
        tape.stamp = _stamp(path)
    except OSError as exc:
        message = f"cannot save the tape {tape.path}: {exc.strerror or exc}"
        raise TapeNotWritable(message) from exc


def begin(path: Path) -> Tape:
    """The tape to record on, a new one where there is none; one that is there is not changed yet.

    Raises:
        TapeUnreadable, TapeNotWritable: it cannot be recorded on.
    """
    with _alone(path):
        if path.exists():
            tape = load(path)
            _layout(tape)
            _see_that_it_can_be_saved(path)
        else:
            tape = Tape(path)
            save(tape)
        return tape


def record(tape: Tape, entry: Entry) -> None:
    """Take in a recorded entry, and save.

    Raises:
        TapeUnreadable, TapeNotWritable: another process has spoilt it, or it cannot be written.
    """
    with _alone(tape.path):
        _catch_up(tape)
        tape.add(entry)
        tape.played.add(entry.key)
        save(tape)


def record_embeddings(tape: Tape, vectors: Mapping[tuple[str, str], str]) -> None:
    """Take in vectors, and save.

    Raises:
        TapeUnreadable, TapeNotWritable: another process has spoilt it, or it cannot be written.
    """
    with _alone(tape.path):
        _catch_up(tape)
        tape.embeddings |= vectors
        tape.tail = ""
        save(tape)


def prune(path: Path, played: Collection[str]) -> list[Entry]:
    """Take off a tape what is not among the keys of entries that were played; what that was.

    Raises:
        TapeUnreadable, TapeNotWritable: it cannot be read or written.
    """
    with _alone(path):
        tape = load(path)
        gone = [entry for entry in tape.entries if entry.key not in played]
        if gone:
            tape.entries = [entry for entry in tape.entries if entry.key in played]
            save(tape)
        return gone


def _layout(tape: Tape) -> Layout:
    if tape.layout:
        return tape.layout
    message = f"cannot record on the tape {tape.path}: it is written in a way in which its comments would be lost"
    raise TapeNotWritable(message, hint=_IN_BLOCKS)


def _see_that_it_can_be_saved(path: Path) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=path.resolve().parent, prefix=f".{path.name}."):
            pass
    except OSError as exc:
        message = f"cannot save the tape {path}: {exc.strerror or exc}"
        raise TapeNotWritable(message) from exc


def _catch_up(tape: Tape) -> None:
    """Take in what another process has written since. All of our own was saved as it came, so it is there, too."""
    if tape.path.exists() and _stamp(tape.path) != tape.stamp:
        now = load(tape.path)
        tape.entries, tape.embeddings = now.entries, now.embeddings
        tape.layout, tape.tail, tape.stamp = now.layout, now.tail, now.stamp


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only one who saves a tape; the lock lies among temporary files, so that nothing is left beside it."""
    import filelock

    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]
    lock = filelock.FileLock(
        Path(tempfile.gettempdir()) / f"qa-tape-{getpass.getuser()}-{name}.lock", timeout=_PATIENCE
    )
    try:
        lock.acquire()
    except filelock.Timeout as exc:
        message = f"cannot save the tape {path}: another process keeps it locked"
        raise TapeNotWritable(message) from exc
    except OSError as exc:
        message = f"cannot lock the tape {path}: {exc.strerror or exc}"
        raise TapeNotWritable(message) from exc
    try:
        yield
    finally:
        lock.release()
