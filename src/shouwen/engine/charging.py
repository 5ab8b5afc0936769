"""From what a case posts to what happens to the accounts it charges: for the record and stories."""

from dataclasses import dataclass

from shouwen.engine.events import Posted, Posting
from shouwen.engine.explanation import sanction_words
from shouwen.engine.ledgers import (
    Account,
    AccountEvent,
    Charge,
    Charged,
    Corrected,
    Released,
)
from shouwen.regulations.compiled import Procedure
from shouwen.vocabulary import Month


@dataclass(frozen=True, slots=True)
class AccountId:
    """Whose account: of a person, a unit, or the matter itself, and its id."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "AccountId":
        """Read what ``str`` wrote."""
        kind, _, id_ = text.partition(":")
        return cls(kind, id_)


@dataclass(frozen=True, slots=True)
class Poster:
    """The case that posts: its number, and what its regulation says of its ledgers."""

    number: str
    procedure: Procedure
    person: str


def account_id(posted: Posted, posting: Posting, number: str) -> AccountId:
    """Return whose account a posting goes to; the matter's own money has the case's number."""
    return AccountId(posted.account, posting.account if posted.account != "case" else number)


def account_events(
    account: Account, posted: Posted, posting: Posting, poster: Poster, open_month: Month | None
) -> list[AccountEvent]:
    """Return what one posting does to its account: a charge, a correction, a release, or nothing.

    :param open_month: the first month not closed in the organisation, None if none ever was
    """
    key = "/".join(filter(None, (poster.number, posted.ledger, posting.account, posting.sanction)))
    known = [each for name, each in account.charges.items() if name.partition("#")[0] == key]
    month = account.month_for(Month.of(posted.at))
    month = max(month, open_month or month)
    if posting.fresh:
        return [_charged(posted, posting, poster, key, len(known), month)]
    if not known:
        return []
    return _amended(known[-1], posted, posting, poster, open_month)


def _charged(
    posted: Posted, posting: Posting, poster: Poster, key: str, before: int, month: Month
) -> Charged:
    procedure = poster.procedure
    return Charged(
        posted.at,
        key if not before else f"{key}#{before + 1}",
        f"{procedure.pack.pack.id}.{posted.ledger}",
        procedure.pack.ledgers[posted.ledger].title,
        posted.kind,
        poster.number,
        month,
        posting.amount,
        posting.percent,
        posting.of,
        posted.cap,
        posted.carries,
        "never" if posted.account == "case" else posted.takes,
        posted.kind == "reward",
        posting.sanction,
        _titled(procedure, posted.ledger, posting.sanction, "sanction"),
        _titled(procedure, posted.ledger, posting.ground, "ground"),
        procedure.articles(posted.cite),
    )


def _titled(procedure: Procedure, ledger: str, value: str | None, key: str) -> str:
    return "" if value is None else sanction_words(procedure, ledger, value, key)


def _amended(
    charge: Charge, posted: Posted, posting: Posting, poster: Poster, month: Month | None
) -> list[AccountEvent]:
    name, at = charge.first.charge, posted.at
    articles = poster.procedure.articles(posted.cite)
    if posting.withdrawn:
        if charge.released:
            return []
        return [Released(at, name, "amended", articles, poster.person, month=month)]
    if not (posting.change or posting.change_percent):
        return []
    return [
        Corrected(
            at, name, "amended", articles, poster.person, by=posting.change,
            by_percent=posting.change_percent, articles=articles, month=month,
        )
    ]  # fmt: skip
