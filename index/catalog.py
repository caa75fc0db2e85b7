"""The catalog: documents, sentences, chunks and their words, in SQLite."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.chunks import BUDGET
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexNotWritable
from index.files import Stamp
from index.places import Document, Span
from index.seal import Seal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from index.files import Loaded

SCHEMA = 2
_PATIENCE = 5.0
"""Seconds to wait for another process that is just committing."""
_NOT_WRITABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a document without its text."""

    id: int
    path: Path
    title: str
    digest: str
    stamp: Stamp
    indexed_ns: int
    chunks: int


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence as it is stored; `vector` is int8, one byte a dimension, of no particular length."""

    ordinal: int
    span: Span
    tokens: int
    vector: bytes | None


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk as it is stored; `sentences` are ordinals."""

    document: int
    sentences: range
    span: Span


class Catalog:
    """One SQLite file.

    Args:
        path: the file.
        embedder: name of the embedder that the index belongs to.
        chunk_tokens: the size of its chunks.
        create: whether to make the file where there is none; its folder must be there, and nobody else make it.

    Raises:
        IndexMismatch: it was made by another embedder or another version, or with chunks of another size.
        IndexBusy, IndexDamaged, IndexNotWritable: from every method, where SQLite fails.
    """

    def __init__(self, path: Path, *, embedder: str, chunk_tokens: int, create: bool) -> None:
        self._path = path
        self._root = path.parent.parent
        with self._translated():
            if create and not path.exists():
                self._make(embedder, chunk_tokens)
            self._db = sqlite3.connect(
                f"{path.as_uri()}?mode=rw",
                uri=True,
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with self._translated():
                self._db.execute("PRAGMA foreign_keys = ON")
                # A large transaction that spilled to the file would lock out readers until its end.
                self._db.execute("PRAGMA cache_spill = OFF")
            self._check(self._facts(), embedder, chunk_tokens)
            self._seen = self._version()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._db.close()

    def was_written_elsewhere(self) -> bool:
        """Whether another process has written to it since this was last asked."""
        before, self._seen = self._seen, self._version()
        return self._seen != before

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is all of one moment."""
        with self._translated():
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            with self._translated():
                if self._db.in_transaction:
                    self._db.execute("COMMIT")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside becomes visible at the end, or nothing of it."""
        with self._translated():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._translated():
                self._db.execute("COMMIT")
        except BaseException:
            with self._translated():
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            raise

    def set_unfinished(self) -> None:
        """Remember that the vectors may not be those of the catalog."""
        self._set(unfinished="1")

    def set_finished(self, graph: Iterable[Seal]) -> None:
        """Remember that the vectors are those of the catalog, and what the files of their graph are."""
        self._set(unfinished="0", graph=json.dumps([dataclasses.astuple(one) for one in graph]))

    def graph(self) -> list[Seal]:
        """What the files of the vectors' graph were when all was finished; none of them while it is not."""
        facts = self._facts()
        return [] if facts.get("unfinished") == "1" else [Seal(*one) for one in json.loads(facts.get("graph", "[]"))]

    def is_unfinished(self) -> bool:
        return self._facts().get("unfinished") == "1"

    def _facts(self) -> dict[str, str]:
        with self._translated():
            return dict(self._db.execute("SELECT name, value FROM facts"))

    def _set(self, **facts: str) -> None:
        with self.transaction(), self._translated():
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    # Documents

    def entries(self) -> list[Entry]:
        """All documents, by path."""
        with self._translated():
            rows = self._db.execute(
                "SELECT id, CAST(path AS BLOB), title, digest, size, mtime_ns, indexed_ns,"
                " (SELECT count(*) FROM chunks WHERE document = documents.id)"
                " FROM documents ORDER BY path"
            ).fetchall()
        return [
            Entry(id_, self._absolute(path), title, digest, Stamp(size, mtime), indexed, chunks)
            for id_, path, title, digest, size, mtime, indexed, chunks in rows
        ]

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        with self._translated():
            found = {}
            for id_ in ids:
                path, title, text, encoding = self._db.execute(
                    "SELECT CAST(path AS BLOB), title, text, encoding FROM documents WHERE id = ?", (id_,)
                ).fetchone()
                found[id_] = Document(id_, self._absolute(path), title, text, encoding)
            return found

    def add_document(self, loaded: Loaded) -> int:
        with self._translated():
            cursor = self._db.execute(
                "INSERT INTO documents (path, title, digest, size, mtime_ns, indexed_ns, encoding, text)"
                " VALUES (CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?)",
                (
                    self._relative(loaded.path),
                    loaded.title,
                    loaded.digest,
                    loaded.stamp.size,
                    loaded.stamp.mtime_ns,
                    loaded.read_ns,
                    loaded.encoding,
                    loaded.text,
                ),
            )
        return _row_id(cursor)

    def touch(self, loaded: Loaded) -> None:
        """A file was found to be the same although its time is another."""
        with self._translated():
            self._db.execute(
                "UPDATE documents SET size = ?, mtime_ns = ?, indexed_ns = ?"
                " WHERE path = CAST(? AS TEXT) AND digest = ?",
                (
                    loaded.stamp.size,
                    loaded.stamp.mtime_ns,
                    loaded.read_ns,
                    self._relative(loaded.path),
                    loaded.digest,
                ),
            )

    def remove_document(self, path: Path) -> list[int] | None:
        """Forget a document; the numbers of the chunks it had, or None where there is no such document."""
        with self._translated():
            found = self._db.execute(
                "SELECT id, text FROM documents WHERE path = CAST(? AS TEXT)", (self._relative(path),)
            ).fetchone()
            if found is None:
                return None
            document, text = found
            rows = self._db.execute('SELECT id, start, "end" FROM chunks WHERE document = ?', (document,)).fetchall()
            self._db.executemany(
                "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
                [(id_, text[start:end]) for id_, start, end in rows],
            )
            self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        return [id_ for id_, _, _ in rows]

    # Sentences and chunks

    def add_sentences(self, document: int, rows: Iterable[SentenceRow]) -> None:
        with self._translated():
            self._db.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?)",
                [(document, row.ordinal, row.span.start, row.span.end, row.tokens, row.vector) for row in rows],
            )

    def add_chunk(self, chunk: ChunkRow, text: str) -> int:
        with self._translated():
            cursor = self._db.execute(
                'INSERT INTO chunks (document, first, past, start, "end") VALUES (?, ?, ?, ?, ?)',
                (chunk.document, chunk.sentences.start, chunk.sentences.stop, chunk.span.start, chunk.span.end),
            )
            number = _row_id(cursor)
            self._db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))
        return number

    def chunk_numbers(self) -> set[int]:
        with self._translated():
            return {number for (number,) in self._db.execute("SELECT id FROM chunks")}

    def count_chunks(self) -> int:
        with self._translated():
            (count,) = self._db.execute("SELECT count(*) FROM chunks").fetchone()
        return int(count)

    def chunks(self, numbers: Collection[int]) -> dict[int, ChunkRow]:
        with self._translated():
            rows = self._db.execute(
                'SELECT id, document, first, past, start, "end" FROM chunks'
                " WHERE id IN (SELECT value FROM json_each(?))",
                (_array(numbers),),
            ).fetchall()
        return {
            id_: ChunkRow(document, range(first, past), Span(start, end))
            for id_, document, first, past, start, end in rows
        }

    def sentences(self, document: int, ordinals: range) -> list[SentenceRow]:
        with self._translated():
            rows = self._db.execute(
                'SELECT ordinal, start, "end", tokens, vector FROM sentences'
                " WHERE document = ? AND ordinal >= ? AND ordinal < ? ORDER BY ordinal",
                (document, ordinals.start, ordinals.stop),
            ).fetchall()
        return [SentenceRow(ordinal, Span(start, end), tokens, vector) for ordinal, start, end, tokens, vector in rows]

    # Words

    def best_by_words(self, terms: Sequence[str], limit: int, documents: Collection[int] | None) -> dict[int, float]:
        """The best chunks by BM25 for any of the terms, greatest first (SQLite's sign turned round)."""
        return self._bm25(
            "SELECT words.rowid, -bm25(words) AS score FROM words JOIN chunks ON chunks.id = words.rowid"
            " WHERE words MATCH ?1 AND (?2 IS NULL OR document IN (SELECT value FROM json_each(?2)))"
            " ORDER BY score DESC, words.rowid LIMIT ?3",
            terms,
            None if documents is None else _array(documents),
            limit,
        )

    def word_scores(self, terms: Sequence[str], numbers: Collection[int]) -> dict[int, float]:
        """BM25 of the named chunks; those without any of the terms are left out.

        The plus keeps SQLite from looking up each row by itself, which takes twenty times as long.
        """
        return self._bm25(
            "SELECT rowid, -bm25(words) FROM words"
            " WHERE words MATCH ?1 AND +rowid IN (SELECT value FROM json_each(?2))",
            terms,
            _array(numbers),
        )

    def document_frequencies(self, stems: Collection[str]) -> dict[str, int]:
        """In how many chunks each stem occurs, for those that do."""
        with self._translated():
            return dict(
                self._db.execute(
                    "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                    (_array(stems),),
                )
            )

    def _bm25(self, query: str, terms: Sequence[str], *parameters: object) -> dict[int, float]:
        if not terms:
            return {}
        match = " OR ".join(f'"{term}"' for term in terms)
        with self._translated():
            return dict(self._db.execute(query, (match, *parameters)))

    # The file

    def _make(self, embedder: str, chunk_tokens: int) -> None:
        """Write a complete new catalog beside its place, then put it there."""
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(draft)) as database:
            database.executescript(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
            facts = {"schema": str(SCHEMA), "embedder": embedder, "chunk_tokens": str(chunk_tokens)}
            database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
            database.commit()
        self._path.with_name(".gitignore").write_text("*\n", encoding="utf-8")
        draft.replace(self._path)

    def _check(self, facts: dict[str, str], embedder: str, chunk_tokens: int) -> None:
        if facts.get("schema") != str(SCHEMA):
            message = f"the index {self._path.parent} was made by another version of this program"
            raise IndexMismatch(message)
        if facts.get("embedder") != embedder:
            message = (
                f"the index {self._path.parent} was made with the embedder {facts.get('embedder')}, not with {embedder}"
            )
            raise IndexMismatch(message)
        made = facts.get("chunk_tokens", str(BUDGET))  # an index that does not say so is older than the choice
        if made != str(chunk_tokens):
            message = f"the index {self._path.parent} was made with chunks of {made} tokens, not of {chunk_tokens}"
            raise IndexMismatch(message, hint=f"Set chunk_tokens to {made}. Or: {IndexMismatch.hint}")

    def _version(self) -> int:
        with self._translated():
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _relative(self, path: Path) -> bytes:
        """As bytes, because a file's name need not be UTF-8."""
        return os.fsencode((path.relative_to(self._root) if path.is_relative_to(self._root) else path).as_posix())

    def _absolute(self, stored: bytes) -> Path:
        return self._root / os.fsdecode(stored)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as exc:
            raise self._problem(exc) from exc
        except OSError as exc:
            message = f"cannot write to {self._path.parent}: {exc.strerror or exc}"
            raise IndexNotWritable(message) from exc

    def _problem(self, error: sqlite3.Error) -> IndexBusy | IndexNotWritable | IndexDamaged:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        folder = self._path.parent
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return IndexBusy(f"another process is writing to the index {folder}")
        if code in _NOT_WRITABLE:
            return IndexNotWritable(f"cannot write to the index {folder}: {error}")
        return IndexDamaged(f"the index {folder} cannot be read: {error}")


def _array(values: Iterable[int | str]) -> str:
    """Values for json_each, of which there may be more than SQLite allows parameters."""
    return json.dumps(list(values))


def _row_id(cursor: sqlite3.Cursor) -> int:
    if cursor.lastrowid is None:
        message = "an INSERT gave no row id"
        raise AssertionError(message)
    return cursor.lastrowid
