"""The page of `qa compare --html`."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.harbour import TEXT
from tests.qa.comparison.conftest import CASES, NEW

if TYPE_CHECKING:
    from tests.conftest import RunQa

VOID = {"meta", "br", "link", "img", "input", "hr", "base"}
ALLOWED = {"class", "id", "href", "dir", "open", "scope", "lang", "charset", "name", "content", "http-equiv"}
HOSTILE = "</p><script src=http://evil.example/x.js></script><img onerror=1 src='//evil.example'>&amp;\u202e"
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "pre", "summary"}


class Page(HTMLParser):
    """A page that was read: its tags are balanced, and everything in it is known."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            assert not (tag in {*PARAGRAPHS, "section", "div", "ul"} and PARAGRAPHS & set(self.open)), tag
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def marked(self, tag: str) -> list[str]:
        """What stands in such tags, all other tags left out."""
        return [data for stack, data in self.texts if tag in stack]


@pytest.fixture
def hostile(suite: Path) -> Path:
    """Cases whose document, tape, questions and names try to be more than text."""
    (suite.parent / "texts" / "harbour.txt").write_text(
        TEXT.replace("The council", f"The {HOSTILE} council", 1), encoding="utf-8"
    )
    name = "a<b>&'\"c.tape.yaml"
    suite.with_name(name).write_text(
        NEW.replace("The council of Elling", "of Elling has not approved").replace(
            "In 1931.", "In 1931, see http://evil.example/ and <a href='javascript:x'>this</a>."
        ),
        encoding="utf-8",
    )
    suite.write_text(
        CASES.replace("contains: 4 million", "contains: <b>4 million</b>").replace(
            "cases:\n", "cases:\n- ask: <i onclick=x>who?</i> $body\n"
        ),
        encoding="utf-8",
    )
    return suite.with_name(name)


def page(run_qa: RunQa, project: Path, *arguments: str | Path) -> str:
    run_qa("compare", "--html", "page.html", *arguments)
    return (project / "page.html").read_text(encoding="utf-8")


def test_the_page_marks_what_each_side_alone_has(run_qa: RunQa, suite: Path, project: Path) -> None:
    read = Page(page(run_qa, project, ".", "checks/new.tape.yaml", suite))
    lost, gained = read.marked("del"), read.marked("ins")
    assert "4" in lost
    assert "5" in gained
    assert "Mayor Ines Falk said the new pier would cost 4 million crowns." in lost
    assert "The council of Elling has not approved the pier." in gained
    assert "supported" in lost
    assert "unsupported: “5 million crowns” is not in the cited sentence" in gained
    assert {"holds", "fails"} <= set(lost) & set(gained)
    assert {"answered", "refused"} <= {*lost, *gained}
    text = "".join(data for _, data in read.texts)
    assert "3 cases: 1 same, 2 changed (1 fixed, 1 broken)" in text
    assert "✗ broken" in text


def test_what_is_the_same_is_closed_and_what_differs_is_open(run_qa: RunQa, suite: Path, project: Path) -> None:
    text = page(run_qa, project, ".", "checks/new.tape.yaml", suite)
    assert re.findall(r'<details id="(case-\d)" class="(\w+)"( open)?>', text) == [
        ("case-1", "same", ""),
        ("case-2", "broken", " open"),
        ("case-3", "fixed", " open"),
    ]
    assert [value for name, value in Page(text).attributes if name == "href"] == ["#case-1", "#case-2", "#case-3"]


def test_the_page_loads_nothing_and_runs_nothing(run_qa: RunQa, suite: Path, hostile: Path, project: Path) -> None:
    text = page(run_qa, project, ".", hostile, suite)
    read = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "base", "i", "b", "form"} & set(read.tags)
    assert {name for name, _ in read.attributes} <= ALLOWED
    assert all((value or "").startswith("#case-") for name, value in read.attributes if name == "href")
    assert not re.search(r"https?://|url\(|@import", text)
    assert not re.search(r"<[^>]*\b(?:src|on\w+|style)\s*=", text)
    assert "default-src 'none'" in text
    assert text.count("<style>") == 1


def test_hostile_text_is_shown_as_text(run_qa: RunQa, suite: Path, hostile: Path, project: Path) -> None:
    raw = page(run_qa, project, ".", hostile, suite)
    assert "\u202e" not in raw
    text = "".join(data for _, data in Page(raw).texts)
    assert "<script src=http: //evil.example/x.js></script>" in text
    assert "<i onclick=x>who?</i> $body" in text
    assert "a<b>&'\"c.tape.yaml" in text
    assert "“<b>4 million</b>”" in text
    assert "&amp;\ufffd" in text


def test_an_address_that_two_pieces_make_is_none(run_qa: RunQa, suite: Path, project: Path) -> None:
    for name, words in (("old", "Read http:x//a.example soon."), ("new", "Read http://a.example soon.")):
        file = suite.with_name(f"{name}.tape.yaml")
        file.write_text(NEW.replace("In 1931.", f'"{words}"').replace(' ["dredged in 1931"]', ""), encoding="utf-8")
    raw = page(run_qa, project, ".", "checks/new.tape.yaml", suite)
    assert "http://a" not in re.sub(r"<[^>]*>", "", raw)


def test_a_case_that_cannot_be_asked_shows_why_and_what_the_other_side_says(
    run_qa: RunQa, suite: Path, project: Path
) -> None:
    suite.with_name("new.tape.yaml").write_text(NEW.partition("- ask: what would")[0], encoding="utf-8")
    read = Page(page(run_qa, project, ".", "checks/new.tape.yaml", suite))
    text = "".join(data for _, data in read.texts)
    assert "has no reply to “what would the pier cost?”" in text
    assert "! error" in text
    assert "Mayor Ines Falk said that it would cost 4 million crowns. [1]" in text


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("checks/harbour.qa.yaml", "looks like a file of cases"),
        ("qa.toml", "would be written over"),
        ("nowhere/page.html", "cannot write nowhere/page.html: No such file or directory"),
    ],
)
def test_a_page_that_cannot_be_written_is_said_before_anything_is_asked(
    run_qa: RunQa, suite: Path, name: str, complaint: str
) -> None:
    result = run_qa("compare", "--html", name, ".", "checks/new.tape.yaml", suite)
    assert (result.code, result.out) == (2, "")
    assert complaint in result.err
    assert suite.read_text(encoding="utf-8") == CASES
