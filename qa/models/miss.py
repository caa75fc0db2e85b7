"""Why a recording does not fit a request: what changed since, in words.

The recording holds what was sent and nothing else, so that what the lines of a prompt are is told by their form:
labelled sentences below the heading of their source, and, of what goes into a template besides, the question, the
conversation before it, or the problems of an answer.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qa.answering.markup import plain
from qa.answering.planning import heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index import Document, Passage
    from qa.models import Request

_LABELLED = re.compile(r"\[s\d+\] (.*)")
_LONGEST_QUOTE = 120
_TEMPLATES = {"prove": "answer"}
"""The template of a purpose that has none of its own name."""


@dataclass(slots=True)
class _Sent:
    """The messages of a request, taken apart.

    Attributes:
        frames: of each message, the lines that are its template's.
        sentences: of the sources: a sentence, and the heading and the number of the run that it stands in.
        values: of the templates' other values, those whose extent is known, by what is said where they change.
    """

    frames: list[list[str]] = field(default_factory=list)
    sentences: list[tuple[str, str, int]] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [text for text, _, _ in self.sentences]


def explained(recorded: Mapping[str, Any], asked: str, wanted: Mapping[str, Any], request: Request) -> list[str]:
    """What changed, each in a few words.

    Args:
        recorded: the request as it was recorded.
        asked: the question that it was recorded for.
        wanted: the request as it is now, in the same form.
    """
    before, now = _taken_apart(recorded, asked), _taken_apart(wanted, request.question)
    documents = {sentence.document for sentence in request.sentences}
    changes = [
        *_parameters(recorded, wanted),
        *_frames(recorded, wanted, before, now),
        *_sources(before, now, {document: plain(document.text) for document in documents}, request.passages),
        *(what for what in now.values if now.values[what] != before.values.get(what)),
    ]
    if asked != request.question:
        changes.append(f"the question is written otherwise: “{asked}”")
    return changes or ["the messages are put together otherwise"]


def _parameters(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*recorded, *wanted)):
        old, new = recorded.get(name), wanted.get(name)
        if name == "messages" or old == new:
            continue
        if name == "model":
            yield f"the model is another: {old} → {new}"
        elif name != "schema":
            yield f"the parameter {name} is another: {_shown(old)} → {_shown(new)}"
        elif old is None or new is None:
            yield f"the parameter structured is another: {_shown(old is not None)} → {_shown(new is not None)}"
        elif len(_taken_apart(recorded, "").sentences) == len(_taken_apart(wanted, "").sentences):
            yield "the schema of the answer has changed"  # that of other numbers of sentences has other labels


def _frames(recorded: Mapping[str, Any], wanted: Mapping[str, Any], before: _Sent, now: _Sent) -> Iterator[str]:
    """Which templates have changed."""
    old, new = before.frames, now.frames
    structured = [bool(request.get("schema")) and _purpose(request) == "answer" for request in (recorded, wanted)]
    if structured == [True, False]:
        old = old[1:]
    elif structured == [False, True]:
        new = new[1:]
    purpose = _purpose(wanted)
    changed = []
    for number, (was, has) in enumerate(itertools.zip_longest(old, new)):
        if was == has:
            continue
        first = number == 0 and all(structured)
        earlier = purpose == "repair" and number < len(new) - 1
        changed.append("structured" if first else "answer" if earlier else purpose)
    yield from (f"the prompt template “{name}” has changed" for name in dict.fromkeys(changed))


def _sources(
    before: _Sent, now: _Sent, documents: Mapping[Document, str], passages: Sequence[Passage]
) -> Iterator[str]:
    """Which sources have changed, and whether other passages were found.

    Args:
        documents: those that the request has sentences of, and their texts as a prompt shows them.
        passages: those that were found now.
    """
    edited: dict[str, str] = {}
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    kept = set(now.texts)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before.texts, now.texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        lost = [
            (_file(place), text)
            for text, place, _ in before.sentences[i1:i2]
            if text not in kept and _lost(text, place, before, documents)
        ]
        if lost:
            file, text = lost[0]
            edited.setdefault(file, f"“{_short(text)}” is no longer in it")
        elif tag == "insert" and _within_run(before, i1) and now.sentences[j1 - 1][2] == now.sentences[j2 - 1][2]:
            file = _file(now.sentences[j1][1])
            edited.setdefault(file, f"“{_short(now.texts[j1])}” is new in it")
        else:
            gone.update(before.texts[i1:i2])
            come.update(now.texts[j1:j2])
    yield from (f"the source {file} has changed: {what}" for file, what in edited.items())
    more, less = come - gone, gone - come
    if more or less:
        counted = f"{_counted(more.total())} more, {less.total()} fewer" if more else f"{_counted(less.total())} fewer"
        likely = "" if edited else _likely(before, now, more=bool(more), less=bool(less), passages=passages)
        yield f"other passages were found: {counted}{likely}"
    elif come:
        yield "the passages were found in another order"
    if not edited and not come and not gone and (places := _renamed(before, now)):
        yield f"a source has another name or title: {places[0]} → {places[1]}"


def _likely(before: _Sent, now: _Sent, *, more: bool, less: bool, passages: Sequence[Passage]) -> str:
    """What was probably otherwise, where sentences of unchanged sources went, came, or both."""
    old, new = ({_file(place) for _, place, _ in sent.sentences} for sent in (before, now))
    if more and less:
        return "; chunk_tokens, the embedder or what else is indexed was probably another" if old == new else ""
    counted = f"{len(before.texts)} were recorded, {len(now.texts)} are found now"
    if less:
        return f" ({counted}): top_k or context_tokens was higher{'' if old <= new else ', or there were more sources'}"
    ranked = dict.fromkeys(sentence for passage in passages for sentence in passage.sentences)
    first = Counter(plain(sentence.text) for sentence in itertools.islice(ranked, len(before.texts)))
    if first != Counter(before.texts):
        return f" ({counted})"
    return f" ({counted}): top_k or context_tokens was lower{'' if new <= old else ', or there were fewer sources'}"


def _taken_apart(request: Mapping[str, Any], question: str) -> _Sent:
    sent = _Sent()
    purpose = _purpose(request)
    run = 0
    messages = request.get("messages", ())
    for number, message in enumerate(messages):
        if message["role"] == "assistant" and purpose == "repair":
            sent.values["the answer that is sent back is another"] = [message["content"]]
            continue
        frame = [f"{message['role']}:"]
        lines = message["content"].split("\n")
        place = ""
        for line, following in itertools.zip_longest(lines, lines[1:], fillvalue=""):
            if found := _LABELLED.fullmatch(line):
                sent.sentences.append((found[1], place, run))
            elif line.startswith("From ") and line.endswith("):") and _LABELLED.fullmatch(following):
                place, run = line, run + 1
            else:
                frame.append(line.replace(question, "{{question}}") if question else line)
        if purpose == "rewrite" and message["role"] == "user":
            frame, conversation = _conversation(frame)
            sent.values["the conversation before it is another"] = conversation
        if purpose == "repair" and number == len(messages) - 1:
            sent.values["the problems of the answer are others"] = [line for line in frame if line.startswith("- “")]
            frame = [line for line in frame if not line.startswith("- “")]
        sent.frames.append(frame)
    return sent


def _conversation(frame: list[str]) -> tuple[list[str], list[str]]:
    """The lines of a template, and those of the conversation in it."""
    starts = [at for at, line in enumerate(frame) if line.startswith("Question: ")]
    ends = [at for at, line in enumerate(frame) if "{{question}}" in line]
    if not starts or not ends or ends[-1] < starts[0]:
        return frame, []
    return frame[: starts[0]] + frame[ends[-1] :], frame[starts[0] : ends[-1]]


def _purpose(request: Mapping[str, Any]) -> str:
    purpose = str(request.get("purpose"))
    return _TEMPLATES.get(purpose, purpose)


def _lost(text: str, place: str, before: _Sent, documents: Mapping[Document, str]) -> bool:
    """Whether the source of a sentence is there, and does not say it any more; its title may have changed."""
    known = {earlier for _, earlier, _ in before.sentences}
    same = [said for document, said in documents.items() if heading(document) == place] or [
        said
        for document, said in documents.items()
        if (now := heading(document)) not in known and _file(now) == _file(place)
    ]
    return bool(same) and not any(text.removeprefix("· ") in said for said in same)


def _within_run(sent: _Sent, at: int) -> bool:
    """Whether the sentences before and at a place are neighbours in one run."""
    return 0 < at < len(sent.sentences) and sent.sentences[at - 1][2] == sent.sentences[at][2]


def _renamed(before: _Sent, now: _Sent) -> tuple[str, str] | None:
    pairs = zip(before.sentences, now.sentences, strict=False)
    named = ((_named(old), _named(new)) for (_, old, _), (_, new, _) in pairs if old != new)
    return next(named, None)


def _file(place: str) -> str:
    """The name of the file in a heading."""
    return _named(place).partition(" (")[0]


def _named(place: str) -> str:
    return place.removeprefix("From ").removesuffix(":")


def _shown(value: Any) -> str:
    return "not set" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _counted(number: int) -> str:
    return f"{number} sentence{'' if number == 1 else 's'}"
