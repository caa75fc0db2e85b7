"""Repair, verification, proof and found citations, with a server that answers as the test says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers import Received, Reply, failing, serving, streaming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import RunQa
    from tests.servers import Server

TEXT = """The talks in Geneva

Norway offered two thousand troops. Sweden promised ships instead of soldiers.
Denmark, which has no army to spare, gave money, said Ada Byron, the envoy.
The harbour of Norra was closed in 1921 after a fire.
"""
NORWAY = "Norway offered two thousand troops."
SWEDEN = "Sweden promised ships instead of soldiers."
QUESTION = "What did Norway and Sweden offer?"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "talks.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "qa.toml").write_text('sources = ["talks.txt"]\nretries = 0\ntimeout = 20\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def server(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    assert project.is_dir()
    with serving(streaming("unused")) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("QA_MODEL", "m1")
        yield running


def says(template: str) -> Callable[[Received], Reply]:
    """A reply in which {NORWAY} and {SWEDEN} are the labels of these sentences in the prompt."""

    def reply(received: Received) -> Reply:
        prompt = "\n".join(message["content"] for message in received.body["messages"])
        return streaming(template.format(NORWAY=label(prompt, NORWAY), SWEDEN=label(prompt, SWEDEN)))

    return reply


def label(prompt: str, sentence: str) -> str:
    return next((line.split(" ")[0] for line in prompt.splitlines() if line.endswith(f"] {sentence}")), "[s99]")


def asked(run_qa: RunQa, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = run_qa("ask", "-q", "--json", *arguments, QUESTION)
    assert done.code == code, done.err
    answer: dict[str, Any] = json.loads(done.out)
    return answer


# Repair


def test_an_answer_with_problems_is_sent_back_once_with_what_is_wrong(run_qa: RunQa, server: Server) -> None:
    server.play(
        says("Norway offered 3,000 troops {NORWAY}. Sweden promised ships {SWEDEN}."),
        says("Norway offered 2,000 troops {NORWAY}. Sweden promised ships {SWEDEN}."),
    )
    answer = asked(run_qa)
    assert answer["repaired"] is True
    assert "2,000" in answer["answer"]
    assert {statement["support"] for statement in answer["statements"]} == {"supported"}
    assert answer["warnings"] == ["the answer was repaired: the first one had 1 of 2 statements not supported"]
    first, second = (request.body["messages"] for request in server.requests)
    assert second[: len(first)] == first
    assert "3,000" in second[-2]["content"]
    assert "“3,000” is not in the cited sentence" in second[-1]["content"]
    assert answer["usage"]["prompt_tokens"] == 22


def test_a_repaired_answer_says_so_though_no_notices_are_wanted(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 3,000 troops {NORWAY}."), says("Norway offered 2,000 troops {NORWAY}."))
    done = run_qa("ask", "-q", "--strict", QUESTION)
    assert "✓ 1 of 1 statement supported; repaired\n" in done.out
    assert (done.code, done.err) == (0, "")


def test_that_a_judge_could_not_be_asked_is_told_in_the_json(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), failing(500, "out of order"))
    (warning,) = asked(run_qa, "--verify", code=5)["warnings"]
    assert warning.startswith("the answer could not be judged: ")


def test_the_better_answer_is_kept_and_the_attempt_is_told(run_qa: RunQa, server: Server) -> None:
    server.play(
        says("Norway offered 3,000 troops {NORWAY}. Sweden promised ships {SWEDEN}."),
        says("Norway offered 4,000 troops {NORWAY}. Sweden sold 50 ships {SWEDEN}."),
    )
    answer = asked(run_qa)
    assert answer["repaired"] is False
    assert "3,000" in answer["answer"]
    (warning,) = answer["warnings"]
    assert "came back no better" in warning


def test_a_repair_that_fails_costs_nothing_but_a_warning(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 3,000 troops {NORWAY}."), failing(500, "out of order"))
    answer = asked(run_qa)
    assert "3,000" in answer["answer"]
    assert "sending it back failed" in answer["warnings"][0]


def test_a_tape_without_a_repair_plays_what_it_has(run_qa: RunQa, project: Path) -> None:
    answer = f"- ask: {QUESTION}\n  reply: Norway offered 3,000 troops. ['Norway offered two thousand']\n"
    tape = project / "tape.yaml"
    tape.write_text(f"version: 1\nentries:\n{answer}", encoding="utf-8")
    assert asked(run_qa, "--replay", "tape.yaml")["warnings"] == []
    tape.write_text(f"version: 1\nentries:\n{answer}- ask: Why?\n  purpose: repair\n  reply: So.\n", encoding="utf-8")
    (warning,) = asked(run_qa, "--replay", "tape.yaml")["warnings"]
    assert "sending it back failed" in warning


def test_a_good_answer_is_not_sent_back(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."))
    assert asked(run_qa)["repaired"] is False
    assert len(server.requests) == 1


def test_strict_ends_with_1_where_a_statement_is_not_supported(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 3,000 troops {NORWAY}."))
    assert run_qa("ask", "-q", "--strict", QUESTION).code == 1
    server.play(says("Norway offered 2,000 troops {NORWAY}."))
    assert run_qa("ask", "-q", "--strict", QUESTION).code == 0
    server.play(says("The weather is fine on most days of the year."))
    assert run_qa("ask", "-q", "--strict", QUESTION).code == 1


# Models that cannot cite


def test_a_citation_is_found_for_a_statement_that_a_sentence_supports_and_for_no_other(
    run_qa: RunQa, server: Server
) -> None:
    server.play(says("Norway offered 2,000 troops. Sweden promised 12 ships."))
    answer = asked(run_qa)
    first, second = answer["statements"]
    assert (first["found"], first["support"]) == (True, "supported")
    assert [citation["quote"] for citation in answer["citations"]] == [NORWAY]
    assert (second["found"], second["support"], second["citations"]) == (False, "uncited", [])
    assert answer["answer"].startswith("Norway offered 2,000 troops. [1]")
    assert "[1] (citation found by qa)" in run_qa("ask", "-q", QUESTION).out


# Answers as data


def structured(received: Received) -> Reply:
    given = received.body["response_format"]["json_schema"]["schema"]
    labels = given["properties"]["statements"]["items"]["properties"]["labels"]["items"]["enum"]
    prompt = "\n".join(message["content"] for message in received.body["messages"])
    cited = label(prompt, NORWAY).strip("[]")
    assert cited in labels
    content = {"statements": [{"text": "Norway offered 2,000 troops.", "labels": [cited]}], "missing": "the ships"}
    text = json.dumps(content)
    return streaming(*(text[start : start + 5] for start in range(0, len(text), 5)))


def test_a_structured_answer_is_data_with_the_valid_labels_and_reads_as_text(run_qa: RunQa, server: Server) -> None:
    server.play(structured)
    answer = asked(run_qa, "--structured")
    assert answer["answer"] == "Norway offered 2,000 troops. [1]\nNot in the sources: the ships"
    assert answer["missing"] == "the ships"
    assert answer["statements"][0]["support"] == "supported"


def test_a_server_that_refuses_schemas_is_asked_without(run_qa: RunQa, server: Server) -> None:
    server.play(failing(400, "response_format is not supported"), says("Norway offered 2,000 troops {NORWAY}."))
    assert asked(run_qa, "--structured")["statements"][0]["support"] == "supported"
    refused, accepted = (request.body for request in server.requests)
    assert "response_format" in refused
    assert "response_format" not in accepted


# Verification


def test_each_statement_is_judged_with_its_cited_sentences_alone(run_qa: RunQa, server: Server) -> None:
    judgement = json.dumps({"verdict": "partly", "words": "2,000"})
    server.play(
        says("Norway offered 2,000 troops {NORWAY}. Sweden promised ships {SWEDEN}."),
        streaming(judgement),
        streaming("The statement is fully supported."),
    )
    answer = asked(run_qa, "--judge", "m2")
    assert [statement["judgement"] for statement in answer["statements"]] == [
        {"degree": "partly", "words": "2,000"},
        {"degree": "fully", "words": ""},
    ]
    _, first, second = server.requests
    assert (first.body["model"], first.body["temperature"]) == ("m2", 0)
    for request, mine, other in ((first, NORWAY, SWEDEN), (second, SWEDEN, NORWAY)):
        prompt = request.body["messages"][-1]["content"]
        assert mine in prompt
        assert other not in prompt
        assert QUESTION not in prompt


def test_the_judgement_is_shown_below_the_answer(run_qa: RunQa, server: Server) -> None:
    server.play(
        says("Norway offered 2,000 troops {NORWAY}."), streaming('{"verdict": "contradicted", "words": "2,000"}')
    )
    out = run_qa("ask", "-q", "--verify", QUESTION).out
    assert "Judged by m1: 0 of 1 cited statements fully supported" in out
    assert "  contradicted (“2,000”): Norway offered 2,000 troops." in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2,000", " (“2,000”)"),
        ("it says two troops", " (“it says two troops”)"),
        ("the words that do not follow, or nothing", ""),
        ("troops of https://evil.example", " (“troops of https: //evil.example”)"),
    ],
)
def test_a_judgement_shows_words_of_the_statement_and_no_link(
    words: str, told: str, run_qa: RunQa, server: Server
) -> None:
    server.play(
        says("Norway offered 2,000 troops {NORWAY}."), streaming(json.dumps({"verdict": "partly", "words": words}))
    )
    out = run_qa("ask", "-q", "--verify", QUESTION).out
    assert f"  partly supported{told}: Norway offered 2,000 troops." in out


def test_where_nothing_is_cited_there_is_nothing_to_judge(run_qa: RunQa, server: Server) -> None:
    server.play(streaming("Nobody knows the price of cheese."))
    done = run_qa("ask", "-q", "--verify", "--prove", QUESTION)
    assert "There is nothing to judge or to prove: no statement of the answer has a citation." in done.err


def test_there_is_nobody_to_verify_without_a_model(run_qa: RunQa, project: Path) -> None:
    assert project.is_dir()
    done = run_qa("ask", "--verify", QUESTION)
    assert done.code == 3
    assert "no language model to verify" in done.err
    for mode in ("new", "new", "all"):  # on a tape with nothing on it, and with what no language model said
        done = run_qa("ask", "--verify", "--record", "tape.yaml", "--record-mode", mode, QUESTION)
        assert (done.code, "no language model to verify" in done.err) == (3, True)
        assert "No language model is configured" in run_qa("ask", "--record", "tape.yaml", QUESTION).err


# Proof


@pytest.mark.parametrize(
    ("again", "origin"),
    [
        ("NOT IN SOURCES: what Norway offered", "cited"),
        ("Norway offered 2,000 troops.", "memory"),
    ],
)
def test_a_statement_that_stays_without_its_sentences_did_not_come_from_them(
    again: str, origin: str, run_qa: RunQa, server: Server
) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), streaming(again))
    answer = asked(run_qa, "--prove")
    assert answer["statements"][0]["proof"] == {"origin": origin, "elsewhere": []}
    _, second = server.requests
    assert NORWAY not in second.body["messages"][-1]["content"]
    assert SWEDEN in second.body["messages"][-1]["content"]


def test_another_place_that_says_so_is_named(run_qa: RunQa, server: Server, project: Path) -> None:
    other = "Two thousand troops were offered by Norway."
    (project / "other.txt").write_text(f"Notes\n\n{other}\n", encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["talks.txt", "other.txt"]\nretries = 0\n', encoding="utf-8")

    def repeated(received: Received) -> Reply:
        return streaming(f"Norway offered 2,000 troops {label(received.body['messages'][-1]['content'], other)}.")

    server.play(says("Norway offered 2,000 troops {NORWAY}."), repeated)
    proof = asked(run_qa, "--prove")["statements"][0]["proof"]
    assert proof["origin"] == "elsewhere"
    assert [place["source"] for place in proof["elsewhere"]] == ["other.txt"]


def test_the_proof_is_shown_below_the_answer(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), streaming("Norway offered 2,000 troops."))
    out = run_qa("ask", "-q", "--prove", QUESTION).out
    assert "Asked again without the cited sentences:\n  stays, with nothing to support it" in out


@pytest.mark.parametrize(
    ("said", "shown"), [("2,000", "gone: it came from them"), ("3,000", "gone, though they do not say it")]
)
def test_what_is_gone_without_its_sentences_is_right_only_where_they_say_it(
    said: str, shown: str, run_qa: RunQa, server: Server
) -> None:
    answer = says(f"Norway offered {said} troops {{NORWAY}}.")
    server.play(answer, *([answer] if said != "2,000" else []), streaming("NOT IN SOURCES: what Norway offered"))
    assert f"\n  {shown}: Norway offered {said} troops." in run_qa("ask", "-q", "--prove", QUESTION).out


# Tapes


def test_repair_judgement_and_proof_are_recorded_and_replayed(
    run_qa: RunQa, server: Server, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(
        says("Norway offered 3,000 troops {NORWAY}."),
        says("Norway offered 2,000 troops {NORWAY}."),
        streaming('{"verdict": "fully", "words": ""}'),
        streaming("NOT IN SOURCES: the troops"),
    )
    tape = str(project / "tape.yaml")
    recorded = run_qa("ask", "-q", "--verify", "--prove", "--record", tape, QUESTION)
    assert len(server.requests) == 4
    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.delenv("QA_MODEL")
    replayed = run_qa("ask", "-q", "--verify", "--prove", "--replay", tape, QUESTION)
    assert (replayed.code, replayed.out) == (recorded.code, recorded.out)
    assert len(server.requests) == 4


def test_a_reply_written_by_hand_may_have_no_words(run_qa: RunQa, project: Path) -> None:
    (project / "tape.yaml").write_text(f"version: 1\nentries:\n- ask: {QUESTION}\n  reply: '[s1]'\n", encoding="utf-8")
    done = run_qa("ask", "-q", "--replay", "tape.yaml", QUESTION)
    assert (done.code, done.err.startswith("qa: the reply on the tape says nothing")) == (5, True)
    (project / "tape.yaml").write_text(
        f"version: 1\nentries:\n- ask: {QUESTION}\n  reply: Which year?\n", encoding="utf-8"
    )
    done = run_qa("ask", "-q", "--replay", "tape.yaml", QUESTION)
    assert (done.code, done.err.startswith("qa: the reply on the tape does not answer: “Which year?” — ")) == (5, True)


def test_replies_written_by_hand_may_be_for_a_repair_a_judgement_or_a_proof(run_qa: RunQa, project: Path) -> None:
    (project / "tape.yaml").write_text(
        f"""version: 1
entries:
- ask: {QUESTION}
  reply: Norway offered 3,000 troops. ["Norway offered two thousand"]
- ask: {QUESTION}
  purpose: repair
  reply: Norway offered 2,000 troops. ["Norway offered two thousand"]
- ask: Norway offered 2,000 troops.
  purpose: judge
  reply: '{{"verdict": "fully", "words": ""}}'
- ask: {QUESTION}
  purpose: prove
  reply: "NOT IN SOURCES: the troops"
""",
        encoding="utf-8",
    )
    answer = asked(run_qa, "--verify", "--prove", "--replay", "tape.yaml")
    assert answer["repaired"] is True
    (statement,) = answer["statements"]
    assert statement["judgement"]["degree"] == "fully"
    assert statement["proof"]["origin"] == "cited"


# Sources that disagree


def test_sources_that_disagree_are_named_with_both_places(run_qa: RunQa, project: Path) -> None:
    (project / "other.txt").write_text("Norway offered three thousand troops in the end.\n", encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["talks.txt", "other.txt"]\n', encoding="utf-8")
    (disagreement,) = json.loads(run_qa("ask", "-q", "--json", "how many troops did Norway offer?").out)[
        "disagreements"
    ]
    assert {(side["source"], side["words"]) for side in disagreement} == {
        ("talks.txt", "two thousand"),
        ("other.txt", "three thousand"),
    }
    out = run_qa("ask", "-q", "how many troops did Norway offer?").out
    assert "\n! The sources disagree\n" in out
    assert "    talks.txt:3: “two thousand”\n" in out
    assert "    other.txt:1: “three thousand”\n" in out


# What goes wrong


@pytest.mark.parametrize(
    ("reply", "degree"),
    [
        ('{"verdict": "fully", "words": ""}', "fully"),
        ('Here:\n```json\n{"verdict": "partly", "words": "2,000"}\n```', "partly"),
        ('{"words": "fully paid", "verdict": "Not supported"}', "not"),
        ('<think>{"verdict": "not", "words": ""}</think>{"verdict": "fully", "words": ""}', "fully"),
        ("<think>not sure</think>fully", "fully"),
        ("The statement is not contradicted; it is fully supported.", "fully"),
        ("The statement is partially supported.", "partly"),
        ("It is largely supported.", "partly"),
        ("Not fully supported.", "partly"),
        ("Unsupported.", "not"),
        ('{"words": "{x} and }", "verdict": "not"}', "not"),
        ('{"result": {"verdict": "not", "words": ""}}', "not"),
        ("This is a contradiction.", "contradicted"),
        ("It may be.", "unclear"),
        ('{"verdict": 5}', "unclear"),
        ('{"a":' + "[" * 5_000 + "]" * 5_000 + "}", "unclear"),
        ("{" * 100_000, "unclear"),
    ],
)
def test_a_judgement_is_read_in_whatever_form_it_comes(reply: str, degree: str, run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), streaming(reply))
    assert asked(run_qa, "--verify")["statements"][0]["judgement"]["degree"] == degree


def test_an_answer_stands_where_it_cannot_be_verified(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), failing(500, "out of order"))
    done = run_qa("ask", "-q", "--json", "--verify", QUESTION)
    assert done.code == 5
    assert done.err.startswith("qa: the answer could not be judged: ")
    assert "out of order" in done.err
    assert json.loads(done.out)["statements"][0]["support"] == "supported"
    assert run_qa("show", "1").code == 0


def test_what_could_be_had_of_second_opinions_is_told_where_one_fails(run_qa: RunQa, server: Server) -> None:
    two = says("Norway offered 2,000 troops {NORWAY}. Norway offered troops {NORWAY}.")
    kept = streaming("NOT IN SOURCES: troops")
    server.play(two, streaming('{"verdict": "partly", "words": ""}'), *[failing(400, "out of order")] * 2, kept)
    done = run_qa("ask", "-q", "--json", "--verify", "--prove", QUESTION)
    assert (done.code, "out of order" in done.err) == (5, True)
    first, second = json.loads(done.out)["statements"]
    assert (first["judgement"]["degree"], first["proof"]["origin"]) == ("partly", "cited")
    assert (second.get("judgement"), second["proof"]["origin"]) == (None, "cited")


def test_strict_asks_for_good_second_opinions_too(run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}."), streaming('{"verdict": "contradicted", "words": ""}'))
    done = run_qa("ask", "-q", "--strict", "--verify", QUESTION)
    assert done.code == 1
    assert (
        done.err
        == "qa: a second opinion does not bear out every statement, and --strict asks for an answer without doubt\n"
    )
    server.play(says("Norway offered 2,000 troops {NORWAY}."), streaming("Norway offered 2,000 troops."))
    assert run_qa("ask", "-q", "--strict", "--prove", QUESTION).code == 1


@pytest.mark.parametrize(
    "second",
    [
        "NOT IN SOURCES: everything",
        "Der Hafen von Norra ist nach dem Brand nicht wieder geöffnet worden {SWEDEN}.",
    ],
)
def test_a_repair_that_loses_what_was_supported_is_not_taken(second: str, run_qa: RunQa, server: Server) -> None:
    server.play(says("Norway offered 2,000 troops {NORWAY}. Sweden sold 50 ships {SWEDEN}."), says(second))
    answer = asked(run_qa)
    assert answer["repaired"] is False
    assert answer["answer"].startswith("Norway offered 2,000 troops")


def test_a_statement_that_cites_everything_is_not_supported(run_qa: RunQa, server: Server, project: Path) -> None:
    more = "\n".join(f"The harbour of Norra had {number} boats in winter." for number in range(2, 20))
    (project / "more.txt").write_text(more, encoding="utf-8")
    (project / "qa.toml").write_text('sources = ["talks.txt", "more.txt"]\nretries = 0\n', encoding="utf-8")
    server.play(streaming("Norway offered 2,000 troops [s1-s20]."))
    (statement,) = asked(run_qa)["statements"]
    assert statement["support"] == "unsupported"
    assert "too many for one statement" in statement["problems"][0]


def test_many_unknown_labels_are_a_few_warnings(run_qa: RunQa, server: Server) -> None:
    server.play(streaming("Norway offered 2,000 troops" + "".join(f" [s{number}]" for number in range(100, 400)) + "."))
    warnings = [warning for warning in asked(run_qa)["warnings"] if "none of the given sentences" in warning]
    assert len(warnings) == 6
    assert "295 more labels" in warnings[-1]


@pytest.mark.parametrize(
    "around", ["<think>Let me see.</think>%s", "Sure! Here it is:\n%s", "```json\n%s\n```", "%s\nI hope this helps."]
)
def test_data_may_come_with_thoughts_and_words_around_it(around: str, run_qa: RunQa, server: Server) -> None:
    def reply(received: Received) -> Reply:
        prompt = "\n".join(message["content"] for message in received.body["messages"])
        statement = {"text": "Norway offered 2,000 troops.", "labels": [label(prompt, NORWAY).strip("[]")]}
        whole = around % json.dumps({"statements": [statement], "missing": None})
        return streaming(*(whole[start : start + 7] for start in range(0, len(whole), 7)))

    server.play(reply)
    assert asked(run_qa, "--structured")["answer"] == "Norway offered 2,000 troops. [1]"


def test_data_that_breaks_off_is_an_incomplete_answer(run_qa: RunQa, server: Server) -> None:
    server.play(streaming('{"statements": [{"text": "Norway offered 2,000 troops.", "labels": ["s1'))
    assert any("this answer is incomplete" in warning for warning in asked(run_qa, "--structured")["warnings"])
