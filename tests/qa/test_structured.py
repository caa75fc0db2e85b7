from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.answering.structured import Unfolding, schema

ONE = {"text": "One left.", "labels": ["s1"]}
TWO = {"text": "Two came.", "labels": ["s2", "s12"]}


def reply(*statements: Any, missing: str | None = None) -> str:
    return json.dumps({"statements": statements, "missing": missing})


def unfold(pieces: Sequence[str]) -> str:
    unfolding = Unfolding()
    return "".join([*map(unfolding.feed, pieces), unfolding.finish()])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (reply(ONE), "One left. [s1]"),
        (reply(ONE, TWO), "One left. [s1] Two came. [s2, s12]"),
        (reply(ONE, missing="the cost"), "One left. [s1] \nNOT IN SOURCES: the cost"),
        (reply(missing="the cost\nof it "), "\nNOT IN SOURCES: the cost of it"),
        (reply(ONE, missing=" "), "One left. [s1]"),
        (reply({"text": "One left.", "labels": []}, TWO), "One left. Two came. [s2, s12]"),
        (reply({"labels": ["s1"], "text": "One left."}, TWO), "One left. [s1] Two came. [s2, s12]"),
        (reply({"text": '“Naïve” 😀 \\ "{}"', "labels": ["s1"]}), '“Naïve” 😀 \\ "{}" [s1]'),
        (reply({"text": "- One\n- Two", "labels": ["s1"]}), "- One [s1]\n- Two [s1]"),
        (
            reply({"text": " One left. Mr. Low came. ", "labels": ["s1"]}, TWO),
            "One left. [s1] Mr. Low came. [s1] Two came. [s2, s12]",
        ),
        (f" \n{json.dumps({'statements': [ONE], 'missing': None}, indent=2)}\n", "One left. [s1]"),
        (f"```json\n{reply(ONE)}\n```", "One left. [s1]"),
        (f"```\n{reply(ONE)}\n```\n", "One left. [s1]"),
        (f"{reply(ONE)}\nI hope this helps.", "One left. [s1]"),
        # what ends too early
        ('{"statements": [{"text": "One le', "One le"),
        ('{"statements": [{"text": "One left.", "labels": ["s1"', "One left. [s1]"),
        ('{"statements": [{"text": "One left.", "labels": ["s1"]}', "One left. [s1]"),
        (
            '{"statements": [{"text": "One left.", "labels": ["s1"]}], "missing": "the co',
            "One left. [s1] \nNOT IN SOURCES: the co",
        ),
        # what is no such data
        ("One left [s1].", "One left [s1]."),
        ("\n One left [s1].\n", "\n One left [s1].\n"),
        ("[s1] One left.", "[s1] One left."),
        ("", ""),
        (" \n", ""),
        ("{x} is a set [s1].", "{x} is a set [s1]."),
        ("```python\nprint()\n```", "```python\nprint()\n```"),
        ("```", "```"),
        ('{"answer": "One left."}', '{"answer": "One left."}'),
        ('{"statements": null}', ""),
        ('{"statements": 5}', ""),
        ('{"statements": ["One left."]}', ""),
        ('{"statements": [{"text": 5}, {}]}', ""),
        ('{"statements": [{"text": "One left.", "labels": "s1"}]}', "One left."),
        ('{"statements": [{"text": "One left.", "labels": [1, null]}]}', "One left."),
        ('{"statements": [{"text": "One left.", "labels": ["s1', "One left."),
        (reply(), ""),
    ],
)
def test_data_becomes_text_with_labels_and_text_stays_text(data: str, text: str) -> None:
    assert unfold([data]) == text


TEXTS = st.text(st.sampled_from('ab “”"\\{}[]`:,é😀'), max_size=12).map(str.strip)
LABELS = st.lists(st.sampled_from(["s1", "s2", "s12"]), max_size=3)
ITEMS = st.builds(lambda text, labels: {"text": text, "labels": labels}, TEXTS, LABELS)
ANSWERS = st.builds(
    lambda statements, missing, ascii_, indent: json.dumps(
        {"statements": statements, "missing": missing}, ensure_ascii=ascii_, indent=indent
    ),
    st.lists(ITEMS, max_size=4),
    st.none() | TEXTS,
    st.booleans(),
    st.sampled_from([None, 1]),
)
FENCES = st.sampled_from(["{}", " {}\n", "{} Done.", "{}\n```"])
CUTS = st.lists(st.integers(0, 400), max_size=40)


def cut(data: str, cuts: Sequence[int]) -> list[str]:
    ends = sorted({at for at in cuts if at < len(data)})
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


def streams_the_same(data: str, pieces: Sequence[str]) -> None:
    """The pieces give the text that the whole gives, and never a word that the whole has not at this place."""
    whole = unfold([data])
    unfolding = Unfolding()
    given_ = ""
    for piece in pieces:
        given_ += unfolding.feed(piece)
        assert whole.startswith(given_)
    assert given_ + unfolding.finish() == whole


@given(ANSWERS, FENCES, CUTS)
@example(reply(ONE, TWO, missing="the cost"), "{}", [])
def test_any_cutting_of_the_data_gives_the_same_text_and_shows_only_what_stays(
    answer: str, fence: str, cuts: list[int]
) -> None:
    data = fence.replace("{}", answer)
    streams_the_same(data, cut(data, cuts))
    streams_the_same(data, list(data))


@given(st.data())
def test_data_that_ends_anywhere_gives_the_same_text_in_any_cutting(data: st.DataObject) -> None:
    answer = data.draw(ANSWERS)
    some = answer[: data.draw(st.integers(0, len(answer)))]
    streams_the_same(some, cut(some, data.draw(CUTS)))


@given(st.text(st.characters(), max_size=60).filter(lambda text: not text.lstrip().startswith(("{", "`"))), CUTS)
@example("0{", [])
def test_plain_text_of_any_kind_passes_as_it_is(text: str, cuts: list[int]) -> None:
    assert unfold(cut(text, cuts)) == (text if text.strip() else "")


@given(st.text(st.sampled_from('{}[]":,` \\uabnt1é\ud800'), max_size=40), CUTS)
def test_no_garbage_is_too_strange(text: str, cuts: list[int]) -> None:
    assert isinstance(unfold(cut("{" + text, cuts)), str)


def test_text_is_shown_while_it_arrives_and_its_labels_when_they_are_complete() -> None:
    unfolding = Unfolding()
    shown = {
        '{"statements": [{"te': "",
        'xt": "One': "One",
        " left": " left",
        '.", "labels": ["s': ".",
        '1"]': "",
        "}": "",
        ', {"text": "Tw': " [s1] Tw",
        'o.", "labels": ["s2"]': "o.",
        '}], "missing": null}': "",
    }
    assert {piece: unfolding.feed(piece) for piece in shown} == shown
    assert unfolding.finish() == " [s2]"


def test_of_several_sentences_with_the_same_labels_the_first_is_shown_while_it_arrives() -> None:
    unfolding = Unfolding()
    shown = {
        '{"statements": [{"text": "One left. ': "One left.",
        "Two ca": "",
        'me.", "labels": ["s1': "",
        '"]}, {': " [s1] Two came. [s1]",
        '"text": "It': " It",
        " is": " is",
    }
    assert {piece: unfolding.feed(piece) for piece in shown} == shown
    assert unfolding.finish() == ""


def test_what_is_missing_is_told_at_the_end() -> None:
    unfolding = Unfolding()
    assert unfolding.feed(reply(ONE, missing="the cost")) == "One left."
    assert unfolding.finish() == " [s1] \nNOT IN SOURCES: the cost"


def test_a_fence_may_be_a_piece_of_its_own() -> None:
    streams_the_same(f"```json\n{reply(ONE, TWO)}\n```", ["```", *f"json\n{reply(ONE, TWO)}\n```"])


def data_in_other_order(*statements: Any) -> str:
    return json.dumps({"missing": None, "statements": statements})


@pytest.mark.parametrize(
    "data",
    [
        f"```json\n{reply(ONE, TWO)}\n```",
        reply({"text": "One left. ", "labels": ["s1"]}, TWO),
        reply({"text": "One left.\n", "labels": ["s1"]}, TWO),
        data_in_other_order(ONE, TWO),
    ],
)
def test_the_text_is_the_same_when_data_comes_in_single_characters(data: str) -> None:
    streams_the_same(data, list(data))


def test_so_long_a_reply_is_not_read_as_data_but_passes_as_text() -> None:
    assert unfold(["x" * 150_000] * 2) == "x" * 300_000
    too_long = reply({"text": "x" * 300_000, "labels": []})
    assert unfold([too_long]) == too_long


def accepts(form: Any, value: Any) -> bool:
    """Whether a value is of the kind that a JSON Schema describes, as far as the schema of answers goes."""
    kinds: dict[str, type] = {"object": dict, "array": list, "string": str, "null": type(None)}
    wanted = form["type"] if isinstance(form["type"], list) else [form["type"]]
    if not any(isinstance(value, kinds[kind]) for kind in wanted) or value not in form.get("enum", [value]):
        return False
    if isinstance(value, dict):
        known = form["properties"]
        return set(form["required"]) <= value.keys() <= known.keys() and all(
            accepts(known[name], item) for name, item in value.items()
        )
    return all(accepts(form["items"], item) for item in value) if isinstance(value, list) else True


@pytest.mark.parametrize(
    ("data", "accepted"),
    [
        (reply(ONE), True),
        (reply(), True),
        (reply(ONE, missing="the cost"), True),
        (reply({"text": "One left.", "labels": []}), True),
        (reply(TWO), False),
        (reply({"text": "One left.", "labels": ["1"]}), False),
        (reply({"text": "One left."}), False),
        (reply({**ONE, "note": ""}), False),
        ('{"statements": []}', False),
        ('{"statements": [], "missing": null, "note": ""}', False),
    ],
)
def test_the_schema_accepts_statements_that_cite_the_given_sentences(data: str, *, accepted: bool) -> None:
    assert accepts(schema(3), json.loads(data)) is accepted


def test_the_schema_names_each_label_and_every_object_is_closed() -> None:
    made = schema(2)
    item = made["properties"]["statements"]["items"]
    assert item["properties"]["labels"]["items"]["enum"] == ["s1", "s2"]
    for each in (made, item):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
