"""Opposites: what the source calls the lowest is not called the highest."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from qa.checking.wording import clause_before, clause_behind, saying, telling_stems_in_order

if TYPE_CHECKING:
    from qa.checking.evidence import Evidence

_WORD = re.compile(r"[^\W\d_]+")
_TURNED = re.compile(
    r"(?:\b(?:not(?!\s\w+\sthan\b)|no(?!\s\w+\sthan\b)|never|neither|nor|without(?=(?:\s\w+)?\s\Z)|rather|instead|unlike"
    r"|(?<!less\s)(?<!more\s)(?<!fewer\s)(?<!later\s)than)|n[’']t)\b[^.;:!?\n]{0,25}\Z"
)
"""Words in front that turn an opposite round: what "did not rise" may have fallen."""
_PHRASES = {
    "acquitted": re.compile(r"\bnot\s+guilty\b"),
    "rejected": re.compile(r"\b(?:turn|vot)(?:e|es|ed|s|ing)?\s+(?:(?:\w+\s+){1,4}?)?down\b"),
}
"""Words for which a text may have a phrase: "turned the request down"."""
_NON = "non"
_NUMBER = re.compile(r"\s\d[\w.,:]*\b")
_NEAR, _REACH = 4, 7
"""Telling stems on either side: of the statement's word, and of the cited one."""
_SAME = 0.5


def opposites(statement: str, evidence: Evidence) -> list[str]:
    """Words in whose place the cited sentences have the opposite, and nowhere the words themselves. English only.

    It must be said of the same: the word that follows is the same, and half of the words around it are there, too.
    Where nothing else is said, as in "The landlord.", it is.
    """
    said, cited = _in_words(statement), _in_words(evidence.text)
    has, given = set(_WORD.findall(said)), set(_WORD.findall(cited))
    for match in _WORD.finditer(said):
        own, other = _opposites().get(match[0]) or _with_non(match[0])
        if has & other or given & own or not given & other or _TURNED.search(said[: match.start()]):
            continue
        for there in _WORD.finditer(cited):
            if there[0] in other and not _TURNED.search(cited[: there.start()]) and _same_is_meant(match, there):
                told, said_so = _as_written(there[0], evidence.text), _as_written(match[0], statement)
                return [f"{saying(evidence)} “{told}”, not “{said_so}”"]
    return []


def _with_non(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """A word and its opposite: "nonexclusive" of "exclusive", and the other way round."""
    return frozenset({word}), frozenset({word.removeprefix(_NON) if word.startswith(_NON) else f"{_NON}{word}"})


def _in_words(text: str) -> str:
    """A text in small letters, with a word in the place of each phrase; what a phrase encloses goes behind it."""
    text = text.lower().replace(f"{_NON}-", _NON)
    for word, phrase in _PHRASES.items():
        for match in phrase.finditer(text):
            text = text.replace(match[0], " ".join([word, *match[0].split()[1:-1]]))
    return text


def _as_written(word: str, text: str) -> str:
    text = text.lower()
    hyphenated = f"{_NON}-{word.removeprefix(_NON)}"
    if word.startswith(_NON) and hyphenated in text:
        return hyphenated
    found = _PHRASES[word].search(text) if word in _PHRASES and word not in text else None
    return found[0] if found else word


def _same_is_meant(match: re.Match[str], there: re.Match[str]) -> bool:
    (before, behind), (cited_before, cited_behind) = _around(match), _around(there)
    follows = behind[:1] == cited_behind[:1] if behind else set(before[-1:]) <= set(cited_before)
    number, cited_number = (_NUMBER.match(each.string, each.end()) for each in (match, there))
    if number and cited_number:  # as in "before 1998", behind which anything may follow
        follows = number[0] == cited_number[0]
    near = {*before[-_NEAR:], *behind[:_NEAR]}
    also = near.intersection((*cited_before[-_REACH:], *cited_behind[:_REACH]))
    return follows and len(also) >= _SAME * len(near)


def _around(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telling stems before and behind a word in its clause."""
    return _named(clause_before(match)), _named(clause_behind(match))


def _named(text: str) -> tuple[str, ...]:
    """The telling stems of a text without its digits, which have a rule of their own."""
    return tuple(stem for stem in telling_stems_in_order(text) if not stem.isdecimal())


@functools.cache
def pairs_in(file: str) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """A list in this folder: for each word the group it is in, and the words of those that it faces."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            groups = [frozenset(part.split()) for part in line.split("|")]
            for own in groups:
                found |= dict.fromkeys(own, (own, frozenset().union(*groups) - own))
    return found


@functools.cache
def _opposites() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return pairs_in("opposites.txt") | pairs_in("parties.txt")
