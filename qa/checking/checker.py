"""Whether the cited sentences say what a statement says: all rules, and a verdict."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.evidence import Evidence, sentence_of, text_around
from qa.checking.wording import flatten, is_english, pointing, saying, telling_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence
    from qa.checking.content import Align

_SAME_WORDS = 0.8
"""Share of a statement's stems that another must have to repeat it, where the rules that need English cannot tell."""
_CANDIDATES = 3
"""Sentences that are tried as the citation of a statement that has none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a statement.

    Attributes:
        rule: which rule found it.
        text: in words.
    """

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules found.

    Attributes:
        is_complete: whether all rules could judge; those that need English cannot, elsewhere.
    """

    problems: tuple[Problem, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Checker:
    """Judges statements by the sentences that they cite, without a language model.

    Args:
        align: how near a text comes to the words of another.
    """

    align: Align

    def check(self, statement: str, cited: Sequence[Sentence], heading: str = "", question: str = "") -> Verdict:
        """Whether a statement, without citations, is supported by exactly these sentences.

        Whom a pronoun in them means, and which names belong together, is told by their documents.

        Args:
            heading: a heading over the statement, which may name whom the statement is about.
            question: what it answers, where it may do so with "yes" or "no".
        """
        from qa.checking.affirmation import affirmation, affirmed, denied

        evidence = Evidence(tuple(cited))
        english = _are_english(statement, cited)
        problems = self._problems(affirmed(statement, question) if english else statement, evidence, english=english)
        if english:
            problems += _as("polarity", affirmation(statement, question))
            if (asked := denied(statement, question)) and not self._problems(asked, evidence, english=True):
                problems.append(Problem("polarity", f"{saying(evidence)} what this denies"))
        if cited and all(map(_asks, cited)) and not statement.rstrip("*_ ").endswith("?"):
            problems.append(Problem("polarity", f"{pointing(evidence)} only {'asks' if len(cited) == 1 else 'ask'}"))
        if heading and english:
            problems = [problem for problem in problems if not _names_speaker(heading, statement, evidence, problem)]
            problems += [problem for problem in _names_over(heading, statement, evidence) if problem not in problems]
        return Verdict(tuple(problems), english)

    def has_values(self, text: str, cited: Sequence[Sentence]) -> bool:
        """Whether these sentences have the numbers, names and quotations of a part of a statement."""
        evidence = Evidence(tuple(cited))
        return not _values(text, evidence, english=_are_english(text, cited))

    def find(self, statement: str, sentences: Sequence[Sentence], heading: str = "") -> int | None:
        """The position of the sentence that supports a statement; None where none of the nearest passes every rule."""
        has = telling_stems(statement)
        stems = [telling_stems(sentence.text) for sentence in sentences]
        spread = Counter(stem for some in stems for stem in some)
        weights = {stem: math.log(1 + len(sentences) / spread[stem]) for stem in has if spread[stem]}
        shares = [sum(weights.get(stem, 0.0) for stem in some) for some in stems]
        for at in sorted(range(len(sentences)), key=shares.__getitem__, reverse=True)[:_CANDIDATES]:
            if shares[at] and self._supports(statement, sentences[at], heading):
                return at
        return None

    def _supports(self, statement: str, sentence: Sentence, heading: str) -> bool:
        """Whether a sentence is the statement, in any language, or passes every rule, and not by its names alone."""
        from qa.checking.content import carries_alone

        if flatten(statement) == flatten(sentence.text):
            return True
        if not self.has_values(statement, [sentence]):
            return False  # which is seen at once
        verdict = self.check(statement, [sentence], heading)
        passes = verdict.is_complete and not verdict.problems
        return passes and carries_alone(statement, Evidence((sentence,)), self.align)

    def repeats(self, statement: str, other: str) -> bool:
        """Whether another statement says all that a statement says."""
        verdict = self.check(statement, [sentence_of(other)])
        if verdict.problems:
            return False
        stems = telling_stems(statement)
        return verdict.is_complete or len(stems & telling_stems(other)) >= _SAME_WORDS * len(stems)

    def _problems(self, statement: str, evidence: Evidence, *, english: bool) -> list[Problem]:
        """What the rules find; what the embedding model finds only where they find nothing, for it is vaguer."""
        # Imported here: answers made of the sources' own sentences need no rule, and should start without them.
        from qa.checking.amounts import amounts
        from qa.checking.attribution import attribution
        from qa.checking.comparisons import comparisons
        from qa.checking.content import content
        from qa.checking.exchanges import exchanges
        from qa.checking.opposites import opposites
        from qa.checking.periods import periods
        from qa.checking.polarity import polarity
        from qa.checking.roles import roles
        from qa.checking.ties import ties
        from qa.checking.times import times

        found = _values(statement, evidence, english=english)
        if english:
            telling_stems(f"{statement}\n{evidence.text}")  # found together, for each rule that asks for some
            found += _as("number", periods(statement, evidence))
            found += _as("speaker", attribution(statement, evidence))
            found += (
                _as("role", roles(statement, evidence))
                or _as("exchange", exchanges(statement, evidence))
                or _as("exchange", amounts(statement, evidence))
                or _as("exchange", ties(statement, evidence))
                or _as("exchange", comparisons(statement, evidence))
                or _as("exchange", times(statement, evidence))
                or _as("opposite", opposites(statement, evidence))
            )
            found += _as("polarity", polarity(statement, evidence))
        if english and not found:
            found += _as("content", content(statement, evidence, self.align))
        return found


def _are_english(statement: str, cited: Sequence[Sentence]) -> bool:
    """Whether the rules for English fit.

    A statement that does not tell is in the language of what it cites, and a sentence in that of the text around it.
    """
    return is_english(statement, in_doubt=True) and any(
        is_english(sentence.text) or (is_english(sentence.text, in_doubt=True) and is_english(text_around(sentence)))
        for sentence in cited
    )


def _asks(sentence: Sentence) -> bool:
    return sentence.text.rstrip("”\"’') ").endswith("?")


def _values(statement: str, evidence: Evidence, *, english: bool) -> list[Problem]:
    from qa.checking.addresses import addresses
    from qa.checking.names import names
    from qa.checking.numbers import numbers
    from qa.checking.quotes import quotes

    return [
        *_as("quote", quotes(statement, evidence)),
        *_as("address", addresses(statement, evidence)),
        *_as("number", numbers(statement, evidence, english=english)),
        *_as("name", names(statement, evidence, english=english)),
    ]


def _names_speaker(heading: str, statement: str, evidence: Evidence, problem: Problem) -> bool:
    """Whether a heading says whose word the statement under it is."""
    from qa.checking.attribution import attribution

    return problem.rule == "speaker" and not attribution(f"{heading.strip('*_:# ')}: {statement}", evidence)


def _names_over(heading: str, statement: str, evidence: Evidence) -> list[Problem]:
    """Names in a heading over a statement, as far as the documents tell that they are names."""
    from qa.checking.names import names

    return _as("name", names(f"{heading.strip('*_# ')}:\n{statement}", evidence))


def _as(rule: str, problems: Sequence[str]) -> list[Problem]:
    return [Problem(rule, text) for text in problems]
