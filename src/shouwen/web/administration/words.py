"""What administrators' forms have in common: errors beside what was typed, moments, messages."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.contrib import messages
from django.db import transaction

from shouwen.vocabulary import OFFICE_ZONE, ShouwenError
from shouwen.web.requests import DeskRequest


def said(request: DeskRequest, error: ShouwenError) -> str:
    """Return what an error says, in the reader's language."""
    if request.language == "en" and error.english:
        return f"{error.english[:1].upper()}{error.english[1:]}."
    return f"{error.problem}。{error.remedy}。" if error.remedy else f"{error.problem}。"


def attempt(request: DeskRequest, way: Callable[[], object], done: str) -> str:
    """Do something and say that it is done; return why it was not, or nothing."""
    try:
        with transaction.atomic():
            way()
    except ShouwenError as refusal:
        return said(request, refusal)
    messages.success(request, done)
    return ""


def start_of(text: str) -> datetime | None:
    """Return the first instant of a day a form names, or None when it names none."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), OFFICE_ZONE)
    except ValueError:
        return None
