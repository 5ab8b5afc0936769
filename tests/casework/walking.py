"""Plays a story of a pack through the one door, into a real database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shouwen import people
from shouwen.casework import editions, operations
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.migrating import migrate_open
from shouwen.casework.models import Case
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.consequences import operations as consequences
from shouwen.consequences.operations import BasisRow
from shouwen.engine.charging import AccountId
from shouwen.packs import shelf
from shouwen.packs.stories import own_stories
from shouwen.scenarios import Step, Story
from shouwen.scenarios.player import _actor, _form, _moment
from shouwen.vocabulary import Actor, Month, moment
from shouwen.vocabulary.identity import COMPLAINANT


@dataclass
class Walked:
    """What one step was answered with; None where only time passed or the actor saw nothing."""

    number: str | None
    code: str
    at: datetime
    step: Step
    answer: Registered | Done | NotDone | None


def all_stories(every: int = 1) -> list[tuple[str, str, Story]]:
    """Return id, regulation and story of every shipped story that tells of a case."""
    found = [
        (
            f"{id_}-{file.name.rpartition('/')[2].removesuffix('.yaml')}-{n}",
            file.regulation or id_,
            story,
        )
        for id_ in (*shelf.regulation_ids(), *shelf.companion_ids())
        for file in own_stories(id_)
        for n, story in enumerate(file.stories, 1)
        if not any(step.duty for step in story.steps)
    ]
    return found[::every]


def steps(regulation: str, story: Story) -> Iterator[Walked]:
    """Carry out a story step by step; between steps the sweep lets time pass."""
    procedure = shelf.procedure(regulation)
    directory = shelf.directory(regulation)
    role = procedure.pack.pack.complainant
    number, code = None, ""
    for n, step in enumerate(story.steps, 1):
        if step.close_month is not None:
            yield Walked(number, code, close_month(step), step, None)
            continue
        at, answer = _moment(step, n), None
        if number is not None:
            operations.sweep(now=at)
        if step.migrate is not None and number is not None:
            pinned = Case.objects.get(number=number).digest
            migrate_open(
                editions.procedure_of(pinned).key, step.migrate.to, actor=Actor("root"), now=at,
                numbers=[number],
            )  # fmt: skip
        if step.act is not None:
            actor = _actor(step, directory)
            roles = {*actor.roles, *(post.role for post in directory.posts_of(actor.person))}
            if role in roles:
                actor = Actor(COMPLAINANT)
            if number is None:
                answer = operations.register(
                    regulation, step.act, _form(step), actor=actor, now=at,
                    command_id=f"step-{n}", version=procedure.pack.pack.version,
                )  # fmt: skip
                if isinstance(answer, Registered):
                    number, code = answer.number, answer.code
            else:
                try:
                    answer = operations.act(
                        number, step.act, _form(step), actor=actor, now=at,
                        command_id=f"step-{n}", task=step.task, code=code,
                    )  # fmt: skip
                except CaseNotFound:
                    answer = None
        yield Walked(number, code, at, step, answer)


def close_month(step: Step) -> datetime:
    """Close a month as the step says; accounts whose figures are missing are left open."""
    month = Month.parse(str(step.close_month))
    at = month.end if step.at is None else moment(step.at)
    for name in step.left:
        people.end_person(name, by="root", now=at)
    rows = [
        BasisRow(n, named(name), {key: Decimal(value) for key, value in figures.items()})
        for n, (name, figures) in enumerate(step.basis.items(), 1)
    ]
    told = consequences.set_bases(month, rows, source="story", person="root", now=at)
    assert [each for each in told if each.outcome == "refused"] == []
    consequences.close_month(month, person="root", now=at, leave_missing=True)
    return at


def named(name: str) -> AccountId:
    """Return the account a story calls by a bare id."""
    kind, _, id_ = name.rpartition(":")
    return AccountId(kind or ("unit" if name in people.names_of_units([name]) else "person"), id_)


def walk(regulation: str, story: Story) -> Walked:
    """Carry out a whole story and return its last step."""
    return list(steps(regulation, story))[-1]
