"""Polarity: "not", "only" and "could" are neither dropped nor added."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from qa.checking.wording import CLAUSE_END, any_of, pointing, saying, telling_stems, telling_stems_in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.checking.evidence import Evidence


def _marker(expressions: str) -> re.Pattern[str]:
    return re.compile(any_of(expressions), re.IGNORECASE)


_NOT = _marker(r"""
    (?<!or\s)not(?!_only\b) no(?![.\s]*\d|,|_(more|less|fewer|later|earlier|greater)_than\b) never none nobody nothing
    nowhere neither nor without cannot \w+n[’']t rul(ed?|es|ing)_out refus\w+ den(y|ied|ies|ying) reject\w* unable
    turn(ed|s|ing)?_down declin(ed?|es|ing)_to fail\w*_to unwilling unlikely yet_to exclud\w+ oppos(ed?|es|ing|ition)
    avoid\w*
""")
_ALMOST_NOT = _marker(r"""
    only few(er)? less little lack\w* unless hardly barely scarcely rather instead except otherwise alone last low
    bann?ed bans? prohibit\w* forbid\w* remain\w* virtual\w* online absen\w+ against despite un\w{4,} dis\w{4,}
    non\w{3,} il\w{4,} im\w{4,} in(complete|cons|cap|eff|suff|act)\w* \w+less
""")
"""Words for which a paraphrase may well have a "not", or have one instead."""
_ONLY = _marker(r"(?<!not\s)only(?!_then\b) solely exclusively merely nothing_but no_one_(else|but) sole")
_ALMOST_ONLY = _marker(r"""
    only sole\w* exclusive\w* mere(ly)? just alone no_other limit\w* nothing but single few unless until except\w*
    condition\w* without
""")
_PERHAPS = _marker(r"""
    probably could (?-i:may)(?!_\d) might consider(s|ed|ing)(?=_\w+ing\b) in_principle possibly perhaps reportedly
    allegedly likely potentially hop(es?|ed|ing)_to wants?_to is_meant_to
""")
"""May is a month."""
_ALMOST_PERHAPS = _marker(r"""
    could may might would can should consider\w* principle possib\w+ perhaps reported\w* alleged\w* likely potential\w*
    hop(e[sd]?|ing) want\w* able ability if whether plan\w* propos\w+ expect\w* ready willing\w* depend\w* prospect\w*
    option\w* intend\w* intention\w* offer\w* aim\w* seek\w* sought eventual\w* use(d|ful)? prove think\w* thought
    believ\w+ open_to weigh\w* mull\w* look\w*_at stud(y|ies|ying) discuss\w* agree\w* will meant supposed
    conceivabl\w+ imagin\w+ allow\w* permit\w* entitl\w* right one_day review\w* indicat\w+ signal\w* suggest\w* message
    ambition\w*
""")
_CLAIMED = _marker("claim(s|ed)?_to(?=_(be|have)\\b) purport\\w*")
_ALMOST_CLAIMED = _marker(
    "claim\\w* purport\\w* sa(y|ys|id|ying) stat(es|ed|ing) insist\\w* maintain\\w* boast\\w* assert\\w* alleg\\w*"
    " according own_(words|account)"
)
_ANY = _marker("either both any anyone anybody")
_NOT_FOR = _marker("except((?<!not\\s)ing)?(_for)? other_than apart_from with_the_exception_of unless save_for")
_EVERY = _marker(r"(?<!not\s)(all|every|each|any|always|whole|entire) never not no none nobody cannot \w+n[’']t")
_WITH_EXCEPTION = _marker(
    "except\\w* unless other apart but only most\\w* if until without exclud\\w+ save instead some provided where when"
    " usually generally normally not_(all|every|each|always|any)"
)
"""Words that say of something that it is not always so."""
_UNLESS = _marker("without unless until except before")
_REQUIRED = _marker(
    "need\\w* requir\\w* must only with if once after subject_to depend\\w* consent approval permission"
)
"""Words with which a paraphrase says what a "not … without" does."""
_PURE_NOT = _marker(r"not(?!_only\b) no_longer never \w+n[’']t")
_REMAINS = _marker("remain(s|ed|ing)? still")
_SURELY = _marker("will shall must certainly definitely")
_ALL = _marker(r"(?<!not\s)(all|every|each|always) everybody everyone")
_SOME = _marker("most many some several few usually often sometimes mostly")
_AROUND = 90
"""Code points before and behind a marker in which what it changes is looked for."""
_BEFORE, _BEHIND = 4, 3
"""Telling stems on either side of a marker that it is taken to change."""
_MOSTLY = 0.5
_FEW = 3
"""Cited sentences in each of which a "not" counts; a statement repeats no more of them."""
_TOLD = 4
"""Words of an exception that are shown."""


def polarity(statement: str, evidence: Evidence) -> list[str]:
    """Where a statement asserts what its cited sentences deny or leave open, or denies or restricts more than they do.

    English only. An "only" that is dropped leaves a weaker statement, which is still true.
    """
    text, nearest = evidence.text, _nearest(statement, evidence)
    problems = itertools.chain(
        (f"{saying(evidence)} “{left_out}”, which is missing here" for left_out in _left_out(statement, nearest)),
        (f"“{added}” is not in {pointing(evidence)}" for added in _added(statement, text)),
        (f"{saying(evidence)} “{weak}”, not “{strong}”" for weak, strong in _strengthened(statement, text)),
    )
    return list(itertools.islice(problems, 1))


def _nearest(statement: str, evidence: Evidence) -> str:
    """The cited text, or of many sentences the one that a statement is nearest to; the others deny other things."""
    if len(evidence.cited) <= _FEW:
        return evidence.text
    stems = telling_stems(statement)
    return max((sentence.text for sentence in evidence.cited), key=lambda text: len(stems & telling_stems(text)))


def _left_out(statement: str, cited: str) -> Iterator[str]:
    kept = _kept_exceptions(statement, cited)
    for marks, softer in ((_NOT, _ALMOST_NOT), (_PERHAPS, _ALMOST_PERHAPS), (_CLAIMED, _ALMOST_CLAIMED)):
        has = any(match[0].lower() not in kept for match in marks.finditer(statement))
        if (
            not has
            and not _has_instead(softer, statement, cited)
            and (dropped := _dropped(marks, statement, cited, kept))
        ):
            yield dropped
    yield from _exceptions(statement, cited)


def _exceptions(statement: str, cited: str) -> Iterator[str]:
    """What is left out of "all repairs except to the roof" where all repairs are spoken of, or none."""
    if _WITH_EXCEPTION.search(statement):
        return
    has = telling_stems(statement)
    for match in _NOT_FOR.finditer(cited):
        before = CLAUSE_END.split(cited[max(0, match.start() - _AROUND) : match.start()])[-1]
        ruled = telling_stems(before)
        besides = frozenset(_stems_behind(match)) - ruled
        general = (stem for stem, _ in _changed(_EVERY, statement))
        if besides and has.isdisjoint(besides) and _EVERY.search(before) and not ruled.isdisjoint(general):
            yield f"{match[0]} {' '.join(_clause_behind(match).split()[:_TOLD])}"


def _added(statement: str, cited: str) -> Iterator[str]:
    has = telling_stems(cited)
    for marks, softer in ((_NOT, _ALMOST_NOT), (_ONLY, _ALMOST_ONLY)):
        if not marks.search(cited) and not _has_instead(softer, cited, statement):
            yield from (match[0] for match in marks.finditer(statement) if _changes(match, has))
    alone = _ONLY.search(statement)
    if alone and _ANY.search(cited) and not (_ALMOST_ONLY.search(cited) or _ANY.search(statement)):
        yield alone[0]
    added = _PURE_NOT.search(statement)
    if added and (_denies_a_denial(statement, cited) or _denies_what_remains(statement, cited)):
        yield added[0]


def _has_instead(softer: re.Pattern[str], text: str, other: str) -> bool:
    """Whether a text has a word in the place of a marker: one that the other text has, too, stands for itself."""
    known = {match[0].casefold() for match in softer.finditer(other)}
    return any(match[0].casefold() not in known for match in softer.finditer(text))


def _kept_exceptions(statement: str, cited: str) -> frozenset[str]:
    """Words as "without" that both have, in the cited text behind a "not": they deny nothing said besides."""
    behind = " ".join(map(_clause_behind, _PURE_NOT.finditer(cited)))
    said, there = ({match[0].lower() for match in _UNLESS.finditer(text)} for text in (statement, behind))
    return frozenset(said & there)


def _dropped(marks: re.Pattern[str], statement: str, cited: str, kept: frozenset[str]) -> str | None:
    """The first marker in the cited text that changes words which the statement has, too."""
    has = telling_stems(statement)
    found = [match for match in marks.finditer(cited) if match[0].lower() not in kept and _changes(match, has)]
    if len(found) != 1:  # two of them make a denial of a denial, or are too much to tell
        return None
    (match,) = found
    is_required = not kept and _UNLESS.search(match[0] + _clause_behind(match)) and _REQUIRED.search(statement)
    return None if is_required else match[0]


def _changes(match: re.Match[str], has: frozenset[str]) -> bool:
    """Whether a marker changes something that is said with these stems."""
    behind = _stems_behind(match)
    before = CLAUSE_END.split(match.string[max(0, match.start() - _AROUND) : match.start()])[-1]
    around = (*telling_stems_in_order(before)[-_BEFORE:], *behind)
    return bool(behind) and behind[0] in has and len(has.intersection(around)) > _MOSTLY * len(set(around))


def _stems_behind(match: re.Match[str]) -> tuple[str, ...]:
    return telling_stems_in_order(_clause_behind(match))[:_BEHIND]


def _clause_behind(match: re.Match[str]) -> str:
    return CLAUSE_END.split(match.string[match.end() : match.end() + _AROUND])[0]


def _denies_a_denial(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before the very word with which the cited text denies, in the same clause."""
    said, denials = (
        {match[0].casefold() for marks in (_NOT, _ALMOST_NOT) for match in marks.finditer(text)}
        for text in (statement, cited)
    )
    behind = " ".join(re.split(r"[,;]", _clause_behind(match))[0] for match in _PURE_NOT.finditer(statement)).casefold()
    return (
        not _PURE_NOT.search(cited)
        and bool(denials)
        and denials <= said
        and any(denial in behind for denial in denials)
    )


def _denies_what_remains(statement: str, cited: str) -> bool:
    """Whether a statement has a "not" before what "remains" or "still is" in the cited text, which denies nothing."""
    denied, remaining = ({stem for stem, _ in _changed(m, t)} for m, t in ((_PURE_NOT, statement), (_REMAINS, cited)))
    return not (_PURE_NOT.search(cited) or denied.isdisjoint(remaining))


def _strengthened(statement: str, cited: str) -> Iterator[tuple[str, str]]:
    """Weak markers of the cited text, each with the strong one that the statement has in its place."""
    for strong, weak in ((_SURELY, _PERHAPS), (_ALL, _SOME)):
        said, kept, there = (dict(_changed(m, t)) for m, t in ((strong, statement), (strong, cited), (weak, cited)))
        yield from ((there[stem], said[stem]) for stem in said if stem in there and stem not in kept)


def _changed(marks: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """The first stem behind each marker, with the marker."""
    for match in marks.finditer(text):
        if stems := _stems_behind(match):
            yield stems[0], match[0]
