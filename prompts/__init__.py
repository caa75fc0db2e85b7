"""Prompt templates: files in this folder, or in one that a person has, and the few lines that fill them in.

A template is a text file named NAME.md. Lines such as `--- system` and `--- user` begin its messages, and what stands
before the first is a comment; `{{name}}` stands for a value. Values are put in as they are: what is inside one is never
filled in again.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

FOLDER = Path(__file__).parent
ENDING = ".md"
PURPOSES = {
    "answer": "has the model answer a question from numbered sentences",
    "rewrite": "has it make a follow-up question stand alone",
    "repair": "sends an answer back with what is wrong in it",
    "judge": "has it judge a statement by the sentences it cites (--verify)",
    "structured": "goes before “answer” where answers are data with a schema (--structured)",
}
"""The templates there are, and what each is for."""
_NAMES = {
    "answer": {"sign", "sources", "question"},
    "rewrite": {"conversation", "question"},
    "repair": {"problems", "sign"},
    "judge": {"sources", "statement"},
    "structured": {"sign"},
}
"""What each must have a place for, and nothing else."""
_CALLED = f"Templates are called {', '.join(f'{name}{ENDING}' for name in PURPOSES)}."
_ELSEWHERE = "Choose another folder for --export."
_MESSAGE = re.compile(r"^--- (system|user|assistant)[ \t]*\n", re.MULTILINE)
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TEXT_ENDINGS = {ENDING, ".markdown", ".txt"}
_ALIKE = 0.8
"""From this ratio of difflib on, a file's name is taken for a misspelt template's: anwser has 0.83, readme 0.5."""


class TemplateProblem(Exception):
    """A template is missing, has no message, or does not fit the values given to it."""

    hint = "Correct it, or start from a shipped one: qa prompts --export DIR"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read and checked.

    Attributes:
        messages: pairs of role and text.
    """

    path: Path
    messages: tuple[tuple[str, str], ...]

    @property
    def names(self) -> frozenset[str]:
        """What it has a place for."""
        return frozenset(name for _, text in self.messages for name in _NAME.findall(text))


@dataclass(frozen=True, slots=True)
class Prompts:
    """The templates in force, by name."""

    templates: Mapping[str, Template]

    def fill(self, name: str, **values: str) -> tuple[tuple[str, str], ...]:
        """The messages of a template, as pairs of role and text.

        Args:
            name: the template's.
            values: a text for every name in the template, and no other.

        Raises:
            TemplateProblem: a name has no value, or a value no name.
        """
        template = self.templates[name]
        _check_names(template, values.keys())
        return tuple((role, _NAME.sub(lambda match: values[match[1]], text)) for role, text in template.messages)


def load(folder: Path | None = None) -> Prompts:
    """The templates of a folder, each that is not there from the shipped ones.

    Raises:
        TemplateProblem: the folder has none, one is not as it must be, or a file's name looks like a misspelt one.
    """
    own = _own(folder) if folder else {}
    paths = {name: own.get(name, FOLDER / f"{name}{ENDING}") for name in PURPOSES}
    templates = {name: read(path) for name, path in paths.items()}
    for name, template in templates.items():
        _check_names(template, _NAMES[name])
    return Prompts(templates)


@functools.cache
def shipped() -> Prompts:
    """The templates of this folder.

    Raises:
        TemplateProblem: the package is damaged.
    """
    return load()


def read(path: Path) -> Template:
    """A template of a file.

    Raises:
        TemplateProblem: it cannot be read, or has no message.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        message = f"the prompt template {path} cannot be read: {getattr(exc, 'strerror', None) or exc}"
        raise TemplateProblem(message) from exc
    _, *parts = _MESSAGE.split(text)
    if not parts:
        message = f"the prompt template {path} has no line such as “--- user”, which begins a message"
        raise TemplateProblem(message)
    bodies = (body.strip() for body in parts[1::2])
    return Template(path, tuple(zip(parts[::2], bodies, strict=True)))


def export(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write the shipped templates to a folder, and never over a file.

    Yields:
        Each file's path, and whether it was written.

    Raises:
        TemplateProblem: one cannot be written.
    """
    for name in PURPOSES:
        path = folder / f"{name}{ENDING}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write((FOLDER / path.name).read_bytes())
        except FileExistsError as exc:
            if not folder.is_dir():
                message = f"{folder} is not a folder"
                raise TemplateProblem(message, hint=_ELSEWHERE) from exc
            yield path, False
        except OSError as exc:
            message = f"cannot write the prompt template {path}: {exc.strerror or exc}"
            raise TemplateProblem(message, hint=_ELSEWHERE) from exc
        else:
            yield path, True


def _own(folder: Path) -> dict[str, Path]:
    """The templates in a person's folder, by name."""
    try:
        files = sorted(folder.iterdir())
    except OSError as exc:
        message = f"the folder of prompt templates {folder} cannot be read: {exc.strerror or exc}"
        raise TemplateProblem(message) from exc
    own = {file.stem: file for file in files if file.suffix == ENDING and file.stem in PURPOSES}
    for file in files:
        if file not in own.values() and (near := _meant(file)):
            message = f"no prompt template is called as {file} is; did you mean “{near}{ENDING}”?"
            raise TemplateProblem(message, hint=_CALLED)
    if not own:
        message = f"the folder {folder} has no prompt template"
        raise TemplateProblem(message, hint=_CALLED)
    return own


def _meant(file: Path) -> str | None:
    """The template that a file of another name was probably meant to be."""
    if file.suffix.lower() not in _TEXT_ENDINGS:
        return None
    near = difflib.get_close_matches(file.stem.lower(), PURPOSES, n=1, cutoff=_ALIKE)
    return near[0] if near else None


def _check_names(template: Template, wanted: AbstractSet[str]) -> None:
    """See that a template has a place for all that is wanted, and for nothing else."""
    missing = sorted(wanted - template.names)
    unknown = sorted(template.names - wanted)
    faults = [f"has no place for {{{{{name}}}}}" for name in missing]
    for name in unknown:
        near = difflib.get_close_matches(name, missing or wanted, n=1)
        suggestion = f" (did you mean {{{{{near[0]}}}}}?)" if near else ""
        faults.append(f"has {{{{{name}}}}}, for which there is no value{suggestion}")
    if faults:
        message = f"the prompt template {template.path} {', and '.join(faults)}"
        raise TemplateProblem(message)
