from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.checking.evidence import Evidence
from qa.checking.literals import literals
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

TEXT = """The `codec` option is new.
The option `keep_daily` defaults to 14, and `corvid rekey --all` needs LOG_LEVEL.
It is 3 at least.
"""


@pytest.mark.parametrize(
    ("statement", "cited", "missed"),
    [
        ("`keep_daily` is 14.", 1, []),
        ("keep_daily is 14, with **LOG_LEVEL**.", 1, []),
        ("Run `corvid rekey` with --all.", 1, []),
        ("`codec` is 14.", 1, ["codec"]),
        ("keep_weekly is 14, and so is `keep_weekly`.", 1, ["keep_weekly"]),
        ("Run `corvid rekey` with --none.", 1, ["--none"]),
        ("`keep` is 14.", 1, ["keep"]),
        ("`keep_daily` is 3.", 2, []),
        ("`keep_weekly` is 3.", 2, ["keep_weekly"]),
        ("It is as in .gitignore.", 1, [".gitignore"]),
        ("It is ``quoted'' -- well-known -so they say- and __bold__.", 1, []),
    ],
)
def test_what_is_code_stands_in_the_cited_sentence(split: Split, statement: str, cited: int, missed: list[str]) -> None:
    evidence = Evidence((split(TEXT)[cited],))
    assert literals(statement, evidence) == [f"“{name}” is not in the cited sentence" for name in missed]


def test_what_is_code_may_stand_in_a_heading(split: Split) -> None:
    *_, last = split("# Options\n\n## keep_daily\n\n- 14 by default")
    assert literals("keep_daily is 14 by default.", Evidence((last,))) == []


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert literals(sentence.text, Evidence((sentence,))) == []
