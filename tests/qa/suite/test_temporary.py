from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from index.errors import IndexNotWritable
from qa.suite.temporary import temporary_folder

RUN = """
from qa.suite.temporary import temporary_folder

with temporary_folder() as folder:
    (folder / "0").mkdir()
    (folder / "0" / "catalog").touch()
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def run(place: Path) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(place)},
        text=True,
    )


def folder_of(process: subprocess.Popen[str]) -> Path:
    assert process.stdout
    return Path(process.stdout.readline().strip())


def test_a_run_leaves_nothing(place: Path) -> None:
    with temporary_folder() as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "0").mkdir()
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_others_have_is_not(place: Path) -> None:
    (place / "qa-check-mine").mkdir()
    (place / "qa-check-notes.txt").touch()
    alive, dead = run(place), run(place)
    its, left = folder_of(alive), folder_of(dead)
    dead.kill()
    dead.communicate()
    assert left.exists()
    with temporary_folder() as folder:
        assert {path.name for path in place.iterdir()} == {
            *("qa-check-mine", "qa-check-notes.txt"),
            *(f"{one.name}{end}" for one in (its, folder) for end in ("", ".lock")),
        }
        assert (its / "0" / "catalog").exists()
    alive.communicate("\n")
    assert alive.returncode == 0
    assert {path.name for path in place.iterdir()} == {"qa-check-mine", "qa-check-notes.txt"}


def test_many_runs_at_once_leave_each_other_alone(place: Path) -> None:
    runs = [run(place) for _ in range(6)]
    folders = [folder_of(process) for process in runs]
    assert all((folder / "0" / "catalog").exists() for folder in folders)
    for process in runs:
        process.communicate("\n")
    assert list(place.iterdir()) == []


def test_where_no_folder_can_be_made_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(IndexNotWritable, match="no place for a temporary index"), temporary_folder():
        pass
