"""Letting time pass: what a sweep costs with a million clocks running, of which few have come due.

    python benchmarks/sweep.py [--open 1000000] [--due 100 1000 10000] [--quick]

The cases that come due have whole histories: each sweep reads them, decides under the regulation
(limit reached: two tasks, a numbered slip, three notices), and writes events and rows. Beside it
run, on the same table, the least any sweep must do (claim the due clocks and move them on, nothing
decided) and what one without an index on the next instant would do (look at every clock).
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from statistics import median

import ground

from shouwen.ledger import NewEvent
from shouwen.vocabulary import Actor, moment

OPENED = moment("2024-11-04 09:00")
WARNED = moment("2024-11-06 18:00")
REACHED = moment("2024-11-07 18:00")
FORM = {
    "channel": "phone",
    "subject": "柜台排队时间过长",
    "category": "work_error",
    "content": "办理挂失等候两个小时，要求增开窗口。",
    "complainant_name": "陈立军",
    "telephone": "13812345678",
    "accused_unit": "renmin",
    "accused_level": "outlet",
    "region": "local",
    "accepting_level": "first_branch",
}
_LEAST = """
    WITH due AS (
        SELECT number, clock FROM casework_clock WHERE next_fire_at <= %s
        ORDER BY next_fire_at LIMIT 500 FOR UPDATE SKIP LOCKED
    )
    UPDATE casework_clock AS k SET next_fire_at = next_fire_at + interval '1 year'
    FROM due WHERE (k.number, k.clock) = (due.number, due.clock)
"""
_LOOK = "SELECT count(*) FROM casework_clock WHERE state = 'running' AND next_fire_at + '0 s' <= %s"


def model() -> str:
    """Register a case, let its first warnings pass, and return its number."""
    from shouwen.casework import operations
    from shouwen.casework.shapes import Registered

    answer = operations.register(
        ground.REGULATION, "register", FORM,
        actor=Actor("lin_xiao"), now=OPENED, command_id="the-model",
    )  # fmt: skip
    assert isinstance(answer, Registered), answer
    operations.sweep(now=WARNED)
    return answer.number


def fill(pattern: str, count: int) -> None:
    """Let so many more cases be open whose next instant lies far ahead."""
    import crowd

    later = "jsonb_build_object('next_fire_at', timestamptz '2024-12-01' + n * interval '10 s')"
    with crowd.bare():
        crowd.rows([pattern], count, "OPEN", {"casework_clock": later})


def swept(now: datetime) -> tuple[int, int, float]:
    """Sweep all that is due; return cases, events and seconds."""
    from shouwen.casework import operations

    begun = time.perf_counter()
    report = operations.sweep(now=now, limit=10**6)
    assert not report.failed, report.failed
    return report.cases, report.events, time.perf_counter() - begun


def ready() -> None:
    """Make a worker process ready."""
    import django

    django.setup()
    swept(OPENED)


@contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Keep so many processes up, each ready to sweep."""
    with ProcessPoolExecutor(count, get_context("spawn"), ready) as pool:
        list(pool.map(swept, [OPENED] * count))
        yield pool


def least(now: datetime) -> float:
    """Claim and move on, deciding nothing; return clocks a second. What it did is undone."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        begun, moved = time.perf_counter(), 0
        while True:
            cursor.execute(_LEAST, [now])
            if not cursor.rowcount:
                break
            moved += cursor.rowcount
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return moved / spent


def taken(statement: str, now: datetime, times: int = 5) -> float:
    """Return the usual time of a statement, in milliseconds."""
    from django.db import connection

    spent = []
    with connection.cursor() as cursor:
        for _ in range(times):
            begun = time.perf_counter()
            cursor.execute(statement, [now])
            cursor.fetchall()
            spent.append(time.perf_counter() - begun)
    return median(spent) * 1e3


def nothing_due(now: datetime) -> float:
    """Return the milliseconds of a sweep that finds nothing."""
    spent = [swept(now)[2] for _ in range(50)]
    return median(spent) * 1e3


def measure(told: Sequence[NewEvent], due: int, name: str, workers_: int = 1) -> float:
    """Let so many cases come due, sweep them, print and return the cases a second."""
    import crowd

    crowd.streams(told, due, name, now=WARNED)
    limit = least(REACHED)
    with workers(workers_) as pool:
        begun = time.perf_counter()
        reports = list(pool.map(swept, [REACHED] * workers_))
        spent = time.perf_counter() - begun
    cases, events = (sum(report[n] for report in reports) for n in (0, 1))
    assert cases >= due, (cases, due)
    print(
        f"  {due:>7} due, {workers_} worker{'s' if workers_ > 1 else ' '}"
        f" {spent:8.2f} s {cases / spent:7.0f} cases/s {events / spent:8.0f} events/s"
        f"   of bare claim-and-advance {cases / spent / limit:6.1%}",
        flush=True,
    )
    return cases / spent


def main() -> None:
    """Fill the table, sweep, and compare few open with many."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--quick", action="store_true", help="50,000 open, 100 and 500 due")
    options = parser.parse_args()
    many, dues = (50_000, [100, 500]) if options.quick else (options.open, options.due)
    print(ground.heading())
    with ground.bank():
        import crowd

        pattern = model()
        told = crowd.history(pattern)
        middle = dues[len(dues) // 2]
        print("nothing else open")
        alone = measure(told, middle, "FEW")
        idle_alone = nothing_due(REACHED)
        begun = time.perf_counter()
        fill(pattern, many)
        print(
            f"{2 * many:,} clocks running in {many:,} cases ({time.perf_counter() - begun:.0f} s)"
        )
        crowded = {due: measure(told, due, f"D{due}N") for due in dues}
        measure(told, dues[-1], "TWO", 2)
        idle = nothing_due(REACHED)
        print(f"  nothing due: {idle:.2f} ms a sweep; without other cases {idle_alone:.2f} ms")
        print(f"  looking at every clock instead: {taken(_LOOK, REACHED):.0f} ms each time")
        print(f"  rate among the others, of the rate alone: {crowded[middle] / alone:.0%}")
        growth = crowded[dues[-1]] / crowded[dues[0]]
        print(f"  rate with {dues[-1]} due, of the rate with {dues[0]}: {growth:.0%}")


if __name__ == "__main__":
    main()
