from __future__ import annotations

import io
import os
import time

import pytest

from qa.render.wrapping import Wrapped


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")


def wrapped(*texts: str) -> list[str]:
    stream = Wrapped(out := io.StringIO())
    for text in texts:
        stream.write(text)
        stream.flush()
    return out.getvalue().split("\n")


def test_a_terminal_that_does_not_know_how_wide_it_is_is_as_wide_as_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def fileno(self) -> int:
            return 1

    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((0, 0)))
    Wrapped(out := Terminal()).write("Norway offered troops.\n")
    assert out.getvalue() == "Norway offered\ntroops.\n"


def test_a_line_ends_before_a_word_that_has_no_room() -> None:
    assert wrapped("Norway offered troops, and Estonia ships.\n") == [
        "Norway offered",
        "troops, and Estonia",
        "ships.",
        "",
    ]


def test_a_word_that_just_fits_stays() -> None:
    assert wrapped("Norway offered armed men\n") == ["Norway offered armed", "men", ""]


def test_a_word_that_comes_in_parts_is_one() -> None:
    assert wrapped("Norway offered tr", "oops", " now\n") == ["Norway offered", "troops now", ""]


def test_a_word_is_written_when_it_has_ended() -> None:
    assert wrapped("Norway offered") == ["Norway"]
    assert wrapped("Norway offered ") == ["Norway offered"]
    assert wrapped("Norway offered.") == ["Norway offered."]


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("    > Norway offered troops", 6),
        ("  Norway offered troops", 2),
        ("1. Norway offered troops", 3),
        ("- Norway offered troops", 2),
        ("[1] Norway offered troops", 4),
        ("   2  Norway offered troops", 6),
        ("  a  Norway offered troops", 5),
        ("Norway.  Sweden offered troops", 0),
        ("- Norway.  Sweden offered troops", 2),
        ("    > No.  Sweden offered troops", 6),
        (" a  b  Norway offered troops", 4),
        ("2025 Norway offered troops", 0),
        ("– Norway offered troops", 2),
        ("1. 2 Norwegians offered troops", 3),
        ("12 Norwegians offered troops", 0),
    ],
)
def test_the_next_line_begins_as_the_line_does(text: str, indent: int) -> None:
    first, second, *_ = wrapped(f"{text}\n")
    assert len(first) <= 20
    assert len(second) - len(second.lstrip()) == indent


def test_each_line_begins_anew() -> None:
    assert wrapped("    > Norway\nNorway offered troops\n") == ["    > Norway", "Norway offered", "troops", ""]


def test_codes_take_no_room() -> None:
    red, link = "\x1b[31m", "\x1b]8;;file:///a b#1\x1b\\"
    assert wrapped(f"Norway {red}offered {link}armed\x1b]8;;\x1b\\\x1b[0m\n") == [
        f"Norway {red}offered {link}armed\x1b]8;;\x1b\\\x1b[0m",
        "",
    ]


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert wrapped("Norway 日本国日本国日 x\n") == ["Norway 日本国日本国", "日 x", ""]
    assert wrapped("Norway offe\u0301red a\u0301rme\u0301d\n") == ["Norway offe\u0301red a\u0301rme\u0301d", ""]


def test_a_word_that_is_longer_than_the_line_is_written_as_it_is() -> None:
    assert wrapped(f"a {'x' * 30} b offered\n") == [f"a {'x' * 30} b", "offered", ""]
    assert wrapped(f"    > {'x' * 18} b\n") == [f"    > {'x' * 18} b", ""]


@pytest.mark.parametrize(
    "parts", [("aaaa aaaa aaaa a [1]", "."), ("aaaa aaaa aaaa (", "bbbbbbb"), ("see http:", "//a.example/xyz")]
)
def test_no_line_begins_where_there_is_no_gap(parts: tuple[str, str]) -> None:
    (line, end) = wrapped(*parts, "\n")
    assert (line, end) == ("".join(parts), "")


def test_codes_alone_begin_no_line() -> None:
    assert wrapped("aaaa aaaa aaaa aaaaa \x1b[0m\n") == ["aaaa aaaa aaaa aaaaa \x1b[0m", ""]


def test_many_broken_codes_are_written_fast() -> None:
    started = time.process_time()
    wrapped("\x1b]8;" * 20_000)
    assert time.process_time() - started < 2


def test_white_space_and_empty_lines_stay() -> None:
    assert wrapped("a  b\tc\n\n  d\n") == ["a  b\tc", "", "  d", ""]
