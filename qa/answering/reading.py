"""From a reply, as it streams in, to statements with citations.

A reply cites by labels such as [s3]. They are taken out as they arrive and never shown; numbers in order of
first use stand in their place. What is shown does not depend on how the reply was cut into pieces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.languages import ENGLISH, language_of
from index.sentences import ends_sentence, sentence_spans
from qa.answering import markup
from qa.answering.answer import Answer, Citation, Fragment, Statement, Support
from qa.answering.declining import declines_at_start, missing_in
from qa.answering.framing import only_lists
from qa.answering.judging import LONGEST, judged, mark
from qa.answering.lexing import Cut, Footnote, Labels, Lexer, Missing, Number, Space, Word
from qa.answering.outline import ITEM, Outline, begins_item, goes_on, without_mark
from qa.checking.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index import Sentence
    from qa.answering.lexing import Token
    from qa.checking import Checker

_TERMINATED = re.compile(r"[.!?…。！？][\"'”“’»)」』）*_]*(?:\s»)?\Z")
_UNSPACED = ("。", "！", "？")
_CLOSING = frozenset(".,;:!?…。，、！？；：)]}」』”’»）\"'*_")
_OPENING = frozenset("([{«「『（")
_BEFORE_WORD = "*_\"'“‘«"
_BARE = re.compile(r"\W*(?:yes|no|correct|indeed|exactly|right|true|false)[.!]\W*\Z", re.IGNORECASE)
"""An answer in a word, which the sentence behind it explains."""
_LABEL = re.compile(r"\*\*[^*.!?]{1,40}\.\*\*\Z")
"""What an item of a list begins with, in bold."""
_LONGEST_ENDING, _LONGEST_LOOK_BACK = 24, 1_000
"""Code points at the end of a statement that may tell whether it ends here, and those that do."""
_MOST_UNKNOWN = 5
"""Unknown labels that are told of one by one."""
_INCOMPLETE = (
    "a statement that is not English, or cites what is not, was checked for its numbers, quotations and names only"
)
_AN_ANSWER = "an answer to the question"
_LONG = re.compile(r"\d{4}")
"""As the number of a label hardly is."""
_LONGEST_NUMBER = 8
"""Digits of an unknown label that a warning shows."""


def read(reply: str, sentences: Sequence[Sentence], checker: Checker | None = None, question: str = "") -> Answer:
    """The answer that a reply gives.

    Args:
        reply: what a model wrote.
        sentences: what its labels stand for: s1 is the first.
        checker: judges the statements; without one they stay unchecked.
        question: what the reply is to.
    """
    reader = Reader(sentences, checker, question)
    reader.feed(reply)
    reader.finish()
    return reader.answer()


class Reader:
    """Reads a reply while it streams.

    Args:
        sentences: what the labels stand for: s1 is the first.
        checker: judges each statement as it ends; without one they stay unchecked.
        question: what the reply is to.
    """

    def __init__(self, sentences: Sequence[Sentence], checker: Checker | None = None, question: str = "") -> None:
        self._sentences = sentences
        self._checker = checker
        self._question = question
        self._language = language_of(sentences[0].document.text) if sentences else ENGLISH
        self._outline = Outline(question, sentences)
        self._lexer = Lexer(round_labels=not any(map(_has_round_labels, sentences)))
        self._missing: list[str] = []
        self._unshown: list[str] = []  # of that, where the reply's own words are not shown
        self._shown: list[str] = []
        self._gap = ""  # white space before the next word, not yet shown
        self._text = ""  # of the statement under way
        self._cited: list[int] = []  # by the statement under way
        self._part_begins = 0  # in its text, behind the last labels
        self._parts: list[tuple[str, list[int]]] = []  # of it, up to labels, each with those
        self._cited_first = False  # the statement under way has its labels in front
        self._just_cited: set[int] = set()  # since the last word
        self._numbers: dict[int, int] = {}  # of citations, by position in `sentences`
        self._statements: list[Statement] = []
        self._under: tuple[str, list[tuple[str, list[int]]]] = ("", [])  # heading and parts of the last of them
        self._unknown: set[int] = set()  # labels
        self._warnings: dict[str, None] = {}
        self._broke_off = False

    def feed(self, piece: str) -> list[Fragment]:
        """Take in the next piece of the reply; what can be shown now."""
        return [fragment for token in self._lexer.feed(piece) for fragment in self._read(token)]

    def finish(self, *, broke_off: bool = False) -> list[Fragment]:
        """The reply is at its end; what is left to show.

        Args:
            broke_off: it is not whole, so that its last statement may lack its end.
        """
        self._broke_off = broke_off
        fragments = [fragment for token in self._lexer.finish() for fragment in self._read(token)]
        fragments += self._close_statement()
        if self._cited and self._statements and not self._outline.lists_sources:  # by labels behind the last statement
            fragments += self._judge_again()
        return fragments

    def answer(self) -> Answer:
        """What was read so far."""
        told = [said for said in self._missing if said != _AN_ANSWER or not self._statements]
        missing = " ".join(dict.fromkeys(told)) or None
        text = "".join(self._shown)
        warnings = (*self._warnings, *_about_unknown(sorted(self._unknown)))
        if missing and not self._statements:
            return Answer(
                f"The sources do not answer this. Missing: {missing}",
                missing=missing,
                warnings=warnings,
            )
        if self._unshown and missing:
            text = f"{text}\nNot in the sources: {' '.join(self._unshown)}"
        citations = tuple(Citation(number, self._sentences[at]) for at, number in self._numbers.items())
        return Answer(text, tuple(self._statements), citations, missing, warnings)

    def _read(self, token: Token) -> Iterable[Fragment]:
        match token:
            case Space(text):
                self._gap += text
            case Word(text):
                yield from self._read_word(text)
            case Number(text):
                self._warn(f"“{text}” in the reply is not a label")
                yield from self._read_number(markup.without_brackets(text))
            case Footnote():
                self._warn("the reply has footnotes, which cite for nothing: a label stands behind what it supports")
            case Labels():
                yield from self._read_labels(token)
            case Missing(text):
                yield from self._close_statement()
                said = " ".join(markup.without_citations(text).replace(markup.SIGN, "").split()).strip("*_` ")
                if said[:1] in {'"', "“"} and said[-1:] in {'"', "”"}:
                    said = said[1:-1]
                self._missing.append(said or _AN_ANSWER)
                self._unshown.append(said or _AN_ANSWER)
                self._gap = "\n" if self._shown else ""
            case Cut():
                self._warn("the reply ends inside a label")

    def _read_number(self, number: str) -> Iterable[Fragment]:
        """A number in brackets is shown; where it seems to be meant for a label, it is not part of the statement."""
        if not self._text or _LONG.search(number):
            yield from self._read_word(number)
            return
        yield from self._show(f"{self._gap}{number}")
        self._gap = ""

    def _read_word(self, word: str) -> Iterable[Fragment]:
        if self._just_cited and not self._gap and word[0] not in _CLOSING:
            self._gap = " "
        is_apart = self._gap or self._text.endswith(_UNSPACED)
        is_next_line, is_item = "\n" in self._gap, begins_item(word)
        ends = is_next_line or (is_apart and self._is_complete(word))
        at = self._outline.mark_end(self._text)
        if ends and (is_item or not (_BARE.match(self._text, at) or (at and _LABEL.match(self._text, at)))):
            yield from self._close_statement(before=word if is_next_line else "")
        if is_next_line and not any(map(str.isalnum, self._text)):  # a line of nothing but marks
            self._text = ""
        if not self._text and not self._cited_first:
            self._outline.begin(self._gap, is_first=not self._shown)
        self._extend_text(word)
        if self._shown:
            yield from self._show(self._gap)
        yield from self._show(word)
        self._gap = ""
        self._just_cited = set()

    def _extend_text(self, word: str) -> None:
        if self._just_cited and self._text.endswith("(") and word.startswith(")"):  # as in ([s3])
            self._text, word = self._text[:-1].rstrip(), word[1:]
            self._part_begins = len(self._text)
        elif self._text and self._gap and not (self._just_cited and word[0] in _CLOSING):
            self._text += " "
        self._text += markup.visible(word)

    def _is_complete(self, following: str) -> bool:
        """Whether the statement under way ends before a word."""
        text = self._text[-_LONGEST_LOOK_BACK:]
        if not _TERMINATED.search(text[-_LONGEST_ENDING:]) or self._outline.mark_end(self._text) == len(self._text):
            return False
        following = following.lstrip(_BEFORE_WORD) or "A"  # a mark that stands alone, as in « Oui »
        if self._just_cited and following[0].isupper():
            return True  # "the Prize for Art. [s3] Holt …": no abbreviation is cited for
        if _in_quotation(text) and not self._just_cited:
            return False
        return ends_sentence(text.rstrip("*_"), following, self._language)

    def _read_labels(self, labels: Labels) -> Iterable[Fragment]:
        in_front_of_line = "\n" in self._gap and (
            bool(self._cited) or self._text.endswith(":") or only_lists(self._text)
        )
        in_front_again = self._cited_first and bool(_TERMINATED.search(self._text[-_LONGEST_ENDING:]))
        if self._text and (in_front_of_line or in_front_again):
            yield from self._close_statement(before=ITEM if in_front_of_line else "")
            yield from self._show(self._gap)
        if not self._text and not self._cited:
            self._outline.begin(self._gap, is_first=not self._shown)
        self._gap = ""
        self._end_part()
        for first, last in labels.ranges:
            for end in dict.fromkeys((first, last)):
                if not 1 <= end <= len(self._sentences):
                    self._unknown.add(end)
            low, high = sorted((first, last))
            for position in range(max(low, 1) - 1, min(high, len(self._sentences))):
                yield from self._cite(position)
        if self._cited and not self._text:
            self._cited_first = True

    def _end_part(self) -> None:
        part = self._text[self._part_begins :]
        if any(map(str.isalnum, part)) and not self._cited_first:
            self._parts.append((part, []))
            self._part_begins = len(self._text)

    def _cite(self, position: int) -> Iterable[Fragment]:
        number = self._numbers.setdefault(position, len(self._numbers) + 1)
        if number in self._just_cited:
            return
        self._just_cited.add(number)
        if number not in self._cited:
            self._cited.append(number)
        if self._parts:
            self._parts[-1][1].append(number)
        if self._shown and not self._shown[-1][-1].isspace() and self._shown[-1][-1] not in _OPENING:
            yield from self._show(" ")
        self._shown.append(f"[{number}]")
        yield Fragment(f"[{number}]", citation=number)

    def _close_statement(self, *, before: str = "") -> Iterable[Fragment]:
        """End the statement under way; a mark, where it needs one.

        Args:
            before: the first word of the next line.
        """
        if not any(map(str.isalnum, self._text[self._outline.mark_end(self._text) :])):
            return
        text = self._outline.statement(self._text, is_item=self._cited_first)
        if self._outline.takes(self._text, text, is_cited=bool(self._cited), before=before, gap=self._gap):
            self._begin_anew()
            return
        found = self._find_citation(text) if declines_at_start(text) is None else None
        if not self._cited and found is None and (missing := missing_in(text)) is not None:  # which is shown as it is
            self._missing.append(missing or _AN_ANSWER)
            self._begin_anew()
            return
        if found is not None:
            yield from self._cite(found)
        self._under = (self._outline.heading, self._parts)
        statement = self._judged(Statement(text, tuple(self._cited), Support.UNCITED, found=found is not None))
        self._statements.append(statement)
        self._outline.heading = ""
        self._begin_anew()
        if beside := mark(statement):
            yield Fragment(f" ({beside})", support=statement.support)

    def _judge_again(self) -> Iterable[Fragment]:
        """Judge the last statement by the labels behind it, too; a mark where that changes the one it has."""
        before = self._statements[-1]
        cited = tuple(dict.fromkeys((*before.citations, *self._cited)))
        now = self._statements[-1] = self._judged(replace(before, citations=cited, problems=()))
        if (now.support, now.problems) != (before.support, before.problems):
            yield Fragment(f" ({mark(now) or now.support})", support=now.support)

    def _begin_anew(self) -> None:
        self._text, self._part_begins, self._parts = "", 0, []
        self._cited, self._cited_first, self._just_cited = [], False, set()

    def _find_citation(self, text: str) -> int | None:
        """The position of a sentence that supports a statement which came without a citation."""
        if self._cited or self._checker is None or not self._is_whole(text):
            return None
        return self._checker.find(text, self._sentences, self._outline.heading)

    def _is_whole(self, text: str) -> bool:
        """Whether a statement does not break off, nor lead to others, and is no longer than what is checked."""
        if text.endswith(":") or goes_on(text.rsplit(maxsplit=1)[-1]) or len(text) > LONGEST:
            return False
        return not self._broke_off or _TERMINATED.search(text) is not None

    def _judged(self, statement: Statement) -> Statement:
        """The statement that was read last, with the verdict on it."""
        cited, (heading, parts) = self._numbered(statement.citations), self._under
        if not heading and any(_repeats(statement.text, sentence) for sentence in cited):
            return replace(statement, support=Support.SUPPORTED)
        placed = [(text, self._numbered(numbers)) for text, numbers in parts]
        found = judged(statement, cited, self._checker, heading=heading, question=self._question, parts=placed)
        if found.support is Support.UNCHECKED and self._checker:
            self._warn(_INCOMPLETE)
        return found

    def _numbered(self, numbers: Sequence[int]) -> list[Sentence]:
        """The sentences that are cited by some numbers."""
        return [self._sentences[at] for at, number in self._numbers.items() if number in numbers]

    def _show(self, text: str) -> Iterable[Fragment]:
        if text:
            self._shown.append(text)
            yield Fragment(text)

    def _warn(self, warning: str) -> None:
        self._warnings[warning] = None


def _about_unknown(labels: Sequence[int]) -> Iterable[str]:
    for label in labels[:_MOST_UNKNOWN]:
        yield f"the reply cites s{_shortened(label)}, which is none of the given sentences"
    if (more := len(labels) - _MOST_UNKNOWN) > 0:
        yield f"the reply cites {more} more labels that are none of the given sentences"


def statements_of(sentence: Sentence, question: str = "") -> list[str]:
    """The statements as which a sentence of a source is read where a reply repeats it: itself, as a rule.

    What a source says that it lacks is one, too. Nothing where no reply can repeat it.

    Args:
        question: what the reply is to.
    """
    for parts in _ways_to_read(sentence):
        answer = read(" ".join(f"{part} [s1]" for part in parts), (sentence,), question=question)
        if answer.missing is None and [statement.text for statement in answer.statements] == parts:
            return parts
    return []


def _repeats(statement: str, sentence: Sentence) -> bool:
    """Whether a statement is a sentence of the source, or a part of it that a reply is read in."""
    has = set(words(markup.plain(sentence.text)))  # by which most are seen not to be, at once
    return has.issuperset(words(statement)) and any(statement in parts for parts in _ways_to_read(sentence))


def _ways_to_read(sentence: Sentence) -> Iterator[list[str]]:
    """A sentence as the statements it may be read as: whole, its sentences, or what a reply without labels has."""
    text = markup.plain(sentence.text)
    answer = read(text, (sentence,))
    if answer.missing is not None:
        said = without_mark(text)
        yield [said]
        yield [said[span.start : span.end] for span in sentence_spans(said, language_of(sentence.document.text))]
    yield [statement.text for statement in answer.statements]


def _has_round_labels(sentence: Sentence) -> bool:
    return markup.has_round_labels(markup.plain(sentence.text))


def _in_quotation(text: str) -> bool:
    return text.count("“") > text.count("”") + text.count("„") or text.count('"') % 2 == 1


def _shortened(number: int) -> str:
    digits = str(number)
    return digits if len(digits) <= _LONGEST_NUMBER else f"{digits[:_LONGEST_NUMBER]}…"
