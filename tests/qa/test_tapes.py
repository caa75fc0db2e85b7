"""Tapes: what is saved is what is loaded, whole or not at all; and what is not a tape is said to be none."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa import tapes
from qa.errors import TapeNotWritable, TapeUnreadable
from qa.models import Usage
from qa.tapes import Entry, Tape

ANY = st.text(st.characters(), max_size=40)  # with halves of surrogate pairs
BREAKING = [
    "\x85",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\x00",
    "\x1b",
    "\x7f",
    "\x9f",
    "\ufffe",
    "\uffff",
]
SPACES = ["\n", "\n\n", "\r\n", "\r", "\t", " ", "  \n", "\n  ", "\xa0"]
MARKS = [
    "---",
    "\n---\n",
    "\n...\n",
    "# x",
    ": ",
    "- ",
    "%TAG",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "\\n",
    "&a",
    "*a",
    "!!str",
    "<<",
]
WORDS = ["null", "~", "No", "2024-01-01", "1e3", "0x1f", "NUL", "é", "日本", "😀", "\U0010ffff"]
SPECIAL = BREAKING + SPACES + MARKS + WORDS
TEXTS = st.one_of(ANY, st.sampled_from(SPECIAL), st.lists(st.sampled_from(SPECIAL) | ANY, max_size=6).map("".join))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    pieces = draw(st.lists(TEXTS, min_size=1, max_size=5))
    request = {
        "purpose": "answer",
        "model": draw(TEXTS),
        "temperature": draw(st.floats(0, 2)),
        "messages": [{"role": "user", "content": draw(TEXTS)}],
    }
    return Entry(
        ask=draw(TEXTS),
        reply="".join(pieces),
        rewritten=draw(st.none() | TEXTS),
        request=draw(st.none() | st.just(request)),
        pieces=tuple(map(len, pieces)),
        usage=Usage(draw(st.integers(0)), draw(st.integers(0))),
        stopped=draw(st.none() | TEXTS),
        cut=draw(st.none() | TEXTS),
    )


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.tape.yaml"


# What is saved is what is loaded


@given(entry=entries(), embedded=st.dictionaries(st.tuples(TEXTS, TEXTS), st.just("AACAPw=="), max_size=2))
def test_a_tape_is_loaded_as_it_was_saved(
    entry: Entry, embedded: dict[tuple[str, str], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "given.tape.yaml"
    tapes.save(Tape(path, [entry, Entry("by hand", "reply")], embedded))
    assert tapes.load(path) == Tape(path, [entry, Entry("by hand", "reply")], embedded)
    first = path.read_bytes()
    tapes.save(tapes.load(path))
    assert path.read_bytes() == first


@given(pieces=st.lists(TEXTS, max_size=6))
@example(pieces=[])
@example(pieces=["", "a", ""])
def test_a_reply_is_streamed_in_the_pieces_in_which_it_arrived(pieces: list[str]) -> None:
    entry = Entry("?", "".join(pieces), pieces=tuple(map(len, pieces)))
    assert list(entry.streamed()) == pieces


def test_a_reply_written_by_hand_is_one_piece() -> None:
    assert list(Entry("?", "All of it.").streamed()) == ["All of it."]


def test_a_very_long_line_is_kept(path: Path) -> None:
    reply = "word  " * 40_000
    tapes.save(Tape(path, [Entry("?", reply), Entry("?", f"{reply}\nx")]))
    assert [entry.reply for entry in tapes.load(path).entries] == [reply, f"{reply}\nx"]


def test_a_tape_can_be_read_by_a_person(path: Path) -> None:
    messages = [{"role": "user", "content": "One — 日本\n\n  two 😀"}]
    request = {"purpose": "answer", "model": "m", "messages": messages}
    tapes.save(Tape(path, [Entry("Who?", "A.\nB.\n", None, request, (3, 3), Usage(1, 2))]))
    assert path.read_text(encoding="utf-8") == (
        "version: 1\n"
        "entries:\n"
        "- ask: Who?\n"
        "  reply: |\n"
        "    A.\n"
        "    B.\n"
        "  pieces: [3, 3]\n"
        "  usage:\n"
        "    prompt_tokens: 1\n"
        "    completion_tokens: 2\n"
        "  request:\n"
        "    purpose: answer\n"
        "    model: m\n"
        "    messages:\n"
        "    - role: user\n"
        "      content: |-\n"
        "        One — 日本\n"
        "\n"
        "          two 😀\n"
    )


def test_a_tape_from_an_editor_with_other_line_ends_and_a_mark_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfversion: 1\r\nentries:\r\n- ask: Who?\r\n  reply: |\r\n    One.\r\n    Two.\r\n")
    assert tapes.load(path).entries == [Entry("Who?", "One.\nTwo.\n")]


def test_an_empty_tape_is_a_tape(path: Path) -> None:
    assert tapes.load(written(path, "version: 1\nentries:\n")) == Tape(path)


# Entries


def recorded(model: str, reply: str) -> Entry:
    return Entry("Who?", reply, request={"purpose": "answer", "model": model, "messages": []})


def test_the_same_request_recorded_again_replaces_its_reply_in_its_place() -> None:
    by_hand = Entry("Who?", "By hand.")
    tape = Tape(Path("x"), [recorded("a", "1"), by_hand, recorded("b", "2")])
    tape.add(recorded("a", "3"))
    tape.add(recorded("c", "4"))
    assert tape.entries == [recorded("a", "3"), by_hand, recorded("b", "2"), recorded("c", "4")]


def test_the_model_of_a_tape_is_the_one_that_was_recorded() -> None:
    assert Tape(Path("x"), [Entry("Who?", "By hand."), recorded("b", "2"), recorded("c", "3")]).model == "b"
    assert Tape(Path("x"), [Entry("Who?", "By hand.")]).model is None


# Saving


def test_an_interrupted_save_leaves_the_old_tape_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tapes.save(Tape(path, [Entry("Who?", "Old.")]))
    before = path.read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for failing, problem in ((interrupted, KeyboardInterrupt), (full, TapeNotWritable)):
        monkeypatch.setattr(os, "replace", failing)
        with pytest.raises(problem):
            tapes.save(Tape(path, [Entry("Who?", "New.")]))
        assert path.read_bytes() == before
        assert list(path.parent.iterdir()) == [path]


def test_a_save_leaves_the_tape_and_nothing_else_readable_as_any_new_file(path: Path) -> None:
    tapes.save(Tape(path))
    ordinary = written(path.with_name("ordinary"), "")
    assert sorted(path.parent.iterdir()) == [path, ordinary]
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(ordinary.stat().st_mode)


def test_a_link_to_a_tape_stays_a_link(path: Path) -> None:
    target = written(path.with_name("target.yaml"), "")
    path.symlink_to(target)
    tapes.save(Tape(path, [Entry("Who?", "One.")]))
    assert path.is_symlink()
    assert tapes.load(target).entries == [Entry("Who?", "One.")]


@pytest.mark.parametrize("place", ["missing/a.yaml", "file/a.yaml", "folder", "x" * 300])
def test_a_tape_that_cannot_be_saved_is_an_error(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    written(tmp_path / "file", "")
    with pytest.raises(TapeNotWritable, match=r"cannot save the tape .*: ") as caught:
        tapes.save(Tape(tmp_path / place))
    assert caught.value.hint
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error(path: Path) -> None:
    path.parent.chmod(0o500)
    with pytest.raises(TapeNotWritable, match="Permission denied"):
        tapes.save(Tape(path))


# What is not a tape

HEAD = "version: 1\nentries:\n- ask: Who?\n"
REQUEST = HEAD + "  reply: x\n  request: {purpose: answer, model: m, messages: [{role: user, content: x}]}\n"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("version: 1\nentries: [\n", "is not YAML: .*line 3, column 1"),
        ("version: 1\n\tentries: x\n", "is not YAML: .*line 2, column"),
        ("version: 1\nentries:\n- ask: 'x\n", "is not YAML: .*line 4, column 1"),
        ("version: 1\nentries: [!!python/object:os.system {}]\n", "is not YAML: .*line 2"),
        ("version: 1\nentries: [2024-99-99]\n", "is not YAML: "),
        ("version: 1\n---\nversion: 1\n", "is not YAML: .*another document"),
        ("", "is not a tape: it does not begin with “version: 1”"),
        ("- version: 1\n", "is not a tape"),
        ("just text\n", "is not a tape"),
        ("entries: []\n", "is not a tape"),
        ("version: 2\nentries: []\n", "is not a tape"),
        ("version: 1\nentrys: []\n", "has an unknown key: entrys; did you mean “entries”?"),
        ("version: 1\nzzz: []\n1: x\n", "has an unknown key: zzz$"),
        ("version: 1\nentries: {}x\n", "is not YAML"),
        ("version: 1\nentries: {a: b}\n", "“entries” is not a list"),
        ("version: 1\nembeddings: text\n", "“embeddings” is not a list"),
        ("version: 1\nentries: [text]\n", "an entry without “ask”: text"),
        ("version: 1\nentries: [{reply: x}]\n", "an entry without “ask”"),
        ("version: 1\nentries: [{ask: 30}]\n", "an entry without “ask”"),
        ("version: 1\nembeddings: [{text: x}]\n", "an entry without “embedder”"),
        ("version: 1\nembeddings: [{embedder: x, text: y}]\n", "an embedding lacks its text or its vector"),
        (HEAD, "the entry “Who\\?” has no reply"),
        (HEAD + "  rewritten: Who left?\n", "the entry “Who\\?” has no reply"),
        (HEAD + "  replies: x\n", "unknown key in the entry “Who\\?”: replies; did you mean “reply”\\?"),
        (HEAD + "  ja: x\n", "unknown key in the entry “Who\\?”: ja$"),
        (HEAD + "  true: x\n", "unknown key in the entry “Who\\?”: True"),
        (HEAD + "  reply: 30\n", "wrong value in the entry “Who\\?”: reply"),
        (HEAD + "  reply:\n", "wrong value in the entry “Who\\?”: reply"),
        (HEAD + "  pieces: 3\n", "wrong value in the entry “Who\\?”: pieces"),
        (HEAD + "  request: x\n", "wrong value in the entry “Who\\?”: request"),
        (HEAD + "  reply: abc\n  pieces: [1, 1]\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: abc\n  pieces: [4, -1]\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: a\n  pieces: [true]\n", "only whole numbers count"),
        (HEAD + "  reply: a\n  pieces: [1.0]\n", "only whole numbers count"),
        (HEAD + "  usage: {prompt_tokens: many}\n", "only whole numbers count"),
        (HEAD + "  usage: {prompt: 1}\n", "unknown key in the usage of “Who\\?”: prompt; did you mean “prompt_tokens”"),
        (REQUEST.replace("model: m, ", ""), "the request of “Who\\?” lacks"),
        (REQUEST.replace("purpose: answer", "purpose: 1"), "the request of “Who\\?” lacks"),
        (REQUEST.replace("[{role: user, content: x}]", "x"), "the request of “Who\\?” lacks"),
        (REQUEST.replace("content: x", "content: 1"), "the request of “Who\\?” lacks"),
        (REQUEST.replace("role: user, ", ""), "the request of “Who\\?” lacks"),
    ],
)
def test_what_is_not_a_tape_is_an_error_that_names_the_place(content: str, complaint: str, path: Path) -> None:
    with pytest.raises(TapeUnreadable, match=complaint.replace("?;", "\\?;")) as caught:
        tapes.load(written(path, content))
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_the_request_that_the_wrong_ones_are_made_of_is_a_right_one(path: Path) -> None:
    assert tapes.load(written(path, REQUEST)).entries[0].request


def test_a_file_that_cannot_be_read_is_an_error(path: Path) -> None:
    with pytest.raises(TapeUnreadable, match=f"cannot read the tape {re.escape(str(path))}: No such file"):
        tapes.load(path)
    with pytest.raises(TapeUnreadable, match=r"cannot read the tape .*: Is a directory"):
        tapes.load(path.parent)
    path.write_bytes(b"version: 1\nentries: \xff\xfe\n")
    with pytest.raises(TapeUnreadable, match="is not YAML: 'utf-8' codec can't decode"):
        tapes.load(path)


def test_every_key_of_an_entry_is_optional_but_the_question_and_the_reply(path: Path) -> None:
    known: dict[str, Any] = tapes._ENTRY_KEYS
    assert tapes.load(written(path, HEAD + "  reply: ''\n")).entries == [Entry("Who?", "")]
    assert set(known) == set(Entry.__dataclass_fields__)
