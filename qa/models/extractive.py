"""Answers without a language model: the best sentences of the passages, as they stand, each cited.

The figures below were measured on half of SQuAD 2.0, as paragraphs and with each article as one document, and on half
of CLAP NQ, with sentences from the passages that the index retrieves.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from qa.answering import SIGN
from qa.answering.markup import plain
from qa.answering.reading import statements_of
from qa.answering.refusing import nearness
from qa.checking.wording import is_question
from qa.models import Ending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index import Sentence
    from qa.models import Engine, Request

SENTENCES = 3
"""Sentences of an answer, at most."""
_NEAR = 0.1
"""What a further sentence may lack to the first. 1.7 sentences are shown on average, with the answer among them for
0.82 of SQuAD's questions; 0.2 would show 2.1, with 0.85."""

_PASSAGE = 0.05
"""For each standard deviation that the passage is better than the average of those retrieved. Right first sentence
on SQuAD: 0.722 and 0.714 (articles); with 0.1, 0.719 and 0.707."""
_WHOLE = 0.1
"""For a sentence that ends as statements do: headings and questions repeat a question's words and answer nothing.
Right first sentence on CLAP NQ, whose documents begin with a title: 0.54 without, 0.66 with; SQuAD has no headings."""
_KIND = 0.05
"""For a sentence with the kind of thing that is asked for. Right first sentence with and without on SQuAD: 0.722 and
0.714 (articles 0.714 and 0.711), on CLAP NQ 0.68 and 0.66."""
_FLOOR = 0.28
"""What similarity and overlap alone must reach in one sentence at least. Asked of the index of one article of SQuAD,
0.8 % of its answerable questions stay below, and 89 % of those about another article (at 0.25: 0.5 % and 82 %; at
0.35: 3.2 % and 97 %). Short questions with an unusual word need it this low. Questions made to look answerable pass,
all but 2 %: those only a language model can tell."""

_SAME_QUESTION = 0.75
"""Share of the question's weight that the words of a question in a source must carry, for it to be the same."""
_ASKS_NUMBER = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade)\b"
    r"|\bhow (?:many|much|long|old|far|large|big|tall|high|often)\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_SHOWN = 200
"""Characters of a question that a refusal repeats."""
_STATEMENT_END = re.compile(r"[.!…。！]['\"’”»)\]]*\Z")
_WORD = re.compile(r"\w+")
_NAMES_SHARE = 0.2
"""Share of names among a sentence's words from which it counts in full as one that names somebody."""


class Extractive:
    """Chooses sentences by similarity, by the question's words in them, and by their passage's score."""

    engine: Engine = "extractive"

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The chosen sentences, best first, a line each; or the sign, where none is relevant."""
        chosen = _chosen(request)
        for sentence, parts in chosen:
            label = request.sentences.index(sentence) + 1
            yield " ".join(f"{part} [s{label}]" for part in parts) + "\n"
        if not chosen:
            asked = plain(request.question)
            shown = asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}…"
            yield f"{SIGN} a sentence that has to do with “{shown}”"
        yield Ending()


def _chosen(request: Request) -> list[tuple[Sentence, list[str]]]:
    """The sentences of the answer, each as the statements that it is read as; none where none is relevant."""
    ranked = rank(request) if relevant(request) else []
    # a heading or a question says nothing that a reply could say
    says = ((sentence, score, statements_of(sentence, request.question)) for sentence, score in ranked)
    chosen = list(itertools.islice((found for found in says if found[2]), SENTENCES))
    return [(sentence, parts) for sentence, score, parts in chosen if score >= chosen[0][1] - _NEAR]


def relevant(request: Request) -> bool:
    """Whether any of the labelled sentences has to do with the question, and is none itself."""
    near = _nearness(request.sentences)
    return any(near[sentence.key] >= _FLOOR and not is_question(sentence.text) for sentence in request.sentences)


def _nearness(sentences: Sequence[Sentence]) -> dict[tuple[int, int], float]:
    """How near each sentence comes to the question; what follows the same question in a source, as near as that."""
    near = {sentence.key: nearness(sentence) for sentence in sentences}
    for sentence in sentences:
        answer = (sentence.document.id, sentence.ordinal + 1)
        if answer in near and is_question(sentence.text) and sentence.overlap >= _SAME_QUESTION:
            near[answer] = max(near[answer], near[sentence.key])
    return near


def rank(request: Request) -> list[tuple[Sentence, float]]:
    """The labelled sentences with what speaks for each, best first."""
    passages: dict[tuple[int, int], float] = {}
    for passage in reversed(request.passages):  # so that the best passage of a sentence counts
        passages |= {sentence.key: passage.score for sentence in passage.sentences}
    fits, near = _kind_of(request.question), _nearness(request.sentences)
    scored = [
        (
            sentence,
            near[sentence.key]
            + _PASSAGE * passages[sentence.key]
            + _WHOLE * bool(_STATEMENT_END.search(sentence.text))
            + _KIND * fits(sentence.text),
        )
        for sentence in request.sentences
    ]
    return sorted(scored, key=lambda pair: -pair[1])


def _kind_of(question: str) -> Callable[[str], float]:
    """How far a text has what a question asks for, 0 to 1: names for "who", digits for "when" and "how many"."""
    if _ASKS_NUMBER.search(question):
        return lambda text: float(any(character.isdigit() for character in text))
    if not _ASKS_NAME.search(question):
        return lambda _: 0.0
    asked = set(_WORD.findall(question.lower()))

    def names(text: str) -> float:
        """Words with a capital, but for the first, which has one anyway, and those of the question."""
        words = _WORD.findall(text)
        found = [word for word in words[1:] if word[0].isupper() and word.lower() not in asked]
        return min(1.0, len(found) / len(words) / _NAMES_SHARE) if words else 0.0

    return names
