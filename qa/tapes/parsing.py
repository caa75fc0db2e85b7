"""From the text of a tape to plain data, and where in it something stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT = re.compile(r" *#.*\n")


@dataclass(frozen=True, slots=True)
class Blocks:
    """A tape's text in parts, so that what does not change can be written back as it stands.

    Attributes:
        head: all before the first entry.
        margin: the white space before each entry.
        entries: the comments above each, and its text.
    """

    head: str
    margin: str
    entries: tuple[tuple[str, str], ...]


def parse(text: str) -> tuple[Any, list[int]]:
    """YAML as plain data, and where the items of `entries` begin.

    Built from the parser's events, in a quarter of the time of PyYAML's own constructor; what has anchors or tags,
    and half surrogates, which only the slower parser takes, is left to that.

    Raises:
        yaml.YAMLError, ValueError: it is not YAML.
    """
    import yaml

    try:
        return _built(text)
    except (yaml.YAMLError, _NotPlain):
        return yaml.load(text, yaml.SafeLoader), []


def blocks(text: str, starts: Sequence[int]) -> Blocks | None:
    """The parts of a text whose entries begin at `starts`; None where it is not written as a list of blocks."""
    lines = []
    tops = []
    margin = None
    for start in starts:
        dash = text.rfind("-", 0, start)
        line = text.rfind("\n", 0, dash) + 1
        if text[dash + 1 : start].strip() or text[line:dash].strip():
            return None
        if margin is None:
            margin = text[line:dash]
        if margin != text[line:dash]:
            return None
        lines.append(line)
        tops.append(_with_comments(text, line, len(margin)))
    if margin is None:
        return None
    ends = [*tops[1:], _end(text, lines[-1])]
    entries = tuple((text[a:b], text[b:c]) for a, b, c in zip(tops, lines, ends, strict=True))
    return Blocks(text[: tops[0]], margin, entries)


def place(text: str, steps: Sequence[str | int]) -> str:
    """Line and column, from 1, of what the steps (keys, and numbers of items) lead to, as far as they do."""
    import yaml

    node: Any = yaml.compose(text, yaml.SafeLoader)
    mark = node.start_mark
    for step in steps:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
            mark = node.start_mark
            continue
        found = [pair for pair in node.value if pair[0].value == step]
        if not found:
            break
        key, node = found[-1]
        mark = key.start_mark
    return f":{mark.line + 1}:{mark.column + 1}"


class _NotPlain(Exception):
    """There is more in a text than scalars, lists and mappings."""


def _built(text: str) -> tuple[Any, list[int]]:
    import yaml

    root: list[Any] = []
    open_: list[tuple[Any, list[Any]]] = [(root, [])]  # lists and mappings, and the key that waits for its value
    entries: Any = None
    starts: list[int] = []
    for event in _plain_events(text):
        if isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
            continue
        value = _value(event)
        holder, key = open_[-1]
        if isinstance(holder, list):
            if holder is entries:
                starts.append(event.start_mark.index)
            holder.append(value)
        elif key:
            if key == ["entries"] and holder is root[0]:
                entries = value
            name = key.pop()
            if name in holder:
                message = f"the key “{name}” is there twice, again before line {event.start_mark.line + 1}"
                raise ValueError(message)
            holder[name] = value
        elif isinstance(value, dict | list) or value == "<<":
            raise _NotPlain
        else:
            key.append(value)
        if isinstance(value, dict | list):
            open_.append((value, []))
    return (root[0] if root else None), starts


def _plain_events(text: str) -> Iterator[Any]:
    """The events of scalars and of the beginnings and ends of lists and mappings, if there is nothing else."""
    import yaml

    documents = 0
    for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1 or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _NotPlain
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            yield event


def _value(event: Any) -> Any:
    """What a scalar is, or an empty list or mapping to be filled."""
    import yaml

    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    text = event.value
    if not event.implicit[0]:  # in quotes, or a block
        return text
    if text.isascii() and text.isdecimal() and (text == "0" or text[0] != "0"):
        return int(text)
    for _, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], ()):
        if pattern.match(text):
            return yaml.safe_load(text)
    return text


def _with_comments(text: str, line: int, margin: int) -> int:
    """Where the comments begin that stand above the entry on a line, and no deeper than it."""
    found = line
    while line:
        above = text.rfind("\n", 0, line - 1) + 1
        written = text[above:line]
        if written.strip() and not (_COMMENT.fullmatch(written) and written.index("#") <= margin):
            break
        line = above
        if written.strip():
            found = line
    return found


def _end(text: str, start: int) -> int:
    """Where the last entry ends: at the next key of the tape, or with the text."""
    following = re.compile(r"^(?=[^\s#-])", re.MULTILINE).search(text, start + 1)
    return following.start() if following else len(text)
