"""From the text of a tape to plain data, and where in it something stands."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.tapes.content import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COMMENT = re.compile(r" *#.*\n")
_ENTRIES = re.compile(r"^entries:", re.MULTILINE)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_NO_LIST = re.compile(r"[^\S\n]*\[\s*\]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a tape is written, apart from its entries.

    Attributes:
        head: all before the first entry.
        margin: the white space before each entry.
        newline: how the lines end.
    """

    head: str = f"version: {VERSION}\nentries:\n"
    margin: str = ""
    newline: str = "\n"


def parse(text: str) -> tuple[Any, list[int]]:
    """YAML as plain data, and where the items of `entries` begin; no places where there are anchors or tags.

    Raises:
        yaml.YAMLError, ValueError: it is not YAML.
    """
    import yaml

    try:
        return _built(text)
    except _NotPlain:
        return yaml.load(text, _loader(text)), []  # noqa: S506 – each of the two is safe


def blocks(text: str, starts: Sequence[int]) -> tuple[str, str, list[tuple[str, str]], str] | None:
    """A text in parts, so that what does not change can be written back as it stands.

    The head and the margin; for each entry the comments above it and its text; and the embeddings. None where the
    entries, which begin at `starts`, are not written as a list of blocks.
    """
    key = _ENTRIES.search(text)
    if not key:
        return None
    if not starts:
        none = _NO_LIST.match(text, key.end())
        bare = none.end() if none else key.end()
        end = _end(text, bare)
        return text[: key.end()] + text[bare:end], "", [], _embeddings(text[end:])
    lines = []
    tops = []
    margins = set()
    for start in starts:
        dash = text.rfind("-", key.end(), start)
        line = text.rfind("\n", 0, dash) + 1
        margin = text[line:dash]
        margins.add(margin)
        if dash < 0 or text[dash + 1 : start].strip() or margin.strip() or len(margins) > 1:
            return None
        lines.append(line)
        tops.append(_with_comments(text, line, len(margin)))
    end = _end(text, lines[-1])
    entries = [(text[a:b], text[b:c]) for a, b, c in zip(tops, lines, [*tops[1:], end], strict=True)]
    return text[: tops[0]], margin, entries, _embeddings(text[end:])


def place(text: str, steps: Sequence[str | int]) -> str:
    """Line and column, from 1, of what the steps (keys, and numbers of items) lead to, as far as they do."""
    import yaml

    node: Any = yaml.compose(text, _loader(text))
    mark = node.start_mark
    for step in steps:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
            mark = node.start_mark
            continue
        found = [pair for pair in node.value if pair[0].value.lower() == str(step).lower()]
        if not found:
            break
        key, node = found[-1]
        mark = key.start_mark
    return f":{mark.line + 1}:{mark.column + 1}"


class _NotPlain(Exception):
    """There is more in a text than scalars, lists and mappings."""


def _loader(text: str) -> Any:
    """The fast parser, but for what it does not take."""
    import yaml

    return yaml.SafeLoader if _HALF.search(text) else getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _built(text: str) -> tuple[Any, list[int]]:
    """Plain data from a parser's events, in a quarter of the time of PyYAML's own constructor."""
    import yaml

    builder = _Builder(_loader(text)(text).get_event)
    builder.next_event()
    if type(builder.next_event()) is yaml.StreamEndEvent:
        return None, []
    root = builder.value(builder.next_event())
    builder.next_event()
    if type(builder.next_event()) is not yaml.StreamEndEvent:
        raise _NotPlain
    entries = root.get("entries") if isinstance(root, dict) else None
    return root, builder.starts.get(id(entries), [])


class _Builder:
    """Makes plain data of events.

    Attributes:
        starts: where the items of each list begin, by the list's identity.
    """

    def __init__(self, next_event: Callable[[], Any]) -> None:
        import yaml

        self.next_event = next_event
        self.starts: dict[int, list[int]] = {}
        self._kinds = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._list,
            yaml.MappingStartEvent: self._mapping,
        }
        self._ends = yaml.SequenceEndEvent, yaml.MappingEndEvent
        self._resolvers = yaml.SafeLoader.yaml_implicit_resolvers

    def value(self, event: Any) -> Any:
        """What begins with an event."""
        make = self._kinds.get(type(event))
        if make is None or event.anchor or event.tag:
            raise _NotPlain
        return make(event)

    def _list(self, _: Any) -> list[Any]:
        found: list[Any] = []
        starts = self.starts[id(found)] = []
        end, _ = self._ends
        while type(event := self.next_event()) is not end:
            starts.append(event.start_mark.index)
            found.append(self.value(event))
        return found

    def _mapping(self, _: Any) -> dict[Any, Any]:
        import yaml

        found: dict[Any, Any] = {}
        _, end = self._ends
        while type(event := self.next_event()) is not end:
            key = self.value(event)
            if isinstance(key, dict | list) or key == "<<":
                raise _NotPlain
            if key in found:
                message = f"the key “{key}” is there twice"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)
            found[key] = self.value(self.next_event())
        return found

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if not event.implicit[0]:  # in quotes, or a block
            return text
        if text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0"):
            return int(text)
        for _, pattern in self._resolvers.get(text[:1], ()):
            if pattern.match(text):
                return _resolved(text, event.start_mark)
        return text


def _resolved(text: str, mark: Any) -> Any:
    """What YAML makes of a word or a number without quotes that is no text."""
    import yaml

    try:
        return _loaded(text)
    except (yaml.YAMLError, ValueError) as exc:  # a date that is none
        message = f"put it in quotes: {text}"
        raise yaml.MarkedYAMLError(problem=message, problem_mark=mark) from exc


@functools.lru_cache
def _loaded(text: str) -> Any:
    import yaml

    return yaml.safe_load(text)


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


def _embeddings(rest: str) -> str:
    return rest if rest.startswith("embeddings:") else ""


def _end(text: str, start: int) -> int:
    """Where the last entry ends: at the next key of the tape, or with the text."""
    following = re.compile(r"^(?=[^\s#-])", re.MULTILINE).search(text, start + 1)
    return following.start() if following else len(text)
