"""`qa eval`: data in, numbers out, and results kept between the two."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import WrongUsage
from qa.evaluation import charts
from qa.evaluation.journal import Journal
from qa.evaluation.loading import load
from qa.evaluation.reporting import Report
from qa.evaluation.running import Bench, files_of
from qa.evaluation.scoring import Prices, score
from qa.render.clean import file_name, to_json
from qa.streams import say
from qa.suite.reporting import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from index import Progress
    from qa.assembly import Tapes
    from qa.evaluation.data import Dataset, Question
    from qa.settings import Settings

_DONE, _STOPPED = 0, 130


@dataclass(frozen=True, slots=True)
class Options:
    """How to measure.

    Attributes:
        sources: files and folders with the documents, where these do not stand in the data.
        out: folder of the evaluation; None for one named after the data.
        limit: ask only so many questions.
        chart: a picture to draw.
        fresh: forget earlier results.
    """

    sources: Sequence[Path] = ()
    out: Path | None = None
    limit: int | None = None
    retrieval_only: bool = False
    prices: Prices | None = None
    chart: Path | None = None
    as_json: bool = False
    fresh: bool = False
    quiet: bool = False


def evaluate(
    path: Path,
    settings: Settings,
    tapes: Tapes,
    options: Options,
    *,
    notice: str,
    indexing: AbstractContextManager[Callable[[Progress], None] | None],
) -> int:
    """Ask the questions of data that have no result yet, and report on all of them on stdout.

    Args:
        notice: what to tell a person before answers are asked for.
        indexing: shows how far the indexing is.

    Returns:
        0, or 130 where it was stopped with Ctrl-C.
    """
    if options.chart:
        charts.check(options.chart)
    dataset = load(path, options.sources)
    for warning in dataset.warnings:
        say(f"qa: {file_name(path)}: {warning}")
    retrieval_only = options.retrieval_only or not dataset.has_answers
    if retrieval_only and (tapes.record or tapes.replay):
        message = "without answers there is nothing to record or to replay"
        raise WrongUsage(message, hint="Leave out --record and --replay.")
    folder = Path.cwd() / (options.out or f"{dataset.name}.eval")
    about = _about(dataset, settings, tapes, retrieval_only=retrieval_only)
    dataset = dataset.sample(options.limit)
    with contextlib.closing(Journal(folder, about, fresh=options.fresh)) as journal:
        missing = [question for question in dataset.questions if question.id not in journal.rows]
        _warn_of_unrecorded(dataset, journal, tapes.record)
        there = f"{len(dataset.questions) - len(missing):,} of {len(dataset.questions):,} results are there"
        if not options.quiet:
            say(f"Results are kept in {file_name(folder)}{f'; {there}' if journal.rows else ''}")
            if missing and notice and not retrieval_only:
                say(notice)
        try:
            if missing:
                with indexing as progress:
                    bench = Bench(dataset, folder, settings, tapes, retrieval_only=retrieval_only, progress=progress)
                with contextlib.closing(bench):
                    _ask(missing, bench, journal)
        except KeyboardInterrupt:
            left = sum(question.id not in journal.rows for question in missing)
            say(f"qa: stopped with {left:,} of {len(dataset.questions):,} questions left; the same command goes on")
            return _STOPPED
        report = Report(dataset, score(dataset, journal.rows), files_of(dataset, folder), about, options.prices)
    if options.chart:
        charts.draw(report, options.chart)
    if options.as_json:
        print(to_json(report.as_dict()))
    else:
        report.print(sys.stdout)
    return _DONE


def _ask(questions: Sequence[Question], bench: Bench, journal: Journal) -> None:
    for problem in bench.left_out:
        say(f"qa: left out {problem}")
    status = Status(sys.stderr, len(questions))
    try:
        for number, question in enumerate(questions):
            status.show(number, question.text)
            journal.add(bench.ask(question))
    finally:
        status.hide()


def _warn_of_unrecorded(dataset: Dataset, journal: Journal, tape: Path | None) -> None:
    """Say how many results have a reply that is not on the tape of the run, as their questions are not asked again."""
    if not tape:
        return
    from qa.models.recording import folded
    from qa.tapes import load as load_tape

    asked = {folded(entry.ask) for entry in load_tape(tape).entries} if tape.exists() else set()
    others = (question for question in dataset.questions if folded(question.text) not in asked)
    rows = [row for question in others if (row := journal.rows.get(question.id))]
    if count := sum(bool(row["passages"]) and "problem" not in row for row in rows):  # without these there was no reply
        results = f"{count:,} of {len(dataset.questions):,} results are there"
        say(f"Warning: {results} without a reply on {file_name(tape)}; to record all, start with --fresh")


def _about(dataset: Dataset, settings: Settings, tapes: Tapes, *, retrieval_only: bool) -> dict[str, Any]:
    """What the results depend on; those of other data or settings cannot be mixed with them."""
    about: dict[str, Any] = {
        "version": version("qa"),
        "data": dataset.digest()[:16],
        "retrieval only": retrieval_only,
        "embedder": settings.embedder,
        "chunk_tokens": settings.chunk_tokens,
    }
    if retrieval_only:
        return about
    from prompts import load as load_prompts
    from qa.tapes import load as load_tape

    templates = load_prompts(settings.prompts).templates
    replies = repr(load_tape(tapes.replay).entries).encode() if tapes.replay else b""
    return about | {
        "model": settings.model,
        "base_url": settings.base_url,
        "replay": _digest(replies) if replies else "",
        "prompts": _digest(repr([template.messages for template in templates.values()]).encode()),
        **{
            name: getattr(settings, name)
            for name in ("top_k", "context_tokens", "structured", "temperature", "max_tokens")
        },
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
