"""From plain data to what is on a tape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from qa.errors import did_you_mean
from qa.models import Purpose, Usage
from qa.tapes.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

VERSION = 1
_BASE64 = re.compile(r"[A-Za-z0-9+/]*=*")
PURPOSES: tuple[str, ...] = get_args(Purpose)
Step = str | int
Kinds = dict[str, type]
_NAMES: dict[type, str] = {str: "a text", dict: "keys with values"}
_QUOTES = "Put it in quotes: YAML reads a bare yes, no, number or date as something else than text."
ENTRY_KEYS: Kinds = {
    "ask": str,
    "purpose": str,
    "rewritten": str,
    "reply": str,
    "pieces": str,
    "usage": dict,
    "stopped": str,
    "cut": str,
    "request": dict,
}
_EMBEDDING_KEYS: Kinds = {"embedder": str, "text": str, "vector": str}


class Wrong(Exception):
    """Something on a tape is not as it should be.

    Attributes:
        steps: the keys and numbers of items that lead to it.
    """

    def __init__(self, message: str, *steps: Step, hint: str | None = None) -> None:
        super().__init__(message)
        self.steps = steps
        self.hint = hint


def read(content: Any) -> tuple[list[Entry], dict[tuple[str, str], str]]:
    """The entries and the embeddings of a tape.

    Raises:
        Wrong: it is not a tape, or damaged.
    """
    version = content.get("version") if isinstance(content, dict) else None
    if type(version) is not int or version != VERSION:  # and not true, which is 1
        message = f"is not a tape: it does not begin with “version: {VERSION}”"
        raise Wrong(message)
    _check_keys(content, ("version", "entries", "embeddings"), "")
    items = _list(content, "entries")
    entries = [_entry(_checked(item, ENTRY_KEYS, "entries", at), at) for at, item in enumerate(items)]
    _check_that_all_can_play(entries)
    vectors = {}
    for at, item in enumerate(_list(content, "embeddings")):
        vector = _checked(item, _EMBEDDING_KEYS, "embeddings", at)
        if len(vector) < len(_EMBEDDING_KEYS):
            message = "is damaged: an embedding lacks its text or its vector"
            raise Wrong(message, "embeddings", at)
        if not _BASE64.fullmatch(vector["vector"]):
            message = f"is damaged: the vector of “{vector['text'][:40]}” is not base64"
            raise Wrong(message, "embeddings", at, "vector")
        vectors[vector["embedder"], vector["text"]] = vector["vector"]
    return entries, vectors


def _entry(item: dict[str, Any], at: int) -> Entry:
    ask, reply, pieces, request = item["ask"], item.get("reply", ""), item.get("pieces", ""), item.get("request")
    usage = item.get("usage", {})
    _check_keys(usage, ("prompt_tokens", "completion_tokens"), f" in the usage of “{ask}”", "entries", at, "usage")
    if not all(type(count) is int and count >= 0 for count in usage.values()):
        message = f"has a wrong value in the entry “{ask}”: only whole numbers count"
        raise Wrong(message, "entries", at, "usage")
    lengths = [int(length) if length.isdecimal() else -1 for length in pieces.split()]
    if item.get("purpose", "answer") not in PURPOSES:
        message = f"has a wrong value in the entry “{ask}”: its purpose can be one of {', '.join(PURPOSES)}"
        raise Wrong(message, "entries", at, "purpose")
    if lengths and (min(lengths) < 0 or sum(lengths) != len(reply)):
        message = f"is damaged: the pieces of “{ask}” do not add up to its reply"
        raise Wrong(message, "entries", at, "pieces")
    if request is not None and not _is_request(request):
        message = f"is damaged: the request of “{ask}” lacks its purpose, its model or its messages"
        raise Wrong(message, "entries", at, "request")
    if "reply" not in item:
        message = f"is incomplete: the entry “{ask}” has no reply"
        raise Wrong(message, "entries", at)
    return Entry(
        ask,
        reply,
        item.get("rewritten"),
        request,
        tuple(lengths),
        Usage(**usage),
        item.get("stopped"),
        item.get("cut"),
        item.get("purpose"),
    )


def _check_that_all_can_play(entries: Sequence[Entry]) -> None:
    """The first of several entries for the same is played, so that a second would never be."""
    seen = set()
    for at, entry in enumerate(entries):
        asked = repr((entry.ask, entry.rewritten, entry.purpose, entry.request))
        if asked in seen:
            message = f"has two entries for “{entry.ask}”, and would play the first only"
            raise Wrong(message, "entries", at, hint="Take one of them away.")
        seen.add(asked)


def _is_request(request: dict[str, Any]) -> bool:
    messages = request.get("messages")
    return (
        isinstance(request.get("purpose"), str)
        and isinstance(request.get("model"), str)
        and isinstance(messages, list)
        and all(
            isinstance(message, dict)
            and message.keys() == {"role", "content"}
            and all(isinstance(text, str) for text in message.values())
            for message in messages
        )
    )


def _list(content: dict[str, Any], key: str) -> list[Any]:
    items = content.get(key) or []
    if not isinstance(items, list):
        message = f"is damaged: “{key}” is not a list"
        raise Wrong(message, key)
    return items


def _checked(item: Any, keys: Kinds, *steps: Step) -> dict[str, Any]:
    """An item of a tape whose keys are known and whose values have the right types."""
    first = next(iter(keys))
    if not isinstance(item, dict) or first not in item:
        message = f"has an entry without “{first}”: {str(item)[:80]}"
        raise Wrong(message, *steps)
    where = f" in the entry “{item[first]}”"
    _check_keys(item, keys, where, *steps)
    for key, value in item.items():
        if not isinstance(value, keys[key]):
            message = f"has a wrong value{where}: “{key}” must be {_NAMES[keys[key]]}"
            bare = keys[key] is str and not isinstance(value, dict | list | None)
            raise Wrong(message, *steps, key, hint=_QUOTES if bare else None)
    return item


def _check_keys(item: dict[Any, Any], known: Collection[str], where: str, *steps: Step) -> None:
    for key in item:
        if key not in known:
            message = f"has an unknown key{where}: {key}{did_you_mean(str(key), known)}"
            raise Wrong(message, *steps, key, hint=f"Keys that can stand here are: {', '.join(known)}")
