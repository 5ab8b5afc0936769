"""The register of sanctions with its publication list, and the register of a matter's own money."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from shouwen import people
from shouwen.accountability.errors import NotYours, NotYoursToDo
from shouwen.accountability.keeping import EVERYWHERE, Keeping, keeping
from shouwen.accountability.shapes import MoneyLine, Page, SanctionLine
from shouwen.accountability.statements import open_numbers
from shouwen.accountability.wording import words_of
from shouwen.casework.access import scope_of
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.paging import fetch_all, read_cursor, write_cursor
from shouwen.casework.secrecy import subjects_of
from shouwen.consequences import models
from shouwen.consequences import operations as consequences
from shouwen.engine.charging import AccountId
from shouwen.regulations.ledgers import OF_THE_CASE
from shouwen.vocabulary import Actor, at_office

SANCTION_VIEWS: Final = ("unpublished", "published", "all")


def sanction_list(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    view: str = "unpublished",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SanctionLine]:
    """Return sanctions of the ledgers this person keeps, approves or oversees, newest first.

    :param view: one of :data:`SANCTION_VIEWS`
    :raises BadCursor: if `cursor` is none of this list
    """
    mine = keeping(actor, now)
    found = models.Charge.objects.exclude(sanction="").filter(_seen(mine))
    if view == "unpublished":
        found = found.filter(published="", released=False)
    elif view == "published":
        found = found.exclude(published="")
    if cursor:
        at, key = read_cursor(cursor, "at")
        found = found.filter(Q(at__lt=at) | Q(at=at, key__gt=key))
    rows = list(found.order_by("-at", "key")[: limit + 1])
    shown = rows[:limit]
    paths = _paths(shown)
    ids = {row.key: AccountId.parse(row.account) for row in shown}
    words = words_of(language, now, [id_.id for id_ in ids.values()])
    open_ = open_numbers(actor, now, {row.number for row in shown})
    lines = tuple(
        SanctionLine(
            charge=row.key,
            account=row.account,
            owner=words.owner(ids[row.key]),
            unit=words.place(paths.get(row.account, "")),
            sanction=words.say(row.ledger, row.sanction_title),
            ground=words.say(row.ledger, row.ground_title),
            number=row.number,
            number_open=row.number in open_,
            at=at_office(row.at),
            article=words.quoted(row.ledger, row.articles),
            published=row.published,
            released=row.released,
            may_publish=not row.published
            and not row.released
            and mine.may(mine.keeps, row.ledger, paths.get(row.account, "")),
        )
        for row in shown
    )
    return Page(lines, _next(rows, limit))


def publish(
    actor: Actor, charges: list[str], notice: str, *, now: datetime, command_id: str
) -> int:
    """Record that sanctions were made known on a personnel notice; return how many were not before.

    :raises NotYours: if one of them is none this person may see
    :raises NotYoursToDo: if one of them is not his to keep, or the notice has no number
    """
    if not notice.strip():
        raise NotYoursToDo("不写文号就公布", "publish without the number of the notice")
    mine = keeping(actor, now)
    rows = list(models.Charge.objects.filter(key__in=charges).exclude(sanction=""))
    if len(rows) != len(set(charges)):
        raise NotYours("处分")
    paths = _paths(rows)
    for row in rows:
        if not mine.may(mine.keeps, row.ledger, paths.get(row.account, "")):
            raise NotYoursToDo("公布这一处分", "publish this sanction")
    return consequences.publish(
        [(AccountId.parse(row.account), row.key) for row in rows],
        notice=notice,
        person=actor.person,
        now=now,
        command_id=command_id,
    )


def money_list(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    kind: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[MoneyLine]:
    """Return the matters' own money in cases this person may see, newest first.

    :param kind: ``compensation``, ``refund``, ``recovered``, ``loss``; all where empty
    :raises BadCursor: if `cursor` is none of this list
    """
    scope = scope_of(actor, people.directory(now), adopted_procedures(now))
    where, params = scope.where()
    kinds = [kind] if kind in OF_THE_CASE else sorted(OF_THE_CASE)
    params |= {"kinds": kinds, "limit": limit + 1}
    place = ""
    if cursor:
        params["after_at"], params["after_key"] = read_cursor(cursor, "at")
        place = "AND (m.at, m.key) < (%(after_at)s::timestamptz, %(after_key)s::text)"
    rows = fetch_all(
        f"""
        SELECT m.key, m.number, m.kind, m.title, m.ledger, m.due, m.at, m.articles, c.subject,
               c.unit, c.flags, c.digest
        FROM consequences_charge AS m JOIN casework_case AS c ON c.number = m.number
        WHERE m.kind = ANY(%(kinds)s::text[]) AND NOT m.released AND {where} {place}
        ORDER BY m.at DESC, m.key DESC LIMIT %(limit)s
        """,  # noqa: S608 - the condition is our own
        params,
    )
    words, subjects = words_of(language, now), subjects_of(actor, scope, rows, now)
    lines = tuple(
        MoneyLine(
            row["number"],
            subjects.get(row["number"], row["subject"]),
            words.unit(row["unit"]),
            words.kind(row["kind"]),
            words.say(row["ledger"], row["title"]),
            row["due"],
            at_office(row["at"]),
            words.quoted(row["ledger"], row["articles"]),
        )
        for row in rows[:limit]
    )
    last = rows[limit - 1] if len(rows) > limit else None
    after = None if last is None else write_cursor("at", last["at"].isoformat(), last["key"])
    return Page(lines, after)


def _seen(mine: Keeping) -> Q:
    """Return the condition on charges of ledgers this person may see, where he may see them."""
    wanted = Q(pk__in=())
    for ledger, places in mine.sees.items():
        if EVERYWHERE in places:
            wanted |= Q(ledger=ledger)
            continue
        accounts = models.Account.objects.filter(mine.accounts()).values("key")
        wanted |= Q(ledger=ledger, account__in=accounts)
    return wanted


def _paths(rows: list[Any]) -> dict[str, str]:
    accounts = models.Account.objects.filter(key__in={row.account for row in rows})
    return dict(accounts.values_list("key", "owner_path"))


def _next(rows: list[Any], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    return write_cursor("at", rows[limit - 1].at.isoformat(), rows[limit - 1].key)
