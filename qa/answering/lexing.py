"""From the raw text of a reply, as it streams in, to words, labels and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.answering import markup
from qa.answering.declining import declines_at_start, may_decline, missing_in, only_declines

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOPS, _CLOSERS = "。！？", "」』”’）"
_STOP = rf"[{_STOPS}]{{1,12}}[{_CLOSERS}]{{0,12}}"
_WORD = re.compile(rf"[^\s\[【［〔{_STOPS}]{{1,12}}(?:{_STOP})?|{_STOP}")
"""A word, or twelve letters of a longer one. After an East Asian full stop comes the next, without a space."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Space:
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the line between the head of a table and its rows."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in brackets, which could pass for a citation as an answer shows it, or the name of a file."""

    text: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """The mark of a footnote, or the line of one, which cites too far from what it supports."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels, each the first and the last number that it stands for."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that begins with the sign: what the sources do not say."""

    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The reply ended inside a label."""


_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,20}\](:)?")
_CITING_FOOTNOTE = re.compile(r"\[\^s\d")
Token = Space | Word | Footnote | Number | Labels | Missing | Cut
_Step = tuple[str, Token | None]
"""The next token, and the raw text that it takes."""
_WAIT: _Step = ("", None)
"""More must arrive to tell."""


class Lexer:
    """Cuts a reply into tokens, which do not depend on the pieces in which it arrived.

    Args:
        round_labels: whether (s3) is a label as [s3] is.
    """

    def __init__(self, *, round_labels: bool) -> None:
        self._takes_round_labels = round_labels
        self._held = ""  # raw, and not yet decided
        self._reply_begins = True
        self._line_begins = True
        self._word_begins = True

    def feed(self, piece: str) -> Iterator[Token]:
        """What is decided after the next piece, whatever may still arrive."""
        self._held += piece
        return self._tokens(final=False)

    def finish(self) -> Iterator[Token]:
        """What is left at the end of the reply."""
        return self._tokens(final=True)

    def _tokens(self, *, final: bool) -> Iterator[Token]:
        while self._held:
            taken, token = self._next(final=final)
            if token is None:
                return
            line_ends = isinstance(token, Missing) or (isinstance(token, Space | Footnote) and "\n" in taken)
            self._line_begins = line_ends or (self._line_begins and isinstance(token, Space))
            self._reply_begins = self._reply_begins and isinstance(token, Space)
            self._word_begins = not isinstance(token, Word | Number)
            self._held = self._held[len(taken) :]
            yield token

    def _next(self, *, final: bool) -> _Step:
        if space := _SPACE.match(self._held):
            return space[0], Space(space[0])
        if self._reply_begins and (step := self._thought(final=final)):
            return step
        if self._word_begins and (step := self._sign(final=final) or self._round_labels(final=final)):
            return step
        if self._line_begins and (step := self._table_rule(final=final) or self._declining(final=final)):
            return step
        return self._footnote(final=final) or self._bracket(final=final) or self._word(final=final)

    def _thought(self, *, final: bool) -> _Step | None:
        """What a model wrote to itself before it replied; nothing of it is shown."""
        if self._held.startswith(markup.THOUGHT):
            thought, end, _ = self._held.partition(markup.THOUGHT_END)
            if end or final:
                return thought + end, Space("")
            self._held = markup.THOUGHT + thought[len(markup.THOUGHT) :][1 - len(markup.THOUGHT_END) :]
            return _WAIT
        return _WAIT if markup.THOUGHT.startswith(self._held) and not final else None

    def _sign(self, *, final: bool) -> _Step | None:
        if sign := markup.sign_at_start(self._held, line_begins=self._line_begins):
            line, newline, _ = self._held[len(sign) :].partition("\n")
            if (newline or final) and markup.has_label(line) and (ends := _SENTENCE_ENDS.search(line)):
                line, newline = line[: ends.end()], ""  # an answer goes on behind what is missing
            return (sign + line + newline, Missing(line)) if newline or final else _WAIT
        may_come = markup.may_become_sign(self._held, line_begins=self._line_begins)
        return _WAIT if may_come and not final else None

    def _round_labels(self, *, final: bool) -> _Step | None:
        if not self._takes_round_labels:
            return None
        if labels := markup.round_labels_at_start(self._held):
            return labels.text, Labels(labels.labels)
        return _WAIT if markup.may_become_round_labels(self._held) and not final else None

    def _declining(self, *, final: bool) -> _Step | None:
        """A line that says in its own words that something is missing, and cites nothing."""
        line, newline, _ = self._held.partition("\n")
        if not (newline or final):
            return _WAIT if may_decline(line) or declines_at_start(line) else None
        if not only_declines(line) or markup.has_label(line):
            return None
        return line + newline, Missing(missing_in(line) or "")

    def _table_rule(self, *, final: bool) -> _Step | None:
        if not final and markup.may_become_table_rule(self._held):
            return _WAIT
        rule = markup.table_rule_at_start(self._held)
        return (rule, Word(rule)) if rule else None

    def _footnote(self, *, final: bool) -> _Step | None:
        mark = _FOOTNOTE.match(self._held)
        if not mark:
            return None
        if self._line_begins and mark[1]:
            line, newline, _ = self._held.partition("\n")
            return (line + newline, Footnote()) if newline or final else _WAIT
        if mark.end() == len(self._held) and not final:
            return _WAIT  # for a colon
        if _CITING_FOOTNOTE.match(self._held):
            return None
        return mark[0].removesuffix(":"), Footnote()

    def _bracket(self, *, final: bool) -> _Step | None:
        if bracket := markup.bracket_at_start(self._held):
            return bracket.text, _token_of(bracket)
        if markup.may_become_bracket(self._held):
            if not final:
                return _WAIT
            if markup.is_begun_label(self._held):
                return self._held, Cut()
        return None

    def _word(self, *, final: bool) -> _Step:
        word = _WORD.match(self._held)
        if word and word.end() == len(self._held) and not final:
            return _WAIT
        taken = word[0] if word else self._held[0]
        return taken, Word(markup.without_brackets(taken))


def _token_of(bracket: markup.Bracket) -> Token:
    if bracket.labels:
        return Labels(bracket.labels)
    return Number(bracket.text) if bracket.may_be_meant_to_cite else Word(bracket.text)
