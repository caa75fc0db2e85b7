"""Content: a statement says no more than the sentences it cites carry."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from index.words import stop_words
from qa.checking.antecedents import antecedents
from qa.checking.lore import names_in
from qa.checking.markers import denials
from qa.checking.quantities import quantities
from qa.checking.wording import TITLES, lists_in, pointing, saying, telling_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.minilm import Match
    from qa.checking.evidence import Evidence

CARRIED = 0.66
"""What a text must carry of a statement, unless both are short. On AttributionBench's development half, 0.729 of what
lies below is labelled as not attributable, and that is 0.550 of all that are not. From here to 0.78 the macro-F1 stays
within 0.01; the lowest is taken, for a false alarm is worse than a miss."""
_CARRIED_OF_FEW, _FEW, _FEW_CITED = 0.56, 10, 70
"""What must be carried of a statement of up to ten telling stems by a text of less than 70: a few words may all be
others, and a short text says each thing once, in one way. This is the best of those tried on the same half, by some
claims; of 1,093 right statements that readers wrote, of texts of their own and of the article, it marks 21 fewer."""
_ALONE = 0.4
"""What the cited text must carry of what a statement says besides the names and amounts: with "Mr. Holt was fired" it
carries most, who is named. Of 323 sentences of human answers to CLAPNQ questions this marks none more, on the same half
of AttributionBench one claim, which is not attributable."""
_SAME_WORDS = 0.8
"""Share of a statement's stems that the cited text has from which it carries the statement without a look at the
model's nearness, which takes milliseconds. On the same half, 9 of the 225 claims that lie below are passed by this."""
_ADDED = 0.4
"""What the cited text must carry of a clause with which it has no word in common. On that half this marks three claims
that are not attributable and one that is; of 465 sentences of human answers to CLAPNQ questions two more."""
_ADDED_MORE = 0.45
"""What it must carry of a longer one: that marks no more claims of that half, and no more of those sentences."""
_SHORT, _LONG = 2, 3
"""Words of a clause that tell something, from which it is looked at; and from which it is long, or the end of one is
looked at."""
_CLAUSE_END = re.compile(
    r",\s|;\s|\s[–—-]\s|\s(?=(?:after|because|as|where|which|who|when|while|since|due|following|beside|despite|although"
    r"|whereas|and|with|by)\b)"
)
_LOST = 0.5
"""Nearness below which a word is named as one that the cited sentences do not have."""
_MOST_NAMED = 3
_MOST_MEANT = 0.4
"""Share of a statement's stems that the sentences before may bring, besides names; with more, another one is cited."""
_CONNECTING = telling_stems(lists_in(__file__, "joining.txt")["connecting"])
"""Stems of words that join statements, or by which an answer speaks of the source; they add nothing."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SMALL = re.compile(r"\b[a-z][\w'’-]*")
"""A word that names nobody, wherever it stands."""


Align = Callable[[str, str], "list[Match]"]
"""How near the second text comes to each word piece of the first, as the embedding model of the package gives it."""


def content(statement: str, evidence: Evidence, align: Align) -> list[str]:
    """What a statement says that its cited sentences do not carry. English only, as the model is."""
    stems, cited = telling_stems(statement), telling_stems(evidence.text)
    named = _named(statement, evidence)
    is_repeated = len(stems & cited) >= _SAME_WORDS * len(stems) and not cited.isdisjoint(stems - named)
    if is_repeated and not any(_clauses_apart(statement, cited, named)):
        return []
    meant = _meant(statement, evidence)
    named |= meant
    meant |= named - cited
    says = stems - named  # of those it names
    apart = list(_clauses_apart(statement, cited, named))
    if len(stems & cited) >= _SAME_WORDS * len(stems - meant) and (says & cited or not says) and not apart:
        return []
    pieces = align(statement, evidence.text)
    is_short = len(stems - meant) <= _FEW and len(cited) < _FEW_CITED
    parts = (
        (pieces, meant, _CARRIED_OF_FEW if is_short else CARRIED),
        (pieces, named, _ALONE),
        *((_within(pieces, start, end), named, floor) for start, end, floor in apart),
    )
    for part, left_out, floor in parts:
        share, lost = carried(statement, part, left_out)
        if share < floor:
            words = ", ".join(f"“{word}”" for word in lost)
            return [f"{saying(evidence)} nothing of {words}" if lost else f"says more than {pointing(evidence)}"]
    return []


def _clauses_apart(statement: str, cited: frozenset[str], named: frozenset[str]) -> Iterator[tuple[int, int, float]]:
    """The ends of clauses behind the last word that the cited text has, or whole clauses, each with its floor."""
    ends = [match.span() for match in _CLAUSE_END.finditer(statement)]
    for (_, begin), (end, _) in pairwise([(0, 0), *ends, (len(statement), 0)]):
        shared = [word.end() for word in _WORD.finditer(statement, begin, end) if telling_stems(word[0]) & cited]
        start = max(shared, default=begin or len(statement.partition(" ")[0]))  # a name may open a statement
        own = telling_stems(statement[start:end]) - named
        if len(own) >= (_LONG if shared else _SHORT):
            yield start, end, _ADDED if shared or len(own) < _LONG else _ADDED_MORE


def _within(pieces: list[Match], start: int, end: int) -> list[Match]:
    return [piece for piece in pieces if start <= piece.start < end]


def carries_alone(statement: str, evidence: Evidence, align: Align) -> bool:
    """Whether a statement says something besides names and amounts, and the cited sentences carry that by itself.

    That they have the names does not show that they say of them what the statement says. For a citation that nobody
    gave no less is enough, however short both are.
    """
    named = _named(statement, evidence) | _meant(statement, evidence)
    says = telling_stems(" ".join(_SMALL.findall(statement))) - named
    if says and len(says & telling_stems(evidence.text)) >= _SAME_WORDS * len(says):
        return True
    return bool(says) and carried(statement, align(statement, evidence.text), named)[0] >= CARRIED


def _meant(statement: str, evidence: Evidence) -> frozenset[str]:
    """The stems of whoever is "he" in the cited sentences, or what is "it"."""
    stems = telling_stems(statement)
    meant = stems & telling_stems(antecedents(statement, evidence).text) - telling_stems(evidence.text)
    small = telling_stems(" ".join(_SMALL.findall(statement)))
    return meant if len(meant & small) <= _MOST_MEANT * len(stems) else frozenset()


def _named(statement: str, evidence: Evidence) -> frozenset[str]:
    """The stems of names and amounts, which have rules of their own, and of words that join statements."""
    return telling_stems(" ".join(_of_other_rules(statement, evidence))) | _CONNECTING


def _of_other_rules(statement: str, evidence: Evidence) -> Iterator[str]:
    """Amounts, names and denials, in words: their own rules know in which forms they may stand in the cited text."""
    yield from (quantity.words for quantity in quantities(statement))
    yield from denials(statement) if denials(evidence.text) else ()
    yield from (word.text for word in names_in(statement, evidence.lore))


def carried(statement: str, pieces: list[Match], meant: frozenset[str] = frozenset()) -> tuple[float, list[str]]:
    """How much of a statement's content a text carries, 0 to 1, and the words that it carries least.

    The mean over its telling word pieces of how near the text comes to each, in the window that comes nearest.

    Args:
        pieces: how near the text comes to each word piece of the statement.
        meant: stems of words that need not be carried.
    """
    words = {match.span(): match[0] for match in _WORD.finditer(statement)}
    left_out = [span for span, word in words.items() if (own := telling_stems(word)) and own <= meant | TITLES]
    matches = [
        match
        for match in pieces
        if _tells(statement[match.start : match.end]) and not any(start <= match.start < end for start, end in left_out)
    ]
    if not matches:
        return 1.0, []
    windows = range(len(matches[0].nearest))
    means = [sum(match.nearest[window] for match in matches) / len(matches) for window in windows]
    best = max(windows, key=means.__getitem__)
    lost = sorted((match.nearest[best], match.start) for match in matches if match.nearest[best] < _LOST)
    named = dict.fromkeys(word for _, at in lost for (start, end), word in words.items() if start <= at < end)
    return max(0.0, means[best]), list(named)[:_MOST_NAMED]


def _tells(piece: str) -> bool:
    return any(map(str.isalnum, piece)) and piece.casefold() not in stop_words()
