"""Taking matters in: through the door, over HTTP, and pgbench with the very same rows as limit.

    python benchmarks/registration.py [--seconds 5] [--rounds 3] [--quick]

pgbench is told to insert, row for row and column for column, what one registration has written:
particulars, events, case, clocks, desk, search text and the serial number they are under. It
decides, seals and hashes nothing; its statements are prepared and its client is C. What share of
its rate is reached says what deciding by a regulation costs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from socket import socket
from statistics import median
from typing import Any
from urllib.parse import urlencode

import ground
import psycopg
from psycopg import sql

from shouwen.project import binaries
from shouwen.project.environment import Environment
from shouwen.vocabulary import Actor, moment

CLERK = "lin_xiao"
NOW = moment("2024-11-04 09:00")
FORM = {
    "channel": "phone",
    "subject": "转账手续费重复收取",
    "category": "work_error",
    "content": "客户来电称，本月三日在人民路网点办理跨行转账时，手续费被收取两次，柜员没有说明"
    "原因，客户再次询问时仍未得到答复，要求退还多收的手续费并向其致歉。",
    "complainant_name": "陈立军",
    "telephone": "13812345678",
    "account": "6217000012345678901",
    "accused_unit": "renmin",
    "accused_level": "outlet",
    "region": "local",
    "accepting_level": "first_branch",
    "amount": "50.00",
}
#: Every table a registration writes, with the column that says which rows are its own.
TABLES = {
    "vault_item": "ref",
    "vault_index": "ref",
    "ledger_event": "stream",
    "casework_case": "number",
    "casework_clock": "number",
    "casework_desk": "number",
    "casework_notice": "number",
    "casework_document": "number",
    "casework_particular": "number",
    "casework_search": "number",
}
#: Filled in by the database itself.
LEFT_OUT = {("ledger_event", "tx"), ("ledger_event", "position")}
VARIABLE_BROKEN = ":' || '"
LEFT_OUT |= {("casework_search", "id"), ("casework_notice", "id")}


# ---- through the door --------------------------------------------------------------------------


def register(command_id: str) -> str:
    """Take one matter in and return its number."""
    from shouwen.casework import operations
    from shouwen.casework.shapes import Registered

    answer = operations.register(
        ground.REGULATION, "register", FORM, actor=Actor(CLERK), now=NOW, command_id=command_id
    )
    assert isinstance(answer, Registered), answer
    return answer.number


_start: Barrier


def ready(start: Barrier) -> None:
    """Make a worker process ready: everything is opened once, as in a server that is up."""
    import django

    global _start
    _start = start
    django.setup()
    for turn in range(30):
        register(f"warm/{os.getpid()}/{time.time_ns()}/{turn}")


def clerk(seconds: float) -> float:
    """Register for so long, together with the others, and return how many a second."""
    _start.wait()
    begun, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - begun) < seconds:
        register(f"clerk/{os.getpid()}/{time.time_ns()}")
        done += 1
    return done / spent


@contextmanager
def clerks(count: int) -> Iterator[Callable[[float], float]]:
    """Keep processes with one connection each; yield what makes them register for a while."""
    context = get_context("spawn")
    start = context.Barrier(count)
    with ProcessPoolExecutor(count, context, ready, (start,)) as pool:
        yield lambda seconds: sum(pool.map(clerk, [seconds] * count))


# ---- the limit ---------------------------------------------------------------------------------


def limit_script(url: str) -> str:
    """Return a pgbench script that inserts what one registration writes."""
    number = register("the-model")
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT ref FROM casework_particular WHERE number = %s ORDER BY ref", [number]
        )
        refs = [row[0] for row in found]
        names = {number: ":number::text"}
        names |= {ref: f"('{ref[:18]}' || :number::text || '{n}')" for n, ref in enumerate(refs)}
        names["the-model"] = "('limit/' || :number::text)"
        lines = [
            "BEGIN;",
            "INSERT INTO casework_serial AS s (series, last) VALUES ('limit', 1)"
            " ON CONFLICT (series) DO UPDATE SET last = s.last + EXCLUDED.last"
            " RETURNING 'TSLIMIT' || last AS number \\gset",
        ]
        for table, key in TABLES.items():
            mine = {"ref": refs, "stream": [f"case/{number}"]}.get(key, [number])
            lines += _inserts(connection, table, key, mine, names)
        return "\n".join([*lines, "COMMIT;", ""])


def _inserts(
    connection: psycopg.Connection[Any],
    table: str,
    key: str,
    mine: list[str],
    names: dict[str, str],
) -> Iterator[str]:
    kinds = connection.execute(
        "SELECT column_name, udt_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_identity IS NOT NULL ORDER BY ordinal_position",
        [table],
    ).fetchall()
    columns = {name: kind for name, kind in kinds if (table, name) not in LEFT_OUT}
    texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns)
    rows = connection.execute(
        sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(
            texts, sql.Identifier(table), sql.Identifier(key)
        ),
        [mine],
    ).fetchall()
    if rows:
        told = [", ".join(map(_told, row, columns.values(), [names] * len(row))) for row in rows]
        listed = ", ".join(f'"{name}"' for name in columns)
        yield f"INSERT INTO {table} ({listed}) VALUES ({'), ('.join(told)});"


def _told(text: str | None, kind: str, names: dict[str, str]) -> str:
    """Return a value as SQL, with what differs from case to case taken from a variable."""
    if text is None:
        return "NULL"
    cut = re.split("(" + "|".join(map(re.escape, names)) + ")", text)
    parts = [names.get(each) or _quoted(each) for each in cut if each]
    typed = kind if not kind.startswith("_") else f"{kind[1:]}[]"
    return f"({' || '.join(parts) or chr(39) * 2})::{typed}"


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    # pgbench sees variables inside quotes too.
    return f"'{re.sub(':(?=[^0-9:])', VARIABLE_BROKEN, doubled)}'"


def pgbench(url: str, script: Path, connections: int, seconds: float) -> float:
    """Return how many transactions of the script a second that many connections do."""
    program = binaries.find(Environment.read().postgres).folder / "pgbench"
    said = subprocess.run(
        [
            program, "-n", "-M", "prepared", "-f", script, "-T", str(max(1, round(seconds))),
            "-c", str(connections), "-j", str(min(connections, 2)), url,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    rate = re.search(r"tps = ([0-9.]+)", said.stdout)
    assert rate, said.stdout + said.stderr
    return float(rate[1])


# ---- over HTTP ---------------------------------------------------------------------------------


@contextmanager
def serving(target: str, threads: int) -> Iterator[int]:
    """Keep granian with two workers up for this application; yield its port."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", "2", "--blocking-threads", str(threads),
            "--blocking-threads-idle-timeout", "600", "--log-level", "error", target,
        ],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, folders))},
    )  # fmt: skip
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(15)


def _await(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with socket() as probe:
                probe.connect(("127.0.0.1", port))
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def knock(
    port: int, connections: int, seconds: float, ask: Callable[[HTTPConnection], None]
) -> tuple[float, list[float]]:
    """Ask over so many kept connections for so long; return the rate and every answer's time."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    def caller() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.perf_counter()) < until:
            ask(connection)
            times.append(time.perf_counter() - begun)
        connection.close()

    callers = [threading.Thread(target=caller) for _ in range(connections)]
    begun = time.perf_counter()
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    return len(times) / (time.perf_counter() - begun), sorted(times)


def ask_thin(connection: HTTPConnection) -> None:
    """Register through the thin endpoint of ``thin.py``."""
    command = f"thin/{threading.get_ident()}/{time.time_ns()}"
    body = json.dumps({"form": FORM, "command_id": command}).encode()
    connection.request("POST", "/", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 201, text


def interface_asker(port: int) -> Callable[[HTTPConnection], None]:
    """Return what registers over the interface, each request with a key of its own, as a gateway.

    With the idempotency key every answer is sealed and kept, which is part of what is measured.
    """
    from shouwen.connections import keys
    from shouwen.vocabulary import OFFICE_ZONE

    key = keys.make(
        "benchmark", scopes=["register"], person=CLERK, by=CLERK, now=datetime.now(OFFICE_ZONE),
        per_minute=100_000,
    )  # fmt: skip
    sent = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {key.secret}",
        "Host": f"localhost:{port}",
    }
    body = json.dumps({"regulation": ground.REGULATION, "act": "register", "form": FORM}).encode()

    def ask(connection: HTTPConnection) -> None:
        once = {"Idempotency-Key": f"{threading.get_ident()}x{time.time_ns()}"}
        connection.request("POST", "/api/v1/cases", body, sent | once)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 201, (answer.status, text[:2000].decode())

    return ask


def page_asker(port: int) -> Callable[[HTTPConnection], None]:
    """Return what posts the desk's registration form as a clerk who is logged in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.middleware.csrf import get_token
    from django.urls import reverse

    from shouwen.people.models import Person
    from shouwen.web.forms import PREFIX

    user = User.objects.create_user(CLERK)
    Person.objects.filter(id=CLERK).update(user=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    request = HttpRequest()
    token = get_token(request)
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"],
    }
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Host": f"localhost:{port}",
    }
    path = reverse("desk:register", args=[ground.REGULATION, "register"])
    fields = {PREFIX + name: value for name, value in FORM.items()}
    fields["csrfmiddlewaretoken"] = token

    def ask(connection: HTTPConnection) -> None:
        fields_now = fields | {"token": f"{threading.get_ident()}x{time.time_ns()}"}
        connection.request("POST", path, urlencode(fields_now).encode(), sent)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 303, (answer.status, text[:2000].decode())

    return ask


# ---- the whole ---------------------------------------------------------------------------------


def race(rounds: int, contenders: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Return each one's rate in every round; they take turns, so that all meet the same noise."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            found[name].append(run())
    return found


def show(title: str, found: dict[str, list[float]]) -> None:
    """Print medians, and each one's share of the last, which is the limit, round by round."""
    *_, limit = found.values()
    print(title)
    for name, rates in found.items():
        shares = [rate / most for rate, most in zip(rates, limit, strict=True)]
        spread = f"({min(shares):.0%}–{max(shares):.0%})" if rates is not limit else ""
        print(f"  {name:44} {median(rates):8.0f} /s {median(shares):7.0%} {spread}", flush=True)


def main() -> None:
    """Measure with one connection, with four, and over HTTP."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5, help="for each turn of each contender")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of two seconds")
    options = parser.parse_args()
    seconds, rounds = (2.0, 1) if options.quick else (options.seconds, options.rounds)
    print(ground.heading())
    with ground.bank() as url, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "registration.sql"
        script.write_text(limit_script(url), encoding="utf-8")
        for count in (1, 4):
            through_the_door(url, script, rounds, seconds, count)
        over_http(url, script, rounds, seconds)


def through_the_door(url: str, script: Path, rounds: int, seconds: float, count: int) -> None:
    """Measure as many processes as pgbench has connections."""
    with clerks(count) as registering:
        found = race(
            rounds,
            {
                "casework.operations.register": lambda: registering(seconds),
                "pgbench, same rows, prepared": lambda: pgbench(url, script, count, seconds),
            },
        )
    show(f"{count} connection{'s' if count > 1 else ''}", found)


def over_http(url: str, script: Path, rounds: int, seconds: float, count: int = 8) -> None:
    """Measure granian with two workers, and print what each answer took."""
    times: dict[str, list[float]] = {}

    def knocking(name: str, port: int, ask: Callable[[HTTPConnection], None]) -> float:
        rate, took = knock(port, count, seconds, ask)
        times[name] = took
        return rate

    with (
        serving("thin:application", count // 2) as thin,
        serving("shouwen.project.wsgi:application", count // 2) as full,
    ):
        page = page_asker(full)
        knock(thin, count, 1, ask_thin)
        interface = interface_asker(full)
        knock(full, count, 1, page)
        knock(full, count, 1, interface)
        found = race(
            rounds,
            {
                "thin endpoint": lambda: knocking("thin endpoint", thin, ask_thin),
                "the interface, with idempotency keys": lambda: knocking(
                    "the interface", full, interface
                ),
                "the desk's page, logged in": lambda: knocking("the desk's page", full, page),
                "pgbench, same rows, prepared": lambda: pgbench(url, script, count, seconds),
            },
        )
    show(f"over HTTP, {count} connections, the client on the same processors", found)
    for name, took in times.items():
        p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
        print(f"  {name}: p50 {p50 * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
