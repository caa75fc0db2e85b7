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


def prune(used: Played) -> list[Unplayed]:
    """Take the entries that no case used off the tapes; what that was.

    Raises:
        TapeUnreadable, TapeNotWritable: a tape cannot be read or written.
    """
    return [Unplayed(path, entry.ask, entry.line) for path, keys in used.items() for entry in tapes.prune(path, keys)]


def _orphans(jobs: Sequence[Job]) -> Iterator[Path]:
    """Tapes beside the files of cases that neither these nor any other text beside them names."""
    named = {job.suite.tape for job in jobs}
    for folder in dict.fromkeys(job.suite.path.resolve().parent for job in jobs):
        found = [path for path in sorted(folder.glob(_TAPES)) if path.resolve() not in named]
        if not found:
            continue
        texts = [
            path.read_text(encoding="utf-8", errors="replace")
            for path in folder.iterdir()
            if path.suffix in {".yaml", ".yml", ".py"} and not path.match(_TAPES) and path.is_file()
        ]
        tests = {path.stem for path in folder.glob("*.py")}  # the fixture takes the tape of their name
        yield from (
            path
            for path in found
            if path.name.removesuffix(".tape.yaml") not in tests and not any(path.name in text for text in texts)
        )
