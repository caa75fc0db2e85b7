"""What pytest sees of this program: files of cases are tests, and the fixture `qa` asks.

pytest loads this module in every project where this program is installed, so that it imports nothing of ours but what
is used, and of that only `qa.testing`: the answers come from a process of its own, because the project may have modules
that are called as ours are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from qa.testing import Qa
    from qa.testing.collecting import CaseFile

_SUFFIXES = (".qa.yaml", ".qa.yml")
_MODES = ("none", "once", "new", "all")
_MARKER = "qa(*, sources=…, tape=…): files and folders that the fixture qa answers from, and the tape of its replies"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("qa", "answers of qa")
    group.addoption(
        "--qa-record-mode",
        choices=_MODES,
        default="none",
        help="Record on the tapes that tests name: none, once where there is none yet, new replies, or all.",
    )
    group.addoption("--qa-model", metavar="NAME", help="Language model that answers, instead of the configured one.")
    parser.addini("qa_sources", "Files and folders that the fixture qa answers from.", type="paths", default=[])
    parser.addini("qa_tape", "Tape of the fixture qa, instead of one beside each test file.", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    if config.getoption("qa_record_mode") != "none" and getattr(config.option, "tx", None):
        message = "--qa-record-mode: a tape is written by one process at a time; leave out -n, or use -n 0"
        raise pytest.UsageError(message)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    if not file_path.name.endswith(_SUFFIXES):
        return None
    from qa.testing.collecting import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


@pytest.fixture
def qa(request: pytest.FixtureRequest) -> Qa:
    """Asks questions: `answer = qa.ask("who offered troops?")`, `assert answer.cites("only France")`."""
    from qa.testing.asking import prepared

    return prepared(request)
