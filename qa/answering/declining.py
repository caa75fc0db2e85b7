"""Replies that say in their own words that the sources do not answer, as “The documents do not mention the cost”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Forms = tuple[tuple[tuple[str, ...], ...], ...]


def _any_of(words: str) -> tuple[str, ...]:
    return tuple(words.split(" "))


_SOURCES = _any_of(
    "article articles context document documents excerpt excerpts information passage passages sentences source sources"
    " text texts"
)
_DOCUMENTS = (
    *_SOURCES,
    *_any_of("agreement contract guide law lease letter manual memo paper policy report study summary"),
)
"""What a source may be; a report may also be what a source speaks of."""
_THE, _GIVEN = _any_of("the these this your"), _any_of(" available cited given provided retrieved supplied")
_OPENING = (
    *(_any_of(" however but unfortunately sorry note"), _any_of(" i'm that"), _any_of(" sorry"), _any_of(" but")),
    *(_any_of(" based"), _any_of(" on"), ("", *_THE), _GIVEN, ("", *_SOURCES)),
)
_SAY = _any_of(
    "address answer compare contain cover describe disclose discuss explain give include indicate mention name offer"
    " provide report reveal say specify state tell"
)
_SAYS = (
    *_SAY,
    *_any_of("addresses covers contains deals describes gives has have mentions provides says states tells"),
)
_HOW = _any_of(" actually clearly directly explicitly specifically")
_FIND = _any_of("answer find determine say tell")
_NOTED = _any_of("information mention indication details data evidence reference")


def _forms(sources: tuple[str, ...]) -> Forms:
    """The words that such a line begins with: one of each group, or none of a group with an empty one."""
    the_sources = (_THE, _GIVEN, sources, _GIVEN)
    bodies = (
        (*the_sources, _any_of("do does"), ("not",), _HOW, _SAY),
        (*the_sources, _any_of("don't doesn't"), _HOW, _SAY),
        (*the_sources, _SAYS, _any_of("no nothing"), ("", *_NOTED)),
        (*the_sources, _any_of("is are"), ("silent",), _any_of("about on")),
        (("none",), ("of",), *the_sources, _SAYS),
        (("nothing",), ("in",), *the_sources, _SAYS, _any_of(" with")),
        (("no",), _NOTED, _any_of("is was"), _any_of("available given provided")),
        (_any_of("there's there"), _any_of(" is"), ("no",), _NOTED),
        (("it",), ("is",), _any_of(" not"), _any_of("possible impossible"), ("to",), _FIND),
        (("it",), ("is",), ("not",), _any_of("disclosed mentioned said specified stated")),
        (_any_of("i'm i"), _any_of(" am"), ("unable",), ("to",), _FIND),
        (("it",), ("is",), _any_of(" not"), _any_of("unclear unknown clear known"), ("from",), *the_sources),
        (
            _any_of("this that it"),
            _any_of("cannot can't"),
            ("be",),
            _any_of("answered determined established"),
            _any_of("from with"),
            *the_sources,
            _any_of(" as"),
            _any_of(" given"),
        ),
        (("i",), _any_of("do don't"), _any_of(" not"), ("know",)),
        (("i",), _any_of("can could"), ("not",), _FIND),
        (("i",), _any_of("cannot can't couldn't"), _FIND),
    )
    return tuple((*_OPENING, *body) for body in bodies)


_FORMS, _FORMS_OF_DOCUMENTS = _forms(_SOURCES), _forms(_DOCUMENTS)
_ABOUT = re.compile(
    r"(?:(?:\s+(?:any|enough|specific|sufficient))?\s+(?:information|details?|data|mention))?"
    r"(?:\s+in\s+the\s+(?:provided\s+|given\s+)?(?:sources?|documents?|passages?|text|article))?"
    r"\s+(?:about|on|of|regarding|that)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’]+")
_BEFORE = re.compile(r"[\s*_>\"“-]*")
_GOES_ON = re.compile(r"[.!?;]\s+\S|,\s+(?:but|although|though|however|while|it|he|she|they|probably|presumably)\b")
_PASSIVE = re.compile(
    r"\s(?:is|are|was|were)(?: not|n['’]t) (?:(?:given|mentioned|named|provided|specified|stated)[.!]?\Z"
    r"|(?:mentioned|stated|disclosed|covered|given|specified|provided|included|described|found|available|named)"
    r"(?: anywhere)? (?:in|by) (?:the|these|your)(?: (?:given|provided|available))?"
    rf" (?:{'|'.join(_DOCUMENTS)})[.!]?\Z)",
    re.IGNORECASE,
)
_ENDS = " .!*_"
_NOTHING = _any_of("it this that")
_LONGEST = 120
"""Code points within which such a line says so."""


def declines_at_start(line: str, forms: Forms = _FORMS) -> str | None:
    """What a line begins with that says that something is missing; what that is comes behind it."""
    found = _words(line)
    ends = [length for form in forms for length in _lengths([word for word, _ in found], form)]
    if not ends:
        return None
    _, end = found[max(ends) - 1]
    about = _ABOUT.match(line, end)
    return line[: about.end() if about else end]


def only_declines(line: str) -> bool:
    """Whether a line says nothing else, in another sentence."""
    begun = declines_at_start(line)
    return begun is not None and not _GOES_ON.search(line, len(begun))


def missing_in(statement: str) -> str | None:
    """What a statement says that the sources lack: what comes behind that, or what they are said not to have."""
    if begun := declines_at_start(statement, _FORMS_OF_DOCUMENTS):
        if _GOES_ON.search(statement, len(begun)):
            return None
        missing = statement[len(begun) :].strip(_ENDS)
        return "" if missing in _NOTHING else missing
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
