"""The same cases under two configurations, side by side."""
