"""What data to measure on is: documents, and questions with what is known of their answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the data.

    Attributes:
        id: as the data names it.
        path: the file that it is, where it is one of the person's own; None where it stands in the data.
    """

    id: str
    text: str
    path: Path | None = None

    def places_of(self, words: str) -> Iterator[Place]:
        """Where some words stand in it, from its beginning on; they may overlap."""
        at = self.text.find(words)
        while at >= 0:
            yield Place(self.id, at, at + len(words))
            at = self.text.find(words, at + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A range of code points of a document, half-open."""

    document: str
    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Whether they have a character in common."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what is known of its answer.

    Attributes:
        answerable: whether the documents answer it; None where the data does not say.
        answers: short answers, each of which is right.
        relevant: grades of the documents that are relevant, by their ids; above 0.
        evidence: what an answer should cite; of each piece the places where it stands, one of which is enough.
    """

    id: str
    text: str
    answerable: bool | None = None
    answers: tuple[str, ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)
    evidence: tuple[tuple[Place, ...], ...] = ()

    @property
    def order(self) -> str:
        """A place in an order that has nothing to do with that of the data, and is the same every time."""
        return hashlib.sha256(self.id.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents, and questions about them.

    Attributes:
        form: "SQuAD", "BEIR" or "JSONL".
        warnings: what is wrong with the data, but does not keep it from being used.
        by_evidence: whether what is to be found are pieces of evidence, because a document holds many of them; else it
            is documents.
    """

    name: str
    form: str
    documents: tuple[Text, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = ()
    by_evidence: bool = False

    @property
    def has_answers(self) -> bool:
        """Whether there is anything to hold an answer against."""
        return self.form != "BEIR"

    def sample(self, limit: int | None) -> Dataset:
        """The same with fewer questions, chosen by their ids alone; with all of them where there is no limit."""
        if limit is None:
            return self
        chosen = {question.id for question in sorted(self.questions, key=lambda question: question.order)[:limit]}
        return replace(self, questions=tuple(question for question in self.questions if question.id in chosen))

    def digest(self) -> str:
        """What tells it from every other."""
        digest = hashlib.sha256()
        for row in self._rows():
            digest.update(json.dumps(row, sort_keys=True).encode() + b"\n")
        return digest.hexdigest()

    def _rows(self) -> Iterator[Any]:
        yield [self.form, self.by_evidence]
        for document in self.documents:
            yield [document.id, document.text]
        for question in self.questions:
            evidence = [[[place.document, place.start, place.end] for place in piece] for piece in question.evidence]
            known = [question.answerable, question.answers, dict(question.relevant), evidence]
            yield [question.id, question.text, known]
