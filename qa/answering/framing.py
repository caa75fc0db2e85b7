"""Lines that only frame an answer, such as “Based on the sources:”. They say nothing that could be cited."""

from __future__ import annotations

import functools
import re

from qa.checking.tables import cells_of
from qa.checking.wording import lists_in, telling_stems

_LISTING = re.compile(
    r"(?:here|below) (?:is|are)\b|here[’']s\b|these are\b|the following\b"
    r"|the (?:articles?|documents?|passages?|reports?|sources?|text)"
    r" (?:contain|describe|give|list|mention|name)s?\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:no|not|none|nobody|nothing|never|neither|nor|only|without|cannot)\b|n[’']t\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:please )?note\b|(?:this|the) (?:answer|response|summary)\b|(?:all|the)(?: \w+)? above\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|no)\b|n[’']t\b", re.IGNORECASE)
_COURTESY = re.compile(
    r"(?:sure|certainly|of course|absolutely|great|good|thanks?|(?:i[’']m )?(?:happy|glad)|i hope|please|let me know"
    r"|feel free|if you)\b",
    re.IGNORECASE,
)
_LIST_OF_SOURCES = re.compile(
    r"(?:sources?|references?|citations?|evidence|quotes?)(?: (?:used|cited))?", re.IGNORECASE
)
_LONGEST_TOPIC, _LONGEST_QUESTION, _LONGEST_CELL = 6, 12, 3
"""Words."""
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|will|would|shall|should|can|could|may|might|must|has|have|had|do|does|did|said|says"
    r"|lost|won|sold|hit|made|found|gone|dead|hurt|shot|stolen|held|sent|cut|left|fell|fallen|broke|broken|kept|paid"
    r"|all|every|each|\w+ed)\b"
    r"|(?<=\s)[a-z]+[^s\W]s\s(?!(?:of|by|in|on|for|from|to|at|with|and|or|about|between|against|after|before)\b)",
    re.IGNORECASE,
)
"""What makes a heading a sentence: a usual verb, what ends as one, or one with its object behind it."""
_SAYS = re.compile(rf"\d|[.!]|(?!\A\w+ed\s)(?:{_VERB.pattern})|{_DENYING.pattern}", re.IGNORECASE)
"""A head as "Failed orders" does not."""
_ASKING = re.compile(r"(?:who|what|where|when|why|how|which)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:that|because|since|after|before|while|although|if)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]*")
_PERIOD = re.compile(r"\b(?:[QH][1-4]|(?:19|20)\d\d)\b")
_FENCE = re.compile(r"`{3,}\w*")


def only_frames(line: str, question: str) -> bool:
    """Whether a heading, a line that ends in a colon, a question or a courtesy says nothing that could be cited.

    “Here are the countries that offered troops:” repeats a question in saying that a list follows. “France offered
    troops:” says more, though each word of it may be in the question. A question may say something, too: “Did you know
    that France offered troops?”
    """
    text = line.strip("#*_ ")
    if _FENCE.fullmatch(line) or _is_courtesy(text) or _is_note(text):
        return True
    if _DENYING.search(text):
        return False
    if text.endswith("?"):
        return len(text.split()) <= _LONGEST_QUESTION and not _CLAUSE.search(text)
    if not (is_heading(line) or text.endswith(":")):
        return False
    says = telling_stems(text) - _listed("frame")
    may_ask = _LISTING.match(text) or _ASKING.match(text)
    return not says or (may_ask is not None and says <= telling_stems(question) | _listed("topic"))


def only_lists(line: str) -> bool:
    """Whether a line is the head of a list of sources, or such a list without words: “Sources:”."""
    return bool(_LIST_OF_SOURCES.fullmatch(line.strip("#*_:,; ")))


def is_heading(line: str) -> bool:
    return line.startswith("#") or (line.startswith("**") and line.endswith("**"))


def names_topic(heading: str, known: frozenset[str]) -> bool:
    """Whether a heading is short, without a number and a verb: “Troop commitments” names what is said under it.

    Args:
        known: stems that the heading may have: those of the question and of the sources.
    """
    text = heading.strip("*_: ")
    return (
        len(text.split()) <= _LONGEST_TOPIC
        and text[-1:] not in {".", "!"}
        and not any(map(str.isdigit, _PERIOD.sub("", text)))
        and not _VERB.search(text)
        and not _DENYING.search(text)
        and (len(text.split()) == 1 or telling_stems(text) <= known | _listed("frame") | _listed("topic"))
    )


def heads_table(line: str, known: frozenset[str]) -> bool:
    """Whether each cell of a line is a year or a topic, or some words that make no sentence."""
    cells = [cell.strip("*_ ") for cell in cells_of(line)]
    short = [len(cell.split()) <= _LONGEST_CELL and not _SAYS.search(cell) for cell in cells]
    return all(cell.isdecimal() or short[at] or names_topic(cell, known) for at, cell in enumerate(cells))


def introduces(lead: str, known: frozenset[str]) -> bool:
    """Whether the head of a list is a word, or half of what it says is known, and all whom it names.

    Else it says something of its own.
    """
    says = telling_stems(lead) - _listed("frame") - _listed("topic")
    named = telling_stems(" ".join(_NAME.findall(lead)))
    return len(says) == 1 or (2 * len(says & known) >= len(says) and named <= known)


def _is_courtesy(text: str) -> bool:
    """As “I hope this helps!”, with nothing in it that could be about the sources."""
    return bool(_COURTESY.match(text)) and telling_stems(text) <= _listed("courtesy") | _listed("topic")


def _is_note(text: str) -> bool:
    """As “Note: this answer is based only on the documents you provided”, which says nothing of what is in them."""
    return (
        bool(_NOTE.match(text))
        and text.endswith(".")
        and not _NOT.search(text)
        and telling_stems(text) <= _listed("frame") | _listed("note")
    )


@functools.cache
def _listed(name: str) -> frozenset[str]:
    """The stems of a list of words, by its name."""
    return telling_stems(lists_in(__file__, "framing.txt")[name])
