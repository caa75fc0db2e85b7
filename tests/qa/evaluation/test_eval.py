"""`qa eval` as a person runs it: what it says, what it keeps, and how it goes on after it was stopped or killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.qa.evaluation.conftest import CALLS, COST, DREDGED, MAYOR, answering
from tests.servers import COMPLETION_TOKENS, PROMPT_TOKENS, Received, Reply, Server, embedding_each, failing, streaming

if TYPE_CHECKING:
    from tests.conftest import Result, RunQa

REPORT = """\
towns (SQuAD): 2 documents, 6 questions
retrieval                       4  R@1 1.000  R@5 1.000  R@10 1.000  MRR@10 1.000  nDCG@10 1.000
citations                       4  citation precision 0.750  citation recall 0.750
answering                       6  answerable 4  answered 5  precision 0.800  recall 1.000  F1 0.889
refusing                        6  unanswerable 2  refused 1  precision 1.000  recall 0.500  F1 0.667
short answers                   4  exact match 0.000  F1 0.324
short answers and refusals      6  exact match 0.167  F1 0.383
"""
WORST = f"""\
Worst cases to read: answers
  0.000  Who painted the lighthouse red?
    - Otto Brandt (towns.eval/documents/2.txt:1)
    + {MAYOR} (towns.eval/documents/1.txt:1)
  0.000  Who is the owner of the harbour of Elling?
    - no answer
    + {MAYOR} (towns.eval/documents/1.txt:1)
  0.250  When was the harbour of Elling dredged?
    - 1931 (towns.eval/documents/1.txt:1)
    + {DREDGED} (towns.eval/documents/1.txt:1)
  0.500  Who is the mayor of Elling?
    - Ines Falk (towns.eval/documents/1.txt:1)
    + {MAYOR} (towns.eval/documents/1.txt:1)
  0.545  What did the new pier of Norrby cost?
    - 4 million crowns (towns.eval/documents/2.txt:1)
    + {COST} (towns.eval/documents/2.txt:1)
"""


def told(result: Result) -> dict[str, Any]:
    """The report as data, without what the clock says."""
    assert result.code == 0, result.err
    found: dict[str, Any] = json.loads(result.out)
    for name in [name for name in found["measures"] if name.startswith("seconds")]:
        del found["measures"][name]
    return found


def rows(folder: Path = Path("towns.eval")) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


# The report


def test_the_report_has_the_measures_their_distribution_and_what_to_read(
    towns: Path, server: Server, run_qa: RunQa
) -> None:
    result = run_qa("eval", towns)
    assert result.code == 0
    assert result.err == "Results are kept in towns.eval\n"
    assert result.out.startswith(REPORT)
    assert result.out.endswith(WORST)
    assert re.search(
        rf"^tokens +6  prompt {6 * PROMPT_TOKENS}  reply {6 * COMPLETION_TOKENS}$", result.out, re.MULTILINE
    )
    bars = f"citation recall\n  0.0–0.1      1 {'█' * 13}\n  0.1–0.2      0\n"
    assert bars in result.out
    assert all(line.isprintable() for line in result.out.splitlines())
    assert len(server.requests) == CALLS


def test_the_report_as_data_says_the_same(towns: Path, server: Server, run_qa: RunQa) -> None:
    result = run_qa("eval", "--json", towns)
    assert (result.code, result.err, result.out.count("\n")) == (0, "", 1)
    found = told(result)
    assert (found["schema"], found["data"]) == (
        1,
        {"name": "towns", "form": "SQuAD", "documents": 2, "questions": 6},
    )
    measures = found["measures"]
    assert measures["citations"] == {"questions": 4, "citation_precision": 0.75, "citation_recall": 0.75}
    assert measures["answering"]["F1"] == pytest.approx(8 / 9)
    assert measures["refusing"]["recall"] == 0.5
    assert measures["short_answers"]["F1"] == pytest.approx((0.25 + 0.5 + 6 / 11 + 0) / 4)
    assert found["distributions"]["F1"] == [1, 0, 1, 0, 0, 2, 0, 0, 0, 0]
    first, second, *_ = found["worst"]["answers"]
    assert (first["id"], first["expected"], first["answer"]) == ("4", ["Otto Brandt"], MAYOR)
    assert (second["id"], second["expected"]) == ("6", ["no answer"])
    assert "retrieval" not in found["worst"]  # nothing went wrong there


def test_prices_make_tokens_a_cost(towns: Path, server: Server, run_qa: RunQa) -> None:
    tokens = told(run_qa("eval", "--json", "--price-in", "2", "--price-out", "10", towns))["measures"]["tokens"]
    cost = 6 * (PROMPT_TOKENS * 2 + COMPLETION_TOKENS * 10) / 1_000_000
    assert tokens["cost"] == pytest.approx(cost)
    assert tokens["cost_a_question"] == pytest.approx(cost / 6)
    assert "cost 0.0006  cost a question 0.0001" in run_qa("eval", "--price-in", "2", "--price-out", "10", towns).out


def test_one_price_is_not_enough(towns: Path, run_qa: RunQa) -> None:
    result = run_qa("eval", "--price-in", "2", towns)
    assert (result.code, result.out) == (2, "")
    assert "--price-in and --price-out belong together" in result.err


def test_without_a_model_the_sources_own_sentences_are_measured(towns: Path, run_qa: RunQa) -> None:
    measures = told(run_qa("eval", "--json", "--no-model", towns))["measures"]
    assert measures["retrieval"]["R@1"] == 1
    assert "tokens" not in measures
    assert measures["citations"]["citation_recall"] > 0.5


def test_retrieval_alone_asks_no_model(towns: Path, server: Server, run_qa: RunQa) -> None:
    measures = told(run_qa("eval", "--json", "--retrieval-only", towns))["measures"]
    assert set(measures) == {"retrieval"}
    assert server.requests == []
    result = run_qa("eval", "--retrieval-only", "--replay", "x.yaml", towns)
    assert (result.code, result.err) == (
        2,
        "qa: without answers there is nothing to record or to replay — Leave out --record and --replay.\n",
    )


def test_what_is_retrieved_badly_is_shown_with_what_was_found(run_qa: RunQa, project: Path) -> None:
    (project / "qrels").mkdir()
    documents = [{"_id": f"d{at}", "text": f"Harbour number {at} was dredged."} for at in range(3)]
    documents += [{"_id": "odd", "text": "Blue whales sing in winter."}, {"_id": "empty", "text": ""}]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (project / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (project / "queries.jsonl").write_text('{"_id": "q", "text": "Which harbour was dredged?"}\n', encoding="utf-8")
    (project / "qrels" / "test.tsv").write_text("q\todd\t1\nq\tgone\t2\n", encoding="utf-8")
    result = run_qa("eval", "--out", "out", ".")
    assert result.code == 0
    assert "relevant, but not in corpus.jsonl: 1 document (first: “gone”), which cannot be found\n" in result.err
    assert result.out.startswith(f"{project.name} (BEIR): 5 documents, 1 questions\nretrieval ")
    *_, question, expected, found = result.out.splitlines()
    assert question.endswith("  Which harbour was dredged?")
    assert expected == "    - out/documents/4.txt:1, gone (not in the data)"
    assert found.startswith("    + out/documents/")


def test_evidence_in_ones_own_documents_is_what_is_to_be_found(run_qa: RunQa, project: Path) -> None:
    (project / "notes").mkdir()
    (project / "notes" / "elling.txt").write_text(f"{DREDGED} {MAYOR}\n", encoding="utf-8")
    row = {"question": "When was the harbour of Elling dredged?", "answer": "1931", "evidence": "dredged in 1931"}
    (project / "mine.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = told(run_qa("eval", "--json", "--no-model", "--source", "notes", "mine.jsonl"))
    assert found["measures"]["retrieval"]["R@1"] == found["measures"]["citations"]["citation_recall"] == 1
    assert not (project / "mine.eval" / "documents" / "1.txt").exists()
    assert sorted(entry.name for entry in (project / "notes").iterdir()) == ["elling.txt"]


def test_a_limit_takes_the_same_sample_each_time_and_a_larger_one_goes_on(
    towns: Path, server: Server, run_qa: RunQa
) -> None:
    first = told(run_qa("eval", "--json", "--limit", "3", towns))
    asked = [row["id"] for row in rows()[1:]]
    assert len(asked) == first["data"]["questions"] == len(server.requests) == 3
    assert told(run_qa("eval", "--json", "--limit", "3", "--fresh", towns)) == first
    assert [row["id"] for row in rows()[1:]] == asked
    server.play(answering)
    whole = told(run_qa("eval", "--json", towns))
    assert len(server.requests) == 3
    assert told(run_qa("eval", "--json", "--limit", "3", towns)) == first
    assert told(run_qa("eval", "--json", "--out", "other", towns))["measures"] == whole["measures"]


# Charts


def test_a_chart_is_drawn_and_the_same_results_draw_the_same(towns: Path, server: Server, run_qa: RunQa) -> None:
    for name in ("a.svg", "b.svg", "c.png"):
        assert run_qa("eval", "--chart", name, towns).code == 0
    svg = Path("a.svg").read_text(encoding="utf-8")
    assert svg == Path("b.svg").read_text(encoding="utf-8")
    assert svg.count("<svg") == 1
    for text in ("nDCG@10", "citation recall", "Who painted the lighthouse red?"):
        assert f"<!-- {text}" in svg or f"{text} -->" in svg
    assert Path("c.png").read_bytes().startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize(
    ("chart", "complaint"),
    [
        ("x.pdf", "qa: x.pdf is neither a .png nor an .svg — Name the file so, as in: --chart chart.svg"),
        ("none/x.svg", "qa: cannot write none/x.svg: No such file or directory — Choose another file for --chart."),
    ],
)
def test_a_chart_that_cannot_be_is_refused_before_anything_is_asked(
    chart: str, complaint: str, towns: Path, server: Server, run_qa: RunQa
) -> None:
    result = run_qa("eval", "--chart", chart, towns)
    assert (result.code, result.out, result.err) == (2, "", f"{complaint}\n")
    assert server.requests == []


# What is kept


def test_a_second_run_reports_again_and_asks_nothing(towns: Path, server: Server, run_qa: RunQa) -> None:
    first = run_qa("eval", towns)
    again = run_qa("eval", towns)
    assert again.out == first.out
    assert again.err == "Results are kept in towns.eval; 6 of 6 results are there\n"
    assert len(server.requests) == CALLS


def test_results_under_other_settings_are_not_mixed(towns: Path, server: Server, run_qa: RunQa) -> None:
    run_qa("eval", "--limit", "1", towns)
    kept = rows()
    Path("qa.toml").write_text("chunk_tokens = 100\n", encoding="utf-8")
    result = run_qa("eval", "--top-k", "3", "--model", "n", towns)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "qa: towns.eval holds an evaluation of something else: chunk_tokens was 200, is 100; model was m, is n;"
        " top_k was 12, is 3 — Start anew with --fresh, or name another folder with --out.\n"
    )
    assert rows() == kept
    Path("qa.toml").unlink()
    towns.write_text(towns.read_text(encoding="utf-8").replace("Ines", "Ida"), encoding="utf-8")
    assert "something else: data was " in run_qa("eval", towns).err


def test_fresh_forgets_what_is_there(towns: Path, server: Server, run_qa: RunQa) -> None:
    run_qa("eval", towns)
    server.play(answering)
    assert told(run_qa("eval", "--json", "--fresh", "--top-k", "3", towns))["about"]["top_k"] == 3
    assert len(server.requests) == CALLS
    assert len(rows()) == 1 + CALLS


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_folder_of_something_else_is_left_alone(fresh: list[str], towns: Path, run_qa: RunQa) -> None:
    Path("mine").mkdir()
    Path("mine", "index").write_text("my own", encoding="utf-8")
    result = run_qa("eval", *fresh, "--out", "mine", towns)
    expected = "qa: mine holds something else than an evaluation — Name a new folder with --out.\n"
    assert (result.code, result.err) == (2, expected)
    assert [entry.name for entry in Path("mine").iterdir()] == ["index"]
    result = run_qa("eval", *fresh, "--out", towns, towns)
    assert (result.code, result.err) == (2, "qa: towns.json is not a folder — Name another one with --out.\n")


def test_a_result_cut_off_is_asked_for_again_and_a_broken_one_named(towns: Path, server: Server, run_qa: RunQa) -> None:
    whole = told(run_qa("eval", "--json", towns))
    file = Path("towns.eval", "results.jsonl")
    data = file.read_bytes()
    file.write_bytes(data[:-20])
    server.play(answering)
    assert told(run_qa("eval", "--json", towns)) == whole
    assert len(server.requests) == 1
    file.write_bytes(data.replace(b'{"id":"2"', b'{"id:"2"', 1))
    result = run_qa("eval", towns)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("qa: towns.eval/results.jsonl:3: not a result of qa eval — Delete this line")
    file.write_bytes(b"".join(line for line in data.splitlines(keepends=True) if b'"id":"2"' not in line))
    assert told(run_qa("eval", "--json", towns)) == whole


def test_two_runs_cannot_write_the_same_results(towns: Path, run_qa: RunQa) -> None:
    import filelock

    Path("towns.eval").mkdir()
    with filelock.FileLock(Path("towns.eval", ".lock")):
        result = run_qa("eval", towns)
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith("qa: another process is evaluating in towns.eval")
    assert len(result.err.splitlines()) == 1


def test_where_the_server_fails_the_results_so_far_are_kept(towns: Path, server: Server, run_qa: RunQa) -> None:
    server.play(answering, answering, failing(401, "no such key"))
    result = run_qa("eval", towns)
    assert (result.code, result.out) == (5, "")
    assert result.err.startswith(f"Results are kept in towns.eval\nqa: {server.url} does not accept the key: ")
    assert len(result.err.splitlines()) == 2
    assert len(rows()) == 1 + 2
    server.play(answering)
    assert run_qa("eval", towns).out.startswith(REPORT)
    assert len(server.requests) == CALLS - 2


def test_an_answer_that_is_empty_is_a_result(towns: Path, server: Server, run_qa: RunQa) -> None:
    server.play(streaming(""))
    found = told(run_qa("eval", "--json", towns))
    assert found["measures"]["failed"] == {"questions": CALLS}
    assert found["measures"]["refusing"]["refused"] == CALLS
    assert found["worst"]["answers"][0]["answer"] == rows()[1]["problem"]


def test_what_is_recorded_replays_with_the_same_numbers(towns: Path, server: Server, run_qa: RunQa) -> None:
    recorded = told(run_qa("eval", "--json", "--record", "tape.yaml", towns))
    server.play(failing(500))
    replayed = told(run_qa("eval", "--json", "--replay", "tape.yaml", "--out", "other", towns))
    assert server.requests == []
    assert replayed["measures"] == recorded["measures"]
    assert replayed["distributions"] == recorded["distributions"]


def test_a_recording_that_was_ended_is_whole_once_it_has_gone_on(towns: Path, server: Server, run_qa: RunQa) -> None:
    server.play(answering, answering, failing(401))
    assert run_qa("eval", "--record", "tape.yaml", towns).code == 5
    server.play(answering)
    result = run_qa("eval", "--json", "--record", "tape.yaml", towns)
    recorded = told(result)
    assert "Warning" not in result.err
    assert len(server.requests) == CALLS - 2
    replayed = told(run_qa("eval", "--json", "--replay", "tape.yaml", "--out", "other", towns))
    assert len(server.requests) == CALLS - 2
    assert replayed["measures"] == recorded["measures"]


def test_results_that_are_there_and_not_on_the_tape_are_told_of(towns: Path, server: Server, run_qa: RunQa) -> None:
    told(run_qa("eval", "--json", "--limit", "2", towns))
    for recorded, there in ((CALLS - 2, f"2 of {CALLS}"), (0, f"2 of {CALLS}")):
        server.requests.clear()
        result = run_qa("eval", "--json", "--record", "tape.yaml", towns)
        warning = (
            f"Warning: {there} results are there without a reply on tape.yaml; to record all, start with --fresh\n"
        )
        assert (result.code, result.err, len(server.requests)) == (0, warning, recorded)
    result = run_qa("eval", "--json", "--fresh", "--record", "tape.yaml", towns)
    assert (result.err, len(server.requests)) == ("", CALLS)


# Stopped and killed


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a process of its own, here."""
    environment = {name: os.environ[name] for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "QA_MODEL")}
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "eval", "--json", *arguments],
        env={"PATH": os.defpath, "HOME": str(Path.cwd()), "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class Halt:
    """A reply that does not come, and a sign that it was asked for."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def __call__(self, _: Received) -> Reply:
        self.reached.set()
        return Reply([threading.Event()])


@pytest.fixture
def unbroken(towns: Path, server: Server, run_qa: RunQa) -> dict[str, Any]:
    """What a run says that nothing happens to."""
    return told(run_qa("eval", "--json", "--out", "unbroken", towns))


def test_a_run_killed_between_questions_goes_on_to_the_same_numbers(
    unbroken: dict[str, Any], towns: Path, server: Server, run_qa: RunQa
) -> None:
    halt = Halt()
    server.play(answering, answering, answering, halt)
    with running(str(towns)) as process:
        assert halt.reached.wait(60)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert len(rows()) == 1 + 3
    server.play(answering)
    resumed = told(run_qa("eval", "--json", towns))
    assert len(server.requests) == CALLS - 3
    assert resumed["measures"] == unbroken["measures"]
    assert resumed["distributions"] == unbroken["distributions"]
    assert without_times(rows()) == without_times(rows(Path("unbroken")))


def without_times(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if "seconds" not in key} for row in found]


def test_a_run_stopped_with_ctrl_c_says_how_to_go_on_and_does(
    unbroken: dict[str, Any], towns: Path, server: Server, run_qa: RunQa
) -> None:
    halt = Halt()
    server.play(answering, halt)
    with running(str(towns)) as process:
        assert halt.reached.wait(60)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert said.decode() == "qa: stopped with 5 of 6 questions left; the same command goes on\n"
    server.play(answering)
    assert told(run_qa("eval", "--json", towns))["measures"] == unbroken["measures"]


def test_a_run_killed_while_indexing_makes_the_index_of_an_unbroken_one(
    server: Server, project: Path, run_qa: RunQa
) -> None:
    count = 700
    towns = [
        {"question": f"Who is the mayor of town {at}?", "context": f"Town {at} has a mayor. " * (1 + at % 7)}
        for at in range(count)
    ]
    (project / "many.jsonl").write_text("".join(json.dumps(town) + "\n" for town in towns), encoding="utf-8")
    (project / "qa.toml").write_text('embedder = "e"\n', encoding="utf-8")
    command = ["--retrieval-only", "--limit", "20", "many.jsonl"]
    server.play(embedding_each)
    unbroken = told(run_qa("eval", "--json", "--out", "unbroken", *command))
    embedded = len(server.requests)

    halt = Halt()
    server.play(*[embedding_each] * (embedded - 22), halt)
    with running(*command) as process:
        assert halt.reached.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (project / "many.eval" / "index").exists()
    assert len(rows(Path("many.eval"))) == 1
    server.play(embedding_each)
    resumed = told(run_qa("eval", "--json", *command))
    assert resumed["measures"] == unbroken["measures"]
    assert without_times(rows(Path("many.eval"))) == without_times(rows(Path("unbroken")))
    assert len(server.requests) == embedded  # none of it was kept
