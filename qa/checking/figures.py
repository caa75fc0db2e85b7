"""Whether the numbers, amounts and dates of a statement are in the sentences that it cites, in any language.

Digits are compared by their values, with thousands and decimals marked in any usual way, with the scales, units and
months that `figures.txt` names in 15 languages. What qualifies a number ("about") is not read.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from index.languages import language_of
from qa.checking.dates import MONTH_NUMBERS, Date, moments
from qa.checking.evidence import text_around
from qa.checking.numbers import plain_numbers, unnumbered
from qa.checking.numerals import SCALES, spelled
from qa.checking.quantities import quantities
from qa.checking.units import ALIASES, NOT_MEASURES, PREFIX, currencies
from qa.checking.wording import is_english, lists_in, pointing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_T = TypeVar("_T")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_DIGITS = re.compile(r"\d+(?:[.,'’ \u00a0\u2009\u202f]\d+)*")
_DECIMAL, _TIME = re.compile(r"\d+(?:[.,]\d+)?"), re.compile(r"\d{1,2}\.\d{2}")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_PREFIX = re.compile(rf"(?<![^\W_]){PREFIX}$")
_PREFIX_REACH = 6
_WORD = r"po[ur]r?\scento?|por\sciento|per\scent[o]?|[万萬만億亿억]|[^\W\d_]+[²2]?|°\s?[CF]?\b|[%€$£¥₽₴°]"
_BESIDE = re.compile(rf"\.?[\s-]?(?:d['’]|d[ei]\s)?(?P<word>{_WORD})", re.IGNORECASE)
_CJK_DATE = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_SPELLED = ("de", "fr", "es", "it", "nl", "pt", "da", "en")
"""Languages whose numbers in words are read."""
_NOT_ALWAYS_NUMBERS = {"neuf", "sei", "cent", "cento", "ciento"}
"""They mean "new", "you are" and "percent", too."""
_FEWEST, _MOST_COUNTED = 3, 12
"""Numbers in words from here on are compared; up to there they may count what a sentence lists."""
_MOST_CHECKED = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the unit beside it.

    Attributes:
        words: as the text has them.
        amounts: what it may mean, the unit left out.
        measures: units, each with how many of it; none where no unit is beside it.
    """

    words: str
    amounts: frozenset[float]
    measures: frozenset[tuple[str, float]] = frozenset()

    def is_as_many_as(self, cited: Figure) -> bool:
        return any(_is_near(amount, other) for amount in self.amounts for other in cited.amounts)

    def agrees(self, cited: Figure) -> bool:
        if not self.measures or not cited.measures:
            return self.is_as_many_as(cited)
        return any(
            unit == other and _is_near(amount, other_amount)
            for unit, amount in self.measures
            for other, other_amount in cited.measures
        )


class _Day(NamedTuple):
    """A date between two positions of a text."""

    start: int
    end: int
    readings: tuple[Date, ...]


def figures(statement: str, evidence: Evidence) -> list[str]:
    """What is wrong with the numbers of a statement; nothing where each is in a cited sentence."""
    said = unnumbered(plain_numbers(statement))
    cited = plain_numbers(evidence.text)
    where = pointing(evidence)
    known, dates, days = _figures_of_source(cited), _dates_of_source(cited), _days(said)
    if not dates and not language_of("\n".join(map(text_around, evidence.cited)), default=""):
        days = []  # its months may have names that are not known
    problems = [
        f"“{said[day.start : day.end]}” is not in {where}"
        for day in days
        if not any(date.agrees(other) for date in day.readings for other in dates)
    ]
    told = [*_in_digits(_but_years(said, days)), *_in_words(said, evidence)]
    problems += [problem for figure in told[:_MOST_CHECKED] if (problem := _problem(figure, known, where))]
    return list(dict.fromkeys(problems))


def _problem(said: Figure, known: list[Figure], where: str) -> str | None:
    if said.words == "00" or any(said.agrees(figure) for figure in known):
        return None  # "18h00" is 18
    if other := next((figure for figure in known if said.is_as_many_as(figure)), None):
        return f"“{said.words}” is “{other.words}” in {where}"
    parts = [float(part) for part in re.findall(r"\d+", said.words)]
    may_be_parts = not said.amounts or _TIME.match(said.words)
    if may_be_parts and all(any(part in figure.amounts for figure in known) or not part for part in parts):
        return None
    return f"“{said.words}” is not in {where}"


def _is_near(amount: float, cited: float) -> bool:
    """Whether an amount is another one, perhaps as a whole number."""
    return float(f"{amount:.6g}") == float(f"{cited:.6g}") or amount == float(f"{cited:.0f}")


def _in_digits(text: str) -> Iterator[Figure]:
    text = _URL.sub(_blank, text)
    for match in _DIGITS.finditer(text):
        before = _PREFIX.search(text[max(0, match.start() - _PREFIX_REACH) : match.start()])
        start, end, scales = match.start() - (len(before[0]) if before else 0), match.end(), [1.0]
        beside = _BESIDE.match(text, end)
        if beside and (found := _scales().get(beside["word"].lower())):
            scales, end = found, beside.end()
            beside = _BESIDE.match(text, end)
        units = currencies(before[0]) if before else ()
        if not units and beside and (units := _units().get(beside["word"].lower(), ())):
            end = beside.end()
        amounts = frozenset(value * scale for value in _values(match[0]) for scale in scales)
        measures = frozenset((unit, amount * factor) for unit, factor in units for amount in amounts)
        yield Figure(" ".join(text[start:end].split()), amounts, measures)


def _values(numeral: str) -> set[float]:
    """What digits may mean where commas and points may mark thousands or decimals; nothing for a list."""
    values: set[float] = set()
    if _DECIMAL.fullmatch(numeral):
        values.add(float(numeral.replace(",", ".")))
    if thousands := _THOUSANDS.fullmatch(numeral):
        whole, *decimals = re.split(r"[.,](?=\d+$)", numeral) if thousands[1] not in numeral[-4:] else [numeral]
        values.add(float(".".join(["".join(re.findall(r"\d", whole)), *decimals])))
    return values


def _in_words(text: str, evidence: Evidence) -> Iterator[Figure]:
    """The numbers that a statement has in words, but for those that may count what its source lists."""
    language = language_of(text)
    if language not in _SPELLED:
        return
    listed = {len(evidence.cited)}
    for sentence in evidence.texts:
        commas = sentence.count(",") + sentence.count("、")
        listed |= {commas + 1, commas + 2, sentence.count(";") + 1}
    for first, last, value, is_ordinal in spelled(text, language):
        words = text[first.start : last.end]
        is_alone = words.lower() in _scales() or words.lower() in _NOT_ALWAYS_NUMBERS
        is_counted = value <= _MOST_COUNTED and value in listed
        if value >= _FEWEST and not (is_ordinal or is_alone or is_counted):
            yield Figure(words, frozenset({value}))


def _figures_of_source(text: str) -> list[Figure]:
    """All numbers of a text, of which the language need not be known; of a date or a time its parts, too."""
    found = [*_in_digits(text), *_in_digits(_but_years(text, _days(text)))]
    for numeral in _DIGITS.findall(_URL.sub(" ", text)):
        if not _values(numeral) or _TIME.fullmatch(numeral):
            found += [Figure(part, frozenset({float(part)})) for part in re.findall(r"\d+", numeral)]
    for language in _SPELLED:
        for first, last, value, _ in spelled(text, language):
            words = text[first.start : last.end]
            if words.lower() not in _scales():
                found.append(Figure(words, frozenset({value})))
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        found += [Figure(word, frozenset({value})) for value in _counts().get(word, ())]
    if is_english(text, in_doubt=True):
        for quantity in quantities(text):
            values = [(unit, value) for unit, value in quantity.readings if isinstance(value, float | int)]
            units = frozenset((unit, value) for unit, value in values if unit and unit not in NOT_MEASURES)
            found.append(Figure(quantity.words, frozenset(value for _, value in values), units))
    return found


def _days(text: str) -> list[_Day]:
    """The dates of a text."""
    found = []
    for match in _named_days().finditer(text):
        month = match["month"] or match["alone"]
        year = int(match["year"] or match["of"] or 0)
        dates = tuple(Date(year, number, int(match["day"] or 0)) for number in _months()[month.lower()])
        found.append(_Day(match.start("day") if match["day"] else match.start(), match.end(), dates))
    for match in _CJK_DATE.finditer(text):
        year, month, day = (int(part or 0) for part in match.groups())
        found.append(_Day(match.start(), match.end(), (Date(year, month, day),)))
    rest = text
    for start, end, _ in found:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    for moment in moments(rest):
        dates = tuple(value for value in moment.readings if isinstance(value, Date))
        found += [_Day(moment.start, moment.end, dates)] if dates else []
    return found


def _but_years(text: str, days: list[_Day]) -> str:
    """A text without its dates, of which the years are left, for they may be told elsewhere."""
    for start, end, _ in days:
        text = text[:start] + re.sub(r"(?<!\d)\d{1,2}(?!\d)", _blank, text[start:end]) + text[end:]
    return text


def _dates_of_source(text: str) -> list[Date]:
    """The dates of a text, both ends of "4. bis 6. März", and the months that it names without a day."""
    dates = [date for day in _days(text) for date in day.readings]
    for match in _named_days().finditer(text):
        if match["first"]:
            dates += [Date(0, month, int(match["first"])) for month in _months()[match["month"].lower()]]
    words = re.findall(r"[^\W\d_]+", text.lower())
    return dates + [Date(0, month, 0) for word in words for month in _months().get(word, ())]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@functools.cache
def _words_for() -> dict[str, tuple[str, ...]]:
    """English words, each with those of other languages."""
    lists = lists_in(__file__, "figures.txt")
    return {name: tuple(word.replace("-", " ") for word in words.split()) for name, words in lists.items()}


def _by_word(values: dict[str, _T]) -> dict[str, list[_T]]:
    """What the words of other languages may mean, for some English words with their values."""
    meanings: dict[str, list[_T]] = {}
    for name, value in values.items():
        for word in _words_for().get(name, ()):
            meanings.setdefault(word, []).append(value)
    return meanings


@functools.cache
def _scales() -> dict[str, list[float]]:
    own = {**SCALES, "bn": 1e9, "mn": 1e6, "tn": 1e12}
    others = _by_word({**SCALES, "ten thousand": 1e4, "hundred million": 1e8})
    return {word: [*({own[word]} if word in own else ()), *others.get(word, ())] for word in {**own, **others}}


@functools.cache
def _units() -> dict[str, tuple[tuple[str, float], ...]]:
    others = {word: tuple(unit for some in units for unit in some) for word, units in _by_word(ALIASES).items()}
    return {word: (*ALIASES.get(word, ()), *others.get(word, ())) for word in {**ALIASES, **others}}


@functools.cache
def _months() -> dict[str, list[int]]:
    names = {name: MONTH_NUMBERS.get(name[:3].lower(), 0) for name in _words_for()}
    return _by_word({name: number for name, number in names.items() if number and name[0].isupper()})


@functools.cache
def _counts() -> dict[str, list[float]]:
    return _by_word({name: float(name) for name in _words_for() if name.isdecimal()})


@functools.cache
def _named_days() -> re.Pattern[str]:
    """A day with the name of its month, or a month with its year."""
    month = "|".join(map(re.escape, sorted(_months(), key=len, reverse=True)))
    return re.compile(
        rf"""(?<![^\W_])(?:
          (?:(?P<first>\d{{1,2}})\W{{1,2}}(?:[^\W\d_]{{1,3}}\W){{0,2}})?
          (?P<day>\d{{1,2}})(?:[.º°]|er|re)?\s(?:de\s)?(?P<month>{month})(?![^\W_])\.?(?:\s(?:de\s)?(?P<year>[12]\d{{3}})\b)?
        | (?P<alone>{month})\s(?:de\s)?(?P<of>[12]\d{{3}})\b
        )""",
        re.VERBOSE | re.IGNORECASE,
    )
