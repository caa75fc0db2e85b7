"""One reply on a tape."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa.models import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """One reply.

    Attributes:
        ask: the question.
        reply: the whole text.
        rewritten: the question's stand-alone form; in entries written by hand only.
        purpose: what the reply is for; in entries written by hand only, and None for an answer.
        request: all that was sent; None in an entry written by hand.
        pieces: lengths, in code points, of the pieces in which the reply arrived.
        stopped: why the reply is not whole, where it is not.
        cut: what was said when the reply broke off, where it did.
        line: where it stands in its file, from 1; 0 where that is not known.
        above: the comments above it there.
        written: how it stands there, without them; empty where it is not there yet.
    """

    ask: str
    reply: str
    rewritten: str | None = None
    request: Mapping[str, Any] | None = None
    pieces: tuple[int, ...] = ()
    usage: Usage = field(default_factory=Usage)
    stopped: str | None = None
    cut: str | None = None
    purpose: str | None = None
    line: int = field(default=0, compare=False, repr=False)
    above: str = field(default="", compare=False, repr=False)
    written: str = field(default="", compare=False, repr=False)

    @property
    def key(self) -> str:
        """What it is a reply to, as a digest: two entries that have the same play for the same request."""
        asked = [self.ask, self.purpose, self.rewritten, self.request]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    @property
    def is_for(self) -> str:
        """What the reply is for: an answer, a repair and so on."""
        return self.purpose or (self.request or {}).get("purpose", "answer")

    def streamed(self) -> Iterator[str]:
        """The reply as it arrived."""
        start = 0
        whole = (len(self.reply),) if self.reply else ()
        for length in self.pieces or whole:
            yield self.reply[start : start + length]
            start += length
