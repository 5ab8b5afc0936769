"""Logging in and out, and what a browser remembers: language and theme."""
