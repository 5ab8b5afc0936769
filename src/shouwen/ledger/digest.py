"""Each event vouches for the one before it.

The digest is SHA-256 over one canonical JSON object (keys sorted, no spaces, UTF-8, nothing
escaped that need not be) of everything a row says: ``actor, body, command_id, happened_at,
previous, recorded_at, shape, step, stream, type, version``. Moments are UTC with microseconds,
`previous` is hexadecimal. Anybody can compute it again with any JSON library.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from shouwen.ledger.errors import NotStorable

_ENCODE = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode

_SCALARS = frozenset({str, int, bool, type(None)})
#: As the encoder writes it. The six characters themselves are stored too, so look closer then.
_NUL = "\\u0000"


def canonical(body: Mapping[str, Any]) -> str:
    """Return the one JSON text of `body`.

    :raises NotStorable: for anything PostgreSQL's jsonb would not give back exactly: fractions
        (write money as text), keys that are not text, NUL characters, half surrogates
    """
    if not _ordinary(body):
        _check(body, "body")
    text = _ENCODE(body if isinstance(body, dict) else dict(body))
    if _NUL in text or not _whole(text):
        _check(body, "body")
    return text


def digest_of(
    *,
    stream: str,
    version: int,
    type_: str,
    shape: int,
    body_text: str,
    happened_at: datetime,
    recorded_at: datetime,
    actor: str,
    command_id: str,
    step: int,
    previous: bytes,
) -> bytes:
    """Return the 32 bytes that seal one event; `body_text` is what :func:`canonical` returned."""
    return sha256(
        f'{{"actor":{_ENCODE(actor)},"body":{body_text},"command_id":{_ENCODE(command_id)},'
        f'"happened_at":"{_utc(happened_at)}","previous":"{previous.hex()}",'
        f'"recorded_at":"{_utc(recorded_at)}","shape":{shape},"step":{step},'
        f'"stream":{_ENCODE(stream)},"type":{_ENCODE(type_)},"version":{version}}}'.encode()
    ).digest()


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _ordinary(value: object) -> bool:
    """Say whether values and keys are of the plain types; :func:`_check` finds out about others."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or (type(item) not in _SCALARS and not _ordinary(item)):
                return False
        return True
    if kind is list:
        return all(type(item) in _SCALARS or _ordinary(item) for item in value)  # type: ignore[attr-defined]
    return kind in _SCALARS


def _whole(text: str) -> bool:
    """Say whether there is no half surrogate in a text."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check(value: object, where: str) -> None:
    """Name what cannot be stored, and where it is."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        check_text(value, where)
    elif isinstance(value, dict | Mapping):  # dict first: asking an abstract class is slow
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotStorable(f"{where}.{key}", "键必须是文字", "keys must be text")
            check_text(key, where)
            _check(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}]")
    elif isinstance(value, float):
        raise NotStorable(where, "小数不精确，请写成文字", "fractions are inexact; use text")
    else:
        name = type(value).__name__
        raise NotStorable(where, f"类型 {name} 无法入账", f"{name} is no JSON value")


def check_text(text: str, where: str) -> None:
    """Refuse text the database cannot keep.

    :raises NotStorable: for NUL characters and half surrogates
    """
    if text.isascii():
        if "\0" in text:
            raise NotStorable(where, "含有空字符", "contains a NUL character")
        return
    if not _whole(text):
        raise NotStorable(where, "含有残缺的字符", "contains half a surrogate pair")
    if "\0" in text:
        raise NotStorable(where, "含有空字符", "contains a NUL character")
