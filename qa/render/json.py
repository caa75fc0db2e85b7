"""An answer as one line of JSON. The form is a contract: keys may be added, not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.render.clean import display, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence
    from qa.answering import Citation
    from qa.assistant import Turn
    from qa.second_opinion import Judgement, Proof

SCHEMA = 1


def render(turn: Turn, judgements: Sequence[Judgement] = (), proofs: Sequence[Proof] = ()) -> str:
    return to_json(as_dict(turn, judgements, proofs))


def as_dict(turn: Turn, judgements: Sequence[Judgement] = (), proofs: Sequence[Proof] = ()) -> dict[str, Any]:
    """The contract, as plain data."""
    from qa.answering.suspicion import suspicions

    answer = turn.answer
    judged = {id(judgement.statement): judgement for judgement in judgements}
    proved = {id(proof.statement): proof for proof in proofs}
    return {
        "schema": SCHEMA,
        "question": turn.question,
        "answered": answer.answered,
        "engine": turn.engine,
        "model": turn.model,
        "answer": answer.text,
        "statements": [
            {
                "text": statement.text,
                "citations": list(statement.citations),
                "support": statement.support.value,
                "problems": list(statement.problems),
                "found": statement.found,
                **_second_opinions(judged.get(id(statement)), proved.get(id(statement))),
            }
            for statement in answer.statements
        ],
        "citations": [citation_dict(citation) for citation in answer.citations],
        "missing": answer.missing,
        "nearest": [citation_dict(citation) for citation in answer.nearest],
        "disagreements": [
            [{**_place(sentence), "words": words} for sentence, words in disagreement.sides]
            for disagreement in answer.disagreements
        ],
        "lacking": {word: list(tried) for word, tried in answer.lacking.items()},
        "suspicious": [
            {
                "source": display(passage.document.path),
                "start": passage.span.start,
                "end": passage.span.end,
                "line": passage.document.line_of(passage.span.start),
                "why": why,
            }
            for passage in turn.passages
            if (why := suspicions(passage.text))
        ],
        "warnings": list(answer.warnings),
        "usage": {
            "prompt_tokens": turn.usage.prompt_tokens,
            "completion_tokens": turn.usage.completion_tokens,
        },
        "timings": {
            "retrieve": round(turn.timings.retrieve, 4),
            "first_token": round(turn.timings.first_token, 4),
            "total": round(turn.timings.total, 4),
        },
        "standalone": turn.standalone,
        "repaired": answer.repaired,
        "incomplete": turn.incomplete,
    }


def _second_opinions(judgement: Judgement | None, proof: Proof | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if judgement:
        found["judgement"] = {"degree": judgement.degree, "words": judgement.words}
    if proof:
        elsewhere = [_place(citation.sentence) for citation in proof.elsewhere]
        found["proof"] = {"origin": proof.origin, "elsewhere": elsewhere}
    return found


def citation_dict(citation: Citation) -> dict[str, Any]:
    """A citation: `quote` is the slice from `start` to `end` of the text of `source`, decoded from `encoding`."""
    return {"number": citation.number, **_place(citation.sentence)}


def _place(sentence: Sentence) -> dict[str, Any]:
    return {
        "source": display(sentence.document.path),
        "encoding": sentence.document.encoding,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "line": sentence.line,
        "page": None,
        "quote": sentence.text,
    }
