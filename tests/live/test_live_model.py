from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.live_model

TEXT = """The harbour of Elling was dredged in 1931.

Mayor Ines Falk said the new pier would cost 4 million crowns. The council of Elling has not approved the pier.
"""
QUESTION = "What did the mayor say the pier would cost?"
RAW_LABEL = re.compile(r"[\[【]\s*s\s*\d", re.IGNORECASE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    settings = 'sources = ["harbour.txt"]\ntemperature = 0\nmax_tokens = 60\ntimeout = 120'
    (tmp_path / "qa.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "harbour.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def qa(
    folder: Path, *arguments: str, server: str | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    if server:
        environment |= {"OPENAI_BASE_URL": server, "QA_MODEL": "smollm2"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "qa", *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_real_model_answers_and_whatever_it_cites_is_a_slice_of_the_source(folder: Path, live_server: str) -> None:
    result = qa(folder, "ask", "-q", "--json", QUESTION, server=live_server)
    assert result.returncode in {0, 1}, result.stderr
    answer = json.loads(result.stdout)
    assert (answer["engine"], answer["model"]) == ("openai", "smollm2")
    assert answer["usage"]["prompt_tokens"] > 100
    assert answer["usage"]["completion_tokens"] > 0
    assert answer["answer"]
    assert not RAW_LABEL.search(answer["answer"])
    assert all(TEXT[citation["start"] : citation["end"]] == citation["quote"] for citation in answer["citations"])
    cited = {number for statement in answer["statements"] for number in statement["citations"]}
    assert cited == {citation["number"] for citation in answer["citations"]}


def test_a_recorded_run_of_a_real_model_is_replayed_byte_for_byte(folder: Path, live_server: str) -> None:
    recorded = qa(folder, "ask", "-q", "--record", "tape.yaml", QUESTION, server=live_server)
    replayed = qa(folder, "ask", "-q", "--replay", "tape.yaml", QUESTION)
    assert (replayed.returncode, replayed.stdout) == (recorded.returncode, recorded.stdout)
    entry, *_ = yaml.safe_load((folder / "tape.yaml").read_text(encoding="utf-8"))["entries"]
    pieces = [int(length) for length in entry["pieces"].split()]
    assert len(pieces) > 1, "the reply was not streamed"
    assert sum(pieces) == len(entry["reply"])


def test_a_conversation_with_a_real_model_rewrites_its_follow_up(folder: Path, live_server: str) -> None:
    lines = f"{QUESTION}\nand who has not approved it?\n"
    recorded = qa(folder, "chat", "-q", "--record", "tape.yaml", server=live_server, stdin=lines)
    assert recorded.returncode == 0, recorded.stderr
    entries = yaml.safe_load((folder / "tape.yaml").read_text(encoding="utf-8"))["entries"]
    assert [entry["request"]["purpose"] for entry in entries] == ["answer", "rewrite", "answer"]
    replayed = qa(folder, "chat", "-q", "--replay", "tape.yaml", stdin=lines)
    assert replayed.stdout == recorded.stdout


def test_a_real_model_repairs_judges_and_is_proved_and_all_of_it_is_replayed(folder: Path, live_server: str) -> None:
    arguments = ("ask", "-q", "--json", "--verify", "--prove")
    recorded = qa(folder, *arguments, "--record", "tape.yaml", QUESTION, server=live_server)
    assert recorded.returncode in {0, 1}, recorded.stderr
    answer = json.loads(recorded.stdout)
    entries = yaml.safe_load((folder / "tape.yaml").read_text(encoding="utf-8"))["entries"]
    purposes = [entry["request"]["purpose"] for entry in entries]
    cited = [statement for statement in answer["statements"] if statement["citations"]]
    assert purposes[0] == "answer"
    assert ("judge" in purposes) is bool(cited)
    assert all(statement["judgement"]["degree"] and statement["proof"]["origin"] for statement in cited)
    assert all(statement["support"] != "supported" or not statement["problems"] for statement in answer["statements"])
    print("\n", json.dumps([purposes, answer["answer"], answer["statements"], answer["warnings"]], indent=1))
    replayed = json.loads(qa(folder, *arguments, "--replay", "tape.yaml", QUESTION).stdout)
    for told in (answer, replayed):
        del told["timings"], told["engine"]
    assert replayed == answer


def test_a_real_model_fills_in_data_whose_labels_are_all_valid(folder: Path, live_server: str) -> None:
    result = qa(folder, "ask", "-q", "--json", "--structured", "--record", "tape.yaml", QUESTION, server=live_server)
    assert result.returncode in {0, 1}, result.stderr
    answer = json.loads(result.stdout)
    (entry, *_) = yaml.safe_load((folder / "tape.yaml").read_text(encoding="utf-8"))["entries"]
    assert entry["reply"].lstrip().startswith("{")
    assert entry["request"]["schema"]["properties"]["statements"]
    assert not answer["answer"].startswith("{")
    assert not any("none of the given sentences" in warning for warning in answer["warnings"])


def test_a_request_longer_than_the_context_is_one_clear_line(folder: Path, live_server: str) -> None:
    result = qa(folder, "ask", "-q", "-", server=live_server, stdin="why? " * 1_990)
    assert (result.returncode, result.stdout) == (5, "")
    assert len(result.stderr.splitlines()) == 1
    assert "too long for smollm2" in result.stderr
