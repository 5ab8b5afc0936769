"""Forms generated from the regulation: what an act asks for, and what may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shouwen import people
from shouwen.casework.access import OpenCase, as_seen_by, case_by_code, case_for, complainant
from shouwen.casework.answers import why
from shouwen.casework.errors import NoSuchForm
from shouwen.casework.in_force import in_force
from shouwen.casework.keys import posts_of
from shouwen.casework.promising import is_promise, promises
from shouwen.casework.shapes import ActForm, Choice, Field, RegistrationAct, Why
from shouwen.casework.standing import limit_of, to_mind
from shouwen.casework.views import item_label
from shouwen.casework.wording import Wording, wording_of
from shouwen.engine import Case, options
from shouwen.engine.scope import CaseScope
from shouwen.regulations import Procedure
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import Actor, Directory, at_office
from shouwen.vocabulary.identity import COMPLAINANT

#: What an act means by which somebody is told something.
_ANSWERING: Final = frozenset({"replied", "called_back", "refused", "referred"})
#: More people than this are not put into one list; those near the case are.
_MOST_PEOPLE: Final = 300
#: The same of units.
_MOST_UNITS: Final = 300


def registration_acts(
    actor: Actor, now: datetime, language: str = "zh"
) -> tuple[RegistrationAct, ...]:
    """Return every way this person may take a matter in, under the regulations of his place."""
    return _offered_acts(actor, now, language, own=False)


def own_acts(actor: Actor, now: datetime, language: str = "zh") -> tuple[RegistrationAct, ...]:
    """Return every way this person may file a matter of his own, whatever his post is."""
    return _offered_acts(actor, now, language, own=True)


def _offered_acts(
    actor: Actor, now: datetime, language: str, *, own: bool
) -> tuple[RegistrationAct, ...]:
    directory = people.directory(now)
    rules = in_force(now)
    offered = rules.offered(actor, directory)
    return tuple(
        act
        for procedure in rules.procedures()
        if procedure.pack.pack.id in offered
        for act in _registration_acts(procedure, actor, directory, now, language, own=own)
    )


def public_acts(now: datetime, language: str = "zh") -> tuple[RegistrationAct, ...]:
    """Return every way a complainant may submit a matter on the portal."""
    directory = people.directory(now)
    rules = in_force(now)
    offered = rules.at(None, directory)
    return tuple(
        act
        for procedure in rules.procedures()
        if procedure.pack.pack.id in offered and procedure.pack.pack.complainant
        for act in _registration_acts(procedure, complainant(procedure), directory, now, language)
    )


def _registration_acts(
    procedure: Procedure,
    actor: Actor,
    directory: Directory,
    now: datetime,
    language: str,
    *,
    own: bool = False,
) -> list[RegistrationAct]:
    pack = procedure.pack
    return [
        RegistrationAct(
            pack.pack.id,
            pack.say(pack.pack.title, language),
            option.act,
            pack.say(option.title, language),
            pack.say(option.hint, language) if option.hint else None,
            procedure.articles(option.cite, language),
        )
        for option in options(procedure, None, actor, directory, now)
        if option.bearing in ("now", "condition") and pack.acts[option.act].own is own
    ]


def registration_form(
    actor: Actor,
    regulation: str,
    act: str,
    now: datetime,
    *,
    values: Mapping[str, object] | None = None,
    reasons: Iterable[Why] = (),
    language: str = "zh",
) -> ActForm:
    """Return the form that takes a matter in, filled with `values` where given.

    :param reasons: why a first try was refused; those naming a field become its errors
    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where this person is
    :raises NoSuchForm: if it has no such act to begin with
    """
    rules = in_force(now)
    procedure = rules.procedure(regulation)
    directory = people.directory(now)
    rules.assure(procedure, actor, directory)
    ready = procedure.acts.get(act)
    if ready is None or not ready.act.starts_case:
        raise NoSuchForm(act)
    actor = as_seen_by(actor, procedure)
    wording = Wording(procedure, directory, language)
    known = dict(procedure.defaults)
    received = procedure.pack.fact_meaning("received_at")
    if received is not None and received in ready.fields:
        known.setdefault(received, at_office(now).replace(second=0, microsecond=0))
    form = _form(
        wording, act, Case(facts=known), actor, values, tuple(reasons), None, None, 0, now,
        fresh=True,
    )  # fmt: skip
    return replace(form, limit=limit_of(procedure, language))


def act_form(
    actor: Actor,
    number: str,
    act: str,
    now: datetime,
    *,
    task: str | None = None,
    values: Mapping[str, object] | None = None,
    reasons: Iterable[Why] = (),
    language: str = "zh",
) -> ActForm:
    """Return the form of an act on a case, with every reason against it as things stand.

    :param reasons: why a try was refused; those naming a field become its errors
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchForm: if the regulation has no such act
    """
    found = case_for(actor, number, now)
    return _act_form(found, actor, act, now, task, values, reasons, language)


def public_form(
    number: str,
    code: str,
    act: str,
    now: datetime,
    *,
    task: str | None = None,
    values: Mapping[str, object] | None = None,
    reasons: Iterable[Why] = (),
    language: str = "zh",
) -> ActForm:
    """Return the form of an act the complainant may do, with number and code.

    The form that submits a matter is ``registration_form(Actor(COMPLAINANT), …)``.

    :raises CaseNotFound: if there is no such case, or the code is not its own
    :raises TooManyTries: after too many wrong codes
    :raises NoSuchForm: if the complainant has no such act
    """
    found = case_by_code(number, code, now)
    role = found.procedure.pack.pack.complainant
    ready = found.procedure.acts.get(act)
    if ready is None or not any(seat.role == role for seat in ready.act.by):
        raise NoSuchForm(act)
    actor = complainant(found.procedure)
    form = _act_form(found, actor, act, now, task, values, reasons, language)
    facts = found.procedure.pack.facts
    return replace(
        form, fields=tuple(_rated(each, facts[each.name].unrated) for each in form.fields)
    )


def _rated(field: Field, unrated: Iterable[str]) -> Field:
    """Return a rating without what staff note of somebody who gave none."""
    left_out = frozenset(unrated)
    if not left_out:
        return field
    kept = tuple(choice for choice in field.choices if choice.value not in left_out)
    return replace(field, choices=kept, value=None if field.value in left_out else field.value)


def form_of_matter(
    found: OpenCase,
    actor: Actor,
    act: str,
    now: datetime,
    values: Mapping[str, object] | None = None,
    reasons: Iterable[Why] = (),
    language: str = "zh",
) -> ActForm:
    """Return the form of an act on a matter that is at hand, such as one only imagined.

    :raises NoSuchForm: if the regulation has no such act
    """
    return _act_form(found, actor, act, now, None, values, reasons, language)


def _act_form(
    found: OpenCase,
    actor: Actor,
    act: str,
    now: datetime,
    task: str | None,
    values: Mapping[str, object] | None,
    reasons: Iterable[Why],
    language: str,
) -> ActForm:
    procedure, matter = found.procedure, found.matter
    ready = procedure.acts.get(act)
    if ready is None or ready.act.starts_case:
        raise NoSuchForm(act)
    wording = wording_of(found, language)
    given = tuple(reasons)
    at = max(now, matter.case.changed_at or now)
    option = next(
        (
            each
            for each in options(procedure, matter.case, actor, found.directory, at, only={act})
            if task in (None, each.task, each.item)
        ),
        None,
    )
    if not given and option is not None:
        given = tuple(why(procedure, reason, language) for reason in option.reasons)
    item = None if option is None or option.item is None else item_label(option.item, wording)
    form = _form(
        wording, act, matter.case, actor, values, given, task, item, matter.version, now,
        fresh=False,
    )  # fmt: skip
    if actor.person == COMPLAINANT or not _ANSWERING & {*form.means}:
        return form
    return replace(form, notes=tuple(to_mind(found, wording)))


# -- fields


def _form(
    wording: Wording,
    act: str,
    case: Case,
    actor: Actor,
    values: Mapping[str, object] | None,
    reasons: tuple[Why, ...],
    task: str | None,
    item: str | None,
    version: int,
    now: datetime,
    *,
    fresh: bool,
) -> ActForm:
    procedure = wording.procedure
    ready = procedure.acts[act].act
    names = list(dict.fromkeys((*ready.form, *ready.also)))
    errors: dict[str, tuple[str, ...]] = {}
    for reason in reasons:
        if reason.field in names:
            errors[reason.field] = (*errors.get(reason.field, ()), reason.text)
    scope = CaseScope(procedure, case, now)
    fields = tuple(
        _field(wording, name, name in ready.form, scope, case, actor, values, fresh=fresh)
        for name in names
    )
    if any(is_promise(procedure, act, name) for name in names):
        fields = _with_promises(
            fields, wording, act, None if fresh else case, values or {}, actor, task, now
        )
    return ActForm(
        act=act,
        title=wording.say(ready.title),
        article=wording.articles(ready.cite),
        hint=wording.say(ready.hint) if ready.hint else None,
        task=task,
        item_label=item,
        fields=fields,
        errors=errors,
        reasons=tuple(reason for reason in reasons if reason.field not in errors),
        expected_version=version,
        weight=ready.weight,
        regulation=procedure.pack.pack.id,
        means=tuple(ready.means),
        own=ready.own,
    )


def _with_promises(
    fields: tuple[Field, ...],
    wording: Wording,
    act: str,
    case: Case | None,
    values: Mapping[str, object],
    actor: Actor,
    task: str | None,
    now: datetime,
) -> tuple[Field, ...]:
    procedure = wording.procedure
    given = {name: value for name, value in values.items() if value not in ("", [], None)}
    at = now if case is None else max(now, case.changed_at or now)
    return tuple(
        replace(
            field,
            promises=promises(
                procedure, case, act, field.name, given, actor=actor, directory=wording.directory,
                task=task, now=at, language=wording.language,
            ),
        )
        if is_promise(procedure, act, field.name)
        else field
        for field in fields
    )  # fmt: skip


def _field(
    wording: Wording,
    name: str,
    required: bool,
    scope: CaseScope,
    case: Case,
    actor: Actor,
    values: Mapping[str, object] | None,
    *,
    fresh: bool,
) -> Field:
    procedure = wording.procedure
    fact = procedure.pack.facts[name]
    looked = scope.look(name)
    known = None if looked is UNKNOWN else looked
    # A text this reader may read in part only is not sent back to him to be changed.
    partly = fact.type == "text" and known is not None and wording.written(str(known)) != known
    hidden = partly or (fact.private is not None and known is not None)
    if values is not None and (name in values or not hidden):
        value = _posted(fact.type, values.get(name))
    else:
        value = None if hidden else _posted(fact.type, known)
    hint = wording.say(fact.hint) if fact.hint else None
    if hidden and not fresh:
        shown = wording.fact(name, known).value if partly else wording.masked(known)
        mask = shown.strip("（）()")
        kept = wording.choose(
            f"已填写（{mask}），留空则不改", f"already given ({mask}); leave empty to keep it"
        )
        hint = kept if hint is None else wording.choose(f"{hint}；{kept}", f"{hint}; {kept}")
    return Field(
        name=name,
        label=wording.say(fact.title),
        kind=_kind(fact.type),
        required=required and not hidden,
        long=fact.long,
        private=fact.private is not None,
        hint=hint,
        choices=_choices(wording, fact.type, case, actor, known if value is None else value),
        value=value,
        article=wording.articles(fact.cite),
        means=fact.means,
        minimum=None if fact.min is None else str(fact.min),
        maximum=None if fact.max is None else str(fact.max),
        text_kind=fact.text_kind,
        particular=fact.private,
        searched=_searched(wording.directory, fact.type, actor),
    )


def _searched(directory: Directory, type_: str, actor: Actor) -> bool:
    if type_ == "unit":
        return len(directory.units) > _MOST_UNITS
    return (
        type_ == "person" and len(directory.people) > _MOST_PEOPLE and actor.person != COMPLAINANT
    )


def _kind(type_: str) -> str:
    listed, scalar = type_.startswith("list:"), type_.removeprefix("list:")
    if scalar.startswith("enum:"):
        return "choices" if listed else "choice"
    if listed:
        return {"unit": "units", "person": "persons"}.get(scalar, "list")
    return scalar


def _posted(type_: str, value: object) -> str | bool | tuple[str, ...] | None:
    """Return a value as the form posts it."""
    if value is None:
        return None
    if type_.startswith("list:"):
        items = value if isinstance(value, list | tuple) else str(value).splitlines()
        return tuple(str(_posted(type_[5:], each)) for each in items if each not in ("", None))
    if type_ == "bool":
        return value if isinstance(value, bool) else str(value).lower() in ("true", "on", "1")
    if isinstance(value, datetime):
        return f"{at_office(value):%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _choices(
    wording: Wording, type_: str, case: Case, actor: Actor, known: object
) -> tuple[Choice, ...]:
    scalar = type_.removeprefix("list:")
    directory = wording.directory
    if scalar.startswith("enum:"):
        members = wording.procedure.pack.terms[scalar[5:]]
        return tuple(Choice(member, wording.say(label)) for member, label in members.items())
    if type_ == "unit" and len(directory.units) > _MOST_UNITS:
        return _known_units(directory, known)
    if scalar == "unit":
        # Where several are ticked, those the case names need not be looked for in the tree.
        return _units(directory, _named_units(wording, case) if type_ != scalar else ())
    if scalar == "person" and actor.person != COMPLAINANT:
        # The public never gets a list of staff: on the portal a person is named in words.
        return _people(directory, case, actor, known)
    return ()


def _known_units(directory: Directory, known: object) -> tuple[Choice, ...]:
    unit = directory.units.get(known) if isinstance(known, str) else None
    return () if unit is None else (Choice(unit.id, unit.name),)


def _named_units(wording: Wording, case: Case) -> tuple[str, ...]:
    """Return the units the facts of a case name, each once."""
    facts = wording.procedure.pack.facts
    named = [value for name, value in case.facts.items() if facts[name].type == "unit"]
    return tuple(dict.fromkeys(value for value in named if isinstance(value, str)))


def _units(directory: Directory, first: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """Return the units in tree order, indented; before them those that come first."""
    lines = []
    ahead = {id_: Choice(id_, unit.name) for id_ in first if (unit := directory.units.get(id_))}
    for unit in directory.units.values():
        if unit.id in ahead:
            continue
        line = list(directory.lineage(unit.id))
        path = tuple(above.id for above in reversed(line))
        lines.append((path, Choice(unit.id, "　" * (len(line) - 1) + unit.name)))
    return (*ahead.values(), *(choice for _, choice in sorted(lines, key=lambda line: line[0])))


def _people(directory: Directory, case: Case, actor: Actor, known: object) -> tuple[Choice, ...]:
    """Return the staff who may be meant, those of the units concerned first.

    Everybody in a small house, those near in a large one.
    """
    near = {post.unit for post in posts_of(actor, directory)} | {case.receiving_unit}
    near |= {value for value in case.facts.values() if isinstance(value, str)}
    at_hand = {post.person for post in directory.posts if post.unit in near}
    found = directory.people
    if len(found) > _MOST_PEOPLE:
        named = {known} if isinstance(known, str) else set(known or ())  # type: ignore[call-overload]
        found = {id_: found[id_] for id_ in sorted(at_hand | named) if id_ in found}
    persons = sorted(found.values(), key=lambda person: person.id not in at_hand)
    return tuple(Choice(person.id, person.name) for person in persons[:_MOST_PEOPLE])
