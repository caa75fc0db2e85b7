"""`qa compare` as a person runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.qa.comparison.conftest import CASES, NEW
from tests.servers import Received, Reply, serving, streaming
from tests.terminal import terminal

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.conftest import RunQa
    from tests.terminal import Terminal

NEW_TAPE = "checks/new.tape.yaml"
FILE = "checks/harbour.qa.yaml"


def compared(run_qa: RunQa, *arguments: str | Path) -> dict[str, Any]:
    """The comparison of these arguments as plain data."""
    result = run_qa("compare", "--json", *arguments)
    assert (result.err, result.out.count("\n")) == ("", 1)
    found: dict[str, Any] = json.loads(result.out)
    return found


def verdicts(told: dict[str, Any]) -> list[str]:
    return [case["verdict"] for case in told["cases"]]


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d\d\b", "0", re.sub(r" +(?=\d+\.\d\d\b)", " ", text))


def test_two_tapes_are_shown_side_by_side_with_what_differs_and_the_totals(run_qa: RunQa, suite: Path) -> None:
    result = run_qa("compare", ".", NEW_TAPE, suite)
    assert (result.code, result.err) == (1, "")
    assert without_times(result.out) == (
        "A  .\n"
        "B  checks/new.tape.yaml\n"
        "\n"
        "  case                                    A      B      differs in\n"
        "= when was it dredged?                    holds  holds\n"
        "✗ what would the pier cost?               holds  fails  text, citations, support\n"
        "✓ who approved it?                        fails  holds  answered → refused\n"
        "\n"
        "✗ what would the pier cost?\n"
        "    checks/harbour.qa.yaml:6\n"
        "    text\n"
        "      - Mayor Ines Falk said that it would cost 4 million crowns.\n"
        "      + Mayor Ines Falk said that it would cost 5 million crowns.\n"
        "    citations\n"
        "      - checks/texts/harbour.txt:3\n"
        "        > Mayor Ines Falk said the new pier would cost 4 million crowns.\n"
        "      + checks/texts/harbour.txt:3\n"
        "        > The council of Elling has not approved the pier.\n"
        "    support: 1 supported → 1 unsupported\n"
        "      ~ Mayor Ines Falk said that it would cost 5 million crowns.\n"
        "        supported → unsupported: “5 million crowns” is not in the cited sentence\n"
        "    expectations: under A all hold; under B not:\n"
        "      checks/harbour.qa.yaml:7: contains\n"
        "        - “4 million”\n"
        "        + Mayor Ines Falk said that it would cost 5 million crowns. [1]\n"
        "      checks/harbour.qa.yaml:8: supported\n"
        "        - every statement supported\n"
        "        + Mayor Ines Falk said that it would cost 5 million crowns. (unsupported: “5 million crowns” is not in"
        " the cited sentence)\n"
        "\n"
        "✓ who approved it?\n"
        "    checks/harbour.qa.yaml:9\n"
        "    text\n"
        "      - The council of Elling has approved it.\n"
        "      + The sources do not answer this. Missing: who approved the pier\n"
        "    citations\n"
        "      - checks/texts/harbour.txt:3\n"
        "        > The council of Elling has not approved the pier.\n"
        "    support: 1 unsupported → no statement\n"
        "    expectations: all hold; under A not: answered\n"
        "\n"
        "                                    A             B\n"
        "cases that hold                2 of 3        2 of 3\n"
        "answered                       3 of 3        2 of 3\n"
        "statements supported     2 of 3 (67%)  1 of 2 (50%)\n"
        "citations                           3             2\n"
        "citations in both                   1             1\n"
        "citations only here                 2             1\n"
        "tokens                              0             0\n"
        "seconds a case (median) 0 0\n"
        "\n"
        "3 cases: 1 same, 2 changed (1 fixed, 1 broken)\n"
    )


def test_nothing_broken_is_exit_code_0(run_qa: RunQa, suite: Path) -> None:
    result = run_qa("compare", "-k", "who approved", ".", NEW_TAPE, suite)
    assert result.code == 0
    assert "expectations: all hold; under A not: answered\n" in result.out
    assert result.out.endswith("\n1 case: 0 same, 1 changed (1 fixed)\n")
    assert run_qa("compare", "-k", "who approved", NEW_TAPE, ".", suite).code == 1
    assert run_qa("compare", "-k", "dredged", NEW_TAPE, ".", suite).code == 0


def test_json_has_both_sides_their_totals_and_each_case_with_what_differs(run_qa: RunQa, suite: Path) -> None:
    told = compared(run_qa, ".", NEW_TAPE, suite)
    assert {key: told[key] for key in ("schema", "same", "changed", "fixed", "broken", "errors")} == {
        "schema": 1,
        "same": 1,
        "changed": 2,
        "fixed": 1,
        "broken": 1,
        "errors": 0,
    }
    assert (told["a"]["side"], told["a"]["holds"], told["a"]["supported"]) == (".", 2, 2)
    assert (told["b"]["side"], told["b"]["holds"], told["b"]["answered"]) == (NEW_TAPE, 2, 2)
    same, broken, fixed = told["cases"]
    assert (same["verdict"], same["differs"], len(same["citations"]["kept"])) == ("same", [], 1)
    assert (broken["verdict"], broken["differs"]) == ("broken", ["text", "citations", "support"])
    (change,) = broken["statements"]
    assert [piece for piece in change["words"] if piece[0] != "same"] == [["lost", "4 "], ["gained", "5 "]]
    assert broken["citations"]["lost"][0]["quote"].startswith("Mayor Ines Falk")
    assert broken["citations"]["gained"][0]["quote"].startswith("The council")
    assert (broken["a"]["support"], broken["b"]["support"]) == ({"supported": 1}, {"unsupported": 1})
    assert [failure["key"] for failure in broken["b"]["failures"]] == ["contains", "supported"]
    assert (fixed["verdict"], fixed["a"]["outcome"], fixed["b"]["outcome"]) == ("fixed", "failed", "passed")
    assert fixed["statements"][-1]["b"]["support"] is None


def test_several_processes_report_the_same_in_the_same_order(run_qa: RunQa, suite: Path) -> None:
    other = suite.with_name("other.qa.yaml")
    other.write_text(CASES.partition("- ask: who approved it?")[0], encoding="utf-8")
    one = run_qa("compare", ".", NEW_TAPE, suite, other)
    two = run_qa("compare", "--jobs", "2", ".", NEW_TAPE, suite, other)
    assert without_times(two.out) == without_times(one.out)
    assert two.code == one.code == 1
    assert "5 cases: 2 same, 3 changed (1 fixed, 2 broken)" in one.out


def answering(received: Received) -> Reply:
    """What is answered depends on the model and on the prompt."""
    asked = "\n".join(message["content"] for message in received.body["messages"])
    label = re.search(r"(\[s\d+\]) The harbour of Elling", asked)
    assert label
    year = "1932" if received.body["model"] == "m-2" else "1931"
    verb = "was deepened" if "like a sailor" in asked else "was dredged"
    return streaming(f"The harbour of Elling {verb} in {year}. {label[1]}")


def test_two_models_are_asked(run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        told = compared(run_qa, "-k", "dredged", "model=m-1", "model=m-2", suite)
    assert {request.body["model"] for request in server.requests} == {"m-1", "m-2"}
    (case,) = told["cases"]
    assert (case["verdict"], case["differs"]) == ("broken", ["text", "support"])
    assert (case["a"]["answer"]["engine"], case["b"]["answer"]["model"]) == ("openai", "m-2")
    assert told["a"]["tokens"] == 18


def test_two_models_are_recorded_on_tapes_and_replayed(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = ("model=m-1,tape=both.tape.yaml", "model=m-2,tape=both.tape.yaml")
    with serving(answering) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        told = compared(run_qa, "--record-mode", "new", "-k", "dredged", *sides, suite)
    assert {request.body["model"] for request in server.requests} == {"m-1", "m-2"}
    replayed = compared(run_qa, "-k", "dredged", *sides, suite)
    assert [case["a"]["answer"]["engine"] for case in replayed["cases"]] == ["replay"]
    assert verdicts(replayed) == verdicts(told) == ["broken"]
    missed = run_qa("compare", "-k", "dredged", "model=m-1,max_tokens=7,tape=both.tape.yaml", sides[1], suite)
    command = f"qa compare --record-mode new model=m-1,max_tokens=7,tape=both.tape.yaml {sides[1]} {FILE}"
    assert (missed.code, f"Record it with: {command}\n" in missed.out) == (6, True)


def test_what_cannot_be_recorded_is_said(run_qa: RunQa, suite: Path) -> None:
    for arguments in (("model=m-1", "model=m-2"), ("model=", "model=m-2")):
        result = run_qa("compare", "--record-mode", "new", *arguments, suite)
        assert (result.code, "neither side has a tape to record on" in result.err) == (2, True)
    assert run_qa("compare", "--record-mode", "all", "-j", "2", ".", NEW_TAPE, suite).code == 2
    tape = suite.with_name("old.tape.yaml")
    before = tape.read_text(encoding="utf-8").partition("- ask: what would")[0]
    tape.write_text(before, encoding="utf-8")
    result = run_qa("compare", "--record-mode", "new", ".", NEW_TAPE, suite)
    assert (result.code, "(and name a model with QA_MODEL)\n" in result.out) == (6, True)
    assert tape.read_text(encoding="utf-8") == before
    tape.unlink()
    result = run_qa("compare", "--record-mode", "new", ".", NEW_TAPE, suite)
    assert (result.code, result.err.count("\n")) == (3, 1)
    assert "there is no language model to record" in result.err
    assert not tape.exists()


def test_two_prompt_folders_are_used(
    run_qa: RunQa, suite: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.write_text(CASES.replace("tape: old.tape.yaml\n", "").replace('"1931"', "dredged"), encoding="utf-8")
    for name in ("plain", "salty"):
        run_qa("prompts", "--export", name)
    for template in (project / "salty").iterdir():
        template.write_text(template.read_text("utf-8").replace("\n", "\nSpeak like a sailor.\n", 1), encoding="utf-8")
    with serving(answering) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("QA_MODEL", "m-1")
        told = compared(run_qa, "-k", "dredged", "prompts=plain", "prompts=salty", suite)
    (case,) = told["cases"]
    assert case["verdict"] == "broken"
    assert case["b"]["answer"]["answer"] == "The harbour of Elling was deepened in 1931. [1]"


def test_two_chunk_sizes_have_an_index_each(run_qa: RunQa, suite: Path) -> None:
    sentences = [f"The pier of Elling cost {cost} crowns in {season}." for cost, season in ((4, "May"), (5, "June"))]
    (suite.parent / "texts" / "harbour.txt").write_text(" ".join(sentences), encoding="utf-8")
    suite.write_text("sources: texts\ncases:\n- ask: what did the pier of Elling cost?\n", encoding="utf-8")
    told = compared(run_qa, "chunk_tokens=20,top_k=1", "chunk_tokens=200,top_k=1", suite)
    (case,) = told["cases"]
    few, many = (len(case[side]["answer"]["citations"]) for side in "ab")
    assert (few, many > few, case["differs"]) == (1, True, ["text", "citations", "support"])


def test_a_case_that_cannot_be_asked_on_one_side_is_said_with_the_exit_code_of_its_problem(
    run_qa: RunQa, suite: Path
) -> None:
    tape = suite.with_name("new.tape.yaml")
    tape.write_text(NEW.partition("- ask: what would")[0], encoding="utf-8")
    result = run_qa("compare", "-k", "dredged", ".", NEW_TAPE, suite)
    assert result.code == 0
    result = run_qa("compare", ".", NEW_TAPE, suite)
    assert result.code == 6
    assert "! what would the pier cost?               holds  error\n" in result.out
    assert "    B cannot be asked\n" in result.out
    assert "has no reply to “what would the pier cost?”" in result.out
    assert f"Record it with: qa compare --record-mode new . {NEW_TAPE} {FILE}\n" in result.out
    assert "3 cases: 1 same, 0 changed, 2 not comparable\n" in result.out


def test_a_side_without_a_model_answers_with_the_sources_own_sentences(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    told = compared(run_qa, "-k", "dredged", ".", "model=", suite)
    assert [told["cases"][0][side]["answer"]["engine"] for side in "ab"] == ["replay", "extractive"]


def test_a_configured_model_and_a_model_of_the_file_have_no_part_where_a_tape_is_named(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    suite.write_text(CASES.replace("tape: old.tape.yaml", "model: m-3\ntape: gone.tape.yaml"), encoding="utf-8")
    told = compared(run_qa, "checks/old.tape.yaml", NEW_TAPE, suite)
    assert [case[side]["answer"]["model"] for case in told["cases"] for side in "ab"] == ["canned"] * 6


@pytest.mark.parametrize(
    ("sides", "code", "complaint"),
    [
        ((".", "modle=x"), 3, "unknown setting “modle”; did you mean “model”?"),
        ((".", "top_k=0"), 3, "the setting “top_k” must be from 1 to 100, not 0"),
        ((".", "prompts=nowhere"), 3, "nowhere"),
        (("texts", "."), 2, "“texts” is neither a tape"),
        ((".", "nowhere.tape.yaml"), 6, "cannot read the tape nowhere.tape.yaml"),
        ((".", FILE), 6, "harbour.qa.yaml is not a tape"),
    ],
)
def test_what_cannot_be_compared_is_said_before_anything_is_asked(
    sides: tuple[str, str], code: int, complaint: str, run_qa: RunQa, suite: Path
) -> None:
    result = run_qa("compare", *sides, suite)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1)
    assert complaint in result.err


def test_a_wrong_file_and_words_that_no_case_has_are_told_as_by_check(run_qa: RunQa, suite: Path) -> None:
    assert (
        "no case has the words “lighthouse”" in (nothing := run_qa("compare", "-k", "lighthouse", ".", ".", suite)).err
    )
    assert nothing.code == 2
    suite.write_text(CASES.replace("contains", "contians"), encoding="utf-8")
    assert run_qa("compare", ".", NEW_TAPE, suite).code == 3
    assert run_qa("compare", ".", NEW_TAPE).code == 2


def test_two_sides_that_are_the_same_are_warned_of(run_qa: RunQa, suite: Path) -> None:
    for same in (".", "checks/old.tape.yaml", "top_k=12"):
        result = run_qa("compare", "-k", "dredged", ".", same, suite)
        assert result.code == 0
        assert result.err == "Warning: both sides are the same configuration; what differs, differs by chance.\n"
    assert run_qa("compare", "-q", "-k", "dredged", ".", ".", suite).err == ""


def on_terminal(folder: Path, **environment: str) -> AbstractContextManager[Terminal]:
    arguments = ("-m", "qa", "compare", ".", NEW_TAPE, FILE)
    return terminal(
        *arguments, folder=folder, environment={"PYTHONPATH": str(ROOT), **environment}, columns=80, rows=60
    )


def test_on_a_terminal_words_are_marked_in_colour_within_80_columns(suite: Path, project: Path) -> None:
    with on_terminal(project) as shown:
        assert shown.wait_for_end() == 1
        raw = shown.raw.decode()
        table = shown.text.partition("\n\n")[2].partition("\n\n")[0].splitlines()
    assert "it would cost \x1b[9;31m4\x1b[0m \x1b[4;32m5\x1b[0m million crowns." in raw
    assert "\x1b[31m✗ what would the pier cost?" in raw
    assert [line[0] for line in table[1:]] == ["=", "✗", "✓"]


def test_without_colours_a_terminal_shows_what_a_pipe_gets(suite: Path, project: Path, run_qa: RunQa) -> None:
    with on_terminal(project, NO_COLOR="1") as shown:
        assert shown.wait_for_end() == 1
        assert not re.search(rb"\x1b\[\d+(;\d+)?m", shown.raw)
        assert "      - Mayor Ines Falk said that it would cost 4 million crowns." in shown.text


def test_a_question_that_is_too_long_or_wide_is_cut_in_the_table_alone(run_qa: RunQa, suite: Path) -> None:
    question = "港口在什么时候疏浚过，谁批准了新码头的建设？" * 3
    suite.write_text(f"sources: [texts]\ncases:\n- ask: {question} Elling?\n", encoding="utf-8")
    result = run_qa("compare", "model=,top_k=1", "model=,top_k=2", suite)
    row = result.out.splitlines()[4]
    assert "…" in row
    from rich.cells import cell_len

    assert cell_len(row) <= 80


def test_nothing_in_an_answer_acts_on_the_terminal(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("new.tape.yaml")
    tape.write_text(NEW.replace("In 1931.", '"In \\e[2J\\u202e 1931 at http://a.example. [\\"dredged\\"]"', 1), "utf-8")
    tape.write_text(tape.read_text("utf-8").replace(' ["dredged in 1931"]', ""), encoding="utf-8")
    result = run_qa("compare", ".", NEW_TAPE, suite)
    assert "+ In \ufffd(2J 1931 at http: //a.example." in result.out
    assert not {"\x1b", "\u202e"} & set(result.out)
