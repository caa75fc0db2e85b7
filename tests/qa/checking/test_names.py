"""Which names a statement may have, given the sentences that it cites."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Sentence
from index.sentences import sentence_spans
from qa.checking.evidence import Evidence
from qa.checking.names import names

if TYPE_CHECKING:
    from tests.qa.conftest import Split

_ARTICLE = """Harbour Towns Want to Show They Are Ready
President Amélie Roux of France met Henrik Brandt, the Norwegian chancellor, in Oslo on Friday.
Ms. Roux praised the plan for the ferry between Bergen and Hull.
It was signed by the International Maritime Organization, said Piotr Nowak, the director of the Baltic Ports Forum.
The Germans and the British have, like Washington, refused to pay.
The chancellor said that the money would come from the United States.
“We are in no hurry,” Mr. Nowak said of the NATO-country ships.
He added that the ships would wait.
The weather stayed calm.
The French president called the ferries a gift to Mr. Holt.
Sailors from Côte d’Ivoire and South Korea were invited to the opening.
"""
_MEETING, _PLAN, _SIGNED, _REFUSED, _MONEY, _HURRY, _ADDED, _CALM, _GIFT, _SAILORS = range(1, 11)


@pytest.fixture(scope="module")
def article(split: Split) -> tuple[Sentence, ...]:
    return split(_ARTICLE)


@pytest.mark.parametrize(
    ("says", "cited"),
    [
        ("Roux and Brandt met in Oslo.", _MEETING),
        ("France's president, Amelie Roux, met the chancellor of Norway, Mr. Brandt.", _MEETING),
        ("Amélie Roux praised the plan.", _PLAN),
        ("No. Praising the plan was all she did.", _PLAN),
        ("President Amélie Roux of France praised the plan.", _PLAN),
        ("The French president praised the plan.", _PLAN),
        ("The ferry links Bergen with Hull, which President Roux praised.", _PLAN),
        ("Ms. Roux called the ferries a gift.", _GIFT),
        ("Amélie Roux called them a gift.", _GIFT),
        ("Brandt said that the U.S. would pay.", _MONEY),
        ("American money would be used, according to the chancellor.", _MONEY),
        ("The IMO signed it.", _SIGNED),
        ("Nowak directs the Baltic Ports Forum.", _SIGNED),
        ("Germany and Britain will not pay.", _REFUSED),
        ("Neither Germany nor the UK, nor Washington, wants to pay.", _REFUSED),
        ("The United States and Britain have refused to pay.", _REFUSED),
        ("Berlin, London and the White House have refused to pay.", _REFUSED),
        ("Piotr said that there was no hurry.", _HURRY),
        ("Ships of countries in the North Atlantic Treaty Organization are in no hurry.", _HURRY),
        ("Ships of countries in NATO, says Piotr Nowak, are in no hurry.", _HURRY),
        ("Nowak said that the ships would wait.", _ADDED),
        ("Ivorian and Korean sailors were invited.", _SAILORS),
        ("George Holt was given a present.", _GIFT),
    ],
)
def test_a_plain_variant_of_a_cited_name_is_no_problem(says: str, cited: int, article: tuple[Sentence, ...]) -> None:
    assert names(says, Evidence((article[cited],))) == []


@pytest.mark.parametrize(
    ("says", "cited", "missing"),
    [
        ("Brandt praised the plan.", _PLAN, "Brandt"),
        ("Erik Solberg praised the plan.", _PLAN, "Erik Solberg"),
        ("The ferry links Bergen with Rotterdam.", _PLAN, "Rotterdam"),
        ("The Norwegian chancellor praised the plan.", _PLAN, "Norwegian"),
        ("The plan of President Roux of Norway was praised.", _PLAN, "President Roux of Norway"),
        ("Amélie Nowak said that there was no hurry.", _HURRY, "Amélie Nowak"),
        ("According to Mr. Holt, there is no hurry.", _HURRY, "Mr. Holt"),
        ("Nowak directs the Atlantic Ports Forum.", _SIGNED, "Atlantic Ports Forum"),
        ("It was signed by UNESCO.", _SIGNED, "UNESCO"),
        ("Germany and France have refused to pay.", _REFUSED, "France"),
        ("- **Poland:** refused to pay.", _REFUSED, "Poland"),
        ("Sailors from North Korea were invited.", _SAILORS, "North Korea"),
        ("Nowak said that the weather was calm on the Baltic’s shores.", _CALM, "Baltic"),
    ],
)
def test_a_name_that_is_not_cited_is_named_whole(
    says: str, cited: int, missing: str, article: tuple[Sentence, ...]
) -> None:
    assert f"“{missing}” is not in the cited sentence" in names(says, Evidence((article[cited],)))


def test_a_name_is_missed_once(article: tuple[Sentence, ...]) -> None:
    evidence = Evidence((article[_PLAN], article[_CALM]))
    assert names("They like Oslo, and Oslo likes them.", evidence) == ["“Oslo” is not in the cited sentences"]


@pytest.mark.parametrize(
    "names_of_one",
    [
        "United States, U.S., US, USA, America, American, Americans",
        "Britain, Great Britain, United Kingdom, UK, U.K., British, Briton, Britons",
        "Netherlands, Dutch, Dutchmen, Holland",
        "Germany, German, Germans",
        "Ukraine, Ukrainian, Ukrainians",
        "Türkiye, Turkey, Turks, Turkish",
        "South Korea, South Koreans, Korean",
        "Europe, Europeans",
    ],
)
def test_a_country_may_be_called_by_any_of_its_names(names_of_one: str, split: Split) -> None:
    known = names_of_one.split(", ")
    for name in known:
        (sentence,) = split(f"Money came from the {name} then.")
        assert [other for other in known if names(f"It was {other} money.", Evidence((sentence,)))] == []
        assert names("It was Norwegian money.", Evidence((sentence,))) != []


def test_a_seat_of_government_stands_for_its_country_where_it_acts(split: Split) -> None:
    for cited, says in itertools.permutations(
        ("The Kremlin paid for the ferry.", "Russia paid for the ferry.", "Moscow paid for the ferry."), 2
    ):
        assert names(says, Evidence(split(cited))) == []
    paid = split("Germany paid for the ferry.")
    assert names("Paris paid for the ferry.", Evidence(paid)) == ["“Paris” is not in the cited sentence"]


@pytest.mark.parametrize(
    ("says", "cited", "missing"),
    [
        ("The ferry was paid for in Berlin.", "The ferry was paid for in Germany.", "Berlin"),
        ("The ferry was paid for in Germany.", "The ferry was paid for in Berlin.", "Germany"),
        ("The Berlin office paid for the ferry.", "Germany paid for the ferry.", "Berlin"),
        ("He runs its Berlin office.", "He runs its German office.", "Berlin"),
        ("They praised Berlin Marathon.", "They praised a German race.", "Berlin Marathon"),
        ("They praised Otto Berlin.", "They praised a German.", "Otto Berlin"),
        ("Berlin’s Paris office paid for the ferry.", "Germany and France paid for the ferry.", "Paris"),
    ],
)
def test_a_seat_does_not_stand_for_its_country_as_a_place_or_in_a_name(
    split: Split, says: str, cited: str, missing: str
) -> None:
    assert names(says, Evidence(split(cited))) == [f"“{missing}” is not in the cited sentence"]


@pytest.mark.parametrize(
    "says",
    [
        "Yes, the Plan was praised.",
        "Official announcements were praised on Wednesday, March 3.",
        "**Ferry Plans:** they were praised.",
        "According to the President, I see, the plan is good.",
        "Key Points of the Plan for a Ferry",
        "Towns praised it.",
        "Four MPs praised it.",
        "Reportedly Roux praised it.",
        "Nowadays Ms. Roux praises it.",
    ],
)
def test_capitals_alone_make_no_name(says: str, article: tuple[Sentence, ...]) -> None:
    assert names(says, Evidence((article[_PLAN],))) == []


def test_whoever_a_sentence_points_back_to_is_in_the_two_sentences_before_it(split: Split) -> None:
    text = "Mia Lund spoke.\nOla Moe sang.\nThe hall was full.\nShe left early."
    *_, last = split(text)
    assert names("Moe left early.", Evidence((last,))) == []
    assert names("It was Lund who left early.", Evidence((last,))) == ["“Lund” is not in the cited sentence"]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("Skipper Henrik Brandt sailed.", []),
        ("Councillor Brandt sailed.", []),
        ("They say Skipper Henrik Brandt sailed.", ["“Skipper Henrik Brandt”"]),
        ("Robert Brandt sailed.", ["“Robert Brandt”"]),
        ("Amélie Henrik Brandt sailed.", ["“Amélie Henrik Brandt”"]),  # who is somebody else
    ],
)
def test_a_title_opens_a_statement_before_a_full_name(split: Split, says: str, missed: list[str]) -> None:
    *_, last = split("They met Amélie Roux.\nIn Oslo Henrik Brandt sailed.")
    assert names(says, Evidence((last,))) == [f"{name} is not in the cited sentence" for name in missed]


_RACE = """Captain Vera Lind and Olof Berg met in Turku.
They talked about the race to Riga.
He gave the old boat to Ms. Kask and hoped that she would reach Narva.
"""


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("Mr. Berg gave the old boat to Ms. Kask.", []),
        ("He gave the old boat to Ms. Lind.", ["“Ms. Lind”"]),  # "he" stays "he": nobody is told who it is
        ("Mr. Berg gave the old boat to Ms. Lind.", ["“Ms. Lind”"]),  # "he" is one person
        ("After the talks, he hoped that Ms. Kask would reach Riga.", ["“Riga”"]),
        ("Mr. Berg hoped that she would reach Riga.", ["“Riga”"]),
        ("Olof Berg gave Ms. Kask the old boat and hoped that she would reach Narva.", []),
    ],
)
def test_a_name_from_before_stands_for_the_pronoun_alone(split: Split, says: str, missed: list[str]) -> None:
    *_, last = split(_RACE)
    assert names(says, Evidence((last,))) == [f"{name} is not in the cited sentence" for name in missed]


def test_a_speaker_speaks_for_whoever_opens_the_sentence_before(split: Split) -> None:
    *_, last = split("Norra Yards lost money in Hull.\n“We will build ten ferries,” said Ada Holt, the head.")
    assert names("Norra Yards will build ten ferries, Holt said.", Evidence((last,))) == []
    assert names("Ada Holt, the head in Hull, spoke.", Evidence((last,))) == ["“Hull” is not in the cited sentence"]


def test_another_kind_of_body_is_another_body(split: Split) -> None:
    cited = Evidence(split("It was paid for by the National Institute for Health and Care."))
    assert names("It was paid for by the National Institute for Health.", cited) == []
    assert names("It was paid for by the World Health Organization.", cited) == [
        "“World Health Organization” is not in the cited sentence"
    ]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("Berg’s mate, Ada Holt, went ashore.", []),
        ("The mate of Berg went ashore.", []),
        ("Olof Berg went ashore.", ["“Olof Berg”"]),  # whose mate did
    ],
)
def test_his_tells_whose_something_is(split: Split, says: str, missed: list[str]) -> None:
    *_, last = split("Olof Berg fell ill.\nHis mate, Ada Holt, went ashore.")
    assert names(says, Evidence((last,))) == [f"{name} is not in the cited sentence" for name in missed]


def test_whoever_is_told_something_was_named_before(split: Split) -> None:
    *_, last = split("Olof Berg fell ill.\nAda Holt told him that he must go ashore.")
    assert names("Holt told Berg to go ashore.", Evidence((last,))) == []


def test_a_row_of_sentences_about_her_goes_back_to_her_name(split: Split) -> None:
    *_, last = split(
        "Ada Holt met Mr. Berg.\nShe sailed.\nThe boat leaked.\nIn the end she sold it.\nShe died in 1942."
    )
    assert names("Holt died in 1942.", Evidence((last,))) == []


@pytest.mark.parametrize(
    ("opening", "says", "missed"),
    [
        ("They", "They sailed to Riga.", ["“Riga”"]),
        ("They", "Lind and Berg sailed to Narva.", []),  # they may be any number
        ("The group", "The group sailed to Riga and was led by Berg.", ["“Riga”", "“Berg”"]),
        ("The group", "Vera Lind and Olof Berg sailed to Narva.", []),
    ],
)
def test_a_name_from_before_stands_for_those_who_are_meant(
    split: Split, opening: str, says: str, missed: list[str]
) -> None:
    *_, last = split(f"Vera Lind met Olof Berg in Riga.\nIt rained.\n{opening} sailed to Narva.")
    assert names(says, Evidence((last,))) == [f"{name} is not in the cited sentence" for name in missed]


@pytest.mark.parametrize(
    ("before", "missed"),
    [
        ("Erik Sand waited for them.", ["“Lind”"]),  # whom the next sentence calls "he"
        ("Nobody waited for them.", []),
        ("He waited for Erik Sand.", []),
    ],
)
def test_he_is_whoever_opens_the_sentence_before(split: Split, before: str, missed: list[str]) -> None:
    *_, last = split(f"Captain Robin Lind met the owner in Turku.\n{before}\nHe left the harbour at dawn.")
    told = names("Lind left the harbour at dawn.", Evidence((last,)))
    assert told == [f"{name} is not in the cited sentence" for name in missed]


@pytest.mark.parametrize("says", ["Ola Moe said he was sad.", "Brandt cut his own hair."])
def test_whoever_is_meant_in_the_sentence_itself_is_nobody_before_it(split: Split, says: str) -> None:
    *_, last = split(f"Mia Lund sang.\n{says}")
    assert names("They say Lund was sad.", Evidence((last,))) == ["“Lund” is not in the cited sentence"]


@pytest.mark.parametrize(
    "says", ["The captain, Ola Moe, testified that he was sad.", "On Friday, Ola Moe met those who like his song."]
)
def test_a_pronoun_means_whoever_is_named_before_it(split: Split, says: str) -> None:
    *_, last = split(f"Mia Lund sang.\n{says}")
    assert names("It was Lund.", Evidence((last,))) == ["“Lund” is not in the cited sentence"]


def test_in_the_life_of_somebody_she_is_whom_it_is_about(split: Split) -> None:
    life = "Ada Holt was born in Riga.\n{0} sang.\n{0} wrote.\n{0} sailed.\nMr. Berg taught there.\n{0} taught, too."
    for rest, missed in (("She slept.\nShe died in 1942.", []), ("They died in 1942.", ["“Holt”"])):
        *_, last = split(f"{life.format('She')}\nMr. Lind came.\nMr. Vik left.\n{rest}")
        told = names("Holt died in 1942.", Evidence((last,)))
        assert told == [f"{name} is not in the cited sentence" for name in missed]
    *_, last = split(f"{life.format('They')}\nMr. Lind came.\nMr. Vik left.\nShe slept.\nIn 1942 she died.")
    assert names("It is told that Holt died.", Evidence((last,))) == ["“Holt” is not in the cited sentence"]


def test_where_somebody_died_there_is_told_by_the_sentence_before(split: Split) -> None:
    *_, last = split("Ada Holt moved to Riga.\nMs. Holt died there.")
    assert names("Holt died in Riga.", Evidence((last,))) == []
    *_, last = split("Ada Holt moved to Riga.\nMs. Holt said there was a fire.")
    assert names("Holt spoke of a fire in Riga.", Evidence((last,))) == ["“Riga” is not in the cited sentence"]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("It costs Norra a million.", []),
        ("It costs Riga a million.", ["“Riga”"]),
        ("It costs the city of Norra a million.", ["“Norra”"]),  # which is a city of which nothing is told by a name
        ("It costs the city a million, as Lindex wanted.", ["“Lindex”"]),
    ],
)
def test_what_is_only_described_is_named_where_the_document_tells(split: Split, says: str, missed: list[str]) -> None:
    text = "The mayor of the city of Norra met Lindex, a bank in Riga.\nFoo.\nFoo.\nIt costs the city a million."
    *_, last = split(text)
    assert names(says, Evidence((last,))) == [f"{name} is not in the cited sentence" for name in missed]


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("Harrow Timber Limited polluted a stream.\nFoo.\nFoo.\nIt was fined, and the company will pay.", []),
        ("Harrow Timber Limited owns Norra Ltd.\nFoo.\nFoo.\nIt was fined, and the company will pay.", ["“Harrow”"]),
        ("Harrow is a town.\nFoo.\nFoo.\nIt was fined, and the company will pay.", ["“Harrow”"]),
    ],
)
def test_the_company_is_the_only_one_of_the_document(split: Split, text: str, missed: list[str]) -> None:
    *_, last = split(text)
    told = names("It was fined, and Harrow will pay.", Evidence((last,)))
    assert told == [f"{name} is not in the cited sentence" for name in missed]


@pytest.mark.parametrize(
    ("sentence", "missed"),
    [
        ("Net profit rose.", []),
        ("“We earned more,” said Ms. Lund.", []),
        ("Net profit of Korsnor rose.", ["“Tessel”"]),
        ("Net profit rose in Norway.", ["“Tessel”"]),
    ],
)
def test_a_sentence_that_names_nobody_is_about_what_its_document_is_about(
    split: Split, sentence: str, missed: list[str]
) -> None:
    known = "Tessel sells lamps.\nIn May Tessel grew.\nIn June Tessel shrank.\nIn July Tessel rose."
    for text, expected in ((known, missed), (known.replace("In May Tessel", "In May it"), ["“Tessel”"])):
        *_, last = split(f"{text}\nFoo.\nBar.\n{sentence}")
        told = names("It is told that Tessel earned more.", Evidence((last,)))
        assert told == [f"{name} is not in the cited sentence" for name in expected]


@pytest.mark.parametrize(
    ("title", "sentence", "missed"),
    [
        ("Tessel Foods: results for 2025", "Net profit rose.", []),
        ("Tessel Foods: results for 2025", "We bought Norra Dairy.", []),
        ("Tessel Foods sells lamps.", "We bought Norra Dairy.", []),
        ("Tessel Foods sells lamps.", "Net profit rose.", ["“Tessel”"]),
        ("Tessel Foods: results for 2025", "Norra Dairy earned more.", ["“Tessel”"]),
        ("Tessel Foods sells lamps.", "“We bought Norra Dairy,” said Ms. Lund.", ["“Tessel”"]),
    ],
)
def test_who_is_we_is_told_by_what_a_document_opens_with(
    split: Split, title: str, sentence: str, missed: list[str]
) -> None:
    *_, last = split(f"{title}\nFoo.\nBar.\nBaz.\n{sentence}")
    told = names("It is told that Tessel earned more.", Evidence((last,)))
    assert told == [f"{name} is not in the cited sentence" for name in missed]


def test_a_description_of_two_names_neither(split: Split) -> None:
    *_, last = split("The bank Lindex met Sandex, a bank of Riga.\nFoo.\nFoo.\nIt was sold by the bank.")
    assert names("It was sold by Lindex.", Evidence((last,))) == ["“Lindex” is not in the cited sentence"]


def test_a_document_may_be_called_what_it_calls_itself(split: Split) -> None:
    *_, last = split("This Agreement is made in May.\nFoo.\nFoo.\nThe buyer pays within 30 days.")
    for opening, missed in (("Under the Agreement, the", []), ("Under the Lease, the", ["“Lease”"])):
        told = names(f"{opening} buyer pays within 30 days.", Evidence((last,)))
        assert told == [f"{name} is not in the cited sentence" for name in missed]


def test_a_name_within_a_quotation_is_not_whom_a_pronoun_behind_it_means(split: Split) -> None:
    *_, last = split("Mia Lund sang.\n“I expect Ola Moe to do the same,” she said.")
    assert names("“I expect Ola Moe to do the same,” Lund said.", Evidence((last,))) == []


def test_a_place_before_a_pronoun_is_not_whom_it_means(split: Split) -> None:
    *_, last = split("Mia Lund sang.\nIn Oslo she left early.")
    assert names("It was Lund who left Oslo.", Evidence((last,))) == []


def test_what_opens_a_sentence_with_a_capital_is_nobody(split: Split) -> None:
    *_, last = split("Ola Moe sang.\nAfter cutting his own hair, the singer left.")
    assert names("They say Moe left.", Evidence((last,))) == []


def test_a_sentence_that_points_to_nobody_is_read_alone(split: Split) -> None:
    *_, last = split("Ola Moe sang.\nGuests left early.")
    assert names("Guests of Ola Moe left early.", Evidence((last,))) == ["“Ola Moe” is not in the cited sentence"]


@pytest.mark.parametrize(
    ("says", "cited", "missing"),
    [
        ("The Finance Ministry paid.", "The Foreign Ministry paid.", "Finance Ministry"),
        ("The Defense Department paid.", "The State Department paid.", "Defense Department"),
        ("The New Norra Post paid.", "The New Norra Times paid.", "New Norra Post"),
        ("They met Roberta Lund.", "They met Robert Lund.", "Roberta Lund"),
        ("They met Martin Lund.", "They met Martine Lund.", "Martin Lund"),
        ("The Storage team paid.", "The Platform team paid for more storage, not the others.", None),
        ("The Storage team paid.", "The Platform team paid.", "Storage"),
        ("They sailed to North Norra.", "They sailed to Norra.", "North Norra"),
    ],
)
def test_what_differs_by_one_common_word_or_a_vowel_is_another(
    split: Split, says: str, cited: str, missing: str | None
) -> None:
    problems = [f"“{missing}” is not in the cited sentence"] if missing else []
    assert names(says, Evidence(split(cited))) == problems


@pytest.mark.parametrize(
    ("says", "cited"),
    [
        ("Senator Lund paid.", "Ms. Lund paid."),
        ("The Ministry of Finance paid.", "The Finance Ministry paid."),
        ("The Foreign Ministry paid.", "The Foreign Ministry and the Finance Ministry paid."),
        ("An African town paid.", "A town in Africa paid."),
        ("A Bavarian town paid.", "A town in Bavaria paid."),
        ("They sailed to Northern Norra.", "They sailed to the north of Norra."),
        ("They asked South Koreans.", "They asked people in South Korea."),
    ],
)
def test_a_body_a_place_and_a_title_have_plain_variants_too(split: Split, says: str, cited: str) -> None:
    assert names(says, Evidence(split(cited))) == []


def test_a_seat_stands_for_its_country_behind_what_is_sent_to_it(split: Split) -> None:
    cited = Evidence(split("The ferry is a message to the United States."))
    assert names("The ferry is a signal to Washington.", cited) == []
    assert names("The ferry is on its way to Washington.", cited) == ["“Washington” is not in the cited sentence"]


def test_a_full_name_may_lose_its_end_where_the_text_was_cut(split: Split) -> None:
    first, *_ = split("We met Mr. Lindqvist.\nMore on this: harbours, ferries and Edda Lindqvis")
    assert names("They met Edda Lindqvist.", Evidence((first,))) == []
    assert names("They met Sven Lindqvist.", Evidence((first,))) == ["“Sven Lindqvist” is not in the cited sentence"]


def test_an_office_is_somebody_s_only_with_the_country_that_it_is_of(split: Split) -> None:
    *_, last = split(
        "President Amélie Roux of France met President Ivan Petrov of Russia.\nThe Russian president left."
    )
    assert names("Petrov left.", Evidence((last,))) == []
    assert names("Then Roux left.", Evidence((last,))) == ["“Roux” is not in the cited sentence"]


SPOKEN_OF = """America is far.
The U.S. said so, as Americans do.
French ships and the ships of France came with Danish ships to France, where President Amélie Roux is.
President Amélie Roux of France met {} Ola Moe.
Mr. Moe met Ms. Roux."""


def test_a_president_of_no_country_is_of_the_one_that_is_spoken_of_most(split: Split) -> None:
    *_, last = split(SPOKEN_OF.format("President"))
    assert names("U.S. President Moe met the French president.", Evidence((last,))) == []
    assert names("The American and French presidents met.", Evidence((last,))) == []
    assert names("American Mr. Moe met Ms. Roux.", Evidence((last,))) == [
        "“American Mr. Moe” is not in the cited sentence"
    ]
    for other in ("Danish", "Norwegian"):
        problem = f"“{other}” is not in the cited sentence"
        assert names(f"The {other} president met Roux.", Evidence((last,))) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        SPOKEN_OF.format("Lindex President"),
        SPOKEN_OF.format("King"),
        SPOKEN_OF.format("Director"),
        SPOKEN_OF.format("President").replace("Mr. Moe met", "President Lind left.\nMr. Moe met"),
        "A Danish boat.\n" + SPOKEN_OF.format("President"),
    ],
)
def test_another_president_or_where_it_is_not_clear_is_of_no_country(split: Split, text: str) -> None:
    *_, last = split(text)
    assert names("The American president met Roux.", Evidence((last,))) == ["“American” is not in the cited sentence"]


def test_whoever_is_addressed_by_an_office_was_named_before(split: Split) -> None:
    *_, last = split("They wrote to Ms. Lund.\n“Welcome home, Madam President,” wrote Mr. Moe.")
    assert names("Moe wrote to welcome Lund.", Evidence((last,))) == []
    *_, last = split("They wrote to Ms. Lund.\n“Welcome home,” wrote Mr. Moe.")
    assert names("Moe wrote to welcome Lund.", Evidence((last,))) == ["“Lund” is not in the cited sentence"]


def test_she_said_that_she_is_told_by_the_sentence_before(split: Split) -> None:
    *_, last = split("They met Ms. Lund.\nShe said that she would stay.")
    assert names("Ms. Lund said that she would stay.", Evidence((last,))) == []
    assert names("Ms. Roux said that she would stay.", Evidence((last,))) == ["“Ms. Roux” is not in the cited sentence"]


def test_that_force_was_told_before(split: Split) -> None:
    *_, last = split("They praised the Danish army.\nMoney goes to that force.")
    assert names("Money goes to the Danish army.", Evidence((last,))) == []
    *_, last = split("They praised the Danish army.\nMoney goes to an army.")
    assert names("Money goes to the Danish army.", Evidence((last,))) == ["“Danish” is not in the cited sentence"]


@pytest.mark.parametrize(
    "met",
    [
        "the Norwegian chancellor Henrik Brandt",
        "Henrik Brandt, the Norwegian chancellor",
        "Ola Moe, Norwegian chancellor Henrik Brandt and others",
    ],
)
def test_an_office_is_theirs_whose_name_it_stands_beside(split: Split, met: str) -> None:
    *_, last = split(f"They met {met}.\nSoon the chancellor left.")
    assert names("Brandt left soon.", Evidence((last,))) == []


def test_the_prime_minister_is_one_of_many_ministers(split: Split) -> None:
    *_, cited = split(
        "Prime Minister Ola Moe met the interior minister, Mia Lund.\nThey accused the prime minister of lying."
    )
    assert names("They accused Moe of lying.", Evidence((cited,))) == []
    assert names("They accused Lund of lying.", Evidence((cited,))) == ["“Lund” is not in the cited sentence"]
    *_, alone = split(f"{cited.document.text}\nSongs were sung.\nIt rained.\nSailors like the prime minister.")
    assert names("Sailors like Moe.", Evidence((alone,))) == []
    assert names("Sailors like Lund.", Evidence((alone,))) == ["“Lund” is not in the cited sentence"]


def test_where_somebody_is_from_does_not_stand_for_them(split: Split) -> None:
    *_, last = split("Captain Amélie Roux of Hull met Mr. Holt.\nMoney came from Hull.")
    assert names("It was the money of Captain Roux.", Evidence((last,))) == [
        "“Captain Roux” is not in the cited sentence"
    ]


@pytest.mark.parametrize(
    ("says", "missed"),
    [
        ("The light was claimed by Peder Solvik.", ["Peder Solvik"]),
        ("The light was claimed by Johan Ramstad.", []),
        ("Johan Ramstad claimed the light of Inger Solvik.", []),
    ],
)
def test_somebody_of_the_same_surname_is_another(split: Split, says: str, missed: list[str]) -> None:
    *_, last = split(
        "Inger Solvik was a child of Peder Solvik.\nFoo.\nSolvik drew it.\nHer superior, Johan Ramstad, claimed it."
    )
    assert names(says, Evidence((last,))) == [f"“{name}” is not in the cited sentence" for name in missed]


def test_a_first_name_is_not_that_of_a_namesake(split: Split) -> None:
    *_, last = split(
        "Then Peder Solvik died.\nThen Inger Solvik was born.\nFoo.\nFoo.\nThe light of Inger Solvik is old."
    )
    assert names("It is the light of Peder Solvik.", Evidence((last,))) == [
        "“Peder Solvik” is not in the cited sentence"
    ]


def test_two_names_are_not_mixed(article: tuple[Sentence, ...]) -> None:
    assert names("They met Amélie Brandt.", Evidence((article[_MEETING],))) == [
        "“Amélie Brandt” is not in the cited sentence"
    ]


@pytest.mark.parametrize(
    ("says", "cited", "missed"),
    [
        ("On Friday Anna Berg left.", "On Friday Anna Bergman left.", ["Anna Berg"]),
        ("Then Mr. Holt left.", "Then Mr. Holtby left.", ["Mr. Holt"]),
        ("Elizabeth II opened it.", "Elizabeth III opened it.", ["Elizabeth II"]),
        ("World War II ended.", "World War I ended.", ["War II"]),
        ("Elizabeth opened it.", "Elizabeth III opened it.", []),
        ("Elizabeth III opened it.", "Elizabeth II and Elizabeth III opened it.", []),
        ("They open on Saturdays.", "Sat: 9:00", []),
    ],
)
def test_a_name_within_another_is_another(split: Split, says: str, cited: str, missed: list[str]) -> None:
    assert names(says, Evidence(split(cited))) == [f"“{name}” is not in the cited sentence" for name in missed]


def test_without_citations_there_is_nothing_to_compare() -> None:
    assert names("Erik Solberg lives in Oslo.", Evidence(())) == []


def test_every_sentence_of_the_article_has_its_own_names(article: tuple[Sentence, ...]) -> None:
    assert [problem for sentence in article for problem in names(sentence.text, Evidence((sentence,)))] == []


_PIECES = (
    "Jan Brandt Roux France French the of The president President U.S. US NATO van al-Qadi ist ( ) “ ” : **"
    " Mr. O’Hara’s - he They said Oslo’s İzmir ß ﬁ A\u030a \u2028 7 XIV , . !"
)
_WORDS = st.sampled_from([*_PIECES.split(" "), "\n", "\r\n"])
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map(" ".join))


@given(_TEXTS, _TEXTS)
def test_no_text_is_too_strange_and_a_sentence_supports_itself(text: str, other: str) -> None:
    document = Document(1, Path("/documents/strange.txt"), "Strange", text)
    for ordinal, span in enumerate(sentence_spans(text)):
        evidence = Evidence((Sentence(document, span, ordinal, tokens=1),))
        assert names(document.slice(span), evidence) == []
        assert all(problem.endswith("is not in the cited sentence") for problem in names(other, evidence))
