"""What a file of cases is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what a right answer to it is like; what is empty or None does not matter.

    Attributes:
        ask: the question.
        line: where the case begins in its file.
        after: the questions asked before it in its conversation.
        contains: texts that the answer has.
        lacks: texts that the answer does not have.
        matches: regular expressions that are found in the answer.
        cites: words of sentences that the answer cites.
        cites_not: words of sentences that it does not cite.
        source: files that it cites.
        at_least, at_most: how many sentences it cites.
        supported: whether every statement is supported by what it cites.
        answered: whether the sources answer it.
        engine: what makes the answer.
        tokens: how many it takes at most, of the prompt and the answer together.
        seconds: how many it takes at most.
        lines: where each value of a key stands in the file.
    """

    ask: str
    line: int = 1
    after: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    cites_not: tuple[str, ...] = ()
    source: tuple[Path, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    supported: bool | None = None
    answered: bool = True
    engine: str | None = None
    tokens: int | None = None
    seconds: float | None = None
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, key: str, number: int = 0) -> int:
        """Where a value stands, or the case where it is not in the file."""
        lines = self.lines.get(key, ())
        return lines[number] if number < len(lines) else self.line

    def has(self, words: str) -> bool:
        """Whether all the words are in its questions, in any case."""
        asked = " ".join((*self.after, self.ask)).casefold()
        return all(word in asked for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of cases, its paths resolved.

    Attributes:
        sources: files and folders to answer from.
        tape: where the replies are; None where a model, or none, is to be asked.
        model: its name; None for the one of the settings, or of the tape.
    """

    path: Path
    sources: tuple[Path, ...]
    tape: Path | None
    model: str | None
    cases: tuple[Case, ...]
