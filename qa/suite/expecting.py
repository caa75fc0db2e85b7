"""What of a case an answer does not hold: the answer as plain data in, the differences out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.models.recording import SAME, folded
from qa.suite import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from qa.suite.cases import Case
    from qa.suite.sentences import Place

    Find = Callable[[str], Place | None]
    Told = Mapping[str, Any]

_TOO_LONG = "the pattern /{}/ took longer than {:g} seconds; it may try too many ways"
_MARKS = "\"'“”„‘’«» "


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold.

    Attributes:
        key: its key in the file.
        line: where it stands there.
        expected, actual: what should be and what is, in words.
        hints: what may be wrong with the expectation itself.
    """

    key: str
    line: int
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    hints: tuple[str, ...] = ()


def failures(case: Case, told: Told, find: Find) -> list[Failure]:
    """Every expectation of a case that does not hold of an answer.

    Args:
        told: the answer as `qa ask --json` prints it.
        find: gives the sentence of the sources that has some words.
    """
    found = list(_limits(case, told))
    if told["answered"] is not case.answered:
        # What should be in an answer is not told of one that is none, nor the other way round.
        wanted = "an answer" if case.answered else "no answer: the sources do not have it"
        return [Failure("answered", case.line_of("answered"), (wanted,), _whole(told)), *found]
    return [*_text(case, told), *_citations(case, told, find), *_support(case, told), *found]


def shown(number: object, source: str, line: int, quote: str) -> str:
    """A citation as the terminal shows it: its place, and the quotation below."""
    return f"{f'[{number}] ' if number else ''}{source}:{line}\n> {' '.join(quote.split())}"


def _text(case: Case, told: Told) -> Iterator[Failure]:
    answer = plain(told["answer"])
    missing = [at for at, text in enumerate(case.contains) if plain(text) not in answer]
    if missing:
        yield _failure(case, "contains", missing, [f"“{case.contains[at]}”" for at in missing], _whole(told))
    present = [at for at, text in enumerate(case.lacks) if plain(text) in answer]
    if present:
        unwanted = [plain(case.lacks[at]) for at in present]
        texts = [statement["text"] for statement in told["statements"]]
        where = [text for text in texts if any(one in plain(text) for one in unwanted)]
        yield _failure(case, "lacks", present, [f"not “{case.lacks[at]}”" for at in present], where or _whole(told))
    found = matching.found(case.matches, told["answer"])
    unlike = [at for at, is_there in enumerate(found) if not is_there]
    if unlike:
        wanted = [f"/{case.matches[at]}/" for at in unlike]
        hints = [_TOO_LONG.format(case.matches[at], matching.LIMIT) for at in unlike if found[at] is None]
        yield _failure(case, "matches", unlike, wanted, _whole(told), hints=dict.fromkeys(hints))


def _citations(case: Case, told: Told, find: Find) -> Iterator[Failure]:
    cited = told["citations"]
    quotes = [folded(citation["quote"]) for citation in cited]
    all_cited = [_citation(citation) for citation in cited] or ["no citation"]
    missing = [at for at, words in enumerate(case.cites) if not any(folded(words) in quote for quote in quotes)]
    if missing:
        places = [find(case.cites[at]) for at in missing]
        wanted = [
            shown(None, place.source, place.line, place.quote) if place else f"“{case.cites[at]}”"
            for at, place in zip(missing, places, strict=True)
        ]
        hints = dict.fromkeys(hint for at in missing if (hint := _hint(case, at, find)))
        yield _failure(case, "cites", missing, wanted, all_cited, hints=hints)
    present = [at for at, words in enumerate(case.cites_not) if any(folded(words) in quote for quote in quotes)]
    if present:
        wrong = [
            _citation(citation)
            for citation, quote in zip(cited, quotes, strict=True)
            if any(folded(case.cites_not[at]) in quote for at in present)
        ]
        yield _failure(case, "cites_not", present, [f"not “{case.cites_not[at]}”" for at in present], wrong)
    files = {Path(citation["source"]).resolve() for citation in cited}
    absent = [at for at, path in enumerate(case.source) if path not in files]
    if absent:
        yield _failure(case, "source", absent, [str(case.source[at]) for at in absent], all_cited)
    limits = [
        f"at {name} {count}"
        for name, count, holds in (
            ("least", case.at_least, len(cited) >= (case.at_least or 0)),
            ("most", case.at_most, case.at_most is None or len(cited) <= case.at_most),
        )
        if not holds
    ]
    if limits:
        yield _failure(case, "citations", [0], limits, all_cited)


def _support(case: Case, told: Told) -> Iterator[Failure]:
    doubtful = [
        f"{statement['text']} ({': '.join(filter(None, (statement['support'], '; '.join(statement['problems']))))})"
        for statement in told["statements"]
        if statement["support"] != "supported"
    ]
    if case.supported and doubtful:
        yield _failure(case, "supported", [0], ["every statement supported"], doubtful)
    if case.supported is False and not doubtful:
        yield _failure(case, "supported", [0], ["a statement that is not supported"], _whole(told))


def _limits(case: Case, told: Told) -> Iterator[Failure]:
    if case.engine and told["engine"] != case.engine:
        yield _failure(case, "engine", [0], [case.engine], [told["engine"]])
    tokens = sum(told["usage"].values())
    if case.tokens is not None and tokens > case.tokens:
        yield _failure(case, "tokens", [0], [f"at most {case.tokens:,}"], [f"{tokens:,}"])
    seconds = told["timings"]["total"]
    if case.seconds is not None and seconds > case.seconds:
        yield _failure(case, "seconds", [0], [f"at most {case.seconds:g}"], [f"{seconds:.2f}"])


def _hint(case: Case, at: int, find: Find) -> str:
    """What may be wrong with words that are not cited: how YAML read them, or that no sentence has them."""
    texts = case.cites
    for start in range(at + 1):
        for stop in range(max(at, start + 1) + 1, len(texts) + 1):
            joined = ", ".join(texts[start:stop]).strip(_MARKS)
            if find(joined):
                return f'these words stand together, and the list was split at their comma; put quotes: "{joined}"'
    if find(texts[at]):
        return ""
    bare = texts[at].strip(_MARKS)
    if bare and find(bare):
        return f'YAML takes “ and ” as a part of the text; put straight quotes: "{bare}"'
    return f"no sentence of the sources has the words “{texts[at]}”"


def _failure(
    case: Case,
    key: str,
    numbers: Sequence[int],
    expected: Sequence[str],
    actual: Sequence[str],
    *,
    hints: Iterable[str] = (),
) -> Failure:
    return Failure(key, case.line_of(key, numbers[0]), tuple(expected), tuple(actual), tuple(hints))


def _citation(citation: Mapping[str, Any]) -> str:
    return shown(citation["number"], citation["source"], citation["line"], citation["quote"])


def _whole(told: Told) -> tuple[str, ...]:
    """The answer; where there is none, with the nearest thing in the sources."""
    nearest = [f"nearest: {shown(None, c['source'], c['line'], c['quote'])}" for c in told["nearest"]]
    return (told["answer"], *nearest)


def plain(text: str) -> str:
    """Text without what does not matter in it: kinds of white space, quotes and dashes."""
    return " ".join(text.translate(SAME).split())
