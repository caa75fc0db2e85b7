"""Recording the replies of a model, and replaying them without one."""

from __future__ import annotations

import base64
import difflib
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

_QUOTED = re.compile(r"""\[\s*(["“][^"”\]]+["”](?:\s*,\s*["“][^"”\]]+["”])*)\s*\]""")
_QUOTE = re.compile(r'["“]([^"”]+)["”]')
SAME = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")
_DIFFERENCE_LINES = 24
"""Lines of a difference that an error shows."""


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
        self._tape.add(
            tapes.Entry(
                ask=request.question,
                reply="".join(pieces),
                request=canonical(request),
                pieces=tuple(len(piece) for piece in pieces),
                usage=ending.usage,
                stopped=ending.stopped,
                cut=cut,
            )
        )
        tapes.save(self._tape)


class Replay:
    """Plays a tape. What is not on it is an error; nothing else is asked."""

    engine: Engine = "replay"

    def __init__(self, tape: tapes.Tape) -> None:
        self._tape = tape

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The recorded reply in its recorded pieces, or the one written by hand for the question.

        Raises:
            TapeMiss: neither is on the tape.
            QuoteUnknown: a reply written by hand quotes what no passage says.
            StreamCut: the recorded reply broke off here.
        """
        wanted = canonical(request)
        recorded = [entry for entry in self._tape.entries if entry.request == wanted]
        if recorded:
            entry = recorded[0]
            yield from entry.streamed()
            if entry.cut is not None:
                raise StreamCut(entry.cut)
            yield Ending(entry.usage, entry.stopped)
            return
        for entry in self._tape.entries:
            if entry.request is None and _plays(entry, request):
                if request.purpose == "rewrite":
                    yield entry.rewritten or entry.ask
                else:
                    yield _with_labels(entry, request.sentences)
                yield Ending(entry.usage, entry.stopped)
                return
        raise self._miss(request, wanted)

    def _miss(self, request: Request, wanted: Mapping[str, Any]) -> TapeMiss:
        """An error that says what changed since the nearest entry was recorded."""
        same = [
            entry
            for entry in self._tape.entries
            if entry.request
            and entry.request.get("purpose") == request.purpose
            and folded(entry.ask) == folded(request.question)
        ]
        if not same:
            asked = list(dict.fromkeys(entry.ask for entry in self._tape.entries))
            near = difflib.get_close_matches(request.question, asked, n=1)
            kind = "reply" if request.purpose == "answer" else f"“{request.purpose}” reply"
            nearest = f"; the nearest question on it is “{near[0]}”" if near and near[0] != request.question else ""
            message = f"the tape {self._tape.path} has no {kind} to “{request.question}”{nearest}"
            return TapeMiss(message)
        changes = min((list(_difference(entry.request or {}, wanted)) for entry in same), key=len)
        return TapeMiss(
            f"the tape {self._tape.path} has “{request.question}”, but recorded for another request:\n"
            + "\n".join(changes)
        )


class EmbeddingRecorder:
    """Passes an embedder's vectors on, and keeps them on a tape."""

    def __init__(self, embedder: Embedder, tape: tapes.Tape) -> None:
        self._embedder = embedder
        self._tape = tape

    @property
    def name(self) -> str:
        return self._embedder.name

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._embedder.embed(texts)
        for text, vector in zip(texts, vectors, strict=True):
            self._tape.embeddings[self.name, text] = base64.b64encode(vector.astype("<f4").tobytes()).decode()
        tapes.save(self._tape)
        return vectors

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
    return (entry.purpose or "answer") == purpose and folded(request.question) in asked


def quotations(reply: str) -> list[str]:
    """The quotations of sources by which a reply written by hand cites them."""
    return [quote for match in _QUOTED.finditer(reply) for quote in _QUOTE.findall(match[1])]


def _with_labels(entry: tapes.Entry, sentences: Sequence[Sentence]) -> str:
    """A reply written by hand, its quotations replaced by the labels of the sentences that have those words."""

    def labels(match: re.Match[str]) -> str:
        return "[" + ", ".join(f"s{label(quote)}" for quote in _QUOTE.findall(match[1])) + "]"

    def label(quote: str) -> int:
        for number, sentence in enumerate(sentences, start=1):
            if folded(quote) in folded(sentence.text):
                return number
        message = f"the canned reply to “{entry.ask}” quotes what no retrieved passage says: “{quote}”"
        raise QuoteUnknown(message)

    return _QUOTED.sub(labels, entry.reply)


def folded(text: str) -> str:
    """Text without what does not matter for recognising it: white space, case, typographic quotes and dashes."""
    return " ".join(text.translate(SAME).casefold().split())


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What changed between two requests, in lines."""
    for name in dict.fromkeys((*old, *new)):
        if name != "messages" and old.get(name) != new.get(name):
            yield f"  {name}: {old.get(name)} → {new.get(name)}"
    before, after = (_message_lines(request) for request in (old, new))
    changed = [
        line
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    yield from (f"  {line}" for line in changed[:_DIFFERENCE_LINES])
    if len(changed) > _DIFFERENCE_LINES:
        yield f"  … and {len(changed) - _DIFFERENCE_LINES} more lines"


def _message_lines(request: Mapping[str, Any]) -> list[str]:
    return [
        f"{message['role']}: {line}"
        for message in request.get("messages", ())
        for line in message["content"].split("\n")
    ]
