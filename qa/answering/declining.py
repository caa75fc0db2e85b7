"""Replies that say in their own words that the sources do not answer, as “The documents do not mention the cost”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _any_of(words: str) -> tuple[str, ...]:
    return tuple(words.split(" "))


_SORRY = (_any_of(" however but unfortunately sorry"), _any_of(" i'm"), _any_of(" sorry"), _any_of(" but"))
_THE, _GIVEN = _any_of("the these this your"), _any_of(" available cited given provided retrieved supplied")
_SOURCES = _any_of(
    "article articles context document documents excerpt excerpts information passage passages sentences source sources"
    " text texts"
)
_SAY = _any_of(
    "address answer contain cover describe disclose discuss explain give include indicate mention name offer provide"
    " reveal say specify state tell"
)
_FIND = _any_of("answer find determine")
_FORMS = (
    (*_SORRY, _THE, _GIVEN, _SOURCES, _GIVEN, _any_of("do does"), ("not",), _SAY),
    (*_SORRY, _THE, _GIVEN, _SOURCES, _GIVEN, _any_of("don't doesn't"), _SAY),
    (*_SORRY, ("there",), ("is",), ("no",), _any_of("information mention indication")),
    (*_SORRY, ("i",), _any_of("can could"), ("not",), _FIND),
    (*_SORRY, ("i",), _any_of("cannot can't couldn't"), _FIND),
)
"""The words that such a line begins with: one of each group, or none of a group with an empty one."""
_ABOUT = re.compile(
    r"(?:(?:\s+(?:any|enough|specific|sufficient))?\s+(?:information|details?|data|mention))?"
    r"(?:\s+in\s+the\s+(?:provided\s+|given\s+)?(?:sources?|documents?|passages?|text|article))?"
    r"\s+(?:about|on|of|regarding)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’]+")
_BEFORE = re.compile(r"[\s*_>\"“-]*")
_GOES_ON = re.compile(r"[.!?]\s+\S")
_PASSIVE = re.compile(
    r"\s(?:is|are|was|were)(?: not|n['’]t) (?:mentioned|stated|disclosed|covered|given|specified|provided|included"
    r"|described|found|available|named)(?: anywhere)? (?:in|by) (?:the|these|your)(?: (?:given|provided|available))?"
    rf" (?:{'|'.join(_SOURCES)})[.!]?\Z",
    re.IGNORECASE,
)
_ENDS = " .!*_"
_LONGEST = 120
"""Code points within which such a line says so."""


def declines_at_start(line: str) -> str | None:
    """What a line begins with that says that something is missing; what that is comes behind it."""
    found = _words(line)
    ends = [length for form in _FORMS for length in _lengths([word for word, _ in found], form)]
    if not ends:
        return None
    _, end = found[max(ends) - 1]
    about = _ABOUT.match(line, end)
    return line[: about.end() if about else end]


def only_declines(line: str) -> bool:
    """Whether a line says nothing else, in another sentence."""
    return declines_at_start(line) is not None and not _GOES_ON.search(line)


def missing_in(statement: str) -> str | None:
    """What a statement says that the sources lack: what comes behind that, or what they are said not to have."""
    if begun := declines_at_start(statement):
        return statement[len(begun) :].strip(_ENDS)
    passive = _PASSIVE.search(statement) if _words(statement) else None
    return statement[: passive.start()].strip(_ENDS) if passive else None


def may_decline(line: str) -> bool:
    """Whether a line that breaks off could go on to begin so."""
    words = [word for word, _ in _words(line)]
    begins = bool(words) or not _BEFORE.sub("", line)
    return begins and len(line) < _LONGEST and any(_begins(words, form) for form in _FORMS)


def _words(line: str) -> list[tuple[str, int]]:
    """The words that a line begins with, each with where it ends; none where it begins with something else."""
    found = list(_WORD.finditer(line, 0, _LONGEST))
    begins = _BEFORE.match(line)
    if not found or (begins and begins.end() != found[0].start()):
        return []
    return [(match[0].replace("’", "'").lower(), match.end()) for match in found]


def _lengths(words: Sequence[str], form: Sequence[Sequence[str]], at: int = 0) -> Iterator[int]:
    """How many words a form may take."""
    if not form:
        yield at
        return
    if "" in form[0]:
        yield from _lengths(words, form[1:], at)
    if at < len(words) and words[at] in form[0]:
        yield from _lengths(words, form[1:], at + 1)


def _begins(words: Sequence[str], form: Sequence[Sequence[str]], at: int = 0) -> bool:
    """Whether words are a beginning of a form; the last may be a beginning of a word."""
    if at == len(words):
        return True
    if not form:
        return False
    if "" in form[0] and _begins(words, form[1:], at):
        return True
    if at == len(words) - 1 and any(option.startswith(words[at]) for option in form[0]):
        return True
    return words[at] in form[0] and _begins(words, form[1:], at + 1)
