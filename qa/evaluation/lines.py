"""JSONL: a line a question, with its answers and the evidence for them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from qa.errors import DataUnreadable
from qa.evaluation.data import Dataset, Place, Question, Text
from qa.evaluation.loading import complain, kind, objects, question_text, shown, text
from qa.render.clean import display, file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

KEYS: Final = ("id", "question", "answer", "answers", "evidence", "answerable", "context")
_ALIKE = 0.8
"""From here on an unknown key is a known one misspelt; others belong to somebody else."""


def read(path: Path, sources: Sequence[Path]) -> Dataset:
    """The data of a file.

    Args:
        sources: files and folders with the documents; none where these stand in the file.

    Raises:
        DataUnreadable: a line has what cannot stand in it, or there is nothing to ask.
        SourceProblem: a document cannot be read.
    """
    entries = list(objects(path))
    if not entries:
        complain(path, 1, "there is nothing in this file")
    for line, entry in entries:
        _check_keys(path, line, entry)
    reader = _Reader(path, bool(sources), _own(sources) if sources else _contexts(path, entries))
    if not reader.documents:
        message = f"{file_name(path)} has questions, but no documents"
        raise DataUnreadable(message, hint="Name them with --source, or give each line its text as “context”.")
    for line, entry in entries:
        reader.add(line, entry)
    return Dataset(
        path.stem,
        "JSONL",
        tuple(reader.documents.values()),
        tuple(reader.questions.values()),
        by_evidence=bool(sources),
    )


def _check_keys(path: Path, line: int, entry: dict[str, Any]) -> None:
    if "question" not in entry and "data" in entry:
        complain(path, line, "neither SQuAD (a whole file with “data”) nor a line with a “question”")
    for key in entry.keys() - set(KEYS):
        near = difflib.get_close_matches(key, KEYS, n=1, cutoff=_ALIKE)
        if near and near[0] not in entry:
            complain(path, line, f"unknown key {shown(key)}; did you mean “{near[0]}”?")
    if "question" not in entry:
        complain(path, line, "there is no “question”")


def _own(sources: Sequence[Path]) -> dict[str, Text]:
    from index import files

    found = files.discover(sources)
    return {display(path): Text(display(path), files.load(path).text, path) for path in found}


def _contexts(path: Path, entries: Sequence[tuple[int, dict[str, Any]]]) -> dict[str, Text]:
    """The texts that the lines bring with them, each once."""
    documents: dict[str, Text] = {}
    names: dict[str, str] = {}
    for line, entry in entries:
        context = entry.get("context")
        if context is None:
            continue
        if not isinstance(context, str):
            complain(path, line, f"“context” is {kind(context)} where a text belongs")
        if not context.strip():
            complain(path, line, "“context” is empty")
        if context not in names:
            names[context] = f"line {line}"
            documents[names[context]] = Text(names[context], text(context))
    return documents


@dataclass(slots=True)
class _Reader:
    path: Path
    own: bool
    documents: dict[str, Text]
    questions: dict[str, Question] = field(default_factory=dict)
    _by_text: dict[str, str] = field(init=False)
    _by_path: dict[Path | None, str] = field(init=False)

    def __post_init__(self) -> None:
        self._by_text = {} if self.own else {document.text: id_ for id_, document in self.documents.items()}
        self._by_path = {document.path: id_ for id_, document in self.documents.items()}

    def add(self, line: int, entry: dict[str, Any]) -> None:
        asked = question_text(self.path, line, entry["question"])
        id_ = entry.get("id")
        id_ = f"line {line}" if id_ is None else id_ if isinstance(id_, str) else str(id_)
        if id_ in self.questions:
            complain(self.path, line, f"a second question with the id {shown(id_)}")
        answers = (*self._texts(line, entry, "answer"), *self._texts(line, entry, "answers"))
        answerable = entry.get("answerable")
        if answerable is not None and not isinstance(answerable, bool):
            complain(self.path, line, f"“answerable” is {kind(answerable)} where true or false belongs")
        context = self._context(line, entry)
        evidence = tuple(self._evidence(line, entry, context))
        if answerable is False and (answers or evidence):
            complain(self.path, line, "“answerable” is false, but there is an answer or evidence")
        relevant = {piece[0].document: 1 for piece in evidence}
        if context and not evidence and answerable is not False:
            relevant[context] = 1
        if self.own:
            relevant = {str(number): 1 for number in range(len(evidence))}
        self.questions[id_] = Question(id_, asked, answerable is not False, answers, relevant, evidence)

    def _texts(self, line: int, entry: dict[str, Any], key: str) -> Iterator[str]:
        value = entry.get(key)
        for item in value if isinstance(value, list) else [] if value is None else [value]:
            if not isinstance(item, str):
                complain(self.path, line, f"“{key}” is or has {kind(item)} where a text belongs")
            if item.strip():
                yield text(item)

    def _context(self, line: int, entry: dict[str, Any]) -> str | None:
        context = entry.get("context")
        if context is not None and self.own:
            complain(self.path, line, "there is a “context”, but the documents are those of --source")
        return self._by_text[text(context)] if context else None

    def _evidence(self, line: int, entry: dict[str, Any], context: str | None) -> Iterator[tuple[Place, ...]]:
        value = entry.get("evidence")
        for item in value if isinstance(value, list) else [] if value is None else [value]:
            if isinstance(item, dict):
                yield (self._place(line, item),)
            elif isinstance(item, str):
                yield self._quoted(line, text(item), context)
            else:
                complain(self.path, line, f"“evidence” is or has {kind(item)} where a text or an object belongs")

    def _place(self, line: int, item: dict[str, Any]) -> Place:
        from index.files import real

        source, start, end = (item.get(key) for key in ("source", "start", "end"))
        if not isinstance(source, str) or not source or not self.own:
            complain(self.path, line, "evidence as a place has a “source” that is one of the files of --source")
        document = self._by_path.get(real(self.path.parent / source))
        if document is None:
            complain(self.path, line, f"the source {shown(source)} is none of the files of --source")
        length = len(self.documents[document].text)
        numbers = [value for value in (start, end) if isinstance(value, int) and not isinstance(value, bool)]
        if len(numbers) < 2 or not 0 <= numbers[0] < numbers[1] <= length:  # noqa: PLR2004 – both are there
            complain(self.path, line, f"no place from {start} to {end} in {source}, which has {length} characters")
        return Place(document, numbers[0], numbers[1])

    def _quoted(self, line: int, quote: str, context: str | None) -> tuple[Place, ...]:
        """Where a quotation stands: in the line's own text, else in any document."""
        if not quote.strip():
            complain(self.path, line, "“evidence” is empty")
        near = [self.documents[context]] if context else []
        searched = (near, self.documents.values())
        places = ([place for document in documents for place in document.places_of(quote)] for documents in searched)
        found = next(filter(None, places), None)
        if found is None:
            complain(self.path, line, f"no document has the evidence {shown(quote)}; quote it as it stands there")
        return tuple(found)
