"""How good retrieval is, and the choice of sentences without a language model, on data that people have.

    python tests/benchmarks/quality.py [--limit N] [--squad FILE …] [--beir FOLDER …]

Any file in the format of SQuAD and any folder in the layout of BEIR will do. Everything runs through the real index.
A document counts with its best chunk. The baseline is Chroma with the chunk vectors alone ("dense"), and for single
sentences the likeness of their vectors alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import statistics
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index import ranking
from index.minilm import MiniLM
from index.store import Index
from qa.answering import Refusal, plan
from qa.evaluation import beir
from qa.evaluation.scoring import RETRIEVAL
from qa.models import extractive
from qa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index import Sentence
    from qa.models import Request

METRICS = ("R@1", "R@5", "MRR@10", "nDCG@10")
DEPTH = 30
"""Passages that are ranked, enough for ten different documents."""
RANKINGS = ("dense", "lexical", "fused")
SETTINGS = Settings(Path())
MODEL = MiniLM()


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
    if not arguments.squad + arguments.beir:
        parser.error("name some data with --squad or --beir")
    print(f"{'':30}" + "".join(f"{metric:>9}" for metric in METRICS))
    for folder in arguments.beir:
        collection = limited(read_beir(folder), arguments.limit)
        with indexed(collection) as index:
            report_retrieval(collection, index)
    for file in arguments.squad:
        articles = read_squad(file)
        collection = limited(joined(file.stem, articles), arguments.limit)
        with indexed(collection) as index:
            report_retrieval(collection, index)
            report_sentences(collection, index)
        each = arguments.limit and math.ceil(arguments.limit / len(articles))
        report_refusals([limited(article, each) for article in articles])


def read_squad(file: Path) -> list[Collection]:
    """The articles. Each paragraph is a document; questions without an answer are kept apart."""
    articles = []
    for number, article in enumerate(json.loads(file.read_text(encoding="utf-8"))["data"]):
        collection = Collection(article["title"])
        articles.append(collection)
        for at, paragraph in enumerate(article["paragraphs"]):
            name = f"{number}-{at}"
            collection.documents[name] = paragraph["context"]
            for question in paragraph["qas"]:
                if question.get("is_impossible"):
                    collection.unanswerable.append(question["question"])
                elif starts := frozenset(answer["answer_start"] for answer in question["answers"]):
                    collection.queries.append(Query(question["question"], {name: 1}, starts))
    return articles


def joined(name: str, parts: Iterable[Collection]) -> Collection:
    whole = Collection(name)
    for part in parts:
        whole.documents |= part.documents
        whole.queries += part.queries
        whole.unanswerable += part.unanswerable
    return whole


def limited(collection: Collection, limit: int | None) -> Collection:
    """The same with fewer questions, evenly spread; all of them where there is no limit."""
    step = max(1, len(collection.queries) // limit) if limit else 1
    return replace(
        collection, queries=collection.queries[::step][:limit], unanswerable=collection.unanswerable[::step][:limit]
    )


def read_beir(folder: Path) -> Collection:
    found = beir.read(folder)
    documents = {document.id: document.text for document in found.documents}
    return Collection(found.name, documents, [Query(question.text, question.relevant) for question in found.questions])


@contextlib.contextmanager
def indexed(collection: Collection) -> Iterator[Index]:
    """The real index over the documents, each a file; a document without text has none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "documents")
        folder.mkdir()
        for number, text in enumerate(collection.documents.values()):
            if text:
                (folder / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
        index = Index(Path(name, ".qa"), MODEL, create=True)
        index.update([folder])
        yield index
        index.close()


def names_of(collection: Collection, index: Index) -> dict[int, str]:
    names = list(collection.documents)
    return {entry.id: names[int(entry.path.stem)] for entry in index.entries()}


def report_retrieval(collection: Collection, index: Index) -> None:
    """Means over the questions, a line for each way of ranking."""
    name_of = names_of(collection, index)
    scores: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for query in collection.queries:
        for kind, ranked in rankings(index, query.text, name_of).items():
            scores[kind].append(tuple(RETRIEVAL[name](ranked, query.relevant) for name in METRICS))
    for kind in RANKINGS:
        means = [statistics.mean(column) for column in zip(*scores[kind], strict=True)]
        print(f"{collection.name:20.20}{kind:10}" + "".join(f"{mean:9.3f}" for mean in means), flush=True)


def report_sentences(collection: Collection, index: Index) -> None:
    """How often the sentence with the answer comes first, and among the first three."""
    name_of = names_of(collection, index)
    ranks = [ranks_of_answer(index, query, name_of) for query in collection.queries]
    for kind, found in zip(("likeness", "no model"), zip(*ranks, strict=True), strict=True):
        shares = [statistics.mean(rank < depth for rank in found) for depth in (1, 3)]
        print(f"{'  right sentence':20}{kind:10} @1 {shares[0]:.3f}  @3 {shares[1]:.3f}", flush=True)


def report_refusals(articles: Sequence[Collection]) -> None:
    """How often the no-model engine refuses, asked of the index of one article at a time."""
    refused: dict[str, list[bool]] = defaultdict(list)
    for article, other in zip(articles, [*articles[1:], *articles[:1]], strict=True):
        with indexed(article) as index:
            refused["of the answerable"] += [refuses(index, query.text) for query in article.queries]
            refused["of the unanswerable, made to look answerable"] += [
                refuses(index, text) for text in article.unanswerable
            ]
            if other is not article:
                refused["of those about another article"] += [refuses(index, query.text) for query in other.queries]
    for kind, verdicts in refused.items():
        print(f"{'  refuses':30} {statistics.mean(verdicts):.3f} {kind}", flush=True)


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


def ranks_of_answer(index: Index, query: Query, name_of: Mapping[int, str]) -> tuple[float, float]:
    """Where the sentence with the answer stands, from 0: by its vector's likeness alone, and by the no-model engine."""
    request = asked(index, query.text)
    by_likeness = sorted(request.sentences, key=lambda sentence: -sentence.similarity)
    chosen = [sentence for sentence, _ in extractive.rank(request)]

    def rank(ordered: Sequence[Sentence]) -> float:
        for at, sentence in enumerate(ordered):
            starts_here = any(sentence.span.start <= start < sentence.span.end for start in query.answer_starts)
            if starts_here and name_of[sentence.document.id] in query.relevant:
                return at
        return math.inf

    return rank(by_likeness), rank(chosen)


def refuses(index: Index, question: str) -> bool:
    return not extractive.relevant(asked(index, question))


def asked(index: Index, question: str) -> Request:
    request = plan(question, index.retrieve(question, limit=SETTINGS.top_k), SETTINGS)
    assert not isinstance(request, Refusal)
    return request


if __name__ == "__main__":
    main()
