"""Which replies are recorded and which are played, in each record mode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa import tapes
from qa.answering import SIGN
from qa.assembly import RecordMode, Tapes
from qa.errors import TapeUnreadable
from qa.tapes import Entry, Tape
from tests.servers import NOBODY, Received, Reply, Server, embedding_each, failing, serving, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import RunQa

RED, BLUE = "What is red?", "What is blue?"
TEXT = "The lighthouse of Norra is red. The harbour of Elling is blue.\n"


@dataclass
class Model:
    """A server's model, which misses something else each time that it is asked."""

    server: Server
    tape: Path

    @property
    def asked(self) -> int:
        return len(self.server.requests)

    @property
    def recorded(self) -> list[tuple[str, str]]:
        return [(entry.ask, entry.reply) for entry in tapes.load(self.tape).entries]


@pytest.fixture
def model(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    (project / "harbour.txt").write_text(TEXT, encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["harbour.txt"]\nretries = 0\n', encoding="utf-8")
    monkeypatch.setenv("QA_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", "key")

    def say(received: Received) -> Reply:
        return embedding_each(received) if "input" in received.body else streaming(f"{SIGN} reply {made.asked}")

    with serving(say) as server:
        made = Model(server, project / "tape.yaml")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield made


def record(mode: str, question: str, *more: str) -> tuple[str, ...]:
    return ("ask", "-q", "--record", "tape.yaml", "--record-mode", mode, question, *more)


def test_all_records_everything_anew_each_in_its_place(run_qa: RunQa, model: Model) -> None:
    for question in (RED, BLUE, RED):
        assert run_qa(*record("all", question)).code == 1
    assert model.recorded == [(RED, f"{SIGN} reply 3"), (BLUE, f"{SIGN} reply 2")]
    run_qa("ask", "-q", "--record", "tape.yaml", BLUE)
    assert model.recorded == [(RED, f"{SIGN} reply 3"), (BLUE, f"{SIGN} reply 4")]


def test_new_plays_what_is_on_the_tape_and_records_what_is_not(run_qa: RunQa, model: Model) -> None:
    for question in (RED, RED, BLUE, RED):
        assert run_qa(*record("new", question)).code == 1
    assert model.asked == 2
    assert model.recorded == [(RED, f"{SIGN} reply 1"), (BLUE, f"{SIGN} reply 2")]
    assert run_qa(*record("new", RED)).out.startswith("The sources do not answer this. Missing: reply 1")


def test_new_plays_a_reply_written_by_hand_and_leaves_it_where_it_is(run_qa: RunQa, model: Model) -> None:
    tapes.save(
        Tape(model.tape, [Entry(BLUE, 'The harbour of Elling is blue. ["is blue"]'), Entry("Unasked?", "Stays.")])
    )
    assert run_qa(*record("new", BLUE)).out.startswith("The harbour of Elling is blue. [1]")
    assert run_qa(*record("new", RED)).code == 1
    assert model.recorded == [
        (BLUE, 'The harbour of Elling is blue. ["is blue"]'),
        ("Unasked?", "Stays."),
        (RED, f"{SIGN} reply 1"),
    ]


def test_new_needs_no_model_for_what_is_on_the_tape(
    run_qa: RunQa, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = run_qa(*record("new", RED))
    for name in ("QA_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name)
    arguments = [argument for argument in record("new", RED) if argument != "-q"]
    assert run_qa(*arguments) == recorded
    unknown = run_qa(*record("new", BLUE))
    assert unknown.code == 5
    assert "OPENAI_API_KEY" in unknown.err
    assert model.recorded == [(RED, f"{SIGN} reply 1")]


def test_once_records_where_there_is_no_tape_and_else_replays(run_qa: RunQa, model: Model) -> None:
    recorded = run_qa(*record("once", RED))
    before = model.tape.read_bytes()
    assert run_qa(*record("once", RED)) == recorded
    assert run_qa(*record("once", BLUE)).code == 6
    assert model.asked == 1
    assert model.tape.read_bytes() == before


def test_once_records_again_where_the_first_time_failed(run_qa: RunQa, model: Model) -> None:
    script = list(model.server.script)
    model.server.play(failing(500))
    assert run_qa(*record("once", RED)).code == 5
    assert model.recorded == []
    model.server.play(*script)
    assert run_qa(*record("once", RED)).code == 1
    assert model.recorded == [(RED, f"{SIGN} reply 1")]


def test_none_is_replaying(run_qa: RunQa, model: Model) -> None:
    assert run_qa(*record("none", RED)).code == 6
    assert not model.tape.exists()
    recorded = run_qa(*record("all", RED))
    assert run_qa(*record("none", RED)) == recorded == run_qa("ask", "-q", "--replay", "tape.yaml", RED)
    assert model.asked == 1


def test_a_conversation_is_gone_on_with_where_its_tape_ends(
    run_qa: RunQa, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("chat", "-q", "--record", "tape.yaml", "--record-mode", "new")
    run_qa(*arguments, stdin=f"{RED}\n{BLUE}\n")
    assert model.asked == 3
    run_qa(*arguments, stdin=f"{RED}\n{BLUE}\nAnd yellow?\n")
    assert model.asked == 5
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    assert run_qa("chat", "-q", "--replay", "tape.yaml", stdin=f"{RED}\n{BLUE}\nAnd yellow?\n").err == ""


def test_embeddings_are_recorded_and_played_in_the_same_modes(
    run_qa: RunQa, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("qa.toml").open("a", encoding="utf-8") as file:
        file.write('embedder = "e"\n')
    assert run_qa(*record("new", RED)).code == 1
    asked = model.asked
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    assert run_qa(*record("new", RED)).code == 1
    monkeypatch.setenv("OPENAI_BASE_URL", model.server.url)
    assert run_qa(*record("new", BLUE)).code == 1
    assert model.asked == asked + 2
    assert [text for _, text in tapes.load(model.tape).embeddings][-2:] == [RED, BLUE]


def test_a_reply_that_only_arrives_otherwise_changes_nothing_on_the_tape(run_qa: RunQa, model: Model) -> None:
    model.server.play(streaming("The light", "house. [s1]"))
    run_qa(*record("all", RED))
    before = model.tape.read_bytes()
    model.server.play(streaming("The ", "lighthouse. ", "[s1]"))
    run_qa(*record("all", RED))
    assert model.tape.read_bytes() == before
    model.server.play(streaming("The ", "pier. ", "[s1]"))
    run_qa(*record("all", RED))
    assert tapes.load(model.tape).entries[0].pieces == (4, 6, 4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--record-mode", "new"), "--record-mode needs --record"),
        (("--replay", "tape.yaml", "--record-mode", "new"), "--record-mode needs --record"),
        (("--record", "tape.yaml", "--record-mode", "some"), "'some' is not one of 'none', 'once', 'new', 'all'"),
    ],
)
def test_a_mode_that_cannot_be_meant_is_wrong_usage(arguments: tuple[str, ...], said: str, run_qa: RunQa) -> None:
    for command in (("ask", RED), ("chat",)):
        result = run_qa(*command, *arguments)
        assert result.code == 2
        assert said in result.err


def test_a_tape_that_is_none_is_an_error_in_every_mode(run_qa: RunQa, model: Model) -> None:
    model.tape.write_text("no tape", encoding="utf-8")
    for mode in RecordMode:
        assert run_qa(*record(mode, RED)).code == 6
    assert model.tape.read_text(encoding="utf-8") == "no tape"
    with pytest.raises(TapeUnreadable):
        Tapes.in_mode(model.tape, RecordMode.ONCE)
