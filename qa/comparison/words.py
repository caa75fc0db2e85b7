"""The difference between two texts, in words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?:\d[\d.,:]*\d|[\u3040-\u30ff\u3400-\u9fff]|\w+|[^\w\s])\s*")
"""A word, a number, a sign or, in scripts without spaces between words, a character; with the spaces behind it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, or one of them alone."""

    kind: Literal["same", "lost", "gained"]
    text: str


def difference(before: str, now: str) -> tuple[Piece, ...]:
    """What became of a text: the pieces but those gained make the one, the pieces but those lost the other."""
    return tuple(piece for piece in _pieces(_WORD.findall(before), _WORD.findall(now)) if piece.text)


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1."""
    return _matcher(_WORD.findall(one), _WORD.findall(other)).ratio()


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a1, a2, b1, b2 in _matcher(old, new).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[b1:b2]))
        else:
            yield Piece("lost", "".join(old[a1:a2]))
            yield Piece("gained", "".join(new[b1:b2]))


def _matcher(old: list[str], new: list[str]) -> difflib.SequenceMatcher[str]:
    """Of the words without the spaces behind them."""
    return difflib.SequenceMatcher(None, list(map(str.rstrip, old)), list(map(str.rstrip, new)), autojunk=False)
