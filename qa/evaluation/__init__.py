"""Measuring on data that people already have: `qa eval`."""
