"""Names in other languages than English: whom a statement names is somewhere in the documents that it cites."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from index.languages import language_of
from qa.checking.capitals import runs, words_of
from qa.checking.foreign import is_beside_number
from qa.checking.lore import are_strangers, known_words
from qa.checking.mentions import mentions
from qa.checking.names import problems_with, without_money

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.checking.capitals import Word
    from qa.checking.evidence import Evidence

_CAPITALIZING = "de"
"""The language in which any noun has a capital."""
_ARTICLE = re.compile(
    r"\b(?:(?:el|la|los|las|le|les|il|lo|gli|del|al|au|aux|du|della|nel|nella|dal|dalla|het|den|det)\s|l['’])$",
    re.IGNORECASE,
)
"""Before a single word that is an office or a body rather than somebody's name: "el Ejecutivo"."""
_FEWEST_SAME, _LONGEST_ENDING = 3, 3
"""Letters with which all cases of a name begin, and those by which one is longer than another."""
_FLEETING = re.compile(r"(\w{2,}[^aeiouyаеиоуыэюяіє])[eoеоё]([^aeiouyаеиоуыэюяіє])")


def foreign_names(statement: str, evidence: Evidence) -> list[str]:
    """Names in a statement of which the documents do not have a word in any form, and names mixed of two.

    A single word is a name only where both are in one language, which has no capitals in other nouns.
    """
    if not evidence.cited:
        return []
    statement = without_money(statement)
    languages = {language_of(document.text) for document in evidence.documents}
    language = language_of(statement, min(languages))
    found = list(runs(words_of(statement), statement))
    names = [name for run in found if (name := run[1:] if run[0].opens else run)]
    if language == _CAPITALIZING or languages != {language}:
        names = [name for name in names if len(name) > 1 and all(word.capital for word in name)]
    if language == _CAPITALIZING:
        names = [name for name in names if not any(is_beside_number(word.text.lower()) for word in name)]
        mixed: list[list[Word]] = []
    else:
        names = [name for name in names if len(name) > 1 or not _ARTICLE.search(statement, 0, name[0].start)]
        mixed = [run for run in found if any(are_strangers(*both, evidence.lore) for both in pairwise(run))]
    missing = [name for name in names if not _is_known(name, evidence)]
    return problems_with([*missing, *(name for name in mixed if name not in missing)], statement, evidence)


def _is_known(name: Sequence[Word], evidence: Evidence) -> bool:
    """Whether the documents have each word of a name."""
    cited, known = mentions(evidence.text), [known_words(document) for document in evidence.documents]
    words = (word for word in name if word.capital)
    return all(cited.has(word) or any(_is_form_of(word.key, keys) for keys in known) for word in words)


def _is_form_of(key: str, known: Collection[str]) -> bool:
    """Whether a word is known in some case: "Brandts" or "Брандтом" for "Брандт", "Marka" for "Marek"."""
    return key in known or any(
        key[: (same := max(_FEWEST_SAME, min(len(key), len(other)) - 1))] == other[:same]
        or _loses_vowel(key, other)
        or _loses_vowel(other, key)
        for other in known
        if abs(len(key) - len(other)) <= _LONGEST_ENDING
    )


def _loses_vowel(key: str, other: str) -> bool:
    """Whether a word begins with another without its last vowel: "marka", of "marek"."""
    match = _FLEETING.fullmatch(other)
    return match is not None and key.startswith(f"{match[1]}{match[2]}")
