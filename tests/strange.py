"""Texts that nobody would write, for what must hold of any text."""

from __future__ import annotations

from hypothesis import strategies as st


def strange(words: str) -> st.SearchStrategy[str]:
    """Any characters, or some of the words in any order."""
    return st.one_of(
        st.text(st.characters(), max_size=80), st.lists(st.sampled_from(words.split()), max_size=30).map(" ".join)
    )
