"""What pytest sees of this program: files of cases are tests, and the fixture `qa` asks.

pytest loads this package in every project where this program is installed. It stands beside the others where it is
installed, and imports none of them: the project may have modules that are called as ours are, so that the answers come
from a process of its own. Of its modules only what is used is imported.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from qa_pytest.asking import Qa
    from qa_pytest.collecting import CaseFile

_SUFFIXES = (".qa.yaml", ".qa.yml")
_MODES = ("none", "once", "new", "all")
_MOST_UNPLAYED = 20
_UNPLAYED = pytest.StashKey[list[str]]()
_MARKER = "qa(*, sources=…, tape=…): files and folders that the fixture qa answers from, and the tape of its replies"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("qa", "answers of qa")
    group.addoption(
        "--qa-record-mode",
        choices=_MODES,
        default="none",
        help="Record on the tapes that tests name: none, once where there is none yet, new replies, or all.",
    )
    group.addoption(
        "--qa-strict-tape", action="store_true", help="Fail where a tape has what no case of its files played."
    )
    group.addoption("--qa-model", metavar="NAME", help="Language model that answers, instead of the configured one.")
    parser.addini("qa_sources", "Files and folders that the fixture qa answers from.", type="paths", default=[])
    parser.addini("qa_tape", "Tape of the fixture qa, instead of one beside each test file.", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    if getattr(config.option, "tx", None):
        for option, wanted in (
            ("--qa-record-mode", config.getoption("qa_record_mode") != "none"),
            ("--qa-strict-tape", config.getoption("qa_strict_tape")),
        ):
            if wanted:
                message = f"{option} is for one process, which sees all of a tape; leave out -n, or use -n 0"
                raise pytest.UsageError(message)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if "qa_pytest.process" not in sys.modules or exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return
    from qa_pytest.process import Problem, unplayed

    try:
        found = unplayed(session.config)
    except Problem as problem:
        found = [str(problem)]
    session.config.stash[_UNPLAYED] = found
    if found and session.config.getoption("qa_strict_tape") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if found := config.stash.get(_UNPLAYED, []):
        terminalreporter.section("tapes of qa")
        shown = found if config.get_verbosity() > 0 else found[:_MOST_UNPLAYED]
        for line in shown:
            terminalreporter.line(line)
        if more := len(found[len(shown) :]):
            terminalreporter.line(f"… and {more:,} more; -v shows them all")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    if not file_path.name.endswith(_SUFFIXES):
        return None
    from qa_pytest.collecting import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


@pytest.fixture
def qa(request: pytest.FixtureRequest) -> Qa:
    """Asks questions: `answer = qa.ask("who offered troops?")`, `assert answer.cites("only France")`."""
    from qa_pytest.asking import prepared

    return prepared(request)
