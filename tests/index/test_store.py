"""The index as a whole: real SQLite, real Chroma, real files."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from index import catalog, files, store
from index.errors import (
    IndexMismatch,
    IndexMissing,
    IndexUnreadable,
    SourceBinary,
    SourceEmpty,
    SourceMissing,
    SourceNotIndexed,
    SourceUnreadable,
)
from index.minilm import MiniLM
from index.sentences import sentence_spans
from index.store import Changes, Progress, find

if TYPE_CHECKING:
    from pathlib import Path

    from index import Index, Passage
    from tests.index.conftest import BagOfWords, Open

STORM = "When did the storm damage the bridge?"


def assert_is_whole(index: Index) -> None:
    """Catalog and Chroma hold the same chunks, and nothing is unfinished."""
    assert index._catalog.chunk_numbers() == index._vectors.numbers()
    assert not index._catalog.is_unfinished()


def assert_quotes_its_files(passages: list[Passage]) -> None:
    for passage in passages:
        text = passage.document.path.read_bytes().decode("utf-8")
        assert text[passage.span.start : passage.span.end] == passage.text
        assert passage.sentences
        for sentence in passage.sentences:
            assert passage.span.start <= sentence.span.start < sentence.span.end <= passage.span.end
            assert text[sentence.span.start : sentence.span.end] == sentence.text


def rewrite(path: Path, text: str) -> None:
    """Change a file so that its time stamp tells, however coarse the clock of the file system is."""
    path.write_text(text, "utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 3_000_000_000))


def age(*paths: Path) -> None:
    """Give files a time that can be believed."""
    for path in paths:
        os.utime(path, (1_000_000_000, 1_000_000_000))


# Asking


def test_what_is_retrieved_is_the_text_of_the_files(docs: Path, open_index: Open) -> None:
    index = open_index()
    changes = index.update([docs])
    assert changes.added == [docs / "bridge.txt", docs / "harbour.md"]
    passages = index.retrieve(STORM, limit=5)
    assert passages[0].document.path == docs / "bridge.txt"
    assert {passage.document.path for passage in passages} == {docs / "bridge.txt", docs / "harbour.md"}
    assert_quotes_its_files(passages)
    assert_is_whole(index)


def test_the_packaged_model_finds_the_sentence(article: Path, open_index: Open) -> None:
    index = open_index(MiniLM())
    index.update([article])
    passages = index.retrieve("Which states offered troops?", limit=3)
    assert_quotes_its_files(passages)
    best = max((sentence for passage in passages for sentence in passage.sentences), key=lambda one: one.similarity)
    assert "troops" in best.text
    assert all(0 < sentence.tokens < 200 for passage in passages for sentence in passage.sentences)


def test_only_the_named_documents_are_asked(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    found = index.retrieve(STORM, limit=5, within=[docs / "harbour.md"])
    assert [passage.document.path for passage in found] == [docs / "harbour.md"]
    assert index.retrieve(STORM, limit=5, within=[]) == []
    with pytest.raises(SourceNotIndexed):
        index.retrieve(STORM, limit=5, within=[docs / "other.txt"])


@pytest.mark.parametrize("question", ["", " ", "?!", "the of and", "橋はいつ?", '"OR" NEAR( *', "\0", "bridge " * 2000])
def test_any_question_can_be_asked(docs: Path, open_index: Open, question: str) -> None:
    index = open_index()
    index.update([docs])
    assert len(index.retrieve(question, limit=5)) == 2


def test_an_empty_index_answers_with_nothing(docs: Path, open_index: Open) -> None:
    assert docs.is_dir()
    assert open_index().retrieve(STORM, limit=5) == []


def test_a_document_is_had_by_its_path(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    document = index.document(docs / ".." / "docs" / "bridge.txt")
    assert document.text == (docs / "bridge.txt").read_text("utf-8")
    assert document.title == "The bridge"
    with pytest.raises(SourceNotIndexed):
        index.document(docs)


def test_all_documents_are_had_by_path(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    paths = [entry.path for entry in index.entries()]
    assert index.documents() == [index.document(path) for path in paths]
    assert len(paths) > 1


# Updating


def test_nothing_is_embedded_again_that_has_not_changed(docs: Path, open_index: Open, embedder: BagOfWords) -> None:
    index = open_index()
    index.update([docs])
    embedder.calls.clear()
    assert index.update([docs]) == Changes(unchanged=[docs / "bridge.txt", docs / "harbour.md"])
    assert embedder.calls == []


def test_a_changed_file_is_indexed_again_alone(docs: Path, open_index: Open, embedder: BagOfWords) -> None:
    index = open_index()
    index.update([docs])
    embedder.calls.clear()
    text = "The storm damaged the bridge in 2001."
    rewrite(docs / "bridge.txt", text)
    changes = index.update([docs])
    assert (changes.changed, changes.unchanged) == ([docs / "bridge.txt"], [docs / "harbour.md"])
    assert embedder.texts == [text]
    assert index.retrieve(STORM, limit=5)[0].text == text
    assert len(index.entries()) == 2
    assert_is_whole(index)


def test_a_changed_file_is_read_once(docs: Path, open_index: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_index()
    index.update([docs])
    age(docs / "harbour.md")
    rewrite(docs / "bridge.txt", "The storm damaged the bridge in 2001.")
    read: list[Path] = []
    load = files.load

    def noted(path: Path) -> files.Loaded:
        read.append(path)
        return load(path)

    monkeypatch.setattr(files, "load", noted)
    index.update([docs])
    assert read == [docs / "bridge.txt", docs / "harbour.md"]


def test_a_change_that_leaves_size_and_time_is_noticed(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    before = (docs / "bridge.txt").stat()
    text = (docs / "bridge.txt").read_text("utf-8")
    (docs / "bridge.txt").write_text(text.replace("1890", "1891"), "utf-8")
    os.utime(docs / "bridge.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert index.stale([docs / "bridge.txt"]) == [docs / "bridge.txt"]
    assert index.update([docs]).changed == [docs / "bridge.txt"]


def test_a_change_after_reading_and_before_writing_is_noticed(
    docs: Path, open_index: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_RACY_NS", 100_000_000)
    bridge = docs / "bridge.txt"
    size = bridge.stat().st_size

    def change(progress: Progress) -> None:
        if progress.path.name == "harbour.md":  # the bridge has been read
            stamp = bridge.stat()
            bridge.write_text(bridge.read_text("utf-8").replace("1890", "1891"), "utf-8")
            os.utime(bridge, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            time.sleep(0.2)

    index = open_index()
    index.update([])  # opens the vectors, which takes longer than a change may be old
    os.utime(bridge, ns=(time.time_ns(), time.time_ns()))
    index.update([docs], progress=change)
    assert bridge.stat().st_size == size
    assert "1890" in index.document(bridge).text
    assert index.update([docs]).changed == [bridge]
    assert "1891" in index.document(bridge).text


def test_a_touched_file_is_read_once_and_then_believed(
    docs: Path, open_index: Open, embedder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    index.update([docs])
    embedder.calls.clear()
    age(docs / "bridge.txt", docs / "harbour.md")
    assert index.update([docs]).unchanged == [docs / "bridge.txt", docs / "harbour.md"]
    monkeypatch.setattr(files, "load", None)
    assert index.update([docs]).unchanged == [docs / "bridge.txt", docs / "harbour.md"]
    assert index.stale([docs / "bridge.txt"]) == []
    assert embedder.calls == []


def test_a_removed_file_of_a_folder_is_forgotten(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    (docs / "bridge.txt").unlink()
    assert index.stale([docs / "bridge.txt"]) == [docs / "bridge.txt"]
    assert index.update([docs]).removed == [docs / "bridge.txt"]
    assert [entry.path for entry in index.entries()] == [docs / "harbour.md"]
    assert [p.document.path for p in index.retrieve(STORM, limit=5)] == [docs / "harbour.md"]
    assert_is_whole(index)


def test_the_last_file_of_a_folder_is_forgotten_too(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    for path in docs.iterdir():
        path.unlink()
    changes = index.update([docs])
    assert changes.removed == [docs / "bridge.txt", docs / "harbour.md"]
    assert isinstance(changes.failed[docs], SourceEmpty)
    assert index.entries() == []
    assert_is_whole(index)


@pytest.mark.parametrize("name", ["nothing.txt", "nothing", "nul\0.txt"])
def test_a_path_that_names_nothing_leaves_the_others_indexed(docs: Path, open_index: Open, name: str) -> None:
    changes = open_index().update([docs / name, docs])
    assert changes.added == [docs / "bridge.txt", docs / "harbour.md"]
    assert [(path, type(problem)) for path, problem in changes.failed.items()] == [(docs / name, SourceMissing)]


def test_a_file_that_is_named_and_not_there_any_more_is_forgotten(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    (docs / "bridge.txt").unlink()
    changes = index.update([docs / "bridge.txt"])
    assert changes.removed == list(changes.failed) == [docs / "bridge.txt"]


def test_what_may_not_be_looked_at_is_not_forgotten(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    docs.rename(docs.with_name("elsewhere"))
    docs.symlink_to(docs)
    changes = index.update([docs])
    assert changes.removed == []
    assert isinstance(changes.failed[docs], SourceUnreadable)
    assert len(index.entries()) == 2


def test_a_file_that_became_a_folder_is_forgotten(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    (docs / "bridge.txt").unlink()
    (docs / "bridge.txt").mkdir()
    assert index.update([docs]).removed == [docs / "bridge.txt"]


def test_what_lies_elsewhere_is_not_forgotten(docs: Path, tmp_path: Path, open_index: Open) -> None:
    (tmp_path / "other.txt").write_text("Something else.")
    index = open_index()
    index.update([tmp_path / "other.txt"])
    (tmp_path / "other.txt").unlink()
    assert index.update([docs]).removed == []
    assert len(index.entries()) == 3


def test_documents_are_removed_by_file_or_folder(docs: Path, open_index: Open) -> None:
    (docs / "sub").mkdir()
    for name in ("a.txt", "b.txt"):
        (docs / "sub" / name).write_text(f"Text {name}.")
    index = open_index()
    index.update([docs])
    assert index.remove([docs / "sub"]) == [docs / "sub" / "a.txt", docs / "sub" / "b.txt"]
    assert index.remove([docs / "bridge.txt", docs]) == [docs / "bridge.txt", docs / "harbour.md"]
    assert index.entries() == []
    assert index._catalog.word_scores(["bridge"], range(100)) == {}
    assert_is_whole(index)
    with pytest.raises(SourceNotIndexed):
        index.remove([docs])


def test_a_file_that_cannot_be_used_leaves_the_others_indexed(docs: Path, open_index: Open) -> None:
    (docs / "broken.txt").write_bytes(bytes(range(256)) * 20)
    (docs / "empty.txt").write_text("\n")
    (docs / "gone.txt").symlink_to(docs / "nowhere.txt")
    os.mkfifo(docs / "pipe.txt")
    changes = open_index().update([docs])
    assert changes.added == [docs / "bridge.txt", docs / "harbour.md"]
    assert {path.name: type(problem) for path, problem in changes.failed.items()} == {
        "broken.txt": SourceBinary,
        "empty.txt": SourceEmpty,
        "gone.txt": SourceMissing,
        "pipe.txt": SourceUnreadable,
    }


def test_a_file_that_disappears_during_an_update_is_reported(docs: Path, open_index: Open) -> None:
    def unlink(progress: Progress) -> None:
        if progress.path.name == "bridge.txt":
            (docs / "harbour.md").unlink(missing_ok=True)

    changes = open_index().update([docs], progress=unlink)
    assert changes.added == [docs / "bridge.txt"]
    assert isinstance(changes.failed[docs / "harbour.md"], SourceMissing)


def test_progress_counts_the_bytes_of_all_files(docs: Path, open_index: Open) -> None:
    seen: list[Progress] = []
    open_index().update([docs], progress=seen.append)
    sizes = [(docs / name).stat().st_size for name in ("bridge.txt", "harbour.md")]
    assert seen == [
        Progress(0, sum(sizes), docs / "bridge.txt"),
        Progress(sizes[0], sum(sizes), docs / "harbour.md"),
        Progress(sum(sizes), sum(sizes), docs / "harbour.md"),
    ]


def test_progress_goes_on_within_a_large_file(docs: Path, open_index: Open) -> None:
    (docs / "large.txt").write_text(". ".join(" ".join(f"Word{n}" for n in range(m, m + 150)) for m in range(300)))
    seen: list[Progress] = []
    open_index().update([docs], progress=seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert len([progress for progress in seen if progress.path == docs / "large.txt"]) > 3
    assert (done[0], done[-1]) == (0, seen[-1].total)


def test_a_failure_in_the_middle_leaves_what_was_there(
    docs: Path, open_index: Open, embedder: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    index.update([docs])
    rewrite(docs / "bridge.txt", "The bridge fell in 2001.")

    with monkeypatch.context() as patch:
        put = index._vectors.put

        def put_and_fail(*arguments: Any) -> None:
            put(*arguments)
            raise KeyboardInterrupt

        patch.setattr(index._vectors, "put", put_and_fail)
        with pytest.raises(KeyboardInterrupt):
            index.update([docs])
    passages = index.retrieve(STORM, limit=5)
    assert "1921" in passages[0].text
    assert len(passages) == 2
    assert_is_whole(open_index(embedder))


def test_many_small_files_are_embedded_in_few_batches_of_bounded_size(
    docs: Path, open_index: Open, embedder: BagOfWords
) -> None:
    for number in range(400):
        (docs / f"{number}.txt").write_text(f"Note {number} about the {number % 7}th ship.")
    open_index().update([docs])
    assert max(map(len, embedder.calls)) <= 128
    assert len(embedder.calls) <= 5
    assert len(embedder.texts) == 402


def test_a_large_file_is_embedded_in_batches_of_bounded_size(
    docs: Path, open_index: Open, embedder: BagOfWords
) -> None:
    (docs / "large.txt").write_text(". ".join(" ".join(f"Word{n}" for n in range(m, m + 150)) for m in range(300)))
    index = open_index()
    index.update([docs / "large.txt"])
    assert max(map(len, embedder.calls)) == 128
    assert_is_whole(index)


# Documents of all kinds


@pytest.mark.parametrize(
    "text",
    [
        "A \0 NUL in the bridge.\nAnother line \0\0 of text about storms, with words enough to be one.",
        "The bridge \x1b[31mis red\x1b[0m. \x1b]0;title\x07 A storm came.",
        "The \u202eegdirb\u202c is old. \u2066A storm\u2069 came.",
        "[1.2] The bridge was built. [S3] A storm came. <source id=1> {s4} 【5】",
        "The bri\u0301dge 👩‍🚀 was built.\u2028A storm came.\u0085It fell.\x0bIt was gone.\x0c",
        "橋は1890年に建てられた。嵐が来た。" * 200,
        "Windows\r\nline ends\r\nand a bridge.\r\rOld Macs too.\r",
    ],
    ids=["nul", "escapes", "directions", "labels", "separators", "japanese", "line ends"],
)
def test_the_places_in_a_strange_document_are_exact(docs: Path, open_index: Open, text: str) -> None:
    (docs / "strange.txt").write_bytes(text.encode())
    index = open_index()
    index.update([docs / "strange.txt"])
    passages = index.retrieve("bridge storm 橋", limit=20)
    assert_quotes_its_files(passages)
    covered = {at for p in passages for s in p.sentences for at in range(s.span.start, s.span.end)}
    assert all(character.isspace() or at in covered for at, character in enumerate(text[:500]))
    assert index.remove([docs / "strange.txt"]) == [docs / "strange.txt"]
    assert index._catalog.word_scores(["bridge", "storm"], range(100)) == {}


def test_a_name_that_is_not_utf8_is_kept(docs: Path, open_index: Open) -> None:
    path = docs.__class__(os.fsdecode(os.fsencode(docs) + b"/caf\xe9.txt"))
    path.write_text("***")
    index = open_index()
    index.update([docs])
    assert index.document(path).path == path
    assert path in index.update([docs]).unchanged
    index.remove([path])


@pytest.mark.parametrize(
    "line",
    ["word " * 200_000, "word" + "x" * 1_000_000, "word" + " " * 1_000_000 + "end"],
    ids=["words", "letters", "spaces"],
)
def test_a_line_of_megabytes_is_indexed(docs: Path, open_index: Open, line: str) -> None:
    (docs / "line.txt").write_text(line)
    start = time.perf_counter()
    index = open_index()
    index.update([docs / "line.txt"])
    assert time.perf_counter() - start < 30
    assert index.entries()[0].chunks == len(index._catalog.chunk_numbers()) > 0


# Opening


def test_an_index_is_found_from_a_folder_below(docs: Path, open_index: Open) -> None:
    assert find(docs) is None
    index = open_index()
    assert find(docs) == index.folder == docs.parent / ".qa"


def test_an_index_that_may_not_be_looked_into_is_reported(docs: Path, open_index: Open) -> None:
    folder = docs.parent / ".qa"
    folder.symlink_to(folder)
    for look in (lambda: find(docs), open_index, lambda: open_index(create=False)):
        with pytest.raises(IndexUnreadable, match=r"cannot look into the index .*/project/\.qa"):
            look()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_the_index_of_another_user_is_reported(docs: Path, open_index: Open) -> None:
    folder = open_index().folder
    folder.chmod(0)
    try:
        for look in (lambda: find(docs), open_index, lambda: open_index(create=False)):
            with pytest.raises(IndexUnreadable, match="Permission denied"):
                look()
    finally:
        folder.chmod(0o700)


def test_no_index_is_made_unless_asked_for(docs: Path, open_index: Open) -> None:
    with pytest.raises(IndexMissing):
        open_index(create=False)
    assert not (docs.parent / ".qa").exists()


def test_an_index_opens_again_with_what_it_held(docs: Path, open_index: Open, embedder: BagOfWords) -> None:
    index = open_index()
    index.update([docs])
    found = index.retrieve(STORM, limit=5)
    index.close()
    embedder.calls.clear()
    again = open_index(create=False)
    assert again.retrieve(STORM, limit=5) == found
    assert embedder.texts == [STORM]


def test_a_moved_project_still_works(docs: Path, tmp_path: Path, open_index: Open, embedder: BagOfWords) -> None:
    index = open_index()
    index.update([docs])
    index.close()
    embedder.calls.clear()
    shutil.move(docs.parent, tmp_path / "moved")
    moved = store.Index(tmp_path / "moved" / ".qa", embedder)
    try:
        assert moved.update([tmp_path / "moved" / "docs"]).unchanged
        assert_quotes_its_files(moved.retrieve(STORM, limit=5))
        assert embedder.texts == [STORM]
    finally:
        moved.close()


def test_another_embedder_is_refused(docs: Path, open_index: Open) -> None:
    open_index().update([docs])
    with pytest.raises(IndexMismatch, match=r"bag-of-words.*all-MiniLM"):
        open_index(MiniLM())


def test_an_index_with_chunks_of_another_size_is_refused_and_both_are_named(docs: Path, open_index: Open) -> None:
    open_index(chunk_tokens=40).update([docs])
    assert open_index(chunk_tokens=40).update([docs]).unchanged
    with pytest.raises(IndexMismatch, match="made with chunks of 40 tokens, not of 200") as problem:
        open_index()
    assert problem.value.hint.startswith("Set chunk_tokens to 40. Or: Index into another folder")


def test_an_index_that_does_not_say_how_large_its_chunks_are_has_those_of_200(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    index._catalog._db.execute("DELETE FROM facts WHERE name = 'chunk_tokens'")
    assert open_index().update([docs]).unchanged
    with pytest.raises(IndexMismatch, match="of 200 tokens, not of 100"):
        open_index(chunk_tokens=100)


@pytest.mark.parametrize("chunk_tokens", [20, 100, 254])
def test_chunks_are_as_large_as_asked_and_the_sentences_the_same(
    article: Path, open_index: Open, chunk_tokens: int
) -> None:
    index = open_index(chunk_tokens=chunk_tokens)
    index.update([article])
    passages = index.retrieve("", limit=1000)
    assert_quotes_its_files(passages)
    several = [passage.sentences for passage in passages if len(passage.sentences) > 1]
    largest = max(sum(sentence.tokens for sentence in sentences) for sentences in several)
    assert 0.7 * chunk_tokens < largest <= chunk_tokens
    cut = {sentence.span for passage in passages for sentence in passage.sentences}
    assert cut == set(sentence_spans(passages[0].document.text))


def test_an_index_of_another_version_is_refused(docs: Path, open_index: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    open_index().update([docs])
    monkeypatch.setattr("index.catalog.SCHEMA", catalog.SCHEMA + 1)
    with pytest.raises(IndexMismatch, match="another version"):
        open_index()
