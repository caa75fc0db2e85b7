"""Who says so: what a source puts in someone's mouth is not stated as a fact, nor given to another speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.antecedents import EXPLAINED, back_to_a_name, opening_name
from qa.checking.capitals import words_of
from qa.checking.countries import is_part_of_the_world
from qa.checking.descriptions import is_called
from qa.checking.evidence import text_before
from qa.checking.lore import are_known_as, are_same, is_ordinary, names_in
from qa.checking.reports import (
    ARTICLE,
    PRONOUNS,
    Report,
    attributing_words,
    is_named,
    quoted_speakers,
    report_in,
    reporting_parts,
    without_quotations,
)
from qa.checking.wording import TITLES, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Sentence
    from qa.checking.capitals import Word
    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore

_DOTTED = re.compile(r"\bU\.([SKN])\b")
_UNDOTTED = re.compile(r"\b(U\.[SKN])\b(?!\.)")
_TO = frozenset({"to", "of", "in", "for", "at", "on"})
_DID = re.compile(r"(?<!ly),?\s[a-z]{3,}ed\s")
_DOES = re.compile(r"\s(?:can|could|will|would|shall|should|may|might|must|did|does|is|are|was|were|has|had)\s")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof)\b")
_HE = frozenset({"he", "she"})
_ANYBODY = telling_stems("others some many several people critics")
_AKIN = 7
"""Letters with which words for the same begin."""
_SHARE = 0.5
"""Share of a statement's stems that what was said must have for the statement to be a report of it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A cited sentence, or a part of it that has a report of its own."""

    text: str
    report: Report
    sentence: Sentence

    @property
    def unreported(self) -> frozenset[str]:
        return telling_stems(self.text) - self.report.stems


def attribution(statement: str, evidence: Evidence) -> list[str]:
    """Reports of the cited sentences that the statement gives as facts, or as somebody else's word. English only."""
    cited = [
        _Part(text, report_in(text), sentence) for sentence in evidence.cited for text in reporting_parts(sentence.text)
    ]
    parts = reporting_parts(statement) if cited else ()
    problem = next(filter(None, (_problem(text, cited, evidence) for text in parts)), None)
    return [problem] if problem else []


def _problem(statement: str, cited: list[_Part], evidence: Evidence) -> str | None:
    given = report_in(statement)
    stems = given.stems or telling_stems(statement)
    if not stems:
        return None
    source = max(cited, key=lambda part: _share(stems, part.report.stems))
    share = _share(stems, source.report.stems)
    if share < _SHARE or share <= _share(stems, frozenset().union(*(part.unreported for part in cited))):
        return None
    named = source.report.speaker
    speaker = named if is_named(named) else _speaker_before(source, evidence) or named
    if not speaker:
        return None
    if not _is_attributed(statement, speaker, source.report.said):
        return f"said by {_told(speaker)}, stated here as fact"
    if is_named(given.speaker) and (
        _are_of_other_countries(given.speaker, speaker, evidence.lore)
        or not _may_be(given.speaker, speaker, source, evidence)
    ):
        return f"said by {_told(speaker)}, given here to {_told(given.speaker)}"
    return None


def _speaker_before(source: _Part, evidence: Evidence) -> str:
    """Who speaks in the lines before a sentence that only goes on to quote, or says "he added"."""
    if source.report.speaker.casefold() in _HE:
        if own := opening_name(source.text, evidence.lore):
            return own
        for before in reversed(back_to_a_name(source.sentence, evidence.lore)):
            if is_named(speaker := report_in(before).speaker):
                return speaker
    return next(filter(is_named, reversed(quoted_speakers(text_before(source.sentence)))), "")


def _may_be(named: str, speaker: str, source: _Part, evidence: Evidence) -> bool:
    """Whether the speaker that a statement names may be the one that the source means."""
    stems = _own_stems(named, evidence)
    before = telling_stems(_before(named, source, evidence))
    if not stems or stems <= _ANYBODY or stems & (telling_stems(speaker) | source.unreported | before):
        return True
    if any(_spells(word, speaker) for word in named.split()) or _are_akin(stems, telling_stems(speaker)):
        return True
    called = _naming_stems(speaker)
    others = (telling_stems(each.text) for each in evidence.cited if each is not source.sentence)
    is_described = named.rsplit(maxsplit=1)[-1][0].islower()  # "its lawyer", not "Mr. Dahl"
    if is_described and any(stems & own and called & own for own in others):
        return True  # another cited sentence says that both are the same
    told = words_of(speaker)
    if is_described and any(
        is_called(word.text, words(named)[-1], evidence.documents) for word in told if word.capital
    ):
        return True
    if told and is_described and any(_stand_together(named, speaker, document.text) for document in evidence.documents):
        return True
    return any(
        are_known_as(word, speaker, evidence.lore) or any(are_same(word, other) for other in told)
        for word in words_of(named)
        if _naming_stems(word.text)
    )


def _are_of_other_countries(named: str, speaker: str, lore: list[Lore]) -> bool:
    """As "Ukrainian diplomats" for "French diplomats", but not "European diplomats"."""
    told, said = (list(_nationalities(who, lore)) for who in (speaker, named))
    is_same = any(are_same(word, other) for word in said for other in told)
    return bool(told) and not is_same and any(not is_part_of_the_world(word.countries) for word in said)


def _nationalities(who: str, lore: list[Lore]) -> Iterator[Word]:
    """The countries that somebody is of, which are neither of a name, as in "Chad Holt", nor of what they are "to"."""
    found = words_of(_DOTTED.sub(r"U\1", who))
    for at, word in enumerate(found):
        beside = [*found[max(0, at - 1) : at], *found[at + 1 : at + 2]]
        is_of_name = any(other.capital and not (other.countries or is_ordinary(other, lore)) for other in beside)
        if word.countries and not is_of_name and (not at or found[at - 1].key not in _TO):
            yield word


def _are_akin(stems: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two words begin alike, as "the prosecution" and "prosecutors" do."""
    return any(len(stem) >= _AKIN and stem[:_AKIN] == other[:_AKIN] for stem in stems for other in others)


def _spells(acronym: str, name: str) -> bool:
    """Whether the first letters of a name are these, as of "the World Health Organization" WHO."""
    return acronym.isupper() and len(acronym) > 1 and acronym in "".join(re.findall(r"\b[A-Z]", name))


def _stand_together(described: str, speaker: str, text: str) -> bool:
    """Whether a document calls a speaker by the last word of a description: "the lawyer" of "his lawyer, Ada Lund"."""
    role, name = (rf"\b(?i:{re.escape(words(each)[-1])})\b" for each in (described, speaker))
    return bool(re.search(rf"{role},?(?:\s[A-Z][\w.’'-]*){{0,3}}\s{name}|{name},(?:\s[\w’'-]+){{0,4}}\s{role}", text))


def _before(named: str, source: _Part, evidence: Evidence) -> str:
    """What comes before a source that points back, and may tell whom it calls "he", or whose "we" it is."""
    points = PRONOUNS & set(words(EXPLAINED.sub("", source.text)))
    if source.report.speaker.casefold() in _HE:
        return "\n".join([source.text, *back_to_a_name(source.sentence, evidence.lore)])
    is_person = any(word.key in about.together for about in evidence.lore for word in words_of(named))
    if is_named(source.report.speaker) and (is_person or "we" not in points):
        return ""
    return "\n".join(map(text_before, evidence.cited)) if points else ""


def _share(stems: frozenset[str], among: frozenset[str]) -> float:
    return len(stems & among) / len(stems)


def _is_attributed(statement: str, speaker: str, said: str) -> bool:
    """Whether a statement says whose word it is; outside its quotations it is enough to name the speaker.

    What the speaker said has verbs of its own, and may name things that the speaker is called by.
    """
    outside = without_quotations(statement)
    attributes = attributing_words(outside) - attributing_words(said)
    return bool(attributes) or bool((_naming_stems(speaker) - telling_stems(said)) & _naming_stems(outside))


def _naming_stems(speaker: str) -> frozenset[str]:
    return telling_stems(speaker) - TITLES


def _own_stems(speaker: str, evidence: Evidence) -> frozenset[str]:
    """The stems of a name, without what is said about whoever has it: "Mr. Merz, the German chancellor"."""
    name = speaker.split(",", maxsplit=1)[0]
    return _naming_stems(name if names_in(name, evidence.lore) else speaker)


def _told(speaker: str) -> str:
    """A speaker as a problem tells of them: nothing of what they did besides, and "he" as the source has it."""
    speaker = _DOES.split(_DID.split(speaker.rpartition(": ")[2])[0])[0]
    if not is_named(speaker):
        return "".join(f"“{'I' if word == 'i' else word}”" for word in words(speaker) if word in PRONOUNS)
    told = _TITLE.sub(r"\1.", " ".join(speaker.split()))
    told = _UNDOTTED.sub(r"\1.", told)
    return told[0].lower() + told[1:] if ARTICLE.match(told) else told
