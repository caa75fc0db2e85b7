"""A side of a comparison: what a person typed, as what is chosen for the files of cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.files import real
from qa import settings, tapes
from qa.assembly import RecordMode
from qa.errors import Unconfigured, WrongUsage
from qa.render.clean import one_line
from qa.suite.jobs import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = {**settings.KEYS, "tape": settings.PATH}
_NO_PART = ("sources", "index")
"""Settings that change nothing here: each file of cases has its own sources, and a new index of them."""
_SETTING = re.compile(r"\s*([A-Za-z_]\w*)\s*=")
_NEXT = re.compile(r",(?=\s*[A-Za-z_]\w*\s*=)")
"""A comma behind which another setting begins; others are part of a value."""
_TAPES = {".yaml", ".yml"}


def side(typed: str, mode: RecordMode = RecordMode.NONE) -> Choice:
    """A tape, a file of settings, some settings, or a dot for all as it stands.

    Args:
        mode: which replies are recorded on its tape; where some are, the tape need not be there yet.

    Raises:
        WrongUsage: it is none of these.
        Unconfigured: a setting is unknown or of the wrong type, or the file cannot be read.
        TapeUnreadable: the tape is missing, or not one.
    """
    values = {key: value for key, value in _values(typed).items() if key not in _NO_PART}
    tape = values.pop("tape", None)
    if tape and (mode is RecordMode.NONE or tape.exists()):
        tapes.load(tape)
    own_tape = not tape and "model" not in values
    return Choice(values, real(tape) if tape else None, own_tape=own_tape, mode=mode)


def _values(typed: str) -> dict[str, Any]:
    if typed == ".":
        return {}
    if _SETTING.match(typed):
        return _settings(typed)
    path = Path(typed)
    if path.suffix == ".toml":
        return settings.read_file(path, _KNOWN)
    if path.suffix in _TAPES:
        return {"tape": path}
    message = f"“{one_line(typed)}” is neither a tape (.yaml), nor a file of settings (.toml), nor a setting"
    raise WrongUsage(
        message, hint="Sides are as in: answers.tape.yaml, fast.toml, model=llama3.2, or . for as it stands."
    )


def _settings(typed: str) -> dict[str, Any]:
    known = {key: kind for key, kind in _KNOWN.items() if key not in _NO_PART}
    values: dict[str, Any] = {}
    for key, text in _pairs(typed):
        if key in _NO_PART:
            message = f"{one_line(typed)}: “{key}” has no part in a comparison"
            raise Unconfigured(message, hint="Each file of cases has its own sources, and a new index of them.")
        if key in values:
            message = f"{one_line(typed)}: the setting “{key}” is there twice"
            raise Unconfigured(message)
        value = _value(text, known[key][0]) if key in known else text
        values[key] = settings.read(key, value, one_line(typed), Path(), known)
    return values


def _pairs(typed: str) -> Iterator[tuple[str, str]]:
    for part in _NEXT.split(typed):
        key, _, text = part.partition("=")
        yield key.strip(), text.strip()


def _value(text: str, kind: Any) -> Any:
    """A value as a file of settings would have it; what is none of its kind stays a text."""
    if kind is bool:
        return {"true": True, "false": False}.get(text, text)
    try:
        return text if kind is str else int(text) if kind is int else float(text)
    except ValueError:
        return text
