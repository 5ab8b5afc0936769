"""What follows from a case, written in the case's own transaction: charges and improvements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shouwen import ledger
from shouwen.consequences import models
from shouwen.consequences.rows import improvement_row, lock_months, put, put_accounts
from shouwen.consequences.streams import IMPROVEMENTS, append, hold, new_event
from shouwen.engine import Event, ImprovementRaised, Posted
from shouwen.engine.charging import AccountId, Poster, account_events, account_id
from shouwen.engine.improvements import ImprovementOpened, improvement_of
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory, Month


@dataclass(frozen=True, slots=True)
class Followed:
    """One decided command of a case: what it did, under which regulation, of which category."""

    number: str
    events: Sequence[Event]
    procedure: Procedure
    person: str
    command_id: str
    category: str = ""

    @property
    def matters(self) -> bool:
        """Whether anything follows outside of the case."""
        return any(isinstance(event, Posted | ImprovementRaised) for event in self.events)


def follow(cases: Iterable[Followed], *, directory: Directory, now: datetime) -> None:
    """Charge accounts and open improvements as cases have decided.

    Inside the caller's transaction: the case and what follows from it stand or fall together.
    """
    found = [each for each in cases if each.matters]
    if not found:
        return
    _charge(found, directory, now)
    for each in found:
        for event in each.events:
            if isinstance(event, ImprovementRaised):
                _open(each, event, directory, now)


def closed_through() -> Month | None:
    """Return the last month whose close has ended, or None."""
    ended = models.Closing.objects.filter(ended_at__isnull=False).order_by("-month")
    last = ended.values_list("month", flat=True).first()
    return None if last is None else Month.parse(last)


def open_month() -> Month | None:
    """Return the first month whose close has not begun, or None where none ever has."""
    last = models.Closing.objects.order_by("-month").values_list("month", flat=True).first()
    return None if last is None else Month.parse(last).next


def _charge(found: list[Followed], directory: Directory, now: datetime) -> None:
    wanted: dict[AccountId, None] = {}
    for each in found:
        for posted in _posted(each):
            wanted |= dict.fromkeys(
                account_id(posted, posting, each.number) for posting in posted.postings
            )
    if not wanted:
        return
    lock_months(shared=True)
    month = open_month()
    accounts = hold(wanted)
    for each in found:
        poster = Poster(each.number, each.procedure, each.person)
        for posted in _posted(each):
            for posting in posted.postings:
                held = accounts[account_id(posted, posting, each.number)]
                held.happen(*account_events(held.account, posted, posting, poster, month))
        changed = append(
            list(accounts.values()), actor=each.person, command_id=each.command_id, now=now
        )
        put_accounts(changed, directory)


def _posted(each: Followed) -> list[Posted]:
    return [event for event in each.events if isinstance(event, Posted)]


def _open(each: Followed, event: ImprovementRaised, directory: Directory, now: datetime) -> None:
    title = each.procedure.pack.improvements[event.improvement].title
    articles = each.procedure.articles(event.cite)
    for place, item in enumerate(event.items):
        id_ = f"{each.number}-{event.first + place}"
        opened = ImprovementOpened(
            event.at,
            title,
            item.what,
            item.unit,
            item.owner,
            item.due_on,
            event.check_after,
            event.order,
            each.number,
            f"{each.procedure.pack.pack.id}.{event.improvement}",
            each.category,
            articles,
            each.person,
        )
        open_improvement(
            id_,
            opened,
            directory,
            actor=each.person,
            command_id=f"{each.command_id}/{id_}",
            now=now,
        )


def open_improvement(
    id_: str,
    opened: ImprovementOpened,
    directory: Directory,
    *,
    actor: str,
    command_id: str,
    now: datetime,
) -> None:
    """Begin the stream of an improvement, and write its row."""
    ledger.append(
        f"{IMPROVEMENTS}{id_}",
        expected_version=0,
        events=[new_event(opened)],
        actor=actor,
        command_id=command_id,
        now=now,
    )
    put([improvement_row(id_, improvement_of([opened]), 1, directory.path(opened.unit))])
