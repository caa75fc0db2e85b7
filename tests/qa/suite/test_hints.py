"""What a command says about a problem can be done with that command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

import qa_pytest
from index import errors as index_errors
from qa import cli, errors
from qa.suite import hints
from tests.servers import NOBODY

if TYPE_CHECKING:
    from pathlib import Path

    from qa.suite.running import Problem
    from tests.conftest import RunQa

OWN_INDEX = {
    index_errors.IndexMissing,
    index_errors.IndexMismatch,
    index_errors.IndexUnreadable,
    index_errors.SourceNotIndexed,
}
"""What is told of a person's own index, where these commands have a new one."""
BASES: tuple[type[Problem], ...] = (index_errors.IndexProblem, errors.QaProblem)
_OPTION = re.compile(r"(?<![\w-])(?:qa (\w+) )?(--[a-z][\w-]*)")


def all_kinds(base: type[Problem]) -> set[type[Problem]]:
    return {base}.union(*(all_kinds(kind) for kind in base.__subclasses__()))


def options_of(command: str) -> set[str]:
    if command == "pytest":
        parser = pytest.Parser(_ispytest=True)
        qa_pytest.pytest_addoption(parser)
        return {name for group in parser._groups for option in group.options for name in option.names()}
    commands: Any = typer.main.get_command(cli.app)
    return {name for parameter in commands.commands[command].params for name in parameter.opts}


@pytest.mark.parametrize(
    ("command", "table"), [("check", hints.CHECK), ("compare", hints.COMPARE), ("pytest", hints.PYTEST)]
)
def test_a_hint_names_only_options_that_the_command_has(command: str, table: hints.Hints) -> None:
    kinds = {kind for base in BASES for kind in all_kinds(base)} - OWN_INDEX
    assert set(table) < kinds
    wrong = []
    for kind in kinds:
        problem = kind("what went wrong")
        hints.advise(problem, table)
        wrong += [
            (kind.__name__, problem.hint)
            for other, option in _OPTION.findall(problem.hint)
            if option not in {"--help", *options_of(other or command)}
        ]
    assert wrong == []
    assert _OPTION.findall("or use --no-model, or: qa check --record-mode new") == [
        ("", "--no-model"),
        ("check", "--record-mode"),
    ]


def test_a_hint_of_its_own_stays(run_qa: RunQa) -> None:
    problem = errors.TapeMiss("no reply", hint="Record it with: qa check x.qa.yaml")
    hints.advise(problem, hints.PYTEST)
    assert problem.hint == "Record it with: qa check x.qa.yaml"


def test_a_command_gives_the_hints_that_it_has(run_qa: RunQa, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.txt").write_text("The harbour was dredged in 1931.\n", encoding="utf-8")
    (project / "a.qa.yaml").write_text("sources: a.txt\ncases: [ask: when was it dredged?]\n", encoding="utf-8")
    (project / "qa.toml").write_text("retries = 0\n", encoding="utf-8")
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    without = run_qa("check", "a.qa.yaml")
    assert (without.code, without.err) == (
        3,
        "qa: a server is set, but no model — Name one with --model or QA_MODEL.\n",
    )
    assert " — Name one, as in model=llama3.2, or none: model=\n" in run_qa("compare", ".", ".", "a.qa.yaml").err
    monkeypatch.setenv("QA_MODEL", "m")
    assert ", or use --no-model.\n" in run_qa("check", "--jobs", "2", "a.qa.yaml").out
    assert ", or compare with no model: model=\n" in run_qa("compare", ".", ".", "a.qa.yaml").out
