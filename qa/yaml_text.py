"""YAML as people write it: the text of a file, and where it is no YAML."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class NotYaml(Exception):
    """Something is not YAML; the message says why.

    Attributes:
        place: line and column, from 1, as they are put behind a file's name: `:3:7`. Empty where that is not known.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.place = place


def decoded(raw: bytes) -> str:
    """The text of a file, its line ends as they are.

    Raises:
        NotYaml: there is what no YAML can have.
    """
    import yaml

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        message = f"it is not UTF-8, with the byte 0x{raw[exc.start]:02x}"
        raise NotYaml(message, _place_after(raw[: exc.start].decode("utf-8-sig"))) from exc
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found:
        message = f"the character U+{ord(found[0]):04X} cannot be in it"
        raise NotYaml(message, _place_after(text[: found.start()]))
    return text


@contextlib.contextmanager
def placed() -> Iterator[None]:
    """Have what a parser complains of said with its place.

    Raises:
        NotYaml: it complained.
    """
    import yaml

    try:
        yield
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise NotYaml(" ".join(filter(None, (exc.context, exc.problem))), place) from exc
    except (yaml.YAMLError, ValueError) as exc:
        raise NotYaml(" ".join(str(exc).split())) from exc
    except RecursionError as exc:
        message = "its lists or keys are nested too deeply"
        raise NotYaml(message) from exc


def _place_after(before: str) -> str:
    *above, last = before.split("\n")
    return f":{len(above) + 1}:{len(last) + 1}"
