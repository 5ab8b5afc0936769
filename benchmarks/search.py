"""Search among a million cases: the page with its facets, the palette, people by name and number.

    python benchmarks/search.py [--cases 1000000] [--seconds 240] [--quick]

Texts of about 200 characters are made of words as frequent as words are (the n-th about 1/n), and
copied in. Asked are a handler in an outlet, the leader of a branch and an auditor who sees
everything, for words from everywhere to nowhere, alone, together, left out, as phrases and numbers,
narrowed and not. The peers search the same texts for the same words, with nothing of facets, marks
or permissions: ILIKE through an index of pg_trgm, and ILIKE reading everything.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from functools import partial

import ground
from work_list import AUDITOR, HANDLER, LEADER, NOW, ONE_IN, changes, models, outlets

SEED = 20261126
WORDS = 6_000
LENGTH = 70  # words of a text
#: Letters the words are made of, common ones as complaints have them.
LETTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
    "面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本"
    "去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比"
    "或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总"
    "次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做"
    "必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权"
)


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Return words of two to four letters, and how frequent each is, added up."""
    words = list(dict.fromkeys(
        "".join(chance.choices(LETTERS, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(2 * WORDS)
    ))[:WORDS]  # fmt: skip
    total, sums = 0.0, []
    for n in range(1, len(words) + 1):
        total += 1 / n
        sums.append(total)
    return words, sums


def texts(count: int) -> Iterator[tuple[int, str]]:
    """Yield a text for each case: its number, what it is about, what was written."""
    chance = random.Random(SEED)
    words, sums = vocabulary(chance)
    for n in range(count):
        some = chance.choices(words, cum_weights=sums, k=LENGTH)
        amount = f"{chance.randrange(10, 99_999)}.{chance.randrange(100):02}"
        yield (
            n,
            "\n".join(
                (
                    f"s0n{n:07}",
                    "".join(some[:4]),
                    "，".join(map("".join, (some[4:30], some[30:]))),
                    amount,
                )
            ),
        )


def fill(count: int) -> None:
    """Copy the texts in, then the cases over them, then names and telephones."""
    import crowd
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_text (k int PRIMARY KEY, body text)")
        with cursor.copy("COPY bench_text FROM STDIN") as copy:
            for row in texts(count):
                copy.write_row(row)
        cursor.execute("ANALYZE bench_text")
    outlets()
    open_, archived = models()
    laid_over = changes() | {
        "casework_search": "jsonb_build_object('body',"
        " (SELECT b.body FROM bench_text AS b WHERE b.k = n))"
    }
    with crowd.bare():
        crowd.rows([open_] + [archived] * (ONE_IN - 1), count, "S0N", laid_over)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_text")
    people_in(count)


def people_in(count: int) -> None:
    """Give every case a name and a telephone, found as the vault finds them."""
    from django.db import connection

    from shouwen.vault import keys
    from shouwen.vault.particular import name_pairs

    chance = random.Random(SEED + 1)
    ring = keys.ring()
    given = ["".join(chance.choices(LETTERS, k=2)) for _ in range(3_000)]

    def named(n: int) -> tuple[object, ...]:
        name = LETTERS[n % 97] + given[n * 7 % len(given)]
        return f"v_{n:08}n", ring.name_tokens(name_pairs(name))

    def called(n: int) -> tuple[object, ...]:
        return f"v_{n:08}t", "telephone", ring.fingerprint("telephone", f"139{n * 7 % count:08}")

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX vault_name_tokens, vault_index_value, particular_by_case")
        for table, row_of in (
            ("vault_name (ref, tokens)", named),
            ("vault_index (ref, kind, fingerprint)", called),
            (
                "casework_particular (ref, number, fact)",
                lambda n: (f"v_{n:08}n", f"S0N{n:07}", "complainant_name"),
            ),
            (
                "casework_particular (ref, number, fact)",
                lambda n: (f"v_{n:08}t", f"S0N{n:07}", "telephone"),
            ),
        ):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for n in range(count):
                    copy.write_row(row_of(n))
        cursor.execute(
            "CREATE INDEX vault_name_tokens ON vault_name USING gin (tokens)"
            " WITH (fastupdate = off)"
        )
        cursor.execute("CREATE INDEX vault_index_value ON vault_index (fingerprint, kind)")
        cursor.execute("CREATE INDEX particular_by_case ON casework_particular (number)")
        cursor.execute("ANALYZE vault_name, vault_index, casework_particular")
    NAMES.append(given[7])


#: Part of a name some cases have, once they are filled.
NAMES: list[str] = []


def questions(count: int) -> dict[str, list[str]]:
    """Return what is typed, by kind; words are taken from where they are that frequent."""
    chance = random.Random(SEED)
    words, _sums = vocabulary(chance)
    by_length = {length: [word for word in words if len(word) == length] for length in (2, 3, 4)}
    few = random.Random(7)
    longer = [text.split("\n")[2] for _n, text in texts(40)]

    def some(among: list[str], begin: float, end: float) -> list[str]:
        part = among[int(len(among) * begin) : max(1, int(len(among) * end))]
        return few.sample(part, min(6, len(part)))

    frequent, rare = some(by_length[2], 0, 0.004), some(by_length[2], 0.9, 1)
    middle = some(by_length[3], 0.2, 0.3)
    return {
        "2 letters, everywhere": frequent,
        "2 letters, in between": some(by_length[2], 0.1, 0.2),
        "2 letters, rare": rare,
        "3 letters, in between": middle,
        "4 letters, in between": some(by_length[4], 0.1, 0.2),
        "4 letters, rare": some(by_length[4], 0.9, 1),
        "8 letters standing together": [few.choice(longer)[n : n + 8] for n in range(6)],
        "two words together": [f"{a} {b}" for a, b in zip(frequent, middle, strict=False)],
        "one word without another": [f"{a} -{b}" for a, b in zip(middle, frequent, strict=False)],
        "a number": [f"S0N{few.randrange(count):07}" for _ in range(6)],
        "nowhere": ["鼋鼍蛟龙", "饕餮"],
    }


def ask(
    asked: dict[str, list[Callable[[], object]]], times: int, seconds: float
) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile in milliseconds of each kind; all are asked in turn."""
    spent: dict[str, list[float]] = {name: [] for name in asked}
    until = time.perf_counter() + seconds
    for turn in range(times + 1):
        for name, each in asked.items():
            for question in each:
                begun = time.perf_counter()
                question()
                if turn:  # the first round warms caches and prepares statements
                    spent[name].append((time.perf_counter() - begun) * 1e3)
        if turn and time.perf_counter() > until:
            break
    return {name: percentiles(each) for name, each in spent.items() if each}


def percentiles(spent: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    spent = sorted(spent)
    return spent[len(spent) // 2], spent[min(len(spent) - 1, int(len(spent) * 0.95))]


def ours(typed: dict[str, list[str]]) -> dict[str, list[Callable[[], object]]]:
    """Return the product's searches, by kind."""
    from shouwen import vault
    from shouwen.casework import queries

    found: dict[str, list[Callable[[], object]]] = {}
    for kind, each in typed.items():
        found[kind] = [
            partial(queries.search_cases, actor, text, now=NOW)
            for actor in (HANDLER, LEADER, AUDITOR)
            for text in each
        ]
    some = typed["2 letters, everywhere"][:3] + typed["2 letters, rare"][:3]
    found["narrowed by state, unit, year"] = [
        partial(queries.search_cases, actor, text, filters=filters, now=NOW)
        for actor in (LEADER, AUDITOR)
        for text in some
        for filters in ({"state": "open"}, {"state": "ended", "unit": "b05"}, {"year": "2023"})
    ]
    found["the palette"] = [
        partial(queries.quick_search, actor, text, NOW)
        for actor in (HANDLER, AUDITOR)
        for text in some
    ]
    found["people: part of a name"] = [partial(vault.find_name, name) for name in NAMES]
    found["people: a telephone"] = [
        partial(vault.find, "telephone", f"139{n:08}") for n in (7, 70, 700)
    ]
    return found


def peers(typed: dict[str, list[str]], *, index: bool) -> dict[str, list[Callable[[], object]]]:
    """Return the same words asked for by ILIKE, through pg_trgm or reading everything."""
    from django.db import connection

    def ask_for(text: str) -> None:
        words = [word for word in text.lower().split() if not word.startswith("-")]
        without = [word[1:] for word in text.lower().split() if word.startswith("-")]
        where = " AND ".join(["body ILIKE %s"] * len(words) + ["body NOT ILIKE %s"] * len(without))
        with connection.cursor() as cursor:
            cursor.execute(f"SET enable_bitmapscan = {'on' if index else 'off'}")
            cursor.execute("SET statement_timeout = '20s'")
            try:
                cursor.execute(
                    f"SELECT id FROM casework_search WHERE {where} ORDER BY id DESC LIMIT 20",
                    [f"%{word}%" for word in (*words, *without)],
                )
                cursor.fetchall()
            finally:
                cursor.execute("RESET statement_timeout; RESET enable_bitmapscan")

    return {kind: [partial(ask_for, text) for text in each[:3]] for kind, each in typed.items()}


def main() -> None:
    """Fill, ask, and print the figures side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=240, help="at most, for each way")
    parser.add_argument("--quick", action="store_true", help="50,000 cases, asked four times")
    options = parser.parse_args()
    cases, times = (50_000, 4) if options.quick else (options.cases, options.times)
    print(ground.heading())
    with ground.bank():
        from django.db import connection

        begun = time.perf_counter()
        fill(cases)
        print(f"{cases:,} cases (made in {time.perf_counter() - begun:.0f} s)", flush=True)
        typed = questions(cases)
        found = ask(ours(typed), times, options.seconds)
        print(f"{'median / 95th percentile, ms':34}{'ours':>18}", flush=True)
        for name, (median, high) in found.items():
            print(f"{name:34}{median:>10.1f} /{high:7.1f}", flush=True)
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute(
                "CREATE INDEX bench_trgm ON casework_search USING gin (body gin_trgm_ops)"
            )
            cursor.execute("ANALYZE casework_search")
        print(f"pg_trgm's index made in {time.perf_counter() - begun:.0f} s", flush=True)
        through = ask(peers(typed, index=True), 2, options.seconds)
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX bench_trgm")
        reading = ask(peers(typed, index=False), 1, options.seconds)
    print(f"{'':34}{'ours':>18}{'pg_trgm':>18}{'ILIKE':>18}")
    for name, mine in found.items():
        cells = "".join(
            f"{each[name][0]:>9.1f} /{each[name][1]:7.1f}" if name in each else f"{'':18}"
            for each in (found, through, reading)
        )
        ratio = f"   ILIKE takes {reading[name][0] / mine[0]:,.1f}×" if name in reading else ""
        print(f"{name:34}{cells}{ratio}")
    everything = [found[name] for name in found]
    print(f"worst 95th percentile: {max(high for _median, high in everything):.1f} ms")


if __name__ == "__main__":
    main()
