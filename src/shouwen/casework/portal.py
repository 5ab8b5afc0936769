"""One case as the portal shows it to its complainant."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from shouwen import vault
from shouwen.casework.access import OpenCase, case_by_code, complainant
from shouwen.casework.answers import due_because, due_words
from shouwen.casework.beside import Said, Stated
from shouwen.casework.given_views import opinions_on, said_in
from shouwen.casework.promises import delays_of, promises_of
from shouwen.casework.shapes import ActOption, PublicCase, TimelineEntry
from shouwen.casework.standing import may_be_told
from shouwen.casework.views import documents_of, facts_of, option_view
from shouwen.casework.wording import Wording, wording_of
from shouwen.engine import (
    ActDone,
    CaseOpened,
    DocumentIssued,
    FactsRecorded,
    StageChanged,
    options,
)
from shouwen.vocabulary.identity import COMPLAINANT


def public_view(number: str, code: str, now: datetime, language: str = "zh") -> PublicCase:
    """Return what the complainant sees with number and code.

    :raises CaseNotFound: if there is no such case, or the code is not its own
    :raises TooManyTries: after too many wrong codes
    """
    found = case_by_code(number, code, now)
    matter, procedure, case = found.matter, found.procedure, found.matter.case
    wording = _as_their_own(wording_of(found, language), found, now)
    pack = procedure.pack
    told = may_be_told(found)
    facts = [
        fact
        for fact in facts_of(found, wording)
        if pack.facts[fact.name].public and (told or fact.name in _said_by_themselves(found))
    ]
    stage = pack.stages[case.stage]
    due_on, due = due_words(procedure, case, language)
    top = next((unit.name for unit in found.directory.units.values() if unit.parent is None), "")
    assert case.opened_at is not None  # noqa: S101 - only opened cases are found
    return PublicCase(
        number=matter.number,
        organisation=top or wording.say(pack.pack.issuer),
        regulation_title=wording.say(pack.pack.title),
        subject=next((fact.value for fact in facts if fact.means == "subject"), ""),
        content=next((fact.value for fact in facts if fact.means == "content"), ""),
        opened_at=case.opened_at,
        stage_title=wording.say(stage.title),
        stage_words=wording.say(stage.public or stage.title),
        ended=case.ended,
        due_on=None if case.ended else due_on,
        due_words="" if case.ended else due,
        due_because="" if case.ended else due_because(procedure, case, language),
        facts=tuple(facts),
        documents=tuple(each for each in documents_of(found, wording) if each.public and told),
        history=_public_history(found, wording),
        options=tuple(_public_options(found, wording, now)),
        promises=promises_of(case, wording, now),
        delays=delays_of(matter.told, wording),
        replied_at=_replied_at(found),
        said=said_in(found, opened_for=now),
        opinions=opinions_on(found),
        withheld=not told,
    )


def _said_by_themselves(found: OpenCase) -> set[str]:
    """Return the facts whoever holds the code gave: those he knows without being told."""
    return {
        name
        for told in found.matter.told
        if isinstance(told.event, FactsRecorded) and told.actor == COMPLAINANT
        for name in told.event.values
    }


def _as_their_own(wording: Wording, found: OpenCase, now: datetime) -> Wording:
    """Return the wording with the public letters of the case opened, and that reading recorded.

    Names and numbers stay masked: whoever looks over a shoulder learns none.
    """
    pack, case = found.procedure.pack, found.matter.case
    known = [(pack, case.facts)]
    for told in found.matter.told:
        if isinstance(told.event, DocumentIssued):
            then = found.matter.under(told).pack
            if then.documents[told.event.document].public:
                known.append((then, dict(told.event.contents)))
    opened: dict[str, str] = {}
    for then, values in known:
        for name, value in values.items():
            fact = then.facts.get(name)
            if fact is None or fact.private != "text" or not fact.public:
                continue
            for ref in value if isinstance(value, list) else [value]:
                if str(ref) in opened:
                    continue
                with suppress(vault.Forgotten):
                    opened[str(ref)] = vault.reveal(
                        str(ref), by=COMPLAINANT, reason="投诉人凭查询码查看",
                        case=found.matter.number, now=now,
                    )  # fmt: skip
    return replace(wording, masks={**wording.masks, **opened})


def _replied_at(found: OpenCase) -> datetime | None:
    """Return when the complainant was last answered, or None."""
    return next(
        (
            told.event.at
            for told in reversed(found.matter.told)
            if isinstance(told.event, ActDone)
            and "replied" in found.matter.under(told).pack.acts[told.event.act].means
        ),
        None,
    )


def _public_options(found: OpenCase, wording: Wording, now: datetime) -> list[ActOption]:
    procedure = found.procedure
    if found.matter.taken_back is not None:
        return []
    if found.matter.imported is not None or not procedure.pack.pack.complainant:
        return []
    at = max(now, found.matter.case.changed_at or now)
    actor = complainant(procedure)
    return [
        option_view(procedure, option, wording)
        for option in options(procedure, found.matter.case, actor, found.directory, at)
        if option.allowed
    ]


def _public_history(found: OpenCase, wording: Wording) -> tuple[TimelineEntry, ...]:
    entries = []
    now = wording
    for told in found.matter.told:
        event = told.event
        pack = found.matter.under(told).pack
        wording = now.under(found.matter.under(told))
        title, kind, detail = "", "", ()
        if isinstance(event, CaseOpened):
            title, kind = wording.choose("已受理", "Received"), "open"
        elif isinstance(event, StageChanged):
            stage = pack.stages[event.entered]
            title, kind = wording.say(stage.public or stage.title), "stage"
        elif isinstance(event, ActDone) and told.actor == COMPLAINANT:
            title, kind = wording.say(pack.acts[event.act].title), "act"
        elif (
            isinstance(event, DocumentIssued)
            and pack.documents[event.document].public
            and may_be_told(found)
        ):
            title, kind = wording.say(pack.documents[event.document].title), "document"
        if title:
            entries.append(TimelineEntry(event.at, None, kind, title, detail, None, None, "", ()))
    for given in found.matter.beside:
        if isinstance(given.event, Stated):
            continue
        if given.actor == COMPLAINANT and getattr(given.event, "about", "") != "agent":
            title = (
                now.choose("您补充了材料", "You added material")
                if isinstance(given.event, Said)
                else now.choose("您作了评价", "You rated how this was handled")
            )
            entries.append(TimelineEntry(given.at, None, "act", title, (), None, None, "", ()))
    return tuple(sorted(entries, key=lambda entry: entry.at))
