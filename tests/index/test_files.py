"""From a path to text: what is found, what is decoded, and what is refused in one line."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    SourceBinary,
    SourceChanging,
    SourceEmpty,
    SourceMissing,
    SourceProblem,
    SourceUnreadable,
)
from index.files import decode, discover, load, real, stamp

EVAL = Path(os.environ.get("QA_EVAL", "/nonexistent"))
ENCODINGS = sorted((EVAL / "encodings").glob("sample-*"))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06" + zlib.compress(
    bytes(range(256)) * 40
)


def write(path: Path, data: bytes | str = "Some text.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# Finding


def test_a_folder_stands_for_the_documents_in_it_sorted(tmp_path: Path) -> None:
    expected = [write(tmp_path / name) for name in ("a.txt", "z.MD", "b/a.markdown", "b/c/d.txt")]
    for name in ("note.pdf", "noextension", ".hidden.txt", ".git/config.txt", "b/.cache/x.md"):
        write(tmp_path / name)
    assert discover([tmp_path]) == expected


def test_a_file_that_is_named_may_end_in_anything_or_be_hidden(tmp_path: Path) -> None:
    named = [write(tmp_path / "notes.log"), write(tmp_path / ".hidden")]
    assert discover(named) == named


def test_each_file_comes_once_however_often_it_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "docs" / "a.txt")
    (tmp_path / "link.txt").symlink_to(file)
    assert discover([file, tmp_path / "docs", tmp_path / "docs" / ".." / "docs" / "a.txt", tmp_path]) == [file]


def test_links_in_a_circle_do_not_hang_and_are_reported(tmp_path: Path) -> None:
    file = write(tmp_path / "docs" / "a.txt")
    (tmp_path / "docs" / "again").symlink_to(tmp_path / "docs")
    (tmp_path / "docs" / "circle.txt").symlink_to(tmp_path / "docs" / "circle.txt")
    found = discover([tmp_path / "docs"])
    assert found == [file, tmp_path / "docs" / "circle.txt"]
    with pytest.raises(SourceUnreadable):
        load(found[1])
    with pytest.raises(SourceUnreadable):
        discover([tmp_path / "docs" / "circle.txt"])
    assert real(tmp_path / "docs" / "circle.txt").name == "circle.txt"


def test_a_link_that_leads_nowhere_is_reported_by_its_own_name(tmp_path: Path) -> None:
    link = write(tmp_path / "docs" / "a.txt").with_name("dead.txt")
    link.symlink_to(tmp_path / "nowhere" / "b.txt")
    found = discover([tmp_path / "docs"])
    assert found == [link.with_name("a.txt"), link]
    with pytest.raises(SourceMissing, match=r"docs/dead\.txt"):
        load(link)


@pytest.mark.parametrize("name", ["nothing.txt", "a.txt/below.txt", "nul\0.txt"])
def test_what_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    write(tmp_path / "a.txt")
    for look in (lambda path: discover([path]), stamp, load):
        with pytest.raises(SourceMissing):
            look(tmp_path / name)


def test_a_name_too_long_for_the_system_is_reported(tmp_path: Path) -> None:
    for look in (lambda path: discover([path]), load):
        with pytest.raises(SourceUnreadable, match="too long"):
            look(tmp_path / ("x" * 300))


def test_a_folder_without_documents_is_empty(tmp_path: Path) -> None:
    write(tmp_path / "picture.png", PNG)
    with pytest.raises(SourceEmpty):
        discover([tmp_path])


# Decoding


@given(st.text().filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_is_read_as_it_is_with_or_without_a_mark(text: str) -> None:
    try:
        plain = decode(text.encode(), Path("a.txt"))[0]
    except SourceBinary:  # a text of control characters
        return
    assert plain == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), Path("a.txt"))[0] == text


SENTENCE = "Die Brücke über den Fluß wurde gebaut, weil die Fähre zu langsam für die Händler war. "


@given(
    st.binary()
    | st.tuples(st.text() | st.just(SENTENCE), st.sampled_from(["utf-8-sig", "cp1252", "utf-16", "utf-16-be"])).map(
        lambda case: case[0].encode(case[1], "replace")
    )
)
def test_the_encoding_that_is_told_gives_the_text(data: bytes) -> None:
    try:
        text, encoding = decode(data, Path("a.txt"))
    except SourceBinary:
        return
    assert data.decode(encoding, "replace") == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["Hi.", "Die Brücke\r\nsteht noch. 😀\n" * 50])
def test_utf16_and_utf32_are_told_by_their_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), Path("a.txt"))[0] == text


def test_utf16_is_found_without_its_mark() -> None:
    text = "Die Brücke wurde 1890 gebaut. Sie steht noch.\n" * 3
    assert decode(text.encode("utf-16-le"), Path("a.txt"))[0] == text


@pytest.mark.parametrize("wrong", [b"\xff", b"\xe2\x82"])
def test_utf8_with_a_wrong_byte_is_still_utf8(wrong: bytes) -> None:
    text = "Die Brücke über den Fluß hieß „Große Brücke“. " * 3
    assert decode(text.encode() + wrong, Path("a.txt"))[0] == text + "\ufffd"


def test_a_letter_of_another_encoding_in_an_ascii_text_is_kept() -> None:
    text = "She waited in the café beside the harbour until the ship came in.\n" * 5
    assert decode(text.encode("latin-1"), Path("a.txt"))[0] == text


def test_a_western_text_is_decoded() -> None:
    text = "Die Brücke über den Fluß wurde gebaut, weil die Fähre zu langsam für die Händler war. " * 3
    assert decode(text.encode("latin-1"), Path("a.txt"))[0] == text


@pytest.mark.skipif(not ENCODINGS, reason="QA_EVAL names no folder with samples")
@pytest.mark.parametrize("file", ENCODINGS, ids=lambda file: file.name)
def test_a_sample_is_decoded_into_words(file: Path) -> None:
    text = load(file).text
    letters = sum(character.isalpha() or character.isspace() for character in text)
    assert letters > 0.5 * len(text)
    assert "\ufffd" not in text


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    assert load(write(tmp_path / "a.txt", "one\r\ntwo\rthree\n")).text == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(
    "data",
    [PNG, Path(sys.executable).resolve().read_bytes()[:20_000], zlib.compress(os.urandom(3000)), bytes(1000)],
    ids=["png", "elf", "compressed", "zeros"],
)
def test_what_is_not_text_is_binary(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceBinary):
        load(write(tmp_path / "a.txt", data))


def test_a_text_with_a_nul_and_escapes_in_it_is_a_text(tmp_path: Path) -> None:
    text = "A long line \0 with a NUL, \x1b[31mred\x1b[0m and \u202ereversed\u202c text.\n" * 3
    assert load(write(tmp_path / "a.txt", text)).text == text


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"], ids=["none", "white", "mark", "mark16"]
)
def test_a_file_without_text_is_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SourceEmpty):
        load(write(tmp_path / "a.txt", data))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n# The bridge #\nText", "The bridge #"),
        ("---\nThe bridge\n", "The bridge"),
        ("***\n" * 30 + "late", "a.txt"),
        ("word " * 100, ("word " * 100)[:119] + "…"),
    ],
)
def test_the_title_is_the_first_line_with_letters(tmp_path: Path, text: str, title: str) -> None:
    assert load(write(tmp_path / "a.txt", text)).title == title


def test_a_title_can_be_written_even_if_the_name_of_its_file_is_not_utf8(tmp_path: Path) -> None:
    loaded = load(write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")), "***\n"))
    assert loaded.title == "caf\ufffd.txt"


# Refusing


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert discover([tmp_path]) == [tmp_path / "a.txt"]
    with pytest.raises(SourceUnreadable):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_does_not_hang(device: str) -> None:
    with pytest.raises(SourceUnreadable):
        load(Path(device))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that refuses to be read")
def test_a_file_that_refuses_to_be_read_is_reported() -> None:
    with pytest.raises(SourceUnreadable, match="cannot read"):
        load(Path("/proc/self/mem"))


def test_a_folder_is_not_a_document(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable):
        load(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions_are_respected(tmp_path: Path) -> None:
    file = write(tmp_path / "locked" / "a.txt")
    file.chmod(0)
    with pytest.raises(SourceUnreadable):
        load(file)
    file.parent.chmod(0)
    try:
        for look in (lambda path: discover([path]), load):
            with pytest.raises(SourceUnreadable):
                look(file)
        with pytest.raises(SourceUnreadable):
            discover([tmp_path])
    finally:
        file.parent.chmod(0o700)


class Restless(type(Path())):  # type: ignore[misc]
    """A file that is appended to in the moment after it was read, as often as `times` says."""

    times: int

    def read_bytes(self) -> bytes:
        data: bytes = super().read_bytes()
        if self.times:
            self.times -= 1
            with self.open("ab") as file:
                file.write(b"More.\n")
        return data


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, times: int) -> None:
    path = Restless(write(tmp_path / "a.txt", "Some text.\n"))
    path.times = times
    loaded = load(path)
    assert loaded.text == "Some text.\n" + "More.\n" * times
    assert loaded.stamp == stamp(tmp_path / "a.txt")


def test_a_file_that_never_rests_is_reported(tmp_path: Path) -> None:
    path = Restless(write(tmp_path / "a.txt"))
    path.times = 1000
    with pytest.raises(SourceChanging):
        load(path)
    assert path.times > 900


def test_a_file_that_disappeared_after_it_was_found_is_missing(tmp_path: Path) -> None:
    (found,) = discover([write(tmp_path / "a.txt")])
    found.unlink()
    with pytest.raises(SourceMissing):
        load(found)


def test_every_refusal_names_the_file_and_has_a_hint(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    write(tmp_path / "empty", b"")
    write(tmp_path / "binary", PNG)
    for name in ("pipe", "empty", "binary", "absent"):
        with pytest.raises(SourceProblem) as caught:
            load(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert caught.value.hint


def test_reading_files_loads_nothing_heavy() -> None:
    code = (
        "import sys, index.files; print([n for n in ('chromadb', 'numpy', 'charset_normalizer') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
