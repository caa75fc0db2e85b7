"""What an answer is."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index import Sentence
    from qa.checking import Disagreement


class Support(enum.StrEnum):
    """What is known of whether the cited sentences say what the statement says."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    UNCITED = "uncited"
    UNCHECKED = "unchecked"


_LESS_THAN_SUPPORTED = (Support.UNSUPPORTED, Support.UNCITED, Support.UNCHECKED)


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
        found: whether it came without a citation, and the one it has was found for it.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    problems: tuple[str, ...] = ()
    found: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was read: every label in it is a citation, or a warning.

    Attributes:
        text: the whole, with citations as [1] [2]; where nothing was answered, a sentence that says so.
        citations: the cited sentences, by number.
        missing: what the sources lack, where the reply says so.
        repaired: whether a first reply had problems, and this is the second.
        nearest: where nothing was answered, the nearest thing the sources say, under a number of its own.
        disagreements: where a cited sentence and another that was given have different values for the same thing.
        lacking: where nothing was answered, the words of the question that no passage has, each with words of the
            sources that were tried instead.
    """

    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    missing: str | None = None
    warnings: tuple[str, ...] = ()
    repaired: bool = False
    nearest: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    lacking: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Citation, ...]:
        """The citations that are shown with their quotations: those of the answer, or the nearest thing."""
        return self.citations or self.nearest

    @property
    def answered(self) -> bool:
        return bool(self.statements)

    def count(self, *kinds: Support) -> int:
        """How many statements are of these kinds."""
        return sum(statement.support in kinds for statement in self.statements)

    @property
    def verdict(self) -> str:
        """How many statements are supported, and how many are not, in words; and that the answer is a second one."""
        total = len(self.statements)
        others = [f", {count} {kind.value}" for kind in _LESS_THAN_SUPPORTED if (count := self.count(kind))]
        supported = self.count(Support.SUPPORTED)
        counted = f"{supported} of {total} statement{'' if total == 1 else 's'} supported{''.join(others)}"
        return f"{counted}; repaired" if self.repaired else counted

    @property
    def doubtful(self) -> int:
        """How many statements are not supported by what they cite, or cite nothing."""
        return self.count(Support.UNSUPPORTED, Support.UNCITED)


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
