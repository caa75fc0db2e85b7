"""Whether the cited sentences say what a statement says: all rules, and a verdict."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.checking.evidence import Evidence, sentence_of, text_around
from qa.checking.verdict import Verdict
from qa.checking.wording import flatten, is_english, telling_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence
    from qa.checking.content import Align

_SAME_WORDS = 0.8
"""Share of a statement's stems that another must have to repeat it, where the rules that need English cannot tell."""
_CONTRARY = frozenset({"polarity", "opposite"})
"""Rules by which a sentence says the contrary of a statement."""
_CANDIDATES = 3
"""Sentences that are tried as the citation of a statement that has none."""


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
        from qa.checking import rules

        evidence = Evidence(tuple(cited))
        if not _are_english(statement, cited):
            return Verdict(tuple(rules.of_any_language(statement, evidence)), is_complete=False)
        problems = rules.of_an_answer(statement, question, evidence, self.align)
        if heading:
            problems = rules.under(heading, statement, evidence, problems)
        return Verdict(tuple(problems), is_complete=True)

    def has_values(self, text: str, cited: Sequence[Sentence]) -> bool:
        """Whether these sentences have the numbers, names and quotations of a part of a statement."""
        from qa.checking import rules

        evidence = Evidence(tuple(cited))
        return not rules.of_any_language(text, evidence, english=_are_english(text, cited))

    def find(self, statement: str, sentences: Sequence[Sentence], heading: str = "") -> int | None:
        """The position of the sentence that supports a statement.

        None where none of the nearest passes every rule, or one that is nearer says the contrary.
        """
        has = telling_stems(statement)
        stems = [telling_stems(sentence.text) for sentence in sentences]
        spread = Counter(stem for some in stems for stem in some)
        weights = {stem: math.log(1 + len(sentences) / spread[stem]) for stem in has if spread[stem]}
        shares = [sum(weights.get(stem, 0.0) for stem in some) for some in stems]
        for at in sorted(range(len(sentences)), key=shares.__getitem__, reverse=True)[:_CANDIDATES]:
            if shares[at] and (supports := self._supports(statement, sentences[at], heading)) is not None:
                return at if supports else None
        return None

    def _supports(self, statement: str, sentence: Sentence, heading: str) -> bool | None:
        """Whether a sentence says a statement or the contrary; None where it does neither.

        It says it where it is the statement, in any language, or passes every rule, and not by its names alone.
        """
        from qa.checking.content import carries_alone

        if flatten(statement) == flatten(sentence.text):
            return True
        if not self.has_values(statement, [sentence]):
            return None  # which is seen at once
        verdict = self.check(statement, [sentence], heading)
        if verdict.problems and all(problem.rule in _CONTRARY for problem in verdict.problems):
            return False
        passes = verdict.is_complete and not verdict.problems
        return True if passes and carries_alone(statement, Evidence((sentence,)), self.align) else None

    def repeats(self, statement: str, other: str) -> bool:
        """Whether another statement says all that a statement says."""
        verdict = self.check(statement, [sentence_of(other)])
        if verdict.problems:
            return False
        stems = telling_stems(statement)
        return verdict.is_complete or len(stems & telling_stems(other)) >= _SAME_WORDS * len(stems)


def _are_english(statement: str, cited: Sequence[Sentence]) -> bool:
    """Whether the rules for English fit.

    A statement that does not tell is in the language of what it cites, and a sentence in that of the text around it.
    """
    return is_english(statement, in_doubt=True) and any(
        is_english(sentence.text) or (is_english(sentence.text, in_doubt=True) and is_english(text_around(sentence)))
        for sentence in cited
    )
