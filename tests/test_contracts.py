from __future__ import annotations

import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
CODE = sorted(path for room in ("qa", "index", "prompts") for path in (ROOT / room).rglob("*.py"))


def test_the_rooms_import_downwards_and_each_library_has_one_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_one_file_reads_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix() for path in CODE if re.search(r"os\.(environ|getenv)", path.read_text())
    }
    # tiktoken takes the folder of its files, and onnxruntime whether to leave traces, from the environment only, so
    # that the one door to each may set it. pytest's process has none of ours, and passes on what counts in it.
    assert readers == {"qa/settings.py", "qa/guest/qa_pytest/process.py", "index/tokens.py", "index/minilm/__init__.py"}


def test_nothing_else_stands_at_the_top_level() -> None:
    allowed = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "qa", "index", "prompts", "tests", "seeds"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__pycache__"))}
    assert found - {"dist", "build"} <= allowed
