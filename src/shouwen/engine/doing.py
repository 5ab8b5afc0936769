"""What the effects of a regulation do to a case, one verb at a time, in the order written."""

from collections.abc import Sequence
from datetime import date

from shouwen.engine.circles import recused_persons
from shouwen.engine.clockwork import Clockwork
from shouwen.engine.consequences import posting, raising, releasing
from shouwen.engine.events import (
    Cite,
    DocumentIssued,
    FactsCleared,
    NoticeDue,
    Recipient,
    StageChanged,
    TaskCancelled,
    TaskOpened,
)
from shouwen.engine.papers import contents_of
from shouwen.engine.recording import blank_again, entering, striking
from shouwen.engine.seating import Seating
from shouwen.regulations.compiled import ReadyEffect
from shouwen.regulations.effects import Naming
from shouwen.regulations.elements import Seat
from shouwen.regulations.expressions import UNKNOWN


class Doing(Clockwork):
    """A draft that carries out effects."""

    def do(self, effects: Sequence[ReadyEffect], cite: tuple[str, ...], because: str) -> None:
        for ready in effects:
            if ready.when is not None and ready.when(self.scope()) is not True:
                continue
            effect = ready.effect
            why = (*cite, *effect.cite) if effect.cite else cite
            match ready.verb:
                case "goto":
                    self._goto(str(effect.goto), why)
                case "set":
                    self._set(ready, why)
                case "notify" | "escalate":
                    self._tell(ready, why, because)
                case "issue":
                    self._issue(str(effect.issue), why)
                case "open":
                    self._open(str(effect.open), why)
                case "clear":
                    self._clear(effect.clear or (), why)
                case "extend":
                    self._extend(self.procedure.clocks[str(effect.extend)], why)
                case "name":
                    self._name(ready, why)
                case "enter" | "strike":
                    self._write(ready, why)
                case "post" | "release" | "raise":
                    self._follow(ready, why)
                case "cancel":
                    for task in self.case.open_tasks(effect.cancel):
                        self.emit(TaskCancelled(self.at, why, task.id, task.task, task.item))

    def _clear(self, facts: Sequence[str], cite: Cite) -> None:
        names = tuple(name for name in facts if name in self.case.facts)
        if names:
            self._facts_changed |= set(names)
            self._fresh.clear()
            self.emit(FactsCleared(self.at, cite, names))

    def _name(self, ready: ReadyEffect, cite: Cite) -> None:
        """Name whoever holds a seat, or held it that day; where nobody can be told, nobody."""
        naming = ready.effect.name
        assert naming is not None  # noqa: S101 - the verb says so
        persons = self._holders(naming)
        several = self.procedure.pack.facts[naming.fact].type.startswith("list:")
        if several and persons:
            self.record({naming.fact: persons}, cite)
        elif len(persons) == 1:
            self.record({naming.fact: persons[0]}, cite)
        else:
            self._clear([naming.fact], cite)

    def _holders(self, naming: Naming) -> list[str]:
        directory = self.directory
        if naming.on is not None:
            when = self.scope().look(naming.on)
            if not isinstance(when, date):
                return []
            directory = directory.on(when)
        item = self._item
        return Seating(self.procedure, self.scope(), directory, item).holders(naming.seat)

    def _write(self, ready: ReadyEffect, cite: Cite) -> None:
        """Enter something into a record, or strike it out; its columns stay till all is settled."""
        name = str(ready.effect.enter or ready.effect.strike)
        makes = entering if ready.verb == "enter" else striking
        event = makes(self.procedure, self.case, self.scope(), name, self.at, cite)
        if event is None:
            return
        self._facts_changed.add(name)
        self._fresh.clear()
        self._written[name] = cite
        self.emit(event)

    def _follow(self, ready: ReadyEffect, cite: Cite) -> None:
        """Charge, release, or raise an improvement; refuse an act that does not say enough."""
        makes = {"post": posting, "release": releasing, "raise": raising}[ready.verb]
        name = str(ready.effect.post or ready.effect.release or ready.effect.raise_)
        event = makes(self.procedure, self.case, name, self.at, cite, self._person is not None)
        if event is not None:
            self.emit(event)

    def _blank_again(self) -> None:
        """Make the columns of what was written ready for the next entry."""
        cite = tuple(dict.fromkeys(id_ for why in self._written.values() for id_ in why))
        event = blank_again(self.procedure, self.case, self._written, self.at, cite)
        self._written.clear()
        if event is not None:
            self._facts_changed |= {*event.names, *event.values}
            self.emit(event)

    def _set(self, ready: ReadyEffect, cite: tuple[str, ...]) -> None:
        values = {name: expression(self.scope()) for name, expression in ready.sets.items()}
        self.record({n: v for n, v in values.items() if v is not UNKNOWN}, cite)

    def _goto(self, stage: str, cite: tuple[str, ...]) -> None:
        left = self.case.stage
        if left == stage:
            return
        ended = self.procedure.pack.stages[stage].kind == "end"
        for task in self.case.open_tasks():
            if ended or not task.keeps:
                self.emit(TaskCancelled(self.at, cite, task.id, task.task, task.item))
        self.emit(StageChanged(self.at, cite, left, stage, ended))
        self._tags.append(f"leave {left}")
        self._tags.append(f"enter {stage}")

    def _open(self, name: str, cite: tuple[str, ...]) -> None:
        task = self.procedure.pack.tasks[name]
        items: Sequence[str | None] = [None]
        if task.for_each is not None:
            value = self.scope().look(task.for_each)
            items = list(dict.fromkeys(value)) if isinstance(value, list | tuple) else []
        already = {open_.item for open_ in self.case.open_tasks(name)}
        for item in items:
            if item in already:
                continue
            owner = self._seen_by(task.owner, item)
            self.emit(
                TaskOpened(
                    self.at,
                    tuple(dict.fromkeys((*task.cite, *cite))),
                    f"{name}.{len(self.case.tasks) + 1}",
                    name,
                    item,
                    owner,
                    task.keeps,
                )
            )
        self._tags.append(f"open {name}")

    def _tell(self, ready: ReadyEffect, cite: tuple[str, ...], because: str) -> None:
        effect = ready.effect
        seat = effect.notify or effect.escalate
        assert seat is not None  # noqa: S101 - the verb says so
        kind = "escalate" if ready.verb == "escalate" else "notify"
        to = self._seen_by(seat, None)
        self.emit(NoticeDue(self.at, cite, kind, to, because, effect.say))  # type: ignore[arg-type]

    def _seen_by(self, seat: Seat, item: str | None) -> Recipient:
        """Return whom a seat reaches, without anyone who may not see the case."""
        barred = recused_persons(self.procedure, self.case)
        return self.seating(item).recipient(seat, barred)

    def _issue(self, name: str, cite: tuple[str, ...]) -> None:
        document = self.procedure.pack.documents[name]
        sequence = 1 + sum(1 for issued in self.case.documents if issued.document == name)
        contents = contents_of(document.shown, self.scope())
        self.emit(
            DocumentIssued(
                self.at,
                tuple(dict.fromkeys((*document.cite, *cite))),
                name,
                sequence,
                self._pattern(document.number),
                None,
                contents,
                tuple(document.copies),
            )
        )

    def _pattern(self, number: str | None) -> str | None:
        """Return a number pattern with the case's unit filled in: registers are kept by unit."""
        if number is None or "{unit}" not in number:
            return number
        fact = self.procedure.pack.fact_meaning("accused_unit")
        unit = self.case.facts.get(fact or "") or self.case.receiving_unit or ""
        return number.replace("{unit}", str(unit))
