"""Texts of messages: as shipped, as the administrator has them, filled in, and found fault with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from django.db import transaction

from shouwen.notices.adapters import CHANNELS
from shouwen.notices.errors import WrongText
from shouwen.notices.models import Text
from shouwen.notices.occasions import OCCASIONS, VALUES

LANGUAGES: Final = ("zh", "en")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
#: Characters of a subject and of a body at most. A long SMS is paid for in pieces of 67.
MOST_SUBJECT: Final = 120
MOST_BODY: Final = 500


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of an occasion. Version 0 is the shipped one; `on` is whether it is sent at all."""

    occasion: str
    channel: str
    regulation: str
    language: str
    version: int
    subject: str
    body: str
    on: bool
    by: str = ""
    at: datetime | None = None


@cache
def _shipped() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files(__package__).joinpath("texts.yaml").read_text("utf-8")
    texts: dict[str, dict[str, dict[str, str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return texts


def shipped(occasion: str, language: str) -> Wording:
    """Return the text as it came with the program.

    :raises KeyError: if there is no such occasion
    """
    said = _shipped()[occasion][language if language in LANGUAGES else "zh"]
    return Wording(occasion, "", "", language, 0, said["subject"], said["body"], on=True)


class Texts:
    """The texts in force, read once for a batch of messages."""

    def __init__(self) -> None:
        self._own: dict[tuple[str, str, str, str], Wording] = {}
        for row in Text.objects.order_by("version"):
            self._own[row.occasion, row.channel, row.regulation, row.language] = _wording(row)

    def of(self, occasion: str, channel: str, regulation: str, language: str) -> Wording:
        """Return the text for one message: that of the regulation counts before that of the way."""
        for where in ((channel, regulation), ("", regulation), (channel, ""), ("", "")):
            found = self._own.get((occasion, *where, language))
            if found is not None:
                return found
        return shipped(occasion, language)

    def own(self) -> list[Wording]:
        """Return the texts the organisation has written itself, newest versions only."""
        return list(self._own.values())


def versions(occasion: str, channel: str, regulation: str, language: str) -> list[Wording]:
    """Return every version of one text, newest first; the shipped one is not among them."""
    rows = Text.objects.filter(
        occasion=occasion, channel=channel, regulation=regulation, language=language
    ).order_by("-version")
    return [_wording(row) for row in rows]


def save_text(
    occasion: str,
    *,
    channel: str = "",
    regulation: str = "",
    language: str,
    subject: str,
    body: str,
    on: bool,
    by: str,
    now: datetime,
) -> int:
    """Keep a new version of a text and return its number; earlier ones stay.

    :raises WrongText: with everything that is wrong with it
    """
    if faults := faults_of(occasion, channel, language, subject, body):
        raise WrongText(faults)
    place = {
        "occasion": occasion, "channel": channel, "regulation": regulation, "language": language,
    }  # fmt: skip
    with transaction.atomic():
        newest = Text.objects.select_for_update().filter(**place).order_by("-version").first()
        version = 1 if newest is None else newest.version + 1
        Text.objects.create(
            **place, version=version, subject=subject.strip(), body=body.strip(), on=on, by=by,
            at=now,
        )  # fmt: skip
    return version


def faults_of(
    occasion: str, channel: str, language: str, subject: str, body: str
) -> list[tuple[str, str, str]]:
    """Return what is wrong with a text: field, Chinese, English."""
    faults = []
    known = OCCASIONS.get(occasion)
    if known is None or language not in LANGUAGES or (channel and channel not in CHANNELS):
        return [("", "没有这种消息", "there is no such message")]
    for field, text, most in (("subject", subject, MOST_SUBJECT), ("body", body, MOST_BODY)):
        if not text.strip():
            faults.append((field, "不能为空", "must not be empty"))
        if len(text) > most:
            faults.append((field, f"最多 {most} 字", f"has at most {most} characters"))
        for name in dict.fromkeys(_PLACE.findall(text)):
            if name not in known.values:
                may = "、".join(f"{{{each}}}" for each in known.values)
                faults.append(
                    (field, f"没有占位符 {{{name}}}，可用：{may}",
                     f"{{{name}}} is no placeholder here; there are {may}")
                )  # fmt: skip
        plain = _PLACE.sub("", text)
        if "{" in plain or "}" in plain:
            faults.append((field, "花括号不成对", "a brace stands alone"))
        bare = _PART.sub("", text)
        if "[" in bare or "]" in bare:
            faults.append((field, "方括号不成对，或套在一起", "a bracket stands alone"))
        faults += [
            (field, f"方括号里没有占位符：[{part}]", f"no placeholder in [{part}]")
            for part in _PART.findall(text)
            if not _PLACE.search(part)
        ]
    if any(each in "\r\n" for each in subject):
        faults.append(("subject", "标题须是一行", "a subject is one line"))
    return faults


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in; a part in [ ] goes with an empty value."""

    def part(found: re.Match[str]) -> str:
        inside = found[1]
        return inside if all(values.get(name) for name in _PLACE.findall(inside)) else ""

    return _PLACE.sub(lambda found: values.get(found[1], ""), _PART.sub(part, text)).strip()


def used(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values a text uses, in the order in which they stand in it."""
    return {name: values.get(name, "") for name in dict.fromkeys(_PLACE.findall(text))}


def meanings(occasion: str, language: str) -> list[tuple[str, str]]:
    """Return the placeholders an occasion's text may have, each with what it stands for."""
    english = language.startswith("en")
    return [(name, VALUES[name][1 if english else 0]) for name in OCCASIONS[occasion].values]


def _wording(row: Any) -> Wording:
    return Wording(
        row.occasion, row.channel, row.regulation, row.language, row.version, row.subject,
        row.body, row.on, row.by, row.at,
    )  # fmt: skip
