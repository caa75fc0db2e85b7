"""An amount of the source, given to something else of which the source has another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from qa.checking.evidence import Evidence
from qa.checking.ties import ties
from tests.conftest import ARTICLE
from tests.strange import strange

if TYPE_CHECKING:
    from index import Sentence
    from tests.qa.conftest import Split

TEXT = """Waiting times fell by 18 minutes in the northern harbour and by 7 minutes in the southern harbour.
Turnout was 61 percent in Leeds, 58 percent in York and 49 percent in Hull.
The yard earned $8 million in 2019 and $9 million in 2020.
Captains of the morning ferry, who sail for 12 hours, rest more than those of the evening ferry, who sail for 9 hours.
Leeds and York had turnouts of 61 and 58 percent.
The ferry was built in 1973 for 40 cars.
The yard earned $3 million at first and $5 million in 2021.
Built by Ostra from 13 August 1961, the wall stood until the mayor of Norra opened it in May 1989.
Then Olsen scored 25 goals for Ajax and 30 for Porto.
There Olsen lost 5 games in the morning session and 2 in the evening session.
In 1895 the two women spent their first summer in Norra, where Brandt collected 400 lichens.
The Water division earned $18 million, the Food division $12 million.
They sell water and food.
It fell from 8.3 to 5.6 with the lower dose and from 8.2 to 4.4 with the higher dose.
The pilot, Ingrid Solheim, took 51 percent, and the mayor, Tobias Kranz of the Homeland Party, took 48 percent.
It enrolled 642 people between March 2021 and June 2023 at 18 hospitals.
"""
WAITING, TURNOUT, YEARS, CAPTAINS, LISTED, ONE, FIRST, WALL, GOALS, GAMES, LICHENS, DIVISIONS = range(12)
DOSES, VOTE, ENROLLED = range(13, 16)


@pytest.fixture(scope="module")
def text(split: Split) -> tuple[Sentence, ...]:
    return split(TEXT)


@pytest.mark.parametrize(
    ("statement", "cited", "other", "said"),
    [
        ("In the southern harbour, waiting times fell by 18 minutes.", WAITING, "7 minutes", "18 minutes"),
        (
            "Waiting times fell by 18 minutes in the southern harbour and by 7 minutes in the northern one.",
            WAITING,
            "7 minutes",
            "18 minutes",
        ),
        ("The Food division earned $18 million.", DIVISIONS, "$12 million", "$18 million"),
        ("They say Olsen scored 30 goals for Ajax.", GOALS, "25", "30"),
        ("Kranz of Homeland took 51 percent.", VOTE, "48 percent", "51 percent"),
        ("With the higher dose, attacks fell from 8.2 to 5.6.", DOSES, "4.4", "5.6"),
        ("With the lower dose, attacks fell from 8.2 to 4.4.", DOSES, "8.3", "8.2"),
        ("In York 61 percent voted.", TURNOUT, "58 percent", "61 percent"),
        ("In 2020 the yard earned $8 million.", YEARS, "$9 million", "$8 million"),
        ("Captains of the evening ferry sail for 12 hours.", CAPTAINS, "9 hours", "12 hours"),
    ],
)
def test_an_amount_of_something_else_is_told(
    statement: str, cited: int, other: str, said: str, text: tuple[Sentence, ...]
) -> None:
    problem = f"the cited sentence has “{other}” where “{said}” stands here"
    assert ties(statement, Evidence((text[cited],))) == [problem]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("In the northern harbour, waiting times fell by 18 minutes.", WAITING),
        ("People wait 18 minutes less in the north than before, and 7 in the south.", WAITING),
        ("York’s turnout of 58 percent was lower than the 61 percent recorded in Leeds.", TURNOUT),
        ("Leeds, York and Hull had 61 percent, 58 percent and 49 percent.", TURNOUT),  # in the order of their names
        ("Turnout was 61 percent at most.", TURNOUT),
        ("The yard’s income rose from $8 million to $9 million in 2020.", YEARS),
        ("With the higher dose, attacks fell from 8.2 to 4.4.", DOSES),
        ("They say Kranz took 48 percent.", VOTE),
        ("Between March 2021 and June 2023, 642 people were enrolled.", ENROLLED),
        ("Captains of the morning ferry sail for 12 hours.", CAPTAINS),
        ("York had 58 percent.", LISTED),
        ("In 2021 the yard earned $5 million, up from $3 million.", FIRST),
        ("In 2021, that is $3 million more.", FIRST),
        ("The wall in Norra was built from 13 August 1961.", WALL),
        ("It earned $9 million in 2020, up from $8 million the year before.", YEARS),
        ("During that summer in 1895, Brandt gathered 400 lichens.", LICHENS),  # two of something else
        ("The Food division earned $12 million.", DIVISIONS),
        ("They say Olsen scored 30 goals.", GOALS),  # who is said of both
        ("They say Olsen lost 2 games.", GAMES),
        ("In Hull 40 cars fit into it.", ONE),
    ],
)
def test_an_amount_that_is_said_of_the_same_is_left_alone(
    statement: str, cited: int, text: tuple[Sentence, ...]
) -> None:
    assert ties(statement, Evidence((text[cited],))) == []


def test_of_several_cited_sentences_the_nearest_one_counts(text: tuple[Sentence, ...]) -> None:
    cited = Evidence((text[WAITING], text[TURNOUT]))
    problem = "the cited sentences have “58 percent” where “61 percent” stands here"
    assert ties("In York 61 percent voted.", cited) == [problem]


def test_another_cited_sentence_may_have_the_amount(split: Split, text: tuple[Sentence, ...]) -> None:
    _, early = split("It rained.\nEarly that day 61 percent had voted in York, too.")
    assert ties("In York 61 percent voted.", Evidence((text[TURNOUT], early))) == []


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert ties(sentence.text, Evidence((sentence,))) == []


STRANGE = strange("In York 61 percent and 58 in Hull, the old harbour the new harbour 2019 and 2020 $9 million")


@given(text=STRANGE, other=STRANGE)
def test_no_text_is_too_strange_and_a_sentence_supports_itself(split: Split, text: str, other: str) -> None:
    ties(text, Evidence(split(other)))
    assert ties(other, Evidence(split(other)[:1])) == [] or len(split(other)) > 1
