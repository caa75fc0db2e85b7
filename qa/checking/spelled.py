"""Numbers in words, in any language that text2num reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+|[^\w\s]|\d+|_")


class _Token:
    """A word as text2num wants it."""

    def __init__(self, match: re.Match[str]) -> None:
        self.start, self.end = match.span()
        word = match[0]
        self.word = word if word == "-" or (word.isalpha() and len(word) > 1) else ","

    def text(self) -> str:
        return self.word

    def nt_separated(self, _previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


class Spelled(NamedTuple):
    """A number in words, between two words of a text."""

    first: _Token
    last: _Token
    value: float
    is_ordinal: bool


def spelled(text: str, language: str) -> Iterator[Spelled]:
    """The numbers that a text has in words of a language that text2num knows."""
    from text_to_num import find_numbers  # type: ignore[import-untyped, unused-ignore]

    tokens = [_Token(match) for match in _WORD.finditer(text)]
    for found in find_numbers(tokens, language, 0):
        yield Spelled(tokens[found.start], tokens[found.end - 1], found.value, found.is_ordinal)
