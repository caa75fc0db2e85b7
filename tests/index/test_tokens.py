"""Tokens are counted as tiktoken counts them, without the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import RANK_FILE, RANKS, count

ROOT = Path(__file__).parents[2]
OFFLINE = """
import socket, sys
def refuse(*_):
    raise SystemExit("the network was used")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from index import tokens
from index.errors import EmbedderUnavailable
"""


def run(code: str, **environment: str | None) -> str:
    """What Python prints that cannot reach the network; no tiktoken setting but the given ones."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"}
    }
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE + code],
        cwd=ROOT,
        env=inherited | {name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_counting_needs_no_network_and_leaves_no_trace(tmp_path: Path) -> None:
    code = "import os; print(tokens.count(['Hello world']), 'TIKTOKEN_CACHE_DIR' in os.environ)"
    assert run(code, TMPDIR=str(tmp_path)) == "[2] False"
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.text(max_size=200), max_size=5))
@settings(deadline=None)
def test_counts_are_those_of_tiktoken(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(RANKS))
        reference = tiktoken.get_encoding("o200k_base")
    assert count(texts) == [len(reference.encode(text, disallowed_special=())) for text in texts]


def test_known_texts_have_their_known_counts() -> None:
    assert count(["tiktoken is great!", "", "お誕生日おめでとう"]) == [6, 0, 8]


def test_text_that_looks_like_a_special_token_is_text() -> None:
    (tokens,) = count(["<|endoftext|>"])
    assert tokens > 1


def test_a_lone_surrogate_can_be_counted() -> None:
    assert count(["a\ud800b"])[0] >= 1


def test_a_damaged_rank_file_is_reported_and_left_as_it_is(tmp_path: Path) -> None:
    damaged = tmp_path / RANK_FILE
    damaged.write_bytes((RANKS / RANK_FILE).read_bytes()[:-10])
    before = damaged.read_bytes()
    code = f"""
tokens.RANKS = Path({str(tmp_path)!r})
try:
    tokens.count(["x"])
except EmbedderUnavailable as problem:
    print(problem)
"""
    assert "damaged" in run(code)
    assert damaged.read_bytes() == before
    assert list(tmp_path.iterdir()) == [damaged]


def test_a_missing_rank_file_is_reported(tmp_path: Path) -> None:
    code = f"""
tokens.RANKS = Path({str(tmp_path)!r})
try:
    tokens.count(["x"])
except EmbedderUnavailable as problem:
    print(problem)
"""
    assert "cannot be read" in run(code)


def test_the_rank_file_of_a_chosen_cache_folder_wins(tmp_path: Path) -> None:
    shutil.copy(RANKS / RANK_FILE, tmp_path)
    code = "tokens.RANKS = Path('/nowhere'); print(tokens.count(['Hello world']))"
    assert run(code, TIKTOKEN_CACHE_DIR=str(tmp_path)) == "[2]"


def test_a_damaged_file_in_a_chosen_cache_folder_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / RANK_FILE).write_text("not ranks")
    code = """
try:
    tokens.count(["x"])
except EmbedderUnavailable as problem:
    print(problem)
"""
    assert str(tmp_path) in run(code, TIKTOKEN_CACHE_DIR=str(tmp_path))
    assert (tmp_path / RANK_FILE).read_text() == "not ranks"


def test_a_chosen_cache_folder_without_the_file_is_not_filled_by_a_download(tmp_path: Path) -> None:
    code = "import os; print(tokens.count(['Hello world']), os.environ['TIKTOKEN_CACHE_DIR'])"
    assert run(code, TIKTOKEN_CACHE_DIR=str(tmp_path)) == f"[2] {tmp_path}"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_setting_is_none() -> None:
    assert run("print(tokens.count(['Hello world']))", TIKTOKEN_CACHE_DIR="") == "[2]"
