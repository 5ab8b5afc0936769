"""From a model to a procedure: names resolved, conditions compiled, every fault collected."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from shouwen.calendars import DaySet, WorkCalendar
from shouwen.regulations.compiled import (
    Procedure,
    Reaction,
    ReadyAct,
    ReadyApproval,
    ReadyClock,
    ReadyEffect,
    ReadyFigure,
    ReadyMust,
    ReadyPoint,
    ReadyRegister,
    ReadyRule,
)
from shouwen.regulations.compiling_accounts import ready_improvement, ready_ledger
from shouwen.regulations.decision import DecisionTable, TableUnfit, compile_table
from shouwen.regulations.effects import Effect
from shouwen.regulations.expressions import (
    Expression,
    ExpressionError,
    Type,
    compile_expression,
)
from shouwen.regulations.expressions.types import enum_of, row_of
from shouwen.regulations.model import Clock, Fact, Pack, Point
from shouwen.regulations.seats import BUILT_IN_PERSONS
from shouwen.vocabulary import ShouwenError, Term, fen

#: Called for each fault with a code, the path in the pack, the problem, the remedy, and English.
Complain = Callable[[str, tuple[str | int, ...], str, str, str], None]

_PARTS = ("stop", "pause", "resume", "start")


def names_of(pack: Pack) -> dict[str, Type]:
    """Return what an expression of this pack may name, with its type."""
    names: dict[str, Type] = {
        "now": Type.parse("time"),
        "stage": enum_of("stage"),
        "receiving_unit": Type.parse("unit"),
    }
    names |= dict.fromkeys(BUILT_IN_PERSONS, Type.parse("person"))
    names |= {name: Type.parse(fact.type) for name, fact in pack.facts.items()}
    names |= {name: Type.parse(derived.type) for name, derived in pack.derived.items()}
    for name, table in pack.tables.items():
        outputs = {
            output: Type.parse("text" if kind == "role" else kind)
            for output, kind in table.outputs.items()
        }
        names[name] = row_of(outputs)
    return names


class Compiler:
    """Compiles one pack; faults go to `complain`, and the procedure is worth using only without."""

    def __init__(self, pack: Pack, day_sets: Mapping[str, DaySet], complain: Complain) -> None:
        self.pack = pack
        self.day_sets = day_sets
        self._complain = complain
        self.names = names_of(pack)
        self.enums = {name: tuple(members) for name, members in pack.terms.items()}
        self.enums["stage"] = tuple(pack.stages)
        self.records = {
            name: {column: self.names[column] for column in record.of if column in self.names}
            for name, record in pack.records.items()
        }

    def complain(
        self,
        code: str,
        path: tuple[str | int, ...],
        problem: str,
        remedy: str = "",
        english: str = "",
    ) -> None:
        """Hand one fault on."""
        self._complain(code, path, problem, remedy, english)

    def procedure(self, digest: str) -> Procedure:
        """Return the procedure; parts with faults are left out of it."""
        pack = self.pack
        calendars = self._calendars()
        derived = {
            name: ready
            for name, item in pack.derived.items()
            if (ready := self._expression(item.is_, ("derived", name, "is"), item.type))
        }
        tables = self._tables()
        base_reads = self._base_reads(derived, tables)
        acts = {name: self._act(name, base_reads) for name in pack.acts}
        clocks = {
            name: timed
            for name, clock in pack.clocks.items()
            if (timed := self._clock(name, clock, calendars, base_reads))
        }
        rules = {
            name: ReadyRule(
                name,
                rule,
                self._condition(rule.when, ("rules", name, "when")),
                self._effects(rule.do, ("rules", name, "do")),
            )
            for name, rule in pack.rules.items()
        }
        approvals = {
            name: ReadyApproval(
                name,
                approval,
                self._condition(approval.when, ("approvals", name, "when")),
                self._effects(approval.lapse, ("approvals", name, "lapse")),
            )
            for name, approval in pack.approvals.items()
        }
        circles = {
            name: ready
            for name, circle in pack.circles.items()
            if (ready := self._condition(circle.when, ("circles", name, "when")))
        }
        registers = {name: self._register(name) for name in pack.registers}
        return Procedure(
            pack,
            digest,
            calendars,
            tables,
            derived,
            acts,
            clocks,
            rules,
            circles,
            registers,
            _reactions(clocks.values(), rules.values(), approvals.values()),
            _stand_ins(pack),
            base_reads,
            self._defaults(),
            approvals=approvals,
            ledgers={
                name: ready_ledger(name, ledger, self._expression, self._members, self.complain)
                for name, ledger in pack.ledgers.items()
            },
            improvements={
                name: ready_improvement(name, improvement, self._expression, self.complain)
                for name, improvement in pack.improvements.items()
            },
        )

    def _members(self, enum: str) -> tuple[str, ...]:
        return self.enums.get(enum, ())

    def _calendars(self) -> dict[str, WorkCalendar]:
        found: dict[str, WorkCalendar] = {}
        for name, use in self.pack.calendars.items():
            days = None if use.days == "every_day" else self.day_sets.get(use.days)
            if days is None and use.days != "every_day":
                known = [*sorted(self.day_sets), "every_day"]
                self.complain(
                    "R01",
                    ("calendars", name, "days"),
                    f"没有名为“{use.days}”的日历",
                    f"可用：{'、'.join(known)}",
                    f"no set of days is called '{use.days}'; there are: {', '.join(known)}",
                )
                continue
            try:
                found[name] = WorkCalendar(name, days, use.hours)
            except ShouwenError as fault:
                where = ("calendars", name, "hours")
                self.complain("K01", where, fault.problem, fault.remedy, fault.english)
        return found

    def _expression(
        self, source: str, path: tuple[str | int, ...], wants: str | None
    ) -> Expression | None:
        try:
            return compile_expression(
                source,
                names=self.names,
                enums=self.enums,
                wants=None if wants is None else Type.parse(wants),
                records=self.records,
            )
        except ExpressionError as fault:
            self.complain("X01", path, fault.problem, fault.remedy, fault.english)
            return None

    def _condition(self, source: str | None, path: tuple[str | int, ...]) -> Expression | None:
        return None if source is None else self._expression(source, path, "bool")

    def _tables(self) -> dict[str, DecisionTable]:
        found: dict[str, DecisionTable] = {}
        for name, table in self.pack.tables.items():
            try:
                found[name] = compile_table(
                    name,
                    table.inputs,
                    table.outputs,
                    table.policy,
                    [(row.when, row.then, tuple(row.cite or table.cite)) for row in table.rows],
                    names=self.names,
                    enums=self.enums,
                )
            except TableUnfit as unfit:
                for fault in unfit.problems:
                    place = () if fault.row is None else ("rows", fault.row - 1)
                    where = ("tables", name, *place)
                    problem = f"{fault.column}：{fault.problem}" if fault.column else fault.problem
                    self.complain("D00", where, problem, fault.remedy, fault.english)
        return found

    def _base_reads(
        self, derived: Mapping[str, Expression], tables: Mapping[str, DecisionTable]
    ) -> dict[str, frozenset[str]]:
        """Map derived facts, tables and approvals to the plain facts they rest on.

        Circles are complained of.
        """
        direct: dict[str, frozenset[str]] = {name: item.reads for name, item in derived.items()}
        direct |= {name: frozenset(table.inputs) for name, table in tables.items()}
        approvals = self.pack.approvals
        direct |= {name: frozenset(item.rests_on) for name, item in approvals.items()}
        done: dict[str, frozenset[str]] = {}

        def rest_on(name: str, path: tuple[str, ...]) -> frozenset[str]:
            if name not in direct:
                return frozenset({name})
            if name in done:
                return done[name]
            if name in path:
                circle = " → ".join((*path[path.index(name) :], name))
                section = "derived" if name in derived else "tables"
                section = "approvals" if name in approvals else section
                self.complain(
                    "X02",
                    (section, name),
                    f"互相推导成环：{circle}",
                    "请让其中一项改由已填写的要素推导",
                    f"derived from one another in a circle: {circle}",
                )
                return frozenset()
            facts = frozenset().union(*(rest_on(each, (*path, name)) for each in direct[name]))
            if name in approvals:
                facts |= {name}  # it may also be given, or lapse
            done[name] = facts
            return facts

        for name in direct:
            rest_on(name, ())
        return done

    def _act(self, name: str, base_reads: Mapping[str, frozenset[str]]) -> ReadyAct:
        act = self.pack.acts[name]
        musts = []
        for index, must in enumerate(act.must):
            holds = self._expression(must.that, ("acts", name, "must", index, "that"), "bool")
            if holds is not None:
                reads = _rest_on(holds.reads, base_reads)
                tests = any(function == "known" for function, _ in holds.calls)
                musts.append(ReadyMust(must, holds, reads, tests))
        stages = frozenset(act.in_) if isinstance(act.in_, list) else None
        return ReadyAct(
            name,
            act,
            tuple(musts),
            self._effects(act.do, ("acts", name, "do")),
            stages,
            frozenset((*act.form, *act.also)),
        )

    def _effects(
        self, effects: Iterable[Effect], path: tuple[str | int, ...]
    ) -> tuple[ReadyEffect, ...]:
        ready = []
        for index, effect in enumerate(effects):
            here = (*path, index)
            sets: dict[str, Expression] = {}
            for name, value in (effect.set or {}).items():
                if name not in self.pack.facts:
                    self.complain(
                        "R01",
                        (*here, "set"),
                        f"没有名为“{name}”的要素",
                        "set 只能写 facts 中的要素",
                        f"no fact is called '{name}'; set takes facts only",
                    )
                    continue
                source = str(value).lower() if isinstance(value, bool) else str(value)
                expression = self._expression(
                    source, (*here, "set", name), self.pack.facts[name].type
                )
                if expression is not None:
                    sets[name] = expression
            when = self._condition(effect.when, (*here, "when"))
            ready.append(ReadyEffect(effect, effect.verb, when, sets))
        return tuple(ready)

    def _clock(
        self,
        name: str,
        clock: Clock,
        calendars: Mapping[str, WorkCalendar],
        base_reads: Mapping[str, frozenset[str]],
    ) -> ReadyClock | None:
        calendar = calendars.get(clock.calendar)
        if calendar is None:
            if clock.calendar not in self.pack.calendars:
                known = ", ".join(self.pack.calendars)
                self.complain(
                    "R01",
                    ("clocks", name, "calendar"),
                    f"没有名为“{clock.calendar}”的日历",
                    f"可用：{known}",
                    f"no calendar is called '{clock.calendar}'; there are: {known}",
                )
            return None
        limit_from = _split(clock.limit_from)
        points = tuple(
            self._point(point, ("clocks", name, "points", index))
            for index, point in enumerate(clock.points)
        )
        depends = {fact for fact in (clock.since, clock.until) if fact is not None}
        tables = [pair for pair in (limit_from, *(point.output for point in points)) if pair]
        for table, output in tables:
            if table not in self.pack.tables or output not in self.pack.tables[table].outputs:
                there = self.pack.tables.get(table)
                known = ", ".join(there.outputs if there is not None else self.pack.tables)
                self.complain(
                    "R01",
                    ("clocks", name),
                    f"没有“{table}.{output}”这一表格输出",
                    f"可用：{known}",
                    f"no table gives '{table}.{output}'; there are: {known}",
                )
                return None
            depends |= base_reads.get(table, frozenset())
        return ReadyClock(
            name,
            clock,
            calendar,
            Term.parse(clock.limit) if clock.limit is not None else None,
            limit_from,
            self._condition(clock.when, ("clocks", name, "when")),
            points,
            Term.parse(clock.extension.up_to) if clock.extension is not None else None,
            frozenset(depends),
        )

    def _register(self, name: str) -> ReadyRegister:
        register = self.pack.registers[name]
        figures = []
        for index, figure in enumerate(register.figures):
            way = "count" if figure.share is None else "share"
            here = ("registers", name, "figures", index)
            figures.append(
                ReadyFigure(
                    figure,
                    self._condition(getattr(figure, way), (*here, way)),
                    self._condition(figure.of, (*here, "of")),
                )
            )
        where = self._condition(register.where, ("registers", name, "where"))
        return ReadyRegister(name, register, where, tuple(figures))

    def _point(self, point: Point, path: tuple[str | int, ...]) -> ReadyPoint:
        written = point.at
        percent = int(written[:-1]) if written.endswith("%") else None
        from_due = from_start = output = None
        before = written.startswith("due -")
        if written.startswith("due "):
            from_due = Term.parse(written[6:])
        elif written[0].isdigit() and percent is None:
            from_start = Term.parse(written)
        elif "." in written:
            output = _split(written)
        every = Term.parse(point.every) if point.every is not None else None
        if point.times > 1 and every is None:
            self.complain(
                "C06",
                path,
                "times 大于 1 时须写 every（隔多久一次）",
                "请写 every，例如 every: 1 working_day",
                "a point that comes several times says how often: every: 1 working_day",
            )
        do = self._effects(point.do, (*path, "do"))
        return ReadyPoint(
            written, percent, from_due, before, from_start, output, every, point.times, do
        )

    def _defaults(self) -> dict[str, object]:
        values: dict[str, object] = {}
        for name, fact in self.pack.facts.items():
            if fact.default is None:
                continue
            value = default_value(fact)
            if value is None or not self._fits(fact, value):
                self.complain(
                    "X03",
                    ("facts", name, "default"),
                    f"“{fact.default}”不是{fact.type}类型的值",
                    "请改成这一类型的值；日期、时刻、单位和人员没有默认值",
                    f"'{fact.default}' is no value of type {fact.type}; "
                    "dates, moments, units and people have no default",
                )
                continue
            values[name] = value
        return values

    def _fits(self, fact: Fact, value: object) -> bool:
        if fact.type.startswith("enum:"):
            return value in self.enums.get(fact.type[5:], ())
        return True


def default_value(fact: Fact) -> object | None:
    """Return a fact's default as its type, or None where it cannot be one."""
    value = fact.default
    match fact.type:
        case "bool":
            return value if isinstance(value, bool) else None
        case "int":
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case "money":
            return (
                fen(value)
                if isinstance(value, int | Decimal) and not isinstance(value, bool)
                else None
            )
        case "date" | "time" | "unit" | "person":
            return None
        case kind if kind.startswith("list:"):
            return list(value) if isinstance(value, list) else None
        case _:
            return value if isinstance(value, str) else None


def _split(output: str | None) -> tuple[str, str] | None:
    if output is None:
        return None
    table, _, name = output.partition(".")
    return table, name


def _rest_on(reads: frozenset[str], base_reads: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(base_reads.get(name, frozenset({name})) for name in reads))


def _reactions(
    clocks: Iterable[ReadyClock],
    rules: Iterable[ReadyRule],
    approvals: Iterable[ReadyApproval],
) -> dict[str, Reaction]:
    by_tag: dict[str, tuple[list[tuple[ReadyClock, str]], list[ReadyRule], list[ReadyApproval]]]
    by_tag = defaultdict(lambda: ([], [], []))
    for ready in clocks:
        for part in _PARTS:
            for tag in getattr(ready.clock, part):
                by_tag[tag][0].append((ready, part))
    for rule in rules:
        for tag in rule.rule.on:
            by_tag[tag][1].append(rule)
    for approval in approvals:
        for tag in approval.approval.given:
            by_tag[tag][2].append(approval)
    return {
        tag: Reaction(tuple(parts), tuple(answers), tuple(given))
        for tag, (parts, answers, given) in by_tag.items()
    }


def _stand_ins(pack: Pack) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in pack.roles:
        seen: set[str] = set()
        ahead = [name]
        while ahead:
            role = ahead.pop()
            if role not in seen and role in pack.roles:
                seen.add(role)
                ahead += pack.roles[role].above
        found[name] = frozenset(seen)
    return found
