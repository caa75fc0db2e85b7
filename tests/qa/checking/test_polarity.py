from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking.evidence import Evidence
from qa.checking.polarity import polarity
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

NOT = "The town will not sell the old ferry."
WILL = "The town will sell the old ferry."
MAY = "The town may sell the old ferry."
ONLY = "Only Bergen and Hull could sell the old ferry."
TELL = "The Customer must not tell third parties, other than its auditors and advisers."
SUBCONTRACT = "The Supplier shall not subcontract unless the Customer has given its consent."
WEEKEND = "A business day is a day other than a Saturday or a Sunday."
INVOICE = "Each invoice shall be paid within 30 days, unless the invoice is disputed in good faith."
BUT = "The harbour is open in winter but the ferry does not sail."


def check(split: Split, statement: str, cited: str) -> list[str]:
    return polarity(statement, Evidence(split(cited)))


OTHER_WAY = "the same is said with “not” and without"


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        # denied in another way
        ("The old ferry will not be sold by the town.", NOT),
        ("The town won’t sell the old ferry.", NOT),
        ("The town refuses to sell the old ferry.", NOT),
        ("The town is unwilling to sell the old ferry.", NOT),
        ("The town keeps the old ferry instead of selling it.", NOT),
        ("The old ferry will remain with the town.", NOT),
        ("The old ferry stays.", NOT),
        ("The sale of the old ferry was not approved.", "The town rejected the sale of the old ferry."),
        ("The town did not reject the sale of the ferry.", "The town rejected the sale of the ferry, then bought it."),
        ("The crew could not save the ferry.", "The crew failed to save the ferry."),
        ("The ferry has not been seen since spring.", "Nobody has seen the ferry since spring."),
        ("Bergen is not part of the ferry line.", "The plan excludes Bergen from the ferry line."),
        ("The ferry probably will not sail.", "It is unlikely that the ferry sails."),
        ("The use of the ferry is not allowed.", "The use of the ferry is unlawful."),
        ("Sailors do not trust the ferry.", "Few sailors trust the ferry."),
        ("The ferry sails despite the strike.", "The strike has not kept the ferry from sailing."),
        ("The ferry carries non-paying guests.", "The ferry carries guests who are not paying."),
        (
            "If a risk of ice exists, every ferry shall reduce its speed.",
            "Except where it was found that a risk of ice does not exist, every ferry shall reduce its speed.",
        ),
        (
            "If there is ice, the ferry shall reduce its speed.",
            "Unless there is no ice, the ferry shall reduce its speed.",
        ),
        (
            "No, the old ferry was not sold; the town has ruled out selling it.",
            "The town ruled out a sale of the ferry.",
        ),
        ("The tenant is allowed to sublet.", "The tenant may sublet."),
        ("The sale of the ferry was turned down.", "The town rejected the sale of the ferry."),
        ("The sale of the ferry needs consent.", "Without consent the sale of the ferry is void."),
        ("First they ask, and only then they sell the ferry.", "They ask first, and then they sell the ferry."),
        ("All ferries sail.", "All ferries sail, most of them daily."),
        ("Perhaps the old ferry is for sale.", "The old ferry is perhaps for sale."),
        ("The ferry is not new.", "The ferry remains old."),
        ("Norra says that it has built the ferry.", "Norra claims to have built the ferry."),
        ("The town will build a ferry.", "The town plans to build a ferry."),
        ("The mayor allegedly sold the ferry.", "The mayor is accused of selling the ferry."),
        (
            "Bergen, Hull and Oslo could sell it.",
            "To date, only Bergen, Hull and tiny Oslo have said they could sell it.",
        ),
        ("Either town may sell the ferry.", "Either town may sell the ferry."),
        ("Only Bergen and Hull sail.", "Of both counties, only Bergen and Hull sail."),
        ("Apart from the roof, the town pays for all repairs.", "The town pays for all repairs, except to the roof."),
        ("The town pays for repairs.", "The town pays for all repairs, except to the roof."),
        ("Not all repairs are paid.", "The town pays for all repairs, except to the roof."),
        ("All ferries are red.", "The town pays for all repairs, except to the roof."),
        ("The town pays for all repairs but the roof.", "The town pays for all repairs, except to the roof."),
        ("The Norra party moved it.", "It was moved by the opposition Norra party."),
        ("The sale should close soon.", "The sale is expected to close soon."),
        ("The town refused to sell the ferry.", "The town declined, however, to sell the ferry."),
        ("The plan excludes old ferries.", "Ferries that are old were not included."),
        ("The mayor ruled out the sale of the ferry.", "As for the sale of the ferry, the mayor ruled this out."),
        ("The towns cannot assign the ferry.", "The towns may not assign the ferry."),
        ("Whether sailing helps is not known.", "Nobody knows whether sailing helps."),
        ("No decision was taken to sell the ferry.", "The ferry may be sold, but no decision was taken."),
        ("It can be sold only with consent.", "If the ferry is old, it cannot be sold without consent."),
        ("The ferry moves to Hull in May.", "The ferry will move to Hull in May."),
        ("The ferry, built in Oslo, is to be moved to Hull.", "The ferry will move to Hull. It was built in Oslo."),
        ("He promised that the ferry moved.", "The ferry will move to Hull, he promised."),
        # what is denied is something else
        ("The town has an old ferry.", NOT),
        ("Old ferries must have two decks.", "Old ferries must have two decks. Some towns do not ask for decks."),
        ("The ferry shows whether the harbour is open.", "The lights of the ferry show whether the harbour is open."),
        ("The harbour is open in winter.", BUT),
        ("The plane is fast.", "The ferry is not fast. The plane is fast."),
        ("The ferry is fast and safe.", "The ferry is not only fast but also safe."),
        ("The ferry sails.", "There is no doubt that the ferry sails."),
        ("The town pays if the ferry sails.", "Whether or not the ferry sails, the town pays."),
        ("The town pays in any case.", "Whether or not the ferry sails, the town pays."),
        ("The number 4 ferry is in the harbour.", "The no 4 ferry is in the harbour."),
        ("The ferry will sail without delay.", "The ferry will sail at once."),
        # left open in another way
        ("The town might sell the old ferry.", MAY),
        ("The town is thinking about selling the old ferry.", MAY),
        ("The sale of the old ferry by the town is possible.", MAY),
        ("The town plans to sell the old ferry.", MAY),
        ("The town is weighing a sale of the old ferry.", "The town is considering selling the old ferry."),
        ("The ferry aims to reach Hull by winter.", "The ferry hopes to reach Hull by winter."),
        ("The town could sell the old ferry.", WILL),
        ("The price of the old ferry rose on 5/5 already.", "The price of the old ferry rose on may 5 already."),
        # restricted in another way
        ("Just Bergen and Hull may sell the old ferry.", ONLY),
        ("Bergen and Hull alone could sell the old ferry.", ONLY),
        ("Only Bergen and Hull may sell the old ferry.", "Bergen and Hull alone may sell the old ferry."),
        ("Only the town has a ferry.", "No other town has a ferry."),
        ("The contract only continues if the town pays.", "The contract expires unless the town pays."),
        ("Merely talking helps.", "It is late."),
        ("The ferry sold only 61% of the tickets.", "The ferry sold 61 percent of the tickets."),
        ("The fire is not solely the fault of the ferry.", "The fire is the fault of the ferry and of the wind."),
        # denied in another way
        ("Logs shall be kept.", "Logs must be kept."),
        ("If the town blocks the sale, the harbour pays.", "If the town refuses the sale, the harbour pays."),
        ("The captain is barred from selling the ferry.", "The captain shall not sell the ferry."),
        ("Ferries cannot land at night.", "No ferry may land at night."),
        ("Visitors may park anywhere.", "Staff must park in lot A, while visitors can park anywhere."),
        ("Owners must register boats.", "Owners should register boats early; it is mandatory."),
        ("Roux would not say when she would leave.", "Roux declined to say when she would leave."),
        ("Logs may not be kept.", "Logs must not be kept."),
        ("Never before had the town sold a ferry.", "The town sold a ferry for the first time."),
        ("The sale of the ferry was defeated.", "The sale of the ferry was rejected."),
        ("The town voted the sale of the ferry down.", "The sale of the ferry was turned down by the town."),
        ("The old ferry is no longer in the register.", "The old ferry was deleted from the register."),
        (
            "It covers the crew and not the cooks of the ferry.",
            "It covers the crew and leaves out the cooks of the ferry.",
        ),
        ("The town would sell the old ferry.", "The town has proposed selling the old ferry."),
        ("The court left open whether the ferry leaks.", "The court made no finding on whether the ferry leaks."),
        # known false alarms
        ("The ferry was praised not only by Roux but also by Brandt.", "Ms. Roux and Mr. Brandt praised the ferry."),
        ("No, the town will sell the old ferry.", WILL),
        ("The ferry has at most ten cabins.", "The ferry has no more than ten cabins."),
        ("The harbour says that the ferry is not unsafe.", "The harbour denied that the ferry is unsafe."),
        ("The mayor could win, and her party will win.", "The mayor could win; her party will win, too."),
        ("The ferry has not sailed since 1990.", "The ferry last sailed in 1990."),
        ("The ferry was last seen in spring.", "Nobody has seen the ferry since spring."),
        ("The ferry needs a new engine to sail.", "The ferry cannot sail without a new engine."),
        ("You may not smoke on the ferry.", "Smoking is banned on the ferry."),
        ("To sell the ferry the town must ask the bank.", "The town may not sell the ferry before the bank is asked."),
        ("The symmetry of the ferry is pleasing.", "The symmetry of the ferry and other opposites is pleasing."),
        # what is excepted
        ("The Customer may tell its auditors.", TELL),
        ("The Customer may not tell third parties except its auditors.", TELL),
        ("The town shows the list to auditors.", "The town must not show the list, other than to auditors."),
        ("The board did not rule out a sale.", "The board did not rule out a sale."),
        (
            "Motors with a power of more than 250 watts are not covered.",
            "Motors are covered only where the power of the motor does not exceed 250 watts.",
        ),
        ("The crew was not informed until 10:30.", "The crew was informed at 10:30."),
        (
            "The crew was informed, Lund says.",
            "Roux asked whether the crew was informed.\nIt was informed at ten.",
        ),
        ("Saturdays are not business days.", WEEKEND),
        ("Saturday is a day.", WEEKEND),
        ("Any day but Saturday is a business day.", WEEKEND),
        ("An invoice that is disputed may be held back.", INVOICE),
        ("The Supplier may not subcontract without the Customer's consent.", SUBCONTRACT),
        ("The Supplier may subcontract if the Customer has given its consent.", SUBCONTRACT),
        ("Each invoice shall be paid unless it is disputed.", INVOICE),
        # as a person would say it
        ("So far 11 piers stand in the water.", "Only 11 piers stand in the water."),
        ("Members over 70 pay only half the rent.", "Members over 70 pay half the rent."),
        ("The shaft must be horizontal.", "The pump works only with the shaft horizontal."),
        ("The contractor disputes the findings.", "The contractor rejects the findings."),
        ("Moss did not come, nor did Ode.", "Neither Moss nor Ode came."),
        ("The fair does not open on Sunday if it rains.", "Unless it rains, the fair opens on Sunday."),
        ("The fair closes on Sunday if it rains.", "Unless it rains, the fair opens on Sunday."),
        ("Some members agreed.", "A few members agreed."),
        ("Experts are sceptical that the dam is safe.", "Experts doubt that the dam is safe."),
        ("Moss did not call it a failure.", "Moss stopped short of calling it a failure."),
        ("The mill came close to being sold.", "The mill was almost sold."),
        ("Ode was once a soldier.", "Ode is a former soldier."),
        ("Angela Merkel spoke.", "Former Chancellor Angela Merkel spoke."),
        ("A sale is being considered by the owner.", "The owner is considering a sale."),
    ],
)
def test_the_same_may_be_denied_restricted_or_left_open_in_other_words(
    split: Split, statement: str, cited: str
) -> None:
    assert check(split, statement, cited) == []


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        (
            "The town sold the ferry.",
            "The town declined, however, to sell the ferry.",
            "the cited sentence says “declined, however, to”, which is missing here",
        ),
        (
            "A contract can exclude the right to complain.",
            "Anyone may complain of a refusal, and a contract cannot exclude that right.",
            "the cited sentence says “cannot”, which is missing here",
        ),
        (
            "She said that she would resign after the sale.",
            "She said that she would not resign, but declined to say when the sale would be.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "They see a significant use in it.",
            "They see little use in it.",
            "the cited sentence says “little”, not “significant”",
        ),
        (
            "They came, few of them early.",
            "They came, most of them early, to Hull.",
            "the cited sentence says “most”, not “few”",
        ),
        (
            "They came, few of them virtually.",
            "They came, most of them virtually, to Hull.",
            "the cited sentence says “most”, not “few”",
        ),
        ("The road would not open.", "The road might not open.", "the cited sentence says “might”, not “would not”"),
        (
            "The ferry sails despite the strike.",
            "The ferry does not sail because of the strike.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "The ferry shall reduce its speed unless there is ice.",
            "The ferry shall reduce its speed unless there is no ice.",
            "the cited sentence says “no”, which is missing here",
        ),
        ("Logs must be kept.", "Logs should be kept.", "the cited sentence says “should”, not “must”"),
        ("Logs may be kept.", "Logs must be kept.", "the cited sentence says “must”, not “may”"),
        (
            "The sale of the ferry is expected immediately.",
            "The sale of the ferry is expected over time, not immediately.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "The sale of the ferry has been approved by the town.",
            "The sale of the ferry is conditional on the approval of the town.",
            "the cited sentence says “conditional on”, which is missing here",
        ),
        # what will be has not been
        (
            "The ferry was moved to Hull.",
            "The ferry will move to Hull in May.",
            "the cited sentence says “will”, which is missing here",
        ),
        (
            "The town sold the ferry.",
            "The town is to sell the ferry.",
            "the cited sentence says “is to”, which is missing here",
        ),
        # what a marker changes ends where another part of the sentence begins
        (
            "The town is convinced.",
            "Not everyone in the town is convinced.",
            "the cited sentence says “Not”, which is missing here",
        ),
        (
            "A mate was named.",
            "The ferry may sail, although no captain was hired and no mate was named.",
            "the cited sentence says “no”, which is missing here",
        ),
        (
            "The town had a part in the plan.",
            "It was paid by the town, the owner, which had no part in the plan.",
            "the cited sentence says “no”, which is missing here",
        ),
        (
            "The town may sell the ferry.",
            "The town may not move the ferry, and may not sell the ferry at all.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "The mayor admitted that something was hidden.",
            "The mayor denied that anything was hidden and left.",
            "the cited sentence says “denied”, which is missing here",
        ),
        (
            "Consent may be withheld.",
            "It needs consent, which shall not be unreasonably withheld.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "If the ferry is old, it can be sold.",
            "If the ferry is old, it cannot be sold without consent.",
            "the cited sentence says “cannot”, which is missing here",
        ),
        (
            "Sailing helps, he said.",
            "He said that nobody knows whether sailing helps.",
            "the cited sentence says “knows whether”, which is missing here",
        ),
        (
            "The town has listed the ferry.",
            "The town is considering whether to list the ferry.",
            "the cited sentence says “considering whether”, which is missing here",
        ),
        (
            "The decision shall not be final.",
            "Any dispute shall be referred to a town, whose decision shall be final.",
            "“not” is not in the cited sentence",
        ),
        (
            "The town may paint the ferry without consent.",
            "The town may not sell the boat, but may paint the ferry with consent.",
            "“without” is not in the cited sentence",
        ),
        (WILL, NOT, "the cited sentence says “not”, which is missing here"),
        (
            "The insurer may refuse the claim if the sailor obtains a number.",
            "The insurer may refuse the claim if the sailor fails to obtain a number.",
            "the cited sentence says “fails to”, which is missing here",
        ),
        ("It will not be open until May.", "It will be open until May.", "“not” is not in the cited sentence"),
        (
            "The board ruled out a sale.",
            "The board did not rule out a sale.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "The crew was informed before May.",
            "The mayor confirmed that the crew had not been informed until May.",
            "the cited sentence says “not”, which is missing here",
        ),
        (
            "It will not sail before May, and she recommends that they stop it.",
            "She does not recommend that they stop it.",
            "the cited sentence says “not”, which is missing here",
        ),
        ("The town sells the old ferry.", NOT, "the cited sentence says “not”, which is missing here"),
        ("The ferry sails in winter.", BUT, "the cited sentence says “not”, which is missing here"),
        ("All ferries sail.", "Most ferries sail.", "the cited sentence says “Most”, not “All”"),
        ("The tenant must sublet.", "The tenant may sublet.", "the cited sentence says “may”, which is missing here"),
        (
            "The tenant may sublet the house without consent.",
            "The tenant may not sublet the house without consent.",
            "the cited sentence says “not”, which is missing here",
        ),
        ("Peace is no longer illusory.", "Peace remains illusory.", "“no longer” is not in the cited sentence"),
        ("The ferry is not old.", "The ferry is still old.", "“not” is not in the cited sentence"),
        (
            "Norra has built the ferry.",
            "Norra claims to have built the ferry.",
            "the cited sentence says “claims to”, which is missing here",
        ),
        ("Only the mayor may sell it.", "Either town may sell the ferry.", "“Only” is not in the cited sentence"),
        (
            "The town pays for all repairs.",
            "The town pays for all repairs, except repairs to the roof.",
            "the cited sentence says “except repairs to the roof”, which is missing here",
        ),
        (
            "The ferry will not sail.",
            "The ferry will not sail unless the weather is calm.",
            "the cited sentence says “unless the weather is calm”, which is missing here",
        ),
        (
            "The town has built a ferry.",
            "The town plans to build a ferry.",
            "the cited sentence says “plans to”, which is missing here",
        ),
        (
            "The mayor sold the ferry.",
            "The mayor is accused of selling the ferry.",
            "the cited sentence says “accused”, which is missing here",
        ),
        (
            "The council bought the ferry.",
            "The council was expected to buy the ferry.",
            "the cited sentence says “was expected to”, which is missing here",
        ),
        (
            "Members may vote in June.",
            "Only members may vote in June.",
            "the cited sentence says “Only”, which is missing here",
        ),
        ("Ferries sail.", "Ferries no longer sail.", "the cited sentence says “no longer”, which is missing here"),
        ("The line no longer has a ferry.", "The line has a ferry.", "“no longer” is not in the cited sentence"),
        (
            "The mayor sold the ferry.",
            "The leader of the Norra party, Ola Moe, accused the mayor of selling the ferry.",
            "the cited sentence says “accused”, which is missing here",
        ),
        # words that could stand for a denial, but are in both
        (
            WILL.replace("The", "An important"),
            NOT.replace("The", "An important"),
            "the cited sentence says “not”, which is missing here",
        ),
        (NOT.replace("The", "The United"), WILL.replace("The", "The United"), "“not” is not in the cited sentence"),
        (
            "The town agreed to the sale of the ferry.",
            "The town rejected the sale of the ferry.",
            "the cited sentence says “rejected”, which is missing here",
        ),
        (
            "The crew saved the ferry.",
            "The crew failed to save the ferry.",
            "the cited sentence says “failed to”, which is missing here",
        ),
        (
            "The ferry has been seen since spring.",
            "Nobody has seen the ferry since spring.",
            "the cited sentence says “Nobody”, which is missing here",
        ),
        (
            "The plan includes Bergen in the ferry line.",
            "The plan excludes Bergen from the ferry line.",
            "the cited sentence says “excludes”, which is missing here",
        ),
        (
            "Major towns have agreed to send ships to Bergen.",
            "But major towns have, like Oslo, ruled out sending ships to Bergen.",
            "the cited sentence says “ruled out”, which is missing here",
        ),
        (NOT, WILL, "“not” is not in the cited sentence"),
        ("The town will never sell the old ferry.", WILL, "“never” is not in the cited sentence"),
        ("The town won’t sell the old ferry.", WILL, "“won’t” is not in the cited sentence"),
        ("Only the town will sell the old ferry.", WILL, "“Only” is not in the cited sentence"),
        ("The town will only sell the old ferry.", WILL, "“only” is not in the cited sentence"),
        ("The town sells the old ferry.", MAY, "the cited sentence says “may”, which is missing here"),
        (WILL, MAY, "the cited sentence says “may”, not “will”"),
        ("Only Bergen and Hull will sell the old ferry.", ONLY, "the cited sentence says “could”, not “will”"),
        (
            "The town is selling the old ferry.",
            "The town is considering selling the old ferry.",
            "the cited sentence says “considering”, which is missing here",
        ),
        (
            "The town approved a price of 3 kroner for the ferry.",
            "The town proposed a price of 3 kroner for the ferry.",
            "the cited sentence says “proposed”, which is missing here",
        ),
        (
            "The town will add a lane for cyclists.",
            "The town has expressed interest in adding a lane for cyclists.",
            "the cited sentence says “expressed interest in”, which is missing here",
        ),
        (
            "The ferry leaks oil.",
            "The court made no finding on whether the ferry leaks oil.",
            "the cited sentence says “no finding on whether”, which is missing here",
        ),
        (
            "The ferry reached Hull by winter.",
            "The ferry hopes to reach Hull by winter.",
            "the cited sentence says “hopes to”, which is missing here",
        ),
        (
            "The leaders have not ruled out sending ships.",
            "The leaders have ruled out sending ships.",
            "“not” is not in the cited sentence",
        ),
        (
            "Moss and Ode came.",
            "Neither Moss nor Ode came.",
            "the cited sentence says “Neither Moss nor”, which is missing here",
        ),
        (
            "The fair opens if it rains.",
            "Unless it rains, the fair opens.",
            "the cited sentence says “Unless”, not “if”",
        ),
        ("Many members agreed.", "Few members agreed.", "the cited sentence says “Few”, not “Many”"),
        ("Few members agreed.", "Many members agreed.", "the cited sentence says “Many”, not “Few”"),
        (
            "The dam is safe.",
            "Experts doubt that the dam is safe.",
            "the cited sentence says “doubt”, which is missing here",
        ),
        (
            "Moss called it a failure.",
            "Moss stopped short of calling it a failure.",
            "the cited sentence says “stopped short of”, which is missing here",
        ),
        ("The mill was sold.", "The mill was almost sold.", "the cited sentence says “almost”, which is missing here"),
        ("Ode is a soldier.", "Ode is a former soldier.", "the cited sentence says “former”, which is missing here"),
        ("Ode left.", "It was rumoured that Ode left.", "the cited sentence says “rumoured”, which is missing here"),
        (
            "The owner decided on a sale.",
            "The owner is considering a sale.",
            "the cited sentence says “considering”, which is missing here",
        ),
        (
            "Saturday is a business day.",
            WEEKEND,
            "the cited sentence says “other than a Saturday or a”, which is missing here",
        ),
        (
            "Each invoice that is disputed shall be paid within 30 days.",
            INVOICE,
            "the cited sentence says “unless the invoice is disputed”, which is missing here",
        ),
        (
            "The Customer must not tell its auditors.",
            TELL,
            "the cited sentence says “other than its auditors and advisers”, which is missing here",
        ),
        (
            "The Supplier may subcontract without the Customer's consent.",
            SUBCONTRACT,
            "the cited sentence says “unless the Customer has given”, which is missing here",
        ),
        (
            "Each invoice shall be paid even if it is disputed.",
            INVOICE,
            "the cited sentence says “unless”, which is missing here",
        ),
    ],
)
def test_what_was_dropped_or_added_is_named(split: Split, statement: str, cited: str, problem: str) -> None:
    assert check(split, statement, cited) == [problem]


def test_with_several_citations_the_problem_speaks_of_sentences(split: Split) -> None:
    assert check(split, WILL, f"{NOT} It is red.") == ["the cited sentences say “not”, which is missing here"]
    assert check(split, WILL, f"{MAY} It is red.") == ["the cited sentences say “may”, not “will”"]
    assert check(split, NOT, f"{WILL} It is red.") == ["“not” is not in the cited sentences"]


def test_another_cited_sentence_may_bring_the_denial(split: Split) -> None:
    assert check(split, "The red ferry does not sail, but the town will sell it.", f"{WILL} It does not sail.") == []


def test_of_many_cited_sentences_only_the_nearest_one_denies(split: Split) -> None:
    others = "Sailors like red. Sailors like blue. Sailors like tea. The town will not sell the new harbour."
    assert check(split, WILL, f"{WILL} {others}") == []
    assert check(split, WILL, f"{NOT} {others}") == ["the cited sentences say “not”, which is missing here"]


def test_a_marker_changes_only_what_is_near_it_in_its_clause(split: Split) -> None:
    assert check(split, WILL, f"{WILL[:-1]}; it is not red, though sailors like red, green and blue.") == []
    before = "The old red ferry of Bergen sails. Not sailors but towns own it."
    assert check(split, "The old red ferry of Bergen sails with sailors.", before) == []
    assert check(split, "Sailors like the ferry.", "It is not red; sailors like the ferry.") == []


def test_every_sentence_of_the_article_has_its_own_polarity(split: Split) -> None:
    sentences = split(ARTICLE.read_text(encoding="utf-8"))
    assert [problem for sentence in sentences for problem in polarity(sentence.text, Evidence((sentence,)))] == []


WORDS = (
    "not no never only could may May will won’t cannot nobody rejected unsafe disarmed considering considers hopes to"
    " ruled out ferry town sell sold old harbour . , ; nothing but No. 5"
)
STRANGE = st.one_of(
    st.text(st.characters(), max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join)
)


@given(STRANGE, STRANGE)
def test_no_text_is_too_strange(split: Split, text: str, other: str) -> None:
    assert len(polarity(other, Evidence(split(text)))) <= 1


@given(STRANGE.filter(lambda text: not re.search("will|shall|certainly|definitely", text, re.IGNORECASE)))
def test_a_sentence_never_contradicts_itself(split: Split, text: str) -> None:
    for sentence in split(text):
        assert polarity(sentence.text, Evidence((sentence,))) == []
