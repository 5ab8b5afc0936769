"""Whom to ask how it went: plans that draw a share of every stratum, kept, and drawn again by all.

Nobody can try until he likes what is drawn: a plan is kept with what it drew, and there is no
drawing without one. A plan lies in a stream of its own (``sampling/ID``).
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework.conditions import scope_at
from shouwen.casework.errors import NoSuchPlan, NothingToDraw, TooMuchToDraw
from shouwen.casework.figures import countable, supervised
from shouwen.casework.paging import COUNTS
from shouwen.ledger import StoredEvent
from shouwen.vocabulary import OFFICE_ZONE, Actor, Month, at_office

PLANNED: Final = "sampling.planned"
PREFIX: Final = "sampling/"
#: No plan draws more than this.
MOST: Final = 500
#: What a population may be parted by, in Chinese and English.
STRATA: Final = {
    "unit": ("承办单位", "Unit"),
    "category": ("类别", "Class"),
    "channel": ("渠道", "Channel"),
    "handler": ("经办人", "Handler"),
}
_LONGEST_SEED: Final = 40
_MOST_PLANS: Final = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """What was drawn, of how many in each stratum; `digest` is of all numbers there were."""

    drawn: tuple[str, ...]
    strata: tuple[str, ...]
    sizes: dict[str, int]
    digest: str

    @property
    def whole(self) -> int:
        """How many there were to draw from."""
        return sum(self.sizes.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan as kept: what was asked for, by whom and when, and what it drew."""

    id: str
    regulation: str
    first: Month
    last: Month
    share: int
    strata: str
    seed: str
    set_by: str
    set_at: datetime
    frame: Frame


def set_plan(
    regulation: str,
    first: Month,
    last: Month,
    *,
    share: int,
    strata: str,
    seed: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> Plan:
    """Draw `share` per cent of every stratum of what was closed in these months, and keep it.

    At least one of each stratum, by a digest of seed and number. What a circle keeps is not drawn.

    :param share: 1 to 100
    :param strata: one of :data:`STRATA`
    :raises NoSuchPlan: if the actor oversees no cases of the regulation, or no plan can be like it
    :raises NothingToDraw: if nothing was closed then that the actor may count
    :raises TooMuchToDraw: if it would be more than :data:`MOST`
    """
    seed = seed.strip()[:_LONGEST_SEED]
    if regulation not in supervised(actor, now) or strata not in STRATA or not seed:
        raise NoSuchPlan
    if not 1 <= share <= 100 or last < first:
        raise NoSuchPlan
    frame = draw(actor, regulation, first, last, share=share, strata=strata, seed=seed, now=now)
    if not frame.drawn:
        raise NothingToDraw
    body = {
        "regulation": regulation, "first": str(first), "last": str(last), "share": share,
        "strata": strata, "seed": seed, "drawn": list(frame.drawn), "of": list(frame.strata),
        "sizes": frame.sizes, "frame": frame.digest,
    }  # fmt: skip
    for n in range(len(plans_of(actor, regulation, now)) + 1, _MOST_PLANS):
        stream = f"{PREFIX}{regulation}~{first}~{last}~{n}"
        try:
            with transaction.atomic():
                ledger.append_behind(
                    [], stream, PLANNED, body,
                    actor=actor.person, command_id=command_id, now=now,
                )  # fmt: skip
        except ledger.CommandRepeated as before:
            stream = before.stream
        except ledger.LedgerConflict:
            continue
        return _plan(ledger.read(stream)[0])
    raise NoSuchPlan


def plans_of(actor: Actor, regulation: str, now: datetime) -> tuple[Plan, ...]:
    """Return the plans of a regulation, newest first; none for somebody who oversees none of it."""
    if regulation not in supervised(actor, now):
        return ()
    found = [_plan(event) for event in ledger.walk(f"{PREFIX}{regulation}~", page=_MOST_PLANS)]
    return tuple(sorted(found, key=lambda plan: plan.set_at, reverse=True))


def plan(actor: Actor, id_: str, now: datetime) -> Plan:
    """Return one plan.

    :raises NoSuchPlan: if there is none, or the actor oversees no cases of its regulation
    """
    stored = ledger.read(f"{PREFIX}{id_}")
    if not stored or stored[0].body["regulation"] not in supervised(actor, now):
        raise NoSuchPlan
    return _plan(stored[0])


def draw(
    actor: Actor,
    regulation: str,
    first: Month,
    last: Month,
    *,
    share: int,
    strata: str,
    seed: str,
    now: datetime,
) -> Frame:
    """Return what a plan draws from what there is now; see :func:`set_plan`.

    :raises TooMuchToDraw: if it would be more than :data:`MOST`
    """
    where, params = countable(scope_at(actor, people.directory(now), now), regulation)
    column = strata if strata in STRATA else "unit"
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH those AS MATERIALIZED (SELECT c."number", c."{column}" AS stratum,'  # noqa: S608
            f' row_number() OVER (PARTITION BY c."{column}"'
            '  ORDER BY md5(%(seed)s || c."number"), c."number") AS place,'
            f' count(*) OVER (PARTITION BY c."{column}") AS whole'
            ' FROM casework_case AS c WHERE c."ended" AND c."ended_at" >= %(first)s::timestamptz'
            f' AND c."ended_at" < %(until)s::timestamptz AND {where} AND {COUNTS})'
            ' SELECT "number", stratum, whole, NULL FROM those'
            " WHERE place <= greatest(1, ceil(whole * %(share)s::numeric / 100))"
            " UNION ALL SELECT NULL, NULL, NULL, encode(sha256(convert_to(coalesce("
            "  string_agg(\"number\", ',' ORDER BY \"number\"), ''), 'UTF8')), 'hex') FROM those"
            f" ORDER BY 2 NULLS FIRST, 1 LIMIT {MOST + 2}",
            params
            | {
                "seed": seed,
                "first": datetime.combine(first.first_day, time(), OFFICE_ZONE),
                "until": datetime.combine(last.next.first_day, time(), OFFICE_ZONE),
                "share": share,
            },
        )
        rows = cursor.fetchall()
    found = [row for row in rows if row[0] is not None]
    if len(found) > MOST:
        raise TooMuchToDraw(MOST)
    return Frame(
        tuple(row[0] for row in found),
        tuple(row[1] for row in found),
        {row[1]: row[2] for row in found},
        next((row[3] for row in rows if row[3]), ""),
    )


@dataclass(frozen=True, slots=True)
class Audit:
    """A plan drawn once more: whether the population is the same, and what is drawn otherwise."""

    same_frame: bool
    more: tuple[str, ...]
    fewer: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the same cases are drawn."""
        return not self.more and not self.fewer


def audit(actor: Actor, of: Plan, now: datetime) -> Audit:
    """Draw a plan once more from what there is now, and compare.

    Cases taken up again since have left the population; what was drawn then stays drawn.
    """
    again = draw(
        actor, of.regulation, of.first, of.last,
        share=of.share, strata=of.strata, seed=of.seed, now=now,
    )  # fmt: skip
    before, now_drawn = set(of.frame.drawn), set(again.drawn)
    return Audit(
        again.digest == of.frame.digest,
        tuple(sorted(now_drawn - before)),
        tuple(sorted(before - now_drawn)),
    )


def _plan(stored: StoredEvent) -> Plan:
    body: dict[str, Any] = stored.body
    return Plan(
        stored.stream.removeprefix(PREFIX),
        body["regulation"],
        Month.parse(body["first"]),
        Month.parse(body["last"]),
        body["share"],
        body["strata"],
        body["seed"],
        stored.actor,
        at_office(stored.happened_at),
        Frame(tuple(body["drawn"]), tuple(body["of"]), dict(body["sizes"]), body["frame"]),
    )
