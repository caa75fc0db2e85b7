"""Questions about the article in seeds/, asked of the whole assistant with replies written by hand."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import Index
from index.minilm import MiniLM
from index.sentences import sentence_spans
from qa import tapes
from qa.assistant import Assistant
from qa.checking import Checker
from qa.models.extractive import SENTENCES, Extractive
from qa.models.recording import Replay
from qa.render.json import as_dict
from qa.settings import Settings
from qa.suite.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.assistant import Turn
    from qa.suite.cases import Case

    Find = Callable[[str], str]
    Run = Callable[..., subprocess.CompletedProcess[str]]

HERE = Path(__file__).parent
CASES = HERE / "europe.qa.yaml"
ARTICLE = HERE.parent / "seeds" / "000_4a9351dbf3a43ada.txt"


# The file of cases

SUITE = load(CASES)
assert SUITE.tape
TAPE_FILE = SUITE.tape
TAPE = tapes.load(TAPE_FILE)
BY_QUESTION = {case.ask: case for case in SUITE.cases}


# What the tests stand on


@pytest.fixture(scope="module", autouse=True)
def _no_network() -> Iterator[None]:
    """Any attempt to connect to anything fails, and is seen even where its failure is swallowed."""
    attempts: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        attempts.append(address)
        message = f"the tests must not connect to {address!r}"
        raise ConnectionRefusedError(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield
    assert attempts == []


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The sources, indexed as they really are: sentences, MiniLM, Chroma."""
    built = Index(tmp_path_factory.mktemp("europe") / "index", MiniLM(), create=True)
    built.update(SUITE.sources)
    yield built
    built.close()


@pytest.fixture
def replaying(index: Index) -> Assistant:
    return Assistant(index, Replay(TAPE), Settings(HERE, model="canned"), Checker(MiniLM().align))


@pytest.fixture
def without_model(index: Index) -> Assistant:
    return Assistant(index, Extractive(), Settings(HERE, model="extractive"), Checker(MiniLM().align))


@pytest.fixture(scope="module")
def article() -> str:
    with open(ARTICLE, encoding="utf-8", newline="") as file:
        return file.read()


@pytest.fixture
def sentence_with(article: str) -> Find:
    """Finds the sentence of the article that has some words, which it has once."""
    spans = list(sentence_spans(article))

    def find(words: str) -> str:
        assert article.count(words) == 1, f"“{words}” must be in the article once"
        (sentence,) = (text for span in spans if words in (text := article[span.start : span.end]))
        return sentence

    return find


def converse(assistant: Assistant, questions: Sequence[str]) -> Turn:
    """The last turn of a conversation."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(assistant.ask(question, history=turns))
    return turns[-1]


def cited(turn: Turn) -> set[str]:
    return {citation.sentence.text for citation in turn.answer.citations}


# The cases


# That their answers are right is seen by running the file itself, which pytest collects. Here is what it does not say.


@pytest.mark.parametrize("case", SUITE.cases, ids=lambda case: case.ask)
def test_nothing_but_the_expected_is_cited_and_every_statement_cites(
    case: Case, replaying: Assistant, sentence_with: Find
) -> None:
    turn = converse(replaying, [*case.after, case.ask])
    answer = turn.answer
    assert cited(turn) == {sentence_with(words) for words in case.cites}
    assert all(statement.citations for statement in answer.statements), "a statement without a citation"
    assert answer.warnings == ()
    assert case.answered or answer.missing


@pytest.mark.parametrize("case", SUITE.cases, ids=lambda case: case.ask)
def test_a_quote_is_the_slice_of_the_file_that_its_citation_names(case: Case, replaying: Assistant) -> None:
    told = as_dict(converse(replaying, [*case.after, case.ask]))
    assert told["answered"] is bool(told["citations"])
    for citation in told["citations"]:
        with open(citation["source"], encoding="utf-8", newline="") as file:
            text = file.read()
        assert Path(citation["source"]).resolve() == ARTICLE.resolve()
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in text.splitlines()[citation["line"] - 1]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "how many leaders joined Mr. Macron, and how many of them were in Paris?",
            ["more than 30 other heads of state"],
            ["only ten leaders"],
        ),
        (
            "what do the Germans say about the plans?",
            ["less optimistic than the French"],
            ["The exact nature of a force"],
        ),
        (
            "what would happen if Russia attacked again?",
            ["if they attacked again"],
            ["Exactly what that means"],
        ),
        (
            "who is Martin Quencez, and who does he say the message is for?",
            ["said Martin Quencez"],
            ["a message to the United States", "said Martin Quencez"],
        ),
        (
            "which weapons does the Ukrainian military need?",
            ["much-needed long-range missiles"],
            ["told reporters on Friday", "invest massively in that force"],
        ),
        ("what is the reassurance force?", ["far from the front"], ["second-stage deterrent"]),
        (
            "will American troops go to Ukraine?",
            ["ruled out sending troops"],
            ["would not include American troops"],
        ),
        (
            "what part might Europeans play in peacekeeping?",
            ["would welcome a European role"],
            ["air policing missions"],
        ),
    ],
)
def test_each_of_two_statements_has_its_own_citations(
    question: str,
    first: list[str],
    second: list[str],
    replaying: Assistant,
    sentence_with: Find,
) -> None:
    answer = replaying.ask(question).answer
    quotes = {citation.number: citation.sentence.text for citation in answer.citations}
    found = [[quotes[number] for number in statement.citations] for statement in answer.statements]
    assert found == [[sentence_with(words) for words in expected] for expected in (first, second)]


@pytest.mark.parametrize("case", [case for case in SUITE.cases if case.after], ids=lambda case: case.ask)
def test_a_follow_up_is_answered_in_its_stand_alone_form(case: Case, replaying: Assistant) -> None:
    (entry,) = (entry for entry in TAPE.entries if entry.ask == case.ask)
    turn = converse(replaying, [*case.after, case.ask])
    assert turn.question == case.ask
    assert turn.standalone == entry.rewritten != case.ask


# Without a language model

PLAIN_QUESTIONS = [
    "who offered troops?",
    "who ruled out troops?",
    "how many leaders attended in person?",
    "who was the co-chair of the meeting?",
    "when did Mr. Trump meet Mr. Putin in Alaska?",
    "who rushed to Washington with Mr. Zelensky?",
    "when were the plans presented to the defense ministers?",
    "when will contributions be announced?",
    "who contributed reporting from Kyiv?",
    "what hit the apartment block in Kyiv?",
    "how detailed are the plans for the force?",
    "what has the United States agreed to?",
    "what did Mr. Merz say about ground troops?",
    "what do the Ukrainians think of a tripwire force?",
    "do Ukrainians believe that Europeans would fight for Ukraine?",
]


@pytest.mark.parametrize("question", PLAIN_QUESTIONS)
def test_the_expected_sentence_is_found_without_a_model(
    question: str, without_model: Assistant, sentence_with: Find
) -> None:
    found = cited(without_model.ask(question))
    assert len(found) <= SENTENCES
    (words,) = BY_QUESTION[question].cites
    assert sentence_with(words) in found


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (["who offered troops?", "and Germany?"], "ruled out sending troops to Ukraine"),
        (["who offered troops?", "and Estonia?", "and Germany?"], "ruled out sending troops to Ukraine"),
        (["what did Mr. Merz say about ground troops?", "how many leaders attended in person?"], "only ten leaders"),
        (["who offered troops?", "who is Martin Quencez?", "what does he say?"], "said Martin Quencez"),
    ],
)
def test_the_expected_sentence_of_a_follow_up_is_found_without_a_model(
    questions: list[str], words: str, without_model: Assistant, sentence_with: Find
) -> None:
    assert sentence_with(words) in cited(converse(without_model, questions))


# The command line


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a person would have it: settings, sources and a tape."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "texts").mkdir()
    shutil.copy(ARTICLE, folder / "texts" / "europe.txt")
    shutil.copy(TAPE_FILE, folder / "europe.tape.yaml")
    (folder / "qa.toml").write_text('sources = ["texts"]\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run_qa(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs the program in that folder, with no key; an attempt to connect to anything ends it with code 99."""
    guard = tmp_path_factory.mktemp("guard")
    (guard / "sitecustomize.py").write_text(
        "import os, sys\nsys.addaudithook(lambda event, _: os._exit(99) if event == 'socket.connect' else None)\n",
        encoding="utf-8",
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "qa", *words],
            cwd=project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    with pytest.MonkeyPatch.context() as environment:
        for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "QA_MODEL", "QA_INDEX"):
            environment.delenv(name, raising=False)
        environment.setenv("PYTHONPATH", str(guard))
        environment.setenv("PYTHONUTF8", "1")
        yield run


def test_the_program_prints_an_answer_with_its_citations_and_exits_0(
    project: Path, run_qa: Run, sentence_with: Find
) -> None:
    quote = sentence_with("only France, Britain and tiny Estonia")

    done = run_qa("ask", "who offered troops?", "--replay", "europe.tape.yaml", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "could deploy troops in a postwar Ukraine. [1]" in done.stdout
    assert quote in " ".join(done.stdout.split())

    done = run_qa("ask", "who offered troops?", "--replay", "europe.tape.yaml", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["engine"], told["model"], told["answered"], told["missing"]) == ("replay", "canned", True, None)
    (citation,) = told["citations"]
    assert citation["source"] == str(Path("texts", "europe.txt"))
    with open(project / citation["source"], encoding="utf-8", newline="") as file:
        assert file.read()[citation["start"] : citation["end"]] == citation["quote"] == quote


def test_the_program_exits_1_where_the_sources_do_not_answer(run_qa: Run) -> None:
    done = run_qa("ask", "what did the meeting cost?", "--replay", "europe.tape.yaml", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert (told["answered"], told["statements"], told["citations"]) == (False, [], [])
    assert told["missing"] == "the cost of the meeting"
    assert told["missing"] in told["answer"]


# The files themselves


def test_cases_and_entries_of_the_tape_belong_together() -> None:
    asked = [case.ask for case in SUITE.cases]
    assert sorted(asked) == sorted(entry.ask for entry in TAPE.entries)
    assert len(set(asked)) == len(asked)
    assert {question for case in SUITE.cases for question in case.after} <= set(asked)


def test_no_question_is_answered_by_the_entry_of_another() -> None:
    questions = [text.casefold() for entry in TAPE.entries for text in (entry.ask, entry.rewritten) if text]
    assert len(set(questions)) == len(questions)


def test_an_entry_is_rewritten_just_where_its_case_is_a_follow_up() -> None:
    follow_ups = {case.ask for case in SUITE.cases if case.after}
    assert {entry.ask for entry in TAPE.entries if entry.rewritten} == follow_ups


def test_a_case_either_cites_something_or_is_unanswered() -> None:
    assert [case.ask for case in SUITE.cases if case.answered != bool(case.cites)] == []
