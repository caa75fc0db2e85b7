"""From a question and passages to what a model is asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from prompts import shipped
from qa.answering.answer import Refusal, Support
from qa.answering.markup import SIGN, plain
from qa.answering.structured import schema
from qa.checking.tables import head_over
from qa.models import Message, Request

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from index import Document, Passage, Sentence
    from prompts import Prompts
    from qa.answering.answer import Answer
    from qa.models import Purpose
    from qa.settings import Settings

_LABEL_TOKENS = 6
"""Tokens that a label and a line end take beside their sentence."""
_JUDGEMENT = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": ["fully", "partly", "not", "contradicted"]},
        "words": {"type": "string"},
    },
    "required": ["verdict", "words"],
    "additionalProperties": False,
}
_REMEMBERED_TURNS = 4
_REMEMBERED_CHARACTERS = 600


def plan(
    question: str,
    passages: Sequence[Passage],
    settings: Settings,
    *,
    without: Collection[tuple[int, int]] = (),
    purpose: Purpose = "answer",
    prompts: Prompts | None = None,
) -> Request | Refusal:
    """The request that has a model answer a question from passages, best first.

    Passages beyond the token budget are left out from the tail; a sentence is never cut.

    Args:
        without: sentences to leave out, by the number of their document and their own.
        prompts: the templates; None, here and below, for the shipped ones.
    """
    chosen = _within_budget(passages, settings.context_tokens)
    sentences = [sentence for sentence in chosen if sentence.key not in without]
    if not sentences:
        return Refusal("any passage that has to do with the question")
    messages = _messages(prompts, "answer", sign=SIGN, sources=_labelled(sentences), question=question)
    if settings.structured:
        messages = (*_messages(prompts, "structured", sign=SIGN), *messages)
    return Request(
        purpose=purpose,
        question=question,
        model=settings.model,
        messages=messages,
        schema=schema(len(sentences)) if settings.structured else None,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
        passages=tuple(passages),
        sentences=tuple(sentences),
    )


def plan_rewrite(
    question: str, history: Sequence[tuple[str, str]], settings: Settings, *, prompts: Prompts | None = None
) -> Request:
    """The request that makes a follow-up question stand alone.

    Args:
        history: questions and answers of the conversation, oldest first.
    """
    recent = [
        f"Question: {asked}\nAnswer: {answer[:_REMEMBERED_CHARACTERS]}"
        for asked, answer in history[-_REMEMBERED_TURNS:]
    ]
    return Request(
        purpose="rewrite",
        question=question,
        model=settings.model,
        messages=_messages(prompts, "rewrite", conversation="\n".join(recent), question=question),
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
    )


def plan_repair(request: Request, reply: str, answer: Answer, *, prompts: Prompts | None = None) -> Request:
    """The request that sends an answer back with what is wrong in it.

    Args:
        request: what was asked.
        reply: the model's own words.
        answer: what was read from them.
    """
    problems = "\n".join(
        f"- “{plain(statement.text)}”: {'; '.join(statement.problems) or 'it cites nothing'}"
        for statement in answer.statements
        if statement.support in {Support.UNSUPPORTED, Support.UNCITED}
    )
    sent_back = _messages(prompts, "repair", problems=problems, sign=SIGN)
    messages = (*request.messages, Message("assistant", reply), *sent_back)
    return replace(request, purpose="repair", messages=messages)


def plan_judgement(statement: str, cited: Sequence[Sentence], model: str, *, prompts: Prompts | None = None) -> Request:
    """The request that has a model judge a statement by the sentences it cites alone."""
    return Request(
        purpose="judge",
        question=statement,
        model=model,
        messages=_messages(prompts, "judge", sources=_labelled(cited), statement=plain(statement)),
        temperature=0,
        schema=_JUDGEMENT,
    )


def heading(document: Document) -> str:
    """The line in a prompt that says which document the sentences below it are from."""
    return f"From {plain(document.path.name)} ({plain(document.title)}):"


def _within_budget(passages: Sequence[Passage], budget: int) -> list[Sentence]:
    """Sentences of the passages, each once, in reading order within a run of one document."""
    chosen: dict[tuple[int, int], Sentence] = {}
    left = budget
    for sentence in chain.from_iterable(passage.sentences for passage in passages):
        if sentence.key not in chosen:
            left -= sentence.tokens + _LABEL_TOKENS
            if left < 0:
                break
            chosen[sentence.key] = sentence
    return _runs(chosen)


def _runs(chosen: dict[tuple[int, int], Sentence]) -> list[Sentence]:
    """Neighbours joined into runs of a document; the runs in the order in which they were first touched."""
    ordered: list[Sentence] = []
    taken: set[tuple[int, int]] = set()
    for document, ordinal in chosen:
        if (document, ordinal) in taken:
            continue
        first = ordinal
        while (document, first - 1) in chosen:
            first -= 1
        while (document, first) in chosen:
            taken.add((document, first))
            ordered.append(chosen[document, first])
            first += 1
    return ordered


def _labelled(sentences: Sequence[Sentence]) -> str:
    """One sentence a line, each behind its label.

    Where a run of another place begins there is a heading, and the head of the table that it begins within.
    """
    lines: list[str] = []
    before: Sentence | None = None
    for number, sentence in enumerate(sentences, start=1):
        follows = before and before.document == sentence.document and before.ordinal + 1 == sentence.ordinal
        if not follows:
            lines.append(heading(sentence.document))
            if head := head_over(sentence):
                lines.append(f"Columns: {plain(head)}")
        lines.append(f"[s{number}] {plain(sentence.text)}")
        before = sentence
    return "\n".join(lines)


def _messages(prompts: Prompts | None, template: str, **values: str) -> tuple[Message, ...]:
    return tuple(Message(role, text) for role, text in (prompts or shipped()).fill(template, **values))
