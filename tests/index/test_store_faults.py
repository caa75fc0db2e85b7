"""What an index survives, and what it says when it cannot: crashes, other processes, damage, disks."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import IndexBusy, IndexDamaged, IndexNotWritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Index
    from tests.index.conftest import BagOfWords, Open

HERE = Path(__file__).parent
STORM = "When did the storm damage the bridge?"
CHILD = """
import os, signal, sys
from pathlib import Path
from conftest import BagOfWords
from index.store import Index
from index.vectors import ChunkVectors
docs = Path(sys.argv[1])
index = Index(docs.parent / ".qa", BagOfWords(), create=True)

def die_instead(*_):
    os.kill(os.getpid(), signal.SIGKILL)

put = ChunkVectors.put
def put_and_die(*arguments):
    put(*arguments)
    die_instead()

def put_and_wait(*arguments):
    put(*arguments)
    print("ready", flush=True)
    sys.stdin.readline()
"""


def child(code: str, docs: Path) -> subprocess.Popen[str]:
    """Another process that has the index open, and the names of CHILD at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD + code, docs],
        env=os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parents[1]}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(code: str, docs: Path) -> int:
    process = child(code, docs)
    process.communicate()
    return process.returncode


def assert_is_whole(index: Index) -> None:
    assert index._catalog.chunk_numbers() == index._vectors.numbers()
    assert not index._catalog.is_unfinished()


def many(docs: Path, *, word: str = "Word", sentences: int = 300) -> Path:
    """A document of more chunks than Chroma keeps in its log."""
    path = docs / f"{word}.txt"
    path.write_text(". ".join(" ".join(f"{word}{n}" for n in range(m, m + 150)) for m in range(sentences)))
    return path


# Crashes


@pytest.mark.parametrize(
    ("crash", "text"),
    [
        ("ChunkVectors.put = put_and_die; index.update([docs])", "built in 1890"),
        ("ChunkVectors.delete = die_instead; index.update([docs])", "fell in 2001"),
        ("ChunkVectors.delete = die_instead; index.remove([docs / 'harbour.md'])", "built in 1890"),
    ],
    ids=["before the commit", "after the commit", "while removing"],
)
def test_what_a_killed_process_left_is_repaired(docs: Path, open_index: Open, crash: str, text: str) -> None:
    open_index().update([docs])
    (docs / "bridge.txt").write_text("The bridge fell in 2001 after a storm.")
    assert run(crash, docs) == -signal.SIGKILL
    index = open_index()
    assert_is_whole(index)
    assert text in index.document(docs / "bridge.txt").text
    assert text in index.retrieve("bridge", limit=1)[0].text
    assert index.update([docs]).failed == {}
    assert "2001" in index.document(docs / "bridge.txt").text
    assert_is_whole(index)


def test_a_process_killed_in_its_first_update_leaves_an_empty_index(docs: Path, open_index: Open) -> None:
    assert run("ChunkVectors.put = put_and_die; index.update([docs])", docs) == -signal.SIGKILL
    index = open_index()
    assert index.entries() == []
    assert_is_whole(index)
    assert len(index.update([docs]).added) == 2


@pytest.mark.parametrize("gone", ["chroma", "chroma/chroma.sqlite3"])
def test_vectors_that_were_deleted_are_made_again(
    docs: Path, open_index: Open, embedder: BagOfWords, gone: str
) -> None:
    many(docs)
    index = open_index()
    index.update([docs])
    before = index.retrieve(STORM, limit=1)
    index.close()
    path = index.folder / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    embedder.calls.clear()
    again = open_index()
    assert_is_whole(again)
    assert max(map(len, embedder.calls)) > 1
    assert again.retrieve(STORM, limit=1)[0].span == before[0].span


# Other processes


@pytest.fixture
def writer(docs: Path, open_index: Open) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of indexing a new document; its vectors are in Chroma, but not committed."""
    open_index().update([docs])
    many(docs)
    process = child("ChunkVectors.put = put_and_wait; index.update([docs])", docs)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.communicate()


def test_while_another_process_writes_one_can_ask_but_not_write(
    docs: Path, open_index: Open, writer: subprocess.Popen[str]
) -> None:
    assert writer.poll() is None
    index = open_index()
    assert {passage.document.path.name for passage in index.retrieve(STORM, limit=5)} == {"bridge.txt", "harbour.md"}
    start = time.perf_counter()
    with pytest.raises(IndexBusy):
        index.update([docs])
    with pytest.raises(IndexBusy):
        index.remove([docs])
    assert time.perf_counter() - start < 1


def test_a_touched_file_is_no_reason_to_wait_for_another_process(
    docs: Path, open_index: Open, writer: subprocess.Popen[str]
) -> None:
    assert writer.poll() is None
    index = open_index()
    os.utime(docs / "bridge.txt", (1_000_000_000, 1_000_000_000))
    assert index.update([docs / "bridge.txt"]).unchanged == [docs / "bridge.txt"]


def test_an_open_index_sees_what_another_process_indexed(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    index.retrieve(STORM, limit=5)
    many(docs, word="Mast")
    assert run("index.update([docs])", docs) == 0
    found = index.retrieve("Mast7 Mast8", limit=5)
    assert {passage.document.path.name for passage in found} == {"Mast.txt"}
    assert all(passage.similarity > 0 for passage in found)


def test_an_open_index_loses_nothing_that_another_process_indexed(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    index.retrieve(STORM, limit=5)
    many(docs, word="Mast")
    assert run("index.update([docs])", docs) == 0
    many(docs, word="Sail")
    index.update([docs])
    index.close()
    again = open_index()
    assert_is_whole(again)
    everything = again._catalog.chunk_numbers()
    assert again._vectors.similarities(again._embedder.embed(["Mast"])[0], everything).keys() == everything


def test_a_lock_on_the_catalog_is_reported(docs: Path, open_index: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.catalog._PATIENCE", 0.1)
    index = open_index()
    index.update([docs])
    other = sqlite3.connect(index.folder / "catalog.sqlite3", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        for work in (index.entries, lambda: index.retrieve(STORM, limit=5), lambda: index.remove([docs])):
            with pytest.raises(IndexBusy):
                work()
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert index.retrieve(STORM, limit=5)


def test_a_lock_on_the_vectors_is_reported(docs: Path, open_index: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vectors._PATIENCE", 0.1)
    index = open_index()
    index.update([docs])
    index.close()
    other = sqlite3.connect(index.folder / "chroma" / "chroma.sqlite3", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(IndexBusy):
            open_index(create=False).retrieve(STORM, limit=5)
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert open_index(create=False).retrieve(STORM, limit=5)


# Damage


def zero(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    path.write_bytes(b"\xa5" * path.stat().st_size)


def use_everything(open_: Open, docs: Path) -> None:
    index = open_(create=False)
    index.entries()
    index.retrieve(STORM, limit=5)
    index.remove([docs])


@pytest.mark.parametrize("damage", [zero, halve, overwrite])
@pytest.mark.parametrize("file", ["catalog.sqlite3", "chroma/chroma.sqlite3"])
def test_a_damaged_database_is_reported(docs: Path, open_index: Open, file: str, damage: object) -> None:
    index = open_index()
    index.update([docs])
    index.close()
    assert callable(damage)
    damage(index.folder / file)
    if file.startswith("chroma") and damage is zero:
        assert_is_whole(open_index())  # it is an empty database, and can be filled again
    else:
        with pytest.raises(IndexDamaged) as caught:
            use_everything(open_index, docs)
        assert caught.value.hint


@pytest.mark.parametrize("damage", [zero, halve, overwrite, Path.unlink])
@pytest.mark.parametrize("name", ["index_metadata.pickle", "header.bin", "data_level0.bin", "length.bin"])
def test_a_damaged_graph_is_made_again(docs: Path, open_index: Open, name: str, damage: object) -> None:
    many(docs)
    index = open_index()
    index.update([docs])
    before = index.retrieve(STORM, limit=1)
    index.close()
    (path,) = (index.folder / "chroma").glob(f"*/{name}")
    assert callable(damage)
    damage(path)
    again = open_index(create=False)
    assert again.retrieve(STORM, limit=1)[0].span == before[0].span
    assert_is_whole(again)


def test_what_chroma_makes_anew_at_each_opening_is_no_damage(
    docs: Path, open_index: Open, embedder: BagOfWords
) -> None:
    index = open_index()
    index.update([docs])
    index.close()
    (path,) = (index.folder / "chroma").glob("*/data_level0.bin")
    path.write_bytes(b"")  # as one that another process is just opening
    embedder.calls.clear()
    again = open_index(create=False)
    assert again.retrieve(STORM, limit=1)
    assert embedder.calls == [[STORM]]


def test_a_copied_index_is_not_made_again(docs: Path, open_index: Open, embedder: BagOfWords) -> None:
    many(docs)
    index = open_index()
    index.update([docs])
    index.close()
    for path in index.folder.rglob("*.bin"):
        os.utime(path, (1, 1))
    embedder.calls.clear()
    assert_is_whole(open_index(create=False))
    assert embedder.calls == []


def test_a_folder_that_is_a_file_is_reported(docs: Path, open_index: Open) -> None:
    (docs.parent / ".qa").write_text("not a folder")
    with pytest.raises(IndexNotWritable):
        open_index()


# Disks


@pytest.fixture
def mounts() -> Iterator[list[Path]]:
    """What a test mounts is unmounted."""
    mounted: list[Path] = []
    yield mounted
    for path in reversed(mounted):
        subprocess.run(["umount", "--lazy", path], check=True)


def mount(mounts: list[Path], *arguments: str | Path) -> None:
    mounting = ["mount", *arguments]
    if not shutil.which("mount") or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("this user cannot mount")
    mounts.append(Path(arguments[-1]))


def test_a_read_only_index_can_be_asked_but_not_written(docs: Path, open_index: Open, mounts: list[Path]) -> None:
    index = open_index()
    index.update([docs])
    found = index.retrieve(STORM, limit=5)
    index.close()
    os.utime(docs / "bridge.txt", (1_000_000_000, 1_000_000_000))
    mount(mounts, "--bind", index.folder, index.folder)
    subprocess.run(["mount", "-o", "remount,bind,ro", index.folder], check=True)
    again = open_index()
    assert again.update([docs]).unchanged == [docs / "bridge.txt", docs / "harbour.md"]
    assert again.retrieve(STORM, limit=5) == found
    (docs / "new.txt").write_text("Something new.")
    with pytest.raises(IndexNotWritable, match=r"[Rr]ead-only") as caught:
        again.update([docs])
    assert caught.value.hint
    with pytest.raises(IndexNotWritable, match=r"[Rr]ead-only"):
        again.remove([docs])
    assert again.retrieve(STORM, limit=5) == found
    again.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_index_without_write_permission_can_be_asked(docs: Path, open_index: Open) -> None:
    index = open_index()
    index.update([docs])
    index.close()
    folders = [index.folder, *(path for path in index.folder.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        again = open_index()
        assert again.retrieve(STORM, limit=5)
        with pytest.raises(IndexNotWritable):
            again.remove([docs])
    finally:
        for folder in folders:
            folder.chmod(0o700)


def test_a_full_disk_is_reported_and_leaves_what_was_there(docs: Path, open_index: Open, mounts: list[Path]) -> None:
    folder = docs.parent / ".qa"
    folder.mkdir()
    mount(mounts, "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder)
    index = open_index()
    index.update([docs])
    new = many(docs, sentences=3000)
    with pytest.raises(IndexNotWritable) as caught:
        index.update([docs])
    assert caught.value.hint
    index.close()
    new.unlink()
    subprocess.run(["mount", "-o", "remount,size=30m", folder], check=True)
    again = open_index()
    assert_is_whole(again)
    assert len(again.entries()) == 2
    assert "1921" in again.retrieve(STORM, limit=1)[0].text
    again.close()


def test_a_disk_that_is_full_from_the_start_is_reported(docs: Path, open_index: Open, mounts: list[Path]) -> None:
    folder = docs.parent / ".qa"
    folder.mkdir()
    mount(mounts, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
    with pytest.raises(IndexNotWritable):
        open_index().update([docs])
    assert not list(folder.glob("*.new"))
