"""How good retrieval is, and the choice of sentences without a language model, on data that people have.

    python tests/benchmarks/quality.py [--limit N] --squad FILE … --beir FOLDER …

Any file in the format of SQuAD and any folder in the layout of BEIR will do. Everything runs through the real index.
A document counts with its best chunk. The baseline is Chroma with the chunk vectors alone ("dense").
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import statistics
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index import ranking
from index.minilm import MiniLM
from index.store import Index
from qa.answering import Refusal, plan
from qa.models import extractive
from qa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

METRICS = ("R@1", "R@5", "MRR@10", "nDCG@10")
DEPTH = 30
"""Passages that are ranked, enough for ten different documents."""
RANKINGS = ("dense", "lexical", "fused")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the grades of the documents that are relevant to it, and where in one of them the answer begins."""

    text: str
    relevant: Mapping[str, int]
    answer_starts: frozenset[int] = frozenset()


@dataclass(slots=True)
class Collection:
    """Documents by name, and questions about them."""

    name: str
    documents: dict[str, str] = field(default_factory=dict)
    queries: list[Query] = field(default_factory=list)
    unanswerable: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--beir", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--limit", type=int, help="ask only so many questions of each, evenly spread")
    arguments = parser.parse_args()
    collections = [*map(read_squad, arguments.squad), *map(read_beir, arguments.beir)]
    if not collections:
        parser.error("name some data with --squad or --beir")
    for collection in collections:
        if arguments.limit:
            collection.queries = spread(collection.queries, arguments.limit)
            collection.unanswerable = spread(collection.unanswerable, arguments.limit)
        with tempfile.TemporaryDirectory() as folder:
            report(collection, build(collection, Path(folder)))


def read_squad(file: Path) -> Collection:
    """Each paragraph is a document; questions without an answer are kept apart."""
    collection = Collection(file.stem)
    for number, article in enumerate(json.loads(file.read_text(encoding="utf-8"))["data"]):
        for at, paragraph in enumerate(article["paragraphs"]):
            name = f"{number}-{at}"
            collection.documents[name] = paragraph["context"]
            for question in paragraph["qas"]:
                if question.get("is_impossible"):
                    collection.unanswerable.append(question["question"])
                elif starts := frozenset(answer["answer_start"] for answer in question["answers"]):
                    collection.queries.append(Query(question["question"], {name: 1}, starts))
    return collection


def read_beir(folder: Path) -> Collection:
    """corpus.jsonl, queries.jsonl and qrels/test.tsv; only questions with a relevant document count."""
    collection = Collection(folder.name)
    for line in lines(folder / "corpus.jsonl"):
        collection.documents[line["_id"]] = f"{line.get('title') or ''}\n\n{line['text']}".strip()
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant[row["query-id"]][row["corpus-id"]] = int(row["score"])
    for line in lines(folder / "queries.jsonl"):
        if line["_id"] in relevant:
            collection.queries.append(Query(line["text"], relevant[line["_id"]]))
    return collection


def lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as text:
        yield from map(json.loads, text)


def spread(items: list[Query] | list[str], limit: int) -> list[Query] | list[str]:
    return items[:: max(1, len(items) // limit)][:limit]


def build(collection: Collection, folder: Path) -> Index:
    """The real index over the documents, each a file; a document without text has none."""
    (folder / "documents").mkdir()
    for number, text in enumerate(collection.documents.values()):
        if text:
            (folder / "documents" / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
    index = Index(folder / ".qa", MiniLM(), create=True)
    index.update([folder / "documents"])
    return index


def report(collection: Collection, index: Index) -> None:
    """Print the tables of one collection."""
    names = list(collection.documents)
    name_of = {entry.id: names[int(entry.path.stem)] for entry in index.entries()}
    scores: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for query in collection.queries:
        for kind, ranked in rankings(index, query.text, name_of).items():
            scores[kind].append(metrics(ranked, query.relevant))
    print(f"\n{collection.name}: {len(names)} documents, {len(collection.queries)} questions")
    print(f"{'':10}" + "".join(f"{metric:>9}" for metric in METRICS))
    for kind in RANKINGS:
        print(f"{kind:10}" + "".join(f"{statistics.mean(column):9.3f}" for column in zip(*scores[kind], strict=True)))
    answered = [query for query in collection.queries if query.answer_starts]
    if answered:
        first, third = right_sentences(index, answered, name_of)
        print(f"without a model: right sentence@1 {first:.3f}, @3 {third:.3f}")
    if collection.unanswerable:
        refused = statistics.mean(refuses(index, question) for question in collection.unanswerable)
        wrongly = statistics.mean(refuses(index, query.text) for query in answered)
        print(f"without a model: refuses {refused:.3f} of the unanswerable, {wrongly:.3f} of the answerable")
    sys.stdout.flush()


def rankings(index: Index, question: str, name_of: Mapping[int, str]) -> dict[str, list[str]]:
    """Documents, best first, by each way of ranking."""
    vector = index._embedder.embed([question])[0]
    dense, lexical = ranking.candidates(index._catalog, index._vectors, question, vector, among=None)
    rows = index._catalog.chunks(dense.keys())

    def in_order(scores: Mapping[int, float]) -> list[str]:
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return list(dict.fromkeys(name_of[rows[number].document] for number in best))

    fused = [name_of[passage.document.id] for passage in index.retrieve(question, limit=DEPTH)]
    return {"dense": in_order(dense), "lexical": in_order(lexical), "fused": list(dict.fromkeys(fused))}


def metrics(ranked: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, ...]:
    """Recall at 1 and 5, reciprocal rank at 10, and nDCG at 10 with the grade as gain, as trec_eval has it."""
    gains = [relevant.get(name, 0) for name in ranked[:10]]
    ideal = sorted(relevant.values(), reverse=True)[:10]
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain), 0)
    hits = [sum(1 for gain in gains[:depth] if gain) / len(relevant) for depth in (1, 5)]
    return (*hits, 1 / first if first else 0.0, discounted(gains) / discounted(ideal))


def discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def right_sentences(index: Index, queries: Sequence[Query], name_of: Mapping[int, str]) -> tuple[float, float]:
    """How often the sentence with the answer is the first, and among the first three, of the no-model engine."""
    ranks = [rank_of_answer(index, query, name_of) for query in queries]
    return statistics.mean(rank < 1 for rank in ranks), statistics.mean(rank < 3 for rank in ranks)  # noqa: PLR2004


def rank_of_answer(index: Index, query: Query, name_of: Mapping[int, str]) -> float:
    request = plan(query.text, index.retrieve(query.text, limit=Settings(Path()).top_k), Settings(Path()))
    assert not isinstance(request, Refusal)
    for rank, (sentence, _) in enumerate(extractive.rank(request)):
        if name_of[sentence.document.id] in query.relevant and any(
            sentence.span.start <= start < sentence.span.end for start in query.answer_starts
        ):
            return rank
    return math.inf


def refuses(index: Index, question: str) -> bool:
    request = plan(question, index.retrieve(question, limit=Settings(Path()).top_k), Settings(Path()))
    return isinstance(request, Refusal) or not extractive.relevant(request)


if __name__ == "__main__":
    main()
