"""Lines of a terminal that end between words."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_EAST_ASIAN = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
_PIECE = re.compile(
    r"(?P<end>\n)|(?P<gap>[ \t]+)|(?P<code>\x1b(?:\[[\d;]*m|\]8;[^\x1b]*\x1b\\))"
    rf"|(?P<sign>[{_EAST_ASIAN}])|(?P<word>[^ \t\n\x1b{_EAST_ASIAN}]+|\x1b)"
)
"""Each East Asian sign may begin a line, as a word may."""
_MARKER = re.compile(r"[>*•!✓–-]|\d{1,3}[.)]|\[\d+\]")
"""What a line may begin with, behind which its other lines begin, too."""
_APART = 2
"""White space, in a line that begins with some, behind which a column begins."""
_NO_WIDTH = {"Mn", "Me", "Cf"}
_DEEPEST = 3
"""No line begins further right than this part of the width."""


class Wrapped:
    """Writes to a terminal, and begins a new line before a word for which there is no room.

    A word is written when it has ended; what is written last must end with a line end.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._begin_line()

    def write(self, text: str) -> None:
        for piece in _PIECE.finditer(text):
            if piece["sign"]:
                self._end_word()
                self._may_break = True
            if piece["word"] or piece["sign"] or piece["code"]:
                self._word += piece[0]
                self._plain += "" if piece["code"] else piece[0]
                continue
            self._end_word()
            if piece["end"]:
                self._out.write("\n")
                self._begin_line()
            else:
                self._gap += piece[0]
                self._may_break = True

    def flush(self) -> None:
        """Show what was written, but for the beginning of a word."""
        if self._plain and not self._plain[-1].isalnum():
            self._end_word()
        self._out.flush()

    def _begin_line(self) -> None:
        self._word = self._plain = self._gap = ""
        self._column = self._indent = 0
        self._may_break = self._is_apart = False
        self._is_marked = True

    def _end_word(self) -> None:
        """Write the word under way, on the next line if need be."""
        if not self._word:
            return
        columns, width = self._columns(), _width(self._plain)
        indent = min(self._indent, columns // _DEEPEST)
        start = len((" " * self._column + self._gap).expandtabs())
        if self._may_break and start + width > columns >= indent + width and self._column and width:
            start = indent
            self._out.write("\n" + " " * start)
        else:
            self._out.write(self._gap)
        if self._plain:
            self._set_indent(start)
        self._out.write(self._word)
        end = start + width
        self._column = end if end <= columns else end % columns  # the terminal has begun new lines itself
        self._word = self._plain = self._gap = ""
        self._may_break = False

    def _set_indent(self, start: int) -> None:
        """Let the next lines begin where the first word does, or the word behind a marker, or the next column."""
        if self._is_marked:
            self._is_marked = _MARKER.fullmatch(self._plain) is not None
            self._is_apart = start > 0 and not self._column
            self._indent = start
        elif self._is_apart and len(self._gap) >= _APART:
            self._indent, self._is_apart = start, False

    def _columns(self) -> int:
        try:
            columns = os.get_terminal_size(self._out.fileno()).columns
        except OSError:  # it is no terminal
            columns = 0
        return columns or shutil.get_terminal_size().columns  # a terminal may not know how wide it is


def _width(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    shown = [character for character in text if unicodedata.category(character) not in _NO_WIDTH]
    return len(shown) + sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in shown)
