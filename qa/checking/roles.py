"""Roles: what the source says of one is not said of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.acts import others_acting, others_described
from qa.checking.lore import are_same, names_in
from qa.checking.participants import cast_of
from qa.checking.reached import others_reached
from qa.checking.wording import any_of, having, lists_in, telling_stems, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.capitals import Word
    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore
    from qa.checking.participants import Cast, Participant

_DOES = re.compile(
    r"\s*(?:ha[sd]|have|is|are|was|were|will|would|shall|should|could|can|may|might|must|did|does|do)\b", re.IGNORECASE
)
"""An auxiliary behind a name shows that it is the subject of what follows."""
_FROM = re.compile(r"\s(?:in|from|at)\s", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|neither|nor|without|unlike|like)\b|n[’']t\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,.;:!?()“”\"]|[’']s\b")
_ADDED = re.compile(r"[,;]\s*(?:and|while|but)\s+(?:[A-Z]\w*\.?\s+){0,3}\Z")
_TOLD_BY = 2
"""Stems behind a name that must be the same for the same to be said; one alone is often said of two."""
_BEHIND_PREPOSITION = re.compile(
    r"\b(?:of|in|at|by|from|for|with|on|to|near|between|against|like|unlike)\s+(?:(?:the|[A-Z]\w*\.?)\s+)*\Z"
)
_GROUP = re.compile(
    r"\b(?:the|an?|its|their)\s(?P<which>[a-z-]{3,})\s"
    rf"(?P<kind>{any_of(lists_in(__file__, 'bodies.txt')['groups'])})",
    re.IGNORECASE,
)
"""As "the gateway team"; of one kind there may be several."""
_REACH = 60
"""Code points behind a name in which the word is looked for that says what it does."""


@dataclass(frozen=True, slots=True)
class _Doing:
    """A participant, and the stems that follow with nothing but small words between."""

    doers: tuple[Participant, ...]
    """The one in front; then those added with "and", as in "Ms. Porter reported from Paris, and Mr. Kramer …"."""
    stems: tuple[str, ...]
    is_passive: bool


def roles(statement: str, evidence: Evidence) -> list[str]:
    """Names of a statement whose doing or place the cited sentences give to another name. English only."""
    those = cast_of(statement, evidence)
    plain, texts = statement.replace("*", ""), [sentence.text for sentence in evidence.cited]
    others = (
        *_others_doing(those),
        *others_acting(those, plain, texts),
        *others_described(those, plain, texts),
        *others_reached(those, texts),
    )
    told = [
        *((doer.name, other.name) for doer, other in others),
        *_others_places(plain, evidence),
        *_other_groups(statement, evidence),
    ]
    return [f"{having(evidence)} “{other}” where “{name}” stands here" for name, other in told][:1]


def _others_doing(those: Cast) -> Iterator[tuple[Participant, Participant]]:
    cited = [doing for some in those.cited for doing in _doings(some)]
    for said in _doings(those.said):
        same = [doing for doing in cited if (doing.stems, doing.is_passive) == (said.stems, said.is_passive)]
        for doer in said.doers[0].apart() if same else ():
            if not any(doer.may_be(other, those.lore) for doing in same for other in doing.doers):
                yield doer, same[0].doers[0]


def _others_places(statement: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """As "Mr. Kramer in Berlin", where the source has Mr. Kramer in Kyiv and somebody else in Berlin."""
    cited = [pair for sentence in evidence.cited for pair in _placed(sentence.text, evidence.lore)]
    for name, place in _placed(statement, evidence.lore):
        places = [other for who, other in cited if are_same(who, name)]
        elsewhere = any(are_same(other, place) for _, other in cited)
        if places and elsewhere and not any(are_same(other, place) for other in places):
            yield place.text, places[0].text


def _other_groups(statement: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """As "the gateway team", of which the document speaks elsewhere, where the source has the network team."""
    said, cited = ([match.group("which", "kind") for match in _GROUP.finditer(t)] for t in (statement, evidence.text))
    for which, kind in said if cited else ():
        group, others = f"{which} {kind}", [other for other, same in cited if same.lower() == kind.lower()]
        is_another = others and telling_stems(which).isdisjoint(telling_stems(" ".join(others)))
        if is_another and group not in evidence.text and any(group in document.text for document in evidence.documents):
            yield group, f"{others[0]} {kind}"


def _placed(text: str, lore: list[Lore]) -> Iterator[tuple[Word, Word]]:
    for name, other in pairwise(names_in(text, lore)):
        if _FROM.fullmatch(text[name.end : other.start]):
            yield name, other


def _doings(those: Sequence[Participant]) -> Iterator[_Doing]:
    added = [who for who in those if _ADDED.search(who.before)]
    for doer in those:
        clause = _CLAUSE_END.split(doer.behind[:_REACH])[0]
        stems = telling_stems_in_order(clause)
        is_subject = not _BEHIND_PREPOSITION.search(doer.before)
        if stems and is_subject and (doer.is_party or _DOES.match(clause)) and not _NOT.search(clause):
            yield _Doing((doer, *added), stems[:_TOLD_BY], bool(_PASSIVE.search(clause)))
