"""Words of English text that say a number without being one: "both", "twice", "a decade", "World War II"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.units import ADDED, ALIASES, PERCENT, SPANS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.dates import Reading

_IMPLYING = {
    0: "no none zero nobody without never",
    1: "one single sole lone once",
    2: "both twice double doubled doubles doubling couple pair duo twin twins",
    3: "triple tripled triples tripling thrice trio triplets",
    4: "quadruple quadrupled quartet",
    5: "quintet",
    12: "dozen",
}
_NUMBERS = {word: value for value, words in _IMPLYING.items() for word in words.split()}
_IMPLIED = re.compile(
    rf"""\b(?:
    (?P<part>half|halves|halved|halving|quarter|third|fifth|tenth)\b
  | (?:one|1)\s(?:in|out\sof)\s(?:every\s)?(?P<in>\w{{1,9}})\b
  | (?<!once\s)(?<!twice\s)(?<!times\s)(?:an?|one|each|every|the|last|next|past|this)[\s-](?:(?:{ADDED})\s)?
    (?=(?P<single>[^\W\d_]+))
  | (?P<second>again|another|followed\sby)\b
  | (?P<first>first)\b
  | (?P<roman>(?-i:[IVX]{{2,6}}|V|X))\b
  | (?P<word>{"|".join(_NUMBERS)})\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
DENOMINATORS = {"hal": 2, "thi": 3, "qua": 4, "fou": 4, "fif": 5, "six": 6, "eig": 8, "ten": 10}
"""The first letters of a word for a part → how many of them are a whole."""
SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def implied(text: str) -> Iterator[tuple[str, list[Reading]]]:
    """The words, each with what it may be said for."""
    for match in _IMPLIED.finditer(text):
        if readings := _readings(match):
            yield match[0], readings


def parts(value: float) -> list[Reading]:
    """What a part of a whole may be called: so many hundredths, exactly or rounded, or as a number."""
    return [(PERCENT, value * 100), (PERCENT, round(value * 100)), ("", value)]


def _readings(match: re.Match[str]) -> list[Reading]:
    if word := match["roman"]:
        return [("", roman_value(word)), ("ordinal", roman_value(word))]
    if whole := match["in"]:
        value = int(whole) if whole.isdecimal() else SMALL.get(whole.lower(), 0)
        return [*parts(1 / value), ("", 1)] if value else []
    if word := match["part"]:
        return parts(1 / DENOMINATORS[word[:3].lower()])
    if word := match["single"]:
        spans: list[Reading] = [(name, factor) for name, factor in ALIASES.get(word.lower(), ()) if name in SPANS]
        return [*spans, ("", 1)] if match[0].lower().startswith("one") else spans
    if match["second"] or match["first"]:
        return [("ordinal", 2 if match["second"] else 1)]
    return [("", _NUMBERS[match["word"].lower()])]


def roman_value(word: str) -> int:
    """The value of a numeral of the letters I, V, X and L."""
    values = [_ROMAN[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
