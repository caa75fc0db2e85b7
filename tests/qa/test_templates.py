"""Prompt templates of one's own, as a person runs the program with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import prompts
from tests.servers import Server, serving, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import RunQa

QUESTION = "What is red?"
LIGHTHOUSE = "The lighthouse of Norra is red."
SHORT = "--- user\n{{sources}}\nSay briefly, or {{sign}}: {{question}}\n"


@pytest.fixture
def words(project: Path) -> Path:
    """A folder with one template, beside a document and the settings that name it."""
    (project / "harbour.txt").write_text(f"{LIGHTHOUSE}\n", encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["harbour.txt"]\n', encoding="utf-8")
    folder = project / "words"
    folder.mkdir()
    (folder / "answer.md").write_text(SHORT, encoding="utf-8")
    return folder


@pytest.fixture
def server(words: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("QA_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    with serving(lambda _: streaming(f"{LIGHTHOUSE} [s1]")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


def sent(server: Server) -> list[str]:
    """The last request's messages."""
    return [message["content"] for message in server.requests[-1].body["messages"]]


EXPECTED = f"From harbour.txt ({LIGHTHOUSE}):\n[s1] {LIGHTHOUSE}\nSay briefly, or NOT IN SOURCES:: {QUESTION}"


def test_ask_and_chat_ask_with_the_templates_of_a_folder(run_qa: RunQa, server: Server) -> None:
    assert run_qa("ask", "-q", "--prompts", "words", QUESTION).code == 0
    assert sent(server) == [EXPECTED]
    assert run_qa("chat", "-q", "--prompts", "words", stdin=f"{QUESTION}\n").code == 0
    assert sent(server) == [EXPECTED]
    assert run_qa("ask", "-q", QUESTION).code == 0
    assert sent(server)[0].startswith("You answer questions about a person's own documents.")


def test_the_settings_name_a_folder_beside_their_file_and_the_command_line_outweighs_them(
    run_qa: RunQa, server: Server, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (words.parent / "qa.toml").write_text('sources = ["harbour.txt"]\nprompts = "words"\n', encoding="utf-8")
    other = words.parent / "below" / "other"
    other.mkdir(parents=True)
    (other / "answer.md").write_text(SHORT.replace("briefly", "at length"), encoding="utf-8")
    monkeypatch.chdir(other.parent)
    run_qa("ask", "-q", QUESTION)
    assert sent(server) == [EXPECTED]
    run_qa("ask", "-q", "--prompts", "other", QUESTION)
    assert sent(server) == [EXPECTED.replace("briefly", "at length")]


@pytest.mark.parametrize("command", ["ask", "chat"])
def test_a_template_that_does_not_fit_ends_with_3_before_anything_is_indexed_or_asked(
    command: str, run_qa: RunQa, server: Server, words: Path
) -> None:
    (words / "rewrite.md").write_text("--- user\n{{question}}\n", encoding="utf-8")
    result = run_qa(command, "--prompts", "words", *([QUESTION] if command == "ask" else []), stdin=QUESTION)
    assert (result.code, result.out) == (3, "")
    assert result.err == (
        "qa: the prompt template words/rewrite.md has no place for {{conversation}}"
        " — Correct it, or start from a shipped one: qa prompts --export DIR\n"
    )
    assert not server.requests
    assert not (words.parent / ".qa" / "catalog.sqlite3").exists()


def test_a_template_that_is_never_filled_in_is_checked_too(run_qa: RunQa, words: Path) -> None:
    (words / "anwser.md").touch()
    result = run_qa("ask", "-q", "--no-model", "--prompts", "words", QUESTION)
    assert result.code == 3
    assert result.err.startswith("qa: no prompt template is called as words/anwser.md is; did you mean “answer.md”?")


def test_qa_prompts_says_what_each_template_is_for_and_which_file_is_in_force(run_qa: RunQa, words: Path) -> None:
    listed = run_qa("prompts", "--prompts", "words")
    lines = listed.out.splitlines()
    assert (listed.code, len(lines)) == (0, 2 * len(prompts.PURPOSES))
    for name, told, file in zip(prompts.PURPOSES, lines[::2], lines[1::2], strict=True):
        assert told.split(maxsplit=1) == [name, prompts.PURPOSES[name]]
        assert file.strip() == (f"{Path('words', 'answer.md')}" if name == "answer" else "shipped")
    assert "words" not in run_qa("prompts").out
    (words.parent / "qa.toml").write_text('prompts = "words"\n', encoding="utf-8")
    assert run_qa("prompts").out == listed.out


def test_qa_prompts_exports_the_shipped_ones_and_leaves_what_is_there(run_qa: RunQa, words: Path) -> None:
    result = run_qa("prompts", "--export", "words")
    assert result.code == 0
    assert result.out.splitlines() == [f"Wrote words/{name}.md" for name in prompts.PURPOSES if name != "answer"]
    assert result.err == "Left words/answer.md as it is\n"
    assert (words / "answer.md").read_text(encoding="utf-8") == SHORT
    assert run_qa("prompts", "--prompts", "words").code == 0
