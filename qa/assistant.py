"""The way of a question: retrieve, plan, stream, read."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa import followup
from qa.answering import SIGN, Reader, Refusal, plan, plan_rewrite
from qa.errors import ModelProblem, QuestionProblem, ReplyEmpty, StreamCut, told
from qa.models import Ending, Usage
from qa.render.clean import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from index import Index, Passage
    from qa.answering import Answer, Fragment
    from qa.models import ChatModel, Engine, Request
    from qa.settings import Settings

LONGEST_QUESTION = 10_000
"""Code points. A longer text is a document, not a question."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds since the question was asked."""

    retrieve: float
    first_token: float
    total: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it.

    Attributes:
        question: as it was asked.
        standalone: the form in which it was looked up and answered.
        passages: what was retrieved, best first.
        failure: what went wrong after a part of the answer had arrived.
        incomplete: which of the answer's warnings says that it is not whole; None where it is.
    """

    question: str
    standalone: str
    passages: tuple[Passage, ...]
    answer: Answer
    engine: Engine
    model: str
    timings: Timings
    usage: Usage
    failure: ModelProblem | None
    incomplete: str | None = None

    def warnings(self, *, quiet: bool) -> list[str]:
        """What to tell with the answer; where a person wants no notices, only that it is not whole."""
        return [warning for warning in self.answer.warnings if not quiet or warning == self.incomplete]


@dataclass(slots=True)
class Assistant:
    """Answers questions about the documents of an index.

    Args:
        within: the only documents to answer from; None for all.
        left_out: why some of the sources could not be indexed; every answer warns of it.
    """

    index: Index
    model: ChatModel
    settings: Settings
    within: Collection[Path] | None = None
    left_out: Sequence[str] = ()
    _clock: Callable[[], float] = field(default=time.perf_counter, repr=False)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        show: Callable[[Fragment], None] = lambda _: None,
    ) -> Turn:
        """Answer a question.

        Args:
            history: earlier turns of the conversation, oldest first.
            show: is given the answer bit by bit, as it arrives.

        Raises:
            QuestionProblem: the question is empty or too long.
            IndexProblem, ModelProblem, RecordingProblem: it cannot be answered.
        """
        question = check_question(question)
        started = self._clock()
        standalone = self._standalone(question, history)
        passages = self.index.retrieve(standalone, limit=self.settings.top_k, within=self.within)
        if self.model.engine == "extractive" and standalone != question:
            passages = followup.favouring(question, passages)
        retrieved = self._clock() - started
        reply = _Reply()
        request = plan(standalone, passages, self.settings)
        if isinstance(request, Refusal):
            reader = Reader(())
            for fragment in (*reader.feed(f"{SIGN} {request.missing}"), *reader.finish()):
                show(fragment)
        else:
            reader = Reader(request.sentences)
            self._stream(request, reader, show, reply)
        answer = self._with_warnings(reader.answer(), reply)
        total = self._clock() - started
        first = reply.first_piece - started if reply.first_piece else total
        return Turn(
            question,
            standalone,
            tuple(passages),
            answer,
            self.model.engine,
            self.settings.model,
            Timings(retrieved, first, total),
            reply.ending.usage,
            reply.failure,
            reply.incomplete,
        )

    def _standalone(self, question: str, history: Sequence[Turn]) -> str:
        """A form of the question that can be understood without the conversation."""
        if not history:
            return question
        if self.model.engine == "extractive":
            return followup.lend(question, [turn.question for turn in history])
        request = plan_rewrite(question, [(turn.standalone, turn.answer.text) for turn in history], self.settings)
        pieces = [item for item in self.model.stream(request) if isinstance(item, str)]
        return followup.rewritten("".join(pieces), question)

    def _stream(self, request: Request, reader: Reader, show: Callable[[Fragment], None], reply: _Reply) -> None:
        try:
            for item in self.model.stream(request):
                if isinstance(item, Ending):
                    reply.ending = item
                    continue
                reply.first_piece = reply.first_piece or self._clock()
                for fragment in reader.feed(item):
                    show(fragment)
        except StreamCut as exc:
            reply.failure = exc
        for fragment in reader.finish():
            show(fragment)
        answer = reader.answer()
        if not answer.statements and not answer.missing:
            if reply.failure:
                raise reply.failure
            message = f"the model {request.model} replied without saying anything"
            raise ReplyEmpty(message)

    def _with_warnings(self, answer: Answer, reply: _Reply) -> Answer:
        """The answer with what the reader of it should know about it."""
        warnings = [*answer.warnings, *(f"a source was left out: {why}" for why in self.left_out)]
        if reply.incomplete:
            warnings.append(reply.incomplete)
        cited = {citation.sentence.document.path for citation in answer.citations}
        warnings += [
            f"{name} has changed since it was indexed; index it again with: qa index {shlex.quote(name)}"
            for name in map(file_name, self.index.stale(cited))
        ]
        return replace(answer, warnings=tuple(warnings))


@dataclass(slots=True)
class _Reply:
    """What is learnt about a reply besides its text."""

    ending: Ending = field(default_factory=Ending)
    failure: StreamCut | None = None
    first_piece: float | None = None

    @property
    def incomplete(self) -> str | None:
        """Why the answer is not whole, where it is not."""
        if self.failure:
            return f"this answer is incomplete: {told(self.failure)}"
        return f"this answer is incomplete: the model stopped ({self.ending.stopped})" if self.ending.stopped else None


def check_question(question: str) -> str:
    """The question without what no model and no index can read.

    Raises:
        QuestionProblem: nothing is left of it, or it is too long.
    """
    readable = " ".join(question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())
    if not any(character.isalnum() for character in readable):
        message = "the question is empty"
        raise QuestionProblem(message, hint='Ask something, for example: qa ask "who offered troops?"')
    if len(readable) > LONGEST_QUESTION:
        message = f"the question has {len(readable):,} characters; the most is {LONGEST_QUESTION:,}"
        raise QuestionProblem(message, hint="Index a long text with qa index, and ask about it.")
    return readable
