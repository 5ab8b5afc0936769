"""Statements and lists of penalty accounts, as far as the asking person may see them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Q

from shouwen import people
from shouwen.accountability.errors import NotYours
from shouwen.accountability.keeping import Keeping, keeping
from shouwen.accountability.shapes import (
    AccountLine,
    CapView,
    ChargeView,
    EntryView,
    Page,
    RequestView,
    StatementView,
)
from shouwen.accountability.wording import CAUSES, Words, words_of
from shouwen.casework.access import scope_of
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.paging import fetch_all
from shouwen.consequences import models
from shouwen.consequences.bases import figures_of
from shouwen.consequences.operations import closed_through
from shouwen.consequences.streams import read
from shouwen.engine.charging import AccountId
from shouwen.engine.ledgers import (
    Account,
    BasisSet,
    CapLine,
    Entry,
    NothingReceivable,
    Statement,
    StatementLine,
    account_after,
    collection_rate,
    statement,
)
from shouwen.vocabulary import Actor, Month

_FIGURES: Final = (
    "opening", "charged", "corrected", "paid", "taken", "repaid", "lapsed", "carried",
)  # fmt: skip
VIEWS: Final = ("unsettled", "asked", "left", "all")


def account_list(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    view: str = "unsettled",
    cursor: str = "",
    limit: int = 50,
) -> Page[AccountLine]:
    """Return accounts this person keeps, approves or oversees, in the order of their keys.

    :param view: one of :data:`VIEWS`: not settled, with corrections waiting, of leavers, or all
    """
    return _accounts(keeping(actor, now).accounts(), now, language, view, cursor, limit)


def accounts_on_this_machine(
    now: datetime, language: str = "zh", *, view: str = "unsettled", cursor: str = "",
    limit: int = 200,
) -> Page[AccountLine]:  # fmt: skip
    """Return accounts for whoever administers the machine; no web page may use this."""
    return _accounts(Q(), now, language, view, cursor, limit)


def statement_for(
    actor: Actor, key: str | None, month: Month | None, now: datetime, language: str = "zh"
) -> StatementView:
    """Return one account in one month: the actor's own whole, another's as far as he may see it.

    :param key: such as ``person:zhang``; None for the actor's own
    :param month: None for the month that is open now
    :raises NotYours: if there is none, or the actor may not know of it
    """
    id_ = AccountId("person", actor.person) if key is None else AccountId.parse(key)
    own = id_ == AccountId("person", actor.person)
    mine = keeping(actor, now)
    row = models.Account.objects.filter(key=str(id_)).first()
    if not own and (
        row is None or not models.Account.objects.filter(mine.accounts(), key=row.key).exists()
    ):
        raise NotYours(str(id_))
    return _statement(id_, row, month, mine, own, now, language, actor)


def statement_on_this_machine(
    key: str, month: Month | None, now: datetime, language: str = "zh"
) -> StatementView:
    """Return one account for whoever administers the machine; no web page may use this.

    :raises NotYours: if there is no such account
    """
    id_ = AccountId.parse(key)
    row = models.Account.objects.filter(key=key).first()
    if row is None:
        raise NotYours(key)
    return _statement(id_, row, month, None, True, now, language, None)


def open_or_last(now: datetime) -> Month:
    """Return the month whose close is next; this month where none was ever closed."""
    last = closed_through()
    return Month.of(now) if last is None else last.next


def requests_for(
    actor: Actor, now: datetime, language: str = "zh", limit: int = 100
) -> list[RequestView]:
    """Return the corrections that wait for this person's decision, oldest accounts first."""
    mine = keeping(actor, now)
    rows = models.Account.objects.filter(mine.accounts(), asked__gt=0).order_by("key")[:limit]
    ids = [AccountId.parse(row.key) for row in rows]
    paths = {row.key: row.owner_path for row in rows}
    found = []
    words = words_of(language, now, [id_.id for id_ in ids])
    for id_, held in read(ids).items():
        views = _requests(id_, held.account, mine, paths[str(id_)], words)
        found += [view for view in views if view.may_decide]
    return found


def _accounts(
    where: Q, now: datetime, language: str, view: str, cursor: str, limit: int
) -> Page[AccountLine]:
    narrowed = {
        "unsettled": Q(unsettled=True), "asked": Q(asked__gt=0), "left": Q(left=True),
    }.get(view, Q())  # fmt: skip
    found = models.Account.objects.filter(where, narrowed, key__gt=cursor).exclude(kind="case")
    rows = list(found.order_by("key")[: limit + 1])
    words = words_of(language, now, [row.owner for row in rows])
    lines = tuple(
        AccountLine(
            row.key,
            row.kind,
            words.owner(AccountId(row.kind, row.owner)),
            words.place(row.owner_path),
            row.balance,
            row.held,
            row.undetermined,
            row.asked,
            row.closed_through,
            row.left,
        )
        for row in rows[:limit]
    )
    return Page(lines, rows[limit - 1].key if len(rows) > limit else None)


def _statement(
    id_: AccountId,
    row: models.Account | None,
    month: Month | None,
    mine: Keeping | None,
    own: bool,
    now: datetime,
    language: str,
    actor: Actor | None,
) -> StatementView:
    month = month or open_or_last(now)
    account = read([id_])[id_].account
    figures = figures_of(month, [id_]).get(id_, {})
    if figures and month not in account.closed:
        account = account_after(account, BasisSet(now, month, figures))
    told = statement(account, month, closed_through=closed_through())
    path = "" if row is None else row.owner_path
    whole = own or mine is None
    lines = [
        line
        for line in told.lines
        if whole or (mine is not None and mine.may(mine.sees, line.first.ledger, path))
    ]
    entries = [
        entry
        for entry in _entries(account, month)
        if entry.charge in {x.first.charge for x in lines}
    ]
    words = words_of(language, now, {id_.id, *_persons(account)})
    open_ = open_numbers(actor, now, {line.first.source for line in lines})
    sums = {name: _sum(lines, name) for name in _FIGURES}
    return StatementView(
        key=str(id_),
        owner=words.owner(id_),
        unit=words.place(path),
        own=own and actor is not None,
        month=str(month),
        previous=str(month.previous),
        next=str(month.next),
        state=told.state,
        basis=tuple((words.figure(name), value) for name, value in told.basis.items()),
        missing=tuple(words.figure(name) for name in told.missing),
        charges=tuple(
            _charge(account, line, words, line.first.source in open_, mine, own, path)
            for line in lines
        ),
        caps=tuple(
            _cap(cap, words)
            for cap in told.caps
            if any(line.first.ledger == cap.ledger for line in lines)
        ),
        requests=tuple(_requests(id_, account, mine, path, words, {x.first.charge for x in lines})),
        entries=tuple(_entry(entry, account, words) for entry in entries),
        **sums,
        paid_out=sum((line.taken for line in lines if line.credit), Decimal(0)),
        held=sum((line.carried for line in lines if line.held), Decimal(0)),
        balance=account.balance if whole else sums["carried"],
        collection=_collection(told),
        left=account.left,
        whole=whole,
    )


def _sum(lines: Iterable[StatementLine], name: str) -> Decimal:
    found = (getattr(line, name) for line in lines if not line.held and not line.credit)
    return sum(found, Decimal(0))


def _entries(account: Account, month: Month) -> list[Entry]:
    closed = account.closed.get(month)
    if closed is not None:
        return list(closed.entries)
    return [entry for entry in account.entries if entry.month <= month]


def _persons(account: Account) -> set[str]:
    found = {asked.person for asked in account.asked.values()}
    every = [*account.entries, *(e for closed in account.closed.values() for e in closed.entries)]
    for entry in every:
        found |= {getattr(entry.event, "person", ""), getattr(entry.event, "approver", None) or ""}
    return found


def _charge(
    account: Account,
    line: StatementLine,
    words: Words,
    number_open: bool,
    mine: Keeping | None,
    own: bool,
    path: str,
) -> ChargeView:
    first = line.first
    charge = account.charges[first.charge]
    asked = next((each for each in account.asked.values() if each.charge == first.charge), None)
    kept = mine is not None and not own and mine.may(mine.keeps, first.ledger, path)
    return ChargeView(
        charge=first.charge,
        ledger=first.ledger,
        title=words.say(first.ledger, first.title),
        kind=words.kind(first.kind),
        number=first.source,
        number_open=number_open,
        article=words.quoted(first.ledger, first.articles),
        month=str(first.month),
        sanction=words.say(first.ledger, first.sanction_title),
        ground=words.say(first.ledger, first.ground_title),
        percent=words.percent(line.percent, first.of),
        **{name: getattr(line, name) for name in _FIGURES},
        held=line.held,
        credit=line.credit,
        released=line.released,
        published=line.published or "",
        waiting="" if asked is None else words.choose(*CAUSES[asked.cause]),
        due_now=charge.due,
        open_now=charge.open,
        may_correct=kept and not line.released and asked is None,
    )


def _cap(cap: CapLine, words: Words) -> CapView:
    share = f"{cap.percent.normalize():f}%"
    basis = words.figure(cap.of)
    if cap.basis is None or cap.room is None:
        sentence = words.choose(
            f"每月至多扣{basis}的 {share}；本月{basis}尚未录入",
            f"at most {share} of the {basis} in a month; this month's is not known yet",
        )
    else:
        counted = f"{cap.basis:,.2f} × {share} = {cap.room:,.2f}"
        sentence = words.choose(
            f"每月至多扣{basis}的 {share}：{counted} 元",
            f"at most {share} of the {basis} in a month: {counted}",
        )
    return CapView(words.say(cap.ledger, cap.title), sentence, cap.room, cap.used)


def _requests(
    id_: AccountId,
    account: Account,
    mine: Keeping | None,
    path: str,
    words: Words,
    shown: set[str] | None = None,
) -> list[RequestView]:
    found = []
    for asked in account.asked.values():
        charge = account.charges.get(asked.charge)
        if charge is None or (shown is not None and asked.charge not in shown):
            continue
        first = charge.first
        decides = (
            mine is not None
            and mine.may(mine.approves, first.ledger, path)
            and mine.person not in (asked.person, id_.id if id_.kind == "person" else "")
        )
        found.append(
            RequestView(
                asked.request,
                str(id_),
                words.owner(id_),
                words.say(first.ledger, first.title),
                first.source,
                words.request(asked, charge),
                words.choose(*CAUSES[asked.cause]),
                asked.reason,
                words.person(asked.person),
                asked.at,
                decides,
            )
        )
    return found


def _entry(entry: Entry, account: Account, words: Words) -> EntryView:
    said, person, reason = words.entry(entry)
    first = account.charges[entry.charge].first
    title = words.say(first.ledger, first.title)
    said = words.choose(f"{title}{said}", f"{title}: {said}")
    return EntryView(entry.event.at, said, entry.amount, person, reason)


def _collection(told: Statement) -> Decimal | None:
    """Return the collection rate with disputed receivables left out, where figures say enough."""
    collected, receivable = told.basis.get("collected"), told.basis.get("receivable")
    if collected is None or receivable is None:
        return None
    disputed = sum(
        (line.carried for line in told.lines if line.held and line.first.kind == "disputed"),
        Decimal(0),
    )
    try:
        return collection_rate(collected, receivable, disputed)
    except NothingReceivable:
        return None


def open_numbers(actor: Actor | None, now: datetime, numbers: set[str]) -> set[str]:
    """Return which of these cases the person may open from here."""
    if actor is None or not numbers:
        return set()
    where, params = scope_of(actor, people.directory(now), adopted_procedures(now)).where()
    rows = fetch_all(
        f"SELECT c.number FROM casework_case AS c WHERE c.number = ANY(%(numbers)s) AND {where}",  # noqa: S608
        params | {"numbers": sorted(numbers)},
    )
    return {row["number"] for row in rows}
