"""Numbers in English text, in digits and in words, with their scale and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa.checking.dates import clock
from qa.checking.implied import DENOMINATORS, parts
from qa.checking.spelled import spelled
from qa.checking.units import AMOUNT, NOT_COUNTED, NOT_MEASURES, PREFIX, UNIT, currencies, unit_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.dates import Reading


@dataclass(slots=True)
class Number:
    """A number found in a text.

    Attributes:
        value: of its digits or words, before scale and unit.
        scale: what "million" and the like multiply it by.
        readings: what it may mean: units, each with how many of it.
        measured: whether it has a unit of its own.
        prefixed: whether that is a currency before it.
        implied: whether it need not be checked.
    """

    start: int
    end: int
    value: float
    readings: list[Reading] = field(default_factory=list)
    scale: float = 1
    measured: bool = False
    prefixed: bool = False
    implied: bool = False

    def share(self, other: Number) -> None:
        """Add the readings that this has with the scale and unit of another one."""
        amount = other.value * other.scale
        shared = [
            (unit, self.value * scale * value / amount)
            for unit, value in other.readings
            if unit not in NOT_MEASURES and isinstance(value, float | int) and amount
            if unit == self.readings[0][0] or not self.measured
            for scale in (self.scale, other.scale if self.scale == 1 else self.scale)
        ]
        self.readings = list(dict.fromkeys([*self.readings, *shared]))


_QUARTER = re.compile(r"Q([1-4])")
"""Of a year: the third quarter."""
_NUMERAL = (
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
    r"|\d+(?:,(?:\d{1,2}|\d{4,})(?!\d|,\d)|\.\d+)?"
)
_PARTS = "third|quarter|fourth|fifth|sixth|eighth|tenth"
_SPELLED = (
    r"(?:a\s|one\s|one-|in\s)?half\b(?=\s(?:of|the|an?|its|their|his|her|all|as|that|this|these|those)\b)"
    rf"|(?:a|one|in)[\s-]half\b|one-(?:{_PARTS})\b|(?:an?|one)\s(?:{_PARTS})(?=\sof\b|\s(?:million|billion)\b)"
    r"|(?:two|three|four|five|seven|nine)[\s-](?:thirds|quarters|fourths|fifths|sixths|eighths|tenths)\b"
)
_NOT_A_NAME = (
    r"(?:mid|pre|post|early|late|under|over|no|non|age|to|than|Rs|approx|p|pp|ca?)[-.]?\d"
    r"|[A-Z]{0,2}(?:USD|EUR|GBP|JPY|CNY|INR|CHF|SEK|NOK|DKK|PLN|kr)\d"
)
_SCAN = re.compile(
    rf"""(?<![^\W_])(?:
    (?P<skipped>(?:https?://|www\.)\S+)
  | (?P<years>(?P<from>[12]\d{{3}})[-–—/](?P<to>\d\d)(?![\w-]))
  | (?P<name>\d+(?:\.\d+){{2,}}(?!\d)
      |(?!(?i:{_NOT_A_NAME}))[^\W\d_]+(?:(?<=[^\Wa-z\d_])[-‐‑])?\d\w*(?:[-‐‑.]\d\w*)*)
  | (?P<dozen>(?i:another|a)\s(?i:dozen)\b)
  | (?P<spelled>(?i:{_SPELLED}))
  | (?P<above>\d{{1,9}})/(?P<under>[1-9]\d{{0,8}})(?![\d/])
  | (?P<prefix>{PREFIX})?(?P<numeral>{_NUMERAL})(?P<vulgar>[½¼¾⅓⅔])?
      (?:(?P<ordinal>(?i:st|nd|rd|th)\b)|(?P<decade>['’]?s\b))?
  | (?P<bare>[½¼¾⅓⅔])
    )""",
    re.VERBOSE,
)
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}
_NUMERATORS = {"a": 1, "an": 1, "in": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
_SMALL_HOURS = (12, 1, 2, 3, 4)
"""Of which one says that they are "at night"."""
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12,
    "lakh": 1e5,
    "crore": 1e7,
}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12}
_SCALE = re.compile(rf"[\s-](?P<scale>{'|'.join(SCALES)})\b", re.IGNORECASE)
_SHORT_SCALE = re.compile(r"\s?(?P<scale>bn|mn|mln|tn)\b|(?P<attached>[kmb])\b|\s?(?P<money>[kmbt])\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\sand\sa\s(half|quarter)\b")
_PART_OF = re.compile(r"\s(?:of\s)?(?:an?\s|the\s)?(?=\w)")
_OLD = re.compile(r"[\s-](?:old|olds|of\sage)\b")
_CLOCK = re.compile(r"\s?(?:(?P<half>[ap])(?:m\b|\.\s?m\b\.?)|o['’]clock\b)", re.IGNORECASE)
_PART_OF_DAY = re.compile(
    r"(?:\so['’]clock)?\s(?:in\sthe\s(?P<part>morning|afternoon|evening)|at\snight)\b(?!\s(?!and\b|or\b|to\b)[a-z])"
)
_ARTICLE = re.compile(r"\b(?:an?|another)\s$", re.IGNORECASE)
_ONE_WORD = re.compile(r"\s(?!and\b|or\b|to\b|of\b|in\b|per\b|out\b)[^\W\d_]+(?=[\s-])")

_NO_ORDINAL = re.compile(r"(?:\b(?:per|each|every|split|a\sfew)|/)\s?$", re.IGNORECASE)
_NO_RANK = re.compile(r"-?\s?(?:hand|guess\w*|part(?:y|ies)|rate)\b", re.IGNORECASE)
"""As in "second-hand" and "third party"."""
_VAGUE = re.compile(r"\b(?:several|few|many|couple(?:\sof)?|some|tens\sof|hundreds\sof)\s$", re.IGNORECASE)
_BETWEEN = re.compile(r"(\bbetween(?:\s(?!and\b)\w+){1,4}\s)and\b(?!(?:\s\w+){1,4}\sand\b)", re.IGNORECASE)
"""Here the "and" is no part of a number; what replaces it is as long."""
_NAME_END = re.compile(r"\w+")
_MARKS = " -*•–—"
_REACH = 20
_MOST = 1e15
_LONGEST = 40
"""Digits of a longer number are compared one by one."""


def numerals(text: str) -> list[Number]:
    """The numbers of a text in order, names with digits among them."""
    rest = text
    found: list[Number] = []
    for match in _SCAN.finditer(text):
        if match["skipped"] or match["name"]:
            rest = rest[: match.start()] + "\0" * (match.end() - match.start()) + rest[match.end() :]
        found += _in_digits(text, match)
    found += _in_words(rest)
    found.sort(key=lambda number: (number.start, -number.end))
    apart: list[Number] = []
    for number in found:
        if not apart or number.start >= apart[-1].end:
            apart.append(number)
    return apart


def value_of(numeral: str) -> float:
    """The value of an English numeral; a comma that three digits do not follow is a decimal comma."""
    plain = re.sub(r"[ \u00a0\u2009\u202f'’]|,(?=\d{3}(?!\d))", "", numeral)
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    return float(plain.replace(",", "."))


def _in_digits(text: str, match: re.Match[str]) -> Iterator[Number]:
    start, end = match.span()
    if match["skipped"]:
        return
    if match["years"]:
        first, short = int(match["from"]), int(match["to"])
        last = first // 100 * 100 + short + (0 if short >= first % 100 else 100)
        yield Number(start, start + 4, first, [("", first)])
        yield Number(end - 2, end, last, [("", last), ("", short)])
    elif match["name"]:
        quarter = _QUARTER.fullmatch(match["name"])
        yield Number(start, end, 0, [("ordinal", int(quarter[1])) if quarter else ("name", match["name"])])
    elif match["spelled"]:
        words = re.split(r"[\s-]", match["spelled"].lower())
        yield _fraction(text, start, end, _NUMERATORS.get(words[0], 1) / DENOMINATORS[words[-1][:3]])
    elif match["dozen"]:
        yield _grown(text, Number(start, end, 12))
    elif match["under"]:
        yield _fraction(text, start, end, int(match["above"]) / int(match["under"]))
    elif match["bare"]:
        yield _fraction(text, start, end, _VULGAR[match["bare"]])
    else:
        yield _numeral(text, match)


def _numeral(text: str, match: re.Match[str]) -> Number:
    start, end = match.span()
    if len(match["numeral"]) > _LONGEST:
        return Number(start, end, 0, [("name", match["numeral"])])
    value = value_of(match["numeral"]) + _VULGAR.get(match["vulgar"], 0)
    if match["ordinal"]:
        return Number(start, end, value, [("ordinal", value)])
    if match["decade"] and len(match["numeral"]) in {2, 4}:
        return Number(start, end, value, [("decade", value)])
    number = _grown(text, Number(start, end, value), match["prefix"] or "")
    number.implied = text[start - 1 : start] in {"'", "’"}  # ’63 is a year of any century
    if text[number.end : number.end + 1].isalpha() and (name := _NAME_END.match(text, number.end)):
        if name[0] == "x":
            return number
        return Number(start, name.end(), 0, [("name", text[start : name.end()])])
    return number


def _fraction(text: str, start: int, end: int, value: float) -> Number:
    """A part of a whole, which is as many hundredths; or of a million, or of an hour."""
    number = Number(start, end, value)
    rest = _PART_OF.match(text, end)
    if rest and _SCALE.match(text, rest.end() - 1):
        number.end = rest.end() - 1
        return _grown(text, number)
    number.readings = parts(value)
    number.measured = True
    if unit := UNIT.match(text, rest.end() - 1 if rest else end):
        number.readings += [(name, value * factor) for name, factor in unit_named(unit["unit"])]
    return number


def _in_words(text: str) -> Iterator[Number]:
    year: Number | None = None
    for found in spelled(_BETWEEN.sub(r"\1,,,", text), "en"):
        first, last = found.first, found.last
        before = text[max(0, first.start - _REACH) : first.start]
        scaled = first.word.lower() in SCALES
        if last.word[-1] in "sS" or (scaled and _VAGUE.search(before)):
            continue  # "hundreds" and "a few hundred" say no number
        article = _ARTICLE.search(before) if scaled else None
        number = Number(first.start - (len(article[0]) if article else 0), last.end, found.value)
        if found.is_ordinal:
            if found.value > 1 and not (_NO_ORDINAL.search(before) or _NO_RANK.match(text, last.end)):
                number.readings = [("ordinal", found.value)]
                number.implied = text[last.end : last.end + 1] == "," and not before.strip(_MARKS)
                yield number
        elif year and number.start == year.end + 1 and 10 <= found.value < 100:  # noqa: PLR2004
            value = year.value * 100 + found.value
            yield Number(year.start, number.end, value, [("", value)])
        else:
            _grown(text, number)
            if number.measured or found.value != 1 or number.scale != 1:
                yield number
        century = 13 <= found.value <= 20 and number.end == last.end  # noqa: PLR2004
        year = number if century and not found.is_ordinal else None


def _grown(text: str, number: Number, prefix: str = "") -> Number:
    """The number with the scale and unit that follow it."""
    if half := _AND_A_HALF.match(text, number.end):
        number.value += 0.5 if half[1] == "half" else 0.25
        number.end = half.end()
    while number.scale < _MOST and (scale := _SCALE.match(text, number.end)):
        number.scale *= SCALES[scale["scale"].lower()]
        number.end = scale.end()
    short = _SHORT_SCALE.match(text, number.end) if number.scale == 1 else None
    if short and (prefix or not short["money"]):
        number.scale = _SHORT_SCALES[short[0].strip().lower()]
        number.end = short.end()
    amount = number.value * number.scale
    number.readings = [(unit, amount * factor) for unit, factor in currencies(prefix) or (("", 1),)]
    number.measured = number.prefixed = bool(prefix)
    if not prefix:
        _measure(text, number, amount)
    if short and short[0] in {"m", "M"} and not number.measured:
        number.readings.append(("metre", number.value))
    return number


def _measure(text: str, number: Number, amount: float) -> None:
    """Read the unit after a number; one that a single word separates is only a possibility."""
    if (part := _PART_OF_DAY.match(text, number.end)) and 1 <= amount <= 12:  # noqa: PLR2004
        half = "a" if part["part"] == "morning" or (not part["part"] and amount in _SMALL_HOURS) else "p"
        number.readings = [("time", minutes) for minutes in clock(int(amount), 0, half)] + number.readings
        number.end, number.measured = part.end(), True
    elif (hour := _CLOCK.match(text, number.end)) and amount <= 24:  # noqa: PLR2004
        number.readings = [("time", minutes) for minutes in clock(int(amount), 0, hour["half"])]
        number.end, number.measured = hour.end(), True
    elif (unit := UNIT.match(text, number.end)) and (unit[0] != " second" or amount == 1):
        number.readings = [(name, amount * factor) for name, factor in unit_named(unit["unit"])]
        if not any(name in NOT_COUNTED for name, _ in number.readings):
            number.readings.append((AMOUNT, amount))
        number.end, number.measured = unit.end(), True
        if old := _OLD.match(text, number.end):
            number.readings.append(("", amount))
            number.end = old.end()
    elif (word := _ONE_WORD.match(text, number.end)) and (unit := UNIT.match(text, word.end())):
        number.readings += [(name, amount * factor) for name, factor in unit_named(unit["unit"])]
