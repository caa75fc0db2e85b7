"""Language models and embeddings of an OpenAI-compatible server. The only importer of openai."""

from __future__ import annotations

import codecs
import contextlib
import re
import urllib.parse
from typing import TYPE_CHECKING, Any

from qa.errors import (
    ContextExceeded,
    KeyMissing,
    KeyRejected,
    ModelProblem,
    ModelUnknown,
    ReplyEmpty,
    RequestRefused,
    ServerBusy,
    ServerFailed,
    ServerSilent,
    ServerUnreachable,
    StreamCut,
    Unconfigured,
)
from qa.models import Ending, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import openai

    from index.embedding import Vectors
    from qa.models import Engine, Request
    from qa.settings import Settings

_EMBEDDER = (
    "The embeddings come from a server: check the settings embedder and base_url and the key, or leave out embedder."
)
_OPENAI = "https://api.openai.com/v1"
_TOO_LONG = re.compile(
    r"context[ _-]?(length|size|window)|maximum context|too many tokens|prompt is too long|exceed.{0,40}token",
    re.IGNORECASE,
)
_KEY = re.compile("[!-~]+")
_EMBEDDING_BATCH = 64
"""Texts in one embedding request; servers allow at least this many."""
_LONGEST = 300
"""Characters of a server's message that are shown."""


class OpenAIChat:
    """Chat completions, streamed."""

    engine: Engine = "openai"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: openai.OpenAI | None = None
        self._knows_no_schemas = False

    def stream(self, request: Request) -> Iterator[str | Ending]:
        """The reply, piece by piece; without a schema where the server fails at a request that has one.

        Raises:
            ModelProblem: one of its kinds; StreamCut where pieces had already arrived.
        """
        try:
            yield from self._stream(request)
        except (RequestRefused, ServerFailed):
            if request.schema is None or self._knows_no_schemas:
                raise
            self._knows_no_schemas = True
            yield from self._stream(request)

    def _stream(self, request: Request) -> Iterator[str | Ending]:
        if self._client is None:
            self._client = _client(self._settings)
        reply = _Reply()
        with _translated(self._settings, request.model, reply):
            for chunk in self._client.chat.completions.create(**self._arguments(request)):
                if text := reply.take(chunk):
                    yield text
        if half := reply.halves.decode(b"", final=True):
            yield half
        if not reply.understood:
            message = f"{_server(self._settings)} did not answer as an OpenAI-compatible server does"
            raise ServerFailed(message)
        if not reply.arrived:
            message = f"the model {request.model} gave an empty reply"
            raise ReplyEmpty(f"{message} ({reply.stopped})" if reply.stopped else message)
        if not reply.finished:
            message = "the answer broke off: the server closed the connection"
            raise StreamCut(message)
        yield Ending(reply.usage, reply.stopped)

    def _arguments(self, request: Request) -> dict[str, Any]:
        """The body of a request; a parameter that is not set is not sent, for some models refuse it."""
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.temperature is not None:
            arguments["temperature"] = request.temperature
        if request.schema is not None and not self._knows_no_schemas:
            named = {"name": request.purpose, "schema": request.schema, "strict": True}
            arguments["response_format"] = {"type": "json_schema", "json_schema": named}
        if request.max_tokens is not None:
            # OpenAI gave the parameter a new name; other servers know the old one.
            name = "max_completion_tokens" if _is_openai(self._settings) else "max_tokens"
            arguments[name] = request.max_tokens
        return arguments


class OpenAIEmbedder:
    """Embeddings of chunks and questions; there are none of sentences."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: openai.OpenAI | None = None

    @property
    def name(self) -> str:
        return self._settings.embedder

    def count(self, texts: Sequence[str]) -> list[int]:
        """The server counts for itself; our own count of tokens decides alone."""
        return [0] * len(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length for each text.

        Raises:
            ModelProblem: one of its kinds.
        """
        import numpy as np

        batches = [texts[start : start + _EMBEDDING_BATCH] for start in range(0, len(texts), _EMBEDDING_BATCH)]
        try:
            if self._client is None:
                self._client = _client(self._settings)
            with _translated(self._settings, self.name):
                vectors: Vectors = np.concatenate([self._embed(batch) for batch in batches])
        except (KeyMissing, ModelUnknown, ServerUnreachable) as problem:
            problem.hint = _EMBEDDER
            raise
        normed: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return normed

    def _embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors as the server gives them.

        Raises:
            openai.OpenAIError, ValueError: it gives none, or not one for each text.
        """
        import numpy as np

        assert self._client is not None
        reply = self._client.embeddings.create(model=self.name, input=list(texts), encoding_format="float")
        with contextlib.suppress(AttributeError, TypeError, ValueError):
            data = sorted(reply.data, key=lambda item: item.index)
            vectors: Vectors = np.asarray([item.embedding for item in data], dtype=np.float32)
            if vectors.ndim == 2 and len(vectors) == len(texts) and np.isfinite(vectors).all():  # noqa: PLR2004
                return vectors
        message = f"there is not one embedding for each of {len(texts)} texts in its reply"
        raise ValueError(message)

    def embed_with_sentences(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],  # noqa: ARG002 – there are no vectors of sentences
    ) -> tuple[Vectors, None]:
        return self.embed(texts), None


def _client(settings: Settings) -> openai.OpenAI:
    """A client; servers other than OpenAI's need no key."""
    import openai

    if not settings.api_key and _is_openai(settings):
        message = "the model needs an API key and none is set"
        raise KeyMissing(message)
    if settings.api_key and not _KEY.fullmatch(settings.api_key):
        message = "the API key cannot be one: it has white space or characters that are not ASCII"
        raise KeyRejected(message)
    if not _is_address(settings.base_url or _OPENAI):
        message = f"not the address of a server: {settings.base_url}"
        raise Unconfigured(message, hint="An address begins with http:// or https:// and often ends in /v1.")
    return openai.OpenAI(
        api_key=settings.api_key or "none",
        base_url=settings.base_url or _OPENAI,
        timeout=settings.timeout,
        max_retries=settings.retries,
    )


def _is_openai(settings: Settings) -> bool:
    return (settings.base_url or _OPENAI).rstrip("/") == _OPENAI


def _is_address(text: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:
        return False


def _server(settings: Settings) -> str:
    """What messages call the server: its address without a name and password."""
    return "OpenAI" if _is_openai(settings) else re.sub(r"//[^/]*@", "//", settings.base_url or "")


class _Reply:
    """What has arrived of a reply; fields that a server leaves out, or fills with something else, are no error.

    Attributes:
        understood: whether anything was as an OpenAI-compatible server sends it.
        arrived: whether there was any text.
        finished: whether the server said that this is all.
        stopped: why it is not, by the server's word.
        halves: joins surrogate pairs; JSON may bring half of one, which no file and no terminal takes.
    """

    def __init__(self) -> None:
        self.understood = self.arrived = self.finished = False
        self.stopped: str | None = None
        self.usage = Usage()
        self.halves = codecs.getincrementaldecoder("utf-16-le")("replace")

    def take(self, chunk: Any) -> str:
        """The text in a chunk of the stream."""
        if counted := getattr(chunk, "usage", None):
            self.usage = Usage(*(_whole(getattr(counted, f"{kind}_tokens", None)) for kind in ("prompt", "completion")))
        pieces = []
        choices = getattr(chunk, "choices", None)
        for choice in choices if isinstance(choices, list) else ():
            self.understood = True
            piece = getattr(getattr(choice, "delta", None), "content", None)
            if piece and isinstance(piece, str):
                self.arrived = True
                pieces.append(piece)
            if reason := getattr(choice, "finish_reason", None):
                self.finished = True
                self.stopped = None if reason == "stop" else _printable(str(reason))
        return self.halves.decode("".join(pieces).encode("utf-16-le", "surrogatepass"))


def _printable(word: str) -> str:
    """A word of the server as a message can hold it."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in word)


def _whole(number: Any) -> int:
    """A count as the server gives it, 0 where that is none."""
    return number if type(number) is int else 0


@contextlib.contextmanager
def _translated(settings: Settings, model: str, reply: _Reply | None = None) -> Iterator[None]:
    """Turn every failure of the client into one of ours: StreamCut where some of a reply has arrived."""
    import openai

    try:
        yield
    except (openai.OpenAIError, ValueError) as exc:  # ValueError: what came is not UTF-8, not JSON, no embedding
        problem = _problem(exc, settings, model)
        if reply and reply.arrived:
            message = f"the answer broke off: {problem}"
            raise StreamCut(message) from exc
        raise problem from exc


def _problem(  # noqa: PLR0911 – one for each kind
    error: Exception, settings: Settings, model: str
) -> ModelProblem:
    import openai

    server, said = _server(settings), _said(error, settings)
    match error:
        case openai.APITimeoutError():
            return ServerSilent(f"{server} did not answer within {settings.timeout:g} seconds")
        case openai.APIConnectionError():
            return ServerUnreachable(f"no connection to {server}: {said}")
        case openai.APIError(code="model_not_found") | openai.NotFoundError():
            return ModelUnknown(f"{server} has no model {model}, or no such address: {said}")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return KeyRejected(f"{server} does not accept the key: {said}")
        case openai.RateLimitError():
            return ServerBusy(f"{server} turned the request away: {said}")
        case openai.APIError() if error.code == "context_length_exceeded" or _TOO_LONG.search(said):
            return ContextExceeded(f"the request is too long for {model}: {said}")
        case openai.APIStatusError() if error.status_code < 500:  # noqa: PLR2004 – the server's fault from here on
            return RequestRefused(f"{server} refused the request: {said}")
        case openai.APIError():
            return ServerFailed(f"{server} failed: {said}")
        case _:
            return ServerFailed(f"{server} did not answer as an OpenAI-compatible server does: {said}")


def _said(error: Exception, settings: Settings) -> str:
    """What an error says, on one line of bearable length, without the key; servers like to repeat it."""
    said = " ".join((str(error.__cause__ or "") or str(error)).split())
    if settings.api_key:
        said = said.replace(settings.api_key, "…")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
