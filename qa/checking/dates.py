"""Dates, weekdays and times of day in English text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Date(NamedTuple):
    """A date as far as it is given; what is not given is 0."""

    year: int
    month: int
    day: int

    def agrees(self, cited: Date) -> bool:
        """Whether a cited date is this one, with all that is said here of its month and day."""
        same_year = not (self.year and cited.year) or self.year == cited.year
        return same_year and self.month == cited.month and self.day in {0, cited.day}


Reading = tuple[str, float | str | Date]
"""A unit and how many of it. The unit of what is counted is ""; "ordinal", "decade", "date", "weekday", "time" and
"name" (of F-16 and the like) are no measures."""


class Moment(NamedTuple):
    """What was found between two positions of a text: a day, a weekday (0 to 6) or minutes after midnight."""

    start: int
    end: int
    unit: str
    readings: tuple[Date | float, ...]


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_MONTHS, 1)}
"""By the first three letters of their names."""
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DAY_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_DAYS)}
_FULL = "|".join([*_MONTHS, *(name.upper() for name in _MONTHS)])
_MONTH = rf"(?:{_FULL}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|SEPT?)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d|\s?[ap]\.?m\b)\b"
_NO_COUNT = r"(?!\s(?!(?:and|as|at|by|for|from|in|of|on|or|to|when|where|with)\b)[a-z])"
_MORE_DAYS = rf"(?:(?:\s?[-–—]\s?|\s(?:to|through)\s){_DAY}|\sand\s{_DAY}{_NO_COUNT})?"
_LAST_CENTURY = 69
"""Of two digits for a year, from here on it is of the twentieth century, as in POSIX."""
_YEAR = r"[12]\d{3}(?![\d,]*,\d)\b"
_SHORT_DAY = "(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_CLEAR_MONTH = "|".join(name for name in _MONTHS if name not in {"May", "March"})

_PATTERN = re.compile(
    rf"""(?<![^\W_])(?:
    (?P<iso>[12]\d{{3}}-(?:1[0-2]|0[1-9])-(?:3[01]|[12]\d|0[1-9])(?!\d))
  | (?P<digits>\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:[12]\d)?\d\d(?![\d/]|[.-]\d))
  | (?P<md_month>{_MONTH})\s?(?P<md_days>{_DAY}{_MORE_DAYS})(?:,?\s(?P<md_year>{_YEAR}))?
  | (?:[Tt]he\s)?(?P<dm_days>{_DAY}{_MORE_DAYS})\s(?:of\s)?(?P<dm_month>{_MONTH})(?![^\W_])
      (?:,?\s(?P<dm_year>{_YEAR}))?
  | (?P<my_month>{_MONTH}),?\s(?:of\s)?(?P<my_year>{_YEAR})
  | (?P<month>(?:{_CLEAR_MONTH})|(?:(?<=\b[Ii]n\s)|(?<=\b[Ll]ast\s)|(?<=\b[Nn]ext\s)|(?<=\b[Ss]ince\s)
      |(?<=\b[Uu]ntil\s)|(?<=\b[Ee]arly\s)|(?<=\b[Ll]ate\s)|(?<=\b[Mm]id-)|(?<=\bof\s))(?:May|March))(?![^\W_])
  | (?P<weekday>(?:{"|".join(_DAYS)})s?|{_SHORT_DAY}(?=[.,]*\s(?:\d|{_MONTH})|\.?:|\.?\s?[-–]\s?{_SHORT_DAY}\b)
      |(?<=[-–]){_SHORT_DAY})(?![^\W_])
  | (?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?::[0-5]\d)?\s?(?P<half>[ap])(?:m\b|\.\s?m\b\.?)
  | (?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?(?![\d:])
  | (?P<noon>[Nn]oon|[Mm]idnight)\b
    )""",
    re.VERBOSE,
)


def moments(text: str) -> Iterator[Moment]:
    """All dates, weekdays and times of a text, in order."""
    for match in _PATTERN.finditer(text):
        yield from _moments(match)


def clock(hour: int, minute: int, half: str | None) -> tuple[float, ...]:
    """The minutes after midnight that a time may mean; an hour up to 12 is of either half of the day."""
    if half is None:
        late = () if hour > 12 else (hour % 12 * 60 + 720 + minute,)  # noqa: PLR2004
        return (hour * 60 + minute, *late)
    return (hour % 12 * 60 + minute + (720 if half.lower() == "p" else 0),)


def _moments(match: re.Match[str]) -> Iterator[Moment]:
    start, end = match.span()
    part = match.groupdict()
    if part["weekday"]:
        yield Moment(start, end, "weekday", (float(_DAY_NUMBERS[part["weekday"][:3].lower()]),))
    elif minutes := _minutes(part):
        yield Moment(start, end, "time", minutes)
    elif part["digits"]:
        yield Moment(start, end, "date", _either_order(part["digits"], part["mark"]))
    else:
        yield from (Moment(start, end, "date", (date,)) for date in _dates(part))


def _minutes(part: dict[str, str | None]) -> tuple[float, ...]:
    """What a time of day may mean; nothing if it is none."""
    if noon := part["noon"]:
        return (720.0,) if noon.lower() == "noon" else (0.0, 1440.0)
    if hour := part["hour"]:
        return clock(int(hour), int(part["minute"] or 0), part["half"])
    if hour := part["hour24"]:
        minute = int(part["minute24"] or 0)
        return (float(int(hour) * 60 + minute),) if hour.startswith("0") else clock(int(hour), minute, None)
    return ()


def _dates(part: dict[str, str | None]) -> Iterator[Date]:
    """The dates that are named with words, or the ISO way; two for "September 4 to 6"."""
    if iso := part["iso"]:
        yield Date(*map(int, iso.split("-")))
        return
    name = part["md_month"] or part["dm_month"] or part["my_month"] or part["month"] or ""
    month = MONTH_NUMBERS[name[:3].lower()]
    year = int(part["md_year"] or part["dm_year"] or part["my_year"] or 0)
    days = part["md_days"] or part["dm_days"] or "0"
    yield from (Date(year, month, int(day)) for day in re.findall(r"\d+", days))


def _either_order(digits: str, mark: str) -> tuple[Date, ...]:
    """The dates that 4/9/2025 may mean: the day comes first in most countries, the month in some."""
    first, second, year = map(int, digits.split(mark))
    century = 0 if year >= 100 else 1900 if year >= _LAST_CENTURY else 2000  # noqa: PLR2004
    orders = ((first, second), (second, first))
    return tuple(Date(year + century, month, day) for day, month in orders if month <= 12) or (Date(year, 0, 0),)  # noqa: PLR2004
