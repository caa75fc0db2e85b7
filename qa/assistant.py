"""The way of a question: retrieve, plan, stream, read."""

from __future__ import annotations

import shlex
import textwrap
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa import followup
from qa.answering import Reader, Refusal, plan, plan_repair, plan_rewrite
from qa.answering.answer import Citation
from qa.answering.refusing import lacking, nearest
from qa.answering.structured import Unfolding
from qa.checking import disagreements
from qa.errors import ModelProblem, QuestionProblem, ReplyEmpty, StreamCut, TapeMiss
from qa.models import EXTRACTIVE, Ending, Request, Usage
from qa.render.clean import file_name, one_line
from qa.reply import Reply, is_better

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from index import Index, Passage
    from prompts import Prompts
    from qa.answering import Answer, Fragment
    from qa.checking import Checker
    from qa.models import ChatModel, Engine
    from qa.settings import Settings
    from qa.tapes import Tape

LONGEST_QUESTION = 10_000
"""Code points. A longer text is a document, not a question."""
_LONGEST_REPLY_TOLD = 120
"""Code points of a reply without an answer that are shown."""


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

    def warned_of(self, problem: str) -> Turn:
        """The turn with one more warning."""
        return replace(self, answer=replace(self.answer, warnings=(*self.answer.warnings, problem)))

    def warnings(self, *, quiet: bool) -> list[str]:
        """What to tell with the answer; where a person wants no notices, only that it is not whole."""
        return [warning for warning in self.answer.warnings if not quiet or warning == self.incomplete]


@dataclass(slots=True)
class Assistant:
    """Answers questions about the documents of an index.

    Args:
        checker: judges the statements of answers.
        within: the only documents to answer from; None for all.
        left_out: why some of the sources could not be indexed; every answer warns of it.
        prompts: the templates of what a model is asked; None for the shipped ones.
        tape: where the replies are played from or recorded on, if they are.
    """

    index: Index
    model: ChatModel
    settings: Settings
    checker: Checker
    within: Collection[Path] | None = None
    left_out: Sequence[str] = ()
    prompts: Prompts | None = None
    tape: Tape | None = None
    _clock: Callable[[], float] = field(default=time.perf_counter, repr=False)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        show: Callable[[Fragment], None] = lambda _: None,
        repair: bool = False,
    ) -> Turn:
        """Answer a question.

        Args:
            history: earlier turns of the conversation, oldest first.
            show: is given the answer bit by bit, as it arrives; where it may be repaired, once it is whole.
            repair: whether an answer with statements that are not supported is sent back once.

        Raises:
            QuestionProblem: the question is empty or too long.
            IndexProblem, ModelProblem, RecordingProblem: it cannot be answered.
        """
        question = check_question(question)
        started = self._clock()
        standalone = self._standalone(question, history)
        passages = self.index.retrieve(standalone, limit=self.settings.top_k, within=self.within)
        if self.settings.model == EXTRACTIVE and standalone != question:
            passages = followup.favouring(question, passages)
        retrieved = self._clock() - started
        request = plan(standalone, passages, self.settings, prompts=self.prompts)
        if isinstance(request, Refusal):
            reply = Reply.of_refusal(request, show)
        elif repair:
            reply = self._reply_repaired(request)
            for fragment in reply.fragments:
                show(fragment)
        else:
            reply = self.reply(request, show)
        answer = reply.answer
        if not answer.answered:
            answer = self._with_nearest(answer, standalone, passages)
        elif isinstance(request, Request):
            cited = [citation.sentence for citation in answer.citations]
            answer = replace(answer, disagreements=tuple(disagreements(cited, request.sentences)))
        answer = self._with_warnings(answer, reply)
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
        if self.settings.model == EXTRACTIVE:
            return followup.lend(question, [turn.question for turn in history])
        earlier = [(turn.standalone, turn.answer.text) for turn in history]
        request = plan_rewrite(question, earlier, self.settings, prompts=self.prompts)
        pieces = [item for item in self.model.stream(request) if isinstance(item, str)]
        return followup.rewritten("".join(pieces), question)

    def reply(self, request: Request, show: Callable[[Fragment], None]) -> Reply:
        """What the model replies, shown as it arrives.

        Raises:
            ModelProblem, RecordingProblem: it gives no reply.
        """
        reader = Reader(request.sentences, self.checker, request.question)
        reply = Reply(reader, show, unfolding=Unfolding() if request.schema else None)
        try:
            for item in self.model.stream(request):
                if isinstance(item, Ending):
                    reply.ending = item
                    continue
                reply.first_piece = reply.first_piece or self._clock()
                reply.take(item)
        except StreamCut as exc:
            reply.failure = exc
        reply.finish()
        if not reply.answer.statements and not reply.answer.missing:
            if reply.failure:
                raise reply.failure
            raise ReplyEmpty(self.says_nothing(request, reply.answer.text))
        return reply

    def says_nothing(self, request: Request, words: str = "") -> str:
        """What is told where the reply to a request says nothing, in these words or in none."""
        whose = "the reply on the tape" if self.model.engine == "replay" else f"the reply of the model {request.model}"
        if not any(map(str.isalpha, words)):
            return f"{whose} says nothing"
        return f"{whose} does not answer: “{textwrap.shorten(one_line(words), _LONGEST_REPLY_TOLD, placeholder=' …')}”"

    def _reply_repaired(self, request: Request) -> Reply:
        """What the model replies, or replies again when it is told what is wrong; the better of the two."""
        first = self.reply(request, lambda _: None)
        if not first.answer.doubtful or first.incomplete or not self._is_asked_again():
            return first
        try:
            again = plan_repair(request, first.text, first.answer, prompts=self.prompts)
            second = self.reply(again, lambda _: None)
        except (ModelProblem, TapeMiss) as exc:
            first.warnings.append(f"the answer has problems, and sending it back failed: {exc}")
            return first
        second.first_piece = first.first_piece
        second.ending = replace(second.ending, usage=first.ending.usage + second.ending.usage)
        total = len(first.answer.statements)
        was = f"{first.answer.doubtful} of {total} statement{'' if total == 1 else 's'} not supported"
        if second.incomplete or not is_better(second.answer, first.answer):
            first.ending = replace(first.ending, usage=second.ending.usage)
            first.warnings.append(f"the answer was sent back with its problems, and came back no better ({was})")
            return first
        second.repaired = True
        second.warnings.append(f"the answer was repaired: the first one had {was}")
        return second

    def _is_asked_again(self) -> bool:
        """Whether there can be another reply; a tape without any repair has none."""
        entries = self.tape.entries if self.tape else ()
        return self.model.engine != "replay" or any(entry.is_for == "repair" for entry in entries)

    def _with_nearest(self, answer: Answer, question: str, passages: Sequence[Passage]) -> Answer:
        """A refusal with the nearest thing that the sources say, looked for in other spellings, too."""
        absent = lacking(question, passages)
        respelt = question.lower()
        for term, near in absent.items():
            respelt = respelt.replace(term, near[0]) if near else respelt
        if respelt != question.lower():
            passages = self.index.retrieve(respelt, limit=self.settings.top_k, within=self.within)
        sentence = nearest(passages)
        return replace(answer, nearest=(Citation(1, sentence),) if sentence else (), lacking=absent)

    def _with_warnings(self, answer: Answer, reply: Reply) -> Answer:
        """The answer with what the reader of it should know about it."""
        from qa.answering.suspicion import suspicions

        warnings = [
            *answer.warnings,
            *reply.warnings,
            *(f"a source was left out: {why}" for why in self.left_out),
        ]
        warnings += [
            f"citation {citation.number} is of a sentence that {why}"
            for citation in answer.shown
            for why in suspicions(citation.sentence.text)
        ]
        if reply.incomplete:
            warnings.append(reply.incomplete)
        cited = {citation.sentence.document.path for citation in answer.shown}
        warnings += map(about_stale, self.index.stale(cited))
        return replace(answer, warnings=tuple(warnings), repaired=reply.repaired)


def about_stale(path: Path) -> str:
    """What is said of a source that is no longer as it was indexed."""
    name = file_name(path)
    return f"{name} has changed since it was indexed; index it again with: qa index {shlex.quote(name)}"


def check_question(question: str) -> str:
    """The question without what no model and no index can read.

    Raises:
        QuestionProblem: nothing is left of it, or it is too long.
    """
    readable = " ".join(question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())
    if not any(character.isalnum() for character in readable):
        message = "the question is empty"
        raise QuestionProblem(message)
    if len(readable) > LONGEST_QUESTION:
        message = f"the question has {len(readable):,} characters; the most is {LONGEST_QUESTION:,}"
        raise QuestionProblem(message, hint="Index a long text with qa index, and ask about it.")
    return readable
