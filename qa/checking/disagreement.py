"""Sources that disagree: two places that say the same, but with another value."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.words import stop_words
from qa.checking.evidence import Evidence, text_before
from qa.checking.wording import telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index import Sentence
    from qa.checking.quantities import Quantity

_VALUE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|half|dozen|hundred|thousand"
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
_IS_SOMEBODY = re.compile(rf"(?:The\s)?((?:[\w’'-]+\s){{1,8}}?)(?:is|was)\s({_NAME})\W*")
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
        [sentence for sentence in some if _VALUE.search(sentence.text) or _IS_SOMEBODY.fullmatch(sentence.text)]
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
            if values := _are_others(sentence.text, other.text) or (
                _are_alike(sentence, other) and _differ(sentence, other)
            ):
                told.add(pair)
                yield Disagreement(sentence, values[0], other, values[1])


def _are_others(text: str, other: str) -> tuple[str, str] | None:
    """The names of two, each of whom is said to be what only one can be: "the director of the museum"."""
    mine, theirs = _IS_SOMEBODY.fullmatch(text), _IS_SOMEBODY.fullmatch(other)
    if not mine or not theirs or not set(words(mine[2])).isdisjoint(words(theirs[2])):
        return None
    stems = _stems(mine[1])
    return (mine[2], theirs[2]) if len(stems) >= _FEWEST_SAME and stems == _stems(theirs[1]) else None


def _differ(sentence: Sentence, other: Sentence) -> tuple[str, str] | None:
    """The words in which two sentences differ, where those are the values of one kind."""
    from qa.checking.numbers import numbers

    if not numbers(sentence.text, Evidence((other,))) or not numbers(other.text, Evidence((sentence,))):
        return None
    mine, theirs = _values(sentence.text), _values(other.text)
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
    from qa.checking.numbers import are_equal

    return len(values) == len(others) and all(
        not are_equal(value, other)
        and (value.qualifiers == other.qualifiers or ((value.is_about or other.is_about) and value.is_far_from(other)))
        for value in values
        for other in others
    )


def _are_alike(sentence: Sentence, other: Sentence) -> bool:
    """Whether two sentences are about the same thing."""
    subject, another = _subject(sentence), _subject(other)
    if subject and another and subject.isdisjoint(another):
        return False
    stems, others = subject | _stems(sentence.text), another | _stems(other.text)
    common, every = len(stems & others), len(stems | others)
    if common < _FEWEST_SAME:
        return False
    names, other_names = _names(sentence), _names(other)
    if (names | _opening(sentence)) - others and (other_names | _opening(other)) - stems:
        return False
    return (
        stems == others
        or (common >= _FEWEST and common >= _ALIKE * every)
        or (common >= _FEWER and common >= _VERY_ALIKE * every)
        or (common >= _ALIKE * every and bool(names) and names == other_names)
        or ((stems <= others or others <= stems) and _is_said_alike(sentence.text, other.text))
    )


def _is_said_alike(text: str, other: str) -> bool:
    """Whether the clauses with a value have the same stems."""
    mine, theirs = (
        [_stems(clause) for clause in _CLAUSE_END.split(some) if _VALUE.search(clause)] for some in (text, other)
    )
    return any(len(stems) >= _FEWEST_SAME and stems in theirs for stems in mine)


def _subject(sentence: Sentence) -> frozenset[str]:
    """The stems of what a sentence is about that begins with "it" or "she"."""
    if not _POINTS.match(sentence.text):
        return frozenset()
    before = _SUBJECT.match(text_before(sentence))
    return _stems(before[1] if before else sentence.document.title)


def _stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, without its digits."""
    return frozenset(stem for stem in telling_stems(text) if not stem[0].isdigit())


def _names(sentence: Sentence) -> frozenset[str]:
    """The stems of the names in a sentence."""
    from qa.checking.lore import names_in

    return telling_stems(" ".join(word.text for word in names_in(sentence.text, Evidence((sentence,)).lore)))


def _opening(sentence: Sentence) -> frozenset[str]:
    """The stem of the word with which a sentence begins, which may be a name."""
    return _stems(sentence.text.partition(" ")[0])
