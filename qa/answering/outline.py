"""The form of a reply: its headings, lists and tables, and what they say of the statements in them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from qa.answering import markup
from qa.answering.framing import (
    heads_table,
    introduces,
    is_heading,
    names_topic,
    only_frames,
    only_lists,
)
from qa.checking.tables import cells_of, named
from qa.checking.wording import telling_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Sentence

_LIST_MARK = re.compile(r"\s*(?:(?:[-*•>]|#+|\d{1,3}[.)])(?:\s+|\Z))+")
ITEM = "-"
"""A word with which an item begins."""
_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|both|[2-9]|1\d)\s+(?=[a-z])", re.IGNORECASE
)
_FOLLOWING = re.compile(r"\s(?:(?:do|take|took|taken|made)\s)?the\sfollowing(?:\s\w+)?(?=:)", re.IGNORECASE)
"""What points to the items of a list and says nothing of them: "The tenant must do the following"."""
_AUXILIARIES = frozenset({"must", "shall", "may", "might", "cannot"})
"""Verbs at which a list may break a sentence off, besides the stop words."""
_SEVERAL = re.compile(r"\b[A-Z][\w’'-]*(?:,? (?:and|or) |, )(?:[a-z]+ )?[A-Z]")
"""Names that a list is of together: each item is about one of them."""


class Outline:
    """Follows the lines of a reply.

    Args:
        question: what the reply is to.
        sentences: what it is made of.

    Attributes:
        heading: names the topic of the statement that comes next, and may name whom it is about.
        lists_sources: whether the reply is listing what it cites, with labels that belong to no statement.
    """

    def __init__(self, question: str, sentences: Sequence[Sentence]) -> None:
        self.heading = ""
        self.lists_sources = False
        self._question = question
        self._sentences = sentences
        self._begins_line = True  # the statement under way does
        self._indent = 0  # of its line
        self._columns: list[str] = []  # what the head of the table above it calls them, as far as the sources do
        self._leads: list[tuple[int, str]] = []  # lines above it, each with its indent, that say what it is an item of

    def begin(self, gap: str, *, is_first: bool) -> None:
        """A statement begins behind this white space."""
        self._begins_line = is_first or "\n" in gap
        self._indent = _indent(gap)

    def mark_end(self, text: str) -> int:
        """Where the list marks of a statement end."""
        mark = _LIST_MARK.match(text) if self._begins_line else None
        return mark.end() if mark else 0

    def statement(self, text: str, *, is_item: bool) -> str:
        """What a statement says: without list marks, but with what its list is of, for “Germany” alone says nothing."""
        said = text[self.mark_end(text) :]
        if not self._begins_line:
            return said
        if self._columns and "|" in said:
            return named(self._columns, said)
        self._columns = []
        is_item = is_item or said != text
        self._leads = [lead for lead in self._leads if is_item and lead[0] < self._indent]
        return _joined(self._leads[-1][1], said) if self._leads else said

    def takes(self, text: str, statement: str, *, is_cited: bool, before: str, gap: str) -> bool:
        """Whether the line under way is no statement but frames others; what it says of them is kept for them.

        Args:
            text: the line.
            statement: what it says.
            before: the first word of the next line, if there is one.
            gap: the white space before that.
        """
        self.lists_sources = only_lists(statement)
        if is_cited or self.lists_sources:
            return self.lists_sources
        mark_end = self.mark_end(text)
        is_item, own = mark_end > 0 and not text.startswith("#"), text[mark_end:]
        if only_frames(own if is_item else text, self._question):
            return True
        if markup.table_rule_at_start(before) and heads_table(own, self._known):
            names = (cell if self._is_of_sources(cell) else "" for cell in cells_of(own)[1:])
            self._columns = ["", *names]  # the first cell of a row is named, rather than has a name
            return True
        items_follow = begins_item(before)
        ends = own.rstrip("*_").endswith(":") or (items_follow and goes_on(own.split()[-1]))
        has_items = is_item and items_follow and _indent(gap) > self._indent
        if (items_follow and ends and introduces(_COUNT.sub("", own), self._known)) or (
            has_items and names_topic(own, self._known)
        ):
            self._leads.append((self._indent if is_item else -1, _lead(statement)))
            return True
        heads = bool(before) and not before.startswith("**") and not is_item
        if heads and (is_heading(text) or ends) and names_topic(own, self._known):
            self.heading = statement
            return True
        return False

    def _is_of_sources(self, cell: str) -> bool:
        """Whether the head of a column has only words that a rule can find in the sources."""
        stems = telling_stems(cell)
        return bool(stems) and stems <= self._of_sources

    @functools.cached_property
    def _known(self) -> frozenset[str]:
        """The stems of the question and of the sentences."""
        return telling_stems(self._question) | self._of_sources

    @functools.cached_property
    def _of_sources(self) -> frozenset[str]:
        return telling_stems("\n".join(sentence.text for sentence in self._sentences))


def _lead(statement: str) -> str:
    """What the head of a list says of each item: not how many there are, nor all of whom they are about."""
    return "" if _SEVERAL.search(statement) else _FOLLOWING.sub("", _COUNT.sub("", statement))


def _joined(lead: str, item: str) -> str:
    """An item behind what its list is of; as one sentence where that is broken off there, as "The tenant must:" is."""
    parts = (*lead.rstrip("*_: ").rsplit(maxsplit=1)[-1:], *item.split(maxsplit=1)[:1])
    return f"{lead.rstrip(': ') if any(map(goes_on, parts)) else lead} {item}".strip()


def goes_on(word: str) -> bool:
    """Whether a word is none that a statement ends with."""
    from index.words import stop_words

    return word.islower() and (word in stop_words() or word in _AUXILIARIES)


def begins_item(word: str) -> bool:
    return bool(_LIST_MARK.match(word))


def without_mark(text: str) -> str:
    """A line without its list mark, where it has one."""
    mark = _LIST_MARK.match(text)
    return text[mark.end() :] if mark else text


def _indent(gap: str) -> int:
    return len(gap.rpartition("\n")[2])
