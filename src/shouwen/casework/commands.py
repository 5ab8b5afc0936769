"""Taking a matter in, and everything a person does to it afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework import codes, contacts, days, editions, secrecy, serials, stated
from shouwen.casework.access import OpenCase, as_seen_by, case_by_code, case_for
from shouwen.casework.answers import done_words, not_done, registered, repeated_answer
from shouwen.casework.errors import CaseNotFound, NothingToReveal
from shouwen.casework.in_force import InForce, in_force
from shouwen.casework.matter import Matter, stream_of
from shouwen.casework.particulars import seal, written_in
from shouwen.casework.recording import record
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.engine import Command, Reason, Refused, decide, number_documents, number_from
from shouwen.ledger import Head
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

#: How often a command is decided anew when somebody else was faster.
_TRIES: Final = 5
#: Clocks of several machines differ by so much at most; more is a wrong clock, and refused.
_SKEW: Final = timedelta(seconds=5)


def register(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
    contact: str | None = None,
    version: str | None = None,
    language: str = "zh",
) -> Registered | NotDone:
    """Take in a matter under the edition of a regulation in force now.

    Private values of the form go to the vault; the record holds references. A repeated command id
    returns the first answer, the code included. Of an act that files somebody's own matter the
    record does not say who did it: only he finds it again, see :mod:`.own`.

    :param code: the complainant's code, where one was given before; made up otherwise
    :param contact: the id of a recorded contact this matter arises from
    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where the actor is
    """
    rules = in_force(now)
    procedure = rules.procedure(regulation, version)
    own = ""
    if act in procedure.acts and procedure.acts[act].act.own and actor.person != COMPLAINANT:
        own, command_id = codes.own_mark(actor.person), codes.own_command(command_id)
    try:
        with transaction.atomic():
            return _register(
                rules, procedure, act, form, as_seen_by(actor, procedure),
                now=now, command_id=command_id, code=code, contact=contact, language=language,
                own=own,
            )  # fmt: skip
    except ledger.CommandRepeated as repeated:
        answer = repeated_answer(repeated, language, code)
        assert isinstance(answer, Registered)  # noqa: S101 - a first command begins its stream
        return answer


def _register(
    rules: InForce,
    procedure: Procedure,
    act: str,
    form: Mapping[str, object],
    actor: Actor,
    *,
    now: datetime,
    command_id: str,
    code: str | None,
    contact: str | None,
    language: str,
    own: str,
) -> Registered | NotDone:
    directory = people.directory(now, past=procedure.looks_back)
    rules.assure(procedure, actor, directory)
    sealed = seal(procedure, form, now=now)
    outcome = decide(procedure, None, Command(act, actor, sealed.form), directory, now)
    if isinstance(outcome, Refused) or sealed.reasons:
        if repeated := ledger.used(command_id):
            raise repeated
        reasons = outcome.reasons if isinstance(outcome, Refused) else ()
        return not_done(procedure, (*sealed.reasons, *reasons), language)
    who = COMPLAINANT if own else actor.person
    editions.keep(procedure, actor=who, now=now)
    number = number_from(procedure.pack.pack.number, now, serials.draw)
    accepted = number_documents(None, outcome, serials.draw)
    code = code or codes.code_for(number, command_id)
    matter = record(
        Matter(number, head=Head(stream_of(number))), accepted,
        procedure=procedure, directory=directory, actor=who, command_id=command_id,
        now=now, code_hash=codes.hash_of(number, code), own=own, kept=sealed.kept,
    )  # fmt: skip
    if contact is not None and not own:
        contacts.attach_contact(contact, number=number, actor=actor, now=now)
    return registered(procedure, matter, code, language)


def act(
    number: str,
    act: str,
    form: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    task: str | None = None,
    expected_version: int | None = None,
    code: str | None = None,
    language: str = "zh",
) -> Done | NotDone:
    """Carry out one act on one case, or refuse it with every reason.

    Without `expected_version` the act is decided anew when somebody else changed the case in the
    same moment. A repeated command id returns the first answer.

    :param task: the item, or the id, of the task the act completes
    :param code: the complainant's code, needed when the complainant acts and only then
    :raises CaseNotFound: if no case has this number, or the actor may not know of it
    :raises LedgerConflict: if the case is no longer at `expected_version`
    :raises TooManyTries: after too many wrong codes
    """
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            with transaction.atomic():
                hold(number)
                found = _found(number, actor, code, now)
                return _act(
                    found, act, form, as_seen_by(actor, found.procedure), now=now,
                    command_id=command_id, task=task, expected=expected_version, language=language,
                )  # fmt: skip
        except ledger.CommandRepeated as repeated:
            answer = repeated_answer(repeated, language)
            assert isinstance(answer, Done)  # noqa: S101 - it does not begin its stream
            return answer
        except ledger.LedgerConflict:
            if last or expected_version is not None:
                raise
        except CaseNotFound:
            if actor.person == COMPLAINANT:
                codes.note_failure(number, now)  # the first note went with the transaction
            raise
    raise AssertionError("the last try returns or raises")


def hold(number: str) -> None:
    """Wait for whoever is changing the case, and let others wait.

    The sweep holds the rows of the cases it works on before it writes events. Writing the event
    first and wanting the row afterwards, we and it would wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {days.NEWEST} FROM casework_case WHERE number = %s::text FOR UPDATE",  # noqa: S608
            [number.strip()],
        )
        for (newest,) in cursor.fetchall():
            days.follow(newest)


def _found(number: str, actor: Actor, code: str | None, now: datetime) -> OpenCase:
    if actor.person == COMPLAINANT:
        return case_by_code(number, code or "", now)
    return case_for(actor, number, now)


def _act(
    found: OpenCase,
    act: str,
    form: Mapping[str, object],
    actor: Actor,
    *,
    now: datetime,
    command_id: str,
    task: str | None,
    expected: int | None,
    language: str,
) -> Done | NotDone:
    matter, procedure, directory = found.matter, found.procedure, found.directory
    if expected is not None and expected != matter.version:
        conflict = ledger.LedgerConflict(stream_of(matter.number), expected, matter.version)
        raise ledger.used(command_id) or conflict
    if matter.imported is not None:
        reason = _closed(
            "本件是导入的历史件，只供查阅，不再办理", "Imported as history: it can only be read"
        )
        return not_done(procedure, [reason], language)
    if matter.taken_back is not None:
        reason = _closed("本件随导入一并收回，不再办理", "Taken back with its import")
        return not_done(procedure, [reason], language)
    now = settled(now, matter)
    sealed = seal(procedure, form, now=now)
    command = Command(act, actor, sealed.form, task)
    outcome = decide(procedure, matter.case, command, directory, now)
    if isinstance(outcome, Refused) or sealed.reasons:
        if repeated := ledger.used(command_id):
            raise repeated
        reasons = outcome.reasons if isinstance(outcome, Refused) else ()
        return not_done(procedure, (*sealed.reasons, *reasons), language)
    accepted = number_documents(matter.case, outcome, serials.draw)
    after = record(
        matter, accepted, procedure=procedure, directory=directory, actor=actor.person,
        command_id=command_id, now=now, kept=sealed.kept,
    )  # fmt: skip
    return Done(
        matter.number, after.version, len(accepted.events), after.case.stage,
        done_words(procedure, accepted.events, language),
    )  # fmt: skip


def _closed(chinese: str, english: str) -> Reason:
    return Reason("ended", chinese, english=english)


def settled(now: datetime, matter: Matter) -> datetime:
    """Return `now`, or the case's last change where another machine's clock is a little ahead."""
    changed = matter.case.changed_at
    if changed is not None and now < changed <= now + _SKEW:
        return changed
    return now


def reveal(
    number: str, fact: str, *, reason: str, actor: Actor, now: datetime, item: int = 0
) -> str:
    """Return a private fact in full and record who looked and why.

    :param fact: a fact; a column of an entry of a record: ``interview-2-said``; or something stated
        beside the acts: ``stated-7-agent``
    :param item: which one, where the fact is a list
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NothingToReveal: if the case keeps no such particular
    :raises KeptFromUnit: if it says who complained, and is kept from the unit of the actor
    :raises ReasonNeeded: if `reason` is blank
    :raises Forgotten: if it has been destroyed
    """
    if actor.person == COMPLAINANT:
        raise CaseNotFound(number)
    found = case_for(actor, number, now)
    if fact.startswith(stated.PREFIX):
        ref = stated.ref_named(found.matter, fact)
        if ref is None or item:
            raise NothingToReveal(number, fact)
        return secrecy.reveal(found, ref, reason=reason, now=now)
    name, value = written_in(found.matter.case, fact)
    known = found.procedure.pack.facts.get(name)
    refs = list(value) if isinstance(value, list | tuple) else [value]
    if known is None or known.private is None or value is None or not 0 <= item < len(refs):
        raise NothingToReveal(number, fact)
    return secrecy.reveal(found, str(refs[item]), reason=reason, now=now)
