"""Files that a report is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import WrongUsage
from qa.render.clean import file_name

if TYPE_CHECKING:
    from pathlib import Path

_INPUTS = {".yaml", ".yml", ".toml"}


def begin(path: Path, option: str, example: str) -> None:
    """See that a report can be written, before anything is asked for that could not be kept.

    Args:
        option: the one that names the file.
        example: a name for it.

    Raises:
        WrongUsage: it cannot, or what is there looks like something that was written by hand.
    """
    if path.suffix in _INPUTS:
        message = f"{file_name(path)} looks like a file of cases, a tape or settings, and would be written over"
        raise WrongUsage(message, hint=f"Give {option} the name of the report, as in: {option} {example}")
    existed = path.exists()
    try:
        path.open("a").close()
    except (OSError, ValueError) as exc:
        raise unwritable(path, exc, option) from exc
    if not existed:
        path.unlink()


def write(path: Path, text: str, option: str) -> None:
    """Write a report.

    Raises:
        WrongUsage: the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as exc:
        raise unwritable(path, exc, option) from exc


def unwritable(path: Path, error: OSError | ValueError, option: str) -> WrongUsage:
    """What is said of a report that cannot be written."""
    message = f"cannot write {file_name(path)}: {getattr(error, 'strerror', None) or error}"
    return WrongUsage(message, hint=f"Choose another file for {option}.")
