"""Answers as regression tests: files of questions, and of what a right answer to each is like."""
