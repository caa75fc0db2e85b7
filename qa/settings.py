"""Settings: from the project's file, the environment and the command line, in that order of growing weight.

The only reader of the environment.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.chunks import BUDGET, LARGEST, SMALLEST
from qa.errors import Unconfigured, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

_environment = os.environ  # noqa: TID251 - here alone
DEFAULT_MODEL = "gpt-5.4-mini"
"""Used where a key is set and no model is named."""
MOST_PASSAGES = 100
Kind = tuple[Any, str]
"""A type, and what a value of it is called."""
PATH: Kind = (str, "a path")
KEYS: dict[str, Kind] = {
    "sources": (list, "a list of paths"),
    "index": PATH,
    "prompts": PATH,
    "model": (str, "a text"),
    "base_url": (str, "a text"),
    "embedder": (str, "a text"),
    "chunk_tokens": (int, "a whole number"),
    "top_k": (int, "a whole number"),
    "context_tokens": (int, "a whole number"),
    "structured": (bool, "true or false"),
    "temperature": ((int, float), "a number"),
    "max_tokens": (int, "a whole number"),
    "timeout": ((int, float), "a number of seconds"),
    "retries": (int, "a whole number"),
}
"""What a file may set, and what it must be there. A key for a server belongs into the environment only."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set.

    Attributes:
        root: the folder that relative paths of the file start at; where the file is, or the working directory.
        sources: files and folders to answer from.
        index: the index folder; None to look for one from the working directory upwards.
        prompts: folder of prompt templates that replace the shipped ones; None for none.
        model: the language model's name; empty for none.
        base_url: address of an OpenAI-compatible server; None for OpenAI itself.
        api_key: its key, where one is set.
        embedder: name of an embedding model at the server; empty for the one in the package.
        chunk_tokens: tokens of a chunk, as which documents are indexed and found.
        top_k: passages to retrieve.
        context_tokens: o200k_base tokens of passages that a model is given at most.
        structured: whether answers are asked for as data with a schema.
        timeout: seconds to wait for a server, to connect and between two pieces of an answer.
        retries: how often a request is repeated that met 429, 5xx or no connection.
    """

    root: Path
    sources: tuple[Path, ...] = ()
    index: Path | None = None
    prompts: Path | None = None
    model: str = ""
    base_url: str | None = None
    api_key: str | None = dataclasses.field(default=None, repr=False)
    embedder: str = ""
    chunk_tokens: int = BUDGET
    top_k: int = 12
    context_tokens: int = 3000
    structured: bool = False
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float = 60.0
    retries: int = 2


def load(directory: Path, **overrides: Any) -> Settings:
    """The settings that hold in a directory.

    Args:
        directory: where to look for a file, from there upwards.
        overrides: settings from the command line; None stands for one that was not given.

    Raises:
        Unconfigured: a file cannot be read, or a setting is unknown, of the wrong type or out of range.
    """
    root, values = _from_files(directory)
    values |= _from_environment(_environment)
    values |= {name: value for name, value in overrides.items() if value is not None}
    settings = Settings(root, **values)
    if not settings.model and settings.api_key and not settings.base_url:
        settings = dataclasses.replace(settings, model=DEFAULT_MODEL)
    _check_ranges(settings)
    return settings


def without_model(settings: Settings) -> Settings:
    """The same, but with no language model."""
    return dataclasses.replace(settings, model="", base_url=None, api_key=None)


def take_over(variables: Mapping[str, str]) -> None:
    """Have the variables of another process, of those that are about this program and its server, and no others."""
    for name in [name for name in _environment if name.startswith(("QA_", "OPENAI_")) and name not in variables]:
        del _environment[name]
    _environment.update(variables)


def wants_colour() -> bool:
    """Whether the environment lets a terminal have colours (no-color.org, and TERM)."""
    return not _environment.get("NO_COLOR") and _environment.get("TERM") != "dumb"


def _from_files(directory: Path) -> tuple[Path, dict[str, Any]]:
    """The nearest file's folder and settings, as git finds its repository."""
    for folder in (directory, *directory.parents):
        for file in (folder / "qa.toml", folder / "pyproject.toml"):
            if os.path.isfile(file) and (table := _table(file)) is not None:  # noqa: PTH113 – a path's own raises
                return folder, {key: read(key, value, str(file), folder) for key, value in table.items()}
    return directory, {}


def read_file(file: Path, known: Mapping[str, Kind]) -> dict[str, Any]:
    """The settings in a file that is named, of which there may be others than in qa.toml.

    Raises:
        Unconfigured: it cannot be read, or a setting is unknown or of the wrong type.
    """
    table = _table(file)
    if table is None:
        message = f"{file} has no table [tool.qa]"
        raise Unconfigured(message)
    return {key: read(key, value, str(file), file.parent, known) for key, value in table.items()}


def _table(file: Path) -> dict[str, Any] | None:
    """All of a file of settings, or [tool.qa] of a pyproject.toml that has one."""
    mine = file.name != "pyproject.toml"
    text = ""
    try:
        text = file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, ValueError) as exc:
        if text and not mine and "tool.qa" not in text:
            return None  # a broken file of somebody else
        message = f"cannot read the settings in {file}: {exc}"
        raise Unconfigured(message) from exc
    if mine:
        return content
    tool = content.get("tool")
    table = tool.get("qa") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        message = f"{file}: tool.qa is not a table"
        raise Unconfigured(message)
    return table


def read(key: str, value: Any, where: str, folder: Path, known: Mapping[str, Kind] = KEYS) -> Any:
    """One setting, of the right type.

    Args:
        where: what it stands in, for a person.
        folder: where its paths start.

    Raises:
        Unconfigured: it is unknown, or of the wrong type.
    """
    if key not in known:
        message = f"{where}: unknown setting “{key}”{did_you_mean(key, known)}"
        raise Unconfigured(message, hint=f"Settings are: {', '.join(sorted(known))}")
    wanted, expected = known[key]
    right = isinstance(value, wanted) and isinstance(value, bool) is (wanted is bool)
    if key == "sources":
        right = right and all(isinstance(source, str) and source for source in value)
    elif known[key] == PATH:
        right = right and bool(value)  # an empty path would be the folder itself
    if not right:
        message = f"{where}: “{key}” must be {expected}, not {value!r}"
        raise Unconfigured(message)
    if key == "sources":
        return tuple(folder / source for source in value)
    return folder / value if known[key] == PATH else value


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Settings from variables; an empty one counts as not set."""
    named = {
        "model": environment.get("QA_MODEL"),
        "index": environment.get("QA_INDEX"),
        "api_key": environment.get("OPENAI_API_KEY"),
        "base_url": environment.get("OPENAI_BASE_URL"),
    }
    found: dict[str, Any] = {key: value for key, value in named.items() if value}
    if "index" in found:
        found["index"] = Path(found["index"])
    return found


def _check_ranges(settings: Settings) -> None:
    limits = {
        "chunk_tokens": (settings.chunk_tokens, SMALLEST, LARGEST),
        "top_k": (settings.top_k, 1, MOST_PASSAGES),
        "context_tokens": (settings.context_tokens, 300, 1_000_000),
        "timeout": (settings.timeout, 0.001, 3600),
        "retries": (settings.retries, 0, 20),
        "temperature": (settings.temperature, 0, 2),
        "max_tokens": (settings.max_tokens, 1, 1_000_000),
    }
    for name, (value, low, high) in limits.items():
        if value is not None and not low <= value <= high:
            message = f"the setting “{name}” must be from {low} to {high}, not {value}"
            raise Unconfigured(message)
