"""A request sent twice is carried out once, whoever is faster."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from shouwen.casework.models import Case
from shouwen.connections import once
from shouwen.connections.models import Answer

REGISTER = {"regulation": "postal-bank", "act": "register"}


def test_the_second_time_gets_the_first_answer(key_of, matter):
    lin, body = key_of("lin_xiao"), {**REGISTER, "form": matter}
    first = lin.post("/cases", body, Idempotency_Key="a-1")
    again = lin.post("/cases", body, Idempotency_Key="a-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(key_of, matter):
    lin, body = key_of("lin_xiao"), {**REGISTER, "form": matter}
    lin.post("/cases", body, Idempotency_Key="a-1")
    other = lin.post("/cases", {**body, "form": {}}, Idempotency_Key="a-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_refusal_is_an_answer_too(key_of):
    lin = key_of("lin_xiao")
    first = lin.post("/cases", {**REGISTER, "form": {}}, Idempotency_Key="a-1")
    again = lin.post("/cases", {**REGISTER, "form": {}}, Idempotency_Key="a-1")
    assert first.status_code == again.status_code == 422
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"


def test_keys_of_different_callers_do_not_meet(key_of, matter):
    body = {**REGISTER, "form": matter}
    numbers = {
        key_of("lin_xiao").post("/cases", body, Idempotency_Key="a-1").json()["number"]
        for _ in range(2)
    }
    assert len(numbers) == 2


def test_what_is_kept_is_sealed_and_forgotten_in_time(key_of, matter, clock):
    lin, body = key_of("lin_xiao"), {**REGISTER, "form": matter}
    code = lin.post("/cases", body, Idempotency_Key="a-1").json()["code"]
    kept = Answer.objects.get()
    assert code.encode() not in bytes(kept.sealed)
    assert once.forget(clock.now + timedelta(hours=23)) == 0
    assert once.forget(clock.now + timedelta(hours=24)) == 1


def test_without_a_kept_answer_the_ledger_still_knows(key_of, matter):
    """A process that fell over between doing and answering."""
    lin, body = key_of("lin_xiao"), {**REGISTER, "form": matter}
    first = lin.post("/cases", body, Idempotency_Key="a-1").json()
    Answer.objects.all().delete()
    assert lin.post("/cases", body, Idempotency_Key="a-1").json() == first
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["a b", "ä", "x" * 201])
def test_keys_nobody_can_read_are_refused(key_of, key):
    answer = key_of("lin_xiao").post("/cases", {}, Idempotency_Key=key)
    assert answer.status_code in (400, 422)


def test_eight_at_once_take_in_one_matter(committed, key_of, matter):
    lin, body = key_of("lin_xiao"), {**REGISTER, "form": matter}
    start = threading.Barrier(8)
    told: list[tuple[int, bytes]] = []

    def send():
        start.wait()
        try:
            answer = lin.post("/cases", body, Idempotency_Key="race")
            told.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 8
    assert {status for status, _ in told} == {201}
    assert len({content for _, content in told}) == 1
    assert Case.objects.count() == 1
