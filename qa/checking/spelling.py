"""Words of names, in the form in which they are compared, whoever wrote them."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’][sS]?\Z")
_DOUBLED = re.compile(r"(.)\1+")
_ENDING = re.compile(
    r"(?<=\w{5})(?:an|er|ish|ic|al|y)\Z|(?<=\w{4})(?:ese|ians?|isms?|ists?|i[cz]|ics|ity|ize|iy|i|y)\Z"
)
"""What makes "Parisian" of "Paris", "Kantian" of "Kant", "Buddhist" of "Buddhism"."""
_VOWELS = ("", "a", "e", "ia")
"""What an ending takes the place of: "African" of "Africa". Without one, "Roberta" is not "Robert"."""
_SHORT = 3
"""Letters of words too short to take an ending from."""


class Spelt(NamedTuple):
    """A word of a text, where it starts and ends, and the key by which it is compared."""

    text: str
    start: int
    end: int
    key: str


def spelt_words(text: str) -> list[Spelt]:
    return [Spelt(match[0], match.start(), match.end(), key_of(match[0])) for match in _WORD.finditer(text)]


@functools.lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """A word without what two writers of a name may do differently: accents, doubled letters, a possessive."""
    bare = unicodedata.normalize("NFKD", POSSESSIVE.sub("", word).replace("’", "'").replace(".", "").casefold())
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _DOUBLED.sub(r"\1", plain) or word


def keys_in(words: str) -> frozenset[str]:
    return frozenset(map(key_of, words.split()))


@functools.lru_cache(maxsize=20_000)
def forms_of(key: str) -> frozenset[str]:
    """A key, without the plural, and without the ending of an adjective or a follower."""
    singular = key.removesuffix("s") if len(key) > _SHORT else key
    stems = {stem for form in (key, singular) if (stem := _ENDING.sub("", form)) != form}
    return frozenset({key, singular, *(stem + vowel for stem in stems for vowel in _VOWELS)})
