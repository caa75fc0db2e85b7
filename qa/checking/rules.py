"""All rules, in the order in which their problems are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.checking.addresses import addresses
from qa.checking.affirmation import affirmation, affirmed, denied
from qa.checking.amounts import amounts
from qa.checking.attribution import attribution
from qa.checking.cells import cells
from qa.checking.comparisons import comparisons
from qa.checking.conditions import conditions
from qa.checking.content import content
from qa.checking.exchanges import exchanges
from qa.checking.foreign_names import foreign_names
from qa.checking.foreign_numbers import foreign_numbers
from qa.checking.literals import literals
from qa.checking.names import names
from qa.checking.numbers import numbers
from qa.checking.opposites import opposites
from qa.checking.periods import periods
from qa.checking.polarity import polarity
from qa.checking.quotes import quotes
from qa.checking.references import references
from qa.checking.roles import roles
from qa.checking.ties import ties
from qa.checking.times import times
from qa.checking.verdict import Problem
from qa.checking.wording import is_question, pointing, saying, telling_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.checking.content import Align
    from qa.checking.evidence import Evidence


def of_any_language(statement: str, evidence: Evidence, *, english: bool = False) -> list[Problem]:
    """What the rules find that do not need English; with it, they find more."""
    problems = [
        *_as("quote", quotes(statement, evidence)),
        *_as("address", addresses(statement, evidence)),
        *_as("literal", literals(statement, evidence)),
        *_as("number", numbers(statement, evidence) if english else foreign_numbers(statement, evidence)),
        *_as("name", names(statement, evidence) if english else foreign_names(statement, evidence)),
    ]
    if not is_question(statement) and evidence.cited and all(is_question(cited.text) for cited in evidence.cited):
        asks = "asks" if len(evidence.cited) == 1 else "ask"
        problems.append(Problem("polarity", f"{pointing(evidence)} only {asks}"))
    return problems


def of_english(statement: str, evidence: Evidence, align: Align) -> list[Problem]:
    """What all rules find; what the embedding model finds only where they find nothing, for it is vaguer."""
    found = of_any_language(statement, evidence, english=True)
    telling_stems(f"{statement}\n{evidence.text}")  # found together, for each rule that asks for some
    found += _as("number", periods(statement, evidence) + references(statement, evidence))
    found += _as("speaker", attribution(statement, evidence))
    found += (
        _as("role", roles(statement, evidence))
        or _as("exchange", exchanges(statement, evidence))
        or _as("exchange", amounts(statement, evidence))
        or _as("exchange", ties(statement, evidence))
        or _as("exchange", comparisons(statement, evidence))
        or _as("exchange", times(statement, evidence))
        or _as("exchange", cells(statement, evidence))
        or _as("opposite", opposites(statement, evidence))
    )
    found += _as("polarity", polarity(statement, evidence) or conditions(statement, evidence))
    return found or _as("content", content(statement, evidence, align))


def of_an_answer(statement: str, question: str, evidence: Evidence, align: Align) -> list[Problem]:
    """The same for what answers a question, with "yes" or "no" perhaps."""
    found = of_english(affirmed(statement, question), evidence, align)
    found += _as("polarity", affirmation(statement, question))
    if (asked := denied(statement, question)) and not of_english(asked, evidence, align):
        found.append(Problem("polarity", f"{saying(evidence)} what this denies"))
    return found


def under(heading: str, statement: str, evidence: Evidence, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a statement under a heading, which may say whose word it is, and has names of its own."""
    title = heading.strip("*_:# ")
    own = _as("name", names(f"{title}:\n{statement}", evidence))
    is_reported = not attribution(f"{title}: {statement}", evidence)
    left = [problem for problem in problems if not (is_reported and problem.rule == "speaker")]
    return [*left, *(problem for problem in own if problem not in left)]


def _as(rule: str, problems: Sequence[str]) -> list[Problem]:
    return [Problem(rule, text) for text in problems]
