"""What stands beside numbers in other languages than English: scales, units, names of months; and the dates with them.

The words are in `foreign.txt`.
"""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from qa.checking.dates import MONTH_NUMBERS, Date, Moment, moments
from qa.checking.numerals import SCALES
from qa.checking.units import ALIASES
from qa.checking.wording import lists_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_T = TypeVar("_T")
_WORD = re.compile(r"[^\W\d_]+")
_CJK_DATE = re.compile(r"(?:(?<!\d)(\d{4})\s?[年년]\s?)?(?<!\d)(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])"
    r"(?:\s?h\s?(?P<minute>[0-5]\d)|[.:](?P<sixtieth>[0-5]\d)\s?(?:Uhr|h)|(?P<whole>\s?(?:Uhr|h|heures|ore)))\b"
)
_NO_YEAR = re.compile(r"(?<![\d.,/])(\d{1,2})[./]\s?(\d{1,2})(?!\d|[.,/:]\d)")


@functools.lru_cache(maxsize=64)
def moments_in(text: str) -> tuple[Moment, ...]:
    """The dates of a text, but for those in digits without a year, and its times with minutes."""
    found = []
    for match in _named_days().finditer(text):
        month = match["month"] or match["alone"]
        year = int(match["year"] or match["of"] or 0)
        dates = tuple(Date(year, number, int(match["day"] or 0)) for number in _months()[month.lower()])
        found.append(Moment(match.start("day") if match["day"] else match.start(), match.end(), "date", dates))
    for match in _CJK_DATE.finditer(text):
        year, number, day = (int(part or 0) for part in match.groups())
        found.append(Moment(match.start(), match.end(), "date", (Date(year, number, day),)))
    found += [
        Moment(match.start(), match.end(), "time", (60.0 * int(match["hour"]) + int(minute),))
        for match in _CLOCK.finditer(text)
        if (minute := match["minute"] or match["sixtieth"])
    ]
    rest = text
    for moment in found:
        rest = rest[: moment.start] + " " * (moment.end - moment.start) + rest[moment.end :]
    return (*found, *(moment for moment in moments(rest) if moment.unit in {"date", "time"}))


def other_moments(text: str) -> Iterator[Moment]:
    """What may be a date in digits without a year, as "15.09." and "8/4" with the day first, or a whole hour."""
    for match in _NO_YEAR.finditer(text):
        yield Moment(match.start(), match.end(), "date", (Date(0, int(match[2]), int(match[1])),))
    for match in _CLOCK.finditer(text):
        if match["whole"]:
            yield Moment(match.start(), match.end(), "time", (60.0 * int(match["hour"]),))


def dates_in(text: str) -> list[Date]:
    """The dates of a text, both ends of "4. bis 6. März", and the months that it names without a day."""
    found = [*moments_in(text), *other_moments(text)]
    dates = [date for moment in found for date in moment.readings if isinstance(date, Date)]
    for match in _named_days().finditer(text):
        if match["first"]:
            dates += [Date(0, month, int(match["first"])) for month in _months()[match["month"].lower()]]
    return dates + [Date(0, month, 0) for word in _WORD.findall(text.lower()) for month in _months().get(word, ())]


def times_in(text: str) -> set[float]:
    """The times of a text, those without minutes among them, in minutes after midnight."""
    found = (*moments_in(text), *other_moments(text))
    return {value for moment in found for value in moment.readings if not isinstance(value, Date)}


def is_beside_number(word: str) -> bool:
    """Whether a word, in small letters, is one for a scale, a month or a unit."""
    return word in scales() or word in _months() or word in units()


@functools.cache
def scales() -> dict[str, list[float]]:
    """Words that multiply a number, English ones among them, each with the factors that it may stand for."""
    english = {**SCALES, "bn": 1e9, "mn": 1e6, "tn": 1e12}
    return _by_word({**SCALES, "ten thousand": 1e4, "hundred million": 1e8}, english)


@functools.cache
def units() -> dict[str, tuple[tuple[str, float], ...]]:
    """Words and signs for units, English ones among them, as in `units.ALIASES`."""
    found = _by_word(ALIASES, ALIASES)
    return {word: tuple(unit for some in meanings for unit in some) for word, meanings in found.items()}


@functools.cache
def number_words() -> dict[str, list[float]]:
    """Numbers in words of the languages that text2num does not read."""
    return _by_word({name: float(name) for name in _words_for() if name.isdecimal()})


@functools.cache
def about() -> frozenset[str]:
    """Words that tell that a number is rounded."""
    return frozenset(_words_for()["about"])


@functools.cache
def _months() -> dict[str, list[int]]:
    names = {name: MONTH_NUMBERS.get(name[:3].lower(), 0) for name in _words_for() if name[0].isupper()}
    return _by_word({name: number for name, number in names.items() if number})


@functools.cache
def _named_days() -> re.Pattern[str]:
    """A day with the name of its month, or a month with its year."""
    month = "|".join(map(re.escape, sorted(_months(), key=len, reverse=True)))
    return re.compile(
        rf"""(?<![^\W_])(?:
          (?:(?P<first>\d{{1,2}})\W{{1,2}}(?:[^\W\d_]{{1,3}}\W){{0,2}})?(?P<day>\d{{1,2}})(?:[.º°]|er|re)?\s(?:de\s)?
          (?P<month>{month})(?![^\W_])\.?(?:\s(?:de\s)?(?P<year>[12]\d{{3}})\b)?
        | (?P<alone>{month})\s(?:de\s)?(?P<of>[12]\d{{3}})\b
        )""",
        re.VERBOSE | re.IGNORECASE,
    )


def _by_word(values: dict[str, _T], english: Mapping[str, _T] = MappingProxyType({})) -> dict[str, list[_T]]:
    """What the words of other languages may mean, for some English words with their values; and English words."""
    meanings = {word: [value] for word, value in english.items()}
    for name, value in values.items():
        for word in _words_for().get(name, ()):
            meanings.setdefault(word, []).append(value)
    return meanings


@functools.cache
def _words_for() -> dict[str, tuple[str, ...]]:
    """English words, each with those of other languages."""
    lists = lists_in(__file__, "foreign.txt")
    return {name: tuple(word.replace("-", " ") for word in words.split()) for name, words in lists.items()}
