"""A file of cases, its tape, and another tape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harbour import TEXT

OLD = """\
version: 1
entries:
- ask: when was it dredged?
  reply: In 1931. ["dredged in 1931"]
- ask: what would the pier cost?
  reply: Mayor Ines Falk said that it would cost 4 million crowns. ["would cost 4 million"]
- ask: who approved it?
  reply: The council of Elling has approved it. ["council of Elling"]
"""
NEW = """\
version: 1
entries:
- ask: when was it dredged?
  reply: In 1931. ["dredged in 1931"]
- ask: what would the pier cost?
  reply: Mayor Ines Falk said that it would cost 5 million crowns. ["The council of Elling"]
- ask: who approved it?
  reply: "NOT IN SOURCES: who approved the pier"
"""
CASES = """\
sources: [texts]
tape: old.tape.yaml
cases:
- ask: when was it dredged?
  contains: "1931"
- ask: what would the pier cost?
  contains: 4 million
  supported: true
- ask: who approved it?
  answered: false
"""


@pytest.fixture
def suite(project: Path) -> Path:
    """Cases, two tapes for them, and their source, in a folder of their own."""
    folder = project / "checks"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    (folder / "old.tape.yaml").write_text(OLD, encoding="utf-8")
    (folder / "new.tape.yaml").write_text(NEW, encoding="utf-8")
    file = folder / "harbour.qa.yaml"
    file.write_text(CASES, encoding="utf-8")
    return file
