"""Fill an empty installation with the demonstration bank, and tell who may log in.

For demonstrations only: everybody has the same password.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from shouwen import ledger, people
from shouwen.demo import common_cause
from shouwen.demo.casting import cast
from shouwen.demo.course import Course
from shouwen.demo.desk_life import days_go_by
from shouwen.demo.handling import outlet as outlet_handling
from shouwen.demo.handling import postal_bank as bank_handling
from shouwen.demo.handling import three_lines as lines_handling
from shouwen.demo.handling.plan import Plan
from shouwen.demo.handling.plans import (
    BANK,
    LINES,
    OUTLET,
    bank_chance,
    bank_showcases,
    lines_showcases,
    outlet_chance,
    outlet_showcases,
)
from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.money import months_go_by
from shouwen.demo.pace import office, outlet
from shouwen.demo.parties import Standing
from shouwen.demo.settling import settle
from shouwen.demo.telephone import calls_come_in
from shouwen.demo.visiting import visited
from shouwen.demo.writer import Writer
from shouwen.vocabulary import at_office

#: The password of everybody at the demonstration bank.
PASSWORD = "lanchuan-98011"  # noqa: S105 - for show, and printed at every start
#: What the demonstration bank works under.
REGULATIONS = (BANK, OUTLET, LINES)
#: The codes of the matters a visitor of the portal may follow.
_VISITOR_CODES = {
    "bank-1": "HAPPY346", "bank-2": "THANK679", "bank-4": "FRANK347", "bank-7": "WATER679",
}  # fmt: skip
_SEED = "lanchuan"
#: The bank began to work with this so long before the present.
_SINCE = timedelta(days=400)
_CASES = 320
_OUTLET_SHARE = 60 / 320
#: Somebody stands behind one matter of so many.
_STANDING_EVERY = 4


def seed(
    *,
    now: datetime,
    progress: Callable[[str], object] = lambda _: None,
    cases: int = _CASES,
) -> None:
    """Make the demonstration bank with its people and some hundred matters up to `now`.

    To be called in one transaction, on an empty database. The same `now` gives the same matters.

    :param cases: how many matters, at least one of every kind
    :raises AlreadyThere: if an organisation has moved in before
    :raises DeedRefused: if a regulation refuses what the demonstration's staff do: a mistake
    """
    now = at_office(now).replace(second=0, microsecond=0)
    progress(f"{LANCHUAN.name}入驻 / {LANCHUAN.english} moves in")
    settle(LANCHUAN, REGULATIONS, PASSWORD, since=now - _SINCE)
    coming = plans(now, cases)
    progress(f"办理 {len(coming)} 件投诉 / handling {len(coming)} complaints")
    play(coming, now=now, progress=progress)
    calls_come_in(now=now)
    common_cause.tell(people.directory(now), now=now)
    common_cause.learn(now=now)


def play(
    coming: Mapping[str, Plan],
    *,
    now: datetime,
    progress: Callable[[str], object] = lambda _: None,
) -> None:
    """Let matters come in and be handled until `now`, and everything else that goes on at a bank.

    :param coming: the plans by their keys; a key gives a matter its own chances
    :raises DeedRefused: as :func:`seed` does
    """
    course = Course(now, lambda share: progress(f"  {share}"))
    directory = people.directory(now)
    # Nothing secret hangs on it: the same seed must give the same texts.
    writer = Writer(random.Random(_SEED))  # noqa: S311
    desks = {BANK: office(), OUTLET: outlet(), LINES: office()}
    handlings = {
        BANK: bank_handling.handled,
        OUTLET: outlet_handling.handled,
        LINES: lines_handling.handled,
    }
    for key, plan in coming.items():
        dossier = cast(
            key, plan, now=now, hours=desks[plan.regulation], directory=directory,
            writer=writer, course=course,
        )  # fmt: skip
        dossier.code = _VISITOR_CODES.get(key, "")
        course.follow(handlings[plan.regulation](dossier))
    days_go_by(course, directory)
    months_go_by(course, directory)
    course.follow(visited(course, _VISITOR_CODES))
    course.follow(Standing(course, directory, _STANDING_EVERY).said())
    course.run()


def logins() -> Iterable[str]:
    """Yield the lines that tell a visitor whom to be, the password, and which matter to follow."""
    yield f"密码都是 / everybody's password: {PASSWORD}"
    units = {unit.id: unit.name for unit in LANCHUAN.units}
    for staff in LANCHUAN.featured():
        yield f"{staff.login:<15} {staff.name}　{units[staff.unit]}　{staff.title}"
    yield "其余员工同样可以登录，登录名是姓名的拼音 / everybody else can log in the same way"
    for key, code in _VISITOR_CODES.items():
        first = ledger.used(f"demo/{key}/1")
        if first is not None:
            number = first.stream.partition("/")[2]
            yield f"网上查询 / track: {number}  查询码 / code: {code}"


def plans(now: datetime, wanted: int) -> dict[str, Plan]:
    """Return the plans by their keys: the showcases first, then as many as are wanted."""
    bank = list(bank_showcases(office().today(now)))
    counter = list(outlet_showcases(outlet().today(now)))
    for listed, chance, total in (
        (bank, bank_chance, round(wanted * (1 - _OUTLET_SHARE))),
        (counter, outlet_chance, round(wanted * _OUTLET_SHARE)),
    ):
        rng = random.Random(f"{_SEED} {chance.__name__}")  # noqa: S311 - the same seed, the same
        listed.extend(chance(rng) for _ in range(total - len(listed)))
    named = {f"bank-{n}": plan for n, plan in enumerate(bank, 1)}
    named |= {f"outlet-{n}": plan for n, plan in enumerate(counter, 1)}
    return named | {f"line-{n}": plan for n, plan in enumerate(lines_showcases(), 1)}
