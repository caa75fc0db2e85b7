"""A server for tests that speaks the OpenAI protocol, or breaks it in a chosen way, on this machine only.

A test says what is answered, one `Reply` a request, the last one again and again:

    with serving(failing(503), streaming("Hello ", "world.")) as server:
        ...  # talk to server.url
    assert len(server.requests) == 2
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EVENTS = "text/event-stream; charset=utf-8"
DONE = b"data: [DONE]\n\n"
NOBODY = "http://127.0.0.1:1/v1"
"""A base address at which nobody listens."""
PROMPT_TOKENS, COMPLETION_TOKENS = 11, 7
_PATIENCE = 20
"""Seconds after which a forgotten wait fails, instead of holding up the test run."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request. Names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server.

    Attributes:
        writes: the body, as the chunks in which it is sent. At an event, the server waits until the test sets it;
            at one that is never set, it waits until the test is over. The head goes out with the first chunk.
        ends: "well" as HTTP wants; "cut" closes the connection before the end of the body.
    """

    writes: Sequence[bytes | threading.Event] = ()
    status: int = 200
    kind: str = EVENTS
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: Literal["well", "cut"] = "well"

    def cut(self, after: int) -> Reply:
        """The same, but with nothing after so many writes, and the connection closed."""
        return dataclasses.replace(self, writes=self.writes[:after], ends="cut")

    def silent(self, after: int) -> Reply:
        """The same, but the server falls silent after so many writes."""
        return dataclasses.replace(self, writes=(*self.writes[:after], threading.Event()))

    def in_pieces(self, *cuts: int) -> Reply:
        """The same bytes, but sent in pieces that end at other offsets."""
        body = b"".join(write for write in self.writes if isinstance(write, bytes))
        ends = sorted({cut for cut in cuts if 0 < cut < len(body)} | {len(body)})
        pieces = [body[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        return dataclasses.replace(self, writes=pieces)


Script = Reply | Callable[[Received], Reply]


def streaming(
    *pieces: str | None, finish: str | None = "stop", usage: bool = True, done: bool = True, newline: str = "\n"
) -> Reply:
    """A streamed chat completion, a chunk for each piece of text."""
    events = [event(chunk(piece)) for piece in pieces]
    if finish:
        events.append(event(chunk(None, finish)))
    if usage:
        events.append(event(usage_chunk()))
    if done:
        events.append(DONE)
    return Reply([written.replace(b"\n", newline.encode()) for written in events])


def chunk(text: str | None, finish: str | None = None) -> dict[str, Any]:
    """A part of a chat completion."""
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "served", "choices": [choice]}


def usage_chunk() -> dict[str, Any]:
    """The last part, which has no choices."""
    usage = {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": COMPLETION_TOKENS,
        "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    }
    return {**chunk(None), "choices": [], "usage": usage}


def event(data: Any) -> bytes:
    """A server-sent event; text in it is UTF-8, and half of a surrogate pair stays an escape."""
    try:
        return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
    except UnicodeEncodeError:
        return f"data: {json.dumps(data)}\n\n".encode()


def failing(
    status: int, message: str = "something is wrong", headers: Mapping[str, str] | None = None, **more: Any
) -> Reply:
    """An error as OpenAI words it."""
    error = {"message": message, "type": "error", "param": None, "code": None, **more}
    return Reply([json.dumps({"error": error}).encode()], status, "application/json", headers or {})


def page(status: int = 200) -> Reply:
    """What a server of something else answers."""
    return Reply([b"<!doctype html>\n<title>Welcome</title>\n<p>data: none: here\n"], status, "text/html")


def embedding(vectors: Sequence[Any]) -> Reply:
    """Embeddings, in an order of the server's own: the last text's first."""
    data = [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(vectors)]
    body = {"object": "list", "model": "served", "data": data[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return Reply([json.dumps(body).encode()], kind="application/json")


def embedding_each(received: Received) -> Reply:
    """An embedding of each text, which tells texts of different lengths apart."""
    return embedding([[1.0, float(len(text)), 0.0] for text in received.body["input"]])


@dataclass(slots=True)
class Server:
    """A server that runs.

    Attributes:
        url: base address, as in OPENAI_BASE_URL.
        requests: what it was asked so far.
    """

    url: str
    script: list[Script]
    requests: list[Received] = field(default_factory=list)
    _waits: list[threading.Event] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def play(self, *script: Script) -> None:
        """Answer from now on with these."""
        with self._lock:
            self.script[:] = script
            self.requests.clear()

    def _answer(self, received: Received) -> Reply:
        with self._lock:
            self.requests.append(received)
            script = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return script if isinstance(script, Reply) else script(received)

    def _wait(self, event: threading.Event) -> bool:
        """Wait for an event; whether it came before the server was closed."""
        with self._lock:
            if self._closed:
                return False
            self._waits.append(event)
        return event.wait(_PATIENCE) and not self._closed

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            for event in self._waits:
                event.set()


@contextlib.contextmanager
def serving(*script: Script) -> Iterator[Server]:
    """A server that answers as scripted, until the block is left."""
    with _Listening(("127.0.0.1", 0), _Handler) as listening:
        server = Server(f"http://127.0.0.1:{listening.server_port}/v1", list(script))
        listening.scripted = server
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server._close()
            listening.shutdown()
            thread.join()


class _Listening(ThreadingHTTPServer):
    scripted: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a client that has gone; show what is wrong with a script."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        assert isinstance(self.server, _Listening)
        server = self.server.scripted
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = server._answer(Received(self.path, headers, body))
        with contextlib.suppress(ConnectionError):  # the client may have given up
            self._send(reply, server)

    def _send(self, reply: Reply, server: Server) -> None:
        """Write a reply in the chunks of HTTP, so that the client gets it in the same pieces."""
        begun = False
        for write in reply.writes:
            if isinstance(write, threading.Event):
                if not server._wait(write):
                    self.close_connection = True
                    return
                continue
            if not begun:
                self._begin(reply)
                begun = True
            if write:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(write), write))
        if not begun:
            self._begin(reply)
        if reply.ends == "well":
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def _begin(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, "Transfer-Encoding": "chunked", **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 – the name is inherited
        """Say nothing."""
