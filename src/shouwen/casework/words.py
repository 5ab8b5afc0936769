"""How much time is left, in words and as urgency: one measure for lists, pages and the portal."""

from datetime import datetime, timedelta

from shouwen.casework.shapes import Urgency

#: A limit is close when less than this is left …
CLOSE = timedelta(hours=24)
#: … or when this much of it is used.
CLOSE_SHARE = 80
#: A long limit, such as a year's, is not close before this.
FARTHEST = timedelta(days=14)
#: Where nothing is due: after everything that is.
NEVER = datetime.fromisoformat("3000-01-01T00:00:00+08:00")

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def soon_from(since: datetime, due_at: datetime) -> datetime:
    """Return the instant from which a limit counts as close."""
    by_share = max(since + (due_at - since) * CLOSE_SHARE / 100, due_at - FARTHEST)
    return min(due_at - CLOSE, by_share) if due_at > since else since


def urgency_of(since: datetime | None, due_at: datetime | None, now: datetime) -> Urgency:
    """Return how urgent a limit is; the due instant itself is still in time."""
    if due_at is None:
        return "none"
    if now > due_at:
        return "late"
    return "soon" if now >= soon_from(since or due_at - CLOSE, due_at) else "calm"


def share_of(since: datetime | None, due_at: datetime | None, now: datetime) -> int:
    """Return how much of a limit is used, 0 to 100 by the wall clock."""
    if since is None or due_at is None:
        return 0
    whole = due_at - since
    if whole <= timedelta(0):
        return 100
    return max(0, min(100, int(100 * ((now - since) / whole))))


def left_words(due_at: datetime | None, now: datetime, *, english: bool = False) -> str:
    """Return what is left, such as ``剩 2 天`` or ``超期 1 天 6 小时``; empty without a limit."""
    if due_at is None:
        return ""
    if now > due_at:
        span = _span(now - due_at, english=english, exact=True)
        return f"{span} late" if english else f"超期 {span}"
    span = _span(due_at - now, english=english, exact=False)
    return f"{span} left" if english else f"剩 {span}"


def _span(span: timedelta, *, english: bool, exact: bool) -> str:
    days, rest = divmod(span, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days and (not exact or not hours):
        return _count(days, "天", "day", english)
    if days:
        return f"{_count(days, '天', 'day', english)} {_count(hours, '小时', 'hour', english)}"
    if hours:
        return _count(hours, "小时", "hour", english)
    if minutes:
        return _count(minutes, "分钟", "minute", english)
    return "less than a minute" if english else "不到 1 分钟"


def _count(number: int, chinese: str, word: str, english: bool) -> str:
    if english:
        return f"{number} {word}{'' if number == 1 else 's'}"
    return f"{number} {chinese}"
