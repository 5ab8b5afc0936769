"""Keys of the interface: made by administrators, shown once, kept as a digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from secrets import token_hex
from typing import Final

from shouwen import people
from shouwen.casework import operations
from shouwen.connections.caller import Caller
from shouwen.connections.errors import KeyRefused, NoSuchKey, WrongKey
from shouwen.connections.models import Key
from shouwen.connections.scopes import SCOPES
from shouwen.vocabulary import Actor, Directory, at_office

MARK: Final = "shouwen"
#: Requests a minute, unless the key says otherwise.
PER_MINUTE: Final = 600


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as its list shows it. `state` is active, expired or revoked."""

    id: str
    name: str
    person: str
    person_name: str
    unit: str
    unit_name: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    per_minute: int
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_from: str
    state: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` is the whole key, and nobody will ever see it again."""

    id: str
    secret: str


def make(
    name: str,
    *,
    scopes: Iterable[str],
    by: str,
    now: datetime,
    person: str = "",
    unit: str = "",
    roles: Iterable[str] = (),
    networks: Iterable[str] = (),
    expires_at: datetime | None = None,
    per_minute: int = PER_MINUTE,
) -> NewKey:
    """Make a key for a person, or for a system account with roles at a unit.

    :param networks: addresses or networks it may be used from; none means from anywhere
    :param expires_at: it stops working at this instant; aware
    :raises WrongKey: if there is nobody it could act for, or a part cannot be understood
    """
    scopes, roles = tuple(dict.fromkeys(scopes)), tuple(dict.fromkeys(roles))
    networks = tuple(each.strip() for each in networks if each.strip())
    _check(name, scopes, person, unit, roles, networks, per_minute, now)
    if expires_at is not None and expires_at <= now:
        raise WrongKey("有效期已过", "请选择今后的日期", "it would have expired already")
    id_, secret = token_hex(5), token_hex(24)
    Key.objects.create(
        id=id_, name=name.strip()[:120], digest=_digest(secret), person=person, unit=unit,
        roles=list(roles), scopes=[each for each in SCOPES if each in scopes],
        networks=list(networks), per_minute=per_minute, made_by=by, made_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    if person:
        # Whoever makes keys could make one in anybody's name: that person learns of it.
        operations.tell_persons(
            [person],
            f"{by} 为您建立了接口密钥“{name.strip()[:120]}”（shouwen_{id_}_…），它以您的名义办事。"
            "如非您所知，请告知审计人员。",
            now=now,
        )
    return NewKey(id_, f"{MARK}_{id_}_{secret}")


def _check(
    name: str,
    scopes: tuple[str, ...],
    person: str,
    unit: str,
    roles: tuple[str, ...],
    networks: tuple[str, ...],
    per_minute: int,
    now: datetime,
) -> None:
    directory = people.directory(now)
    if not name.strip():
        raise WrongKey("请填写名称", "写明给哪个系统用", "give it a name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise WrongKey("请选择权限", "至少一项", f"choose scopes from {', '.join(SCOPES)}")
    if bool(person) == bool(roles):
        raise WrongKey(
            "密钥要么代表一个人，要么是带角色的系统账号",
            "二者选一",
            "a key acts for a person or for a system account with roles, one of the two",
        )
    if person and person not in directory.people:
        raise WrongKey(f"没有在岗人员“{person}”", "请核对人员编号", f"nobody called '{person}'")
    if unit and unit not in directory.units:
        raise WrongKey(f"没有机构“{unit}”", "请核对机构编号", f"there is no unit '{unit}'")
    for network in networks:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise WrongKey(
                f"“{network}”不是网段",
                "请写 10.1.0.0/16 或单个地址",
                f"'{network}' is no address or network",
            ) from error
    if not 1 <= per_minute <= 100_000:
        raise WrongKey("每分钟请求数应为 1 至 100000", "", "requests a minute: 1 to 100000")


def revoke(key: str, *, by: str, now: datetime) -> bool:
    """Let a key open nothing from now on; False if it was revoked before.

    :raises NoSuchKey: if there is none
    """
    if Key.objects.filter(id=key, revoked_at=None).update(revoked_at=now, revoked_by=by):
        return True
    if not Key.objects.filter(id=key).exists():
        raise NoSuchKey(key)
    return False


def rows(now: datetime) -> tuple[KeyRow, ...]:
    """Return every key, newest first; those revoked stay on the list."""
    directory = people.directory(now)
    return tuple(_row(key, directory, now) for key in Key.objects.order_by("-made_at", "id"))


def _row(key: Key, directory: Directory, now: datetime) -> KeyRow:
    person, unit = directory.people.get(key.person), directory.units.get(key.unit)
    state = "active"
    if key.revoked_at is not None:
        state = "revoked"
    elif key.expires_at is not None and key.expires_at <= now:
        state = "expired"
    elif key.person and person is None:
        state = "orphan"
    return KeyRow(
        key.id, key.name, key.person, person.name if person else key.person,
        key.unit, unit.name if unit else key.unit, tuple(key.roles), tuple(key.scopes),
        tuple(key.networks), key.per_minute, key.made_by, at_office(key.made_at),
        _office(key.expires_at), _office(key.revoked_at), _office(key.last_used_at),
        key.last_used_from, state,
    )  # fmt: skip


def caller_of(text: str, address: str, now: datetime) -> Caller:
    """Return whom a key lets in.

    :param address: where the request comes from
    :raises KeyRefused: if it opens nothing; the answer does not say why
    """
    mark, _, rest = text.strip().partition("_")
    id_, _, secret = rest.partition("_")
    key = Key.objects.filter(id=id_[:20]).first() if mark == MARK else None
    # As much work for an unknown key as for a known one.
    fits = compare_digest(_digest(secret), bytes(key.digest) if key else bytes(32))
    if key is None or not fits:
        raise refused()
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise refused()
    if key.networks and not _within(address, key.networks):
        raise refused()
    actor = actor_of(key.id, key.name, key.person, key.unit, key.roles, now)
    if actor is None:
        raise refused()
    return Caller(f"key/{key.id}", key.name, actor, frozenset(key.scopes), key.per_minute)


def actor_of(
    id_: str,
    name: str,
    person: str,
    unit: str,
    roles: Iterable[str],
    now: datetime,
    directory: Directory | None = None,
) -> Actor | None:
    """Return whom a key or a subscription acts for; None if that person has left.

    :param directory: as it stands now, for whoever asks of many
    """
    if not person:
        return Actor(f"api:{id_}", name, frozenset(roles), unit or None)
    found = (directory or people.directory(now)).people.get(person)
    return None if found is None else Actor(found.id, found.name)


def note_use(caller: Caller, address: str, now: datetime) -> None:
    """Remember when and from where a key was used last."""
    kind, _, id_ = caller.id.partition("/")
    if kind == "key":
        Key.objects.filter(id=id_).update(last_used_at=now, last_used_from=address[:60])


def refused() -> KeyRefused:
    """Return the one answer to whatever does not let in."""
    return KeyRefused(
        "没有有效的接口密钥或令牌",
        "请核对密钥，或向系统管理员申请",
        "no valid API key or token",
    )


def _within(address: str, networks: Iterable[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in ip_network(each, strict=False) for each in networks)


def _digest(secret: str) -> bytes:
    # The secret is 192 random bits: nothing to guess, so no slow hash in every request.
    return sha256(secret.encode()).digest()


def _office(at: datetime | None) -> datetime | None:
    return None if at is None else at_office(at)
