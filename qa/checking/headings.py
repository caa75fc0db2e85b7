"""Headings: an item of a list, a row of a table or "Price: 12 euros" in a source is about what stands over it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Sentence

_FRAGMENT = re.compile(r"\s*(?:[-*+•|:]|\d{1,3}[.)]\s)|[^.!?\n]{1,40}:\s")
"""What a sentence begins with that says something only together with its heading."""
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_LINE_ABOVE = re.compile(r"^([^\n]{1,80})\n\Z", re.MULTILINE)
_BEFORE = 20_000
"""Code points before a sentence in which its headings are looked for."""


def over(sentence: Sentence) -> str:
    """The headings that a fragment stands under, the widest first, and for ": 24 months" the line above it."""
    if not _FRAGMENT.match(sentence.text):
        return ""
    before = sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.start]
    chain: dict[int, str] = {}
    for heading in _HEADING.finditer(before):
        level = len(heading[1])
        chain = {wider: text for wider, text in chain.items() if wider < level} | {level: heading[2]}
    term = _LINE_ABOVE.search(before) if sentence.text.startswith(":") else None
    return "\n".join([*chain.values(), *([term[1]] if term else [])])
