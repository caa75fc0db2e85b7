"""Participants: whom a sentence is about, names and parties alike, and what stands right before and behind them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.capitals import words_of
from qa.checking.lore import are_kin, capitals_of, names_in
from qa.checking.opposites import pairs_in
from qa.checking.spelling import POSSESSIVE
from qa.checking.things import pairs_of, things_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.capitals import Word
    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore
    from qa.checking.things import Pairs

_JOINING = re.compile(r"(?:[\s,&.-]|\b(?:and|or|the|of|tiny|both|[A-Z]\w*)\b)*")
_ASIDE = re.compile(r",\s(?P<un>un)?like\s[\w.’'-]+(?:\s[\w.’'-]+){0,3},")
"""As in "France, like Spain, has agreed", where Spain did so too, and parts France from nothing."""
_AND = re.compile(r",?\sand\b")
_LISTED = re.compile(rf"{_AND.pattern}|,")
_COMMA_AND = re.compile(r",\s*(?:and|or)\b")


@dataclass(frozen=True, slots=True)
class Participant:
    """Names that stand together, or a party: "France, Britain and tiny Estonia", "the Tenant".

    Attributes:
        before: the text between the participant before and this one.
        behind: the text up to the next one.
        alike: names in "like Spain" beside them, which do the same.
        items: the names, taken apart where "and" joins them.
    """

    names: tuple[Word, ...]
    before: str
    behind: str
    alike: tuple[Word, ...] = ()
    items: tuple[tuple[Word, ...], ...] = ()

    @property
    def is_party(self) -> bool:
        """Whether this is the word for a party, and no name."""
        return all(map(_other_parties, self.names))

    @property
    def name(self) -> str:
        """The last name of those that stand together, with all its words."""
        return self.whole(self.names[-1])

    def whole(self, name: Word) -> str:
        """A name with all its words: "Norra Holding"."""
        first = last = self.names.index(name)
        while first > 0 and self.names[first - 1].end + 1 == self.names[first].start:
            first -= 1
        while last + 1 < len(self.names) and self.names[last].end + 1 == self.names[last + 1].start:
            last += 1
        return POSSESSIVE.sub("", " ".join(word.text for word in self.names[first : last + 1]))

    def by_name(self) -> Participant:
        """The same without words for parties, as "son", where it has a name besides."""
        own = tuple(name for name in self.names if len(name.key) > 1 and not _other_parties(name))
        return replace(self, names=own or self.names)

    def apart(self) -> list[Participant]:
        """Each of several who are joined by "and", by itself."""
        return [replace(self, names=item) for item in self.items]

    def may_be(self, other: Participant, lore: list[Lore]) -> bool:
        """Whether this may be another, or one of those that stand together or do the like."""
        return any(_may_be(name, another, lore) for name in self.names for another in other.names + other.alike)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in a statement, and in each sentence that it cites; what is known of their names."""

    said: tuple[Participant, ...]
    cited: tuple[tuple[Participant, ...], ...]
    lore: list[Lore]


@functools.lru_cache(maxsize=1)  # two rules ask for the same, one after the other
def cast_of(statement: str, evidence: Evidence) -> Cast:
    """Who takes part: names and parties."""
    return _cast(statement, evidence, frozenset())


def cast_with_things(statement: str, evidence: Evidence) -> Cast | None:
    """Who and what takes part: the things, too, that the statement and the cited sentences have in common, if any."""
    shared = pairs_of(statement) & pairs_of(evidence.text)
    return _cast(statement, evidence, shared) if any(things_in(statement, shared)) else None


def _cast(statement: str, evidence: Evidence, shared: Pairs) -> Cast:
    lore = [*evidence.lore, capitals_of(statement)]
    cited = (tuple(_participants(sentence.text, lore, shared)) for sentence in evidence.cited)
    return Cast(tuple(_participants(statement.replace("*", ""), lore, shared)), tuple(cited), lore)


def _participants(text: str, lore: list[Lore], shared: Pairs) -> Iterator[Participant]:
    asides = list(_ASIDE.finditer(text))
    text = _ASIDE.sub(lambda aside: " " * len(aside[0]), text)
    groups: list[list[Word]] = []
    for word in _named(text, lore, shared):
        if groups and _is_joined(text[groups[-1][0].end : groups[-1][-1].start], text[groups[-1][-1].end : word.start]):
            groups[-1].append(word)
        else:
            groups.append([word])
    starts = [*(group[0].start for group in groups), len(text)]
    ends = [0, *(group[-1].end for group in groups)]
    for at, group in enumerate(groups):
        beside = [aside for aside in asides if ends[at + 1] <= aside.start() < starts[at + 1] and not aside["un"]]
        alike = tuple(name for aside in beside for name in names_in(aside[0], lore))
        before, behind = text[ends[at] : starts[at]], text[ends[at + 1] : starts[at + 1]]
        yield Participant(tuple(group), before, behind, alike, tuple(_items(group, text)))


def _items(group: list[Word], text: str) -> Iterator[tuple[Word, ...]]:
    """Those who stand together, one by one: of "Amélie Roux of France and Brandt" the first three names are one."""
    joints = [text[one.end : other.start] for one, other in pairwise(group)]
    ends = [at for at, joint in enumerate(joints, 1) if _LISTED.match(joint)] if any(map(_AND.match, joints)) else []
    for start, end in pairwise([0, *ends, len(group)]):
        yield tuple(group[start:end])


def _named(text: str, lore: list[Lore], shared: Pairs) -> list[Word]:
    named = {word.start: word for word in names_in(text, lore)}
    for word in words_of(text):
        if _other_parties(word):
            named.setdefault(word.start, word)
    for thing in things_in(text, shared) if shared else ():
        if not any(thing.start <= start < thing.end for start in named):
            named[thing.start] = thing
    return [named[start] for start in sorted(named)]


def _is_joined(so_far: str, gap: str) -> bool:
    """Whether a name goes on a list of names; a comma before "and" ends a clause where the list has no other."""
    return bool(_JOINING.fullmatch(gap)) and not (_COMMA_AND.match(gap) and "," not in so_far)


def _may_be(word: Word, other: Word, lore: list[Lore]) -> bool:
    """A party may be anybody whom the sentence names, but not its opposite: a landlord is not a tenant."""
    if opposite := _other_parties(word):
        return _party(other.text) not in opposite
    return bool(_other_parties(other)) or are_kin(word, other, lore)


def _other_parties(word: Word) -> frozenset[str]:
    """The words for the opposite of a party; none where the word names no party."""
    return _opposite_of(word.text)


@functools.lru_cache(maxsize=20_000)  # of each word of a text; saves a twentieth of a check
def _opposite_of(word: str) -> frozenset[str]:
    _, opposite = pairs_in("parties.txt").get(_party(word), (frozenset(), frozenset()))
    return opposite


def _party(word: str) -> str:
    return POSSESSIVE.sub("", word).lower()
