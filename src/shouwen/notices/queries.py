"""What pages ask about messages: frozen values, addresses masked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from shouwen import people
from shouwen.casework import editions
from shouwen.casework.access import case_for
from shouwen.casework.knowing import barred
from shouwen.casework.models import Case
from shouwen.casework.secrecy import CLOSED, is_kept, kept_numbers
from shouwen.notices.adapters import CHANNELS
from shouwen.notices.deriving import Occurrence, day_words
from shouwen.notices.models import Delivery, StaffWay
from shouwen.notices.occasions import OCCASIONS
from shouwen.notices.planning import COMPLAINANT
from shouwen.notices.setup import set_up
from shouwen.notices.texts import filled
from shouwen.vocabulary import Actor, at_office

#: The ways to read the list: value, states, words.
FILTERS: Final[Mapping[str, tuple[tuple[str, ...], str, str]]] = {
    "": ((), "全部", "All"),
    "waiting": (("waiting", "sending"), "等待发送", "Waiting"),
    "failed": (("failed",), "待重试", "To be retried"),
    "given_up": (("given_up", "unsure"), "未送达", "Not delivered"),
    "unreachable": (("unreachable",), "无法通知", "Unreachable"),
    "sent": (("sent",), "已发出", "Sent"),
}
_STATES: Final = {
    "waiting": ("等待发送", "Waiting"),
    "sending": ("正在发送", "Being sent"),
    "failed": ("待重试", "To be retried"),
    "sent": ("已发出", "Sent"),
    "given_up": ("已放弃", "Given up"),
    "unsure": ("不知是否送出，请核实后重试", "May have arrived: check before trying again"),
    "unreachable": ("无法通知，请电话或书面告知", "No way known: call or write"),
    "dropped": ("不再需要", "No longer wanted"),
}
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `words` are the provider's own, of the last try that failed."""

    id: int
    number: str
    occasion: str
    channel: str
    recipient: str
    shown_to: str
    subject: str
    body: str
    state: str
    state_words: str
    attempts: int
    next_at: datetime | None
    ended_at: datetime | None
    happened_at: datetime
    adapter: str
    reference: str
    words: str
    discreet: bool
    text_version: int
    to_complainant: bool

    @property
    def may_retry(self) -> bool:
        """Whether it can be tried again by hand."""
        return self.state in ("failed", "given_up", "unsure")


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A page of messages, newest first; `next_cursor` is None on the last."""

    rows: tuple[MessageRow, ...]
    next_cursor: int | None


def messages(
    only: str = "",
    cursor: int | None = None,
    number: str = "",
    language: str = "zh",
    *,
    actor: Actor,
    now: datetime,
) -> MessagePage:
    """Return messages, newest first. For administrators: whose they are is not asked.

    :param only: one of :data:`FILTERS`
    :param cursor: what the page before gave as `next_cursor`
    :param number: of one case only
    :param actor: who looks: messages of cases he is complained about in are left out, and so is the
        complainant's address where it is kept from his unit
    """
    states = FILTERS.get(only, FILTERS[""])[0]
    asked = Q(state__in=states) if states else Q()
    if number:
        asked &= Q(number=number.strip())
    if cursor is not None:
        asked &= Q(id__lt=cursor)
    found = Delivery.objects.filter(asked).exclude(barred(actor.person))
    rows = _rows(found.order_by("-id")[: PAGE + 1], language)
    shown = rows[:PAGE]
    cases = Case.objects.filter(number__in={row.number for row in shown}).values("number", "flags")
    kept = kept_numbers(actor, cases, now)
    told = tuple(_closed(row, language) if row.number in kept else row for row in shown)
    return MessagePage(told, shown[-1].id if len(rows) > PAGE else None)


def messages_of(
    actor: Actor, number: str, now: datetime, language: str = "zh"
) -> tuple[MessageRow, ...]:
    """Return the messages of a case this person may know of, newest first.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    kept = is_kept(case_for(actor, number, now))
    rows = _rows(Delivery.objects.filter(number=number).order_by("-id")[:100], language)
    return tuple(_closed(row, language) if kept else row for row in rows)


def troubles(limit: int = 99) -> int:
    """Return how many messages were given up or may not have arrived, counted to `limit`."""
    lost = Delivery.objects.filter(state__in=("given_up", "unsure"))
    return lost.order_by("-id")[:limit].count()


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way messages may go: by which adapter, and whether a provider is set up for it."""

    channel: str
    title: str
    adapter: str
    named: bool


def channels(language: str = "zh") -> tuple[WayRow, ...]:
    """Return the ways messages go here.

    :raises WrongSetting: if the settings of messages are wrong
    """
    setup = set_up()
    return tuple(
        WayRow(
            channel, _said(CHANNELS[channel], language), setup.adapters[channel].name,
            channel in setup.named,
        )
        for channel in CHANNELS
    )  # fmt: skip


def staff_ways(person: str) -> dict[str, tuple[str, bool]]:
    """Return the ways a member of staff has chosen: address, and whether it is on."""
    rows = StaffWay.objects.filter(person=person)
    return {row.channel: (row.address, row.on) for row in rows}


def preview(
    actor: Actor, occasion: str, subject: str, body: str, number: str, now: datetime, language: str
) -> tuple[str, str]:
    """Return a text filled in from a real case this person may know of.

    What the case does not say is filled with what it might: a date in five days, a letter's title.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number.strip(), now)
    procedure = editions.procedure_of(found.matter.case.digest)
    top = next((u.name for u in people.directory(now).units.values() if u.parent is None), "")
    due = next(
        (
            state.due_at
            for name, state in found.matter.case.clocks.items()
            if procedure.pack.clocks[name].public and state.due_at is not None
        ),
        now + timedelta(days=5),
    )
    one = Occurrence(occasion, 0, now, day_words(due, language), day_words(now, language))
    letters = [each.title for each in procedure.pack.documents.values() if each.public]
    values = {
        "organisation": top,
        "number": found.matter.number,
        "link": "https://…",
        "regulation": procedure.pack.say(procedure.pack.pack.title, language),
        "due": one.due,
        "old_due": one.old_due,
        "document": procedure.pack.say(letters[0], language) if letters else "…",
        "said": procedure.pack.pack.title,
        "article": procedure.articles(list(procedure.pack.articles)[:1], language),
    }
    return filled(subject, values), filled(body, values)


def _closed(row: MessageRow, language: str) -> MessageRow:
    """Return a message as those see it who may not know who complained."""
    if not row.to_complainant:
        return row
    return replace(row, shown_to=_said(CLOSED, language), reference="", words="")


def _rows(found: "QuerySet[Delivery]", language: str) -> list[MessageRow]:
    rows = list(found)
    names = people.names_of_persons({row.recipient for row in rows} - {COMPLAINANT})
    who = _said(("投诉人", "Complainant"), language)
    return [
        MessageRow(
            row.id, row.number, _title(row.occasion, language),
            _said(CHANNELS.get(row.channel, ("—", "—")), language),
            who if row.recipient == COMPLAINANT else names.get(row.recipient, row.recipient),
            row.shown_to, row.subject, row.body, row.state,
            _said(_STATES[row.state], language), row.attempts,
            row.next_at and at_office(row.next_at), row.ended_at and at_office(row.ended_at),
            at_office(row.happened_at), row.adapter, row.reference, row.words, row.discreet,
            row.text_version, row.recipient == COMPLAINANT,
        )
        for row in rows
    ]  # fmt: skip


def _title(occasion: str, language: str) -> str:
    known = OCCASIONS.get(occasion)
    return occasion if known is None else _said((known.title, known.english), language)


def _said(both: tuple[str, str], language: str) -> str:
    return both[1 if language.startswith("en") else 0]
