from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking.attribution import attribution
from qa.checking.evidence import Evidence
from qa.checking.reports import Report, report_in
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

TOLD = "“The harbour is far too small for the new ships,” Amélie Roux told reporters on Monday."
ACCORDING = "According to the mayor’s office, the quays are nearly complete and the cranes are paid for."
AT_THE_END = "The harbour will close next winter, the mayor of the town has said."
THAT = "Mr. Holt, the captain, said that the ferry is old but sound."
IN_BETWEEN = "The dam, critics say, will flood three of the villages."
BENNING = "Ms. Benning said that the ferry is old but sound."
SAYING = "The towns are less hopeful than the sailors, saying that the whole plan remains a sketch."
OWN = "The harbour of the town is old and small, and the ferry sails at nine."


def check(split: Split, statement: str, cited: str) -> list[str]:
    return attribution(statement, Evidence(split(cited)))


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        # the same speaker, in other words
        ("Roux told reporters that the harbour is far too small for the new ships.", TOLD),
        ("“The harbour is far too small for the new ships,” said Roux.", TOLD),
        ("The harbour, Roux says, is far too small for the new ships.", TOLD),
        ("In Roux’s view, the harbour is far too small for the new ships.", TOLD),
        ("Roux believes that the harbour is far too small for the new ships.", TOLD),
        ("Amelie Roux considers the harbour far too small for the new ships.", TOLD),
        ("Reporters were told on Monday that the harbour is far too small for the new ships.", TOLD),
        ("She complained that the harbour is too small for new ships.", TOLD),
        ("The mayor’s office calls the quays nearly complete and the cranes paid for.", ACCORDING),
        ("The quays are nearly complete, according to the office of the mayor.", ACCORDING),
        ("The harbour will close next winter, according to the town’s mayor.", AT_THE_END),
        ("The mayor announced that the harbour will close next winter.", AT_THE_END),
        ("The mayor expects the harbour to close next winter.", AT_THE_END),
        ("Holt says the ferry is old but sound.", THAT),
        ("The captain said that the ferry is old but sound.", THAT),
        ("For the captain, the ferry is old but sound.", THAT),
        ("They said that the ferry is old but sound.", THAT),
        ("They add that the ferry is old but sound.", THAT),
        ("The towns say that the plan remains a sketch.", SAYING),
        ("It is advised that the ferry is old but sound.", THAT),
        ("However, he cautions that the ferry is old but sound.", THAT),
        ("Their argument is that the ferry is old but sound.", THAT),
        ("The ferry is old but sound, said its captain, Erik Holt.", THAT),
        ("The prosecution says that the ferry is old.", "Prosecutors say that the ferry is old."),
        ("Critics warn that the dam will flood three villages.", IN_BETWEEN),
        ("The dam floods villages.", "The dam, which added, in all, ten jobs, floods villages."),
        ("American sailors said that the ferry is old.", "The American sailors said that the ferry is old."),
        ("An American pilot said that the ferry is old.", "The pilot to France said that the ferry is old."),
        ("American Ada Lund said that the ferry is old.", "Chad Lund’s mate, Ada Lund, said that the ferry is old."),
        ("European sailors said that the ferry is old.", "The French sailors said that the ferry is old."),
        ("- **Spain:** French sailors said that the ferry is old.", "The French sailors said that the ferry is old."),
        ("An American pilot said that the ferry is old.", "A U.S. pilot said that the ferry is old."),
        # what is said beside a report
        ("Roux spoke to reporters on Monday.", TOLD),
        ("The towns are less hopeful than the sailors.", SAYING),
        ("The town has a mayor.", AT_THE_END),
        ("The captain is Mr. Holt.", THAT),
        # what the source says in its own name
        ("The harbour is old and small.", OWN),
        ("The harbour of the town is old and small.", f"{OWN} The mayor said that the harbour is old and small."),
        ("The ferry sank in the storm.", "She told the crew a story about the ferry that sank in the storm."),
        ("The ferry is a floating bridge.", "The ferry is what he calls a “floating bridge”."),
        ("It is so.", TOLD),
        ("", TOLD),
        ("Roux finds the harbour far too small for the new ships.", TOLD),
        ("Roux confirmed that the harbour is far too small for the new ships.", TOLD),
        ("Roux concluded that the harbour is far too small for the new ships.", TOLD),
        ("Per Roux, the harbour is far too small for the new ships.", TOLD),
        ("**Roux:** “The harbour is far too small for the new ships.”", TOLD),
        ("America said that the ferry is sound.", "The United States said that the ferry is sound."),
        ("Zelenskyy said that the ferry is sound.", "Zelensky said that the ferry is sound."),
        ("The ferry is sound.", "The ferry is old but sound; the captain said that the ferry is sound."),
    ],
)
def test_a_report_may_be_told_in_other_words(split: Split, statement: str, cited: str) -> None:
    assert check(split, statement, cited) == []


def test_a_sentence_of_very_many_reports_is_parted_as_far_as_anybody_reads(split: Split) -> None:
    reports = " and ".join(f"Ms. Lund{'a' * (at % 7)} said that the ferry is old" for at in range(1500))
    started = time.process_time()
    assert len(check(split, "The ferry is old.", reports)) <= 1
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "statement",
    [
        "While the mayor’s office says that the quays are nearly complete, Holt says that the ferry is old but sound.",
        "According to the mayor’s office the quays are nearly complete, but Holt says that the ferry is old but sound.",
    ],
)
def test_each_of_two_reports_has_its_own_speaker(split: Split, statement: str) -> None:
    assert check(split, statement, f"{THAT} {ACCORDING}") == []
    exchanged = statement.replace("Holt", "the pilot")
    assert check(split, exchanged, f"{THAT} {ACCORDING}") == ["said by Mr. Holt, given here to the pilot"]


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("The harbour is far too small for the new ships.", TOLD, "said by Amélie Roux, stated here as fact"),
        ("“The harbour is far too small for the new ships.”", TOLD, "said by Amélie Roux, stated here as fact"),
        ("The quays are nearly complete.", ACCORDING, "said by the mayor’s office, stated here as fact"),
        ("The harbour will close next winter.", AT_THE_END, "said by the mayor of the town, stated here as fact"),
        ("The ferry is old but sound.", THAT, "said by Mr. Holt, stated here as fact"),
        ("The dam will flood three villages.", IN_BETWEEN, "said by critics, stated here as fact"),
        ("The whole plan remains a sketch.", SAYING, "said by the towns, stated here as fact"),
        (
            "Brandt said that the harbour is far too small for the new ships.",
            TOLD,
            "said by Amélie Roux, given here to Brandt",
        ),
        (
            "The harbour is “far too small for the new ships”, said Brandt.",
            TOLD,
            "said by Amélie Roux, given here to Brandt",
        ),
        (
            "According to the pilot, the quays are nearly complete.",
            ACCORDING,
            "said by the mayor’s office, given here to the pilot",
        ),
        (
            "The harbour will close next winter, the pilot said.",
            AT_THE_END,
            "said by the mayor of the town, given here to the pilot",
        ),
        ("The pilot said that the ferry is old but sound.", THAT, "said by Mr. Holt, given here to the pilot"),
        (
            "The ferry is old but sound.",
            "It submitted that the ferry is old but sound.",
            "said by “it”, stated here as fact",
        ),
        (
            "Spanish sailors said that the ferry is old.",
            "Two of the French sailors said that the ferry is old.",
            "said by two of the French sailors, given here to Spanish sailors",
        ),
        (
            "A U.S. pilot said that the ferry would lose if it sailed again.",
            "If they sailed again, they would lose the ferry, said a pilot from the French harbour.",
            "said by a pilot from the French harbour, given here to a U.S. pilot",
        ),
        (
            "The French say that the whole plan remains a sketch.",
            "The Germans are less hopeful than the French, saying that the whole plan remains a sketch.",
            "said by the Germans, given here to the French",
        ),
        (
            "Olsen could not recall a day on which anyone said that the ferry is old but sound.",
            THAT,
            "said by Mr. Holt, given here to Olsen",
        ),
        (
            "The ferry is old.",
            "The ferry is old, according to three highly placed French pilots.",
            "said by three highly placed French pilots, stated here as fact",
        ),
        (
            "The ferry is old but sound, said its captain, Priya Nair.",
            THAT,
            "said by Mr. Holt, given here to Priya Nair",
        ),
        ("The ferry is old but sound.", BENNING, "said by Ms. Benning, stated here as fact"),
        (
            "The ferry is old but sound.",
            f"{BENNING.partition(' that')[0]}: “The ferry is old but sound.”",
            "said by Ms. Benning, stated here as fact",
        ),
    ],
)
def test_a_report_stated_as_fact_or_given_to_another_is_a_problem(
    split: Split, statement: str, cited: str, problem: str
) -> None:
    assert check(split, statement, cited) == [problem]


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The disk failed at noon.", "The disk failed, and writes stopped at noon."),
        ("The storm passed.", "The storm passed, and claims flooded in."),
        ("The crew had a plan.", "They left the town with promises that the crew had a plan."),
        ("The lake froze.", "The lake froze, and estimates vary."),
        ("It happened on March 14.", "On March 14, the old cluster stopped accepting writes."),
        ("The paper was published in May.", "The paper was published in May, with no claims."),
    ],
)
def test_a_noun_that_looks_like_a_verb_makes_nobody_a_speaker(split: Split, statement: str, cited: str) -> None:
    assert check(split, statement, cited) == []


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        (
            "The mayor wanted to close the old school.",
            "Ms. Holt said that the mayor wanted to close the old school.",
            "Ms. Holt",
        ),
        ("The firm wrote three letters.", "According to Ms. Holt, the firm wrote three letters.", "Ms. Holt"),
        (
            "The council had no money.",
            "A spokesman for the council said that the council had no money.",
            "a spokesman for the council",
        ),
        ("Rents rose 5% in May.", "Ms. Holt said rents rose 5% in May.", "Ms. Holt"),
        ("Many voters are angry.", "Ms. Holt said many voters are angry.", "Ms. Holt"),
        ("Prices will fall soon.", "Prices will fall soon, said Ms. Holt, an analyst in Hull.", "Ms. Holt"),
        ("Prices will fall soon.", "Prices will fall soon, Ms. Holt, an analyst in Hull, said.", "Ms. Holt"),
        ("The old bridge is unsafe.", "Ms. Holt testified that the old bridge is unsafe.", "Ms. Holt"),
        ("The old bridge is unsafe.", "Ms. Holt fears that the old bridge is unsafe.", "Ms. Holt"),
        ("The firm bribed two officials.", "It is alleged that the firm bribed two officials.", "others"),
        (
            "The owner knew about the pump.",
            "Holt sued the firm in May, arguing that the owner knew about the pump.",
            "Holt",
        ),
    ],
)
def test_what_is_said_does_not_itself_attribute_it(split: Split, statement: str, cited: str, problem: str) -> None:
    assert check(split, statement, cited) == [f"said by {problem}, stated here as fact"]


def test_another_cited_sentence_may_say_that_two_speakers_are_the_same(split: Split) -> None:
    dahl = "Dahl said that an appeal will come before the court."
    assert (
        check(split, "Its lawyer said that an appeal will come.", f"Its lawyer, Erik Dahl, lost the case. {dahl}") == []
    )
    assert check(split, "Its lawyer said that an appeal will come.", f"Its lawyer lost the case. {dahl}") == [
        "said by Dahl, given here to its lawyer"
    ]


def test_a_company_and_its_lawyer_may_be_named_or_described(split: Split) -> None:
    counsel = "Its counsel, Peter Lind, said that the council slept."
    *_, expected, argued = split(f"Tessel Group sells lamps.\nTessel expects growth to be 4 percent.\n{counsel}")
    assert attribution("The company expects growth to be 4 percent.", Evidence((expected,))) == []
    assert attribution("The company’s guidance is growth of 4 percent.", Evidence((expected,))) == []
    assert attribution("Growth will be 4 percent.", Evidence((expected,))) == ["said by Tessel, stated here as fact"]
    assert attribution("Tessel’s lawyer, Peter Lind, said the council slept.", Evidence((argued,))) == []
    assert attribution("Tessel’s lawyer, Jan Berg, said the council slept.", Evidence((argued,))) != []


def test_two_who_are_named_together_are_not_the_same(split: Split) -> None:
    cited = "Mr. Dahl met Ms. Roux in Hull. Ms. Roux said that the ferry is too old to sail."
    assert check(split, "Dahl said that the ferry is too old to sail.", cited) == [
        "said by Ms. Roux, given here to Dahl"
    ]


TWO = "Ms. Roux said the quays are closed for repair, while the pilot said that the ferry sails at dawn."


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Ms. Roux said that the ferry sails at dawn.", "said by the pilot, given here to Ms. Roux"),
        ("The pilot said that the quays are closed for repair.", "said by Ms. Roux, given here to the pilot"),
        (
            "Ms. Roux said the ferry sails at dawn, and the pilot said the quays are closed for repair.",
            "said by the pilot, given here to Ms. Roux",
        ),
        ("The pilot said that the ferry sails at dawn.", None),
        ("According to Ms. Roux, the quays are closed for repair.", None),
        ("The quays are closed for repair, said Ms. Roux, but the pilot said that the ferry sails at dawn.", None),
    ],
)
def test_each_of_two_reports_in_a_sentence_has_its_own_speaker(
    split: Split, statement: str, problem: str | None
) -> None:
    assert check(split, statement, TWO) == ([problem] if problem else [])


def test_what_somebody_says_of_two_is_one_report(split: Split) -> None:
    cited = "Ms. Roux said that Bergen and Hull said that the ferry is too old to sail."
    assert check(split, "Roux said that Bergen and Hull said the ferry is too old to sail.", cited) == []


def test_two_men_with_the_same_title_are_not_the_same(split: Split) -> None:
    assert check(split, "Mr. Brandt said that the ferry is old but sound.", THAT) == [
        "said by Mr. Holt, given here to Mr. Brandt"
    ]


SPOKEN = """Ms. Roux spoke of the old ferry in Bergen.
Olof Berg, a pilot who was not asked, said that the ferry is sound.
He added that the quays are nearly complete.
“We will paint the whole ferry red,” said Henrik Holt, the head of the yard.
"""


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Berg added that the quays are nearly complete.", None),
        ("Ms. Roux added that the quays are nearly complete.", "said by Olof Berg, given here to Ms. Roux"),
        ("The quays are nearly complete.", "said by Olof Berg, stated here as fact"),
    ],
)
def test_he_who_adds_something_spoke_in_the_sentence_before(split: Split, statement: str, problem: str | None) -> None:
    _, _, added, _ = split(SPOKEN)
    assert attribution(statement, Evidence((added,))) == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        (
            "Sinan Ulg said that Norra controls the straits.",
            "Sinan Ulg, who disagreed, added: Norra, he said, controls the straits.",
        ),
        ("While Holt said so, Ulg says that Norra controls it.", "Norra controls it, Ulg said."),
        ("The WHO said that it spreads.", "It spreads, said the World Health Organization."),
        (
            "Ada Lund says the pool will close.",
            "The town met. “It was cold,” said Ada Lund. “The pool will close,” she said.",
        ),
        ("Holt proposed that all ferries be sold.", "Mr. Holt has proposed that all ferries be sold."),
    ],
)
def test_a_speaker_may_be_meant_in_other_ways(split: Split, statement: str, cited: str) -> None:
    *_, last = split(f"Timothy Ash said that it rained.\n{cited}")
    assert attribution(statement, Evidence((last,))) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Holt said: “We will paint the whole ferry red.”", None),
        ("The head of the yard said the whole ferry will be painted red.", None),
        (
            "Olof Berg, the head of the yard, said the whole ferry will be painted red.",
            "said by Henrik Holt, given here to Olof Berg",
        ),
        ("Olof Berg said: “We will paint the whole ferry red.”", "said by Henrik Holt, given here to Olof Berg"),
    ],
)
def test_we_of_a_named_speaker_is_nobody_else(split: Split, statement: str, problem: str | None) -> None:
    *_, painted = split(SPOKEN)
    assert attribution(statement, Evidence((painted,))) == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Mr Lowe said that the insurer had raised its premium.", []),
        (
            "Mrs Dunmore said that the insurer had raised its premium.",
            ["said by Mr. Lowe, given here to Mrs. Dunmore"],
        ),
        ("The insurer had raised its premium.", ["said by Mr. Lowe, stated here as fact"]),
    ],
)
def test_who_answers_is_not_who_asks(split: Split, statement: str, problem: list[str]) -> None:
    cited = split("Mrs Dunmore asked why it was dearer; Mr Lowe answered that the insurer had raised its premium.")
    assert attribution(statement, Evidence(cited)) == problem


def test_what_is_said_goes_on_behind_a_semicolon(split: Split) -> None:
    cited = split("Mr Lowe said that the plan was dead; all the money was gone by spring.")
    assert attribution("All the money was gone by spring.", Evidence(cited)) != []


def test_a_speaker_may_be_called_what_the_document_calls_them_elsewhere(split: Split) -> None:
    text = (
        "The town’s lawyer, Ada Lund, was late.\nDetective Sergeant Olof Berg came.\nKim Moe, the new pilot, slept.\n{}"
    )
    for speaker, called in (("Ms. Lund", "the lawyer"), ("Berg", "the sergeant"), ("Moe", "the pilot")):
        *_, last = split(text.format(f"{speaker} added that the quays are old and that the sand is soft."))
        assert attribution(f"According to {called}, the quays are old.", Evidence((last,))) == []
        assert attribution("According to the owner, the quays are old.", Evidence((last,))) != []


@pytest.mark.parametrize(
    ("cited", "statement", "problem"),
    [
        (
            "The mayor, Ada Lund, called the plan “a gift to the shipyard” and said that her party would stop it.",
            "The plan is “a gift to the shipyard”.",
            "said by the mayor, Ada Lund, stated here as fact",
        ),
        (
            "Mr. Holt denied that the ferry was sold and said that the harbour was closed.",
            "The harbour was closed.",
            "said by Mr. Holt, stated here as fact",
        ),
        ("He said that the quays are old.", "The quays are old.", "said by “he”, stated here as fact"),
    ],
)
def test_a_speaker_is_told_without_what_they_did(split: Split, cited: str, statement: str, problem: str) -> None:
    assert attribution(statement, Evidence(split(cited))) == [problem]


def test_what_is_added_about_a_speaker_is_not_the_speaker() -> None:
    told = "Pilot Olof Berg, who did not sail, called the trip short but hard, and said that it was cold."
    assert report_in(told).speaker == "Pilot Olof Berg"
    told = "Pilot Olof Berg, who did not sail, called the trip short but said that it was hard."
    assert report_in(told) == Report("Pilot Olof Berg", "it was hard.")
    assert report_in("The pilot, Olof Berg, said that it was hard.").speaker == "Olof Berg"


@pytest.fixture(scope="module")
def lines(split: Split) -> Evidence:
    text = "“The ferry is old but sound,” said Piotr Nowak. “We will paint the whole ferry red next spring.”"
    *_, last = split(text)
    return Evidence((last,))


def test_whoever_goes_on_to_speak_is_found_in_the_lines_before(lines: Evidence) -> None:
    assert attribution("Nowak said that the whole ferry will be painted red next spring.", lines) == []
    assert attribution("The whole ferry will be painted red next spring.", lines) == [
        "said by Piotr Nowak, stated here as fact"
    ]
    assert attribution("Brandt said that the whole ferry will be painted red next spring.", lines) == [
        "said by Piotr Nowak, given here to Brandt"
    ]


def test_a_speaker_may_be_called_by_the_office_that_the_document_gives_them(split: Split) -> None:
    *_, last = split("Henrik Brandt, the Norwegian chancellor, came.\nBrandt said that the ferry is old but sound.")
    evidence = Evidence((last,))
    assert attribution("The chancellor said that the ferry is old but sound.", evidence) == []
    assert attribution("The Norwegian chancellor said that the ferry is old but sound.", evidence) == []
    assert attribution("The French chancellor said that the ferry is old but sound.", evidence) == []
    assert attribution("The mayor said that the ferry is old but sound.", evidence) == [
        "said by Brandt, given here to the mayor"
    ]


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (TOLD, Report("Amélie Roux", "The harbour is far too small for the new ships,")),
        (ACCORDING, Report("the mayor’s office", ", the quays are nearly complete and the cranes are paid for.")),
        (AT_THE_END, Report("the mayor of the town", "The harbour will close next winter")),
        ("Lena Holt apologised and said that it leaks.", Report("Lena Holt", "it leaks.")),
        ("Lena Holt refused it because, she said, the jury sleeps.", Report("she", "the jury sleeps.")),
        ("The expert, Dr. Jan Holt, accepted it but said they could leak.", Report("Dr Jan Holt", "they could leak.")),
        ("Women have more, but the authors say this is chance.", Report("the authors", "this is chance.")),
        ("Lena Holt, the owner, apologised, saying that it leaks.", Report("Lena Holt", "it leaks.")),
        ("In May, the owner, an engineer, said that it leaks.", Report("the owner", "it leaks.")),
        (THAT, Report("Mr Holt", " the ferry is old but sound.")),
        (SAYING, Report("The towns", "the whole plan remains a sketch.")),
        ("The ferry is old but sound, according to Holt.", Report("Holt", "The ferry is old but sound,")),
        ("“It is a matter of time.”", Report("", "It is a matter of time.")),
        ("The ferry will sail in spring, said Mr. Holt.", Report("Mr Holt", "The ferry will sail in spring")),
    ],
)
def test_each_way_of_reporting_is_read(text: str, report: Report) -> None:
    found = report_in(text)
    assert (found.speaker, found.said.strip()) == (report.speaker, report.said.strip())


@pytest.mark.parametrize("text", [OWN, "It is a “floating bridge”.", "He told a story.", "The said ferry sails.", ""])
def test_where_nobody_speaks_there_is_no_report(text: str) -> None:
    assert report_in(text) == Report()


def test_every_sentence_of_the_article_but_a_bare_quotation_gives_its_own_reports(split: Split) -> None:
    sentences = [each for each in split(ARTICLE.read_text(encoding="utf-8")) if each.text[0] != "“"]
    assert [problem for each in sentences for problem in attribution(each.text, Evidence((each,)))] == []


WORDS = (
    'Roux Holt Mr. said told says that According to the harbour is old and small , , . “ ” " saying adding he They'
    " which who because it U.S. has :"
)
STRANGE = st.one_of(
    st.text(st.characters(), max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join)
)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange(split: Split, text: str, other: str) -> None:
    for problem in attribution(other, Evidence(split(text))):
        assert problem.startswith("said by ")
        assert problem.endswith(", stated here as fact") or ", given here to " in problem
