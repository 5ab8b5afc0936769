"""A story carried out through the one door, into a real database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from shouwen import people
from shouwen.casework import editions, operations
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.migrating import migrate_open
from shouwen.casework.models import Case
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.consequences import operations as consequences
from shouwen.consequences.operations import BasisOutcome, BasisRow
from shouwen.engine.charging import AccountId
from shouwen.packs import shelf
from shouwen.scenarios import Step, actor_of, form_of
from shouwen.vocabulary import Actor, Directory, Month
from shouwen.vocabulary.identity import COMPLAINANT

#: Figures of one month as stories write them: whose, and what.
Figures = Mapping[str, Mapping[str, int | Decimal]]


class Walk:
    """One story on its way: its case's number and code, once there is a case.

    :param regulation: the id it is told under; with companions named behind it (``a+b``)
    :param directory: the model organisation its people are in
    :param key: what its commands are known by, so that a repeated one changes nothing
    """

    def __init__(self, regulation: str, directory: Directory, key: str) -> None:
        self.regulation = regulation
        self.directory = directory
        self.key = key
        self.number: str | None = None
        self.code = ""
        self._header = shelf.procedure(regulation).pack.pack

    def actor(self, step: Step) -> Actor:
        """Return who acts; whoever holds the role of the portal comes as the complainant."""
        actor = actor_of(step, self.directory)
        posts = {post.role for post in self.directory.posts_of(actor.person)}
        if self._header.complainant in actor.roles | posts:
            return Actor(COMPLAINANT)
        return actor

    def take(self, number: int, step: Step, at: datetime) -> Registered | Done | NotDone | None:
        """Carry out the act of a step; None where the actor may not know of the case.

        :param number: of the step, from 1
        """
        act, actor, command = str(step.act), self.actor(step), f"{self.key}/{number}"
        if self.number is None:
            answer = operations.register(
                self.regulation, act, form_of(step), actor=actor, now=at, command_id=command,
                version=self._header.version,
            )  # fmt: skip
            if isinstance(answer, Registered):
                self.number, self.code = answer.number, answer.code
            return answer
        try:
            return operations.act(
                self.number, act, form_of(step), actor=actor, now=at, command_id=command,
                task=step.task, code=self.code,
            )  # fmt: skip
        except CaseNotFound:
            return None

    def go_over(self, step: Step, at: datetime) -> None:
        """Let the case go over to the edition a step says, by the plan on the shelf.

        :raises NoPlan: if nobody has written one
        """
        if step.migrate is None or self.number is None:
            return
        pinned = editions.procedure_of(Case.objects.get(number=self.number).digest)
        migrate_open(
            pinned.key, step.migrate.to, actor=Actor("root"), now=at, numbers=[self.number]
        )


def close_month(
    month: Month, figures: Figures, left: Collection[str], *, by: str, at: datetime
) -> Sequence[BasisOutcome]:
    """Close a month with these figures and return what became of each line of them.

    Accounts whose figures are missing are left open.

    :param left: ids of people who have left the organisation by then
    """
    for person in sorted(left):
        people.end_person(person, by=by, now=at)
    rows = [
        BasisRow(line, account_named(name), {each: Decimal(value) for each, value in known.items()})
        for line, (name, known) in enumerate(figures.items(), 1)
    ]
    told = consequences.set_bases(month, rows, source="story", person=by, now=at)
    consequences.close_month(month, person=by, now=at, leave_missing=True)
    return told


def account_named(name: str) -> AccountId:
    """Return the account a story calls by a bare id: a unit's where there is such a unit."""
    kind, _, id_ = name.rpartition(":")
    return AccountId(kind or ("unit" if name in people.names_of_units([name]) else "person"), id_)
