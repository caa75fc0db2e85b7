"""`qa chat` as a person uses it: on a terminal, and with lines from a pipe."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from qa import prompt
from qa.render import markdown
from tests.servers import NOBODY, Received, Reply, Script, Server, embedding_each, failing, serving, streaming
from tests.terminal import CTRL_A, CTRL_C, CTRL_D, ENTER, TAB, UP, Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.conftest import RunQa

LEAGUE = "The League met on Monday."
NORWAY = "Norway offered two thousand troops."
SWEDEN = "Sweden offered three hundred troops."
KINGDOM = "Sweden is a kingdom."
MONEY = "Nobody spoke of money."
ARTICLE = f"""The talks in Geneva

{LEAGUE} {NORWAY} {SWEDEN}

{KINGDOM} It has many lakes.

{MONEY}
"""
TROOPS = "How many troops did Norway offer?"
REWRITTEN = "How many troops did Sweden offer?"


def write_article(folder: Path, settings: str = "") -> Path:
    (folder / "talks.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "qa.toml").write_text(f'sources = ["talks.txt"]\nretries = 0\n{settings}', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the article and its index."""
    folder = write_article(tmp_path_factory.mktemp("indexed"))
    subprocess.run([sys.executable, "-m", "qa", "index", "-q", "talks.txt"], cwd=folder, check=True)
    return folder


@pytest.fixture
def home(indexed: Path) -> Path:
    """The same, with nothing typed yet."""
    (indexed / ".qa" / "history").unlink(missing_ok=True)
    return indexed


def chatting(
    folder: Path, *arguments: str, server: Server | None = None, **environment: str
) -> AbstractContextManager[Terminal]:
    """The program on a terminal."""
    if server:
        environment |= {"OPENAI_BASE_URL": server.url, "QA_MODEL": "m1"}
    return terminal("-m", "qa", "chat", *arguments, folder=folder, environment=environment)


@contextlib.contextmanager
def ready(folder: Path, *arguments: str, server: Server | None = None, **environment: str) -> Iterator[Terminal]:
    """The program on a terminal, once it has loaded."""
    with chatting(folder, *arguments, server=server, **environment) as chat:
        chat.wait("1 document")
        yield chat


def prompts(chat: Terminal, count: int) -> None:
    """Wait until so many prompts are on the screen, the last of them empty."""
    chat.wait(lambda text: text.count("qa>") == count and prompt_line(text) == "qa>")


def prompt_line(text: str) -> str:
    """What stands at the last prompt."""
    lines = [line for line in text.splitlines() if line.startswith("qa>")]
    return lines[-1] if lines else ""


def answers(*pieces: str, hold: threading.Event | None = None) -> Reply:
    """An answer of a model; it waits before its last piece."""
    whole = streaming(*pieces)
    if hold is None:
        return whole
    before = len(pieces) - 1
    return Reply([*whole.writes[:before], hold, *whole.writes[before:]])


# While the index is loading


@pytest.fixture
def unready(project: Path) -> Path:
    """A folder whose index is not there yet; its embeddings come from the server."""
    return write_article(project, 'embedder = "e1"\n')


def loading_until(loaded: threading.Event) -> Script:
    """What the server does: it lets the indexing wait, and then answers."""

    def script(received: Received) -> Reply:
        if received.path.endswith("/embeddings"):
            reply = embedding_each(received)
            return Reply([loaded, *reply.writes], kind=reply.kind)
        return answers("Norway offered troops ", "[s1].")

    return script


def test_the_prompt_is_there_before_the_index_and_a_question_waits_for_it(unready: Path) -> None:
    loaded = threading.Event()
    with serving(loading_until(loaded)) as server, chatting(unready, server=server) as chat:
        chat.wait("indexing talks.txt")
        assert prompt_line(chat.text) == "qa>"
        chat.type("who offered troops?", ENTER)
        chat.wait("qa> who offered troops?\nindexing talks.txt (0%)")
        loaded.set()
        chat.wait("Norway offered troops [1].")
        prompts(chat, 2)
        assert "qa> who offered troops?\nNorway offered troops [1]." in chat.text


def test_ctrl_c_gives_up_a_question_that_waits_for_the_index_and_ctrl_d_leaves(unready: Path) -> None:
    with serving(loading_until(threading.Event())) as server, chatting(unready, server=server) as chat:
        chat.wait("indexing talks.txt")
        chat.type("who offered troops?", ENTER)
        chat.wait("qa> who offered troops?\nindexing")
        chat.type(CTRL_C)
        chat.wait("qa> who offered troops?\nStopped.\nqa>")
        chat.type(CTRL_D)
        assert chat.wait_for_end() == 0


def test_where_loading_fails_the_program_ends_at_once_and_says_why(project: Path) -> None:
    (project / "qa.toml").write_text('sources = ["lost.txt"]', encoding="utf-8")
    with chatting(project) as chat:
        assert chat.wait_for_end() == 4
        assert "qa: " in chat.text
        assert "lost.txt" in chat.text


# While an answer streams


def test_an_answer_is_seen_before_it_has_ended(home: Path) -> None:
    more = threading.Event()
    held = answers("Norway offered ", "two thousand [s1].", hold=more)
    with serving(held) as server, ready(home, server=server) as chat:
        chat.type(TROOPS, ENTER)
        chat.wait(f"qa> {TROOPS}\nNorway")
        assert "thousand" not in chat.text
        more.set()
        chat.wait("two thousand [1].")
        chat.wait("\n\nSources\n[1] talks.txt:")
        prompts(chat, 2)


def test_ctrl_c_stops_the_answer_and_the_chat_goes_on(home: Path) -> None:
    stuck = answers("Norway offered ", "nothing.", hold=threading.Event())
    with serving(stuck, answers("Sweden did [s1].")) as server, ready(home, server=server) as chat:
        chat.type(TROOPS, ENTER)
        chat.wait(f"qa> {TROOPS}\nNorway")
        chat.type(CTRL_C, CTRL_C)
        chat.wait(lambda text: "Norway offered\nStopped.\nqa>" in text or "Norway\nStopped.\nqa>" in text)
        chat.type("/show 1", ENTER)
        chat.wait("There is no answer to look at.")
        chat.type("Who else offered troops?", ENTER)
        chat.wait("Sweden did [1].")
        assert len(server.requests) == 2, "a stopped answer is not part of the conversation"


def test_ctrl_c_takes_away_nothing_that_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written = b"Norway offered " * 600  # more than what a terminal has taken when the key comes
    screen, keyboard = os.openpty()
    with os.fdopen(screen, "rb") as shown, os.fdopen(keyboard) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with prompt.held():
            os.write(keyboard, written)
            os.write(screen, CTRL_C.encode() + b"x")
            assert os.read(keyboard, 1) == b"x"
            os.set_blocking(screen, False)
            assert shown.read() == written


def test_what_is_not_in_the_sources_stands_alone_below_its_question(home: Path) -> None:
    with serving(answers("NOT IN SOURCES: a word about Finland")) as server, ready(home, server=server) as chat:
        chat.type("And Finland?", ENTER)
        prompts(chat, 2)
        assert "qa> And Finland?\nThe sources do not answer this." in chat.text


def test_keys_that_are_pressed_during_an_answer_stand_at_the_next_prompt(home: Path) -> None:
    more = threading.Event()
    held = answers("Norway offered ", "troops [s1].", hold=more)
    with serving(held) as server, ready(home, server=server) as chat:
        chat.type(TROOPS, ENTER)
        chat.wait(f"qa> {TROOPS}\nNorway")
        chat.type("typed ahead")
        more.set()
        chat.wait("Norway offered troops [1].")
        chat.wait("qa> typed ahead")


def test_a_window_can_change_its_size_during_an_answer_and_at_the_prompt(home: Path) -> None:
    more = threading.Event()
    held = answers("Norway offered ", "troops [s1].", hold=more)
    with serving(held) as server, ready(home, server=server) as chat:
        chat.type(TROOPS, ENTER)
        chat.wait("Norway")
        chat.resize(60, 40)
        more.set()
        chat.wait("troops [1].")
        prompts(chat, 2)
        chat.resize(30, 50)
        chat.type("a line of more than thirty characters")
        chat.wait("qa> a line of more than thirty\n characters")


def test_control_characters_of_a_model_do_not_reach_the_terminal(home: Path) -> None:
    acting = answers("Nor\x1b[35mway \x9b35m\x07offered \u202etroops [s1].")
    with serving(acting) as server, ready(home, server=server) as chat:
        chat.type(TROOPS, ENTER)
        prompts(chat, 2)
        assert "Nor�" in chat.text
        for character in ("\x1b[35m", "\x9b", "\x07", "\u202e"):
            assert character.encode() not in chat.raw


# At the prompt


def test_lines_can_be_edited_and_are_remembered_by_the_next_run(home: Path) -> None:
    with ready(home) as chat:
        chat.type("hlp", CTRL_A, "/", "\x1b[C", "e", ENTER)
        chat.wait("Type a question, or a command:")
        chat.type(CTRL_D)
        assert chat.wait_for_end() == 0
    with chatting(home) as chat:
        chat.wait("qa>")
        chat.type(UP)
        chat.wait("qa> /help")


def test_a_history_that_cannot_be_used_is_done_without(home: Path) -> None:
    (home / ".qa" / "history").mkdir()
    try:
        with chatting(home) as chat:
            chat.wait("qa>")
            chat.type("/help", ENTER)
            prompts(chat, 2)
    finally:
        (home / ".qa" / "history").rmdir()


def test_ctrl_c_at_the_prompt_only_clears_the_line(home: Path) -> None:
    with chatting(home) as chat:
        chat.wait("qa>")
        chat.type("never mind")
        chat.wait("qa> never mind")
        chat.type(CTRL_C)
        chat.wait(lambda text: prompt_line(text) == "qa>")
        assert chat.text.count("qa>") == 1
        chat.type(CTRL_C, CTRL_C, "/help", ENTER)
        chat.wait("Type a question, or a command:")


def test_tab_completes_commands_files_and_citations(home: Path) -> None:
    with serving(answers("Norway did [s1].")) as server, ready(home, server=server) as chat:
        chat.type("/so", TAB)
        chat.wait("qa> /sources")
        chat.type(CTRL_C, "/save tal", TAB)
        chat.wait("qa> /save talks.txt")
        chat.type(CTRL_C, TROOPS, ENTER)
        prompts(chat, 2)
        chat.type("/show ", TAB)
        chat.wait("qa> /show 1")


def test_pasted_lines_become_one(home: Path) -> None:
    with chatting(home) as chat:
        chat.wait("qa>")
        chat.type("\x1b[200~Wie viele\rschöne Grüße?\x1b[201~")
        chat.wait("qa> Wie viele schöne Grüße?")


def test_bytes_that_are_no_text_do_not_end_the_program(home: Path) -> None:
    with ready(home) as chat:
        chat.type("/\udcff\udcfe", ENTER)
        chat.wait("There is no command")
        prompts(chat, 2)


def test_show_marks_exactly_the_cited_sentence(home: Path) -> None:
    with ready(home) as chat:
        chat.type(TROOPS, ENTER)
        prompts(chat, 2)
        chat.type("/show 1", ENTER)
        prompts(chat, 3)
        assert chat.marked() == NORWAY


def test_no_color_is_honoured(home: Path) -> None:
    with ready(home, NO_COLOR="1") as chat:
        chat.type(TROOPS, ENTER)
        prompts(chat, 2)
        chat.type("/show 1", ENTER)
        chat.wait(f"{LEAGUE} >>{NORWAY}<< {SWEDEN}")
        assert b"\x1b[36m" not in chat.raw
        assert b"\x1b[2m" not in chat.raw


def test_a_terminal_that_can_do_nothing_is_enough(home: Path) -> None:
    with chatting(home, TERM="dumb") as chat:
        chat.wait("qa>")
        chat.type(TROOPS, ENTER)
        chat.wait("[1] talks.txt:3")
        chat.wait(lambda text: prompt_line(text) == "qa>")
        assert "answering…" not in chat.raw.decode()
        chat.type(CTRL_D)
        assert chat.wait_for_end() == 0


# Lines from a pipe


@pytest.fixture
def written(project: Path) -> Path:
    """A folder with the article."""
    return write_article(project)


@pytest.fixture
def server(written: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server for the model that is configured; it answers and rewrites."""
    assert written.is_dir()
    with serving(writes_and_rewrites) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("QA_MODEL", "m1")
        yield running


def writes_and_rewrites(received: Received) -> Reply:
    asked = received.body["messages"][-1]["content"]
    return answers("Some offered ", "troops [s1].") if "<sources>" in asked else answers(REWRITTEN)


def test_a_conversation_from_a_pipe_is_answered_line_by_line(run_qa: RunQa, written: Path) -> None:
    result = run_qa("chat", "-q", stdin="Who met on Monday?\n\n/show 1\n/shwo 1\nWho spoke of money?\n/quit\nWho?\n")
    assert result.out == TRANSCRIPT
    assert result.err == "There is no command /shwo; did you mean /show?\n"
    assert result.code == 0


TRANSCRIPT = f"""\
{LEAGUE} [1]

✓ 1 of 1 statement supported

Sources
[1] talks.txt:3
    > {LEAGUE}

talks.txt:3
    1  The talks in Geneva
    2  {""}
    3  >>{LEAGUE}<< {NORWAY} {SWEDEN}
    4  {""}
    5  {KINGDOM} It has many lakes.
    6  {""}

{MONEY} [1]

✓ 1 of 1 statement supported

Sources
[1] talks.txt:7
    > {MONEY}

"""


def test_a_follow_up_without_a_model_borrows_from_the_question_before_until_new(run_qa: RunQa, written: Path) -> None:
    result = run_qa("chat", "-q", stdin=f"{TROOPS}\nAnd Sweden?\n/new\nAnd Sweden?\n")
    first, borrowed, alone, _ = result.out.split("\n\nSources\n")
    assert KINGDOM not in first
    assert f"\n\n{SWEDEN} [1]" in borrowed
    assert KINGDOM not in borrowed
    assert KINGDOM in alone


def test_a_question_without_a_model_that_stands_alone_is_answered_as_if_it_were_the_first(
    run_qa: RunQa, project: Path
) -> None:
    lease, vet = "The lease of the harbour shed ends on 31 March 2027.", "The vet, Dr. Brandt, visits on Tuesdays."
    (project / "notes.txt").write_text(f"{lease}\n\n{vet}\n\nThe lessor is a bank.\n", encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["notes.txt"]', encoding="utf-8")
    result = run_qa("chat", "-q", stdin="When does the lease end?\nWho is the vet?\n")
    first, second, _ = result.out.split("\n\nSources\n")
    assert first.startswith(f"{lease} [1]")
    assert f"\n\n{vet} [1]" in second
    assert lease not in second.split("\n\n")[1]


def test_a_follow_up_is_rewritten_by_the_model_until_new(run_qa: RunQa, server: Server) -> None:
    run_qa("chat", stdin=f"{TROOPS}\nAnd Sweden?\n/new\nAnd Sweden?\n")
    _, rewrite, answer, after_new = [request.body["messages"][-1]["content"] for request in server.requests]
    assert TROOPS in rewrite
    assert "Some offered troops" in rewrite
    assert "And Sweden?" in rewrite
    assert answer.endswith(REWRITTEN)
    assert "<sources>" in after_new
    assert after_new.endswith("And Sweden?")


def test_a_failing_server_costs_one_answer_and_one_line(run_qa: RunQa, server: Server) -> None:
    server.play(answers("First [s1]."), failing(500, "out of order"), answers("Some offered troops [s1]."))
    result = run_qa("chat", "-q", stdin=f"{TROOPS}\n{TROOPS}\n/sources\n/new\n{TROOPS}\n")
    failure, no_answer, _ = result.err.splitlines()
    assert failure.startswith("qa: ")
    assert "out of order" in failure
    assert no_answer == "There is no answer to look at."
    assert "\n\nSome offered troops [1]." in result.out
    assert result.code == 0


def test_an_incomplete_answer_is_said_to_be_one_even_where_notices_are_not_wanted(
    run_qa: RunQa, server: Server
) -> None:
    server.play(answers("Norway offered troops [s1]. ", "Sweden").cut(1))
    result = run_qa("chat", "-q", stdin=f"{TROOPS}\n")
    assert "Norway offered troops [1]." in result.out
    (line,) = result.err.splitlines()
    assert line.startswith("Warning: this answer is incomplete: the answer broke off")
    assert result.code == 0


@pytest.mark.parametrize("stdin", ["", "/quit\n", "/help\n", "Who met?\n"])
@pytest.mark.parametrize(
    ("arguments", "code"), [(("--replay", "lost.yaml"), 6), (("--index", "new", "--source", "lost.txt"), 4)]
)
def test_a_conversation_that_cannot_begin_is_a_failure_whatever_is_typed(
    run_qa: RunQa, written: Path, stdin: str, arguments: tuple[str, ...], code: int
) -> None:
    assert written.is_dir()
    result = run_qa("chat", *arguments, stdin=stdin)
    (line,) = result.err.splitlines()
    assert line.startswith("qa: ")
    assert arguments[-1] in line
    assert result.code == code


def test_sources_are_the_passages_of_the_last_answer(run_qa: RunQa, written: Path) -> None:
    result = run_qa("chat", "-q", stdin=f"/sources\n{TROOPS}\n/sources\n")
    assert result.err == "There is no answer to look at.\n"
    assert "1. talks.txt:" in result.out
    assert f"    > {MONEY}" in result.out


def test_a_conversation_is_saved_but_not_over_a_file_that_is_not_its_own(run_qa: RunQa, written: Path) -> None:
    foreign = written / "foreign.md"
    foreign.write_text("mine", encoding="utf-8")
    before = ["/save a.md", TROOPS, "/save foreign.md", "/save a.md", "And Sweden?", "/save a.md"]
    after = ["/new", "Who has lakes?", "/save a.md", "/save ~nobody-here/b.md"]
    result = run_qa("chat", "-q", stdin="\n".join(before + after))
    assert result.err.splitlines() == [
        "There is nothing to save yet.",
        "foreign.md exists already; choose another name.",
        "Saved a.md",
        "Saved a.md",
        "A new conversation.",
        "a.md exists already; choose another name.",
        "Cannot save ~nobody-here/b.md: Could not determine home directory.",
    ]
    assert foreign.read_text(encoding="utf-8") == "mine"
    saved = (written / "a.md").read_text(encoding="utf-8")
    assert saved.startswith(f"## {TROOPS}\n")
    assert "\n## And Sweden?\n" in saved
    assert f"   > {SWEDEN}\n" in saved
    assert "lakes?" not in saved


def test_a_transcript_that_could_not_be_written_can_be_saved_again(
    run_qa: RunQa, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written.is_dir()
    renderings = iter(["\ud800", "whole"])  # the first is what no file takes
    monkeypatch.setattr(markdown, "render", lambda _: next(renderings))
    result = run_qa("chat", "-q", stdin=f"{TROOPS}\n/save a.md\n/save a.md\n")
    failed, saved = result.err.splitlines()
    assert failed.startswith("Cannot save a.md: ")
    assert saved == "Saved a.md"


def test_the_citations_can_be_shown_by_the_next_command_too(run_qa: RunQa, written: Path) -> None:
    assert written.is_dir()
    run_qa("chat", "-q", stdin=f"{TROOPS}\n")
    assert f">>{NORWAY}<<" in run_qa("show", "1").out


def test_unknown_commands_get_a_suggestion(run_qa: RunQa, written: Path) -> None:
    assert written.is_dir()
    result = run_qa("chat", "-q", stdin="/exit\n/foo\n/xyzzy\x1b[31m\nWho met?\n")
    assert result.err.splitlines() == [
        "There is no command /exit; did you mean /quit?",
        "There is no command /foo; /help lists the commands.",
        "There is no command /xyzzy�[31m; /help lists the commands.",
    ]


def test_a_recorded_conversation_is_replayed_without_a_server(
    run_qa: RunQa, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"{TROOPS}\nAnd Sweden?\n/show 1\n"
    recorded = run_qa("chat", "--record", "tape.yaml", stdin=script)
    assert len(server.requests) == 3
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    replayed = run_qa("chat", "--replay", "tape.yaml", stdin=script)
    assert "Some offered troops [1]." in replayed.out
    assert replayed == recorded


def test_a_conversation_without_a_model_is_recorded_and_replayed_too(run_qa: RunQa, written: Path) -> None:
    assert written.is_dir()
    script = f"{TROOPS}\nAnd Sweden?\n/show 1\n"
    recorded = run_qa("chat", "-q", "--no-model", "--record", "tape.yaml", stdin=script)
    replayed = run_qa("chat", "-q", "--replay", "tape.yaml", stdin=script)
    assert SWEDEN in recorded.out
    assert replayed == recorded
