"""Roles: what the source says of one is not said of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.lore import are_kin, are_same, lore_of, names_in
from qa.checking.wording import pointing, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.checking.capitals import Word
    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore

_JOINING = re.compile(r"(?:[\s,&.-]|\b(?:and|or|the|of|tiny|both|[A-Z]\w*)\b)*")
_COMMA_AND = re.compile(r",\s*(?:and|or)\b")
_DOES = re.compile(r"\s*(?:ha[sd]|have|is|are|was|were|will|would|could|can|did|does|do)\b", re.IGNORECASE)
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
_REACH = 60
"""Code points behind a name in which the word is looked for that says what it does."""


@dataclass(frozen=True, slots=True)
class _Doing:
    """Names that stand together, and the stems that follow them with nothing but small words between."""

    names: tuple[Word, ...]
    stems: tuple[str, ...]
    is_passive: bool
    added: tuple[Word, ...] = ()
    """Names that are added with "and" and no word of their own: "Ms. Porter reported from Paris, and Mr. Kramer …"."""


def roles(statement: str, evidence: Evidence) -> list[str]:
    """Names of a statement whose doing or place the cited sentences give to another name. English only."""
    statement = statement.replace("*", "")
    lore = [lore_of(document) for document in evidence.documents]
    said = list(_groups(statement, lore))
    cited = [group for sentence in evidence.cited for group in _groups(sentence.text, lore)]
    told = [*_others_doing(said, cited, lore), *_others_places(statement, evidence, lore)]
    has = "has" if len(evidence.cited) == 1 else "have"
    return [f"{pointing(evidence)} {has} “{other.text}” where “{name.text}” stands here" for name, other in told][:1]


def _others_doing(said: Iterable[_Doing], cited: list[_Doing], lore: list[Lore]) -> Iterator[tuple[Word, Word]]:
    for doing in said:
        same = [other for other in cited if (other.stems, other.is_passive) == (doing.stems, doing.is_passive)]
        doers = [name for other in same for name in (*other.names, *other.added)]
        if same and not any(are_kin(name, other, lore) for other in doers for name in doing.names):
            yield doing.names[-1], same[0].names[-1]


def _others_places(statement: str, evidence: Evidence, lore: list[Lore]) -> Iterator[tuple[Word, Word]]:
    """As "Mr. Kramer in Berlin", where the source has Mr. Kramer in Kyiv and somebody else in Berlin."""
    cited = [pair for sentence in evidence.cited for pair in _placed(sentence.text, lore)]
    for name, place in _placed(statement, lore):
        places = [other for who, other in cited if are_same(who, name)]
        elsewhere = any(are_same(other, place) for _, other in cited)
        if places and elsewhere and not any(are_same(other, place) for other in places):
            yield place, places[0]


def _placed(text: str, lore: list[Lore]) -> Iterator[tuple[Word, Word]]:
    for name, other in pairwise(names_in(text, lore)):
        if _FROM.fullmatch(text[name.end : other.start]):
            yield name, other


def _groups(text: str, lore: list[Lore]) -> Iterator[_Doing]:
    named = names_in(text, lore)
    added = tuple(name for name in named if _ADDED.search(text[: name.start]))
    group: list[Word] = []
    for word in named:
        if group and not _is_joined(text[group[0].end : group[-1].start], text[group[-1].end : word.start]):
            yield from _doing(group, text, word.start, added)
            group = []
        group.append(word)
    if group:
        yield from _doing(group, text, len(text), added)


def _is_joined(so_far: str, gap: str) -> bool:
    """Whether a name goes on a list of names; a comma before "and" ends a clause where the list has no other."""
    return bool(_JOINING.fullmatch(gap)) and not (_COMMA_AND.match(gap) and "," not in so_far)


def _doing(group: list[Word], text: str, end: int, added: tuple[Word, ...]) -> Iterator[_Doing]:
    behind = text[group[-1].end : min(end, group[-1].end + _REACH)]
    clause = _CLAUSE_END.split(behind)[0]
    stems = telling_stems_in_order(clause)
    is_subject = not _BEHIND_PREPOSITION.search(text[: group[0].start])
    if stems and is_subject and _DOES.match(clause) and not _NOT.search(clause):
        yield _Doing(tuple(group), stems[:_TOLD_BY], bool(_PASSIVE.search(clause)), added)
