from __future__ import annotations

from pathlib import Path

import pytest

from index import Document
from qa import tapes
from qa.suite.sentences import Place, Sentences, wrong_quotes

FILE = Path("/documents/harbour.txt")
TEXT = "The harbour of Elling was dredged in 1931.\r\nIt is “new” –\r\nand deep. Ships come.\n"


@pytest.fixture
def sentences() -> Sentences:
    return Sentences([Document(1, FILE, "Harbour", TEXT)])


def test_a_sentence_is_found_by_a_few_words_however_they_are_typed(sentences: Sentences) -> None:
    assert sentences.find('it is "NEW" - and') == Place(str(FILE), 2, "It is “new” –\r\nand deep.")
    assert sentences.find("Ships") == Place(str(FILE), 3, "Ships come.")


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0"])
def test_no_words_are_in_no_sentence(sentences: Sentences, blank: str) -> None:
    assert sentences.find(blank) is None


def test_words_of_two_sentences_are_in_none(sentences: Sentences) -> None:
    assert sentences.find("and deep. Ships come.") is None


TAPE = """\
version: 1
entries:
- ask: what is it?
  reply: |-
    It is a harbour. ["The harbour of Elling"]

    It is old ["and shallow"]; see [s1], ["Ships come",
    “a thing that no
    sentence says”].
- ask: how old?
  reply: "Old.\\n[\\"no \\u2013 such\\"]"
- reply: >-
    It was ["dredged
    in 1931"]. It is ["dredged
    in 1932"].
  ask: when?
"""


def test_a_quotation_on_a_tape_that_no_sentence_has_is_an_error_at_its_line(
    sentences: Sentences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.yaml"
    path.write_text(TAPE, encoding="utf-8")
    wrong = wrong_quotes(tapes.load(path), sentences)
    assert [line.split(":")[:2] for line in wrong] == [["x.yaml", number] for number in ("7", "8", "11", "14")]
    assert wrong[0] == (
        "x.yaml:7: no sentence of the sources says “and shallow”, which is quoted in the reply to “what is it?”"
    )


def test_a_tape_whose_quotations_are_all_in_the_sources_has_no_error(sentences: Sentences, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    recorded = "- ask: who?\n  reply: '[\"not there\"]'\n  request: {purpose: answer, model: m, messages: []}\n"
    path.write_text(
        f'version: 1\nentries:\n- ask: what?\n  reply: A harbour. ["harbour"]\n{recorded}', encoding="utf-8"
    )
    assert wrong_quotes(tapes.load(path), sentences) == []
