"""When it happened, as a person, a clerk and an office would each put it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shouwen.demo.writer.phrases import Dealer
from shouwen.vocabulary import at_office

Style = Literal["spoken", "note", "formal"]

#: Hours at which things happen, by place, when the matter does not say.
_HOURS: dict[str, tuple[int, ...]] = {
    "counter": (9, 10, 11, 14, 15, 16),
    "lobby": (9, 10, 11, 14, 15, 16),
    "atm": (7, 8, 12, 13, 18, 19, 20, 21, 22, 23),
    "app": (8, 9, 11, 13, 15, 19, 20, 21, 22),
    "line": (9, 10, 11, 14, 16, 19, 20),
    "sms": (8, 9, 10, 14, 17),
    "outside": (8, 11, 17, 18, 19),
    "branch": (9, 10, 14, 15, 16),
}
#: How many days people let pass before they come this way (from, to).
_DELAYS: dict[str, tuple[int, int]] = {
    "phone": (0, 3),
    "book": (0, 0),
    "web": (0, 9),
    "visit": (1, 12),
    "letter": (4, 24),
    "media": (2, 9),
    "superior": (7, 28),
    "government": (3, 18),
}
_WEEKDAYS = "一二三四五六日"
_NUMBERS = "零一两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment of the story: the day in each style, hour (0-23) and minute."""

    spoken_day: str
    note_day: str
    formal_day: str
    hour: int
    minute: int

    def said(self, style: Style) -> str:
        """Return the moment in words."""
        if style == "spoken":
            return f"{self.spoken_day}{_hour_words(self.hour, self.minute)}"
        if style == "note":
            return f"{self.note_day}{self.hour}:{self.minute:02d}左右"
        part, hour = _part_of_day(self.hour)
        return f"{self.formal_day}{part}{hour}时许"


def _part_of_day(hour: int) -> tuple[str, int]:
    if hour < 6:
        return "凌晨", hour
    if hour < 9:
        return "早上", hour
    if hour < 12:
        return "上午", hour
    if hour == 12:
        return "中午", 12
    if hour < 18:
        return "下午", hour - 12
    return "晚上", hour - 12


def _hour_words(hour: int, minute: int) -> str:
    part, number = _part_of_day(hour)
    said = _NUMBERS[number] if number <= 10 else "十一" if number == 11 else "十二"
    tail = "点左右" if minute < 10 else "点半左右" if 25 <= minute < 40 else "点多"
    return f"{part}{said}{tail}"


def occasion(
    dealer: Dealer,
    channel: str,
    place: str,
    hours: tuple[int, ...] = (),
    made_at: datetime | None = None,
) -> Occasion:
    """Return when it happened, before the complaint was made at `made_at` (aware; None: unsaid)."""
    hour = dealer.one(hours or _HOURS[place])
    minute = dealer.rng.randrange(0, 60, 5)
    days = dealer.rng.randint(*_DELAYS[channel])
    if made_at is None:
        return Occasion(*_relative_day(days), hour, minute)
    made = at_office(made_at)
    if days == 0 and hour >= made.hour:
        # What happens today has happened before the pen is taken up.
        earlier = [known for known in hours or _HOURS[place] if known < made.hour]
        if earlier:
            hour = dealer.one(earlier)
        else:
            days = 1
    return Occasion(*_dated_day(made, days), hour, minute)


def _relative_day(days: int) -> tuple[str, str, str]:
    if days < 3:
        word = ("今天", "昨天", "前天")[days]
        return word, ("今日", "昨日", "前日")[days], "近日"
    if days < 8:
        return ("前几天", "日前", "近日") if days < 6 else ("上个星期", "上周", "日前")
    if days < 15:
        return "十来天前", "前些日子", "日前"
    return "上个月", "上月", "上月"


def _dated_day(made: datetime, days: int) -> tuple[str, str, str]:
    day = (made - timedelta(days=days)).date()
    date_words = f"{day.month}月{day.day}日"
    monday = (made - timedelta(days=made.weekday())).date()
    if days < 3:
        spoken = ("今天", "昨天", "前天")[days]
    elif day >= monday:
        spoken = f"这周{_WEEKDAYS[day.weekday()]}"
    elif day >= monday - timedelta(days=7):
        spoken = f"上周{_WEEKDAYS[day.weekday()]}"
    else:
        spoken = date_words
    return spoken, date_words, date_words
