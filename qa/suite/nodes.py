"""YAML that knows its lines: nodes in, plain values out, and a complaint with its place for each that is not right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qa.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class At(Generic[T]):
    """A value, and the node that it stands in."""

    value: T
    node: Any

    @property
    def line(self) -> int:
        """Where it stands, from 1."""
        return line_of(self.node)


@dataclass(slots=True)
class Reader:
    """Reads the nodes of one file, and collects what is wrong with them.

    Attributes:
        problems: line, column and message of each, in the order of reading.
    """

    file: Path
    problems: list[tuple[int, int, str]] = field(default_factory=list)

    def complain(self, node: Any, message: str) -> None:
        self.problems.append((line_of(node), node.start_mark.column, message))

    def told(self) -> str:
        """The problems as they follow each other in the file, each on a line that begins with file and line."""
        return "\n".join(f"{self.file}:{line}: {message}" for line, _, message in sorted(self.problems))

    def mapping(self, node: Any, known: Collection[str], what: str) -> Mapping[str, Any] | None:
        """The nodes of the known keys; a key that is unknown, or there twice, is a problem."""
        if not _is(node, "map"):
            self.complain(node, f"{what} must have keys ({', '.join(known)}), not {_shown(node)}")
            return None
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if key.id == "scalar" else _shown(key)
            if name not in known:
                suggestion = did_you_mean(name, known) or f"; there can be: {', '.join(known)}"
                self.complain(key, f"unknown key “{name}”{suggestion}")
            elif name in found:
                self.complain(key, f"the key “{name}” is there twice")
            else:
                found[name] = value
        return found

    def items(self, node: Any, key: str) -> list[Any]:
        if _is(node, "seq") and node.value:
            return list(node.value)
        self.complain(node, f"“{key}” must be a list with something in it, not {_shown(node)}")
        return []

    def texts(self, node: Any, key: str) -> tuple[At[str], ...]:
        """A text, or a list of some."""
        if _is(node, "seq"):
            read = [self.text(item, key) for item in node.value]
            return tuple(item for item in read if item)
        one = self.text(node, key)
        return (one,) if one else ()

    def text(self, node: Any, key: str) -> At[str] | None:
        """A text. YAML reads a bare No as false and a bare 30 as a number."""
        if _is(node, "str") and node.value.strip():
            return At(node.value, node)
        bare = getattr(node, "value", None)
        remedy = f'; put it in quotes: "{bare}"' if isinstance(bare, str) and bare.strip() else ""
        self.complain(node, f"“{key}” must be a text, not {_shown(node)}{remedy}")
        return None

    def word(self, node: Any, key: str, known: Collection[str]) -> str | None:
        """One of a few words."""
        read = self.text(node, key)
        if read and read.value not in known:
            suggestion = did_you_mean(read.value, known)
            self.complain(node, f"“{key}” must be one of {', '.join(known)}, not “{read.value}”{suggestion}")
            return None
        return read.value if read else None

    def flag(self, node: Any, key: str) -> bool | None:
        if _is(node, "bool"):
            return bool(_constructed(node))
        self.complain(node, f"“{key}” must be true or false, not {_shown(node)}")
        return None

    def count(self, node: Any, key: str) -> int | None:
        value = _constructed(node) if _is(node, "int", "float") else None
        if isinstance(value, int | float) and value >= 0 and value == value // 1:  # for JSON Schema 1.0 is whole
            return int(value)
        self.complain(node, f"“{key}” must be a whole number from 0, not {_shown(node)}")
        return None

    def number(self, node: Any, key: str) -> float | None:
        value = _constructed(node) if _is(node, "int", "float") else None
        if isinstance(value, int | float) and value > 0:
            return value
        self.complain(node, f"“{key}” must be a number above 0, not {_shown(node)}")
        return None


def compose(text: str) -> Any:
    """The root node of a YAML text; None where there is nothing in it.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    import yaml

    return yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def line_of(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _is(node: Any, *kinds: str) -> bool:
    return node.tag.removeprefix("tag:yaml.org,2002:") in kinds


def _constructed(node: Any) -> Any:
    import yaml

    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, KeyError):  # a tag that was written out and does not fit
        return None


def _shown(node: Any) -> str:
    """A node in a message."""
    if node.id == "mapping":
        return "keys"
    if node.id == "sequence":
        return "a list" if node.value else "an empty list"
    if _is(node, "null") or not str(node.value).strip():
        return "nothing"
    kind = {"bool": "true or false: ", "int": "a number: ", "float": "a number: ", "timestamp": "a date: "}
    return kind.get(node.tag.removeprefix("tag:yaml.org,2002:"), "") + f"“{str(node.value)[:80]}”"
