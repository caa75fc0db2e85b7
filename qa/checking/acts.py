"""Acts: who did what in a sentence, as far as a name stands beside the verb: "Roux attacked", "attacked by Roux"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.checking.wording import is_past, lists_in, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.participants import Cast, Participant

_DID = re.compile(r"(?:\s[IVX]+\b)?(?:,?\swho(?:\sha[sd])?)?\s(?:(?:then|also|later|soon|now)\s)?([a-z]+)")
_DID_TOO = re.compile(r"\s(?:and|but)\s(?:(?:then|also|later|soon|now)\s)?([a-z]+)")
_DONE_BY = re.compile(r"\b([a-z]+)\sby\s(?:[A-Za-z-]+,?\s){0,4}\Z")
_OF_COUNTRY = re.compile(r"\s(?:[a-z-]+\s){1,2}")
"""Between two names of one: "the Dutch company Vermeulen"."""
_DESCRIPTION = re.compile(r",\s(?:now\s)?(?:an?|the|who)\s([^,;:“”]{3,120})")
_ALIKE, _SHARE = 2, 0.7
"""Stems, and the share of a description's, from which another is the same."""
_OFTEN_DONE = telling_stems(lists_in(__file__, "joining.txt")["often done"])
"""Stems of what several do, or say."""
_NO_FORM = frozenset(words("cut hit set put shut quit beat hurt"))
"""Verbs with no form of their own for the past."""
_POINTS = frozenset({"it", "them", "this", "that"})
_JOINT = re.compile(r"[;:]|,\s(?:and|but)\s|,?\s(?:while|whereas)\s")
"""Between two clauses that each have a subject of their own."""


@dataclass(frozen=True, slots=True)
class _Act:
    """Who did something: its stem, the number of the clause, and what that tells of what it was done to."""

    who: Participant
    stem: str
    clause: int
    told: str

    def may_be_to(self, other: _Act) -> bool:
        """Whether another act may be done to the same: both tell of it, or this of nothing, or the other of "it"."""
        own, others = telling_stems(self.told), telling_stems(other.told)
        return not own.isdisjoint(others) or not own or not _POINTS.isdisjoint(words(other.told))


def others_acting(those: Cast, statement: str, texts: Sequence[str]) -> Iterator[tuple[Participant, Participant]]:
    """Whoever acts in a statement, with the other by whom the only clause that speaks of the act has it done.

    Args:
        texts: the cited sentences of the cast.
    """
    told = list(_acts(those.said, statement))
    if not told:
        return
    cited = [(act, at) for at, some in enumerate(those.cited) for act in _acts(some, texts[at])]
    done = [stem for text in texts for word in words(text) if (stem := _stem(word))]
    for said in told:
        same = [(act, at) for act, at in cited if act.stem == said.stem]
        if len(same) != 1 or done.count(said.stem) > 1:
            continue
        ((act, sentence),) = same
        present = [
            (at, _clause(texts[at], other))
            for at, some in enumerate(those.cited)
            for other in some
            if said.who.may_be(other.by_name(), those.lore)
        ]
        is_another = (sentence, act.clause) not in present and not said.who.may_be(act.who, those.lore)
        if present and is_another and said.may_be_to(act):
            yield said.who, act.who


def others_described(those: Cast, statement: str, texts: Sequence[str]) -> Iterator[tuple[Participant, Participant]]:
    """Whoever a statement describes in words with which the cited sentences describe another, with that other."""
    told = list(_described(those.said, statement))
    if not told:
        return
    cited = [one for some, text in zip(those.cited, texts, strict=True) for one in _described(some, text)]
    present = [other for some in those.cited for other in some]
    for who, stems in told:
        alike = [other for other, others in cited if len(stems & others) >= max(_ALIKE, _SHARE * len(stems))]
        is_known = any(who.may_be(other, those.lore) for other in present)
        if alike and is_known and not any(who.may_be(other, those.lore) for other in alike):
            yield who, alike[0]


def _described(those: Sequence[Participant], text: str) -> Iterator[tuple[Participant, frozenset[str]]]:
    """Those with a description behind them, and its stems: "Ada Lund, a pilot from Hull"."""
    for who in those:
        if description := _DESCRIPTION.match(text, who.names[-1].end):
            yield who, telling_stems(description[1])


def _acts(those: Sequence[Participant], text: str) -> Iterator[_Act]:
    for at, who in enumerate(those):
        clause = _clause(text, who)
        end = who.names[-1].end
        if (did := _DID.match(who.behind)) and _stem(did[1]):
            for verb in (did, *_DID_TOO.finditer(who.behind, did.end())):
                if stem := _stem(verb[1]):
                    yield _Act(who, stem, clause, _JOINT.split(text[end + verb.end() :])[0])
        if (by := _DONE_BY.search(who.before)) and (stem := _stem(by[1])):
            start = who.names[0].start - len(who.before) + by.start()
            yield _Act(with_next(those, at).by_name(), stem, clause, _JOINT.split(text[:start])[-1])


def _stem(verb: str) -> str:
    """The stem of a verb of the past that tells what was done, or nothing."""
    return min(telling_stems(verb) - _OFTEN_DONE, default="") if is_past(verb) or verb in _NO_FORM else ""


def with_next(those: Sequence[Participant], at: int) -> Participant:
    """Whoever a country and a name stand for: "the Dutch company Vermeulen"."""
    who, following = those[at], those[at + 1 : at + 2]
    if following and all(name.countries for name in who.names) and _OF_COUNTRY.fullmatch(who.behind):
        return replace(who, names=who.names + following[0].names)
    return who


def _clause(text: str, who: Participant) -> int:
    return sum(1 for _ in _JOINT.finditer(text, 0, who.names[0].start))
