"""`python -m qa`."""

from qa.cli import run

run()
