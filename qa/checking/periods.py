"""Periods: what is due "a month" in a statement is so in its cited sentences, and not "a year"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.wording import having

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence

_FORMS = {
    "second": "",
    "minute": "",
    "hour": "hourly",
    "day": "daily",
    "night": "nightly",
    "week": "weekly",
    "fortnight": "fortnightly",
    "month": "monthly",
    "quarter": "quarterly three_months",
    "half-year": "six_months",
    "year": "yearly annual annually annum twelve_months",
}
_PERIODS = {form.replace("_", " "): period for period, forms in _FORMS.items() for form in (period, *forms.split())}
_UNIT = "|".join(_FORMS)
_PERIOD = re.compile(
    rf"""\b(?:
    (?:[Ee]ach|[Ee]very|[Pp]er)\s(?:(?:single|calendar|working|business)\s)?(?P<each>{_UNIT}|annum|(?:three|six|twelve)\smonths)\b
  | (?:\d[\d.,]*(?:\s(?:million|billion|trillion|thousand|percent))?(?:\s[a-z]+)?|once|twice|times)
    \s(?P<an>an?\s(?P<single>{_UNIT}))\b(?!\s(?:later|after|before|ago|earlier|sooner|long)\b)
  | (?<!-)(?P<adjective>(?:hour|dai|night|week|fortnight|month|quarter|year)ly|annual(?:ly)?)
    )\b""",
    re.VERBOSE,
)
_OFTEN = re.compile(r"\b(more\sthan\s)?(once|twice)\b")


def periods(statement: str, evidence: Evidence) -> list[str]:
    """How often, where the cited sentences tell how often and it is not the same. English only."""
    known = _OFTEN.findall(evidence.text)
    for limit, times in _OFTEN.findall(statement):
        if limit and ("", times) in known and (limit, times) not in known:
            return [f"{having(evidence)} “{times}”, not “{limit}{times}”"]
    said, there = _periods(statement), _periods(evidence.text)
    missing = next((words for period, words in said.items() if period not in there), None)
    if missing is None or not there:
        return []
    return [f"{having(evidence)} “{next(iter(there.values()))}”, not “{missing}”"]


def _periods(text: str) -> dict[str, str]:
    """The periods in a text, each with the words for it that come first."""
    found: dict[str, str] = {}
    for match in _PERIOD.finditer(text):
        word = match["each"] or match["single"] or match["adjective"]
        found.setdefault(_PERIODS[" ".join(word.split())], " ".join((match["an"] or match[0]).split()))
    return found
