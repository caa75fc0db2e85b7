"""From passages to a request, and from a reply to a checked answer. Nothing in here reads or writes."""

from qa.answering.answer import Answer, Citation, Fragment, Refusal, Statement, Support
from qa.answering.markup import SIGN
from qa.answering.planning import plan, plan_judgement, plan_repair, plan_rewrite
from qa.answering.reading import Reader, read

__all__ = [
    "SIGN",
    "Answer",
    "Citation",
    "Fragment",
    "Reader",
    "Refusal",
    "Statement",
    "Support",
    "plan",
    "plan_judgement",
    "plan_repair",
    "plan_rewrite",
    "read",
]
