"""Answers without a language model: the best sentences of the passages, as they stand, each cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.answering import SIGN
from qa.answering.planning import plain
from qa.answering.reading import statements_of
from qa.models import Ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Sentence
    from qa.models import Engine, Request

SENTENCES = 3
"""Sentences of an answer, at most."""
_SIMILARITY, _OVERLAP, _PASSAGE = 0.4, 0.4, 0.2
_FLOOR = 0.35
_NEAR = 0.75


class Extractive:
    """Chooses sentences by similarity, by the question's words in them, and by their passage's score."""

    engine: Engine = "extractive"

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The chosen sentences, best first, a line each; or the sign, where none is relevant."""
        ranked = rank(request)
        if not ranked or ranked[0][1] < _FLOOR:
            yield f"{SIGN} a sentence that has to do with “{plain(request.question)}”"
        else:
            best = ranked[0][1]
            for sentence, score in ranked[:SENTENCES]:
                if score >= _NEAR * best:
                    label = request.sentences.index(sentence) + 1
                    yield " ".join(f"{part} [s{label}]" for part in statements_of(sentence)) + "\n"
        yield Ending()


def rank(request: Request) -> list[tuple[Sentence, float]]:
    """The labelled sentences with what speaks for each, best first."""
    scores: dict[tuple[int, int], float] = {}
    for passage in request.passages:
        for sentence in passage.sentences:
            key = (sentence.document.id, sentence.ordinal)
            scores[key] = max(scores.get(key, 0.0), passage.score)
    scored = [
        (
            sentence,
            _SIMILARITY * sentence.similarity
            + _OVERLAP * sentence.overlap
            + _PASSAGE * scores[sentence.document.id, sentence.ordinal],
        )
        for sentence in request.sentences
    ]
    return sorted(scored, key=lambda pair: -pair[1])
