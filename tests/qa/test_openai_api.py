"""The real client of OpenAI's package against a server that answers as scripted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa import errors
from qa.errors import ModelProblem, QaProblem, ServerFailed, StreamCut, Unconfigured
from qa.models import Ending, Message, Request, Usage, openai_api
from qa.models.openai_api import OpenAIChat, OpenAIEmbedder
from qa.settings import Settings
from tests.servers import (
    COMPLETION_TOKENS,
    DONE,
    NOBODY,
    PROMPT_TOKENS,
    Reply,
    Script,
    Server,
    chunk,
    embedding,
    embedding_each,
    event,
    failing,
    page,
    serving,
    streaming,
    usage_chunk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-kept-between-us"
COUNTED = Usage(PROMPT_TOKENS, COMPLETION_TOKENS)
TOO_LONG_LLAMA_CPP = {
    "type": "exceed_context_size_error",
    "code": 400,
    "n_prompt_tokens": 9000,
    "n_ctx": 4096,
}


_CHATS: dict[Settings, OpenAIChat] = {}
_EMBEDDERS: dict[Settings, OpenAIEmbedder] = {}
"""Each makes its client once, which takes a while, and is closed at the end."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(page()) as running:
        yield running
    for client in [*(chat._client for chat in _CHATS.values()), *(made._client for made in _EMBEDDERS.values())]:
        if client:
            client.close()
    _CHATS.clear()
    _EMBEDDERS.clear()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client would have slept; it does not."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


def settings_for(server: Server, **other: Any) -> Settings:
    given = {"model": "m1", "embedder": "e1", "base_url": server.url, "api_key": KEY, "timeout": 20.0, "retries": 0}
    return Settings(Path(), **{**given, **other})


def chat(server: Server, **other: Any) -> OpenAIChat:
    settings = settings_for(server, **other)
    return _CHATS.setdefault(settings, OpenAIChat(settings))


def embedder(server: Server, **other: Any) -> OpenAIEmbedder:
    settings = settings_for(server, **other)
    return _EMBEDDERS.setdefault(settings, OpenAIEmbedder(settings))


def request(**other: Any) -> Request:
    messages = (Message("system", "Answer."), Message("user", "Who?"))
    return Request(**{"purpose": "answer", "question": "Who?", "model": "m1", "messages": messages, **other})


def replied(server: Server, **other: Any) -> tuple[str, Ending]:
    """The whole text of a reply, and its end."""
    *pieces, ending = chat(server, **other).stream(request())
    assert isinstance(ending, Ending)
    assert all(isinstance(piece, str) and piece for piece in pieces)
    return "".join(map(str, pieces)), ending


def until_problem(server: Server, **other: Any) -> tuple[list[str | Ending], QaProblem]:
    """What arrived of a reply, and what then went wrong."""
    arrived: list[str | Ending] = []
    with pytest.raises(QaProblem) as caught:
        arrived.extend(chat(server, **other).stream(request()))
    return arrived, caught.value


def assert_clear(problem: QaProblem) -> None:
    """One bearable line that holds no key."""
    shown = f"{problem} {problem.hint}"
    assert str(problem).isprintable()
    assert 10 < len(shown) < 600
    assert "Traceback" not in shown
    assert KEY not in shown
    assert problem.hint


def half_a_line() -> Reply:
    whole = streaming("The League ", "offered troops.")
    return Reply([whole.writes[0], b'data: {"choices": [{"del'], ends="cut")


# Replies


def test_a_reply_arrives_in_the_pieces_in_which_it_was_sent(server: Server) -> None:
    server.play(streaming("Hello ", "world."))
    assert list(chat(server).stream(request())) == ["Hello ", "world.", Ending(COUNTED)]


def test_a_piece_is_passed_on_before_the_next_one_is_sent(server: Server) -> None:
    gate = threading.Event()
    first, *rest = streaming("Hello ", "world.").writes
    server.play(Reply([first, gate, *rest]))
    stream = chat(server).stream(request())
    assert next(stream) == "Hello "
    gate.set()
    assert list(stream) == ["world.", Ending(COUNTED)]


@settings(deadline=None, max_examples=150)
@given(
    pieces=st.lists(st.text(max_size=30), min_size=1, max_size=5).filter(any),
    cuts=st.lists(st.integers(1, 2500), max_size=12),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    comments=st.booleans(),
)
@example(pieces=["né ", "🙂\u2028\x85\0", "\x1b[2J"], cuts=list(range(2500)), newline="\r\n", comments=True)
def test_the_text_is_the_same_wherever_the_bytes_are_cut(
    server: Server, pieces: list[str], cuts: list[int], newline: str, *, comments: bool
) -> None:
    reply = streaming(*pieces, newline=newline)
    if comments:
        ping = b": ping" + newline.encode() * 2
        reply = Reply([ping + write for write in reply.writes if isinstance(write, bytes)])
    server.play(reply.in_pieces(*cuts))
    assert replied(server) == ("".join(pieces), Ending(COUNTED))


@settings(deadline=None, max_examples=30)
@given(text=st.text(st.characters(min_codepoint=0xFF00, exclude_categories=["Cs"]), min_size=1, max_size=8))
@example(text="🙂🙂")
def test_surrogate_pairs_that_are_split_between_pieces_are_joined(server: Server, text: str) -> None:
    units = text.encode("utf-16-le")
    halves = [units[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(units), 2)]
    server.play(streaming(*halves))
    assert replied(server)[0] == text


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["a\ud83d", "b"], "a\ufffdb"),
        (["a", "\ude00b"], "a\ufffdb"),
        (["ab", "\ud83d"], "ab\ufffd"),
        (["\ude00\ud83d"], "\ufffd\ufffd"),
    ],
)
def test_half_of_a_surrogate_pair_becomes_a_replacement_character(server: Server, pieces: list[str], text: str) -> None:
    server.play(streaming(*pieces))
    assert replied(server)[0] == text


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_a_reply_that_the_model_did_not_end_itself_says_why(server: Server, reason: str) -> None:
    server.play(streaming("Hello", finish=reason))
    assert replied(server) == ("Hello", Ending(COUNTED, reason))


@pytest.mark.parametrize(
    ("writes", "usage"),
    [
        pytest.param(
            streaming("Hello", usage=False).writes, Usage(), id="no usage, as of a server without stream_options"
        ),
        pytest.param(streaming("Hello", done=False).writes, COUNTED, id="no [DONE]"),
        pytest.param(streaming(None, "", "Hello", None).writes, COUNTED, id="pieces with no text"),
        pytest.param(
            [event({**usage_chunk(), "usage": None}), *streaming("Hello").writes], COUNTED, id="a part with no choices"
        ),
        pytest.param(
            [*streaming("Hello", usage=False, done=False).writes, event({**usage_chunk(), "usage": {}}), DONE],
            Usage(),
            id="usage with no numbers",
        ),
        pytest.param(
            [
                event({"choices": [{"delta": {"content": "Hello"}}]}),
                event({"choices": None}),
                event(["odd"]),
                event(
                    {"choices": [{"finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": None}}
                ),
            ],
            Usage(3),
            id="hardly any fields",
        ),
    ],
)
def test_what_a_server_leaves_out_or_adds_does_no_harm(server: Server, writes: list[bytes], usage: Usage) -> None:
    server.play(Reply(writes))
    assert replied(server) == ("Hello", Ending(usage))


# Requests


def test_a_request_holds_what_is_set_and_nothing_else(server: Server) -> None:
    server.play(streaming("Hello"))
    replied(server)
    (received,) = server.requests
    assert received.path == "/v1/chat/completions"
    assert received.body == {
        "model": "m1",
        "messages": [{"role": "system", "content": "Answer."}, {"role": "user", "content": "Who?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_another_server_is_given_the_parameter_names_that_all_servers_know(server: Server) -> None:
    server.play(streaming("Hello"))
    list(chat(server).stream(request(temperature=0.0, max_tokens=50)))
    body = server.requests[0].body
    assert (body["temperature"], body["max_tokens"]) == (0.0, 50)
    assert "max_completion_tokens" not in body


@pytest.mark.parametrize("named", [True, False])
def test_openai_itself_is_given_the_new_parameter_name(
    server: Server, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    monkeypatch.setattr(openai_api, "_OPENAI", server.url)
    server.play(streaming("Hello"))
    address = f"{server.url}/" if named else None
    list(chat(server, base_url=address).stream(request(max_tokens=50)))
    body = server.requests[0].body
    assert body["max_completion_tokens"] == 50
    assert "max_tokens" not in body
    assert "temperature" not in body


@pytest.mark.parametrize(("key", "sent"), [(KEY, f"Bearer {KEY}"), (None, "Bearer none")])
def test_the_key_is_sent_and_a_server_that_needs_none_gets_none(server: Server, key: str | None, sent: str) -> None:
    server.play(streaming("Hello"))
    replied(server, api_key=key)
    assert server.requests[0].headers["authorization"] == sent


# Trying again


@pytest.mark.parametrize(
    "first",
    [failing(429), failing(500), failing(503), page(502), Reply([], ends="cut", status=500)],
    ids=lambda r: r.status,
)
def test_a_request_that_failed_for_a_moment_is_made_again(server: Server, naps: list[float], first: Reply) -> None:
    server.play(first, first, streaming("Hello"))
    assert replied(server, retries=2)[0] == "Hello"
    assert len(server.requests) == 3
    assert server.requests[0].body == server.requests[2].body
    assert len(naps) == 2


def test_the_time_that_a_server_asks_for_is_waited(server: Server, naps: list[float]) -> None:
    server.play(failing(429, headers={"Retry-After": "7"}), streaming("Hello"))
    assert replied(server, retries=2)[0] == "Hello"
    assert naps == [7.0]


def test_a_server_that_asks_for_very_long_patience_is_not_waited_for(server: Server, naps: list[float]) -> None:
    server.play(failing(429, headers={"Retry-After": "3600"}), streaming("Hello"))
    assert isinstance(until_problem(server, retries=2)[1], errors.ServerBusy)
    assert naps == []


def test_a_model_can_be_asked_again_after_it_failed(server: Server) -> None:
    server.play(failing(401), half_a_line(), streaming("Hello"))
    model = chat(server)
    for kind in (errors.KeyRejected, StreamCut):
        with pytest.raises(kind):
            list(model.stream(request()))
    assert list(model.stream(request())) == ["Hello", Ending(COUNTED)]


# Failures


@dataclass(frozen=True)
class Failure:
    """What a server does and what comes of it.

    Attributes:
        error: the very class that is raised.
        says: words of its message.
        asked: how many requests the server got, where two retries are allowed.
        arrived: pieces that are there all the same.
    """

    script: Script
    error: type[ModelProblem]
    says: str
    asked: int = 1
    arrived: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


def too_long(message: str, **more: Any) -> Failure:
    return Failure(failing(400, message, **more), errors.ContextExceeded, "too long for m1")


def unlike_openai(reply: Reply) -> Failure:
    return Failure(reply, ServerFailed, "did not answer as an OpenAI-compatible server does")


def broken_off(reply: Reply, says: str, *arrived: str, **settings: Any) -> Failure:
    return Failure(reply, StreamCut, f"the answer broke off: {says}", arrived=arrived, settings=settings)


TROOPS = ("The League ", "offered troops.")
FAILURES = {
    "no key for OpenAI": Failure(
        page(), errors.KeyMissing, "needs an API key", 0, settings={"base_url": None, "api_key": None}
    ),
    "401": Failure(failing(401, f"Incorrect API key: {KEY}.\nFind yours\tat …"), errors.KeyRejected, "Find yours at …"),
    "403": Failure(failing(403, "Country not supported"), errors.KeyRejected, "Country not supported"),
    "403 for a model": Failure(failing(403, "no access", code="model_not_found"), errors.ModelUnknown, "no model m1"),
    "404": Failure(failing(404, "The model `m1` does not exist"), errors.ModelUnknown, "`m1` does not exist"),
    "404 page": Failure(page(404), errors.ModelUnknown, "or no such address"),
    "nobody": Failure(
        page(), errors.ServerUnreachable, "no connection to http://127.0.0.1:", 0, settings={"base_url": NOBODY}
    ),
    "connection closed in the head": Failure(
        streaming(None, *TROOPS).cut(1), errors.ServerUnreachable, "no connection to"
    ),
    "silence": Failure(
        Reply().silent(0), errors.ServerSilent, "did not answer within 0.2 seconds", 3, settings={"timeout": 0.2}
    ),
    "silence before the first word": Failure(
        streaming(None, *TROOPS).silent(1), errors.ServerSilent, "within 1 seconds", settings={"timeout": 1.0}
    ),
    "429 for ever": Failure(failing(429, "Rate limit reached"), errors.ServerBusy, "Rate limit reached", 3),
    "429 that speaks of tokens": Failure(
        failing(429, "Limit 6000 tokens, exceeded: 9000 tokens"), errors.ServerBusy, "turned the request away", 3
    ),
    "500 for ever": Failure(failing(500, f"crashed at {KEY}"), ServerFailed, "crashed at …", 3),
    "502 page": Failure(page(502), ServerFailed, "failed", 3),
    "400": Failure(failing(400, "'messages' is wrong"), errors.RequestRefused, "'messages' is wrong"),
    "400 that says much": Failure(failing(400, "much " * 900), errors.RequestRefused, "much mu…"),
    "422 without an object": Failure(Reply([b'["odd"]'], 422), errors.RequestRefused, "422"),
    "too long, OpenAI": too_long("Your input is too large.", code="context_length_exceeded"),
    "too long, llama.cpp": too_long(
        "the request exceeds the available context size, try increasing it", **TOO_LONG_LLAMA_CPP
    ),
    "too long, vLLM": too_long("This model's maximum context length is 4096 tokens. However, you requested …"),
    "too long, Anthropic": too_long("prompt is too long: 200001 tokens > 200000 maximum"),
    "too long, in the stream": Failure(
        Reply([event({"error": {"message": "no", "code": "context_length_exceeded"}})]),
        errors.ContextExceeded,
        "too long for m1",
    ),
    "error in the stream": Failure(
        Reply([event({"error": {"message": "overloaded\nnow", "code": 529}})]), ServerFailed, "failed: overloaded now"
    ),
    "page": unlike_openai(page()),
    "whole object": unlike_openai(
        Reply([b'{"choices": [{"message": {"content": "Hello"}}]}'], kind="application/json")
    ),
    "nothing": unlike_openai(Reply()),
    "[DONE]": unlike_openai(Reply([DONE])),
    "not JSON": unlike_openai(Reply([b"data: {oh\n\n"])),
    "not UTF-8": unlike_openai(Reply([b'data: {"a": "\xff"}\n\n'])),
    "choices that are no list": unlike_openai(Reply([event({"choices": 7}), event({"choices": {"delta": "x"}})])),
    "not objects": unlike_openai(Reply([event("Hello"), event(7), event(None)])),
    "empty": Failure(streaming(""), errors.ReplyEmpty, "m1 gave an empty reply"),
    "empty but for thinking": Failure(streaming(None, finish="length"), errors.ReplyEmpty, "empty reply (length)"),
    "cut": broken_off(streaming(*TROOPS).cut(2), "no connection to", *TROOPS),
    "cut in a line": broken_off(half_a_line(), "no connection to", TROOPS[0]),
    "closed early": broken_off(
        streaming(*TROOPS, finish=None, usage=False, done=False), "the server closed the connection", *TROOPS
    ),
    "not JSON, after a while": broken_off(
        Reply([event(chunk(TROOPS[0])), b"data: {oh\n\n"]), "http://127.0.0.1", TROOPS[0]
    ),
    "error, after a while": broken_off(
        Reply([event(chunk(TROOPS[0])), event({"error": {"message": f"crashed {KEY}"}})]), "http://127.0.0.1", TROOPS[0]
    ),
    "silence, after a while": broken_off(streaming(*TROOPS).silent(2), "http://127.0.0.1", *TROOPS, timeout=1.0),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_has_its_own_error_and_keeps_what_had_arrived(
    server: Server, naps: list[float], failure: Failure
) -> None:
    server.play(failure.script)
    arrived, problem = until_problem(server, **{"retries": 2, **failure.settings})
    assert type(problem) is failure.error
    assert failure.says in str(problem)
    assert_clear(problem)
    assert tuple(arrived) == failure.arrived
    assert len(server.requests) == failure.asked
    assert len(naps) == (0 if failure.error is errors.KeyMissing else 2 if failure.asked != 1 else 0)


def test_every_kind_of_model_problem_is_raised_by_some_failure() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ModelProblem)}
    assert {failure.error for failure in FAILURES.values()} == kinds - {ModelProblem}


PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=3)
JSON = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.sampled_from(["content", "index"]), PLAIN)


@settings(deadline=None, max_examples=100)
@given(
    choices=JSON | st.lists(st.fixed_dictionaries({}, optional={"delta": JSON, "finish_reason": JSON}), max_size=2),
    usage=JSON | st.fixed_dictionaries({}, optional={"prompt_tokens": JSON, "completion_tokens": JSON}),
)
@example(choices=[{"delta": {"content": "Hello"}, "finish_reason": 7}], usage={"prompt_tokens": "many"})
@example(choices=[{"delta": {"content": "Hello"}, "finish_reason": "stop"}], usage={"prompt_tokens": -1.5})
@example(choices=[{"finish_reason": "\x1f\ue000"}], usage=None)
def test_values_of_any_type_make_a_reply_or_a_problem(server: Server, choices: Any, usage: Any) -> None:
    server.play(Reply([event({"choices": choices, "usage": usage}), DONE]))
    try:
        *pieces, ending = chat(server).stream(request())
    except QaProblem as problem:
        assert_clear(problem)
    else:
        assert isinstance(ending, Ending)
        assert all(isinstance(piece, str) for piece in pieces)
        assert ending.stopped is None or isinstance(ending.stopped, str)
        assert type(ending.usage.prompt_tokens) is type(ending.usage.completion_tokens) is int


@pytest.mark.parametrize("key", ["“sk-quoted”", "sk-a\nsk-b", "sk-ends ", "sk-\0", "sk-\x7f"])
def test_a_key_that_no_header_can_hold_is_rejected_without_showing_it(server: Server, key: str) -> None:
    server.play(streaming("Hello"))
    arrived, problem = until_problem(server, api_key=key)
    assert type(problem) is errors.KeyRejected
    assert_clear(problem)
    assert "sk-" not in str(problem)
    assert (arrived, server.requests) == ([], [])


@pytest.mark.parametrize(
    "address",
    ["localhost:11434", "http://", "ftp://x/v1", "http://[::1", "http://x:port/v1", "http://x\x7fy/v1", "server"],
)
def test_what_is_not_an_address_is_a_matter_of_configuration(server: Server, address: str) -> None:
    _, problem = until_problem(server, base_url=address)
    assert type(problem) is Unconfigured
    assert "not the address of a server" in str(problem)
    assert "http://" in problem.hint


def test_a_password_in_the_address_is_not_shown(naps: list[float], server: Server) -> None:
    address = NOBODY.replace("//", "//someone:hidden@")
    _, problem = until_problem(server, base_url=address)
    assert type(problem) is errors.ServerUnreachable
    assert "hidden" not in str(problem)
    assert address.partition("@")[2] in str(problem)
    assert naps == []


# Embeddings


def test_each_text_gets_its_own_vector_of_unit_length(server: Server) -> None:
    server.play(embedding_each)
    texts = ["a" * length for length in (3, 1, 2)]
    vectors = embedder(server).embed(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[:, 1] / vectors[:, 0], [3, 1, 2])
    received = server.requests[0]
    assert received.path == "/v1/embeddings"
    assert received.body == {"model": "e1", "input": texts, "encoding_format": "float"}
    assert received.headers["authorization"] == f"Bearer {KEY}"


def test_many_texts_are_sent_in_batches_and_stay_in_order(server: Server) -> None:
    server.play(embedding_each)
    vectors = embedder(server).embed(["a" * length for length in range(1, 131)])
    assert [len(received.body["input"]) for received in server.requests] == [64, 64, 2]
    assert np.allclose(vectors[:, 1] / vectors[:, 0], range(1, 131))


def test_a_vector_of_zeros_stays_one(server: Server) -> None:
    server.play(embedding([[0.0, 0.0]]))
    assert embedder(server).embed(["a"]).tolist() == [[0.0, 0.0]]


def test_embedding_is_tried_again_too(server: Server, naps: list[float]) -> None:
    server.play(failing(429, headers={"Retry-After": "3"}), embedding_each)
    assert embedder(server, retries=1).embed(["a"]).shape == (1, 3)
    assert naps == [3.0]


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (failing(401, f"Incorrect API key: {KEY}"), errors.KeyRejected),
        (failing(404), errors.ModelUnknown),
        (failing(429), errors.ServerBusy),
        (failing(400, "maximum context length is 8192 tokens"), errors.ContextExceeded),
        (failing(500), ServerFailed),
        (page(), ServerFailed),
        (Reply([b"{}"], kind="application/json"), ServerFailed),
        (Reply([b"{oh"], kind="application/json"), ServerFailed),
        (Reply([b'{"data": [{}, {}]}'], kind="application/json"), ServerFailed),
        (embedding([]), ServerFailed),
        (embedding([[1.0]]), ServerFailed),
        (embedding([[1.0], [1.0, 2.0]]), ServerFailed),
        (embedding([[1.0], [None]]), ServerFailed),
        (embedding([[1.0], [float("nan")]]), ServerFailed),
        (embedding(["AACAPw==", "AACAPw=="]), ServerFailed),
        (embedding([1.0, 1.0]), ServerFailed),
        (Reply([b'{"da'], kind="application/json", ends="cut"), errors.ServerUnreachable),
    ],
)
def test_a_failure_to_embed_has_its_own_error(server: Server, script: Script, error: type[ModelProblem]) -> None:
    server.play(script)
    with pytest.raises(QaProblem) as caught:
        embedder(server).embed(["a", "b"])
    assert type(caught.value) is error
    assert_clear(caught.value)


def test_what_to_do_about_an_embedder_that_is_not_there_is_no_option_of_a_command(server: Server) -> None:
    server.play(failing(404))
    wrong: list[dict[str, Any]] = [{}, {"base_url": "http://127.0.0.1:9/v1"}, {"base_url": None, "api_key": None}]
    for other in wrong:
        with pytest.raises(ModelProblem) as caught:
            embedder(server, **other).embed(["a"])
        assert "leave out embedder" in str(caught.value.hint)
        assert "--" not in str(caught.value.hint)
