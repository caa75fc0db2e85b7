from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from qa.checking.evidence import Evidence
from qa.checking.references import references
from tests.conftest import ARTICLE

if TYPE_CHECKING:
    from tests.qa.conftest import Split

LEASE = "The rents in Schedule 1 are due in two parts, as clause 4.2(b) and article 7 (a) say."
LISTED = "See Schedules 1, 2 and 3, and clauses 4 to 6, or Annexes A and B."


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Schedule 1 has the rents.", LEASE),
        ("SCHEDULE ONE has the rents.", LEASE),
        ("Clause 4.2(B) says when.", LEASE),
        ("Clause 4.2 (b)(ii) says when.", LEASE),
        ("Article 7(a) says when.", LEASE),
        ("Schedule 3 and clause 6 are meant.", LISTED),
        ("The rents are due in 2 parts.", LEASE),
        ("Phase 2 of the rents is due.", LEASE),
        ("Table 2 has the rents.", LEASE),
        ("Clause 5 and Annex B say so.", LISTED),
        ("Clause 4 says when.", LEASE),
        ("Article VII says so.", "It is in Article VII."),
        ("Article VII says so.", "It is in article 7."),
        ("The fee is 100 (USD) since 2019 (May).", LEASE),
        ("The figure 2,000 is wrong.", "Figure 3 shows 2,000 seats."),
        ("See Section 3.", "See Sections 1-300000000 of it."),
        ("The part I played was small.", "It is part one."),
        ("They are due in 3 weeks.", LEASE),
    ],
)
def test_parts_that_are_named_there_in_any_way_are_no_problem(split: Split, statement: str, cited: str) -> None:
    assert references(statement, Evidence(split(cited))) == []


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("SCHEDULE 2 has the rents.", LEASE, "“Schedule 1”, not “SCHEDULE 2”"),
        ("Schedule 9 has the rents.", LISTED, "“Schedule 1”, not “Schedule 9”"),
        ("Clause 4.2(a) says when.", LEASE, "“clause 4.2(b)”, not “Clause 4.2(a)”"),
        ("As 4.2(a) says.", LEASE, "“clause 4.2(b)”, not “4.2(a)”"),
        ("Clause 42 says when.", LEASE, "“clause 4.2(b)”, not “Clause 42”"),
        ("Clause 7 says when.", LISTED, "“clause 4”, not “Clause 7”"),
        ("Annex C says when.", LISTED, "“Annex A”, not “Annex C”"),
        ("Article IV says so.", "It is in Article VII.", "“Article VII”, not “Article IV”"),
        ("Section 12a says so.", "Section 12b says so.", "“Section 12b”, not “Section 12a”"),
        ("Phase three is open.", "Phase two is open.", "“Phase two”, not “Phase three”"),
        ("Article 8 says when.", LEASE, "“article 7 (a)”, not “Article 8”"),
    ],
)
def test_a_part_in_the_place_of_another_is_named_beside_it(
    split: Split, statement: str, cited: str, problem: str
) -> None:
    assert references(statement, Evidence(split(cited))) == [f"the cited sentence has {problem}"]


def test_each_sentence_of_the_article_supports_itself(split: Split) -> None:
    for sentence in split(ARTICLE.read_text(encoding="utf-8")):
        assert references(sentence.text, Evidence((sentence,))) == []


def test_the_time_does_not_grow_with_the_square(split: Split) -> None:
    started = time.process_time()
    references("Section 3. " * 1000, Evidence(split("See Sections 1-99999999 and Section 4 " * 100)))
    assert time.process_time() - started < 2
