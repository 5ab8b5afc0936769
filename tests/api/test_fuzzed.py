"""The described interface, fuzzed: no server error, no answer that is not described.

Few examples here; many by hand: ``SCHEMATHESIS_EXAMPLES=500 pytest tests/api/test_fuzzed.py -s``.
"""

import json
import os
from collections import Counter
from contextlib import contextmanager

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.specs.openapi import definitions

from shouwen.api.openapi import description
from shouwen.connections import hooks
from tests.api.conftest import Interface

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "12"))
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


def test_the_description_is_openapi_3_1():
    plain = json.loads(json.dumps(description()))
    validator = jsonschema_rs.Draft202012Validator(json.loads(json.dumps(definitions.OPENAPI_31)))
    assert [str(error) for error in validator.iter_errors(plain)] == []
    assert plain["openapi"].startswith("3.1")
    ids = [each["operationId"] for path in plain["paths"].values() for each in path.values()]
    assert len(ids) == len(set(ids)) > 30


@contextmanager
def one_connection():
    """Requests leave the connection of the test alone, as those of Django's own client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def callers(key_of):
    """Keys of different people, one that may nothing, and none at all."""
    everybody = ("lin_xiao", "zhao_qiang", "wu_yong", "han_chao")
    return [
        *(key_of(person, per_minute=100_000).secret for person in everybody),
        key_of("lin_xiao", "read", per_minute=100_000).secret,
        "shouwen_none_none",
        "",
    ]


@pytest.mark.slow
def test_no_request_brings_a_server_error_or_an_answer_not_described(
    callers, number, clock, settings
):
    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    hook = hooks.subscribe(
        "x", "http://127.0.0.1:9/", events=[], person="lin_xiao", by="han_chao", now=clock.now
    )
    real = {
        "number": number, "regulation": "postal-bank", "hook": hook.id, "n": 1,
        "fact": "telephone",
    }  # fmt: skip
    acts = {
        True: [each["act"] for each in _options(callers[0], number)],
        False: ["register", "submit"],
    }
    answered: Counter[int] = Counter()
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        for result in schema.get_all_operations():
            _fuzz(result.ok(), callers, real, acts, answered)
    print(dict(answered))
    assert answered[200] > EXAMPLES
    assert {201, 401, 403, 404, 422} <= set(answered)
    assert max(answered) < 500


def _options(key, number):
    return Interface(key).get(f"/cases/{number}/options").json()["items"]


def _fuzz(operation, callers, real, acts, answered):
    @seed(20250425)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(), data=st.data())
    def run(case, data):
        key = data.draw(st.sampled_from(callers))
        for name in case.path_parameters or {}:
            if name == "act" and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(
                    st.sampled_from(acts["number" in case.path_parameters])
                )
            elif name in real and data.draw(st.booleans()):
                case.path_parameters[name] = real[name]
        if isinstance(case.body, dict) and "regulation" in case.body and data.draw(st.booleans()):
            case.body |= {"regulation": real["regulation"], "act": "register"}
        headers = {"Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        response = case.call(headers=headers)
        answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS, headers=headers)

    run()
