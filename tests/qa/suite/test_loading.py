from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SourceMissing
from qa.errors import SuiteUnreadable, TapeUnreadable
from qa.suite.loading import CASE_KEYS, CITATIONS_KEYS, SUITE_KEYS, load

HEAD = "sources: [notes]\ncases:\n"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    """Where a file of cases is, with sources beside it."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "lease.txt").write_text("The lease ends in 2027.\n", encoding="utf-8")
    (tmp_path / "tape.yaml").write_text("version: 1\nentries: []\n", encoding="utf-8")
    return tmp_path / "x.qa.yaml"


def complaints(path: Path, content: str) -> list[str]:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SuiteUnreadable) as caught:
        load(path)
    return [line.removeprefix(f"{path.parent}/") for line in str(caught.value).splitlines()]


def test_everything_that_can_stand_in_a_file_is_read_with_its_line(write: Path) -> None:
    write.write_text(
        """\
sources: notes
tape: tape.yaml
model: m-1
cases:
  - ask: When does it end?
    after: [What is this?, Whose is it?]
    contains: ["2027"]
    lacks: never
    matches: '\\d{4}'
    cites:
      - The lease
      - ends in 2027
    cites_not: the office
    source: notes/lease.txt
    citations: {at_least: 1, at_most: 2}
    supported: true
    answered: true
    engine: replay
    tokens: 900
    seconds: 2
""",
        encoding="utf-8",
    )
    suite = load(write)
    (case,) = suite.cases
    assert (suite.sources, suite.tape, suite.model) == ((write.parent / "notes",), write.parent / "tape.yaml", "m-1")
    assert (case.ask, case.after) == ("When does it end?", ("What is this?", "Whose is it?"))
    assert (case.contains, case.lacks, case.matches) == (("2027",), ("never",), (r"\d{4}",))
    assert (case.cites, case.cites_not) == (("The lease", "ends in 2027"), ("the office",))
    assert case.source == (write.parent / "notes" / "lease.txt",)
    assert (case.at_least, case.at_most, case.supported, case.answered) == (1, 2, True, True)
    assert (case.engine, case.tokens, case.seconds) == ("replay", 900, 2)
    assert (case.line, case.line_of("cites"), case.line_of("cites", 1), case.line_of("seconds")) == (5, 11, 12, 20)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("tap: x\n" + HEAD + "- ask: Why\n", "x.qa.yaml:1: unknown key “tap”; did you mean “tape”?"),
        (HEAD + "- ask: Why\n  contians: x\n", "x.qa.yaml:4: unknown key “contians”; did you mean “contains”?"),
        (HEAD + "- ask: Why\n  citations: {most: 1}\n", "x.qa.yaml:4: unknown key “most”; did you mean “at_most”?"),
        (HEAD + "- ask: Why\n  ask: Who\n", "x.qa.yaml:4: the key “ask” is there twice"),
        (HEAD + "- ask: Why\n  engine: replays\n", "x.qa.yaml:4: “engine” must be one of openai, replay, extractive"),
        (
            HEAD + "- ask: Why\n  lacks: [No]\n",
            '“lacks” must be a text, not true or false: “No”; put it in quotes: "No"',
        ),
        (HEAD + "- ask: Why\n  contains:\n  - 30\n", "x.qa.yaml:5: “contains” must be a text, not a number: “30”"),
        (HEAD + "- ask: Why\n  contains: {a: b}\n", "x.qa.yaml:4: “contains” must be a text, not keys"),
        (HEAD + "- ask: Why\n  cites:\n", "x.qa.yaml:4: “cites” must be a text, not nothing"),
        (HEAD + "- ask: Why\n  answered: 0\n", "x.qa.yaml:4: “answered” must be true or false, not a number: “0”"),
        (HEAD + "- ask: Why\n  tokens: many\n", "x.qa.yaml:4: “tokens” must be a whole number from 0, not “many”"),
        (HEAD + "- ask: Why\n  tokens: !!int many\n", "x.qa.yaml:4: “tokens” must be a whole number from 0"),
        (HEAD + "- ask: Why\n  seconds: -1\n", "x.qa.yaml:4: “seconds” must be a number above 0, not a number: “-1”"),
        (HEAD + "- ask: Why\n  matches: '(a'\n", "x.qa.yaml:4: not a regular expression: (a"),
        (HEAD + f"- ask: Why\n  matches: '{'(' * 5000}'\n", "x.qa.yaml:4: not a regular expression: (((("),
        (HEAD + "- ask: Why\n  matches: 'a{99999999999}'\n", "(the repetition number is too large)"),
        (HEAD + "- ask: Why\n  source: other.txt\n", "x.qa.yaml:4: no such file: other.txt"),
        (
            HEAD + "- ask: Why\n  citations: {at_least: 2, at_most: 1}\n",
            "x.qa.yaml:4: nothing is at least 2 and at most",
        ),
        (
            HEAD + "- ask: Why\n  answered: false\n  cites: x\n",
            "x.qa.yaml:3: a case that is not answered cites nothing",
        ),
        (HEAD + "- ask: '?'\n", "x.qa.yaml:3: not a question: ?"),
        (HEAD + "- Why\n", "x.qa.yaml:3: a case must have keys (ask, after,"),
        (HEAD + "- contains: x\n", "x.qa.yaml:3: a case without “ask”, its question"),
        ("sources: []\ncases:\n- ask: Why\n", "x.qa.yaml:1: “sources” is empty"),
        (
            "sources: [notes]\ncases: []\n",
            "x.qa.yaml:2: “cases” must be a list with something in it, not an empty list",
        ),
        ("sources: [notes]\ncases: !!x [a]\n", "x.qa.yaml:2: “cases” must be a list with something in it, not a list"),
        (HEAD + "- {ask: Why, <<: {cites: x}}\n", "x.qa.yaml:3: unknown key “<<”"),
        ("cases:\n- ask: Why\n", "x.qa.yaml:1: there is no “sources” in this file"),
        ("sources: [notes]\n", "x.qa.yaml:1: there is no “cases” in this file"),
        ("- ask: Why\n", "x.qa.yaml:1: the file must have keys (sources, tape, model, cases), not a list"),
        ("# nothing\n", "x.qa.yaml:1: there is nothing in this file"),
        (HEAD + "- ask: 'Why\n", "x.qa.yaml:4:1: not YAML: while scanning a quoted scalar"),
        (HEAD + "- ask: \0\n", "x.qa.yaml:3:8: not YAML: the character U+0000 cannot be in it"),
    ],
)
def test_what_is_not_in_the_format_is_said_with_its_line(content: str, complaint: str, write: Path) -> None:
    (said,) = complaints(write, content)
    assert complaint in said


def test_all_that_is_wrong_is_said_at_once(write: Path) -> None:
    said = complaints(write, "tap: x\n" + HEAD + "- ask: 1\n  answered: no way\n- ask: Why\n  cite: x\n")
    assert [line.split(": ")[0] for line in said] == [f"x.qa.yaml:{number}" for number in (1, 4, 5, 7)]


def test_problems_follow_each_other_as_in_the_file(write: Path) -> None:
    said = complaints(
        write,
        "cases:\n- {source: no.txt, after: ['?', 1], matches: '(', citations: {at_least: -1}, ask: '_', x: 1}\n"
        "- answered: 1\n  asks: Why\n  ask: 2\nsources: [a]\nmodel: 3\n",
    )
    starts = [
        "2: no such file: no.txt",
        "2: not a question: ?",
        "2: “after” must",
        "2: not a regular",
        "2: “at_least” must",
        "2: not a question: _",
        "2: unknown key “x”",
        "3: “answered” must",
        "4: unknown key “asks”",
        "5: “ask” must",
        "7: “model” must",
    ]
    assert [
        line[: len(start)] for line, start in zip(said, (f"x.qa.yaml:{start}" for start in starts), strict=True)
    ] == [f"x.qa.yaml:{start}" for start in starts]


def test_a_file_that_cannot_be_read_is_named(write: Path) -> None:
    with pytest.raises(SuiteUnreadable, match=r"cannot read .*x\.qa\.yaml"):
        load(write)
    write.write_bytes(b"sources: \xff\n")
    with pytest.raises(SuiteUnreadable, match="not YAML"):
        load(write)


def test_sources_and_a_tape_that_are_not_there_are_named_with_their_line(write: Path) -> None:
    write.write_text("cases:\n- ask: Why\nsources:\n- notes\n- reports\n", encoding="utf-8")
    with pytest.raises(SourceMissing, match=r"x\.qa\.yaml:5: no such file or folder: reports"):
        load(write)
    write.write_text("tape: other.yaml\n" + HEAD + "- ask: Why\n", encoding="utf-8")
    with pytest.raises(TapeUnreadable, match=r"x\.qa\.yaml:1: no such tape: other\.yaml"):
        load(write)


KEYS = st.sampled_from([*SUITE_KEYS, *CASE_KEYS, *CITATIONS_KEYS, "notes"])
TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["notes", "(", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=st.fixed_dictionaries({}, optional=dict.fromkeys(SUITE_KEYS, TREES)) | TREES, case=TREES)
def test_whatever_is_in_a_file_it_is_read_or_complained_of(write: Path, tree: object, case: object) -> None:
    for content in (tree, {"sources": ["notes"], "cases": [case]}):
        write.write_text(yaml.safe_dump(content), encoding="utf-8")
        with contextlib.suppress(SuiteUnreadable, SourceMissing, TapeUnreadable):
            assert load(write).cases


def test_a_name_that_no_system_accepts_is_not_there(write: Path) -> None:
    for name in ('"a\\0b"', "a" * 5000):
        (said,) = complaints(write, f"{HEAD}- ask: Why\n  source: {name}\n")
        assert "no such file" in said
        write.write_text(f"sources: {name}\ncases:\n- ask: Why\n", encoding="utf-8")
        with pytest.raises(SourceMissing):
            load(write)


def test_a_thousand_cases_are_read_in_less_than_two_seconds(write: Path) -> None:
    case = "- ask: When does it end?\n  contains: [a, b]\n  cites: [the lease, ends]\n  seconds: 3\n"
    write.write_text(HEAD + case * 1000, encoding="utf-8")
    begun = time.process_time()
    assert len(load(write).cases) == 1000
    assert time.process_time() - begun < 2
