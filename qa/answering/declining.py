"""Replies that say in their own words that the sources do not answer, as “The documents do not mention the cost”."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from qa.checking.wording import any_of, lists_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Forms = tuple[tuple[tuple[str, ...], ...], ...]


def _one_of(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _optional(words: str) -> tuple[str, ...]:
    return ("", *words.split())


_SOURCES = _one_of(
    "article articles context document documents excerpt excerpts information passage passages sentences source sources"
    " text texts"
)
_DOCUMENTS = (
    *_SOURCES,
    *_one_of("agreement contract guide law lease letter manual memo paper policy report study summary"),
)
"""What a source may be; a report may also be what a source speaks of."""
_THE, _GIVEN = _one_of("the these this your"), _optional("available cited given provided retrieved supplied")
_OPENING = (
    *map(_optional, ("as", "an", "ai", "language", "model")),
    *(_optional("however but unfortunately sorry note"), _optional("i'm that"), _optional("sorry"), _optional("but")),
    *(_optional("based"), _optional("on"), ("", *_THE), _GIVEN, ("", *_SOURCES)),
)
_SAY = _one_of(
    "address answer compare contain cover describe disclose discuss explain give include indicate mention name offer"
    " provide report reveal say specify state tell"
)
_SAYS = (
    *_SAY,
    *_one_of("addresses covers contains deals describes gives has have mentions provides says states tells"),
)
_HOW = _optional("actually clearly directly explicitly specifically")
_FIND = _one_of("answer assist determine find help say tell")
_NOTED = _one_of("information mention indication details data evidence reference")


def _forms(sources: tuple[str, ...]) -> Forms:
    """The words that such a line begins with: one of each group, or none of a group with an empty one."""
    the_sources = (_THE, _GIVEN, sources, _GIVEN)
    bodies = (
        (*the_sources, _one_of("do does"), ("not",), _HOW, _SAY),
        (*the_sources, _one_of("don't doesn't"), _HOW, _SAY),
        (*the_sources, _SAYS, _one_of("no nothing"), ("", *_NOTED)),
        (*the_sources, _one_of("is are"), ("silent",), _one_of("about on")),
        (("none",), ("of",), *the_sources, _SAYS),
        (("nothing",), ("in",), *the_sources, _SAYS, _optional("with")),
        (("no",), _NOTED, _one_of("is was"), _one_of("available given provided")),
        (_one_of("there's there"), _optional("is"), ("no",), _NOTED),
        (_optional("there"), _optional("is"), ("insufficient",), _NOTED),
        (_optional("there"), _optional("is"), ("not",), ("enough",), _NOTED),
        (("it",), ("is",), _optional("not"), _one_of("possible impossible"), ("to",), _FIND),
        (("it",), ("is",), ("not",), _one_of("disclosed mentioned said specified stated")),
        (_one_of("i'm i"), _optional("am"), ("unable",), ("to",), _FIND),
        (("it",), ("is",), _optional("not"), _one_of("unclear unknown clear known"), ("from",), *the_sources),
        (
            _one_of("this that it"),
            _one_of("cannot can't"),
            ("be",),
            _one_of("answered determined established"),
            _one_of("from with"),
            *the_sources,
            _optional("as"),
            _optional("given"),
        ),
        (("i",), _one_of("do don't"), _optional("not"), ("know",)),
        (("i",), _one_of("can could"), ("not",), _FIND),
        (("i",), _one_of("cannot can't couldn't"), _FIND, _optional("with")),
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
_IN_SOURCES = re.compile(
    r"\b(?:based\son|by|from|in|using|with)\s(?:the|these|this|your)\s(?:(?:available|given|provided)\s)?"
    rf"(?:{'|'.join(_SOURCES)})\Z",
    re.IGNORECASE,
)
"""Where something is missing, which is no part of it."""
_BARE = re.compile(r"\W*(?:n/a|not (?:available|found|given|mentioned|specified|stated))\W*", re.IGNORECASE)
_ENDS = " .!*_"
_CLAUSE = re.compile(r"[^,;:]{1,120}")
_NOTHING = frozenset({"it", "this", "that", "question", "request", "this question", "this request"})
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
        missing = _IN_SOURCES.sub("", statement[len(begun) :].strip(_ENDS)).strip()
        return "" if missing in _NOTHING else missing
    if _BARE.fullmatch(statement) or _declines_elsewhere(statement):
        return ""
    passive = _PASSIVE.search(statement) if _words(statement) else None
    return statement[: passive.start()].strip(_ENDS) if passive else None


def may_decline(line: str) -> bool:
    """Whether a line that breaks off could go on to begin so."""
    words = [word for word, _ in _words(line)]
    begins = bool(words) or not _BEFORE.sub("", line)
    return begins and len(line) < _LONGEST and any(_begins(words, form) for form in _FORMS)


def _declines_elsewhere(statement: str) -> bool:
    """Whether a statement in another language than English says so, in one clause."""
    return _CLAUSE.fullmatch(statement) is not None and all(pattern.search(statement) for pattern in _elsewhere())


@functools.cache
def _elsewhere() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(any_of(listed), re.IGNORECASE) for listed in lists_in(__file__, "declining.txt").values())


def _words(line: str) -> list[tuple[str, int]]:
    """The words that a line begins with, each with where it ends; none where it begins with something else."""
    found = list(_WORD.finditer(line, 0, _LONGEST))
    begins = _BEFORE.match(line)
    if not found or (begins and begins.end() != found[0].start()):
        return []
    return [(match[0].replace("’", "'").lower(), match.end()) for match in found]


def _reached(words: Sequence[str], form: Sequence[Sequence[str]]) -> Iterator[tuple[Sequence[str], set[int]]]:
    """Each group of a form with how many words may stand before it; at the end, how many the form may take."""
    at = {0}
    for group in form:
        yield group, at
        at = {end + 1 for end in at if end < len(words) and words[end] in group} | (at if "" in group else set())
    yield (), at


def _lengths(words: Sequence[str], form: Sequence[Sequence[str]]) -> set[int]:
    """How many words a form may take."""
    *_, (_, ends) = _reached(words, form)
    return ends


def _begins(words: Sequence[str], form: Sequence[Sequence[str]]) -> bool:
    """Whether words are a beginning of a form; the last may be a beginning of a word."""
    return any(
        len(words) in at or (len(words) - 1 in at and any(option.startswith(words[-1]) for option in group))
        for group, at in _reached(words, form)
    )
