"""Answers that come as data: what a model is to fill in, and the text that it makes, while it streams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from qa.answering.markup import SIGN, without_thought

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEGUN = re.compile(r"\{\s*\"")
_MAY_BEGIN = re.compile(rf"{_BEGUN.pattern}|\{{\s*\Z")
_LONGEST_PREFACE = 300
"""Code points in which models announce their data, or open a fence for it."""
_LONGEST = 200_000
"""Code points of a reply that are read as data."""


def schema(sentences: int) -> dict[str, Any]:
    """The JSON Schema of an answer that may cite the labels s1 to s`sentences` and no others."""
    labels = [f"s{number}" for number in range(1, sentences + 1)]
    statement = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "labels": {"type": "array", "items": {"type": "string", "enum": labels}},
        },
        "required": ["text", "labels"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "statements": {"type": "array", "items": statement},
            "missing": {"type": ["string", "null"]},
        },
        "required": ["statements", "missing"],
        "additionalProperties": False,
    }


class Unfolding:
    """Makes the text of a reply, with labels, from data that is still arriving.

    A server that knows no schemas may send text all the same; it passes as it is.
    """

    def __init__(self) -> None:
        self._reply = ""
        self._given = ""
        self.broke_off = False  # the data, before its end
        self._worth_reading = 0  # length from which reading on may show more; all is read again each time

    def feed(self, piece: str) -> str:
        """The text that can be shown after the next piece."""
        self._reply += piece
        return self._further(final=False)

    def finish(self) -> str:
        """The rest; where the data cannot be read at all, the data itself."""
        return self._further(final=True)

    def _further(self, *, final: bool) -> str:
        if not final and len(self._reply) < self._worth_reading:
            return ""
        self._worth_reading = len(self._reply) * 101 // 100
        begun = without_thought(self._reply).lstrip()
        if start := (_BEGUN if final else _MAY_BEGIN).search(begun[:_LONGEST_PREFACE]):
            begun = begun[start.start() :]
        elif not final and len(begun) < _LONGEST_PREFACE:
            return ""  # data may still begin
        text = _text(begun, final=final) if start and len(begun) <= _LONGEST else None
        if text is None:  # not what was asked for
            text = self._reply if begun and (final or not start) else ""
        elif final:
            self.broke_off = _parsed(begun[: begun.rfind("}") + 1], "off") is None
        further = text[len(self._given) :] if text.startswith(self._given) else ""
        self._given += further
        return further


def _text(data: str, *, final: bool) -> str | None:
    """The text of data of which the end may be missing; it only ever grows. None where it is other data."""
    content = _parsed(data, "trailing-strings")
    if not isinstance(content, dict) or (content and content.keys().isdisjoint(("statements", "missing"))):
        return None
    whole = _parsed(data, "on")  # without a label that broke off, and could be another
    statements, labelled = (_statements(found) for found in (content, whole))
    last = len(statements) - 1
    parts = [
        _statement(item, labelled[at : at + 1] if final or at < last else ()) for at, item in enumerate(statements)
    ]
    if final and isinstance(missing := content.get("missing"), str) and missing.strip():
        parts.append(f"\n{SIGN} {' '.join(missing.split())}")
    return " ".join(part for part in parts if part)


def _parsed(data: str, partial: Literal["off", "on", "trailing-strings"]) -> Any:
    import jiter

    try:
        return jiter.from_json(data[data.find("{") :].encode("utf-8", "replace"), partial_mode=partial)
    except ValueError:
        return None


def _statements(content: Any) -> list[Mapping[str, Any]]:
    found = content.get("statements") if isinstance(content, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _statement(item: Mapping[str, Any], labelled: Sequence[Mapping[str, Any]]) -> str:
    """A statement, with its labels where it is closed."""
    text = item.get("text")
    if not isinstance(text, str):
        return ""
    labels = [label for other in labelled for label in _list(other.get("labels")) if isinstance(label, str)]
    return f"{text.strip()} [{', '.join(labels)}]" if labels else text.strip()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
