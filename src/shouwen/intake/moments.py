"""Dates and times as people type them into sheets. What can be read in two ways is refused."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal

from shouwen.vocabulary import OFFICE_ZONE, at_office

Order = Literal["ymd", "mdy", "dmy"]

#: Day 0 of spreadsheets, as it holds for every day after February 1900.
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - placed in its zone later
#: A bare number counts as a spreadsheet's day from 1954 to 2119 only; others are numbers.
_SERIALS: Final = (20_000, 80_500)
_YEARS: Final = (1900, 2199)
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")

_ZONE = r"(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
_HALF = r"上午|下午|中午|凌晨|早上|早晨|傍晚|晚上|晚|夜间|am|pm|a\.m\.|p\.m\."
_CLOCK: Final = re.compile(
    rf"(?P<before>{_HALF})?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[::时點点]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<half>半)|整)?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?\s*秒?)?)?"
    rf"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?\s*{_ZONE}",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"[((]?\s*(星期|周|礼拜|週)[一二三四五六日天]\s*[))]?"
    r"|\b(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b[,.]?",
    re.IGNORECASE,
)
_SEP = r"\s*[-/.年]\s*"
_YMD: Final = re.compile(
    rf"(?P<roc>民[国國])?\s*(?P<y>\d{{1,4}}){_SEP}(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})"
    r"\s*[日号號]?"
)
_MD: Final = re.compile(r"(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号號]?")
_THREE: Final = re.compile(r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})")
_TWO_DIGITS: Final = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2}")
_RUN: Final = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_RUN_TIME: Final = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NAME}\s*-?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s,-]\s*(?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*{_NAME},?[\s,-]*(?P<y>\d{{4}})",
    )
)
_CHINESE_DAY: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)


class NotAMoment(ValueError):
    """A cell is no date, or could be several; the message says why, in Chinese."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.english = english


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sheet writes its dates.

    :param order: which way round ``3/4/2026`` is read; None refuses it
    :param year: the year of dates such as ``10.5`` that name none
    :param zone: where times without a zone were written; the office's by default
    :param formats: patterns of ``strptime`` tried before anything else
    """

    order: Order | None = None
    year: int | None = None
    zone: tzinfo = OFFICE_ZONE
    formats: tuple[str, ...] = ()


USUAL: Final = Reading()


def read_moment(cell: object, reading: Reading = USUAL) -> datetime | None:
    """Return the instant a cell means, on the office's clock; None for an empty cell.

    A day without a time is that day's midnight in the sheet's zone.

    >>> read_moment("2026/10/6 下午3:20").isoformat()
    '2026-10-06T15:20:00+08:00'

    :raises NotAMoment: if the cell is no date, names a day that does not exist, or is ambiguous
    """
    if isinstance(cell, datetime):
        return _placed(cell, reading)
    if isinstance(cell, date):
        return _placed(datetime.combine(cell, time()), reading)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _placed(_of_number(cell, reading), reading)
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise NotAMoment(f"“{cell}”不是日期", f"'{cell}' is no date")
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    return _placed(_of_text(text, reading), reading) if text else None


def _placed(when: datetime, reading: Reading) -> datetime:
    if not _YEARS[0] <= when.year <= _YEARS[1]:
        raise NotAMoment(
            f"{when.year} 年不像是来件的年份", f"nothing was received in the year {when.year}"
        )
    if when.tzinfo is None:
        when = when.replace(tzinfo=reading.zone)
    return at_office(when)


def _of_number(number: float, reading: Reading) -> datetime:
    if not math.isfinite(number):
        raise NotAMoment(f"“{number}”不是日期", f"'{number}' is no date")
    whole = int(number)
    if number == whole and 1900_01_01 <= whole <= 2199_12_31:
        return _of_text(str(whole), reading)
    if _SERIALS[0] <= number < _SERIALS[1]:
        return _EPOCH + timedelta(seconds=round(number * 86_400))
    if 1 <= whole <= 12 and number != whole:
        if reading.year is None:
            raise _no_year(str(number))
        digits = str(number).partition(".")[2]
        if digits in ("1", "2", "3"):
            # A sheet keeps the number, not the keystrokes: 10.1 and 10.10 are one.
            raise NotAMoment(
                f"数字 {number} 可能是 {whole} 月 {digits} 日，也可能是 {whole} 月 {digits}0 日",
                f"the number {number} may be day {digits} or day {digits}0 of month {whole}",
            )
        return datetime.combine(_day(reading.year, whole, int(digits), str(number)), time())
    raise NotAMoment(f"“{number:g}”不是日期", f"'{number:g}' is no date")


def _of_text(text: str, reading: Reading) -> datetime:
    for pattern in reading.formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - placed in its zone later
        except ValueError:
            continue
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _of_number(float(text), reading)
    run = _RUN_TIME.fullmatch(text)
    if run is not None:
        clock = f"{run[2]}:{run[3]}:{run[4] or '00'}"
        return _combine(_run(run[1], text), clock, text)
    plain = _CHINESE_DAY.sub(_plain_day, _WEEKDAY.sub(" ", text)).strip()
    for day, rest in _days(plain, text, reading):
        rest = rest.strip().removeprefix("T").removeprefix("t").removeprefix(",").strip()
        return _combine(day, rest, text)
    raise NotAMoment(f"“{_short(text)}”不是日期", f"'{_short(text)}' is no date")


def _days(plain: str, text: str, reading: Reading) -> Iterator[tuple[date, str]]:
    """Yield the day a text begins with and what follows it."""
    if found := re.match(r"\d{8}(?=$|[\sT])", plain):
        yield _run(found[0], text), plain[found.end() :]
    for pattern in _ENGLISH:
        if found := pattern.match(plain):
            month = _MONTHS.index(found["name"].lower()) + 1
            yield _day(int(found["y"]), month, int(found["d"]), text), plain[found.end() :]
    if found := _THREE.match(plain):
        yield _turned(found, text, reading), plain[found.end() :]
    if found := _YMD.match(plain):
        yield _year_first(found, text), plain[found.end() :]
    if (found := _MD.match(plain)) and not plain[found.end() :].startswith(("-", "/", ".")):
        if reading.year is None:
            raise _no_year(_short(text))
        day = _day(reading.year, int(found["m"]), int(found["d"]), text)
        yield day, plain[found.end() :]


def _year_first(found: re.Match[str], text: str) -> date:
    year = int(found["y"])
    if found["roc"]:
        year += 1911
    elif len(found["y"]) != 4:
        raise NotAMoment(
            f"“{_short(text)}”的年份没有写全", f"the year of '{_short(text)}' is not whole"
        )
    return _day(year, int(found["m"]), int(found["d"]), text)


def _turned(found: re.Match[str], text: str, reading: Reading) -> date:
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if reading.order in (None, "ymd"):
        raise NotAMoment(
            f"“{_short(text)}”看不出日、月的先后，请在对照表 dates 中写 order: mdy 或 dmy",
            f"'{_short(text)}' does not say whether day or month comes first; "
            "write order: mdy or dmy under dates of the mapping",
        )
    if reading.order == "dmy":
        first, second = second, first
    return _day(year, first, second, text)


def _run(digits: str, text: str) -> date:
    found = _RUN.fullmatch(digits)
    assert found is not None  # noqa: S101 - eight digits
    return _day(int(found["y"]), int(found["m"]), int(found["d"]), text)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise NotAMoment(
            f"没有 {year} 年 {month} 月 {day} 日这一天（“{_short(text)}”）",
            f"there is no day {year}-{month}-{day} ('{_short(text)}')",
        ) from None


def _plain_day(found: re.Match[str]) -> str:
    year = found[1].translate(_DIGITS)
    return f"{year}年{_tens(found[2])}月{_tens(found[3])}日"


def _tens(words: str) -> int:
    tens, ten, ones = words.partition("十")
    if not ten:
        return int(words.translate(_DIGITS))
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + int(ones.translate(_DIGITS) or 0)


def _combine(day: date, rest: str, text: str) -> datetime:
    if not rest:
        return datetime.combine(day, time())
    found = _CLOCK.fullmatch(rest)
    if found is None or (found["minute"] is None and found["half"] is None and ":" in rest):
        raise NotAMoment(
            f"“{_short(text)}”中的时间看不懂", f"the time in '{_short(text)}' is not understood"
        )
    hour = _hour(int(found["hour"]), (found["before"] or found["after"] or "").lower(), text)
    minute = 30 if found["half"] else int(found["minute"] or 0)
    second = int(found["second"] or 0)
    micro = int((found["part"] or "0").ljust(6, "0")[:6])
    zone = _zone(found["zone"])
    late = timedelta(days=1) if hour == 24 and minute == second == 0 else timedelta()
    try:
        clock = time(0 if late else hour, minute, second, micro, zone)
    except ValueError:
        raise _no_time(text) from None
    try:
        return datetime.combine(day, clock) + late
    except OverflowError:  # midnight after the last day there is
        raise _no_time(text) from None


def _hour(hour: int, half: str, text: str) -> int:
    """Return the hour of the day; what a half of the day adds is added once."""
    half = half.replace(".", "")
    if half in ("am", "上午", "凌晨", "早上", "早晨"):
        return 0 if hour == 12 else hour
    if half in ("pm", "下午", "傍晚"):
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if half in ("晚上", "晚", "夜间"):
        if hour == 12 or hour < 5:
            raise NotAMoment(
                f"“{_short(text)}”看不出是当晚还是次日凌晨",
                f"'{_short(text)}' may be that night or early the next day",
            )
        return hour + 12 if hour < 12 else hour
    return hour


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written.lower() in ("z", "utc", "gmt"):
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift >= timedelta(hours=24):
        raise NotAMoment(f"没有“{written}”这样的时区", f"there is no zone '{written}'")
    return timezone(-shift if written[0] == "-" else shift)


def _no_year(text: str) -> NotAMoment:
    return NotAMoment(
        f"“{text}”没有年份，请在对照表 dates 中写 year",
        f"'{text}' has no year; write year under dates of the mapping",
    )


def _no_time(text: str) -> NotAMoment:
    return NotAMoment(
        f"没有这样的时间（“{_short(text)}”）", f"there is no such time ('{_short(text)}')"
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
