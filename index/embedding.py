"""What the index asks of an embedding model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def name(self) -> str:
        """What an index remembers; it changes whenever the vectors would."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Size of each text in the model's own tokens."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, shape (texts, dimensions)."""

    def embed_with_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors] | None]:
        """Vectors of the texts, and of the sentences in each where the model gives those.

        Args:
            texts: the chunks.
            sentences: for each chunk, the (start, end) code points of its sentences within it.

        Returns:
            The chunk vectors, shape (texts, dimensions), and for each chunk an array of shape
            (its sentences, dimensions), or None from a model that has no sentence vectors.
        """


def to_int8(vector: Vectors) -> bytes:
    """A vector as one byte a dimension, its direction kept and its length given up."""
    import numpy as np

    largest = float(np.abs(vector).max())
    scaled: NDArray[np.int8] = np.rint(vector * (127 / largest if largest else 0)).astype(np.int8)
    return scaled.tobytes()


def from_int8(rows: Sequence[bytes]) -> Vectors:
    """Vectors of unit length (zero vectors stay zero), shape (rows, dimensions)."""
    import numpy as np

    vectors: Vectors = np.stack([np.frombuffer(row, dtype=np.int8) for row in rows]).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors
