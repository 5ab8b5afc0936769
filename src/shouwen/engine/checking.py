"""Every reason against an act, not only the first."""

from collections.abc import Mapping
from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.circles import closed_to
from shouwen.engine.clockstate import ClockState
from shouwen.engine.outcome import Reason
from shouwen.engine.recording import named_entry
from shouwen.engine.refusals import Refusals
from shouwen.engine.scope import CaseScope
from shouwen.engine.seating import Seating
from shouwen.regulations.compiled import Procedure, ReadyAct, ReadyClock, ReadyEffect, ReadyMust
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import Actor, Directory, Post


def reasons_against(
    procedure: Procedure,
    case: Case | None,
    ready: ReadyAct,
    actor: Actor,
    form: Mapping[str, object],
    task: str | None,
    directory: Directory,
    now: datetime,
    *,
    unfit: list[Reason] | None = None,
    trying: bool = False,
) -> tuple[Post | None, list[Reason]]:
    """Return the post the person acts from, and every reason against the act.

    With `trying`, the form is still empty: what it may yet fill in counts neither as missing nor
    as a condition that fails.
    """
    # A matter not yet taken in already has the facts every case begins with.
    standing = Case(facts=dict(procedure.defaults)) if case is None else case
    reasons = _about_stage(procedure, case, ready)
    scope = CaseScope(procedure, standing, now, form)
    item = None
    lacking: list[Reason] = []
    if ready.act.completes is not None:
        item, lacking = _about_task(procedure, standing, ready, task, directory)
        reasons += lacking
    seating = _seating(procedure, standing, ready, form, directory, now, item, trying)
    post, barred = _about_person(procedure, standing, ready, actor, seating, scope, lacking)
    reasons += barred
    if case is not None:
        reasons += _about_circle(procedure, case, ready, actor, post, directory, now)
    if not trying:
        reasons += _about_form(procedure, standing, ready, form, unfit or [])
    for must in ready.musts:
        reasons += _about_must(procedure, ready, must, scope, standing, now, form, trying)
    reasons += _about_effects(procedure, standing, ready, scope, trying)
    return post, reasons


def _seating(
    procedure: Procedure,
    case: Case,
    ready: ReadyAct,
    form: Mapping[str, object],
    directory: Directory,
    now: datetime,
    item: str | None,
    trying: bool,
) -> Seating:
    """Return the seats as the case stands before the act.

    The form decides only what nobody has said yet: otherwise whoever fills it in could seat
    himself. A role a table gives must be right by what the form says, too: nobody approves more
    than his authority by writing the amount while approving. While the form is still empty, what
    it will say leaves the seat open.
    """
    persons = {seat.person for seat in ready.act.by}
    unsaid = frozenset(
        name
        for name in ready.fields - persons
        if name not in case.facts or case.facts[name] == procedure.defaults.get(name)
    )
    if trying:
        scope = CaseScope(procedure, case, now, hidden=unsaid)
        return Seating(procedure, scope, directory, item, unsaid)
    told = {name: value for name, value in form.items() if name in unsaid}
    after = CaseScope(procedure, case, now, form)
    return Seating(procedure, CaseScope(procedure, case, now, told), directory, item, after=after)


def _about_stage(procedure: Procedure, case: Case | None, ready: ReadyAct) -> list[Reason]:
    act, cite, no = ready.act, tuple(ready.act.cite), Refusals(procedure.pack)
    if case is None:
        if act.starts_case:
            return []
        return [no.not_open_yet(act.title, cite)]
    if act.starts_case:
        return [no.already_open(act.title, cite)]
    if not act.again and ready.name in case.did:
        return [no.only_once(act.title, cite)]
    stages = procedure.pack.stages
    now_in = stages[case.stage].title
    if act.in_ == "anywhere" or (ready.stages is not None and case.stage in ready.stages):
        return []
    if act.in_ == "any_open":
        if not case.ended:
            return []
        return [no.ended(act.title, now_in, cite)]
    wanted = [stages[name].title for name in act.in_]
    return [no.wrong_stage(act.title, wanted, now_in, case.ended, cite)]


def _about_task(
    procedure: Procedure, case: Case, ready: ReadyAct, task: str | None, directory: Directory
) -> tuple[str | None, list[Reason]]:
    kind = str(ready.act.completes)
    title = procedure.pack.tasks[kind].title
    found = [one for one in case.open_tasks(kind) if task in (None, one.item, one.id)]
    cite, no = tuple(ready.act.cite), Refusals(procedure.pack)
    if not found:
        return None, [no.no_task(title, task, cite)]
    if len(found) > 1:
        units = directory.units
        names = (str(one.item) for one in found)
        items = [units[name].name if name in units else name for name in names]
        return None, [no.which_task(title, items, cite)]
    return found[0].item, []


def _about_person(
    procedure: Procedure,
    case: Case,
    ready: ReadyAct,
    actor: Actor,
    seating: Seating,
    scope: CaseScope,
    lacking: list[Reason],
) -> tuple[Post | None, list[Reason]]:
    act, cite, no = ready.act, tuple(ready.act.cite), Refusals(procedure.pack)
    reasons: list[Reason] = []
    post = next(
        (found for seat in act.by if (found := seating.post_for(actor, seat)) is not None), None
    )
    if post is None and not (act.own and seating.works_here(actor)):
        unknown = [seat for seat in act.by if seating.unit_is_unknown(seat)]
        who = "、".join(dict.fromkeys(seating.words(seat) for seat in act.by))
        english = ", ".join(dict.fromkeys(seating.words(seat, "en") for seat in act.by))
        if unknown and len(unknown) == len(act.by):
            titles = procedure.pack.facts
            missing = dict.fromkeys(
                titles[root].title if root in titles else root
                for seat in unknown
                if seat.place is not None and (root := seat.place.root)
            )
            # Whose task it is cannot be said before it is said which; that was asked already.
            if not (lacking and list(missing) == ["each"]):
                reasons.append(no.unit_unknown(who, english, list(missing), cite))
        else:
            reasons.append(no.not_by(act.title, who, english, cite))
    recused = procedure.pack.recusal
    if recused is not None:
        for fact in recused.persons:
            if _named(fact, actor.person, case, scope):
                title = procedure.pack.facts[fact].title
                reasons.append(no.recused(title, tuple(recused.cite)))
    for barred in act.not_by:
        if barred.startswith("did "):
            done = barred[4:]
            if actor.person in case.did.get(done, ()):
                title = procedure.pack.acts[done].title
                reasons.append(no.done_before(title, act.title, cite))
        elif _named(barred, actor.person, case, scope):
            fact_ = procedure.pack.facts.get(barred)
            title = fact_.title if fact_ is not None else "首问人"
            reasons.append(no.barred(title, act.title, cite))
    return post, reasons


def _about_circle(
    procedure: Procedure,
    case: Case,
    ready: ReadyAct,
    actor: Actor,
    post: Post | None,
    directory: Directory,
    now: datetime,
) -> list[Reason]:
    """Refuse whoever may not know of the matter to act on it; the complainant knows his own."""
    role = procedure.pack.roles.get(post.role) if post is not None else None
    if role is not None and role.external:
        return []
    closed = closed_to(procedure, case, actor, directory, now)
    no = Refusals(procedure.pack)
    return [
        no.outside(circle.title, ready.act.title, tuple(circle.cite or ready.act.cite))
        for circle in closed
    ]


def _named(fact: str, person: str, case: Case, scope: CaseScope) -> bool:
    # Both before and after: nobody may fill in another name and so be free to act.
    return _names(scope.look(fact), person) or _names(case.facts.get(fact), person)


def _names(value: object, person: str) -> bool:
    return value == person or (isinstance(value, list | tuple) and person in value)


def _about_form(
    procedure: Procedure,
    case: Case,
    ready: ReadyAct,
    form: Mapping[str, object],
    unfit: list[Reason],
) -> list[Reason]:
    facts, cite, no = procedure.pack.facts, tuple(ready.act.cite), Refusals(procedure.pack)
    bad = {reason.field for reason in unfit}
    reasons = [
        no.missing(facts[name].title, cite, name)
        for name in ready.act.form
        # What one unit reported must not stand in for the next one's report.
        if name not in form
        and name not in bad
        and (ready.act.completes is not None or name not in case.facts)
    ]
    reasons += [
        no.unexpected(ready.act.title, facts[name].title, cite, name)
        for name in form
        if name not in ready.fields
    ]
    return reasons


def _about_must(
    procedure: Procedure,
    ready: ReadyAct,
    must: ReadyMust,
    scope: CaseScope,
    case: Case,
    now: datetime,
    form: Mapping[str, object],
    trying: bool,
) -> list[Reason]:
    still_open = must.reads & ready.fields if trying else frozenset()
    if still_open and must.tests_known:
        return []
    if still_open:
        scope = CaseScope(procedure, case, now, form, hidden=still_open)
    value = must.holds(scope)
    if value is True:
        return []
    cite, no = tuple(must.must.cite or ready.act.cite), Refusals(procedure.pack)
    if value is not UNKNOWN:
        return [no.must(must.must.otherwise, [], cite)]
    if still_open:
        return []
    facts = procedure.pack.facts
    missing = [
        facts[name].title
        for name in sorted(must.reads)
        if name in facts and scope.look(name) is UNKNOWN
    ]
    return [no.must(must.must.otherwise, missing, cite)]


def _about_effects(
    procedure: Procedure, case: Case, ready: ReadyAct, scope: CaseScope, trying: bool
) -> list[Reason]:
    """Refuse effects that cannot happen: never a silent nothing inside an accepted act."""
    reasons: list[Reason] = []
    pack, no = procedure.pack, Refusals(procedure.pack)
    sets = {name for effect in ready.do for name in effect.sets}
    sets |= {effect.effect.name.fact for effect in ready.do if effect.effect.name is not None}
    sets |= {effect.effect.enter for effect in ready.do if effect.effect.enter is not None}
    for effect in ready.do:
        if effect.when is not None and effect.when(scope) is not True:
            continue
        if effect.verb == "extend":
            clock = procedure.clocks[str(effect.effect.extend)]
            state = case.clocks.get(clock.name)
            reasons += _about_extension(no, clock, state, ready, scope, trying)
        elif effect.verb == "issue":
            document = pack.documents[str(effect.effect.issue)]
            lacking = [
                name
                for name in document.must_hold
                if scope.look(name) is UNKNOWN
                and name not in sets
                and not (trying and name in ready.fields)
            ]
            if lacking:
                titles = [pack.title_of(name) for name in lacking]
                reasons.append(no.document(document.title, titles, tuple(document.cite)))
        elif effect.verb in ("enter", "strike"):
            name = str(effect.effect.enter or effect.effect.strike)
            told = sets | (ready.fields if trying else set())
            reasons += _about_entry(procedure, case, effect, name, scope, told)
    return reasons


def _about_entry(
    procedure: Procedure,
    case: Case,
    effect: ReadyEffect,
    name: str,
    scope: CaseScope,
    told: set[str] | frozenset[str],
) -> list[Reason]:
    """Refuse an entry nobody could find again, an empty one, and striking what is not there.

    What is `told` will be known when the effect is done.
    """
    pack, record = procedure.pack, procedure.pack.records[name]
    no, cite = Refusals(pack), tuple(record.cite)
    lacking = [
        column
        for column in (record.key or record.of)
        if column not in told and scope.look(column) is UNKNOWN
    ]
    if lacking and (record.key or lacking == record.of):
        return [no.entry_lacks(record.title, [pack.title_of(each) for each in lacking], cite)]
    if effect.verb == "strike" and not told & set(record.key):
        if named_entry(procedure, case, scope, name) is None:
            return [no.no_entry(record.title, cite)]
    elif effect.verb == "strike" and not case.entries(name):
        return [no.no_entry(record.title, cite)]
    return []


def _about_extension(
    no: Refusals,
    ready: ReadyClock,
    clock: ClockState | None,
    act: ReadyAct,
    scope: CaseScope,
    trying: bool,
) -> list[Reason]:
    extension, title = ready.clock.extension, ready.clock.title
    if extension is None or ready.extension is None:
        return []
    cite = tuple(extension.cite)
    if clock is None or clock.state != "running":
        return [no.not_running(title, cite)]
    if clock.extended >= extension.times:
        return [no.extended_enough(title, extension.times, cite)]
    name = extension.amount
    if name is None or (trying and name in act.fields):
        return []
    asked = scope.look(name)
    if isinstance(asked, int) and not 1 <= asked <= ready.extension.amount:
        most, english = ready.extension.chinese, str(ready.extension).replace("_", " ")
        return [no.extended_too_far(title, most, english, asked, cite, name)]
    return []
