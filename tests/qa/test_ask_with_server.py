"""`qa ask` as a person runs it, with a server that writes the answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.servers import COMPLETION_TOKENS, NOBODY, PROMPT_TOKENS, Received, Reply, Server, failing, serving, streaming
from tests.terminal import CTRL_C, terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "sk-kept-between-us"
QUESTION = "Who offered troops, and how many?"
NORWAY = "Norway offered two thousand troops."
SWEDEN = "Sweden promised ships instead of soldiers."
ARTICLE = f"""The talks in Geneva

The League met on Monday. {NORWAY} {SWEDEN}
The ships are to sail in May. Nobody spoke of money.
"""
ANSWER = "Norway offered 2,000 troops [1]. Sweden promised ships [2]."


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and its index."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "talks.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "qa.toml").write_text('sources = ["talks.txt"]\nretries = 0\ntimeout = 20\n', encoding="utf-8")
    assert qa(folder, "index", "talks.txt").returncode == 0
    return folder


def started(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """The program in a folder, with no variables but these."""
    return subprocess.Popen(
        [sys.executable, "-m", "qa", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def qa(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A whole run of it."""
    with started(folder, *arguments, **environment) as running:
        out, said = running.communicate(timeout=60)
    return subprocess.CompletedProcess(running.args, running.returncode, out, said)


def settings_for(server: Server) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "QA_MODEL": "m1"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(written) as running:
        yield running


def written(received: Received) -> Reply:
    """A good answer: each sentence with the label of the one that it rests on, in pieces that cut words and labels."""
    text = f"Norway offered 2,000 troops {label(received, NORWAY)}. Sweden promised ships {label(received, SWEDEN)}."
    return streaming(*(text[start : start + 3] for start in range(0, len(text), 3)))


def broken_off(received: Received) -> Reply:
    """The same, but the connection is closed after the first sentence and a bit."""
    return streaming(f"Norway offered 2,000 troops {label(received, NORWAY)}.", " Sweden prom", "ised").cut(2)


def label(received: Received, sentence: str) -> str:
    """The label of a sentence in the prompt."""
    found = re.search(rf"^(\[s\d+\]) {re.escape(sentence)}$", received.body["messages"][-1]["content"], re.MULTILINE)
    assert found, "the sentence is not in the prompt"
    return found[1]


def ask(folder: Path, server: Server, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Ask the question with the server as the model."""
    return qa(folder, "ask", QUESTION, *arguments, **settings_for(server))


def test_on_a_terminal_an_answer_is_seen_before_it_has_ended(project: Path, server: Server) -> None:
    first_is_seen = threading.Event()

    def halting(received: Received) -> Reply:
        first, second = f"Norway offered 2,000 troops {label(received, NORWAY)}. S", "weden promised ships "
        begin, *rest = streaming(first, second, label(received, SWEDEN), ".").writes
        return Reply([begin, first_is_seen, *rest])

    server.play(halting)
    environment = {**settings_for(server), "TERM": "dumb"}
    with terminal("-m", "qa", "ask", QUESTION, folder=project, environment=environment) as screen:
        screen.wait("Norway offered 2,000 troops [1].")
        assert "promised" not in screen.text
        first_is_seen.set()
        assert screen.wait_for_end() == 0
        assert ANSWER in screen.text


def test_a_piped_answer_is_printed_with_numbers_and_then_its_sources(project: Path, server: Server) -> None:
    server.play(written)
    done = ask(project, server)
    answer, sources = done.stdout.decode().split("\n\nSources\n")
    assert answer == f"{ANSWER}\n\n✓ 2 of 2 statements supported"
    assert sources == f"[1] talks.txt:3\n    > {NORWAY}\n[2] talks.txt:3\n    > {SWEDEN}\n"
    assert (done.returncode, done.stderr) == (0, b"")
    (received,) = server.requests
    assert received.body["model"] == "m1"
    assert received.headers["authorization"] == f"Bearer {KEY}"


def test_an_answer_as_json_is_one_object_on_one_line(project: Path, server: Server) -> None:
    server.play(written)
    done = ask(project, server, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["question"], answer["answered"]) == (1, QUESTION, True)
    assert (answer["engine"], answer["model"], answer["answer"]) == ("openai", "m1", ANSWER)
    assert [statement["citations"] for statement in answer["statements"]] == [[1], [2]]
    assert {statement["support"] for statement in answer["statements"]} == {"supported"}
    assert [ARTICLE[citation["start"] : citation["end"]] for citation in answer["citations"]] == [NORWAY, SWEDEN]
    assert [citation["quote"] for citation in answer["citations"]] == [NORWAY, SWEDEN]
    assert {citation["source"] for citation in answer["citations"]} == {"talks.txt"}
    assert answer["usage"] == {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": COMPLETION_TOKENS}
    assert answer["warnings"] == []


def test_a_key_that_is_not_accepted_is_one_line_and_no_answer(project: Path, server: Server) -> None:
    server.play(failing(401, f"Incorrect API key provided: {KEY}.\nSee your account."))
    done = ask(project, server)
    assert (done.returncode, done.stdout) == (5, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("qa: ")
    assert "does not accept the key" in line
    assert KEY not in line


def test_what_had_arrived_of_an_answer_that_broke_off_is_shown_as_incomplete(project: Path, server: Server) -> None:
    server.play(broken_off)
    done = ask(project, server)
    shown = done.stdout.decode()
    assert shown.startswith("Norway offered 2,000 troops [1]. Sweden prom")
    assert shown.endswith(f"[1] talks.txt:3\n    > {NORWAY}\n")
    assert b"this answer is incomplete: the answer broke off" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.returncode == 5


def stopped_at_length(received: Received) -> Reply:
    return streaming(f"Norway offered 2,000 troops {label(received, NORWAY)}.", " Sweden prom", finish="length")


@pytest.mark.parametrize(
    ("reply", "why"),
    [(broken_off, "the answer broke off: no connection to "), (stopped_at_length, "the model stopped (length)")],
)
def test_that_an_answer_is_incomplete_is_said_even_where_notices_are_not_wanted(
    project: Path, server: Server, reply: Callable[[Received], Reply], why: str
) -> None:
    server.play(reply)
    for arguments in (("-q",), ("-q", "--json"), ()):
        (line,) = ask(project, server, *arguments).stderr.decode().splitlines()
        assert line.startswith(f"Warning: this answer is incomplete: {why}")
        assert reply is stopped_at_length or line.endswith(" — Ask again for a complete answer.")


def test_an_error_after_some_text_stands_on_a_line_of_its_own(project: Path, server: Server) -> None:
    server.play(streaming(" \n [s1]"))
    environment = {**settings_for(server), "TERM": "dumb"}
    with terminal("-m", "qa", "ask", QUESTION, folder=project, environment=environment) as screen:
        assert screen.wait_for_end() == 5
        assert "[1]\nqa: the reply of the model m1 says nothing" in screen.text


def test_ctrl_c_ends_the_line_that_was_being_written_and_the_program_with_exit_code_130(
    project: Path, server: Server
) -> None:
    server.play(streaming("Norway offered ", "nothing.").silent(1))
    environment = {**settings_for(server), "TERM": "dumb"}
    with terminal("-m", "qa", "ask", QUESTION, folder=project, environment=environment) as screen:
        screen.wait("Norway")
        screen.type(CTRL_C)
        assert screen.wait_for_end() == 130
        assert screen.raw.rstrip(b"\r").endswith(b"\n")


def test_a_recorded_answer_is_replayed_byte_for_byte_with_no_server_and_no_key(
    project: Path, server: Server, tmp_path: Path
) -> None:
    server.play(written)
    tape = tmp_path / "answer.yaml"
    recorded = ask(project, server, "--record", str(tape))
    replayed = qa(project, "ask", QUESTION, "--replay", str(tape), OPENAI_BASE_URL=NOBODY)
    assert recorded.stdout.decode().startswith(ANSWER)
    assert replayed.stdout == recorded.stdout
    assert (recorded.returncode, replayed.returncode) == (0, 0)
    assert (recorded.stderr, replayed.stderr) == (b"", b"")
    assert len(server.requests) == 1
    text = tape.read_text(encoding="utf-8")
    assert NORWAY in text
    for kept in (KEY, "Bearer", "authorization", "Authorization", server.url):
        assert kept not in text


def test_a_tape_that_cannot_be_saved_is_a_problem_of_recording(project: Path, server: Server, tmp_path: Path) -> None:
    server.play(written)
    done = ask(project, server, "--record", str(tmp_path / "missing" / "answer.yaml"))
    assert done.returncode == 6
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("qa: ")
    assert "cannot save the tape" in line
