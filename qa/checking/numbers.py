"""Whether the numbers, amounts, dates and times of a statement are in the sentences that it cites.

Read as English; `foreign_numbers` compares those of other languages. Sums, differences and averages are not worked out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking import headings
from qa.checking.counting import counts_in, has_other_count
from qa.checking.dates import Date
from qa.checking.equality import are_comparable, are_equal, do_qualifiers_fit
from qa.checking.evidence import MOST_CHECKED, text_before
from qa.checking.markers import negations
from qa.checking.normalising import plain_numbers, unnumbered
from qa.checking.quantities import ROUNDING, TURNED, Qualifier, Quantity, quantities
from qa.checking.units import NOT_MEASURES
from qa.checking.wording import pointing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa.checking.evidence import Evidence

_ONLY_WHERE = re.compile(r"\bonly\s(?:if|where|when)\b")
_FALLING = re.compile(
    r"\b(?:fell|fall(?:s|ing|en)?|drop\w*|declin\w*|decreas\w*|lower\w*|lo(?:ss|sses|st|se|ses|sing)|deficits?|down|below"
    r"|minus|negative|shr[aiu]nk\w*|contract(?:ed|ion|s)|cuts?|cutting|reduc\w*|less|fewer|ow(?:e|ed|es|ing)|debts?"
    r"|frost|freezing|sank|slump\w*|slid|plung\w*|shed|worse\w*)\b",
    re.IGNORECASE,
)
"""What makes an amount one that is taken away."""
_LIMIT = re.compile(r"\bat\s(?:the\s)?(?:very\s)?(?:least|most)\b|\b(?:or|and)\s[a-z]+\Z|\b(?:min|max)imum\b|\blimit")
"""What tells the end of what may be, as "at least 85" and "3.10 or later", and is not said of a number nearby."""
_THE_YEAR = re.compile(r"\b(?:the|this|a)\s(?:\w+\s)?(?:year|half|quarter)\b|\([12]\d{3}: ", re.IGNORECASE)
"""Of a report: "during the year", and "(2022: 47)" beside the figure of its own year."""
_THAT_YEAR = re.compile(r"\b(?:that|the\ssame)\syear\b", re.IGNORECASE)


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


def _problem(said: Quantity, statement: str, cited: list[Quantity], evidence: Evidence) -> str | None:
    where = pointing(evidence)
    same = [quantity for quantity in cited if are_equal(said, quantity)]
    if year := _added_year(said, same, evidence):
        return f"“{year}” is not in {where}"
    signed = [quantity for quantity in same if _signs_fit(said, statement, quantity, evidence.text)]
    if any(do_qualifiers_fit(said, quantity) for quantity in signed):
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
        and said.readings[0][1] in counts_in(evidence)
        and not has_other_count(said, statement, evidence)
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
    if _LIMIT.search(said.phrase):
        return False
    for quantity in cited:
        for other_unit, other in quantity.readings:
            if not isinstance(other, float | int) or not are_comparable(unit, other_unit):
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
