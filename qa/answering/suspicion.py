"""Passages that seem to be written for a language model rather than for a reader.

Nothing depends on it: whatever a source says, it is material, and what an answer shows is checked all the same. A
passage is marked so that a person looks at it twice. Figures in the tests' benchmark.
"""

from __future__ import annotations

import re
import unicodedata

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
    | \bsystem\s+override\b
    | \b(?:to|for)\s+(?:the|any|all|every)\s+(?:ais?|language\s+models?|llms?|(?:ai\s+)?assistants?)\s+
        (?:reading|processing|parsing|evaluating|that\s+(?:reads?|process\w*))\b
    | \b(?:ais?|llms?|language\s+models?)\s+(?:reading|processing|parsing|evaluating|summari[sz]ing)\s+(?:this|these)\b
    # "Ignore all instructions" in German, French, Spanish, Italian, Portuguese, Russian, Chinese and Japanese
    | \bignorier\w*\s+(?:\w+\s+){0,4}(?:anweisung|instruktion|vorgabe|befehl)\w*
    | \bignor\w+\s+(?:\w+\s+){0,4}(?:consignes?|instruccion\w*|istruzion\w*|instruç\w*)
    | игнорир\w*\s+(?:\w+\s+){0,4}(?:инструкц|указани)\w*
    | 忽略.{0,8}(?:指令|指示|说明) | (?:指示|命令|指令).{0,6}無視
    | \binclud(?:e\b[^.\n]{0,40}|ing\s+the\s+)\bfollowing\s+(?:string|anchor|link|image|text|html|url)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MARKS = re.compile(
    r"""
    <\s*/?\s*(?:sources?|think|system|user|assistant|instructions?|im_start|im_end)\b
    | <\|[\w ]{1,30}\|> | \[/?INST\] | <<\s*/?SYS
    | ^[\ \t]*(?:\#+[\ \t]*)?(?:system|assistant|user|human|ai)\s*(?:prompt|message)?\s*:\s
    | (?<=[.!?\]}>][\ \t])(?:system|assistant)\s*(?:prompt|message)?\s*:\s
    | ^[\ \t]*\#+[\ \t]*(?:instructions?|response)\s*:
    | \b(?-i:(?:END|BEGIN|START)\ OF\ (?:THE\ )?(?:CONTEXT|DOCUMENTS?|INPUT|PASSAGES?|PROMPT|SOURCES?|TEXT))\b
    | ["']role["']\s*:\s*["'](?:system|assistant|user)["']
    | [\[【［〔]\s*s\d+\s*[\]】］〕] | \bNOT\ IN\ SOURCES\b
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_HIDDEN = re.compile(
    "(?:[A-Za-z][\u00ad\u200b-\u200d\u2060\ufeff]){3,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}"
    "|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f]{3,}|[\u202d\u202e]"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"  # but for the flags that are spelt with them
)
_LEAKS = re.compile(
    r"""
    !\[[^\]]{0,200}\]\(\s*[a-z]+://[^)\s]{0,300}(?:\?[^)\s]{0,300}=|[{\[<$]|(?-i:/[A-Z]{6,}\b)) | \bjavascript:
    | <\s*(?:script|svg|img|iframe|object|embed|form|link|meta)\b[^>]{0,200}(?:\bon\w+\s*=|src\s*=|href\s*=|action\s*=)
    | <\s*a\s+href\s*=\s*["']?[^"'\s>]{0,300}(?:[{\[$]|\?[^"'\s>]{0,300}=)
    | [?&][\w.-]{1,40}=\s*(?:\[|\{|<|\$) | \bbase\s*64\s+(?:encode|of|string) | \bin\s+base\s*64\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХаеорсухіѕԁ", "ABEKMHOPCTXaeopcyxisd")
"""Cyrillic letters that look like others."""
_REASONS = (
    (_ORDERS, "gives orders to a language model"),
    (_MARKS, "imitates the marks of a prompt"),
    (_HIDDEN, "hides characters"),
    (_LEAKS, "carries a link or image that could send data away"),
)


def suspicions(text: str) -> list[str]:
    """Why a passage may be meant for a language model, in words; nothing where it seems to be for a reader."""
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text).translate(_LOOKALIKES))
    return [reason for pattern, reason in _REASONS if pattern.search(text) or pattern.search(seen)]
