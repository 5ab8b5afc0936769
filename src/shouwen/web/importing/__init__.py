"""Sheets come in by a page: handed in, mapped, tried, carried out, and undone while untouched."""
