from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.comparison.sides import side
from qa.errors import TapeUnreadable, Unconfigured, WrongUsage


@pytest.fixture
def tape(project: Path) -> Path:
    file = project / "old.tape.yaml"
    file.write_text("version: 1\nentries: []\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        (".", {}),
        ("model=llama3.2", {"model": "llama3.2"}),
        ("model=", {"model": ""}),
        ("top_k=6,structured=true", {"top_k": 6, "structured": True}),
        (" top_k = 6 , structured = false", {"top_k": 6, "structured": False}),
        ("temperature=0.5,timeout=5", {"temperature": 0.5, "timeout": 5.0}),
        ("prompts=words, old,model=a=b", {"prompts": Path("words, old"), "model": "a=b"}),
    ],
)
def test_settings_are_read_as_in_a_file(typed: str, values: dict[str, Any]) -> None:
    assert side(typed).values == values


def test_a_tape_is_a_side_alone_or_among_settings(tape: Path) -> None:
    for typed in ("old.tape.yaml", "tape=old.tape.yaml", "top_k=6,tape=old.tape.yaml"):
        choice = side(typed)
        assert (choice.tape, choice.own_tape, "tape" in choice.values) == (tape, False, False)


def test_a_side_with_a_model_has_no_tape_unless_it_names_one(tape: Path) -> None:
    assert (side("top_k=6").own_tape, side("model=m").own_tape) == (True, False)
    named = side("model=m,tape=old.tape.yaml")
    assert (named.values, named.tape) == ({"model": "m"}, tape)


def test_a_file_of_settings_is_a_side_whose_paths_start_at_its_folder(project: Path, tape: Path) -> None:
    (project / "fast").mkdir()
    tape.rename(project / "fast" / "old.tape.yaml")
    file = project / "fast" / "a=b.toml"
    file.write_text('sources = ["x"]\nindex = "y"\ntop_k = 3\nprompts = "words"\ntape = "old.tape.yaml"\n', "utf-8")
    choice = side("./fast/a=b.toml")
    assert choice.values == {"top_k": 3, "prompts": Path("fast/words")}
    assert choice.tape == project / "fast" / "old.tape.yaml"


def test_of_a_pyproject_the_table_is_a_side(project: Path) -> None:
    file = project / "pyproject.toml"
    file.write_text("[tool.qa]\ntop_k = 3\n", encoding="utf-8")
    assert side("pyproject.toml").values == {"top_k": 3}
    file.write_text("[project]\n", encoding="utf-8")
    with pytest.raises(Unconfigured, match=r"pyproject.toml has no table \[tool.qa\]"):
        side("pyproject.toml")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("modle=x", "modle=x: unknown setting “modle”; did you mean “model”?"),
        ("top_k=six", "“top_k” must be a whole number, not 'six'"),
        ("top_k=1.5", "“top_k” must be a whole number, not '1.5'"),
        ("structured=yes", "“structured” must be true or false, not 'yes'"),
        ("prompts=", "“prompts” must be a path, not ''"),
        ("top_k=6,structured", "“top_k” must be a whole number, not '6,structured'"),
        ("top_k=6,top_k=7", "the setting “top_k” is there twice"),
        ("sources=texts", "“sources” has no part in a comparison"),
        ("api_key=secret", "unknown setting “api_key”"),
        ("nowhere.toml", "cannot read the settings in nowhere.toml"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(typed: str, complaint: str, project: Path) -> None:
    with pytest.raises(Unconfigured) as problem:
        side(typed)
    assert complaint in str(problem.value)


@pytest.mark.parametrize("typed", ["", "llama3.2", "texts", "..", "6=top_k"])
def test_what_is_no_side_is_refused(typed: str, project: Path) -> None:
    with pytest.raises(WrongUsage, match="is neither a tape"):
        side(typed)


def test_a_tape_that_is_none_is_refused(project: Path) -> None:
    (project / "cases.yaml").write_text("sources: [texts]\n", encoding="utf-8")
    with pytest.raises(TapeUnreadable, match="is not a tape"):
        side("cases.yaml")
    with pytest.raises(TapeUnreadable, match="cannot read the tape"):
        side("nowhere.yaml")
