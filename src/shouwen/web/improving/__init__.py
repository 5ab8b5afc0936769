"""Improvements: what must become better, by whom and by when."""
