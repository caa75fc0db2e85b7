from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa import settings
from qa.errors import Unconfigured


def write(folder: Path, text: str, name: str = "qa.toml") -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_and_variables_there_is_no_model_and_no_source(tmp_path: Path) -> None:
    loaded = settings.load(tmp_path)
    assert (loaded.model, loaded.sources, loaded.index, loaded.root) == ("", (), None, tmp_path)


def test_the_nearest_file_upwards_counts_and_its_paths_start_at_its_folder(tmp_path: Path) -> None:
    write(tmp_path, 'sources = ["docs", "a.txt"]\nindex = "place"\nprompts = "words"\ntop_k = 3\ntimeout = 5')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    loaded = settings.load(below)
    assert loaded.root == tmp_path
    assert loaded.sources == (tmp_path / "docs", tmp_path / "a.txt")
    assert loaded.index == tmp_path / "place"
    assert loaded.prompts == tmp_path / "words"
    assert (loaded.top_k, loaded.timeout) == (3, 5)


def test_pyproject_counts_only_with_its_table_and_qa_toml_comes_first(tmp_path: Path) -> None:
    write(tmp_path, "[project]\nname = 'x'", "pyproject.toml")
    assert settings.load(tmp_path).top_k == 12
    write(tmp_path, "[tool.qa]\ntop_k = 4", "pyproject.toml")
    assert settings.load(tmp_path).top_k == 4
    write(tmp_path, "top_k = 5")
    assert settings.load(tmp_path).top_k == 5


def test_a_broken_pyproject_of_somebody_else_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "[project\nname =", "pyproject.toml")
    assert settings.load(tmp_path).top_k == 12


@pytest.mark.parametrize(
    "text",
    [
        "[tool . qa]\ntop_k = 4",
        "[tool]\nqa = {top_k = 4}",
        "tool = {qa = {top_k = 4}}",
        '["tool"."qa"]\ntop_k = 4',
    ],
)
def test_the_table_of_a_pyproject_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    write(tmp_path, text, "pyproject.toml")
    assert settings.load(tmp_path).top_k == 4


def test_a_pyproject_whose_tool_is_no_table_is_of_somebody_else(tmp_path: Path) -> None:
    write(tmp_path, 'tool = "tool.qa"', "pyproject.toml")
    assert settings.load(tmp_path).top_k == 12


def test_a_broken_pyproject_that_names_the_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "[tool.qa\ntop_k = 4", "pyproject.toml")
    with pytest.raises(Unconfigured, match="cannot read the settings in"):
        settings.load(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_above_that_may_not_be_looked_at_has_no_settings(tmp_path: Path) -> None:
    below = tmp_path / "closed" / "below"
    below.mkdir(parents=True)
    below.parent.chmod(0)
    try:
        assert settings.load(below).top_k == 12
    finally:
        below.parent.chmod(0o700)


def test_the_environment_outweighs_the_file_and_the_command_line_outweighs_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 'model = "from file"')
    assert settings.load(tmp_path).model == "from file"
    monkeypatch.setenv("QA_MODEL", "from environment")
    assert settings.load(tmp_path).model == "from environment"
    assert settings.load(tmp_path, model="from command line").model == "from command line"
    assert settings.load(tmp_path, model=None).model == "from environment"


def test_a_key_alone_brings_the_default_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert settings.load(tmp_path).model == settings.DEFAULT_MODEL


def test_a_key_for_another_server_does_not_bring_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert settings.load(tmp_path).model == ""


def test_an_empty_variable_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert settings.load(tmp_path).model == ""


def test_the_key_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert "secret" not in repr(settings.load(tmp_path))


def test_an_unknown_setting_is_refused_and_the_nearest_one_named(tmp_path: Path) -> None:
    write(tmp_path, "topk = 3")
    with pytest.raises(Unconfigured, match=r"unknown setting “topk”; did you mean “top_k”\?"):
        settings.load(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('top_k = "3"', "“top_k” must be a whole number, not '3'"),
        ("top_k = true", "“top_k” must be a whole number, not True"),
        ("top_k = 0", "“top_k” must be from 1 to 100, not 0"),
        ("chunk_tokens = 19", "“chunk_tokens” must be from 20 to 254, not 19"),
        ("chunk_tokens = 255", "“chunk_tokens” must be from 20 to 254, not 255"),
        ('chunk_tokens = "100"', "“chunk_tokens” must be a whole number, not '100'"),
        ("context_tokens = 10", "“context_tokens” must be from 300"),
        ('sources = "docs"', "“sources” must be a list of paths, not 'docs'"),
        ("sources = [1]", "“sources” must be a list of paths, not \\[1\\]"),
        ('sources = [""]', "“sources” must be a list of paths, not \\[''\\]"),
        ('index = ""', "“index” must be a path, not ''"),
        ('prompts = ""', "“prompts” must be a path, not ''"),
        ("timeout = -1", "“timeout” must be from"),
        ("api_key = 'secret'", "unknown setting “api_key”"),
        ("top_k = ", "cannot read the settings in"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_file(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, line)
    with pytest.raises(Unconfigured, match=said) as problem:
        settings.load(tmp_path)
    assert str(tmp_path / "qa.toml") in str(problem.value) or "must be from" in said


def test_tool_qa_must_be_a_table(tmp_path: Path) -> None:
    write(tmp_path, "[tool]\nqa = 3  # tool.qa", "pyproject.toml")
    with pytest.raises(Unconfigured, match=r"tool\.qa is not a table"):
        settings.load(tmp_path)


def test_every_setting_of_a_file_is_one_of_the_settings() -> None:
    assert settings.KEYS.keys() | {"root", "api_key"} == set(settings.Settings.__dataclass_fields__)


def test_without_model_nothing_of_a_server_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    loaded = settings.without_model(settings.load(tmp_path))
    assert (loaded.model, loaded.api_key, loaded.base_url) == ("", None, None)
