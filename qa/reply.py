"""A reply of a model as it is read, and which of two is better."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.answering import SIGN, Reader, Refusal, Support
from qa.errors import StreamCut, told
from qa.models import Ending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qa.answering import Answer, Fragment
    from qa.answering.structured import Unfolding


@dataclass(slots=True)
class Reply:
    """A reply as it is read, and what is learnt about it besides its text."""

    reader: Reader
    show: Callable[[Fragment], None]
    text: str = ""
    fragments: list[Fragment] = field(default_factory=list)
    ending: Ending = field(default_factory=Ending)
    failure: StreamCut | None = None
    first_piece: float | None = None
    warnings: list[str] = field(default_factory=list)
    repaired: bool = False
    unfolding: Unfolding | None = None

    @classmethod
    def of_refusal(cls, refusal: Refusal, show: Callable[[Fragment], None]) -> Reply:
        reply = cls(Reader(()), show)
        reply.take(f"{SIGN} {refusal.missing}")
        reply.finish()
        return reply

    @property
    def answer(self) -> Answer:
        return self.reader.answer()

    @property
    def incomplete(self) -> str | None:
        """Why the answer is not whole, where it is not."""
        if self.failure:
            return f"this answer is incomplete: {told(self.failure)}"
        return f"this answer is incomplete: the model stopped ({self.ending.stopped})" if self.ending.stopped else None

    def take(self, piece: str) -> None:
        self.text += piece
        self._pass_on(self.reader.feed(self.unfolding.feed(piece) if self.unfolding else piece))

    def finish(self) -> None:
        if self.unfolding:
            self._pass_on(self.reader.feed(self.unfolding.finish()))
            if self.unfolding.broke_off and not self.ending.stopped:
                self.ending = replace(self.ending, stopped="its data broke off")
        self._pass_on(self.reader.finish(broke_off=bool(self.incomplete)))

    def _pass_on(self, fragments: Iterable[Fragment]) -> None:
        for fragment in fragments:
            self.fragments.append(fragment)
            self.show(fragment)


def is_better(answer: Answer, first: Answer) -> bool:
    """Whether an answer has fewer doubtful statements than the first, and loses none of what was supported."""
    supported = answer.count(Support.SUPPORTED) >= first.count(Support.SUPPORTED)
    return supported and answer.doubtful + answer.count(Support.UNCHECKED) < first.doubtful
