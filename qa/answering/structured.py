"""Answers that come as data: what a model is to fill in, and the text that it makes, while it streams."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from index.sentences import sentence_spans
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
        text = _text(begun, self._given, final=final) if start and len(begun) <= _LONGEST else None
        if text is None:  # not what was asked for
            text = self._reply if begun and (final or not start) else ""
        elif final:
            self.broke_off = _parsed(begun[: begun.rfind("}") + 1], "off") is None
        further = text[len(self._given) :] if text.startswith(self._given) else ""
        self._given += further
        return further


def _text(data: str, given: str, *, final: bool) -> str | None:
    """The text of data of which the end may be missing; it only ever grows. None where it is other data.

    Args:
        given: the text that was made before.
    """
    content = _parsed(data, "trailing-strings")
    if not isinstance(content, dict) or (content and content.keys().isdisjoint(("statements", "missing"))):
        return None
    whole = _parsed(data, "on")  # without a label that broke off, and could be another
    statements, labelled = (_statements(found) for found in (content, whole))
    last = len(statements) - 1
    closed = [labelled[at : at + 1] if final or at < last else None for at in range(len(statements))]
    missing = content.get("missing") if final else None
    end = [f"\n{SIGN} {' '.join(missing.split())}"] if isinstance(missing, str) and missing.strip() else []
    texts = (
        " ".join(part for part in (*map(statement, statements, closed), *end) if part)
        for statement in (_each_labelled, _labelled)
    )
    return next((text for text in texts if text.startswith(given)), "")


def _parsed(data: str, partial: Literal["off", "on", "trailing-strings"]) -> Any:
    import jiter

    try:
        return jiter.from_json(data[data.find("{") :].encode("utf-8", "replace"), partial_mode=partial)
    except ValueError:
        return None


def _statements(content: Any) -> list[Mapping[str, Any]]:
    found = content.get("statements") if isinstance(content, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _each_labelled(item: Mapping[str, Any], closed: Sequence[Mapping[str, Any]] | None) -> str:
    """A statement with its labels behind each of its sentences; before it is closed, the first of them."""
    text = item.get("text")
    if not isinstance(text, str):
        return ""
    ends = [span.end for span in sentence_spans(text)]
    if closed is None:
        return text[: min(ends, default=0)].lstrip()
    return "".join(f"{text[start:end]}{_labels(closed)}" for start, end in pairwise((0, *ends))).lstrip()


def _labelled(item: Mapping[str, Any], closed: Sequence[Mapping[str, Any]] | None) -> str:
    """A statement with its labels at its end; before it is closed, as far as it is there."""
    text = item.get("text")
    return f"{text.strip()}{_labels(closed or ())}" if isinstance(text, str) else ""


def _labels(items: Sequence[Mapping[str, Any]]) -> str:
    labels = [label for item in items for label in _list(item.get("labels")) if isinstance(label, str)]
    return f" [{', '.join(labels)}]" if labels else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
