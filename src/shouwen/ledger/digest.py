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


def canonical(body: Mapping[str, Any]) -> str:
    """Return the one JSON text of `body`.

    :raises NotStorable: for anything PostgreSQL's jsonb would not give back exactly: fractions
        (write money as text), keys that are not text, NUL characters, half surrogates
    """
    _check(body, "body")
    return _ENCODE(body if isinstance(body, dict) else dict(body))


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


def _check(value: object, where: str) -> None:
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
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotStorable(where, "含有残缺的字符", "contains half a surrogate pair") from error
    if "\0" in text:
        raise NotStorable(where, "含有空字符", "contains a NUL character")
