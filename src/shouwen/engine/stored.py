"""Events as plain JSON values and back, under dotted names of our own with a shape number.

Three kinds of stream: ``case.…``, ``account.…`` (penalty accounts) and ``improvement.…``. Money is
``{"$money": "12.50"}``, an instant ``{"$at": ISO}``, a day ``{"$on": ISO}``, a month
``{"$month": "2026-07"}``: text alone could not be told from them. A shape number changes only when
the meaning of a body changes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shouwen.engine.clockstate import ClockState, Kept, PointAhead
from shouwen.engine.events import EVENT_CLASSES, Event, ImprovementItem, Posting, Recipient
from shouwen.engine.improvements import IMPROVEMENT_EVENTS, ImprovementEvent
from shouwen.engine.ledgers import ACCOUNT_EVENTS, AccountEvent, Cap, Line
from shouwen.vocabulary import Month, ShouwenError, at_office

SHAPE = 1


class UnknownEvent(ShouwenError):
    """A stored event carries a name or shape this edition does not know."""


def type_of(event: Event | AccountEvent | ImprovementEvent) -> str:
    """Return the stored name of an event, such as ``case.stage_changed``."""
    return _NAME_OF[type(event)]


def body_of(event: Event | AccountEvent | ImprovementEvent) -> dict[str, Any]:
    """Return the event as JSON values, without `at`, which the ledger keeps itself."""
    return {
        name: item if type(item := getattr(event, name)) in _SCALARS else _plain(item)
        for name in _FIELDS[type(event)]
    }


def event_from(type_: str, shape: int, body: Mapping[str, Any], at: datetime) -> Event:
    """Return the event of a case stored under this name.

    :raises UnknownEvent: if the name or the shape is not ours
    """
    event: Event = _event("case.", type_, shape, body, at)
    return event


def account_event_from(
    type_: str, shape: int, body: Mapping[str, Any], at: datetime
) -> AccountEvent:
    """Return the event of a penalty account stored under this name.

    :raises UnknownEvent: if the name or the shape is not ours
    """
    event: AccountEvent = _event("account.", type_, shape, body, at)
    return event


def improvement_event_from(
    type_: str, shape: int, body: Mapping[str, Any], at: datetime
) -> ImprovementEvent:
    """Return the event of an improvement stored under this name.

    :raises UnknownEvent: if the name or the shape is not ours
    """
    event: ImprovementEvent = _event("improvement.", type_, shape, body, at)
    return event


def _event(kind: str, type_: str, shape: int, body: Mapping[str, Any], at: datetime) -> Any:
    cls = _CLASS_OF.get(type_)
    if cls is None or shape != SHAPE or not type_.startswith(kind):
        raise UnknownEvent(
            f"不认识的事件 {type_}（第{shape}版）",
            "请用写入该事件的版本或更新的版本读取",
            f"event {type_} of shape {shape} is not known to this edition",
        )
    values = {
        name: item if type(item := body[name]) in _SCALARS else _rich(item) for name in _FIELDS[cls]
    }
    for name, rebuild in _REBUILT[cls]:
        values[name] = rebuild(values[name])
    return cls(at=at_office(at), **values)


def _plain(value: object) -> Any:
    if type(value) in _SCALARS:
        return value
    if isinstance(value, tuple | list):
        return [item if type(item) in _SCALARS else _plain(item) for item in value]
    if isinstance(value, bool | int | str):
        return value  # an enumeration's member
    if isinstance(value, Decimal):
        return {"$money": str(value)}
    if isinstance(value, datetime):
        return {"$at": at_office(value).isoformat()}
    if isinstance(value, date):
        return {"$on": value.isoformat()}
    if isinstance(value, dict | Mapping):  # dict first: asking an abstract class is slow
        return {
            str(key): item if type(item) in _SCALARS else _plain(item)
            for key, item in value.items()
        }
    if isinstance(value, Month):
        return {"$month": str(value)}
    if is_dataclass(value):
        return {
            name: item if type(item := getattr(value, name)) in _SCALARS else _plain(item)
            for name in type(value).__slots__  # type: ignore[union-attr]
        }
    raise TypeError(f"{type(value).__name__} cannot be stored in an event")


def _rich(value: Any) -> Any:
    if type(value) in _SCALARS:
        return value
    if isinstance(value, dict):
        if len(value) == 1:
            ((key, item),) = value.items()
            read = _TAGS.get(key)
            if read is not None and type(item) is str:
                return read(item)
        return {key: item if type(item) in _SCALARS else _rich(item) for key, item in value.items()}
    return [item if type(item) in _SCALARS else _rich(item) for item in value]


def _instant(text: str) -> datetime:
    return at_office(datetime.fromisoformat(text))


_SCALARS = frozenset({str, int, bool, type(None)})
# Ids begin with a letter, so no fact can be called by one of these.
_TAGS: dict[str, Callable[[str], object]] = {
    "$at": _instant,
    "$money": Decimal,
    "$month": Month.parse,
    "$on": date.fromisoformat,
}


def _clock(value: dict[str, Any]) -> ClockState:
    points = tuple(PointAhead(**point) for point in value.pop("points"))
    pauses = tuple((start, end) for start, end in value.pop("pauses"))
    kept = value.pop("kept", None)
    if kept is not None:
        kept = Kept(kept["edition"], tuple(kept["cite"]))
    return ClockState(points=points, pauses=pauses, kept=kept, **value)


def _clocks(value: dict[str, Any]) -> dict[str, ClockState]:
    return {name: _clock(state) for name, state in value.items()}


def _recipient(value: dict[str, Any]) -> Recipient:
    return Recipient(
        value["role"],
        value["unit"],
        tuple(value["persons"]),
        value.get("fact"),
        value.get("unplaced", False),
    )


def _cap(value: dict[str, Any] | None) -> Cap | None:
    return None if value is None else Cap(**value)


def _lines(value: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(**each) for each in value)


def _postings(value: list[dict[str, Any]]) -> tuple[Posting, ...]:
    return tuple(Posting(**each) for each in value)


def _items(value: list[dict[str, Any]]) -> tuple[ImprovementItem, ...]:
    return tuple(ImprovementItem(**each) for each in value)


_Rebuild = Callable[[Any], object]
#: What is more than JSON values, by the name of the field.
_OF_CASES: dict[str, _Rebuild] = {
    "cite": tuple,
    "names": tuple,
    "copies": tuple,
    "state": _clock,
    "clocks": _clocks,
    "owner": _recipient,
    "to": _recipient,
    "cap": _cap,
    "postings": _postings,
    "set_aside": _postings,
    "items": _items,
    "lacking": tuple,
}
_OF_ACCOUNTS: dict[str, _Rebuild] = {"cap": _cap, "lines": _lines}
_KINDS: tuple[tuple[str, tuple[type, ...], dict[str, _Rebuild]], ...] = (
    ("case", EVENT_CLASSES, _OF_CASES),
    ("account", ACCOUNT_EVENTS, _OF_ACCOUNTS),
    ("improvement", IMPROVEMENT_EVENTS, {}),
)
_ALL = [cls for _, classes, _ in _KINDS for cls in classes]
_NAME_OF: dict[type, str] = {
    cls: f"{kind}."
    + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__.removeprefix("Improvement")).lower()
    for kind, classes, _ in _KINDS
    for cls in classes
}
_CLASS_OF: dict[str, Any] = {name: cls for cls, name in _NAME_OF.items()}
_FIELDS: dict[type, tuple[str, ...]] = {
    cls: tuple(field.name for field in fields(cls) if field.name != "at") for cls in _ALL
}
_REBUILT: dict[type, tuple[tuple[str, _Rebuild], ...]] = {
    cls: tuple((name, rebuilt[name]) for name in _FIELDS[cls] if name in rebuilt)
    for _, classes, rebuilt in _KINDS
    for cls in classes
}
