"""Lines that only frame an answer, such as “Based on the sources:”. They say nothing that could be cited."""

from __future__ import annotations

import re

_FRAMING = (
    "above according answer answers article articles based below brief citation citations cited context detail details"
    " document documents evidence fact facts finding findings following follows given information key list main"
    " material"
    " overview passage passages point points provided question quotes reference references relevant retrieved say says"
    " sentence sentences short source sources summary text texts"
)
_LISTING = re.compile(r"(?:here|below) (?:is|are)\b|here[’']s\b|these are\b|the following\b", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:no|not|none|nobody|nothing|never|neither|nor|only|without|cannot)\b|n[’']t\b", re.IGNORECASE
)
_COURTESY = re.compile(
    r"(?:(?:sure|certainly|of course|absolutely|great question)[!,.]*"
    r"|i hope (?:this|that|it) (?:helps|is helpful|answers\b.{0,40})[!.]*"
    r"|(?:please )?(?:let me know|feel free to)\b.{0,120}"
    r"|if you (?:have|need|want|would like)\b.{0,80}\b(?:ask|let me know)\b.{0,40})",
    re.IGNORECASE,
)
_LIST_OF_SOURCES = re.compile(
    r"(?:sources?|references?|citations?|evidence|quotes?)(?: (?:used|cited))?", re.IGNORECASE
)
_ITEM_MARK = re.compile(r"\A\s*(?:[-•>]|\d{1,3}[.)])\s+")
_LONGEST_TOPIC = 6
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|will|would|shall|should|can|could|may|might|must|has|have|had|do|does|did|said|says)\b"
    r"|(?<=\s)[a-z]+(?:[^s\W]s|ed)\s(?!(?:of|by|in|on|for|from|to|at|with|and|or|about|between|against|after|before)\b)",
    re.IGNORECASE,
)
"""What may be the verb of a heading: it is among the usual ones, or ends as one and has its object behind it."""
_ASKING = re.compile(r"(?:who|what|where|when|why|how|which)\b(?-i:[^A-Z]*)\Z", re.IGNORECASE)


def only_frames(line: str, question: str) -> bool:
    """Whether a heading, a line that ends in a colon, a question or a courtesy says nothing that could be cited.

    “Here are the countries that offered troops:” repeats a question in saying that a list follows. “France offered
    troops:” says more, though each word of it may be in the question.
    """
    from qa.checking.wording import telling_stems

    text = _ITEM_MARK.sub("", line)
    headed = is_heading(text)
    text = text.strip("#*_ ")
    if text.endswith("?") or _COURTESY.fullmatch(text):
        return True
    if not (headed or text.endswith(":")) or _DENYING.search(text):
        return False
    says = telling_stems(text) - telling_stems(_FRAMING)
    return (
        not says or bool(_ASKING.match(text)) or (_LISTING.match(text) is not None and says <= telling_stems(question))
    )


def only_lists(line: str) -> bool:
    """Whether a line is the head of a list of sources, or such a list without words: “Sources:”."""
    return bool(_LIST_OF_SOURCES.fullmatch(line.strip("#*_:,; ")))


def is_heading(line: str) -> bool:
    return line.startswith("#") or (line.startswith("**") and line.endswith("**"))


def names_topic(heading: str) -> bool:
    """Whether a heading is short, without a number and a verb: “Troop commitments” names what is said under it."""
    text = heading.strip("*_ ")
    return (
        len(text.split()) <= _LONGEST_TOPIC
        and text[-1:] not in {".", "!", ":"}
        and not any(map(str.isdigit, text))
        and not _VERB.search(text)
        and not _DENYING.search(text)
    )
