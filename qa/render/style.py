"""Colours of a terminal, by the codes of ECMA-48."""

from __future__ import annotations

BOLD, DIM, REVERSED = "1", "2", "7"
RED, GREEN, YELLOW, CYAN = "31", "32", "33", "36"
STRUCK_OUT, UNDERLINED = "9;31", "4;32"
"""With a colour, so that they differ where a terminal knows only one of both."""


def style(text: str, code: str) -> str:
    """A text in a style."""
    return f"\x1b[{code}m{text}\x1b[0m"
