"""Lines that only frame an answer, such as “Based on the sources:”. They say nothing that could be cited."""

from __future__ import annotations

import re

_FRAMING = (
    "above according answer answers article articles based below brief context detail details document documents fact"
    " facts finding findings following follows given information key list main material overview passage passages"
    " point points provided question relevant retrieved say says sentence sentences short source sources summary text"
    " texts"
)
_LISTING = re.compile(r"(?:here|below) (?:is|are)\b|here[’']s\b|these are\b|the following\b", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:no|not|none|nobody|nothing|never|neither|nor|only|without|cannot)\b|n[’']t\b", re.IGNORECASE
)


def only_frames(line: str, question: str) -> bool:
    """Whether a heading, a line that ends in a colon, or a question says nothing beyond that there is an answer.

    “Here are the countries that offered troops:” repeats a question in saying that a list follows. “France offered
    troops:” says more, though each word of it may be in the question.
    """
    from qa.checking.wording import telling_stems

    is_bold = line.startswith("**") and line.endswith("**")
    text = line.strip("*_ ")
    if text.endswith("?"):
        return True
    if not (is_bold or line.startswith("#") or text.endswith(":")) or _DENYING.search(text):
        return False
    says = telling_stems(text) - telling_stems(_FRAMING)
    return not says or (_LISTING.match(text) is not None and says <= telling_stems(question))
