from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.checking.evidence import Evidence
from qa.checking.numbers import numbers
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

ARMY = "A strengthened Ukrainian military, nearly a million strong, is the first line of defense."
DATELINE = "Catherine Porter reported from Paris on Sept. 4, 2025 Updated 9:57 a.m. ET"
OFFERS = "To date, only France, Britain and tiny Estonia have publicly indicated they could deploy troops."


def check(split: Split, statement: str, *sources: str) -> list[str]:
    cited = tuple(sentence for source in sources for sentence in split(source))
    return numbers(statement, Evidence(cited))


SUPPORTED = [
    # words and digits
    ("There are 3.", "There are three."),
    ("Some 25 came.", "Twenty-five came."),
    ("12 eggs", "a dozen eggs"),
    ("five working days", "5 business days"),
    ("A half-hour walk.", "They walked for 30 minutes."),
    ("Those with more than 250 W are not covered.", "They are covered only where the power does not exceed 250 watts."),
    ("Anything higher than level 15 needs more.", "Levels above 15 need more."),
    ("The lowest value allowed is 3.", "It cannot be set lower than 3."),
    ("The highest value is 9.", "It can be at most 9."),
    ("Keys of version 2 or earlier", "Keys of version 2 or older"),
    ("Keys of version 2 or later", "Keys of version 2 or newer"),
    ("macOS 12 and newer", "macOS 12 or later"),
    ("residents over the age of 65", "residents over 65"),
    ("2 TB of storage", "2 TB and up to 25 devices"),
    ("two piers under a 1998 treaty", "two piers under a treaty signed in 1998"),
    ("It was a second-hand car of a third party.", "It was a used car of somebody else."),
    ("They have three working days.", "within three working days"),
    ("Two dozen eggs", "24 eggs"),
    ("6 eggs", "half a dozen eggs"),
    ("1,000,000 soldiers", "a million soldiers"),
    ("1000 ships", "1,000 ships"),
    ("in 1999", "in nineteen ninety-nine"),
    ("on May 12, 1998", "on 12/05/98"),
    ("on May 12, 2025", "on 12/05/25"),
    ("between 200 and 300", "between two hundred and three hundred"),
    ("2.5 years", "two and a half years"),
    ("2½ years", "2.5 years"),
    ("Half of them left.", "50 percent of them left."),
    ("500,000 men", "half a million men"),
    ("Two-thirds agreed.", "2/3 of them agreed."),
    ("half an hour", "30 minutes"),
    ("about a year and a half", "about eighteen months"),
    ("90 minutes", "an hour and a half"),
    ("half of the lanes", "two of the four lanes"),
    ("a third of the members", "four of twelve members"),
    ("3x faster", "three times faster"),
    ("20 percent agreed.", "One in five agreed."),
    ("a wall of five metres", "a 5m wall"),
    ("It won two times.", "It won twice."),
    # one, and what is no number
    ("No one is talking.", "Nobody talks."),
    ("One of them left.", "Somebody left."),
    ("One country left.", "Estonia left."),
    ("It took one year.", "It took a year."),
    ("It has a one-year option.", "It may run for one further year."),
    ("It won six out of eight seats.", "It won six of the eight seats."),
    ("No trip may exceed 31 days.", "A trip must not be longer than 31 days."),
    ("No item is insured for more than £300.", "There is a limit of £300 for an item."),
    (
        "Profit was 1.9 billion kroner, versus 1.5 billion.",
        "Profit rose to 1.9 billion kroner from 1.5 billion kroner.",
    ),
    ("Profit was $3 million, up from 2 million.", "Profit rose to $3 million from $2 million."),
    ("The recommended limit is 5 grams.", "No more than 5 grams are recommended."),
    ("It closes when the wind is stronger than 30 m/s.", "It closes when the wind exceeds 30 metres per second."),
    ("It takes two more years.", "It takes two additional years."),
    ("It is due no later than 30 days after delivery.", "It is due within 30 days of delivery."),
    ("It is due 30 days after delivery.", "It is due within 30 days of delivery."),
    ("It is due within 30 days.", "It is due no later than 30 days after delivery."),
    ("A few hundred came.", "Many came."),
    ("Hundreds came.", "Many came."),
    ("many times per second", "very often"),
    ("in 2020 second place", "second place in 2020"),
    ("back in ’63", "in 1963"),
    ("They met on the 4th.", "They met on September 4."),
    ("Theresa May came.", "The prime minister came."),
    (
        "It depends on three things.",
        "It depends on what it is, where its present owner says that it lies and if it is sold.",
    ),
    # ordinals
    ("the 2nd meeting", "the second meeting"),
    ("Four in five agreed.", "80 percent agreed."),
    ("More than 60 percent agreed.", "More than three out of five agreed."),
    ("Over 20 percent agreed.", "More than one in five agreed."),
    ("It took two minutes, not eight minutes.", "It took two minutes instead of eight."),
    ("the 500-boat limit", "a limit of 500 boats"),
    ("on the 1st of each month", "on the first day of each month"),
    ("Storms came second.", "Ice was most common, followed by storms."),
    # limits and times of day in words
    ("It is capped at 6%.", "It may be no more than 6 per cent."),
    ("The cap on the fee is 6%.", "The fee may be no more than 6 per cent."),
    ("It cannot exceed 6%.", "It may be no more than 6 per cent."),
    ("from ten at night to six in the morning", "from 10 p.m. to 6 a.m."),
    ("at two at night", "at 2 a.m."),
    ("at three in the afternoon", "at 15:00"),
    ("Two in the morning group fell.", "Two of the morning group fell."),
    ("the first meeting", "a meeting"),
    ("Second, they met.", "They met."),
    ("the Second World War", "World War II"),
    ("the fourth chapter", "Chapter 4"),
    ("thirty metres per second", "30 m/s, or thirty metres per second"),
    # amounts
    ("$1.5bn", "1.5 billion dollars"),
    ("US$1,500 million", "$1.5bn"),
    ("£5m", "5 million pounds"),
    ("€20", "20 euros"),
    ("1,5 %", "1.5 per cent"),
    ("30%", "30 percentage points"),
    ("20% of it", "20 to 30 percent of it"),
    ("$5 million", "$5-6 million"),
    ("$6", "$5 or 6"),
    ("5 km", "5,000 metres"),
    ("15 °C", "15 degrees"),
    ("a 3-year war", "the three-year war"),
    ("three years", "three long years"),
    ("three decades", "30 years"),
    ("two weeks", "14 days"),
    ("a 30-year-old man", "Smith, 30, is a man"),
    ("5 troops", "5 km"),
    ("a team of three", "three years"),
    # qualifiers
    ("nearly 1,000,000 soldiers", ARMY),
    ("almost one million soldiers", ARMY),
    ("about a million soldiers", ARMY),
    ("over 30 leaders", "more than 30 leaders"),
    ("at least 30 leaders", "30 or more leaders"),
    ("at most 30", "no more than 30"),
    ("It rises by at most 4 percent.", "It shall not be raised by more than 4 percent."),
    ("It takes at least a week.", "It never takes them less than a week."),
    ("$0.14 a share", "14 cents a share"),
    ("£0.14 a share", "14 pence a share"),
    ("about 30", "30"),
    ("up to 30", "20 to 30"),
    ("at least 20", "20 to 30"),
    ("at least 20", "between 20 and 30"),
    ("two brothers", "a film about two brothers"),
    ("in three days", "over three days"),
    ("30 of them", "nearly 30 and then 30"),
    ("more than 30", "31"),
    ("nearly 50", "49.8"),
    ("about 48 million", "48.07 million"),
    ("between 45 and 48", "from 45 to 48"),
    ("from 240 kroner to 265 kroner", "to 265 kroner from 240"),
    ("in Q3", "in the third quarter"),
    ("5 US dollars", "USD 5"),
    ("NOK 3.4 million", "3.4 million kroner"),
    ("CHF 5", "5 Swiss francs"),
    ("1 ms", "one millisecond"),
    ("1 person came.", "One person came."),
    ("2.3 billion crowns or more", "at least 2.3 billion crowns"),
    # dates and times
    ("on September 4", DATELINE),
    ("on 4 September 2025", DATELINE),
    ("on 2025-09-04", DATELINE),
    ("on 4/9/2025", DATELINE),
    ("on 9/4/2025", DATELINE),
    ("on the 4th of September", DATELINE),
    ("in September 2025", DATELINE),
    ("in September", DATELINE),
    ("in 2025", DATELINE),
    ("at 9:57 am", DATELINE),
    ("at 09:57", DATELINE),
    ("at nine o'clock", "at 9 a.m."),
    ("in 2019 and 2021", "2019–21"),
    ("from 2022 to 2023", "2022-2023"),
    ("on September 6", "September 4-6"),
    ("a fuse of 10 A or more", "a fuse of at least 10 A"),
    ("not used where the surrounding air is warmer than 40 °C", "It must not exceed 40 °C."),
    ("minus 12 degrees Celsius", "-12 °C"),
    ("5 million Swedish kronor", "SEK 5 million"),
    ("5 million NOK", "kr 5 million"),
    ("5 million Danish kroner", "DKK 5 million"),
    ("12 degrees below zero", "It was −12 °C."),
    ("It fell by 0.4 percent.", "The change was -0.4%."),
    ("The change was -0.4%.", "It fell by 0.4 percent."),
    ("10 to 20 km", "10-20 km"),
    ("from Monday to Friday, from 9 a.m. to 5:30 p.m.", "Mon–Fri: 9:00–17:30"),
    ("on Saturdays from 9 to noon", "Sat: 9:00–12:00"),
    ("The maximum pressure is 12 bar.", "Maximum pressure: 12 bar."),
    ("You must be at least 18.", "The minimum age is 18."),
    ("on September 6", "September 5 and 6 in Paris"),
    ("in the 1990s", "in the '90s"),
    ("in the 1990s", "in 1994"),
    ("since mid-2020", "since 2020"),
    ("on Thursday", "Thursday’s gathering"),
    ("It may march on, and the sun sat.", "Nothing."),
    # lists
    ("Three countries could.", OFFERS),
    ("Two firms built four boats", "Hull and Norra built four boats"),
    ("two factors", "temperature and pressure"),
    # names, addresses, numbering, markup
    ("an F-16", "the F16 jets"),
    ("Covid 19", "COVID-19"),
    ("an iPhone 15", "the iPhone15"),
    ("the G7", "the Group of Seven"),
    ("CO2", "CO₂"),
    ("o200k", "o200k_base"),
    ("See https://a.org/2024/5 for it.", "See it."),
    ("1. They met.", "They met."),
    ("**3)** They met.", "They met."),
    ("**30**% of it", "30% of it"),
]
UNSUPPORTED = [
    (
        "It is due more than 30 days after delivery.",
        "It is due within 30 days of delivery.",
        "“more than 30 days” is “within 30 days” in the cited sentence",
    ),
    ("It is due in 5 days.", "It is due in 5 business days.", "“5 days” is not in the cited sentence"),
    ("Those of 12 or later", "Those of 12 or earlier", "“12 or later” is “12 or earlier” in the cited sentence"),
    ("version 2 or newer", "version 2 or older", "“2 or newer” is “2 or older” in the cited sentence"),
    ("version 3.10 or later", "version 3.12 or later", "“3.10” is not in the cited sentence, which has “3.12”"),
    ("a minimum of 85 boats", "a minimum of 90 boats", "“85” is not in the cited sentence, which has “90”"),
    ("at least 85 boats", "at least 90 boats", "“85” is not in the cited sentence, which has “90”"),
    ("12 and newer", "12 and earlier", "“12 and newer” is “12 and earlier” in the cited sentence"),
    (
        "Those with more than 250 W are covered.",
        "They are covered only where the power does not exceed 250 watts.",
        "“more than 250 W” is “not exceed 250 watts” in the cited sentence",
    ),
    (
        "Those with more than 250 W are not covered.",
        "They are covered where the power does not exceed 250 watts.",
        "“more than 250 W” is “not exceed 250 watts” in the cited sentence",
    ),
    ("It lasts one year.", "It rises once a year.", "“one year” is not in the cited sentence"),
    ("It cost 5 NOK.", "It cost SEK 5.", "“5 NOK” is not in the cited sentence"),
    ("It fell to 12 °C.", "It fell to -12 °C.", "“12 °C” is “-12 °C” in the cited sentence"),
    ("It was 12 °C.", "It was -12 °C.", "“12 °C” is “-12 °C” in the cited sentence"),
    ("It was −12 °C.", "It was 12 °C.", "“−12 °C” is “12 °C” in the cited sentence"),
    (
        "It had 300 euros.",
        "It had about minus 300 euros.",
        "“300 euros” is “about minus 300 euros” in the cited sentence",
    ),
    ("It opened on May 4, 2020.", "It opened on May 4.", "“2020” is not in the cited sentence"),
    ("There are 4.", "There are three.", "“4” is not in the cited sentence, which has “three”"),
    ("one million", "a lot", "“one million” is not in the cited sentence"),
    ("one year", "two years", "“one year” is not in the cited sentence, which has “two years”"),
    ("the third meeting", "three, the second meeting", "“third” is not in the cited sentence, which has “second”"),
    ("30 leaders", "30 percent", "“30” is not in the cited sentence"),
    ("5 million", "$5 million", "“5 million” is not in the cited sentence"),
    ("30 percent", "30 men and 20 percent", "“30 percent” is not in the cited sentence, which has “20 percent”"),
    ("$5", "€5", "“$5” is not in the cited sentence"),
    ("5 km", "5 miles", "“5 km” is not in the cited sentence"),
    ("a three-year war", "a three-month war", "“three-year” is not in the cited sentence, which has “three-month”"),
    ("1,5 m", "15 m", "“1,5 m” is not in the cited sentence, which has “15 m”"),
    ("1,500", "1.5", "“1,500” is not in the cited sentence, which has “1.5”"),
    ("a million men", ARMY, "“a million” is “nearly a million” in the cited sentence"),
    ("over a million", ARMY, "“over a million” is “nearly a million” in the cited sentence"),
    ("more than 30 men", "30 men", "“more than 30” is “30” in the cited sentence"),
    ("fewer than 30", "30 or more", "“fewer than 30” is “30 or more” in the cited sentence"),
    ("fewer than 30", "more than 30", "“fewer than 30” is “more than 30” in the cited sentence"),
    ("up to 30", "come to 30", "“up to 30” is “30” in the cited sentence"),
    ("120 countries", "over 120 countries", "“120” is “over 120” in the cited sentence"),
    ("120 countries", "about 120 countries", "“120” is “about 120” in the cited sentence"),
    (
        "It may be raised by more than 4 percent.",
        "It shall not be raised by more than 4 percent.",
        "“more than 4 percent” is “not be raised by more than 4 percent” in the cited sentence",
    ),
    ("at least 30", "no more than 30", "“at least 30” is “no more than 30” in the cited sentence"),
    ("in 2026", DATELINE, "“2026” is not in the cited sentence, which has “2025”"),
    ("in 2026", "in 2025 and 2024", "“2026” is not in the cited sentence"),
    ("September 5", "Sept. 4 and 5 people", "“September 5” is not in the cited sentence, which has “Sept. 4”"),
    ("September 5", "Sept. 4: 5 men", "“September 5” is not in the cited sentence, which has “Sept. 4”"),
    ("September 4, 2024", DATELINE, "“September 4, 2024” is not in the cited sentence, which has “Sept. 4, 2025”"),
    ("October 4", DATELINE, "“October 4” is not in the cited sentence, which has “Sept. 4, 2025”"),
    ("in October", DATELINE, "“October” is not in the cited sentence, which has “Sept. 4, 2025”"),
    ("4 men", DATELINE, "“4” is not in the cited sentence"),
    ("9:57 p.m.", DATELINE, "“9:57 p.m.” is not in the cited sentence, which has “9:57 a.m.”"),
    ("on Friday", "on Thursday", "“Friday” is not in the cited sentence, which has “Thursday”"),
    ("in 1990", "in the 1990s", "“1990” is not in the cited sentence"),
    ("in 2020", "2019–21", "“2020” is not in the cited sentence"),
    ("from 2011 to 2021", "from 2011 to 2019", "“2021” is not in the cited sentence"),
    ("It fell 20% to 880.", "It fell 20% to 800.", "“880” is not in the cited sentence, which has “800”"),
    ("from 50 to 55", "from 50 to 52", "“55” is not in the cited sentence"),
    ("20 µg", "20 mg", "“20 µg” is not in the cited sentence, which has “20 mg”"),
    ("in Q3", "in the second quarter", "“Q3” is not in the cited sentence, which has “second”"),
    ("four countries", OFFERS, "“four” is not in the cited sentence"),
    (
        "two pilots",
        "Ferries or boats sail, three highly placed Danish pilots say",
        "“two” is not in the cited sentence, which has “three”",
    ),
    ("F-35", "the F-16", "“F-35” is not in the cited sentence, which has “F-16”"),
    ("version 3.11.4", "version 3.11.5", "“3.11.4” is not in the cited sentence, which has “3.11.5”"),
    ("half of the lanes", "three of the four lanes", "“half” is not in the cited sentence"),
    ("0.5 of them", "two of four", "“0.5” is not in the cited sentence"),
    ("a year and a half", "16 months", "“1.5 years” is not in the cited sentence, which has “16 months”"),
    ("16 jets", "the F-16", "“16” is not in the cited sentence"),
    ("the G8", "the G7", "“G8” is not in the cited sentence, which has “G7”"),
]


@pytest.mark.parametrize(("statement", "source"), SUPPORTED)
def test_a_number_may_be_written_in_another_way(split: Split, statement: str, source: str) -> None:
    assert check(split, statement, source) == []


@pytest.mark.parametrize(("statement", "source", "problem"), UNSUPPORTED)
def test_another_number_is_a_problem_that_says_what_the_source_has(
    split: Split, statement: str, source: str, problem: str
) -> None:
    assert check(split, statement, source) == [problem]


def test_the_year_may_be_the_one_of_the_title_or_of_the_sentences_before(split: Split) -> None:
    title, text = (
        "Annual report 2023",
        "It lost 3 ships in 2019.\nTwo sank in the same year.\nDuring the year it sold 5.",
    )
    first, same, during = split(text, title=title)
    assert numbers("In 2019 two sank.", Evidence((same,))) == []
    assert numbers("In 2023 it sold 5.", Evidence((during,))) == []
    assert numbers("In 2019 it sold 5.", Evidence((during,))) == ["“2019” is not in the cited sentence"]
    assert numbers("In 2023 it lost 3.", Evidence((first,))) == [
        "“2023” is not in the cited sentence, which has “2019”"
    ]


def test_the_year_of_a_date_may_be_told_elsewhere_in_its_document(split: Split) -> None:
    _, cited = split("Published in 2025.\nIt opened on Sept. 4.")
    assert numbers("It opened on September 4, 2025.", Evidence((cited,))) == []
    assert numbers("It opened on September 4, 2024.", Evidence((cited,))) == ["“2024” is not in the cited sentence"]


def test_with_several_citations_the_problem_speaks_of_sentences(split: Split) -> None:
    assert check(split, "in 2026", "in 2025", "in May") == ["“2026” is not in the cited sentences, which have “2025”"]
    assert check(split, "a million", "nearly a million", "in May") == [
        "“a million” is “nearly a million” in the cited sentences"
    ]


def test_as_many_sentences_as_are_counted_support_the_count(split: Split) -> None:
    assert check(split, "There are three reasons.", "It is old.", "It is wet.", "It is far.") == []


def test_letters_that_match_in_one_case_alone_are_read_too(split: Split) -> None:
    assert (
        check(split, "It took a thırd of 10 mınutes and 5 ſeconds.", "It took a third of 10 minutes and 5 seconds.")
        == []
    )


def test_each_number_is_a_problem_once(split: Split) -> None:
    assert len(check(split, "5 men and 5 women in 1999", "none")) == 2


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert numbers(sentence.text, Evidence((sentence,))) == []


PIECES = (
    "3 30 1,000 1.5 2,5 2025 1990s '90s 4th $ € % km m bn - – / : . , ’ ( ) three twenty five a an one hundred and "
    "million half of third second two-thirds dozen Sept. 4 May June Thursday 9:57 a.m. o'clock at about nearly more "
    "than over up to or less between from year-old percent degrees F-16 G7 v2 ½ ² ٣ 4/9/2025 2025-09-04 2019–21 9.9.9 "
    f"1/2 ** [ 1e400 II {'9' * 400}"
).split()
TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join), st.lists(st.sampled_from(PIECES)).map("".join)
)


@given(TEXTS, st.lists(st.sampled_from(PIECES)).map(" ".join))
@example("9" * 400, "9" * 400)
@example("1 in 0", "one in five")
@example("ſix out of ten", "60 percent")
@example("1 " + "million " * 80, "1 " + "million " * 80)
def test_the_rule_never_raises_and_a_sentence_always_supports_itself(split: Split, text: str, other: str) -> None:
    sentences = split(text)
    numbers(other, Evidence(sentences))
    numbers(text, Evidence(split(other)))
    for sentence in sentences:
        assert numbers(sentence.text, Evidence((sentence,))) == []


@pytest.mark.parametrize(
    "piece", ["1 ", "a-", "1,000,", "two ", "between two and ", "1 million to ", "a, b and ", "F-", " "]
)
def test_the_time_grows_with_the_length_only(split: Split, piece: str) -> None:
    source = (piece * 5000)[:4990] + "end"
    started = time.process_time()
    check(split, "In 2025 there were three.", source)
    assert time.process_time() - started < 2
