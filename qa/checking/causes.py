"""Causes: what two cited sentences tell apart is not told as the reason of one for the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.wording import pointing, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_BECAUSE = re.compile(
    r"\b(?:because(?:\sof)?|due\sto|owing\sto|as\sa\s(?:direct\s)?result\sof|thanks\sto|caused\sby|on\saccount\sof)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:this|that|these|it|so|such|as\sa\s(?:result|consequence)|therefore|thus|hence|consequently)\b",
    re.IGNORECASE,
)
"""How a sentence may begin that gives the one before it as its reason, or is given as the reason of that."""
_LINKS = re.compile(
    rf"\A{_GOES_ON.pattern}|{_BECAUSE.pattern}|\b(?:therefore|thus|hence|consequently|so\sthat|le(?:d|ading)\sto|why|since"
    r"|result(?:s|ed|ing)?\sin|reasons?|caus(?:e[sd]?|ing)|prompt(?:s|ed|ing)?|blam(?:e[sd]?|ing))\b",
    re.IGNORECASE,
)
"""What may tell that a sentence gives a reason."""
_MOSTLY = 0.5


def causes(statement: str, evidence: Evidence) -> list[str]:
    """A "because" between what two cited sentences say, of which neither gives a reason. English only."""
    for effect, cause in _reasons(statement) if evidence.cited else ():
        there, reason = (_nearest(part, evidence) for part in (effect, cause))
        is_given = _LINKS.search(reason) or _GOES_ON.match(there) or _has(reason, effect)
        if _has(there, effect) and _has(reason, cause) and not is_given:
            return [f"{pointing(evidence)} do not say that the one is the reason for the other"]
    return []


def _reasons(statement: str) -> Iterator[tuple[str, str]]:
    """What is said to be so, and why."""
    for match in _BECAUSE.finditer(statement):
        before, behind = statement[: match.start()], statement[match.end() :]
        if any(map(str.isalnum, before)):
            yield before, behind
        elif "," in behind:
            cause, _, effect = behind.partition(",")
            yield effect, cause


def _nearest(part: str, evidence: Evidence) -> str:
    stems = telling_stems(part)
    return max((sentence.text for sentence in evidence.cited), key=lambda text: len(stems & telling_stems(text)))


def _has(text: str, part: str) -> bool:
    stems = telling_stems(part)
    return len(stems & telling_stems(text)) >= _MOSTLY * len(stems) > 0
