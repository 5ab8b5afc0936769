"""Mailboxes: added, changed, paused and tried by an administrator; each change is on the record."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from shouwen import ledger
from shouwen.intake import sealing
from shouwen.intake.mail.errors import NoSuchMailbox, WrongMailbox
from shouwen.intake.mail.models import Mailbox
from shouwen.intake.mail.servers import TLS, Account, opened
from shouwen.vocabulary import Actor

SET: Final = "mailbox.set"
PREFIX: Final = "mailbox/"
_PORTS: Final = {"ssl": 993, "starttls": 143, "none": 143}
_SHOWN: Final = (
    "name", "address", "host", "port", "tls", "login", "folder", "processed", "regulation", "unit",
    "active",
)  # fmt: skip


def checked(given: Mapping[str, str], *, secret_kept: bool = False) -> dict[str, Any]:
    """Return the values of a mailbox's form.

    :param secret_kept: whether an empty secret means the one there is
    :raises WrongMailbox: with every field that is wrong
    """
    values: dict[str, Any] = {
        name: given.get(name, "").strip() for name in (*_SHOWN, "secret") if name != "active"
    }
    faults: dict[str, tuple[str, str]] = {}
    for name, chinese, english in (
        ("name", "请写名称", "name it"), ("host", "请写服务器", "write the server"),
        ("login", "请写用户名", "write the login"),
        ("regulation", "请选择办法", "choose a regulation"),
        ("unit", "请选择单位", "choose a unit"),
    ):  # fmt: skip
        if not values[name]:
            faults[name] = (chinese, english)
    if values["host"] and not re.fullmatch(r"[\w.:\[\]-]{1,253}", values["host"]):
        faults["host"] = ("服务器名称不对", "this is no host name")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", values["address"]):
        faults["address"] = ("请写收信地址", "write the address people write to")
    if values["tls"] not in TLS:
        faults["tls"] = ("请选择加密方式", "choose the encryption")
    port = values["port"] or str(_PORTS.get(values["tls"], 993))
    if port.isdigit() and 0 < int(port) < 65536:
        values["port"] = int(port)
    else:
        faults["port"] = ("端口是 1 到 65535 的数", "a port is a number up to 65535")
    if not values["secret"] and not secret_kept:
        faults["secret"] = ("请写口令", "write the secret")
    values["folder"] = values["folder"] or "INBOX"
    if values["processed"] == values["folder"]:
        faults["processed"] = ("不能与收信文件夹相同", "is another folder than the first")
    if faults:
        raise WrongMailbox(faults)
    return values


def save(
    given: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    id_: int | None = None,
) -> int:
    """Add a mailbox, or change one, and return its id.

    A change of server, account or folder begins its messages anew; none is taken in twice.

    :raises WrongMailbox: with every field that is wrong
    :raises NoSuchMailbox: if `id_` is none
    """
    with transaction.atomic():
        box = _held(id_) if id_ is not None else Mailbox(active=True)
        values = checked(given, secret_kept=id_ is not None)
        secret = values.pop("secret")
        if any(getattr(box, name) != values[name] for name in ("host", "login", "folder")):
            box.validity, box.last_uid = None, 0
        for name, value in values.items():
            setattr(box, name, value)
        if secret:
            box.key_id, box.sealed = sealing.seal("mailbox", secret)
        box.error, box.failures = "", 0
        box.save()
        _record(box, actor=actor, now=now, command_id=command_id)
    return box.id


def set_active(id_: int, *, active: bool, actor: Actor, now: datetime, command_id: str) -> None:
    """Pause a mailbox, or go on with it.

    :raises NoSuchMailbox: if there is none
    """
    with transaction.atomic():
        box = _held(id_)
        box.active, box.claimed_until = active, None
        box.save(update_fields=["active", "claimed_until"])
        _record(box, actor=actor, now=now, command_id=command_id)


def try_out(given: Mapping[str, str], *, id_: int | None = None) -> int:
    """Connect, open the folder, and return how many messages lie in it; nothing is changed.

    :raises WrongMailbox: if something is missing
    :raises CannotReach: with the server's own words
    """
    values = checked(given, secret_kept=id_ is not None)
    secret = values["secret"]
    if not secret and id_ is not None:
        box = Mailbox.objects.filter(id=id_).first()
        if box is None:
            raise NoSuchMailbox(id_)
        secret = secret_of(box)
    account = Account(
        values["host"], values["port"], values["tls"], values["login"], secret, values["folder"]
    )
    with opened(account) as folder:
        return len(folder.uids())


def account_of(box: Mailbox) -> Account:
    """Return what it takes to open a mailbox's folder."""
    return Account(box.host, box.port, box.tls, box.login, secret_of(box), box.folder)


def secret_of(box: Mailbox) -> str:
    """Return the secret of a mailbox in the clear.

    :raises KeyMissing: if the vault's ring lacks the key it was sealed with
    """
    return sealing.unseal(box.key_id, box.sealed)


def _held(id_: int) -> Mailbox:
    box = Mailbox.objects.select_for_update().filter(id=id_).first()
    if box is None:
        raise NoSuchMailbox(id_)
    return box


def _record(box: Mailbox, *, actor: Actor, now: datetime, command_id: str) -> None:
    stream = f"{PREFIX}{box.id}"
    head = ledger.head(stream)
    ledger.append(
        stream,
        expected_version=head.version,
        events=[ledger.NewEvent(SET, 1, {name: getattr(box, name) for name in _SHOWN}, now)],
        actor=actor.person,
        command_id=command_id,
        now=now,
        previous=head.digest,
    )
