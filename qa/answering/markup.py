"""What a prompt and a reply mark things with: labels for sentences, and a sign for "not in the sources"."""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGN = "NOT IN SOURCES:"
"""What a reply starts a line with to say that the sources do not answer."""

THOUGHT, THOUGHT_END = "<think>", "</think>"
"""What some models write around their reasoning, before they reply."""
_THOUGHT = re.compile(rf"\A\s*{THOUGHT}.*?(?:{THOUGHT_END}|\Z)", re.DOTALL)

_OPEN, _CLOSE = r"\[【［〔", r"\]】］〕"
_LONGEST_BRACKET = 1_000
_PAIR = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]{{0,{_LONGEST_BRACKET}}})[{_CLOSE}]")
_BEGUN_PAIR = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]{{0,{_LONGEST_BRACKET}}})\Z")
_BRACKET = re.compile(rf"{_PAIR.pattern}|[{_OPEN}]|[{_CLOSE}]")

_PARENTHESES = str.maketrans("[【［〔]】］〕", "(((())))")

_CITING = re.compile(
    r"(?:\s|[.,;:/|&+#^–—-]|(?:and|to|through|see|also|sources?|sentences?|labels?)\b|s?\d++(?!\w))*+", re.IGNORECASE
)
_FILE = re.compile(r"[,;]?\s*(?<![\w/.-])[\w/.-]{1,80}\.(?:csv|docx?|html?|json|md|pdf|rst|txt|ya?ml)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"\bs\d", re.IGNORECASE)
_BEGUN_LABEL = re.compile(r"\s*s?\Z|.*\bs\d", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|to\b|through\b)\s*s?(\d+))?", re.IGNORECASE)
_ROUND_LABEL = re.compile(r"\bs\d")
_ROUND_PAIR = re.compile(r"[(<]#?(s\d++(?:(?:\s|[,;&–—-]|and)++s\d++)*+)\s*[)>]")
_BEGUN_ROUND_PAIR = re.compile(r"[(<]#?(?:s[\s\d,;&–—sand-]*)?\Z")
_LONGEST_ROUND_PAIR = 200

_PHRASES = ("not in sources", "not in the sources", "not in the source", "not in source")
_BEFORE, _BEHIND = " \t>*_#\"“`'-", '*_`"” \t'
_LONGEST_SIGN = 100
_SIGN = re.compile(
    rf"[{_BEFORE}]{{0,20}}(?:(?:{'|'.join(_PHRASES)})[{_BEHIND}]{{0,20}}"
    rf"(?::[{_BEHIND}]{{0,20}}(?:\r?\n(?=\S|\Z))?"  # what is missing may stand on the next line
    rf"|\.(?=[{_BEHIND}\s]|\Z)[{_BEHIND}]{{0,20}}"
    r"|(?<=\s)[–—-](?=\s|\Z)"
    r"|(?=\r?\n)|\r?\Z)"
    r"|(?-i:NOT IN (?:THE )?SOURCES?)(?=\s))",
    re.IGNORECASE,
)

_TABLE_RULE = re.compile(r"(?=[^\n]*-)(?=[^\n]*\|)[|:\- \t]{3,200}(?=\r?\n|\r?\Z)")
_BEGUN_TABLE_RULE = re.compile(r"[|:\- \t]{0,199}\r?\Z")

_LOOKS_LIKE_FENCE = re.compile(r"<(?=\s*/?\s*(?:sources?|think)\b)", re.IGNORECASE)
_SIGN_BEHIND_END = re.compile(rf"[.!?…][”\"’)]*\s(?={re.escape(SIGN)})")
_LOOKS_LIKE_SIGN = re.compile(r"(?!· )[\W\d_]*not\s+in\s+(?:the\s+)?sources?\b", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Bracket:
    """Something in brackets, with these, as it stands in a text.

    Attributes:
        labels: the labels in it, each the first and the last number that it stands for; none where it is no citation.
    """

    text: str
    labels: tuple[tuple[int, int], ...] = ()

    @property
    def may_be_meant_to_cite(self) -> bool:
        """Whether it could pass for a citation as an answer shows it, or cites a file."""
        is_number = any(map(str.isdecimal, self.text)) and not any(map(str.isalpha, self.text))
        return not self.labels and (is_number or _FILE.fullmatch(self.text[1:-1]) is not None)


def visible(text: str) -> str:
    """Text without characters of no width, which could hide a name or a number."""
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """Text of a source as a prompt shows it: on one line, and nothing in it can pass for a label, sign or fence."""
    flat = " ".join(_CONTROL.sub(" ", visible(text)).split())
    unlabelled = _BRACKET.sub(_unlabelled, flat)
    unfenced = _LOOKS_LIKE_FENCE.sub("‹", unlabelled)
    apart = _SIGN_BEHIND_END.sub(lambda match: f"{match[0]}· ", unfenced)  # where it may begin a line of its own
    unsigned = apart.replace(SIGN, SIGN.lower())
    return f"· {unsigned}" if _LOOKS_LIKE_SIGN.match(unsigned) else unsigned


def _unlabelled(bracket: re.Match[str]) -> str:
    is_harmless = bracket[1] is not None and not _DIGIT.search(bracket[1])
    return bracket[0] if is_harmless else without_brackets(bracket[0])


def without_thought(reply: str) -> str:
    """A reply without the reasoning that a model wrote before it."""
    return _THOUGHT.sub("", reply)


def bracket_at_start(text: str) -> Bracket | None:
    """What stands in square brackets where a text begins; None where no bracket opens, or it is not closed."""
    pair = _PAIR.match(text)
    return Bracket(pair[0], _labels(pair[1])) if pair else None


def round_labels_at_start(text: str) -> Bracket | None:
    """Labels in round or pointed brackets, as some models write them: (s3, s4) and nothing else."""
    pair = _ROUND_PAIR.match(text, 0, _LONGEST_ROUND_PAIR)
    return Bracket(pair[0], _labels(pair[1])) if pair else None


def has_label(text: str) -> bool:
    """Whether a text of a reply may cite."""
    return bool(_LABEL.search(text))


def has_round_labels(text: str) -> bool:
    """Whether a text of a source may itself have what looks like labels in round brackets."""
    return bool(_ROUND_LABEL.search(text))


def may_become_bracket(text: str) -> bool:
    """Whether a text that breaks off could go on to be closed, and begin with something in square brackets."""
    return bool(_BEGUN_PAIR.match(text))


def may_become_round_labels(text: str) -> bool:
    return len(text) < _LONGEST_ROUND_PAIR and bool(_BEGUN_ROUND_PAIR.match(text))


def is_begun_label(text: str) -> bool:
    """Whether a text that breaks off inside square brackets had begun to cite."""
    begun = _BEGUN_PAIR.match(text)
    return bool(begun and _BEGUN_LABEL.match(begun[1]))


def without_citations(text: str) -> str:
    """Text with no labels, and nothing that could pass for the number of a citation."""

    def replaced(match: re.Match[str]) -> str:
        found = bracket_at_start(match[0])
        if found and found.labels:
            return ""
        return without_brackets(match[0]) if not found or found.may_be_meant_to_cite else match[0]

    return _BRACKET.sub(replaced, text)


def without_brackets(text: str) -> str:
    """Text with parentheses instead, which can never be completed to a label or to the number of a citation."""
    return text.translate(_PARENTHESES)


def table_rule_at_start(text: str) -> str | None:
    """The line between the head of a table and its rows: | --- | --- |."""
    match = _TABLE_RULE.match(text)
    return match[0] if match else None


def may_become_table_rule(text: str) -> bool:
    return bool(_BEGUN_TABLE_RULE.match(text))


def sign_at_start(text: str, *, line_begins: bool) -> str | None:
    """The sign that a text begins with: where a line begins, whatever form a model gave it; elsewhere the very sign."""
    if not line_begins:
        return SIGN if text.startswith(SIGN) else None
    match = _SIGN.match(text)
    return match[0] if match else None


def may_become_sign(text: str, *, line_begins: bool) -> bool:
    """Whether a text that breaks off could go on to begin with the sign."""
    if not line_begins:
        return SIGN.startswith(text)
    if len(text) > _LONGEST_SIGN:
        return False
    begun = text.lstrip(_BEFORE).rstrip(_BEHIND).lower()
    return any(phrase.startswith(begun) for phrase in _PHRASES)


def _labels(inside: str) -> tuple[tuple[int, int], ...]:
    """The labels between brackets: "s3, s5-s7", "Source s3", "s3: some words", "s3, lease.md"."""
    for citing in (inside, inside.partition(":")[0], _FILE.sub("", inside)):
        if _LABEL.search(citing) and _CITING.fullmatch(citing):
            return tuple((int(first), int(last or first)) for first, last in _RANGE.findall(citing))
    return ()
