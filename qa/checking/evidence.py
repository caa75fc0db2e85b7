"""What a statement is checked against: the sentences that it cites, in their documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Document, Sentence

_BEFORE = 600
"""Code points before a cited sentence in which whoever it calls "he" or "they" is looked for."""


@dataclass(frozen=True)
class Evidence:
    """The sentences that a statement cites; the rules see nothing else of the sources."""

    cited: tuple[Sentence, ...]

    @cached_property
    def text(self) -> str:
        """The cited sentences, one below the other, in the order of the source."""
        return "\n".join(sentence.text for sentence in self.cited)

    @cached_property
    def before(self) -> str:
        """What comes before the cited sentences, a little of each; it says who "he" is, and supports nothing else."""
        return "\n".join(
            sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.start]
            for sentence in self.cited
        )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the sentences are from, each once."""
        return tuple({sentence.document.id: sentence.document for sentence in self.cited}.values())
