"""Binding a complainant's WeChat account to a case, so that he is told there.

The complainant opens our page in WeChat, WeChat says which account it is (OAuth, ``snsapi_base``:
only the account's id for our own official account, no name, no picture), and the id goes into the
vault as where this case's messages go. Two tokens carry the matter through: a ticket, shown to
whoever has the case open, and a state, which only the browser that began can bring back.
"""

from datetime import datetime, timedelta
from typing import Final, Protocol, cast, runtime_checkable

from django.core import signing

from shouwen.notices.setup import set_up
from shouwen.notices.ways import wish

_CHANNEL: Final = "wechat"
#: How long a ticket and a state are good for.
STAYS: Final = timedelta(minutes=15)
_TICKET: Final = "shouwen.notices.binding.ticket"
_STATE: Final = "shouwen.notices.binding.state"


@runtime_checkable
class Binds(Protocol):
    """What an adapter can do that finds out whose account somebody uses."""

    def way_to(self, back: str, state: str) -> str:
        """Return the address that asks which account it is and comes back to `back`.

        There ``code`` and ``state`` are added to the query.
        """
        ...

    def account_of(self, code: str, *, now: datetime) -> str:
        """Return the account a code stands for; a code is good for once.

        :raises NotNow: if the provider does not answer
        :raises Never: if the code is not, or no more, good
        """
        ...


def offered() -> bool:
    """Say whether accounts can be bound here: the settings have a table for WeChat."""
    return _adapter() is not None


def ticket(number: str, now: datetime) -> str:
    """Return what opens the page of binding for a case; the caller has seen the code."""
    return signing.dumps([number, int(now.timestamp())], salt=_TICKET)


def number_of(token: str, now: datetime) -> str | None:
    """Return the case a ticket is for, or None if it is none, or too old."""
    told = _opened(token, _TICKET, now)
    return None if told is None else str(told[0])


def way_to(number: str, back: str, browser: str, language: str, now: datetime) -> str | None:
    """Return where to send somebody who wants to be told of a case in WeChat; None: nowhere.

    :param browser: what only this browser knows; it has to bring it back
    """
    adapter = _adapter()
    if adapter is None:
        return None
    state = signing.dumps([number, int(now.timestamp()), browser, language], salt=_STATE)
    return adapter.way_to(back, state)


def bind(state: str, code: str, browser: str, *, now: datetime) -> str | None:
    """Keep which account is told of a case from now on, and return the case's number.

    None if the state is not ours, too old, or brought back by another browser.

    :raises NotNow: if the provider does not answer
    :raises Never: if the code is not, or no more, good
    """
    told, adapter = _opened(state, _STATE, now), _adapter()
    if told is None or len(told) != 4 or told[2] != browser or not code or adapter is None:
        return None
    account = adapter.account_of(code, now=now)
    wish(str(told[0]), _CHANNEL, address=account, language=str(told[3]), now=now)
    return str(told[0])


def _adapter() -> Binds | None:
    setup = set_up()
    found = setup.adapters[_CHANNEL] if _CHANNEL in setup.named else None
    return cast("Binds", found) if isinstance(found, Binds) else None


def _opened(token: str, salt: str, now: datetime) -> list[object] | None:
    try:
        told = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    fits = isinstance(told, list) and len(told) >= 2 and isinstance(told[1], int)
    return told if fits and 0 <= now.timestamp() - told[1] <= STAYS.total_seconds() else None
