"""The index: two stores kept as one.

The catalog is the truth. A document becomes visible in one transaction of the catalog, after the vectors of
its chunks are in Chroma. Before the first write the catalog remembers that something is unfinished, and after
the last one that nothing is, and what Chroma's files then are. Whoever opens the vectors of an index that is
unfinished, that are not as many as its chunks, or whose files have changed since, first makes them those of the
catalog again. Chroma keeps what it has read of its files in memory, so it is opened anew when another process
has written.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index import files, ranking, seal
from index.catalog import Catalog, ChunkRow, Entry, SentenceRow
from index.chunks import BUDGET, overlap_for, pack
from index.embedding import to_int8
from index.errors import (
    IndexBusy,
    IndexMissing,
    IndexNotWritable,
    IndexUnreadable,
    SourceNotIndexed,
    SourceProblem,
)
from index.places import Document, Passage, Span
from index.sentences import sentence_spans, split_long

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from index.embedding import Embedder, Vectors
    from index.vectors import ChunkVectors

FOLDER = ".qa"
_CATALOG = "catalog.sqlite3"
_VECTORS = "chroma"
_LOCK = "writing.lock"
_BATCH = 128
"""Chunks that are embedded, and so held in memory, at a time."""
_RACY_NS = 2_000_000_000
"""A file changed this shortly before it was indexed may change again within the same time stamp."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is, in bytes of files, and the file it is at."""

    done: int
    total: int
    path: Path


@dataclass(slots=True)
class Changes:
    """What an update did."""

    added: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    failed: dict[Path, SourceProblem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file on its way into the index: cut, but not embedded; `begun` is how far the update was before it."""

    begun: Progress
    loaded: files.Loaded
    sentences: list[Span]
    tokens: list[int]
    chunks: list[range]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk of a draft, and which of its sentences no later chunk has.

    Where two chunks overlap, a sentence has its vector from the later one, in which more text follows it.
    """

    draft: _Draft
    row: ChunkRow
    own: range

    @property
    def text(self) -> str:
        return self.draft.loaded.text[self.row.span.start : self.row.span.end]

    def done(self) -> Progress:
        """How far the update is with this chunk."""
        bytes_ = self.draft.loaded.stamp.size * self.row.sentences.stop // len(self.draft.sentences)
        return replace(self.draft.begun, done=self.draft.begun.done + bytes_)

    def sentences_within(self) -> list[tuple[int, int]]:
        """Start and end of the chunk's sentences, counted from its own start."""
        spans, origin = self.draft.sentences, self.row.span.start
        return [(spans[at].start - origin, spans[at].end - origin) for at in self.row.sentences]

    def own_sentences(self, vectors: Vectors | None) -> Iterator[SentenceRow]:
        """Rows of these sentences; `vectors` are those of all the chunk's sentences, in order."""
        for at in self.own:
            vector = None if vectors is None else to_int8(vectors[at - self.row.sentences.start])
            yield SentenceRow(at, self.draft.sentences[at], self.draft.tokens[at], vector)


def find(start: Path) -> Path | None:
    """The index folder of a directory or of the nearest one above it, as git finds its own.

    Raises:
        IndexUnreadable: there is a folder that may be it, but may not be looked into.
    """
    for folder in (start, *start.parents):
        if _holds_index(folder / FOLDER):
            return folder / FOLDER
    return None


class Index:
    """Documents cut into chunks, and the way from a question to the passages that matter.

    Args:
        folder: where the index is kept.
        embedder: the model whose vectors it holds.
        create: whether to start an empty index where there is none.
        chunk_tokens: the size of its chunks. Sentences, and so what can be cited, are the same whatever it is.

    Raises:
        IndexMissing: there is none, and none is to be created.
        IndexUnreadable, IndexMismatch, IndexDamaged, IndexNotWritable: it cannot be used.
        IndexBusy: another process is making it.
    """

    def __init__(self, folder: Path, embedder: Embedder, *, create: bool = False, chunk_tokens: int = BUDGET) -> None:
        self.folder = files.real(folder)
        self._embedder = embedder
        self._chunk_tokens = chunk_tokens
        exists = _holds_index(self.folder)
        if not create and not exists:
            message = f"there is no index in {folder}"
            raise IndexMissing(message)
        with contextlib.nullcontext() if exists else self._locked():
            self._catalog = Catalog(
                self.folder / _CATALOG, embedder=embedder.name, chunk_tokens=chunk_tokens, create=create
            )
        self._loaded_vectors: ChunkVectors | None = None

    def close(self) -> None:
        with contextlib.closing(self._catalog):
            if self._loaded_vectors is not None:
                self._loaded_vectors.close()

    def entries(self) -> list[Entry]:
        """All documents, without their texts, by path."""
        return self._catalog.entries()

    def document(self, path: Path) -> Document:
        """A document by its path.

        Raises:
            SourceNotIndexed: the index does not hold it.
        """
        with self._catalog.snapshot():
            (id_,) = self._ids([path])
            return self._catalog.documents([id_])[id_]

    def documents(self) -> list[Document]:
        """All documents with their texts, by path."""
        with self._catalog.snapshot():
            return list(self._catalog.documents(entry.id for entry in self._catalog.entries()).values())

    def retrieve(self, question: str, *, limit: int, within: Collection[Path] | None = None) -> list[Passage]:
        """The passages that matter for a question, best first.

        Args:
            question: in the person's words.
            limit: how many passages at most.
            within: only passages of these documents.

        Raises:
            SourceNotIndexed: one of `within` is not in the index.
        """
        vector = self._embedder.embed([question])[0]
        self._refresh_vectors()
        vectors = self._vectors  # to make them whole writes, which cannot be inside a snapshot
        with self._catalog.snapshot():
            documents = None if within is None else self._ids(within)
            return ranking.rank(self._catalog, vectors, question, vector, limit=limit, among=documents)

    def stale(self, paths: Iterable[Path]) -> list[Path]:
        """Which of these indexed documents are no longer what they were when they were indexed."""
        known = {entry.path: entry for entry in self._catalog.entries()}
        return [path for path in paths if path in known and not _is_same(known[path])]

    def update(self, paths: Iterable[Path], *, progress: Callable[[Progress], None] | None = None) -> Changes:
        """Make the index hold these files, and the files of these folders, as they are now.

        Only new and changed files are read; documents whose files are gone are removed. A path that names nothing, a
        folder without documents and a file that cannot be used are reported, and the others indexed all the same.

        Raises:
            IndexBusy, IndexNotWritable: the index cannot be written.
        """
        _ = self._vectors  # whoever asks next has them at once
        changes = Changes()
        found: dict[Path, None] = {}
        places = []
        for path in paths:
            places.append(files.real(path))
            try:
                found |= dict.fromkeys(files.discover([path]))
            except SourceProblem as problem:
                changes.failed[path] = problem
        known = {entry.path: entry for entry in self._catalog.entries()}
        gone = [path for path in known if any(path.is_relative_to(place) for place in places) and files.is_gone(path)]
        touched: list[files.Loaded] = []
        tell = progress or (lambda _: None)
        drafts = self._drafts(found, known, changes, touched, tell)
        first = next(drafts, None)
        if first is not None or gone:
            with self._writing():
                if gone:
                    self._forget(gone)
                    changes.removed += gone
                for group in _groups(itertools.chain([first] if first else [], drafts)):
                    self._store(group, changes, tell)
        self._touch(touched)
        return changes

    def remove(self, paths: Iterable[Path]) -> list[Path]:
        """Forget documents: files, or all that lie in a folder. The paths of those that were there.

        Raises:
            SourceNotIndexed: nothing indexed lies at one of the paths.
        """
        entries = self._catalog.entries()
        chosen: dict[Path, None] = {}
        for path in paths:
            below = [entry.path for entry in entries if entry.path.is_relative_to(files.real(path))]
            if not below:
                message = f"not in the index: {path}"
                raise SourceNotIndexed(message)
            chosen |= dict.fromkeys(below)
        with self._writing():
            self._forget(chosen)
        return list(chosen)

    # Reading files

    def _drafts(
        self,
        found: Collection[Path],
        known: dict[Path, Entry],
        changes: Changes,
        touched: list[files.Loaded],
        progress: Callable[[Progress], None],
    ) -> Iterator[_Draft]:
        """Cut the files that are new or changed; note the others in `changes`, those with a new stamp in `touched`."""
        sizes = [files.size(path) for path in found]
        total, done = sum(sizes), 0
        for path, size in zip(found, sizes, strict=True):
            entry = known.get(path)
            try:
                if entry and _is_current(entry):
                    changes.unchanged.append(path)
                else:
                    loaded = files.load(path)
                    if entry and loaded.digest == entry.digest:
                        touched.append(replace(loaded, text=""))
                        changes.unchanged.append(path)
                    else:
                        begun = Progress(done, total, path)
                        progress(begun)
                        yield self._draft(begun, loaded)
            except SourceProblem as problem:
                changes.failed[path] = problem
            done += size

    def _draft(self, begun: Progress, loaded: files.Loaded) -> _Draft:
        text = loaded.text
        spans = list(sentence_spans(text))
        texts = [text[span.start : span.end] for span in spans]
        sizes = dict(zip(texts, self._sizes(texts), strict=True))

        def count(part: str) -> int:
            if part not in sizes:
                (sizes[part],) = self._sizes([part])
            return sizes[part][1]

        sentences = [part for span in spans for part in split_long(text, span, count=count, budget=BUDGET)]
        counted = [sizes[text[span.start : span.end]] for span in sentences]
        budget = self._chunk_tokens
        chunks = list(pack([size for _, size in counted], budget=budget, overlap=overlap_for(budget)))
        return _Draft(begun, loaded, sentences, [tokens for tokens, _ in counted], chunks)

    def _sizes(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """For each text its tokens, and what it takes of a chunk: those, or the embedder's if they are more."""
        from index import tokens

        counted = tokens.count(texts)
        return [(ours, max(ours, theirs)) for ours, theirs in zip(counted, self._embedder.count(texts), strict=True)]

    # Writing

    def _store(self, group: Sequence[_Draft], changes: Changes, progress: Callable[[Progress], None]) -> None:
        """Make a few documents visible at once, instead of what they replace."""
        with self._catalog.transaction():
            replaced = [self._catalog.remove_document(draft.loaded.path) for draft in group]
            self._embed_and_add(group, progress)
        self._vectors.delete([number for numbers in replaced for number in numbers or ()])
        for draft, numbers in zip(group, replaced, strict=True):
            (changes.added if numbers is None else changes.changed).append(draft.loaded.path)

    def _embed_and_add(self, group: Sequence[_Draft], progress: Callable[[Progress], None]) -> None:
        ids = {id(draft): self._catalog.add_document(draft.loaded) for draft in group}
        every = (piece for draft in group for piece in _pieces(draft, ids[id(draft)]))
        while batch := list(itertools.islice(every, _BATCH)):
            texts = [piece.text for piece in batch]
            vectors, of_sentences = self._embedder.embed_with_sentences(
                texts, [piece.sentences_within() for piece in batch]
            )
            numbers = [self._catalog.add_chunk(piece.row, text) for piece, text in zip(batch, texts, strict=True)]
            self._vectors.put(numbers, [piece.row.document for piece in batch], vectors)
            for at, piece in enumerate(batch):
                self._catalog.add_sentences(
                    piece.row.document, piece.own_sentences(of_sentences[at] if of_sentences else None)
                )
            progress(batch[-1].done())

    def _forget(self, paths: Iterable[Path]) -> None:
        with self._catalog.transaction():
            numbers = [number for path in paths for number in self._catalog.remove_document(path) or ()]
        self._vectors.delete(numbers)

    def _touch(self, touched: Sequence[files.Loaded]) -> None:
        """Remember new stamps, which saves reading the files again; where it cannot be done, they are read again."""
        if touched:
            with contextlib.suppress(IndexBusy, IndexNotWritable), self._locked(), self._catalog.transaction():
                for loaded in touched:
                    self._catalog.touch(loaded)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only writer; leave a note for whoever comes after a crash."""
        _ = self._vectors  # to make them whole takes the lock too
        with self._locked():
            self._refresh_vectors()
            self._catalog.set_unfinished()
            yield
            self._catalog.set_finished(seal.seal(self.folder / _VECTORS))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        import filelock

        lock = filelock.FileLock(self.folder / _LOCK)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(blocking=False)
        except filelock.Timeout as exc:
            message = f"another process is writing to the index {self.folder}"
            raise IndexBusy(message) from exc
        except OSError as exc:
            message = f"cannot write to {self.folder}: {exc.strerror or exc}"
            raise IndexNotWritable(message) from exc
        try:
            yield
        finally:
            lock.release()

    # Repair

    @property
    def _vectors(self) -> ChunkVectors:
        """Opened and made whole when they are first needed: to list and show documents takes the catalog alone."""
        if self._loaded_vectors is None:
            self._drop_damaged_graph()
            vectors = self._open_vectors()
            try:
                if self._catalog.is_unfinished() or len(vectors) != self._catalog.count_chunks():
                    with contextlib.suppress(IndexBusy), self._locked():
                        self._repair(vectors)
            except BaseException:
                vectors.close()
                raise
            self._loaded_vectors = vectors
        return self._loaded_vectors

    def _drop_damaged_graph(self) -> None:
        """Have the vectors made anew where the files of their graph are not what they were."""
        folder = self.folder / _VECTORS
        if seal.is_whole(folder, self._catalog.graph()):
            return
        with self._locked():
            if not seal.is_whole(folder, self._catalog.graph()):  # nobody has just written them
                self._catalog.set_unfinished()
                shutil.rmtree(folder, ignore_errors=True)

    def _open_vectors(self) -> ChunkVectors:
        from index.vectors import ChunkVectors

        return ChunkVectors(self.folder / _VECTORS)

    def _refresh_vectors(self) -> None:
        if self._catalog.was_written_elsewhere() and self._loaded_vectors is not None:
            self._loaded_vectors.close()
            self._loaded_vectors = self._open_vectors()

    def _repair(self, vectors: ChunkVectors) -> None:
        """Make the vectors those of the catalog."""
        wanted, present = self._catalog.chunk_numbers(), vectors.numbers()
        vectors.delete(present - wanted)
        missing = sorted(wanted - present)
        for start in range(0, len(missing), _BATCH):
            rows = self._catalog.chunks(missing[start : start + _BATCH])
            documents = self._catalog.documents({row.document for row in rows.values()})
            made = self._embedder.embed([documents[row.document].slice(row.span) for row in rows.values()])
            vectors.put(list(rows), [row.document for row in rows.values()], made)
        self._catalog.set_finished(seal.seal(self.folder / _VECTORS))

    def _ids(self, paths: Iterable[Path]) -> list[int]:
        known = {entry.path: entry.id for entry in self._catalog.entries()}
        ids = []
        for path in paths:
            if (found := files.real(path)) not in known:
                message = f"not in the index: {path}"
                raise SourceNotIndexed(message)
            ids.append(known[found])
        return ids


def _holds_index(folder: Path) -> bool:
    try:
        (folder / _CATALOG).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as exc:
        message = f"cannot look into the index {folder}: {exc.strerror or exc}"
        raise IndexUnreadable(message) from exc
    return True


def _groups(drafts: Iterable[_Draft]) -> Iterator[list[_Draft]]:
    """Drafts that together fill a batch, or one that does so alone."""
    group: list[_Draft] = []
    filled = 0
    for draft in drafts:
        group.append(draft)
        filled += len(draft.chunks)
        if filled >= _BATCH:
            yield group
            group, filled = [], 0
    if group:
        yield group


def _is_same(entry: Entry) -> bool:
    """Whether a file still holds what was indexed; read where its stamp does not tell."""
    try:
        return _is_current(entry) or files.load(entry.path).digest == entry.digest
    except SourceProblem:
        return False


def _is_current(entry: Entry) -> bool:
    """Whether size and time say that a file is still what was indexed, and can be believed."""
    try:
        now = files.stamp(entry.path)
    except SourceProblem:
        return False
    return now == entry.stamp and entry.indexed_ns - now.mtime_ns > _RACY_NS


def _pieces(draft: _Draft, document: int) -> Iterator[_Piece]:
    starts = [*(chunk.start for chunk in draft.chunks[1:]), len(draft.sentences)]
    for chunk, next_start in zip(draft.chunks, starts, strict=True):
        span = Span(draft.sentences[chunk[0]].start, draft.sentences[chunk[-1]].end)
        yield _Piece(draft, ChunkRow(document, chunk, span), range(chunk.start, next_start))
