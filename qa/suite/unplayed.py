"""What is on the tapes of suites and no case uses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa import tapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.suite.running import Job, Outcome

_TAPES = "*.tape.yaml"


@dataclass(frozen=True, slots=True)
class Unplayed:
    """An entry that no case played, or a whole tape.

    Attributes:
        ask: the question of the entry; None for a tape that no file beside it names.
        line: where the entry stands; 0 where that is not known.
    """

    tape: Path
    ask: str | None = None
    line: int = 0


Played = Mapping[Path, Collection[str]]
"""For each tape, the keys of the entries that were played."""


def played(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> Played:
    """What the cases of some files used of their tapes."""
    tape_of = {job.suite.path: job.suite.tape for job in jobs if job.suite.tape}
    keys: dict[Path, set[str]] = {tape: set() for tape in tape_of.values()}
    for outcome in outcomes:
        if outcome.file in tape_of:
            keys[tape_of[outcome.file]] |= outcome.played
    return keys


def unplayed(jobs: Sequence[Job], used: Played) -> list[Unplayed]:
    """What no case used, when all cases of some files have been asked.

    Raises:
        TapeUnreadable: a tape is not one any more.
    """
    entries = [
        Unplayed(path, entry.ask, entry.line)
        for path, keys in used.items()
        for entry in tapes.load(path).entries
        if entry.key not in keys
    ]
    return [*entries, *(Unplayed(path) for path in _orphans(jobs))]


def prune(used: Played) -> int:
    """Take the entries that no case used off the tapes; how many that was.

    Raises:
        TapeUnreadable, TapeNotWritable: a tape cannot be read or written.
    """
    return sum(len(tapes.prune(path, keys)) for path, keys in used.items())


def shared(jobs: Sequence[Job]) -> dict[Path, str]:
    """The tapes that files beside these name, too, and so may play more of; the names of those."""
    own = {job.suite.path.resolve() for job in jobs}
    found = {}
    for tape in {job.suite.tape: None for job in jobs if job.suite.tape}:
        folders = {tape.parent, *(path.parent for path in own)}
        others = [path.name for folder in folders for path in _players(tape, _texts(folder)) if path not in own]
        if others:
            found[tape] = ", ".join(sorted(others))
    return found


def _orphans(jobs: Sequence[Job]) -> Iterator[Path]:
    """Tapes beside the files of cases that neither these nor any other text beside them names."""
    named = {job.suite.tape for job in jobs}
    for folder in dict.fromkeys(job.suite.path.resolve().parent for job in jobs):
        found = [path for path in sorted(folder.glob(_TAPES)) if path.resolve() not in named]
        texts = _texts(folder) if found else []
        yield from (path for path in found if not _players(path, texts))


def _players(tape: Path, texts: Sequence[tuple[Path, str]]) -> list[Path]:
    """The files that may play a tape: they name it, or are a test, whose fixture takes the one of its own name."""
    test = tape.with_name(f"{tape.name.removesuffix('.tape.yaml')}.py")
    return [path for path, text in texts if tape.name in text or path == test]


def _texts(folder: Path) -> list[tuple[Path, str]]:
    """The files of a folder that may name a tape, and what is in them."""
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in folder.resolve().iterdir()
        if path.suffix in {".yaml", ".yml", ".py"} and not path.match(_TAPES) and path.is_file()
    ]
