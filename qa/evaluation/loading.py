"""From a file or a folder to data, whatever format it has. What is wrong with it is said with its place."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from qa.errors import DataUnreadable, QuestionProblem
from qa.render.clean import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qa.evaluation.data import Dataset

_LINES = {".jsonl", ".ndjson"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 60


def load(path: Path, sources: Sequence[Path] = ()) -> Dataset:
    """Read data in one of the formats; which one, its content says.

    Args:
        sources: files and folders with the documents, where these do not stand in the data.

    Raises:
        DataUnreadable: it is missing, in no known format, or has what cannot stand in it.
        SourceProblem: a document cannot be read.
    """
    from qa.evaluation import beir, lines, squad

    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, ValueError):
        is_folder = is_there = False
    if not is_there:
        message = f"no such file or folder: {file_name(path)}"
        raise DataUnreadable(message)
    found: Dataset
    if is_folder:
        found = beir.read(path)
    elif (whole := None if path.suffix.lower() in _LINES else _whole(path)) is not None:
        found = squad.read(path, whole)
    else:
        return lines.read(path, sources)
    if sources:
        message = f"{file_name(path)} has its documents in it"
        raise DataUnreadable(message, hint="Leave out --source; it is for JSONL that quotes documents of your own.")
    return found


def _whole(path: Path) -> dict[str, Any] | None:
    """A file that is one JSON object with "data" in it; None where it is one a line."""
    text = text_of(path)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as exc:
        if _is_object(text.lstrip().partition("\n")[0]):
            return None
        where = f"{exc.lineno}:{exc.colno}" if isinstance(exc, json.JSONDecodeError) else "1"
        complain(path, where, f"not JSON: {_reason(exc)}")
    if not isinstance(found, dict):
        complain(path, 1, f"{kind(found)} where an object belongs")
    return found if "data" in found else None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file, each with its line; empty lines are left out.

    Raises:
        DataUnreadable: a line is something else.
    """
    number = 0
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as exc:
            where = f"{number}:{exc.colno}" if isinstance(exc, json.JSONDecodeError) else number
            complain(path, where, f"not JSON: {_reason(exc)}")
        if not isinstance(found, dict):
            complain(path, number, f"{kind(found)} where an object belongs")
        yield number, found


def text_of(path: Path) -> str:
    """A file as text. Half surrogates, which no file of text can hold, are for whoever reads what is in it.

    Raises:
        DataUnreadable: it cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as exc:
        message = f"cannot read {file_name(path)}: {exc.strerror or exc}"
        raise DataUnreadable(message) from exc
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        message = f"{file_name(path)}:{line}: not UTF-8"
        raise DataUnreadable(message, hint="Convert it to UTF-8 first, with iconv for instance.") from exc


def text(value: str) -> str:
    """A text as a file can hold it, as long as it was."""
    return _SURROGATE.sub("\ufffd", value)


def question_text(path: Path, where: object, value: Any) -> str:
    """A question that can be asked.

    Raises:
        DataUnreadable: it is none.
    """
    from qa.assistant import check_question

    if not isinstance(value, str):
        complain(path, where, f"the question is {kind(value)} where a text belongs")
    try:
        return check_question(value)
    except QuestionProblem as exc:
        complain(path, where, str(exc))


def complain(path: Path, where: object, what: str) -> NoReturn:
    """Say what is wrong at a place of a file."""
    message = f"{file_name(path)}:{where}: {what}"
    raise DataUnreadable(message)


def kind(value: Any) -> str:
    """What a value is, in the words of JSON."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names[type(value)]


def shown(value: str) -> str:
    """The beginning of a text, for a complaint about it."""
    flat = " ".join(value.split())
    return f"“{flat[:_SHOWN]}…”" if len(flat) > _SHOWN else f"“{flat}”"


def _reason(exc: Exception) -> str:
    if isinstance(exc, RecursionError):
        return "nested too deeply"
    return exc.msg if isinstance(exc, json.JSONDecodeError) else str(exc).partition(";")[0]
