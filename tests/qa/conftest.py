"""Places in documents, made from text alone: no index and no embedder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings

from index import Document, Passage, Sentence, Span
from index.sentences import sentence_spans
from qa.answering import read
from qa.assistant import Timings, Turn
from qa.models import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

settings.register_profile("no-deadline", deadline=None)  # how busy the machine is must not matter
settings.load_profile("no-deadline")


class Split(Protocol):
    """Makes a document of a text; its sentences."""

    def __call__(self, text: str, *, path: Path = ..., title: str = ..., number: int = ...) -> tuple[Sentence, ...]: ...


class Join(Protocol):
    """Makes a passage of neighbouring sentences."""

    def __call__(self, sentences: Sequence[Sentence], score: float = ...) -> Passage: ...


class Answering(Protocol):
    """Makes the turn in which a reply was given about some sentences."""

    def __call__(self, reply: str, sentences: Sequence[Sentence], *, question: str = ..., model: str = ...) -> Turn: ...


@pytest.fixture(scope="session")
def split() -> Split:
    def made(
        text: str,
        *,
        path: Path = Path("/documents/harbour.txt"),
        title: str = "Harbour",
        number: int = 1,
    ) -> tuple[Sentence, ...]:
        document = Document(number, path, title, text)
        return tuple(
            Sentence(document, span, ordinal, tokens=len(document.slice(span).split()))
            for ordinal, span in enumerate(sentence_spans(text))
        )

    return made


@pytest.fixture(scope="session")
def join() -> Join:
    def made(sentences: Sequence[Sentence], score: float = 1.0) -> Passage:
        span = Span(sentences[0].span.start, sentences[-1].span.end)
        return Passage(sentences[0].document, span, tuple(sentences), score, similarity=0.5)

    return made


@pytest.fixture(scope="session")
def answering() -> Answering:
    def made(reply: str, sentences: Sequence[Sentence], *, question: str = "Who left?", model: str = "m-1") -> Turn:
        return Turn(
            question,
            f"{question} (alone)",
            (),
            read(reply, sentences),
            "openai",
            model,
            Timings(0.01234, 0.5, 1.25),
            Usage(11, 7),
            failure=None,
        )

    return made
