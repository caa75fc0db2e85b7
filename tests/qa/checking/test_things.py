from __future__ import annotations

import pytest

from qa.checking.things import pairs_of, things_in


@pytest.mark.parametrize(
    ("text", "other", "things"),
    [
        ("The basement is dry.", "They like its basements.", ["basement"]),
        ("The ground floor is dry.", "Each ground floor flooded.", ["ground floor"]),
        ("The ground floor is dry.", "The floor is on the ground.", ["ground"]),
        ("The ground floor is dry.", "It flooded.", []),
        ("Basements are dry, and so is the Basement.", "The basement flooded.", []),
        ("A tall tower and an old one stand there.", "The tall tower fell.", ["tall tower"]),
        ("The union sold the ferry.", "The union sold the harbour.", ["union"]),
        ("The union stayed neutral.", "The union stayed neutral.", ["union"]),
        ("the", "the", []),
        ("", "", []),
    ],
)
def test_a_thing_is_what_stands_behind_a_small_word_in_the_words_of_both(
    text: str, other: str, things: list[str]
) -> None:
    found = list(things_in(text, pairs_of(text) & pairs_of(other)))
    assert [thing.text for thing in found] == things
    assert [text[thing.start : thing.end] for thing in found] == things
