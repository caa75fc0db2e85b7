"""Exchanges: two whom the cited sentences name do not change places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from qa.checking.participants import cast_of, cast_with_things
from qa.checking.spelling import POSSESSIVE
from qa.checking.wording import TITLES, having, lists_in, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore
    from qa.checking.participants import Cast, Participant

_CLAUSE_END = re.compile(r"[;:!?()“”\"\n]|,\s+but\b|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)\.")
_CAPITALS_BEFORE = re.compile(r"(?:(?:[A-Z][\w’'.-]*|&)\s+)+\Z")
_CAPITALS_BEHIND = re.compile(r"\A(?:\s+(?:[A-Z][\w’'.-]*|&))+")
"""What belongs to a name and is none by itself: "President", "Group"."""
_ASIDE = re.compile(r"\A,\s(?:who|which)\s[^,;:.]+,")
"""What a relative clause says of somebody before the verb."""
_WORDS = lists_in(__file__, "joining.txt")
_AND_VERB = re.compile(r"\band\s+(?=(?:be|is|are|was|were|will|has|had)\s)")
"""Before another verb of the same: "will leave and be followed by"."""
_LINKS = frozenset(words(_WORDS["links"]))
"""Small words between a name and the next telling word that make a difference to which of two it is."""
_FORMS = dict.fromkeys(("is", "are", "was", "were", "been", "being", "am"), "be")
_MUTUAL = telling_stems(_WORDS["mutual"])
"""Stems of what two do to each other, or are alike in; they may change places."""
_TELLING = telling_stems("told tells telling added adds noted notes wrote writes")
"""Stems of who says something, which has a rule of its own."""
_NO_PLACE = _MUTUAL | _TELLING


@dataclass(frozen=True, slots=True)
class _Place:
    """A participant with the words beside it: on which side, the next telling stem, and the links in between."""

    who: Participant
    name: str
    beside: frozenset[tuple[str, ...]]


def exchanges(statement: str, evidence: Evidence) -> list[str]:
    """Two of a statement, each of whom stands where the cited sentences have the other, and only there. English only.

    One alone may be another name for whomever the source means; that two are is unlikely.
    """
    casts = (cast(statement, evidence) for cast in (cast_of, cast_with_things))
    return next((problem for those in casts if those and (problem := _exchanged(those, evidence))), [])


def _exchanged(those: Cast, evidence: Evidence) -> list[str]:
    said = [place for who in those.said for place in _places(who)]
    if not any(place.beside for place in said[1:]):
        return []  # it takes two
    cited = [place for some in those.cited for who in some for place in _places(who)]
    stands = [(place, _beside(place.who, cited, those.lore)) for place in said]
    for (one, there), (other, elsewhere) in combinations(stands, 2):
        changed = (one.beside - there) & elsewhere and (other.beside - elsewhere) & there
        if changed and one.beside != other.beside and not one.who.may_be(other.who, those.lore):
            names = " and ".join(f"“{place.name}”" for place in (one, other))
            return [f"{having(evidence)} {names} the other way round"]
    return []


def _beside(who: Participant, cited: Iterable[_Place], lore: list[Lore]) -> frozenset[tuple[str, ...]]:
    return frozenset(beside for place in cited if who.may_be(place.who, lore) for beside in place.beside)


def _places(who: Participant) -> Iterator[_Place]:
    """The place of each name that stands with others: "followed by Germany and Denmark"."""
    is_owner = POSSESSIVE.search(who.names[-1].text) is not None
    beside = frozenset(_words_beside(who.before, who.behind, is_owner=is_owner))
    return (_Place(replace(who, names=(name,)), who.whole(name), beside) for name in who.names)


def _words_beside(before: str, behind: str, *, is_owner: bool) -> Iterator[tuple[str, ...]]:
    before = _CLAUSE_END.split(_CAPITALS_BEFORE.sub("", before))[-1]
    behind = _CLAUSE_END.split(_ASIDE.sub("", _CAPITALS_BEHIND.sub("", behind)))[0]
    if found := _next_telling(reversed(words(before))):
        # who is sued by the tenant is whom the tenant sues
        yield ("behind", found[0]) if found[1:] == ("by",) else ("before", *found)
    if behind.startswith(","):
        return
    if is_owner:
        if found := _next_telling(words(behind)):
            yield "before", found[0], "of"  # the tenant's consent is the consent of the tenant
        return
    for part in _AND_VERB.split(behind):
        if found := _next_telling(words(part)):
            side = "before" if "be" in found[1:] else "behind"
            yield side, *(word for word in found if word != "be")


def _next_telling(those: Iterable[str]) -> tuple[str, ...]:
    """The next telling stem, and the links on the way to it; nothing where that tells no place."""
    links: list[str] = []
    for word in those:
        if stems := telling_stems(word) - TITLES:
            if word.endswith("ing"):
                links = [link for link in links if link != "be"]
            return () if stems & _NO_PLACE else (min(stems), *links)
        link = "not" if word.endswith("n't") else _FORMS.get(word, word)
        if link in _LINKS:
            links.append(link)
    return ("not",) if "not" in links else ()  # as in "the roof, but not the walls"
