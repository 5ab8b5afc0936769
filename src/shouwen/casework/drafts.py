"""Registrations not submitted yet: they survive a closed browser, sealed, and are no record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_hex
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

from shouwen.casework.errors import NoSuchDraft
from shouwen.casework.models import Draft
from shouwen.vocabulary import Actor, at_office

_NONCE = 12


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A draft as it was left."""

    id: str
    regulation: str
    act: str
    form: Mapping[str, Any]
    updated_at: datetime


def save_draft(
    regulation: str,
    act: str,
    form: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    draft: str | None = None,
) -> str:
    """Keep a half-filled form and return the draft's id; with `draft`, the one to overwrite.

    :raises NoSuchDraft: if `draft` is not one of this person's
    """
    found = _own(draft, actor) if draft is not None else Draft(id=token_hex(12))
    found.person, found.regulation, found.act = actor.person, regulation, act
    found.sealed, found.updated_at = _seal(found.id, form), now
    found.save(force_insert=draft is None, force_update=draft is not None)
    return found.id


def load_draft(draft: str, *, actor: Actor) -> DraftForm:
    """Return a draft.

    :raises NoSuchDraft: if there is none of this id, or it is somebody else's
    """
    found = _own(draft, actor)
    return DraftForm(
        found.id,
        found.regulation,
        found.act,
        _open(found.id, bytes(found.sealed)),
        at_office(found.updated_at),
    )


def drafts_of(
    actor: Actor, *, regulation: str | None = None, act: str | None = None, limit: int = 20
) -> tuple[DraftForm, ...]:
    """Return this person's drafts, newest first; those of one act where it is given."""
    rows = Draft.objects.filter(person=actor.person).order_by("-updated_at", "id")
    if regulation is not None:
        rows = rows.filter(regulation=regulation)
    if act is not None:
        rows = rows.filter(act=act)
    return tuple(
        DraftForm(
            row.id,
            row.regulation,
            row.act,
            _open(row.id, bytes(row.sealed)),
            at_office(row.updated_at),
        )
        for row in rows[:limit]
    )


def discard_draft(draft: str, *, actor: Actor) -> None:
    """Destroy a draft; one that is gone already is fine."""
    Draft.objects.filter(id=draft, person=actor.person).delete()


def _own(draft: str, actor: Actor) -> Draft:
    found = Draft.objects.filter(id=draft, person=actor.person).first()
    if found is None:
        raise NoSuchDraft(draft)
    return found


def _cipher() -> AESGCM:
    return AESGCM(salted_hmac("shouwen.casework.draft", "key", algorithm="sha256").digest())


def _seal(draft: str, form: Mapping[str, Any]) -> bytes:
    nonce = token_bytes(_NONCE)
    text = json.dumps(dict(form), ensure_ascii=False).encode()
    return nonce + _cipher().encrypt(nonce, text, draft.encode())


def _open(draft: str, sealed: bytes) -> dict[str, Any]:
    opened = _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], draft.encode())
    form: dict[str, Any] = json.loads(opened)
    return form
