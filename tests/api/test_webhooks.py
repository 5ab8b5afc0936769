"""Events on their way: signed, in order, tried again, never lost, never let inside."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from standardwebhooks.webhooks import Webhook

from shouwen import ledger
from shouwen.casework import operations, queries
from shouwen.connections import delivering, hooks, outgoing
from shouwen.connections.errors import NoSuchSubscription, NotReached, WrongSubscription
from shouwen.connections.models import Delivery, Subscription
from shouwen.ledger import START
from shouwen.ledger.testing import settled
from shouwen.vocabulary import Actor


@dataclass
class Receiver:
    """Another system: a real server that keeps what it is sent and answers as told."""

    address: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    def events(self):
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver(settings):
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((dict(self.headers), body))
            told.before()
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            """Say nothing."""

    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/in"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hook(committed, bank, clock, receiver):
    """A subscription of 林晓 to everything from now on."""
    settled()
    return hooks.subscribe(
        "工单系统", receiver.address, events=[], person="lin_xiao", by="han_chao", now=clock.now
    )


@pytest.fixture
def taken(bank, clock, matter):
    """Take in a matter and return its number, once it may be followed."""

    def take(command="m1"):
        number = operations.register(
            "postal-bank", "register", matter, actor=Actor("lin_xiao"), now=clock.now,
            command_id=command,
        ).number  # fmt: skip
        settled()
        return number

    return take


def test_events_arrive_signed_in_order_without_particulars(hook, taken, clock, receiver):
    number = taken()
    report = hooks.deliver(now=clock.now)
    assert report.delivered == len(receiver.got) == report.read > 2
    for headers, body in receiver.got:
        Webhook(hook.secret).verify(body, headers)
        for secret in ("陈俊", "13812345627", "短信服务费", "每月扣两次"):
            assert secret not in body.decode()
    events = receiver.events()
    assert events[0]["type"] == "case.case_opened"
    assert {each["data"]["number"] for each in events} == {number}
    versions = [each["data"]["version"] for each in events]
    assert versions == sorted(versions)
    assert events[0]["data"]["dues"][0]["due_at"]
    assert hooks.deliver(now=clock.now).delivered == 0


def test_a_changed_message_or_another_secret_does_not_verify(hook, taken, clock, receiver):
    taken()
    hooks.deliver(now=clock.now)
    headers, body = receiver.got[0]
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(hook.secret).verify(body.replace(b"case_opened", b"case_closed"), headers)


def test_what_failed_is_tried_again_and_nothing_overtakes_it(hook, taken, clock, receiver):
    receiver.status = 500
    taken()
    assert hooks.deliver(now=clock.now).failed == 1
    assert len(receiver.got) == 1
    assert hooks.deliver(now=clock.now).failed == 0, "it waits before it tries again"
    clock.now += timedelta(seconds=6)
    assert hooks.deliver(now=clock.now).failed == 1
    receiver.status = 200
    clock.now += timedelta(minutes=1)
    report = hooks.deliver(now=clock.now)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids)) == report.delivered
    versions = [each["data"]["version"] for each in receiver.events()[2:]]
    assert versions == sorted(versions)


def test_pauses_grow_and_differ():
    for n, plain in enumerate(delivering.PAUSES, 1):
        found = {delivering.pause(n) for _ in range(50)}
        assert all(plain * 0.8 <= each <= plain * 1.2 for each in found)
        assert len(found) > 1
    assert delivering.pause(99) <= delivering.PAUSES[-1] * 1.2


def test_a_wish_to_wait_is_granted(hook, taken, clock, receiver):
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    taken()
    hooks.deliver(now=clock.now)
    waiting = Delivery.objects.filter(attempts=1).get()
    assert waiting.next_at == clock.now + timedelta(seconds=120)


def test_what_nobody_takes_is_given_up_and_then_the_subscription(hook, taken, clock, receiver):
    receiver.status = 503
    taken()
    hooks.deliver(now=clock.now)
    clock.now += delivering.GIVEN_UP
    assert hooks.deliver(now=clock.now).dead == 1
    assert hooks.row(hook.id, clock.now).state == "failing"
    clock.now += delivering.DISABLED - delivering.GIVEN_UP
    assert hooks.deliver(now=clock.now).disabled == (hook.id,)
    row = hooks.row(hook.id, clock.now)
    assert row.state == "disabled"
    assert "503" in row.disabled_because
    told = queries.notices_of(Actor("han_chao"), clock.now)[0]
    assert "工单系统" in told.text
    sent = len(receiver.got)
    hooks.deliver(now=clock.now)
    assert len(receiver.got) == sent
    receiver.status = 200
    hooks.enable(hook.id, now=clock.now)
    assert hooks.deliver(now=clock.now).delivered > 0
    assert hooks.row(hook.id, clock.now).state == "active"


def test_gone_means_gone(hook, taken, clock, receiver):
    receiver.status = 410
    taken()
    assert hooks.deliver(now=clock.now).disabled == (hook.id,)


def test_everything_after_a_place_or_one_alone_can_be_played_again(hook, taken, clock, receiver):
    taken()
    first = hooks.deliver(now=clock.now).delivered
    rows = hooks.deliveries(hook.id)
    assert len(rows) == first
    hooks.replay_one(hook.id, rows[0].id, now=clock.now)
    assert hooks.deliver(now=clock.now).delivered == 1
    hooks.replay(hook.id, after=START, now=clock.now)
    assert hooks.deliver(now=clock.now).delivered == first
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(set(ids)) == first, "the same message has the same id every time"
    with pytest.raises(NoSuchSubscription):
        hooks.replay_one(hook.id, 10**9, now=clock.now)


def test_a_replay_reads_what_was_never_delivered(committed, bank, clock, receiver, taken):
    taken()
    late = hooks.subscribe(
        "后来的", receiver.address, events=["case.case_opened"], person="lin_xiao",
        by="han_chao", now=clock.now,
    )  # fmt: skip
    assert hooks.deliver(now=clock.now).read == 0
    hooks.replay(late.id, after=START, now=clock.now)
    assert hooks.deliver(now=clock.now).delivered == 1
    assert receiver.events()[0]["type"] == "case.case_opened"


def test_only_what_was_asked_for_and_may_be_known_is_told(committed, bank, clock, receiver, taken):
    for name, person, more in (
        ("其他办法", "lin_xiao", {"regulations": ["telecom"]}),
        ("被投诉人", "wu_yong", {}),
    ):
        hooks.subscribe(
            name, receiver.address, events=[], person=person, by="han_chao", now=clock.now,
            **more,
        )  # fmt: skip
    taken()
    assert hooks.deliver(now=clock.now).read == 0
    assert not receiver.got
    mark = ledger.horizon()
    assert {(each.tx, each.position) for each in Subscription.objects.all()} == {tuple(mark)}


_WORKER = """
import sys
from datetime import datetime
from shouwen.cli.main import ready_django
ready_django()
from shouwen.connections import hooks
hooks.deliver(now=datetime.fromisoformat(sys.argv[1]))
"""


def test_a_worker_killed_while_sending_loses_nothing_and_doubles_only_what_was_on_its_way(
    hook, taken, clock, receiver, settings
):
    taken()
    where = connection.settings_dict
    host = where["HOST"] or "localhost"
    secret = f":{where['PASSWORD']}" if where["PASSWORD"] else ""
    at, query = ("localhost", f"?host={host}") if host.startswith("/") else (host, "")
    database = f"postgresql://{where['USER']}{secret}@{at}:{where['PORT'] or 5432}/{where['NAME']}"
    told = {
        **os.environ, "DATABASE_URL": database + query, "SHOUWEN_SECRET_KEY": settings.SECRET_KEY,
        "SHOUWEN_DATA": str(settings.DATA_FOLDER), "SHOUWEN_HOOK_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip

    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, clock.now.isoformat()], env=told, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    # The receiver has the second message, and has not answered, when its sender is killed.
    receiver.before = lambda: len(receiver.got) == 2 and worker.kill()
    said, _ = worker.communicate()
    assert worker.returncode == -signal.SIGKILL, said
    receiver.before = lambda: None
    assert len(receiver.got) == 2
    assert Delivery.objects.filter(state="delivered").count() == 1
    clock.now += timedelta(minutes=10)
    report = hooks.deliver(now=clock.now)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert ids[1] == ids[2], "sent again under the same id, in its place"
    assert len(ids) - 1 == len(set(ids)) == report.delivered + 1
    assert not Delivery.objects.exclude(state="delivered").exists()
    versions = [each["data"]["version"] for each in receiver.events()]
    assert versions == sorted(versions)


def test_two_workers_deliver_everything_once(hook, taken, clock, receiver):
    for n in range(5):
        taken(f"m{n}")
    start = threading.Barrier(2)

    def work():
        start.wait()
        try:
            for _ in range(3):
                hooks.deliver(now=clock.now)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hooks.deliver(now=clock.now)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == len(set(ids)) == Delivery.objects.filter(state="delivered").count() > 5


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest/", "https://[::ffff:10.0.0.1]/", "ftp://example.org/",
        "http://example.org/", "https://user@example.org/", "https://0.0.0.0/", "nonsense",
        "https://192.168.1.1:8443/x", "https://224.0.0.1/", "https://[fe80::1]/",
        "https://[2002:a00:1::]/", "https://exa mple.org/", "https://host:99999/",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(db, clock, bank, address):
    with pytest.raises(WrongSubscription):
        hooks.subscribe("x", address, events=[], person="lin_xiao", by="han_chao", now=clock.now)


def test_a_name_that_leads_inside_is_refused_when_it_is_used(settings, receiver):
    port = receiver.address.rpartition(":")[2].partition("/")[0]
    settings.HOOK_NETWORKS = []
    with pytest.raises(NotReached, match="localhost"):
        outgoing.send("POST", f"https://localhost:{port}/", {})
    assert not receiver.got


def test_redirects_are_not_followed(receiver):
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/"}
    assert outgoing.send("POST", receiver.address, {}).status == 302
    assert len(receiver.got) == 1


def test_a_subscription_over_the_interface(committed, key_of, clock, receiver, taken):
    han = key_of("han_chao")
    made = han.post("/webhooks", {"name": "x", "address": receiver.address})
    assert made.status_code == 201, made.content.decode()
    id_ = made.json()["id"]
    assert made.json()["secret"].startswith("whsec_")
    (row,) = han.get("/webhooks").json()["items"]
    assert "secret" not in row
    assert han.get(f"/webhooks/{id_}").json()["state"] == "active"
    assert han.get(f"/webhooks/{id_}/deliveries").json() == {"items": [], "next_before": None}
    assert han.post(f"/webhooks/{id_}/replay", {"after": "0.0"}).status_code == 200
    assert han.post(f"/webhooks/{id_}/replay", {"after": "x"}).status_code == 422
    assert han.post(f"/webhooks/{id_}/replay", {}).status_code == 422
    assert han.post(f"/webhooks/{id_}/enable").status_code == 200
    inside = han.post("/webhooks", {"name": "x", "address": "https://10.0.0.1/"})
    assert inside.status_code == 422
    assert han("DELETE", f"/webhooks/{id_}").status_code == 204
    assert han.get(f"/webhooks/{id_}").status_code == 404
