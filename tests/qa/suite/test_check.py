"""`qa check` as a person runs it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.harbour import TAPE, TEXT
from tests.servers import Received, Reply, serving, streaming

if TYPE_CHECKING:
    from tests.conftest import RunQa

CASES = """\
sources: [texts]
tape: harbour.tape.yaml
cases:
- ask: when was it dredged?
  contains: "1931"
  cites: dredged
- ask: and what would the pier cost?
  after: when was it dredged?
  contains: [Ines Falk, 4 million]
  source: texts/harbour.txt
  engine: replay
- ask: who approved it?
  answered: false
"""
WRONG = CASES.replace("cites: dredged", "cites: council of").replace('"1931"', '"1932"')


@pytest.fixture
def suite(project: Path) -> Path:
    """Cases, their tape and their source, in a folder of their own."""
    (project / "checks" / "texts").mkdir(parents=True)
    (project / "checks" / "texts" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    (project / "checks" / "harbour.tape.yaml").write_text(TAPE, encoding="utf-8")
    file = project / "checks" / "harbour.qa.yaml"
    file.write_text(CASES, encoding="utf-8")
    return file


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d+ s", "0 s", text)


def test_a_line_a_case_says_that_it_holds_with_exit_code_0(run_qa: RunQa, suite: Path) -> None:
    result = run_qa("check", suite)
    assert (result.code, result.err) == (0, "")
    assert without_times(result.out) == (
        "✓ when was it dredged? 0 s\n✓ and what would the pier cost? 0 s\n✓ who approved it? 0 s\n3 of 3 hold (0 s)\n"
    )


def test_a_failure_shows_what_should_be_and_what_is_with_exit_code_1(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(WRONG, encoding="utf-8")
    result = run_qa("check", "checks/harbour.qa.yaml")
    assert result.code == 1
    assert without_times(result.out) == (
        "✗ when was it dredged? 0 s\n"
        "    checks/harbour.qa.yaml:5: contains\n"
        "      - “1932”\n"
        "      + In 1931. [1]\n"
        "    checks/harbour.qa.yaml:6: cites\n"
        "      - checks/texts/harbour.txt:3\n"
        "        > The council of Elling has not approved the pier.\n"
        "      + [1] checks/texts/harbour.txt:1\n"
        "        > The harbour of Elling was dredged in 1931.\n"
        "✓ and what would the pier cost? 0 s\n"
        "✓ who approved it? 0 s\n"
        "1 failed, 2 of 3 hold (0 s)\n"
    )


def test_k_asks_only_cases_with_these_words_and_x_stops_at_the_first_failure(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(WRONG, encoding="utf-8")
    assert "✗" not in (chosen := run_qa("check", "-k", "PIER cost", suite)).out
    assert "1 of 1 holds" in chosen.out
    stopped = run_qa("check", "-x", suite)
    assert stopped.code == 1
    assert "1 failed, 2 not asked, 0 of 3 hold" in stopped.out
    assert "who approved" not in stopped.out
    nothing = run_qa("check", "-k", "lighthouse", suite)
    assert nothing.code == 2
    assert "no case has the words “lighthouse”" in nothing.err


def test_the_index_of_the_person_is_left_alone(run_qa: RunQa, suite: Path, project: Path) -> None:
    (project / "qa.toml").write_text('sources = ["checks/texts"]', encoding="utf-8")
    run_qa("ask", "-q", "when was it dredged?")
    before = {path: path.stat().st_mtime_ns for path in (project / ".qa").rglob("*")}
    assert run_qa("check", suite).code == 0
    assert {path: path.stat().st_mtime_ns for path in (project / ".qa").rglob("*")} == before
    assert sorted(path.name for path in suite.parent.iterdir()) == ["harbour.qa.yaml", "harbour.tape.yaml", "texts"]


def test_several_processes_report_the_same_in_the_same_order(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(f"{WRONG}- ask: who forgot it?\n", encoding="utf-8")
    other = suite.with_name("other.qa.yaml")
    other.write_text(CASES.replace("tape: harbour.tape.yaml\n", "").replace("engine: replay", ""), encoding="utf-8")
    one = run_qa("check", suite, other)
    two = run_qa("check", "--jobs", "2", suite, other)
    assert without_times(two.out) == without_times(one.out)
    assert two.code == one.code == 1
    assert "has no reply to “who forgot it?”" in two.out
    assert " — Record it with: qa check --record-mode new checks/harbour.qa.yaml" in two.out


def test_without_a_tape_the_sources_own_sentences_answer(run_qa: RunQa, suite: Path) -> None:
    suite.write_text("sources: texts\ncases:\n- ask: when was the harbour dredged?\n  engine: extractive\n", "utf-8")
    assert run_qa("check", suite).code == 0
    suite.write_text(CASES, encoding="utf-8")
    result = run_qa("check", "--no-model", "-k", "cost", suite)
    assert result.code == 1
    assert "      - replay\n      + extractive\n" in result.out


def test_without_a_tape_the_configured_model_answers(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.write_text(
        "sources: texts\nmodel: m-2\ncases:\n- ask: when?\n  engine: openai\n  contains: '1931'\n", encoding="utf-8"
    )
    with serving(lambda _: streaming("It was dredged in 1931. [s1]")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert run_qa("check", suite).code == 0
        assert server.requests[0].body["model"] == "m-2"


def test_a_configured_model_has_no_part_in_a_suite_with_a_tape(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    told = json.loads(run_qa("check", "--json", suite).out)
    assert {case["answer"]["model"] for case in told["cases"]} == {"canned"}


def test_what_the_tape_does_not_have_fails_its_case_alone_with_exit_code_6(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(CASES.replace("ask: who approved it?", "ask: who forgot it?"), encoding="utf-8")
    result = run_qa("check", suite)
    assert result.code == 6
    assert "✗ who forgot it?" in result.out
    assert "harbour.qa.yaml:12: cannot be asked" in result.out
    assert "has no reply to “who forgot it?”" in result.out
    assert "1 could not be asked, 2 of 3 hold" in result.out
    suite.write_text(WRONG.replace("ask: who approved it?", "ask: who forgot it?"), encoding="utf-8")
    assert run_qa("check", suite).code == 1


def test_a_quotation_on_the_tape_that_is_not_in_the_sources_is_an_error_at_its_line(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(TAPE.replace('"would cost 4 million"', '"would cost 5 million"'), encoding="utf-8")
    result = run_qa("check", suite)
    assert (result.code, result.out) == (6, "")
    assert "checks/harbour.tape.yaml:7: no sentence of the sources says “would cost 5 million”" in result.err


@pytest.mark.parametrize(
    ("change", "code", "complaint"),
    [
        (("contains:", "contians:"), 3, "harbour.qa.yaml:5: unknown key “contians”; did you mean “contains”?"),
        (("[texts]", "[books]"), 4, "harbour.qa.yaml:1: no such file or folder: books"),
        (("[texts]", "[texts, empty]"), 4, "no document (.markdown, .md, .txt) in the folder"),
        (("harbour.tape", "other.tape"), 6, "harbour.qa.yaml:2: no such tape: other.tape.yaml"),
        (("harbour.tape.yaml", "texts/harbour.txt"), 6, "is not a tape"),
    ],
)
def test_what_cannot_be_checked_has_its_own_exit_code(
    change: tuple[str, str], code: int, complaint: str, run_qa: RunQa, suite: Path
) -> None:
    suite.with_name("empty").mkdir()
    suite.write_text(CASES.replace(*change, 1), encoding="utf-8")
    result = run_qa("check", suite)
    assert (result.code, result.out) == (code, "")
    assert complaint in result.err


def test_a_new_tape_is_recorded_and_then_played_without_a_server(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.write_text(CASES.replace("harbour.tape", "new.tape").replace("  engine: replay\n", ""), encoding="utf-8")
    with serving(lambda _: streaming("It was dredged in 1931. [s1]")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        recorded = run_qa("check", "--model", "m-2", "--record-mode", "once", "-k", "dredged?", suite)
        asked = len(server.requests)
    assert (asked, recorded.code) == (4, 1)  # the second case has an earlier turn, and a question to be rewritten
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert without_times(run_qa("check", "-k", "dredged?", suite).out) == without_times(recorded.out)


def test_recording_new_replies_keeps_what_is_written_by_hand(
    run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = CASES.replace("ask: who approved it?", "ask: was it dredged?").replace("  engine: replay\n", "")
    suite.write_text(changed, encoding="utf-8")
    with serving(lambda _: streaming("NOT IN SOURCES: whether")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        result = run_qa("check", "--model", "m-2", "--record-mode", "new", suite)
        assert (len(server.requests), result.code) == (1, 0)
    tape = suite.with_name("harbour.tape.yaml").read_text(encoding="utf-8")
    assert tape.count("- ask:") == 4
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert run_qa("check", suite).code == 0


LONGER = f'{TAPE}# an old one\n- ask: who built it?\n  reply: Nobody. ["dredged in 1931"]\n'


def test_what_no_case_plays_is_said_and_fails_where_tapes_are_strict(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(LONGER, encoding="utf-8")
    suite.with_name("old.tape.yaml").write_text(TAPE, encoding="utf-8")
    result = run_qa("check", suite)
    assert result.code == 0
    assert without_times(result.out).endswith(
        "! checks/harbour.tape.yaml:11: never played: “who built it?”\n"
        "! checks/old.tape.yaml: no file of cases names this tape\n"
        "3 of 3 hold (0 s)\n"
    )
    assert run_qa("check", "--strict-tape", "--jobs", "2", suite).code == 1
    told = json.loads(run_qa("check", "--json", suite).out)["unplayed"]
    assert told[0] == {"tape": "checks/harbour.tape.yaml", "line": 11, "ask": "who built it?"}
    assert "never played" not in run_qa("check", "-k", "dredged", suite).out
    refused = run_qa("check", "-k", "dredged", "--strict-tape", suite)
    assert refused.code == 2
    assert "what no case uses is only known when all are asked" in refused.err


def test_pruning_takes_off_a_tape_what_no_case_plays_and_nothing_else(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(LONGER, encoding="utf-8")
    result = run_qa("check", "--prune", "--strict-tape", suite)
    assert (result.code, result.err) == (0, "Took 1 off the tapes\n")
    assert tape.read_text(encoding="utf-8") == TAPE


def test_a_tape_that_another_file_names_is_not_pruned(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(LONGER, encoding="utf-8")
    other = suite.with_name("other.qa.yaml")
    other.write_text("tape: harbour.tape.yaml\n", encoding="utf-8")
    result = run_qa("check", "--prune", "--strict-tape", suite)
    assert result.code == 0
    left = "Left checks/harbour.tape.yaml as it is: "
    assert f"{left}other.qa.yaml may play more of it; check them together\n" in result.err
    assert tape.read_text(encoding="utf-8") == LONGER
    other.unlink()
    suite.with_name("test_other.py").write_text('TAPE = "harbour.tape.yaml"\n', encoding="utf-8")
    result = run_qa("check", "--strict-tape", suite)
    assert result.code == 0
    assert result.err == f"{left}test_other.py may play more of it; run both with pytest --qa-strict-tape\n"


def test_a_miss_names_the_model_that_was_chosen(run_qa: RunQa, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.write_text("sources: texts\ntape: t.yaml\ncases:\n- ask: when?\n", encoding="utf-8")
    with serving(lambda _: streaming("It was dredged in 1931. [s1]")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        run_qa("check", "--model", "m-1", "--record-mode", "once", suite)
        missed = run_qa("check", "--model", "m-2", suite)
        assert missed.code == 6
        again = "qa check --record-mode new --model m-2 checks/harbour.qa.yaml"
        assert f"Record it with: {again}" in missed.out
        assert run_qa(*again.split()[1:]).code == 0
    assert run_qa("check", "--model", "m-2", suite).code == 0


def test_an_earlier_report_stays_where_nothing_can_be_asked(run_qa: RunQa, suite: Path, project: Path) -> None:
    (project / "report.xml").write_text("<old/>", encoding="utf-8")
    suite.with_name("harbour.tape.yaml").write_text(TAPE.replace("dredged in", "dug in"), encoding="utf-8")
    assert run_qa("check", "--junit", "report.xml", suite).code == 6
    assert (project / "report.xml").read_text(encoding="utf-8") == "<old/>"


def test_nothing_is_pruned_where_a_case_could_not_be_asked(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(LONGER.replace("when was it dredged?", "when was it dug?"), encoding="utf-8")
    before = tape.read_text(encoding="utf-8")
    result = run_qa("check", "--prune", suite)
    assert (result.code, result.err) == (6, "Left the tapes as they are: a case could not be asked\n")
    assert tape.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("options", "code", "complaint"),
    [
        (["--record-mode", "all"], 3, "there is no language model to record"),
        (["--record-mode", "new", "--no-model"], 2, "--no-model records nothing"),
        (["--record-mode", "new", "--jobs", "2"], 2, "replies are recorded in order, by one process"),
        (["--prune", "--no-model"], 2, "with --no-model no tape is played"),
        (["--record-mode", "new", "-m", "m", "checks/bare.qa.yaml"], 2, "bare.qa.yaml names no tape to record on"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    options: list[str], code: int, complaint: str, run_qa: RunQa, suite: Path
) -> None:
    suite.with_name("bare.qa.yaml").write_text(CASES.replace("tape: harbour.tape.yaml", ""), "utf-8")
    result = run_qa("check", *options, suite)
    assert (result.code, result.out) == (code, "")
    assert complaint in result.err


def test_json_has_each_case_with_its_answer_and_what_differs(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(WRONG, encoding="utf-8")
    result = run_qa("check", "--json", suite)
    assert (result.code, result.out.count("\n"), result.err) == (1, 1, "")
    told = json.loads(result.out)
    assert (told["schema"], told["passed"], told["failed"], told["errors"], told["not_asked"]) == (1, 2, 1, 0, 0)
    first, second, third = told["cases"]
    assert (first["outcome"], first["line"], second["after"]) == ("failed", 4, ["when was it dredged?"])
    assert first["failures"][0] == {
        "key": "contains",
        "line": 5,
        "expected": ["“1932”"],
        "actual": ["In 1931. [1]"],
        "hints": [],
    }
    assert first["answer"]["citations"][0]["quote"] == "The harbour of Elling was dredged in 1931."
    assert (third["outcome"], third["failures"], third["problem"]) == ("passed", [], None)


def test_of_much_that_no_case_plays_a_person_sees_twenty_and_programs_all(
    run_qa: RunQa, suite: Path, project: Path
) -> None:
    more = "".join(f"- ask: what is number {number}?\n  reply: Nothing.\n" for number in range(1020))
    (suite.parent / "harbour.tape.yaml").write_text(TAPE + more, encoding="utf-8")
    lines = run_qa("check", "--junit", "report.xml", suite).out.splitlines()
    assert [line.partition("“")[2] for line in lines[3:-2]] == [f"what is number {number}?”" for number in range(20)]
    assert lines[-2] == "! … and 1,000 more; --json and --junit have them all"
    assert len(json.loads(run_qa("check", "--json", suite).out)["unplayed"]) == 1020
    tapes = ET.parse(project / "report.xml").getroot()[-1]  # noqa: S314 – it is our own
    said = tapes.findtext("system-out") or ""
    assert (tapes.get("name"), tapes.get("tests"), len(said.splitlines())) == ("tapes", "0", 1020)
    assert said.splitlines()[-1].endswith("never played: “what is number 1019?”")


def test_junit_has_each_case_with_its_place_and_what_differs(run_qa: RunQa, suite: Path, project: Path) -> None:
    suite.write_text(WRONG.replace("ask: who approved it?", 'ask: "who\\afled?"'), encoding="utf-8")
    assert run_qa("check", "--junit", "report.xml", suite).code == 1
    root = ET.fromstring((project / "report.xml").read_text(encoding="utf-8"))  # noqa: S314 – it is our own
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    failed, passed, error = root.iter("testcase")
    assert (failed.get("name"), failed.get("line")) == ("when was it dredged?", "4")
    assert "  - “1932”\n  + In 1931. [1]" in (failed.findtext("failure") or "")
    assert (len(passed), passed.get("name")) == (0, "when was it dredged? · and what would the pier cost?")
    assert "has no reply" in (error.findtext("error") or "")


def test_a_report_that_cannot_be_written_is_said_before_anything_is_asked(run_qa: RunQa, suite: Path) -> None:
    result = run_qa("check", "--junit", "nowhere/report.xml", suite)
    assert (result.code, result.out) == (2, "")
    assert "cannot write nowhere/report.xml" in result.err


def test_a_report_is_not_written_over_a_file_of_cases(run_qa: RunQa, suite: Path) -> None:
    result = run_qa("check", "--junit", suite, suite)
    assert (result.code, result.out) == (2, "")
    assert suite.read_text(encoding="utf-8") == CASES


def test_an_answer_that_broke_off_does_not_hold(run_qa: RunQa, suite: Path) -> None:
    tape = suite.with_name("harbour.tape.yaml")
    tape.write_text(TAPE.replace("- ask: who", "  stopped: length\n- ask: who"), encoding="utf-8")
    result = run_qa("check", suite)
    assert result.code == 1
    assert "      - a whole answer\n      + this answer is incomplete: the model stopped (length)\n" in result.out


def test_nothing_in_a_file_acts_on_the_terminal(run_qa: RunQa, suite: Path) -> None:
    suite.write_text(CASES.replace('"1931"', '"\\e[2J"'), encoding="utf-8")
    result = run_qa("check", suite)
    assert result.code == 1
    assert "\x1b" not in result.out
    assert "- “\ufffd[2J”" in result.out


def test_the_schema_is_printed_for_editors(run_qa: RunQa) -> None:
    result = run_qa("check", "--schema")
    assert result.code == 0
    assert json.loads(result.out)["title"] == "Cases for qa check"


def test_ctrl_c_does_not_wait_for_what_other_processes_have_asked(suite: Path) -> None:
    suite.write_text("sources: texts\nmodel: m\ncases:\n- ask: when?\n- ask: why?\n", encoding="utf-8")
    asked = threading.Event()

    def never(_: Received) -> Reply:
        asked.set()
        return streaming("It").silent(after=1)

    with serving(never) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "qa", "check", "--jobs", "2", str(suite)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "OPENAI_BASE_URL": server.url},
        )
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)  # the server would be silent for longer
        assert process.returncode == 130


def test_a_terminal_sees_how_far_it_is_and_keeps_nothing_of_it(suite: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "qa", "check", str(suite)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "xterm"},
        check=True,
        timeout=120,
    )
    os.close(theirs)
    written = b""
    with contextlib.suppress(OSError):  # the end, on Linux
        while piece := os.read(ours, 100_000):
            written += piece
    os.close(ours)
    seen = written.decode()
    assert b"3 of 3 hold" in done.stdout
    assert "\x1b[K1 of 3: when was it dredged?" in seen
    assert "\x1b[K3 of 3: who approved it?" in seen
    assert seen.endswith("\r\x1b[K")
