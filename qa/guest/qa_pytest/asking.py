"""The fixture `qa`: questions of tests."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from qa_pytest.answers import Answer
from qa_pytest.collecting import request_of
from qa_pytest.process import Problem, process_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from pathlib import Path


class Qa:
    """Asks questions about the sources of a test."""

    def __init__(self, node: pytest.Item, sources: Sequence[Path], tape: Path | None) -> None:
        self._node = node
        self._sources = sources
        self._tape = tape

    def ask(self, question: str, *, after: str | Sequence[str] = ()) -> Answer:
        """The answer to a question; the test fails where there cannot be one, for instance because of its tape.

        Args:
            after: what was asked before it in its conversation.

        Raises:
            TypeError: a question is not a text.
        """
        __tracebackhide__ = True
        earlier = [after] if isinstance(after, str) else list(after)
        for text in (*earlier, question):
            if not isinstance(text, str):
                message = f"a question is a text, not {text!r}"
                raise TypeError(message)
        reply = self._request(
            "ask",
            node=self._node.nodeid.removeprefix(self._node.nodeid.partition("::")[0]),
            question=question,
            after=earlier,
            sources=list(map(str, self._sources)),
            tape=str(self._tape) if self._tape else None,
        )
        self._node.add_report_section("call", "qa", reply["shown"])
        return Answer(reply["answer"], self._find)

    def _find(self, words: str, texts: Sequence[str], by: str) -> list[int]:
        __tracebackhide__ = True
        at: list[int] = self._request("find", words=words, texts=list(texts), by=by)["at"]
        return at

    def _request(self, do: str, **more: Any) -> dict[str, Any]:
        __tracebackhide__ = True
        try:
            return process_of(self._node.config).request(do, **request_of(self._node), **more)
        except Problem as problem:
            message = str(problem)
        pytest.fail(message)  # with the frames of the test, as those here are hidden


def prepared(request: pytest.FixtureRequest) -> Qa:
    """The fixture for a test, with the sources and the tape of the nearest marker that has some, or of the settings."""
    node, config = request.node, request.config
    sources: Sequence[Path] = config.getini("qa_sources")
    tape: Path | None = next(iter(config.getini("qa_tape")), None)
    for marker in reversed(list(node.iter_markers("qa"))):
        own_sources: Sequence[Path] = ()
        own_tape = None
        with contextlib.suppress(TypeError):
            own_sources, own_tape = _marked(node.path.parent, *marker.args, **marker.kwargs)
        if not (own_sources or own_tape):
            pytest.fail(f"the marker is wrong: {marker!r}; it takes sources and tape, each by its name", pytrace=False)
        sources, tape = own_sources or sources, own_tape or tape
    return Qa(node, sources, tape)


def _marked(
    folder: Path, *, sources: str | PathLike[str] | Sequence[str | PathLike[str]] = (), tape: str | PathLike[str] = ""
) -> tuple[list[Path], Path | None]:
    """The paths of a marker, which start at the folder of the test's file."""
    several = [sources] if isinstance(sources, str | os.PathLike) else sources
    return [folder / source for source in several], folder / tape if tape else None
