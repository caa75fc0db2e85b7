"""Putting the assistant together from settings. Heavy parts are imported here, when they are needed."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ModelMissing
from qa.models import EXTRACTIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Index, Progress
    from index.embedding import Embedder
    from qa.assistant import Assistant
    from qa.models import ChatModel
    from qa.settings import Settings
    from qa.tapes import Tape

CANNED = "canned"
"""Name of the model of a tape that was written by hand."""


class RecordMode(enum.StrEnum):
    """Which replies are recorded, where a tape is named."""

    NONE = "none"
    """None: all are played."""
    ONCE = "once"
    """All where there is no tape yet; else none."""
    NEW = "new"
    """Those that are not on the tape; the others are played."""
    ALL = "all"
    """All, each instead of an earlier one to the same request."""


@dataclass(frozen=True, slots=True)
class Tapes:
    """What a run is recorded on, or replayed from.

    Attributes:
        mode: none where it is replayed; never once, which `in_mode` makes out.
        again: the command that records what is missing on a tape that is replayed.
    """

    path: Path | None = None
    mode: RecordMode = RecordMode.NONE
    again: str = ""

    @property
    def record(self) -> Path | None:
        """The tape, where something is recorded."""
        return None if self.mode is RecordMode.NONE else self.path

    @property
    def replay(self) -> Path | None:
        """The tape, where all is played."""
        return self.path if self.mode is RecordMode.NONE else None

    @classmethod
    def in_mode(cls, path: Path, mode: RecordMode, again: str = "") -> Tapes:
        """What a mode means for a tape as it is now.

        Raises:
            TapeUnreadable: the tape is not one.
        """
        if mode is RecordMode.ONCE:
            mode = RecordMode.NONE if _has_content(path) else RecordMode.ALL
        return cls(path, mode, again)


def assistant(
    settings: Settings,
    tapes: Tapes,
    *,
    only: Sequence[Path] = (),
    progress: Callable[[Progress], None] | None = None,
) -> Assistant:
    """An assistant with its index brought up to date and its model chosen.

    Args:
        only: files and folders to answer from, instead of all that is indexed.
        progress: is told how far the indexing is, where something has to be indexed.

    Raises:
        IndexProblem, Unconfigured, TemplateProblem, TapeUnreadable: it cannot be put together, or there is nothing to
            answer from.
    """
    from index.minilm import MiniLM
    from prompts import load
    from qa.assistant import Assistant
    from qa.checking import Checker

    prompts = load(settings.prompts)
    tape = _tape(tapes)
    settings, model = _model(settings, tapes, tape)
    minilm = MiniLM()
    embedder = _served(settings, tapes, tape) if settings.embedder else minilm
    if not settings.embedder:
        minilm.load_ahead()
    index = open_index(settings, embedder, create=bool(only))
    changes = index.update(only or settings.sources, progress=progress)
    within = [*changes.added, *changes.changed, *changes.unchanged] if only else None
    if changes.failed and not (index.entries() if within is None else within):
        raise next(iter(changes.failed.values()))
    left_out = [str(problem) for problem in changes.failed.values()]
    return Assistant(index, model, settings, Checker(minilm.align), within, left_out, prompts, tape)


def has_model(settings: Settings, tapes: Tapes) -> bool:
    """Whether a language model writes the answers, or has written those of a tape that are played.

    Raises:
        TapeUnreadable: the tape is not one.
    """
    return bool(settings.model or tapes.replay or _model_of_played(tapes, begun(tapes)))


def begun(tapes: Tapes) -> Tape | None:
    """The tape of which replies are played while others are recorded on it, where there is one already.

    Raises:
        TapeUnreadable: it is not one.
    """
    from qa.tapes import load

    if tapes.mode is not RecordMode.NEW or not tapes.path or not tapes.path.exists():
        return None
    return load(tapes.path)


def index_folder(settings: Settings, *, create: bool) -> Path:
    """Where the index is, or is to be.

    It is the folder that the settings name; else the one beside the file that names sources; else the one
    found from the working directory upwards; else, where one may be started, one in the working directory.

    Raises:
        IndexMissing: there is none.
    """
    import index
    from index.errors import IndexMissing
    from index.store import FOLDER

    if settings.index:
        return settings.index
    if settings.sources:
        return settings.root / FOLDER
    if found := index.find(Path.cwd()):
        return found
    if create:
        return Path.cwd() / FOLDER
    message = "there is no index here, nor in any folder above"
    raise IndexMissing(message)


def open_index(settings: Settings, embedder: Embedder | None = None, *, create: bool = False) -> Index:
    """The index, with an embedder or the one that the settings name.

    Args:
        create: start an empty one where there is none; so it is too where sources are configured.

    Raises:
        IndexProblem: there is none, or it cannot be used.
    """
    import index

    return index.Index(
        index_folder(settings, create=create),
        embedder or _embedder(settings),
        create=create or bool(settings.sources),
        chunk_tokens=settings.chunk_tokens,
    )


def _model_of_played(tapes: Tapes, tape: Tape | None) -> str | None:
    """The language model whose replies are played where those that are not on a tape are recorded."""
    is_played = tape is not None and tapes.mode is RecordMode.NEW and tape.model != EXTRACTIVE
    return tape.model if tape and is_played else None


def _has_content(path: Path) -> bool:
    """Whether there is a tape with anything on it: a first run that failed has left one with nothing."""
    from qa import tapes

    if not path.exists():
        return False
    tape = tapes.load(path)
    return bool(tape.entries or tape.embeddings)


def _tape(chosen: Tapes) -> Tape | None:
    from qa import tapes

    if chosen.replay:
        return tapes.load(chosen.replay)
    if chosen.record:
        return tapes.begin(chosen.record)  # before anything is asked for that could not be kept
    return None


def _model(settings: Settings, tapes: Tapes, tape: Tape | None) -> tuple[Settings, ChatModel]:
    """The model, and the settings with its name."""
    if tapes.replay and tape:
        from qa.models.recording import Replay

        name = settings.model or tape.model or CANNED
        return dataclasses.replace(settings, model=name), Replay(tape, tapes.again)
    model: ChatModel
    if not settings.model and (played := _model_of_played(tapes, tape)):
        settings = dataclasses.replace(settings, model=played)  # what is on the tape needs no server
    if settings.model:
        from qa.models.openai_api import OpenAIChat

        model = OpenAIChat(settings)
    elif settings.base_url:
        message = "a server is set, but no model"
        raise ModelMissing(message)
    else:
        from qa.models.extractive import Extractive

        settings, model = dataclasses.replace(settings, model=EXTRACTIVE), Extractive()
    if tape:
        from qa.models.recording import Completion, Recorder

        model = Completion(model, tape) if tapes.mode is RecordMode.NEW else Recorder(model, tape)
    return settings, model


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder:
        return _served(settings, Tapes(), None)
    from index.minilm import MiniLM

    return MiniLM()


def _served(settings: Settings, tapes: Tapes, tape: Tape | None) -> Embedder:
    """The embedder of a server, recorded or replayed where there is a tape."""
    from qa.models.recording import EmbeddingRecorder, EmbeddingReplay

    if tapes.replay and tape:
        return EmbeddingReplay(settings.embedder, tape)
    from qa.models.openai_api import OpenAIEmbedder

    embedder = OpenAIEmbedder(settings)
    return EmbeddingRecorder(embedder, tape, keep=tapes.mode is RecordMode.NEW) if tape else embedder
