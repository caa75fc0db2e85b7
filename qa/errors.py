"""Everything that can go wrong between a question and its answer.

WrongUsage                   what was typed cannot be meant
└── QuestionProblem          a question that cannot be asked
Unconfigured                 a setting is missing, unknown or of the wrong type
└── ModelMissing             a language model is needed, and none is named
SuiteUnreadable              a file of cases is missing, or not one
DataUnreadable               data to measure on is missing, or not in a known format
ModelProblem                 the language model gives no answer
├── KeyMissing               it needs a key and there is none
├── KeyRejected              it does not accept the key
├── ModelUnknown             the server has no such model
├── ServerUnreachable        nobody answers at that address
├── ServerSilent             it did not answer in time
├── ServerBusy               it answers that it has no room (429), again and again
├── ServerFailed             it answers with an error of its own, or not in its protocol
├── RequestRefused           it does not accept the request
├── ContextExceeded          the request is longer than the model can read
├── StreamCut                the answer broke off
└── ReplyEmpty               it answered with nothing
RecordingProblem             a tape cannot be used
├── TapeUnreadable           it is missing, or not a tape
├── TapeNotWritable          it cannot be saved
├── TapeMiss                 it has no entry for this request
└── QuoteUnknown             a canned reply quotes what the passages do not say
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class QaProblem(Exception):
    """Base of all errors of this room: a message for a person, and a hint what to do."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


def told(problem: Exception) -> str:
    """An error of any room as a person is told of it, with the hint where it has one; below a text of several lines."""
    text, hint = str(problem), getattr(problem, "hint", "")
    if not hint:
        return text
    return f"{text}\n{hint}" if "\n" in text else f"{text} — {hint}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the known one that is most like it, where one is."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean “{near[0]}”?" if near else ""


class WrongUsage(QaProblem):
    """What was typed on the command line cannot be meant."""

    hint = "What can be typed is shown by: qa --help"


class QuestionProblem(WrongUsage):
    """A question that is empty or far too long."""

    hint = 'Ask something, for example: qa ask "who offered troops?"'


class Unconfigured(QaProblem):
    """A setting is missing, unknown or of the wrong type."""

    hint = "The settings are explained in the README."


class ModelMissing(Unconfigured):
    """A language model is needed, and none is named."""

    hint = "Name one with --model or QA_MODEL, or use --no-model."


class SuiteUnreadable(QaProblem):
    """A file of cases is missing, or has what cannot stand in one."""

    hint = "The README shows a file of cases, and qa check --schema prints what can stand in one."


class DataUnreadable(QaProblem):
    """Data to measure on is missing, in no known format, or has what cannot stand in it."""

    hint = "The README's “Measuring” says what the data can be."


class ModelProblem(QaProblem):
    """The language model gives no answer."""


class KeyMissing(ModelProblem):
    """The server needs a key and there is none."""

    hint = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for another server, or use --no-model."


class KeyRejected(ModelProblem):
    """The server does not accept the key."""

    hint = "Check OPENAI_API_KEY, and that it belongs to this server."


class ModelUnknown(ModelProblem):
    """The server has no such model."""

    hint = "Name one that the server has with --model."


class ServerUnreachable(ModelProblem):
    """Nobody answers at the server's address."""

    hint = "Check OPENAI_BASE_URL and that the server is running, or use --no-model."


class ServerSilent(ModelProblem):
    """The server did not answer in time."""

    hint = "Try again, or allow more time with the setting: timeout"


class ServerBusy(ModelProblem):
    """The server turned the request away, again and again."""

    hint = "Wait a little and try again; check the limits of your account."


class ServerFailed(ModelProblem):
    """The server failed, or did not speak its protocol."""

    hint = "Try again later; check that OPENAI_BASE_URL is an OpenAI-compatible server (it often ends in /v1)."


class RequestRefused(ModelProblem):
    """The server does not accept the request."""

    hint = "Check that the model can do chat completions."


class ContextExceeded(ModelProblem):
    """The request is longer than the model can read."""

    hint = "Send less with --top-k or the setting context_tokens, or use a model with a longer context."


class StreamCut(ModelProblem):
    """The answer broke off before its end."""

    hint = "Ask again for a complete answer."


class ReplyEmpty(ModelProblem):
    """The model answered with nothing."""

    hint = "Ask again, or use another model with --model."


class RecordingProblem(QaProblem):
    """A tape cannot be used."""


class TapeUnreadable(RecordingProblem):
    """A tape is missing, or is not one."""

    hint = "A tape is a YAML file; the README shows one."


class TapeNotWritable(RecordingProblem):
    """A tape cannot be saved."""

    hint = "Choose another file for --record, or check its permissions and the space on its disk."


class TapeMiss(RecordingProblem):
    """A tape has no entry for the request."""

    hint = "Record it with --record, or write an entry by hand."


class QuoteUnknown(RecordingProblem):
    """A canned reply quotes words that no retrieved passage has."""

    hint = "Quote a few words exactly as they stand in the source."
