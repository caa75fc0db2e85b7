from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.evidence import Evidence
from qa.checking.roles import roles
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split

TEXT = """Today Amélie Roux, the president of France, met Henrik Brandt, the Norwegian chancellor.
In the morning Amélie Roux has praised the new ferry, but Henrik Brandt was watching the storm.
In May, France, Britain and tiny Estonia have sent ships to Bergen.
Germany has refused the plan and Poland has accepted the offer.
On that day Henrik Brandt was attacked by sailors from Hull.
Help came from Piotr Nowak in Bergen and Andrew E. Holt in Hull.
The meeting hosted by Henrik Brandt has lasted several hours in Bergen.
Here Catherine Porter has reported from Paris, and Steven Erlanger from Berlin.
At noon Bergen was praised by Hull.
The Landlord shall maintain the roof, and the Tenant keeps the garden.
"""
PRAISED, SENT, REFUSED, ATTACKED, HELP, MEETING, REPORTED, NOON, LEASE = range(1, 10)


@pytest.fixture(scope="module")
def text(split: Split) -> tuple[Sentence, ...]:
    return split(TEXT)


COUNTRY = "what stands before “of” or “in” is the subject, not the name behind it"


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Roux has praised the new ferry.", PRAISED),
        ("Amélie has praised the new ferry.", PRAISED),
        ("President Amelie Roux of France has praised the new ferry.", PRAISED),
        ("The French president has praised the new ferry.", PRAISED),
        ("The new ferry has been praised by Roux.", PRAISED),
        ("Roux praised the new ferry while Brandt was watching the storm.", PRAISED),
        ("Brandt has not praised the new ferry.", PRAISED),
        ("Britain has not praised the new ferry.", PRAISED),
        ("Germany has accepted another offer.", REFUSED),
        ("Steven Erlanger has reported from Berlin.", REPORTED),
        ("Hull has praised Bergen.", NOON),
        ("Estonia has sent ships to Bergen.", SENT),
        ("Britain and France have sent ships to Bergen.", SENT),
        ("The French and the British have sent ships to Bergen.", SENT),
        ("Unlike Bergen, Estonia has sent ships.", SENT),
        ("Bergen, to which Estonia sent ships, is rich.", SENT),
        ("Poland has accepted the offer.", REFUSED),
        ("Berlin has refused the plan.", REFUSED),
        ("Germany has refused the plan, and Poland has accepted the offer.", REFUSED),
        ("Sailors from Hull have attacked Brandt.", ATTACKED),
        ("In Hull, Brandt was attacked by sailors.", ATTACKED),
        ("Holt in Hull and Nowak in Bergen helped.", HELP),
        ("Mr. Holt from Hull helped.", HELP),
        ("Holt in Britain helped.", HELP),
        ("Brandt in Hull helped.", HELP),
        ("In the morning the president of France has praised the new ferry.", PRAISED),
        ("The meeting in Bergen has lasted several hours.", MEETING),
        ("The landlord must maintain the roof.", LEASE),
        ("The lessor must maintain the roof.", LEASE),
        ("Amélie Roux must maintain the roof.", LEASE),  # she may be the landlord
        ("The patient must maintain the roof.", LEASE),  # so may a patient
        ("The tenant keeps the garden.", LEASE),
        ("The landlord has no garden, which the tenant keeps.", LEASE),
    ],
)
def test_whoever_the_source_has_do_it_may_be_named_in_any_way(
    text: tuple[Sentence, ...], statement: str, cited: int
) -> None:
    assert roles(statement, Evidence((text[cited],))) == []


@pytest.mark.parametrize(
    ("statement", "cited", "has", "stands"),
    [
        ("Roux was watching the storm.", PRAISED, "Henrik Brandt", "Roux"),
        ("Amélie Roux was watching the storm.", PRAISED, "Henrik Brandt", "Amélie Roux"),
        ("Today Roux was watching the storm.", PRAISED, "Henrik Brandt", "Roux"),
        ("Germany has sent ships to Bergen.", SENT, "Estonia", "Germany"),
        ("Bergen has sent ships to Estonia.", SENT, "Estonia", "Bergen"),
        ("Germany has accepted the offer.", REFUSED, "Poland", "Germany"),
        ("Germany and Poland have accepted the offer.", REFUSED, "Poland", "Germany"),
        ("Britain and Hull have sent ships to Bergen.", SENT, "Estonia", "Hull"),
        ("**Germany** has accepted the offer.", REFUSED, "Poland", "Germany"),
        ("- Germany has accepted the offer.", REFUSED, "Poland", "Germany"),
        ("Poland has refused the plan.", REFUSED, "Germany", "Poland"),
        ("Roux was attacked by sailors from Hull.", ATTACKED, "Henrik Brandt", "Roux"),
        ("Holt in Bergen helped.", HELP, "Hull", "Bergen"),
        ("It was Mr. Nowak at Hull who helped.", HELP, "Bergen", "Hull"),
        ("The tenant must maintain the roof.", LEASE, "Landlord", "tenant"),
        ("The lessee has to maintain the roof.", LEASE, "Landlord", "lessee"),
        ("The landlord keeps the garden.", LEASE, "Tenant", "landlord"),
        ("The plan was made, and Berlin has accepted the offer.", REFUSED, "Poland", "Berlin"),
    ],
)
def test_another_in_the_place_of_a_name_is_a_problem(
    text: tuple[Sentence, ...], statement: str, cited: int, has: str, stands: str
) -> None:
    problem = f"the cited sentence has “{has}” where “{stands}” stands here"
    assert roles(statement, Evidence((text[cited],))) == [problem]


def test_with_several_citations_the_problem_speaks_of_sentences(text: tuple[Sentence, ...]) -> None:
    evidence = Evidence((text[REFUSED], text[SENT]))
    assert roles("Germany has accepted the offer.", evidence) == [
        "the cited sentences have “Poland” where “Germany” stands here"
    ]


def test_of_several_exchanged_names_one_is_told(text: tuple[Sentence, ...]) -> None:
    both = "Germany has accepted the offer and Poland has refused the plan."
    assert len(roles(both, Evidence((text[REFUSED],)))) == 1


def test_another_cited_sentence_may_have_the_name_do_it(split: Split, text: tuple[Sentence, ...]) -> None:
    (other,) = split("At last Germany has accepted the offer too.", number=2)
    assert roles("Germany has accepted the offer.", Evidence((text[REFUSED], other))) == []


REVIEWS = """In Bonn Dodel praised the book of Malin for years.
The botanist Viktor Schiff attacked it in a long review.
Then Dodel read it again, and Schiff attacked nobody.
"""
PRAISE, ATTACK, AGAIN = range(3)


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("Dodel attacked the book.", (PRAISE, ATTACK), "“Viktor Schiff” where “Dodel” stands here"),
        ("Malin later attacked the book.", (PRAISE, ATTACK), "“Viktor Schiff” where “Malin” stands here"),
        ("Schiff attacked the book of Malin.", (PRAISE, ATTACK), None),
        ("Dodel read the book of Malin.", (PRAISE, AGAIN), None),
        ("The Bonn botanist Dodel praised it.", (PRAISE, ATTACK), None),  # "botanist" is no verb
        ("Dodel attacked the book.", (ATTACK, AGAIN), None),  # which two sentences speak of
    ],
)
def test_who_is_in_another_sentence_did_not_do_it(
    split: Split, statement: str, cited: tuple[int, ...], problem: str | None
) -> None:
    sentences = split(REVIEWS)
    evidence = Evidence(tuple(sentences[at] for at in cited))
    assert roles(statement, evidence) == ([f"the cited sentences have {problem}"] if problem else [])


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Hugo died in 1901.", "“Lars” where “Hugo” stands here"),
        ("Lars died in 1901.", None),
        ("Lars Moe died in 1901.", None),
    ],
)
def test_who_is_in_another_clause_did_not_do_it(split: Split, statement: str, problem: str | None) -> None:
    evidence = Evidence(split("The sons of Ada Moe were Hugo and Lars; Lars died in 1901."))
    assert roles(statement, evidence) == ([f"the cited sentence has {problem}"] if problem else [])


WORK = """Olav V had been expected to open it, but he died, and it was opened by his son, Harald V.
The deck was built by the Dutch company Ostra, while the pylons were the work of the Swedish firm Norra.
In May Berg, who joined from Norra, became a captain.
Then Berg kept her rating but cut her price target.
The review is led by Lund of Ostra.
Then Lund from Ostra led the review.
There was Ada Berg, now a pilot from Hull, too.
"""
OPENING, BUILDING, JOINING, TARGET, REVIEW, LED, PILOT = range(7)


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("The bridge was opened by Olav V.", (OPENING,), "“Harald” where “Olav” stands here"),
        ("Then Olav V opened the bridge.", (OPENING,), "“Harald” where “Olav” stands here"),
        ("Harald V opened the bridge.", (OPENING,), None),
        ("The deck was built by Norra.", (BUILDING,), "“Ostra” where “Norra” stands here"),
        ("The deck was built by the Swedish firm Norra.", (BUILDING,), "“Ostra” where “Norra” stands here"),
        ("Norra built the pylons.", (BUILDING,), None),  # of which the source speaks with another word
        ("The Dutch company Ostra built the deck.", (BUILDING,), None),
        ("Then Lund cut the price target.", (TARGET, REVIEW), "“Berg” where “Lund” stands here"),
        ("Then Lund joined from Norra.", (JOINING, REVIEW), "“Berg” where “Lund” stands here"),
        ("Then Berg cut the price target.", (TARGET, REVIEW), None),
        ("Then Lund cut the budget.", (TARGET, REVIEW), None),
        ("They met Lund, a pilot from Hull.", (REVIEW, PILOT), "“Ada Berg” where “Lund” stands here"),
        ("They met Lund, a captain from Hull.", (REVIEW, PILOT), None),  # for which there is too little to tell
        ("They met Ms. Berg, a pilot from Hull.", (REVIEW, PILOT), None),
        ("Then Lund led the review.", (LED,), None),  # "Ostra" stands beside the verb in his clause
    ],
)
def test_whoever_does_something_in_one_clause_alone_is_who_did_it(
    split: Split, statement: str, cited: tuple[int, ...], problem: str | None
) -> None:
    sentences = split(WORK)
    evidence = Evidence(tuple(sentences[at] for at in cited))
    having = "the cited sentence has" if len(cited) == 1 else "the cited sentences have"
    assert roles(statement, evidence) == ([f"{having} {problem}"] if problem else [])


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("The gateway team made the change.", "“network team” where “gateway team” stands here"),
        ("The networking team made the change.", None),
        ("The design team made the change.", None),  # which the document does not know: another word, perhaps
        ("A team made the change.", None),
    ],
)
def test_a_group_of_which_the_document_speaks_elsewhere_is_another(
    split: Split, statement: str, problem: str | None
) -> None:
    cited, _ = split("It has a change by the network team.\nThen Berg of the gateway team came.")
    assert roles(statement, Evidence((cited,))) == ([f"the cited sentence has {problem}"] if problem else [])


def test_whoever_does_the_like_does_not_part_a_name_from_what_it_does(split: Split) -> None:
    first, second = split("France could send ships.\nPoland and Italy have, like Norway, refused to send ships.")
    problem = "the cited sentences have “Italy” where “France” stands here"
    assert roles("France, like Norway, has refused to send ships.", Evidence((first, second))) == [problem]
    for who in ("Italy, like Norway,", "Norway"):
        assert roles(f"{who} has refused to send ships.", Evidence((first, second))) == []
    first, second = split("Norway could send ships.\nPoland has, unlike Norway, refused to send ships.")
    assert roles("Norway has refused to send ships.", Evidence((first, second))) != []


MET = "Mr. Roux met with Ms. Brandt in Hull.\nLater Mr. Holt and other sailors rushed to Bergen with Ms. Brandt."
RENTS = "Norra, which sells nets to sailors, rents rooms that belong to Ostra."


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("Roux met with Holt in Hull.", MET, "“Brandt” where “Holt”"),
        ("Holt and other sailors rushed to Hull.", MET, "“Bergen” where “Hull”"),
        ("The rooms belong to Norra.", RENTS, "“Ostra” where “Norra”"),
        ("Brandt met with Roux in Hull.", MET, None),
        ("Holt rushed to Bergen.", MET, None),
        ("The rooms belong to Ostra.", RENTS, None),
        ("The rooms belong to Riga.", RENTS, None),  # which the rule for names tells
        ("The rooms belong to the Danish firm Ostra.", "Danish Norra rents rooms that belong to Ostra.", None),
        ("Ships were ceded to Russia.", "Russia had ships ceded to Moscow.", None),
        ("Ships were ceded to Moscow.", "Moscow wants Ukraine to have ships ceded to Russia.", None),
        ("Ships were ceded to Ukraine.", "Ukraine had ships ceded to Moscow.", "“Moscow” where “Ukraine”"),
        ("The ferries sail to Hull.", "The ferries sail to Bergen as well as Hull.", None),
        ("Roux moved to Germany.", "Roux moved to Hamburg, a port in the north of Germany.", None),
        ("The nets were sold to Norra.", "The nets were sold to Ostra by Norra.", "“Ostra” where “Norra”"),
        ("Holt reported from Hull.", "Roux reported from Bergen, and Holt from Hull.", None),
        ("Holt came from Hull.", "Holt came from Bergen.\nRoux came from Hull.", None),
        ("They moved to Hull.", "They moved to Norra Bank in Hull.", None),
        ("The rooms belong to Norra.", "Norra says that boats belong to Ostra, and rooms belong to it.", None),
    ],
)
def test_whom_words_reach_with_a_preposition_is_not_another(
    split: Split, statement: str, cited: str, problem: str | None
) -> None:
    where = "the cited sentences have" if "\n" in cited else "the cited sentence has"
    assert roles(statement, Evidence(split(cited))) == ([f"{where} {problem} stands here"] if problem else [])


def test_whom_words_reach_may_be_told_by_an_office(split: Split) -> None:
    *_, last = split("Amélie Roux, the president of France, came.\nHelpers of Ms. Roux wrote to the French president.")
    assert roles("Helpers wrote to Roux.", Evidence((last,))) == []


def test_buyer_and_supplier_do_not_change_places(split: Split) -> None:
    evidence = Evidence(split("The Supplier may not assign this Agreement without the Buyer’s consent."))
    assert roles("The Buyer may not assign the Agreement without the Supplier’s consent.", evidence) != []
    assert roles("The Supplier may not assign it without the Buyer’s consent.", evidence) == []


def test_in_the_article_no_sentence_exchanges_its_own_names(split: Split) -> None:
    sentences = split(ARTICLE.read_text(encoding="utf-8"))
    assert [problem for sentence in sentences for problem in roles(sentence.text, Evidence((sentence,)))] == []


WORDS = (
    "Roux Brandt Germany Poland Mr. has was is have praised attacked the ferry plan and , . not in from of by"
    " Kyiv Berlin Jan ’s **"
)
STRANGE = strange(WORDS)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange_and_a_sentence_gives_its_own_roles(split: Split, given_: str, other: str) -> None:
    for sentence in split(given_):
        assert roles(sentence.text, Evidence((sentence,))) == []
        assert len(roles(other, Evidence((sentence,)))) <= 1
