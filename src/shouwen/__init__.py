"""Shouwen (首问): complaint handling that executes the regulation."""

__version__ = "0.1.0"
