"""One matter in the hands of the demonstration's staff."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shouwen.casework import operations
from shouwen.casework.access import opened
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.demo.course import Course, Halt, Strand
from shouwen.demo.handling.notes import Notes
from shouwen.demo.handling.plan import Plan
from shouwen.demo.pace import Hours
from shouwen.demo.writer import Outcome, Writer, WrittenComplaint
from shouwen.engine import Case, CaseScope, TaskState
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, ShouwenError, Unit, at_office
from shouwen.vocabulary.identity import COMPLAINANT

Span = tuple[float, float]


class DeedRefused(ShouwenError):
    """The regulation refused what the demonstration's staff were made to do: a mistake here."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act about to be done. Values of the form that are functions are asked at that moment."""

    dossier: "Dossier"
    at: datetime
    act: str
    person: str
    form: Mapping[str, object]
    task: str | None = None

    def carry_out(self) -> Done | Registered:
        """Do it and return the answer.

        :raises DeedRefused: if the regulation refuses it
        :raises Halt: if the matter now lies where it is meant to lie
        """
        return self.dossier.carry_out(self)


class Dossier:
    """A matter with its complaint, its plan, and who works where.

    `begins` is when it comes in, `stage` where it lies, `halted` whether it goes no further.
    """

    def __init__(
        self,
        key: str,
        plan: Plan,
        complaint: WrittenComplaint,
        *,
        begins: datetime,
        directory: Directory,
        hours: Hours,
        writer: Writer,
        course: Course,
    ) -> None:
        self.key, self.plan, self.complaint = key, plan, complaint
        self.begins = begins
        self.directory, self.hours, self.writer, self.course = directory, hours, writer, course
        # Nothing secret hangs on it; the same seed must give the same matter.
        self.rng = random.Random(key)  # noqa: S311
        self.note = Notes(self.rng)
        self.outcome = self._outcome()
        self.number = self.code = self.stage = ""
        self.halted = False
        self.steps = 0
        self._case: Case | None = None
        self._procedure: Procedure | None = None

    # -- what it is about

    def turn(self, *names: str) -> bool:
        """Say whether the plan has one of these turns."""
        return not self.plan.turns.isdisjoint(names)

    def chance(self, share: float) -> bool:
        """Return True in so many of all cases."""
        return self.rng.random() < share

    def _outcome(self) -> Outcome:
        if self.turn("refused", "unfounded", "malicious"):
            return Outcome.NOT_UPHELD
        if self.complaint.facts.intent == "malicious":
            return Outcome.NOT_UPHELD
        if self.turn("founded"):
            return Outcome.UPHELD
        return self.rng.choices(tuple(Outcome), (62, 20, 18))[0]

    # -- who is who

    def holder(self, role: str, unit: str | None = None, without: tuple[str, ...] = ()) -> str:
        """Return somebody who holds a role at a unit, or anywhere.

        :raises LookupError: if nobody does
        """
        for person in self.directory.holders(role, unit):
            if person not in without:
                return person
        raise LookupError(f"nobody is {role} at {unit}")

    def above(self, kind: str, unit: str) -> str:
        """Return the unit of a kind at or above a unit; the head office where there is none."""
        return self.directory.ancestor(unit, kind) or self.top

    def unit(self, unit: str) -> Unit:
        """Return a unit of the bank."""
        return self.directory.units[unit]

    def superior(self, unit: str) -> str:
        """Return the unit above, or the unit itself at the top."""
        return self.directory.superior(unit) or unit

    @property
    def top(self) -> str:
        """The unit at the top of the tree."""
        return next(unit.id for unit in self.directory.units.values() if unit.parent is None)

    # -- how it stands

    @property
    def now(self) -> datetime:
        """The moment at which something is going on."""
        return max(self.course.now, self.begins) if self.number else self.begins

    @property
    def case(self) -> Case:
        """The case as the record tells it now."""
        if self._case is None:
            found = opened(self.number, self.now)
            self._case, self._procedure = found.matter.case, found.procedure
        return self._case

    @property
    def procedure(self) -> Procedure:
        """The regulation the matter is handled under."""
        if self._procedure is None:
            day = at_office(self.begins).date()
            self._procedure = shelf.procedure(self.plan.regulation, on=day)
        return self._procedure

    def look_again(self) -> Case:
        """Return the case after time has passed for it."""
        self._case = None
        return self.case

    def open_task(self, *names: str) -> TaskState | None:
        """Return the first open task of these kinds."""
        return next((one for one in self.case.open_tasks() if one.task in names), None)

    def look_and_find(self, *names: str) -> TaskState | None:
        """Return the first open task of these kinds after time has passed."""
        self.look_again()
        return self.open_task(*names)

    def fact(self, name: str) -> object:
        """Return a fact of the case, a derived one too, or a row of a table."""
        return CaseScope(self.procedure, self.case, self.now).look(name)

    # -- what is done

    def later(self, hours: Span) -> datetime:
        """Return a moment within so many working hours, at the tempo of the plan."""
        return self.hours.after(self.now, self.rng.uniform(*hours) * self.plan.tempo)

    def deed(
        self,
        act: str,
        person: str,
        hours: Span = (0.2, 1.2),
        *,
        at: datetime | None = None,
        task: str | None = None,
        **form: object,
    ) -> Deed:
        """Return an act by a person, so many working hours from now, or at a moment."""
        return Deed(self, max(at or self.later(hours), self.now), act, person, form, task)

    def finish(self, task: TaskState, hours: Span = (0.3, 2.0), **form: object) -> Deed:
        """Return the act that completes a task, by somebody who owns it."""
        act = next(
            name for name, ready in self.procedure.acts.items() if ready.act.completes == task.task
        )
        persons = task.owner.persons or tuple(
            self.directory.holders(task.owner.role or "", task.owner.unit)
        )
        person = next(one for one in persons if one != self.case.facts.get("accused_person"))
        return Deed(self, self.later(hours), act, person, form, task.id)

    def aside(self, strand: Strand) -> None:
        """Let something else go on with this matter at the same time."""
        self.course.follow(strand)

    def carry_out(self, deed: Deed) -> Done | Registered:
        """Do a deed; raises as :meth:`Deed.carry_out` does."""
        form = {name: _value(value, deed.at) for name, value in deed.form.items()}
        form = {name: value for name, value in form.items() if value is not None}
        if deed.person == COMPLAINANT:
            actor = Actor(COMPLAINANT, "投诉人")
        else:
            actor = Actor(deed.person, self.directory.people[deed.person].name)
        self.steps += 1
        try:
            answer = self._put(deed, form, actor, f"demo/{self.key}/{self.steps}")
        except CaseNotFound as fault:
            raise self._refused(deed, str(fault)) from fault
        if isinstance(answer, NotDone):
            why = "；".join(f"{reason.text}（{reason.article}）" for reason in answer.reasons)
            raise self._refused(deed, why)
        self._case, before = None, self.stage
        if isinstance(answer, Registered):
            self.number, self.code = answer.number, answer.code
            self.stage = self.case.stage
        else:
            self.stage = answer.stage
        if self.stage == self.plan.halt != before:
            self.halted = True
            raise Halt
        return answer

    def _put(
        self, deed: Deed, form: Mapping[str, object], actor: Actor, command: str
    ) -> Done | Registered | NotDone:
        if not self.number:
            return operations.register(
                self.plan.regulation, deed.act, form,
                actor=actor, now=deed.at, command_id=command, code=self.code or None,
            )  # fmt: skip
        code = self.code if deed.person == COMPLAINANT else None
        return operations.act(
            self.number, deed.act, form,
            actor=actor, now=deed.at, command_id=command, task=deed.task, code=code,
        )  # fmt: skip

    def _refused(self, deed: Deed, why: str) -> DeedRefused:
        stage = self.case.stage if self.number else "-"
        what = f"{self.key} {self.number} {deed.act} by {deed.person} at {deed.at} in {stage}"
        return DeedRefused(
            f"演示数据的一步被办法拒绝：{what}：{why}",
            "请修改演示的办理路径",
            f"the regulation refused a step of the demonstration: {what}",
        )


def _value(value: Any, at: datetime) -> object:
    if isinstance(value, Callable):  # type: ignore[arg-type]
        return value(at)
    return value
