r"""Where sentences begin and end.

A line end is either the end of a sentence (a heading, a list item, a paragraph that fills one line) or
a wrap inside one. Which of the two is read off the document: text that was wrapped to a width goes on in
lower case after many of its line ends, and a wrap happens only where the next word had no room left.
Within such a block sentencex finds the sentences, with exact offsets, by what the language abbreviates.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import sentencex

from index.languages import ENGLISH, language_of
from index.places import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*+•>|#]|\d{1,3}[.)]\s|```|~~~)")
_NUMBER = re.compile(r"\s*(?:#{1,6}\s+)?\d{1,3}(?:\.\d{1,3})*[.)]\s+(?=\S)")
"""Of a list item or a heading; its stop ends no sentence."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_WRAPPED_SHARE = 0.3
"""Share of line ends followed by a lower-case letter from which a document counts as wrapped.
Wrapped English has about 0.8, German about 0.6, one line per paragraph about 0."""
_SLACK = 0.85
"""A wrap is believed where the next word would have passed this part of the widest line."""
_TITLE = re.compile(r"(?<!\w)(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Hon|Rev)\.\Z")
_INITIAL = re.compile(r"(?<![^\W_])(?<!\d\s)[^\W\d_]\.\Z")
"""As in "M. Dupont" and "J. Dupont", and not in "18 h."."""
_ORDINAL = re.compile(r"\b(?:d(?:ie|er|as|en|em|es)|im|am|vom|zum|zur|beim)\s\d{1,3}\.\Z", re.IGNORECASE)
"""German: "im 19. Jahrhundert"."""
_ABBREVIATED = re.compile(
    r"\b(?:approx|arts?|ch|cls?|est|fig|max|min|nr|paras?|pp|regs?|sch|secs?|tel|vol|(?-i:Mon|Tue|Wed|Thu|Fri|Sat|Sun))\.\Z",
    re.IGNORECASE,
)
"""Before a number, in English and most other languages; "no." may be a word there."""
_SHORTENED = re.compile(r"\b(?:abs|al|cap|kb|kl|n|no|ok|p|str)\.\Z", re.IGNORECASE)
"""Before a number, in other languages."""
_HOUR, _ZONE = re.compile(r"\d\s?[ap]\.m\.\Z"), re.compile(r"[A-Z]{2,4}\b")
_NO_ABBREVIATION = re.compile(r"(?:\b(?:May|no|ill|art|me)|\d\s?[hm])\.\s+(?=[“\"(]?[^\W\d_a-z])")
"""What sentencex takes for abbreviations where a name follows: "in May. Holt …", "à 18 h. Le musée …"."""
_LONGEST_TITLE = 12
_WINDOW = 5_000
"""Characters that sentencex is given at a time: its time for a line of Japanese, or of brackets and quotation marks,
grows with the square of the length, to 7 minutes for a million characters."""
_LONGEST_WORD = 500
"""How far white space is looked for when a long sentence is cut."""
_CHARACTERS_PER_TOKEN = 10
"""A piece with more characters than this for each token of its budget is halved without counting it."""


def sentence_spans(text: str, language: str = ENGLISH) -> Iterator[Span]:
    """Spans of the sentences of a text, in order, without surrounding white space, of 5,000 characters at most.

    Args:
        language: of the text, where that does not tell.
    """
    readable = _SURROGATE.sub("\ufffd", text)
    language = language_of(readable, language)
    for block in _blocks(readable):
        flat = _LINE_END.sub(" ", readable[block.start : block.end])
        marker = _NUMBER.match(flat)
        offset = marker.end() if marker else 0
        for start, end in _joined(flat[offset:], language):
            origin = block.start + (offset if start else 0)
            span = _stripped(text, origin + start, block.start + offset + end)
            if span.start < span.end:
                yield span


def ends_sentence(before: str, after: str, language: str = ENGLISH) -> bool:
    """Whether a sentence ends between two texts that white space separates.

    Args:
        language: of the texts, where they do not tell.
    """
    before = before.rstrip()
    flat = _SURROGATE.sub("\ufffd", f"{before} {after}")
    language = language_of(flat, language)
    if _ends_in_abbreviation(before, after, language):
        return False
    if any(match.end() == len(before) + 1 for match in _NO_ABBREVIATION.finditer(flat)):
        return True
    boundaries = sentencex.get_sentence_boundaries(language, flat)
    return any(found["end_index"] == len(before) + 1 for found in boundaries)


def split_long(text: str, span: Span, *, count: Callable[[str], int], budget: int) -> Iterator[Span]:
    """Halve a span at the white space nearest its middle until each part is within the budget.

    Args:
        count: gives the size of a text, in the units of the budget.
        budget: the most one part may count.
    """
    length = span.end - span.start
    if length <= 1 or (length <= budget * _CHARACTERS_PER_TOKEN and count(text[span.start : span.end]) <= budget):
        yield span
        return
    middle = _cut(text, span)
    for half in (_stripped(text, span.start, middle), _stripped(text, middle, span.end)):
        if half.start < half.end:
            yield from split_long(text, half, count=count, budget=budget)


def _joined(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Sentences of a block, with those made one that sentencex parts behind an abbreviation."""
    held: tuple[int, int] | None = None
    for start, end in _boundaries(text, language):
        if held and _ends_in_abbreviation(text[held[0] : held[1]].rstrip(), text[start:end], language):
            held = held[0], end
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _ends_in_abbreviation(before: str, after: str, language: str) -> bool:
    """Whether what sentencex takes for the end of a sentence is within one."""
    end = before[-_LONGEST_TITLE:]
    is_before_number = after[:1].isdigit()
    if (
        _TITLE.search(end)
        or (_HOUR.search(end) and _ZONE.match(after))
        or (is_before_number and _ABBREVIATED.search(end))
    ):
        return True
    if language == ENGLISH:
        return False
    goes_on = end.endswith(".") and after[:1].islower()
    is_shortened = is_before_number and _SHORTENED.search(end)
    return bool(goes_on or is_shortened or _INITIAL.search(end) or (language == "de" and _ORDINAL.search(end)))


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Sentences of a block, with those parted that sentencex joins behind a word that is no abbreviation."""
    for start, end in _found(text, language):
        ends = [start, *(match.end() for match in _NO_ABBREVIATION.finditer(text, start, end)), end]
        yield from pairwise(ends)


def _found(text: str, language: str) -> Iterator[tuple[int, int]]:
    """What sentencex finds window by window; the last sentence of a window may go on and is looked at again."""
    start = 0
    while start < len(text):
        boundaries = sentencex.get_sentence_boundaries(language, text[start : start + _WINDOW])
        found = [(start + at["start_index"], start + at["end_index"]) for at in boundaries]
        if start + _WINDOW >= len(text):
            yield from found
            return
        if len(found) > 1:
            yield from found[:-1]
            start = found[-1][0]
        else:  # nothing that has no end for so long is a sentence
            end = text.rfind(" ", start + 1, start + _WINDOW)
            end = end if end > 0 else start + _WINDOW
            yield start, end
            start = end


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that may hold a sentence across their line ends."""
    lines = [Span(*match.span()) for match in _LINE.finditer(text) if match.end() > match.start()]
    bare = [text[line.start : line.end].strip() for line in lines]
    joints = [(a, b) for a, b in pairwise(bare) if a and b and not _ITEM.match(b)]
    wrapped = joints and sum(b[0].islower() for _, b in joints) >= _WRAPPED_SHARE * len(joints)
    start = 0
    while start < len(lines):
        end = start + 1
        if wrapped and bare[start]:
            while end < len(lines) and bare[end] and not _ITEM.match(bare[end]):
                end += 1
        if bare[start]:
            yield from _unwrapped(lines[start:end], bare[start:end])
        start = end


def _unwrapped(lines: list[Span], bare: list[str]) -> Iterator[Span]:
    """Cut a paragraph where a line ended although the next word had room."""
    room = _SLACK * max(len(line) for line in bare)
    start = lines[0].start
    for line, words, following in zip(lines, bare, bare[1:], strict=False):
        had_room = len(words) + 1 + len(following.split(maxsplit=1)[0]) <= room
        if had_room and not following[0].islower():
            yield Span(start, line.end)
            start = line.end
    yield Span(start, lines[-1].end)


def _stripped(text: str, start: int, end: int) -> Span:
    """The same span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _cut(text: str, span: Span) -> int:
    """Where to halve a span: at the white space near its middle, else in the middle."""
    middle = (span.start + span.end) // 2
    reach = min((span.end - span.start) // 4, _LONGEST_WORD)
    for distance in range(reach):
        for position in (middle - distance, middle + distance):
            if text[position].isspace():
                return position
    return middle
