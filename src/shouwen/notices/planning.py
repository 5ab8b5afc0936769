"""From the ledger to messages: reads on from where it stopped, writes down what is to be told.

One reader at a time holds the bookmark; whoever else comes finds it held and goes on sending. The
bookmark moves in the transaction that writes the messages, and a message has one row for its event,
its way and its recipient: read again after a crash, nothing is told twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from shouwen import ledger, people
from shouwen.casework import editions
from shouwen.casework import models as casework
from shouwen.casework.matter import PREFIX, Matter, matter_of
from shouwen.engine.circles import recused_persons
from shouwen.notices import ways
from shouwen.notices.deriving import Occurrence, occurrences
from shouwen.notices.models import Delivery, Follower, StaffWay, Wish
from shouwen.notices.occasions import DISCREET
from shouwen.notices.setup import Setup, set_up
from shouwen.notices.texts import Texts, filled, used
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory

#: What happened longer ago is no news any more: nobody is told of it.
STALE: Final = timedelta(days=3)
COMPLAINANT: Final = "complainant"


@dataclass(slots=True)
class PlanReport:
    """What reading the ledger brought: events read, messages written down."""

    events: int = 0
    messages: int = 0
    more: bool = False


def begin_here(*, from_start: bool = False) -> None:
    """Put the bookmark where the ledger ends, unless there is one: what was before stays untold.

    :param from_start: put it before the first event instead, for a demonstration
    """
    where = ledger.START if from_start else ledger.horizon()
    Follower.objects.get_or_create(id=1, defaults={"bookmark": str(where)})


def plan(*, now: datetime, limit: int = 500, setup: Setup | None = None) -> PlanReport:
    """Read at most `limit` events on and write down what is to be told."""
    setup = setup or set_up()
    report = PlanReport()
    begin_here()
    with transaction.atomic():
        held = Follower.objects.select_for_update(skip_locked=True).filter(id=1).first()
        if held is None:
            return report
        events, mark = ledger.follow(ledger.Bookmark.parse(held.bookmark), limit=limit)
        fresh = [
            event
            for event in events
            if event.stream.startswith(PREFIX) and event.recorded_at > now - STALE
        ]
        made = _Planner(now, setup).of(fresh) if fresh else []
        Delivery.objects.bulk_create(made, ignore_conflicts=True)
        held.bookmark = str(mark)
        held.save()
        report.events, report.messages = len(events), len(made)
        report.more = len(events) == limit
    return report


class _Planner:
    """Everything one batch shares: texts, wishes, the organisation."""

    def __init__(self, now: datetime, setup: Setup) -> None:
        self.now, self.setup = now, setup
        self.texts = Texts()
        self.directory: Directory = people.directory(now)
        self.organisation = next(
            (unit.name for unit in self.directory.units.values() if unit.parent is None), ""
        )
        self.track, self.desk = _link("public:track"), _link("desk:list")
        self.staffed = StaffWay.objects.filter(on=True).exists()

    def of(self, events: Sequence[ledger.StoredEvent]) -> list[Delivery]:
        """Return the messages the commands of these events give rise to."""
        streams = ledger.read_many(dict.fromkeys(event.stream for event in events))
        numbers = [stream.removeprefix(PREFIX) for stream in streams]
        wishes = Wish.objects.in_bulk(numbers)
        touched = {(event.stream, event.command_id) for event in events}
        made: list[Delivery] = []
        for stream, stored in streams.items():
            number = stream.removeprefix(PREFIX)
            matter = matter_of(number, stored)
            if matter.imported is not None or matter.case.opened_at is None:
                continue
            procedure = editions.procedure_of(matter.case.digest)
            commands: dict[str, list[int]] = {}
            for event in stored:
                if (stream, event.command_id) in touched:
                    commands.setdefault(event.command_id, []).append(event.version)
            quiet = ways.discreet(matter, procedure, self.directory)
            for versions in commands.values():
                made += self._to_complainant(
                    matter, procedure, versions, wishes.get(number), discreet=quiet
                )
                if self.staffed:
                    made += self._to_staff(matter, procedure, versions, discreet=quiet)
        return made

    def _to_complainant(
        self,
        matter: Matter,
        procedure: Procedure,
        versions: Sequence[int],
        wish: Wish | None,
        *,
        discreet: bool,
    ) -> list[Delivery]:
        language = wish.language if wish is not None else "zh"
        found = occurrences(matter, versions, procedure, language)
        way = ways.way_to_complainant(matter, procedure, wish) if found else None
        if way is None:
            return []
        made = []
        for one in found:
            values = self._values(matter, procedure, one, language)
            made += self._message(
                matter, procedure, one.occasion, one.version, one.at, way, COMPLAINANT, values,
                language, text=("discreet" if discreet else one.occasion), discreet=discreet,
            )  # fmt: skip
        return made

    def _to_staff(
        self,
        matter: Matter,
        procedure: Procedure,
        versions: Sequence[int],
        *,
        discreet: bool,
    ) -> list[Delivery]:
        rows = casework.Notice.objects.filter(number=matter.number, version__in=versions)
        barred = recused_persons(procedure, matter.case)
        made = []
        for row in rows:
            occasion = "staff_escalate" if row.kind == "escalate" else "staff_notify"
            values = {
                "organisation": self.organisation,
                "number": matter.number,
                "link": _link("desk:case", matter.number),
                "regulation": procedure.pack.pack.title,
                "said": row.text,
                "article": row.article,
            }
            for person, way in ways.ways_to_staff(set(self._persons(row.to)) - barred):
                made += self._message(
                    matter, procedure, occasion, row.version, row.at, way, person, values, "zh",
                    text=("staff_discreet" if discreet else occasion), discreet=discreet,
                )  # fmt: skip
        return made

    def _persons(self, key: str) -> Iterable[str]:
        """Return whom the key of a notice means now: a person, or who holds a seat."""
        if key.startswith("="):
            return [key[1:]]
        seat = key.partition(":")[2]
        role, _, unit = seat.partition("@")
        return self.directory.holders(role, unit if unit not in ("", "*") else None)

    def _values(
        self, matter: Matter, procedure: Procedure, one: Occurrence, language: str
    ) -> dict[str, str]:
        return {
            "organisation": self.organisation
            or procedure.pack.say(procedure.pack.pack.issuer, language),
            "number": matter.number,
            "link": self.track,
            "regulation": procedure.pack.say(procedure.pack.pack.title, language),
            "due": one.due,
            "old_due": one.old_due,
            "document": one.document,
        }

    def _message(
        self,
        matter: Matter,
        procedure: Procedure,
        occasion: str,
        version: int,
        at: datetime,
        way: ways.Way,
        recipient: str,
        values: dict[str, str],
        language: str,
        *,
        text: str,
        discreet: bool,
    ) -> list[Delivery]:
        regulation = procedure.pack.pack.id
        wording = self.texts.of(text, way.channel, regulation, language)
        # An occasion switched off is not told discreetly either.
        if not wording.on or not self.texts.of(occasion, way.channel, regulation, language).on:
            return []
        if discreet:
            values = {name: value for name, value in values.items() if name in DISCREET}
        wait = self.setup.ask_after if occasion == "satisfaction" else timedelta(0)
        reachable = way.channel != ways.NONE
        return [
            Delivery(
                source=f"{matter.number}/{version}/{occasion}",
                channel=way.channel,
                recipient=recipient,
                number=matter.number,
                regulation=regulation,
                occasion=occasion,
                language=language,
                discreet=discreet,
                ref=way.ref,
                address=way.address,
                shown_to=way.shown,
                subject=filled(wording.subject, values),
                body=filled(wording.body, values),
                values=used(wording.body, values),
                text_version=wording.version,
                state="waiting" if reachable else "unreachable",
                next_at=max(self.now, at + wait) if reachable else None,
                happened_at=at,
                ended_at=None if reachable else self.now,
            )
        ]


def _link(page: str, *args: str) -> str:
    """Return the address of a page as people reach it, or "" where nobody said how they do."""
    if not settings.ORIGIN:
        return ""
    try:
        return settings.ORIGIN + reverse(page, args=args)
    except NoReverseMatch:
        return ""
