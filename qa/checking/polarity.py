"""Polarity: "not", "only" and "could" are neither dropped nor added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.wording import pointing, telling_stems, telling_stems_in_order

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence

_NOT = re.compile(
    r"\b(?:(?<!or\s)not(?!\s+only\b)|no(?![.\s]*\d|,|\s+(?:more|less|fewer|later|earlier|greater)\s+than\b)|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|\w+n[’']t|rul(?:ed?|es|ing)\s+out"
    r"|refus\w+|den(?:y|ied|ies|ying)|reject\w*|declin(?:ed?|es|ing)\s+to|fail\w*\s+to|unable|unwilling|unlikely"
    r"|yet\s+to|exclud\w+|oppos\w+|avoid\w*)\b",
    re.IGNORECASE,
)
_ALMOST_NOT = re.compile(
    r"\b(?:only|few(?:er)?|less|little|lack\w*|unless|hardly|barely|scarcely|rather|instead|except|otherwise"
    r"|alone|last|low|bann?ed|bans?|prohibit\w*|forbid\w*|remain\w*|virtual\w*|online|absen\w+|against|despite|un\w{4,}|dis\w{4,}|non\w{3,}|il\w{4,}|im\w{4,}"
    r"|in(?:complete|cons|cap|eff|suff|act)\w*|\w+less)\b",
    re.IGNORECASE,
)
"""Words for which a paraphrase may well have a "not", or have one instead."""
_ONLY = re.compile(
    r"\b(?:(?<!not\s)only|solely|exclusively|merely|nothing\s+but|no\s+one\s+(?:else|but)|sole)\b", re.IGNORECASE
)
_ALMOST_ONLY = re.compile(
    r"\b(?:only|sole\w*|exclusive\w*|merely|just|alone|no\s+other|limit\w*|nothing|but|single|few|unless|until|except\w*"
    r"|condition\w*|without|mere)\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:probably|could|may(?!\s+\d)|might|consider(?:s|ed|ing)(?=\s+\w+ing\b)|in\s+principle|possibly|perhaps|reportedly|allegedly|likely"
    r"|potentially|hop(?:es?|ed|ing)\s+to|wants?\s+to|is\s+meant\s+to)\b"
)
_ALMOST_PERHAPS = re.compile(
    r"\b(?:could|may|might|would|can|should|consider\w*|principle|possib\w+|perhaps|reported\w*|alleged\w*|likely|potential\w*"
    r"|hop(?:e[sd]?|ing)|want\w*|able|ability|if|whether|plan\w*|propos\w+|expect\w*|ready|willing\w*|depend\w*|prospect\w*"
    r"|option\w*|intend\w*|intention\w*|offer\w*|aim\w*|seek\w*|sought|eventual\w*|use(?:d|ful)?|prove|think\w*|thought"
    r"|believ\w+|open\s+to|weigh\w*|mull\w*|look\w*\s+at|stud(?:y|ies|ying)|discuss\w*|agree\w*|will|meant|supposed"
    r"|conceivabl\w+|imagin\w+|one\s+day|review\w*|indicat\w+|signal\w*|suggest\w*|message|ambition\w*)\b",
    re.IGNORECASE,
)
_PURE_NOT = re.compile(r"\b(?:not(?!\s+only\b)|no\s+longer|never|\w+n[’']t)\b", re.IGNORECASE)
_SURELY = re.compile(r"\b(?:will|shall|certainly|definitely)\b", re.IGNORECASE)
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
        dropped = None if marks.search(statement) or softer.search(statement) else _dropped(marks, statement, text)
        if dropped:
            return [f"{cited} {says} “{dropped}”, which is missing here"]
    for marks, softer in ((_NOT, _ALMOST_NOT), (_ONLY, _ALMOST_ONLY)):
        if marks.search(text) or softer.search(text):
            continue
        has = telling_stems(text)
        if added := next((match for match in marks.finditer(statement) if _changes(match, has)), None):
            return [f"“{added[0]}” is not in {cited}"]
    if (added := _PURE_NOT.search(statement)) and _denies_a_denial(statement, text):
        return [f"“{added[0]}” is not in {cited}"]
    if (surely := _SURELY.search(statement)) and (perhaps := _made_sure(statement, text)):
        return [f"{cited} {says} “{perhaps}”, not “{surely[0]}”"]
    return []


def _dropped(marks: re.Pattern[str], statement: str, cited: str) -> str | None:
    """The first marker in the cited text that changes words which the statement has, too."""
    has = telling_stems(statement)
    found = [match for match in marks.finditer(cited) if _changes(match, has)]
    return found[0][0] if len(found) == 1 else None  # two of them make a denial of a denial, or are too much to tell


def _changes(match: re.Match[str], has: frozenset[str]) -> bool:
    """Whether a marker changes something that is said with these stems."""
    behind = _stems_behind(match)
    before = re.split(r"[.;:!?\n]", match.string[max(0, match.start() - _AROUND) : match.start()])[-1]
    around = (*telling_stems_in_order(before)[-_BEFORE:], *behind)
    return bool(behind) and behind[0] in has and len(has.intersection(around)) > _MOSTLY * len(set(around))


def _stems_behind(match: re.Match[str]) -> tuple[str, ...]:
    clause = re.split(r"[.;:!?\n]", match.string[match.end() : match.end() + _AROUND])[0]
    return telling_stems_in_order(clause)[:_BEHIND]


def _denies_a_denial(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" besides the very word with which the cited text denies."""
    denials = {match[0].casefold() for match in _NOT.finditer(cited)} | {
        match[0].casefold() for match in _ALMOST_NOT.finditer(cited)
    }
    same = {match[0].casefold() for marks in (_NOT, _ALMOST_NOT) for match in marks.finditer(statement)}
    return not _PURE_NOT.search(cited) and bool(denials) and denials <= same


def _made_sure(statement: str, cited: str) -> str | None:
    """The marker of the cited text in whose place the statement says "will"."""
    sure, known = (
        {stems[0] for match in _SURELY.finditer(text) if (stems := _stems_behind(match))} for text in (statement, cited)
    )
    return next(
        (
            match[0]
            for match in _PERHAPS.finditer(cited)
            if (stems := _stems_behind(match)) and stems[0] in sure - known
        ),
        None,
    )
