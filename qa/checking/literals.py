"""Literals: an option, a command or a name in code that a statement mentions is in its cited sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking import headings
from qa.checking.evidence import text_before
from qa.checking.wording import find_whole, pointing

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence

_LITERAL = re.compile(
    r"(?<!`)`(?! )([^`\n]{1,80})`(?!`)|(?<![\w`])(--[a-z][\w-]+|[A-Za-z]\w*_\w+|\.[a-z]{3,})(?![\w`])"
)
_POINTS = re.compile(
    r"\b(?:it|its|this|that|these|they|(?:the|either|both|each)\s(?:\w+\s)?"
    r"(?:argument|command|field|file|flag|function|key|method|module|option|parameter|setting|switch|value|variable)s?)\b(?!\s[`-])",
    re.IGNORECASE,
)
"""What may stand in a sentence for a literal of one before it."""


def literals(statement: str, evidence: Evidence) -> list[str]:
    """Literals that the cited sentences do not have; nor those before a sentence that points back, nor its headings."""
    said = [match[1] or match[2] for match in _LITERAL.finditer(statement)]
    if not said:
        return []
    texts = [*evidence.texts, *map(headings.over, evidence.cited)]
    texts += [text_before(sentence) for sentence in evidence.cited if _POINTS.search(sentence.text)]
    known = "\n".join(texts)
    missing = [name for name in dict.fromkeys(said) if not any(find_whole(name, known))]
    return [f"“{name}” is not in {pointing(evidence)}" for name in missing]
