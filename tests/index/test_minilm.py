"""The embedding model that ships inside the package, as it is: no part of it is replaced here."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import index.minilm
from index.errors import EmbedderUnavailable
from index.minilm import FOLDER, LONGEST_TEXT, MiniLM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Tokens = tuple[Vectors, list[tuple[int, int]]]

MODEL = MiniLM()
TEXT = "The duke raised an army.\n\nIt sailed in autumn, under cloud.\tNobody answered; the harbour was empty."


@cache
def bare_model() -> tuple[Tokenizer, onnxruntime.InferenceSession]:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), providers=["CPUExecutionProvider"])


def bare(text: str) -> Tokens:
    """Token states, shape (tokens, 384), and the offsets of their tokens, with none of our code."""
    tokenizer, session = bare_model()
    encoding = tokenizer.encode(text)
    return session.run(None, {"input_ids": np.array([encoding.ids])})[0][0], encoding.offsets


def unit(vector: Vectors) -> Vectors:
    return vector / np.linalg.norm(vector)


def digest(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def test_similarities_are_those_of_the_published_model() -> None:
    """The expected cosines come from the fp32 weights in torch 2.13.0 and transformers 5.23.0."""
    texts = [
        "Who sat on the mat?",
        "The cat sat on the mat.",
        "A feline was resting on a rug.",
        "The stock market fell sharply on Monday.",
    ]
    expected = [
        [1.000, 0.492, 0.301, -0.035],
        [0.492, 1.000, 0.561, 0.053],
        [0.301, 0.561, 1.000, 0.071],
        [-0.035, 0.053, 0.071, 1.000],
    ]
    vectors = MODEL.embed(texts)
    np.testing.assert_allclose(vectors @ vectors.T, expected, atol=0.02)


def test_a_vector_is_the_mean_of_all_token_states_with_specials_at_unit_length() -> None:
    vector = MODEL.embed([TEXT])[0]
    np.testing.assert_allclose(vector, unit(bare(TEXT)[0].mean(axis=0)), atol=1e-6)


def test_vectors_come_as_float32_with_the_declared_dimensions() -> None:
    vectors = MODEL.embed(["one", "two", "three"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, MODEL.dimensions)


def test_a_text_has_the_same_vector_alone_and_among_others_and_each_time() -> None:
    texts = [" ".join(["oil", "wine", "salt"][: n % 3 + 1] * (n % 15)) for n in range(300)]
    together = MODEL.embed(texts)
    assert np.array_equal(together, MODEL.embed(texts))
    for n in (0, 1, 5, 119, 256, 299):
        assert np.array_equal(together[n], MODEL.embed([texts[n]])[0])


def test_asking_for_sentences_does_not_change_the_vectors_of_the_texts() -> None:
    assert np.array_equal(MODEL.embed_with_sentences([TEXT, "x"], [[(0, 24)], []])[0], MODEL.embed([TEXT, "x"]))


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(st.sampled_from("ab e\u0301éİßﬁ中文क्षि😀\u200d👩\0\n\t.,-[]"), max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=8),
)
def test_a_sentence_vector_is_the_mean_of_exactly_the_states_of_its_own_tokens(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    spans = list(pairwise(edges))
    (late,) = MODEL.embed_with_sentences([text], [spans])[1]
    states, offsets = bare(text)
    assert late.shape == (len(spans), MODEL.dimensions)
    for vector, (start, end) in zip(late, spans, strict=True):
        own = [state for state, (a, b) in zip(states, offsets, strict=True) if a < end and b > start]
        expected = unit(np.mean(own, axis=0)) if own else np.zeros(MODEL.dimensions)
        np.testing.assert_allclose(vector, expected, atol=1e-5)


def test_a_sentence_vector_knows_its_context() -> None:
    sentence = "It was closed."
    texts = [f"{sentence} The bank refused the loan.", f"{sentence} The river bank flooded."]
    first, second = MODEL.embed_with_sentences(texts, [[(0, len(sentence))]] * 2)[1]
    assert 0.3 < float(first[0] @ second[0]) < 0.99


def test_offsets_count_code_points_also_after_characters_of_many_bytes() -> None:
    text = "😀 e\u0301 \ud800 中 a b c"
    spans = [(place, place + 1) for place in map(text.index, "abc")]
    (late,) = MODEL.embed_with_sentences([text], [spans])[1]
    states, _ = bare(text.replace("\ud800", "\ufffd"))
    np.testing.assert_allclose(late, [unit(state) for state in states[-4:-1]], atol=1e-6)


@pytest.mark.parametrize("text", ["", " \n\t", "\0\x01", "\ud800", "\u0301"])
def test_a_text_without_tokens_has_a_vector_and_its_sentences_the_zero_vector(text: str) -> None:
    vectors, (late,) = MODEL.embed_with_sentences([text], [[(0, len(text)), (0, 0)]])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1)
    assert late.shape == (2, MODEL.dimensions)
    assert not late.any()


def test_an_empty_span_inside_a_word_has_the_zero_vector() -> None:
    (late,) = MODEL.embed_with_sentences(["harbour"], [[(3, 3), (0, 7)]])[1]
    assert [row.any() for row in late] == [False, True]


def test_no_texts_give_no_vectors() -> None:
    vectors, late = MODEL.embed_with_sentences([], [])
    assert vectors.shape == (0, MODEL.dimensions)
    assert late == []
    assert MODEL.count([]) == []


def test_texts_and_their_sentences_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="2 texts, but the sentences of 1"):
        MODEL.embed_with_sentences(["a", "b"], [[]])


def test_lone_surrogates_are_read_as_replacement_characters() -> None:
    text = "\ud800salt \udfff\ud8ab wine\udc00"
    replaced = "\ufffdsalt \ufffd\ufffd wine\ufffd"
    assert MODEL.count([text]) == MODEL.count([replaced])
    assert np.array_equal(MODEL.embed([text]), MODEL.embed([replaced]))


def test_counts_are_of_word_pieces_without_specials_and_never_truncated() -> None:
    assert MODEL.count(["", "the king", "unaffable", "word " * 700]) == [0, 2, 3, 700]
    assert MODEL.count(["a b"] * 600) == [2] * 600


def test_names_of_special_tokens_in_a_text_are_text() -> None:
    assert MODEL.count(["[SEP]", "[CLS] [MASK]"]) == [3, 7]


def test_the_model_sees_the_first_254_word_pieces_and_no_more() -> None:
    assert MODEL.limit == 254
    whole = "salt " * 254
    almost = "salt " * 253
    assert np.array_equal(MODEL.embed([whole + "wine " * 50]), MODEL.embed([whole]))
    assert not np.array_equal(MODEL.embed([almost + "wine"]), MODEL.embed([whole]))
    end = len(whole)
    (late,) = MODEL.embed_with_sentences([whole + "wine"], [[(end - 5, end - 1), (end, end + 4)]])[1]
    assert [row.any() for row in late] == [True, False]


def test_the_length_that_is_read_of_a_text_leaves_room_for_all_that_the_model_can_see() -> None:
    texts = [" ".join(["counterrevolutionaries"] * 254), "salt" + " " * (LONGEST_TEXT - 9) + "wine"]
    assert all(len(text) < LONGEST_TEXT for text in texts)
    assert MODEL.count([text[:LONGEST_TEXT] for text in texts]) == MODEL.count(texts)


def test_a_text_of_megabytes_without_a_space_is_embedded_without_reading_it_all() -> None:
    text = "a" * 5_000_000
    MODEL.embed(["warm"])
    start = time.perf_counter()
    vectors = MODEL.embed([text])
    embedding = time.perf_counter() - start
    assert MODEL.count([text]) == [1]
    counting = time.perf_counter() - start - embedding
    assert vectors.any()
    assert embedding < counting / 3


def test_counting_needs_no_weights_and_missing_weights_are_reported(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "tokenizer.json", tmp_path)
    model = MiniLM(tmp_path)
    assert model.count(["the king"]) == [2]
    with pytest.raises(EmbedderUnavailable, match=r"model\.onnx") as caught:
        model.embed(["the king", "the queen"])
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("damage", [lambda content: content[: len(content) // 2], lambda _: b"", lambda _: b"{}"])
@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_damaged_files_are_reported(tmp_path: Path, file: str, damage: Callable[[bytes], bytes]) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        content = (FOLDER / name).read_bytes()
        (tmp_path / name).write_bytes(damage(content) if name == file else content)
    with pytest.raises(EmbedderUnavailable, match=file.replace(".", r"\.")) as caught:
        MiniLM(tmp_path).embed(["the king"])
    assert caught.value.__cause__ is not None


def test_threads_that_start_together_load_the_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    load = index.minilm._load_session  # counted, not replaced

    def counted(file: Path) -> object:
        loads.append(file)
        time.sleep(0.05)
        return load(file)

    monkeypatch.setattr(index.minilm, "_load_session", counted)
    model = MiniLM()
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda _: model.embed(["the king"]), range(8)))
    assert len(loads) == 1
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def join_loader() -> None:
    for thread in threading.enumerate():
        if thread.name == "load the embedding model":
            thread.join()


def test_loading_ahead_is_done_when_it_is_needed_and_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = MODEL.embed([TEXT])
    loaders: list[str] = []
    load = index.minilm._load_session

    def noted(file: Path) -> onnxruntime.InferenceSession:
        loaders.append(threading.current_thread().name)
        return load(file)

    monkeypatch.setattr(index.minilm, "_load_session", noted)
    model = MiniLM()
    model.load_ahead()
    join_loader()
    assert np.array_equal(model.embed([TEXT]), expected)
    assert loaders == ["load the embedding model"]


def test_a_program_that_ends_while_loading_ahead_ends_well() -> None:
    program = (
        "import threading\n"
        "from index.minilm import MiniLM\n"
        "background = threading.Thread(target=MiniLM().load_ahead, daemon=True)\n"
        "background.start()\n"
        "background.join()\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], capture_output=True, text=True)  # noqa: PLW1510
    assert (run.returncode, run.stderr) == (0, "")


def test_what_fails_while_loading_ahead_fails_at_the_first_use(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = MiniLM(tmp_path)
    model.load_ahead()
    with pytest.raises(EmbedderUnavailable, match=r"tokenizer\.json"):
        model.embed([TEXT])
    join_loader()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ahead", ["", "model.load_ahead(); "])
def test_embedding_leaves_nothing_in_the_home_folder(tmp_path: Path, ahead: str) -> None:
    program = f"import index.minilm; model = index.minilm.MiniLM(); {ahead}model.embed(['a'])"
    environment = os.environ | {"HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


def test_importing_loads_no_heavy_module_and_embedding_prints_nothing() -> None:
    program = (
        "import sys, index.minilm as m\n"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules), 'heavy'\n"
        "assert m.MiniLM().embed(['a', 'b']).any()\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], capture_output=True, text=True)  # noqa: PLW1510
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_files_are_those_that_the_export_script_and_the_notice_declare() -> None:
    script = ast.parse((FOLDER / "export.py").read_text(encoding="utf-8"))
    declared = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in script.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Dict)
    }
    assert declared["RESULTS"] == {name: digest(name) for name in ("model.onnx", "tokenizer.json")}
    notice = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for sha256 in (declared["SOURCES"] | declared["RESULTS"]).values():
        assert f"`{sha256}`" in notice


def test_the_name_changes_with_the_weights() -> None:
    assert MODEL.name == f"all-MiniLM-L6-v2-int8-{digest('model.onnx')[:8]}"


def test_no_two_weights_can_overflow_the_saturating_kernels_of_x86() -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(FOLDER / "model.onnx").graph
    constants = {constant.name: constant for constant in graph.initializer}
    products = [node.input[1] for node in graph.node if node.op_type == "DynamicQuantizeMatMul"]
    assert len(products) == 24
    for name in products:
        weights = onnx.numpy_helper.to_array(constants[name]).astype(int)
        fours = np.sort(weights.reshape(-1, 4, weights.shape[1]), axis=1)
        assert 255 * fours[:, 2:].sum(axis=1).max() <= 32767
        assert 255 * fours[:, :2].sum(axis=1).min() >= -32768
