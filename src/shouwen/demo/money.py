"""Month after month, personnel takes in the pay figures and closes the penalty accounts."""

import random
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from shouwen.accountability import operations
from shouwen.consequences import models
from shouwen.demo.course import Chore, Course, Strand
from shouwen.demo.handling.notes import Notes
from shouwen.demo.pace import office
from shouwen.vocabulary import OFFICE_ZONE, Actor, Directory, Month

#: So many whole months lie closed behind the present.
_MONTHS: Final = 3
#: Whose pay for performance is on the sheet.
_PAID: Final = "outlet_employee", "accounting_supervisor", "outlet_head", "branch_leader"
_TOO_MUCH: Final = Decimal(50)
_HEADER: Final = "员工编号", "姓名", "绩效工资（元）"


def months_go_by(course: Course, directory: Directory) -> None:
    """Let months be closed and a mistake be found, until the end of the course."""
    keeper = next(iter(directory.holders("hr_head")))
    actor = Actor(keeper, directory.people[keeper].name)
    course.follow(_closed(course, directory, actor))
    course.follow(_mistaken(course, actor))


def _closed(course: Course, directory: Directory, keeper: Actor) -> Strand:
    months = [Month.of(course.until)]
    for _ in range(_MONTHS):
        months.insert(0, months[0].previous)
    hours = office()
    for month in months[:-1]:
        over = datetime.combine(month.next.first_day, datetime.min.time(), OFFICE_ZONE)
        yield Chore(hours.after(over, 9.5), partial(_sheet, month, directory, keeper))
        yield Chore(hours.after(over, 13.2), partial(_close, month, keeper))


def _sheet(month: Month, directory: Directory, keeper: Actor, now: datetime) -> None:
    lines: list[tuple[int, tuple[object, ...]]] = [(1, _HEADER)]
    for person in _paid(directory):
        # Nothing secret hangs on it: the same person and month, the same pay.
        rng = random.Random(f"{person} {month}")  # noqa: S311
        pay = Decimal(rng.randint(180_000, 520_000)) / 100
        lines.append((len(lines) + 1, (person, directory.people[person].name, pay)))
    sheet = operations.read_sheet(lines)
    operations.set_bases(month, sheet, source=f"绩效工资{month}.xlsx", actor=keeper, now=now)


def _close(month: Month, keeper: Actor, now: datetime) -> None:
    operations.close_month(month, actor=keeper, now=now)


def _paid(directory: Directory) -> Iterator[str]:
    yield from dict.fromkeys(one for role in _PAID for one in directory.holders(role))


def _mistaken(course: Course, keeper: Actor) -> Strand:
    """The latest fine was entered too high; the correction waits for whoever approves it."""
    reason = Notes(random.Random("mistaken"))("mistaken")  # noqa: S311 - as above

    def ask(now: datetime) -> None:
        fines = models.Charge.objects.filter(kind="fine", released=False, due__gt=_TOO_MUCH)
        found = fines.order_by("-at", "key").first()
        if found is not None and found.due is not None:
            operations.ask_correction(
                keeper, found.key, cause="corrected", to=found.due - _TOO_MUCH, reason=reason,
                now=now, command_id="demo/correction",
            )  # fmt: skip

    yield Chore(office().before(course.until, 2.5), ask)
