"""The memory of an import between its pages: handed in, chosen, tried, carried out, undone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, BinaryIO, Final

from django.db import transaction

from shouwen import vault
from shouwen.intake.errors import NoSuchImport, NotNow, NotYoursToDo
from shouwen.intake.mapping.header import alike
from shouwen.intake.models import SavedMapping, SheetImport, SheetRow
from shouwen.vocabulary import Actor, at_office

#: What a sheet may have in bytes; the vault keeps it in pieces.
LARGEST: Final = 3 * vault.LARGEST_FILE
#: States in which the worker has something to do.
WORKING: Final = ("trying", "running", "undoing")
_SHOWN: Final = 200
_NOT_CARRIED_OUT: Final = "导入未执行"


@dataclass(frozen=True, slots=True)
class RowSeen:
    """What became of one row: `reasons` are pairs of the columns concerned and a sentence."""

    row: int
    outcome: str
    number: str
    reasons: tuple[tuple[str, str], ...]


def hand_in(name: str, content: BinaryIO, regulation: str, *, actor: Actor, now: datetime) -> str:
    """Keep a sheet that was handed in, sealed, and return the id of its import.

    :raises TooLarge: above :data:`LARGEST`
    """
    with transaction.atomic():
        refs, size = [], 0
        while (piece := _piece(content)) or not refs:
            size += len(piece)
            if size > LARGEST:
                raise vault.TooLarge(size, LARGEST)
            refs.append(vault.keep_file(name, piece, "application/octet-stream", now=now))
        id_ = f"{at_office(now):%Y%m%d}-{token_hex(4)}"
        SheetImport.objects.create(
            id=id_, by=actor.person, name=name[:200], file=refs[0], more=refs[1:], size=size,
            regulation=regulation, state="choosing", created_at=now, changed_at=now,
        )  # fmt: skip
    return id_


def _piece(content: BinaryIO) -> bytes:
    """Return the next bytes of a file, as many as the vault keeps together; it may give fewer."""
    piece = bytearray()
    while len(piece) < vault.LARGEST_FILE:
        read = content.read(vault.LARGEST_FILE - len(piece))
        if not read:
            break
        piece += read
    return bytes(piece)


def found(id_: str) -> SheetImport:
    """Return one import.

    :raises NoSuchImport: if there is none
    """
    kept = SheetImport.objects.filter(id=id_).first()
    if kept is None:
        raise NoSuchImport(id_)
    return kept


def newest(limit: int = 50) -> list[SheetImport]:
    """Return the imports by the page, newest first."""
    return list(SheetImport.objects.order_by("-created_at", "id")[:limit])


def choose(id_: str, choices: dict[str, Any], *, now: datetime) -> None:
    """Keep what was chosen; what was tried before counts no more.

    :raises NotNow: once the import has begun
    """
    with transaction.atomic():
        kept = _held(id_, "choosing", "trying", "tried")
        kept.choices, kept.state, kept.changed_at = choices, "choosing", now
        kept.problem = kept.english = ""
        _forget_trial(kept, now)
        kept.save()


def brought_by(id_: str, person: str) -> SheetImport:
    """Return an import to whoever brought it: its rows say who complained, and about whom.

    :raises NoSuchImport: if there is none of this id
    :raises NotYoursToDo: if somebody else brought it
    """
    kept = found(id_)
    if kept.by != person:
        raise NotYoursToDo
    return kept


def begin(id_: str, state: str, *, now: datetime) -> None:
    """Let the worker try, carry out or undo an import.

    :param state: ``trying``, ``running`` or ``undoing``
    :raises NotNow: if that cannot follow where the import stands
    """
    before = {
        "trying": ("choosing", "tried"),
        "running": ("tried", "stopped"),
        "undoing": ("done",),
    }[state]
    with transaction.atomic():
        kept = _held(id_, *before)
        kept.state, kept.changed_at, kept.done, kept.share = state, now, 0, 0
        kept.problem = kept.english = ""
        if state == "trying":
            _forget_trial(kept, now)
        if state == "running" and kept.began_at is None:
            kept.began_at = now
        kept.save()


def give_up(id_: str) -> None:
    """Destroy an import that was never carried out: its file, its choices, its trial.

    :raises NotNow: once it has begun
    """
    with transaction.atomic():
        kept = _held(id_, "choosing", "trying", "tried")
        _forget_trial(kept, kept.changed_at)
        for ref in (kept.file, *kept.more, kept.seen):
            if ref:
                vault.forget(ref, by=kept.by, article=_NOT_CARRIED_OUT, now=kept.changed_at)
        kept.delete()


def seal(words: Any, *, now: datetime) -> str:
    """Keep what may quote a sheet, and return its reference."""
    return vault.keep("text", json.dumps(words, ensure_ascii=False), now=now)


def unsealed(ref: str, *, by: str, now: datetime) -> Any:
    """Return what was sealed, and record who read it.

    :raises Forgotten: if it has been destroyed
    """
    return json.loads(vault.reveal(ref, by=by, reason="查看导入", case="", now=now))


def rows(
    kept: SheetImport,
    *,
    trial: bool,
    outcomes: tuple[str, ...],
    by: str,
    now: datetime,
    language: str = "zh",
) -> list[RowSeen]:
    """Return the first rows with these outcomes, with their reasons, and record who read them."""
    wanted = SheetRow.objects.filter(sheet=kept, trial=trial, outcome__in=outcomes)
    return _told(wanted.order_by("row")[:_SHOWN], by, now, language)


def rows_refused(
    kept: SheetImport, *, trial: bool, by: str, now: datetime, language: str = "zh"
) -> list[RowSeen]:
    """Return every refused row, in the order of the sheet, and record who read them."""
    wanted = SheetRow.objects.filter(sheet=kept, trial=trial, outcome="refused").order_by("row")
    return _told(wanted.iterator(), by, now, language)


def all_rows(
    kept: SheetImport, *, trial: bool, by: str, now: datetime, language: str = "zh"
) -> list[RowSeen]:
    """Return every row, in the order of the sheet, and record who read them."""
    wanted = SheetRow.objects.filter(sheet=kept, trial=trial).order_by("row")
    return _told(wanted.iterator(), by, now, language)


def _told(wanted: Iterable[SheetRow], by: str, now: datetime, language: str) -> list[RowSeen]:
    sealed: dict[str, dict[str, list[list[str]]]] = {}
    found = []
    for each in wanted:
        if each.words and each.words not in sealed:
            sealed[each.words] = unsealed(each.words, by=by, now=now)
        reasons = sealed[each.words].get(str(each.row), []) if each.words else []
        found.append(RowSeen(each.row, each.outcome, each.number, _pairs(reasons, language)))
    return found


def same_shape(kept: SheetImport, shape: str) -> SheetImport | None:
    """Return the newest other import of a sheet with the same titles under this regulation."""
    others = SheetImport.objects.filter(regulation=kept.regulation, choices__shape=shape)
    return others.exclude(id=kept.id).order_by("-created_at", "id").first()


def save_mapping(kept: SheetImport, title: str, *, actor: Actor, now: datetime) -> None:
    """Keep the choices of an import under a name, in place of those of the same name."""
    SavedMapping.objects.update_or_create(
        regulation=kept.regulation, title=title.strip()[:80],
        defaults={"choices": kept.choices, "by": actor.person, "at": now},
    )  # fmt: skip


def saved_mappings(regulation: str) -> list[SavedMapping]:
    """Return the mappings kept for a regulation, by name."""
    return list(SavedMapping.objects.filter(regulation=regulation).order_by("title"))


def mapping_id(kept: SheetImport) -> str:
    """Return what the mapping is called: the same for every sheet with the same titles and key."""
    choices = kept.choices
    titles = [*sorted(map(alike, choices["columns"])), "|", *map(alike, choices.get("key", []))]
    return "page-" + sha256("\x1f".join(titles).encode()).hexdigest()[:16]


def _held(id_: str, *states: str) -> SheetImport:
    kept = SheetImport.objects.select_for_update().filter(id=id_).first()
    if kept is None:
        raise NoSuchImport(id_)
    if kept.state not in states:
        raise NotNow(kept.name)
    return kept


def _forget_trial(kept: SheetImport, now: datetime) -> None:
    """Destroy what a trial said; `kept` is saved by the caller."""
    tried = SheetRow.objects.filter(sheet=kept, trial=True)
    refs = tried.exclude(words="").order_by().values_list("words", flat=True).distinct()
    for ref in (*refs, kept.first):
        if ref:
            vault.forget(ref, by=kept.by, article=_NOT_CARRIED_OUT, now=now)
    tried.delete()
    kept.first = ""


def _pairs(reasons: list[list[str]], language: str) -> tuple[tuple[str, str], ...]:
    """Return columns and sentences; imports of former days have no English."""
    return tuple(
        (columns, (english and english[0]) or words if language.startswith("en") else words)
        for columns, words, *english in reasons
    )
