"""Who complained, and from whom in the house it is kept: the one place that decides.

Whatever shows, opens, prints, finds or sends something of a case asks here, with the case as its
reader opened it. Nothing else compares units or wishes. The vault stays the only door to what is
sealed, and takes out of a text what this reader may not learn.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from shouwen import vault
from shouwen.casework import editions
from shouwen.casework.access import OpenCase, Scope, cases_for
from shouwen.casework.beside import Said, Stated
from shouwen.casework.concern import meant
from shouwen.casework.errors import KeptFromUnit
from shouwen.casework.keys import path_of, posts_of
from shouwen.casework.paging import Asked
from shouwen.casework.stated import wished
from shouwen.engine import DocumentIssued, FactsRecorded, RecordEntered
from shouwen.ledger import StoredEvent
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

#: Meanings of what says who somebody is.
IDENTIFYING: Final = frozenset(
    {
        "complainant", "telephone", "email", "address", "identity_number", "agent",
        "agent_telephone", "represented",
    }
)  # fmt: skip
#: Kinds of particulars that do, whatever a regulation calls them: a patient, a room, an account.
_KINDS: Final = frozenset({"name", "telephone", "identity_number", "address", "email", "account"})
#: The mark of a case in which somebody may be kept from knowing who complained.
MARKS: Final = frozenset({"unnamed", "anonymous"})
#: What stands in place of what is kept from somebody.
CLOSED: Final = ("（保密）", "(kept from you)")


def kept_from(found: OpenCase, actor: Actor) -> bool:
    """Say whether who complained is kept from this person: it is to be, and his unit is accused.

    It is to be where somebody wished not to be named, complained without a name, or the regulation
    says so by its fact that means ``confidential``. His unit is accused where he works for nothing
    but units that were ever complained about in this case, and what is below them: naming another
    one later opens nothing. Whoever took the matter in knows it already.
    """
    matter, procedure = found.matter, found.procedure
    if actor.person in (COMPLAINANT, matter.case.first_receiver):
        return False
    if not (
        wished(matter, procedure, "confidential") or meant(matter, procedure, "anonymous") is True
    ):
        return False
    accused = _accused(found)
    return bool(accused) and all(each.startswith(accused) for each in _works_at(found, actor))


def is_kept(found: OpenCase) -> bool:
    """Say whether who complained is kept from the reader of this case."""
    return found.reader is not None and kept_from(found, found.reader)


def says_who(procedure: Procedure, name: str) -> bool:
    """Say whether a fact tells who somebody is, by what it means or what kind it is."""
    fact = procedure.pack.facts.get(name)
    return fact is not None and (fact.means in IDENTIFYING or fact.private in _KINDS)


def closed_refs(found: OpenCase) -> frozenset[str] | None:
    """Return the references that stay closed to the reader of this case; None: nothing is kept."""
    return frozenset(_identity(found)) if is_kept(found) else None


def reveal(found: OpenCase, ref: str, *, reason: str, now: datetime) -> str:
    """Return what is sealed under a reference of the case to its reader, and record the reading.

    :raises KeptFromUnit: if it says who complained, and is kept from him
    :raises ReasonNeeded: if `reason` is blank
    :raises Forgotten: if it has been destroyed
    """
    assert found.reader is not None  # noqa: S101 - machines open nothing sealed here
    closed = closed_refs(found)
    if ref in (closed or ()):
        raise KeptFromUnit
    return vault.reveal(
        ref, by=found.reader.person, reason=reason, case=found.matter.number, now=now,
        without=closed,
    )  # fmt: skip


def written_for(found: OpenCase) -> Callable[[str], str]:
    """Return what anything written in the case goes through before its reader sees it."""
    closed = closed_refs(found)
    return _as_it_is if closed is None else vault.without_them(closed)


def _as_it_is(text: str) -> str:
    return text


def may_open(found: OpenCase, enclosed: StoredEvent) -> bool:
    """Say whether the reader may open a file, or hear a recording, that was put with the case.

    A picture or a voice tells who somebody is, and nothing can be taken out of it. From whom that
    is kept, he opens what he or his own unit put there, and nothing else.
    """
    return may_open_of(found, enclosed.actor)


def may_open_of(found: OpenCase, giver: str) -> bool:
    """Say whether the reader may open what this person put with the case."""
    if not is_kept(found):
        return True
    assert found.reader is not None  # noqa: S101 - is_kept asked
    if giver == found.reader.person:
        return True
    places, accused = _works_at(found, Actor(giver)), _accused(found)
    inside = bool(places) and all(each.startswith(accused) for each in places)
    return inside and giver != found.matter.case.first_receiver


def kept_numbers(actor: Actor, rows: Iterable[Mapping[str, Any]], at: datetime) -> frozenset[str]:
    """Return the numbers of those rows of the list in which who complained is kept from the actor.

    One question to the ledger, and none where no row has a mark of it.
    """
    marked = [row["number"] for row in rows if not MARKS.isdisjoint(row["flags"])]
    if not marked:
        return frozenset()
    opened = cases_for(actor, marked, at)
    return frozenset(number for number in marked if number not in opened or is_kept(opened[number]))


def perhaps_kept(scope: Scope, row: Mapping[str, Any]) -> bool:
    """Say whether who complained may have to be kept from somebody, by a row of the list alone."""
    if MARKS.isdisjoint(row["flags"]):
        return False
    pack = editions.procedure_of(row["digest"]).pack.pack.id
    return row["unit"] in dict(scope.own).get(pack, ())


def unsearched(scope: Scope, asked: Asked) -> Asked:
    """Return the condition of a search by words without cases whose words would tell too much.

    Texts may name who complained. Whoever may not know that finds such cases in his lists and by
    their number; if he found them by a name, he would know whose they are.
    """
    for n, (pack, units) in enumerate(scope.own):
        asked = asked.also(
            f'NOT (c."flags" && %(kept_marks)s::text[] AND c."pack" = %(kept_pack_{n})s::text'
            f' AND c."unit" = ANY(%(kept_units_{n})s::text[])'
            ' AND c."first_receiver" <> %(kept_person)s::text)',
            **{
                "kept_marks": sorted(MARKS), "kept_person": scope.person,
                f"kept_pack_{n}": pack, f"kept_units_{n}": list(units),
            },
        )  # fmt: skip
    return asked


def subjects_of(
    actor: Actor, scope: Scope, rows: Iterable[Mapping[str, Any]], at: datetime
) -> dict[str, str]:
    """Return the subjects of those rows that are not to be read as they stand, by number.

    One question to the ledger and one to the vault for all of them; none where there are none.
    """
    marked = {row["number"]: row["subject"] for row in rows if perhaps_kept(scope, row)}
    if not marked:
        return {}
    opened = cases_for(actor, marked, at)
    closed = {number: closed_refs(found) for number, found in opened.items()}
    blacks = vault.without_each({n: refs for n, refs in closed.items() if refs is not None})
    return {number: black(marked[number]) for number, black in blacks.items()}


def _works_at(found: OpenCase, actor: Actor) -> list[str]:
    """Return the places of everything the actor is under this regulation; "" is everywhere."""
    roles = found.procedure.pack.roles
    return [
        path_of(post.unit, found.directory)
        for post in posts_of(actor, found.directory)
        if post.role in roles and not roles[post.role].external
    ]


def _accused(found: OpenCase) -> tuple[str, ...]:
    """Return the places of every unit that is, or was, complained about in the case."""
    matter = found.matter
    units = set(_units(meant(matter, found.procedure, "accused_unit")))
    for told in matter.told:
        if isinstance(told.event, FactsRecorded):
            name = matter.under(told).pack.fact_meaning("accused_unit")
            units.update(_units(told.event.values.get(name or "")))
    return tuple(sorted(path for unit in units if (path := path_of(unit, found.directory))))


def _units(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, str) and each:
            yield each


def _identity(found: OpenCase) -> Iterator[str]:
    """Yield every reference of the case that says who somebody is, those corrected since too."""
    matter = found.matter
    yield from _of(found.procedure, matter.case.facts)
    for told in matter.told:
        event = told.event
        if isinstance(event, FactsRecorded | RecordEntered):
            yield from _of(matter.under(told), event.values)
        elif isinstance(event, DocumentIssued):
            yield from _of(matter.under(told), event.contents)
    for each in matter.beside:
        if isinstance(each.event, Stated):
            yield from each.event.private.values()
        elif isinstance(each.event, Said) and each.event.about == "agent" and each.event.words:
            yield each.event.words  # who speaks for whom, in words


def _of(procedure: Procedure, values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for entry in value:  # a record, as a document shows it
                yield from _of(procedure, entry)
        elif says_who(procedure, name) and value:
            yield from map(str, value if isinstance(value, list | tuple) else (value,))
