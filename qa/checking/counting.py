"""Counting: how many things a cited sentence lists, or says that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.normalising import plain_numbers
from qa.checking.quantities import Quantity, stated
from qa.checking.wording import telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_CLAUSE = re.compile(r"[;:!?()—]|[.](?=\s)|\s[-–]\s")
_JOINT = re.compile(r"(,?\s(?:and|or|&)\s|,\s)")
_LONGEST_LIST = 12
_FIRST, _NEAR, _WIDTH = 2, 4, 60
"""Telling stems behind a number of a statement that are what it counts, those behind one that is cited, and code points
in which they are looked for."""


def counts_in(evidence: Evidence) -> set[float]:
    """How many things are listed in a cited sentence, by its commas and "and"; and how many sentences there are."""
    counts = {float(len(evidence.cited))}
    for sentence in evidence.cited:
        counts.add(float(sentence.text.count(";") + 1))
        for clause in _CLAUSE.split(sentence.text):
            counts |= {float(length) for length in _list_lengths(clause) if length <= _LONGEST_LIST}
    return counts - {1.0}


def has_other_count(said: Quantity, statement: str, evidence: Evidence) -> bool:
    """Whether a cited sentence has another number before the words behind one: "three French diplomats", not two."""
    counted = frozenset(_counted(said, statement)[:_FIRST])
    return any(
        not counted.isdisjoint(_counted(quantity, text))
        for text in (plain_numbers(text, statement) for text in evidence.texts)
        for quantity in stated(text)
        if quantity.kind == said.kind
    )


def _counted(count: Quantity, text: str) -> tuple[str, ...]:
    """The stems of the words right behind a number, in order."""
    behind = _CLAUSE.split(text[count.end : count.end + _WIDTH])[0]
    return telling_stems_in_order(behind)[:_NEAR]


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
