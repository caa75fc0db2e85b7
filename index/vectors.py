"""Chunk vectors in Chroma. The only importer of chromadb."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import IndexBusy, IndexDamaged, IndexNotWritable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.embedding import Vectors

_COLLECTION = "chunks"
_DATABASE = "chroma.sqlite3"
_SYNC = 128
"""Vectors that Chroma keeps in its log before it writes the graph; whoever opens the folder adds those of the log to
the graph again. With Chroma's 1,000, opening 3,000 vectors took 900 ms, with 128 it took 40, and writing no longer."""
_SEARCH = 1000
"""Candidates that a search of the graph keeps. Chroma's 100 found all of the nearest 100 for 71 % of the queries to
1,400 abstracts, and others after each building of the graph, so that answers changed by chance; 1,000 found them for
all, and for 99 % with 19,600 chunks, in 3.6 ms instead of 2.0."""
_FULL = 1 << 20
"""Bytes left on a disk that is as good as full; what Chroma says then does not always name the reason."""
_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
_PATIENCE = 5.0
"""Seconds to wait for another process that is just writing."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NOT_WRITABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
}


class ChunkVectors:
    """Vectors of chunks under the chunks' numbers, compared by cosine.

    Args:
        folder: where Chroma keeps its files; made where it is missing. Chroma cannot open what it cannot write to, so
            that a read-only folder is copied, and nothing can be put.

    Raises:
        IndexBusy, IndexDamaged, IndexNotWritable: from every method, where Chroma fails.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        with self._translated(), contextlib.ExitStack() as opened:
            if _is_read_only(folder):
                folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="qa-")))
                _copy(self._folder, folder)
            self._await_lock(folder)
            settings = Settings(anonymized_telemetry=False)
            client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
            opened.callback(client.close)
            self._batch = client.get_max_batch_size()
            self._collection = client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={
                    "hnsw": {"space": "cosine", "ef_search": _SEARCH, "sync_threshold": _SYNC, "batch_size": _SYNC}
                },
            )
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def __len__(self) -> int:
        with self._translated():
            return int(self._collection.count())

    def numbers(self) -> set[int]:
        """Numbers of all chunks that have a vector."""
        with self._translated():
            return {int(number) for number in self._collection.get(include=[])["ids"]}

    def put(self, numbers: Sequence[int], documents: Sequence[int], vectors: Vectors) -> None:
        """Store vectors, shape (numbers, dimensions), of chunks with the documents they belong to."""
        with self._translated():
            for start in range(0, len(numbers), self._batch):
                some = slice(start, start + self._batch)
                self._collection.upsert(
                    ids=[str(number) for number in numbers[some]],
                    embeddings=vectors[some],
                    metadatas=[{"document": document} for document in documents[some]],
                )

    def delete(self, numbers: Collection[int]) -> None:
        ids = [str(number) for number in numbers]
        with self._translated():
            for start in range(0, len(ids), self._batch):
                self._collection.delete(ids=ids[start : start + self._batch])

    def nearest(self, vector: Vectors, limit: int, documents: Collection[int] | None) -> dict[int, float]:
        """The best chunks with their cosine, nearest first; only of some documents where given."""
        if documents is not None and not documents:
            return {}
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        queries: Any = [vector]
        with self._translated():
            found = self._collection.query(
                query_embeddings=queries, n_results=limit, include=["distances"], where=where
            )
        distances = found["distances"] or [[]]
        return {int(number): 1.0 - distance for number, distance in zip(found["ids"][0], distances[0], strict=True)}

    def similarities(self, vector: Vectors, numbers: Collection[int]) -> dict[int, float]:
        """Cosine of the named chunks' vectors with a vector; a chunk that has no vector is left out."""
        import numpy as np

        if not numbers:
            return {}
        with self._translated():  # a query for ids fails as a whole where one of them is gone
            found = self._collection.get(ids=[str(number) for number in numbers], include=["embeddings"])
        if not found["ids"]:
            return {}
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector)
        cosines = np.divide(vectors @ vector, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        return dict(zip(map(int, found["ids"]), cosines.tolist(), strict=True))

    def _await_lock(self, folder: Path) -> None:
        """See that no other process holds Chroma's database, for which Chroma itself would wait over a minute."""
        database = folder / _DATABASE
        if not database.exists():
            return
        with contextlib.closing(sqlite3.connect(database, timeout=_PATIENCE, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError as exc:
                if exc.sqlite_errorcode & 0xFF in _BUSY:
                    message = f"another process is writing to the index {self._folder.parent}"
                    raise IndexBusy(message) from exc
            except sqlite3.DatabaseError:
                pass  # what is wrong with it, Chroma says

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, ValueError) as exc:
            found = _SQLITE_CODE.search(str(exc))
            code = int(found[1]) & 0xFF if found else 0
            if code in _BUSY:
                message = f"another process is writing to the index {self._folder.parent}"
                raise IndexBusy(message) from exc
            if code in _NOT_WRITABLE or shutil.disk_usage(self._folder.parent).free < _FULL:
                message = f"cannot write to {self._folder}: {exc}"
                raise IndexNotWritable(message) from exc
            message = f"the vectors in {self._folder} cannot be used: {exc}"
            raise IndexDamaged(message) from exc
        except OSError as exc:
            message = f"cannot write to {self._folder}: {exc.strerror or exc}"
            raise IndexNotWritable(message) from exc


def _is_read_only(folder: Path) -> bool:
    database = folder / _DATABASE
    return database.exists() and not (os.access(folder, os.W_OK) and os.access(database, os.W_OK))


def _copy(folder: Path, to: Path) -> None:
    """Copy a folder, but not that it is read-only."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    for path in (to, *to.rglob("*")):
        path.chmod(stat.S_IRWXU)
