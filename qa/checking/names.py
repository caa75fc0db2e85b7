"""Names: who and what a statement names is named by the sentences it cites, there or in a plain variant."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from qa.checking.antecedents import antecedents
from qa.checking.capitals import Word, function_words, runs, words_of
from qa.checking.lore import Lore, are_kin, are_known_as, has_capitals_throughout, is_ordinary, is_proper
from qa.checking.mentions import mentions
from qa.checking.spelling import POSSESSIVE, key_of, keys_in
from qa.checking.units import MONEY
from qa.checking.variants import is_supported
from qa.checking.wording import find_whole, lists_in, pointing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa.checking.evidence import Evidence

_ADVERB = re.compile(r"\w{3,}(?:ing|ed|ly)\Z")
_NUMBERED = re.compile(r"\b([A-Z][\w’'-]+)\s([IVX]+)\b")
"""As "Elizabeth II" and "World War I"."""
_PLURAL = re.compile(r"[A-Z]{2,4}s")
"""Of what there are many, which is no name: MPs, NGOs."""
_LABEL_END = 3
"""Code points behind a name in which "**" or a colon shows that it is a label."""
_OF_DOCUMENT = re.compile(
    r"\A\W*(?:(?:under|in|according\sto|pursuant\sto|as)\s)?(?:the|this)\s(?P<name>(?-i:[A-Z])\w+)"
    r"(?=,|\s(?:says?|states?|provides?|requires?|allows?|sets?|gives?|defines?|specifies|runs)\b)",
    re.IGNORECASE,
)
"""As "Under the Agreement, …"."""
_DOCUMENTS = keys_in(lists_in(__file__, "bodies.txt")["documents"])
"""What a document calls itself."""


def names(statement: str, evidence: Evidence) -> list[str]:
    """Names in the statement that its cited sentences have in no variant, in words."""
    if not evidence.cited:
        return []
    statement = without_money(statement)
    statement = statement[_frame(statement, evidence) :]
    return problems_with(_missing(words_of(statement), statement, evidence), statement, evidence)


def without_money(statement: str) -> str:
    """A statement with blanks for the codes of currencies, which are no names."""
    return MONEY.sub(lambda match: " " * len(match[0]), statement)


def problems_with(missing: Iterable[list[Word]], statement: str, evidence: Evidence) -> list[str]:
    """What is said of names of a statement that are missed, and of those with another number, as "World War II"."""
    names = [POSSESSIVE.sub("", statement[name[0].start : name[-1].end]) for name in missing]
    absent = [name for name in names if not any(find_whole(name, evidence.text)) and not _PLURAL.fullmatch(name)]
    return [
        f"“{' '.join(name.split())}” is not in {pointing(evidence)}"
        for name in dict.fromkeys((*absent, *_of_another_number(statement, evidence.text)))
    ]


def _of_another_number(statement: str, cited: str) -> Iterator[str]:
    """Names as "World War II" where only World War I is cited."""
    known: dict[str, set[str]] = defaultdict(set)
    for match in _NUMBERED.finditer(cited):
        known[match[1]].add(match[2])
    yield from (match[0] for match in _NUMBERED.finditer(statement) if match[2] not in known.get(match[1], match[2]))


def _frame(statement: str, evidence: Evidence) -> int:
    """How many code points of a statement only name the document that it is from, as the document does itself."""
    frame = _OF_DOCUMENT.match(statement)
    if frame and key_of(frame["name"]) in _DOCUMENTS:
        return frame.end() if any(frame["name"] in document.text for document in evidence.documents) else 0
    return 0


def _missing(words: Sequence[Word], statement: str, evidence: Evidence) -> list[list[Word]]:
    """The names in a statement that neither its cited sentences have, nor whatever these point back to."""
    lore = evidence.lore

    def missing_in(names: Iterable[list[Word]], text: str) -> list[list[Word]]:
        cited = mentions(text)
        return [name for name in names if not is_supported(name, words, statement, cited, lore)]

    told = missing_in(_names(words, statement, lore), evidence.text)
    if not told:
        return []
    before = antecedents(statement, evidence)
    missing = missing_in(told, f"{evidence.text}\n{before.text}")
    if before.owner:
        missing += [name for name in told if name not in missing and not _is_owner(name, statement)]
    return missing or (_apart(told, statement, lore)[before.persons :] if before.persons else [])


def _is_owner(name: list[Word], statement: str) -> bool:
    """As in "Mr. Holt’s son" and "the son of Mr. Holt"."""
    return bool(POSSESSIVE.search(name[-1].text)) or statement[: name[0].start].endswith(" of ")


def _apart(names: list[list[Word]], statement: str, lore: list[Lore]) -> list[list[Word]]:
    """The first name of each person or thing that is named."""
    first: list[list[Word]] = []
    for name in names:
        text = statement[name[0].start : name[-1].end]
        if not any(
            are_kin(word, other, lore)
            or are_known_as(word, statement[named[0].start : named[-1].end], lore)
            or are_known_as(other, text, lore)
            for named in first
            for word in name
            for other in named
        ):
            first.append(name)
    return first


def _names(words: Sequence[Word], text: str, lore: list[Lore]) -> Iterator[list[Word]]:
    """The names in a statement: runs of capitals, without the capital that any first word has."""
    heading = any(has_capitals_throughout(words, about.ordinary) for about in lore)
    for run in runs(words, text):
        name = run
        behind = text[run[-1].end : run[-1].end + _LABEL_END]
        label = run[0].opens and (behind.startswith("**") or behind.lstrip(" ").startswith(":"))
        if heading or label:
            name = [word for word in run if word.countries or is_proper(word, lore)]
        while name and (name[0].opens or name[0].key in function_words()) and not _begins_name(name, lore):
            name = name[1:]
        while name and name[-1].key in function_words() and not name[-1].countries:
            name = name[:-1]
        if name:
            yield name


def _begins_name(name: list[Word], lore: list[Lore]) -> bool:
    first = name[0]
    if first.countries or first.seat_of or is_proper(first, lore):
        return True
    if len(name) == 1 or is_ordinary(first, lore) or _ADVERB.match(first.key) or _is_title(name, lore):
        return False
    following = name[1]
    return following.capital and not following.countries and not is_ordinary(following, lore)


def _is_title(name: list[Word], lore: list[Lore]) -> bool:
    """As in "Skipper Amélie Roux": the document has all but the first word in one name, and that one in none."""
    first, second, last = name[0].key, name[1].key, name[-1].key
    return len(name) > 2 and any(  # noqa: PLR2004
        last in about.together.get(second, ()) and first not in about.together for about in lore
    )
