"""What the table and the page both say of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.comparison.comparing import counts, support, total
from qa.render.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.comparison.comparing import Comparison, Said, Total
    from qa.suite.running import Outcome

MARKS: Final = {"same": "=", "changed": "~", "fixed": "✓", "broken": "✗", "error": "!"}


def outcome(of: Outcome) -> str:
    """How a case went on one side."""
    return "error" if of.problem else "holds" if of.holds else "fails"


def differs(comparison: Comparison) -> str:
    """In what two answers differ, in few words."""
    if "answered" in comparison.differs:
        return " → ".join(answered(side) for side in (comparison.a, comparison.b))
    return ", ".join(comparison.differs)


def answered(of: Outcome) -> str:
    """Whether there is an answer on one side."""
    return "no reply" if not of.told else "answered" if of.told["answered"] else "refused"


def supports(of: Outcome) -> str:
    """How many statements of an answer are supported, and how many are not."""
    counted = support(of)
    kinds = ("supported", "unsupported", "uncited", "unchecked")
    return ", ".join(f"{counted[kind]} {kind}" for kind in kinds if counted[kind]) or "no statement"


def verdict(said: Said) -> str:
    """Whether one statement is supported, and why not."""
    return f"{said.support}: {'; '.join(said.problems)}" if said.problems else said.support


def places(said: Said, of: Outcome) -> str:
    """Where the sentences stand that a statement cites."""
    citations = of.told["citations"] if of.told else []
    cited = [f"{one['source']}:{one['line']}" for one in citations if one["number"] in said.numbers]
    return one_line(", ".join(cited)) or "nothing"


def failing(of: Outcome) -> str:
    """The expectations that do not hold on one side."""
    return ", ".join(failure.key for failure in of.failures)


def totals(comparisons: Sequence[Comparison]) -> list[tuple[str, str, str]]:
    """The sums: what of, and of A and B."""
    a = total([comparison.a for comparison in comparisons])
    b = total([comparison.b for comparison in comparisons])
    cases = len(comparisons)
    counted = counts(comparisons)
    return [
        ("cases that hold", f"{a.holds} of {cases}", f"{b.holds} of {cases}"),
        ("answered", f"{a.answered} of {a.asked}", f"{b.answered} of {b.asked}"),
        ("statements supported", _share(a), _share(b)),
        ("citations", str(a.citations), str(b.citations)),
        ("citations in both", str(counted["citations_kept"]), str(counted["citations_kept"])),
        ("citations only here", str(counted["citations_lost"]), str(counted["citations_gained"])),
        ("tokens", f"{a.tokens:,}", f"{b.tokens:,}"),
        ("seconds a case (median)", _seconds(a), _seconds(b)),
    ]


def summary(comparisons: Sequence[Comparison]) -> str:
    """How many cases went how, on one line."""
    counted = counts(comparisons)
    judged = ", ".join(f"{counted[kind]} {kind}" for kind in ("fixed", "broken") if counted[kind])
    parts = [f"{counted['same']} same", f"{counted['changed']} changed{f' ({judged})' if judged else ''}"]
    parts += [f"{counted['errors']} not comparable"] * bool(counted["errors"])
    return f"{len(comparisons)} case{'' if len(comparisons) == 1 else 's'}: {', '.join(parts)}"


def _share(side: Total) -> str:
    share = f" ({side.supported / side.statements:.0%})" if side.statements else ""
    return f"{side.supported} of {side.statements}{share}"


def _seconds(side: Total) -> str:
    return "–" if side.seconds is None else f"{side.seconds:.2f}"
