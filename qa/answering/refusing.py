"""Refusals that help: the nearest thing the sources say, and which words of the question they lack."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from index.words import query_terms, stems
from qa.checking.wording import is_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index import Passage, Sentence

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_ALIKE = 0.75
"""Similarity (Ratcliff and Obershelp) of words that may be spellings of one another."""
_SHORTEST = 4
"""Letters of a word for which other spellings are looked for."""
_LONGER = 1
"""How many letters another spelling may be longer or shorter."""
_SIMILARITY, _OVERLAP = 0.55, 0.45
_NEAR = 0.2
"""What similarity and overlap must reach for a sentence to be shown as the nearest thing the sources say."""


def nearest(passages: Iterable[Passage]) -> Sentence | None:
    """The sentence that comes nearest to the question, where one comes near at all."""
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    # a question says nothing
    best = max(sentences, key=lambda sentence: (not is_question(sentence.text), nearness(sentence)), default=None)
    return best if best is not None and nearness(best) >= _NEAR else None


def lacking(question: str, passages: Sequence[Passage]) -> dict[str, list[str]]:
    """The telling words of a question that no passage has, each with words of the passages that are spelt like it."""
    words = {word.casefold(): word for passage in passages for word in _WORD.findall(passage.text)}
    terms = query_terms(question)
    known = frozenset().union(*stems([passage.text for passage in passages]))
    absent = [term for term, own in zip(terms, stems(terms), strict=True) if own and own.isdisjoint(known)]
    return {term: _spelt_alike(term, words) if len(term) >= _SHORTEST else [] for term in absent}


def _spelt_alike(term: str, words: Mapping[str, str]) -> list[str]:
    """Of words, by their small letters, those that may be other spellings of one, the nearest first."""
    near = [word for word in words if abs(len(word) - len(term)) <= _LONGER]
    return [words[word] for word in difflib.get_close_matches(term, near, cutoff=_ALIKE)]


def nearness(sentence: Sentence) -> float:
    """How near a sentence comes to the question it was retrieved for, by meaning and by words."""
    return _SIMILARITY * sentence.similarity + _OVERLAP * sentence.overlap
