"""Things that two texts have in common, in the words that both use for them: "the basement", "its ground floor"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.checking.capitals import words_of
from qa.checking.wording import stem_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.checking.capitals import Word

_DETERMINERS = frozenset(words("the a an its their his her our this that these those every each any"))
Pairs = frozenset[tuple[str, str]]
"""Stems of two words that stand together, the first empty where the second begins."""


def pairs_of(text: str) -> Pairs:
    """The words of a text by which it is told whether another has the same."""
    stems = ["", *(stem_of(word) for word in words(text))]
    return frozenset([*pairwise(stems), *(("", stem) for stem in stems)])


def things_in(text: str, shared: Pairs) -> Iterator[Word]:
    """The things of a text, each as one word, as far as another has them, too.

    Args:
        shared: the pairs of both texts.
    """
    found = words_of(text)
    for at in range(1, len(found)):
        if found[at - 1].text.lower() in _DETERMINERS and not found[at].capital:
            stems, end = [""], at
            while end < len(found) and (stem := stem_of(found[end].text.lower())) and (stems[-1], stem) in shared:
                if end > at and _may_be_verb(found[end], found[end + 1 : end + 2]):
                    break
                stems.append(stem)
                end += 1
            if end > at:
                start, stop = found[at].start, found[end - 1].end
                yield replace(found[at], text=text[start:stop], end=stop, key=" ".join(stems[1:]))


def _may_be_verb(word: Word, following: Sequence[Word]) -> bool:
    """As "stayed", or "sold" in "sold the ferry"."""
    return word.text.endswith("ed") or any(other.text.lower() in _DETERMINERS for other in following)
