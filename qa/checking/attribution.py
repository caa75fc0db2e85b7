"""Who says so: what a source puts in someone's mouth is not stated as a fact, nor given to another speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.capitals import words_of
from qa.checking.lore import are_known_as, are_same, lore_of
from qa.checking.wording import TITLES, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Sentence
    from qa.checking.evidence import Evidence

_SAID = (
    r"(?:said|says?|saying|told|tells?|telling|add(?:ed|s)|adding|argu(?:ed?|es|ing)|warn(?:ed|s|ing)?|claim(?:ed|s|ing)?"
    r"|note[sd]?|noting|insist(?:ed|s|ing)?|suggest(?:ed|s|ing)?|explain(?:ed|s|ing)?|announc(?:ed?|es|ing)"
    r"|acknowledg(?:ed?|es|ing)|conced(?:ed?|es|ing)|stress(?:ed|es|ing)?|wrote|writes|believ(?:ed?|es|ing)"
    r"|thinks?|thought|estimat(?:ed?|es|ing)|predict(?:ed|s|ing)?|contend(?:ed|s|ing)?|maintain(?:ed|s|ing)?"
    r"|assert(?:ed|s|ing)?|alleg(?:ed?|es|ing)|declar(?:ed?|es|ing)|remark(?:ed|s|ing)?|complain(?:ed|s|ing)?"
    r"|point(?:ed|s|ing)?\s+out|stated|stating|states(?=\s+that\b)|emphasi[sz](?:ed?|es|ing)|recall(?:ed|s|ing)?|cautioned|agree[sd]?(?=\s+that\b))"
)
_ATTRIBUTES = re.compile(
    rf"\b{_SAID}\b|\baccording\s+to\b|\b(?:in|with)\s+(?:the\s+)?(?:view|opinion|words|eyes|account|assessment)s?\b"
    r"|[’']s?\s+(?:view|opinion|words|account|assessment|message|position|office)\b|\bput\s+it\b|\bas\s+\w+\s+sees?\b"
    r"|\b(?:sees?|saw|seen|views?|viewed|considers?|considered|regards?|regarded|describ(?:es?|ed)|calls?|called"
    r"|expects?|hopes?|hoping|hoped|fears?|feared|doubts?|doubted|wants?|wanted|denie[sd]|admit(?:s|ted)?"
    r"|reports?|reported|quoted|cit(?:es|ed)|asked|promised|pledged|feels?)\b|\A(?:For|To)\s",
    re.IGNORECASE,
)
"""What may show in an answer that something is somebody's word; in doubt it does."""

_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?P<speaker>[^,;:.“”\"]+?)(?=\s+who\b|\s+that\b|[,;:.“”\"]|\Z)", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"]([^“”\"]*)(?:[”\"]|\Z)")
_BEHIND_QUOTATION = re.compile(
    rf"[”\"]\s*(?P<speaker>[^“”\"]{{0,120}}?)\s*\b{_SAID}\b(?P<behind>[^“”\"]{{0,120}})", re.IGNORECASE
)
_AT_THE_END = re.compile(
    rf",\s*(?:(?P<speaker>[^,“”\"]{{1,80}}?)\s+(?:ha(?:ve|s|d)\s+)?{_SAID}|{_SAID}\s+(?P<behind>[^,;“”\"]{{2,80}}))"
    r"(?:\s+[^,“”\"\s]+){0,4}\s*[.!?]*\s*\Z",
    re.IGNORECASE,
)
_THAT = re.compile(
    rf"\A(?:[^,“”\"]{{2,40}},\s+)?(?P<speaker>[^,“”\"]{{2,120}}?)(?:,[^,“”\"]{{2,80}},)?\s+(?:ha(?:ve|s|d)\s+)?(?:also\s+|now\s+)?"
    rf"(?:{_SAID}(?:\s+(?!that\b)[\w’']+){{0,3}}?(?:\s+that\b|\s*[:,]?\s*[“\"])"
    r"|(?:said|says?|thinks?|believes?)(?=\s+(?:the|it|they|he|she|there|no|this|these|those|their|its|his|her|a|an)\b))(?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_PARTICIPLE = re.compile(
    r"\A(?P<speaker>.{2,80}?)(?:\s+(?:is|are|was|were|ha[sd]|have)\b.{0,200}?)?,\s+(?:saying|adding|arguing|warning|noting|insisting|claiming|stressing)\s+(?:that\s+)?(?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|Lt|Col|Capt|St|U\.S|U\.K|U\.N)\.")
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof)\b")
_PRONOUN = frozenset({"he", "she", "they", "it", "i", "we"})
_LINES_BEFORE = 600
_IN_FRONT = 20
"""Code points before "according to" at which it opens the sentence rather than closes it."""
_FULL_QUOTATION = 4
"""Words from which a quotation is somebody's statement and not just a term."""
_SHARE = 0.5
"""Share of a statement's stems that what was said must have for the statement to be a report of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """Something that a source gives as somebody's word."""

    speaker: str
    said: str


def attribution(statement: str, evidence: Evidence) -> list[str]:
    """Reports of the cited sentences that the statement gives as facts, or as somebody else's word. English only."""
    said = list(reports_in(statement))
    stems = frozenset().union(*(telling_stems(report.said) for report in said)) or telling_stems(statement)
    if not stems:
        return []
    shares = [(_share(stems, telling_stems(report.said)), report) for report in _reports(evidence)]
    share, report = max(shares, key=lambda item: item[0], default=(0.0, None))
    if report is None or not report.speaker or share < _SHARE or share <= _share(stems, _unreported(evidence)):
        return []
    if not _is_attributed(statement, report.speaker):
        return [f"said by {_told(report.speaker)}, stated here as fact"]
    others = [other.speaker for other in said if _is_another(other.speaker, report, evidence)]
    return [f"said by {_told(report.speaker)}, given here to {_told(others[0])}"] if others else []


def reports_in(text: str) -> Iterator[Report]:
    """What a sentence gives as somebody's word."""
    text = _ABBREVIATED.sub(r"\1", text)
    quoted = " ".join(match[1] for match in _QUOTED.finditer(text) if len(match[1].split()) >= _FULL_QUOTATION)
    if match := _ACCORDING.search(text):
        in_front = match.start() < _IN_FRONT
        yield Report(match["speaker"], text[match.end() :] if in_front else text[: match.start()])
    elif match := _THAT.match(text) or _PARTICIPLE.match(text):
        yield Report(match["speaker"], match["said"])
    elif quoted:
        match = _BEHIND_QUOTATION.search(text)
        yield Report(_speaker(match) if match else "", quoted)
    elif match := _AT_THE_END.search(text):
        yield Report(_speaker(match), text[: match.start()])


def _speaker(match: re.Match[str]) -> str:
    """Who speaks, before the verb or behind it, without what is added about them: "Mr. Merz, the German chancellor"."""
    speaker = (match["speaker"] or "").strip(" ,") or (match["behind"] or "").strip(" ,")
    return speaker.split(",")[0].strip(" .")


def _reports(evidence: Evidence) -> Iterator[Report]:
    for sentence in evidence.cited:
        for report in reports_in(sentence.text):
            named = report.speaker and not set(words(report.speaker)) & _PRONOUN
            yield report if named else Report(_speaker_before(sentence) or report.speaker, report.said)


def _speaker_before(sentence: Sentence) -> str | None:
    """Who speaks in the lines before a sentence that only goes on to quote, or says "he added"."""
    text = sentence.document.text[max(0, sentence.span.start - _LINES_BEFORE) : sentence.span.start]
    for match in reversed(list(_BEHIND_QUOTATION.finditer(_ABBREVIATED.sub(r"\1", text)))):
        if not set(words(speaker := _speaker(match))) & _PRONOUN:
            return speaker
    return None


def _is_another(speaker: str, report: Report, evidence: Evidence) -> bool:
    """Whether the speaker that a statement names is none that the source may mean."""
    stems = _naming_stems(speaker)
    if not stems or not report.speaker or set(words(speaker)) & _PRONOUN:
        return False
    allowed = telling_stems(report.speaker)
    for sentence in evidence.cited:
        if any(found.said == report.said for found in reports_in(sentence.text)):
            allowed |= telling_stems(sentence.text) - telling_stems(report.said)
            if set(words(sentence.text)) & _PRONOUN:
                allowed |= telling_stems(evidence.before)
    if stems & allowed:
        return False
    lore = [lore_of(document) for document in evidence.documents]
    told = words_of(report.speaker)
    return not any(
        are_known_as(word, report.speaker, lore) or any(are_same(word, other) for other in told)
        for word in words_of(speaker)
        if _naming_stems(word.text)
    )


def _unreported(evidence: Evidence) -> frozenset[str]:
    """Stems of what the cited sentences say in their own name."""
    own = [
        telling_stems(sentence.text).difference(*(telling_stems(report.said) for report in reports_in(sentence.text)))
        for sentence in evidence.cited
    ]
    return frozenset().union(*own)


def _share(stems: frozenset[str], among: frozenset[str]) -> float:
    return len(stems & among) / len(stems)


def _is_attributed(statement: str, speaker: str) -> bool:
    """Whether a statement says whose word it is; outside its quotations it is enough to name the speaker."""
    outside = _QUOTED.sub(" ", statement)
    return bool(_ATTRIBUTES.search(outside)) or not _naming_stems(speaker).isdisjoint(_naming_stems(outside))


def _naming_stems(speaker: str) -> frozenset[str]:
    return telling_stems(speaker) - TITLES


def _told(speaker: str) -> str:
    return _TITLE.sub(r"\1.", " ".join(speaker.split()))
