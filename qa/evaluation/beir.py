"""BEIR's layout: corpus.jsonl, queries.jsonl and qrels/. There are no answers, only relevant documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.errors import DataUnreadable
from qa.evaluation.data import Dataset, Question, Text
from qa.evaluation.loading import complain, kind, objects, question_text, shown, text, text_of
from qa.render.clean import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LAYOUT = "A folder in BEIR's layout has corpus.jsonl, queries.jsonl and qrels/test.tsv."
_COLUMNS = 3


def read(folder: Path) -> Dataset:
    """The data of a folder; only questions with a relevant document count.

    Raises:
        DataUnreadable: a file is missing, or not as BEIR has it.
    """
    for name in ("corpus.jsonl", "queries.jsonl"):
        if not (folder / name).is_file():
            message = f"there is no {name} in {file_name(folder)}"
            raise DataUnreadable(message, hint=_LAYOUT)
    documents = _documents(folder / "corpus.jsonl")
    judged = _judgements(folder)
    asked = _questions(folder / "queries.jsonl", judged)
    unasked = [id_ for id_ in judged if id_ not in asked]
    missing = [id_ for question in asked.values() for id_ in question.relevant if id_ not in documents]
    if not asked:
        message = f"no question in {file_name(folder / 'queries.jsonl')} has a relevant document"
        raise DataUnreadable(message, hint="Check that the ids in qrels/ are those of the queries.")
    if all(id_ not in documents for question in asked.values() for id_ in question.relevant):
        message = f"no relevant document is in {file_name(folder / 'corpus.jsonl')}"
        raise DataUnreadable(message, hint="Check that the ids in qrels/ are those of the corpus.")
    warnings = []
    if unasked:
        warnings.append(f"judged, but not in queries.jsonl: {_counted(unasked, 'question')}")
    if missing:
        warnings.append(f"relevant, but not in corpus.jsonl: {_counted(missing, 'document')}, which cannot be found")
    name = folder.resolve().name
    return Dataset(name, "BEIR", tuple(documents.values()), tuple(asked.values()), tuple(warnings))


def _documents(file: Path) -> dict[str, Text]:
    documents: dict[str, Text] = {}
    for line, entry in objects(file):
        id_ = _id(file, line, entry, documents)
        title, body = (entry.get(key) if entry.get(key) is not None else "" for key in ("title", "text"))
        for key, value in (("title", title), ("text", body)):
            if not isinstance(value, str):
                complain(file, line, f"“{key}” is {kind(value)} where a text belongs")
        documents[id_] = Text(id_, text(f"{title}\n\n{body}".strip()))
    if not documents:
        complain(file, 1, "there is nothing in this file")
    return documents


def _questions(file: Path, judged: dict[str, dict[str, int]]) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    seen: dict[str, int] = {}
    for line, entry in objects(file):
        id_ = _id(file, line, entry, seen)
        seen[id_] = line
        if id_ in judged:
            asked = question_text(file, line, entry.get("text"))
            questions[id_] = Question(id_, asked, relevant=judged[id_])
    return questions


def _id(file: Path, line: int, entry: dict[str, Any], taken: dict[str, Any]) -> str:
    id_ = entry.get("_id")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    if not isinstance(id_, str) or not id_:
        complain(file, line, "there is no “_id” that is a text")
    if id_ in taken:
        complain(file, line, f"a second entry with the id {shown(id_)}")
    return id_


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    """The grades above 0, by question and document."""
    file = _qrels(folder)
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(file), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and not _is_number(cells[-1])):
            continue  # the heads of the columns
        if len(cells) != _COLUMNS:
            complain(
                file, number, f"{len(cells)} columns where query-id, corpus-id and score belong, with tabs between"
            )
        question, document, score = cells
        if not _is_number(score):
            complain(file, number, f"the score {shown(score)} is not a whole number")
        if int(score) > 0:
            judged.setdefault(question, {})[document] = int(score)
    if not judged:
        complain(file, 1, "no document is judged relevant")
    return judged


def _lines(file: Path) -> Iterator[str]:
    return (line.removesuffix("\r") for line in text_of(file).split("\n"))


def _is_number(cell: str) -> bool:
    return cell.strip().removeprefix("-").isdecimal() and len(cell) < 10  # noqa: PLR2004 – Python reads no longer ones


def _qrels(folder: Path) -> Path:
    """test.tsv, or the only file there is."""
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files:
        message = f"there are no judgements in {file_name(folder / 'qrels')}"
        raise DataUnreadable(message, hint=_LAYOUT)
    test = folder / "qrels" / "test.tsv"
    if test not in files and len(files) > 1:
        names = ", ".join(file_name(file) for file in files)
        message = f"there are several files of judgements, and none is test.tsv: {names}"
        raise DataUnreadable(message, hint="Name the one to be used test.tsv.")
    return test if test in files else files[0]


def _counted(ids: list[str], what: str) -> str:
    return f"{len(ids)} {what}{'s' * (len(ids) != 1)} (first: {shown(ids[0])})"
