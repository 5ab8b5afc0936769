"""The bank of the pages' tests, keys to it, and a client that speaks JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from shouwen.casework import testing as casework_testing
from shouwen.connections import keys
from shouwen.connections import testing as connections_testing
from shouwen.connections.scopes import SCOPES
from shouwen.ledger import testing as ledger_testing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from tests.web.conftest import (  # noqa: F401 - fixtures
    FRIDAY,
    bank,
    clock,
    matter,
    number,
    own_keys,
)


@dataclass
class Interface:
    """Requests of one key; `answer` of the last one is kept."""

    secret: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the response to one request."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            given.setdefault("Authorization", f"Bearer {self.secret}")
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", b"" if body is None else json.dumps(body).encode(),
            content_type="application/json", headers={**self.headers, **given},
        )  # fmt: skip

    def get(self, path: str, **headers: str) -> Any:
        """Return the response to a GET."""
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Return the response to a POST."""
        return self("POST", path, {} if body is None else body, **headers)


@pytest.fixture
def key_of(bank, clock):  # noqa: F811
    """Return the interface as a member of staff sees it, through a key made for him."""

    def made(person: str, *scopes: str, **more: Any) -> Interface:
        new = keys.make(
            "测试", scopes=scopes or SCOPES, person=person, by="han_chao", now=clock.now, **more
        )
        return Interface(new.secret)

    return made


@pytest.fixture
def committed(transactional_db):
    """What this test writes is seen by other connections, and gone afterwards."""
    yield
    for testing in (
        connections_testing,
        casework_testing,
        ledger_testing,
        vault_testing,
        people_testing,
    ):
        testing.erase()
