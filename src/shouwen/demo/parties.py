"""Who stands behind a matter at a demonstration: agents, heirs, groups, forwarders, wishes, staff.

The same under every regulation: twice a day somebody looks at what was taken in, and says of some
of it what its regulation asks for, or what is kept beside the acts. Letters and visits get a scan,
what came by the opinion book is copied there.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from itertools import cycle
from typing import Any, Final

import yaml

from shouwen import intake
from shouwen.casework import operations, queries
from shouwen.casework.errors import (
    CaseNotFound,
    KeptFromUnit,
    NoSuchDuty,
    NotForHistory,
    NothingToReveal,
)
from shouwen.casework.models import Case, Duty
from shouwen.demo.course import Chore, Course, Strand
from shouwen.demo.pace import awake
from shouwen.demo.scans import scanned
from shouwen.demo.writer.persons import invent
from shouwen.demo.writer.phrases import Dealer
from shouwen.intake import submission
from shouwen.packs import shelf
from shouwen.vocabulary import Actor, Directory, at_office, iso

_EVERY: Final = timedelta(hours=12)
_DAYS: Final = 45
#: What is said in turn, as often as one meets it.
_TURNS: Final = (
    "agent", "group", "forwarded", "wish", "agent", "language", "forwarded", "group", "agent",
    "forwarded",
)  # fmt: skip
_SCANS: Final = 14
_OVERDUE, _ANSWERED_AFTER = timedelta(days=2), timedelta(days=3)
_REASON: Final = "扫描来信来访材料归档"


class Standing:
    """Says who stands behind matters, of one in so many.

    :param every: of how many matters one has somebody behind it
    """

    def __init__(self, course: Course, directory: Directory, every: int) -> None:
        self.course, self.directory, self.every = course, directory, every
        # Nothing secret hangs on it; the same seed says the same.
        self._rng = random.Random("parties")  # noqa: S311
        self._dealer = Dealer(self._rng)
        self._turns: Iterator[str] = cycle(_TURNS)
        self._texts: dict[str, Iterator[Any]] = {
            name: cycle(values) for name, values in _texts().items()
        }
        self._seen: set[str] = set()
        self._count = self._scans = 0
        self._later: list[tuple[datetime, str, str, Mapping[str, str]]] = []

    def said(self) -> Strand:
        """Look at what came in, twice a day until the end."""
        at = self.course.until - timedelta(days=_DAYS)
        while at < self.course.until:
            yield Chore(at, self._look)
            at += _EVERY
        yield Chore(self.course.until - timedelta(minutes=1), self._look)

    def filed(self) -> Strand:
        """Let staff file matters of their own, where a regulation takes them."""
        for n in reversed(range(len(_texts()["internal"]))):
            at = awake(self.course.until - timedelta(days=6 * n + 2), 0, self._rng)
            yield Chore(at, self._file)

    # -- looking

    def _look(self, now: datetime) -> None:
        due = [each for each in self._later if each[0] <= now]
        self._later = [each for each in self._later if each[0] > now]
        for _, number, about, values in due:
            self._state(number, about, values, now)
        since = now - timedelta(days=_DAYS)
        rows = Case.objects.filter(
            opened_at__gt=since, opened_at__lte=now, imported=False
        ).exclude(first_receiver="")  # fmt: skip
        for row in rows.order_by("opened_at", "number"):
            if row.number not in self._seen:
                self._seen.add(row.number)
                self._take(row, now)

    def _take(self, row: Case, now: datetime) -> None:
        if self._by_book(row, now):
            return
        self._scan(row, now)
        if row.ended or "anonymous" in row.flags or row.confidential:
            return
        if "内部管理" in _label(row, "category"):
            self._state(row.number, "internal", {"internal": "yes"}, now)
            return
        self._count += 1
        if self._count % self.every == 0:
            getattr(self, f"_{next(self._turns)}")(row, now)

    # -- what is said

    def _agent(self, row: Case, now: datetime) -> None:
        kind = next(self._texts["agents"])
        person = invent(self._dealer, now.date(), (28, 58))
        told = {
            "agent": person.name, "agent_telephone": person.telephone or "",
            "agent_tie": kind["tie"], "authority": kind["authority"],
        }  # fmt: skip
        self._state(row.number, "agent", told, now)
        if later := kind.get("later"):
            at = now + timedelta(days=2)
            self._later.append((at, row.number, "authority", {"authority": later}))

    def _group(self, row: Case, now: datetime) -> None:
        count = self._rng.randint(4, 11)
        people = [invent(self._dealer, now.date(), (25, 78)) for _ in range(count)]
        members = [
            operations.Person(each.name, each.telephone or "", representative=n < min(3, count - 1))
            for n, each in enumerate(people)
        ]
        try:
            operations.add_companions(
                row.number, members, actor=self._actor(row.first_receiver), now=now,
                command_id=f"demo/parties/{row.number}/group",
            )  # fmt: skip
        except (CaseNotFound, NotForHistory):
            return

    def _forwarded(self, row: Case, now: datetime) -> None:
        place = next(self._texts["forwarders"])
        at = at_office(now)
        due = at.replace(hour=17, minute=0) + timedelta(days=self._rng.randint(3, 7))
        told = {
            "forwarder": place["name"], "reply_form": place["form"], "forward_due": iso(due),
            "forward_number": place["number"].format(year=at.year, n=self._rng.randint(11, 480)),
        }  # fmt: skip
        self._state(row.number, "forwarded", told, now)
        if self._rng.random() < 0.5:
            how = {"how": next(self._texts["answered"])}
            self._later.append((now + _ANSWERED_AFTER, row.number, "answered", how))

    def _wish(self, row: Case, now: datetime) -> None:
        self._state(row.number, "wish", {"confidential": "yes"}, now)

    def _language(self, row: Case, now: datetime) -> None:
        self._state(row.number, "wish", {"language": next(self._texts["languages"])}, now)

    def _state(self, number: str, about: str, values: Mapping[str, str], now: datetime) -> None:
        receiver = Case.objects.values_list("first_receiver", flat=True).get(number=number)
        try:
            operations.state(
                number, about, values, actor=self._actor(receiver), now=now,
                command_id=f"demo/parties/{number}/{about}",
            )  # fmt: skip
        except (CaseNotFound, NotForHistory):
            return  # it has left the hands of whoever took it in

    # -- paper

    def _scan(self, row: Case, now: datetime) -> None:
        channel = _label(row, "channel")
        kind = next((each for each in ("信", "访") if each in channel), "")
        if not kind or self._scans >= _SCANS or now - row.opened_at > timedelta(days=1):
            return
        words = self._content(row, now)
        if not words:
            return
        self._scans += 1
        title = "来信" if kind == "信" else "来访登记"
        page = scanned(title, words, f"{at_office(row.opened_at):%Y年%m月%d日}", row.number)
        files, _ = intake.admit_all([(f"{title}扫描件.jpg", page)], now=now)
        intake.enclose(
            row.number, files, source="desk", actor=self._actor(row.first_receiver), now=now,
            command_id=f"demo/parties/{row.number}/scan",
        )  # fmt: skip

    def _by_book(self, row: Case, now: datetime) -> bool:
        """Copy what came by the book into the book of that day; say whether it did."""
        day = at_office(row.opened_at).date()
        for duty in Duty.objects.filter(pack=row.pack, unit=row.receiving_unit, first=day):
            book = shelf.procedure(row.pack).pack.duties[duty.duty].book
            keeper = next(iter(self.directory.holders(duty.role, duty.unit)), "")
            if book is None or row.channel != "book" or not keeper:
                continue
            actor, words = self._actor(keeper), self._content(row, now)
            try:
                entry = operations.copy_entry(
                    duty.key, words or row.subject, actor=actor, now=now,
                    command_id=f"demo/book/{row.number}",
                )  # fmt: skip
                operations.take_entry(entry, row.number, actor=actor, now=now)
                self._pictured(duty, words, actor, now)
            except NoSuchDuty:
                continue
            return True
        return False

    def _pictured(self, duty: Duty, words: str, actor: Actor, now: datetime) -> None:
        praise = next(self._texts["praise"])
        entry = operations.copy_entry(
            duty.key, praise, actor=actor, now=now, command_id=f"demo/book/{duty.key}/praise"
        )
        operations.note_entry(entry, "praise", actor=actor, now=now)
        page = scanned("客户意见簿", f"{words}\n{praise}", f"{duty.first:%Y年%m月%d日}", duty.key)
        files, _ = intake.admit_all([("簿页.jpg", page)], now=now)
        intake.keep_pages(
            duty.key, files, actor=actor, now=now, command_id=f"demo/book/{duty.key}/page"
        )

    def _content(self, row: Case, now: datetime) -> str:
        name = shelf.procedure(row.pack).pack.fact_meaning("content")
        try:
            return operations.reveal(
                row.number, name or "", reason=_REASON, actor=self._actor(row.first_receiver),
                now=now,
            )  # fmt: skip
        except (CaseNotFound, NothingToReveal, KeptFromUnit):
            return ""

    # -- staff

    def _file(self, now: datetime) -> None:
        text = next(self._texts["internal"])
        staff = [each for each in sorted(self.directory.people) if self.directory.posts_of(each)]
        for person in self._rng.sample(staff, len(staff)):
            actor = self._actor(person)
            for way in queries.own_acts(actor, now):
                form = queries.registration_form(actor, way.regulation, way.act, now)
                secret = self._rng.random() < 0.4
                said = {
                    "subject": text["subject"], "content": text["content"],
                    "anonymous": secret, "complainant": "" if secret else actor.name,
                }  # fmt: skip
                values = {
                    field.name: said[field.means]
                    for field in form.fields
                    if field.means in said and said[field.means] != ""
                }
                submission.submit_own(
                    way.regulation, way.act, values, [], actor=actor, now=now,
                    command_id=f"demo/own/{text['subject']}",
                )  # fmt: skip
                return

    def _actor(self, person: str) -> Actor:
        return Actor(person, self.directory.people[person].name)


@cache
def _texts() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("parties.yaml").read_text("utf-8")
    texts: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return texts


def _label(row: Case, meaning: str) -> str:
    """Return what a chosen value of a case is called in its regulation."""
    pack = shelf.procedure(row.pack).pack
    name = pack.fact_meaning(meaning)  # type: ignore[arg-type]
    value = str(getattr(row, meaning))
    if name is None or not pack.facts[name].type.startswith("enum:"):
        return value
    return pack.terms[pack.facts[name].type[5:]].get(value, value)
