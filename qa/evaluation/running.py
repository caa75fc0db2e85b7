"""Asking the questions of data, one result at a time."""

from __future__ import annotations

import dataclasses
import shutil
import time
from typing import TYPE_CHECKING, Any

from index.errors import SourceProblem
from qa import assembly
from qa.errors import ContextExceeded, ReplyEmpty
from qa.evaluation.journal import DOCUMENTS, INDEX, INDEXED, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index import Index, Passage, Progress, Sentence
    from qa.assistant import Assistant, Turn
    from qa.evaluation.data import Dataset, Question
    from qa.settings import Settings

DIFFERENT = 10
"""Documents that the measures look at."""
_DEPTHS = (30, 200)
"""Passages that are looked up: enough for ten different documents; else as many as are ranked at all."""


def files_of(dataset: Dataset, folder: Path) -> list[Path]:
    """The files of the documents, in their order: the person's own, or those that are written below the folder."""
    width = len(str(len(dataset.documents)))
    return [
        document.path or folder / DOCUMENTS / f"{number:0{width}}.txt"
        for number, document in enumerate(dataset.documents, start=1)
    ]


def write(dataset: Dataset, folder: Path) -> None:
    """Make a file of each document that stands in the data; one without text has a name, but no file.

    What is as it should be is left alone, so that it need not be indexed again.
    """
    (folder / DOCUMENTS).mkdir(exist_ok=True)
    for document, path in zip(dataset.documents, files_of(dataset, folder), strict=True):
        if document.path is None and document.text.strip():
            _write(path, document.text)


def _write(path: Path, text: str) -> None:
    # A mark at the beginning is no part of a file's text, so that one that is part of the text needs another before it.
    data = ("\ufeff" + text if text.startswith("\ufeff") else text).encode()
    if not path.exists() or path.read_bytes() != data:
        new = path.with_suffix(".new")
        new.write_bytes(data)
        new.replace(path)


class Bench:
    """Where the questions are asked: the evaluation's own index of all the documents, and an assistant on it.

    Args:
        folder: of the evaluation.
        retrieval_only: whether to look passages up, and ask for no answers.
        progress: is told how far the indexing is.

    Raises:
        IndexProblem, Unconfigured, TemplateProblem, TapeUnreadable: they cannot be put together.
    """

    def __init__(
        self,
        dataset: Dataset,
        folder: Path,
        settings: Settings,
        tapes: assembly.Tapes,
        *,
        retrieval_only: bool,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        from index.files import real

        with writing(folder):
            write(dataset, folder)
            if (folder / INDEX).exists() and not (folder / INDEXED).exists():
                shutil.rmtree(folder / INDEX)  # begun, but not finished: what is found depends on how it was made
        own = [document.path for document in dataset.documents if document.path]
        settings = dataclasses.replace(settings, index=folder / INDEX, sources=tuple(own or [folder / DOCUMENTS]))
        self._names = {
            real(path): document.id for path, document in zip(files_of(dataset, folder), dataset.documents, strict=True)
        }
        self._assistant: Assistant | None = None
        self.left_out: Sequence[str]
        if retrieval_only:
            self._index: Index = assembly.open_index(settings)
            failed = self._index.update(settings.sources, progress=progress).failed
            self.left_out = [str(problem) for problem in failed.values()]
        else:
            self._assistant = assembly.assistant(settings, tapes, progress=progress)
            self._index, self.left_out = self._assistant.index, self._assistant.left_out
            self._assistant.left_out = ()
        if not self._index.entries():
            self.close()
            raise SourceProblem("\n".join(self.left_out) or "none of the documents has any text")
        with writing(folder):
            (folder / INDEXED).touch()

    def close(self) -> None:
        self._index.close()

    def ask(self, question: Question) -> dict[str, Any]:
        """What came of a question, as plain data.

        Raises:
            IndexProblem, ModelProblem, RecordingProblem: it cannot be asked.
        """
        begun = time.perf_counter()
        passages = self._passages(question.text)
        row: dict[str, Any] = {
            "id": question.id,
            "passages": [self._place(passage) for passage in passages],
            "retrieval_seconds": round(time.perf_counter() - begun, 6),
        }
        if self._assistant:
            try:
                turn = self._assistant.ask(question.text, repair=True)
                if turn.failure:
                    raise turn.failure
            except (ContextExceeded, ReplyEmpty) as exc:  # they would come again, and are no fault of the server's
                return row | {"problem": str(exc), "answered": False, "answer": "", "citations": []}
            row |= self._answer(turn)
        return row

    def _passages(self, question: str) -> list[Passage]:
        for depth in _DEPTHS:
            passages = self._index.retrieve(question, limit=depth)
            if len(passages) < depth or len({passage.document.id for passage in passages}) >= DIFFERENT:
                break
        return passages

    def _answer(self, turn: Turn) -> dict[str, Any]:
        answer = turn.answer
        return {
            "answered": answer.answered,
            "answer": " ".join(statement.text for statement in answer.statements),
            "citations": [self._place(citation.sentence) for citation in answer.citations],
            "incomplete": turn.incomplete,
            "seconds": round(turn.timings.total, 6),
            "tokens": [turn.usage.prompt_tokens, turn.usage.completion_tokens],
        }

    def _place(self, found: Passage | Sentence) -> list[str | int]:
        return [self._names[found.document.path], found.span.start, found.span.end]
