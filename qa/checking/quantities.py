"""Reading the quantities of English text: numbers with units and qualifiers, dates, times, names with digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.dates import Date, clock, moments
from qa.checking.implied import implied
from qa.checking.normalising import FOLDED
from qa.checking.numerals import Number, numerals
from qa.checking.units import PERCENT, SPANS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.dates import Reading


class Qualifier(Enum):
    NONE = "exactly"
    BELOW = "below"
    ABOVE = "above"
    ABOUT = "about"


TURNED = {Qualifier.BELOW: Qualifier.ABOVE, Qualifier.ABOVE: Qualifier.BELOW}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    Attributes:
        words: as the text has them.
        phrase: the words with their qualifier.
        readings: what they may mean, the most natural one first.
        qualifiers: what the qualifier may mean.
        negative: it is below zero, or taken away; what it may mean tells only how much.
        implied: supports others ("twice" says 2), and needs no support itself.
        label: the word before, for "iPhone 15" is "iPhone15".
    """

    start: int
    words: str
    phrase: str
    readings: tuple[Reading, ...]
    qualifiers: frozenset[Qualifier] = frozenset({Qualifier.NONE})
    negative: bool = False
    implied: bool = False
    label: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.words)

    @property
    def kind(self) -> str:
        """What it would be mistaken for: another of its unit, and years are apart from counts."""
        unit, value = self.readings[0]
        is_year = not unit and self.words.isdecimal() and isinstance(value, float | int) and value in _YEARS
        return "year" if is_year else unit

    @property
    def is_about(self) -> bool:
        return Qualifier.ABOUT in self.qualifiers

    def is_far_from(self, other: Quantity) -> bool:
        """Whether another value of the kind is further away than "about" allows."""
        mine, another = self.readings[0][1], other.readings[0][1]
        if not isinstance(mine, float | int) or not isinstance(another, float | int):
            return False
        return abs(mine - another) > ROUNDING * max(abs(mine), abs(another))


ROUNDING = 0.1
"""How far from a number "nearly", "over" and "about" may be said of it."""
_YEARS = range(1000, 2200)
_MORE = r"(?:more|greater|higher|larger|bigger|longer|older|better|later|stronger|faster|heavier|wider|deeper|warmer)"
_LESS = r"(?:less|fewer|lower|smaller|shorter|younger|earlier|weaker|slower|lighter|narrower|shallower|colder)"
_LITTLE = r"(?:just|well|slightly|a\slittle|a\sbit)"
_BEFORE = re.compile(
    rf"""(?:^|(?<=[\s(“"—–]))(?P<loose>(?=(?:under|below|within|over|above|beyond|about|around|some)\b))?(?:
    (?P<below>(?:no|not)\s{_MORE}\sthan | {_LESS}\sthan | {_LITTLE}\s(?:under|below|shy\sof) | at\s(?:the\s)?most
      | up\sto | nearly | almost | a\smaximum\sof | (?:capped|limited)\s(?:at|to)
      | (?P<most>(?:cap|ceiling|maximum|limit|highest|largest)\s(?:\w+\s){{0,4}}(?:of|at|is|was))
      | as\s(?:many|much|high|long)\sas | [<≤] | under | below | within | short\sof)
  | (?P<above>(?:no|not)\s{_LESS}\sthan | {_MORE}\sthan | {_LITTLE}\s(?:over|above) | at\s(?:the\s)?(?:very\s)?least
      | upwards?\sof | north\sof | in\sexcess\sof | exceed(?:s|ed|ing)? | a\sminimum\sof
      | (?P<fewest>(?:minimum|lowest|smallest)\s(?:\w+\s){{0,4}}(?:of|at|is|was)) | as\s(?:few|little|low)\sas
      | [>≥] | over | above | beyond)
  | (?P<about>approximately | approx\.? | roughly | circa | ca?\. | an\sestimated | estimated | close\sto | [~≈]
      | about | around | some)
    )\s?(?:(?:an?|another|level|version|step|grade|page|the\sage\sof)\s)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s?(?:[A-Za-zµ/]{1,3}\s)?(?:(?P<above>\+|-?plus\b|at\s(?:the\s)?least\b|and\sup\b(?!\sto\b)"
    r"|(?:or|and)\s(?:more|over|above|higher|older|later|newer|longer)\b)"
    r"|(?P<below>(?:or|and)\s(?:less|fewer|under|below|lower|younger|earlier|before|shorter)\b|at\s(?:the\s)?most\b)|(?P<about>or\sso\b))",
    re.IGNORECASE,
)
_MINUS = re.compile(r"(?:(?:^|(?<=[\s(\[“\"/:=|]))[-−–]|\b(?:minus|negative)\s)$", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"\sbelow\s(?:zero|freezing)\b")
_HOUR = re.compile(r"\b(?:from|at|until|till|by|between|before|after|to|and)\s$", re.IGNORECASE)
_HOURS = range(1, 25)
"""What may be said of a time of day, as in "from 9 to 12"."""
_NEGATED = re.compile(r"(?:\b(?:not|never|cannot|no)|n[’']t)(?:\s\w+){0,8}\s$", re.IGNORECASE)
"""Before a qualifier, as in "shall not be raised by more than 4 percent" or "no trip may exceed 31 days"."""
_REACH, _NEGATED_REACH = 32, 64
"""Code points before a number that may hold its qualifier, and before that a "not"."""
_LINK = re.compile(
    r"\s?(?P<range>[-–—])\s?|,?\s(?:(?P<to>to)|and|or|through"
    r"|(?P<from>(?:up\s|down\s)?from|instead\sof|rather\sthan|compared\s(?:with|to)|versus|against))\s|,\s|/"
)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_LABEL = re.compile(r"([^\W\d_]+)[\s.#-]*$")
_SERIAL = re.compile(
    r"no|number|nr|rank|ranked|place|placed|position|chapter|part|day|year|phase|round|week|level|stage|grade|season"
    r"|version|volume|game|act|article|amendment|step",
    re.IGNORECASE,
)
"""Words after which a number says which one, as an ordinal does."""
_VERSION = re.compile(r"versions?|releases?", re.IGNORECASE)
"""Before a number of which a smaller one is older."""
_SMALL = 12


@lru_cache(maxsize=256)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a sentence."""
    return tuple(_quantities(text.translate(FOLDED)))


def stated(text: str) -> list[Quantity]:
    """The quantities of a text without those that it only implies."""
    return [quantity for quantity in quantities(text) if not quantity.implied]


def beside(amount: Quantity, among: Sequence[Quantity], text: str) -> tuple[int, int]:
    """How far the words beside an amount reach: from the one of its kind before it to the next."""
    alike = [other for other in among if other.kind == amount.kind]
    since = max((other.end for other in alike if other.end <= amount.start), default=0)
    return since, min((other.start for other in alike if other.start >= amount.end), default=len(text))


def _quantities(text: str) -> Iterator[Quantity]:
    rest = text
    for moment in moments(text):
        words = text[moment.start : moment.end].removeprefix("the ").removeprefix("The ")
        start = moment.end - len(words)
        yield Quantity(start, words, words, tuple((moment.unit, value) for value in moment.readings))
        for value in moment.readings:
            if isinstance(value, Date) and value.year:
                yield Quantity(start, str(value.year), str(value.year), (("", value.year),), implied=True)
            if isinstance(value, Date) and value.day:
                yield Quantity(start, words, words, (("ordinal", value.day),), implied=True)
        blank = "\0" * (moment.end - moment.start)
        rest = rest[: moment.start] + blank + rest[moment.end :]
    for words, readings in implied(rest):
        # A part may be said with a qualifier that is not read here: "over one in three".
        kinds = frozenset(Qualifier) if readings[0][0] == PERCENT else frozenset({Qualifier.NONE})
        yield Quantity(0, words, words, tuple(readings), kinds, implied=True)
    found = [
        number
        for number in numerals(rest)
        if number.value or not _BELOW_ZERO.match(rest, number.start - len(" below "))
    ]
    links = [_link(rest, left, right) for left, right in pairwise(found)]
    _share_units(found, links)
    for at, number in enumerate(found):
        lower = at < len(links) and _is_range(rest, number, links[at])
        upper = at > 0 and _is_range(rest, found[at - 1], links[at - 1])
        yield _quantity(rest, number, lower=lower, upper=upper)


def _quantity(text: str, number: Number, *, lower: bool, upper: bool) -> Quantity:
    """A number with its qualifier, which may come from being the lower or the upper end of a range."""
    minus = _MINUS.search(text[max(0, number.start - _REACH) : number.start])
    begin = number.start - len(minus[0]) if minus else number.start
    below = _BELOW_ZERO.match(text, number.end)
    before = _BEFORE.search(text[max(0, begin - _REACH) : begin])
    after = _AFTER.match(text, number.end)
    start = max(0, begin - _REACH) + before.start() if before else begin
    label = _LABEL.search(text[max(0, number.start - _REACH) : number.start])
    marks = [mark for mark in (before, after) if mark]
    kinds = frozenset().union(*(_qualifiers(number, mark) for mark in marks)) if marks else frozenset({Qualifier.NONE})
    if label and after and _VERSION.fullmatch(label[1]) and after[0].endswith("older"):
        kinds = frozenset({Qualifier.BELOW})
    window = max(0, start - _NEGATED_REACH)
    if before and (negated := _NEGATED.search(text[window:start])):
        kinds = frozenset(TURNED.get(kind, kind) for kind in kinds)
        start = window + negated.start()
    if lower:
        kinds |= {Qualifier.NONE, Qualifier.ABOVE}
    if upper:
        kinds |= {Qualifier.NONE, Qualifier.BELOW}
    end = next((match.end() for match in (below, after) if match), number.end)
    readings = list(number.readings)
    if _HOUR.search(text[max(0, number.start - _REACH) : number.start]) and number.readings[0][1] in _HOURS:
        readings += [("time", minutes) for minutes in clock(int(number.value), 0, None)]
    if label and _SERIAL.fullmatch(label[1]) and readings[0][0] == "":
        readings.append(("ordinal", readings[0][1]))
    return Quantity(
        number.start,
        text[number.start : number.end],
        " ".join(text[start:end].split()),
        tuple(readings),
        kinds,
        negative=bool(minus or below),
        implied=number.implied,
        label=label[1] if label else "",
    )


def _qualifiers(number: Number, mark: re.Match[str]) -> frozenset[Qualifier]:
    part = mark.groupdict()
    kind = Qualifier.BELOW if part["below"] else Qualifier.ABOVE if part["above"] else Qualifier.ABOUT
    unit, value = number.readings[0]
    small = unit == "" and isinstance(value, float | int) and value <= _SMALL
    # "a film about two brothers", "over three days", "under two presidents", "within a year" may have none
    is_span = unit in SPANS and (kind is Qualifier.ABOVE or "within" in mark[0].lower())
    # as in "under a 1998 treaty"
    is_named = unit == "" and value in _YEARS and mark[0].endswith(("a ", "another "))
    preposition = part.get("loose") is not None and (small or is_span or is_named)
    # "maximum pressure: 12 bar" and "the 500-boat limit" say it, too
    is_limit = bool(part.get("most") or part.get("fewest")) or "limit" in mark[0].lower()
    return frozenset({kind, Qualifier.NONE}) if preposition or is_limit else frozenset({kind})


def _link(text: str, left: Number, right: Number) -> re.Match[str] | None:
    return _LINK.fullmatch(text, left.end, right.start)


def _is_range(text: str, left: Number, link: re.Match[str] | None) -> bool:
    if link is None:
        return False
    return bool(link["range"] or link["to"] or _BETWEEN.search(text[max(0, left.start - _REACH) : left.start]))


def _share_units(found: list[Number], links: list[re.Match[str] | None]) -> None:
    """In "20 to 30 percent", "$5 or 6 million" and "10, 20 and 30 km" all numbers may have the unit of one of them."""
    joined = [(*pair, link) for pair, link in zip(pairwise(found), links, strict=True) if link]
    for left, right, link in joined:
        if not right.measured and (left.prefixed or link["from"]):
            right.share(left)
    for left, right, _ in reversed(joined):
        if not left.measured or left.prefixed:
            left.share(right)
