"""How well the checks tell supported statements from others, beside plain word overlap and "always supported".

    python tests/benchmarks/claims.py FOLDER

The folder holds AttributionBench: JSON lines with a claim, the texts it cites and a human label. Word overlap is
the share of a claim's words that its texts have; the threshold that is best for it is chosen on the `dev_*` file,
and so was all that the checks have been set by. The `test_*` files are only reported on. A claim that cites nothing is
not supported, as an uncited statement of an answer is not.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import Document, Sentence
from index.minilm import MiniLM
from index.sentences import sentence_spans
from qa.checking import Checker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"\s*\[\d+(?:(?:\s*(?:[-–,;&]|and)\s*)+\d+)*\]|</s>")
_ADDRESS = re.compile(r"\A\[\d+\]\s*https?://\S+\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with what it cites.

    Attributes:
        source: the data set it is from.
        rules: the rules that found a problem.
    """

    source: str
    supported: bool
    overlap: float
    rules: frozenset[str]
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dev", action="store_true", help="look at the development file only")
    arguments = parser.parse_args()
    checker = Checker(MiniLM().align)
    dev = [claim for file in sorted(arguments.folder.glob("dev_*.jsonl")) for claim in claims(file, checker)]
    threshold = max(
        (claim.overlap for claim in dev), key=lambda least: macro_f1(dev, [c.overlap >= least for c in dev])
    )
    report("development", dev, threshold)
    if not arguments.dev:
        test = [claim for file in sorted(arguments.folder.glob("test_*.jsonl")) for claim in claims(file, checker)]
        report("test", test, threshold)


def claims(file: Path, checker: Checker) -> Iterator[Claim]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claim = _MARKS.sub("", row["claim"]).strip()
        cited = [
            Sentence(document, span, ordinal, 0)
            for number, text in enumerate(row["references"])
            for document in [Document(number, Path(f"{number}.txt"), "", _ADDRESS.sub("", text))]
            for ordinal, span in enumerate(sentence_spans(document.text))
        ]
        words = set(_WORD.findall(claim.lower()))
        has = set(_WORD.findall(" ".join(row["references"]).lower()))
        started = time.perf_counter()
        verdict = checker.check(claim, cited)
        seconds = time.perf_counter() - started
        yield Claim(
            row["src_dataset"],
            row["attribution_label"] == "attributable",
            len(words & has) / len(words) if words else 0.0,
            frozenset(problem.rule for problem in verdict.problems) if cited else frozenset({"uncited"}),
            seconds,
        )


def report(name: str, found: Sequence[Claim], threshold: float) -> None:
    sets = defaultdict(list)
    for claim in found:
        sets[claim.source].append(claim)
    judges = {
        "the checks": lambda claim: not claim.rules,
        f"word overlap from {threshold:.2f}": lambda claim: claim.overlap >= threshold,
        "always supported": lambda _: True,
    }
    print(f"\n{name}: {len(found)} claims, {statistics.median(claim.seconds for claim in found) * 1e3:.1f} ms a claim")
    print(f"{'macro-F1':32} {'pooled':>7} {'mean':>7} " + " ".join(f"{source[:12]:>12}" for source in sets))
    for judge, says in judges.items():
        each = [macro_f1(some, map(says, some)) for some in sets.values()]
        row = " ".join(f"{score:12.3f}" for score in each)
        print(f"{judge:32} {macro_f1(found, map(says, found)):7.3f} {statistics.mean(each):7.3f} {row}")
    print(f"{'not supported: precision, recall':32} {'':7} {'':7} " + " ".join(f"{source[:12]:>12}" for source in sets))
    rules = sorted({rule for claim in found for rule in claim.rules})
    for rule in ("all", *rules):
        cells = [precision_and_recall(rule, some) for some in (found, *sets.values())]
        print(f"{rule:32} {cells[0]:>15} " + " ".join(f"{cell:>12}" for cell in cells[1:]))


def precision_and_recall(rule: str, found: Sequence[Claim]) -> str:
    flagged = [claim for claim in found if (claim.rules if rule == "all" else rule in claim.rules)]
    wrong = sum(not claim.supported for claim in found)
    right = sum(not claim.supported for claim in flagged)
    return f"{right / len(flagged):.2f}, {right / wrong:.2f}" if flagged else "-"


def macro_f1(found: Sequence[Claim], says: Iterable[bool]) -> float:
    """The mean of the F1 of "supported" and that of "not supported"."""
    pairs = [(claim.supported, said) for claim, said in zip(found, says, strict=True)]
    scores = []
    for kind in (True, False):
        right = sum(truth is kind and said is kind for truth, said in pairs)
        either = sum((truth is kind) + (said is kind) for truth, said in pairs)
        scores.append(2 * right / either if either else 1.0)
    return statistics.mean(scores)


if __name__ == "__main__":
    main()
