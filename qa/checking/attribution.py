"""Who says so: what a source puts in someone's mouth is not stated as a fact, nor given to another speaker."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.antecedents import EXPLAINED, back_to_a_name, opening_name
from qa.checking.capitals import words_of
from qa.checking.countries import is_part_of_the_world
from qa.checking.descriptions import is_called
from qa.checking.evidence import text_before
from qa.checking.lore import are_known_as, are_same, names_in
from qa.checking.wording import TITLES, any_of, lists_in, telling_stems, words

if TYPE_CHECKING:
    from index import Sentence
    from qa.checking.evidence import Evidence

_WORDS = lists_in(__file__, "speaking.txt")
_SAID, _SEES = any_of(_WORDS["said"]), any_of(_WORDS["sees"])
_ATTRIBUTES = re.compile(
    rf"{_SAID}|{_SEES}|(?:[’']s?|\b(?:his|her|its|their))\s+{any_of(_WORDS['own'])}|\A(?:For|To)\s", re.IGNORECASE
)
"""What may show in an answer that something is somebody's word; in doubt it does."""

_NO_CLAUSE = any_of(_WORDS["no clause"])
_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?P<speaker>[^,;:.“”\"]+?)(?=\s+who\b|\s+that\b|[,;:.“”\"]|\Z)", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"]([^“”\"]*)(?:[”\"]|\Z)")
_BEHIND_QUOTATION = re.compile(
    rf"[”\"]\s*(?P<speaker>[^“”\"]{{0,120}}?)\s*{_SAID}(?P<behind>[^“”\"]{{0,120}})", re.IGNORECASE
)
_BEFORE_QUOTATION = re.compile(
    rf"(?P<speaker>[A-Z][^“”\"]{{1,80}}?),?\s+(?:ha(?:ve|s|d)\s+)?(?:{_SAID}|{_SEES})\s[^“”\"]{{0,80}}[“\"]"
)
_AT_THE_END = re.compile(
    rf",\s*(?:(?P<speaker>[^,“”\"]{{1,80}}?)(?:,\s(?:an?|the|who)\s[^,“”\"]{{2,80}},)?\s+(?:ha(?:ve|s|d)\s+)?{_SAID}"
    rf"|(?!\w+ing\b){_SAID}\s+(?P<behind>[^,;“”\"]{{2,80}}(?:,\s(?-i:[A-Z])[\w’'.-]*(?:\s(?-i:[A-Z])[\w’'.-]*)+)?)"
    r"(?:,\s(?:an?|the|who)\s[^“”\"]{2,120})?)"
    r"(?:\s+[^,“”\"\s]+){0,4}\s*[.!?]*\s*\Z",
    re.IGNORECASE,
)
_IN_BETWEEN = re.compile(
    rf",\s*(?P<speaker>(?!who\b|which\b|that\b|and\b|but\b|\s)[^,;:“”\"]{{1,60}}?)\s+(?:ha(?:ve|s|d)\s+)?{_SAID}\s*,\s",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|since|as|but|and|so|that|although|though)\Z")
"""Before "she said", where only what follows is what she said."""
_SAID_TOO = re.compile(
    rf"\A(?P<before>.{{2,200}}?),?\s(?:and|but)\s(?:also\s|later\s|then\s)?{_SAID}\s+(?:that\s+|(?=(?:the|an?|it|they|this|those"
    r"|these|there|most|its|their|[A-Z]\w+)\s))(?P<said>.+)",
    re.DOTALL,
)
"""As in "Dr. Holt accepted the figures but said they …"."""
_THEY_SAY = re.compile(
    r",\s(?:and|but)\s(?P<speaker>(?:[A-Za-z’'-]+\s){0,5}?[A-Za-z’'-]+)\s"
    rf"(?:sa(?:id|ys?)|argues?|argued|believes?|believed|thinks?|thought)\s(?!{_NO_CLAUSE})(?:that\s)?(?P<said>\w.+)",
    re.DOTALL,
)
"""As in "…, but the authors say this may be because …"."""
_NO_ADDITION = "(?:they|he|she|it|we|I|you|there|this|that)"
"""As in "if they attacked again, they would lose, said an official", where nobody is told to be something."""
_THAT = re.compile(
    r"\A(?:(?P<opening>[^,“”\"]{2,40}),\s+)?(?P<speaker>[^,;“”\"]{2,120}?)"
    rf"(?:,\s(?P<added>(?!{_NO_ADDITION}\b)[^,“”\"]{{2,80}}),)?"
    r"\s+(?:and\s+)?(?:ha(?:ve|s|d)\s+)?(?:also\s+|now\s+)?"
    rf"(?:{_SAID}(?:\s+(?!that\b)[\w’']+){{0,3}}?(?:\s+that\b|\s*[:,]?\s*[“\"])"
    rf"|expects?(?=\s(?!to\b)(?:[\w’'-]+\s){{1,4}}to\b)"
    rf"|(?:said|says?|thinks?|believes?)(?=\s+(?!{_NO_CLAUSE})\w))(?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_PARTICIPLE = re.compile(
    r"\A(?P<speaker>.{2,80}?)(?:\s+(?:is|are|was|were|ha[sd]|have)\b.{0,200}?)?"
    r",\s+(?:say|add|argu|warn|not|insist|claim|stress)ing\s+(?:that\s+)?(?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|Lt|Col|Capt|St|U\.S|U\.K|U\.N)\.")
_DOTTED = re.compile(r"\bU\.([SKN])\b")
_RELATIVE = re.compile(r"\A(?:who|which|that|and|but|while|whereas|although)\b\s*", re.IGNORECASE)
_WHO = re.compile(r"who\b", re.IGNORECASE)
_IMPERSONAL = re.compile(r"\Ait (?:is|was|has been)(?: \w+ly)?\Z", re.IGNORECASE)
_NAME = re.compile(r"(?!(?:The|An?)\b)[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*(?=\s[a-z])")
_ANY_NAME = re.compile(
    r"(?!(?:The|An?|In|On|At|For|From|After|Before|By|But|And|His|Her|Its|Their)\b)[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*"
)
_NO_SPEAKER = re.compile(
    r"\A\W*\Z|\A(?:or|so|yet|while|as|when|because|if|then)\b|\b(?:and|but|or|the|an?|of|to|for|with|on|in|by|amid|over|no|its|their|his|her|our|all|(?-i:[a-z])\w+ing)\Z",
    re.IGNORECASE,
)
"""What stands before a noun that looks like a verb: ", and claims", "stopped accepting writes"."""
_DID = re.compile(r"(?<!ly),?\s[a-z]{3,}ed\s")
_DOES = re.compile(r"\s(?:can|could|will|would|shall|should|may|might|must|did|does|is|are|was|were|has|had)\s")
_DID_TOO = re.compile(r"(?<=\w)\s[a-z]{3,}ed\Z")
"""As in "Lena Fischer apologised and said"."""
_FULL_NAME = re.compile(r"(?!(?:In|At|On|For|From|After|Before|By)\s)[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*)+")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof)\b")
_ARTICLE = re.compile(r"(?:The|An?|His|Her|Its|Their|Our|Two|Three|Some|Many|Most)\s")
_PRONOUN = frozenset({"he", "she", "they", "it", "i", "we"})
_HE = frozenset({"he", "she"})
_JOINT = re.compile(r",?\s(?:and|but|while|whereas)\s(?!that\b)")
_REPORTS = re.compile(rf"{_SAID}|\baccording\b", re.IGNORECASE)
"""What a report has, as a rule; by one that has none of these a sentence is not parted."""
_REPORTED = 2
"""Telling stems that a report must have to stand beside another in a sentence."""
_ANYBODY = telling_stems("others some many several people critics")
_AKIN = 7
"""Letters with which words for the same begin."""
_IN_FRONT = 20
"""Code points before "according to" at which it opens the sentence rather than closes it."""
_FULL_QUOTATION = 4
"""Words from which a quotation is somebody's statement and not just a term."""
_SHARE = 0.5
"""Share of a statement's stems that what was said must have for the statement to be a report of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a source gives as somebody's word; without words where it gives none."""

    speaker: str = ""
    said: str = ""

    @property
    def stems(self) -> frozenset[str]:
        return telling_stems(self.said)


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
    cited = [_Part(text, report_in(text), sentence) for sentence in evidence.cited for text in _parts(sentence.text)]
    parts = _parts(statement) if cited else ()
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
    speaker = named if _is_named(named) else _speaker_before(source, evidence) or named
    if not speaker:
        return None
    if not _is_attributed(statement, speaker, source.report.said):
        return f"said by {_told(speaker)}, stated here as fact"
    if _is_named(given.speaker) and (
        _are_of_other_countries(given.speaker, speaker) or not _may_be(given.speaker, speaker, source, evidence)
    ):
        return f"said by {_told(speaker)}, given here to {_told(given.speaker)}"
    return None


@functools.lru_cache(maxsize=256)
def _parts(text: str) -> tuple[str, ...]:
    """A sentence, or its parts where it reports what one says and then what another says."""
    first, *others = text.split("; ")
    if any(_is_named(report_in(clause).speaker) for clause in others):
        return tuple(part for clause in (first, *others) for part in _parts(clause))
    marks = [match.start() for match in _REPORTS.finditer(text)]
    for joint in _JOINT.finditer(text, marks[0], marks[-1]) if marks else ():
        reports = (report_in(part) for part in (text[: joint.start()], text[joint.end() :]))
        if all(_is_named(report.speaker) and len(report.stems) >= _REPORTED for report in reports):
            return (text[: joint.start()], *_parts(text[joint.end() :]))
    return (text,)


@functools.lru_cache(maxsize=256)
def report_in(text: str) -> Report:
    """What a sentence gives as somebody's word."""
    text = _ABBREVIATED.sub(r"\1", text)
    if match := _ACCORDING.search(text):
        in_front = match.start() < _IN_FRONT and any(map(str.isalnum, text[match.end() :]))
        return Report(match["speaker"], text[match.end() :] if in_front else text[: match.start()])
    if (match := _THAT.match(text)) and not _NO_SPEAKER.search(match["speaker"]):
        return Report(_who_said(match), match["said"])
    if match := _PARTICIPLE.match(text):
        name = _NAME.match(match["speaker"])
        return Report(name[0] if name else match["speaker"], match["said"])
    if quoted := " ".join(match[1] for match in _QUOTED.finditer(text) if len(match[1].split()) >= _FULL_QUOTATION):
        behind, before = _BEHIND_QUOTATION.search(text), _BEFORE_QUOTATION.match(text)
        speaker = _speaker(behind) if behind else ""
        return Report(before["speaker"] if before and not _is_named(speaker) else speaker, quoted)
    return _report_behind(text)


def _who_said(match: re.Match[str]) -> str:
    """Who says that something is so, by the name that stands before or behind a description, where one does."""
    opening, who = match["opening"] or "", match["speaker"]
    if (opening and _WHO.match(who)) or (_FULL_NAME.fullmatch(opening) and _ARTICLE.match(who.capitalize())):
        who = opening
    elif _FULL_NAME.fullmatch(match["added"] or "") and not _FULL_NAME.search(who):
        who = match["added"]
    return _DID_TOO.sub("", _IMPERSONAL.sub("others", _RELATIVE.sub("", who)))


def _report_behind(text: str) -> Report:
    """What a sentence that does not open with whoever says something gives as somebody's word."""
    if match := _IN_BETWEEN.search(text):
        before = "" if _REASON.search(text, 0, match.start()) else text[: match.start()]
        return Report(match["speaker"], f"{before} {text[match.end() :]}")
    if (match := _THEY_SAY.search(text)) and not _NO_SPEAKER.search(match["speaker"]):
        return Report(match["speaker"], match["said"])
    if (match := _SAID_TOO.match(text)) and (name := _ANY_NAME.search(match["before"])):
        return Report(name[0], match["said"])
    match = _AT_THE_END.search(text)
    speaker = _speaker(match) if match else ""
    return Report(speaker, text[: match.start()]) if match and not _NO_SPEAKER.search(speaker) else Report()


def _speaker(match: re.Match[str]) -> str:
    """Who speaks, before the verb or behind it, without what is added about them: "Mr. Merz, the German chancellor"."""
    speaker = (match["speaker"] or "").strip(" ,") or (match["behind"] or "").strip(" ,")
    first, _, added = speaker.partition(", ")
    if _FULL_NAME.fullmatch(added.strip(" .")) and not _FULL_NAME.search(first):
        first = added
    return _RELATIVE.sub("", first.split(",")[0].strip(" ."))


def _is_named(speaker: str) -> bool:
    return bool(speaker) and _PRONOUN.isdisjoint(words(speaker))


def _speaker_before(source: _Part, evidence: Evidence) -> str:
    """Who speaks in the lines before a sentence that only goes on to quote, or says "he added"."""
    if source.report.speaker.casefold() in _HE:
        if own := opening_name(source.text, evidence.lore):
            return own
        for before in reversed(back_to_a_name(source.sentence, evidence.lore)):
            if _is_named(speaker := report_in(before).speaker):
                return speaker
    matches = list(_BEHIND_QUOTATION.finditer(_ABBREVIATED.sub(r"\1", text_before(source.sentence))))
    return next((speaker for match in reversed(matches) if _is_named(speaker := _speaker(match))), "")


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


def _are_of_other_countries(named: str, speaker: str) -> bool:
    """As "Ukrainian diplomats" for "French diplomats", but not "European diplomats"."""
    told, said = (
        [word for word in words_of(_DOTTED.sub(r"U\1", who.rpartition(":")[2])) if word.countries]
        for who in (speaker, named)
    )
    is_same = any(are_same(word, other) for word in said for other in told)
    return bool(told) and not is_same and any(not is_part_of_the_world(word.countries) for word in said)


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
    points = _PRONOUN & set(words(EXPLAINED.sub("", source.text)))
    if source.report.speaker.casefold() in _HE:
        return "\n".join([source.text, *back_to_a_name(source.sentence, evidence.lore)])
    is_person = any(word.key in about.together for about in evidence.lore for word in words_of(named))
    if _is_named(source.report.speaker) and (is_person or "we" not in points):
        return ""
    return "\n".join(map(text_before, evidence.cited)) if points else ""


def _share(stems: frozenset[str], among: frozenset[str]) -> float:
    return len(stems & among) / len(stems)


def _is_attributed(statement: str, speaker: str, said: str) -> bool:
    """Whether a statement says whose word it is; outside its quotations it is enough to name the speaker.

    What the speaker said has verbs of its own, and may name things that the speaker is called by.
    """
    outside = _QUOTED.sub(" ", statement)
    own = {match[0].casefold() for match in _ATTRIBUTES.finditer(said)}
    attributes = any(match[0].casefold() not in own for match in _ATTRIBUTES.finditer(outside))
    return attributes or bool((_naming_stems(speaker) - telling_stems(said)) & _naming_stems(outside))


def _naming_stems(speaker: str) -> frozenset[str]:
    return telling_stems(speaker) - TITLES


def _own_stems(speaker: str, evidence: Evidence) -> frozenset[str]:
    """The stems of a name, without what is said about whoever has it: "Mr. Merz, the German chancellor"."""
    name = speaker.split(",", maxsplit=1)[0]
    return _naming_stems(name if names_in(name, evidence.lore) else speaker)


def _told(speaker: str) -> str:
    """A speaker as a problem tells of them: nothing of what they did besides, and "he" as the source has it."""
    speaker = _DOES.split(_DID.split(speaker.rpartition(": ")[2])[0])[0]
    if not _is_named(speaker):
        return "".join(f"“{'I' if word == 'i' else word}”" for word in words(speaker) if word in _PRONOUN)
    told = _TITLE.sub(r"\1.", " ".join(speaker.split()))
    return told[0].lower() + told[1:] if _ARTICLE.match(told) else told
