"""Counting tokens with tiktoken's o200k_base, without the network.

tiktoken downloads the rank file of an encoding unless its cache folder has it. The package brings the file
under the name that the cache gives it (the SHA-1 of its address); a folder that the user set in
TIKTOKEN_CACHE_DIR comes first, where it holds that file.
"""

from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tiktoken

_FOLDER = "TIKTOKEN_CACHE_DIR"
RANKS = Path(__file__).with_name("ranks")
RANK_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
RANK_DIGEST = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""SHA-256 that tiktoken itself expects of the file."""


@functools.cache
def encoding() -> tiktoken.Encoding:
    """The o200k_base encoding.

    Raises:
        EmbedderUnavailable: the rank file is missing or is not the one tiktoken expects.
    """
    import tiktoken

    environment = os.environ  # noqa: TID251  tiktoken knows no other way to be told
    chosen = environment.get(_FOLDER)
    folder = Path(chosen) if chosen and (Path(chosen) / RANK_FILE).is_file() else RANKS
    _verify(folder / RANK_FILE)
    environment[_FOLDER] = str(folder)
    try:
        return tiktoken.get_encoding("o200k_base")
    finally:
        if chosen is None:
            del environment[_FOLDER]
        else:
            environment[_FOLDER] = chosen


def count(texts: Sequence[str]) -> list[int]:
    """Tokens of each text; what looks like a special token is just text.

    Texts are sentences: a million characters of white space would overflow tiktoken's stack.
    """
    encode = encoding().encode_ordinary
    return [len(encode(text)) for text in texts]


def _verify(path: Path) -> None:
    """Keep tiktoken from removing a damaged file and downloading another."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as exc:
        message = f"the token rank file cannot be read: {path}"
        raise EmbedderUnavailable(message) from exc
    if digest != RANK_DIGEST:
        message = f"the token rank file is damaged: {path}"
        raise EmbedderUnavailable(message)
