"""The command line: words in, an exit code out."""

from __future__ import annotations

import contextlib
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from index import errors as index_errors
from prompts import TemplateProblem
from qa import errors, streams
from qa.assembly import RecordMode, Tapes
from qa.settings import MOST_PASSAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.settings import Settings


class OutputFailed(Exception):
    """Standard output takes no more: its reader has gone, or its disk is full."""


EXIT_CODES: dict[type[Exception], int] = {
    errors.WrongUsage: 2,
    errors.Unconfigured: 3,
    errors.SuiteUnreadable: 3,
    errors.DataUnreadable: 3,
    TemplateProblem: 3,
    index_errors.IndexProblem: 4,
    errors.ModelProblem: 5,
    errors.RecordingProblem: 6,
    OutputFailed: 74,  # EX_IOERR, which Windows has no name for
}
"""What the program ends with on each kind of error, and on all kinds below it."""


@contextlib.contextmanager
def _writing_output() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError as problem:
        message = f"cannot write the output: {problem.strerror}"
        raise OutputFailed(message) from problem


class _Commands(TyperGroup):
    """Sees that the reader of the output has gone before Typer does, which would end the program without a word."""

    def invoke(self, ctx: Any) -> Any:
        with _writing_output():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Ask questions about your own documents; every answer cites its sources.",
)


def _path(text: str) -> Path:
    if not text:
        message = "a path cannot be empty"
        raise typer.BadParameter(message)
    return Path(text)


_PATH: Any = {"parser": _path, "metavar": "PATH"}
"""Takes a path as it is typed: Typer would read an empty one as the working directory, and look at files itself."""

Model = Annotated[str | None, typer.Option("--model", "-m", help="Language model that writes the answers.")]
NoModel = Annotated[bool, typer.Option("--no-model", help="Answer with the sources' own sentences.")]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server.")]
Folder = Annotated[Path | None, typer.Option("--index", **_PATH, help="Folder of the index.")]
TopK = Annotated[int | None, typer.Option("--top-k", "-k", min=1, max=MOST_PASSAGES, help="Passages to look up.")]
Only = Annotated[
    list[Path] | None, typer.Option("--source", "-s", **_PATH, help="Ask about just this file or folder; repeatable.")
]
Structured = Annotated[
    bool, typer.Option("--structured", help="Have the model answer as data with a schema, as far as the server can.")
]
Templates = Annotated[
    Path | None, typer.Option("--prompts", **_PATH, help="Folder of prompt templates that replace the shipped ones.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notices.")]
Words = Annotated[str, typer.Option("-k", metavar="WORDS", help="Ask only cases with these words.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes that ask at the same time.")]
Record = Annotated[Path | None, typer.Option("--record", **_PATH, help="Save the replies of the model on this tape.")]
Mode = Annotated[
    RecordMode | None,
    typer.Option(
        help="Record all replies anew (the default); those that are new to the tape; once, where there is no tape yet;"
        " or none, as --replay."
    ),
]
OnTapes = Annotated[
    RecordMode, typer.Option("--record-mode", help="Record on the tapes: none, once where there is none, new, or all.")
]
Replay = Annotated[Path | None, typer.Option("--replay", **_PATH, help="Take the replies from this tape.")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 – Typer gives it so
    if wanted:
        from importlib.metadata import version

        print(f"qa {version('qa')}")
        raise typer.Exit


@app.callback()
def _any_command(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="The question; - reads it from standard input.")],
    *,
    model: Model = None,
    no_model: NoModel = False,
    base_url: BaseUrl = None,
    index: Folder = None,
    top_k: TopK = None,
    source: Only = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where a statement is not supported by what it cites.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Have a model judge each statement by what it cites.")
    ] = False,
    judge: Annotated[str | None, typer.Option("--judge", help="The model that judges; implies --verify.")] = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Ask again without the cited sentences, to see what came from them.")
    ] = False,
    structured: Structured = False,
    prompts: Templates = None,
    quiet: Quiet = False,
    record: Record = None,
    record_mode: Mode = None,
    replay: Replay = None,
) -> None:
    """Answer one question, with citations."""
    from qa import commands

    raise typer.Exit(
        commands.ask(
            sys.stdin.read() if question == ["-"] else " ".join(question),
            _settings(model, base_url, index, top_k, prompts, no_model=no_model, structured=structured),
            commands.Run(
                source or [],
                _tapes(record, record_mode, replay),
                no_model=no_model,
                quiet=quiet,
                strict=strict,
                verify=verify or bool(judge),
                judge=judge or "",
                prove=prove,
            ),
            as_json=json,
        )
    )


@app.command()
def chat(
    *,
    model: Model = None,
    no_model: NoModel = False,
    base_url: BaseUrl = None,
    index: Folder = None,
    top_k: TopK = None,
    source: Only = None,
    structured: Structured = False,
    prompts: Templates = None,
    quiet: Quiet = False,
    record: Record = None,
    record_mode: Mode = None,
    replay: Replay = None,
) -> None:
    """Ask in a conversation; /help lists what else it can do."""
    from qa import commands

    raise typer.Exit(
        commands.chat(
            _settings(model, base_url, index, top_k, prompts, no_model=no_model, structured=structured),
            commands.Run(source or [], _tapes(record, record_mode, replay), no_model=no_model, quiet=quiet),
        )
    )


@app.command("index")
def index_(
    paths: Annotated[list[Path], typer.Argument(**_PATH, help="Text files, and folders of .txt, .md and .markdown.")],
    *,
    index: Folder = None,
    quiet: Quiet = False,
) -> None:
    """Index documents, or what has changed of them."""
    from qa import commands

    raise typer.Exit(commands.index(paths, _settings(index=index), quiet=quiet))


@app.command()
def sources(*, index: Folder = None) -> None:
    """List what is indexed."""
    from qa import commands

    raise typer.Exit(commands.sources(_settings(index=index)))


@app.command()
def remove(
    paths: Annotated[list[Path], typer.Argument(**_PATH, help="Indexed files, or folders of some.")],
    *,
    index: Folder = None,
) -> None:
    """Take documents out of the index; the files themselves stay."""
    from qa import commands

    raise typer.Exit(commands.remove(paths, _settings(index=index)))


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="FILE:LINE, or the number of a citation of the last answer.")],
    *,
    index: Folder = None,
) -> None:
    """Show a place of a source in its surroundings."""
    from qa import commands

    raise typer.Exit(commands.show(place, _settings(index=index)))


@app.command()
def prompts(
    *,
    prompts: Templates = None,
    export: Annotated[
        Path | None, typer.Option("--export", **_PATH, help="Write the shipped ones to this folder, over no file.")
    ] = None,
) -> None:
    """List the prompt templates and which files are in force, or export them."""
    from qa import commands

    settings = _settings(prompts=prompts)
    raise typer.Exit(commands.export_prompts(export) if export else commands.prompts(settings))


def _print_schema(wanted: bool) -> None:  # noqa: FBT001 – Typer passes it so
    if wanted:
        print(Path(__file__).with_name("suite").joinpath("schema.json").read_text(encoding="utf-8"), end="")
        raise typer.Exit


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(**_PATH, help="YAML files of cases.")],
    *,
    words: Words = "",
    first: Annotated[bool, typer.Option("-x", help="Stop at the first case that fails.")] = False,
    jobs: Jobs = 1,
    junit: Annotated[Path | None, typer.Option("--junit", **_PATH, help="Write a JUnit report to this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    model: Model = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Use neither a model nor a tape.")] = False,
    record_mode: OnTapes = RecordMode.NONE,
    prune: Annotated[bool, typer.Option("--prune", help="Take off the tapes what no case uses.")] = False,
    strict_tape: Annotated[
        bool, typer.Option("--strict-tape", help="Exit with 1 where a tape has what no case uses.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress while the sources are indexed.")] = False,
    schema: Annotated[  # noqa: ARG001 – it has been printed by then
        bool,
        typer.Option("--schema", callback=_print_schema, is_eager=True, help="Print the JSON Schema of the files."),
    ] = False,
) -> None:
    """Check that answers are as files of cases expect them."""
    from qa import commands
    from qa.suite.command import Options

    _check_model(model, no_model=no_model)
    if no_model and record_mode is not RecordMode.NONE:
        message = "--no-model records nothing"
        raise typer.BadParameter(message)
    if no_model and (prune or strict_tape):
        message = "with --no-model no tape is played; leave out --prune and --strict-tape"
        raise typer.BadParameter(message)
    _check_jobs(jobs, record_mode)
    options = Options(words, first, jobs, junit, json, model, no_model, record_mode, prune, strict_tape)
    raise typer.Exit(commands.check(files, options, code_of=exit_code, quiet=quiet or json))


def _check_jobs(jobs: int, mode: RecordMode) -> None:
    if jobs > 1 and mode is not RecordMode.NONE:
        message = "replies are recorded in order, by one process; leave out --jobs"
        raise typer.BadParameter(message)


_SIDES = (
    "a tape (.yaml), a file of settings (.toml), settings as in model=llama3.2 or top_k=6,structured=true,"
    " or . for all as it stands."
)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=f"One side: {_SIDES}")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other side, likewise.")],
    files: Annotated[list[Path], typer.Argument(**_PATH, help="YAML files of cases, as for check.")],
    *,
    words: Words = "",
    jobs: Jobs = 1,
    html: Annotated[Path | None, typer.Option("--html", **_PATH, help="Write a page to this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    record_mode: OnTapes = RecordMode.NONE,
    quiet: Quiet = False,
) -> None:
    """Compare the answers to the same cases under two configurations."""
    from qa import commands
    from qa.comparison.command import Options

    _check_jobs(jobs, record_mode)
    options = Options(words, jobs, html, json, quiet, record_mode)
    raise typer.Exit(commands.compare(a, b, files, options, code_of=exit_code))


@app.command("eval")
def eval_(
    data: Annotated[Path, typer.Argument(**_PATH, help="SQuAD JSON, a BEIR folder, or JSONL with a question a line.")],
    *,
    source: Annotated[
        list[Path] | None,
        typer.Option("--source", "-s", **_PATH, help="Documents that JSONL quotes: a file or folder; repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", **_PATH, help="Folder for index and results; DATA.eval where none is named.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many questions, the same ones each time.")
    ] = None,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="Look passages up, and answer nothing.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what is in the folder, and start anew.")] = False,
    chart: Annotated[Path | None, typer.Option("--chart", **_PATH, help="Draw a chart: a .png or .svg.")] = None,
    price_in: Annotated[float | None, typer.Option(min=0, help="What a million tokens of prompts cost.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="What a million tokens of replies cost.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    model: Model = None,
    no_model: NoModel = False,
    base_url: BaseUrl = None,
    top_k: TopK = None,
    structured: Structured = False,
    prompts: Templates = None,
    quiet: Quiet = False,
    record: Record = None,
    record_mode: Mode = None,
    replay: Replay = None,
) -> None:
    """Measure retrieval, citations and answers on data; what was stopped goes on where it was."""
    from qa import commands
    from qa.evaluation.command import Options
    from qa.evaluation.scoring import Prices

    if (price_in is None) != (price_out is None):
        message = "--price-in and --price-out belong together"
        raise typer.BadParameter(message)
    prices = None if price_in is None or price_out is None else Prices(price_in, price_out)
    raise typer.Exit(
        commands.evaluate(
            data,
            _settings(model, base_url, None, top_k, prompts, no_model=no_model, structured=structured),
            commands.Run((), _tapes(record, record_mode, replay), no_model=no_model, quiet=quiet or json),
            Options(source or (), out, limit, retrieval_only, prices, chart, json, fresh, quiet or json),
        )
    )


def main() -> None:
    """Run the program and leave it with the documented exit code."""
    streams.prepare()
    try:
        with _writing_output():
            app()
    except tuple(EXIT_CODES) as problem:
        if isinstance(problem, OutputFailed):
            streams.give_up(sys.stdout)
        streams.say(f"qa: {errors.told(problem)}")
        sys.exit(exit_code(problem))


def run() -> None:
    """The program as it is installed: `main`, and then its end, at once.

    Python would take apart what Chroma and onnxruntime have loaded, which lasts a seventh of the time of a question.
    """
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):  # a message, which Python prints
            raise
        streams.leave(end.code or 0)


def exit_code(problem: Exception) -> int:
    """The documented exit code of an error."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(problem, kind))


def _check_model(model: str | None, *, no_model: bool) -> None:
    if no_model and model:
        message = "--model and --no-model exclude each other"
        raise typer.BadParameter(message)


def _tapes(record: Path | None, mode: RecordMode | None, replay: Path | None) -> Tapes:
    if record and replay:
        message = "--record and --replay exclude each other"
        raise typer.BadParameter(message)
    if mode and not record:
        message = "--record-mode needs --record"
        raise typer.BadParameter(message)
    if record:
        return Tapes.in_mode(record, mode or RecordMode.ALL, _again(record))
    return Tapes(replay, again=_again(replay)) if replay else Tapes()


def _again(tape: Path) -> str:
    """The command that was typed, as one that records what is not on a tape."""
    chosen = ("--record", "--record-mode", "--replay")
    words = []
    typed = iter(sys.argv[1:])
    for word in typed:
        if word in chosen:
            next(typed, None)
        elif word.partition("=")[0] not in chosen:
            words.append(word)
    return shlex.join(["qa", *words[:1], "--record", str(tape), "--record-mode", "new", *words[1:]])


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as problem:
        message = f"the working directory cannot be used: {problem.strerror}"
        raise index_errors.SourceMissing(message, hint="Change to another one with cd.") from problem


def _settings(
    model: str | None = None,
    base_url: str | None = None,
    index: Path | None = None,
    top_k: int | None = None,
    prompts: Path | None = None,
    *,
    no_model: bool = False,
    structured: bool = False,
) -> Settings:
    from qa import settings

    _check_model(model, no_model=no_model)
    loaded = settings.load(
        _working_directory(),
        model=model,
        base_url=base_url,
        index=index,
        top_k=top_k,
        prompts=prompts,
        structured=structured or None,
    )
    return settings.without_model(loaded) if no_model else loaded
