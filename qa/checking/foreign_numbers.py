"""Whether the numbers, amounts and dates of a statement are in the sentences that it cites, in any language.

Digits are compared by their values, with thousands and decimals marked in any usual way, with the scales, units and
months of 15 languages; numbers in words in those that text2num reads and some more. Of what qualifies a number only
"about" and the like is read.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.languages import ENGLISH, language_of
from qa.checking.dates import Date
from qa.checking.evidence import MOST_CHECKED, text_around
from qa.checking.foreign import about, dates_in, moments_in, number_words, other_moments, scales, times_in, units
from qa.checking.normalising import plain_numbers, unnumbered
from qa.checking.quantities import ROUNDING, quantities
from qa.checking.spelled import spelled
from qa.checking.units import NOT_MEASURES, PREFIX, currencies
from qa.checking.wording import is_english, pointing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa.checking.dates import Moment
    from qa.checking.evidence import Evidence

_URL = re.compile(r"(?:https?://|www\.)\S+")
_DIGITS = re.compile(r"\d+(?:[.,'’ \u00a0\u2009\u202f]\d+)*")
_DECIMAL, _TIME = re.compile(r"\d+(?:[.,]\d+)?"), re.compile(r"\d{1,2}\.\d{2}")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_BIG_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""A number of thousands, but in English."""
_PREFIX = re.compile(rf"(?<![^\W_]){PREFIX}$")
_PREFIX_REACH = 6
_BESIDE = re.compile(
    r"\.?[\s-]?(?:d['’]|d[ei]\s)?"
    r"(?P<word>po[ur]r?\scento?|por\sciento|per\scento?|[万萬만億亿억]|[^\W\d_]+[²³23]?|°\s?[CF]?\b|[%€$£¥₽₴°])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_BEHIND_DIGITS = re.compile(r"\d\s?$")
_SPELLED = ("de", "fr", "es", "it", "nl", "pt", "da", "en")
"""Languages whose numbers in words text2num reads."""
_NOT_ALWAYS_NUMBERS = frozenset({"neuf", "sei", "cent", "cento", "ciento", "kuusi", "hat", "hét", "fem", "ti", "tre"})
"""In some language they are other words, too."""
_FEWEST, _MOST_COUNTED = 3, 12
"""Numbers in words from here on are compared; up to there they may count what a sentence lists."""
_SAME = 1e-6
"""How far apart amounts may be that are the same, as a share."""
_ABOUT_REACH, _ABOUT_WORDS = 24, 2
"""Code points, and words, before a number in which a word may say that it is rounded."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the unit beside it.

    Attributes:
        words: as the text has them.
        amounts: what it may mean, the unit left out.
        measures: units, each with how many of it; none where no unit is beside it.
        is_about: words before it say that it is rounded.
    """

    words: str
    amounts: frozenset[float]
    measures: frozenset[tuple[str, float]] = frozenset()
    is_about: bool = False

    def is_as_many_as(self, cited: Figure) -> bool:
        return any(self._is_near(amount, other) for amount in self.amounts for other in cited.amounts)

    def agrees(self, cited: Figure) -> bool:
        if not self.measures or not cited.measures:
            return self.is_as_many_as(cited)
        return any(
            _is_same_unit(unit, other) and self._is_near(amount, other_amount)
            for unit, amount in self.measures
            for other, other_amount in cited.measures
        )

    def _is_near(self, amount: float, cited: float) -> bool:
        return amount == cited or abs(amount - cited) <= (ROUNDING if self.is_about else _SAME) * abs(amount)


def _is_same_unit(unit: str, other: str) -> bool:
    """Whether two are one; degrees may be of any scale."""
    return unit == other or ("°" in {unit, other} and unit[0] == other[0] == "°")


def foreign_numbers(statement: str, evidence: Evidence) -> list[str]:
    """What is wrong with the numbers of a statement; nothing where each is in a cited sentence."""
    said, cited = unnumbered(plain_numbers(statement)), plain_numbers(evidence.text)
    around = language_of("\n".join(map(text_around, evidence.cited)), default="")
    language = language_of(said, around)
    dates, times = dates_in(cited), times_in(cited)

    def is_there(moment: Moment) -> bool:
        return any(
            any(map(value.agrees, dates)) if isinstance(value, Date) else value in times for value in moment.readings
        )

    # the months of a language that is not known may have any name
    told = [moment for moment in moments_in(said) if (dates or around if moment.unit == "date" else times)]
    missing = [said[moment.start : moment.end] for moment in told if not is_there(moment)]
    rest = _but_years(said, [*told, *filter(is_there, other_moments(said))])
    found = [*_in_digits(rest, language), *_in_words(said, language, _counts(evidence))]
    known = _figures_of_source(cited, around)
    where = pointing(evidence)
    problems = [f"“{words}” is not in {where}" for words in missing]
    problems += [problem for figure in found[:MOST_CHECKED] if (problem := _problem(figure, known, where))]
    return list(dict.fromkeys(problems))


def _problem(said: Figure, known: Sequence[Figure], where: str) -> str | None:
    if any(said.agrees(figure) for figure in known):
        return None
    if other := next((figure for figure in known if said.is_as_many_as(figure)), None):
        return f"“{said.words}” is “{other.words}” in {where}"
    parts = [float(part) for part in re.findall(r"\d+", said.words)]
    may_be_parts = not said.amounts or _TIME.match(said.words)
    if may_be_parts and all(any(part in figure.amounts for figure in known) or not part for part in parts):
        return None
    return f"“{said.words}” is not in {where}"


def _in_digits(text: str, language: str) -> Iterator[Figure]:
    text = _URL.sub(_blank, text)
    for match in _DIGITS.finditer(text):
        values = _values(match[0])
        if language != ENGLISH and _BIG_POINT.fullmatch(match[0]):
            values = {max(values)}
        yield _figure(text, match.start(), match.end(), values)


def _in_words(text: str, language: str, counted: set[int]) -> Iterator[Figure]:
    """The numbers that a statement has in words, but for small ones, and those that may count what its source lists."""
    for figure in _spelled(text, language):
        value = min(figure.amounts)
        is_counted = value <= _MOST_COUNTED and value in counted and not figure.measures
        if value >= _FEWEST and not is_counted and figure.words.lower() not in _NOT_ALWAYS_NUMBERS:
            yield figure


def _spelled(text: str, language: str) -> Iterator[Figure]:
    """The numbers that a text has in words, ordinal ones left out; words behind digits are scales or units."""
    if language in _SPELLED:
        for first, last, value, is_ordinal in spelled(text, language):
            is_alone = first == last or _BEHIND_DIGITS.search(text, max(0, first.start - 2), first.start)
            if not (is_ordinal or (is_alone and first.word.lower() in scales())):
                yield _figure(text, first.start, last.end, {value})
    else:
        for match in _WORD.finditer(text):
            if values := number_words().get(match[0].lower()):
                yield _figure(text, match.start(), match.end(), set(values))


def _figure(text: str, start: int, end: int, values: Iterable[float]) -> Figure:
    """A number with the scale and unit that follow it, or the currency before it."""
    before = _PREFIX.search(text[max(0, start - _PREFIX_REACH) : start])
    about_it = _WORD.findall(text[max(0, start - _ABOUT_REACH) : start].lower())[-_ABOUT_WORDS:]
    amounts = set(values)
    beside = _BESIDE.match(text, end)
    while beside and (factors := scales().get(beside["word"].lower())):
        amounts = {amount * factor for amount in amounts for factor in factors}
        end = beside.end()
        beside = _BESIDE.match(text, end)
    found = currencies(before[0]) if before else ()
    if not found and beside and (found := units().get(beside["word"].lower(), ())):
        end = beside.end()
    start -= len(before[0]) if before else 0
    measures = frozenset((unit, amount * factor) for unit, factor in found for amount in amounts)
    words = " ".join(text[start:end].split())
    return Figure(words, frozenset(amounts), measures, is_about=not about().isdisjoint(about_it))


def _values(numeral: str) -> set[float]:
    """What digits may mean where commas and points may mark thousands or decimals; nothing for a list."""
    values: set[float] = set()
    if _DECIMAL.fullmatch(numeral):
        values.add(float(numeral.replace(",", ".")))
    if thousands := _THOUSANDS.fullmatch(numeral):
        whole, *decimals = re.split(r"[.,](?=\d+$)", numeral) if thousands[1] not in numeral[-4:] else [numeral]
        values.add(float(".".join(["".join(re.findall(r"\d", whole)), *decimals])))
    return values


@functools.lru_cache(maxsize=64)
def _figures_of_source(text: str, language: str) -> tuple[Figure, ...]:
    """All numbers of a text; of a date or a time its parts, too, and those in words of any language."""
    found = [*_in_digits(text, language), *_in_digits(_but_years(text, moments_in(text)), language)]
    for numeral in _DIGITS.findall(_URL.sub(" ", text)):
        if not _values(numeral) or _TIME.fullmatch(numeral):
            found += [Figure(part, frozenset({float(part)})) for part in re.findall(r"\d+", numeral)]
    for spoken in {language, ENGLISH} if language in _SPELLED else (*_SPELLED, ""):
        found += (figure for figure in _spelled(text, spoken) if figure.words.lower() not in _NOT_ALWAYS_NUMBERS)
    if is_english(text, in_doubt=True):
        for quantity in quantities(text):
            if any(map(str.isdigit, quantity.words)):
                continue
            values = [(unit, value) for unit, value in quantity.readings if isinstance(value, float | int)]
            measures = frozenset((unit, value) for unit, value in values if unit and unit not in NOT_MEASURES)
            found.append(Figure(quantity.words, frozenset(value for _, value in values), measures))
    return tuple(found)


def _counts(evidence: Evidence) -> set[int]:
    """How many things the cited sentences may list, by their commas and semicolons; how many sentences there are."""
    counts = {len(evidence.cited)}
    for text in evidence.texts:
        if commas := len(re.findall(r",\s|、", text)):
            counts |= {commas + 1, commas + 2}
        counts.add(text.count(";") + 1)
    return counts


def _but_years(text: str, told: Iterable[Moment]) -> str:
    """A text without some dates and times, of which the years are left, for they may be told elsewhere."""
    for start, end, *_ in told:
        text = text[:start] + re.sub(r"(?<!\d)\d{1,2}(?!\d)", _blank, text[start:end]) + text[end:]
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
