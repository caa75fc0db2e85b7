"""Tapes as YAML that a person can read: block text, and keys in our order."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.tapes.entry import Entry

_FRAGILE = re.compile("[\x85\u2028\u2029\ufeff\ud800-\udfff]|\\A\n+\\Z|\n\n\\Z")
"""Characters that stay what they are only between quotes and escaped, and empty lines at the end of a text."""


def block(entry: Entry, margin: str) -> str:
    """An entry as an item of the list of entries, which is indented by `margin`."""
    return textwrap.indent(_dump([_plain(entry)]), margin, lambda line: line != "\n")


def embeddings(vectors: Mapping[tuple[str, str], str]) -> str:
    """The end of a tape that has vectors, and nothing for one that has none."""
    items = [
        # A vector is one long word, of which the emitter would look at every letter.
        _dump([{"embedder": embedder, "text": text}]) + f"  vector: '{vector}'\n"
        for (embedder, text), vector in vectors.items()
    ]
    return "".join(["embeddings:\n", *items]) if items else ""


def _plain(entry: Entry) -> dict[str, Any]:
    """An entry as YAML, without what is not set."""
    usage = {
        "prompt_tokens": entry.usage.prompt_tokens,
        "completion_tokens": entry.usage.completion_tokens,
    }
    everything = {
        "ask": entry.ask,
        "purpose": entry.purpose,
        "rewritten": entry.rewritten,
        "reply": entry.reply,
        "pieces": " ".join(map(str, entry.pieces)) or None,
        "usage": usage if any(usage.values()) else None,
        "stopped": entry.stopped,
        "cut": entry.cut,
        "request": entry.request,
    }
    return {key: value for key, value in everything.items() if value is not None}


def _dump(content: Any) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes text of several lines as a block, and nothing by reference."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 – the name is inherited
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if _FRAGILE.search(value) else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    dumped: str = yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return re.sub(r"^\.\.\.\n\Z", "", dumped, flags=re.MULTILINE)  # more is to follow
