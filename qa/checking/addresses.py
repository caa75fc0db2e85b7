"""Addresses: a link or a mail address in a statement is one that the cited sentences have. In every language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.checking.wording import pointing

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]{}\"“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_FOLLOWED = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
"""What makes an address one that can be clicked; the problem leaves it out."""
_BEHIND = ".,;:!?*_’'"
"""What may end the sentence rather than the address."""


def addresses(statement: str, evidence: Evidence) -> list[str]:
    """Addresses in the statement that its cited sentences do not have in full."""
    said, cited = (
        [match[0].rstrip(_BEHIND).casefold() for match in _ADDRESS.finditer(text)]
        for text in (statement, evidence.text)
    )
    missing = dict.fromkeys(_FOLLOWED.sub("", address, count=1) for address in said if address not in cited)
    return [f"“{address}” is not in {pointing(evidence)}" for address in missing]
