"""Recording the replies of a model, and replaying them without one."""

from __future__ import annotations

import base64
import difflib
import functools
import itertools
import re
from typing import TYPE_CHECKING, Any

from qa import tapes
from qa.errors import QuoteUnknown, StreamCut, TapeMiss, TapeUnreadable
from qa.models import Ending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index import Sentence
    from index.embedding import Embedder, Vectors
    from qa.models import ChatModel, Engine, Request

_QUOTE = re.compile(r"""(?:"[^"\]]+"|“[^"”\]]+["”])""")
"""Straight marks may have curly ones between them, as where somebody is quoted in the words that are cited."""
_QUOTED = re.compile(rf"\[\s*({_QUOTE.pattern}(?:\s*,\s*{_QUOTE.pattern})*)\s*\]")
SAME = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")


class Recorder:
    """Passes a model's replies on, and saves each on a tape once it is complete or broke off."""

    def __init__(self, model: ChatModel, tape: tapes.Tape) -> None:
        self._model = model
        self._tape = tape

    @property
    def engine(self) -> Engine:
        return self._model.engine

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The wrapped model's reply.

        Raises:
            TapeNotWritable: the tape cannot be saved.
        """
        pieces: list[str] = []
        try:
            for item in self._model.stream(request):
                if isinstance(item, Ending):
                    self._save(request, pieces, ending=item)
                else:
                    pieces.append(item)
                yield item
        except StreamCut as exc:
            self._save(request, pieces, cut=str(exc))
            raise

    def _save(
        self, request: Request, pieces: Sequence[str], *, ending: Ending | None = None, cut: str | None = None
    ) -> None:
        ending = ending or Ending()
        tapes.record(
            self._tape,
            tapes.Entry(
                ask=request.question,
                reply="".join(pieces),
                request=canonical(request),
                pieces=tuple(len(piece) for piece in pieces),
                usage=ending.usage,
                stopped=ending.stopped,
                cut=cut,
            ),
        )


class Replay:
    """Plays a tape. What is not on it is an error; nothing else is asked.

    Args:
        again: the command that records what is not on the tape.
    """

    engine: Engine = "replay"

    def __init__(self, tape: tapes.Tape, again: str = "") -> None:
        self._tape = tape
        self._hint = f"Record it with: {again}" if again else None

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The recorded reply in its recorded pieces, or the one written by hand for the question.

        Raises:
            TapeMiss: neither is on the tape.
            QuoteUnknown: a reply written by hand quotes what no passage says.
            StreamCut: the recorded reply broke off here.
        """
        entry = self.entry(request)
        if entry is None:
            raise self._miss(request, canonical(request))
        self._tape.played.add(entry.key)
        if entry.request is None and request.purpose == "rewrite":
            yield entry.rewritten or entry.ask
        elif entry.request is None:
            yield _with_labels(entry, request.sentences)
        else:
            yield from entry.streamed()
        if entry.cut is not None:
            raise StreamCut(entry.cut)
        yield Ending(entry.usage, entry.stopped)

    def entry(self, request: Request) -> tapes.Entry | None:
        """What is on the tape for a request: recorded, or else written by hand."""
        wanted = canonical(request)
        entries = self._tape.entries
        recorded = (entry for entry in entries if entry.request == wanted)
        by_hand = (entry for entry in entries if entry.request is None and _plays(entry, request))
        return next(itertools.chain(recorded, by_hand), None)

    def _miss(self, request: Request, wanted: Mapping[str, Any]) -> TapeMiss:
        """An error that says what changed since the nearest entry was recorded."""
        same = [
            entry
            for entry in self._tape.entries
            if entry.request and entry.is_for == request.purpose and folded(entry.ask) == folded(request.question)
        ]
        if not same:
            asked = list(dict.fromkeys(entry.ask for entry in self._tape.entries))
            near = [] if request.question in asked else difflib.get_close_matches(request.question, asked, n=1)
            kind = "reply" if request.purpose == "answer" else f"“{request.purpose}” reply"
            other = f"; the nearest question on it is “{near[0]}”" if near else ""
            message = f"the tape {self._tape.path} has no {kind} to “{request.question}”{other}"
            return TapeMiss(message, hint=self._hint)
        from qa.models.difference import distance, unified
        from qa.models.miss import explained

        nearest = min(reversed(same), key=lambda entry: distance(entry.request or {}, wanted))  # the newest, of several
        recorded = nearest.request or {}
        message = f"the tape {self._tape.path} has “{request.question}”, but recorded for another request:"
        changes = [f"- {change}" for change in explained(recorded, nearest.ask, wanted, request)]
        return TapeMiss("\n".join((message, *changes, *unified(recorded, wanted))), hint=self._hint)


class Completion:
    """Plays what is on a tape; what is not, it has a model say, and records it."""

    def __init__(self, model: ChatModel, tape: tapes.Tape) -> None:
        self._replay = Replay(tape)
        self._recorder = Recorder(model, tape)

    @property
    def engine(self) -> Engine:
        """The model's: it may be asked."""
        return self._recorder.engine

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The reply on the tape, or else the model's.

        Raises:
            QuoteUnknown: a reply written by hand quotes what no passage says.
            StreamCut: the recorded reply broke off here.
            TapeNotWritable: the tape cannot be saved.
        """
        yield from (self._replay if self._replay.entry(request) else self._recorder).stream(request)


class EmbeddingRecorder:
    """Passes an embedder's vectors on, and keeps them on a tape.

    Args:
        keep: whether those that are on the tape already are played.
    """

    def __init__(self, embedder: Embedder, tape: tapes.Tape, *, keep: bool = False) -> None:
        self._embedder = embedder
        self._tape = tape
        self._keep = keep

    @property
    def name(self) -> str:
        return self._embedder.name

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        unknown = [text for text in texts if not self._keep or (self.name, text) not in self._tape.embeddings]
        if unknown:
            vectors = self._embedder.embed(unknown)
            encoded = [base64.b64encode(vector.astype("<f4").tobytes()).decode() for vector in vectors]
            tapes.record_embeddings(
                self._tape, {(self.name, text): one for text, one in zip(unknown, encoded, strict=True)}
            )
        return EmbeddingReplay(self.name, self._tape).embed(texts)

    def embed_with_sentences(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],  # noqa: ARG002 – no server gives vectors of them
    ) -> tuple[Vectors, None]:
        return self.embed(texts), None


class EmbeddingReplay:
    """Plays the vectors on a tape. What is not on it is an error."""

    def __init__(self, name: str, tape: tapes.Tape) -> None:
        self.name = name
        self._tape = tape

    def count(self, texts: Sequence[str]) -> list[int]:
        return [0] * len(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The recorded vectors.

        Raises:
            TapeMiss: a text is not on the tape.
        """
        import numpy as np

        rows = []
        for text in texts:
            if (self.name, text) not in self._tape.embeddings:
                message = f"the tape {self._tape.path} has no embedding by {self.name} of “{text[:80]}”"
                raise TapeMiss(message)
            rows.append(self._tape.embeddings[self.name, text])
        try:
            return np.stack([np.frombuffer(base64.b64decode(row, validate=True), "<f4") for row in rows])
        except ValueError as exc:
            message = f"the tape {self._tape.path} is damaged: an embedding on it is no vector like the others"
            raise TapeUnreadable(message) from exc

    def embed_with_sentences(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],  # noqa: ARG002 – no server gives vectors of them
    ) -> tuple[Vectors, None]:
        return self.embed(texts), None


def canonical(request: Request) -> dict[str, Any]:
    """All of a request that its reply depends on, as YAML gives it back."""
    parameters = {
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
        "schema": request.schema,
    }
    return {
        "purpose": request.purpose,
        "model": request.model,
        **{name: value for name, value in parameters.items() if value is not None},
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
    }


def _plays(entry: tapes.Entry, request: Request) -> bool:
    """Whether an entry written by hand is for this question; one for an answer also says how it is rewritten."""
    purpose = "answer" if request.purpose == "rewrite" else request.purpose
    asked = {folded(entry.ask), folded(entry.rewritten or entry.ask)}
    return entry.is_for == purpose and folded(request.question) in asked


def quotations(reply: str) -> list[str]:
    """The quotations of sources by which a reply written by hand cites them."""
    return [quote for match in _QUOTED.finditer(reply) for quote in _quotes(match[1])]


def _quotes(listed: str) -> list[str]:
    return [quote[1:-1] for quote in _QUOTE.findall(listed)]


def _with_labels(entry: tapes.Entry, sentences: Sequence[Sentence]) -> str:
    """A reply written by hand, its quotations replaced by the labels of the sentences that have those words."""

    def labels(match: re.Match[str]) -> str:
        return "[" + ", ".join(f"s{label(quote)}" for quote in _quotes(match[1])) + "]"

    def label(quote: str) -> int:
        for number, sentence in enumerate(sentences, start=1):
            if quote.strip() and folded(quote) in folded(sentence.text):
                return number
        message = f"the canned reply to “{entry.ask}” quotes what no retrieved passage says: “{quote}”"
        raise QuoteUnknown(message)

    return _QUOTED.sub(labels, entry.reply)


@functools.lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Text without what does not matter for recognising it: white space, case, typographic quotes and dashes."""
    return " ".join(text.translate(SAME).casefold().split())
