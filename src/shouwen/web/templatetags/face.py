"""Icons, days and hours, people's marks: the small words every page needs.

Loaded into every template by the settings, so that components need no ``{% load %}``.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zlib import crc32

from django import template
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from lucide.templatetags.lucide import lucide as draw

from shouwen.vocabulary import at_office

register = template.Library()

_DAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HUES = 6
_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_STAGE_TONES = ("accent", "teal", "violet")


@lru_cache(maxsize=1024)
def _svg(name: str, size: int) -> SafeString:
    # Drawing one costs 70 µs, a page has a hundred: each is drawn once per process.
    drawn = draw(name, size=size, aria_hidden="true")
    # In one line: a page of a thousand rules carries hundreds.
    # Drawn from the icon package, never from input.
    return mark_safe("".join(map(str.strip, drawn.splitlines())))  # noqa: S308


@register.simple_tag
def icon(name: str, size: int | str = 16) -> SafeString:
    """Return an icon as inline SVG; decoration only, the words stand beside it.

    :raises lucide.IconDoesNotExist: if the package has no such icon; a test draws all in use
    """
    return _svg(name, int(size))


@register.simple_tag
def signs(names: Iterable[str]) -> SafeString:
    """Return drawings for :func:`sign`, once for a page that repeats a few hundreds of times.

    Only where nothing of the page is swapped alone: a drawing must not go from under its uses.
    """
    symbol = '<symbol id="sign-{}" viewBox="0 0 24 24">{}</symbol>'
    drawn = format_html_join(
        "",
        symbol,
        ((name, mark_safe(_SVG.sub(r"\1", icon(name)))) for name in names),  # noqa: S308
    )
    return format_html('<svg class="signs" aria-hidden="true">{}</svg>', drawn)


@register.simple_tag
def sign(name: str, size: int | str = 16) -> SafeString:
    """Return an icon that :func:`signs` has drawn on this page."""
    return format_html(
        '<svg class="sign" width="{0}" height="{0}" aria-hidden="true">'
        '<use href="#sign-{1}"/></svg>', int(size), name,
    )  # fmt: skip


@register.simple_tag
def cited(article: str, cite: Sequence[str], number: str) -> str:
    """Return the articles something rests on; opened, they say what is written there.

    Not a component: a case quotes a hundred times, and a component takes ten times as long.

    :param article: their numbers in words
    :param cite: their ids; without any the words alone are shown
    :param number: of the case, whose edition is quoted
    """
    if not cite:
        return format_html('<span class="cite">{}</span>', article) if article else ""
    address = f"{reverse('desk:articles', args=[number])}?of={','.join(cite)}"
    return format_html(
        '<details class="cite-pop"><summary class="cite">{}</summary>'
        '<div class="cite-pop__box" hx-get="{}" hx-trigger="toggle from:closest details once"'
        ' hx-target="this" hx-swap="innerHTML"><a href="{}">{}</a></div></details>',
        article, address, address, gettext("查看条文"),
    )  # fmt: skip


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a day in full: 2026 年 11 月 22 日, or 22 Nov 2026."""
    if value is None:
        return ""
    found = at_office(value).date() if isinstance(value, datetime) else value
    if _english():
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    return f"{found.year} 年 {found.month} 月 {found.day} 日"


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Return the day of the week in words."""
    if value is None:
        return ""
    found = at_office(value).date() if isinstance(value, datetime) else value
    return (_DAYS_EN if _english() else _DAYS_ZH)[found.weekday()]


@register.filter
def short_time(value: datetime | None, now: datetime | None = None) -> str:
    """Return 11-22 10:54; with the year in front when it is not the year of `now`."""
    if value is None:
        return ""
    found = at_office(value)
    form = "%m-%d %H:%M"
    if now is not None and at_office(now).year != found.year:
        form = f"%Y-{form}"
    return found.strftime(form)


@register.filter
def full_time(value: datetime | None) -> str:
    """Return 2026-11-22 10:54."""
    return at_office(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def day_and_time(value: datetime | None) -> str:
    """Return a moment as one says it: 2026 年 11 月 22 日 10:54, or 22 Nov 2026, 10:54."""
    if value is None:
        return ""
    return f"{day(value)}{', ' if _english() else ' '}{at_office(value):%H:%M}"


@register.filter
def iso_time(value: datetime | None) -> str:
    """Return an instant for the ``datetime`` attribute."""
    return at_office(value).isoformat(timespec="minutes") if value else ""


@register.filter
def last_two(name: str | None) -> str:
    """Return what stands in a person's mark: the last two characters, or two initials."""
    text = (name or "").strip()
    if text.isascii() and " " in text:
        return "".join(part[0] for part in text.split()[:2]).upper()
    return text[-2:]


@register.filter
def hue(name: str | None) -> int:
    """Return which of six colours a person's mark has; the same person always the same."""
    return crc32((name or "").encode()) % _HUES


@register.filter
def stage_tone(stage: str) -> str:
    """Return the colour of a stage; the same stage always the same, none of them an alarm."""
    return _STAGE_TONES[crc32(stage.encode()) % len(_STAGE_TONES)]


@register.filter
def yuan(value: Decimal | None) -> str:
    """Return an amount with its thousands apart and two places; a dash for nothing."""
    if value is None:
        return ""
    return f"{value:,.2f}" if value else "–"


@register.filter
def translated(text: str) -> str:
    """Return a label that was marked for translation elsewhere."""
    return translation.gettext(text)


@register.filter
def recorded(text: str) -> str:
    """Return what the record wrote for itself in the page's language.

    Such as ``信使发送消息：收到回执`` or ``对方答复 500``. What somebody wrote stays as it is.
    """
    if not text or not _english():
        return text
    head, mark, rest = text.partition("：")
    said = _known(head)
    if said is None:
        return text
    return f"{said}: {_known(rest) or rest}" if mark else said


def _known(text: str) -> str | None:
    """Return the English of a text, or of one that differs in a number; None if there is none."""
    said = translation.gettext(text) if text else text
    number = re.search(r"\d+", text)
    if said == text and number is not None:
        pattern = f"{text[: number.start()]}%(n)s{text[number.end() :]}"
        said = translation.gettext(pattern)
        return None if said == pattern else said % {"n": number[0]}
    return None if said == text else said


@register.filter
def tongue(text: str) -> str:
    """Return the half in the page's language of a text in both, with `` / `` between."""
    chinese, _, english = text.partition(" / ")
    return english if english and _english() else chinese


@register.filter
def colon(label: object) -> str:
    """Return a label with the colon of the page's language behind it, before a value."""
    return f"{label}: " if _english() else f"{label}："


@register.filter
def bracketed(text: object) -> str:
    """Return a text in brackets, as it stands behind another in the page's language."""
    return f" ({text})" if _english() else f"（{text}）"


@register.filter
def listed(texts: Iterable[object], strong: str = "") -> str:
    """Return texts in a row with the comma of the page's language between.

    :param strong: anything for what is apart: a semicolon
    """
    between = ("; " if strong else ", ") if _english() else ("；" if strong else "、")
    return between.join(map(str, texts))


@register.simple_tag
def blank_day() -> str:
    """Return room for a date to be written by hand."""
    return "____ / __ / ____" if _english() else "　　年　　月　　日"


@register.filter
def item(mapping: object, key: str) -> object:
    """Return a mapping's value, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None
