"""Lines of a terminal that end between words."""

from __future__ import annotations

import re
import shutil
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_PIECE = re.compile(
    r"(?P<end>\n)|(?P<gap>[ \t]+)|(?P<code>\x1b(?:\[[\d;]*m|\]8;.*?\x1b\\))|(?P<word>[^ \t\n\x1b]+|\x1b)"
)
_MARKER = re.compile(r"[>*•!✓-]|\d{1,3}[.)]|\[\d+\]|\d+")
"""What a line may begin with, behind which its other lines begin, too; a number alone only where it is indented."""
_NO_WIDTH = {"Mn", "Me", "Cf"}
_DEEPEST = 3
"""No line begins further right than this part of the width."""


class Wrapped:
    """Writes to a terminal, and begins a new line before a word for which there is no room.

    A word is written when it has ended; what is written last must end with a line end.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._word = self._plain = self._gap = ""
        self._column = self._indent = 0
        self._is_indented = False

    def write(self, text: str) -> None:
        for piece in _PIECE.finditer(text):
            if piece["word"] or piece["code"]:
                self._word += piece[0]
                self._plain += piece["word"] or ""
                continue
            self._end_word()
            if piece["end"]:
                self._out.write("\n")
                self._gap, self._column, self._indent, self._is_indented = "", 0, 0, False
            else:
                self._gap += piece[0]

    def flush(self) -> None:
        """Show what was written, but for the beginning of a word."""
        if self._plain and not self._plain[-1].isalnum():
            self._end_word()
        self._out.flush()

    def _end_word(self) -> None:
        """Write the word under way, on the next line if need be."""
        if not self._word:
            return
        columns, width = shutil.get_terminal_size().columns, _width(self._plain)
        start = len((" " * self._column + self._gap).expandtabs())
        if self._column and start + width > columns:
            start = min(self._indent, columns // _DEEPEST)
            self._out.write("\n" + " " * start)
        else:
            self._out.write(self._gap)
        if self._plain and not self._is_indented:
            self._indent = start
            self._is_indented = not _MARKER.fullmatch(self._plain) or (self._plain.isdecimal() and not start)
        self._out.write(self._word)
        self._column = start + width
        self._word = self._plain = self._gap = ""


def _width(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    shown = [character for character in text if unicodedata.category(character) not in _NO_WIDTH]
    return len(shown) + sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in shown)
