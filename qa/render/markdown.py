"""A conversation as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.answering import Support
from qa.render.clean import clean, file_name, unlinked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.assistant import Turn

_SPECIAL = re.compile(r"([\\`*_<>\[\]#|!~&])")
_RULE = re.compile(r"^(\s*)([-=])(?=[-=\s]*$)", re.MULTILINE)


def render(turns: Iterable[Turn]) -> str:
    return "\n".join(line for turn in turns for line in _turn(turn)) + "\n"


def _turn(turn: Turn) -> Iterator[str]:
    answer = turn.answer
    yield f"## {_escaped(turn.question)}"
    yield ""
    yield _escaped(unlinked(answer.text))
    yield ""
    if answer.statements:
        yield f"*{answer.verdict}*"
        yield ""
    for statement in answer.statements:
        if statement.found:
            yield f"- citation found by qa: {_escaped(unlinked(statement.text))}"
        if statement.support in {Support.UNCITED, Support.UNSUPPORTED}:
            problems = f": {'; '.join(statement.problems)}" if statement.problems else ""
            yield f"- {statement.support.value}{_escaped(problems)}: {_escaped(unlinked(statement.text))}"
    for disagreement in answer.disagreements:
        sides = (
            f"“{words}” in {file_name(sentence.document.path)}:{sentence.line}"
            for sentence, words in disagreement.sides
        )
        yield f"- the sources disagree: {_escaped(', '.join(sides))}"
    for warning in answer.warnings:
        yield f"- warning: {_escaped(warning)}"
    if answer.shown:
        yield ""
        yield "Sources:" if answer.citations else "Nearest in the sources:"
        yield ""
    for citation in answer.shown:
        sentence = citation.sentence
        place = f"{file_name(sentence.document.path)}:{sentence.line}"
        yield f"{citation.number}. {_escaped(place)}"
        yield ""
        yield from (f"   > {_escaped(line)}" for line in clean(sentence.text).split("\n"))
        yield ""
    who = f"{turn.engine}, {turn.model}" if turn.model else turn.engine
    yield f"*Answered by: {_escaped(who)}*"
    yield ""


def _escaped(text: str) -> str:
    return _RULE.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", clean(text)))
