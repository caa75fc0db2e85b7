"""Conditions: what holds "unless" something is, does not hold "if" it is, nor "even if" it is. English only.

A sentence with a condition is read as: something holds, or does not, where something else is so, or is not. The same
is said with an even number of these four turned round: "may not … unless" is "may … if".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.evidence import MOST_CHECKED
from qa.checking.markers import negations
from qa.checking.wording import any_of, lists_in, pointing, saying, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_WORDS = lists_in(__file__, "conditions.txt")
_CONNECTIVE = re.compile(
    "|".join(f"(?P<{name}>{any_of(_WORDS[name])})" for name in ("whatever", "unless", "even", "if")), re.IGNORECASE
)
_ALWAYS = re.compile(any_of(_WORDS["always"]), re.IGNORECASE)
_EITHER = re.compile(any_of(_WORDS["either"]), re.IGNORECASE)
_END = re.compile(r"[,;:.!?](?=\s|\Z)|\n")
_REACH = 400
"""Code points on either side of a connective in which its parts are looked for."""
_SAME_CONDITION, _SAME_MATTER = 0.6, 0.5
"""Shares of the stems of a statement's condition, and of what is said under it, that a cited one must have."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """What a sentence says under a condition.

    Attributes:
        words: the connective.
        kind: the list that the connective is on.
        matter: the stems of what is said.
        condition: the stems of the condition.
        is_turned: an odd number of "not" in what is said, and "not" and "unless" in the condition.
    """

    words: str
    kind: str | None
    matter: frozenset[str]
    condition: frozenset[str]
    is_turned: bool

    def is_of(self, other: _Condition) -> bool:
        """Whether both say something of the same under the same condition."""
        same = len(self.condition & other.condition) >= _SAME_CONDITION * len(self.condition)
        return same and len(self.matter & other.matter) >= _SAME_MATTER * len(self.matter)

    def agrees(self, cited: _Condition) -> bool:
        if self.kind == "whatever" or cited.kind == "whatever":
            return cited.kind in {"whatever", "even"}
        return self.words == cited.words or self.is_turned == cited.is_turned  # of the same words "not" is for polarity


def conditions(statement: str, evidence: Evidence) -> list[str]:
    """What a statement says under the contrary of the condition that the cited sentences have."""
    said = list(_conditions(statement))[:MOST_CHECKED]
    cited = [condition for text in evidence.texts for condition in _conditions(text)][:MOST_CHECKED] if said else []
    for own in said:
        others = [other for other in cited if own.is_of(other)]
        if others and not any(map(own.agrees, others)):
            return [f"{saying(evidence)} “{others[0].words}”, not “{own.words}”"]
        is_added = own.kind == "whatever" and not others and not _EITHER.search(evidence.text)
        if is_added and own.condition <= telling_stems(evidence.text):
            return [f"“{own.words}” is not in {pointing(evidence)}"]
    return [] if said else _always(statement, evidence)


def _always(statement: str, evidence: Evidence) -> list[str]:
    """What holds "at any time" in a statement, and in the cited sentences under a condition."""
    always = _ALWAYS.search(statement)
    if not always or _ALWAYS.search(evidence.text):
        return []
    matter = telling_stems(_ALWAYS.sub(" ", statement))
    return [
        f"{saying(evidence)} “{condition.words}”, not “{always[0]}”"
        for text in evidence.texts
        for condition in _conditions(text)
        if matter <= condition.matter
    ][:1]


def _conditions(text: str) -> Iterator[_Condition]:
    for match in _CONNECTIVE.finditer(text):
        before = _END.split(text[max(0, match.start() - _REACH) : match.start()].rstrip(" ,"))[-1]
        condition, *behind = _END.split(text[match.end() : match.end() + _REACH])
        matter = before if any(stem.isalpha() for stem in telling_stems(before)) else "".join(behind[:1])
        stems, about = telling_stems(condition), telling_stems(matter)
        if stems and about:
            turns = negations(matter) + negations(condition) + (match.lastgroup == "unless")
            yield _Condition(" ".join(match[0].lower().split()), match.lastgroup, about, stems, turns % 2 == 1)
