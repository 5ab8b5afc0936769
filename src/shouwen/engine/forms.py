"""Form values by the declared type of their fact; anything else is a reason, never a crash."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from shouwen.engine.outcome import Reason
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.model import Fact
from shouwen.vocabulary import Directory, at_office, fen, moment, ungrouped

_TRUE = frozenset({"true", "yes", "1", "on", "是"})
_FALSE = frozenset({"false", "no", "0", "off", "否"})
_MOST_MONEY = Decimal(10) ** 13
_MOST_TEXT = 50_000
_SHOWN = 60
#: Limits are counted from and to moments people fill in, and calendars do not reach for ever.
_FIRST_YEAR, _LAST_YEAR = 1992, 2050


class _Unfit(Exception):
    """A value does not fit its fact; the message is the end of the sentence shown."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.english = english


def typed_form(
    procedure: Procedure, form: Mapping[str, object], directory: Directory, cite: tuple[str, ...]
) -> tuple[dict[str, object], list[Reason]]:
    """Return the values as their facts' types, without empty ones, and what did not fit."""
    values: dict[str, object] = {}
    reasons: list[Reason] = []
    facts = procedure.pack.facts
    for name, written in form.items():
        fact = facts.get(name)
        if fact is None:
            english = f"The regulation has no fact '{name}'"
            text = f"本办法没有“{name}”这一要素"
            reasons.append(Reason("form_unexpected", text, cite, name, english))
            continue
        if written is None or (isinstance(written, str | list | tuple) and not written):
            continue
        if isinstance(written, str) and not written.strip():
            continue
        try:
            values[name] = typed_value(procedure, fact, written, directory)
        except _Unfit as unfit:
            english = f"'{procedure.pack.say(fact.title, 'en')}' {unfit.english}"
            reasons.append(Reason("form_invalid", f"“{fact.title}”{unfit}", cite, name, english))
    return values, reasons


def typed_value(procedure: Procedure, fact: Fact, written: object, directory: Directory) -> object:
    """Return one value as the type its fact declares."""
    if fact.type.startswith("list:"):
        items = written if isinstance(written, list | tuple) else [written]
        if len(items) > 200:
            raise _Unfit("最多 200 项", "takes at most 200 items")
        kind = fact.type[5:]
        return [_scalar(procedure, kind, fact, item, directory) for item in items]
    return _scalar(procedure, fact.type, fact, written, directory)


def _scalar(
    procedure: Procedure, kind: str, fact: Fact, written: object, directory: Directory
) -> object:
    if kind.startswith("enum:"):
        labels = procedure.pack.terms[kind[5:]]
        if isinstance(written, str):
            word = written.strip()
            if word in labels:
                return word
            by_label = {label: member for member, label in labels.items()}
            if word in by_label:
                return by_label[word]
        english = ", ".join(procedure.pack.say(label, "en") for label in labels.values())
        raise _Unfit(
            f"须为{'、'.join(labels.values())}之一，不能是“{_shown(written)}”",
            f"must be one of {english}, not '{_shown(written)}'",
        )
    match kind:
        case "bool":
            return _truth(written)
        case "int" | "money":
            return _number(kind, fact, written)
        case "time":
            return _time(written)
        case "date":
            return _date(written)
        case _:
            return _text(kind, written, directory)


def _text(kind: str, written: object, directory: Directory) -> str:
    if isinstance(written, int | Decimal) and not isinstance(written, bool):
        written = str(written)  # a telephone written without quotes
    if not isinstance(written, str):
        raise _Unfit("须为文字", "must be text")
    text = written.strip()
    if kind == "unit" and directory.units and text not in directory.units:
        raise _Unfit(f"：机构名录中没有“{_shown(text)}”", f": no unit '{_shown(text)}'")
    if kind == "person" and directory.people and text not in directory.people:
        raise _Unfit(f"：人员名录中没有“{_shown(text)}”", f": nobody '{_shown(text)}'")
    if len(text) > _MOST_TEXT:
        raise _Unfit(f"最多 {_MOST_TEXT} 字", f"takes at most {_MOST_TEXT} characters")
    if "\x00" in text:
        raise _Unfit("含有不能保存的字符", "holds characters that cannot be kept")
    return text


def _shown(written: object) -> str:
    text = str(written)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _truth(written: object) -> bool:
    if isinstance(written, bool):
        return written
    word = str(written).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _Unfit("须为是或否", "must be yes or no")


def _number(kind: str, fact: Fact, written: object) -> int | Decimal:
    if isinstance(written, bool) or not isinstance(written, int | Decimal | str | float):
        raise _Unfit("须为数字", "must be a number")
    text = ungrouped(str(written).strip().removesuffix("元").strip())
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _Unfit(
            f"须为数字，不能是“{_shown(written)}”", f"must be a number, not '{_shown(written)}'"
        ) from None
    if not number.is_finite() or abs(number) > _MOST_MONEY:
        raise _Unfit("超出可记录的范围", "is beyond what can be recorded")
    if kind == "int" and number != int(number):
        raise _Unfit("须为整数", "must be a whole number")
    if kind == "money" and number != fen(number):
        raise _Unfit("最多两位小数（精确到分）", "takes at most two decimals")
    if fact.min is not None and number < fact.min:
        raise _Unfit(f"不得少于 {fact.min}", f"must not be below {fact.min}")
    if fact.max is not None and number > fact.max:
        raise _Unfit(f"不得超过 {fact.max}", f"must not exceed {fact.max}")
    return int(number) if kind == "int" else fen(number)


def _time(written: object) -> datetime:
    try:
        when = written if isinstance(written, datetime) else moment(str(written))
        when = at_office(when) if when.tzinfo else moment(when.isoformat())
    except (ValueError, OverflowError):
        raise _Unfit(
            f"须为日期和时间，例如 2026-09-28 17:20，不能是“{_shown(written)}”",
            f"must be a date and time such as 2026-09-28 17:20, not '{_shown(written)}'",
        ) from None
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        raise _Unfit(
            f"须在 {_FIRST_YEAR} 年至 {_LAST_YEAR} 年之间，不能是“{_shown(written)}”",
            f"must lie between {_FIRST_YEAR} and {_LAST_YEAR}, not '{_shown(written)}'",
        )
    return when


def _date(written: object) -> date:
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        raise _Unfit(
            f"须为日期，例如 2026-09-28，不能是“{_shown(written)}”",
            f"must be a date such as 2026-09-28, not '{_shown(written)}'",
        ) from None
