"""Data in each format becomes the same documents and questions, and what is wrong with it is said in one line."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import files
from qa.errors import DataUnreadable
from qa.evaluation import running
from qa.evaluation.data import Dataset, Place, Question, Text
from qa.evaluation.loading import load

if TYPE_CHECKING:
    from tests.conftest import RunQa

TEXT = "The harbour of Elling was dredged in 1931. Ines Falk is its mayor. The pier was built in 1931."


def put(path: Path, content: object) -> Path:
    """A file with a text, bytes, a JSON object, or an object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="")
    elif isinstance(content, list):
        path.write_text("".join(json.dumps(entry) + "\n" for entry in content), encoding="utf-8")
    else:
        path.write_text(json.dumps(content), encoding="utf-8")
    return path


def beir(folder: Path, corpus: object, queries: object, **judgements: str) -> Path:
    put(folder / "corpus.jsonl", corpus)
    put(folder / "queries.jsonl", queries)
    for name, rows in judgements.items():
        put(folder / "qrels" / f"{name}.tsv", rows)
    return folder


def squad(*questions: Mapping[str, Any], context: str = TEXT) -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": "x", "paragraphs": [{"context": context, "qas": list(questions)}]}]}


def asked(id_: object = "q1", *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    given_ = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": id_, "question": "When was it dredged?", "answers": given_, **more}


CORPUS = [{"_id": "d1", "title": "Elling", "text": "A harbour."}, {"_id": "d2", "title": None, "text": "A pier."}]
QUERIES = [{"_id": "q1", "text": "Which harbour?"}, {"_id": "q2", "text": "Which pier?"}]
HEADS = "query-id\tcorpus-id\tscore\n"


# SQuAD


def test_squad_is_paragraphs_and_questions_with_the_places_of_their_answers(tmp_path: Path) -> None:
    data = squad(
        asked("q1", ("1931", 37), ("in 1931", 34), ("1931", 37)),
        asked("q2", is_impossible=True, plausible_answers=[{"text": "1931", "answer_start": 37}]),
        asked("q3"),
    )
    data["data"][0]["paragraphs"].append({"context": "Another.", "qas": []})
    found = load(put(tmp_path / "elling.json", data))
    assert (found.name, found.form, found.by_evidence, found.warnings) == ("elling", "SQuAD", False, ())
    assert found.documents == (Text("0-0", TEXT), Text("0-1", "Another."))
    places = (Place("0-0", 37, 41), Place("0-0", 34, 41))
    text, relevant = "When was it dredged?", {"0-0": 1}
    assert found.questions == (
        Question("q1", text, True, ("1931", "in 1931"), relevant, (places,)),
        Question("q2", text, answerable=False),
        Question("q3", text, relevant=relevant),
    )


def test_wrong_answer_starts_are_counted_and_the_nearest_place_is_taken(tmp_path: Path) -> None:
    data = squad(asked(1, ("1931", 80)), asked(2, ("1931", -5)), asked(3, ("1931", 10**30)), asked(4, ("1932", 1)))
    found = load(put(tmp_path / "x.json", data))
    assert [question.evidence for question in found.questions] == [
        ((Place("0-0", 89, 93),),),
        ((Place("0-0", 37, 41),),),
        ((Place("0-0", 89, 93),),),
        (),
    ]
    assert [warning.partition(";")[0] for warning in found.warnings] == [
        "3 answers do not stand where answer_start says, but elsewhere in the paragraph (first: the question “1”)",
        "1 answer is nowhere in the paragraph (first: the question “4”)",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("not JSON", "x.json:1:1: not JSON: Expecting value"),
        ("", "x.json:1:1: not JSON: Expecting value"),
        ('{"data": [\n}', "x.json:2:1: not JSON: Expecting value"),
        ("[" * 100_000, "x.json:1: not JSON: nested too deeply"),
        ('{"data": [' + "9" * 5000 + "]}", "x.json:1: not JSON: Exceeds the limit"),
        (b'{"data":\n "\xff"}', "x.json:2: not UTF-8"),
        ("[]", "x.json:1: a list where an object belongs"),
        ("3", "x.json:1: a number where an object belongs"),
        ({"data": {}}, "x.json:data: an object where a list belongs"),
        ({"data": None}, "x.json:data: nothing (null) where a list belongs"),
        ({"data": []}, "x.json:data: there are no questions"),
        ({"data": ["x"]}, "x.json:data[0]: a text where an object belongs"),
        ({"data": [{}]}, "x.json:data[0].paragraphs: nothing (null) where a list belongs"),
        (
            {"data": [{"paragraphs": [{"qas": []}]}]},
            "x.json:data[0].paragraphs[0].context: nothing (null) where a",
        ),
        (squad({"question": 3}), "x.json:data[0].paragraphs[0].qas[0].question: the question is a number where a text"),
        (squad({"question": " "}), "x.json:data[0].paragraphs[0].qas[0].question: "),
        (squad(asked(is_impossible="no")), "x.json:data[0].paragraphs[0].qas[0].is_impossible: a text where true or"),
        (squad(asked("q", ("1931", 37)), asked("q")), "qas[1].id: a second question with the id “q”"),
        (squad(asked() | {"answers": None}), "qas[0].answers: nothing (null) where a list belongs"),
        (squad(asked() | {"answers": [3]}), "qas[0].answers[0]: a number where an object belongs"),
        (squad(asked() | {"answers": [{"text": 3}]}), "qas[0].answers[0].text: a number where a text belongs"),
        (squad(asked() | {"answers": [{"text": "x"}]}), "qas[0].answers[0].answer_start: nothing (null) where a whole"),
        (squad(asked() | {"answers": [{"text": "x", "answer_start": 1.5}]}), "answer_start: a number where a whole"),
    ],
)
def test_what_is_not_squad_is_said_with_its_place(content: object, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable) as caught:
        load(put(tmp_path / "x.json", content))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


# BEIR


def test_beir_is_documents_and_the_questions_that_have_a_relevant_one(tmp_path: Path) -> None:
    rows = HEADS + "q1\td1\t2\nq1\td2\t0\nq2\td2\t-1\r\n\nq3\td1\t1\n"
    found = load(beir(tmp_path / "x", CORPUS, [*QUERIES, {"_id": 3, "text": "And this?"}], test=rows, dev="nonsense"))
    assert (found.form, found.documents) == ("BEIR", (Text("d1", "Elling\n\nA harbour."), Text("d2", "A pier.")))
    assert found.questions == (Question("q1", "Which harbour?", relevant={"d1": 2}),)
    assert found.warnings == ("judged, but not in queries.jsonl: 1 question (first: “q3”)",)


def test_ids_of_beir_may_be_numbers_and_its_heads_may_be_missing(tmp_path: Path) -> None:
    folder = beir(
        tmp_path / "x", [{"_id": 1, "text": "A pier."}], [{"_id": 7, "text": "Which?"}], only="7\t1\t1\n7\t9\t1\n"
    )
    found = load(folder)
    assert found.questions == (Question("7", "Which?", relevant={"1": 1, "9": 1}),)
    assert found.warnings == ("relevant, but not in corpus.jsonl: 1 document (first: “9”), which cannot be found",)


@pytest.mark.parametrize(
    ("corpus", "queries", "judgements", "complaint"),
    [
        ("", QUERIES, {"test": "q1\td1\t1"}, "corpus.jsonl:1: there is nothing in this file"),
        ("{}\n", QUERIES, {"test": "q1\td1\t1"}, "corpus.jsonl:1: there is no “_id” that is a text"),
        ('{"_id": "d"}\nno\n', QUERIES, {"test": "q1\td1\t1"}, "corpus.jsonl:2:1: not JSON"),
        ([{"_id": "d", "text": ["x"]}], QUERIES, {"test": "q1\td\t1"}, "corpus.jsonl:1: “text” is a list where a text"),
        ([*CORPUS, CORPUS[0]], QUERIES, {"test": "q1\td1\t1"}, "corpus.jsonl:3: a second entry with the id “d1”"),
        (CORPUS, [*QUERIES, QUERIES[1]], {"test": "q1\td1\t1"}, "queries.jsonl:3: a second entry with the id “q2”"),
        (CORPUS, [{"_id": "q1", "text": "\t"}], {"test": "q1\td1\t1"}, "queries.jsonl:1: "),
        (
            CORPUS,
            [{"_id": "q1"}],
            {"test": "q1\td1\t1"},
            "queries.jsonl:1: the question is nothing (null) where a",
        ),
        (CORPUS, [[]], {"test": "q1\td1\t1"}, "queries.jsonl:1: a list where an object belongs"),
        (CORPUS, QUERIES, {}, "there are no judgements in"),
        (CORPUS, QUERIES, {"a": "", "b": ""}, "there are several files of judgements, and none is test.tsv: "),
        (CORPUS, QUERIES, {"test": ""}, "test.tsv:1: no document is judged relevant"),
        (CORPUS, QUERIES, {"test": HEADS + "q1 0 d1 1\n"}, "test.tsv:2: 1 columns where query-id, corpus-id and score"),
        (CORPUS, QUERIES, {"test": HEADS + "q1\td1\tyes\n"}, "test.tsv:2: the score “yes” is not a whole number"),
        (CORPUS, QUERIES, {"test": HEADS + "q1\td1\t" + "9" * 5000}, "test.tsv:2: the score “9"),
        (CORPUS, QUERIES, {"test": "q9\td1\t1"}, "has a relevant document"),
        (CORPUS, QUERIES, {"test": "q1\td9\t1"}, "no relevant document is in"),
    ],
)
def test_what_is_not_beir_is_said_with_its_line(
    corpus: object, queries: object, judgements: dict[str, str], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(DataUnreadable) as caught:
        load(beir(tmp_path / "x", corpus, queries, **judgements))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl"])
def test_a_folder_that_lacks_a_file_of_beir_is_said_to(missing: str, tmp_path: Path) -> None:
    folder = beir(tmp_path / "x", CORPUS, QUERIES, test="q1\td1\t1")
    (folder / missing).unlink()
    with pytest.raises(DataUnreadable, match=f"there is no {missing} in "):
        load(folder)


# JSONL


def test_jsonl_with_texts_of_its_own_is_documents_and_questions(tmp_path: Path) -> None:
    rows = [
        {"question": "When?", "answer": "1931", "evidence": "in 1931", "context": TEXT},
        {"id": "b", "question": "Who?", "answers": ["Ines Falk", " ", "Falk"], "context": TEXT, "topic": "ignored"},
        {"id": 7, "question": "How much?", "answerable": False, "context": "Other."},
        {"question": "What else?", "evidence": ["Other."]},
    ]
    found = load(put(tmp_path / "x.jsonl", rows))
    assert (found.form, found.by_evidence) == ("JSONL", False)
    assert found.documents == (Text("line 1", TEXT), Text("line 3", "Other."))
    places = (Place("line 1", 34, 41), Place("line 1", 86, 93))
    assert found.questions == (
        Question("line 1", "When?", True, ("1931",), {"line 1": 1}, (places,)),
        Question("b", "Who?", True, ("Ines Falk", "Falk"), {"line 1": 1}),
        Question("7", "How much?", answerable=False),
        Question("line 4", "What else?", True, (), {"line 3": 1}, ((Place("line 3", 0, 6),),)),
    )


def test_jsonl_quotes_documents_of_ones_own_or_names_places_in_them(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    put(Path("notes", "elling.txt"), TEXT)
    place = {"source": "../notes/elling.txt", "start": 43, "end": 52}
    row = {"question": "Who is mayor?", "evidence": ["Ines Falk is its mayor", place]}
    found = load(put(Path("data", "x.jsonl"), [row]), [Path("notes")])
    (document,) = found.documents
    assert (document.text, document.path, found.by_evidence) == (TEXT, files.real(Path("notes", "elling.txt")), True)
    (question,) = found.questions
    assert question.evidence == ((Place(document.id, 43, 65),), (Place(document.id, 43, 52),))
    assert question.relevant == {"0": 1, "1": 1}  # pieces of evidence


def test_one_json_object_is_a_file_of_one_line(tmp_path: Path) -> None:
    found = load(put(tmp_path / "x.json", {"question": "Who?", "context": TEXT}))
    assert [question.id for question in found.questions] == ["line 1"]


LINE: dict[str, Any] = {"question": "Who?", "context": TEXT}


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("", "x.jsonl:1: there is nothing in this file"),
        ("\n \n", "x.jsonl:1: there is nothing in this file"),
        ('{"question": "Who?"}\n\n{"question": }\n', "x.jsonl:3:14: not JSON: Expecting value"),
        (b'{"question": "Who?"}\n\xff\n', "x.jsonl:2: not UTF-8"),
        (["x"], "x.jsonl:1: a text where an object belongs"),
        ([{"answer": "x"}], "x.jsonl:1: there is no “question”"),
        ([squad(asked())], "x.jsonl:1: neither SQuAD (a whole file with “data”) nor a line with a “question”"),
        ([LINE, LINE | {"question": ""}], "x.jsonl:2: "),
        ([LINE | {"question": None}], "x.jsonl:1: the question is nothing (null) where a text belongs"),
        ([LINE | {"answr": "x"}], "x.jsonl:1: unknown key “answr”; did you mean “answer”?"),
        ([LINE | {"id": "a"}, LINE | {"id": "a"}], "x.jsonl:2: a second question with the id “a”"),
        ([LINE, LINE | {"id": "line 1"}], "x.jsonl:2: a second question with the id “line 1”"),
        ([LINE | {"answer": 3}], "x.jsonl:1: “answer” is or has a number where a text belongs"),
        ([LINE | {"answers": ["x", None]}], "x.jsonl:1: “answers” is or has nothing (null) where a text belongs"),
        ([LINE | {"answerable": 1}], "x.jsonl:1: “answerable” is a number where true or false belongs"),
        ([LINE | {"answerable": False, "answer": "x"}], "x.jsonl:1: “answerable” is false, but there is an answer or"),
        ([LINE | {"context": 3}], "x.jsonl:1: “context” is a number where a text belongs"),
        ([LINE, LINE | {"context": ""}], "x.jsonl:2: “context” is empty"),
        ([LINE | {"evidence": "in 1832"}], "x.jsonl:1: no document has the evidence “in 1832”; quote it as it stands"),
        ([LINE | {"evidence": "x" * 99}], f"x.jsonl:1: no document has the evidence “{'x' * 60}…”"),
        ([LINE | {"evidence": " "}], "x.jsonl:1: “evidence” is empty"),
        ([LINE | {"evidence": 3}], "x.jsonl:1: “evidence” is or has a number where a text or an object belongs"),
        ([LINE | {"evidence": {"source": "x"}}], "x.jsonl:1: evidence as a place has a “source”"),
        ([{"question": "Who?"}], "has questions, but no documents"),
    ],
)
def test_what_cannot_stand_in_jsonl_is_said_with_its_line(rows: object, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable) as caught:
        load(put(tmp_path / "x.jsonl", rows))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"evidence": {"source": "other.txt", "start": 0, "end": 1}}, "the source “other.txt” is none of the files"),
        ({"evidence": {"source": 3, "start": 0, "end": 1}}, "evidence as a place has a “source”"),
        ({"evidence": {"source": "a.txt", "start": 5, "end": 5}}, "no place from 5 to 5 in a.txt, which has 94 char"),
        ({"evidence": {"source": "a.txt", "start": -1, "end": 5}}, "no place from -1 to 5 in a.txt"),
        ({"evidence": {"source": "a.txt", "start": 0, "end": 95}}, "no place from 0 to 95 in a.txt"),
        ({"evidence": {"source": "a.txt", "start": False, "end": 5}}, "no place from False to 5 in a.txt"),
        ({"evidence": {"source": "a.txt"}}, "no place from None to None in a.txt"),
        ({"context": TEXT}, "there is a “context”, but the documents are those of --source"),
    ],
)
def test_what_does_not_fit_the_documents_is_said_with_its_line(
    line: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    source = put(tmp_path / "a.txt", TEXT)
    with pytest.raises(DataUnreadable) as caught:
        load(put(tmp_path / "x.jsonl", [{"question": "Who?"} | line]), [source])
    assert f"x.jsonl:1: {complaint}" in str(caught.value)


# All of them


@pytest.mark.parametrize("name", ["nothing.json", "x\0y", "x" * 300])
def test_data_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match="no such file or folder"):
        load(tmp_path / name)


def test_sources_are_for_data_without_documents(tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match="has its documents in it"):
        load(put(tmp_path / "x.json", squad(asked())), [tmp_path])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{]", "qa: x.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
        ({"data": [{"paragraphs": 1}]}, "qa: x.json:data[0].paragraphs: a number where a list belongs"),
        (squad(asked("\x1b[31m\ud800\n"), asked("\x1b[31m\ud800\n")), "a second question with the id"),
    ],
)
def test_bad_data_is_one_line_and_an_exit_code(content: object, complaint: str, run_qa: RunQa, project: Path) -> None:
    result = run_qa("eval", put(project / "x.json", content).name)
    assert (result.code, result.out) == (3, "")
    (line,) = result.err.splitlines()
    assert complaint in line
    assert line.isprintable()
    assert [entry.name for entry in project.iterdir()] == ["x.json"]


def test_a_sample_is_the_same_each_time_and_in_the_order_of_the_data() -> None:
    questions = tuple(Question(f"q{number}", "Who?") for number in range(50))
    dataset = Dataset("x", "SQuAD", (), questions)
    some, more = (dataset.sample(limit).questions for limit in (5, 10))
    assert len(some) == 5
    assert all(question in more for question in some)
    assert some == dataset.sample(5).questions
    assert list(some) == [question for question in questions if question in some]
    assert dataset.sample(None) is dataset
    assert dataset.sample(99).questions == questions


def test_data_that_differ_in_anything_are_told_apart(tmp_path: Path) -> None:
    variants: Sequence[dict[str, Any]] = [
        squad(asked("q1", ("1931", 37))),
        squad(asked("q1", ("1931", 89))),
        squad(asked("q2", ("1931", 37))),
        squad(asked("q1", ("1931", 37)), context=TEXT + " More."),
        squad(asked("q1", is_impossible=True)),
        squad(asked("q1", ("1931", 37), question="Why?")),
    ]
    digests = [load(put(tmp_path / f"{at}.json", variant)).digest() for at, variant in enumerate(variants)]
    assert len(set(digests)) == len(variants)
    assert load(put(tmp_path / "again.json", variants[0])).digest() == digests[0]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\ufeff")))
def test_a_document_written_is_read_again_as_it_was(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        dataset = Dataset("x", "SQuAD", (Text("a", f"{text}."), Text("b", "\ufeff.")), ())
        running.write(dataset, Path(name))
        read = [files.load(path).text for path in running.files_of(dataset, Path(name))]
    assert read == [f"{text}.", "\ufeff."]
