"""Names: who and what a statement names is named by the sentences it cites, there or in a plain variant."""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from qa.checking.antecedents import antecedents
from qa.checking.capitals import JOINERS, Word, function_words, runs, words_of
from qa.checking.lore import (
    LONGEST_NAME,
    Lore,
    are_kin,
    are_known_as,
    are_same,
    are_strangers,
    has_capitals_throughout,
    is_ordinary,
    is_proper,
    offices_in,
)
from qa.checking.spelling import POSSESSIVE, each, forms_of, key_of
from qa.checking.units import MONEY
from qa.checking.wording import find_whole, lists_in, pointing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa.checking.evidence import Evidence

_ADVERB = re.compile(r"\w{3,}(?:ing|ed|ly)\Z")
_LONGEST_ACRONYM = 6
_NUMBERED = re.compile(r"\b([A-Z][\w’'-]+)\s([IVX]+)\b")
"""As "Elizabeth II" and "World War I"."""
_PLURAL = re.compile(r"[A-Z]{2,4}s")
"""Of what there are many, which is no name: MPs, NGOs."""
_LABEL_END = 3
"""Code points behind a name in which "**" or a colon shows that it is a label."""
_WORDS = lists_in(__file__, "bodies.txt")
_BODIES = each(_WORDS["bodies"])
_SIDES = each("new north south east west")
_OF_DOCUMENT = re.compile(
    r"\A\W*(?:(?:under|in|according\sto|pursuant\sto|as)\s)?(?:the|this)\s(?P<name>(?-i:[A-Z])\w+)"
    r"(?=,|\s(?:says?|states?|provides?|requires?|allows?|sets?|gives?|defines?|specifies|runs)\b)",
    re.IGNORECASE,
)
"""As "Under the Agreement, …"."""
_DOCUMENTS = each(_WORDS["documents"])
"""What a document calls itself."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions, in the forms in which it is looked for."""

    keys: frozenset[str]
    countries: frozenset[int]
    """Those named, and those whose government is, by its seat."""
    offices: frozenset[tuple[int | None, str]]
    acronyms: frozenset[str]
    initials: tuple[str, ...]
    """Rows of first letters, capitals where an acronym may take them from."""
    runs: tuple[tuple[Word, ...], ...]
    """Of words with capitals, several together."""
    kinds: frozenset[str]
    """What is told apart by a capital before it: the "team" of "the Platform team"."""

    def has(self, word: Word) -> bool:
        if word.countries:
            return bool(word.countries & self.countries)
        return self.has_key(word.key) or bool(word.seat_of & self.countries) or self._spells_out(word)

    def has_key(self, key: str) -> bool:
        return not self.keys.isdisjoint(forms_of(key))

    def _spells_out(self, word: Word) -> bool:
        letters = word.text.replace(".", "")
        return (
            1 < len(letters) <= _LONGEST_ACRONYM and letters.isupper() and any(letters in row for row in self.initials)
        )


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
        return [name for name in names if not _is_supported(name, words, statement, cited, lore)]

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


def _is_supported(name: list[Word], words: Sequence[Word], statement: str, cited: Mentions, lore: list[Lore]) -> bool:
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
            offices = {(None, office) for office in alone} | set(itertools.product(person.countries, person.offices))
            if offices & cited.offices:
                return True
    return False


def _is_office_country(word: Word, words: Sequence[Word], cited: Mentions, lore: list[Lore]) -> bool:
    """As in "French" in "the French president", or in "President Macron of France", where Macron is cited."""
    said = frozenset(form for other in words for form in forms_of(other.key))
    return any(
        person.surname in cited.keys
        and person.countries & word.countries
        and ("leader" in said or said & {*person.offices, person.surname})
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


@functools.lru_cache(maxsize=256)
def mentions(text: str) -> Mentions:
    words = words_of(text)
    phrase = [word for word in words if word.key not in JOINERS and word.key != "and"]
    plain = "".join(" " if word.key in function_words() else word.key[0].upper() for word in phrase)
    capitals = (tuple(word for word in run if word.key not in function_words()) for run in runs(words, text))
    return Mentions(
        frozenset(form for word in words for form in forms_of(word.key)),
        frozenset(country for word in words for country in word.countries | word.seat_of),
        frozenset(offices_in(words)),
        frozenset(word.key for word in words if word.text.isupper() and len(word.key) > 1),
        (_initials(phrase), plain),
        tuple(run for run in capitals if len(run) > 1),
        frozenset(
            word.key
            for before, word in pairwise(words)
            if before.capital and not before.opens and not word.capital and word.start == before.end + 1
        ),
    )


def _initials(words: Sequence[Word]) -> str:
    return "".join(word.key[0].upper() if word.capital else word.key[0] for word in words)
