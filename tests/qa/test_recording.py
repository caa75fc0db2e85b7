"""Recording the replies of a model and replaying them: the same pieces, for the same request only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa import tapes
from qa.answering import plan, plan_rewrite, read
from qa.errors import QuoteUnknown, StreamCut, TapeMiss, TapeNotWritable, TapeUnreadable
from qa.models import Ending, Message, Request, Usage
from qa.models.recording import EmbeddingRecorder, EmbeddingReplay, Recorder, Replay, canonical
from qa.settings import Settings
from qa.tapes import Entry, Tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index import Passage, Sentence
    from index.embedding import Vectors
    from qa.models import Engine

    Split = Callable[..., tuple[Sentence, ...]]
    Join = Callable[..., Passage]

SETTINGS = Settings(Path("/somewhere"), model="m-1", temperature=0.0, max_tokens=99, api_key="sk-secret")
SENT = (Message("system", "Be brief.\nCite."), Message("user", "Who left?"))
REQUEST = Request("answer", "Who left?", "m-1", SENT, 0.0, 99)
ENDING = Ending(Usage(11, 7), "length")


class Scripted:
    """A model that says what it was told to, and then breaks off or ends."""

    engine: Engine = "openai"

    def __init__(self, *pieces: str, ending: Ending | StreamCut = ENDING) -> None:
        self.pieces = pieces
        self.ending = ending
        self.asked: list[Request] = []

    def stream(self, request: Request) -> Iterator[str | Ending]:
        self.asked.append(request)
        yield from self.pieces
        if isinstance(self.ending, StreamCut):
            raise self.ending
        yield self.ending


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    return Tape(tmp_path / "a.tape.yaml")


@pytest.fixture
def request_about(split: Split, join: Join) -> Callable[..., Request]:
    def made(question: str, text: str, settings: Settings = SETTINGS) -> Request:
        request = plan(question, [join(split(text))], settings)
        assert isinstance(request, Request)
        return request

    return made


def saved(tape: Tape) -> Tape:
    return tapes.load(tape.path)


# Recorded


@given(pieces=st.lists(st.text(st.characters()), max_size=5), question=st.text(st.characters()))
@example(pieces=["\n"], question="\n")
@example(pieces=["a\n\n"], question="a\n\n")
@example(pieces=["\n\n"], question="\n\n\n")
def test_a_reply_is_replayed_in_the_pieces_in_which_it_came(
    pieces: list[str], question: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tape = Tape(tmp_path_factory.mktemp("given") / "given.tape.yaml")
    request = replace(REQUEST, question=question, messages=(Message("user", question),))
    heard = list(Recorder(Scripted(*pieces), tape).stream(request))
    assert heard == [*pieces, ENDING]
    assert list(Replay(saved(tape)).stream(request)) == heard


def test_a_recorder_passes_on_piece_by_piece_and_has_its_models_engine(tape: Tape) -> None:
    model = Scripted("A", "B")
    recorder = Recorder(model, tape)
    stream = recorder.stream(REQUEST)
    assert next(stream) == "A"
    assert not tape.path.exists()
    assert (recorder.engine, Replay(tape).engine) == ("openai", "replay")
    assert model.asked == [REQUEST]


def test_a_reply_that_broke_off_is_replayed_so(tape: Tape) -> None:
    recorder = Recorder(Scripted("A", "B", ending=StreamCut("the server hung up")), tape)
    with pytest.raises(StreamCut, match=r"^the server hung up$"):
        list(recorder.stream(REQUEST))
    heard: list[str | Ending] = []
    with pytest.raises(StreamCut, match=r"^the server hung up$"):
        heard += Replay(saved(tape)).stream(REQUEST)
    assert heard == ["A", "B"]


def test_a_reply_that_broke_off_without_a_word_is_replayed_so(tape: Tape) -> None:
    with pytest.raises(StreamCut):
        list(Recorder(Scripted(ending=StreamCut("")), tape).stream(REQUEST))
    with pytest.raises(StreamCut):
        next(Replay(saved(tape)).stream(REQUEST))


def test_a_reply_that_was_not_heard_to_its_end_is_not_recorded(tape: Tape) -> None:
    stream = Recorder(Scripted("A", "B"), tape).stream(REQUEST)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert tape.entries == []
    assert not tape.path.exists()


def test_the_same_request_again_replaces_its_reply_and_the_order_stays(tape: Tape) -> None:
    other = replace(REQUEST, question="Who came?")
    tape.entries.append(Entry("Who stayed?", "By hand."))
    for reply, request in (("1", REQUEST), ("2", replace(other, model="m-2")), ("3", REQUEST)):
        list(Recorder(Scripted(reply), tape).stream(request))
    assert [(entry.ask, entry.reply) for entry in saved(tape).entries] == [
        ("Who stayed?", "By hand."),
        ("Who left?", "3"),
        ("Who came?", "2"),
    ]


def test_a_tape_that_cannot_be_saved_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TapeNotWritable):
        list(Recorder(Scripted("A"), Tape(tmp_path / "missing" / "a.yaml")).stream(REQUEST))


def test_no_key_and_no_path_of_the_machine_is_on_a_tape(tape: Tape, request_about: Callable[..., Request]) -> None:
    list(Recorder(Scripted("A"), tape).stream(request_about("Who left?", "They left.")))
    text = tape.path.read_text(encoding="utf-8")
    for private in ("sk-secret", "/somewhere", "/documents"):
        assert private not in text


CHANGED = "- the prompt template “answer” has changed\n--- recorded\n+++ now\n"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model": "m-2"}, "- the model is another: m-1 → m-2"),
        ({"temperature": 0.5}, "- the parameter temperature is another: 0.0 → 0.5"),
        ({"temperature": None}, "- the parameter temperature is another: 0.0 → not set"),
        ({"max_tokens": 98}, "- the parameter max_tokens is another: 99 → 98"),
        (
            {"messages": (Message("system", "Be brief.\nCite all."), SENT[1])},
            f"{CHANGED}@@ -1,3 +1,3 @@\n system: Be brief.\n-system: Cite.\n+system: Cite all.\n user: Who left?",
        ),
        (
            {"messages": (SENT[0], Message("user", "Who left?\r"))},
            f"{CHANGED}@@ -2,2 +2,2 @@\n system: Cite.\n-user: Who left?\n+user: Who left?\r",
        ),
        (
            {"messages": (SENT[0], Message("user", "Who left?\n"))},
            f"{CHANGED}@@ -3,1 +3,2 @@\n user: Who left?\n+user: ",
        ),
        ({"messages": SENT[:1]}, f"{CHANGED}@@ -2,2 +2,1 @@\n system: Cite.\n-user: Who left?"),
    ],
)
def test_a_change_of_any_part_is_a_miss_that_shows_it(change: dict[str, object], told: str, tape: Tape) -> None:
    list(Recorder(Scripted("A"), tape).stream(REQUEST))
    with pytest.raises(TapeMiss) as caught:
        list(Replay(saved(tape)).stream(replace(REQUEST, **change)))  # type: ignore[arg-type]
    assert str(caught.value) == (f"the tape {tape.path} has “Who left?”, but recorded for another request:\n{told}")
    assert caught.value.hint


def test_a_changed_source_is_a_miss_that_shows_the_sentence(tape: Tape, request_about: Callable[..., Request]) -> None:
    list(Recorder(Scripted("A"), tape).stream(request_about("Who left?", "Nobody left. Two came.")))
    told = "- the source harbour.txt has changed: “Two came.” is no longer in it\n"
    lines = r"@@ .* @@\n user: .s1. Nobody left.\n-user: .s2. Two came.\n.user: .s2. Ten came.\n user: </sources>$"
    with pytest.raises(TapeMiss, match=f"for another request:\n{told}--- recorded\n\\+\\+\\+ now\n{lines}"):
        list(Replay(saved(tape)).stream(request_about("Who left?", "Nobody left. Ten came.")))


def test_a_miss_shows_the_difference_to_the_nearest_recording(tape: Tape) -> None:
    for request in (replace(REQUEST, model="m-9", temperature=1.0), replace(REQUEST, max_tokens=1)):
        list(Recorder(Scripted("A"), tape).stream(request))
    with pytest.raises(TapeMiss, match=r"another request:\n- the parameter max_tokens is another: 1 → 99$"):
        list(Replay(tape).stream(REQUEST))


def test_a_long_difference_is_cut(tape: Tape) -> None:
    list(Recorder(Scripted("A"), tape).stream(REQUEST))
    text = "\n".join(map(str, range(100)))
    with pytest.raises(TapeMiss) as caught:
        list(Replay(tape).stream(replace(REQUEST, messages=(*SENT, Message("user", text)))))
    assert str(caught.value).endswith("\n… and 78 more lines")


def test_another_question_is_a_miss_that_names_the_nearest(tape: Tape) -> None:
    list(Recorder(Scripted("A"), tape).stream(REQUEST))
    with pytest.raises(TapeMiss, match=r"no reply to “Who left it\?”; the nearest question on it is “Who left\?”$"):
        list(Replay(tape).stream(replace(REQUEST, question="Who left it?", messages=SENT[:1])))
    with pytest.raises(TapeMiss, match=r"no reply to “xyz”$"):
        list(Replay(tape).stream(replace(REQUEST, question="xyz", messages=SENT[:1])))


def test_what_is_not_sent_does_not_matter(tape: Tape, request_about: Callable[..., Request]) -> None:
    request = request_about("Who left?", "Nobody left.")
    list(Recorder(Scripted("A"), tape).stream(request))
    assert list(Replay(saved(tape)).stream(replace(request, passages=()))) == ["A", ENDING]


def test_the_canonical_request_is_what_is_sent() -> None:
    assert canonical(replace(REQUEST, temperature=None)) == {
        "purpose": "answer",
        "model": "m-1",
        "max_tokens": 99,
        "messages": [{"role": "system", "content": "Be brief.\nCite."}, {"role": "user", "content": "Who left?"}],
    }


# Written by hand


def by_hand(*entries: Entry) -> Replay:
    return Replay(Tape(Path("by-hand.yaml"), list(entries)))


@pytest.mark.parametrize("asked", ["who said “no”?", '  WHO  said\n"no"?', "Who said ”no“?", "who said\u00a0“no”?"])
def test_a_reply_written_by_hand_is_found_by_its_question(asked: str, request_about: Callable[..., Request]) -> None:
    request = request_about(asked, "They said no.")
    assert list(by_hand(Entry('Who said "no"?', "They did.")).stream(request)) == ["They did.", Ending()]


def test_a_recorded_reply_is_preferred_to_one_written_by_hand(tape: Tape) -> None:
    tape.entries.append(Entry("Who left?", "By hand."))
    list(Recorder(Scripted("Recorded."), tape).stream(REQUEST))
    assert list(Replay(saved(tape)).stream(REQUEST)) == ["Recorded.", ENDING]
    assert list(Replay(saved(tape)).stream(replace(REQUEST, model="m-2"))) == ["By hand.", Ending()]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ('Two ["two people CAME"].', "Two [s2]."),
        ("Two [“Two people came”, “don’t know”].", "Two [s2, s3]."),
        ('Two [ "Two people came" ]["don\'t  know"].', "Two [s2][s3]."),
        ('Dash ["left - all of them"]', "Dash [s1]"),
        ('Quoted ["“We know,” they said"].', "Quoted [s4]."),
        ("Cited as models do [s2], [sic] and (“so”).", "Cited as models do [s2], [sic] and (“so”)."),
    ],
)
def test_quotations_become_the_labels_of_the_sentences_that_have_them(
    reply: str, expected: str, request_about: Callable[..., Request]
) -> None:
    request = request_about("Who?", "They left – all of them. Two people came. We don’t know. “We know,” they said.")
    assert next(by_hand(Entry("Who?", reply)).stream(request)) == expected


def test_a_quotation_is_a_citation_of_its_sentence(request_about: Callable[..., Request]) -> None:
    request = request_about("Who?", "They left. Two people came.")
    reply = next(by_hand(Entry("Who?", "Two did [“people came”].")).stream(request))
    assert isinstance(reply, str)
    (citation,) = read(reply, request.sentences).citations
    assert citation.sentence.text == "Two people came."


def test_a_quotation_that_no_sentence_has_is_an_error(request_about: Callable[..., Request]) -> None:
    with pytest.raises(
        QuoteUnknown, match=r"to “Who\?” quotes what no retrieved passage says: “three people”"
    ) as caught:
        list(by_hand(Entry("Who?", "[“two”, “three people”]")).stream(request_about("Who?", "Two people came.")))
    assert caught.value.hint
    with pytest.raises(QuoteUnknown):
        list(by_hand(Entry("Who?", '["  "]')).stream(request_about("Who?", "Two people came.")))


def test_a_question_on_a_large_tape_is_not_compared_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    replay = by_hand(Entry(REQUEST.question, "Nobody."), Entry("Who else?", "Nobody."))
    monkeypatch.setattr("difflib.get_close_matches", None)
    with pytest.raises(TapeMiss, match="has no “judge” reply"):
        next(replay.stream(replace(REQUEST, purpose="judge")))


def test_a_follow_up_written_by_hand_is_rewritten_and_then_answered_in_that_form() -> None:
    replay = by_hand(Entry("And Germany?", "No.", rewritten="Did Germany offer troops?"), Entry("Who?", "France."))
    history = [("Who?", "France.")]
    asked = plan_rewrite("and Germany?", history, SETTINGS)
    assert list(replay.stream(asked)) == ["Did Germany offer troops?", Ending()]
    assert list(replay.stream(plan_rewrite("who?", history, SETTINGS))) == ["Who?", Ending()]
    assert next(replay.stream(replace(REQUEST, question="did germany offer troops?"))) == "No."


# Embeddings


class Scrambled:
    """An embedder whose vectors are of the length and the values it was told."""

    name = "server/e-1"

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.vectors[: len(texts)]

    def embed_with_sentences(
        self, texts: Sequence[str], _: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, None]:
        return self.embed(texts), None


@given(
    values=st.lists(st.lists(st.floats(width=32, allow_nan=False), min_size=3, max_size=3), min_size=2, max_size=2),
    texts=st.lists(st.text(st.characters()), min_size=2, max_size=2, unique=True),
)
def test_embeddings_are_replayed_to_the_last_bit(
    values: list[list[float]], texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tape = Tape(tmp_path_factory.getbasetemp() / "given.embeddings.yaml")
    vectors = np.array(values, np.float32)
    recorder = EmbeddingRecorder(Scrambled(vectors), tape)
    assert recorder.count(texts) == list(map(len, texts))
    assert recorder.embed_with_sentences(texts, [])[0].tobytes() == vectors.tobytes()
    replay = EmbeddingReplay("server/e-1", saved(tape))
    again, of_sentences = replay.embed_with_sentences(texts[::-1], [])
    assert again.tobytes() == vectors[::-1].tobytes()
    assert (again.dtype.name, again.shape, of_sentences) == ("float32", (2, 3), None)
    assert (recorder.name, replay.name) == ("server/e-1", "server/e-1")


def test_an_embedding_that_is_not_on_the_tape_is_a_miss(tape: Tape) -> None:
    EmbeddingRecorder(Scrambled(np.ones((1, 3), np.float32)), tape).embed(["a"])
    for name, text in (("server/e-1", "b"), ("server/e-2", "a")):
        with pytest.raises(TapeMiss, match=f"has no embedding by {name} of “{text}”"):
            EmbeddingReplay(name, tape).embed([text])


@pytest.mark.parametrize("row", ["AACAPw==AACAPw==", "no base64", "AAA=", "AACAPwAAgD8="])
def test_a_damaged_embedding_is_an_error(row: str, tape: Tape) -> None:
    tape.embeddings = {("e", "a"): "AACAPw==", ("e", "b"): row}
    with pytest.raises(TapeUnreadable, match="is damaged: an embedding"):
        EmbeddingReplay("e", tape).embed(["a", "b"])
