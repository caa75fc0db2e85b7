"""Lines that only frame an answer need no citation; lines that say something do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.minilm import Match
from qa.answering import Reader, Support
from qa.answering.framing import names_topic, only_frames
from qa.checking import Checker
from qa.checking.wording import telling_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Sentence

QUESTION = "Which countries offered troops?"
KNOWN = telling_stems("Which countries offered troops? Germany, Poland and other allies took long in Paris.")


@pytest.mark.parametrize(
    "line",
    [
        "Based on the sources:",
        "**Based on the provided passages:**",
        "According to the article:",
        "Answer:",
        "Here is a short summary of the key points:",
        "The following is what the sources say:",
        "Here are the countries that offered troops:",
        "Here’s which countries offered troops, based on the given sentences:",
        "## Summary",
        "**Key points**",
        "Has Germany offered troops?",
        "**Who stands where:**",
        "What happens next:",
        "**Which countries offered troops:**",
        "Sure!",
        "Of course.",
        "I hope this helps!",
        "Thank you for your question.",
        "Here’s a timeline:",
        "```json",
        "Let me know if you need more details.",
        "I’m happy to help!",
        "**Note:** This answer is based only on the documents provided.",
        "*Note: all information above comes from the given article.*",
        "This summary is based on the sources.",
        "If you have any further questions, feel free to ask.",
    ],
)
def test_a_line_that_says_only_that_an_answer_follows_frames_it(line: str) -> None:
    assert only_frames(line, QUESTION)


@pytest.mark.parametrize(
    "line",
    [
        "The countries offered troops:",
        "According to the sources, countries offered troops:",
        "Here are the countries that did not offer troops:",
        "None of the sources says it:",
        "Here are the three countries that Mr. Macron named:",
        "Based on the sources.",
        "## Countries that offered troops",
        "**France offered troops.**",
        "What France offers:",
        "If you have troops, you offer them.",
        "Sure enough, France offered troops.",
        "Let me know if you want details on the troops that Poland lost.",
        "Did you know that Poland lost its troops?",
        "Wasn’t it a Polish attack?",
        "What hackers offered:",
        "Here is how Poland was attacked:",
        "I hope this helps Ukraine.",
        "Note: This answer is not based on the documents.",
        "Note: the article above is about Poland.",
        "Note the sources",
    ],
)
def test_a_line_that_says_something_does_not(line: str) -> None:
    assert not only_frames(line, QUESTION)


def test_such_a_line_is_shown_and_is_no_statement(split: Callable[[str], Sequence[Sentence]]) -> None:
    reader = Reader(split("France offered troops. Poland did not."), question=QUESTION)
    fragments = reader.feed(
        "Here are the countries that offered troops:\n\n- France [s1]\n\n## Summary\nPoland did not."
    )
    fragments += reader.finish()
    answer = reader.answer()
    assert answer.text == "Here are the countries that offered troops:\n\n- France [1]\n\n## Summary\nPoland did not."
    assert [(statement.text, statement.support) for statement in answer.statements] == [
        ("France", Support.UNCHECKED),
        ("Poland did not.", Support.UNCITED),
    ]
    assert [fragment.text for fragment in fragments if fragment.support] == [" (uncited)"]


@pytest.mark.parametrize("line", ["Troop commitments", "Germany’s position", "Reactions of allies", "Next steps"])
def test_a_short_heading_without_a_verb_names_a_topic(line: str) -> None:
    assert names_topic(f"**{line}**", KNOWN)


@pytest.mark.parametrize(
    "line",
    [
        "France offers troops",
        "Poland is ready",
        "Poland not ready",
        "300 soldiers for Kyiv",
        "Poland, at last.",
        "What came of the long talks in Paris",
        "Troops lost in Paris",
        "Allies attacked",
        "Massive troops",
    ],
)
def test_a_heading_that_may_be_a_sentence_does_not(line: str) -> None:
    assert not names_topic(line, KNOWN)


def _all_near(text: str, _: str) -> list[Match]:
    return [Match(0, len(text), (1.0,))]


def read_all(reply: str, sentences: Sequence[Sentence]) -> list[tuple[str, Support]]:
    reader = Reader(sentences, Checker(_all_near), QUESTION)
    reader.feed(reply)
    reader.finish()
    return [(each.text, each.support) for each in reader.answer().statements]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("## Troops of France\nFrance offered troops. [s1]", [("France offered troops.", Support.SUPPORTED)]),
        ("**Offers**\n\nFrance offered troops. [s1]", [("France offered troops.", Support.SUPPORTED)]),
        ("**France**\n", [("**France**", Support.UNCITED)]),
        ("**France**\n**Poland**\n", [("**France**", Support.UNCITED), ("**Poland**", Support.UNCITED)]),
        ("- **France**\n- **Poland**\n", [("**France**", Support.UNCITED), ("**Poland**", Support.UNCITED)]),
        ("**Norway**\nIt offered troops. [s1]", [("It offered troops.", Support.UNSUPPORTED)]),
        ("**Norway**\nIt offered troops.", [("It offered troops.", Support.UNCITED)]),
        ("- **Norway**\n  - offered troops [s1]", [("**Norway** offered troops", Support.UNSUPPORTED)]),
        ("1. Offers\n   - France offered troops [s1]", [("Offers France offered troops", Support.SUPPORTED)]),
    ],
)
def test_a_topic_heads_what_follows_and_is_held_against_it(
    reply: str, expected: list[tuple[str, Support]], split: Callable[[str], Sequence[Sentence]]
) -> None:
    assert read_all(reply, split("France offered troops. Poland did not.")) == expected


@pytest.mark.parametrize(
    "head",
    [
        "| Poland lost 300 troops | Value |",
        "| Poland lost | Value |",
        "| No troops | Value |",
        "| Poland attacked | Value |",
        "| Troops from very many countries | Value |",
        "Poland lost its troops by mistake.",
        "| Troops lost: 300 | Offer |",
    ],
)
def test_a_head_that_says_something_is_a_statement(head: str, split: Callable[[str], Sequence[Sentence]]) -> None:
    sentences = split("France offered troops. Poland did not.")
    assert read_all(f"{head}\n|---|---|\n| France | offered troops [s1] |", sentences)[0][0] == head


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            "Two countries spoke:\n- France offered troops [s1]\n- Poland did not [s2]",
            ["countries spoke: France offered troops", "countries spoke: Poland did not"],
        ),
        (
            "Offers of France and Poland:\n- France offered troops [s1]\n- Poland did not [s2]",
            ["France offered troops", "Poland did not"],
        ),
        (
            "Troops destroyed by hackers:\n- France offered troops [s1]",
            ["Troops destroyed by hackers:", "France offered troops"],
        ),
        (
            "Offers of France and Norway:\n- France offered troops [s1]",
            ["Offers of France and Norway:", "France offered troops"],
        ),
        ("Offers:\n\nFrance offered troops [s1].", ["France offered troops."]),
        ("France has:\n- offered troops [s1]", ["France has offered troops"]),
        ("France:\n- has offered troops [s1]", ["France has offered troops"]),
        ("France must do the following:\n- offer troops [s1]", ["France must offer troops"]),
        ("France took the following steps:\n- offered troops [s1]", ["France: offered troops"]),
        ("France shall\n- offer troops [s1]", ["France shall offer troops"]),
        ("Yes:\n- **Offers.** France offered troops [s1]", ["Yes: **Offers.** France offered troops"]),
        ("The sources describe several events:\n- France offered troops [s1]", ["France offered troops"]),
        ("France offers\n- troops [s1]", ["France offers", "troops"]),
        ("References\n[s1] France offered troops.", ["France offered troops."]),
    ],
)
def test_what_heads_a_list_is_held_against_its_items_as_far_as_it_is_of_each(
    reply: str, expected: list[str], split: Callable[[str], Sequence[Sentence]]
) -> None:
    assert [text for text, _ in read_all(reply, split("France offered troops. Poland did not."))] == expected


@pytest.mark.parametrize("rule", ["|---|---|", "| :-- | --: |", "| --- | --- |\r"])
def test_the_head_of_a_table_is_no_statement_and_its_rows_are(
    rule: str, split: Callable[[str], Sequence[Sentence]]
) -> None:
    sentences = split("France offered troops. Poland did not.")
    reply = f"| Who | Offer |\n{rule}\n| France | offered troops [s1] |\n| Poland | did not [s2] |"
    assert read_all(reply, sentences) == [
        ("| France | Offer offered troops |", Support.SUPPORTED),
        ("| Poland | Offer did not |", Support.SUPPORTED),
    ]
    assert read_all(reply.replace(f"{rule}\n", ""), sentences) == [
        ("| Who | Offer |", Support.UNCITED),
        ("| France | offered troops |", Support.SUPPORTED),
        ("| Poland | did not |", Support.SUPPORTED),
    ]


TABLE = "| Harbour | Tolls | {} |\n|---|---|---|\n| Hull | 5 percent | 9 percent | [s1]\nTolls rose. [s1]"


@pytest.mark.parametrize(
    ("column", "row", "support"),
    [
        ("New rent", "| Hull | Tolls 5 percent | New rent 9 percent |", Support.SUPPORTED),
        ("Failed costs", "| Hull | Tolls 5 percent | 9 percent |", Support.SUPPORTED),
        ("Cost", "| Hull | Tolls 5 percent | 9 percent |", Support.SUPPORTED),  # a word of the answer's own
        ("", "| Hull | Tolls 5 percent | 9 percent |", Support.SUPPORTED),
        ("x | y", "| Hull | 5 percent | 9 percent |", Support.SUPPORTED),  # with other columns
    ],
)
def test_a_cell_of_a_table_is_read_with_the_head_of_its_column(
    column: str, row: str, support: Support, split: Callable[[str], Sequence[Sentence]]
) -> None:
    sentences = split("Tolls of Hull rose by 5 percent, the new rent by 9 percent.")
    assert read_all(TABLE.format(column), sentences) == [(row, support), ("Tolls rose.", Support.SUPPORTED)]


def test_amounts_in_each_others_columns_are_told(split: Callable[[str], Sequence[Sentence]]) -> None:
    sentences = split("Waiting fell by 5 percent in the new harbour and by 9 percent in the old harbour.")
    reply = "| | New harbour | Old harbour |\n|---|---|---|\n| Waiting | {} percent | {} percent | [s1]"
    assert [support for _, support in read_all(reply.format(5, 9), sentences)] == [Support.SUPPORTED]
    assert [support for _, support in read_all(reply.format(9, 5), sentences)] == [Support.UNSUPPORTED]


@pytest.mark.parametrize("line", ["---", "***", "```", "|---|---|", "* * *"])
def test_a_line_of_marks_is_part_of_no_statement(line: str, split: Callable[[str], Sequence[Sentence]]) -> None:
    reply = f"{line}\nFrance offered troops [s1].\n{line}\nPoland did not [s2].\n{line}"
    assert [text for text, _ in read_all(reply, split("France offered troops. Poland did not."))] == [
        "France offered troops.",
        "Poland did not.",
    ]


@pytest.mark.parametrize("listed", ["**Sources:** [s1], [s2]", "References:\n[s1]\n[s2]", "Sources cited: [s2]"])
def test_a_list_of_sources_cites_for_no_statement(listed: str, split: Callable[[str], Sequence[Sentence]]) -> None:
    reader = Reader(split("France offered troops. Poland did not."), question=QUESTION)
    reader.feed(f"France offered troops [s1].\n\n{listed}")
    reader.finish()
    (statement,) = reader.answer().statements
    assert statement.citations == (1,)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Yes. France offered troops [s1].", ["Yes. France offered troops."]),
        ("**Yes!**\n\nFrance offered troops [s1].", ["**Yes!** France offered troops."]),
        ("No. Poland did not [s2].", ["No. Poland did not."]),
        ("Yes.", ["Yes."]),
        ("Yes.\n- France offered troops [s1]", ["Yes.", "France offered troops"]),
    ],
)
def test_a_bare_yes_belongs_to_the_sentence_that_explains_it(
    reply: str, expected: list[str], split: Callable[[str], Sequence[Sentence]]
) -> None:
    assert [text for text, _ in read_all(reply, split("France offered troops. Poland did not."))] == expected


@pytest.mark.parametrize(
    ("reply", "support"),
    [
        ("Yes. [s1]", Support.SUPPORTED),
        ("**Yes.** [s2]", Support.UNSUPPORTED),
        ("Yes. Poland did not offer troops. [s2]", Support.UNSUPPORTED),
        ("No. Poland did not offer troops. [s2]", Support.SUPPORTED),
    ],
)
def test_a_yes_is_held_against_the_question(
    reply: str, support: Support, split: Callable[[str], Sequence[Sentence]]
) -> None:
    asked = "Did France offer troops?" if "[s1]" in reply else "Did Poland offer troops?"
    reader = Reader(split("France offered troops. Poland did not offer troops."), Checker(_all_near), asked)
    reader.feed(reply)
    reader.finish()
    assert [statement.support for statement in reader.answer().statements] == [support]


def test_one_that_cites_is_a_statement_as_any_other(split: Callable[[str], Sequence[Sentence]]) -> None:
    reader = Reader(split("France offered troops."), question=QUESTION)
    reader.feed("Based on the sources: [s1]\n- France offered troops. [s1]")
    reader.finish()
    assert len(reader.answer().statements) == 2
