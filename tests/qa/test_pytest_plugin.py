"""Files of cases and the fixture `qa` in pytest, in a project that has modules with the names of ours."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.harbour import TAPE, TEXT
from tests.servers import NOBODY, Reply, serving, streaming

if TYPE_CHECKING:
    from tests.servers import Received

ROOT = Path(__file__).parents[2]
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
- ask: who approved it?
  answered: false
"""
WRONG = CASES.replace("cites: dredged", "cites: council of").replace('"1931"', '"1932"')
MARKED = 'import pytest\n\npytestmark = pytest.mark.qa(sources="texts", tape="harbour.tape.yaml")\n\n'
ASKING = f"""from pathlib import Path
{MARKED}
def test_dredging(qa):
    answer = qa.ask("when was it dredged?")
    assert answer.cites("  Dredged  in 1931") and not answer.cites("council")
    assert answer.contains("In 1931.") and not answer.contains("in 1931.")
    assert answer.answered and answer.supported and answer.missing is None and answer.warnings == ()
    (citation,) = answer.citations
    assert (citation.number, citation.line) == (1, 1)
    assert citation.quote == {TEXT.splitlines()[0]!r}
    assert citation.quote == Path(citation.source).read_text()[citation.start : citation.end]
    assert [statement.citations for statement in answer.statements] == [(1,)]
    assert answer.data["engine"] == "replay" and answer.text == "In 1931. [1]"

def test_pier(qa):
    assert qa.ask("and what would the pier cost?", after="when was it dredged?").contains("4 million")

def test_approval(qa):
    answer = qa.ask("who approved it?")
    assert not answer.answered and not answer.supported and answer.missing == "who approved the pier"
"""


CUSTOM = """\
import os, sys

class Editable:
    @staticmethod
    def find_spec(name, path=None, target=None):
        assert name not in ("qa", "index", "prompts"), "the project’s"

if sys.orig_argv[-1].endswith("start.py"):
    print("noise\\nand no end of", end="")
    sys.addaudithook(lambda event, what: event == "import" and what[0] == "chromadb" and os.write(1, b"noise\\n"))
    sys.meta_path.insert(0, Editable)
    sys.modules["index"] = sys.modules["qa"] = type(sys)("index")
"""
"""What a project may do at the start of every Python."""


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cases, and what stands in the way: the folder is on Python's path when pytest is run in it."""
    folder = pytester.path
    (folder / "index.py").write_text("raise RuntimeError('the project’s index')\n", encoding="utf-8")
    for name in ("qa", "prompts"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise RuntimeError('the project’s {name}')\n", encoding="utf-8")
    (folder / "numpy.py").write_text("raise RuntimeError('the project’s numpy')\n", encoding="utf-8")
    (folder / "sitecustomize.py").write_text(CUSTOM, encoding="utf-8")
    (folder / "checks" / "texts").mkdir(parents=True)
    (folder / "checks" / "texts" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    (folder / "checks" / "harbour.tape.yaml").write_text(TAPE, encoding="utf-8")
    (folder / "checks" / "harbour.qa.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:anyio -p no:hypothesispytest")  # which take longer than ours
    monkeypatch.setenv("TMPDIR", str(folder / "temporary"))
    (folder / "temporary").mkdir()
    return folder


def left_over(project: Path) -> list[str]:
    return [path.name for path in (project / "temporary").glob("qa-*")]


# Files of cases


def test_each_case_is_a_test_and_a_failure_shows_what_should_be_and_what_is(
    pytester: pytest.Pytester, project: Path
) -> None:
    (project / "checks" / "harbour.qa.yaml").write_text(f"{WRONG}- ask: who paid?\n", encoding="utf-8")
    (project / "checks" / "other.yaml").write_text("- no: cases\n", encoding="utf-8")
    result = pytester.runpytest_subprocess("-v", "-W", "error", "--junitxml=report.xml", "-o", "junit_family=xunit1")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "checks/harbour.qa.yaml::when was it dredged? FAILED*",
            "checks/harbour.qa.yaml::when was it dredged? · and what would the pier cost? PASSED*",
            "checks/harbour.qa.yaml::who approved it? PASSED*",
            "checks/harbour.qa.yaml::who paid? FAILED*",
        ]
    )
    difference = [
        "checks/harbour.qa.yaml:5: contains",
        "  - “1932”",
        "  + In 1931. [1]",
        "checks/harbour.qa.yaml:6: cites",
        "  - checks/texts/harbour.txt:3",
        "    > The council of Elling has not approved the pier.",
        "  + [1] checks/texts/harbour.txt:1",
        "    > The harbour of Elling was dredged in 1931.",
    ]
    result.stdout.fnmatch_lines(
        [line.replace("[", "[[]") for line in ("*___ when was it dredged? ___*", *difference)], consecutive=True
    )
    said = result.stdout.str()
    assert "checks/harbour.qa.yaml:12: cannot be asked\nthe tape " in said
    assert " — Record it with: pytest --qa-record-mode=new checks/harbour.qa.yaml\n" in said
    assert "Traceback" not in said
    (case, *_) = ET.parse(project / "report.xml").getroot().iter("testcase")  # noqa: S314 – it is our own
    assert (case.get("file"), case.get("line"), case.get("name")) == (
        "checks/harbour.qa.yaml",
        "3",  # pytest counts from 0
        "when was it dredged?",
    )
    assert (case[0].tag, case[0].text) == ("failure", "\n".join(difference))

    pytester.runpytest_subprocess("--lf", "-x").assert_outcomes(failed=1)
    (project / "checks" / "harbour.tape.yaml").write_text(TAPE.replace("dredged in", "dug in"), encoding="utf-8")
    other = pytester.runpytest_subprocess("-k", "approved")
    other.assert_outcomes(failed=1, deselected=3)
    other.stdout.fnmatch_lines(
        ["checks/harbour.qa.yaml:10: cannot be asked", "*harbour.tape.yaml:4: no sentence of the*"]
    )
    for chosen in (("-k", "approved"), ("checks/harbour.qa.yaml::who approved it?",)):
        collected = pytester.runpytest_inprocess("--collect-only", "-q", *chosen)
        assert collected.outlines[:2] == ["checks/harbour.qa.yaml::who approved it?", ""]
    assert left_over(project) == []


ODD = [
    '"what is std::vector, or a:::b?"',
    '"what is [a] and [b::c]?"',
    '"what is on\\ntwo lines, and \\e[31mred?"',
    '"who is who?"',
    '"who is who?"',
    '"who is who? (2)"',
    f'"what {"very " * 50}long?"',
    f'"what {"very " * 50}is long?"',
    '"what is 100% of \\\\ / “é” 你好 \\u202Erev?"',
]


def test_each_case_has_a_node_id_that_runs_it_alone(pytester: pytest.Pytester, project: Path) -> None:
    cases = "".join(f"- ask: {question}\n  answered: false\n" for question in ODD)
    (project / "checks" / "harbour.qa.yaml").unlink()
    (project / "odd.qa.yaml").write_text(f"sources: [checks/texts]\ncases:\n{cases}", encoding="utf-8")
    collected = pytester.runpytest_inprocess("--collect-only", "-q").outlines[: len(ODD)]
    names = [line.partition("::")[2] for line in collected]
    assert names[:6] == [
        "what is std:vector, or a:b?",
        "what is [a] and [b:c]?",
        "what is on two lines, and \ufffd[31mred?",
        "who is who?",
        "who is who? (2)",
        "who is who? (2) (2)",
    ]
    assert len(set(names)) == len(ODD)
    assert max(map(len, names)) <= 130
    again = pytester.runpytest_inprocess("--collect-only", "-q", *[f"odd.qa.yaml::{name}" for name in reversed(names)])
    assert again.outlines[: len(ODD)] == collected[::-1]


def test_a_broken_file_is_one_error_with_file_and_line(pytester: pytest.Pytester, project: Path) -> None:
    (project / "checks" / "harbour.qa.yaml").write_text(CASES.replace("cites", "cite"), encoding="utf-8")
    (project / "checks" / "other.qa.yml").write_text("sources: [nowhere]\ncases: [ask: who?]\n", encoding="utf-8")
    (project / "taped.qa.yaml").write_text("sources: checks/texts\ntape: new.yaml\ncases: [ask: who?]\n")
    result = pytester.runpytest_inprocess("--qa-model=m x")
    result.assert_outcomes(errors=3)
    assert "checks/harbour.qa.yaml:6: unknown key “cite”; did you mean “cites”?" in result.stdout.str()
    assert "taped.qa.yaml:2: no such tape: new.yaml — " in result.stdout.str()
    assert " Record it with: pytest --qa-record-mode=new '--qa-model=m x' taped.qa.yaml\n" in result.stdout.str()
    assert "checks/other.qa.yml:1: no such file or folder: nowhere" in result.stdout.str()
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*process.py*")


def test_a_thousand_cases_are_collected_in_less_than_two_seconds(pytester: pytest.Pytester, project: Path) -> None:
    cases = "".join(
        f"- ask: what is number {number}?\n  contains: [{number}0 crowns, pier]\n  cites: [some words]\n"
        for number in range(1000)
    )
    (project / "checks" / "harbour.qa.yaml").write_text(f"sources: [texts]\ncases:\n{cases}", encoding="utf-8")

    def seconds() -> float:
        result = pytester.runpytest_subprocess("--collect-only", "-q")
        assert "1000 tests collected" in result.outlines[-1]
        return result.duration

    assert any(seconds() < 2 for _ in range(5)), "the machine may be busy, but not five times"


# The fixture


def test_two_processes_run_cases_and_tests_that_ask_with_the_fixture(pytester: pytest.Pytester, project: Path) -> None:
    cases = "".join(f"- ask: {question}\n  answered: false\n" for question in ODD)
    (project / "odd.qa.yaml").write_text(f"sources: [checks/texts]\ncases:\n{cases}", encoding="utf-8")
    (project / "checks" / "test_harbour.py").write_text(ASKING, encoding="utf-8")
    result = pytester.runpytest_subprocess("-n", "2", "--strict-markers", "-W", "error")
    result.assert_outcomes(passed=6 + len(ODD))
    assert left_over(project) == []


def test_what_an_answer_says_and_cites_is_shown_where_an_assertion_fails(
    pytester: pytest.Pytester, project: Path
) -> None:
    (project / "checks" / "test_harbour.py").write_text(
        f'{MARKED}def test_council(qa):\n    assert qa.ask("when was it dredged?").cites("council")\n\n'
        'def test_miss(qa):\n    qa.ask("who paid?")\n\n'
        '@pytest.mark.qa(tape="no.yaml")\ndef test_no_tape(qa):\n    qa.ask("who paid?")\n\n'
        '@pytest.mark.qa(tapes="no.yaml")\ndef test_wrong_marker(qa):\n    pass\n',
        encoding="utf-8",
    )
    (project / "test_bare.py").write_text('def test_bare(qa):\n    qa.ask("who paid?")\n', encoding="utf-8")
    result = pytester.runpytest_subprocess("checks/test_harbour.py", "test_bare.py")
    result.assert_outcomes(failed=4, errors=1)
    shown = result.stdout.str()
    place = "[1] checks/texts/harbour.txt:1"
    assert (
        f"where False = cites('council')\nE        +    where cites = <Answer 'In 1931. [1]', citing {place} '" in shown
    )
    result.stdout.fnmatch_lines(
        [
            "*- Captured qa call -*",
            "when was it dredged?",
            "In 1931. [[]1]",
            place.replace("[", "[[]"),
            "> The harbour of Elling was dredged in 1931.",
        ],
        consecutive=True,
    )
    again = "pytest --qa-record-mode=new checks/test_harbour.py::test_"
    line = r'\n>       qa.ask\("who paid\?"\)\nE       Failed: the tape '
    record = rf"has no reply to “who paid\?”.* — Record it with: {again}miss\n\nchecks/test_harbour.py:9: Failed\n"
    assert re.search(f"{line}.*{record}", shown)
    assert f"no such tape: checks/no.yaml — Record it with: {again}no_tape\n" in shown
    assert "there is nothing to answer from — Name sources in the marker qa, " in shown
    assert "the marker is wrong: Mark(name='qa', args=(), kwargs={'tapes': 'no.yaml'})" in shown
    assert "qa_pytest/" not in shown


def test_sources_and_tape_are_those_of_the_settings_where_no_marker_names_any(
    pytester: pytest.Pytester, project: Path
) -> None:
    test = 'def test_it(qa):\n    answer = qa.ask("when was it dredged?")\n    assert answer.data["engine"] == "{}"\n'
    (project / "qa.toml").write_text('sources = ["checks/texts"]\n', encoding="utf-8")
    (project / "test_plain.py").write_text(test.format("extractive"), encoding="utf-8")
    (project / "test_taped.py").write_text(test.format("replay"), encoding="utf-8")
    (project / "test_taped.tape.yaml").write_text(TAPE, encoding="utf-8")
    pytester.runpytest_subprocess("test_plain.py", "test_taped.py").assert_outcomes(passed=2)


# Recording


def saying(_: Received) -> Reply:
    return streaming("The harbour was dredged in 1931. [s1]")


def test_new_replies_are_recorded_and_played_without_a_server(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "checks" / "harbour.tape.yaml").unlink()
    (project / "checks" / "harbour.qa.yaml").write_text(
        "sources: [texts]\ntape: harbour.tape.yaml\ncases:\n- ask: when was the harbour dredged?\n  contains: '1931'\n"
        "- ask: when was the harbour of Elling dredged?\n  contains: '1931'\n"
    )
    (project / "checks" / "test_asking.py").write_text(
        'import pytest\n\n@pytest.mark.qa(sources="texts")\ndef test_it(qa):\n'
        '    assert qa.ask("who dredged?").contains("1931") and qa.ask("who paid?").contains("1931")\n'
    )
    with serving(saying) as server:
        for name, value in (("QA_MODEL", "m"), ("OPENAI_BASE_URL", server.url), ("OPENAI_API_KEY", "key")):
            monkeypatch.setenv(name, value)
        pytester.runpytest_subprocess("--qa-record-mode", "once").assert_outcomes(passed=3)
    assert len(server.requests) == 4
    assert sorted(path.name for path in (project / "checks").glob("*.tape.yaml")) == [
        "harbour.tape.yaml",
        "test_asking.tape.yaml",
    ]
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    pytester.runpytest_subprocess().assert_outcomes(passed=3)


def test_what_to_do_about_a_problem_is_what_pytest_can_do(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "checks" / "harbour.qa.yaml").write_text("sources: [texts]\ncases: [ask: who?]\n", encoding="utf-8")
    (project / "checks" / "test_asking.py").write_text(f'{MARKED}def test_it(qa):\n    qa.ask(" ")\n')
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    said = pytester.runpytest_subprocess("-rN").stdout.str()
    assert "a server is set, but no model — Name one with --qa-model or QA_MODEL.\n" in said
    assert "the question is empty — Correct the question.\n" in said


def test_no_two_processes_record(pytester: pytest.Pytester) -> None:
    refused = pytester.runpytest_inprocess("-n", "2", "--qa-record-mode=new")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["ERROR: --qa-record-mode is for one process*"])


def test_what_a_test_sets_in_the_environment_counts_for_it_alone(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pytest.ini").write_text("[pytest]\nqa_sources = checks/texts\n")
    with serving(saying) as server:
        (project / "checks" / "test_asking.py").write_text(
            'def engine(qa):\n    return qa.ask("when was the harbour dredged?").data["engine"]\n\n'
            'def test_before(qa):\n    assert engine(qa) == "extractive"\n\n'
            "def test_model(qa, monkeypatch):\n"
            f'    monkeypatch.setenv("OPENAI_BASE_URL", "{server.url}")\n    monkeypatch.setenv("QA_MODEL", "m")\n'
            '    monkeypatch.setenv("OPENAI_API_KEY", "k")\n    assert engine(qa) == "openai"\n\n'
            'def test_after(qa):\n    assert engine(qa) == "extractive"\n'
        )
        pytester.runpytest_subprocess("checks/test_asking.py").assert_outcomes(passed=3)
    assert len(server.requests) == 1


# A guest in somebody's project

WATCHING = """import sys

started = []
sys.addaudithook(lambda event, _: started.append(event) if event == "subprocess.Popen" else None)

def pytest_unconfigure():
    ours = [name for name in sys.modules if name.partition(".")[0] in ("qa", "index", "prompts", "qa_pytest")]
    print("ours:", *sorted(ours), "started:", len(started))
"""


def test_a_project_that_does_not_use_it_has_nothing_of_it_but_the_hooks(
    pytester: pytest.Pytester, project: Path
) -> None:
    (project / "conftest.py").write_text(WATCHING, encoding="utf-8")
    (project / "test_plain.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    (project / "checks" / "harbour.qa.yaml").unlink()
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    assert "ours: qa_pytest started: 0" in result.outlines


def test_what_is_only_collected_starts_no_index(pytester: pytest.Pytester, project: Path) -> None:
    (project / "conftest.py").write_text(
        f'{WATCHING}    from pathlib import Path\n    print("made:", len(list(Path("temporary").rglob("*"))))\n',
        encoding="utf-8",
    )
    result = pytester.runpytest_subprocess("--collect-only")
    assert "ours: qa_pytest qa_pytest.collecting qa_pytest.process started: 1" in result.outlines
    assert "made: 2" in result.outlines, "an empty folder and its lock"
    assert left_over(project) == []


def test_a_wrong_call_fails_for_itself(pytester: pytest.Pytester, project: Path) -> None:
    test = f"""{MARKED}
def test_wrong(qa):
    qa.ask(3)

def test_nothing(qa):
    assert not qa.ask("when was it dredged?").cites(" ")

def test_right(qa):
    assert qa.ask("when was it dredged?").answered
"""
    (project / "checks" / "test_calls.py").write_text(test, encoding="utf-8")
    result = pytester.runpytest_subprocess("checks/test_calls.py")
    result.assert_outcomes(passed=1, failed=2)
    assert "TypeError: a question is a text, not 3" in result.stdout.str()
    assert "ValueError: there are no words to look for" in result.stdout.str()
    assert "qa_pytest/" not in result.stdout.str()


def test_a_project_with_a_package_called_qa_has_it_and_tests_ask(pytester: pytest.Pytester, project: Path) -> None:
    (project / "qa" / "__init__.py").write_text("HERE = True\n", encoding="utf-8")
    test = f"{MARKED}import qa as own\n\ndef test_it(qa):\n    assert own.HERE and qa.ask('who approved it?').missing\n"
    (project / "checks" / "test_own.py").write_text(test, encoding="utf-8")
    result = pytester.run(sys.executable, "-m", "pytest", "-W", "error")  # with the folder on Python's path
    result.assert_outcomes(passed=4)


def test_a_test_can_name_the_types(pytester: pytest.Pytester, project: Path) -> None:
    test = f"""from qa_pytest.answers import Answer, Citation, Statement
from qa_pytest.asking import Qa
{MARKED}
def test_types(qa: Qa):
    answer = qa.ask("when was it dredged?")
    found = qa, answer, *answer.citations, *answer.statements
    assert [*map(type, found)] == [Qa, Answer, Citation, Statement]
"""
    (project / "checks" / "test_types.py").write_text(test, encoding="utf-8")
    pytester.runpytest_subprocess("checks/test_types.py").assert_outcomes(passed=1)


def test_it_can_be_switched_off(pytester: pytest.Pytester, project: Path) -> None:
    (project / "checks" / "test_harbour.py").write_text(ASKING.replace(MARKED, "\n"), encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "no:qa")
    result.assert_outcomes(errors=3)
    assert "fixture 'qa' not found" in result.stdout.str()


def test_the_wheel_works_in_an_environment_of_its_own(pytester: pytest.Pytester, project: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", project / "wheel"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    environment = project / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    (wheel,) = (project / "wheel").iterdir()
    install = ["install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install, wheel], check=True)
    (packages,) = (environment / "lib").glob("python*/site-packages")
    # What it depends on comes from here. A path file in that folder, as an editable installation has it, is not read.
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    (project / "checks" / "test_harbour.py").write_text(ASKING, encoding="utf-8")
    (project / "checks" / "test_where.py").write_text(
        "import qa_pytest, sys\n\ndef test_where():\n    assert qa_pytest.__file__.startswith(sys.prefix)\n",
        encoding="utf-8",
    )
    result = pytester.run(python, "-m", "pytest", "checks")
    result.assert_outcomes(passed=7)


# What is on tapes and is not played

LONGER = f'{TAPE}- ask: who built it?\n  reply: Nobody. ["dredged in 1931"]\n'
NEVER = "checks/harbour.tape.yaml:10: never played: “who built it?”"


def test_what_no_case_plays_is_said_and_fails_where_tapes_are_strict(pytester: pytest.Pytester, project: Path) -> None:
    (project / "checks" / "harbour.tape.yaml").write_text(LONGER, encoding="utf-8")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.OK
    assert NEVER in result.outlines
    strict = pytester.runpytest_subprocess("--qa-strict-tape")
    assert (strict.ret, NEVER in strict.outlines) == (pytest.ExitCode.TESTS_FAILED, True)
    for option in (["-k", "dredged"], ["--collect-only"]):
        assert NEVER not in pytester.runpytest_subprocess(*option).outlines


def test_of_much_that_no_case_plays_twenty_are_shown(pytester: pytest.Pytester, project: Path) -> None:
    more = "".join(f"- ask: what is number {number}?\n  reply: Nothing.\n" for number in range(25))
    (project / "checks" / "harbour.tape.yaml").write_text(TAPE + more, encoding="utf-8")
    said = pytester.runpytest_subprocess().stdout.str()
    assert (said.count("never played"), "\n… and 5 more; -v shows them all\n" in said) == (20, True)
    assert pytester.runpytest_subprocess("-v").stdout.str().count("never played") == 25


def test_what_a_test_plays_is_played(pytester: pytest.Pytester, project: Path) -> None:
    (project / "checks" / "harbour.tape.yaml").write_text(LONGER, encoding="utf-8")
    test = f'{MARKED}def test_builder(qa):\n    assert qa.ask("who built it?").contains("Nobody")\n'
    (project / "checks" / "test_builder.py").write_text(test, encoding="utf-8")
    result = pytester.runpytest_subprocess("--qa-strict-tape")
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK


# When something goes wrong


ENDING = """
import os, signal, pytest
from qa_pytest.process import process_of

def ask(qa):
    assert qa.ask("when was it dredged?").text == "In 1931. [1]"

def test_one(qa, request):
    ask(qa)
    os.kill(process_of(request.config)._running.pid, signal.SIGKILL)

def test_two(qa):
    ask(qa)

def late(*_):
    raise TimeoutError

def test_three(qa):
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    with pytest.raises(TimeoutError):
        qa.ask("who approved it?")

def test_four(qa):
    ask(qa)
"""


def test_a_process_that_was_ended_is_told_of_once_and_started_again(pytester: pytest.Pytester, project: Path) -> None:
    (project / "checks" / "test_harbour.py").write_text(ENDING, encoding="utf-8")
    (project / "pytest.ini").write_text("[pytest]\nqa_sources = checks/texts\nqa_tape = checks/harbour.tape.yaml\n")
    result = pytester.runpytest_subprocess("checks/test_harbour.py", "-v")
    result.assert_outcomes(passed=3, failed=1)
    said = "\nE       Failed: the process that asks has ended by signal 9; it said last:\nE       noise\n"
    assert said in result.stdout.str()
    result.stdout.fnmatch_lines(["*::test_two FAILED*"])
    assert left_over(project) == [], "that of the one that could not tidy up neither"


def test_a_process_that_cannot_work_says_why(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "sitecustomize.py").write_text(
        "import sys\nif any(word.endswith('start.py') for word in sys.orig_argv):\n"
        "    print('out of \\x1b[31mluck', file=sys.stderr, flush=True)\n    import os\n    os._exit(3)\n"
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    assert (
        "\nthe process that asks has ended with exit code 3; it said last:\nout of \ufffd[31mluck\n"
        in result.stdout.str()
    )


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="it is seen on Linux only when a process ends")
@pytest.mark.parametrize("how", ["Ctrl-C", "killed"])
def test_nothing_outlives_pytest(
    how: str, pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However pytest ends, in the middle of a question."""
    ended: list[int] = []

    def end(_: Received) -> Reply:
        ended.extend(os.pidfd_open(child) for child in children(run.pid))
        if how == "Ctrl-C":
            os.killpg(run.pid, signal.SIGINT)
        else:
            run.kill()
        return streaming("never").silent(0)

    (project / "checks" / "harbour.qa.yaml").write_text("sources: [texts]\ncases:\n- ask: when was it dredged?\n")
    with serving(end) as server:
        for name, value in (("QA_MODEL", "m"), ("OPENAI_BASE_URL", server.url), ("OPENAI_API_KEY", "key")):
            monkeypatch.setenv(name, value)
        run = subprocess.Popen(
            [sys.executable, "-m", "pytest"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        said, _ = run.communicate(timeout=60)
        (worker,) = ended
        assert select.select([worker], [], [], 20)[0], "the other process is still there"
        os.close(worker)
    assert left_over(project) == []
    assert run.returncode == (pytest.ExitCode.INTERRUPTED if how == "Ctrl-C" else -signal.SIGKILL)
    assert how == "killed" or b"KeyboardInterrupt" in said
