"""The penalty accounts of one story: charged by its case, closed month by month."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from shouwen.engine import Event, Posted
from shouwen.engine.charging import AccountId, Poster, account_events, account_id
from shouwen.engine.ledgers import (
    Account,
    BasisSet,
    LeftOrganisation,
    MonthClosed,
    Statement,
    close,
    statement,
    take_in,
)
from shouwen.regulations.compiled import Procedure
from shouwen.scenarios.story import FIGURES, Figures, Step
from shouwen.vocabulary import Month, at_office

#: What the story's case is called in its accounts.
CASE = "case"


class Accounts:
    """All accounts a story has touched."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.known: dict[AccountId, Account] = {}
        self.closed: Month | None = None
        self.unclosed: dict[AccountId, tuple[str, ...]] = {}

    def charge(self, events: Iterable[Event]) -> None:
        """Let the accounts take in what the case has posted."""
        poster = Poster(CASE, self.procedure, CASE)
        after = None if self.closed is None else self.closed.next
        for posted in events:
            if not isinstance(posted, Posted):
                continue
            for posting in posted.postings:
                account = self._account(account_id(posted, posting, CASE))
                for event in account_events(account, posted, posting, poster, after):
                    take_in(account, event)

    def close(self, step: Step, at: datetime) -> str:
        """Close a month as the step says; return why not, or an empty text."""
        month = Month.parse(str(step.close_month))
        if self.closed is not None and month <= self.closed:
            return f"{month} 已经月结过 / {month} has been closed already"
        if self.closed is not None and month != self.closed.next:
            wanted = self.closed.next
            return f"应当先月结 {wanted} / {wanted} is to be closed first"
        if at_office(at).date() < month.last_day:
            return f"{month} 还没有到最后一天 / {month} has not come to its last day"
        self.closed = month
        self.unclosed = {}
        for name in step.left:
            take_in(self._account(self._named(name)), LeftOrganisation(at))
        for name, figures in step.basis.items():
            basis: dict[str, Decimal] = {each: Decimal(value) for each, value in figures.items()}
            take_in(self._account(self._named(name)), BasisSet(at, month, basis))
        for id_, account in self.known.items():
            if id_.kind == CASE:
                continue
            closing = close(account, month, account.bases.get(month), at)
            if isinstance(closing, MonthClosed):
                take_in(account, closing)
            else:
                self.unclosed[id_] = closing.missing
        return ""

    def broken(self, expected: Mapping[str, Figures], month: Month) -> list[str]:
        """Return what an account should say of a month and does not, in both languages."""
        said = []
        for name, wanted in expected.items():
            id_ = self._named(name)
            told = self._told(self.known.get(id_, Account()), month)
            for figure, value in wanted.items():
                if isinstance(value, Mapping):
                    ledger = f"{self.procedure.pack.pack.id}.{figure}"
                    for part, amount in value.items():
                        said += _wrong(f"{name} {figure}", part, amount, told, ledger)
                elif figure == "closed":
                    closed = id_ not in self.unclosed
                    if closed != value:
                        said.append(
                            f"{name} 的账应{'已' if value else '未'}月结"
                            f" / the account of {name} is {'' if closed else 'not '}closed"
                        )
                else:
                    said += _wrong(name, figure, value, told, None)
        return said

    def figures(self, month: Month) -> dict[str, dict[str, str]]:
        """Return what the accounts came to in a month, by account."""
        return {
            id_.id: {
                name: str(figure(self._told(account, month), name, None))
                for name in ("charged", "taken", "repaid", "carried", "lapsed")
            }
            for id_, account in self.known.items()
            if id_.kind != CASE
        }

    def _told(self, account: Account, month: Month) -> Statement:
        return statement(account, month, preview=False)

    def _account(self, id_: AccountId) -> Account:
        return self.known.setdefault(id_, Account())

    def _named(self, name: str) -> AccountId:
        """Return the account a story calls by a bare id: of a unit, or else of a person."""
        if name.partition(":")[0] in ("unit", "person"):
            return AccountId.parse(name)
        unit = AccountId("unit", name)
        return unit if unit in self.known else AccountId("person", name)


def figure(told: Statement, name: str, ledger: str | None) -> Decimal:
    """Return one figure of a statement; `taken` is what remains after repayments."""
    if name == "taken":
        return told.total("taken", ledger) - told.total("repaid", ledger)
    return told.paid_out if name == "paid_out" else told.total(name, ledger)


def _wrong(who: str, name: str, value: object, told: Statement, ledger: str | None) -> list[str]:
    if name not in FIGURES:
        return []  # told among the names that lead nowhere
    found, wanted = figure(told, name, ledger), Decimal(str(value))
    if found == wanted:
        return []
    return [
        f"{who} 的 {name} 应为 {wanted:,}，实为 {found:,}"
        f" / {name} of {who} is {found}, not {wanted}"
    ]
