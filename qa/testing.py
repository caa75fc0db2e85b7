"""Answers in tests: what the fixture `qa` is and gives, for a test that names types."""

from qa_pytest.answers import Answer, Citation, Statement
from qa_pytest.asking import Qa

__all__ = ["Answer", "Citation", "Qa", "Statement"]
