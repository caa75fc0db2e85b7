"""Whether the numbers, amounts and dates of a statement are in the sentences that it cites, in any language.

Digits are compared by their values, with thousands and decimals marked in any usual way, with the scales, units and
months that `figures.txt` names in 15 languages. Of what qualifies a number only "about" and the like is read.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from index.languages import language_of
from qa.checking.dates import MONTH_NUMBERS, Date, Moment, moments
from qa.checking.evidence import text_around
from qa.checking.numbers import plain_numbers, unnumbered
from qa.checking.numerals import SCALES, spelled
from qa.checking.quantities import ROUNDING, quantities
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
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])"
    r"(?:\s?h\s?(?P<minute>[0-5]\d)|[.:](?P<sixtieth>[0-5]\d)\s?(?:Uhr|h)|(?P<whole>\s?(?:Uhr|h|heures)))\b"
)
_SPELLED = ("de", "fr", "es", "it", "nl", "pt", "da", "en")
"""Languages whose numbers in words are read."""
_NOT_ALWAYS_NUMBERS = {"neuf", "sei", "cent", "cento", "ciento"}
"""They mean "new", "you are" and "percent", too."""
_FEWEST, _MOST_COUNTED = 3, 12
"""Numbers in words from here on are compared; up to there they may count what a sentence lists."""
_MOST_CHECKED = 100
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
            unit == other and self._is_near(amount, other_amount)
            for unit, amount in self.measures
            for other, other_amount in cited.measures
        )

    def _is_near(self, amount: float, cited: float) -> bool:
        return amount == cited or abs(amount - cited) <= (ROUNDING if self.is_about else _SAME) * abs(amount)


def figures(statement: str, evidence: Evidence) -> list[str]:
    """What is wrong with the numbers of a statement; nothing where each is in a cited sentence."""
    said = unnumbered(plain_numbers(statement))
    cited = plain_numbers(evidence.text)
    where = pointing(evidence)
    known, dates, times = _figures_of_source(cited), _dates_of_source(cited), _times_of_source(cited)
    language = language_of("\n".join(map(text_around, evidence.cited)), default="")
    has_dates = bool(dates or language)  # the months of languages that are not known may have any name
    told = [moment for moment in _moments(said) if (has_dates if moment.unit == "date" else times)]
    problems = [
        f"“{said[start:end]}” is not in {where}"
        for start, end, _, readings in told
        if not any(any(map(value.agrees, dates)) if isinstance(value, Date) else value in times for value in readings)
    ]
    found = [*_in_digits(_but_years(said, told)), *_in_words(said, language_of(said, language), evidence)]
    problems += [problem for figure in found[:_MOST_CHECKED] if (problem := _problem(figure, known, where))]
    return list(dict.fromkeys(problems))


def is_beside_number(word: str) -> bool:
    """Whether a word, in small letters, is one of other languages for a scale, a month or a unit."""
    return word in _scales() or word in _months() or word in _units()


def _problem(said: Figure, known: list[Figure], where: str) -> str | None:
    if any(said.agrees(figure) for figure in known):
        return None
    if other := next((figure for figure in known if said.is_as_many_as(figure)), None):
        return f"“{said.words}” is “{other.words}” in {where}"
    parts = [float(part) for part in re.findall(r"\d+", said.words)]
    may_be_parts = not said.amounts or _TIME.match(said.words)
    if may_be_parts and all(any(part in figure.amounts for figure in known) or not part for part in parts):
        return None
    return f"“{said.words}” is not in {where}"


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
        said_before = re.findall(r"[^\W\d_]+", text[max(0, start - _ABOUT_REACH) : start].lower())[-_ABOUT_WORDS:]
        is_about = not _about().isdisjoint(said_before)
        yield Figure(" ".join(text[start:end].split()), amounts, measures, is_about)


def _values(numeral: str) -> set[float]:
    """What digits may mean where commas and points may mark thousands or decimals; nothing for a list."""
    values: set[float] = set()
    if _DECIMAL.fullmatch(numeral):
        values.add(float(numeral.replace(",", ".")))
    if thousands := _THOUSANDS.fullmatch(numeral):
        whole, *decimals = re.split(r"[.,](?=\d+$)", numeral) if thousands[1] not in numeral[-4:] else [numeral]
        values.add(float(".".join(["".join(re.findall(r"\d", whole)), *decimals])))
    return values


def _in_words(text: str, language: str, evidence: Evidence) -> Iterator[Figure]:
    """The numbers that a statement has in words, but for those that may count what its source lists."""
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
    found = [*_in_digits(text), *_in_digits(_but_years(text, _moments(text)))]
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


def _moments(text: str) -> list[Moment]:
    """The dates of a text, and its times with minutes."""
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
    return found + [moment for moment in moments(rest) if moment.unit in {"date", "time"}]


def _dates_of_source(text: str) -> list[Date]:
    """The dates of a text, both ends of "4. bis 6. März", and the months that it names without a day."""
    dates = [date for moment in _moments(text) for date in moment.readings if isinstance(date, Date)]
    for match in _named_days().finditer(text):
        if match["first"]:
            dates += [Date(0, month, int(match["first"])) for month in _months()[match["month"].lower()]]
    words = re.findall(r"[^\W\d_]+", text.lower())
    return dates + [Date(0, month, 0) for word in words for month in _months().get(word, ())]


def _times_of_source(text: str) -> set[float]:
    """The times of a text, those without minutes among them, in minutes after midnight."""
    times = {value for moment in _moments(text) for value in moment.readings if isinstance(value, float)}
    return times | {60.0 * int(match["hour"]) for match in _CLOCK.finditer(text) if match["whole"]}


def _but_years(text: str, told: list[Moment]) -> str:
    """A text without some dates and times, of which the years are left, for they may be told elsewhere."""
    for start, end, *_ in told:
        text = text[:start] + re.sub(r"(?<!\d)\d{1,2}(?!\d)", _blank, text[start:end]) + text[end:]
    return text


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
def _about() -> frozenset[str]:
    return frozenset(_words_for()["about"])


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
