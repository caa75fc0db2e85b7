"""An evaluation for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from index.places import Document, Span
from qa.evaluation import scoring
from qa.render.clean import file_name, one_line, unlinked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from qa.evaluation.data import Dataset, Place
    from qa.evaluation.scoring import Score

SCHEMA = 1
SHOWN = ("nDCG@10", "citation precision", "citation recall", "F1")
"""Measures whose distribution is shown, where they were taken."""
_WIDTH = 40
"""Characters of the longest bar."""
_TEXT = 160
_WORST = 5
_COUNTS = {"questions", "answerable", "answered", "unanswerable", "refused", "prompt", "reply"}


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to tell.

    Attributes:
        files: of the documents, in their order.
        about: what the results depend on.
    """

    dataset: Dataset
    scores: Sequence[Score]
    files: Sequence[Path]
    about: Mapping[str, Any]
    prices: scoring.Prices | None = None

    @property
    def worst(self) -> dict[str, list[Score]]:
        return scoring.worst(self.scores, _WORST)

    def distributions(self) -> Iterator[tuple[str, list[int]]]:
        """Of each measure that was taken how many questions lie in each tenth."""
        for name in SHOWN:
            if values := [score.values[name] for score in self.scores if name in score.values]:
                yield name, scoring.distribution(values)

    def print(self, stream: TextIO) -> None:
        """Tables, bars and what to read."""
        for line in self._lines():
            print(line, file=stream)

    def _lines(self) -> Iterator[str]:
        documents, questions = len(self.dataset.documents), len(self.scores)
        name = one_line(self.dataset.name)
        yield f"{name} ({self.dataset.form}): {documents:,} documents, {questions:,} questions"
        for group, numbers in scoring.summary(self.scores, self.prices).items():
            told = "  ".join(f"{key} {_number(key, value)}" for key, value in numbers.items() if key != "questions")
            yield f"{group:<27}{numbers['questions']:>6,}  {told}".rstrip()
        for measure, counts in self.distributions():
            yield from ("", measure)
            yield from _bars(counts)
        yield from self.to_read()

    def to_read(self) -> Iterator[str]:
        """The worst cases, with what was expected (-) and what came (+)."""
        places = _Places(self)
        for kind, scores in self.worst.items():
            yield from ("", f"Worst cases to read: {kind}")
            for score in scores:
                yield from _told(kind, _case(kind, score, places))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data. The form is a contract: keys may be added, not changed."""
        places = _Places(self)
        return {
            "schema": SCHEMA,
            "data": {
                "name": self.dataset.name,
                "form": self.dataset.form,
                "documents": len(self.dataset.documents),
                "questions": len(self.scores),
            },
            "about": dict(self.about),
            "warnings": list(self.dataset.warnings),
            "measures": {
                group.replace(" ", "_"): {key.replace(" ", "_"): value for key, value in numbers.items()}
                for group, numbers in scoring.summary(self.scores, self.prices).items()
            },
            "distributions": dict(self.distributions()),
            "worst": {kind: [_case(kind, score, places) for score in scores] for kind, scores in self.worst.items()},
        }


class _Places:
    """Tells where a place is, as FILE:LINE."""

    def __init__(self, report: Report) -> None:
        self._documents = {
            text.id: Document(number, path, "", text.text)
            for number, (text, path) in enumerate(zip(report.dataset.documents, report.files, strict=True))
        }

    def __call__(self, document: str, start: int = 0, _: int = 0) -> str:
        found = self._documents.get(document)
        if found is None:
            return f"{document} (not in the data)"
        return f"{file_name(found.path)}:{found.line_of(start)}"

    def text(self, document: str, start: int, end: int) -> str:
        return self._documents[document].slice(Span(start, end))


def _case(kind: str, score: Score, places: _Places) -> dict[str, Any]:
    """A question that went badly: what was expected, and what came."""
    question, row = score.question, score.row
    expected: list[Place] = [piece[0] for piece in question.evidence]
    wanted = [places(place.document, place.start) for place in expected]
    wanted = wanted or [places(document) for document in question.relevant]
    told: dict[str, Any] = {"id": question.id, "question": question.text}
    if kind == "retrieval":
        found = list(dict.fromkeys(places(*place) for place in row["passages"]))
        return told | {"score": score.values["nDCG@10"], "expected": wanted[:_WORST], "found": found[:3]}
    return told | {
        "score": score.answer,
        "expected": ["no answer"] if question.answerable is False else list(question.answers) or wanted[:_WORST],
        "expected_at": [] if question.answerable is False else wanted[:_WORST],
        "answer": row["answer"] if row["answered"] else row.get("problem", "no answer"),
        "cited": list(dict.fromkeys(places(*place) for place in row["citations"])),
    }


def _told(kind: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {found['score']:.3f}  {_short(found['question'])}"
    if kind == "retrieval":
        yield f"    - {_listed(found['expected'])}"
        yield f"    + {_listed(found['found'])}"
        return
    at = f" ({_listed(found['expected_at'])})" if found["expected_at"] != found["expected"] else ""
    yield f"    - {_short(' | '.join(found['expected']))}{at if found['expected_at'] else ''}"
    cited = f" ({_listed(found['cited'])})" if found["cited"] else ""
    yield f"    + {_short(found['answer'])}{cited}"


def _listed(places: Sequence[str]) -> str:
    return one_line(", ".join(places)) or "nothing"


def _short(text: str) -> str:
    flat = unlinked(one_line(text))
    return f"{flat[:_TEXT]}…" if len(flat) > _TEXT else flat


def _bars(counts: Sequence[int]) -> Iterator[str]:
    most = max(counts)
    for number, count in enumerate(counts):
        low, high = number / scoring.BINS, (number + 1) / scoring.BINS
        bar = "█" * max(round(_WIDTH * count / most), 1 if count else 0)
        yield f"  {low:.1f}–{high:.1f} {count:>6,} {bar}".rstrip()


def _number(key: str, value: float) -> str:
    if key in _COUNTS:
        return f"{int(value):,}"
    return f"{value:.4f}" if key.startswith("cost") else f"{value:.3f}"
