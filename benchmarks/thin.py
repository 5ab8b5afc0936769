"""The least that can be between HTTP and the door: what ``registration.py`` puts behind granian."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import django
import ground

django.setup()

from shouwen.casework import operations  # noqa: E402
from shouwen.casework.shapes import Registered  # noqa: E402
from shouwen.vocabulary import Actor, moment  # noqa: E402

CLERK = Actor("lin_xiao")
NOW = moment("2024-11-04 09:00")


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Register what the body says, and answer with the receipt."""
    asked = json.loads(environ["wsgi.input"].read())
    answer = operations.register(
        ground.REGULATION,
        "register",
        asked["form"],
        actor=CLERK,
        now=NOW,
        command_id=asked["command_id"],
    )
    if not isinstance(answer, Registered):
        start_response("422 Unprocessable Content", [])
        return [repr(answer).encode()]
    start_response("201 Created", [("Content-Type", "application/json")])
    told = {"number": answer.number, "code": answer.code, "due": answer.due_words}
    return [json.dumps(told, ensure_ascii=False).encode()]
