"""Showing answers: on a terminal, as JSON, as Markdown."""
