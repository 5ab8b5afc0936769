"""Pages among a million cases while fifty people are at work, beside an empty view.

    python benchmarks/pages.py [--cases 1000000] [--users 50] [--seconds 90] [--quick]

Granian with two workers serves the product as it is, over HTTP. Fifty people with sessions of
their own (handlers in outlets, leaders of branches, auditors) open pages, think for four to twelve
seconds and open the next; a server that cannot keep up shows in its times. The empty view, asked in
between by one more person, is the login page: it asks the database nothing.
"""

import argparse
import gzip
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection

import ground
import work_list
from registration import serving
from work_list import AUDITOR, BRANCHES, ONE_IN, OUTLETS, changes, models, outlets

from shouwen.vocabulary import OFFICE_ZONE

#: What people open, and how often in a hundred.
PAGES = {
    "work list, mine": ("/desk/", 26),
    "work list, unit": ("/desk/?view=unit", 14),
    "work list, late": ("/desk/?view=late", 8),
    "work list, all": ("/desk/?view=all", 6),
    "case": ("/desk/case/{number}/", 24),
    "search": ("/desk/search/?q={word}", 6),
    "registration": ("/desk/register/postal-bank/register/", 6),
    "supervision": ("/supervision/", 4),
    "duties": ("/desk/duties/", 3),
    "notices": ("/desk/notices/", 3),
}
EMPTY = "/login/"
WORDS = ("年费", "手续费", "排队", "蓝鲸")
THINK = (4.0, 12.0)


def users(count: int) -> list[tuple[str, str]]:
    """Give so many people a session and return who they are and their cookie."""
    people = [f"h{n % BRANCHES:02}{n % OUTLETS:02}" for n in range(count)]
    people[::7] = [f"l{n % BRANCHES:02}" for n in range(len(people[::7]))]
    people[::13] = [AUDITOR.person] * len(people[::13])
    cookies = {person: _session(person) for person in dict.fromkeys(people)}
    return [(person, cookies[person]) for person in people]


def _session(person: str) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    from shouwen.people.models import Person

    user = User.objects.create_user(person)
    Person.objects.filter(id=person).update(user=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def real_cases(people: list[str]) -> dict[str, list[str]]:
    """Take in some matters in earnest; copies in the lists have no history to show."""
    from shouwen.casework import operations
    from shouwen.vocabulary import Actor

    now = datetime.now(OFFICE_ZONE)
    found: dict[str, list[str]] = {person: [] for person in people}
    places = sorted({person[1:] for person in people if person[0] == "h"})
    for n, place in enumerate(places * 2):
        form = {
            "channel": "phone", "subject": f"转账手续费重复收取（{n}）", "category": "work_error",
            "content": "三个月来每月扣两次。", "complainant_name": "陈立军",
            "telephone": "13812345678", "accused_unit": f"o{place}", "accused_level": "outlet",
            "region": "local", "accepting_level": "first_branch",
        }  # fmt: skip
        given = operations.register(
            ground.REGULATION, "register", form,
            actor=Actor("lin_xiao"), now=now, command_id=f"page/{n}",
        )  # fmt: skip
        operations.act(
            given.number, "dispatch", {}, actor=Actor("tian_yu"), now=now, command_id=f"page/d{n}"
        )
        for person in people:
            if person in (f"h{place}", f"l{place[:2]}", AUDITOR.person):
                found[person].append(given.number)
    return found


def walk(chance: random.Random, cases: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the pages one person opens: their kind and their address."""
    kinds = [kind for kind in PAGES if cases or "{number}" not in PAGES[kind][0]]
    shares = [PAGES[kind][1] for kind in kinds]
    while True:
        kind = chance.choices(kinds, shares)[0]
        given = {"number": chance.choice(cases or [""]), "word": _quoted(chance.choice(WORDS))}
        yield kind, PAGES[kind][0].format(**given)


def _quoted(word: str) -> str:
    from urllib.parse import quote

    return quote(word)


class Tally:
    """What was measured: milliseconds and bytes on the wire, by kind; answers that failed."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}
        self.bytes: dict[str, int] = {}
        self.failed: dict[str, int] = {}
        self._lock = threading.Lock()

    def note(self, kind: str, took: float, size: int, status: int) -> None:
        """Write one answer down."""
        with self._lock:
            if status != 200:
                self.failed[f"{kind}: {status}"] = self.failed.get(f"{kind}: {status}", 0) + 1
                return
            self.spent.setdefault(kind, []).append(took * 1e3)
            self.bytes[kind] = max(size, self.bytes.get(kind, 0))


def open_page(
    connection: HTTPConnection, port: int, where: str, cookie: str
) -> tuple[float, int, int]:
    """Open one page; return seconds until its last byte, bytes on the wire, and the status."""
    headers = {"Host": f"localhost:{port}", "Accept-Encoding": "gzip"}
    if cookie:
        headers["Cookie"] = cookie
    begun = time.perf_counter()
    connection.request("GET", where, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - begun
    if answer.getheader("Content-Encoding") == "gzip":
        gzip.decompress(body)  # it must be whole
    return took, len(body), answer.status


def work(port: int, count: int, seconds: float) -> Tally:
    """Let people work for so long."""
    tally = Tally()
    known = users(count)
    cases = real_cases(list(dict.fromkeys(person for person, _ in known)))
    until = time.perf_counter() + seconds

    def person_at_work(n: int) -> None:
        chance = random.Random(n)
        person, cookie = known[n]
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        time.sleep(chance.uniform(0, THINK[1]))
        for kind, where in walk(chance, cases[person]):
            if time.perf_counter() > until:
                return
            tally.note(kind, *open_page(connection, port, where, cookie))
            time.sleep(chance.uniform(*THINK))

    def nobody() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            tally.note("an empty view", *open_page(connection, port, EMPTY, ""))
            time.sleep(0.5)

    threads = [threading.Thread(target=person_at_work, args=[n]) for n in range(count)]
    threads.append(threading.Thread(target=nobody))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return tally


def warm(port: int) -> None:
    """Open every kind of page once in each worker, so that compiling is not measured."""
    cookie = _session("h0001")
    for _ in range(8):
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        for where, _share in PAGES.values():
            if "{number}" not in where:
                open_page(connection, port, where.format(word=_quoted("年费")), cookie)
        connection.close()


def show(tally: Tally) -> None:
    """Print each kind of page: how often, its times, its bytes, and its ratio to the empty view."""
    empty = sorted(tally.spent["an empty view"])
    least = empty[len(empty) // 2]
    print(f"{'':22}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'p50 ×':>8}{'kB':>8}")
    everything: list[float] = []
    for kind, spent in tally.spent.items():
        spent.sort()
        if kind != "an empty view":
            everything += spent
        p50, p95 = spent[len(spent) // 2], spent[min(len(spent) - 1, int(len(spent) * 0.95))]
        size = tally.bytes[kind] / 1000
        print(f"{kind:22}{len(spent):7}{p50:9.1f}{p95:9.1f}{p50 / least:8.1f}{size:8.1f}")
    everything.sort()
    p95 = everything[int(len(everything) * 0.95)]
    print(f"{'all of them':22}{len(everything):7}{everything[len(everything) // 2]:9.1f}{p95:9.1f}")
    for kind, count in tally.failed.items():
        print(f"failed: {kind}, {count} times")


def main() -> None:
    """Fill, serve, let people work, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--quick", action="store_true", help="20,000 cases, 20 users, 30 seconds")
    options = parser.parse_args()
    if options.quick:
        options.cases, options.users, options.seconds = 20_000, 20, 30
    print(ground.heading())
    with ground.bank():
        import crowd

        from shouwen.project import assets

        outlets()
        open_, archived = models()
        begun = time.perf_counter()
        # Pages are asked for now, so what is due is due around now.
        work_list.NOW = datetime.now(OFFICE_ZONE)
        with crowd.bare():
            crowd.rows([open_] + [archived] * (ONE_IN - 1), options.cases, "S0N", changes())
        assets.collect_stale()
        print(f"{options.cases:,} cases (made in {time.perf_counter() - begun:.0f} s)", flush=True)
        os.environ.setdefault("SHOUWEN_HOSTS", "localhost")
        with serving("shouwen.project.wsgi:application", 8) as port:
            warm(port)
            print(
                f"{options.users} people, {os.getloadavg()[0]:.1f} load at the beginning",
                flush=True,
            )
            show(work(port, options.users, options.seconds))


if __name__ == "__main__":
    main()
