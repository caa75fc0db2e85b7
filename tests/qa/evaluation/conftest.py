"""Two documents with questions about them, as SQuAD has it, and a server that answers them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers import Received, Reply, Server, serving, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

DREDGED = "The harbour of Elling was dredged in 1931."
MAYOR = "Ines Falk is the mayor of Elling."
COST = "The new pier of Norrby cost 4 million crowns."
PAINTED = "Its lighthouse was painted red by Otto Brandt."
PARAGRAPHS = {f"{DREDGED} {MAYOR}": "12 56", f"{COST} {PAINTED}": "3 4"}
QUESTIONS: dict[str, tuple[str, str, str | None]] = {
    "1": ("When was the harbour of Elling dredged?", "1931", DREDGED),
    "2": ("Who is the mayor of Elling?", "Ines Falk", MAYOR),
    "3": ("What did the new pier of Norrby cost?", "4 million crowns", COST),
    "4": ("Who painted the lighthouse red?", "Otto Brandt", MAYOR),  # a wrong answer
    "5": ("When was the harbour of Elling built?", "", None),  # a refusal, and right
    "6": ("Who is the owner of the harbour of Elling?", "", MAYOR),  # an answer to what cannot be answered
}
"""Of each question its text, the right answer, and the sentence that the server answers with."""
CALLS = len(QUESTIONS)


def squad() -> dict[str, Any]:
    def question(id_: str, context: str) -> dict[str, Any]:
        text, gold, _ = QUESTIONS[id_]
        answers = [{"text": gold, "answer_start": context.index(gold)}] if gold else []
        return {"id": id_, "question": text, "answers": answers, "is_impossible": not gold}

    paragraphs = [
        {"context": context, "qas": [question(id_, context) for id_ in ids.replace(" ", "")]}
        for context, ids in PARAGRAPHS.items()
    ]
    return {"version": "v2.0", "data": [{"title": "Towns", "paragraphs": paragraphs}]}


def answering(received: Received) -> Reply:
    """The sentence that belongs to the question, with its label."""
    prompt = "\n".join(message["content"] for message in received.body["messages"])
    (sentence,) = [sentence for text, _, sentence in QUESTIONS.values() if text in prompt]
    if sentence is None:
        return streaming("NOT IN SOURCES: when it was built")
    label = re.search(rf"^(\[s\d+\]) {re.escape(sentence)}$", prompt, re.MULTILINE)
    assert label, prompt
    return streaming(f"{sentence} {label[1]}")


@pytest.fixture
def towns(project: Path) -> Path:
    (project / "towns.json").write_text(json.dumps(squad()), encoding="utf-8")
    return Path("towns.json")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(answering) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        monkeypatch.setenv("QA_MODEL", "m")
        yield running
