"""Quotations: what stands in quotation marks stands so in the source."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from qa.checking.wording import flatten, flattened, pointing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Document
    from qa.checking.evidence import Evidence

_QUOTED = re.compile(
    r"“([^“”]{2,2000})”|\"([^\"]{2,2000})\"|«([^«»]{2,2000})»|»([^«»]{2,2000})«|‚([^‚‘’]{2,2000})‘|„([^„“”]{2,2000})[“”]"
    r"|「([^「」]{2,2000})」|『([^『』]{2,2000})』"
)
_SINGLE = re.compile(r"(?<!\w)(?:‘(\w(?:[^‘’]|’(?=\w)){2,2000})(?<!\s)’|'(\w(?:[^']|'(?=\w)){2,2000})(?<!\s)')(?!\w)")
_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s*(?:…|\.\.\.)\s*[\])]|…|\. ?\. ?\.)\s*")
_INSERTED = re.compile(r"\[\s*\w+\s*\]")
"""A word that the writer put into a quotation."""
_CAPITAL_CHANGED = re.compile(r"\[(\w)\](?=\w)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of Japanese, Chinese and Korean, in which nothing need part words."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_EDGES = " ,.;:!?–—-'"
_FEWEST_WORDS = 3
"""Words between single marks that are a quotation; fewer may stand between two apostrophes, or be a title."""
_SHORTEST_PART = 2
"""Words of each part of a quotation that was joined from two places; one word can be anywhere."""


def quotes(statement: str, evidence: Evidence) -> list[str]:
    """Quotations of a statement that are not verbatim in the sentences it cites.

    Typographic quotation marks and dashes, white space, punctuation at its ends, the capital of its first word
    and a marked ellipsis do not count. In every language.
    """
    cited = flatten(evidence.text)
    problems = []
    for quotation in _quotations(statement):
        parts = _parts(quotation)
        if not parts or _has_in_order(cited, parts):
            continue
        problems.append(f"“{_shortened(quotation)}” {_what_it_is(parts, evidence)}")
    return problems


def _quotations(statement: str) -> Iterator[str]:
    for match in _QUOTED.finditer(statement):
        yield next(group for group in match.groups() if group is not None)
    for match in _SINGLE.finditer(_QUOTED.sub(" ", statement)):
        words = (match[1] or match[2]).split()
        if len(words) >= _FEWEST_WORDS and 2 * sum(word[0].isupper() for word in words) <= len(words):
            yield " ".join(words)


def _parts(quotation: str) -> list[str]:
    """What must be verbatim: the quotation, or what stands before, between and after its omissions."""
    quotation = _CAPITAL_CHANGED.sub(r"\1", quotation)
    pieces = [part for whole in _ELLIPSIS.split(quotation) for part in _INSERTED.split(whole)]
    return [part for piece in pieces if any(map(str.isalnum, part := flatten(piece).strip(_EDGES)))]


def _has_in_order(text: str, parts: list[str]) -> bool:
    position = 0
    for part in parts:
        found = _find(text, part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _find(text: str, part: str, start: int = 0) -> int:
    """Where whole words occur in a text, the first with a capital or without; -1 where they do not."""
    first = re.escape(part[0])
    before, behind = (
        "" if _UNSPACED.match(letter) else edge for edge, letter in (("(?<!\\w)", part[0]), ("(?!\\w)", part[-1]))
    )
    match = re.compile(rf"{before}(?i:{first}){re.escape(part[1:])}{behind}").search(text, start)
    return match.start() if match else -1


def _what_it_is(parts: list[str], evidence: Evidence) -> str:
    for document in evidence.documents:
        text = flatten(document.text)
        if _has_in_order(text, parts):
            return f"is not in {pointing(evidence)} but {_where(document, parts[0])}"
        if _is_joined(text, parts):
            return "is put together from two places of the source"
    return "is not in the source"


def _where(document: Document, flat: str) -> str:
    """Where a flattened passage stands in its document, in words."""
    for number, line in enumerate(_LINE_END.split(document.text), start=1):
        if flat in flattened(line):
            return f"on line {number}"
    return "elsewhere in the source"


def _is_joined(text: str, parts: list[str]) -> bool:
    """Whether every part is in the text, or is two pieces of some words that are."""
    return all(_find(text, part) >= 0 or _is_cut_somewhere(text, part.split()) for part in parts)


def _is_cut_somewhere(text: str, words: list[str]) -> bool:
    """Whether the words are in the text but for one cut; as many before it as can be."""
    longest = bisect.bisect_left(range(1, len(words)), 1, key=lambda end: _find(text, _run(words[:end])) < 0)
    few = not _SHORTEST_PART <= longest <= len(words) - _SHORTEST_PART
    return not few and _find(text, _run(words[longest:])) >= 0


def _run(words: list[str]) -> str:
    return " ".join(words).strip(_EDGES)


def _shortened(quotation: str) -> str:
    words = quotation.split()
    return " ".join(words) if len(words) <= 8 else f"{' '.join(words[:5])} … {' '.join(words[-2:])}"  # noqa: PLR2004
