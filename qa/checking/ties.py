"""Ties: an amount is said of the same group, year or name: "1.8 kg in the morning group, 0.7 in the evening group"."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.words import stop_words
from qa.checking.equality import are_equal
from qa.checking.evidence import MOST_CHECKED
from qa.checking.lore import names_in
from qa.checking.quantities import beside, stated
from qa.checking.wording import having, telling_stems, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore
    from qa.checking.quantities import Quantity

_CLAUSE_END = re.compile(
    r"[,;:!?()“”\"\n–—|]|\.(?=\s|\Z)|\b(?:and|or|but|while|whereas|with|than|against)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]{2,}(?:[’'][a-z]+)?")
_YEAR = re.compile(r"[12]\d{3}")
_LISTED = re.compile(r",?\s(?:and|or|&|to)\s(?:the\s|in\s|of\s)?(?:[A-Z][a-z]+\s)?|,\s|\s?[-–]\s?")
_WITH = re.compile(r"\s(?:[a-z%]+\s)?with\s(?:the\s)?")
"""Between an amount and what it is said of; elsewhere "with" begins a clause."""
_TO = re.compile(r"\s(?:[a-z%]+\s)?to\s(?:[a-z]+\s)?")
"""Between two amounts that are said of the same, but for the year: "from 8.3 to 5.6"."""
_OF_ONE = re.compile(r"\s(?:(?:of|from|for)\s(?:the\s)?)?")
_SMALL_BEFORE = re.compile(r"(\w+)\s(?:the\s)?\Z")
_NEAR = 24
"""Code points behind a word in which the next one is looked for."""
_TELLING_WHEN = frozenset({"year", "date", "weekday", "time"})
"""Kinds of quantities of which others are said."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One of several that amounts are said of.

    Attributes:
        slot: the small word before it, or the word behind it that others have, too; two with the same are alternatives.
    """

    start: int
    end: int
    key: str
    slot: str


@dataclass(frozen=True, slots=True)
class _Tied:
    """An amount, the items that it is said of, and whether it is what something came "to"."""

    quantity: Quantity
    items: tuple[_Item, ...]
    is_end: bool

    def has(self, key: str) -> bool:
        return any(item.key == key for item in self.items)


def ties(statement: str, evidence: Evidence) -> list[str]:
    """An amount that the cited sentence says of something else than the statement does. English only.

    Of several it is the one that the statement is nearest to. Compared are names, years, and the words before one that
    it has with several: "the morning group", "the evening group". Something else is what it says another amount of.
    """
    said = _amounts(statement)
    nearest = evidence.nearest(statement) if said and evidence.cited else ""
    amounts = _amounts(nearest)
    if not amounts:
        return []
    heads = _heads(nearest)
    cited = _tied(nearest, amounts, heads, evidence.lore)
    for tied in _tied(statement, said, heads, evidence.lore):
        other = _other_tied(tied, cited)
        if other and not _is_elsewhere(tied, nearest, evidence):
            return [f"{having(evidence)} “{other.words}” where “{tied.quantity.words}” stands here"]
    return []


def _amounts(text: str) -> list[Quantity]:
    return [amount for amount in stated(text) if amount.kind not in _TELLING_WHEN][:MOST_CHECKED]


def _other_tied(said: _Tied, cited: list[_Tied]) -> Quantity | None:
    """Another amount of the kind, that is said of what a statement says an amount of, where that is said of another."""
    same = [tied for tied in cited if are_equal(said.quantity, tied.quantity)]
    if any(tied.has(item.key) for item in said.items for tied in same):
        return None
    slots = {item.slot for tied in same for item in tied.items}
    for tied in sorted(cited, key=lambda tied: tied.is_end != said.is_end):
        instead = (item for item in tied.items if item.slot in slots and said.has(item.key))
        if tied.quantity.kind == said.quantity.kind and any(instead):
            return tied.quantity
    return None


def _is_elsewhere(said: _Tied, text: str, evidence: Evidence) -> bool:
    """Whether another cited sentence has the amount, too."""
    others = (other for other in evidence.texts if other != text)
    return any(are_equal(said.quantity, quantity) for other in others for quantity in stated(other))


def _heads(text: str) -> dict[str, frozenset[str]]:
    """Words that a text has behind several others, by stems: group → evening, morning."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, head in pairwise(_WORD.finditer(text)):
        if text[word.end() : head.start()] == " " and word[0].isalpha() and head[0].islower():
            for key in telling_stems(head[0]):
                found[key] |= telling_stems(word[0])
    return {head: frozenset(words) for head, words in found.items() if len(words) > 1}


def _tied(text: str, amounts: list[Quantity], heads: dict[str, frozenset[str]], lore: list[Lore]) -> list[_Tied]:
    items = _not_listed(text, list(_items(text, heads, lore)))
    found: list[_Tied] = []
    for quantity in amounts:
        start, end = quantity.start, quantity.end
        since, until = beside(quantity, amounts, text)
        begin = max((match.end() for match in _CLAUSE_END.finditer(text, since, start)), default=since)
        stop = next((match.start() for match in _CLAUSE_END.finditer(text, end, until)), until)
        near = [
            item
            for item in items
            if begin <= item.start < start or end <= item.start < stop or _WITH.fullmatch(text, end, item.start)
        ]
        before = [
            item for item in items if since <= item.start < start and not any(item in tied.items for tied in found)
        ]
        found.append(_Tied(quantity, tuple(near or _last_name(before, text)), text.endswith("to ", 0, start)))
    for at, (first, second) in enumerate(pairwise(amounts)):
        if _TO.fullmatch(text, first.end, second.start):
            pair = found[at : at + 2]
            both = tuple(item for tied in pair for item in tied.items if not item.key.isdecimal())
            found[at : at + 2] = (replace(tied, items=tied.items + both) for tied in pair)
    return found


def _last_name(items: list[_Item], text: str) -> list[_Item]:
    """The last item, with those before it in one name or in what belongs to it: "Mayor Tobias Kranz of the Party"."""
    first = len(items) - 1
    while first > 0 and _OF_ONE.fullmatch(text, items[first - 1].end, items[first].start):
        first -= 1
    return items[max(first, 0) :]


def _items(text: str, heads: dict[str, frozenset[str]], lore: list[Lore]) -> Iterator[_Item]:
    """The names, years and telling words of a text, in order."""
    names = {word.start: word.key for word in names_in(text, lore)}
    for match in _WORD.finditer(text):
        stems = telling_stems(match[0])
        if match.start() in names or _YEAR.fullmatch(match[0]):
            before = _SMALL_BEFORE.search(text, 0, match.start())
            key = names.get(match.start(), match[0])
            yield _Item(*match.span(), key, before[1].lower() if before and before[1].lower() in stop_words() else "")
        elif heading := [head for head, words in heads.items() if stems & words]:
            behind = telling_stems_in_order(text[match.end() : match.end() + _NEAR])[:1]
            yield _Item(*match.span(), min(stems), next((head for head in heading if head in behind), ""))


def _not_listed(text: str, items: Sequence[_Item]) -> list[_Item]:
    """The items without those in lists: of "Leeds and York had 61 and 58 percent" the clauses do not tell."""
    listed = {item for pair in pairwise(items) if _LISTED.fullmatch(text, pair[0].end, pair[1].start) for item in pair}
    return [item for item in items if item not in listed]
