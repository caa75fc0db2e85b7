"""Two whom the source names, exchanged in a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.evidence import Evidence
from qa.checking.exchanges import exchanges
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split

TEXT = """In May, Norra sued Ostra over the ferry, and Mr. Brandt invited Ms. Roux to Bergen.
The Tenant shall pay the Landlord the rent.
Last year the port of Hull lent money to Bergen.
In the end Norra was praised by Ostra.
Then Hull met Bergen in a match that Norra had with Ostra.
The harbour in Norra makes more than the one in Ostra, and Norra spends more than Ostra.
The Tenant shall not sublet without the written consent of the Landlord.
The ground floor flooded after the storm, while the basement stayed dry.
The committee rejected the plan of the council, and blamed the mayor.
The Tenant may sublet the basement, but not the ground floor.
The pilots’ union supported the plan, but the dockers’ union stayed neutral.
The port authority, which closed the pier for months, is suing Calder Line for repair costs.
Mr. Ortega will retire in August and be succeeded by Ms. Cho.
"""
SUED, RENT, LENT, PRAISED, MET, MORE, CONSENT, FLOODED, REJECTED, SUBLET, UNIONS, PIER, HEAD = range(13)


@pytest.fixture(scope="module")
def text(split: Split) -> tuple[Sentence, ...]:
    return split(TEXT)


@pytest.mark.parametrize(
    ("statement", "cited", "names"),
    [
        ("Ostra sued Norra over the ferry.", SUED, ("Ostra", "Norra")),
        ("**Ostra** sued **Norra** over the ferry.", SUED, ("Ostra", "Norra")),
        ("Norra was sued by Ostra.", SUED, ("Norra", "Ostra")),
        ("Ms. Roux invited Mr. Brandt to Bergen.", SUED, ("Roux", "Brandt")),
        ("The landlord pays the tenant the rent.", RENT, ("landlord", "tenant")),
        ("The landlord may not sublet without the tenant’s consent.", CONSENT, ("landlord", "tenant")),
        ("The landlord may not sublet without the consent of the tenant.", CONSENT, ("landlord", "tenant")),
        ("Last year the port of Bergen lent money to Hull.", LENT, ("Bergen", "Hull")),
        ("Ostra was praised by Norra.", PRAISED, ("Ostra", "Norra")),
        ("In the end Norra praised Ostra.", PRAISED, ("Norra", "Ostra")),
        ("Ostra spends more than Norra.", MORE, ("Ostra", "Norra")),
        ("The basement flooded, while the ground floor stayed dry.", FLOODED, ("basement", "ground floor")),
        ("The council rejected the plan of the committee.", REJECTED, ("council", "committee")),
        ("The ground floor may be sublet, but not the basement.", SUBLET, ("ground floor", "basement")),
        (
            "The dockers’ union supported it, but the pilots’ union stayed neutral.",
            UNIONS,
            ("dockers’ union", "pilots’ union"),
        ),
        ("The mayor rejected the plan, and the committee was blamed.", REJECTED, ("mayor", "committee")),
        ("Calder Line is suing the port authority.", PIER, ("Calder Line", "port authority")),
        ("Mr. Ortega will succeed Ms. Cho.", HEAD, ("Ortega", "Cho")),
    ],
)
def test_two_that_have_changed_places_are_told(
    statement: str, cited: int, names: tuple[str, str], text: tuple[Sentence, ...]
) -> None:
    one, other = names
    problem = f"the cited sentence has “{one}” and “{other}” the other way round"
    assert exchanges(statement, Evidence((text[cited],))) == [problem]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Norra sued Ostra.", SUED),
        ("Ostra was sued by Norra, which wanted the ferry.", SUED),
        ("Ms. Roux was invited to Bergen by Mr. Brandt.", SUED),
        ("The landlord is paid rent by the tenant.", RENT),
        ("Subletting takes the landlord’s consent, for which the tenant has to ask.", CONSENT),
        ("Bergen was lent money by the port of Hull.", LENT),
        ("In the end Ostra praised Norra.", PRAISED),
        ("Bergen met Hull in a match that Ostra had with Norra.", MET),
        ("Ostra spends less than Norra.", MORE),
        ("Ostra did not sue Norra over the ferry.", SUED),
        ("The basement stayed dry, and only the ground floor flooded.", FLOODED),
        ("The council’s plan was rejected by the committee.", REJECTED),
        ("The mayor was blamed by the committee.", REJECTED),
        ("The ground floor may not be sublet, but the basement may.", SUBLET),
        ("The dockers’ union stayed neutral, and the pilots’ union supported the plan.", UNIONS),
        ("The council saw its plan rejected by the committee.", REJECTED),
        ("Calder Line is being sued by the port authority.", PIER),
        ("Ms. Cho will succeed Mr. Ortega.", HEAD),
        ("Mr. Ortega will be succeeded by Ms. Cho.", HEAD),
        ("Ostra sued Hull over the ferry.", SUED),  # Hull is another rule's
    ],
)
def test_the_same_in_other_words_is_left_alone(statement: str, cited: int, text: tuple[Sentence, ...]) -> None:
    assert exchanges(statement, Evidence((text[cited],))) == []


def test_another_cited_sentence_may_have_them_as_the_statement_does(split: Split, text: tuple[Sentence, ...]) -> None:
    (other,) = split("Then Ostra sued Norra, too.", number=2)
    assert exchanges("Ostra sued Norra.", Evidence((text[SUED], other))) == []


def test_with_several_citations_the_problem_speaks_of_sentences(text: tuple[Sentence, ...]) -> None:
    problem = "the cited sentences have “Ostra” and “Norra” the other way round"
    assert exchanges("Ostra sued Norra.", Evidence((text[SUED], text[LENT]))) == [problem]


def test_in_the_article_no_sentence_exchanges_its_own_names(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert exchanges(sentence.text, Evidence((sentence,))) == []


WORDS = "Norra Ostra Mr. tenant landlord has was sued by to of the in and ’s not more than , . ( ) **"
STRANGE = strange(f"{WORDS} the The basement ground floor flooded ferry")


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange_and_a_sentence_exchanges_nothing_of_itself(
    split: Split, given_: str, other: str
) -> None:
    for sentence in split(given_):
        assert exchanges(sentence.text, Evidence((sentence,))) == []
        assert len(exchanges(other, Evidence((sentence,)))) <= 1
