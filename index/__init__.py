"""Documents → sentences → chunks → embeddings → Chroma and catalog → ranked passages."""

from index.places import Document, Passage, Sentence, Span
from index.store import Changes, Index, Progress, find

__all__ = ["Changes", "Document", "Index", "Passage", "Progress", "Sentence", "Span", "find"]
