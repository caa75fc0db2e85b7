"""Reading a reply: what becomes of every form of label, sign and sentence, however the reply is cut."""

from __future__ import annotations

import itertools
import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Document, Sentence, Span
from index.minilm import Match
from qa.answering import Fragment, Reader, Support, read
from qa.answering.markup import SIGN, plain
from qa.answering.reading import statements_of
from qa.checking import Checker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SOURCE = """\
Mr. Merz said that nobody talks about ground troops. Only ten leaders attended in person! Did he leave?
Estonia could send a company. 日本の首相は来た。 They met on Sept. 4, 2025, in Paris. It is “far from clear.”
"""
FORMS = """
[s1] [s2] [S3] 【s1】 ［s2］ [s1,s2] [s3-s1] [s1–s3] [s9] [s0] [s99999999999999999999] [s1-s999999999] [1] [12]
[1,2] [２] 【1】 [[s1]] [[1]] ([s1]) [s1 [s2 [ ] 【 】 [1 1] s3] (s1) (s2,s3) <s1> (s [^s2] [^1] [sic] [s1](s2) [s1](x)
. ! ? … 。 ！ , : ; ( ) " “ ” ' * ** _ # - • > / 1. 2) Mr. U.S. a.m. Merz said left. Then 日本の 首相は来た。 😀 é 𝕊
"""
SPACED = [
    "|---|---|",
    "\n| --- | :-: |\n",
    "\nSources: [s1]\n",
    "\nYes.\n",
    "[ s1 ]",
    "[s1, s2; s3]",
    "[s1 and s3]",
    "[Source s1]",
    "[s2: words]",
    "[s1,\ns2]",
    "[the s3 bucket]",
]
SPACES = [" ", "  ", "\n", "\n\n", "\r\n", "\r", "\t"]
ACTING = ["\x00", "\x1b[31m", "\x85", "\u200b", "\u2028", "\ufeff", "\ud800"]
SIGNS = [
    "<think>",
    "</think>",
    SIGN,
    f"{SIGN} the cost",
    "Not in the sources.",
    "**Not in sources:** x",
    "\nNot in the sources of",
    "\nNOT IN SOURCES\n",
    "\nThe sources do not mention the cost.\n",
    "\nI cannot find ",
    "the sources",
]
PARTS = st.one_of(
    st.sampled_from(FORMS.split()),
    st.sampled_from(SPACES),
    st.sampled_from(SPACED),
    st.sampled_from(ACTING),
    st.sampled_from(SIGNS),
    st.text(max_size=5),
)
REPLIES = st.lists(PARTS, max_size=30).map("".join)
LABEL_LOOK_ALIKE = re.compile(r"[\[【［〔]\s*s\d+\s*[\]】］〕]", re.IGNORECASE)
NUMBER_LOOK_ALIKE = re.compile(r"[\[【［〔][^\w\[【［〔\]】］〕]*\d+[^\w\[【［〔\]】］〕]*[\]】］〕]")


@pytest.fixture(scope="module")
def sentences(split: Callable[[str], tuple[Sentence, ...]]) -> tuple[Sentence, ...]:
    return split(SOURCE)


@pytest.fixture(scope="module")
def one(split: Callable[[str], tuple[Sentence, ...]]) -> Callable[[str], Sentence]:
    """A document of one sentence, whatever is in it."""

    def made(text: str) -> Sentence:
        document = split("x")[0].document
        return Sentence(Document(1, document.path, "", text), Span(0, len(text)), 0, 1)

    return made


def shown(pieces: Sequence[str], sentences: Sequence[Sentence]) -> tuple[Reader, list[Fragment]]:
    """What is shown of a reply that arrives in pieces; neighbouring bits of text are joined."""
    reader = Reader(sentences)
    fragments = [fragment for piece in pieces for fragment in reader.feed(piece)] + reader.finish()
    joined: list[Fragment] = []
    for each in fragments:
        if joined and all(one.citation is None and one.support is None for one in (joined[-1], each)):
            joined[-1] = Fragment(joined[-1].text + each.text)
        else:
            joined.append(each)
    return reader, joined


def statements(reply: str, sentences: Sequence[Sentence]) -> list[tuple[str, list[int]]]:
    """The statements of a reply, each with the positions, from 1, of the sentences that it cites."""
    answer = read(reply, sentences)
    positions = {citation.number: sentences.index(citation.sentence) + 1 for citation in answer.citations}
    return [(each.text, [positions[number] for number in each.citations]) for each in answer.statements]


# For all replies


@given(reply=REPLIES, data=st.data())
@example(reply="x [s1", data=None)
@example(reply="[1[s9]]", data=None)
@example(reply="Not in sources\r\nx", data=None)
@example(reply=f"({'s1, ' * 60}s1) [{'s1, ' * 300}s1] {'“' * 300}{SIGN}", data=None)
def test_what_is_shown_and_the_answer_do_not_depend_on_the_pieces(
    reply: str, data: st.DataObject | None, sentences: tuple[Sentence, ...]
) -> None:
    if data is None:
        pieces = list(reply)
    else:
        cuts = sorted(data.draw(st.sets(st.integers(0, len(reply)), max_size=20)))
        pieces = [reply[a:b] for a, b in itertools.pairwise([0, *cuts, len(reply)])]
    whole, of_whole = shown([reply], sentences)
    cut, of_cut = shown(pieces, sentences)
    letters, of_letters = shown(list(reply), sentences)
    assert of_whole == of_cut == of_letters
    assert whole.answer() == cut.answer() == letters.answer()


@given(reply=REPLIES)
@example(reply="[1[s9]")
@example(reply="[(s9)1]")
@example(reply=f"{SIGN} x [[s1]] [1] [s1")
def test_no_label_is_shown_and_nothing_passes_for_a_number_of_ours(reply: str, sentences: tuple[Sentence, ...]) -> None:
    reader, fragments = shown(list(reply), sentences)
    answer = reader.answer()
    text = "".join(each.text for each in fragments if each.citation is None)
    marked = "".join("\x01" if each.citation else each.text for each in fragments)
    for each in (text, marked, answer.missing or "", *(statement.text for statement in answer.statements)):
        assert not LABEL_LOOK_ALIKE.search(each)
        assert not NUMBER_LOOK_ALIKE.search(each)
    assert not LABEL_LOOK_ALIKE.search(answer.text)


@given(reply=REPLIES)
def test_citations_are_given_sentences_numbered_in_order_of_first_use(
    reply: str, sentences: tuple[Sentence, ...]
) -> None:
    reader, fragments = shown([reply], sentences)
    answer = reader.answer()
    used = list(dict.fromkeys(each.citation for each in fragments if each.citation))
    assert used == list(range(1, len(used) + 1))
    if answer.answered:
        assert [citation.number for citation in answer.citations] == used
    assert all(citation.sentence in sentences for citation in answer.citations)
    assert len({citation.sentence.ordinal for citation in answer.citations}) == len(answer.citations)
    for statement in answer.statements:
        assert set(statement.citations) <= set(used)
        assert (statement.support is Support.UNCITED) is (not statement.citations)


@given(reply=REPLIES)
def test_what_was_shown_is_the_text_of_the_answer(reply: str, sentences: tuple[Sentence, ...]) -> None:
    reader, fragments = shown(list(reply), sentences)
    answer = reader.answer()
    if answer.answered and not answer.missing:
        assert "".join(each.text for each in fragments if each.support is None) == answer.text
    assert all(each.text for each in fragments)


@given(text=st.lists(PARTS, min_size=1, max_size=12).map("".join))
@example(text="- Not in sources: x. NOT IN SOURCES: y.")
@example(text="See (s1) and [1]. Then [s1] 1. Next")
@example(text="1]\nYes.\n[s1]")
@example(text="\nThe sources do not mention the cost.\nNOT IN SOURCES:")
@example(text="- The sources do not mention the cost.")
@example(text="1. The sources do not mention the cost.")
@example(text="U.S.\nThe sources do not mention the cost.\n[s1]")
@example(text="\nYes.\nNot in the sources.\nThe sources do not mention the cost.\n")
def test_a_repeated_source_sentence_is_its_own_support_and_cites_just_what_it_should(
    text: str, one: Callable[[str], Sentence]
) -> None:
    sentence = one(text)
    parts = statements_of(sentence)
    answer = read(" ".join(f"{part} [s1]" for part in parts), [sentence])
    assert answer.missing is None
    assert {each.support for each in answer.statements} <= {Support.SUPPORTED}
    assert [each.text for each in answer.statements] == parts


# Labels


@pytest.mark.parametrize(
    ("reply", "cited"),
    [
        ("They left [s3].", [3]),
        ("They left. [s3]", [3]),
        ("They left.[s3]", [3]),
        ("They left[s3].", [3]),
        ("They left [s3, s5].", [3, 5]),
        ("They left [s3,s5].", [3, 5]),
        ("They left [s3; s5].", [3, 5]),
        ("They left [s3 and s5].", [3, 5]),
        ("They left [s3, 5].", [3, 5]),
        ("They left [s3/s5].", [3, 5]),
        ("They left [s3-s5].", [3, 4, 5]),
        ("They left [s3–s5].", [3, 4, 5]),
        ("They left [s3-5].", [3, 4, 5]),
        ("They left [s3 to s5].", [3, 4, 5]),
        ("They left [s5-s3].", [3, 4, 5]),
        ("They left [s3][s5].", [3, 5]),
        ("They left [s3] [s5].", [3, 5]),
        ("They left [s3][s3].", [3]),
        ("They left 【s3】.", [3]),
        ("They left [ S3 ].", [3]),
        ("They left [^s3].", [3]),
        ("They left [Source s3].", [3]),
        ("They left [label s3, lease.md].", [3]),
        ("They left [s3, docs/lease-2.old.md].", [3]),
        ("They left [sources: s3, s5].", [3, 5]),
        ("They left [s3: he left].", [3]),
        ("They left [[s3]].", [3]),
        ("They left ([s3]).", [3]),
        ("They left (s3, s5).", [3, 5]),
        ("They left <s3>.", [3]),
        ("They left [s3](#s3).", [3]),
        ("[s3] They left.", [3]),
    ],
)
def test_a_label_in_each_form_that_models_write_is_a_citation(
    reply: str, cited: list[int], sentences: tuple[Sentence, ...]
) -> None:
    ((text, found),) = statements(reply, sentences)
    assert text == "They left."
    assert found == cited
    answer = read(reply, sentences)
    assert answer.warnings == ()
    assert "s3" not in answer.text


@pytest.mark.parametrize(
    "reply", ["The file [the s3 bucket] is.", "The [S3 buckets] are.", "f(s1) is.", "It is (S1).", "s3: it is."]
)
def test_what_only_looks_a_little_like_a_label_is_text(reply: str, sentences: tuple[Sentence, ...]) -> None:
    assert statements(reply, sentences) == [(reply, [])]


def test_round_brackets_are_text_where_a_source_has_such_itself(one: Callable[[str], Sentence]) -> None:
    answer = read("From state (s1) to state (s2) [s1].", [one("The states are s1 and s2.")])
    assert answer.text == "From state (s1) to state (s2) [1]."


@pytest.mark.parametrize("label", ["s9", "s0", "s1234567", "s9-s12"])
def test_an_unknown_label_is_a_warning_and_nothing_is_shown(label: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(f"They left [{label}].", sentences)
    assert answer.text == "They left."
    assert answer.citations == ()
    assert any(f"the reply cites {label.partition('-')[0]}, which is none" in warning for warning in answer.warnings)


def test_a_label_with_thousands_of_digits_is_a_short_warning(sentences: tuple[Sentence, ...]) -> None:
    (warning,) = read(f"They left [s{'9' * 900}].", sentences).warnings
    assert len(warning) < 100


def test_a_range_beyond_the_sentences_cites_those_that_there_are(sentences: tuple[Sentence, ...]) -> None:
    ((_, cited),) = statements("They left [s6-s999999999].", sentences)
    assert cited == [6, 7]


@pytest.mark.parametrize("number", ["[3]", "【3】", "[3, 4]", "[２]", "[2025]"])
def test_a_bracketed_number_does_not_pass_for_a_citation(number: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(f"They left {number}.", sentences)
    assert answer.text == f"They left ({number[1:-1]})."
    assert answer.citations == ()
    assert answer.warnings == (f"“{number}” in the reply is not a label",)
    (statement,) = answer.statements
    assert statement.text == ("They left (2025)." if "2025" in number else "They left.")


def test_the_name_of_a_file_in_brackets_is_no_part_of_a_statement(sentences: tuple[Sentence, ...]) -> None:
    answer = read("They left [lease.md].", sentences)
    assert [statement.text for statement in answer.statements] == ["They left."]
    assert answer.warnings == ("“[lease.md]” in the reply is not a label",)


def test_a_name_with_a_dot_in_brackets_is_a_word(sentences: tuple[Sentence, ...]) -> None:
    assert read("They left [Node.js].", sentences).warnings == ()


def test_a_citation_is_found_in_place_of_a_number_that_is_none(split: Callable[[str], tuple[Sentence, ...]]) -> None:
    answer = read("France offered 300 troops [24]. Poland did not.", split(PARTS_OF_TWO), Checker(_all_near))
    assert answer.text == "France offered 300 troops (24). [1] Poland did not."
    assert [statement.found for statement in answer.statements] == [True, False]


@pytest.mark.parametrize("tail", ["[s3", "[s3, ", "[", "[ s", "[Source s3"])
def test_a_reply_that_ends_inside_a_label_shows_none_of_it(tail: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(f"They left {tail}", sentences)
    assert answer.text == "They left"
    assert answer.warnings == ("the reply ends inside a label",)


def test_words_in_brackets_are_words(sentences: tuple[Sentence, ...]) -> None:
    answer = read("He [Mr. Merz] left [sic] early [s1]. See [more", sentences)
    assert answer.text == "He [Mr. Merz] left [sic] early [1]. See (more"


# Statements


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("One left [s1]. Two came [s2].", [("One left.", [1]), ("Two came.", [2])]),
        ("One left. [s1] Two came. [s2]", [("One left.", [1]), ("Two came.", [2])]),
        ("One left.[s1]Two came.[s2]", [("One left.", [1]), ("Two came.", [2])]),
        ("One left. Two came. [s2]", [("One left.", []), ("Two came.", [2])]),
        ("[s1] One left. [s2] Two came.", [("One left.", [1]), ("Two came.", [2])]),
        ("[s1] One left.\n[s2] Two came.", [("One left.", [1]), ("Two came.", [2])]),
        ("[s1] One left. [s2]", [("One left.", [1, 2])]),
        ("One left.\n[s1]\n\nTwo came.\n[s2]\n", [("One left.", [1]), ("Two came.", [2])]),
        ("- One [s1]\n- Two [s2]\n", [("One", [1]), ("Two", [2])]),
        ("* One [s1].\n* Two [s2].", [("One.", [1]), ("Two.", [2])]),
        ("1. One [s1]\n2. Two [s2]", [("One", [1]), ("Two", [2])]),
        ("1) One\r\n2) Two [s2]", [("One", []), ("Two", [2])]),
        ("They are:\n[s1] One\n[s2] Two", [("One", [1]), ("Two", [2])]),
        ("# Who?\n\nOne [s1]", [("One", [1])]),
        (
            "Offered:\n- France [s1]\n2. Britain. It is near [s2].\n\nPoland did not [s3].",
            [("Offered: France", [1]), ("Offered: Britain.", []), ("It is near.", [2]), ("Poland did not.", [3])],
        ),
        (
            "**Positions:**\n- Offered:\n  - France [s1]\n- Refused:\n  * Italy [s2]\n- Spain [s3]",
            [
                ("**Positions:** Offered: France", [1]),
                ("**Positions:** Refused: Italy", [2]),
                ("**Positions:** Spain", [3]),
            ],
        ),
        ("Offered:\n[s1] France\n[s2] Italy", [("Offered: France", [1]), ("Offered: Italy", [2])]),
        ("Offered:\n\nFrance [s1]", [("Offered:", []), ("France", [1])]),
        ("Offered [s1]:\n- France [s2]", [("Offered:", [1]), ("France", [2])]),
        ("Offered:", [("Offered:", [])]),
        ("One [s1], and two [s2], left.", [("One, and two, left.", [1, 2])]),
        ("One 10 - 3) left [s1].", [("One 10 - 3) left.", [1])]),
        ("It cost little. 2) It came [s1].", [("It cost little.", []), ("2) It came.", [1])]),
        ("Mr. Merz said no. [s1]", [("Mr. Merz said no.", [1])]),
        ("It got the Prize for Art. [s1] Merz left. [s2]", [("It got the Prize for Art.", [1]), ("Merz left.", [2])]),
        ("The U.S. President left [s1].", [("The U.S. President left.", [1])]),
        ("They met on Sept. 4, e.g. in Paris [s6].", [("They met on Sept. 4, e.g. in Paris.", [6])]),
        (
            "He said “No. Never again.” [s1] Then he left. [s2]",
            [("He said “No. Never again.”", [1]), ("Then he left.", [2])],
        ),
        ("He said so. “It is,” he said [s1].", [("He said so.", []), ("“It is,” he said.", [1])]),
        ("Er sagte: „Nein.“ [s1] Dann ging er. [s2]", [("Er sagte: „Nein.“", [1]), ("Dann ging er.", [2])]),
        ("Il dit : « Non. » [s1] Il part [s2].", [("Il dit : « Non. »", [1]), ("Il part.", [2])]),
        ("Il part [s2]. « Non », dit-il [s1].", [("Il part.", [2]), ("« Non », dit-il.", [1])]),
        ("Er endet am 31. Dezember. [s1] Er ging. [s2]", [("Er endet am 31. Dezember.", [1]), ("Er ging.", [2])]),
        ("It is **so.** [s1] Then he left. [s2]", [("It is **so.**", [1]), ("Then he left.", [2])]),
        ("首相は来た。[s5]彼は去った。[s3]", [("首相は来た。", [5]), ("彼は去った。", [3])]),
        ("首相は来た。彼は去った。[s3]", [("首相は来た。", []), ("彼は去った。", [3])]),
        ("「来た。」と言った [s5]。", [("「来た。」と言った。", [5])]),
        ("— [s1]", []),
    ],
)
def test_each_statement_has_its_own_citations(
    reply: str, expected: list[tuple[str, list[int]]], sentences: tuple[Sentence, ...]
) -> None:
    assert statements(reply, sentences) == expected


def test_an_uncited_statement_is_marked_where_it_ends(sentences: tuple[Sentence, ...]) -> None:
    _, fragments = shown(["One left. Two came [s2]. Three"], sentences)
    assert [each.text if each.support else "·" for each in fragments] == [
        "·",
        " (uncited)",
        "·",
        "·",
        "·",
        " (uncited)",
    ]
    assert [each.support for each in fragments if each.support] == [Support.UNCITED] * 2
    answer = read("One left. Two came [s2]. Three", sentences)
    assert [each.support for each in answer.statements] == [Support.UNCITED, Support.UNCHECKED, Support.UNCITED]
    assert "(uncited)" not in answer.text


@pytest.mark.parametrize(
    "reply", ["Only ten leaders attended in person! [s2]", "Only ten leaders attended in person [s2]!"]
)
def test_a_verbatim_sentence_supports_itself(reply: str, sentences: tuple[Sentence, ...]) -> None:
    assert read(reply, sentences).statements[0].support is Support.SUPPORTED


@pytest.mark.parametrize(
    "reply",
    [
        "Only nine leaders attended in person! [s2]",
        "leaders attended [s2]",
        "Only ten leaders attended in person! [s1]",
    ],
)
def test_a_changed_sentence_or_another_ones_is_unchecked(reply: str, sentences: tuple[Sentence, ...]) -> None:
    assert read(reply, sentences).statements[0].support is Support.UNCHECKED


@pytest.mark.parametrize("label", [" [s1]", ""])
def test_a_reply_that_goes_on_and_on_in_one_sentence_is_not_checked_for_minutes(
    label: str, split: Callable[[str], tuple[Sentence, ...]]
) -> None:
    began = time.perf_counter()
    (statement,) = read("Roux and Brandt and " * 10_000 + label, split(PARTS_OF_TWO), Checker(_all_near)).statements
    assert time.perf_counter() - began < 20
    assert statement.support is (Support.UNSUPPORTED if label else Support.UNCITED)
    assert statement.problems == (("is too long for one statement",) if label else ())


PARTS_OF_TWO = "France offered 300 troops. Poland will train 500 soldiers."


def _all_near(text: str, _: str) -> list[Match]:
    return [Match(0, len(text), (1.0,))]


@pytest.mark.parametrize(
    "reply",
    [
        "Poland will train soldiers [s1], and France offered troops [s2].",
        "Poland will train soldiers ([s1]), France offered troops ([s2]).",
        "They will train 500 soldiers [s1] and offered 300 troops [s2].",
    ],
)
def test_citations_that_have_changed_places_are_found(reply: str, split: Callable[[str], tuple[Sentence, ...]]) -> None:
    (statement,) = read(reply, split(PARTS_OF_TWO), Checker(_all_near)).statements
    first, second = statement.problems
    assert first in {
        "“Poland will train soldiers” is not in what it cites",
        "“They will train 500 soldiers” is not in what it cites",
    }
    assert second.endswith("offered troops” is not in what it cites") or "300 troops” is not" in second


@pytest.mark.parametrize(
    "reply",
    [
        "France offered troops [s1], and Poland will train soldiers [s2].",
        "[s1] France offered troops, and [s2] Poland will train soldiers.",
        "France [s1] and Poland [s2] help.",
        "France [s1][s2] and Poland will help [s1][s2].",
        "Poland [s1] will train 500 soldiers [s2].",  # one alone
    ],
)
def test_a_part_may_be_cited_together_with_others(reply: str, split: Callable[[str], tuple[Sentence, ...]]) -> None:
    (statement,) = read(reply, split(PARTS_OF_TWO), Checker(_all_near)).statements
    assert statement.problems == ()


@pytest.mark.parametrize("hidden", ["Nor\u200bway", "Nor\u00adway", "\ufeffNorway", "Nor\u202eway"])
def test_characters_of_no_width_hide_nothing(hidden: str, split: Callable[[str], tuple[Sentence, ...]]) -> None:
    (statement,) = read(f"{hidden} offered troops [s1].", split(PARTS_OF_TWO), Checker(_all_near)).statements
    assert statement.text == "Norway offered troops."
    assert statement.problems == ("“Norway” is not in the cited sentence",)


def test_labels_keep_their_distance_from_a_closing_quotation_mark(sentences: tuple[Sentence, ...]) -> None:
    assert read("Er sagte: „Nein.“[s1] Er ging.", sentences).text == "Er sagte: „Nein.“ [1] Er ging."


def test_a_short_statement_ends_as_in_the_language_of_its_source(split: Callable[[str], tuple[Sentence, ...]]) -> None:
    sentences = split("Der Vertrag wurde geschlossen und endet am 31. Dezember.")
    assert [statement.text for statement in read("Ende: 31. Dezember. [s1]", sentences).statements] == [
        "Ende: 31. Dezember."
    ]


@pytest.mark.parametrize(
    ("reply", "support"),
    [
        ("France offered 300 troops", Support.SUPPORTED),
        ("France offered 300", Support.SUPPORTED),
        ("France offered some of the", Support.UNCITED),
    ],
)
def test_what_breaks_off_is_no_statement_that_a_citation_is_found_for(
    reply: str, support: Support, split: Callable[[str], tuple[Sentence, ...]]
) -> None:
    (statement,) = read(reply, split(PARTS_OF_TWO), Checker(_all_near)).statements
    assert statement.support is support


@pytest.mark.parametrize(("end", "support"), [("", Support.UNCITED), (".", Support.SUPPORTED)])
def test_no_citation_is_found_for_what_a_broken_reply_ends_with(
    end: str, support: Support, split: Callable[[str], tuple[Sentence, ...]]
) -> None:
    reader = Reader(split(PARTS_OF_TWO), Checker(_all_near))
    reader.feed(f"France offered troops{end}")
    reader.finish(broke_off=True)
    (statement,) = reader.answer().statements
    assert statement.support is support


def test_a_label_far_behind_leaves_nothing_of_what_was_wrong_without_it(
    split: Callable[[str], tuple[Sentence, ...]],
) -> None:
    sentences = split("Roux sent 200 men. Brandt sent 30 men.")
    reader = Reader(sentences, Checker(_all_near))
    shown = "".join(fragment.text for fragment in (*reader.feed("Brandt sent 30 men. [s1]\n\n[s2]"), *reader.finish()))
    (statement,) = reader.answer().statements
    assert (statement.citations, statement.support, statement.problems) == ((1, 2), Support.SUPPORTED, ())
    assert shown.startswith("Brandt sent 30 men. [1] (unsupported: ")
    assert shown.endswith("[2] (supported)")


@pytest.mark.parametrize(
    "reply",
    [
        "**Spain**\nIt offered 300 troops. [s1]{}",
        "Poland will train 500 soldiers [s1], and France offered 300 troops [s2].{}",
    ],
)
def test_a_label_far_behind_does_not_make_good_what_it_is_not_behind(
    reply: str, split: Callable[[str], tuple[Sentence, ...]]
) -> None:
    for label in ("", "\n[s2]"):
        (statement,) = read(reply.format(label), split(f"{PARTS_OF_TWO} Spain slept."), Checker(_all_near)).statements
        assert statement.support is Support.UNSUPPORTED


def test_lines_and_list_marks_are_kept_in_the_text(sentences: tuple[Sentence, ...]) -> None:
    answer = read("They are:\n\n1. One [s1]\n   - Two\n", sentences)
    assert answer.text == "They are:\n\n1. One [1]\n   - Two"


@pytest.mark.parametrize("thought", ["<think>One [s9]. NOT IN SOURCES: x\n</think>\n\n", " \n<think>x</think>", ""])
def test_what_a_model_wrote_to_itself_is_not_part_of_the_reply(thought: str, sentences: tuple[Sentence, ...]) -> None:
    reader, fragments = shown(list(f"{thought}One left [s1]. I <think> so [s2]."), sentences)
    assert reader.answer().text == "".join(each.text for each in fragments).strip()
    assert reader.answer().text == "One left [1]. I <think> so [2]."
    assert reader.answer().warnings == ()
    assert read("<think>One left [s1].", sentences).text == ""


# The sign


@pytest.mark.parametrize(
    "reply",
    [
        "NOT IN SOURCES: the cost",
        "NOT IN SOURCES the cost",
        "NOT IN SOURCES:\nthe cost",
        "NOT IN SOURCES: the cost [s3]\n",
        "Not in sources: the cost",
        "**Not in sources:** the cost",
        "**NOT IN SOURCES: the cost**",
        "Not in the sources – the cost",
        "Not in the sources. the cost",
        "> Not in sources: the cost",
        "  \n- NOT IN SOURCES: the cost",
        "1. NOT IN SOURCES: the cost",
        "[s1] NOT IN SOURCES: the cost",
    ],
)
def test_the_sign_in_each_form_that_models_write_is_a_refusal(reply: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(reply, sentences)
    assert (answer.answered, answer.missing) == (False, "the cost")
    assert answer.text == "The sources do not answer this. Missing: the cost"
    assert (answer.statements, answer.citations) == ((), ())


@pytest.mark.parametrize(
    "reply", ["Not in the sources.", "NOT IN SOURCES:", "Not in sources", "not in the sources\n", "NOT IN SOURCES: **"]
)
def test_a_bare_sign_is_a_refusal_too(reply: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(reply, sentences)
    assert (answer.answered, answer.missing) == (False, "an answer to the question")


@pytest.mark.parametrize(
    "reply",
    [
        "One left [s1].\nNOT IN SOURCES: the cost",
        "One left [s1]. NOT IN SOURCES: the cost",
        "NOT IN SOURCES: the cost\nOne left [s1].",
    ],
)
def test_the_sign_beside_an_answer_makes_it_a_partial_one(reply: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(reply, sentences)
    assert answer.answered
    assert statements(reply, sentences) == [("One left.", [1])]
    assert answer.missing == "the cost"
    assert answer.text.endswith("\nNot in the sources: the cost")
    assert answer.text.startswith("One left [1].")


def test_that_nothing_particular_is_missing_is_not_told_beside_an_answer(sentences: tuple[Sentence, ...]) -> None:
    answer = read("I cannot answer this from the given sentences. However, one left [s1].", sentences)
    assert (answer.answered, answer.missing) == (True, None)
    assert answer.text == "I cannot answer this from the given sentences. However, one left [1]."


def test_a_second_sign_on_a_line_is_not_shown(sentences: tuple[Sentence, ...]) -> None:
    assert read("NOT IN SOURCES: the cost NOT IN SOURCES: the year", sentences).missing == "the cost the year"


@pytest.mark.parametrize(
    "reply",
    [
        "Not in the sources of the war lies the answer.",
        "Not in source-code form, it says.",
        "Not in sources.list, it says.",
        "It is not in the sources: they say so.",
        "He wrote “NOT IN SOURCES: x” there.",
    ],
)
def test_a_sentence_that_only_resembles_the_sign_is_a_sentence(reply: str, sentences: tuple[Sentence, ...]) -> None:
    answer = read(reply, sentences)
    assert (answer.missing, [each.text for each in answer.statements]) == (None, [reply])


# Speed


@pytest.mark.parametrize(
    "unit",
    ["Ten of them left [s1, s2]. ", "x", "[", "[s1", "[x ", "(s", "。", "a.b ", "A. ", "“", "Not in ", "[s1] ", "\n"],
)
def test_a_long_reply_in_single_characters_is_read_fast(unit: str, sentences: tuple[Sentence, ...]) -> None:
    started = time.process_time()
    shown((unit * 20_000)[:20_000], sentences)
    assert time.process_time() - started < 4


def test_plain_text_of_a_source_with_labels_cites_nothing(one: Callable[[str], Sentence]) -> None:
    sentence = one("It is so [s1] and (s1) and 【s2】. NOT IN SOURCES: x [12]")
    answer = read(plain(sentence.text), [sentence])
    assert (answer.citations, answer.missing, answer.warnings) == ((), None, ())


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_footnotes_are_no_statements(split: Callable[[str], Sequence[Sentence]], size: int) -> None:
    reply = "The ferry is red.[^1] It sails.[^a2]\n\n[^1]: [s1]\n[^a2]: See [s2].\n[^s1]: a.md\nThe end[^3]: it sank."
    reader = Reader(split("The ferry is red. It sails."))
    shown = [part.text for at in range(0, len(reply), size) for part in reader.feed(reply[at : at + size])]
    shown += [part.text for part in reader.finish()]
    answer = reader.answer()
    assert [statement.text for statement in answer.statements] == [
        "The ferry is red.",
        "It sails.",
        "The end: it sank.",
    ]
    assert {statement.support for statement in answer.statements} == {Support.UNCITED}
    assert answer.text == "The ferry is red. It sails.\n\nThe end: it sank."
    assert [" footnotes" in warning for warning in answer.warnings] == [True]
