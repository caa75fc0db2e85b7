"""Exchanges: two whom the cited sentences name, or two amounts, do not change places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Generic, TypeVar

from qa.checking.capitals import POSSESSIVE
from qa.checking.numbers import are_equal
from qa.checking.participants import Participant, cast_of
from qa.checking.quantities import Quantity, quantities
from qa.checking.wording import TITLES, pointing, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qa.checking.evidence import Evidence

_CLAUSE_END = re.compile(r"[;:!?()“”\"\n]|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)\.")
_LINKS = frozenset(
    words(
        "be by of in at from for with on to against over into onto than as under between not no more most few before"
        " after above below about again off out up down through during until toward towards without within among only"
    )
)
"""Small words between a name and the next telling word that make a difference to which of two it is."""
_FORMS = dict.fromkeys(("is", "are", "was", "were", "been", "being", "am"), "be")
_MUTUAL = telling_stems(
    "meet met meeting ally allies allied neighbor neighbour border married marry talk talks discussed agree agreed"
    " partner share shared different compared joint jointly relation together similar like war fought fight"
)
"""Stems of what two do to each other, or are alike in; they may change places."""
_TELLING = telling_stems("told tells telling added adds noted notes wrote writes")
"""Stems of who says something, which has a rule of its own."""
_NO_PLACE = _MUTUAL | _TELLING
_REACH = 60
"""Code points on either side of an amount in which it is looked for what it is of."""


T = TypeVar("T", Participant, Quantity)


@dataclass(frozen=True, slots=True)
class _Place(Generic[T]):
    """A participant or an amount, with the words beside: on which side, the next telling stem, the links in between."""

    what: T
    beside: frozenset[tuple[str, ...]]


def exchanges(statement: str, evidence: Evidence) -> list[str]:
    """Two of a statement, each of which stands where the cited sentences have the other, and only there. English only.

    One alone may be another name for whomever the source means; that two are is unlikely.
    """
    those = cast_of(statement, evidence)
    said = [_place(who) for who in those.said]
    cited = [_place(who) for some in those.cited for who in some]
    names = _exchanged(said, cited, lambda one, other: one.may_be(other, those.lore))
    amounts = _exchanged(
        _amounts(statement), [amount for sentence in evidence.cited for amount in _amounts(sentence.text)], are_equal
    )
    if not (names or amounts):
        return []
    told = [POSSESSIVE.sub("", who.names[-1].text) for who in names] or [amount.words for amount in amounts]
    has = "has" if len(evidence.cited) == 1 else "have"
    return [f"{pointing(evidence)} {has} “{told[0]}” and “{told[1]}” the other way round"]


def _exchanged(said: list[_Place[T]], cited: list[_Place[T]], may_be: Callable[[T, T], bool]) -> tuple[T, ...]:
    """The first two that have changed places; none where all have kept them."""
    stands = [
        (place, frozenset(beside for other in cited if may_be(place.what, other.what) for beside in other.beside))
        for place in said
    ]
    for (one, there), (other, elsewhere) in combinations(stands, 2):
        changed = (one.beside - there) & elsewhere and (other.beside - elsewhere) & there
        if changed and not may_be(one.what, other.what):
            return one.what, other.what
    return ()


def _place(who: Participant) -> _Place[Participant]:
    beside = _words_beside(who.before, who.behind, possessive=bool(POSSESSIVE.search(who.names[-1].text)))
    return _Place(who, frozenset(beside))


def _amounts(text: str) -> list[_Place[Quantity]]:
    """The amounts and dates of a text; without those that stand there twice, whose places would be mixed up."""
    places = []
    for amount in quantities(text):
        before, found, behind = text.partition(amount.words)
        if found and not amount.implied and amount.words not in behind:
            places.append(_Place(amount, frozenset(_words_beside(before[-_REACH:], behind[:_REACH]))))
    return places


def _words_beside(before: str, behind: str, *, possessive: bool = False) -> Iterator[tuple[str, ...]]:
    before, behind = _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(behind)[0]
    if found := _next_telling(reversed(words(before))):
        # who is sued by the tenant is whom the tenant sues
        yield ("behind", found[0]) if found[1:] == ("by",) else ("before", *found)
    if not behind.startswith(",") and (found := _next_telling(words(behind))):
        if possessive:
            yield "before", found[0], "of"  # the tenant's consent is the consent of the tenant
        elif "be" in found[1:]:
            yield "before", *(word for word in found if word != "be")
        else:
            yield "behind", *found


def _next_telling(those: Iterable[str]) -> tuple[str, ...]:
    """The next telling stem, and the links on the way to it; nothing where that tells no place."""
    links: list[str] = []
    for word in those:
        if stems := telling_stems(word) - TITLES:
            if word.endswith("ing"):
                links = [link for link in links if link != "be"]
            return () if stems & _NO_PLACE or word.isdecimal() else (min(stems), *links)
        link = "not" if word.endswith("n't") else _FORMS.get(word, word)
        if link in _LINKS:
            links.append(link)
    return ()
