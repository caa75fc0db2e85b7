"""Polarity: "not", "only" and "could" are neither dropped nor added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.wording import any_of, pointing, telling_stems, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence


def _marker(expressions: str) -> re.Pattern[str]:
    return re.compile(any_of(expressions), re.IGNORECASE)


_NOT = _marker(r"""
    (?<!or\s)not(?!_only\b) no(?![.\s]*\d|,|_(more|less|fewer|later|earlier|greater)_than\b) never none nobody nothing
    nowhere neither nor without cannot \w+n[’']t rul(ed?|es|ing)_out refus\w+ den(y|ied|ies|ying) reject\w* unable
    declin(ed?|es|ing)_to fail\w*_to unwilling unlikely yet_to exclud\w+ oppos(ed?|es|ing|ition) avoid\w*
""")
_ALMOST_NOT = _marker(r"""
    only few(er)? less little lack\w* unless hardly barely scarcely rather instead except otherwise alone last low
    bann?ed bans? prohibit\w* forbid\w* remain\w* virtual\w* online absen\w+ against despite un\w{4,} dis\w{4,}
    non\w{3,} il\w{4,} im\w{4,} in(complete|cons|cap|eff|suff|act)\w* \w+less
""")
"""Words for which a paraphrase may well have a "not", or have one instead."""
_ONLY = _marker(r"(?<!not\s)only solely exclusively merely nothing_but no_one_(else|but) sole")
_ALMOST_ONLY = _marker(r"""
    only sole\w* exclusive\w* mere(ly)? just alone no_other limit\w* nothing but single few unless until except\w*
    condition\w* without
""")
_PERHAPS = _marker(r"""
    probably could (?-i:may)(?!_\d) might consider(s|ed|ing)(?=_\w+ing\b) in_principle possibly perhaps reportedly
    allegedly likely potentially hop(es?|ed|ing)_to wants?_to is_meant_to
""")
"""May is a month."""
_ALMOST_PERHAPS = _marker(r"""
    could may might would can should consider\w* principle possib\w+ perhaps reported\w* alleged\w* likely potential\w*
    hop(e[sd]?|ing) want\w* able ability if whether plan\w* propos\w+ expect\w* ready willing\w* depend\w* prospect\w*
    option\w* intend\w* intention\w* offer\w* aim\w* seek\w* sought eventual\w* use(d|ful)? prove think\w* thought
    believ\w+ open_to weigh\w* mull\w* look\w*_at stud(y|ies|ying) discuss\w* agree\w* will meant supposed
    conceivabl\w+ imagin\w+ one_day review\w* indicat\w+ signal\w* suggest\w* message ambition\w*
""")
_UNLESS = _marker("without unless until except before")
_REQUIRED = _marker(
    "need\\w* requir\\w* must only with if once after subject_to depend\\w* consent approval permission"
)
"""Words with which a paraphrase says what a "not … without" does."""
_PURE_NOT = _marker(r"not(?!_only\b) no_longer never \w+n[’']t")
_REMAINS = _marker("remain(s|ed|ing)? still")
_SURELY = _marker("will shall certainly definitely")
_AROUND = 90
"""Code points before and behind a marker in which what it changes is looked for."""
_BEFORE, _BEHIND = 4, 3
"""Telling stems on either side of a marker that it is taken to change."""
_MOSTLY = 0.5


def polarity(statement: str, evidence: Evidence) -> list[str]:
    """Where a statement asserts what its cited sentences deny or leave open, or denies or restricts more than they do.

    English only. An "only" that is dropped leaves a weaker statement, which is still true.
    """
    cited, text = pointing(evidence), evidence.text
    says = "says" if len(evidence.cited) == 1 else "say"
    for marks, softer in ((_NOT, _ALMOST_NOT), (_PERHAPS, _ALMOST_PERHAPS)):
        if marks.search(statement) or _has_instead(softer, statement, text):
            continue
        if dropped := _dropped(marks, statement, text):
            return [f"{cited} {says} “{dropped}”, which is missing here"]
    for marks, softer in ((_NOT, _ALMOST_NOT), (_ONLY, _ALMOST_ONLY)):
        if marks.search(text) or _has_instead(softer, text, statement):
            continue
        has = telling_stems(text)
        if added := next((match for match in marks.finditer(statement) if _changes(match, has)), None):
            return [f"“{added[0]}” is not in {cited}"]
    if (added := _PURE_NOT.search(statement)) and (
        _denies_a_denial(statement, text) or _denies_what_remains(statement, text)
    ):
        return [f"“{added[0]}” is not in {cited}"]
    if (surely := _SURELY.search(statement)) and (perhaps := _made_sure(statement, text)):
        return [f"{cited} {says} “{perhaps}”, not “{surely[0]}”"]
    return []


def _has_instead(softer: re.Pattern[str], text: str, other: str) -> bool:
    """Whether a text has a word in the place of a marker: one that the other text has, too, stands for itself."""
    known = {match[0].casefold() for match in softer.finditer(other)}
    return any(match[0].casefold() not in known for match in softer.finditer(text))


def _dropped(marks: re.Pattern[str], statement: str, cited: str) -> str | None:
    """The first marker in the cited text that changes words which the statement has, too."""
    has = telling_stems(statement)
    found = [match for match in marks.finditer(cited) if _changes(match, has)]
    if len(found) != 1:  # two of them make a denial of a denial, or are too much to tell
        return None
    (match,) = found
    return None if _UNLESS.search(_clause_behind(match)) and _REQUIRED.search(statement) else match[0]


def _changes(match: re.Match[str], has: frozenset[str]) -> bool:
    """Whether a marker changes something that is said with these stems."""
    behind = _stems_behind(match)
    before = re.split(r"[.;:!?\n]", match.string[max(0, match.start() - _AROUND) : match.start()])[-1]
    around = (*telling_stems_in_order(before)[-_BEFORE:], *behind)
    return bool(behind) and behind[0] in has and len(has.intersection(around)) > _MOSTLY * len(set(around))


def _stems_behind(match: re.Match[str]) -> tuple[str, ...]:
    return telling_stems_in_order(_clause_behind(match))[:_BEHIND]


def _clause_behind(match: re.Match[str]) -> str:
    return re.split(r"[.;:!?\n]", match.string[match.end() : match.end() + _AROUND])[0]


def _denies_a_denial(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" besides the very word with which the cited text denies."""
    said, denials = (
        {match[0].casefold() for marks in (_NOT, _ALMOST_NOT) for match in marks.finditer(text)}
        for text in (statement, cited)
    )
    return not _PURE_NOT.search(cited) and bool(denials) and denials <= said


def _denies_what_remains(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before what "remains" or "still is" in the cited text, which denies nothing."""
    denied, remaining = ({stem for stem, _ in _changed(m, t)} for m, t in ((_PURE_NOT, statement), (_REMAINS, cited)))
    return not (_PURE_NOT.search(cited) or denied.isdisjoint(remaining))


def _made_sure(statement: str, cited: str) -> str | None:
    """The marker of the cited text in whose place the statement says "will"."""
    sure = {stem for stem, _ in _changed(_SURELY, statement)} - {stem for stem, _ in _changed(_SURELY, cited)}
    return next((marker for stem, marker in _changed(_PERHAPS, cited) if stem in sure), None)


def _changed(marks: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """The first stem behind each marker, with the marker."""
    for match in marks.finditer(text):
        if stems := _stems_behind(match):
            yield stems[0], match[0]
