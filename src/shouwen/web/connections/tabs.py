"""The rooms of these pages, and what their forms have in common."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shouwen import people
from shouwen.vocabulary import OFFICE_ZONE, ShouwenError
from shouwen.web.requests import DeskRequest
from shouwen.web.tabs import Tab
from shouwen.web.tabs import rooms as beside


def tabs(current: str) -> tuple[Tab, ...]:
    """Return the rooms, the present one marked."""
    rooms = (
        ("connections:keys", _("接口密钥")),
        ("connections:hooks", _("事件订阅")),
        ("connections:cities", _("外部受理平台")),
    )
    return beside(rooms, current)


def choices(request: DeskRequest) -> dict[str, Any]:
    """Return whom and where a key or subscription may stand for."""
    return {
        "staff": people.person_choices(at=request.now),
        "units": people.unit_choices(),
        "roles": roles(request),
    }


def roles(request: DeskRequest) -> list[str]:
    """Return the roles somebody holds, in order."""
    return sorted({post.role for post in people.directory(request.now).posts})


def words(request: DeskRequest, error: ShouwenError) -> str:
    """Return what an error says, in the language of the page."""
    if request.language == "en" and error.english:
        return error.english[:1].upper() + error.english[1:]
    return f"{error.problem}{error.remedy and '；' + error.remedy}"


def listed(post: QueryDict, name: str) -> list[str]:
    """Return what was typed with commas or line breaks between, or ticked."""
    return [
        word.strip()
        for given in post.getlist(name)
        for word in str(given).replace("，", ",").replace("\n", ",").split(",")
        if word.strip()
    ]


def end_of(text: str) -> datetime | None:
    """Return the end of a day typed as a date; None where nothing was typed.

    :raises ValueError: if it is no date
    """
    if not text.strip():
        return None
    day = datetime.fromisoformat(text.strip())
    return day.replace(hour=23, minute=59, second=59, tzinfo=OFFICE_ZONE)
