"""A model organisation as it is written: units, people, who holds which role where, and since when.

The format is that of ``directory.yaml`` in ``docs/reference/story-format.md``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shouwen.regulations.faults import WritingFault
from shouwen.vocabulary import Deputy, Directory, Person, Post, Spell, Tenures, Unit
from shouwen.vocabulary.tenures import days


class _Element(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WrittenState(_Element):
    """How a unit stood until a day, that day included; what is not written was as it is now."""

    until: date
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    attributes: list[str] | None = None


class WrittenUnit(_Element):
    """A unit of a model organisation, and how it stood before, oldest first."""

    name: str
    kind: str
    parent: str | None = None
    attributes: list[str] = []
    before: list[WrittenState] = []

    @model_validator(mode="after")
    def _one_after_another(self) -> Self:
        ends = [state.until for state in self.before]
        if ends != sorted(set(ends)):
            raise WritingFault(
                "before 的各段没有按先后排列",
                "请按 until 由早到晚写",
                "what was before is written oldest first, by 'until'",
            )
        return self


class WrittenPost(_Element):
    """A post held from a day until a day, both included; without a unit it is held everywhere."""

    role: str
    unit: str | None = None
    from_: date | None = Field(None, alias="from")
    until: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        if isinstance(written, list) and 1 <= len(written) <= 2:
            return {"role": written[0], **({"unit": written[1]} if written[1:] else {})}
        return written

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.from_ is not None and self.until is not None and self.until < self.from_:
            raise WritingFault(
                "任职的结束早于开始",
                "请核对 from 和 until，两天都算在内",
                "a post ends before it begins; both days are included",
            )
        return self


class WrittenPerson(_Element):
    """A person of a model organisation with posts as [role], [role, unit] or {role, unit, …}."""

    name: str
    posts: list[WrittenPost] = []


class Organisation(_Element):
    """A model organisation: who holds which role where."""

    units: dict[str, WrittenUnit] = {}
    people: dict[str, WrittenPerson] = {}
    deputies: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        lost = [unit.parent for unit in self.units.values()]
        lost += [state.parent for unit in self.units.values() for state in unit.before]
        lost += [post.unit for person in self.people.values() for post in person.posts]
        missing = [unit for unit in dict.fromkeys(lost) if unit and unit not in self.units]
        pairs = (who for pair in self.deputies for who in pair)
        missing += [who for who in dict.fromkeys(pairs) if who not in self.people]
        if missing:
            raise WritingFault(
                f"机构里没有 {'、'.join(missing)}",
                "请核对 parent、posts 和 deputies 里的编号",
                f"nothing in the organisation is called {', '.join(missing)}",
            )
        for id_ in self.units:
            above, line = self.units[id_].parent, {id_}
            while above is not None and above not in line:
                line.add(above)
                above = self.units[above].parent
            if above is not None:
                raise WritingFault(
                    f"单位 {id_} 的上级绕成了圈",
                    "请核对 parent",
                    f"the superiors of unit {id_} run in a circle",
                )
        return self

    def directory(self) -> Directory:
        """Return the organisation as the value the engine takes.

        Where it tells of the past, the directory knows it, and stands for no moment by itself: ask
        it for the directory ``on`` one.
        """
        posts = list(self._posts())
        units = [spell for id_, unit in self.units.items() for spell in _states(id_, unit)]
        past = None
        timed = any(spell.since or spell.until for spell in posts)
        if timed or any(unit.before for unit in self.units.values()):
            past = Tenures(
                tuple(units),
                tuple(Spell(Person(id_, person.name)) for id_, person in self.people.items()),
                tuple(posts),
                tuple(Spell(Deputy(pair[0], pair[1])) for pair in self.deputies),
            )
        return Directory.of(
            [spell.what for spell in units if spell.until is None],
            [Person(id_, person.name) for id_, person in self.people.items()],
            dict.fromkeys(spell.what for spell in posts),
            [Deputy(pair[0], pair[1]) for pair in self.deputies],
            past=past,
        )

    def _posts(self) -> Iterator[Spell[Post]]:
        for id_, person in self.people.items():
            for post in person.posts:
                yield Spell(Post(id_, post.role, post.unit), *days(post.from_, post.until))


def _states(id_: str, unit: WrittenUnit) -> Iterator[Spell[Unit]]:
    """Yield how a unit stood, one spell after the other, the present one last."""
    since = None
    for state in unit.before:
        _, until = days(None, state.until)
        stood = Unit(
            id_,
            state.name or unit.name,
            state.kind or unit.kind,
            state.parent or unit.parent,
            frozenset(unit.attributes if state.attributes is None else state.attributes),
        )
        yield Spell(stood, since, until)
        since = until
    present = Unit(id_, unit.name, unit.kind, unit.parent, frozenset(unit.attributes))
    yield Spell(present, since, None)
