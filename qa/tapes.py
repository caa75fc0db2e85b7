"""Tapes: YAML files of replies, to be played again.

An entry that was recorded holds the whole request and plays for that very request only. An entry written by
hand holds a question and a reply.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qa.errors import TapeNotWritable, TapeUnreadable
from qa.models import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

VERSION = 1
_ENTRY_KEYS: dict[str, type | tuple[type, ...]] = {
    "ask": str,
    "purpose": str,
    "rewritten": str,
    "reply": str,
    "pieces": list,
    "usage": dict,
    "stopped": str,
    "cut": str,
    "request": dict,
}
_FRAGILE = re.compile("[\x85\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that stay what they are only between quotes and escaped."""
_EMBEDDING_KEYS: dict[str, type | tuple[type, ...]] = {"embedder": str, "text": str, "vector": str}


@dataclass(frozen=True, slots=True)
class Entry:
    """One reply.

    Attributes:
        ask: the question.
        reply: the whole text.
        rewritten: the question's stand-alone form; in entries written by hand only.
        purpose: what the reply is for; in entries written by hand only, and None for an answer.
        request: all that was sent; None in an entry written by hand.
        pieces: lengths, in code points, of the pieces in which the reply arrived.
        stopped: why the reply is not whole, where it is not.
        cut: what was said when the reply broke off, where it did.
    """

    ask: str
    reply: str
    rewritten: str | None = None
    request: Mapping[str, Any] | None = None
    pieces: tuple[int, ...] = ()
    usage: Usage = field(default_factory=Usage)
    stopped: str | None = None
    cut: str | None = None
    purpose: str | None = None

    def streamed(self) -> Iterator[str]:
        """The reply as it arrived."""
        start = 0
        whole = (len(self.reply),) if self.reply else ()
        for length in self.pieces or whole:
            yield self.reply[start : start + length]
            start += length


@dataclass(slots=True)
class Tape:
    """The content of a file, in its order.

    Attributes:
        embeddings: for an embedder and a text, the vector as base64 of little-endian float32.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)
    embeddings: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def model(self) -> str | None:
        """The model that was recorded; None where all is written by hand."""
        return next((entry.request["model"] for entry in self.entries if entry.request), None)

    def add(self, entry: Entry) -> None:
        """Take in a recorded entry, instead of an earlier one of the same request.

        One that says the same keeps the pieces it had: how a reply arrived is no change to review.
        """
        for at, old in enumerate(self.entries):
            if old.request == entry.request:
                same = (old.reply, old.stopped, old.cut) == (entry.reply, entry.stopped, entry.cut)
                self.entries[at] = replace(entry, pieces=old.pieces) if same else entry
                return
        self.entries.append(entry)


def load(path: Path) -> Tape:
    """Read a tape.

    Raises:
        TapeUnreadable: it is missing or not a tape; the message names the place.
    """
    import yaml

    try:
        content = _parsed(path.read_text(encoding="utf-8"))
    except OSError as exc:
        message = f"cannot read the tape {path}: {exc.strerror or exc}"
        raise TapeUnreadable(message) from exc
    except (yaml.YAMLError, ValueError) as exc:
        message = f"the tape {path} is not YAML: {' '.join(str(exc).split())}"
        raise TapeUnreadable(message) from exc
    if not isinstance(content, dict) or content.get("version") != VERSION:
        message = f"{path} is not a tape: it does not begin with “version: {VERSION}”"
        raise TapeUnreadable(message)
    _check_keys(path, content, ("version", "entries", "embeddings"), "")
    entries = [_entry(path, _checked(path, item, _ENTRY_KEYS)) for item in _list(path, content, "entries")]
    vectors = [_checked(path, item, _EMBEDDING_KEYS) for item in _list(path, content, "embeddings")]
    if any(len(item) < len(_EMBEDDING_KEYS) for item in vectors):
        message = f"the tape {path} is damaged: an embedding lacks its text or its vector"
        raise TapeUnreadable(message)
    return Tape(path, entries, {(item["embedder"], item["text"]): item["vector"] for item in vectors})


def save(tape: Tape) -> None:
    """Write a tape, whole or not at all.

    Raises:
        TapeNotWritable: it cannot be written.
    """
    content: dict[str, Any] = {"version": VERSION, "entries": [_plain(entry) for entry in tape.entries]}
    if tape.embeddings:
        content["embeddings"] = [
            {"embedder": embedder, "text": text, "vector": vector}
            for (embedder, text), vector in tape.embeddings.items()
        ]
    text = _dump(content)
    path = tape.path.resolve()
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            unfinished.write_text(text, encoding="utf-8", newline="")
            os.replace(unfinished, path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
    except OSError as exc:
        message = f"cannot save the tape {tape.path}: {exc.strerror or exc}"
        raise TapeNotWritable(message) from exc


def _parsed(text: str) -> Any:
    """YAML as plain data; read again by the slower reader what the faster one does not take: half surrogates."""
    import yaml

    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, fast)  # noqa: S506 – safe, whichever it is
    except yaml.YAMLError:
        return yaml.load(text, yaml.SafeLoader)


def _entry(path: Path, item: dict[str, Any]) -> Entry:
    ask, reply, pieces, request = item["ask"], item.get("reply", ""), item.get("pieces", []), item.get("request")
    usage = item.get("usage", {})
    _check_keys(path, usage, ("prompt_tokens", "completion_tokens"), f" in the usage of “{ask}”")
    if not all(type(count) is int for count in (*pieces, *usage.values())):
        message = f"the tape {path} has a wrong value in the entry “{ask}”: only whole numbers count"
        raise TapeUnreadable(message)
    if pieces and (min(pieces) < 0 or sum(pieces) != len(reply)):
        message = f"the tape {path} is damaged: the pieces of “{ask}” do not add up to its reply"
        raise TapeUnreadable(message)
    if request is not None and not _is_request(request):
        message = f"the tape {path} is damaged: the request of “{ask}” lacks its purpose, its model or its messages"
        raise TapeUnreadable(message)
    if "reply" not in item:
        message = f"the tape {path} is incomplete: the entry “{ask}” has no reply"
        raise TapeUnreadable(message)
    return Entry(
        ask,
        reply,
        item.get("rewritten"),
        request,
        tuple(pieces),
        Usage(**usage),
        item.get("stopped"),
        item.get("cut"),
        item.get("purpose"),
    )


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


def _plain(entry: Entry) -> dict[str, Any]:
    """An entry as YAML, without what is not set."""
    usage = {
        "prompt_tokens": entry.usage.prompt_tokens,
        "completion_tokens": entry.usage.completion_tokens,
    }
    everything = {
        "ask": entry.ask,
        "purpose": entry.purpose,
        "rewritten": entry.rewritten,
        "reply": entry.reply,
        "pieces": list(entry.pieces) or None,
        "usage": usage if any(usage.values()) else None,
        "stopped": entry.stopped,
        "cut": entry.cut,
        "request": entry.request,
    }
    return {key: value for key, value in everything.items() if value is not None}


def _list(path: Path, content: dict[str, Any], key: str) -> list[Any]:
    items = content.get(key) or []
    if not isinstance(items, list):
        message = f"the tape {path} is damaged: “{key}” is not a list"
        raise TapeUnreadable(message)
    return items


def _checked(path: Path, item: Any, keys: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    """An item of a tape whose keys are known and whose values have the right types."""
    first = next(iter(keys))
    if not isinstance(item, dict) or not isinstance(item.get(first), str):
        message = f"the tape {path} has an entry without “{first}”: {str(item)[:80]}"
        raise TapeUnreadable(message)
    _check_keys(path, item, keys, f" in the entry “{item[first]}”")
    for key, value in item.items():
        if not isinstance(value, keys[key]):
            message = f"the tape {path} has a wrong value in the entry “{item[first]}”: {key}"
            raise TapeUnreadable(message)
    return item


def _check_keys(path: Path, item: dict[Any, Any], known: Collection[str], where: str) -> None:
    for key in item:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            suggestion = f"; did you mean “{near[0]}”?" if near else ""
            message = f"the tape {path} has an unknown key{where}: {key}{suggestion}"
            raise TapeUnreadable(message, hint=f"Keys that can stand here are: {', '.join(known)}")


def _dump(content: dict[str, Any]) -> str:
    """YAML that a person can read: block text, keys in our order, lists of numbers on few lines."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes text of several lines as a block, and lists of numbers in a row."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 – the name is inherited
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if _FRAGILE.search(value) else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
        in_a_row = all(isinstance(item, int) for item in value)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=in_a_row)

    Dumper.add_representer(str, text)
    Dumper.add_representer(list, sequence)
    return yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
