"""Offices of the system itself, held like posts but known to no regulation.

A regulation says who may do what to a case. Who looks after logins, mailboxes and calendars, who
publishes regulations and who reads every log it does not say: three offices do. Their names hold a
dot, which no role of a regulation can.
"""

from enum import StrEnum
from typing import Final


class Office(StrEnum):
    """An office of the system; its value is what stands in the posts."""

    ADMINISTRATOR = "system.administrator"
    COMPLIANCE = "system.compliance"
    AUDITOR = "system.auditor"


_TITLES: Final[dict[Office, tuple[str, str]]] = {
    Office.ADMINISTRATOR: ("系统管理员", "System administrator"),
    Office.COMPLIANCE: ("办法管理员", "Regulations officer"),
    Office.AUDITOR: ("审计员", "System auditor"),
}


def office_title(office: Office | str, language: str = "zh") -> str:
    """Return what an office is called, in Chinese or in English (``en``).

    :raises ValueError: if there is no such office of the system
    """
    chinese, english = _TITLES[Office(office)]
    return english if language == "en" else chinese
