"""Numbered forms, letters and registers on paper: as PDF, as Word files, as sheets.

``sheet`` says what lies where on a page and knows neither PDF nor Word; ``layout`` makes it from a
regulation's layout and what fills it; ``typesetting``, ``word`` and ``workbook`` put it on paper.
"""
