"""An answer as one line of JSON. The form is a contract: keys may be added, not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.render.clean import display, to_json

if TYPE_CHECKING:
    from qa.answering import Citation
    from qa.assistant import Turn

SCHEMA = 1


def render(turn: Turn) -> str:
    return to_json(as_dict(turn))


def as_dict(turn: Turn) -> dict[str, Any]:
    """The contract, as plain data."""
    answer = turn.answer
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
            }
            for statement in answer.statements
        ],
        "citations": [citation_dict(citation) for citation in answer.citations],
        "missing": answer.missing,
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
    }


def citation_dict(citation: Citation) -> dict[str, Any]:
    """A citation: `quote` is the slice from `start` to `end` of the text of `source`, decoded from `encoding`."""
    sentence = citation.sentence
    return {
        "number": citation.number,
        "source": display(sentence.document.path),
        "encoding": sentence.document.encoding,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "line": sentence.line,
        "page": None,
        "quote": sentence.text,
    }
