from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index import Document
from qa.render.json import as_dict
from qa.suite import matching
from qa.suite.cases import Case
from qa.suite.expecting import Failure, failures
from qa.suite.sentences import Sentences

if TYPE_CHECKING:
    from tests.qa.conftest import Answering, Split

TEXT = """The harbour of Elling was dredged in 1931. Mayor Ines Falk said that the “new” pier would cost 4 million.

In May, June and July it was closed.
"""
FILE = Path("/documents/harbour.txt")
DREDGED = f"{FILE}:1\n> The harbour of Elling was dredged in 1931."
CLOSED = f"{FILE}:3\n> In May, June and July it was closed."


@pytest.fixture
def told(answering: Answering, split: Split) -> dict[str, Any]:
    """An answer with a citation, and a statement without one."""
    turn = answering("The harbour was dredged in 1931. [s1] Nobody knows about Norra’s.", split(TEXT, path=FILE))
    return as_dict(turn)


@pytest.fixture
def refused(answering: Answering, split: Split) -> dict[str, Any]:
    return as_dict(answering("NOT IN SOURCES: the cost", split(TEXT, path=FILE)))


def differing(told: dict[str, Any], **expected: Any) -> list[Failure]:
    sentences = Sentences([Document(1, FILE, "Harbour", TEXT)])
    return failures(Case("Why?", **expected), told, sentences.find)


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"contains": ("The harbour", "Norra's", "in\n1931")},
        {"lacks": ("the harbour was", "1932")},
        {"matches": (r"in \d{4}\.", "(?i)THE")},
        {"cites": ("dredged", "HARBOUR  of Elling")},
        {"cites_not": ("pier", "nowhere")},
        {"source": (FILE,)},
        {"at_least": 1, "at_most": 1},
        {"supported": False},
        {"engine": "openai"},
        {"tokens": 18},
        {"seconds": 1.25},
    ],
)
def test_what_is_so_is_no_difference(expected: dict[str, Any], told: dict[str, Any]) -> None:
    assert differing(told, **expected) == []


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"contains": ("the harbour", "1931", "x")}, (("“the harbour”", "“x”"), "answer")),
        ({"lacks": ("1931",)}, (("not “1931”",), ("The harbour was dredged in 1931.",))),
        ({"matches": (r"\d{5}",)}, ((r"/\d{5}/",), "answer")),
        ({"cites": ("May, June",)}, ((CLOSED,), (f"[1] {DREDGED}",))),
        ({"cites_not": ("dredged in", "pier")}, (("not “dredged in”",), (f"[1] {DREDGED}",))),
        ({"source": (FILE, Path("/b.txt"))}, (("/b.txt",), (f"[1] {DREDGED}",))),
        ({"at_least": 2}, (("at least 2",), (f"[1] {DREDGED}",))),
        ({"at_most": 0}, (("at most 0",), (f"[1] {DREDGED}",))),
        ({"engine": "replay"}, (("replay",), ("openai",))),
        ({"tokens": 17}, (("at most 17",), ("18",))),
        ({"seconds": 1.2}, (("at most 1.2",), ("1.25",))),
    ],
)
def test_a_difference_shows_what_should_be_and_what_is(
    expected: dict[str, Any], difference: tuple[tuple[str, ...], tuple[str, ...] | str], told: dict[str, Any]
) -> None:
    (failure,) = differing(told, **expected)
    wanted, actual = difference
    assert failure.key in {*expected, "citations"}
    assert failure.expected == wanted
    assert failure.actual == ((told["answer"],) if actual == "answer" else actual)
    assert failure.hints == ()


def test_a_statement_that_is_not_supported_is_shown_with_what_is_wrong_with_it(told: dict[str, Any]) -> None:
    told["statements"][0] |= {"support": "supported", "problems": []}
    told["statements"][1] |= {"support": "unsupported", "problems": ["“Norra” is not there", "so is “knows”"]}
    (failure,) = differing(told, supported=True)
    assert failure.actual == ("Nobody knows about Norra’s. (unsupported: “Norra” is not there; so is “knows”)",)
    told["statements"].pop()
    assert differing(told, supported=True) == []
    (failure,) = differing(told, supported=False)
    assert failure.expected == ("a statement that is not supported",)


def test_of_a_refusal_only_that_it_is_one_is_told(refused: dict[str, Any]) -> None:
    (failure,) = differing(refused, contains=("x",), cites=("dredged",), supported=True)
    assert (failure.key, failure.expected, failure.actual) == ("answered", ("an answer",), (refused["answer"],))
    assert differing(refused, answered=False, contains=("the cost",)) == []


def test_a_refusal_is_shown_with_the_nearest_thing_in_the_sources(refused: dict[str, Any]) -> None:
    refused["nearest"] = [{"number": 1, "source": "a.txt", "line": 3, "quote": "It costs."}]
    (failure,) = differing(refused)
    assert failure.actual == (refused["answer"], "nearest: a.txt:3\n> It costs.")


def test_an_answer_where_none_should_be_is_a_difference(told: dict[str, Any]) -> None:
    (failure,) = differing(told, answered=False)
    assert (failure.key, failure.actual) == ("answered", (told["answer"],))


def test_words_that_no_sentence_has_are_pointed_out(told: dict[str, Any]) -> None:
    (failure,) = differing(told, cites=("dredged", "1931. Mayor Ines"))
    assert failure.expected == ("“1931. Mayor Ines”",)
    assert failure.hints == ("no sentence of the sources has the words “1931. Mayor Ines”",)


@pytest.mark.parametrize("cites", [("In May", "June and July it was"), ("“In May", "June and July it was closed”")])
def test_a_list_that_was_split_at_the_comma_of_a_sentence_is_pointed_out_once(
    cites: tuple[str, ...], told: dict[str, Any]
) -> None:
    (failure,) = differing(told, cites=("of Elling", *cites, "dredged"))
    together = ", ".join(cites).strip("“”")
    assert failure.hints == (
        f'these words stand together, and the list was split at their comma; put quotes: "{together}"',
    )


def test_quotation_marks_that_yaml_takes_for_text_are_pointed_out(told: dict[str, Any]) -> None:
    (failure,) = differing(told, cites=("“it was closed”",))
    assert failure.hints == ('YAML takes “ and ” as a part of the text; put straight quotes: "it was closed"',)


def test_a_pattern_that_tries_too_many_ways_fails_and_the_others_are_tried(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "LIMIT", 0.2)
    told["answer"] = "m² " + "a" * 60 + " नमस्ते!"
    hopeless, missing = r"(a|aa)+$", r"\d{4}"
    (failure,) = differing(told, matches=(r"^m\w a", hopeless, "(b|bb)*$", missing, hopeless, r"(?s).\Z"))
    assert failure.expected == (f"/{hopeless}/", f"/{missing}/", f"/{hopeless}/")
    assert failure.hints == (f"the pattern /{hopeless}/ took longer than 0.2 seconds; it may try too many ways",)
