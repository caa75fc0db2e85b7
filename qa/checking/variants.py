"""Variants: whether a name of a statement is a plain variant of one that a text mentions, or another one."""

from __future__ import annotations

import itertools
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from qa.checking.lore import LONGEST_NAME, Lore, are_same, are_strangers, is_ordinary
from qa.checking.spelling import forms_of, keys_in
from qa.checking.wording import lists_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.checking.capitals import Word
    from qa.checking.mentions import Mentions

_BODIES = keys_in(lists_in(__file__, "bodies.txt")["bodies"])
_SIDES = keys_in("new north south east west")


def is_supported(name: list[Word], words: Sequence[Word], statement: str, cited: Mentions, lore: list[Lore]) -> bool:
    """Whether each word of a name is cited, or stands for one that is; and whether they belong together."""
    telling = [word for word in name if not is_ordinary(word, lore)]
    missing = [word for word in telling if not cited.has(word)]
    full = [word for word in name if len(word.key) > 1]
    tell = {word.start for word in telling}
    if any(tell.issuperset((a.start, b.start)) and are_strangers(a, b, lore) for a, b in pairwise(full)):
        return False
    if not missing:
        return not (
            _is_other_place(name, telling, cited)
            or _is_other_body(name, telling, cited)
            or _is_other_kind_of_body(name, telling, cited)
            or (not telling and _is_other_of_its_kind(name, words, cited))
        )
    if _is_spelt_out(name, missing, cited) or _is_explained(missing, words, statement):
        return True
    if any(_is_of_a_namesake(word, telling, cited, lore) for word in missing):
        return False
    own = frozenset(word.key for word in telling if not word.countries)
    return all(
        _is_office_country(word, words, cited, lore)
        if word.countries
        else _is_part_of_cited(word.key, own, cited, lore) or _is_office_holder(own, cited, lore)
        for word in missing
    )


def _is_of_a_namesake(first: Word, telling: list[Word], cited: Mentions, lore: list[Lore]) -> bool:
    """As in "Peder Solvik" where Inger Solvik is cited: a document has both, and never in one name."""
    pairs = [
        (before.key, last.key)
        for run in cited.runs
        for before, last in pairwise(run)
        if any(are_same(last, word) for word in telling) and not is_ordinary(before, lore)
    ]
    return any(
        last in (kin := about.together.get(before, frozenset()))
        and last in about.together.get(first.key, frozenset())
        and first.key not in kin
        for before, last in pairs
        for about in lore
    )


def _is_other_place(name: list[Word], telling: list[Word], cited: Mentions) -> bool:
    """As in "North Norra" where Norra is cited, and no north."""
    return any(
        (side := before.key.removesuffix("ern")) in _SIDES
        and not (cited.has_key(side) or cited.has_key(f"{side}ern"))
        and word in telling
        and not word.countries
        for before, word in pairwise(name)
    )


def _is_other_body(name: list[Word], telling: list[Word], cited: Mentions) -> bool:
    """As in "Finance Ministry" where another ministry is cited: the same words but for one, which is nowhere there.

    The words before somebody's own name are a title, which may be left out or be another.
    """
    for run in cited.runs:
        if 1 < len(name) == len(run):
            other = [at for at, word in enumerate(run) if not are_same(word, name[at])]
            if len(other) == 1 and not cited.has_key(name[other[0]].key) and (other[0] or not telling):
                return True
    return False


def _is_other_kind_of_body(name: list[Word], telling: list[Word], cited: Mentions) -> bool:
    """As in "World Health Organization" where an "Institute for Health" is cited, and no organization."""
    kind = name[-1].key
    if kind not in _BODIES or cited.has_key(kind):
        return False
    others = (run for run in cited.runs if any(are_same(word, own) for word in run for own in telling))
    return any(word.key in _BODIES for run in others for word in run)


def _is_other_of_its_kind(name: list[Word], words: Sequence[Word], cited: Mentions) -> bool:
    """As in "the Storage team" where the Platform team is cited, and nothing of storage."""
    last = words.index(name[-1])
    following = [word for word in words[last + 1 : last + 2] if not word.capital and word.start == name[-1].end + 1]
    return any(word.key in cited.kinds for word in following) and not any(cited.has_key(word.key) for word in name)


def _is_part_of_cited(key: str, own: frozenset[str], cited: Mentions, lore: list[Lore]) -> bool:
    """As in "Emmanuel" where Macron is cited: the document has both in one name, which is no other than this one."""
    others = own - {key}
    kins = [about.together.get(key, frozenset()) for about in lore]
    if any((not others or kin & others) and any(map(cited.has_key, kin)) for kin in kins):
        return True
    # "Norman Borlaug" where the documents call him Borlaug throughout: nobody else can be meant
    other = min(others, default="")
    return (
        len(others) == 1
        and cited.has_key(other)
        and not any(other in about.together or key in about.proper or key in about.ordinary for about in lore)
    )


def _is_office_holder(own: frozenset[str], cited: Mentions, lore: list[Lore]) -> bool:
    """As in "Macron" where "the French president" is cited, or "the president" and there is but one."""
    persons = [person for about in lore for person in about.persons]
    for person in persons:
        if own & person.words and own <= person.words | cited.keys:
            alone = person.offices.difference(*(other.offices for other in persons if other is not person))
            countries = person.countries | person.likely
            offices = {(None, office) for office in alone} | set(itertools.product(countries, person.offices))
            if offices & cited.offices:
                return True
    return False


def _is_office_country(word: Word, words: Sequence[Word], cited: Mentions, lore: list[Lore]) -> bool:
    """As in "French" in "the French president", or in "President Macron of France", where Macron is cited."""
    said = frozenset(form for other in words for form in forms_of(other.key))
    return any(
        person.surname in cited.keys
        and (
            (person.countries & word.countries and ("leader" in said or said & {*person.offices, person.surname}))
            or (person.likely & word.countries and said & person.offices)
        )
        for about in lore
        for person in about.persons
    )


def _is_spelt_out(name: list[Word], missing: list[Word], cited: Mentions) -> bool:
    """As in "North Atlantic Treaty Organization" where NATO is cited."""
    letters = [word for word in name if word.capital and word.key != "the"][:LONGEST_NAME]
    for start, end in combinations(range(len(letters) + 1), 2):
        part = letters[start:end]
        if len(part) > 1 and "".join(word.key[0] for word in part) in cited.acronyms:
            return all(word in part for word in missing)
    return False


def _is_explained(missing: list[Word], words: Sequence[Word], statement: str) -> bool:
    """As in "the cardiothoracic ratio (CTR)": an abbreviation of the words before it adds nothing to them."""
    if len(missing) > 1 or not statement[: missing[0].start].endswith("("):
        return False
    at = words.index(missing[0])
    before = iter("".join(word.key for word in words[max(0, at - len(missing[0].key)) : at]))
    return all(letter in before for letter in missing[0].key)
