"""Reports: what a sentence gives as somebody's word, and whose."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from qa.checking.wording import any_of, lists_in, telling_stems, words

_WORDS = lists_in(__file__, "speaking.txt")
_SAID, _SEES = any_of(_WORDS["said"]), any_of(_WORDS["sees"])
_ATTRIBUTES = re.compile(
    rf"{_SAID}|{_SEES}|(?:[’']s?|\b(?:his|her|its|their))\s+{any_of(_WORDS['own'])}|\A(?:For|To)\s", re.IGNORECASE
)
_NO_CLAUSE = any_of(_WORDS["no clause"])
_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?P<speaker>[^,;:.“”\"]+?)"
    r"(?=\s+who\b|\s+that\b|[,;:.“”\"]|\Z"
    r"|(?<!\bof)(?<!\bin)(?<!\bat)(?<!\bfor)(?<!\bfrom)(?<!\band)\s(?:the|there|it)\s)",
    re.IGNORECASE,
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
_DID_TOO = re.compile(r"(?<=\w)\s[a-z]{3,}ed\Z")
"""As in "Lena Fischer apologised and said"."""
_FULL_NAME = re.compile(r"(?!(?:In|At|On|For|From|After|Before|By)\s)[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*)+")
ARTICLE = re.compile(r"(?:The|An?|His|Her|Its|Their|Our|Two|Three|Some|Many|Most)\s")
PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we"})
_JOINT = re.compile(r",?\s(?:and|but|while|whereas)\s(?!that\b)")
_WHILE = re.compile(r"\A(?:While|Whereas|Although|Though)\s")
_JOINT_OR_COMMA = re.compile(rf"{_JOINT.pattern}|,\s")
_REPORTS = re.compile(rf"{_SAID}|\baccording\b", re.IGNORECASE)
"""What a report has, as a rule; by one that has none of these a sentence is not parted."""
_REPORTED = 2
"""Telling stems that a report must have to stand beside another in a sentence."""
_MOST_PARTS = 20
_IN_FRONT = 20
"""Code points before "according to" at which it opens the sentence rather than closes it."""
_FULL_QUOTATION = 4
"""Words from which a quotation is somebody's statement and not just a term."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a source gives as somebody's word; without words where it gives none."""

    speaker: str = ""
    said: str = ""

    @property
    def stems(self) -> frozenset[str]:
        return telling_stems(self.said)


def reporting_parts(text: str) -> tuple[str, ...]:
    """A sentence, or its parts where it reports what one says and then what another says."""
    first, *others = text.split("; ")
    if any(is_named(report_in(clause).speaker) for clause in others):
        return tuple(part for clause in (first, *others) for part in reporting_parts(clause))
    parts: list[str] = []
    while len(parts) < _MOST_PARTS and (halves := _halves(text)):
        part, text = halves
        parts.append(part)
    return (*parts, text)


def _halves(text: str) -> tuple[str, str] | None:
    """A sentence taken apart where what one says ends, and what another says begins."""
    plain = _WHILE.sub("", text)
    joints = _JOINT if plain == text else _JOINT_OR_COMMA
    marks = [match.start() for match in _REPORTS.finditer(plain)]
    for joint in joints.finditer(plain, marks[0], marks[-1]) if marks else ():
        part, rest = plain[: joint.start()], plain[joint.end() :]
        if all(is_named(each.speaker) and len(each.stems) >= _REPORTED for each in map(report_in, (part, rest))):
            return part, rest
    return None


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
        return Report(before["speaker"] if before and not is_named(speaker) else speaker, quoted)
    return _report_behind(text)


def _who_said(match: re.Match[str]) -> str:
    """Who says that something is so, by the name that stands before or behind a description, where one does."""
    opening, who = match["opening"] or "", match["speaker"]
    if (opening and _WHO.match(who)) or (_FULL_NAME.fullmatch(opening) and ARTICLE.match(who.capitalize())):
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


def quoted_speakers(text: str) -> list[str]:
    """Who speaks the quotations of a text, as far as they are named behind them."""
    return [_speaker(match) for match in _BEHIND_QUOTATION.finditer(_ABBREVIATED.sub(r"\1", text))]


def without_quotations(text: str) -> str:
    return _QUOTED.sub(" ", text)


def attributing_words(text: str) -> frozenset[str]:
    """What in a text may show that something is somebody's word; in doubt it does."""
    return frozenset(match[0].casefold() for match in _ATTRIBUTES.finditer(text))


def _speaker(match: re.Match[str]) -> str:
    """Who speaks, before the verb or behind it, without what is added about them: "Mr. Merz, the German chancellor"."""
    speaker = (match["speaker"] or "").strip(" ,") or (match["behind"] or "").strip(" ,")
    first, _, added = speaker.partition(", ")
    if _FULL_NAME.fullmatch(added.strip(" .")) and not _FULL_NAME.search(first):
        first = added
    return _RELATIVE.sub("", first.split(",")[0].strip(" ."))


def is_named(speaker: str) -> bool:
    return bool(speaker) and PRONOUNS.isdisjoint(words(speaker))
