"""What all tests share: no network but loopback, no settings from outside, and a way to run the program."""

from __future__ import annotations

import io
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import openai

    from qa.settings import Settings

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "seeds" / "000_4a9351dbf3a43ada.txt"

# A shell that runs something in the background has it ignore Ctrl-C, which all that it starts would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin first, so that no worker of several is left alone with one of them."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own key or model must not take part in a test."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "QA_MODEL", "QA_INDEX", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            message = f"a test tried to reach {address}"
            raise AssertionError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def article() -> Path:
    return ARTICLE


@dataclass(frozen=True, slots=True)
class Result:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


class RunQa(Protocol):
    def __call__(self, *arguments: str | Path, stdin: str = "") -> Result: ...


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def closed_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Closes what a run of the program in this process would leave to its end."""
    from qa.models import openai_api

    connect, clients = openai_api._client, []

    def kept(settings: Settings) -> openai.OpenAI:
        clients.append(connect(settings))
        return clients[-1]

    monkeypatch.setattr(openai_api, "_client", kept)
    yield
    for client in clients:
        client.close()


@pytest.fixture
def run_qa(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], closed_connections: None
) -> RunQa:
    """Runs the program in `project`, in this process."""
    from qa.cli import main

    def run(*arguments: str | Path, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["qa", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape"))))
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = capsys.readouterr()
        return Result(int(exit_.value.code or 0), printed.out, printed.err)

    assert project.is_dir()
    return run
