"""Sources that disagree: two places that say the same, but with another value."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.words import stop_words
from qa.checking.capitals import function_words
from qa.checking.evidence import Evidence, text_before
from qa.checking.wording import telling_stems, telling_stems_in_order, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index import Sentence
    from qa.checking.quantities import Quantity

_VALUE = re.compile(
    r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|half|dozen|hundred|thousand"
    r"|\w+illion|\w+day|(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october|noon|midnight)\b",
    re.IGNORECASE,
)
"""What a sentence with a value has, seen at a glance."""
_ALIKE, _FEWEST = 0.5, 4
"""Share of common stems, of all that either sentence has, from which two sentences are about the same thing, and how
many they must have in common; fewer are alike by chance."""
_VERY_ALIKE, _FEWER = 0.75, 3
_FEWEST_SAME = 2
"""Stems that are enough where they are all the same, or all the same names are among them."""
_WHEN = frozenset({"year", "date", "weekday", "time", "decade", "ordinal"})
"""Kinds of values that tell when another is true, or of which one."""
_POINTS = re.compile(r"\W*(?:It|He|She|They|Its|His|Her|Their|This|These)\b")
_SUBJECT = re.compile(
    r"(?:.*[.!?]\s+|\A|.*\n)\s*((?:[\w’'-]+\s){1,5}?)(?:is|are|was|were|has|had|have|will|can)\b", re.DOTALL
)
"""What the last sentence of a text begins with."""
_NAME = r"(?:(?:Mr|Mrs|Ms|Dr)\.\s)?[A-Z][\w’'-]+(?:\s(?:[A-Z]\.|[a-z]{2,3}|[A-Z][\w’'-]+)){0,3}\s[A-Z][\w’'-]+"
_IS_SOMEBODY = re.compile(
    rf"(?:The\s)?(?P<what>(?:[\w’'-]+\s){{1,8}}?)(?:is|was)\s(?P<who>{_NAME}|[A-Z][\w’'-]+)\W*"
    rf"|(?P<first>{_NAME})\s(?:is|was)\sthe\s(?P<office>(?:[\w’'-]+\s){{0,7}}[\w’'-]+)\W*"
)
_SEVERAL = telling_stems("sister brother son daughter child cousin friend ally enemy rival member part name")
"""What several may be of one, or what has no name."""
_CLAUSE_END = re.compile(r"[,;:](?=\s)")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences about the same thing, and the words in which they differ."""

    sentence: Sentence
    words: str
    other: Sentence
    other_words: str

    @property
    def sides(self) -> tuple[tuple[Sentence, str], tuple[Sentence, str]]:
        return (self.sentence, self.words), (self.other, self.other_words)


def disagreements(cited: Iterable[Sentence], given: Iterable[Sentence]) -> Iterator[Disagreement]:
    """Where one of the cited sentences and another of those that were given have different values, each pair once."""
    cited, given = (
        [sentence for sentence in some if _VALUE.search(sentence.text) or _somebody(sentence.text)]
        for some in (cited, given)
    )
    if not cited:
        return
    telling_stems("\n".join(sentence.text for sentence in given))  # all at once, which is much faster
    told: set[frozenset[tuple[int, int]]] = set()
    for sentence in cited:
        for other in given:
            pair = frozenset({sentence.key, other.key})
            if len(pair) == 1 or pair in told:
                continue
            if values := _are_others(sentence.text, other.text) or _differ(sentence, other):
                told.add(pair)
                yield Disagreement(sentence, values[0], other, values[1])


def _are_others(text: str, other: str) -> tuple[str, str] | None:
    """The names of two, each of whom is said to be what only one can be: "the director of the museum"."""
    found, others = _somebody(text), _somebody(other)
    if not found or not others or not set(words(found[0])).isdisjoint(words(others[0])):
        return None
    (mine, what), (theirs, another) = found, others
    stems = _stems(what)
    is_one = len(stems) >= _FEWEST_SAME and stems == _stems(another) and stems.isdisjoint(_SEVERAL)
    return (mine, theirs) if is_one and not function_words() & {*words(mine), *words(theirs)} else None


@functools.lru_cache(maxsize=1024)
def _somebody(text: str) -> tuple[str, str] | None:
    """Who a sentence says is something, and what."""
    match = _IS_SOMEBODY.fullmatch(text)
    return (match["who"] or match["first"], match["what"] or match["office"]) if match else None


def _differ(sentence: Sentence, other: Sentence) -> tuple[str, str] | None:
    """The words in which two sentences about the same thing differ, where those are the values of one kind."""
    from qa.checking.numbers import numbers

    compared = _alike(sentence, other)
    if not compared:
        return None
    if not numbers(sentence.text, Evidence((other,))) or not numbers(other.text, Evidence((sentence,))):
        return None
    mine, theirs = map(_values, compared)
    differing = [kind for kind in mine if kind in theirs and _are_far_apart(mine[kind], theirs[kind])]
    if len(differing) != 1 or "ordinal" in differing or any((kind in mine) != (kind in theirs) for kind in _WHEN):
        return None  # of another day or year, another value is no disagreement
    mine_said, theirs_said = (", ".join(value.words for value in some[differing[0]]) for some in (mine, theirs))
    return mine_said, theirs_said


def _values(text: str) -> dict[str, list[Quantity]]:
    """The values of a text by their kinds, without the numbers in names, as Volume 4."""
    from qa.checking.quantities import quantities

    found: dict[str, list[Quantity]] = defaultdict(list)
    for value in quantities(text):
        if not value.implied and (value.label[:1].islower() or value.label.lower() in {"", *stop_words()}):
            found[value.kind].append(value)
    return dict(found)


def _are_far_apart(values: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Whether there are as many, none of which is among the others, or is about one of them."""
    from qa.checking.equality import are_equal

    return len(values) == len(others) and all(
        not are_equal(value, other)
        and (value.qualifiers == other.qualifiers or ((value.is_about or other.is_about) and value.is_far_from(other)))
        for value in values
        for other in others
    )


def _alike(sentence: Sentence, other: Sentence) -> tuple[str, str] | None:
    """The texts of two sentences about the same thing, or the clauses of them that are; None where they are not."""
    subject, another = _subject(sentence), _subject(other)
    if subject and another and subject.isdisjoint(another):
        return None
    stems, others = subject | _stems(sentence.text), another | _stems(other.text)
    common, every = len(stems & others), len(stems | others)
    if common < _FEWEST_SAME:
        return None
    names, other_names = _names(sentence), _names(other)
    if (names | _opening(sentence)) - others and (other_names | _opening(other)) - stems:
        return None
    if (
        stems == others
        or (common >= _FEWEST and common >= _ALIKE * every)
        or (common >= _FEWER and common >= _VERY_ALIKE * every)
        or (common >= _ALIKE * every and bool(names) and names == other_names)
    ):
        return sentence.text, other.text
    if stems <= others or others <= stems:
        return _alike_in(sentence.text, other.text)
    return None if subject or another else _beginning_alike(sentence.text, other.text)


def _alike_in(text: str, other: str) -> tuple[str, str] | None:
    """Two clauses with a value that have the same stems."""
    mine, theirs = ([part for part in _CLAUSE_END.split(some) if _VALUE.search(part)] for some in (text, other))
    for clause in mine:
        stems = _stems(clause)
        same = next((part for part in theirs if _stems(part) == stems), None)
        if len(stems) >= _FEWEST_SAME and same:
            return clause, same
    return None


def _beginning_alike(text: str, other: str) -> tuple[str, str] | None:
    """The first clauses of two texts that begin alike, where both have a value, and one has all stems of the other."""
    mine, theirs = (_CLAUSE_END.split(some)[0] for some in (text, other))
    stems, others = (telling_stems_in_order(_VALUE.sub(" ", clause)) for clause in (mine, theirs))
    fewer, more = sorted((frozenset(stems), frozenset(others)), key=len)
    begin_alike = stems[:1] == others[:1] and len(fewer) >= _FEWER and fewer <= more
    return (mine, theirs) if begin_alike and _VALUE.search(mine) and _VALUE.search(theirs) else None


def _subject(sentence: Sentence) -> frozenset[str]:
    """The stems of what a sentence is about that begins with "it" or "she"."""
    if not _POINTS.match(sentence.text):
        return frozenset()
    before = _SUBJECT.match(text_before(sentence))
    return _stems(before[1] if before else sentence.document.title)


def _stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that are no values."""
    return telling_stems(_VALUE.sub(" ", text))


def _names(sentence: Sentence) -> frozenset[str]:
    """The stems of the names in a sentence."""
    from qa.checking.lore import names_in

    return telling_stems(" ".join(word.text for word in names_in(sentence.text, Evidence((sentence,)).lore)))


def _opening(sentence: Sentence) -> frozenset[str]:
    """The stem of the word with which a sentence begins, which may be a name."""
    return _stems(sentence.text.partition(" ")[0])
