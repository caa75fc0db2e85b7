"""The difference between a recorded request and another, in lines."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_LINES = 24
"""That are shown."""
_LONGEST_LINE = 240
_BEFORE = 60
"""Characters that are shown before the place from which on two long lines differ."""
_LABEL = re.compile(r"^user: \[s\d+\] ")


def distance(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> int:
    """How many parameters and lines of two requests differ."""
    names = (recorded.keys() | wanted) - {"messages"}
    parameters = len([name for name in names if recorded.get(name) != wanted.get(name)])
    old, new = (Counter(_LABEL.sub("", line) for line in _lines(request)) for request in (recorded, wanted))
    return parameters + (old - new).total() + (new - old).total()


def unified(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """A unified difference of the messages of two requests; nothing where they are the same.

    A sentence that only has another label counts as the same.
    """
    before, now = list(_lines(recorded)), list(_lines(wanted))
    old, new = ([_LABEL.sub("", line) for line in lines] for lines in (before, now))
    lines: list[str] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        lines.append(f"@@ -{i1 + 1},{i2 - i1} +{j1 + 1},{j2 - j1} @@")
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                lines += [f" {_cut(line)}" for line in now[b1:b2]]
            else:
                lines += _replaced(before[a1:a2], now[b1:b2])
    if lines:
        yield from ("--- recorded", "+++ now", *lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} more lines"


def _replaced(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Lines that went and lines that came in their place; long ones from shortly before they differ."""
    starts = [max(_common(*pair) - _BEFORE, 0) for pair in zip(before, now, strict=False)]
    return [
        sign + _cut(line, start)
        for sign, lines in (("-", before), ("+", now))
        for line, start in zip(lines, itertools.chain(starts, itertools.repeat(0)), strict=False)
    ]


def _common(one: str, other: str) -> int:
    """The number of characters that two texts both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))


def _cut(line: str, start: int = 0) -> str:
    """A line, or so much of a long one as is shown, from a place on."""
    if len(line) <= _LONGEST_LINE:
        return line
    end = start + _LONGEST_LINE
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _lines(request: Mapping[str, Any]) -> Iterator[str]:
    for message in request.get("messages", ()):
        yield from (f"{message['role']}: {line}" for line in message["content"].split("\n"))
