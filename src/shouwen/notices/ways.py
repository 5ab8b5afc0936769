"""By which way somebody is reached: as he wished, else as what he left allows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen import vault
from shouwen.casework.beside import Said
from shouwen.casework.concern import circle_of, meant
from shouwen.casework.matter import Matter
from shouwen.notices.models import StaffWay, Wish
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory

#: A masked mainland mobile number: what can be told without opening it.
_MOBILE: Final = re.compile(r"1[3-9]\d\*{4}\d{4}")
_MAINLAND: Final = re.compile(r"(\+?86)?1[3-9]\d{9}")
_MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to somebody: a reference into the vault, or an address inside the house."""

    channel: str
    ref: str = ""
    address: str = ""
    shown: str = ""


def discreet(matter: Matter, procedure: Procedure, directory: Directory) -> bool:
    """Say whether a message must give nothing away: anonymous, confidential, or wished so."""
    asked = any(
        isinstance(each.event, Said) and each.event.about == "confidential"
        for each in matter.beside
    )
    return (
        asked
        or meant(matter, procedure, "anonymous") is True
        or circle_of(matter, procedure, directory) is not None
    )


def way_to_complainant(matter: Matter, procedure: Procedure, wish: Wish | None) -> Way | None:
    """Return the way to the complainant, or None if he is to be left alone.

    Somebody anonymous is told nothing he has not asked for. Where nothing he left can get a
    message, the way is :data:`NONE`: somebody has to call or to write.
    """
    if wish is not None and wish.channel == NONE:
        return None
    if wish is not None and wish.ref:
        return Way(wish.channel, wish.ref, shown=_shown([wish.ref]).get(wish.ref, ""))
    if wish is None and meant(matter, procedure, "anonymous") is True:
        return None
    telephones = _refs(meant(matter, procedure, "telephone"))
    mails = _refs(meant(matter, procedure, "email"))
    shown = _shown([*telephones, *mails])
    mobile = next((ref for ref in telephones if _MOBILE.fullmatch(shown.get(ref, ""))), None)
    wanted = wish.channel if wish is not None else ""
    if mobile and wanted in ("", "sms"):
        return Way("sms", mobile, shown=shown[mobile])
    if mails and wanted in ("", "mail"):
        return Way("mail", mails[0], shown=shown.get(mails[0], ""))
    return Way(NONE)


def ways_to_staff(persons: Iterable[str]) -> list[tuple[str, Way]]:
    """Return the ways each of these persons has switched on."""
    rows = StaffWay.objects.filter(person__in=list(persons), on=True).order_by("person", "channel")
    return [(row.person, Way(row.channel, address=row.address, shown=row.address)) for row in rows]


def set_staff_way(person: str, channel: str, address: str, *, on: bool, now: datetime) -> None:
    """Say by which way a member of staff wants to be told, or not any more."""
    StaffWay.objects.update_or_create(
        person=person, channel=channel,
        defaults={"address": address.strip()[:200], "on": on, "at": now},
    )  # fmt: skip


def wish(
    number: str, channel: str, *, address: str = "", language: str = "zh", now: datetime
) -> None:
    """Keep how the complainant of a case wants to be told: the caller has seen the code.

    :param channel: ``sms``, ``mail``, ``wechat``, or ``none`` for not at all
    :param address: where to, if it is not what the case knows; kept in the vault
    :raises ValueError: for another way
    """
    kinds = {"sms": "telephone", "mail": "email", "wechat": "account", NONE: "text"}
    if channel not in kinds:
        raise ValueError(channel)
    ref = vault.keep(kinds[channel], address.strip(), now=now) if address.strip() else ""
    Wish.objects.update_or_create(
        number=number, defaults={"channel": channel, "ref": ref, "language": language, "at": now}
    )


def fits(channel: str, address: str) -> bool:
    """Say whether an address can get messages by a way: a mainland mobile, a mail address."""
    match channel:
        case "sms":
            return bool(_MAINLAND.fullmatch(re.sub(r"[\s()-]", "", address)))
        case "mail":
            return len(address) <= 254 and bool(_MAIL.fullmatch(address))
        case _:
            return True


def _shown(refs: list[str]) -> dict[str, str]:
    labels = vault.labels(refs)
    return {ref: label.masked for ref, label in labels.items() if label.forgotten_at is None}


def _refs(value: object) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
