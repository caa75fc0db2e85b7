"""Prompt templates: files in this folder, and the few lines that fill them in.

A template is a text file named NAME.md. Lines such as `--- system` and `--- user` begin its messages;
`{{name}}` stands for a value. Values are put in as they are: what is inside one is never filled in again.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_MESSAGE = re.compile(r"^--- (system|user|assistant)[ \t]*\n", re.MULTILINE)
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class TemplateProblem(Exception):
    """A template is missing, has no message, or does not fit the values given to it."""

    hint = "Reinstall the package, or correct the template."


def fill(template: str, **values: str) -> tuple[tuple[str, str], ...]:
    """The messages of a template, as pairs of role and text.

    Args:
        template: its name, without the ending.
        values: a text for every name in the template, and no other.

    Raises:
        TemplateProblem: there is no such template, it has no message, or a name is missing or unused.
    """
    path = FOLDER / f"{template}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        message = f"the prompt template {path} cannot be read: {getattr(exc, 'strerror', None) or exc}"
        raise TemplateProblem(message) from exc
    _, *parts = _MESSAGE.split(text)
    if not parts:
        message = f"the prompt template {path} has no line such as “--- user”"
        raise TemplateProblem(message)
    names = set(_NAME.findall("".join(parts)))
    if names != values.keys():
        missing, unused = sorted(names - values.keys()), sorted(values.keys() - names)
        message = f"the prompt template {path} does not fit: no value for {missing}, no place for {unused}"
        raise TemplateProblem(message)
    return tuple(
        (role, _NAME.sub(lambda match: values[match[1]], body.strip()))
        for role, body in zip(parts[::2], parts[1::2], strict=True)
    )
