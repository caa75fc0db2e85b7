"""Answers that come as data: what a model is to fill in, and the text that it makes, while it streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.answering.markup import SIGN

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        self._data = ""
        self._given = ""
        self._is_data: bool | None = None

    def feed(self, piece: str) -> str:
        """The text that can be shown after the next piece."""
        self._data += piece
        if self._is_data is None and (begun := self._data.lstrip()):
            self._is_data = begun.startswith(("{", "```"))
        return self._further(final=False)

    def finish(self) -> str:
        """The rest; where the data cannot be read at all, the data itself."""
        return self._further(final=True)

    def _further(self, *, final: bool) -> str:
        if self._is_data and len(self._data) <= _LONGEST:
            text = _text(self._data, final=final)
            if not text and final and not self._given:
                text = self._data
        else:
            text = self._data if self._is_data is False else ""
        further = text[len(self._given) :] if text.startswith(self._given) else ""
        self._given += further
        return further


def _text(data: str, *, final: bool) -> str:
    """The text of data of which the end may be missing; it only ever grows."""
    import jiter

    begin = data.find("{")
    try:
        content = jiter.from_json(data[begin:].encode("utf-8", "replace"), partial_mode="trailing-strings")
    except ValueError:
        content = _without_fence(data[begin:])
    if not isinstance(content, dict):
        return ""
    statements = [item for item in content.get("statements") or () if isinstance(item, dict)]
    ended = final or "missing" in content
    parts = [_statement(item, closed=ended or at < len(statements) - 1) for at, item in enumerate(statements)]
    if ended and final and isinstance(missing := content.get("missing"), str) and missing.strip():
        parts.append(f"\n{SIGN} {' '.join(missing.split())}")
    return " ".join(part for part in parts if part)


def _without_fence(data: str) -> Any:
    """The data before the fence that some models close it with."""
    import jiter

    try:
        return jiter.from_json(data[: data.rfind("}") + 1].encode("utf-8", "replace"), partial_mode="trailing-strings")
    except ValueError:
        return None


def _statement(item: Mapping[str, Any], *, closed: bool) -> str:
    text = item.get("text")
    if not isinstance(text, str):
        return ""
    labels = item.get("labels")
    if not closed or not isinstance(labels, list) or not labels:
        return text
    return f"{text.rstrip()} [{', '.join(str(label) for label in labels)}]"
