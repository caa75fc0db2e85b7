"""References: the parts of a document that a statement names are those that its cited sentences name. English only."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.implied import SMALL
from qa.checking.wording import having, lists_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence

_PARTS = "|".join(lists_in(__file__, "bodies.txt")["parts"].split())
_NUMBERS = {"one": 1, **SMALL}
_LETTERED = r"\d+(?:\.\d+)*(?:\s?\([a-z]{1,4}\))+"
"""As 4.2(b), which needs no "clause" in front."""
_NAME = rf"(?:{_LETTERED}|\d+(?:\.\d+)*|(?-i:[A-HJ-Z]|I(?!\s[a-z])|[IVXL]{{2,6}})\b|(?:{'|'.join(_NUMBERS)})\b)"
_JOINT = r"(?:,\s(?:and\s|or\s)?|\s(?:and|or)\s|\sto\s|[-–])"
_NAMED = re.compile(
    rf"\b(?P<part>{_PARTS})(?:e?s)?\s(?P<names>{_NAME}(?:{_JOINT}{_NAME})*)|(?<![\w.])(?P<lettered>{_LETTERED})",
    re.IGNORECASE,
)
_ANY = "clause"
"""What a name stands for that has nothing in front."""


def references(statement: str, evidence: Evidence) -> list[str]:
    """Parts that a statement names in whose place the cited sentences have others: Schedule 1, and not Schedule 2."""
    cited = list(_references(evidence.text))
    problems = []
    for part, name, words in _references(statement):
        others = [(other, told) for kind, other, told in cited if kind == part]
        if others and not any(_is_within(name, other) or _is_within(other, name) for other, _ in others):
            problems.append(f"{having(evidence)} “{others[0][1]}”, not “{words}”")
    return problems


def _references(text: str) -> Iterator[tuple[str, str, str]]:
    """Kinds of parts with their names in one form, all of a range among them, and the words to tell them in."""
    for match in _NAMED.finditer(text):
        part = match["part"] or ""
        names = match["lettered"] or match["names"]
        found = list(re.finditer(_NAME, names, re.IGNORECASE))
        told = [_in_one_form(name[0]) for name in found]
        for name, own in zip(found, told, strict=True):
            yield part.lower() or _ANY, own, f"{part} {name[0]}".strip()
        for (first, start), (last, end) in pairwise(zip(found, told, strict=True)):
            is_range = names[first.end() : last.start()].strip() in {"to", "-", "–"}
            if is_range and start.isdecimal() and end.isdecimal():
                yield from ((part.lower(), str(number), names) for number in range(int(start) + 1, int(end)))


def _in_one_form(name: str) -> str:
    name = "".join(name.split()).lower()
    return str(_NUMBERS.get(name, name))


def _is_within(name: str, whole: str) -> bool:
    """Whether 4.2(b) is within 4.2, and within 4; not 42 within 4."""
    return name == whole or (name.startswith(whole) and not name[len(whole)].isalnum())
