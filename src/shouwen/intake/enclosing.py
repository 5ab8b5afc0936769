"""Files on their way into a case: kept with it, or not at all; given out only once looked at.

A channel first asks :func:`shouwen.intake.admit_all`, shows what was refused, and then calls one of
these with what was admitted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from shouwen import vault
from shouwen.casework import operations, queries
from shouwen.casework.shapes import Done, FileView, NotDone, Registered
from shouwen.intake.admission import Admitted, Limits, scan
from shouwen.intake.errors import NotScanned
from shouwen.intake.models import HeldFile
from shouwen.vocabulary import Actor

#: Who opens a file for the scanner.
SCANNER: Final = "shouwen"
_AGAIN: Final = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
)  # fmt: skip


def take_in(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    files: Iterable[Admitted],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    command_id: str,
    **more: Any,
) -> Registered | NotDone:
    """Take in a matter with its files, both or neither; see ``casework.operations.register``.

    :param source: the way they came: ``portal``, ``desk``, ``mail``, ``api``, ``telephone``
    :param more: what else ``register`` takes: code, contact, version, language
    """
    with transaction.atomic():
        answer = operations.register(
            regulation, act, form, actor=actor, now=now, command_id=command_id, **more
        )
        if isinstance(answer, Registered):
            enclose(
                answer.number, files, source=source, actor=actor, now=now,
                command_id=f"{command_id}/files", code=answer.code,
            )  # fmt: skip
    return answer


def act_with(
    number: str,
    act: str,
    form: Mapping[str, object],
    files: Iterable[Admitted],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
    **more: Any,
) -> Done | NotDone:
    """Carry out one act and put files with the case, both or neither; see ``operations.act``."""
    with transaction.atomic():
        answer = operations.act(
            number, act, form, actor=actor, now=now, command_id=command_id, code=code, **more
        )
        if isinstance(answer, Done):
            enclose(
                number, files, source=source, actor=actor, now=now,
                command_id=f"{command_id}/files", code=code,
            )  # fmt: skip
    return answer


def enclose(
    number: str,
    files: Iterable[Admitted],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
) -> int:
    """Put admitted files with a case and return how many; a repeated command changes nothing.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises TooManyFiles: if the case would have too many
    """
    given: Sequence[Admitted] = list(files)
    if not given:
        return 0
    new = [
        operations.NewFile(
            each.name, each.kind, each.family, each.media_type, each.content, each.thumbnail
        )
        for each in given
    ]
    with transaction.atomic():
        refs = operations.enclose_files(
            number, new, source=source, actor=actor, now=now, command_id=command_id, code=code
        )
        waiting = [ref for ref, each in zip(refs, given, strict=False) if each.scanned is False]
        HeldFile.objects.bulk_create(
            [HeldFile(file=ref, number=number.strip(), state="waiting", since=now, next_at=now)
             for ref in waiting],
            ignore_conflicts=True,
        )  # fmt: skip
    return len(refs)


def keep_pages(
    key: str, files: Iterable[Admitted], *, actor: Actor, now: datetime, command_id: str
) -> int:
    """Keep admitted pictures of the pages of an opinion book's day, and return how many.

    :raises NoSuchDuty: if there is no such book, or this person does not keep it
    :raises TooManyFiles: if the day would have too many
    """
    given: Sequence[Admitted] = list(files)
    new = [
        operations.NewFile(
            each.name, each.kind, each.family, each.media_type, each.content, each.thumbnail
        )
        for each in given
    ]
    with transaction.atomic():
        refs = operations.keep_pages(key, new, actor=actor, now=now, command_id=command_id)
        HeldFile.objects.bulk_create(
            [HeldFile(file=ref, number=key, state="waiting", since=now, next_at=now)
             for ref, each in zip(refs, given, strict=False) if each.scanned is False],
            ignore_conflicts=True,
        )  # fmt: skip
    return len(refs)


def open_book_page(
    key: str, n: int, *, actor: Actor, now: datetime, small: bool = False
) -> vault.KeptFile:
    """Return a picture of a page, or its small one, and record the reading.

    :raises NotScanned: if the scanner has not looked at it yet, or has found something in it
    :raises NoSuchDuty: if there is no such book, or this person may not look into it
    :raises NoSuchEnclosure: if there is no such picture
    """
    ref = queries.page_ref(key, n, actor=actor, now=now)
    state = _held(key).get(ref, "")
    if state in ("waiting", "infected"):
        raise NotScanned(infected=state == "infected")
    return queries.open_page(key, n, actor=actor, now=now, small=small)


def files_of(
    actor: Actor, number: str, now: datetime, language: str = "zh", *, names: bool = False
) -> tuple[FileView, ...]:
    """Return the files of a case; see ``casework.queries.files_of``."""
    held = _held(number)
    return queries.files_of(actor, number, now, language, names=names, held=held)


def own_files_of(
    number: str, code: str, now: datetime, language: str = "zh"
) -> tuple[FileView, ...]:
    """Return the files the complainant sent; see ``casework.queries.own_files_of``."""
    return queries.own_files_of(number, code, now, language, held=_held(number))


def open_file(
    number: str,
    n: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    code: str | None = None,
    thumbnail: bool = False,
) -> vault.KeptFile:
    """Return a file of a case, or its small picture, and record the reading.

    :raises NotScanned: if the scanner has not looked at it yet, or has found something in it
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchEnclosure: if there is no such file, or no small picture of it
    """
    views = (
        files_of(actor, number, now)
        if code is None
        else queries.own_files_of(number, code, now, held=_held(number))
    )
    state = next((view.state for view in views if view.n == n), "")
    if state in ("waiting", "infected"):
        raise NotScanned(infected=state == "infected")
    return operations.open_file(
        number, n, reason=reason, actor=actor, now=now, code=code, thumbnail=thumbnail
    )


@dataclass(slots=True)
class ScanReport:
    """What became of files that waited for the scanner."""

    clean: int = 0
    infected: int = 0
    waiting: int = 0


def scan_held(*, now: datetime, limit: int = 200, limits: Limits | None = None) -> ScanReport:
    """Ask the scanner about files that wait for it. Safe with any number of workers at once.

    Without a scanner in the settings they wait on: taking the setting away admits nothing.
    """
    limits = limits or Limits.set_here()
    report = ScanReport()
    while limits.scanner and limit > 0:
        limit -= 1
        with transaction.atomic():
            held = (
                HeldFile.objects.select_for_update(skip_locked=True)
                .filter(state="waiting", next_at__lte=now)
                .order_by("next_at", "file")
                .first()
            )
            if held is None:
                break
            _scan(held, limits.scanner, now, report)
    return report


def _scan(held: HeldFile, scanner: str, now: datetime, report: ScanReport) -> None:
    try:
        kept = vault.reveal_file(
            held.file, by=SCANNER, reason="病毒扫描", case=held.number, now=now
        )
    except vault.Forgotten:
        held.delete()
        return
    verdict = scan(kept.content, scanner)
    match verdict.state:
        case "clean":
            report.clean += 1
            held.delete()
        case "infected":
            report.infected += 1
            held.state, held.next_at, held.words = "infected", None, verdict.words
            held.save()
        case _:
            report.waiting += 1
            held.next_at = now + _AGAIN[min(held.tries, len(_AGAIN) - 1)]
            held.tries, held.words = held.tries + 1, verdict.words
            held.save()


def _held(number: str) -> dict[str, str]:
    return dict(HeldFile.objects.filter(number=number.strip()).values_list("file", "state"))
