"""Tapes: what is saved is what is loaded, whole or not at all; and what is not a tape is said to be none."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from qa import tapes
from qa.errors import TapeNotWritable, TapeUnreadable
from qa.models import Usage
from qa.tapes import Entry, Tape
from qa.tapes.content import ENTRY_KEYS
from tests.conftest import ROOT

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
    tapes.save(Tape(path, [Entry("?", reply), Entry("!", f"{reply}\nx")]))
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
        "  pieces: 3 3\n"
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


# What stands in a file stays as it stands

BY_HAND = """\
# Replies to some questions.
version: 1

entries:
  # Who

  - ask: who left?
    reply: >-
      Nobody
      left. ["nobody left"]

  # When, and where
  - {ask: when?, reply: 'Today.'}
  - ask: how?
    reply: |+
      # By train.

  - ask: why?
    reply: 'For no reason.'
# the end
"""


def test_recording_leaves_what_is_written_by_hand_as_it_stands(path: Path) -> None:
    tape = tapes.load(written(path, BY_HAND))
    tapes.record(tape, recorded("m", "One.\n\nTwo."))
    text = path.read_text(encoding="utf-8")
    assert text.startswith(BY_HAND)
    assert text.endswith("      messages: []\n")
    assert tapes.load(path).entries == [*tapes.load(written(path, BY_HAND)).entries, recorded("m", "One.\n\nTwo.")]


@given(entry=entries(), margin=st.sampled_from(["", "  "]))
def test_what_is_recorded_behind_what_is_written_by_hand_is_loaded_as_it_was(
    entry: Entry, margin: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(
        tmp_path_factory.getbasetemp() / "behind.yaml",
        f"version: 1\nentries:\n{margin}- ask: a\n{margin}  reply: |+\n\n",
    )
    tape = tapes.load(path)
    tape.entries += [entry, Entry("b", "c")]
    tapes.save(tape)
    assert tapes.load(path).entries == tape.entries


@pytest.mark.parametrize(
    "content",
    [BY_HAND, BY_HAND.rstrip("\n"), BY_HAND.replace("\n", "\r\n"), "version: 1\nentries: []  # c\n"],
)
def test_a_tape_on_which_nothing_is_recorded_stays_as_it_is(content: str, path: Path) -> None:
    path.write_bytes(content.encode())
    tapes.begin(path)
    assert path.read_bytes() == content.encode()


def test_line_ends_stay_and_a_last_line_without_one_gets_it(path: Path) -> None:
    path.write_bytes(BY_HAND.rstrip("\n").replace("\n", "\r\n").encode())
    tapes.record(tapes.load(path), recorded("m", "1"))
    assert path.read_bytes().startswith(BY_HAND.replace("\n", "\r\n").encode())
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_reply_that_is_recorded_anew_keeps_the_comment_above_it(path: Path) -> None:
    tapes.save(Tape(path, [recorded("a", "1"), recorded("b", "2")]))
    written(
        path, path.read_text(encoding="utf-8").replace("- ask: Who?\n  reply: '2'", "# why\n- ask: Who?\n  reply: '2'")
    )
    tape = tapes.load(path)
    tapes.record(tape, recorded("b", "3"))
    assert "# why\n- ask: Who?\n  reply: '3'" in path.read_text(encoding="utf-8")


def test_who_may_read_a_tape_stays(path: Path) -> None:
    tapes.save(Tape(path))
    path.chmod(0o600)
    tapes.record(tapes.load(path), recorded("a", "1"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_pruned_goes_with_the_comment_above_it_and_nothing_else_does(path: Path) -> None:
    entries = tapes.load(written(path, BY_HAND)).entries
    assert [entry.ask for entry in tapes.prune(path, {entry.key for entry in entries} - {entries[1].key})] == ["when?"]
    assert path.read_text(encoding="utf-8") == BY_HAND.replace(
        "  # When, and where\n  - {ask: when?, reply: 'Today.'}\n", ""
    )
    assert [entry.reply for entry in tapes.load(path).entries][1] == "# By train.\n\n"
    assert len(tapes.prune(path, set())) == 3
    assert tapes.load(path).entries == []


@pytest.mark.parametrize(
    "content",
    [
        "version: 1\nentries:  # none yet\n# but soon\n",
        "version: 1  # the first\nentries: [\n]\n",
        "version: 1\nentries: []\nembeddings:  # by e\n# one\n- {embedder: e, text: t, vector: v}  # it\n",
        "version: 1\nentries:\n-\n  ask: a\n  reply: b",
        "version: 1\nentries:\n- ask: a\n  reply: b\nembeddings:\n- {embedder: e, text: t, vector: v}\n",
        "version: 1\nentries:\n- ask: a\n  reply: b\n...\n",
        'version: 1\nentries:\n- ask: a\n  reply: "\\ud800"  # half\n',
    ],
)
def test_a_tape_of_blocks_can_be_recorded_on_and_keeps_its_comments(content: str, path: Path) -> None:
    before = tapes.load(written(path, content))
    tapes.record(tapes.load(path), recorded("m", "1"))
    assert tapes.load(path) == Tape(path, [*before.entries, recorded("m", "1")], before.embeddings)
    comments = re.findall("#.*", content)
    assert re.findall("#.*", path.read_text(encoding="utf-8")) == comments


@pytest.mark.parametrize(
    "content",
    [
        "version: 1\nentries: [{ask: a, reply: b}]\n",
        "version: 1\nentries:\n- # first\n  ask: a\n  reply: b\n",
        "version: 1\nentries:\n- ask: a\n  reply: b\n-  # second\n  ask: c\n  reply: d\n",
        "entries:\n- ask: a\n  reply: b\nversion: 1\n",
        "version: 1\nembeddings: []\nentries:\n- ask: a\n  reply: b\n",
        "  version: 1\n  entries:\n  - ask: a\n    reply: b\n",
        "version: 1\nentries:\n- &x\n  ask: a\n  reply: b\n",
        "version: 1\nentries:\n- ask: a\n  reply: !!str b\n",
        "version: 1\n",
    ],
)
def test_one_whose_comments_would_be_lost_is_not_recorded_on(content: str, path: Path) -> None:
    written(path, content)
    with pytest.raises(TapeNotWritable, match="its comments would be lost") as caught:
        tapes.begin(path)
    assert "“- ask:”" in str(caught.value.hint)
    with pytest.raises(TapeNotWritable):
        tapes.record(tapes.load(path), recorded("m", "1"))
    assert path.read_text(encoding="utf-8") == content


def test_one_that_another_rewrites_so_while_it_is_recorded_on_is_left_alone(path: Path) -> None:
    tape = tapes.begin(path)
    content = written(path, "version: 1\nentries: [{ask: a, reply: b}]  # mine\n").read_bytes()
    with pytest.raises(TapeNotWritable):
        tapes.record(tape, recorded("m", "1"))
    assert path.read_bytes() == content


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
        ("version: 1\nentries: [\n", ":3:1 is not YAML: "),
        ("version: 1\n\tentries: x\n", ":2:1 is not YAML: "),
        ("version: 1\nentries:\n- ask: 'x\n", ":4:1 is not YAML: "),
        ("version: 1\nentries: [!!python/object:os.system {}]\n", ":2:11 is not YAML: "),
        ("version: 1\nentries: [2024-99-99]\n", ":2:11 is not YAML: put it in quotes: 2024-99-99$"),
        (HEAD + "  reply: =\n", ":4:10 is not YAML: put it in quotes: =$"),
        (HEAD + "  reply: a\0b\n", ":4:11 is not YAML: the character U\\+0000 cannot be in it"),
        ("version: 1\n---\nversion: 1\n", ":2:1 is not YAML: .*another document"),
        (
            "version: 1\nentries: " + "[" * 3000,
            "nested too deeply|maximum nesting depth",
        ),  # as the version of libyaml has it
        (HEAD + "  reply: a\n  reply: b\n", ":5:3 is not YAML: the key “reply” is there twice$"),
        (HEAD + "  reply: a\n  purpose: jugde\n", "its purpose can be one of answer, rewrite, repair, judge, prove"),
        ("", "is not a tape: it does not begin with “version: 1”"),
        ("- version: 1\n", "is not a tape"),
        ("just text\n", "is not a tape"),
        ("entries: []\n", "is not a tape"),
        ("version: 2\nentries: []\n", "is not a tape"),
        ("version: true\nentries: []\n", "is not a tape"),
        ("version: 1.0\nentries: []\n", "is not a tape"),
        ("version: 1\nentrys: []\n", "has an unknown key: entrys; did you mean “entries”?"),
        ("version: 1\nzzz: []\n1: x\n", "has an unknown key: zzz$"),
        ("version: 1\nentries: {}x\n", "is not YAML"),
        ("version: 1\nentries: {a: b}\n", "“entries” is not a list"),
        ("version: 1\nembeddings: text\n", "“embeddings” is not a list"),
        ("version: 1\nentries: [text]\n", "an entry without “ask”: text"),
        ("version: 1\nentries: [{reply: x}]\n", "an entry without “ask”"),
        ("version: 1\nentries: [{ask: 30}]\n", "wrong value in the entry “30”: “ask” must be a text"),
        ("version: 1\nembeddings: [{text: x}]\n", "an entry without “embedder”"),
        ("version: 1\nembeddings: [{embedder: x, text: y}]\n", "an embedding lacks its text or its vector"),
        (
            "version: 1\nembeddings: [{embedder: x, text: y, vector: it's}]\n",
            ":2:37 is damaged: the vector of “y” is no",
        ),
        (HEAD, "the entry “Who\\?” has no reply"),
        (HEAD + "  rewritten: Who left?\n", "the entry “Who\\?” has no reply"),
        (HEAD + "  replies: x\n", "unknown key in the entry “Who\\?”: replies; did you mean “reply”\\?"),
        (HEAD + "  ja: x\n", "unknown key in the entry “Who\\?”: ja$"),
        (HEAD + "  true: x\n", "unknown key in the entry “Who\\?”: True"),
        (HEAD + "  reply: 30\n", "wrong value in the entry “Who\\?”: “reply” must be a text"),
        (HEAD + "  reply:\n", "wrong value in the entry “Who\\?”: “reply” must be a text"),
        (HEAD + "  pieces: 3\n", "wrong value in the entry “Who\\?”: “pieces” must be a text"),
        (HEAD + "  request: x\n", "wrong value in the entry “Who\\?”: “request” must be keys with values"),
        (HEAD + "  reply: abc\n  pieces: 1 1\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: abc\n  pieces: 4 -1\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: a\n  pieces: 'yes'\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: a\n  pieces: 1.0 0\n", "the pieces of “Who\\?” do not add up"),
        (HEAD + "  reply: a\n- ask: Who?\n  reply: b\n", ":5:3 has two entries for “Who\\?”"),
        (HEAD + "  usage: {prompt_tokens: many}\n", "only whole numbers count"),
        (HEAD + "  usage: {prompt_tokens: -1}\n", "only whole numbers count"),
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


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("version: 1\nentrys: []\n", ":2:1 has an unknown key"),
        (HEAD + "  reply: x\n- text\n", ":5:3 has an entry without"),
        (HEAD + "  reply: x\n- ask: When?\n  replies: y\n", ":6:3 has an unknown key"),
        (HEAD + "  reply: [1]\n", ":4:3 has a wrong value"),
        (HEAD + "  reply: x\n  pieces: '7'\n", ":5:3 is damaged"),
        (HEAD + "  reply: x\n  usage: {prompt: 1}\n", ":5:11 has an unknown key"),
        (HEAD + "  true: x\n", ":4:3 has an unknown key"),
        ("version: 1\nembeddings:\n- {embedder: e}\n", ":3:3 is damaged"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(content: str, place: str, path: Path) -> None:
    with pytest.raises(TapeUnreadable) as caught:
        tapes.load(written(path, content))
    assert f"the tape {path}{place}" in str(caught.value)


def test_the_request_that_the_wrong_ones_are_made_of_is_a_right_one(path: Path) -> None:
    assert tapes.load(written(path, REQUEST)).entries[0].request


def test_a_file_that_cannot_be_read_is_an_error(path: Path) -> None:
    with pytest.raises(TapeUnreadable, match=f"cannot read the tape {re.escape(str(path))}: No such file"):
        tapes.load(path)
    with pytest.raises(TapeUnreadable, match=r"cannot read the tape .*: Is a directory"):
        tapes.load(path.parent)
    path.write_bytes(b"version: 1\nentries: \xc3\xa9\xff\xfe\n")
    with pytest.raises(TapeUnreadable, match=":2:11 is not YAML: it is not UTF-8, with the byte 0xff"):
        tapes.load(path)


def test_every_key_of_an_entry_is_optional_but_the_question_and_the_reply(path: Path) -> None:
    known: dict[str, Any] = ENTRY_KEYS
    assert tapes.load(written(path, HEAD + "  reply: ''\n")).entries == [Entry("Who?", "")]
    assert set(known) == set(Entry.__dataclass_fields__) - {"line", "above", "written"}


# Other processes, and many entries

CHILD = """
import sys
from pathlib import Path
from qa import tapes
from qa.tapes import Entry
name = sys.argv[2]
tape = tapes.begin(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    request = {"purpose": "answer", "model": name, "messages": [{"role": "user", "content": str(number)}]}
    tapes.record(tape, Entry(f"{name} {number}?", "Yes. " * 2000, request=request))
    print(number, flush=True)
"""


def recorder(path: Path, name: str) -> subprocess.Popen[str]:
    """Another process that records on a tape once it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, path, name],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_that_record_on_one_tape_lose_nothing(path: Path) -> None:
    processes = [recorder(path, name) for name in ("a", "b")]
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    asked = [entry.ask for entry in tapes.load(path).entries]
    for name in ("a", "b"):
        assert [ask for ask in asked if ask.startswith(name)] == [f"{name} {number}?" for number in range(20)]
    assert len(asked) == 40
    assert list(path.parent.iterdir()) == [path]


def test_one_that_is_killed_while_it_records_leaves_a_whole_tape(path: Path) -> None:
    process = recorder(path, "a")
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    while (done := process.stdout.readline()) not in {"3\n", ""}:
        pass
    process.kill()
    process.communicate()
    assert done == "3\n"
    entries = tapes.load(path).entries
    assert len(entries) >= 4
    assert {entry.reply for entry in entries} == {"Yes. " * 2000}


def test_a_reply_is_recorded_without_writing_the_vectors_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tape = tapes.begin(path)
    tapes.record_embeddings(tape, {("e", f"text {number}"): "AACAPw==" for number in range(3)})
    monkeypatch.delattr(tapes.writing, "embeddings")
    tapes.record(tape, recorded("m", "1"))
    tapes.record(tapes.load(path), recorded("n", "2"))
    monkeypatch.undo()
    tapes.record_embeddings(tapes.load(path), {("e", "text 0"): "AAAAAA=="})
    assert list(tapes.load(path).embeddings.values()) == ["AAAAAA==", "AACAPw==", "AACAPw=="]
    assert len(tapes.load(path).entries) == 2


def test_many_entries_are_loaded_several_times_as_fast_as_by_a_plain_loader(path: Path) -> None:
    messages = [{"role": "user", "content": "Sources:\n" + "[s1] A sentence of a source.\n" * 20}]
    request = {"purpose": "answer", "model": "m", "temperature": 0.0, "messages": messages}
    some = [Entry(f"{number}?", "Yes. " * 20, request=request, pieces=(5,) * 20) for number in range(1000)]
    tapes.save(Tape(path, some))
    head = "version: 1\nentries:\n"
    text = path.read_text(encoding="utf-8").removeprefix(head)
    path.write_text(head + "".join(text.replace("- ask: ", f"- ask: {n}-") for n in range(10)), encoding="utf-8")

    def seconds(load: Callable[[], object]) -> float:
        begun = time.perf_counter()
        load()
        return time.perf_counter() - begun

    ours = min(seconds(lambda: tapes.load(path)) for _ in range(2))
    plain = seconds(lambda: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    assert len(tapes.load(path).entries) == 10_000
    assert ours < plain / 2
