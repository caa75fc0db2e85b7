"""A small real embedder, and folders of documents to index."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from index.chunks import BUDGET
from index.store import Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embedding import Embedder

    Vectors = NDArray[np.float32]


class BagOfWords:
    """Words hashed into 64 dimensions; remembers the texts that it embedded."""

    def __init__(self, name: str = "bag-of-words") -> None:
        self.name = name
        self.calls: list[list[str]] = []

    @property
    def texts(self) -> list[str]:
        return [text for call in self.calls for text in call]

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(list(texts))
        return self._vectors(texts)

    def embed_with_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors] | None]:
        vectors = self.embed(texts)
        return vectors, [
            self._vectors([text[start:end] for start, end in spans])
            for text, spans in zip(texts, sentences, strict=True)
        ]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode("utf-8", "replace")) % 64] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors


class Open(Protocol):
    def __call__(self, other: Embedder | None = None, *, create: bool = True, chunk_tokens: int = BUDGET) -> Index: ...


@pytest.fixture
def embedder() -> BagOfWords:
    return BagOfWords()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "project" / "docs"
    folder.mkdir(parents=True)
    (folder / "bridge.txt").write_text(
        "The bridge\n\nThe bridge was built in 1890. It is made of granite.\n\nA storm damaged it in 1921.\n", "utf-8"
    )
    (folder / "harbour.md").write_text("# The harbour\n\nThe harbour freezes in winter. Ships wait outside.\n", "utf-8")
    return folder


@pytest.fixture
def open_index(tmp_path: Path, embedder: BagOfWords) -> Iterator[Open]:
    """Opens the index beside `docs`; what a test leaves open is closed."""
    opened: list[Index] = []

    def open_(other: Embedder | None = None, *, create: bool = True, chunk_tokens: int = BUDGET) -> Index:
        folder = tmp_path / "project" / ".qa"
        opened.append(Index(folder, other or embedder, create=create, chunk_tokens=chunk_tokens))
        return opened[-1]

    yield open_
    for index in opened:
        index.close()
