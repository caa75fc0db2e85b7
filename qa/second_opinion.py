"""Second looks at an answer: a model's judgement of each statement, and what the answer is without its sources."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from qa.answering import Refusal, Support, plan, plan_judgement
from qa.errors import ReplyEmpty

if TYPE_CHECKING:
    from qa.answering import Citation, Statement
    from qa.assistant import Assistant, Turn
    from qa.models import Request

Degree = Literal["fully", "partly", "not", "contradicted", "unclear"]
_DEGREES = get_args(Degree)
_OBJECT = re.compile(r"\{.*?\}", re.DOTALL)
_LONGEST_WORDS = 200

Origin = Literal["cited", "elsewhere", "memory"]
"""Where a statement comes from: the sentences it cites, for without them it is gone; other sentences of the sources,
which say so too; or the model, which says it with no sentence to support it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a model finds a statement supported by the sentences it cites, and by which words it is not."""

    statement: Statement
    degree: Degree
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a statement comes from.

    Attributes:
        elsewhere: the other sentences that say so too.
    """

    statement: Statement
    origin: Origin
    elsewhere: tuple[Citation, ...] = ()


def verify(turn: Turn, assistant: Assistant, judge: str = "") -> list[Judgement]:
    """Have a model judge each statement with the sentences it cites alone, without the question and the rest.

    Args:
        judge: the name of the model; the one that answers where it is empty.

    Raises:
        ModelProblem, RecordingProblem: it cannot be asked.
    """
    judgements = []
    by_number = {citation.number: citation.sentence for citation in turn.answer.citations}
    for statement in turn.answer.statements:
        if statement.citations:
            cited = [by_number[number] for number in statement.citations]
            model = judge or assistant.settings.model
            request = plan_judgement(statement.text, cited, model, prompts=assistant.prompts)
            judgements.append(Judgement(statement, *_read(_whole(assistant, request))))
    return judgements


def prove(turn: Turn, assistant: Assistant) -> list[Proof]:
    """Ask again without the cited sentences, and see which statements stay.

    What an answer really came from is not always what it cites (Wallat et al. 2024, arXiv:2412.18004).

    Raises:
        ModelProblem, RecordingProblem: the question cannot be asked again.
    """
    cited = {(citation.sentence.document.id, citation.sentence.ordinal) for citation in turn.answer.citations}
    request = plan(
        turn.standalone,
        turn.passages,
        assistant.settings,
        without=cited,
        purpose="prove",
        prompts=assistant.prompts,
    )
    if isinstance(request, Refusal):
        return [Proof(statement, "cited") for statement in turn.answer.statements if statement.citations]
    again = assistant.reply(request, lambda _: None).answer
    proofs = []
    for statement in turn.answer.statements:
        if not statement.citations:
            continue
        repeated = [other for other in again.statements if assistant.checker.repeats(statement.text, other.text)]
        supported = [other for other in repeated if other.support is Support.SUPPORTED]
        numbers = {number for other in supported for number in other.citations}
        elsewhere = tuple(citation for citation in again.citations if citation.number in numbers)
        origin: Origin = "elsewhere" if supported else "memory" if repeated else "cited"
        proofs.append(Proof(statement, origin, elsewhere))
    return proofs


def _whole(assistant: Assistant, request: Request) -> str:
    text = "".join(item for item in assistant.model.stream(request) if isinstance(item, str))
    if not text.strip():
        message = f"the model {request.model} replied without saying anything"
        raise ReplyEmpty(message)
    return text


def _read(reply: str) -> tuple[Degree, str]:
    """The verdict in a reply: in its JSON, or, from models that write none, the first word that is one."""
    for found in _OBJECT.finditer(reply):
        try:
            content = json.loads(found[0])
        except ValueError:
            continue
        if isinstance(content, dict) and content.get("verdict") in _DEGREES:
            words = content.get("words")
            return content["verdict"], " ".join(words.split())[:_LONGEST_WORDS] if isinstance(words, str) else ""
    said = re.search(r"\b(fully|partly|partially|not|contradict(?:ed|s))\b", reply, re.IGNORECASE)
    if not said:
        return "unclear", ""
    word = said[1].lower()
    return next((degree for degree in _DEGREES if word.startswith(degree[:4])), "not"), ""
