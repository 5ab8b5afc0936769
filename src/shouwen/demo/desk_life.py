"""Days at the desks, beside the cases.

Duties fall due and are signed, people call about other things, notices are read, half-filled forms
lie about.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from importlib import resources
from typing import Any

import yaml

from shouwen.casework import operations
from shouwen.casework.errors import CaseNotFound, NothingToReveal
from shouwen.casework.models import Case, Notice
from shouwen.demo.course import Chore, Course, Strand
from shouwen.demo.duties import DutyBook
from shouwen.demo.handling.plans import BANK
from shouwen.demo.pace import awake
from shouwen.vocabulary import Actor, Directory

#: So many days of duties are in the record.
_DUTY_DAYS = 18
_CONTACT_DAYS = 60
_CONTACTS = 48
#: When people last read what they were told, in hours before the present.
_READ = (480, 120, 26)


@cache
def _texts() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("desk_life.yaml").read_text("utf-8")
    texts: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return texts


def days_go_by(course: Course, directory: Directory) -> None:
    """Let everything that is no case happen, until the end of the course."""
    # Nothing secret hangs on it; the same seed must give the same days.
    desk = _Desks(course, directory, random.Random("desks"))  # noqa: S311
    course.follow(DutyBook(course, directory, _texts(), _DUTY_DAYS).kept())
    course.follow(desk.contacts())
    course.follow(desk.drafts())
    course.follow(desk.looked_up())
    course.follow(desk.reading())


class _Desks:
    def __init__(self, course: Course, directory: Directory, rng: random.Random) -> None:
        self.course, self.directory, self.rng = course, directory, rng

    def _actor(self, person: str) -> Actor:
        return Actor(person, self.directory.people[person].name)

    # -- other matters

    def contacts(self) -> Strand:
        rng, texts = self.rng, _texts()
        agents = self.directory.holders("agent") + self.directory.holders("employee")
        moments = sorted(self._moment(rng.uniform(0.02, _CONTACT_DAYS)) for _ in range(_CONTACTS))
        for n, at in enumerate(moments):
            kind, channel, summary = rng.choice(texts["contacts"])
            yield Chore(at, self._contact(n, rng.choice(agents), kind, channel, summary))

    def _moment(self, days_ago: float) -> datetime:
        at = awake(self.course.until - timedelta(days=days_ago), 0, self.rng)
        return min(at, self.course.until - timedelta(minutes=3))

    def _contact(
        self, n: int, person: str, kind: Any, channel: str, summary: str
    ) -> Callable[[datetime], object]:
        unit = next(post.unit for post in self.directory.posts_of(person))
        reason = self.rng.choice(_texts()["reasons"]) if kind == "refused" else ""

        def record(now: datetime) -> object:
            return operations.record_contact(
                kind, channel, summary, actor=self._actor(person), now=now, unit=unit,
                command_id=f"demo/contact/{n}", reason=reason,
            )  # fmt: skip

        return record

    def drafts(self) -> Strand:
        agents = self.directory.holders("agent")
        for n, form in enumerate(_texts()["drafts"]):
            actor = self._actor(agents[n % len(agents)])

            def keep(now: datetime, form: Any = form, actor: Actor = actor) -> object:
                filled = {"channel": "phone", **form}
                return operations.save_draft(BANK, "register", filled, actor=actor, now=now)

            yield Chore(self.course.until - timedelta(minutes=55 - 20 * n), keep)

    def looked_up(self) -> Strand:
        """Telephone numbers are looked at now and then, with a reason."""
        agents = [self._actor(person) for person in self.directory.holders("complaint_post")]
        for n in range(6):
            actor = agents[n % len(agents)]
            reason = _texts()["revealed"][n % 3]
            yield Chore(
                self.course.until - timedelta(hours=90 - 14 * n),
                partial(_look_up, actor, reason),
            )

    # -- notices

    def reading(self) -> Strand:
        """People read what they were told, some more often than others."""
        for hours in _READ:
            yield Chore(self.course.until - timedelta(hours=hours), self._read)

    def _read(self, now: datetime) -> None:
        waiting: dict[str, list[int]] = {}
        for id_, to in Notice.objects.filter(read_at=None, at__lte=now).values_list("id", "to"):
            person = self._reader(to)
            if person is not None:
                waiting.setdefault(person, []).append(id_)
        for person, notices in sorted(waiting.items()):
            if self.rng.random() < 0.8:
                operations.mark_notices_read(notices, actor=self._actor(person), now=now)

    def _reader(self, to: str) -> str | None:
        """Return who reads what is addressed like this: a person, or the first in a seat."""
        if to.startswith("="):
            return to[1:] if to[1:] in self.directory.people else None
        role, _, unit = to.partition(":")[2].partition("@")
        return next(iter(self.directory.holders(role, unit or None)), None)


def _look_up(actor: Actor, reason: str, now: datetime) -> None:
    with_telephone = Case.objects.filter(
        pack=BANK, confidential=False, receiving_unit__endswith="centre"
    )
    for row in with_telephone.order_by("-opened_at", "number")[:20]:
        try:
            operations.reveal(row.number, "telephone", reason=reason, actor=actor, now=now)
        except (CaseNotFound, NothingToReveal):
            continue
        return
