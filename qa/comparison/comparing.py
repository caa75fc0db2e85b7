"""What two answers to one case differ in: two outcomes in, the differences out."""

from __future__ import annotations

import difflib
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from qa.comparison.words import Piece, difference, likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qa.suite.running import Outcome

    Citation = Mapping[str, Any]
    Place = tuple[str, int, int]

_ALIKE = 0.4
"""How alike two statements have to be that one is shown as a change of the other."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of an answer, or what is said where there is none.

    Attributes:
        numbers: the citations it has, by number.
        places: the sentences that these are of.
        support: whether what it cites supports it; empty for what is no statement.
        problems: why not.
    """

    text: str
    numbers: tuple[int, ...] = ()
    places: frozenset[Place] = frozenset()
    support: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a statement; on a side that does not have it, it is None."""

    a: Said | None
    b: Said | None

    @property
    def kind(self) -> Literal["same", "changed", "lost", "gained"]:
        if not self.a:
            return "gained"
        if not self.b:
            return "lost"
        return "same" if self.a.text == self.b.text else "changed"

    @property
    def words(self) -> tuple[Piece, ...]:
        """The text of both sides in pieces."""
        return difference(self.a.text if self.a else "", self.b.text if self.b else "")

    @property
    def support_differs(self) -> bool:
        return bool(self.a and self.b and self.a.support != self.b.support)

    @property
    def cites_otherwise(self) -> bool:
        """Whether the same is said with other citations."""
        return bool(self.a and self.b and self.a.text == self.b.text and self.a.places != self.b.places)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A case under both configurations.

    Attributes:
        statements: what became of each statement, in order.
        kept: the citations of both, as they are numbered now.
        lost, gained: the citations that only A, only B has.
    """

    a: Outcome
    b: Outcome
    statements: tuple[Change, ...] = ()
    kept: tuple[Citation, ...] = ()
    lost: tuple[Citation, ...] = ()
    gained: tuple[Citation, ...] = ()

    @property
    def verdict(self) -> Literal["same", "changed", "fixed", "broken", "error"]:
        """How the case went from A to B; an error where it could not be asked on both sides."""
        if self.a.problem or self.b.problem:
            return "error"
        if self.a.holds != self.b.holds:
            return "broken" if self.a.holds else "fixed"
        return "changed" if self.differs else "same"

    @property
    def differs(self) -> tuple[str, ...]:
        """In what the answers differ."""
        if not (self.a.told and self.b.told):
            return ()
        found = {
            "answered": self.a.told["answered"] is not self.b.told["answered"],
            "text": any(change.kind != "same" for change in self.statements),
            "citations": bool(self.lost or self.gained) or any(change.cites_otherwise for change in self.statements),
            "support": support(self.a) != support(self.b) or any(change.support_differs for change in self.statements),
        }
        return tuple(name for name, differs in found.items() if differs)


@dataclass(frozen=True, slots=True)
class Total:
    """What one side comes to.

    Attributes:
        asked: cases that could be asked.
        seconds: what a case took, as the median; None where none could be asked.
    """

    asked: int
    holds: int
    answered: int
    statements: int
    supported: int
    citations: int
    tokens: int
    seconds: float | None


def compare(a: Outcome, b: Outcome) -> Comparison:
    """What differs between the outcomes of one case under two configurations."""
    if not (a.told and b.told):
        return Comparison(a, b)
    old, new = ({_place(citation): citation for citation in told["citations"]} for told in (a.told, b.told))
    return Comparison(
        a,
        b,
        tuple(_changes(_said(a.told), _said(b.told))),
        kept=tuple(citation for place, citation in new.items() if place in old),
        lost=tuple(citation for place, citation in old.items() if place not in new),
        gained=tuple(citation for place, citation in new.items() if place not in old),
    )


def support(outcome: Outcome) -> Counter[str]:
    """How many statements are supported, unsupported and so on."""
    return Counter(statement["support"] for statement in (outcome.told or {"statements": []})["statements"])


def total(outcomes: Sequence[Outcome]) -> Total:
    """The sums of a side."""
    told = [outcome.told for outcome in outcomes if outcome.told]
    counted = sum((support(outcome) for outcome in outcomes), Counter[str]())
    return Total(
        asked=sum(not outcome.problem for outcome in outcomes),
        holds=sum(outcome.holds for outcome in outcomes),
        answered=sum(answer["answered"] for answer in told),
        statements=counted.total(),
        supported=counted["supported"],
        citations=sum(len(answer["citations"]) for answer in told),
        tokens=sum(sum(answer["usage"].values()) for answer in told),
        seconds=statistics.median(outcome.seconds for outcome in outcomes if outcome.told) if told else None,
    )


def counts(comparisons: Sequence[Comparison]) -> dict[str, int]:
    """How many cases went how, and what became of their citations; those fixed and broken are changed, too."""
    verdicts = Counter(comparison.verdict for comparison in comparisons)
    return {
        "same": verdicts["same"],
        "changed": verdicts["changed"] + verdicts["fixed"] + verdicts["broken"],
        "fixed": verdicts["fixed"],
        "broken": verdicts["broken"],
        "errors": verdicts["error"],
        "citations_kept": sum(len(comparison.kept) for comparison in comparisons),
        "citations_lost": sum(len(comparison.lost) for comparison in comparisons),
        "citations_gained": sum(len(comparison.gained) for comparison in comparisons),
    }


def _said(told: Mapping[str, Any]) -> list[Said]:
    if not told["answered"]:
        return [Said(_plain(told["answer"]))]
    places = {citation["number"]: _place(citation) for citation in told["citations"]}
    statements = [
        Said(
            _plain(statement["text"]),
            tuple(statement["citations"]),
            frozenset(places[number] for number in statement["citations"]),
            statement["support"],
            tuple(statement["problems"]),
        )
        for statement in told["statements"]
    ]
    missing = [Said(_plain(f"Not in the sources: {told['missing']}"))] if told["missing"] else []
    return statements + missing


def _changes(old: Sequence[Said], new: Sequence[Said]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            yield from map(Change, old[a1:a2], new[b1:b2])
        else:
            yield from _rewritten(old[a1:a2], new[b1:b2])


def _rewritten(old: Sequence[Said], new: Sequence[Said]) -> Iterator[Change]:
    """Statements that differ: each with the next one that is like it, where there is one."""
    for one in old:
        like = (at for at, other in enumerate(new) if likeness(one.text, other.text) >= _ALIKE)
        at = next(like, None)
        if at is None:
            yield Change(one, None)
        else:
            yield from (Change(None, other) for other in new[:at])
            yield Change(one, new[at])
            new = new[at + 1 :]
    yield from (Change(None, other) for other in new)


def _place(citation: Citation) -> Place:
    return citation["source"], citation["start"], citation["end"]


def _plain(text: str) -> str:
    return " ".join(text.split())
