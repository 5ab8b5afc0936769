"""Rows a second from a sheet to the record, and plain COPY of the same rows as the limit.

    python benchmarks/import.py [--rows 5000] [--open 1000]

Two limits are measured in the same run. One copies the cells of the file into a table of texts with
no index: nothing is faster, and nothing is known afterwards. The other copies what the import has
written, table by table with all indexes, into empty twins of these tables: that is the import
without reading, deciding, sealing and hashing.
"""

import argparse
import csv
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import ground
import psycopg
from psycopg import sql

from shouwen.vocabulary import OFFICE_ZONE, Actor

HEADER = [
    "编号", "收到时间", "办结时间", "渠道", "类别", "客户", "电话", "事由", "内容", "答复意见",
    "满意度",
]  # fmt: skip
MAPPING = """\
mapping: bench
title: 测速用登记表
as: historical
key: 编号
columns:
  received_at: 收到时间
  channel: 渠道
  category: 类别
  subject: 事由
  content: 内容
  complainant_name: 客户
  telephone: 电话
historical:
  opened: 收到时间
  closed: 办结时间
  replied: 办结时间
  reply: 答复意见
  satisfied: 满意度
act: {name: register, role: union_officer}
"""
WRITTEN = (
    "vault_item", "vault_index", "ledger_event", "casework_case", "casework_clock",
    "casework_desk", "casework_notice", "casework_document", "casework_particular",
    "casework_search",
)  # fmt: skip
#: Filled in by the database itself.
GENERATED = {"tx", "position", "id"}
_WORDS = (
    "网点柜台排队时间过长工作人员态度生硬转账失败手续费重复扣收"
    "没有说明要求退还并致歉手机银行无法登录多次致电未得到答复"
)


def write_sheet(
    path: Path, rows: int, chance: random.Random, start: datetime, apart: timedelta
) -> None:
    """Write a register of made-up complaints, received from `start` on, so far apart."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for n in range(rows):
            opened = start + apart * n
            closed = opened + timedelta(hours=chance.randint(1, 200))
            said = ["".join(chance.choices(_WORDS, k=chance.randint(20, 160))) for _ in range(2)]
            writer.writerow(
                [
                    f"B{n:07}", f"{opened:%Y/%m/%d %H:%M}", f"{closed:%Y年%m月%d日 %H:%M}",
                    chance.choice(["电话", "信件"]), chance.choice(["服务态度", "工作失误"]),
                    chance.choice("王李张刘陈") + "女士", f"138{chance.randrange(10**8):08}",
                    said[0][:12], said[0], said[1], chance.choice(["满意", "基本满意"]),
                ]
            )  # fmt: skip


@contextmanager
def timed(results: dict[str, float], name: str, rows: int) -> Iterator[None]:
    """Note rows a second."""
    begun = time.perf_counter()
    yield
    results[name] = rows / (time.perf_counter() - begun)


def imported(file: Path, mapping: Path, as_: str, *, dry_run: bool = False) -> Counter[str]:
    """Import a file and return how many rows had which outcome."""
    from shouwen import intake

    def clock() -> datetime:
        return datetime.now(OFFICE_ZONE)

    planned = intake.plan(file, str(mapping), ground.REGULATION, now=clock(), as_=as_)
    outcomes = intake.carry_out(planned, by=Actor("root"), clock=clock, dry_run=dry_run)
    return Counter(outcome.outcome for outcome in outcomes)


def copy_cells(url: str, file: Path) -> None:
    """Copy the cells as text."""
    columns = ", ".join(f"c{n} text" for n in range(len(HEADER)))
    with psycopg.connect(url) as connection, file.open(encoding="utf-8", newline="") as rows:
        connection.execute(f"CREATE TABLE bench_cells ({columns})")
        with connection.cursor().copy("COPY bench_cells FROM STDIN") as copy:
            for row in csv.reader(rows):
                copy.write_row(row)


def twins(url: str) -> dict[str, tuple[list[str], bytes]]:
    """Make empty twins of the tables, and return the columns and rows to copy into each."""
    found = {}
    with psycopg.connect(url) as connection:
        for table in WRITTEN:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::text::regclass"
                    " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                    [table],
                )
                if name not in GENERATED
            ]
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            out = sql.SQL("COPY {} ({}) TO STDOUT (FORMAT binary)").format(
                sql.Identifier(table), columns
            )
            with connection.cursor().copy(out) as copy:
                content = b"".join(bytes(piece) for piece in copy)
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    sql.Identifier(f"twin_{table}"), sql.Identifier(table)
                )
            )
            found[table] = (names, content)
    return found


def copy_twins(url: str, found: dict[str, tuple[list[str], bytes]]) -> None:
    """Copy what the import has written, all tables in one transaction."""
    with psycopg.connect(url) as connection:
        for table, (names, content) in found.items():
            into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
                sql.Identifier(f"twin_{table}"), sql.SQL(", ").join(map(sql.Identifier, names))
            )
            with connection.cursor().copy(into) as copy:
                copy.write(content)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5000, help="closed rows")
    parser.add_argument("--open", type=int, default=1000, help="rows through the regulation")
    asked = parser.parse_args()
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, ground.bank() as url:
        closed, open_, mapping = (Path(folder, name) for name in ("c.csv", "o.csv", "m.yaml"))
        mapping.write_text(MAPPING, encoding="utf-8")
        long_ago = datetime(2024, 1, 2, 9, 0, tzinfo=OFFICE_ZONE)
        write_sheet(closed, asked.rows, random.Random(1), long_ago, timedelta(minutes=97))
        # Received today: what has been open for two years brings two years of daily reminders.
        lately = datetime.now(OFFICE_ZONE) - timedelta(hours=2)
        write_sheet(open_, asked.open, random.Random(2), lately, timedelta(hours=2) / asked.open)
        with timed(rates, "COPY of the cells as text", asked.rows):
            copy_cells(url, closed)
        with timed(rates, "closed rows, dry run", asked.rows):
            told = imported(closed, mapping, "historical", dry_run=True)
        assert told == {"accepted": asked.rows}, told
        with timed(rates, "closed rows", asked.rows):
            told = imported(closed, mapping, "historical")
        assert told == {"accepted": asked.rows}, told
        found = twins(url)
        with timed(rates, "COPY of what that wrote", asked.rows):
            copy_twins(url, found)
        with timed(rates, "closed rows, all there already", asked.rows):
            told = imported(closed, mapping, "historical")
        assert told == {"duplicate": asked.rows}, told
        mapping.write_text(MAPPING.replace("mapping: bench", "mapping: open"), encoding="utf-8")
        with timed(rates, "open rows, each decided by the regulation", asked.open):
            told = imported(open_, mapping, "open")
        assert told == {"accepted": asked.open}, told
    whole, floor = rates["COPY of the cells as text"], rates["COPY of what that wrote"]
    print(f"{'':44}{'rows/s':>10}{'of COPY, cells':>16}{'of COPY, tables':>17}")
    for name, rate in rates.items():
        print(f"{name:44}{rate:>10,.0f}{rate / whole:>16.3f}{rate / floor:>17.3f}")


if __name__ == "__main__":
    main()
