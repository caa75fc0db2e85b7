"""What a person reads where a recording does not fit a request: why, the difference, and how to record it anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import tapes
from qa.answering import SIGN
from qa.models import Message, Request
from qa.models.difference import distance, unified
from qa.models.miss import explained
from qa.models.recording import canonical
from qa.tapes import Entry, Tape
from tests.servers import Server, serving, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import RunQa

QUESTION = "What is red?"
TEXT = """Lights of the coast

The lighthouse of Norra is red. It was built in 1901. The lighthouse of Elling is white. Nobody lives in it.
"""
OTHER = "The boats\n\nThe boats of Norra are red, too.\n"


@pytest.fixture
def server(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server to record; a recording of one question has been made of it."""
    (project / "coast.txt").write_text(TEXT, encoding="utf-8")
    write_settings()
    with serving(streaming("The lighthouse of Norra is red. [s2]")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("QA_MODEL", "m-1")
        yield server


def write_settings(*more: str) -> None:
    Path("qa.toml").write_text("\n".join(('sources = ["coast.txt"]', "retries = 0", *more)), encoding="utf-8")


def missed(run_qa: RunQa, *arguments: str, question: str = QUESTION) -> list[str]:
    """What is said of a replay that does not succeed, without what comes before the reasons."""
    result = run_qa("ask", "-q", "--replay", "tape.yaml", *arguments, question)
    assert (result.code, result.out) == (6, "")
    first, *lines = result.err.splitlines()
    assert first == f"qa: the tape tape.yaml has “{question}”, but recorded for another request:"
    return lines


def reasons(lines: list[str]) -> list[str]:
    return [line.removeprefix("- ") for line in lines if line.startswith("- ")]


@pytest.fixture
def recorded(run_qa: RunQa, server: Server) -> None:
    assert run_qa("ask", "-q", "--record", "tape.yaml", QUESTION).code == 0


def test_another_model_is_named_with_the_one_recorded(run_qa: RunQa, recorded: None) -> None:
    assert missed(run_qa, "--model", "m-2") == [
        "- the model is another: m-1 → m-2",
        "Record it with: qa ask --record tape.yaml --record-mode new -q --model m-2 'What is red?'",
    ]


def test_another_parameter_is_named_with_both_values(run_qa: RunQa, recorded: None) -> None:
    write_settings("temperature = 0.5", "max_tokens = 10")
    assert missed(run_qa)[:-1] == [
        "- the parameter temperature is another: not set → 0.5",
        "- the parameter max_tokens is another: not set → 10",
    ]


def test_an_answer_as_data_is_a_parameter_and_no_change_of_a_template(run_qa: RunQa, recorded: None) -> None:
    lines = missed(run_qa, "--structured")
    assert reasons(lines) == ["the parameter structured is another: false → true"]
    assert any(line.startswith("+system: Give your answer as one JSON object") for line in lines)
    run_qa("ask", "-q", "--structured", "--record", "tape.yaml", "Who lives there?")
    assert reasons(missed(run_qa, question="Who lives there?")) == ["the parameter structured is another: true → false"]


def test_a_changed_template_is_named_and_the_lines_shown(run_qa: RunQa, recorded: None) -> None:
    run_qa("prompts", "--export", "words")
    answer = Path("words", "answer.md")
    text = answer.read_text(encoding="utf-8")
    answer.write_text(text.replace("one to four sentences", "one sentence"), encoding="utf-8")
    assert missed(run_qa, "--prompts", "words") == [
        "- the prompt template “answer” has changed",
        "--- recorded",
        "+++ now",
        "@@ -11,3 +11,3 @@",
        " system: ",
        "-system: Answer in the language of the question, briefly: usually one to four sentences.",
        "+system: Answer in the language of the question, briefly: usually one sentence.",
        " user: <sources>",
        "Record it with: qa ask --record tape.yaml --record-mode new -q --prompts words 'What is red?'",
    ]


def test_a_changed_source_is_named_with_the_sentence_that_has_gone(run_qa: RunQa, recorded: None) -> None:
    Path("coast.txt").write_text(TEXT.replace("1901", "1910"), encoding="utf-8")
    lines = missed(run_qa)
    assert reasons(lines) == ["the source coast.txt has changed: “It was built in 1901.” is no longer in it"]
    assert "-user: [s3] It was built in 1901." in lines
    assert "+user: [s3] It was built in 1910." in lines


def test_a_changed_source_is_named_with_the_sentence_that_has_come_and_labels_do_not_matter(
    run_qa: RunQa, recorded: None
) -> None:
    Path("coast.txt").write_text(TEXT.replace("It was", "It is high. It was"), encoding="utf-8")
    lines = missed(run_qa)
    assert reasons(lines) == ["the source coast.txt has changed: “It is high.” is new in it"]
    assert lines[4:-1] == [
        " user: [s2] The lighthouse of Norra is red.",
        "+user: [s3] It is high.",
        " user: [s4] It was built in 1901.",
    ]


def test_a_changed_first_line_is_a_change_of_the_source(run_qa: RunQa, recorded: None) -> None:
    Path("coast.txt").write_text(TEXT.replace("Lights", "Lamps"), encoding="utf-8")
    assert reasons(missed(run_qa)) == ["the source coast.txt has changed: “Lights of the coast” is no longer in it"]


def test_a_source_of_another_name_is_told(run_qa: RunQa, recorded: None) -> None:
    Path("coast.txt").rename("shore.txt")
    run_qa("remove", "coast.txt")
    Path("qa.toml").write_text('sources = ["shore.txt"]', encoding="utf-8")
    assert reasons(missed(run_qa)) == [
        "a source has another name or title: coast.txt (Lights of the coast) → shore.txt (Lights of the coast)"
    ]


def test_other_passages_are_counted_and_no_source_is_blamed(run_qa: RunQa, recorded: None) -> None:
    Path("boats.txt").write_text(OTHER, encoding="utf-8")
    run_qa("index", "-q", "boats.txt")
    assert reasons(missed(run_qa)) == [
        "other passages were found: 2 sentences more, 0 fewer (5 were recorded, 7 are found now)"
    ]
    run_qa("ask", "-q", "--record", "tape.yaml", "--source", "boats.txt", "Which boats?")
    assert reasons(missed(run_qa, "--source", "coast.txt", question="Which boats?")) == [
        "other passages were found: 5 sentences more, 2 fewer"
    ]


FEWER = "other passages were found: 2 sentences fewer"


def test_fewer_passages_are_counted(run_qa: RunQa, server: Server) -> None:
    Path("boats.txt").write_text(OTHER, encoding="utf-8")
    run_qa("index", "-q", "boats.txt")
    run_qa("ask", "-q", "--record", "tape.yaml", QUESTION)
    assert reasons(missed(run_qa, "--source", "coast.txt")) == [
        f"{FEWER} (7 were recorded, 5 are found now): top_k or context_tokens was higher, or there were more sources"
    ]


def test_passages_in_another_order_are_told(run_qa: RunQa, server: Server) -> None:
    Path("boats.txt").write_text(OTHER, encoding="utf-8")
    run_qa("index", "-q", "boats.txt")
    run_qa("ask", "-q", "--record", "tape.yaml", QUESTION)
    text = Path("tape.yaml").read_text(encoding="utf-8")
    runs = re.findall(r"^ +From .*\n(?: +\[s\d\] .*\n)+", text, re.MULTILINE)
    there, back = "".join(runs[:2]), "".join(runs[1::-1])
    assert there in text
    Path("tape.yaml").write_text(text.replace(there, back), encoding="utf-8")
    assert reasons(missed(run_qa)) == ["the passages were found in another order"]


def test_several_changes_are_told_one_by_one(run_qa: RunQa, recorded: None) -> None:
    run_qa("prompts", "--export", "words")
    answer = Path("words", "answer.md")
    answer.write_text(f"{answer.read_text(encoding='utf-8')}\nBe kind.", encoding="utf-8")
    Path("coast.txt").write_text(TEXT.replace("1901", "1910"), encoding="utf-8")
    assert reasons(missed(run_qa, "--prompts", "words", "--model", "m-2")) == [
        "the model is another: m-1 → m-2",
        "the prompt template “answer” has changed",
        "the source coast.txt has changed: “It was built in 1901.” is no longer in it",
    ]


def test_a_question_in_other_letters_is_told(run_qa: RunQa, recorded: None) -> None:
    assert reasons(missed(run_qa, question="what is RED?")) == ["the question is written otherwise: “What is red?”"]


def test_another_conversation_before_a_follow_up_is_told(run_qa: RunQa, server: Server) -> None:
    run_qa("chat", "-q", "--record", "tape.yaml", stdin=f"{QUESTION}\nAnd white?\n")
    tape = tapes.load(Path("tape.yaml"))
    tape.entries[0] = Entry(QUESTION, "Nothing at all.")
    tapes.save(tape)
    result = run_qa("chat", "-q", "--replay", "tape.yaml", stdin=f"{QUESTION}\nAnd white?\n")
    lines = result.err.splitlines()
    assert reasons(lines) == ["the conversation before it is another"]
    assert "+user: Answer: Nothing at all." in lines
    assert lines[-1] == "Record it with: qa chat --record tape.yaml --record-mode new -q"


def test_another_answer_to_be_repaired_and_its_problems_are_told(run_qa: RunQa, server: Server) -> None:
    server.play(streaming("It has 7 rooms. [s1]"), streaming(f"{SIGN} rooms"))
    run_qa("ask", "-q", "--record", "tape.yaml", QUESTION)
    tape = tapes.load(Path("tape.yaml"))
    tapes.save(Tape(tape.path, [Entry(QUESTION, "It has 8 rooms. [s1]"), tape.entries[1]]))
    result = run_qa("ask", "--replay", "tape.yaml", QUESTION)
    assert reasons(result.err.splitlines()) == [
        "the answer that is sent back is another",
        "the problems of the answer are others",
    ]


def test_a_question_that_is_not_on_the_tape_is_told_with_the_command_that_records_it(
    run_qa: RunQa, recorded: None
) -> None:
    result = run_qa("ask", "--replay=tape.yaml", "-q", "What is blue?")
    assert result.code == 6
    assert result.err == (
        "qa: the tape tape.yaml has no reply to “What is blue?”; the nearest question on it is “What is red?”"
        " — Record it with: qa ask --record tape.yaml --record-mode new -q 'What is blue?'\n"
    )


def test_the_command_that_is_named_records_what_was_missed_and_nothing_else(run_qa: RunQa, recorded: None) -> None:
    hint = missed(run_qa, "--model", "m-2")[-1]
    command = hint.removeprefix("Record it with: qa ").replace("'What is red?'", "What+is+red?").split()
    assert run_qa(*(word.replace("+", " ") for word in command)).code == 0
    entries = tapes.load(Path("tape.yaml")).entries
    assert [entry.request["model"] for entry in entries if entry.request] == ["m-1", "m-2"]
    assert run_qa("ask", "-q", "--replay", "tape.yaml", "--model", "m-2", QUESTION).code == 0


def test_a_long_line_is_shown_from_shortly_before_it_differs(run_qa: RunQa, server: Server) -> None:
    long = "The keeper said that " + "and ".join(f"ship {number} sailed " for number in range(40)) + "at last."
    Path("coast.txt").write_text(f"Coast\n\n{long}\n", encoding="utf-8")
    run_qa("ask", "-q", "--record", "tape.yaml", QUESTION)
    Path("coast.txt").write_text(f"Coast\n\n{long.replace('ship 30 sailed', 'ship 30 sank')}\n", encoding="utf-8")
    changed = [line for line in missed(run_qa) if line.startswith(("-user", "+user", "-…", "+…"))]
    assert [len(line) < 250 for line in changed] == [True, True]
    assert "ship 30 sailed" in changed[0]
    assert "ship 30 sank" in changed[1]


def test_of_two_sources_of_one_name_none_is_blamed_for_what_the_other_says(run_qa: RunQa, recorded: None) -> None:
    Path("boats").mkdir()
    Path("boats", "coast.txt").write_text(OTHER, encoding="utf-8")
    run_qa("index", "-q", "boats")
    run_qa("ask", "-q", "--record", "tape.yaml", "Which boats?")
    assert reasons(missed(run_qa, "--top-k", "1", question="Which boats?")) == [
        f"{FEWER.replace('2', '5')} (7 were recorded, 2 are found now): top_k or context_tokens was higher"
    ]


LONG = "".join(f"Lighthouse number {number} is {'red' if number % 3 else 'white'}.\n\n" for number in range(90))


def test_the_settings_that_choose_passages_are_named(run_qa: RunQa, server: Server) -> None:
    Path("coast.txt").write_text(LONG, encoding="utf-8")
    write_settings("chunk_tokens = 40", "top_k = 10")
    run_qa("ask", "-q", "--record", "tape.yaml", QUESTION)
    (fewer,) = reasons(missed(run_qa, "--top-k", "5"))
    assert fewer.endswith(" are found now): top_k or context_tokens was higher")
    (more,) = reasons(missed(run_qa, "--top-k", "14"))
    assert more.endswith(" are found now): top_k or context_tokens was lower")
    write_settings("chunk_tokens = 40", "top_k = 10", "context_tokens = 300")
    assert reasons(missed(run_qa))[0].endswith(": top_k or context_tokens was higher")
    write_settings("chunk_tokens = 60", "top_k = 7")
    assert reasons(missed(run_qa, "--index", "new"))[0].endswith(
        "; chunk_tokens, the embedder or what else is indexed was probably another"
    )


LINE = st.sampled_from(
    [
        "From a.txt (A):",
        "From b.txt (B):",
        "[s1] One.",
        "[s2] Two.",
        "[s3] One.",
        "Question: Who?",
        "- “One.”",
        "",
        "Who?",
    ]
)
CONTENT = st.lists(LINE, max_size=8).map("\n".join)
MESSAGES = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), CONTENT), max_size=3)
REQUESTS = st.builds(
    Request,
    purpose=st.sampled_from(["answer", "rewrite", "repair", "judge", "prove"]),
    question=st.sampled_from(["Who?", "who?"]),
    model=st.sampled_from(["m-1", "m-2"]),
    messages=MESSAGES.map(tuple),
    schema=st.sampled_from([None, {"type": "object"}]),
)


@given(recorded=REQUESTS, request=REQUESTS)
def test_whatever_was_recorded_has_a_reason_for_not_being_what_is_asked(recorded: Request, request: Request) -> None:
    was, wanted = canonical(recorded), canonical(request)
    changes = explained(was, recorded.question, wanted, request)
    assert all(changes)
    assert (was["messages"] == wanted["messages"]) or changes
    assert (distance(was, wanted) == 0) or was != wanted
    assert len(list(unified(was, wanted))) <= 27
