"""A new edition of a regulation: drafted, proofread, proposed by one person, published by another.

Only a text without errors can be proposed; whoever proposed it cannot publish it. What was proposed
and what became of it stands in the ledger, with the whole text; a draft does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Final

from django.db import transaction
from django.db.models import F

from shouwen import ledger, people
from shouwen.casework import published
from shouwen.casework.errors import (
    DraftChanged,
    EditionUnfit,
    NoSuchEdition,
    NotInOffice,
    ProposedByYou,
)
from shouwen.casework.models import EditionDraft, Published
from shouwen.packs import shelf
from shouwen.people import Office
from shouwen.regulations import Opened
from shouwen.regulations.composition import digest_of, kind_of, section
from shouwen.vocabulary import Actor, at_office

PREFIX: Final = "publication/"
PROPOSED: Final = "regulation.proposed"
DECLINED: Final = "regulation.declined"
PUBLISHED: Final = "regulation.published"


@dataclass(frozen=True, slots=True)
class DraftOfEdition:
    """A text somebody works on. `state` is draft, proposed, published or withdrawn."""

    id: str
    regulation: str
    based_on: str
    text: str
    plan: str
    note: str
    state: str
    revision: int
    author: str
    updated_by: str
    updated_at: datetime
    proposed_by: str
    decided_by: str
    reason: str

    @property
    def open(self) -> bool:
        """Whether it may be written on."""
        return self.state == "draft"

    @property
    def key(self) -> str:
        """The key the text gives itself, such as ``savings-bank@2024.1``; empty if it has none."""
        head = _head(self.text)
        return f"{head['id']}@{head['version']}" if {"id", "version"} <= head.keys() else ""


def begin(regulation: str, *, actor: Actor, now: datetime) -> str:
    """Begin a draft from the newest edition of a regulation, and return the draft's id.

    :raises NotOnShelf: if there is no such regulation
    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    newest = shelf.editions(regulation)[-1]
    text = newest.path.read_text(encoding="utf-8")
    draft = EditionDraft.objects.create(
        id=token_hex(8), regulation=regulation, based_on=newest.key, text=text,
        author=actor.person, updated_by=actor.person, updated_at=now,
    )  # fmt: skip
    return draft.id


def write(
    draft: str,
    changes: Mapping[str, str],
    *,
    revision: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep what was written and return the draft's new revision.

    :param changes: any of ``text``, ``plan`` and ``note``
    :param revision: the one that was on the page
    :raises NoSuchEdition: if there is no such draft, or it is open no more
    :raises DraftChanged: if somebody else has written meanwhile
    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    fields = {
        name: value.replace("\r\n", "\n").replace("\r", "\n")
        for name, value in changes.items()
        if name in ("text", "plan", "note")
    }
    written = EditionDraft.objects.filter(id=draft, state="draft", revision=revision).update(
        **fields, revision=F("revision") + 1, updated_by=actor.person, updated_at=now
    )
    if written:
        return revision + 1
    found = _found(draft)
    if found.state != "draft":
        raise NoSuchEdition(draft)
    raise DraftChanged(_name(found.updated_by))


def propose(draft: str, *, revision: int, actor: Actor, now: datetime) -> None:
    """Lay a draft before another person. From now on nobody writes on it.

    :raises EditionUnfit: if the text has errors, is not newer, or would hold from a past day
    :raises DraftChanged: if somebody else has written meanwhile
    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    with transaction.atomic():
        found = _claim(draft, "draft")
        if found.revision != revision:
            raise DraftChanged(_name(found.updated_by))
        _fit(found, now)
        body = {
            "edition": value(found).key,
            "digest": digest_of(shelf.joined(found.text)),
            "based_on": found.based_on,
            "text": found.text,
            "plan": found.plan,
            "note": found.note,
        }
        _append(found, PROPOSED, body, actor, now)
        found.state, found.proposed_by, found.reason = "proposed", actor.person, ""
        found.save(update_fields=["state", "proposed_by", "reason"])


def decline(draft: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give a proposal back with a reason, or take one's own back; it may be written on again.

    :raises EditionUnfit: if no reason is given
    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    if not reason.strip():
        raise EditionUnfit("退回须写明意见", "请写明为什么退回", "say why it is given back")
    with transaction.atomic():
        found = _claim(draft, "proposed")
        _append(found, DECLINED, {"reason": reason.strip()}, actor, now)
        found.state, found.decided_by, found.reason = "draft", actor.person, reason.strip()
        found.revision += 1
        found.save(update_fields=["state", "decided_by", "reason", "revision"])


def publish(draft: str, *, actor: Actor, now: datetime) -> str:
    """Publish a proposal and return the key of the edition, which holds from the day it says.

    :raises ProposedByYou: if this person proposed it
    :raises EditionUnfit: if the text no longer passes, or its day has gone by meanwhile
    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    with transaction.atomic():
        found = _claim(draft, "proposed")
        if found.proposed_by == actor.person:
            raise ProposedByYou
        _fit(found, now)
        key = value(found).key
        _append(found, PUBLISHED, {"edition": key}, actor, now)
        put(f"{PREFIX}{draft}", ledger.read(f"{PREFIX}{draft}"))
        found.state, found.decided_by = "published", actor.person
        found.save(update_fields=["state", "decided_by"])
        transaction.on_commit(lambda: published.lie([key]))
    return key


def discard(draft: str, *, actor: Actor, now: datetime) -> None:
    """Put a draft away for good; what was proposed of it stays in the ledger.

    :raises NotInOffice: if this person does not look after regulations
    """
    _assure(actor, now)
    with transaction.atomic():
        found = _claim(draft, "draft")
        found.state = "withdrawn"
        found.save(update_fields=["state"])


def drafts(limit: int = 100) -> tuple[DraftOfEdition, ...]:
    """Return the drafts that were not put away, the latest change first."""
    rows = EditionDraft.objects.exclude(state="withdrawn")[:limit]
    return tuple(map(value, rows))


def draft_of(draft: str) -> DraftOfEdition:
    """Return one draft.

    :raises NoSuchEdition: if there is none of this id
    """
    return value(_found(draft))


def plan_of(key: str) -> tuple[str, str] | None:
    """Return what a published edition was based on and the plan it came with; None if it is not."""
    found = Published.objects.filter(key=key).values_list("based_on", "plan").first()
    return None if found is None else (found[0], found[1])


def opened(draft: DraftOfEdition) -> Opened:
    """Return the draft proofread, and compiled when it is sound."""
    return shelf.opened_draft(draft.text, f"{draft.regulation}/draft.yaml")


def put(stream: str, events: list[ledger.StoredEvent]) -> None:
    """Write the row a stream stands for, if it ends with a publication."""
    if not events or events[-1].type != PUBLISHED:
        return
    proposed = next(each for each in reversed(events) if each.type == PROPOSED)
    Published.objects.update_or_create(
        key=events[-1].body["edition"],
        defaults={
            "text": proposed.body["text"],
            "plan": proposed.body["plan"],
            "based_on": proposed.body["based_on"],
            "at": events[-1].happened_at,
            "proposed_by": proposed.actor,
            "approved_by": events[-1].actor,
        },
    )


def value(row: EditionDraft) -> DraftOfEdition:
    """Return a row as a value."""
    return DraftOfEdition(
        row.id, row.regulation, row.based_on, row.text, row.plan, row.note, row.state,
        row.revision, row.author, row.updated_by, at_office(row.updated_at), row.proposed_by,
        row.decided_by, row.reason,
    )  # fmt: skip


def _assure(actor: Actor, now: datetime) -> None:
    if Office.COMPLIANCE not in people.offices_of(actor.person, now):
        title = people.office_title
        raise NotInOffice(title(Office.COMPLIANCE), title(Office.COMPLIANCE, "en"))


def _name(person: str) -> str:
    return people.names_of_persons([person]).get(person, "")


def _found(draft: str) -> EditionDraft:
    found = EditionDraft.objects.filter(id=draft).first()
    if found is None:
        raise NoSuchEdition(draft)
    return found


def _claim(draft: str, state: str) -> EditionDraft:
    found = EditionDraft.objects.select_for_update().filter(id=draft, state=state).first()
    if found is None:
        raise NoSuchEdition(draft)
    return found


def _fit(draft: EditionDraft, now: datetime) -> None:
    """Do nothing if a text can be published.

    :raises EditionUnfit: if it cannot
    """
    read = opened(value(draft))
    if read.procedure is None:
        raise EditionUnfit(
            f"文本有 {len(read.errors)} 处错误",
            "请按校对结果改正",
            f"the text has {len(read.errors)} errors",
        )
    head = _head(draft.text)
    if head["id"] != draft.regulation:
        raise EditionUnfit(
            f"编号应为 {draft.regulation}，文本写的是 {head['id']}",
            "另一部办法请另行起草",
            f"the id must stay {draft.regulation}",
        )
    known = shelf.editions(draft.regulation)
    newest = known[-1]
    newer = shelf.version_order(str(head["version"]))
    if newer <= max(shelf.version_order(each.version) for each in known):
        raise EditionUnfit(
            f"版本 {head['version']} 不新于现有的 {newest.version}",
            "请在 version 写一个更大的版本号",
            f"version {head['version']} is not newer than {newest.version}",
        )
    effective = date.fromisoformat(str(head["effective"]))
    if effective < at_office(now).date() or effective < newest.effective:
        raise EditionUnfit(
            f"施行日 {effective.isoformat()} 已过，或早于现行版的施行日",
            "请在 effective 写今天或以后的日期；已办的件不受新版影响",
            f"{effective.isoformat()} has gone by, or is before the present edition's day",
        )


def _head(text: str) -> Mapping[str, object]:
    head = section(text, kind_of(text))
    return head if isinstance(head, dict) else {}


def _append(
    draft: EditionDraft, kind: str, body: Mapping[str, object], actor: Actor, now: datetime
) -> None:
    stream = f"{PREFIX}{draft.id}"
    stored = ledger.read(stream)
    ledger.append_behind(
        stored, stream, kind, body,
        actor=actor.person, command_id=f"{stream}/{len(stored)}", now=now,
    )  # fmt: skip
