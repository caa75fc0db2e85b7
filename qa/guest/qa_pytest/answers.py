"""An answer, for a test to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Find = Callable[[str, Sequence[str], Literal["cites", "contains"]], list[int]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that an answer cites: the characters from `start` to `end` of its source."""

    number: int
    source: str
    start: int
    end: int
    line: int
    quote: str

    def __repr__(self) -> str:
        return f"[{self.number}] {self.source}:{self.line} {self.quote!r}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer.

    Attributes:
        citations: the numbers of what it cites.
        support: supported, unsupported, uncited or unchecked.
        problems: what speaks against it.
    """

    text: str
    citations: tuple[int, ...]
    support: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """An answer.

    Attributes:
        data: all of it, as `qa ask --json` prints it.
    """

    data: Mapping[str, Any]
    _find: Find = field(compare=False)

    @property
    def text(self) -> str:
        """The words, with citations as [1]; where the sources do not answer, a sentence that says so."""
        return str(self.data["answer"])

    @property
    def answered(self) -> bool:
        """Whether the sources answer."""
        return bool(self.data["answered"])

    @property
    def missing(self) -> str | None:
        """What the sources lack."""
        missing: str | None = self.data["missing"]
        return missing

    @property
    def supported(self) -> bool:
        """Whether there is an answer, and every statement of it is supported by what it cites."""
        return self.answered and all(statement.support == "supported" for statement in self.statements)

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(
            Statement(told["text"], tuple(told["citations"]), told["support"], tuple(told["problems"]))
            for told in self.data["statements"]
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        keys = ("number", "source", "start", "end", "line", "quote")
        return tuple(Citation(*(told[key] for key in keys)) for told in self.data["citations"])

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self.data["warnings"])

    def cites(self, words: str) -> bool:
        """Whether a cited sentence has these words; case, white space and typographic quotes do not matter.

        Raises:
            ValueError: there are no words, which every sentence would have.
        """
        __tracebackhide__ = True
        _check(words)
        return bool(self._find(words, [citation.quote for citation in self.citations], "cites"))

    def contains(self, words: str) -> bool:
        """Whether the text has these words, in this case; white space and typographic quotes do not matter.

        Raises:
            ValueError: there are no words.
        """
        __tracebackhide__ = True
        _check(words)
        return bool(self._find(words, [self.text], "contains"))

    def __repr__(self) -> str:
        cited = ", ".join(map(repr, self.citations)) or "no citation"
        return f"<Answer {self.text!r}, citing {cited}>"


def _check(words: str) -> None:
    __tracebackhide__ = True
    if not words.strip():
        message = "there are no words to look for"
        raise ValueError(message)
