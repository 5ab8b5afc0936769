"""What is written and never read: outputs, facts and derived facts nobody uses; secrets tested."""

from shouwen.regulations.compiled import Procedure, ReadyEffect
from shouwen.regulations.expressions import Expression
from shouwen.regulations.expressions.syntax import Call, Member, Name, walk
from shouwen.regulations.proofreading.approvals import read_approvals
from shouwen.regulations.proofreading.proof import Proof
from shouwen.regulations.proofreading.records import read_records

_LITERAL_CALLS = {
    "pending": ("tasks", "任务"),
    "late": ("clocks", "时限"),
    "running": ("clocks", "时限"),
    "due": ("clocks", "时限"),
    "times": ("acts", "动作"),
    "approved": ("approvals", "核准"),
}


def read_unread(proof: Proof, procedure: Procedure) -> None:
    """Find unread names, unknown names inside calls, and conditions that test private facts."""
    pack = proof.pack
    expressions = _expressions(procedure)
    _calls(proof, expressions)
    _secrets(proof, expressions)
    read_records(proof, [expression for _, expression in expressions])
    read_approvals(proof, [expression for _, expression in expressions])
    read: set[str] = set()
    outputs: set[str] = set()
    for _, expression in expressions:
        read |= expression.reads
        outputs |= _outputs(expression)
    for seat, _ in proof.seats():
        if seat.table is not None:
            outputs.add(seat.table)
            read.add(seat.table.partition(".")[0])
        if seat.place is not None:
            read.add(seat.place.root)
        if seat.person is not None:
            read.add(seat.person)
    for clock in pack.clocks.values():
        written = [clock.limit_from, *(point.at for point in clock.points if "." in point.at)]
        for output in written:
            if output is not None:
                outputs.add(output)
                read.add(output.partition(".")[0])
        read |= {fact for fact in (clock.since, clock.until) if fact is not None}
        if clock.extension is not None and clock.extension.amount is not None:
            read.add(clock.extension.amount)
    for table in pack.tables.values():
        read |= set(table.inputs)
    read |= {name for approval in pack.approvals.values() for name in approval.rests_on}
    read |= {
        effect.name.on
        for effect, _ in proof.effects()
        if effect.name is not None and effect.name.on is not None
    }
    read |= {task.for_each for task in pack.tasks.values() if task.for_each is not None}
    read |= {column for record in pack.records.values() for column in record.of}
    for name, table in pack.tables.items():
        for output in table.outputs:
            if f"{name}.{output}" not in outputs:
                proof.say(
                    "U01",
                    ("tables", name, "outputs", output),
                    f"输出“{name}.{output}”没有任何规则读取",
                    "请用上它，或删去",
                    f"nobody reads output '{name}.{output}'",
                )
    shown = {
        field
        for document in pack.documents.values()
        for field in (*document.shown, *document.must_hold)
    }
    for register in pack.registers.values():
        shown |= {column.show for column in register.columns} | {*register.group_by, register.by}
        shown |= {figure.total for figure in register.figures if figure.total is not None}
    for name, derived in pack.derived.items():
        if name not in read | shown:
            proof.say(
                "U02",
                ("derived", name),
                f"推导要素“{derived.title}”没有任何规则读取",
                "请用上它，或删去",
                f"nobody reads derived fact '{name}'",
            )
    asked = {fact for act in pack.acts.values() for fact in (*act.form, *act.also)} | {
        fact for effect, _ in proof.effects() for fact in effect.set or ()
    }
    named = [effect.name for effect, _ in proof.effects() if effect.name is not None]
    asked |= {naming.fact for naming in named}
    asked |= {fact for duty in pack.duties.values() for fact in duty.form}
    for name, fact in pack.facts.items():
        if name not in asked and fact.default is None:
            proof.say(
                "U03",
                ("facts", name),
                f"要素“{fact.title}”没有任何动作填写",
                "请加入表单，或删去",
                f"no act fills in fact '{name}'",
            )


def _expressions(procedure: Procedure) -> list[tuple[tuple[str | int, ...], Expression]]:
    found: list[tuple[tuple[str | int, ...], Expression]] = [
        (("derived", name, "is"), item) for name, item in procedure.derived.items()
    ]

    def effects(ready: tuple[ReadyEffect, ...], path: tuple[str | int, ...]) -> None:
        for index, effect in enumerate(ready):
            if effect.when is not None:
                found.append(((*path, index, "when"), effect.when))
            found.extend(((*path, index, "set", name), each) for name, each in effect.sets.items())

    for name, act in procedure.acts.items():
        found += [
            (("acts", name, "must", index, "that"), must.holds)
            for index, must in enumerate(act.musts)
        ]
        effects(act.do, ("acts", name, "do"))
    for name, rule in procedure.rules.items():
        if rule.when is not None:
            found.append((("rules", name, "when"), rule.when))
        effects(rule.do, ("rules", name, "do"))
    for name, clock in procedure.clocks.items():
        if clock.when is not None:
            found.append((("clocks", name, "when"), clock.when))
        for index, point in enumerate(clock.points):
            effects(point.do, ("clocks", name, "points", index, "do"))
    for name, approval in procedure.approvals.items():
        if approval.when is not None:
            found.append((("approvals", name, "when"), approval.when))
        effects(approval.lapse, ("approvals", name, "lapse"))
    found += [(("circles", name, "when"), each) for name, each in procedure.circles.items()]
    for name, register in procedure.registers.items():
        if register.where is not None:
            found.append((("registers", name, "where"), register.where))
        for index, figure in enumerate(register.figures):
            parts = (("share" if figure.of else "count", figure.holds), ("of", figure.of))
            found += [
                (("registers", name, "figures", index, part), each)
                for part, each in parts
                if each is not None
            ]
    for section in ("ledgers", "improvements"):
        for name, item in getattr(procedure, section).items():
            found += [
                ((section, name, *key.split(".")), each) for key, each in item.expressions().items()
            ]
    return found


def _outputs(expression: Expression) -> set[str]:
    """Return the table outputs an expression reads, as ``table.output``."""
    return {
        f"{node.of.name}.{node.name}"
        for node in walk(expression.tree)
        if isinstance(node, Member) and isinstance(node.of, Name)
    }


def _values(expression: Expression) -> set[str]:
    """Return the names whose value an expression reads, not only whether it is known."""
    asked = {
        id(argument)
        for node in walk(expression.tree)
        if isinstance(node, Call) and node.function == "known"
        for argument in node.arguments
    }
    return {
        node.name
        for node in walk(expression.tree)
        if isinstance(node, Name) and id(node) not in asked
    }


def _calls(proof: Proof, expressions: list[tuple[tuple[str | int, ...], Expression]]) -> None:
    for path, expression in expressions:
        for function, argument in sorted(expression.calls, key=str):
            if function not in _LITERAL_CALLS:
                continue
            section, kind = _LITERAL_CALLS[function]
            if argument not in getattr(proof.pack, section):
                proof.say(
                    "R01",
                    path,
                    f"{function}('{argument}')：没有名为“{argument}”的{kind}",
                    "请核对名称",
                    f"{function}('{argument}') names nothing in {section}",
                )


def _secrets(proof: Proof, expressions: list[tuple[tuple[str | int, ...], Expression]]) -> None:
    """Find conditions on private facts: the engine sees only references, known(…) apart."""
    private = {name for name, fact in proof.pack.facts.items() if fact.private is not None}
    for path, expression in expressions:
        columns = {column for _, column in expression.columns}
        for name in sorted(private & (columns | _values(expression))):
            proof.say(
                "X04",
                path,
                f"条件读取了保密要素“{proof.pack.facts[name].title}”的值",
                "保密内容存于保险库，条件中只能写 known(…)",
                f"a condition reads the value of private fact '{name}'; only known() may ask of it",
            )
