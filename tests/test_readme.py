"""Every command that the README shows is run as it stands there, in the order in which it stands there."""

from __future__ import annotations

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from qa import tapes
from tests.servers import Received, Reply, serving, streaming

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST, PROOF = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
TAPE, CASES = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)

FIRST = (
    "To date, only France, Britain and tiny Estonia have publicly indicated they could deploy troops"
    " in a postwar Ukraine."
)
QUESTIONS = "".join(re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
PARAGRAPH = {
    "context": FIRST,
    "qas": [{"question": "Who could deploy troops?", "answers": [{"text": "Estonia", "answer_start": 42}]}],
}
CARELESS = """\
version: 1
entries:
- ask: who offered troops?
  reply: >-
    Only France, Britain and Estonia have indicated that they could send troops.
    ["only France, Britain and tiny Estonia"]
    Germany will send 2,000 soldiers. ["only France, Britain and tiny Estonia"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project as the README speaks of one, with `qa` on its path."""
    (tmp_path / "bin").mkdir()
    for name in ("qa", "pytest"):
        program = tmp_path / "bin" / name
        start = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m {name}'
        program.write_text(f'#!/bin/sh\n{start} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "qa.toml").write_text('sources = ["seeds"]\n', encoding="utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "lease.txt").write_text("The lease of the office ends on 31 March 2027.\n", encoding="utf-8")
    (tmp_path / "careless.yaml").write_text(CARELESS, encoding="utf-8")
    (tmp_path / "report.md").write_text("# Report\n\nThe report was signed by Ada Byron.\n", encoding="utf-8")
    (tmp_path / "answer.tape.yaml").write_text(TAPE, encoding="utf-8")
    (tmp_path / "old.yaml").write_text(TAPE.replace("have said that they could", "could"), encoding="utf-8")
    (tmp_path / "test_troops.py").write_text(TEST, encoding="utf-8")
    (tmp_path / "troops.qa.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "dev-v2.0.json").write_text(json.dumps({"data": [{"paragraphs": [PARAGRAPH]}]}), encoding="utf-8")
    (tmp_path / "scifact" / "qrels").mkdir(parents=True)
    (tmp_path / "scifact" / "corpus.jsonl").write_text('{"_id": "d", "text": "Ice melts at 0 °C."}\n', encoding="utf-8")
    (tmp_path / "scifact" / "queries.jsonl").write_text(
        '{"_id": "q", "text": "When does ice melt?"}\n', encoding="utf-8"
    )
    (tmp_path / "scifact" / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td\t1\n", encoding="utf-8")
    return tmp_path


def run(command: str, folder: Path, *exports: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-ec", "\n".join((*exports, command))],
        cwd=folder,
        env={"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("block", [block for block in BLOCKS if "Sources" in block])
def test_a_transcript_is_what_one_gets(block: str, folder: Path) -> None:
    command, _, expected = block.partition("\n")
    assert run(command.removeprefix("$ "), folder).stdout == expected


def citing(received: Received) -> Reply:
    """An answer that cites the sentence it is from; to a follow-up question, the form that stands alone."""
    asked = received.body["messages"][-1]["content"]
    if "<sources>" not in asked:
        return streaming("Has Germany offered troops?")
    label = re.search(rf"^(\[s\d+\]) {re.escape(FIRST)}$", asked, re.MULTILINE)
    assert label
    return streaming(f"{FIRST} {label[1]}")


def test_every_command_does_its_work(folder: Path) -> None:
    with serving(citing) as server:
        exports: list[str] = []
        for line in "".join(BLOCKS).splitlines():
            if not line.startswith("$ "):
                continue
            command = line.removeprefix("$ ")
            if command.startswith("export "):
                # No test talks to OpenAI: in its place is a server here, which wants a model named.
                exports += [command.replace("…", "key"), f"export OPENAI_BASE_URL={server.url}", "export QA_MODEL=m"]
                continue
            result = run(command, folder, *exports)
            assert result.returncode == 0, f"{command}: {result.stderr}"
            assert result.stdout or command == "qa chat" or ">" in command
    compared = 2 * 5  # two models, and a follow-up question with an earlier one
    recorded = compared - 2  # the earlier question is on the tape by then
    measured = 1 + 2  # of SQuAD and of JSONL
    assert len(server.requests) == 4 + compared + recorded + measured
    assert json.loads((folder / "measures.json").read_text(encoding="utf-8"))["measures"]["citations"]["questions"] == 1
    assert (folder / "worst.svg").read_text(encoding="utf-8").count("</svg>") == 1


def test_the_tape_written_by_hand_is_one_and_plays(folder: Path) -> None:
    tape = folder / "answer.tape.yaml"
    expected = {"who offered troops?": 0, "Has Germany offered troops?": 0, "what did the meeting cost?": 1}
    assert len(tapes.load(tape).entries) == len(expected) == len(yaml.safe_load(TAPE)["entries"])
    for question, code in expected.items():
        assert run(f'qa ask -q --replay answer.tape.yaml "{question}"', folder).returncode == code


def test_the_proof_of_a_quotation_holds_for_every_encoding(folder: Path) -> None:
    lease = "Die Miete für das Büro beträgt über 900 €.\r\nThe lease ends on 31 March.\r\n" * 2
    encoded = {
        "utf-8": lease.encode(),
        "mark": lease.encode("utf-8-sig"),
        "western": lease.encode("cp1252"),
        "utf-16": lease.encode("utf-16"),
        "broken": lease.replace("31", "3\udcff1").encode("utf-8", "surrogateescape"),
    }
    for name, data in encoded.items():
        (folder / "notes" / "lease.txt").write_bytes(data)
        result = run('qa ask -q --json --source notes "when does the lease end?"', folder)
        (citation, *_) = json.loads(result.stdout)["citations"]
        with contextlib.chdir(folder):
            assert eval(PROOF, {"pathlib": pathlib, **citation}), name  # noqa: S307  it is what the README tells a person to run
        assert citation["quote"].startswith("The lease ends on 3")


def test_every_key_of_a_case_is_explained() -> None:
    from qa.suite.loading import CASE_KEYS, CITATIONS_KEYS

    section = README.partition("## Answers as regression tests")[2].partition("\n## ")[0]
    assert all(f"`{key}`" in section for key in (*CASE_KEYS, *CITATIONS_KEYS))


def test_the_settings_and_exit_codes_are_those_of_the_program() -> None:
    from qa.cli import EXIT_CODES
    from qa.settings import KEYS

    settings = README.partition("## Settings")[2]
    assert all(f"`{key}`" in settings for key in KEYS)
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", settings, re.MULTILINE)}
    assert listed == {0, 1, 130, *EXIT_CODES.values()}
