"""Answers in tests: what the fixture `qa` is and gives.

All of this runs in pytest's process, beside the project that is tested. It imports nothing else of ours.
"""

from qa.testing.answers import Answer, Citation, Statement
from qa.testing.asking import Qa

__all__ = ["Answer", "Citation", "Qa", "Statement"]
