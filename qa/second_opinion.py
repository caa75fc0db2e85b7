"""Second looks at an answer: a model's judgement of each statement, and what the answer is without its sources."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from qa.answering import Refusal, Support, plan, plan_judgement
from qa.answering.markup import without_thought
from qa.checking.wording import flatten, telling_stems
from qa.errors import ModelProblem, RecordingProblem, ReplyEmpty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.answering import Citation, Statement
    from qa.assistant import Assistant, Turn
    from qa.errors import QaProblem
    from qa.models import Request

Degree = Literal["fully", "partly", "not", "contradicted", "unclear"]
_PARTLY = re.compile(r"\b(?:not\s+(?:fully|entirely|completely|wholly)|largely|mostly|mainly)(?:\s+supported)?\b")
_DENIED = re.compile(r"\bnot\s+contradict\w*|\bno\s+contradiction\w*")
_SAID: dict[Degree, re.Pattern[str]] = {
    "fully": re.compile(r"\bfully\b|(?<!not )(?<!partly )(?<!partially )\bsupported\b"),
    "partly": re.compile(r"\bpart(?:ly|ially)\b"),
    "not": re.compile(r"\bnot\b|\bunsupported\b"),
    "contradicted": re.compile(r"\bcontradict"),
}
_LONGEST_WORDS, _LONGEST_REPLY = 200, 20_000

Origin = Literal["cited", "elsewhere", "memory"]
"""Where a statement comes from: the sentences it cites, for without them it is gone; other sentences of the sources,
which say so too; or the model, which says it with no sentence to support it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a model finds a statement supported by the sentences it cites, and by which of its words it is not."""

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


@dataclass(slots=True)
class Opinions:
    """All second opinions on an answer."""

    judgements: list[Judgement] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def doubtful(self) -> bool:
        """Whether a statement was not found fully supported, or did not come from the sources."""
        return any(judgement.degree != "fully" for judgement in self.judgements) or any(
            proof.origin == "memory" for proof in self.proofs
        )


def ask_for(
    turn: Turn, assistant: Assistant, *, verify: bool, judge: str, prove: bool
) -> tuple[Opinions, QaProblem | None]:
    """The second opinions that are wanted, as far as they could be had, and why not all could; the answer stands."""
    opinions = Opinions()
    problems: list[QaProblem] = []
    if verify:
        with _kept(problems, "the answer could not be judged"):
            opinions.judgements.extend(verified(turn, assistant, judge))
    if prove:
        with _kept(problems, "the answer could not be proved"):
            opinions.proofs.extend(proved(turn, assistant))
    return opinions, next(iter(problems), None)


@contextlib.contextmanager
def _kept(problems: list[QaProblem], what: str) -> Iterator[None]:
    try:
        yield
    except (ModelProblem, RecordingProblem) as problem:
        problem.args = (f"{what}: {problem}",)
        problems.append(problem)


def verified(turn: Turn, assistant: Assistant, judge: str = "") -> Iterator[Judgement]:
    """Have a model judge each statement with the sentences it cites alone, without the question and the rest.

    Args:
        judge: the name of the model; the one that answers where it is empty.

    Raises:
        ModelProblem, RecordingProblem: it cannot be asked.
    """
    by_number = {citation.number: citation.sentence for citation in turn.answer.citations}
    for statement in turn.answer.statements:
        if statement.citations:
            cited = [by_number[number] for number in statement.citations]
            model = judge or assistant.settings.model
            request = plan_judgement(statement.text, cited, model, prompts=assistant.prompts)
            degree, words = _read(_whole(assistant, request))
            yield Judgement(statement, degree, words if _are_of(words, statement.text) else "")


def proved(turn: Turn, assistant: Assistant) -> Iterator[Proof]:
    """Ask again without the cited sentences, and see which statements stay.

    What an answer really came from is not always what it cites (Wallat et al. 2024, arXiv:2412.18004).

    Raises:
        ModelProblem, RecordingProblem: the question cannot be asked again.
    """
    cited = {citation.sentence.key for citation in turn.answer.citations}
    request = plan(
        turn.standalone,
        turn.passages,
        assistant.settings,
        without=cited,
        purpose="prove",
        prompts=assistant.prompts,
    )
    statements = [statement for statement in turn.answer.statements if statement.citations]
    if isinstance(request, Refusal):
        yield from (Proof(statement, "cited") for statement in statements)
        return
    again = assistant.reply(request, lambda _: None).answer
    for statement in statements:
        repeated = [other for other in again.statements if assistant.checker.repeats(statement.text, other.text)]
        supported = [other for other in repeated if other.support is Support.SUPPORTED]
        numbers = {number for other in supported for number in other.citations}
        elsewhere = tuple(citation for citation in again.citations if citation.number in numbers)
        origin: Origin = "elsewhere" if supported else "memory" if repeated else "cited"
        yield Proof(statement, origin, elsewhere)


def _are_of(words: str, statement: str) -> bool:
    """Whether a statement has some of the words that a model gives as its words."""
    return flatten(words) in flatten(statement) or not telling_stems(words).isdisjoint(telling_stems(statement))


def _whole(assistant: Assistant, request: Request) -> str:
    text = "".join(item for item in assistant.model.stream(request) if isinstance(item, str))
    if not text.strip():
        raise ReplyEmpty(assistant.says_nothing(request))
    return text


def _read(reply: str) -> tuple[Degree, str]:
    """The verdict in a reply: in its last JSON object, or, from models that write none, in its words."""
    said = without_thought(reply)[:_LONGEST_REPLY]
    judgements = [*_judgements(said)]
    if judgements:
        words = judgements[-1].get("words")
        told = " ".join(words.split())[:_LONGEST_WORDS] if isinstance(words, str) else ""
        return _degree(str(judgements[-1]["verdict"])), told
    return _degree(said), ""


def _judgements(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text that have a verdict."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        end = at + 1
        with contextlib.suppress(ValueError, RecursionError):
            content, behind = decoder.raw_decode(text, at)
            if "verdict" in content:
                yield content
                end = behind
        at = text.find("{", end)


def _degree(text: str) -> Degree:
    """The one verdict that a text names; with none, or with several, it is not clear."""
    plain = _DENIED.sub(" ", _PARTLY.sub("partly", text.lower()))
    found = {degree for degree, pattern in _SAID.items() if pattern.search(plain)}
    return found.pop() if len(found) == 1 else "unclear"
