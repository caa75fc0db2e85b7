"""The language of a text, as far as cutting it into sentences depends on it."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from pathlib import Path

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 5_000
"""Characters at the beginning of a text that tell its language."""
_FEWEST = 2
"""Small words of a language that tell that a text is in it."""


def language_of(text: str, default: str = ENGLISH) -> str:
    """The ISO 639-1 code of the language whose small words a text has most; the default where it has hardly any."""
    known = _small_words()
    counts = Counter(code for word in _WORD.findall(text[:_LOOKED_AT].lower()) for code in known.get(word, ()))
    code = max(counts, key=lambda code: (counts[code], code == ENGLISH), default=default)
    return code if counts[code] >= _FEWEST else default


@functools.cache
def _small_words() -> dict[str, list[str]]:
    """The languages that have a word."""
    codes: dict[str, list[str]] = defaultdict(list)
    code = ENGLISH
    for line in Path(__file__).with_name("languages.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            begun, colon, words = line.rpartition(":")
            code = begun if colon else code
            for word in words.split():
                codes[word].append(code)
    return dict(codes)
