"""Showing answers: the contract of the JSON, and nothing of a document or a model that acts on a terminal."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Document, Span
from qa.answering import Fragment, Reader, Support
from qa.render import json as as_json
from qa.render import markdown
from qa.render.clean import clean, display, file_name, one_line, to_json
from qa.render.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Passage, Sentence
    from qa.answering import Citation
    from qa.assistant import Turn

    Split = Callable[..., tuple[Sentence, ...]]
    Join = Callable[..., Passage]
    Answering = Callable[..., Turn]

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
OURS = re.compile("\x1b\\[(?:0|2|7|32|33|36)m|\x1b\\]8;;(?:file://[!-~]+)?\x1b\\\\")
ESCAPES = [
    "\x1b[31mred",
    "\x1b]8;;http://x\x1b\\x\x1b]8;;\x07",
    "\x1b]0;title\x07",
    "\x1bP1$r\x1b\\",
    "\x9b31m",
    "\x1bc",
]
CONTROLS = ["\x00", "\x07", "\x08", "\x7f", "\x85", "\x90", "\r", "\r\n", "\u202e", "\u2066", "\u200f", "\u061c"]
ATTACKS = [*ESCAPES, *CONTROLS, "\ud800", "\udfff"]
NASTY = st.lists(st.sampled_from(ATTACKS) | st.text(st.characters(), max_size=5), max_size=8).map("".join)


def evaluated() -> list[str]:
    """Streams that act on terminals, from a collection of them, where there is one."""
    folder = os.environ.get("QA_EVAL")
    files = sorted(Path(folder, "terminal_escapes").rglob("*")) if folder else []
    return [file.read_bytes().decode("utf-8", "surrogateescape") for file in files if file.is_file()]


def written(text: str, path: Path = Path("/documents/harbour.txt"), title: str = "Harbour") -> tuple[Document, Span]:
    return Document(1, path, title, text), Span(0, len(text))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def on_terminal(turn: Turn, reply: str, sentences: Sequence[Sentence], *, styled: bool) -> str:
    """All that a terminal may show about a turn."""
    terminal = Terminal(out := io.StringIO(), styled=styled)
    reader = Reader(sentences)
    for piece in (*reply, None):
        for fragment in reader.finish() if piece is None else reader.feed(piece):
            terminal.fragment(fragment)
    terminal.ending(turn.answer)
    terminal.passages(turn.passages)
    for sentence in sentences:
        terminal.surroundings(sentence.document, sentence.span)
    return out.getvalue()


# JSON

REPLY = "One left [s1]. Two came [s2]. They say so.\nNOT IN SOURCES: the cost [s9]"


def test_the_json_of_an_answer_is_the_contract(here: Path, split: Split, answering: Answering) -> None:
    text = "One left.\r\nTwo people came.\r\n"
    sentences = split(text, path=here / "folder" / "harbour.txt")
    told = json.loads(as_json.render(answering(REPLY, sentences)))
    assert told == {
        "schema": 1,
        "question": "Who left?",
        "answered": True,
        "engine": "openai",
        "model": "m-1",
        "answer": "One left [1]. Two came [2]. They say so.\nNot in the sources: the cost",
        "statements": [
            {"text": "One left.", "citations": [1], "support": "supported", "problems": [], "found": False},
            {"text": "Two came.", "citations": [2], "support": "unchecked", "problems": [], "found": False},
            {"text": "They say so.", "citations": [], "support": "uncited", "problems": [], "found": False},
        ],
        "citations": [
            {
                "number": 1,
                "source": os.path.join("folder", "harbour.txt"),  # noqa: PTH118 – as it is printed
                "encoding": "utf-8",
                "start": 0,
                "end": 9,
                "line": 1,
                "page": None,
                "quote": "One left.",
            },
            {
                "number": 2,
                "source": os.path.join("folder", "harbour.txt"),  # noqa: PTH118 – as it is printed
                "encoding": "utf-8",
                "start": 11,
                "end": 27,
                "line": 2,
                "page": None,
                "quote": "Two people came.",
            },
        ],
        "missing": "the cost",
        "nearest": [],
        "disagreements": [],
        "lacking": {},
        "suspicious": [],
        "warnings": [],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7},
        "timings": {"retrieve": 0.0123, "first_token": 0.5, "total": 1.25},
        "standalone": "Who left? (alone)",
        "repaired": False,
        "incomplete": None,
    }


def test_the_json_of_a_refusal_says_so_in_a_sentence(split: Split, answering: Answering) -> None:
    told = as_json.as_dict(answering("NOT IN SOURCES: the cost", split("One left.")))
    assert (told["answered"], told["missing"], told["statements"], told["citations"]) == (False, "the cost", [], [])
    assert told["answer"] == "The sources do not answer this. Missing: the cost"


@given(before=NASTY, quoted=NASTY, after=NASTY)
def test_a_quote_is_the_slice_that_its_citation_names(
    before: str, quoted: str, after: str, answering: Answering, split: Split
) -> None:
    (sentence, *_) = split("x")
    document, _ = written(before + quoted + after)
    span = Span(len(before), len(before) + len(quoted))
    turn = answering("One left [s1].", [type(sentence)(document, span, 0, 1)])
    (told,) = as_json.as_dict(turn)["citations"]
    assert document.text[told["start"] : told["end"]] == told["quote"] == quoted


def joined_surrogates(text: str) -> bool:
    return bool(re.search("[\ud800-\udbff][\udc00-\udfff]", text))


@given(text=NASTY)
@example(text="".join(ATTACKS))
def test_json_is_one_line_that_acts_on_no_terminal_and_loses_nothing(text: str) -> None:
    line = to_json({"text": text, text: [text]})
    assert not ACTING.search(line)
    assert not set(line) & {"\n", "\t"}
    line.encode("utf-8")
    if not joined_surrogates(text):  # JSON has no way to tell these from the character that they make
        assert json.loads(line) == {"text": text, text: [text]}


def test_json_keeps_writing_readable() -> None:
    assert to_json("é 日本 😀 “x”") == '"é 日本 😀 “x”"'


# Text that cannot act on a terminal


@given(text=NASTY)
@example(text="".join(ATTACKS))
def test_clean_text_acts_on_no_terminal(text: str) -> None:
    assert not ACTING.search(clean(text))
    assert not ACTING.search(one_line(text))
    assert "\n" not in one_line(text)
    assert clean(clean(text)) == clean(text)


def test_clean_text_shows_what_it_took_out_and_keeps_the_rest() -> None:
    assert clean("a\x1b[31mb\r\nc\rd\te\u202ef é 日本 👩‍🚀") == "a\ufffd[31mb\nc\nd\te\ufffdf é 日本 👩‍🚀"
    assert one_line(" a\n\n b\u2028c\x00 ") == "a b c\ufffd"


@given(source=NASTY, name=NASTY, reply=NASTY)
@example(source="".join(ATTACKS), name="".join(ATTACKS), reply="".join(ATTACKS))
@example(source="x", name="x\n[1] y", reply="x")
def test_nothing_of_a_document_or_a_model_acts_on_a_terminal(  # noqa: PLR0917 – half of them are fixtures
    source: str, name: str, reply: str, split: Split, join: Join, answering: Answering
) -> None:
    path = Path("/documents", re.sub("[/\0\ud800-\udc7f\udd00-\udfff]", "-", f"a{name}"))
    sentences = split(f"A {source} b.", path=path, title=name)
    reply = f"One {reply} left [s1].\nNOT IN SOURCES: {reply}"
    turn = replace(answering(reply, sentences), passages=(join(sentences),))
    assert not ACTING.search(on_terminal(turn, reply, sentences, styled=False))
    assert not ACTING.search(OURS.sub("", on_terminal(turn, reply, sentences, styled=True)))
    assert not ACTING.search(markdown.render([turn]))
    assert "\n" not in file_name(path)


@pytest.mark.skipif(not evaluated(), reason="QA_EVAL names no collection")
def test_no_known_stream_acts_on_a_terminal(split: Split, answering: Answering) -> None:
    streams = evaluated()
    assert len(streams) > 20
    for text in streams:
        sentences = split(text)[:50] or split("x")
        reply = f"{text[:2_000]} [s1]"
        turn = answering(reply, sentences)
        assert not ACTING.search(OURS.sub("", on_terminal(turn, reply, sentences, styled=True)))
        assert not ACTING.search(on_terminal(turn, reply, sentences, styled=False))
        assert not ACTING.search(markdown.render([turn]))
        assert json.loads(as_json.render(turn))["citations"][0]["quote"] == sentences[0].text


# On a terminal


@pytest.fixture
def turn(here: Path, split: Split, answering: Answering) -> Turn:
    return answering(REPLY, split("One left.\nTwo people came.\n", path=here / "a b.txt"))


@pytest.fixture
def fragments(turn: Turn) -> list[Fragment]:
    reader = Reader([citation.sentence for citation in turn.answer.citations])
    return [*reader.feed(REPLY), *reader.finish()]


def test_a_piped_answer_is_plain_text(turn: Turn, fragments: list[Fragment]) -> None:
    terminal = Terminal(out := io.StringIO(), styled=False)
    for fragment in fragments:
        terminal.fragment(fragment)
    terminal.ending(turn.answer)
    assert out.getvalue() == (
        "One left [1]. Two came [2]. They say so. (uncited)\n"
        "Not in the sources: the cost\n"
        "\n"
        "! 1 of 3 statements supported, 1 uncited, 1 unchecked\n"
        "\n"
        "Sources\n"
        "[1] a b.txt:1\n"
        "    > One left.\n"
        "[2] a b.txt:2\n"
        "    > Two people came.\n"
    )


def test_a_styled_answer_differs_by_our_colours_and_links_alone(turn: Turn, fragments: list[Fragment]) -> None:
    plain, styled = (Terminal(io.StringIO(), styled=styled) for styled in (False, True))
    for terminal in (plain, styled):
        for fragment in fragments:
            terminal.fragment(fragment)
        terminal.ending(turn.answer)
    assert isinstance(styled.out, io.StringIO)
    assert isinstance(plain.out, io.StringIO)
    text = styled.out.getvalue()
    assert OURS.sub("", text) == plain.out.getvalue()
    assert "\x1b[36m[1]\x1b[0m" in text
    assert "\x1b[33m (uncited)\x1b[0m" in text
    assert text.count("\x1b]8;;file://") == 2


def test_every_fragment_is_shown_at_once() -> None:
    class Counting(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    out = Counting()
    terminal = Terminal(out, styled=False)
    for fragment in (Fragment("a"), Fragment("[1]", citation=1), Fragment(" (uncited)", support=Support.UNCITED)):
        terminal.fragment(fragment)
    assert (out.getvalue(), out.flushed) == ("a[1] (uncited)", 3)


def test_a_refusal_is_shown_as_its_sentence(split: Split, answering: Answering) -> None:
    sentences = split("One left.")
    reply = "NOT IN SOURCES: the cost"
    shown = on_terminal(answering(reply, sentences), reply, (), styled=False)
    assert shown == "The sources do not answer this. Missing: the cost\n"


def test_a_refusal_in_a_models_own_words_is_shown_above_it(split: Split, answering: Answering) -> None:
    sentences = split("One left.")
    reply = "The cost is not stated."
    shown = on_terminal(answering(reply, sentences), reply, (), styled=False)
    assert shown == f"{reply}\nThe sources do not answer this. Missing: The cost\n"


def test_passages_are_shown_with_their_places_and_scores(split: Split, join: Join) -> None:
    sentences = split("One left.\nTwo came.\n\nThree stayed.")
    terminal = Terminal(out := io.StringIO(), styled=False)
    terminal.passages([join(sentences[1:], 0.987), join(sentences[:1], 0.5)])
    assert out.getvalue() == (
        "1. /documents/harbour.txt:2  score 0.99\n"
        "    > Two came.\n"
        "    > \n"
        "    > Three stayed.\n"
        "2. /documents/harbour.txt:1  score 0.50\n"
        "    > One left.\n"
    )


@pytest.mark.parametrize(
    "name", ["a b.txt", "é日本.txt", "100%.txt", "what?#1;.txt", "quote'\"<>.txt", "line\nend.txt", "\udcff.txt"]
)
def test_a_link_is_the_address_of_the_file_and_its_line(name: str) -> None:
    document, _ = written("One.\nTwo.", Path("/some documents", name))
    place = Terminal(io.StringIO(), styled=True).place(document, Span(5, 9))
    link = re.fullmatch("\x1b\\]8;;([!-~]+)\x1b\\\\([^\x1b\n]+)\x1b\\]8;;\x1b\\\\", place)
    assert link
    address = urlsplit(link[1])
    assert (address.scheme, address.query, address.fragment) == ("file", "", "2")
    assert address.netloc
    assert unquote(address.path, errors="surrogateescape") == str(document.path)
    assert link[2] == f"{file_name(document.path)}:2"


LINES = "1\r\n2\r\n3\r\n4 one left,\r\n5 and two\r\n6 came. So.\r\n7\r\n8\r\n9\r\n10\r\n"


def test_the_surroundings_of_a_span_mark_it_and_nothing_else() -> None:
    document, _ = written(LINES)
    start, end = LINES.index("one"), LINES.index(" So.")
    terminal = Terminal(out := io.StringIO(), styled=False)
    terminal.surroundings(document, Span(start, end))
    assert out.getvalue() == (
        "/documents/harbour.txt:4\n"
        "    1  1\n"
        "    2  2\n"
        "    3  3\n"
        "    4  4 >>one left,<<\n"
        "    5  >>5 and two<<\n"
        "    6  >>6 came.<< So.\n"
        "    7  7\n"
        "    8  8\n"
        "    9  9\n"
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("styled", [False, True])
@given(data=st.data())
def test_what_is_marked_is_the_span(ending: str, styled: bool, data: st.DataObject) -> None:  # noqa: FBT001
    text = LINES.replace("\r\n", ending)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document, _ = written(text)
    terminal = Terminal(out := io.StringIO(), styled=styled)
    terminal.surroundings(document, Span(start, end))
    marks = re.findall("\x1b\\[7m(.*?)\x1b\\[0m" if styled else ">>(.*?)<<", out.getvalue())
    assert "".join(marks) == re.sub("[\r\n]", "", text[start:end])


def test_surroundings_end_where_the_document_does() -> None:
    document, span = written("One.")
    terminal = Terminal(out := io.StringIO(), styled=False)
    terminal.surroundings(document, span)
    terminal.surroundings(*written(""))
    assert out.getvalue() == "/documents/harbour.txt:1\n    1  >>One.<<\n/documents/harbour.txt:1\n    1  \n"


# Paths


def test_a_path_is_shown_relative_where_it_lies_below_the_working_directory(here: Path) -> None:
    assert display(here / "a" / "b.txt") == str(Path("a", "b.txt"))
    assert display(here.parent / "b.txt") == str(here.parent / "b.txt")
    assert display(here.with_name(here.name + "x")) == str(here) + "x"


# Markdown


def test_a_conversation_as_markdown(turn: Turn) -> None:
    assert markdown.render([turn, turn]).split("## ")[1:] == [
        "Who left?\n\n"
        "One left \\[1\\]. Two came \\[2\\]. They say so.\nNot in the sources: the cost\n\n"
        "*1 of 3 statements supported, 1 uncited, 1 unchecked*\n\n"
        "- uncited: They say so.\n"
        "\nSources:\n\n1. a b.txt:1\n\n   > One left.\n\n"
        "2. a b.txt:2\n\n   > Two people came.\n\n"
        "*Answered by: openai, m-1*\n" + end
        for end in ("\n", "\n")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>*x*</b> `y` [z](u) ![i](j)", "\\<b\\>\\*x\\*\\</b\\> \\`y\\` \\[z\\](u) \\!\\[i\\](j)"),
        ("a_b | ~~c~~ # d \\ &lt;", "a\\_b \\| \\~\\~c\\~\\~ \\# d \\\\ \\&lt;"),
        ("One\n===\nTwo\n---\n- three - four", "One\n\\===\nTwo\n\\---\n- three - four"),
        ("A\x1b[1m\r\nB", "A\ufffd\\[1m\nB"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, expected: str) -> None:
    assert markdown._escaped(text) == expected


def test_a_quotation_of_several_lines_is_quoted_on_each(split: Split, answering: Answering) -> None:
    sentence = split("x")[0]
    document, span = written("One\r\n# left.")
    answer = answering("One [s1].", [type(sentence)(document, span, 0, 1)])
    assert "   > One\n   > \\# left.\n" in markdown.render([answer])


def test_every_citation_is_in_each_form(turn: Turn) -> None:
    def places(citations: Sequence[Citation]) -> list[str]:
        return [f"{display(each.sentence.document.path)}:{each.sentence.line}" for each in citations]

    for place in places(turn.answer.citations):
        assert place in markdown.render([turn])
        assert place in on_terminal(turn, REPLY, (), styled=False)
