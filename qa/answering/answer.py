"""What an answer is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Sentence


class Support(enum.StrEnum):
    """What is known of whether the cited sentences say what the statement says."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    UNCITED = "uncited"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a source under the number it has in an answer, from 1."""

    number: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer.

    Attributes:
        text: what it says, without citations and list marks.
        citations: numbers of the sentences it cites, in order of mention.
        problems: what was found wrong with it, in words.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was read: every label in it is a citation, or a warning.

    Attributes:
        text: the whole, with citations as [1] [2]; where nothing was answered, a sentence that says so.
        citations: the cited sentences, by number.
        missing: what the sources lack, where the reply says so.
    """

    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    missing: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        return bool(self.statements)


@dataclass(frozen=True, slots=True)
class Refusal:
    """There is nothing to go on; no model needs to be asked."""

    missing: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A bit of an answer to show while it streams.

    Attributes:
        text: what to show.
        citation: the number, where the text is a citation.
        support: the verdict, where the text is a mark beside a statement and not part of the answer.
    """

    text: str
    citation: int | None = None
    support: Support | None = None
