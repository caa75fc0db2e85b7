"""Whom or what words reach with a preposition: "belong to Castell", "met with Brandt", "rushed to Hull"."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from qa.checking.acts import with_next
from qa.checking.countries import is_seat_of
from qa.checking.lore import are_known_as
from qa.checking.wording import lists_in, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.lore import Lore
    from qa.checking.participants import Cast, Participant

_WORD_AND_PREPOSITION = re.compile(r"\b([a-z]{3,})\s(to|with|from|against|for|into|in|at)\b")
_REACHES = re.compile(rf"{_WORD_AND_PREPOSITION.pattern}\s(?:(?:the|[A-Z]\w*\.?)\s)*\Z")
_GOES_ON = re.compile(r",?\s(?:(?:in|of|at|near|and|or|the|[A-Z]\w*\.?)\s)*")
"""Between one who is reached and the next: "to Dr. Holt of the Institute in Hull"."""
_NO_MORE = re.compile(r"\b(?:by|after|before|when|while|but)\s(?:(?:the|[A-Z]\w*\.?)\s)*\Z")
"""Before somebody else, who is not reached, too: "sold to Ostra by Norra"."""
_MUTUAL = telling_stems(lists_in(__file__, "joining.txt")["mutual"])
"""Stems of what two do to each other: whoever meets Brandt is met by Brandt."""


def others_reached(those: Cast, texts: Sequence[str]) -> Iterator[tuple[Participant, Participant]]:
    """Whomever a statement has behind such words, with the other whom the only such words of the cited text have.

    Args:
        texts: the cited sentences of the cast.
    """
    told = list(_reached(those.said))
    cited = [(word, at, chain) for at, some in enumerate(those.cited if told else ()) for word, chain in _reached(some)]
    for (stem, preposition), (who, *_) in told:
        same = [(at, chain) for word, at, chain in cited if word == (stem, preposition)]
        if not same or _count(stem, preposition, texts) > 1:
            continue
        at, chain = same[0]
        named = [other for some in those.cited for other in some if who.may_be(other, those.lore)]
        behind = [
            other for other in named if other in those.cited[at] and other.names[0].start > chain[0].names[0].start
        ]
        is_there = any(who.may_be(other, those.lore) or _may_mean_one(who, other, those.lore) for other in chain)
        is_there |= any(other.before.endswith(f" {preposition} ") for other in named)  # as in "and Roux from Hull"
        is_there |= any(not _NO_MORE.search(other.before) for other in behind)  # as in "to Hull as well as Bergen"
        is_there |= stem in _MUTUAL and any(other in those.cited[at] for other in named)
        if named and not is_there:
            yield who, chain[0]


def _may_mean_one(who: Participant, other: Participant, lore: list[Lore]) -> bool:
    """Whether one names a country and the other its capital or its president: "ceded to Russia", "ceded to Moscow"."""
    pairs = [(name, another) for name in who.names for another in other.names]
    return any(
        is_seat_of(a.key, b.countries) or are_known_as(a, b.text, lore) for pair in pairs for a, b in (pair, pair[::-1])
    )


def _reached(those: Sequence[Participant]) -> Iterator[tuple[tuple[str, str], list[Participant]]]:
    """The stem of a word and the preposition behind it, with those who stand behind that one after the other."""
    for at, who in enumerate(those):
        if (before := _REACHES.search(who.before)) and (stem := min(telling_stems(before[1]), default="")):
            others = itertools.takewhile(lambda other: _GOES_ON.fullmatch(other.before), those[at + 1 :])
            yield (stem, before[2]), [with_next(those, at), *others]


def _count(stem: str, preposition: str, texts: Sequence[str]) -> int:
    """How often texts have a word with a preposition behind it."""
    found = (match for text in texts for match in _WORD_AND_PREPOSITION.finditer(text) if match[2] == preposition)
    return sum(stem in telling_stems(match[1]) for match in found)
