"""Chunk vectors in a real Chroma."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.vectors import ChunkVectors

if TYPE_CHECKING:
    from pathlib import Path


def test_the_nearest_are_those_that_comparing_with_all_would_find(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    made = random.standard_normal((1500, 384), dtype=np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    vectors = ChunkVectors(tmp_path / "chroma")
    for start in range(0, len(made), 128):
        numbers = range(start, min(start + 128, len(made)))
        vectors.put(numbers, [1] * len(numbers), made[numbers.start : numbers.stop])
    for query in made[::100] + 0.05 * random.standard_normal((15, 384), dtype=np.float32):
        nearest = set(np.argsort(-(made @ query))[:100].tolist())
        assert set(vectors.nearest(query, 100, None)) == nearest
    vectors.close()
