"""Antecedents: whom or what "he" or "the plans" of a cited sentence means is told by the sentences before it."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from index.sentences import sentence_spans
from qa.checking import headings
from qa.checking.capitals import function_words
from qa.checking.descriptions import described
from qa.checking.evidence import text_before
from qa.checking.lore import names_in
from qa.checking.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Document, Sentence
    from qa.checking.evidence import Evidence
    from qa.checking.lore import Lore

_POINTER = re.compile(
    r"(?i:\b(?:he|she|they|it|him|hers?|them|his|its|theirs?|these|those|there(?!\s(?:is|are|was|were|ha[sd]|have"
    r"|will|would|can|could|may|might|must|should|seem\w*|remain\w*|exist\w*)\b))\b)|\b(?:I|[Mm]e|[Mm]y|[Ww]e|us|[Oo]ur)\b"
    r"|\bM(?:r|s|rs|adam)\.?\s(?:President|Chair(?:wo)?man|Chair|Secretary|Speaker|Chancellor|Mayor|Governor|Ambassador"
    r"|(?:Prime\s)?Minister)\b"
    r"|\b(?:in|of|for|to|with|by|on|from|under|against|into)\sth(?:at|is)\s[a-z][\w’'-]*"
    r"|^\W*(?:(?i:that|this|such|all the|both|then|there|afterwards?|(?:\w+\s){1,3}later)\b|[Tt]he\s+[a-z][\w’'-]*)",
    re.MULTILINE,
)
"""A sentence that says "he", "we", "Mr. President", "in that force", "the plans" or "three days later" is understood
from what comes before it."""
_FORMS = (("he", "him", "his"), ("she", "her", "hers"), ("i", "me", "my"))
_PERSONS = frozenset(itertools.chain(*_FORMS))
"""Each means one person."""
_NAMED = frozenset(itertools.chain(*_FORMS[:2]))
"""Each means a person who was just named."""
_OF_SPEAKERS = frozenset({"i", "me", "my", "we", "us", "our"})
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_NAME = re.compile(r"\b[A-Z]\w+")
_OPENS = (
    "The In At On For And But It He She They This That After When While By With As Before Since Despite During Without"
    " Although If Then Both Each All Some Many Most Even Now Today Yesterday Still Also However Instead From To Once"
)
EXPLAINED = re.compile(
    r"\b(?!(?:He|She)\b)[A-Z]\w+\s(?:said|says|told\s(?!him\b|her\b|them\b)\w+|added|thinks?|believes?)\s(?:that\s)?s?he\b"
    rf"|\b(?!(?:{'|'.join(_OPENS.split())})\b)[A-Z]\w+\s\w+\s(?:its|his|hers?|their)\b"
)
"""As in "Mr. Aldous said he …" and "Boeing cut its forecast": there the pronoun needs no sentence before."""
_PLACING = ("in", "at", "of", "on", "to", "from", "by", "for", "with")
_OWNER = re.compile("".join(rf"(?<!\b(?i:{word}))" for word in _PLACING) + r"(?<!\A)\s[A-Z]\w+")
"""A name before a pronoun, which means whoever it names; not behind a preposition, as in "In Paris he said"."""
_OPENS_WITH_HIS = re.compile(r"\W*(?:His|Her)\b")
_OBJECT = re.compile(r"\b[A-Z]\w+\s[a-z]+\s(him|them)\b")
"""As in "Judge Holt told him", who is somebody else."""
_APPOSITION = re.compile(r"\W*The (?:[a-z’'-]+ ){0,5}?[a-z]+, [A-Z]\w+(?: [A-Z]\w+)*,")
"""As in "The chief engineer, Tomas Vik, …"."""
_OPENING = re.compile(r"(?:[A-Z][\w’'-]*\.?\s*(?:(?:of|the|de|von|van|and)\s+)?)+")
_SENTENCES_BACK = 2
_LIFE = 20_000
"""Code points of a document by which it is told whether it is the life of somebody."""
_KNOWN = 4
"""How often a document names whom or what it opens with, if it is about them."""
_OFTEN, _MOSTLY = 6, 3
"""How often such a document has "she", and how much more often than "he"."""


class Antecedents(NamedTuple):
    """What tells whom or what cited sentences mean.

    Attributes:
        text: of what comes before each cited sentence that points back, the two sentences or so that may tell it.
        persons: how many persons it may tell; None where it may tell something else, or any number.
        owner: whether it tells no more than whose something is.
    """

    text: str
    persons: int | None
    owner: bool


def antecedents(statement: str, evidence: Evidence) -> Antecedents:
    """What comes before those cited sentences whose "he" or "the plans" a statement tells in other words.

    Where the statement leaves the "he" as it is, nothing in it stands for whomever the sentences before name.
    """
    kept = Counter(_kept(statement, evidence.text))
    told = {sentence: keys for sentence in evidence.cited if (keys := _told(sentence.text, kept))}
    before = [text for sentence, keys in told.items() for text in _meant(sentence, keys, evidence.lore)]
    subjects = [_subject(sentence, kept, evidence.lore) for sentence in evidence.cited]
    text = "\n".join([*before, *described(statement, evidence), *subjects, *map(headings.over, evidence.cited)])
    persons = sum(map(_count, told.values())) if all(keys <= _PERSONS for keys in told.values()) else None
    owner = bool(told) and all(
        keys in ({"his"}, {"her"}) and _OPENS_WITH_HIS.match(sentence.text) for sentence, keys in told.items()
    )
    return Antecedents(text, persons, owner)


def _meant(sentence: Sentence, keys: set[str], lore: list[Lore]) -> list[str]:
    """What comes before a sentence and tells whom or what some words of it mean."""
    if keys <= _NAMED:
        return back_to_a_name(sentence, lore)
    before = _before(sentence)[-_SENTENCES_BACK:]
    if keys <= _OF_SPEAKERS and any(not word.countries for word in names_in(_QUOTED.sub(" ", sentence.text), lore)):
        return [opening_name(text, lore) for text in before[-1:]]  # of whose "we" somebody speaks
    return before


def _subject(sentence: Sentence, kept: Counter[str], lore: list[Lore]) -> str:
    """The name with which the document of a sentence opens, where the sentence may be about whom or what it names.

    It may where it names nobody, in a document that speaks of that often or has it before a colon in its first line;
    where it says "we"; and where it says "she" and the document is a life of somebody, who is hardly ever "he" there.
    """
    name, counts = opening_name(sentence.document.text[:_LIFE], lore), _counts(sentence.document)
    if not name:
        return ""
    told = (Counter(words(sentence.text)) - kept).keys()
    own, other = (sum(counts[form] for form in forms) for forms in sorted(_FORMS[:2], key=told.isdisjoint))
    if not told.isdisjoint(_NAMED) and own >= max(_OFTEN, _MOSTLY * other):
        return name
    speaks = not told.isdisjoint(_OF_SPEAKERS)
    says_we = speaks and not _OF_SPEAKERS.isdisjoint(words(_QUOTED.sub(" ", sentence.text)))
    is_known = max(counts[word] for word in words(name)) >= _KNOWN or sentence.document.text.startswith(f"{name}: ")
    return name if says_we or (is_known and (speaks or not names_in(sentence.text, lore))) else ""


@functools.lru_cache(maxsize=32)
def _counts(document: Document) -> Counter[str]:
    return Counter(words(document.text[:_LIFE]))


def _kept(statement: str, cited: str) -> Iterator[str]:
    """The words of a statement that point back to nothing in it.

    Behind a name that is not cited "he" may mean whoever it names, unless it stands behind the word that it stands
    behind in the cited text, too.
    """
    names = (name for name in _NAME.finditer(statement) if name[0].casefold() not in function_words())
    named = next((name.start() for name in names if name[0] not in cited), len(statement))
    for pointer in _POINTER.finditer(statement):
        behind = " ".join(statement[: pointer.end()].rsplit(maxsplit=2)[-2:])
        if pointer.start() < named or behind in cited:
            yield _key(pointer)


def _told(sentence: str, kept: Counter[str]) -> set[str]:
    """The words of a sentence that point back to those before it, and of which not all are kept."""
    text = EXPLAINED.sub("", sentence)
    if _APPOSITION.match(text):
        return set()
    told = Counter(map(_key, _POINTER.finditer(text))) - kept
    owner = _OWNER.search(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), text))
    unowned = set(map(_key, _POINTER.finditer(text[: owner.start()] if owner else text)))
    return told.keys() & (unowned | {"there"} | {match[1] for match in _OBJECT.finditer(text)})


def _key(pointer: re.Match[str]) -> str:
    return " ".join(words(pointer[0]))


def _count(keys: set[str]) -> int:
    """How many persons are meant by "he told him" or "she and his wife"."""
    return sum(1 + ({subject, other} <= keys) for subject, other, his in _FORMS if keys & {subject, other, his})


def opening_name(text: str, lore: list[Lore]) -> str:
    """The name with which a sentence opens, where it does."""
    opens = _OPENING.match(text)
    named = opens and any(not word.countries for word in names_in(opens[0], lore))
    return opens[0].strip() if opens and named else ""


def back_to_a_name(sentence: Sentence, lore: list[Lore]) -> list[str]:
    """The sentences before one, from the last that opens with a name and goes on with no "he" or "she"."""
    before = _before(sentence)
    for at in reversed(range(len(before))):
        goes_on = any(_key(pointer) in _NAMED for pointer in _POINTER.finditer(before[at]))
        if opening_name(before[at], lore) and not goes_on:
            return before[at:]
    return before


def _before(sentence: Sentence) -> list[str]:
    """The sentences before one, as far as they are looked at."""
    text = text_before(sentence)
    return [text[span.start : span.end] for span in sentence_spans(text)]
