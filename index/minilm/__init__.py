"""The embedding model inside the package: all-MiniLM-L6-v2 in int8, for texts and for the sentences in them."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession  # type: ignore[import-untyped, unused-ignore]
    from tokenizers import Encoding, Tokenizer

    Vectors = NDArray[np.float32]

FOLDER: Final = Path(__file__).parent

CLS: Final = 101
SEP: Final = 102

LONGEST_TEXT: Final = 16_384
"""Code points read of a text, 64 for each token of the model, so that megabytes cost no more than some pages."""

AT_ONCE: Final = 256
"""Texts tokenised together, which bounds the memory that their tokens take."""
_KEPT: Final = 32
"""Texts whose states are kept, of 400 kB at most: those that are aligned with several others."""

SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Match:
    """A word piece of a text, and how near another text comes to it.

    Attributes:
        start, end: code points of the text.
        nearest: the best cosine in each window of the other text.
    """

    start: int
    end: int
    nearest: tuple[float, ...]


class MiniLM:
    """all-MiniLM-L6-v2, loaded on first use; one object may serve many threads.

    Each text runs through the model alone, and several at once on as many processors. In a batch, int8 activations
    share one scale, so that a text's vector would depend on its neighbours; and without padding this is also faster.
    """

    name: str = "all-MiniLM-L6-v2-int8-1b522be0"
    """What an index remembers; it ends in the first digits of the sha256 of the weights."""

    dimensions: int = 384

    limit: int = 254
    """Word pieces a text may have; the model does not see what follows them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._loading = threading.RLock()
        self._loaded_tokenizer: Tokenizer | None = None
        self._loaded_session: InferenceSession | None = None
        self._directions = functools.lru_cache(maxsize=_KEPT)(self._read)

    def load_ahead(self) -> None:
        """Begin to load in a thread, while the caller does something else; what fails, fails at the first use."""
        _onnxruntime()  # here, for numpy cannot be imported by two threads at once
        import tokenizers  # noqa: F401

        def load() -> None:
            with contextlib.suppress(EmbedderUnavailable):
                _ = self._session, self._tokenizer

        # No daemon, whoever starts it: the program would end in the middle of onnxruntime, which then aborts it.
        threading.Thread(target=load, name="load the embedding model", daemon=False).start()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, all of them, without the two specials that the model adds."""
        counts: list[int] = []
        for start in range(0, len(texts), AT_ONCE):
            group = [_clean(text) for text in texts[start : start + AT_ONCE]]
            counts += map(len, self._tokenizer.encode_batch_fast(group, add_special_tokens=False))
        return counts

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, 384): the mean over the states of all tokens, [CLS] and [SEP] included.

        Raises:
            EmbedderUnavailable: the model's files are missing or damaged.
        """
        return self.embed_with_sentences(texts, [()] * len(texts))[0]

    def embed_with_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Vectors of the texts and, from the same pass, of the sentences in each.

        A sentence's vector is the mean over the states of its own tokens, which have seen the whole text ("late"
        pooling, Günther et al. 2024, arXiv:2409.04701). A sentence without tokens, or behind the limit, has the zero
        vector.

        Args:
            texts: the chunks.
            sentences: for each chunk, the (start, end) code points of its sentences within it.

        Returns:
            The vectors of the texts as `embed` gives them, and for each text an array of shape (its sentences, 384).

        Raises:
            EmbedderUnavailable: the model's files are missing or damaged.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        late = [np.zeros((len(spans), self.dimensions), np.float32) for spans in sentences]
        if len(late) != len(texts):
            message = f"{len(texts)} texts, but the sentences of {len(late)}"
            raise ValueError(message)

        def embed_one(number: int, encoding: Encoding) -> None:
            states = self._states(encoding.ids[: self.limit])
            vectors[number] = states.mean(axis=0)
            if sentences[number]:
                late[number][:] = self._pool(states[1:-1], encoding.offsets[: self.limit], sentences[number])

        for start in range(0, len(texts), AT_ONCE):
            group = [_clean(text[:LONGEST_TEXT]) for text in texts[start : start + AT_ONCE]]
            encodings = self._tokenizer.encode_batch(group, add_special_tokens=False)
            _spread(embed_one, enumerate(encodings, start))
        return _normalise(vectors), [_normalise(rows) for rows in late]

    def align(self, text: str, other: str) -> list[Match]:
        """The word pieces of a text, each with how near the nearest word piece of another text comes to it.

        Near are pieces whose states, which have seen the whole of their own text, point the same way (Zhang et al.
        2020, "BERTScore", arXiv:1904.09675). The other text is read in windows of as many pieces as the model sees.

        Raises:
            EmbedderUnavailable: the model's files are missing or damaged.
        """
        import numpy as np

        mine, theirs = self._tokenizer.encode_batch([_clean(text), _clean(other)], add_special_tokens=False)
        ids, others = tuple(mine.ids[: self.limit]), tuple(theirs.ids)
        if not ids or not others:
            return []
        windows = (others[start : start + self.limit] for start in range(0, len(others), self.limit))
        nearest = np.stack(
            [(self._directions(ids) @ self._directions(window).T).max(axis=1) for window in windows], axis=1
        )
        return [
            Match(start, end, tuple(row))
            for (start, end), row in zip(mine.offsets[: self.limit], nearest.tolist(), strict=True)
        ]

    def _read(self, ids: tuple[int, ...]) -> Vectors:
        """States of the word pieces alone, of unit length, shape (word pieces, 384)."""
        return _normalise(self._states(ids)[1:-1])

    def _states(self, ids: Sequence[int]) -> Vectors:
        """Token states of one text given by its word pieces, shape (2 + word pieces, 384)."""
        import numpy as np

        states: Vectors = self._session.run(["states"], {"input_ids": np.array([[CLS, *ids, SEP]], np.int64)})[0][0]
        return states

    def _pool(self, states: Vectors, offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> Vectors:
        """Mean state of the tokens that overlap each span, shape (spans, 384)."""
        import numpy as np

        means = np.zeros((len(spans), self.dimensions), np.float32)
        if offsets:
            starts, ends = np.array(offsets).T
            for mean, (start, end) in zip(means, spans, strict=True):
                own = states[np.searchsorted(ends, start, "right") : np.searchsorted(starts, end, "left")]
                if start < end and len(own):
                    mean[:] = own.mean(axis=0)
        return means

    @property
    def _tokenizer(self) -> Tokenizer:
        with self._loading:
            if self._loaded_tokenizer is None:
                self._loaded_tokenizer = _load_tokenizer(self._folder / "tokenizer.json")
            return self._loaded_tokenizer

    @property
    def _session(self) -> InferenceSession:
        with self._loading:
            if self._loaded_session is None:
                self._loaded_session = _load_session(self._folder / "model.onnx")
            return self._loaded_session


def _load_tokenizer(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as problem:  # the library has no narrower class of its own
        message = f"cannot load the tokeniser of the embedding model from {file}: {problem}"
        raise EmbedderUnavailable(message) from problem
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # "[SEP]" in a text is text
    return tokenizer


def _onnxruntime() -> Any:
    """The library, kept from sending events and from the identifier and database that it would leave in the home."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # noqa: TID251  it can be told nowhere else, and looks when it is loaded
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # for versions that do not know the variable
    return onnxruntime


def _load_session(file: Path) -> InferenceSession:
    onnxruntime = _onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # fatal only: what goes wrong is raised, and stderr is not ours
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # it was built fused
    options.intra_op_num_threads = 1  # texts run beside each other instead: a fifth faster, and nothing spins when idle
    options.enable_mem_pattern = False  # or a plan would be kept for every length seen
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as problem:  # the library has no narrower class of its own
        message = f"cannot load the embedding model from {file}: {problem}"
        raise EmbedderUnavailable(message) from problem


def _spread(work: Callable[[int, Encoding], None], items: Iterable[tuple[int, Encoding]]) -> None:
    """Do the work for every item, on all processors where there is more than one item."""
    waiting = list(items)
    if len(waiting) == 1:
        work(*waiting[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(lambda item: work(*item), waiting):
            pass


def _clean(text: str) -> str:
    """Put a replacement character for each lone surrogate, which the tokeniser refuses; the length stays."""
    return SURROGATE.sub("\ufffd", text)


def _normalise(vectors: Vectors) -> Vectors:
    """Bring the vectors to unit length, in place; zero vectors stay zero."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors
