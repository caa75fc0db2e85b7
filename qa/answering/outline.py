"""The form of a reply: its headings, lists and tables, and what they say of the statements in them."""

from __future__ import annotations

import re

from qa.answering import markup
from qa.answering.framing import is_heading, names_topic, only_frames, only_lists

_LIST_MARK = re.compile(r"\s*(?:(?:[-*•>]|#+|\d{1,3}[.)])(?:\s+|\Z))+")
ITEM = "-"
"""A word with which an item begins."""


class Outline:
    """Follows the lines of a reply.

    Args:
        question: what the reply is to.

    Attributes:
        heading: names the topic of the statement that comes next, and may name whom it is about.
        lists_sources: whether the reply is listing what it cites, with labels that belong to no statement.
    """

    def __init__(self, question: str) -> None:
        self.heading = ""
        self.lists_sources = False
        self._question = question
        self._begins_line = True  # the statement under way does
        self._indent = 0  # of its line
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
        is_item = is_item or said != text
        self._leads = [lead for lead in self._leads if is_item and lead[0] < self._indent]
        return f"{self._leads[-1][1]} {said}" if self._leads else said

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
        if markup.table_rule_at_start(before) or only_frames(text, self._question):
            return True
        mark_end = self.mark_end(text)
        is_item, own = mark_end > 0 and not text.startswith("#"), text[mark_end:]
        items_follow = begins_item(before)
        has_items = is_item and items_follow and _indent(gap) > self._indent
        if items_follow and (own.rstrip("*_").endswith(":") or (has_items and names_topic(own))):
            self._leads.append((self._indent if is_item else -1, statement))
            return True
        if before and not before.startswith("**") and not is_item and is_heading(text) and names_topic(own):
            self.heading = statement
            return True
        return False


def begins_item(word: str) -> bool:
    return bool(_LIST_MARK.match(word))


def _indent(gap: str) -> int:
    return len(gap.rpartition("\n")[2])
