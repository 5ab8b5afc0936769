"""Calls: what a telephone exchange tells of them, who is calling, what came of it.

The voice stays at the exchange; here are when, from which number (in the vault), to which
extension, and what the exchange calls the recording.
"""

from shouwen.intake.telephone.calls import (
    CallPage,
    CallRow,
    call_log,
    call_of,
    calls_at,
    cases_of_caller,
    link,
    link_calls,
    number_for,
    put_away,
    ringing_at,
)
from shouwen.intake.telephone.events import CallEvent, Faulty, event_from, note
from shouwen.intake.telephone.exchanges import (
    ExchangeRow,
    NoSuchExchange,
    end_key,
    exchange_of,
    exchanges,
    make_key,
    signature,
    signer_of,
)

__all__ = [
    "CallEvent",
    "CallPage",
    "CallRow",
    "ExchangeRow",
    "Faulty",
    "NoSuchExchange",
    "call_log",
    "call_of",
    "calls_at",
    "cases_of_caller",
    "end_key",
    "event_from",
    "exchange_of",
    "exchanges",
    "link",
    "link_calls",
    "make_key",
    "note",
    "number_for",
    "put_away",
    "ringing_at",
    "signature",
    "signer_of",
]
