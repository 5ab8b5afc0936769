"""Spoil regulations, and see whether proofreading and stories notice.

    python benchmarks/mutation [ID…] [--sample 60] [--seed 1] [--all] [--further] [--json]

Each mistake is one that could be made while writing: a condition left out, a bound shifted by one,
a limit changed, a requirement answered nowhere, a row, an effect, a point on a clock left out, a
role mistaken for another. Noticed is what `rules check` finds, its stories included. What nobody
noticed is listed with file and line. The aim is 95 % of each regulation.

Of each regulation a sample is tried, the same for the same seed, of every kind its part; --all
tries everything (an hour on two cores for all of them).
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from judging import Bench, Judged, Unsound
from mutants import FURTHER, NAMED, Mutant

from shouwen.packs import shelf

AIM = 0.95


@lru_cache(maxsize=2)
def bench(name: str) -> Bench:
    return Bench(name)


@lru_cache(maxsize=2)
def chosen(name: str, sample: int | None, seed: int, kinds: tuple[str, ...]) -> list[Mutant]:
    """Return the mistakes to try: of every kind its part, at least one."""
    found = [each for each in bench(name).mutants() if each.kind in kinds]
    if sample is None or len(found) <= sample:
        return found
    drawn: list[Mutant] = []
    source = random.Random(f"{seed}/{name}")
    for kind in kinds:
        members = [each for each in found if each.kind == kind]
        count = min(len(members), max(1, round(sample * len(members) / len(found))))
        drawn += source.sample(members, count) if members else []
    return drawn


def judge(
    name: str, sample: int | None, seed: int, kinds: tuple[str, ...], part: int
) -> list[Judged]:
    mine = chosen(name, sample, seed, kinds)[part::2]
    return [bench(name).judge(each) for each in mine]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--sample", type=int, default=60, help="mistakes for each regulation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="every mistake")
    parser.add_argument("--further", action="store_true", help="count further kinds, too")
    parser.add_argument("--kinds", help="only these kinds, with commas")
    parser.add_argument("--json", action="store_true", help="one object for each mistake")
    given = parser.parse_args()
    kinds = tuple({**NAMED, **(FURTHER if given.further else {})})
    if given.kinds:
        kinds = tuple(given.kinds.split(","))
    sample = None if given.all else given.sample
    names = given.ids or [
        id_ for id_ in shelf.regulation_ids() if shelf.editions(id_)[-1].base is None
    ]
    unknown = [name for name in names if name not in shelf.regulation_ids()]
    if unknown:
        parser.error(f"no regulation {', '.join(unknown)}; companions are not tried")
    began = time.perf_counter()
    short = []
    with ProcessPoolExecutor(2) as pool:
        for name in names:
            jobs = [pool.submit(judge, name, sample, given.seed, kinds, part) for part in (0, 1)]
            try:
                told = [each for job in jobs for each in job.result()]
            except Unsound as fault:
                print(f"{name}: not tried, {fault}", file=sys.stderr, flush=True)
                short.append(name)
                continue
            if not report(name, told, as_json=given.json):
                short.append(name)
    if not given.json:
        print(f"{time.perf_counter() - began:.0f} s")
    sys.exit(1 if short else 0)


def report(name: str, told: list[Judged], *, as_json: bool) -> bool:
    """Print what became of the mistakes of one regulation; return whether the aim is met."""
    caught = [each for each in told if each.by]
    share = len(caught) / len(told) if told else 1.0
    if as_json:
        for each in told:
            print(json.dumps(asdict(each), ensure_ascii=False))
        return share >= AIM
    kinds = Counter(each.kind for each in told)
    missed = Counter(each.kind for each in told if not each.by)
    parts = ", ".join(f"{kind} {count - missed[kind]}/{count}" for kind, count in kinds.items())
    print(f"{name}: {share:.1%} of {len(told)} noticed ({parts})", flush=True)
    for each in sorted((each for each in told if not each.by), key=lambda each: each.line):
        print(f"  {each.file}:{each.line}: {each.kind} {each.where}: {each.words}", flush=True)
    return share >= AIM


if __name__ == "__main__":
    main()
