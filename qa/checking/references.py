"""References: the parts of a document that a statement names are those that its cited sentences name. English only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.evidence import MOST_CHECKED
from qa.checking.implied import SMALL, roman_value
from qa.checking.wording import having, lists_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_PARTS = "|".join(lists_in(__file__, "bodies.txt")["parts"].split())
_NUMBERS = {"one": 1, **SMALL}
_LETTERED = r"\d{1,3}(?:\.\d{1,3})*(?:\s?\((?-i:[a-z]|[ivx]{2,5})\))+"
"""As 4.2(b), which needs no "clause" in front."""
_NAME = (
    rf"(?:{_LETTERED}|\d{{1,9}}(?:\.\d{{1,3}})*(?-i:[a-z])?(?![\w,.]*\d)"
    rf"|(?-i:[A-HJ-Z]|I(?!\s[a-z])|[IVXL]{{2,6}})\b|(?:{'|'.join(_NUMBERS)})\b)"
)
_JOINT = r"(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s|\sto\s|[-–])"
_NAMED = re.compile(
    rf"\b(?P<part>{_PARTS})(?:e?s)?\s(?P<names>{_NAME}(?:{_JOINT}{_NAME})*)|(?<![\w.])(?P<lettered>{_LETTERED})",
    re.IGNORECASE,
)
_ANY = "clause"
"""What a name stands for that has nothing in front."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A part that a text names, or the first and the last of several.

    Attributes:
        kind: what it is a part of, as "schedule".
        names: one, or two, in one form of writing.
        words: to tell it in.
    """

    kind: str
    names: tuple[str, ...]
    words: str

    def may_be(self, other: _Reference) -> bool:
        """Whether both are the same, or one is within the other: 4.2(b) within 4.2, and within 4; not 42 within 4."""
        (name, *_), (first, *last) = self.names, other.names
        if last:
            are_numbers = all(each.isdecimal() for each in (name, first, *last))
            return are_numbers and int(first) <= int(name) <= int(last[0])
        return _is_within(name, first) or _is_within(first, name)


def references(statement: str, evidence: Evidence) -> list[str]:
    """Parts that a statement names in whose place the cited sentences have others: Schedule 1, and not Schedule 2."""
    cited = list(_references(evidence.text))[:MOST_CHECKED]
    problems = []
    for said in list(_references(statement))[:MOST_CHECKED]:
        others = [other for other in cited if other.kind == said.kind]
        if others and len(said.names) == 1 and not any(map(said.may_be, others)):
            problems.append(f"{having(evidence)} “{others[0].words}”, not “{said.words}”")
    return list(dict.fromkeys(problems))


def _references(text: str) -> Iterator[_Reference]:
    for match in _NAMED.finditer(text):
        part, names = match["part"] or "", match["lettered"] or match["names"]
        found = list(re.finditer(_NAME, names, re.IGNORECASE))
        for name in found:
            yield _Reference(part.lower() or _ANY, (_in_one_form(name[0]),), f"{part} {name[0]}".strip())
        for first, last in pairwise(found):
            if names[first.end() : last.start()].strip() in {"to", "-", "–"}:
                yield _Reference(part.lower(), (_in_one_form(first[0]), _in_one_form(last[0])), f"{part} {names}")


def _is_within(part: str, whole: str) -> bool:
    return part == whole or (part.startswith(whole) and not part[len(whole)].isalnum())


def _in_one_form(name: str) -> str:
    """A name closed up, in small letters, with a number in digits: "7(a)", "2" for "two" and for "II"."""
    closed = "".join(name.split())
    if re.fullmatch("[IVXL]{2,}", closed):
        return str(roman_value(closed))
    return str(_NUMBERS.get(closed.lower(), closed.lower()))
