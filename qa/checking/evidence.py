"""What a statement is checked against: the sentences that it cites, in their documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from index import Document, Sentence, Span
from qa.checking import tables
from qa.checking.wording import telling_stems

if TYPE_CHECKING:
    from qa.checking.lore import Lore

MOST_CHECKED = 100
"""Things of a kind in a statement that are checked; with more it is no sentence, and the time grows with the square."""
_BEFORE = 600
"""Code points before a cited sentence, or on either side, that are looked at."""


@dataclass(frozen=True)
class Evidence:
    """The sentences that a statement cites, which alone support it.

    Of the rest of their documents rules see what tells whom or what these sentences mean: the sentences before one that
    points back, and what the documents tell about names.
    """

    cited: tuple[Sentence, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cited sentences, in the order in which they are cited; rows of a table with the names of its columns."""
        return tuple(map(tables.read, self.cited))

    @cached_property
    def text(self) -> str:
        """The cited sentences, one below the other."""
        return "\n".join(self.texts)

    def nearest(self, statement: str) -> str:
        """The cited sentence that shares the most stems with a statement; there must be one."""
        stems = telling_stems(statement)
        return max(self.texts, key=lambda text: len(stems & telling_stems(text)))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the sentences are from, each once."""
        return tuple({sentence.document.id: sentence.document for sentence in self.cited}.values())

    @cached_property
    def lore(self) -> list[Lore]:
        """What the documents tell about names."""
        from qa.checking.lore import lore_of

        return [lore_of(document) for document in self.documents]


def sentence_of(text: str) -> Sentence:
    """A text as the one sentence of a document of its own."""
    return Sentence(Document(0, Path(), "", text), Span(0, len(text)), 0, 0)


def text_before(sentence: Sentence) -> str:
    """What comes before a sentence in its document, as far as whoever it calls "he" or "they" is looked for."""
    return sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.start]


def text_around(sentence: Sentence) -> str:
    """A sentence with what stands before and behind it in its document."""
    return sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.end + _BEFORE]
