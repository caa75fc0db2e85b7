"""The schema that editors use and the loader say the same."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import qa.suite
from qa.errors import SuiteUnreadable
from qa.suite import loading
from qa.suite.cases import Case
from tests.conftest import ROOT

SCHEMA = json.loads(Path(qa.suite.__file__).with_name("schema.json").read_text(encoding="utf-8"))


def test_every_key_of_one_is_in_the_other() -> None:
    case = SCHEMA["$defs"]["case"]["properties"]
    assert tuple(SCHEMA["properties"]) == loading.SUITE_KEYS
    assert tuple(case) == loading.CASE_KEYS
    assert tuple(case["citations"]["properties"]) == loading.CITATIONS_KEYS
    assert tuple(case["engine"]["enum"]) == loading.ENGINES
    fields = {field.name for field in dataclasses.fields(Case)} - {"line", "lines"}
    assert fields == set(loading.CASE_KEYS) - {"citations"} | set(loading.CITATIONS_KEYS)


def test_the_schema_is_one_and_explains_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert all("description" in key for key in SCHEMA["$defs"]["case"]["properties"].values())


def test_the_cases_about_the_article_are_as_the_schema_says() -> None:
    cases = yaml.safe_load((ROOT / "tests" / "europe.qa.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(cases, SCHEMA)


GOOD: dict[str, list[Any]] = {
    "ask": ["Why?"],
    "after": ["Why?", ["Why?", "Who?"], []],
    "citations": [{}, {"at_least": 0}, {"at_least": 1, "at_most": 2}],
    "source": ["a.txt", ["a.txt"], []],
    "supported": [True, False],
    "answered": [True],
    "engine": ["openai", "replay", "extractive"],
    "tokens": [0, 10],
    "seconds": [1, 0.5],
}
TEXTS: list[Any] = ["word", ["word", "words"], []]
BAD: list[Any] = [
    "",
    " ",
    None,
    {},
    3,
    -1,
    1.5,
    True,
    [1],
    ["a", None],
    [[]],
    {"least": 1},
    {"at_most": "x"},
    "?",
    "word",
]


REFUSED = {"ask": "Why?", "answered": False}
FILES: list[tuple[bool, dict[str, Any]]] = [
    (True, {}),
    (True, {"sources": "a.txt", "tape": "a.txt", "model": "m"}),
    (False, {"sources": []}),
    (False, {"sources": [" "]}),
    (False, {"tape": ""}),
    (False, {"model": ["m"]}),
    (False, {"source": ["a.txt"]}),
    (False, {"cases": []}),
    (False, {"cases": {"ask": "Why?"}}),
    (False, {"cases": [{}]}),
    (False, {"cases": ["Why?"]}),
    (False, {"cases": [{"ask": "Why?", "asks": "Who?"}]}),
    *((True, {"cases": [{"ask": text}]}) for text in ("_a", "ª", "m²", "为什么？", "почему", "०", "々", "é")),
    *((False, {"cases": [{"ask": text}]}) for text in ("_", "-!?", "¿", "… “”", "？", "×", "\u3000")),
    (False, {"cases": [{"ask": "Why?", "after": ["Who?", "_"]}]}),
    (True, {"cases": [{"ask": "Why?", "citations": {"at_least": 1.0, "at_most": 2.0}, "tokens": 10.0}]}),
    (False, {"cases": [{"ask": "Why?", "tokens": 10.5}]}),
    (False, {"cases": [{"ask": "Why?", "citations": {"at_least": True}}]}),
    (True, {"cases": [REFUSED]}),
    (True, {"cases": [REFUSED | {"cites": [], "source": [], "citations": {"at_least": 0, "at_most": 0}}]}),
    (True, {"cases": [REFUSED | {"lacks": "a", "contains": "b", "matches": "c", "cites_not": "d", "supported": True}]}),
    (True, {"cases": [REFUSED | {"engine": "replay", "tokens": 1, "seconds": 1, "after": "Who?"}]}),
    (False, {"cases": [REFUSED | {"cites": "words"}]}),
    (False, {"cases": [REFUSED | {"cites": ["words"]}]}),
    (False, {"cases": [REFUSED | {"source": "a.txt"}]}),
    (False, {"cases": [REFUSED | {"source": ["a.txt"]}]}),
    (False, {"cases": [REFUSED | {"citations": {"at_least": 1}}]}),
    (False, {"cases": [REFUSED | {"supported": False}]}),
]


@pytest.mark.parametrize(("right", "changed"), FILES)
def test_a_file_is_right_for_both_or_for_neither(changed: dict[str, Any], tmp_path: Path, *, right: bool) -> None:
    content = {"sources": ["a.txt"], "cases": [{"ask": "Why?"}]} | changed
    assert verdicts(content, tmp_path) == (right, right)


FOR_THE_LOADER_ALONE = {("source", "?"), ("source", "word"), ("matches", "?")}
"""No schema sees that there is no such file, and that an expression is none."""


@pytest.mark.parametrize("key", loading.CASE_KEYS)
def test_a_value_is_right_for_both_or_for_neither(key: str, tmp_path: Path) -> None:
    def of_value(value: Any) -> tuple[bool, bool]:
        return verdicts({"sources": ["a.txt"], "cases": [{"ask": "Why?"} | {key: value}]}, tmp_path)

    assert [value for value in GOOD.get(key, TEXTS) if of_value(value) != (True, True)] == []
    others = [value for value in BAD if not (isinstance(value, str) and (key, value) in FOR_THE_LOADER_ALONE)]
    assert [value for value in others if len(set(of_value(value))) > 1] == []


def verdicts(content: Any, folder: Path) -> tuple[bool, bool]:
    """Whether the loader takes a file, and whether the schema does."""
    (folder / "a.txt").write_text("Words.\n", encoding="utf-8")
    file = folder / "x.qa.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")
    try:
        loading.load(file)
    except SuiteUnreadable:
        loads = False
    else:
        loads = True
    return loads, jsonschema.Draft202012Validator(SCHEMA).is_valid(content)
