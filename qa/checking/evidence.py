"""What a statement is checked against: the sentences that it cites, in their documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Document, Sentence
    from qa.checking.lore import Lore

_POINTS_BACK = re.compile(
    r"(?i:\b(?:he|she|they|it|him|hers?|them|his|its|theirs?|these|those)\b)|\b(?:I|[Mm]e|[Mm]y|[Ww]e|us|[Oo]ur)\b"
    r"|\A\W*(?:(?i:that|this|such|all the|both|then|there|afterwards?|(?:\w+\s){1,3}later)\b|[Tt]he\s+[a-z])"
)
"""A sentence that says "he", "we", "the plans" or "three days later" is understood from what comes before it."""
_OPENS = (
    "The In At On For And But It He She They This That After When While By With As Before Since Despite During Without"
    " Although If Then Both Each All Some Many Most Even Now Today Yesterday Still Also However Instead From To Once"
)
EXPLAINED = re.compile(
    r"\b[A-Z]\w+\s(?:said|says|told\s\w+|added|thinks?|believes?)\s(?:that\s)?s?he\b"
    rf"|\b(?!(?:{'|'.join(_OPENS.split())})\b)[A-Z]\w+\s\w+\s(?:its|his|hers?|their)\b"
)
"""As in "Mr. Aldous said he …" and "Boeing cut its forecast": there the pronoun needs no sentence before."""
_PLACING = ("in", "at", "of", "on", "to", "from", "by", "for", "with")
_OWNER = re.compile("".join(rf"(?<!\b(?i:{word}))" for word in _PLACING) + r"(?<!\A)\s[A-Z]\w+")
"""A name before a pronoun, which means whoever it names; not behind a preposition, as in "In Paris he said"."""
_APPOSITION = re.compile(r"\W*The (?:[a-z’'-]+ ){0,5}?[a-z]+, [A-Z]\w+(?: [A-Z]\w+)*,")
"""As in "The chief engineer, Tomas Vik, …"."""
_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])[.!?]+[”\"’)]*\s+(?=[^\Wa-z])|[\r\n]+(?=[^\Wa-z]|\W)"
)
_SENTENCES_BACK = 2
_BEFORE = 600
"""Code points before a cited sentence that are looked at."""


@dataclass(frozen=True)
class Evidence:
    """The sentences that a statement cites, which alone support it.

    Of the rest of their documents rules see what tells whom or what these sentences mean: the sentences before one that
    points back, and what the documents tell about names.
    """

    cited: tuple[Sentence, ...]

    @cached_property
    def text(self) -> str:
        """The cited sentences, one below the other, in the order of the source."""
        return "\n".join(sentence.text for sentence in self.cited)

    @cached_property
    def before(self) -> str:
        """What comes before the cited sentences, a little of each; it says who "he" is, and supports nothing else."""
        return "\n".join(map(text_before, self.cited))

    @cached_property
    def pointed_at(self) -> str:
        """The two sentences before each cited sentence that points back, which say whom or what it means."""
        return "\n".join(found for sentence in self.cited if (found := _pointed_at(sentence)))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the sentences are from, each once."""
        return tuple({sentence.document.id: sentence.document for sentence in self.cited}.values())

    @cached_property
    def lore(self) -> list[Lore]:
        """What the documents tell about names."""
        from qa.checking.lore import lore_of

        return [lore_of(document) for document in self.documents]


def text_before(sentence: Sentence) -> str:
    """What comes before a sentence in its document, as far as whoever it calls "he" or "they" is looked for."""
    return sentence.document.text[max(0, sentence.span.start - _BEFORE) : sentence.span.start]


def _pointed_at(sentence: Sentence) -> str:
    """The two sentences before one that points back, which say whom it means."""
    text = EXPLAINED.sub("", sentence.text)
    pointer = _POINTS_BACK.search(text)
    if not pointer or _OWNER.search(text[: pointer.start()]) or _APPOSITION.match(text):
        return ""
    text = text_before(sentence).rstrip()
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[ends[-_SENTENCES_BACK] :] if len(ends) >= _SENTENCES_BACK else text
