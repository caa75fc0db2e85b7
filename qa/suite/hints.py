"""What to do about a problem, where the command that met it has other ways than the options of `qa ask`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.errors import IndexNotWritable
from qa.errors import (
    ContextExceeded,
    KeyMissing,
    ModelMissing,
    ModelUnknown,
    QuestionProblem,
    ReplyEmpty,
    ServerUnreachable,
    TapeMiss,
    TapeNotWritable,
)
from qa.suite.running import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.suite.running import Problem

Hints = Mapping[type[Exception], str]

_LESS = "Send less with the settings top_k or context_tokens, or use a model with a longer context."
_REACHABLE = "Check OPENAI_BASE_URL and that the server is running"

CHECK: Hints = {
    ContextExceeded: _LESS,
    KeyMissing: "Set OPENAI_API_KEY, or OPENAI_BASE_URL for another server.",
    IndexNotWritable: "Free some space, or name another folder for temporary files with TMPDIR.",
    ModelMissing: "Name one with --model or QA_MODEL.",
    QuestionProblem: "Correct the question.",
    TapeMiss: "Record it with --record-mode new.",
    TapeNotWritable: "Check its permissions and the space on its disk, or name another tape.",
}
COMPARE: Hints = {
    **CHECK,
    ContextExceeded: f"{_LESS} Settings are typed as in: top_k=6,context_tokens=2000",
    KeyMissing: "Set OPENAI_API_KEY, or OPENAI_BASE_URL for another server, or compare with no model: model=",
    ModelMissing: "Name one, as in model=llama3.2, or none: model=",
    ModelUnknown: "Name one that the server has, as in: model=llama3.2",
    ReplyEmpty: "Ask again, or use another model, as in: model=llama3.2",
    ServerUnreachable: f"{_REACHABLE}, or compare with no model: model=",
}
PYTEST: Hints = {
    **CHECK,
    ModelMissing: "Name one with --qa-model or QA_MODEL.",
    ModelUnknown: "Name one that the server has with --qa-model.",
    ReplyEmpty: "Ask again, or use another model with --qa-model.",
    ServerUnreachable: f"{_REACHABLE}.",
    TapeMiss: "Record it with: pytest --qa-record-mode=new",
}


def advise(problem: Problem, hints: Hints) -> None:
    """Have a problem say what a command knows to do about it, unless it has a hint of its own."""
    if "hint" not in vars(problem):
        for kind in type(problem).__mro__:
            if kind in hints:
                problem.hint = hints[kind]
                return


@contextlib.contextmanager
def advising(hints: Hints) -> Iterator[None]:
    """Advise on the problem that ends a command."""
    try:
        yield
    except PROBLEMS as problem:
        advise(problem, hints)
        raise
