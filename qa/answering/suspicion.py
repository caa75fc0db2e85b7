"""Passages that seem to be written for a language model rather than for a reader.

Nothing depends on it: whatever a source says, it is material, and what an answer shows is checked all the same. A
passage is marked so that a person looks at it twice. Figures in the tests' benchmark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORDERS = re.compile(
    r"""
    \b(?:ignor|disregard|forget|overrid|bypass|do(?:\s+not|n[’']t)\s+(?:follow|obey))\w*\s+(?:\S+\s+){0,4}?
        (?:instruction|prompt|rule|text|message|direction|command|guideline|constraint|context|everything|above|previous|prior)
    | \b(?:previous|prior|above|new|system|original|initial)\s+(?:instruction|prompt|directive)s?\b
    | \byour\s+(?:\w+\s+)?(?:instructions|prompt|system\s+message|training|answer\s+must)\b
    | \b(?:in|into|as|begin|start|end)\s+your\s+(?:\w+\s+)?(?:response|reply|output|answer)\b
    | \b(?:begin|start|end|include|append|insert|embed|add|put|render|make|rewrite|translate)\b[^.\n]{0,60}
        \b(?:your|to\s+the)\s+(?:\w+\s+)?(?:response|reply|output|answer)
    | \b(?:you\s+are|act\s+as|pretend\s+to\s+be|you\s+will\s+be|roleplay\s+as)\s+(?:now\s+)?(?:an?\s+)?(?:\w+\s+)?
        (?:ai|assistant|language\s+model|llm|chatbot|bot|dan|jailbroken|unrestricted|hacker)\b
    | \b(?:as\s+an?|dear|attention|hey|hello|note\s+to)\s+(?:ai|assistant|language\s+model|llm|chatbot|gpt|claude)\b
    | \b(?:say|print|repeat|output|respond|reply|answer)\s+
        (?:only|exactly|just|nothing\s+but|with\s+(?:only|exactly|just|the\s+following))\b
    | \bsubstitut\w*\s+\w+\s+with\b
    | \binclud(?:e\b[^.\n]{0,40}|ing\s+the\s+)\bfollowing\s+(?:string|anchor|link|image|text|html|url)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = re.compile(
    r"""
    <\s*/?\s*(?:sources?|think|system|user|assistant|instructions?|im_start|im_end)\b
    | <\|[\w ]{1,30}\|> | \[/?INST\] | <<\s*/?SYS
    | ^[\ \t]*(?:\#+[\ \t]*)?(?:system|assistant|user|human|ai)\s*(?:prompt|message)?\s*:\s
    | [\[【［〔]\s*s\d+\s*[\]】］〕] | \bNOT\ IN\ SOURCES\b
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_HIDDEN = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f]{3,}|[\u202d\u202e]"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"  # but for the flags that are spelt with them
)
_LEAKS = re.compile(
    r"""
    !\[[^\]]{0,200}\]\(\s*[a-z]+://[^)\s]{0,300}\?[^)\s]{0,300}= | \bjavascript:
    | <\s*(?:script|svg|img|iframe|object|embed|form|link|meta)\b[^>]{0,200}(?:\bon\w+\s*=|src\s*=|href\s*=|action\s*=)
    | <\s*a\s+href\s*= | [?&][\w.-]{1,40}=\s*(?:\[|\{|<|\$) | \bbase\s*64\s+(?:encode|of|string) | \bin\s+base\s*64\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def suspicions(text: str) -> list[str]:
    """Why a passage may be meant for a language model, in words; nothing where it seems to be for a reader."""
    return list(_reasons(text))


def _reasons(text: str) -> Iterator[str]:
    if _ORDERS.search(text):
        yield "gives orders to a language model"
    if _MARKS.search(text):
        yield "imitates the marks of a prompt"
    if _HIDDEN.search(text):
        yield "hides characters"
    if _LEAKS.search(text):
        yield "carries a link or image that could send data away"
