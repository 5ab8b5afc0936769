"""Giving a case more than a regulation asks for: words, an opinion; and a code anew."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen import ledger, people, vault
from shouwen.casework import codes, commands, secrecy
from shouwen.casework.access import OpenCase, case_by_code, case_for
from shouwen.casework.beside import Beside, Evaluated, Given, Said
from shouwen.casework.concern import desk_of
from shouwen.casework.errors import (
    CaseNotFound,
    KeptFromUnit,
    NotForHistory,
    NothingGiven,
    NothingToReveal,
    ProofNeeded,
)
from shouwen.casework.keys import person_key
from shouwen.casework.recording import record_beside
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

MARKS: Final = range(1, 6)
_TRIES: Final = 5
_LEAST_PROOF: Final = 4


def say(
    number: str,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    files: int = 0,
    about: str = "material",
    code: str | None = None,
) -> int:
    """Keep words said to a case beside its acts; return the version of its stream after it.

    The words go to the vault. When the complainant says them, whoever has the case on the desk is
    notified. A repeated command id changes nothing.

    :param files: how many files came with them; those are kept by themselves
    :param about: ``material``, ``agent`` or ``confidential``
    :param code: the complainant's code, needed when the complainant speaks and only then
    :raises NothingGiven: if there are neither words nor files
    :raises CaseNotFound: if no case has this number, or the actor may not know of it
    :raises NotForHistory: if the case was imported as history
    :raises TooManyTries: after too many wrong codes
    """
    if not files and not words.strip():
        raise NothingGiven

    def given(found: OpenCase) -> list[Given]:
        ref = vault.keep("text", words.strip(), now=now) if words.strip() else ""
        told = told_of(found, actor) if about == "material" else ()
        return [Said(ref, files, about, told)]

    return give(number, given, actor=actor, now=now, command_id=command_id, code=code)


def evaluate(
    number: str,
    *,
    process: int | None,
    outcome: int | None,
    actor: Actor,
    now: datetime,
    command_id: str,
    reasons: Iterable[str] = (),
    words: str = "",
    code: str | None = None,
) -> int:
    """Keep what the complainant thinks, and return the version of the case's stream after it.

    It decides nothing: what a regulation makes of satisfaction is an act of its own. Every opinion
    is kept; the newest is shown.

    :param process: how it went, 1 (bad) to 5 (good); None when not said
    :param outcome: what came of it, likewise
    :raises ValueError: if a mark is none of 1 to 5
    :raises NothingGiven: if nothing is said at all
    :raises CaseNotFound, NotForHistory, TooManyTries: as :func:`say`
    """
    if any(mark is not None and mark not in MARKS for mark in (process, outcome)):
        raise ValueError("a mark is a whole number from 1 to 5")
    reasons = tuple(reasons)
    if process is None and outcome is None and not reasons and not words.strip():
        raise NothingGiven

    def given(found: OpenCase) -> list[Given]:
        ref = vault.keep("text", words.strip(), now=now) if words.strip() else ""
        return [Evaluated(process, outcome, reasons, ref, told_of(found, actor))]

    return give(number, given, actor=actor, now=now, command_id=command_id, code=code)


def reveal_words(number: str, version: int, *, reason: str, actor: Actor, now: datetime) -> str:
    """Return words given beside the acts, in full, and record who looked and why.

    :param version: where in the case's stream they stand
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NothingToReveal: if there are no words there
    :raises KeptFromUnit: if they say who complained, and that is kept from the actor's unit
    :raises ReasonNeeded: if `reason` is blank
    :raises Forgotten: if they have been destroyed
    """
    if actor.person == COMPLAINANT:
        raise CaseNotFound(number)
    found = case_for(actor, number, now)
    ref = next((_words(each) for each in found.matter.beside if each.version == version), "")
    if not ref:
        raise NothingToReveal(number, str(version))
    return secrecy.reveal(found, ref, reason=reason, now=now)


def renew_code(number: str, *, proof: str, actor: Actor, now: datetime, command_id: str) -> str:
    """Give a case a new code, the old one ending, and return it: it is shown this once.

    For whoever has lost number or code and has shown staff who he is. A telephone number alone is
    no proof; what was shown is recorded.

    :param proof: what was shown, without names or numbers
    :raises ProofNeeded: if `proof` says nothing
    :raises KeptFromUnit: if who complained is kept from the actor's unit
    :raises CaseNotFound: if no case has this number, or the actor may not know of it
    :raises NotForHistory: if the case was imported as history
    """
    if actor.person == COMPLAINANT:
        raise CaseNotFound(number)
    if len(proof.strip()) < _LEAST_PROOF:
        raise ProofNeeded
    if secrecy.is_kept(case_for(actor, number, now)):
        raise KeptFromUnit  # with a code he could read the letters as the complainant does
    code = codes.code_for(number, command_id)
    hashed = codes.hash_of(number, code)
    give(
        number, lambda found: [], actor=actor, now=now, command_id=command_id,
        new_code=(hashed, proof.strip()[:200]),
    )  # fmt: skip
    return code


def give(
    number: str,
    given: Callable[[OpenCase], list[Given]],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
    new_code: tuple[bytes, str] | None = None,
) -> int:
    """Write what is given to a case beside its acts, and return the version of its stream after it.

    :param given: what to write, made of the case as it is found
    :param new_code: the hash of a new code, and the proof it was given on
    :raises CaseNotFound, NotForHistory, TooManyTries: as :func:`say`
    """
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            with transaction.atomic():
                commands.hold(number)
                found = _found(number, actor, code, now)
                if found.matter.imported is not None or found.matter.taken_back is not None:
                    raise NotForHistory(number)
                after = record_beside(
                    found.matter, given(found), procedure=found.procedure,
                    directory=people.directory(now), actor=actor.person, command_id=command_id,
                    now=commands.settled(now, found.matter), code=new_code,
                )  # fmt: skip
                return after.version
        except ledger.CommandRepeated as repeated:
            return repeated.versions.stop - 1
        except ledger.LedgerConflict:
            if last:
                raise
        except CaseNotFound:
            if actor.person == COMPLAINANT:
                codes.note_failure(number, now)  # the first note went with the transaction
            raise
    raise AssertionError("the last try returns or raises")


def _found(number: str, actor: Actor, code: str | None, now: datetime) -> OpenCase:
    if actor.person == COMPLAINANT:
        return case_by_code(number, code or "", now)
    return case_for(actor, number, now)


def _words(given: Beside) -> str:
    return given.event.words


def told_of(found: OpenCase, actor: Actor) -> tuple[str, ...]:
    """Return whom to notify of what the complainant gave: the desk, else who took it in."""
    if actor.person != COMPLAINANT:
        return ()
    desk = desk_of(found.matter, found.procedure, found.directory)
    keys = [sorted(row["keys"])[-1:] for row in desk]
    told = tuple(dict.fromkeys(key for some in keys for key in some))
    first = found.matter.case.first_receiver
    if told or first in (None, COMPLAINANT):
        return told
    return (person_key(str(first)),)
