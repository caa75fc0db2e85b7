"""SQuAD, version 1 and 2: articles of paragraphs, each with questions and the places of their answers.

A paragraph is a document. What an answer should cite is the place of one of the right answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa.evaluation.data import Dataset, Place, Question, Text
from qa.evaluation.loading import complain, kind, question_text, shown, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read(path: Path, whole: dict[str, Any]) -> Dataset:
    """The data of a file.

    Raises:
        DataUnreadable: it is not as SQuAD has it, or has no questions.
    """
    return _Reader(path).read(whole)


@dataclass(slots=True)
class _Reader:
    path: Path
    questions: dict[str, Question] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def read(self, whole: dict[str, Any]) -> Dataset:
        documents = []
        for number, (at, article) in enumerate(self._items("", whole, "data")):
            for count, (where, paragraph) in enumerate(self._items(at, article, "paragraphs")):
                document = Text(f"{number}-{count}", text(self._get(where, paragraph, "context", str)))
                documents.append(document)
                for place, entry in self._items(where, paragraph, "qas"):
                    self._question(place, entry, document)
        if not self.questions:
            complain(self.path, "data", "there are no questions")
        name = self.path.stem
        return Dataset(name, "SQuAD", tuple(documents), tuple(self.questions.values()), tuple(self._warnings()))

    def _question(self, at: str, entry: dict[str, Any], document: Text) -> None:
        asked = question_text(self.path, f"{at}.question", entry.get("question"))
        id_ = str(entry.get("id") or at)
        if id_ in self.questions:
            complain(self.path, f"{at}.id", f"a second question with the id {shown(id_)}")
        impossible = entry.get("is_impossible", False)
        if not isinstance(impossible, bool):
            complain(self.path, f"{at}.is_impossible", f"{kind(impossible)} where true or false belongs")
        if impossible:
            self.questions[id_] = Question(id_, asked, answerable=False)
            return
        answers: dict[str, None] = {}
        places: dict[Place, None] = {}
        for where, answer in self._items(at, entry, "answers"):
            gold = text(self._get(where, answer, "text", str))
            answers[gold] = None
            start = answer.get("answer_start")
            if not isinstance(start, int) or isinstance(start, bool):
                complain(self.path, f"{where}.answer_start", f"{kind(start)} where a whole number belongs")
            if (place := self._place(document, gold, start, id_)) is not None:
                places[place] = None
        self.questions[id_] = Question(
            id_,
            asked,
            answerable=True if answers else None,
            answers=tuple(answers),
            relevant={document.id: 1},
            evidence=(tuple(places),) if places else (),
        )

    def _place(self, document: Text, gold: str, start: int, id_: str) -> Place | None:
        """Where an answer stands: where the data says; else the nearest place that has it; None where none has."""
        if not gold:
            return None
        if start < 0 or not document.text.startswith(gold, start):
            found = list(document.places_of(gold))
            if not found:
                self.lost.append(id_)
                return None
            self.moved.append(id_)
            return min(found, key=lambda place: abs(place.start - start))
        return Place(document.id, start, start + len(gold))

    def _warnings(self) -> Iterator[str]:
        if self.moved:
            some = "1 answer does" if len(self.moved) == 1 else f"{len(self.moved)} answers do"
            yield (
                f"{some} not stand where answer_start says, but elsewhere in the paragraph (first: the question"
                f" {shown(self.moved[0])}); the nearest place is taken"
            )
        if self.lost:
            some = "1 answer is" if len(self.lost) == 1 else f"{len(self.lost)} answers are"
            yield (
                f"{some} nowhere in the paragraph (first: the question {shown(self.lost[0])}); no citation is held"
                " against that"
            )

    def _items(self, at: str, parent: dict[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its place."""
        for number, item in enumerate(self._get(at, parent, key, list)):
            where = f"{at}.{key}[{number}]".lstrip(".")
            if not isinstance(item, dict):
                complain(self.path, where, f"{kind(item)} where an object belongs")
            yield where, item

    def _get(self, at: str, parent: dict[str, Any], key: str, wanted: type) -> Any:
        value = parent.get(key)
        if not isinstance(value, wanted):
            where = f"{at}.{key}".lstrip(".")
            complain(self.path, where, f"{kind(value)} where {kind(wanted())} belongs")
        return value
