"""Whether the numbers, amounts, dates and times of a statement are in the sentences that it cites.

Read as English; `foreign_numbers` compares those of other languages. Sums, differences and averages are not worked out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking import headings
from qa.checking.dates import Date
from qa.checking.evidence import text_before
from qa.checking.implied import SMALL
from qa.checking.markers import negations
from qa.checking.quantities import FOLDED, ROUNDING, TURNED, Qualifier, Quantity, quantities, stated
from qa.checking.units import AMOUNT, NOT_MEASURES
from qa.checking.wording import pointing, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.checking.dates import Reading
    from qa.checking.evidence import Evidence

_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_AND_A_HALF = re.compile(r"\b(?:an?|one)\s(year|month|week|day|hour|mile)\sand\sa\shalf\b", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"\b({'|'.join(SMALL)})\s(?:in|out\sof)\s(?:every\s)?({'|'.join(SMALL)})\b(?!\s(?:or|to|and)\b)", re.IGNORECASE
)
_ONLY_WHERE = re.compile(r"\bonly\s(?:if|where|when)\b")
_PERCENT = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
_FALLING = re.compile(
    r"\b(?:fell|fall(?:s|ing|en)?|drop\w*|declin\w*|decreas\w*|lower\w*|lo(?:ss|sses|st|se|ses|sing)|deficits?|down|below"
    r"|minus|negative|shr[aiu]nk\w*|contract(?:ed|ion|s)|cuts?|cutting|reduc\w*|less|fewer|ow(?:e|ed|es|ing)|debts?"
    r"|frost|freezing|sank|slump\w*|slid|plung\w*|shed|worse\w*)\b",
    re.IGNORECASE,
)
"""What makes an amount one that is taken away."""
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_THE_YEAR = re.compile(r"\b(?:the|this|a)\s(?:\w+\s)?(?:year|half|quarter)\b|\([12]\d{3}: ", re.IGNORECASE)
"""Of a report: "during the year", and "(2022: 47)" beside the figure of its own year."""
_THAT_YEAR = re.compile(r"\b(?:that|the\ssame)\syear\b", re.IGNORECASE)
_NUMBERING = re.compile(r"[\s>#*_•–-]*\(?\d{1,3}[.)][*_]*\s")
_CLAUSE = re.compile(r"[;:!?()—]|[.](?=\s)|\s[-–]\s")
_JOINT = re.compile(r"(,?\s(?:and|or|&)\s|,\s)")
_LONGEST_LIST = 12
_NEAR, _WIDTH = 4, 60
"""Telling stems behind a number that may be what it counts, and code points in which they are looked for."""
MOST_CHECKED = 100
"""Quantities of a statement that are checked; with more it is no sentence, and the time grows with their square."""
_FITTING = {
    Qualifier.NONE: {Qualifier.NONE, Qualifier.ABOUT},
    Qualifier.BELOW: {Qualifier.BELOW, Qualifier.ABOUT},
    Qualifier.ABOVE: {Qualifier.ABOVE, Qualifier.ABOUT},
    Qualifier.ABOUT: {Qualifier.ABOUT},
}
"""Qualifier in the source → those that a statement may use for it."""


def numbers(statement: str, evidence: Evidence) -> list[str]:
    """What is wrong with the numbers of a statement; nothing where each is in a cited sentence."""
    said = unnumbered(plain_numbers(statement, evidence.text))
    cited = [quantity for text in evidence.texts for quantity in quantities(plain_numbers(text, statement))]
    problems = [
        problem
        for quantity in quantities(said)[:MOST_CHECKED]
        if not quantity.implied and (problem := _problem(quantity, said, cited, evidence))
    ]
    return list(dict.fromkeys(problems))


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


def _problem(said: Quantity, statement: str, cited: list[Quantity], evidence: Evidence) -> str | None:
    where = pointing(evidence)
    same = [quantity for quantity in cited if are_equal(said, quantity)]
    if year := _added_year(said, same, evidence):
        return f"“{year}” is not in {where}"
    signed = [quantity for quantity in same if _signs_fit(said, statement, quantity, evidence.text)]
    if any(_qualifiers_fit(said, quantity) for quantity in signed):
        return None
    in_other_words = (
        (said.kind == "year" and _is_told_before(said.words, evidence))
        or _is_rounded(said, cited)
        or _is_share(said, cited)
        or _is_name(said, cited, plain_numbers("\n".join((evidence.text, *map(headings.over, evidence.cited)))))
    )
    if in_other_words and (signed or not same):
        return None
    if same:
        is_so = _ONLY_WHERE.search(evidence.text) and _is_the_contrary(said, statement, same)
        return None if is_so else f"“{said.phrase}” is “{same[0].phrase}” in {where}"
    if (
        said.qualifiers >= {Qualifier.NONE}
        and said.readings[0][1] in _counts(evidence)
        and not _has_other_count(said, statement, evidence)
    ):
        return None
    others = {
        quantity.readings[0]: quantity.words
        for quantity in cited
        if quantity.kind == said.kind and not _unsaid(quantity)
    }
    has = (
        f", which {'has' if len(evidence.cited) == 1 else 'have'} “{next(iter(others.values()))}”"
        if len(others) == 1
        else ""
    )
    return f"“{said.words}” is not in {where}{has}"


def _signs_fit(said: Quantity, statement: str, quantity: Quantity, cited: str) -> bool:
    """Whether both are below zero or neither is, or the words around the other say so: "it fell by 0.4" for "-0.4".

    What fell to an amount is not below zero.
    """
    if quantity.negative and not said.negative:
        return _FALLING.search(statement) is not None and not statement.endswith("to ", 0, said.start)
    return quantity.negative or not said.negative or _FALLING.search(cited) is not None


def _added_year(said: Quantity, same: list[Quantity], evidence: Evidence) -> int:
    """The year of a date that the cited sentences give without one, where nothing in their documents tells it; or 0."""
    years = {value.year for _, value in said.readings if isinstance(value, Date) and value.year}
    dates = [value for quantity in same for _, value in quantity.readings if isinstance(value, Date)]
    texts = [f"{document.title} {document.text}" for document in evidence.documents]
    is_known = any(date.year for date in dates) or any(str(year) in text for year in years for text in texts)
    return min(years) if years and dates and not is_known else 0


def _is_told_before(year: str, evidence: Evidence) -> bool:
    """Whether a sentence speaks of "the year" that the title of its document has, or "that year" of one before it."""
    return any(
        (_THE_YEAR.search(sentence.text) and year in sentence.document.title)
        or (_THAT_YEAR.search(sentence.text) and year in text_before(sentence))
        for sentence in evidence.cited
    )


def _unsaid(quantity: Quantity) -> bool:
    """Whether the words of a quantity are not those of a value that could have been meant."""
    return quantity.implied and quantity.kind != "year"


def are_equal(said: Quantity, cited: Quantity) -> bool:
    """Whether a statement may mean an amount of its source, whatever is said beside it: “nearly”, “more than”."""
    return any(_agree(a, b) for a in said.readings for b in cited.readings)


def _agree(said: Reading, cited: Reading) -> bool:
    (unit, value), (other_unit, other) = said, cited
    if isinstance(value, Date) or isinstance(other, Date):
        return isinstance(value, Date) and isinstance(other, Date) and value.agrees(other)
    if isinstance(value, str) or isinstance(other, str):
        return unit == other_unit and value == other
    if unit == "decade":
        in_decade = 0 <= other - value < 10 and not other_unit  # noqa: PLR2004
        return in_decade or (other_unit == "decade" and (value - other) % 100 == 0)
    return _comparable(unit, other_unit) and abs(value - other) <= 1e-6 * max(abs(value), abs(other))


def _comparable(unit: str, other: str) -> bool:
    """Whether numbers with these units may be the same; what is counted need not be, degrees may be of either scale."""
    if unit == "":
        return other in {"", AMOUNT}
    return (unit == other != AMOUNT) or (unit[0] == other[:1] == "°" and "°" in {unit, other})


def _qualifiers_fit(said: Quantity, cited: Quantity) -> bool:
    return any(said.qualifiers & _FITTING[qualifier] for qualifier in cited.qualifiers)


def _is_the_contrary(said: Quantity, statement: str, same: list[Quantity]) -> bool:
    """Whether more than an amount is "not" covered where something is "only where it does not exceed" it."""
    kinds = frozenset().union(*(quantity.qualifiers for quantity in same)) - {Qualifier.NONE}
    is_turned = bool(kinds) and {TURNED.get(kind) for kind in kinds} == said.qualifiers - {Qualifier.NONE}
    return is_turned and negations(statement.replace(said.phrase, " ")) == 1


def _is_rounded(said: Quantity, cited: Iterable[Quantity]) -> bool:
    """Whether "nearly 50", "over 45" or "about 48" is said of a 48."""
    unit, value = said.readings[0]
    if not isinstance(value, float | int) or unit in NOT_MEASURES or Qualifier.NONE in said.qualifiers:
        return False  # the end of a range is exact
    for quantity in cited:
        for other_unit, other in quantity.readings:
            if not isinstance(other, float | int) or not _comparable(unit, other_unit):
                continue
            near = 0 < abs(value - other) <= ROUNDING * abs(value)
            fits = {
                Qualifier.NONE: False,
                Qualifier.ABOUT: True,
                Qualifier.ABOVE: other > value and Qualifier.BELOW not in quantity.qualifiers,
                Qualifier.BELOW: other < value and Qualifier.ABOVE not in quantity.qualifiers,
            }
            if near and any(fits[qualifier] for qualifier in said.qualifiers):
                return True
    return False


def _is_share(said: Quantity, cited: Iterable[Quantity]) -> bool:
    """Whether "half" is said of two out of four."""
    if any(map(str.isdigit, said.words)):
        return False
    share = next((value for unit, value in said.readings if unit == "" and isinstance(value, float | int)), 1)
    counts = [
        value
        for quantity in cited
        if not quantity.implied
        for unit, value in quantity.readings
        if unit == "" and isinstance(value, float | int)
    ]
    return 0 < share < 1 and any(abs(part - share * whole) < 1e-6 * whole for part in counts for whole in counts)


def _is_name(said: Quantity, cited: Iterable[Quantity], text: str) -> bool:
    """Whether F-16 is written F16 there, or iPhone 15 as iPhone15, or G7 as Group of Seven."""
    unit, value = said.readings[0]
    name = value if isinstance(value, str) else f"{said.label}{said.words}" if said.label and not unit else ""
    parts = re.findall(r"[^\W\d_]+|\d+", name.removesuffix("s"))
    if not parts:
        return False
    if len(parts) > 1 and len(parts[0]) == 1 and parts[1].isdecimal():
        group = ("", float(parts[1]))
        if any(quantity.label == "of" and group in quantity.readings for quantity in cited):
            return True
    gap = r"[\W_]*" if isinstance(value, str) else "[-‐‑]?"
    pattern = gap.join(map(re.escape, parts))
    return bool(re.search(rf"(?<![^\W_]){pattern}(?!\d)", text, re.IGNORECASE))


def _counts(evidence: Evidence) -> set[float]:
    """How many things are listed in a cited sentence, by its commas and "and"; and how many sentences there are."""
    counts = {float(len(evidence.cited))}
    for sentence in evidence.cited:
        counts.add(float(sentence.text.count(";") + 1))
        for clause in _CLAUSE.split(sentence.text):
            counts |= {float(length) for length in _list_lengths(clause) if length <= _LONGEST_LIST}
    return counts - {1.0}


def _has_other_count(said: Quantity, statement: str, evidence: Evidence) -> bool:
    """Whether a cited sentence says how many there are of what a statement counts: "three", not "two diplomats"."""
    counted = _counted(said, statement)
    return any(
        not counted.isdisjoint(_counted(quantity, plain))
        for text in evidence.texts
        for plain in (plain_numbers(text, statement),)
        for quantity in stated(plain)
        if quantity.kind == said.kind
    )


def _counted(count: Quantity, text: str) -> frozenset[str]:
    """The stems of the words right behind a number."""
    behind = _CLAUSE.split(text[count.end : count.end + _WIDTH])[0]
    return frozenset(telling_stems_in_order(behind)[:_NEAR])


def _list_lengths(clause: str) -> Iterator[int]:
    """For each "and" the number of items before and after it."""
    parts = _JOINT.split(clause)
    items, joints = parts[::2], parts[1::2]
    named = [_has_name(item, opening=at == 0) for at, item in enumerate(items)]
    for last, joint in enumerate(joints):
        if joint.strip() == ",":
            continue
        first = last
        while (
            first > 0
            and last - first <= _LONGEST_LIST
            and joints[first - 1].strip() == ","
            and named[first - 1] == named[last]
        ):
            first -= 1
        yield last - first + 2


def _has_name(item: str, *, opening: bool) -> bool:
    words = item.split()
    return any(word[0].isupper() for word in (words[1:] if opening and len(words) > 1 else words)[-4:])
