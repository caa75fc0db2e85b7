"""Polarity: "not", "only" and "could" are neither dropped nor added.

The words for each are listed in `polarity.txt`. "Instead of" a word are those with which a paraphrase says the same.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from qa.checking.wording import (
    any_of,
    clause_before,
    clause_behind,
    is_past,
    lists_in,
    pointing,
    saying,
    telling_stems,
    telling_stems_in_order,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.checking.evidence import Evidence


_MISSED = ("not", "perhaps", "almost", "former", "attempts", "proposes", "claims to", "accused of")
"""Lists of words that may not be left out."""
_TURNED = (("surely", "perhaps"), ("all", "some"), ("many", "few"), ("few", "many"))
"""Lists of words, each with those that it may not stand in the place of."""
_BEFORE, _BEHIND = 4, 3
"""Telling stems on either side of a marker that it is taken to change."""
_MOSTLY = 0.5
_ASKED = re.compile(r"\bask\w*\s+(?:whether|if)\Z", re.IGNORECASE)
_UNDER = re.compile(r"\s(?:if|where|when)\b")
_UNTIL = re.compile(r"\buntil\b")
_GAP = re.compile(r"\s+$")
_WIDEST_GAP = 4
_FEW = 3
"""Cited sentences in each of which a "not" counts; a statement repeats no more of them."""
_PART_END = re.compile(r",\sbut\b|\b(?:and|although|though|while|whereas|without|unless)\b")
_PARTS = re.compile(r"[,;]\s+(?:and|but)\s+|;\s+")
"""Between parts of a statement that each say something of their own."""
_PART_START = re.compile(rf",|{_PART_END.pattern}|\b(?:which|who|that)\b")
_VAGUE = re.compile(
    r"\b(?:(?:any|some)(?:thing|one|body)?|every(?:one|body|thing)|either|too|\w+(?:ab|ib|l|ous|ate|ful)ly)\b",
    re.IGNORECASE,
)
"""What stands between a marker and the word that it changes, and may be another word in a statement."""
_COUNTED = re.compile(
    r"\s(?:(?:about|some|around)\s)?(?:[^\w\s]?\d|(?:half|an?\s(?:half|third|quarter)|one|two|three|four|five)\b)"
)
"""Behind an "only" that calls a number small."""
_TOLD = 4
"""Words of an exception that are shown."""


def polarity(statement: str, evidence: Evidence) -> list[str]:
    """Where a statement asserts what its cited sentences deny or leave open, or denies or restricts more than they do.

    English only. An "only" that is dropped leaves a weaker statement, which is still true; it is missed where one
    sentence is cited, and so repeated.
    """
    text, nearest = evidence.text, _nearest(statement, evidence)
    missed = (*_MISSED, "only") if len(evidence.cited) == 1 else _MISSED
    problems = itertools.chain(
        (
            f"{saying(evidence)} “{left_out}”, which is missing here"
            for left_out in _left_out(statement, nearest, missed)
        ),
        (f"“{added}” is not in {pointing(evidence)}" for added in _added(statement, text)),
        (f"{saying(evidence)} “{weak}”, not “{strong}”" for weak, strong in _strengthened(statement, text)),
    )
    return list(itertools.islice(problems, 1))


def denies(statement: str, cited: str) -> bool:
    """Whether a text denies what a statement says."""
    return any(_left_out(statement, cited, ("not",)))


def denials(text: str) -> list[str]:
    """The words by which a text denies something, as "turned down"."""
    return [match[0] for name in ("not", "instead of not") for match in _found(name, text)]


def negations(text: str) -> int:
    """How many words of a text deny something."""
    return len(_found("not", text))


def has_denial(text: str) -> bool:
    """Whether a text may deny something, or restrict it."""
    return any(_has(name, text) for name in ("not", "instead of not", "only"))


@functools.cache
def _markers() -> dict[str, re.Pattern[str]]:
    """The lists, by name."""
    lists = lists_in(__file__, "polarity.txt")
    return {name: re.compile(any_of(expressions), re.IGNORECASE) for name, expressions in lists.items()}


@functools.lru_cache(maxsize=1024)
def _found(name: str, text: str) -> tuple[re.Match[str], ...]:
    """The words of a list in a text."""
    return tuple(_markers()[name].finditer(text))


def _has(name: str, text: str) -> bool:
    return bool(_found(name, text))


def _nearest(statement: str, evidence: Evidence) -> str:
    """The cited text, or of many sentences the one that a statement is nearest to; the others deny other things."""
    return evidence.text if len(evidence.cited) <= _FEW else evidence.nearest(statement)


def _left_out(statement: str, cited: str, missed: Iterable[str]) -> Iterator[str]:
    kept = _kept_exceptions(statement, cited) | _kept_denials(statement, cited)
    excepted = _excepted(statement, cited)
    for name in missed:
        if name == "not" and excepted:
            yield from (excepted,) if _denies(statement) else ()
        elif _has(name, cited) and (part := _part_without(name, statement, cited, kept)):
            dropped = _dropped(name, part, cited, kept)
            if dropped and not _says_instead(name, statement, cited):
                yield dropped
    yield from _denials_denied(statement, cited)
    if not (_has("future", statement) or _has("instead of future", statement)):
        yield from _done_already(statement, cited)
    even = frozenset(stem for match in _found("even", statement) for stem in _stems_behind(match))
    yield from (match[0] for match in _found("except", cited) if even.intersection(_stems_behind(match)))
    if _has("except", cited) and not _has("instead of except", statement):
        yield from _exceptions(statement, cited)
        if not _has("not", statement):
            yield from _included(statement, cited)


def _denials_denied(statement: str, cited: str) -> Iterator[str]:
    """The "not" of "did not rule out" where a statement has "ruled out" without one."""
    said = {telling_stems(denial[0]) for denial in _found("not", statement)} - {frozenset()}
    said -= {telling_stems(denial[0]) for denial, _ in _denied(statement)}
    yield from (no[0] for denial, no in _denied(cited) if telling_stems(denial[0]) in said)


def _denied(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Denials right behind a "not", each with that."""
    ends = {no.end(): no for no in _found("plain not", text)}
    for denial in _found("not", text):
        gap = _GAP.search(text, max(0, denial.start() - _WIDEST_GAP), denial.start())
        if gap and gap.start() in ends:
            yield denial, ends[gap.start()]


def _part_without(name: str, statement: str, cited: str, kept: frozenset[str]) -> str:
    """The parts of a statement without a marker of a list; none where it has one before the same as the cited text."""
    if not _has(name, statement):
        return statement
    is_there = not dict(_changed(name, statement)).keys().isdisjoint(dict(_changed(name, cited)))
    parts = [statement] if is_there else _PARTS.split(statement)
    return ", ".join(part for part in parts if all(match[0].lower() in kept for match in _found(name, part)))


def _done_already(statement: str, cited: str) -> Iterator[str]:
    """Where a statement says that something was done, and the cited text that it "will" be."""
    done = {stem for word in words(statement) if is_past(word) for stem in telling_stems(word)}
    has = telling_stems(statement)
    for match in _found("future", cited):
        if _changes(match, has) and _stems_behind(match)[0] in done:
            yield match[0]


def _says_instead(name: str, text: str, other: str) -> bool:
    """Whether a text has a word in the place of a marker: one that the other text has, too, stands for itself."""
    known, said = ({match[0].casefold() for match in _found(f"instead of {name}", each)} for each in (other, text))
    return not said <= known


def _kept_exceptions(statement: str, cited: str) -> frozenset[str]:
    """Words as "without" that both have, in the cited text behind a "not": they deny nothing said besides."""
    behind = " ".join(map(clause_behind, _found("plain not", cited)))
    said, there = ({match[0].lower() for match in _found("without", text)} for text in (statement, behind))
    return frozenset(said & there)


def _kept_denials(statement: str, cited: str) -> frozenset[str]:
    """Verbs of denial, as "refuse", that both have: what else either denies, it denies besides."""
    said, there = ({match[0].lower() for match in _found("not", text)} for text in (statement, cited))
    return frozenset(word for word in said & there if telling_stems(word))


def _dropped(name: str, statement: str, cited: str, kept: frozenset[str]) -> str | None:
    """The first marker in the cited text that changes words which the statement has, too."""
    has = telling_stems(statement)
    reach = 0 if name == "accused of" else _BEFORE  # whoever accuses is no matter
    found = [match for match in _found(name, cited) if match[0].lower() not in kept and _changes(match, has, reach)]
    found = [match for match in found if name != "only" or not _COUNTED.match(match.string, match.end())]
    if len(found) != 1:  # two of them make a denial of a denial, or are too much to tell
        return None
    (match,) = found
    if any(_around(match) & has <= telling_stems(line) for line in cited.split("\n") if not _has(name, line)):
        return None  # another sentence says it without
    if _ASKED.search(match[0]) and "\n" in cited:
        return None  # another sentence may answer
    if name == "only" and _UNDER.match(clause_behind(match)) and _has("plain not", statement):
        return None  # what is "only where" something is so is not where it is not
    if name != "not" and any(
        _stems_behind(match)[0] in telling_stems(clause_behind(no)) for no in _found("not", statement)
    ):
        return None  # it is not said to be so
    needs = {found[0].casefold() for found in _found("required", statement)}
    needs -= {found[0].casefold() for found in _found("required", cited)}
    is_required = not kept and _has("without", match[0] + clause_behind(match)) and needs
    return None if is_required else match[0]


def _excepted(statement: str, cited: str) -> str:
    """What a statement speaks of that is excepted from a "not": whom one must not tell anything "except auditors"."""
    has = telling_stems(statement)
    is_excepted = _has("instead of except", statement) and not _has("without", statement)
    for before, besides, told in () if is_excepted else _exceptions_in(cited):
        if besides & has and _has("plain not", before):
            return told
    return ""


def _denies(statement: str) -> bool:
    """Whether a statement has one denial: "without" alone, or "not" alone."""
    return _has("plain not", statement) != _has("without", statement)


def _exceptions(statement: str, cited: str) -> Iterator[str]:
    """What is left out of "all repairs except to the roof" where all repairs are spoken of, or none."""
    has, general = telling_stems(statement), {stem for stem, _ in _changed("every or no", statement)}
    for before, besides, told in _exceptions_in(cited):
        if besides and has.isdisjoint(besides) and general & telling_stems(before) and _has("every or no", before):
            yield told


def _included(statement: str, cited: str) -> Iterator[str]:
    """What is excepted from what a statement says of it, as a Saturday is from "any day other than a Saturday"."""
    has = telling_stems(statement)
    for before, besides, told in _exceptions_in(cited):
        general, said = telling_stems(before), has - besides
        if besides & has and len(said) > 1 and said <= general and not _has("not", before):
            yield told


def _exceptions_in(cited: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """What stands before each exception in its clause, the stems of what is excepted, and the words to tell it in."""
    for match in _found("except", cited):
        before = clause_before(match)
        besides = frozenset(_stems_behind(match)) - telling_stems(before)
        yield before, besides, f"{match[0]} {' '.join(clause_behind(match).split()[:_TOLD])}"


def _added(statement: str, cited: str) -> Iterator[str]:
    has, said = telling_stems(cited), telling_stems(statement)
    for name in ("not", "only"):
        added = _found(name, statement)
        if not added or _says_instead(name, cited, statement):
            continue
        kept = _found(name, cited)
        is_told = any(_is_about(match, said) for match in kept)
        for match in added:
            # "excluded" may tell any denial; a "not" denies what stands behind it
            is_kept = bool(kept) if name == "not" and not _has("denying what follows", match[0]) else is_told
            if name == "not" and (_is_until(match, cited) or any(_included(statement, cited))):
                continue
            if _changes(match, has) and not is_kept and not (name == "only" and _COUNTED.match(clause_behind(match))):
                yield match[0]
    if _has("any", cited) and not (_has("instead of only", cited) or _has("any", statement)):
        yield from (match[0] for match in _found("only", statement))
    if not _has("plain not", cited) and (_denies_a_denial(statement, cited) or _denies_what_remains(statement, cited)):
        yield from (match[0] for match in _found("plain not", statement))


def _is_until(no: re.Match[str], cited: str) -> bool:
    """Whether something did "not" happen until May, which happened in May in the cited text."""
    return _UNTIL.search(clause_behind(no)) is not None and not _UNTIL.search(cited)


def _denies_a_denial(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before the very word with which the cited text denies, in the same clause."""
    said, denials = (
        {match[0].casefold() for name in ("not", "instead of not") for match in _found(name, text)}
        for text in (statement, cited)
    )
    clauses = (re.split("[,;]", clause_behind(match))[0] for match in _found("plain not", statement))
    behind = " ".join(clauses).casefold()
    return bool(denials) and denials <= said and any(denial in behind for denial in denials)


def _denies_what_remains(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before what "remains" or "still is" in the cited text."""
    return not dict(_changed("plain not", statement)).keys().isdisjoint(dict(_changed("still", cited)))


def _strengthened(statement: str, cited: str) -> Iterator[tuple[str, str]]:
    """Markers of the cited text, each with the stronger or the contrary one that the statement has in its place."""
    is_same = telling_stems(statement) <= telling_stems(cited) and not any(
        _has(name, text) for name, text in (("not", statement), ("only", statement), ("plain not", cited))
    )
    for strong, weak in (*_TURNED, ("if", "unless")) if is_same else _TURNED:
        said = dict(_changed(strong, statement))
        if not said:
            continue
        kept, there = dict(_changed(strong, cited)), dict(_changed(weak, cited))
        yield from ((there[stem], said[stem]) for stem in said if stem in there and stem not in kept)


def _changed(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The first stem behind each marker, with the marker."""
    for match in _found(name, text):
        if stems := _stems_behind(match):
            yield stems[0], match[0]


def _changes(match: re.Match[str], has: frozenset[str], reach: int = _BEFORE) -> bool:
    """Whether a marker changes something that is said with these stems, as many before it as it reaches."""
    behind, around = _stems_behind(match), _around(match, reach)
    return bool(behind) and behind[0] in has and len(has & around) > _MOSTLY * len(around)


def _is_about(match: re.Match[str], stems: frozenset[str]) -> bool:
    """Whether a marker may change a word with one of these stems; in doubt it does."""
    behind = _stems_behind(match)
    return not behind or not stems.isdisjoint(behind)


def _around(match: re.Match[str], reach: int = _BEFORE) -> frozenset[str]:
    before = telling_stems_in_order(_parts(_PART_START, match, clause_before(match))[-1])
    return frozenset((*before[max(0, len(before) - reach) :], *_stems_behind(match)))


def _stems_behind(match: re.Match[str]) -> tuple[str, ...]:
    clause = clause_behind(match)
    parts = (*_parts(_PART_END, match, _VAGUE.sub(" ", clause)), clause)  # which may be nothing but "immediately"
    return next(filter(None, map(telling_stems_in_order, parts)), ())[:_BEHIND]


def _parts(end: re.Pattern[str], match: re.Match[str], clause: str) -> list[str]:
    """The parts of a clause; an "only" is often said of a list, in which an "and" ends none."""
    return [clause] if _has("only", match[0]) else end.split(clause)
