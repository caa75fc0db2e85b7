"""From a YAML file to cases. What is wrong with it is said with file and line, all at once."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from index.errors import SourceMissing
from index.files import real
from qa import yaml_text
from qa.errors import SuiteUnreadable, TapeUnreadable
from qa.suite.cases import Case, Suite
from qa.suite.nodes import Reader, compose, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from qa.suite.nodes import At

SUITE_KEYS: Final = ("sources", "tape", "model", "cases")
CASE_KEYS: Final = (
    "ask",
    "after",
    "contains",
    "lacks",
    "matches",
    "cites",
    "cites_not",
    "source",
    "citations",
    "supported",
    "answered",
    "engine",
    "tokens",
    "seconds",
)
CITATIONS_KEYS: Final = ("at_least", "at_most")
ENGINES: Final = ("openai", "replay", "extractive")
_LISTS: Final = ("after", "contains", "lacks", "matches", "cites", "cites_not")
_PATHS = "Paths in a file of cases start at the folder of that file."


def load(path: Path, *, new_tape: bool = False) -> Suite:
    """Read a file of cases.

    Args:
        new_tape: whether its tape need not be there yet, because it is recorded.

    Raises:
        SuiteUnreadable: it is missing, not YAML, or has a key or a value that is not in the format.
        SourceMissing, TapeUnreadable: what it names is not there.
    """
    root = _root(path)
    reader = Reader(path)
    found = reader.mapping(root, SUITE_KEYS, "the file") or {}
    for key in ("sources", "cases"):
        if key not in found and not reader.problems:
            reader.complain(root, f"there is no “{key}” in this file")
    sources = reader.texts(found["sources"], "sources") if "sources" in found else ()
    tape = reader.text(found["tape"], "tape") if "tape" in found else None
    model = reader.text(found["model"], "model") if "model" in found else None
    nodes = reader.items(found["cases"], "cases") if "cases" in found else []
    cases = [case for node in nodes if (case := _case(reader, node))]
    if "sources" in found and not sources and not reader.problems:
        reader.complain(found["sources"], "“sources” is empty")
    if reader.problems:
        raise SuiteUnreadable(reader.told())
    for source in sources:
        if not os.path.exists(path.parent / source.value):  # noqa: PTH110 – a path's own raises where it may not look
            message = f"{path}:{source.line}: no such file or folder: {source.value}"
            raise SourceMissing(message, hint=_PATHS)
    if tape and not new_tape and not os.path.isfile(path.parent / tape.value):  # noqa: PTH113 – likewise
        message = f"{path}:{tape.line}: no such tape: {tape.value}"
        raise TapeUnreadable(message, hint=_PATHS)
    return Suite(
        path,
        tuple(real(path.parent / source.value) for source in sources),
        real(path.parent / tape.value) if tape else None,
        model.value if model else None,
        tuple(cases),
    )


def _root(path: Path) -> Any:
    try:
        text = yaml_text.decoded(path.read_bytes())
        with yaml_text.placed():
            root = compose(text)
    except OSError as exc:
        message = f"cannot read {path}: {exc.strerror or exc}"
        raise SuiteUnreadable(message) from exc
    except yaml_text.NotYaml as exc:
        message = f"{path}{exc.place}: not YAML: {exc}"
        raise SuiteUnreadable(message) from exc
    if root is None:
        message = f"{path}:1: there is nothing in this file"
        raise SuiteUnreadable(message)
    return root


def _case(reader: Reader, node: Any) -> Case | None:
    found = reader.mapping(node, CASE_KEYS, "a case")
    if found is None:
        return None
    if "ask" not in found:
        reader.complain(node, "a case without “ask”, its question")
        return None
    ask = reader.text(found["ask"], "ask")
    texts = {key: reader.texts(found[key], key) for key in _LISTS if key in found}
    for question in (*([ask] if ask else ()), *texts.get("after", ())):
        if not any(map(str.isalnum, question.value)):
            reader.complain(question.node, f"not a question: {question.value}")
    lines = {key: tuple(text.line for text in values) for key, values in texts.items()}
    lines |= {key: (line_of(value),) for key, value in found.items() if key not in lines}
    values = {key: tuple(text.value for text in values) for key, values in texts.items()} | _single(reader, found)
    _check_expressions(reader, texts.get("matches", ()))
    if values.get("answered") is False and (contradicted := _of_answers(values)):
        reader.complain(node, f"a case that is not answered cites nothing, but has “{contradicted[0]}”")
    return Case(ask.value, line_of(node), lines=lines, **values) if ask else None


def _of_answers(values: Mapping[str, Any]) -> list[str]:
    """The expectations that no refusal meets: it has no citation, and no statement that could be unsupported."""
    unmet = {"supported: false": values.get("supported") is False, "at_least": values.get("at_least")}
    return [key for key, is_one in ({key: values.get(key) for key in ("cites", "source")} | unmet).items() if is_one]


def _single(reader: Reader, found: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the keys that are not lists of texts."""
    readers: dict[str, Callable[[Any, str], Any]] = {
        "supported": reader.flag,
        "answered": reader.flag,
        "tokens": reader.count,
        "seconds": reader.number,
        "engine": lambda node, key: reader.word(node, key, ENGINES),
        "source": lambda node, _: _files(reader, node),
    }
    values = {key: read(found[key], key) for key, read in readers.items() if key in found}
    return values | (_citations(reader, found["citations"]) if "citations" in found else {})


def _check_expressions(reader: Reader, texts: Sequence[At[str]]) -> None:
    for text in texts:
        try:
            re.compile(text.value)
        except (re.error, OverflowError, RecursionError) as exc:
            reader.complain(text.node, f"not a regular expression: {text.value} ({exc})")


def _files(reader: Reader, node: Any) -> tuple[Path, ...]:
    paths = []
    for text in reader.texts(node, "source"):
        paths.append(real(reader.file.parent / text.value))
        if not os.path.isfile(paths[-1]):  # noqa: PTH113 – likewise
            reader.complain(text.node, f"no such file: {text.value}; {_PATHS}")
    return tuple(paths)


def _citations(reader: Reader, node: Any) -> dict[str, int | None]:
    limits = reader.mapping(node, CITATIONS_KEYS, "“citations”") or {}
    read = {key: reader.count(value, key) for key, value in limits.items()}
    least, most = read.get("at_least"), read.get("at_most")
    if least is not None and most is not None and least > most:
        reader.complain(node, f"nothing is at least {least} and at most {most}")
    return read
