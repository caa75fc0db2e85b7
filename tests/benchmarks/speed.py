"""How fast the program starts and indexes, each figure beside its baseline in the same run.

    python tests/benchmarks/speed.py [--short]

Times are medians of runs made in turn, so that a machine that gets slower does so for both sides. The ratio says
more than the time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "seeds" / "000_4a9351dbf3a43ada.txt"
STATEMENTS = ROOT / "tests" / "qa" / "checking" / "article.yaml"
PYTHON = [sys.executable, "-P"]
ONE_COMMAND = "import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str) -> None: print(name)\napp()"
IMPORTS = "import chromadb, onnxruntime, tokenizers"
INDEX_AND_EMBED = """
import json, resource, sys, time
from pathlib import Path
import onnxruntime
from index.minilm import FOLDER, MiniLM
from index.store import Index
from index.catalog import Catalog
from index.chunks import BUDGET

documents, folder, warming = map(Path, sys.argv[1:4])
embedder = MiniLM()
store = Index(folder, embedder, create=True)
store.update([warming])
store.remove([warming])
started = time.perf_counter()
store.update([documents])
indexed = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

catalog = Catalog(folder / "catalog.sqlite3", embedder=embedder.name, chunk_tokens=BUDGET, create=False)
chunks = catalog.chunks(catalog.chunk_numbers()).values()
texts = catalog.documents({chunk.document for chunk in chunks})
tokens = [embedder._tokenizer.encode(texts[chunk.document].slice(chunk.span)).ids for chunk in chunks]
session = onnxruntime.InferenceSession(FOLDER / "model.onnx", providers=["CPUExecutionProvider"])
started = time.perf_counter()
for ids in tokens:
    session.run(None, {session.get_inputs()[0].name: [ids]})
bare = time.perf_counter() - started
print(json.dumps({"chunks": len(tokens), "indexed": indexed, "bare": bare, "peak": peak}))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of ours beside its baseline; `limit` is what the ratio may be at most or must be at least."""

    what: str
    ours: float
    baseline: float
    limit: str
    unit: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="fewer runs and a smaller corpus")
    short = parser.parse_args().short
    with tempfile.TemporaryDirectory() as name:
        rows = [
            *start_up(Path(name), 5 if short else 21),
            *indexing(Path(name), 15 if short else 60, 1 if short else 3),
            checking(),
        ]
    print(f"{'':68} {'ours':>9} {'baseline':>9} {'ratio':>6}  limit")
    for row in rows:
        ratio = row.ours / row.baseline
        print(f"{row.what:68} {row.ours:9.3f} {row.baseline:9.3f} {ratio:6.2f}  {row.limit} ({row.unit})")


def start_up(folder: Path, runs: int) -> list[Row]:
    """Seconds of whole processes."""
    (folder / "article.txt").write_bytes(ARTICLE.read_bytes())
    (folder / "qa.toml").write_text('sources = ["article.txt"]', encoding="utf-8")
    ask = [*PYTHON, "-m", "qa", "ask", "--no-model", "who offered troops?"]
    subprocess.run(ask, cwd=folder, check=True, capture_output=True)
    helped = in_turn([*PYTHON, "-m", "qa", "--help"], [*PYTHON, "-c", ONE_COMMAND, "--help"], folder, runs)
    asked = in_turn(ask, [*PYTHON, "-c", IMPORTS], folder, runs)
    return [
        Row("qa --help / a Typer app of one command", *helped, "at most 1.50", "s"),
        Row("qa ask on a ready index / importing its libraries", *asked, "at most 1.35", "s"),
    ]


def in_turn(ours: Sequence[str], baseline: Sequence[str], folder: Path, runs: int) -> tuple[float, float]:
    """Median seconds of two commands run in turn, after one run of each that does not count."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for command, seconds in zip((ours, baseline), taken, strict=True):
            started = time.perf_counter()
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            if number:
                seconds.append(time.perf_counter() - started)
    return statistics.median(taken[0]), statistics.median(taken[1])


def indexing(folder: Path, documents: int, runs: int) -> list[Row]:
    """Chunks per second, and the peak memory of a process that indexes, in a corpus and in one four times as large.

    What is loaded once, as chromadb and the tokens' ranks, is loaded before the time is taken.
    """
    small, large = (corpus(folder / f"corpus{times}", documents * times) for times in (1, 4))
    measured = [index_and_embed(small, folder / f"small{run}" / ".qa") for run in range(runs)]
    ours = statistics.median(run["chunks"] / run["indexed"] for run in measured)
    bare = statistics.median(run["chunks"] / run["bare"] for run in measured)
    peak = statistics.median(run["peak"] for run in measured)
    peak_of_large = index_and_embed(large, folder / "large" / ".qa")["peak"]
    return [
        Row("chunks indexed / embedded by the bare model", ours, bare, "at least 0.85", "chunks/s"),
        Row("peak memory, four times the corpus / the corpus", peak_of_large, peak, "about 1", "MiB"),
    ]


def index_and_embed(documents: Path, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-c", INDEX_AND_EMBED, str(documents), str(folder), str(ARTICLE)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def checking() -> Row:
    """Milliseconds to check a statement about the article, and of the embedding model on the same texts."""
    import yaml

    from index import Document, Sentence
    from index.minilm import MiniLM
    from index.sentences import sentence_spans
    from qa.checking import Checker

    text = ARTICLE.read_text(encoding="utf-8")
    document = Document(1, ARTICLE, "", text)
    sentences = [Sentence(document, span, at, 0) for at, span in enumerate(sentence_spans(text))]
    statements = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))["faithful"]
    model = MiniLM()
    checker = Checker(model.align)
    checker.check("Warm.", sentences)
    ours, bare = [], []
    for statement in statements:
        says = statement["says"]
        cited = [next(sentence for sentence in sentences if words in sentence.text) for words in statement["cites"]]
        started = time.perf_counter()
        checker.check(says, cited)
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        model.embed([says])
        model.embed(["\n".join(sentence.text for sentence in cited)])
        bare.append(time.perf_counter() - started)
    milliseconds = statistics.median(ours) * 1e3, statistics.median(bare) * 1e3
    return Row("checking a statement (at most 5 ms) / embedding it and what it cites", *milliseconds, "about 1", "ms")


def corpus(folder: Path, documents: int) -> Path:
    """Documents of about ten chunks each, made of the article's paragraphs in ever new orders."""
    folder.mkdir()
    paragraphs = [line for line in ARTICLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    chance = random.Random(7)  # noqa: S311 - the same corpus every time
    for number in range(documents):
        text = "\n".join(chance.sample(paragraphs, len(paragraphs)))
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
