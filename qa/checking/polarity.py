"""Polarity: "not", "only" and "could" are neither dropped nor added."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from qa.checking.excepted import excepted_from_denial, exceptions_left_out, included
from qa.checking.markers import (
    REACH_BEFORE,
    changed_by,
    has_marker,
    is_changing,
    markers_in,
    may_change,
    part_before,
    stems_around,
    stems_behind,
)
from qa.checking.wording import clause_before, clause_behind, is_past, pointing, saying, telling_stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa.checking.evidence import Evidence

_MISSED = ("not", "perhaps", "almost", "former", "attempts", "proposes", "claims to", "accused of")
"""Lists of words that may not be left out."""
_TURNED = (
    ("surely", "perhaps"),
    ("all", "some"),
    ("many", "few"),
    ("few", "many"),
    ("much", "little"),
    ("little", "much"),
)
"""Lists of words, each with those that it may not stand in the place of."""
_DUTIES = {"must", "may"}
_TURNED_IN_THE_SAME_WORDS = (("if", "unless"), ("must", "should"), ("may", "must"))
"""The same where nothing else is said in other words; it may tell of something else."""
_ASKED = re.compile(r"\bask\w*\s+(?:whether|if)\Z", re.IGNORECASE)
_UNDER = re.compile(r"\s(?:if|where|when)\b")
_UNTIL = re.compile(r"\buntil\b")
_SAY = re.compile(r"\ssay\b")
_GAP = re.compile(r"\s+$")
_WIDEST_GAP = 4
_FEW = 3
"""Cited sentences in each of which a "not" counts; a statement repeats no more of them."""
_PARTS = re.compile(r"[,;]\s+(?:and|but)\s+|;\s+")
"""Between parts of a statement that each say something of their own."""
_COUNTED = re.compile(
    r"\s(?:(?:about|some|around)\s)?(?:[^\w\s]?\d|(?:half|an?\s(?:half|third|quarter)|one|two|three|four|five)\b)"
)
"""Behind an "only" that calls a number small."""


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


def _nearest(statement: str, evidence: Evidence) -> str:
    """The cited text, or of many sentences the one that a statement is nearest to; the others deny other things."""
    return evidence.text if len(evidence.cited) <= _FEW else evidence.nearest(statement)


def _left_out(statement: str, cited: str, missed: Iterable[str]) -> Iterator[str]:
    kept = _kept_exceptions(statement, cited) | _kept_denials(statement, cited)
    excepted = excepted_from_denial(statement, cited)
    for name in missed:
        if name == "not" and excepted:
            yield from (excepted,) if _denies(statement) else ()
        elif has_marker(name, cited) and (part := _part_without(name, statement, cited, kept)):
            dropped = _dropped(name, part, cited, kept)
            if dropped and not _says_instead(name, statement, cited):
                yield dropped
    yield from _denials_denied(statement, cited)
    if not (has_marker("future", statement) or has_marker("instead of future", statement)):
        yield from _done_already(statement, cited)
    even = frozenset(stem for match in markers_in("even", statement) for stem in stems_behind(match))
    yield from (match[0] for match in markers_in("except", cited) if even.intersection(stems_behind(match)))
    if has_marker("except", cited) and not has_marker("instead of except", statement):
        yield from exceptions_left_out(statement, cited)
        if not has_marker("not", statement):
            yield from included(statement, cited)


def _denials_denied(statement: str, cited: str) -> Iterator[str]:
    """The "not" of "did not rule out" where a statement has "ruled out" without one."""
    said = {telling_stems(denial[0]) for denial in markers_in("not", statement)} - {frozenset()}
    said -= {telling_stems(denial[0]) for denial, _ in _denied(statement)}
    yield from (no[0] for denial, no in _denied(cited) if telling_stems(denial[0]) in said)


def _denied(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Denials right behind a "not", each with that."""
    ends = {no.end(): no for no in markers_in("plain not", text)}
    for denial in markers_in("not", text):
        gap = _GAP.search(text, max(0, denial.start() - _WIDEST_GAP), denial.start())
        if gap and gap.start() in ends:
            yield denial, ends[gap.start()]


def _part_without(name: str, statement: str, cited: str, kept: frozenset[str]) -> str:
    """The parts of a statement without a marker of a list; none where it has one before the same as the cited text."""
    if not has_marker(name, statement):
        return statement
    is_there = not dict(changed_by(name, statement)).keys().isdisjoint(dict(changed_by(name, cited)))
    parts = [statement] if is_there else _PARTS.split(statement)
    return ", ".join(part for part in parts if all(match[0].lower() in kept for match in markers_in(name, part)))


def _done_already(statement: str, cited: str) -> Iterator[str]:
    """Where a statement says that something was done, and the cited text that it "will" be."""
    done = {stem for word in words(statement) if is_past(word) for stem in telling_stems(word)}
    has = telling_stems(statement)
    for match in markers_in("future", cited):
        if is_changing(match, has) and stems_behind(match)[0] in done:
            yield match[0]


def _says_instead(name: str, text: str, other: str) -> bool:
    """Whether a text has a word in the place of a marker: one that the other text has, too, stands for itself."""
    known, said = ({match[0].casefold() for match in markers_in(f"instead of {name}", each)} for each in (other, text))
    return not said <= known


def _kept_exceptions(statement: str, cited: str) -> frozenset[str]:
    """Words as "without" that both have, in the cited text behind a "not": they deny nothing said besides."""
    behind = " ".join(map(clause_behind, markers_in("plain not", cited)))
    said, there = ({match[0].lower() for match in markers_in("without", text)} for text in (statement, behind))
    return frozenset(said & there)


def _kept_denials(statement: str, cited: str) -> frozenset[str]:
    """Verbs of denial, as "refuse", that both have: what else either denies, it denies besides."""
    said, there = ({match[0].lower() for match in markers_in("not", text)} for text in (statement, cited))
    return frozenset(word for word in said & there if telling_stems(word))


def _dropped(name: str, statement: str, cited: str, kept: frozenset[str]) -> str | None:
    """The first marker in the cited text that changes words which the statement has, too."""
    has = telling_stems(statement)
    reach = 0 if name == "accused of" else REACH_BEFORE  # whoever accuses is no matter
    found = [
        match for match in markers_in(name, cited) if match[0].lower() not in kept and is_changing(match, has, reach)
    ]
    found = [match for match in found if name != "only" or not _COUNTED.match(match.string, match.end())]
    if not has_marker("unless", statement):  # what holds "unless there is no risk" holds if there is one
        found = [match for match in found if not has_marker("unless", clause_before(match))]
    if len(found) > 1:  # what somebody "declined to say" is not denied
        found = [match for match in found if not _SAY.match(clause_behind(match))]
    if len(found) != 1:  # two of them make a denial of a denial, or are too much to tell
        return None
    (match,) = found
    if any(
        stems_around(match) & has <= telling_stems(line) for line in cited.split("\n") if not has_marker(name, line)
    ):
        return None  # another sentence says it without
    if _ASKED.search(match[0]) and "\n" in cited:
        return None  # another sentence may answer
    if name == "only" and _UNDER.match(clause_behind(match)) and has_marker("plain not", statement):
        return None  # what is "only where" something is so is not where it is not
    if name != "not" and any(
        stems_behind(match)[0] in telling_stems(clause_behind(no)) for no in markers_in("not", statement)
    ):
        return None  # it is not said to be so
    needs = {found[0].casefold() for found in markers_in("required", statement)}
    needs -= {found[0].casefold() for found in markers_in("required", cited)}
    is_required = not kept and has_marker("without", match[0] + clause_behind(match)) and needs
    return None if is_required else match[0]


def _added(statement: str, cited: str) -> Iterator[str]:
    has, said = telling_stems(cited), telling_stems(statement)
    for name in ("not", "only"):
        added = markers_in(name, statement)
        if not added or _says_instead(name, cited, statement):
            continue
        kept = markers_in(name, cited)
        is_told = any(may_change(match, said) for match in kept)
        for match in added:
            # "excluded" may tell any denial; a "not" denies what stands behind it
            is_kept = bool(kept) if name == "not" and not has_marker("denying what follows", match[0]) else is_told
            if name == "not" and (_is_until(match, cited) or any(included(statement, cited))):
                continue
            if (
                is_changing(match, has)
                and not is_kept
                and not (name == "only" and _COUNTED.match(clause_behind(match)))
            ):
                yield match[0]
    if has_marker("any", cited) and not (has_marker("instead of only", cited) or has_marker("any", statement)):
        yield from (match[0] for match in markers_in("only", statement))
    if not has_marker("plain not", cited) and (
        _denies_a_denial(statement, cited) or _denies_what_remains(statement, cited)
    ):
        yield from (match[0] for match in markers_in("plain not", statement))


def _is_until(no: re.Match[str], cited: str) -> bool:
    """Whether something did "not" happen until May, which happened in May in the cited text."""
    return _UNTIL.search(clause_behind(no)) is not None and not _UNTIL.search(cited)


def _denies_a_denial(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before the very word with which the cited text denies, in the same clause."""
    said, denials = (
        {match[0].casefold() for name in ("not", "instead of not") for match in markers_in(name, text)}
        for text in (statement, cited)
    )
    clauses = (re.split("[,;]", clause_behind(match))[0] for match in markers_in("plain not", statement))
    behind = " ".join(clauses).casefold()
    return bool(denials) and denials <= said and any(denial in behind for denial in denials)


def _denies_what_remains(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before what "remains" or "still is" in the cited text."""
    return not dict(changed_by("plain not", statement)).keys().isdisjoint(dict(changed_by("still", cited)))


def _strengthened(statement: str, cited: str) -> Iterator[tuple[str, str]]:
    """Markers of the cited text, each with the stronger or the contrary one that the statement has in its place."""
    is_same = telling_stems(statement) <= telling_stems(cited) and not any(
        has_marker(name, text) for name, text in (("not", statement), ("only", statement), ("not", cited))
    )
    for strong, weak in (*_TURNED, *_TURNED_IN_THE_SAME_WORDS) if is_same else _TURNED:
        said = dict(changed_by(strong, statement))
        if not said or (strong in _DUTIES and has_marker(f"instead of {strong}", cited)):
            continue
        kept = dict(changed_by(strong, cited))
        for match in markers_in(weak, cited):
            stem, *_ = stems_behind(match) or ("",)
            # of "no ferry may land" the contrary is no weaker
            if stem in said and stem not in kept and not has_marker("not", part_before(match)):
                yield match[0], said[stem]


def _denies(statement: str) -> bool:
    """Whether a statement has one denial: "without" alone, or "not" alone."""
    return has_marker("plain not", statement) != has_marker("without", statement)
