"""What writes an answer: an OpenAI-compatible server, a tape, or the source's own sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index import Passage, Sentence

Purpose = Literal["answer", "rewrite", "repair", "judge", "prove"]
EXTRACTIVE = "extractive"
"""What answers made without a model, and their recordings, give as the model's name."""
Engine = Literal["openai", "replay", "extractive"]


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """All that a model is given.

    Attributes:
        purpose: what the reply is for.
        question: what the person asked, or its stand-alone form.
        messages: what is sent.
        schema: the JSON Schema that the reply should follow, where the server can have it do so.
        passages: where the labelled sentences come from, best first; not sent.
        sentences: the sentence labelled s1 in the messages, s2, and so on; not sent.
    """

    purpose: Purpose
    question: str
    model: str
    messages: tuple[Message, ...]
    temperature: float | None = None
    max_tokens: int | None = None
    schema: Mapping[str, Any] | None = None
    passages: tuple[Passage, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reply ended.

    Attributes:
        usage: what the server counted, where it says so.
        stopped: why the reply is not whole ("length", "content_filter"); None where it is.
    """

    usage: Usage = Usage()
    stopped: str | None = None


class ChatModel(Protocol):
    """Streams the reply to a request: pieces of text, then how it ended."""

    @property
    def engine(self) -> Engine: ...

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The reply, piece by piece.

        Raises:
            ModelProblem: there is none, or it broke off after the pieces that were given.
            RecordingProblem: a tape does not have it.
        """
