"""Files of cases as pytest collects them: an item a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from qa_pytest.process import Problem, process_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike


class Fails(Exception):
    """A case does not hold; the message says what differs."""


class CaseFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        try:
            reply = process_of(self.config).request("collect", **request_of(self))
        except Problem as problem:
            raise self.CollectError(str(problem)) from problem
        for number, (name, line) in enumerate(reply["cases"]):
            yield CaseItem.from_parent(self, name=name, number=number, line=line)


class CaseItem(pytest.Item):
    """A case.

    Args:
        number: which of its file, from 0.
        line: where it begins, from 1.
    """

    def __init__(self, *, number: int, line: int, **more: Any) -> None:
        super().__init__(**more)
        self._number = number
        self._line = line

    def runtest(self) -> None:
        reply = process_of(self.config).request("check", number=self._number, **request_of(self))
        if reply["failure"] is not None:
            raise Fails(reply["failure"])

    def reportinfo(self) -> tuple[PathLike[str], int, str]:
        return self.path, self._line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Fails | Problem):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


def request_of(node: pytest.Item | pytest.Collector) -> dict[str, Any]:
    """What every request of a node says: its file, and what was chosen on the command line."""
    return {
        "file": str(node.path),
        "mode": node.config.getoption("qa_record_mode"),
        "model": node.config.getoption("qa_model"),
    }
