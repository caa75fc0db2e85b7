from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.checking import opposites as module
from qa.checking.evidence import Evidence
from qa.checking.opposites import opposites
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split

TEXT = """Brandt & Sons had submitted the lowest of three bids for the bridge.
The board is expected to rule before the end of February.
The Landlord shall be responsible for structural repairs to the roof.
After the council had met, the ferry to Bergen was sold.
The price of a ticket fell in May, but fares for cars increased.
North Norra has more ferries than any other county.
Profit fell to 31 kroner from 44.
The court acquitted Mr. Holt, and sales doubled.
Sales were up in May.
No music is played after 10 p.m. on weekdays.
The jury found the mayor not guilty of bribery.
The auditor gave an unqualified opinion.
The appeal was dismissed, and the cat is rarely found in Hull.
The town asked for a survey, but the board had turned the request down.
The risk remained, most in the riskiest houses built before 1998.
The courts of Hull have non-exclusive jurisdiction, and not less than 90 days' written notice is given.
The customer must pay each undisputed invoice, with the prior consent of the bank.
The web console is disabled by default.
"""
(
    BIDS,
    RULING,
    REPAIRS,
    SALE,
    PRICE,
    NORTH,
    PROFIT,
    COURT,
    SALES,
    MUSIC,
    JURY,
    AUDITOR,
    APPEAL,
    REQUEST,
    RISK,
    COURTS,
    INVOICE,
    CONSOLE,
) = range(18)


@pytest.fixture(scope="module")
def text(split: Split) -> tuple[Sentence, ...]:
    return split(TEXT)


def test_a_motion_that_failed_was_not_carried(split: Split) -> None:
    cited = Evidence(split("The amended motion failed by two votes to three."))
    for word in ("carried", "passed"):
        problem = f"the cited sentence says “failed”, not “{word}”"
        assert opposites(f"The amended motion was {word} by two votes to three.", cited) == [problem]


@pytest.mark.parametrize(
    ("statement", "cited", "complaint"),
    [
        ("Brandt & Sons submitted the highest of the three bids.", BIDS, "says “lowest”, not “highest”"),
        ("The board will rule after the end of February.", RULING, "says “before”, not “after”"),
        ("For structural repairs the Tenant is responsible.", REPAIRS, "says “landlord”, not “tenant”"),
        ("The Tenant is responsible for structural repairs.", REPAIRS, "says “landlord”, not “tenant”"),
        ("The council bought the ferry to Bergen.", SALE, None),
        ("South Norra has more ferries than any other county.", NORTH, "says “north”, not “south”"),
        ("Profit rose to 44 kroner from 31.", PROFIT, "says “fell”, not “rose”"),
        ("Sales were down in May.", SALES, "says “up”, not “down”"),
        ("Sales slipped in May.", SALES, "says “up”, not “slipped”"),
        ("The court convicted Mr. Holt.", COURT, "says “acquitted”, not “convicted”"),
        ("The mayor was convicted of bribery.", JURY, "says “not guilty”, not “convicted”"),
        ("The auditor gave a qualified opinion.", AUDITOR, "says “unqualified”, not “qualified”"),
        ("The appeal was allowed.", APPEAL, "says “dismissed”, not “allowed”"),
        ("The board approved the request for a survey.", REQUEST, "says “turned the request down”, not “approved”"),
        ("The board rejected the request for a survey.", REQUEST, None),
        ("The console is enabled by default.", CONSOLE, "says “disabled”, not “enabled”"),
        ("The courts of Hull have exclusive jurisdiction.", COURTS, "says “non-exclusive”, not “exclusive”"),
        ("The courts of Hull have non-exclusive jurisdiction.", COURTS, None),
        ("Not less than 90 days' oral notice is given.", COURTS, "says “written”, not “oral”"),
        ("The customer must pay each disputed invoice.", INVOICE, "says “undisputed”, not “disputed”"),
        ("It needs the subsequent consent of the bank.", INVOICE, "says “prior”, not “subsequent”"),
        ("The risk disappeared.", RISK, "says “remained”, not “disappeared”"),
        ("Houses built after 1998 were the riskiest.", RISK, "says “before”, not “after”"),
        ("Houses built after 2001 were the riskiest.", RISK, None),  # which is another number
        ("The cat is often found in Hull.", APPEAL, "says “rarely”, not “often”"),
        ("Sales tripled.", COURT, "says “doubled”, not “tripled”"),
        ("Sales halved.", COURT, "says “doubled”, not “halved”"),
        ("No music may be played after 10 p.m. at weekends.", MUSIC, "says “weekdays”, not “weekends”"),
        ("The price of a ticket rose in May.", PRICE, None),  # there is “increased”, too
    ],
)
def test_the_opposite_of_what_is_cited_is_found_where_it_is_said_of_the_same(
    statement: str, cited: int, complaint: str | None, text: tuple[Sentence, ...]
) -> None:
    assert opposites(statement, Evidence((text[cited],))) == ([f"the cited sentence {complaint}"] if complaint else [])


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The lowest of three bids came from Brandt & Sons.", BIDS),
        ("The council met before the ferry was sold.", SALE),
        ("The board will not rule after the end of February.", RULING),
        ("The tickets are cheaper than before.", PRICE),
        ("Other counties lie further south.", NORTH),
        ("The mayor was acquitted of bribery.", JURY),
        ("The highest mountain is in Norra.", BIDS),
    ],
)
def test_what_is_said_of_something_else_or_turned_round_is_left_alone(
    statement: str, cited: int, text: tuple[Sentence, ...]
) -> None:
    assert opposites(statement, Evidence((text[cited],))) == []


@pytest.mark.parametrize(
    ("statement", "told"), [("The landlord.", True), ("The tenant.", False), ("The plaintiff.", False)]
)
def test_a_word_alone_is_said_of_what_is_cited(split: Split, statement: str, *, told: bool) -> None:
    evidence = Evidence(split("The tenant keeps the sluice in repair."))
    assert bool(opposites(statement, evidence)) is told


def test_several_cited_sentences_are_read_as_one_text(text: tuple[Sentence, ...]) -> None:
    statement = "Brandt & Sons submitted the highest of the three bids."
    assert opposites(statement, Evidence(text)) == ["the cited sentences say “lowest”, not “highest”"]


def test_no_sentence_of_the_article_says_the_opposite_of_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert opposites(sentence.text, Evidence((sentence,))) == []


def test_no_word_is_on_two_lines_of_the_lists() -> None:
    folder = Path(module.__file__).parent
    listed = "".join((folder / name).read_text(encoding="utf-8") for name in ("opposites.txt", "parties.txt"))
    lines = [line for line in listed.splitlines() if not line.startswith("#")]
    words = " ".join(lines).replace("|", " ").split()
    assert len(words) == len(set(words))
