"""Files and recordings of a case, as its pages show them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from shouwen import vault
from shouwen.casework import matter as matters
from shouwen.casework import secrecy
from shouwen.casework.access import OpenCase, case_by_code, case_for
from shouwen.casework.shapes import FileView, HearingView, RecordingView
from shouwen.casework.wording import Wording, wording_of
from shouwen.ledger import StoredEvent
from shouwen.vocabulary import Actor, moment
from shouwen.vocabulary.identity import COMPLAINANT

_FAMILIES: Final = {
    "picture": ("图片", "Picture"),
    "document": ("文件", "Document"),
    "sound": ("录音", "Sound"),
    "film": ("视频", "Video"),
    "text": ("文本", "Text"),
    "archive": ("压缩包", "Archive"),
    "mail": ("邮件", "Mail"),
}
_SOURCES: Final = {
    "portal": ("网上提交", "portal"),
    "desk": ("登记上传", "desk"),
    "mail": ("邮件附件", "mail"),
    "api": ("接口", "interface"),
    "telephone": ("电话", "telephone"),
}


def files_of(
    actor: Actor,
    number: str,
    now: datetime,
    language: str = "zh",
    *,
    names: bool = False,
    held: Mapping[str, str] | None = None,
) -> tuple[FileView, ...]:
    """Return the files of a case in the order they came.

    :param names: open their names too, which is a reading and recorded as one
    :param held: files nobody may open, by their references: ``waiting`` or ``infected``
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    reason = "办理本件，查看附件清单" if names else ""
    return _files(found, now, language, reason=reason, held=held or {})


def own_files_of(
    number: str, code: str, now: datetime, language: str = "zh",
    *, held: Mapping[str, str] | None = None,
) -> tuple[FileView, ...]:  # fmt: skip
    """Return the files the complainant sent, by number and code.

    :raises CaseNotFound: if there is no such case, or the code is not its own
    :raises TooManyTries: after too many wrong codes
    """
    found = case_by_code(number, code, now)
    shown = _files(found, now, language, reason="投诉人凭查询码查看", held=held or {})
    own = {
        n
        for n, event in enumerate(_enclosed(found, matters.FILE_ENCLOSED), start=1)
        if event.actor == COMPLAINANT
    }
    return tuple(file for file in shown if file.n in own)


def recordings_of(
    actor: Actor, number: str, now: datetime, language: str = "zh", *, conclusions: bool = False
) -> tuple[RecordingView, ...]:
    """Return the recordings of a case, each with who listened to it.

    :param conclusions: open what those who listened concluded, which is recorded as a reading
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    wording = wording_of(found, language)
    heard: dict[str, list[HearingView]] = {}
    for event in _enclosed(found, matters.RECORDING_HEARD):
        ref = event.body["conclusion"]
        text = vault.masked_many([ref]).get(ref, "")
        if conclusions:
            text = _opened(found, ref, "办理本件，查看复听结论", now) or text
        heard.setdefault(event.body["reference"], []).append(
            HearingView(event.happened_at, wording.person(event.actor), event.body["why"], text)
        )
    return tuple(
        RecordingView(
            n,
            event.body["call"] if secrecy.may_open(found, event) else "",
            event.body["reference"] if secrecy.may_open(found, event) else "",
            None if event.body["began_at"] is None else moment(event.body["began_at"]),
            event.body["seconds"],
            event.happened_at,
            tuple(heard.get(event.body["reference"], ())),
        )
        for n, event in enumerate(_enclosed(found, matters.RECORDING_ENCLOSED), start=1)
    )


def _files(
    found: OpenCase,
    now: datetime,
    language: str,
    *,
    reason: str,
    held: Mapping[str, str],
) -> tuple[FileView, ...]:
    events = _enclosed(found, matters.FILE_ENCLOSED)
    wording = wording_of(found, language)
    labels = vault.labels(event.body["file"] for event in events)
    views = []
    for n, event in enumerate(events, start=1):
        ref = event.body["file"]
        label = labels[ref]
        state = "gone" if label.forgotten_at else held.get(ref, "open")
        if not secrecy.may_open(found, event):
            state = "kept"
        opens = reason and state != "kept"
        name = _opened(found, event.body["name"], reason, now) if opens else ""
        views.append(
            FileView(
                n,
                wording.choose(*_FAMILIES.get(event.body["family"], ("附件", "File"))) + f" {n}",
                name,
                event.body["family"],
                label.media_type,
                label.size or 0,
                _size(label.size or 0),
                label.digest,
                event.happened_at,
                _sender(event, wording),
                wording.choose(*_SOURCES.get(event.body["source"], ("", ""))),
                bool(event.body["thumbnail"]) and state == "open",
                state,  # type: ignore[arg-type]
            )
        )
    return tuple(views)


def _sender(event: StoredEvent, wording: Wording) -> str:
    if event.actor == COMPLAINANT:
        return wording.choose("投诉人", "the complainant")
    return wording.person(event.actor)


def _opened(found: OpenCase, ref: str, reason: str, now: datetime) -> str:
    """Return a name or a conclusion, or "" if it has been destroyed."""
    try:
        return secrecy.reveal(found, ref, reason=reason, now=now)
    except vault.Forgotten:
        return ""


def _enclosed(found: OpenCase, type_: str) -> list[StoredEvent]:
    events: Iterable[StoredEvent] = found.matter.enclosed
    return [event for event in events if event.type == type_]


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} KB"
