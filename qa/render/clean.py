"""Text that cannot act on a terminal, and paths as a person would write them."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line feed, marks that change the direction of writing, and half surrogates."""

_LINK = re.compile(r"[a-z][a-z\d+.-]{1,20}:(?=//)|\b(?:mailto:|www\.)(?=\S)", re.IGNORECASE)
"""Where an address begins that programs make a link of."""


def clean(text: str) -> str:
    """The text with each character that could act on a terminal shown as U+FFFD; line ends become plain."""
    return _ACTING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def unlinked(text: str, before: str = "") -> str:
    """The text with a gap in each address, so that no terminal and no Markdown reader makes a link of it.

    Args:
        before: what stands in front of the text, where an address may have begun.
    """
    known = {match.end() for match in _LINK.finditer(before)}
    begun = len(before)
    gaps = [max(match.end() - begun, 0) for match in _LINK.finditer(before + text) if match.end() not in known]
    edges = [0, *gaps, len(text)]
    return " ".join(text[start:end] for start, end in itertools.pairwise(edges))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def file_name(path: Path) -> str:
    """The path as a person would write it, with nothing in it that acts on a terminal or ends the line."""
    return clean(display(path)).replace("\n", "\ufffd")


def to_json(value: Any) -> str:
    """JSON on one line; characters that could act on a terminal are escaped, so that nothing is lost."""
    text = json.dumps(value, ensure_ascii=False)
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def display(path: Path) -> str:
    """A path relative to the working directory where it lies below that, else absolute."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
