"""The citations of the last answer, kept beside the index so that `qa show N` can find them."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from index import Span
from index.errors import SourceNotIndexed

if TYPE_CHECKING:
    from qa.answering import Answer

_FILE = "last-answer.json"


def save(folder: Path, answer: Answer) -> None:
    """Remember the citations. An answer is worth as much in a folder that cannot be written."""
    places = {
        str(citation.number): [
            str(citation.sentence.document.path),
            citation.sentence.span.start,
            citation.sentence.span.end,
            citation.sentence.text,
        ]
        for citation in answer.shown
    }
    with contextlib.suppress(OSError):
        (folder / _FILE).write_text(json.dumps(places), encoding="utf-8")


def load(folder: Path, number: int) -> tuple[Path, Span, str]:
    """Where citation `number` of the last answer was, and the quotation, which tells whether it is still there.

    Raises:
        SourceNotIndexed: there was no such citation.
    """
    try:
        places = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        places = None
    match places.get(str(number)) if isinstance(places, dict) else None:
        case [str(path), int(start), int(end), str(quote)]:
            return Path(path), Span(start, end), quote
    message = f"the last answer has no citation {number}"
    raise SourceNotIndexed(message, hint="Ask first, then give a number of its sources.")
