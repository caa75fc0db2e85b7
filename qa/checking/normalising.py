"""A text with its numbers in one form of writing."""

from __future__ import annotations

import re

from qa.checking.implied import SMALL

FOLDED = str.maketrans("İıſ", "Iis")
"""Letters that an expression takes for others in either case, and that `str.lower` leaves apart."""
_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_AND_A_HALF = re.compile(r"\b(?:an?|one)\s(year|month|week|day|hour|mile)\sand\sa\shalf\b", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"\b({'|'.join(SMALL)})\s(?:in|out\sof)\s(?:every\s)?({'|'.join(SMALL)})\b(?!\s(?:or|to|and)\b)", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NUMBERING = re.compile(r"[\s>#*_•–-]*\(?\d{1,3}[.)][*_]*\s")


def unnumbered(text: str) -> str:
    """A statement without the number that it has in a list."""
    numbering = _NUMBERING.match(text)
    return text[numbering.end() :] if numbering else text


def plain_numbers(text: str, other: str = "") -> str:
    """The text without Markdown, with CO₂ as CO2, and "a year and a half" as 1.5 years.

    Where another text tells shares in percent, "four in five" is 80 percent.
    """
    text = text.translate(FOLDED)
    if _PERCENT.search(other):
        text = _OUT_OF.sub(lambda match: f"{100 * SMALL[match[1].lower()] / SMALL[match[2].lower()]:g} percent", text)
    return _AND_A_HALF.sub(r"1.5 \1s", _MARKUP.sub("", text).translate(_SUBSCRIPTS))
