"""A source, and a tape about it written by hand."""

from __future__ import annotations

TEXT = """The harbour of Elling was dredged in 1931.

Mayor Ines Falk said the new pier would cost 4 million crowns. The council of Elling has not approved the pier.
"""
TAPE = """\
version: 1
entries:
- ask: when was it dredged?
  reply: In 1931. ["dredged in 1931"]
- ask: and what would the pier cost?
  rewritten: what would the pier of Elling cost?
  reply: Mayor Ines Falk said that it would cost 4 million crowns. ["would cost 4 million"]
- ask: who approved it?
  reply: "NOT IN SOURCES: who approved the pier"
"""
