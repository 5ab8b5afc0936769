"""A request sent twice is carried out once: the second gets the answer of the first.

Requests of one key wait for each other on a lock of the database that dies with its holder. A
process that falls over between doing and answering leaves no answer; the same request is then done
again, and the command ids of the ledger see to it that nothing happens twice.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import OperationalError, connection

from shouwen.connections.errors import KeyInUse, KeyReused
from shouwen.connections.models import Answer
from shouwen.connections.sealing import seal, unseal

KEPT: Final = timedelta(hours=24)
_WAIT: Final = "5s"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was given: status, headers that matter, body. `again` if it is the second."""

    status: int
    headers: dict[str, str]
    body: str
    again: bool = False


def fingerprint(*parts: bytes) -> bytes:
    """Return what tells one request from another."""
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def answer(
    caller: str, key: str, print_: bytes, now: datetime, do: Callable[[], Answered]
) -> Answered:
    """Return the answer given to this key before, or do it and keep the answer.

    Answers that are our own fault (500 and above) are not kept: the next try may fare better.

    :raises KeyReused: if the key came with another request before
    :raises KeyInUse: if the same request has not been answered within five seconds
    """
    with _alone(f"once/{caller}/{key}"):
        found = Answer.objects.filter(caller=caller, key=key, at__gt=now - KEPT).first()
        if found is not None:
            if bytes(found.fingerprint) != print_:
                raise KeyReused(
                    "同一个幂等键用在了另一个请求上",
                    "新的请求请用新的 Idempotency-Key",
                    "this idempotency key was used for another request",
                )
            kept: dict[str, Any] = json.loads(unseal(f"{caller}/{key}", bytes(found.sealed)))
            return Answered(kept["status"], kept["headers"], kept["body"], again=True)
        given = do()
        if given.status < 500:
            told = {"status": given.status, "headers": given.headers, "body": given.body}
            sealed = seal(f"{caller}/{key}", json.dumps(told, ensure_ascii=False))
            Answer.objects.update_or_create(
                caller=caller,
                key=key,
                defaults={"fingerprint": print_, "sealed": sealed, "at": now},
            )
        return given


def forget(now: datetime) -> int:
    """Drop answers that are kept no longer, and return how many."""
    return Answer.objects.filter(at__lte=now - KEPT).delete()[0]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    number = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_WAIT])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s::bigint)", [number])
        except OperationalError as error:
            raise KeyInUse(
                "同一请求正在办理", "请稍后重发", "this request is being worked on; send it again"
            ) from error
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [number])
