"""One answer for every matter with a common cause, each under its own regulation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen.casework import bulletins, commands
from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.answers import why
from shouwen.casework.errors import BulletinUnfit, CaseNotFound, MayNotPublish
from shouwen.casework.shapes import NotDone, Why
from shouwen.engine import Reason, options
from shouwen.vocabulary import Actor

#: Answered at one press; what is left is answered at the next.
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """One matter the answer did not reach, with every reason."""

    number: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class AnsweredAll:
    """What came of one answer. `hidden` counts the matters this person may not see."""

    done: tuple[str, ...]
    refused: tuple[NotAnswered, ...]
    hidden: int


def answer_all(
    bulletin: str,
    answer: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    language: str = "zh",
) -> AnsweredAll:
    """Give one answer to every open matter attached, by the act that means a reply in each.

    Each is its own transaction: a refusal of one leaves the others answered. A matter whose form
    asks for more than the answer is left to whoever handles it, and named.

    :raises NoSuchBulletin: if there is none
    :raises MayNotPublish: if the actor may not answer for a bulletin
    :raises BulletinUnfit: if the answer is empty
    """
    bulletins.bulletin_row(bulletin, now)
    if not bulletins.may_publish(actor, now):
        raise MayNotPublish
    if not answer.strip():
        raise BulletinUnfit("answer")
    done: list[str] = []
    refused: list[NotAnswered] = []
    hidden = 0
    for number in bulletins.attached_numbers(bulletin, AT_ONCE):
        try:
            found = case_for(actor, number, now)
        except CaseNotFound:
            hidden += 1
            continue
        reasons = _answer(found, number, answer.strip(), actor, now, command_id, language)
        if reasons:
            refused.append(NotAnswered(number, tuple(reasons)))
        else:
            done.append(number)
    bulletins.note_answer(
        bulletin, answer.strip(), done, actor=actor, now=now, command_id=f"{command_id}/noted"
    )
    return AnsweredAll(tuple(done), tuple(refused), hidden)


def _answer(
    found: OpenCase,
    number: str,
    answer: str,
    actor: Actor,
    now: datetime,
    command_id: str,
    language: str,
) -> Iterable[Why]:
    """Answer one matter, and return why not where it is not."""
    procedure = found.procedure
    reply = procedure.pack.fact_meaning("reply")
    at = max(now, found.matter.case.changed_at or now)
    answering = procedure.pack.acts_meaning("replied")
    ready = options(procedure, found.matter.case, actor, found.directory, at, only=answering)
    open_now = [option for option in ready if option.bearing == "now"]
    for option in open_now:
        asked = (*option.form, *option.also)
        if reply is not None and reply in asked and set(option.form) <= {reply}:
            given = commands.act(
                number, option.act, {reply: answer}, actor=actor, now=now,
                command_id=f"{command_id}/{number}", task=option.task, language=language,
            )  # fmt: skip
            return given.reasons if isinstance(given, NotDone) else ()
    if open_now:
        needed = (", " if language.startswith("en") else "、").join(
            procedure.pack.say(procedure.pack.facts[name].title, language)
            for name in open_now[0].form
            if name != reply
        )
        title = open_now[0].title
        reason = Reason(
            "condition",
            f"“{title}”还要填写{needed}，请逐件办理",
            english=f"'{procedure.pack.say(title, 'en')}' also needs {needed}: do it case by case",
        )
        return (why(procedure, reason, language),)
    against = [reason for option in ready[:1] for reason in option.reasons]
    if not against:
        against = [
            Reason(
                "stage",
                "本件的办法在此阶段没有可由您作的答复",
                english="The regulation has no answer for you to give at this stage",
            )
        ]
    return [why(procedure, reason, language) for reason in against]
