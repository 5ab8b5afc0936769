"""Opening a plan: text in, and out come the answers for every name, and every finding."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from shouwen.regulations.comparing import compare
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.composition import digest_of
from shouwen.regulations.findings import Finding, Severity, dotted, findings_from
from shouwen.regulations.migration.plan import ClockMove, MigrationPlan, PlanHead, PlanText
from shouwen.regulations.reading import Path, Source, TextFault, read_source
from shouwen.vocabulary import ShouwenError

#: Sections whose names a plan may change, with what one of them is called.
_RENAMED = {
    "facts": "要素",
    "tasks": "任务",
    "acts": "动作",
    "records": "清单",
    "approvals": "核准",
}


@dataclass(frozen=True)
class OpenedPlan:
    """A plan as far as it could be opened. `plan` is None while there are errors."""

    plan: MigrationPlan | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid using it."""
        return tuple(each for each in self.findings if each.severity == "error")


class PlanUnfit(ShouwenError):
    """A plan has errors, or does not lead where it should, and must not be used."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{name} 有 {len(findings)} 处错误，不能使用",
            "\n".join(str(each) for each in findings[:20]),
            f"{name} has {len(findings)} errors and cannot be used",
        )


def open_plan(text: str, name: str, old: Procedure, new: Procedure) -> OpenedPlan:
    """Return the plan written in `text` between two editions. Raises nothing for a bad one."""
    try:
        source = read_source(text, name)
        written = PlanText.model_validate(source.data)
    except TextFault as fault:
        return OpenedPlan(None, fault.findings)
    except ValidationError as faults:
        return OpenedPlan(None, tuple(findings_from(faults, source, PlanText)))
    return _Opening(source, written, old, new).opened(digest_of(text), written.migration.cite)


def default_plan(old: Procedure, new: Procedure) -> OpenedPlan:
    """Return the plan nobody wrote: every name stays, every clock keeps its date.

    It cites nothing, so cases can be looked at by it and not migrated. Findings say what a plan
    must answer.
    """
    head = PlanHead.model_construct(from_=old.key, to=new.key, title="-", cite=[])
    written = PlanText.model_construct(migration=head)
    source = Source("", "（默认方案）", {}, {(): 1})
    return _Opening(source, written, old, new, nobodys=True).opened("", [])


class _Opening:
    """One plan held against the two editions it connects."""

    def __init__(
        self,
        source: Source,
        written: PlanText,
        old: Procedure,
        new: Procedure,
        *,
        nobodys: bool = False,
    ) -> None:
        self.nobodys = nobodys
        self.source = source
        self.written = written
        self.old, self.new = old, new
        self.findings: list[Finding] = []

    def say(
        self,
        code: str,
        path: Path,
        problem: str,
        remedy: str,
        english: str,
        severity: Severity = "error",
    ) -> None:
        place = (self.source.name, self.source.line(path), dotted(path))
        self.findings.append(Finding(code, severity, *place, problem, remedy, english))

    def opened(self, digest: str, cite: list[str]) -> OpenedPlan:
        self._head(cite)
        stages = self._stages()
        names = {section: self._names(section) for section in _RENAMED}
        self._facts(names["facts"])
        self._approvals(names)
        clocks = self._clocks()
        self._ledgers()
        if any(each.severity == "error" for each in self.findings):
            return OpenedPlan(None, tuple(self.findings))
        plan = MigrationPlan(
            self.source.name,
            digest,
            self.old.key,
            self.new.key,
            tuple(cite),
            stages,
            names["facts"],
            self.written.values,
            names["tasks"],
            names["acts"],
            names["records"],
            names["approvals"],
            clocks,
            tuple(self.written.start),
        )
        return OpenedPlan(plan, tuple(self.findings))

    def _head(self, cite: list[str]) -> None:
        head = self.written.migration
        for key, word, wanted in (
            (head.from_, "from", self.old.key),
            (head.to, "to", self.new.key),
        ):
            if key != wanted:
                self.say(
                    "W01",
                    ("migration", word),
                    f"方案写的是 {key}，迁移的是 {wanted}",
                    "请换用对应的方案，或核对版本",
                    f"the plan says {key}, the migration {wanted}",
                )
        for name in cite:
            self._known(name, self.new.pack.articles, ("migration", "cite"), "条文")

    def _known(self, name: str, known: Mapping[str, Any], path: Path, kind: str) -> bool:
        if name in known:
            return True
        close = get_close_matches(name, known, 1, 0.6)
        self.say(
            "W02",
            path,
            f"没有名为“{name}”的{kind}",
            f"是否为“{close[0]}”？" if close else "请核对名称和版本",
            f"nothing is called '{name}'" + (f"; did you mean '{close[0]}'?" if close else ""),
        )
        return False

    def _stages(self) -> dict[str, str]:
        """Return where each stage of the old edition leads."""
        old, new = self.old.pack.stages, self.new.pack.stages
        for left, entered in self.written.stages.items():
            self._known(left, old, ("stages", left), "阶段")
            self._known(entered, new, ("stages", left), "阶段")
        found: dict[str, str] = {}
        for name, stage in old.items():
            target = self.written.stages.get(name, name)
            if target not in new:
                if name not in self.written.stages and stage.kind == "open":
                    self.say(
                        "W03",
                        ("stages", name),
                        f"阶段“{stage.title}”（{name}）在新版没有去处",
                        f"请写 {name}: 新版的阶段",
                        f"stage '{name}' leads nowhere in the new edition",
                    )
                continue
            found[name] = target
            if stage.kind == "open" and new[target].kind == "end":
                self.say(
                    "W04",
                    ("stages", name),
                    f"未结的阶段“{stage.title}”不能迁移到终结阶段",
                    "请改到未结的阶段；终结要由动作办成",
                    f"open stage '{name}' cannot go over to one that ends the case",
                )
        return found

    def _names(self, section: str) -> dict[str, str | None]:
        """Return what names of a section become, where they do not stay."""
        mapped: dict[str, str | None] = getattr(self.written, section)
        old, new = getattr(self.old.pack, section), getattr(self.new.pack, section)
        kind = _RENAMED[section]
        for left, entered in mapped.items():
            self._known(left, old, (section, left), kind)
            if entered is not None:
                self._known(entered, new, (section, left), kind)
        found = dict(mapped)
        for name in old:
            if name in mapped or name in new:
                continue
            if section == "acts":
                continue  # who did what stays known by the old name
            title = getattr(old[name], "title", name)
            self.say(
                "W05",
                (section, name),
                f"{kind}“{title}”（{name}）在新版没有对应",
                f"请写 {name}: 新版的名称，或 {name}: null（随旧版结束）",
                f"'{name}' of {section} has no counterpart; name it, or write null",
            )
        targets = [found.get(name, name) for name in old]
        for twice in sorted({t for t in targets if t is not None and targets.count(t) > 1}):
            self.say(
                "W06",
                (section,),
                f"有两个{kind}迁移到“{twice}”",
                "请让每一个各有去处",
                f"two of {section} go over to '{twice}'",
            )
        return found

    def _facts(self, names: dict[str, str | None]) -> None:
        """Facts must fit where they go, and secrets must stay secret."""
        old, new = self.old.pack.facts, self.new.pack.facts
        for name, fact in old.items():
            target = names.get(name, name)
            if target is None or target not in new:
                continue
            here: Path = ("facts", name)
            if (fact.private is None) != (new[target].private is None):
                self.say(
                    "W07",
                    here,
                    f"“{fact.title}”在一版保密、在另一版不保密",
                    "保密内容存于保险库，不能互换；请写 null 并另行登记",
                    f"fact '{name}' is private in one edition only",
                )
            elif self._shape(fact.type) != self._shape(new[target].type):
                self.say(
                    "W08",
                    here,
                    f"“{fact.title}”的类型由 {fact.type} 变为 {new[target].type}",
                    "请写 null（不带过去），或映射到同类型的要素",
                    f"fact '{name}' changes its type",
                )
            elif fact.type.removeprefix("list:").startswith("enum:"):
                self._options(name, fact.type, new[target].type)
        for name in self.written.values:
            self._known(name, old, ("values", name), "要素")

    def _approvals(self, names: Mapping[str, Mapping[str, str | None]]) -> None:
        """An approval given on other facts than the new edition asks for is none there."""
        old, new = self.old.pack.approvals, self.new.pack.approvals
        called = {**names["facts"], **names["records"]}
        for name, approval in old.items():
            target = names["approvals"].get(name, name)
            if target is None or target not in new:
                continue
            if {called.get(each, each) for each in approval.rests_on} != set(new[target].rests_on):
                self.say(
                    "W13",
                    ("approvals", name),
                    f"核准“{approval.title}”在两版所依据的事项不同",
                    f"请写 {name}: null（迁移后须重新核准）",
                    f"approval '{name}' rests on other facts; write null, to be given anew",
                )

    @staticmethod
    def _shape(type_: str) -> str:
        head, _, _ = type_.partition("enum:")
        return f"{head}enum" if "enum:" in type_ else type_

    def _options(self, name: str, old_type: str, new_type: str) -> None:
        mapped = self.written.values.get(name, {})
        before = self.old.pack.terms[old_type.partition("enum:")[2]]
        after = self.new.pack.terms[new_type.partition("enum:")[2]]
        for left, entered in mapped.items():
            self._known(left, before, ("values", name), "选项")
            self._known(entered, after, ("values", name), "选项")
        lost = [each for each in before if mapped.get(each, each) not in after]
        for each in lost:
            self.say(
                "W09",
                ("values", name),
                f"“{self.old.pack.facts[name].title}”的选项“{before[each]}”（{each}）在新版没有",
                f"请在 values 写 {name}: {{{each}: 新版的选项}}",
                f"option '{each}' of fact '{name}' is not in the new edition",
            )

    def _clocks(self) -> dict[str, ClockMove]:
        """Return what becomes of each clock of the old edition."""
        old, new = self.old.pack.clocks, self.new.pack.clocks
        written = self.written.clocks
        changed = {
            each.name
            for each in compare(self.old.pack, self.new.pack)
            if each.section == "clocks" and each.kind == "changed"
        }
        changed |= self._timed_otherwise()
        found: dict[str, ClockMove] = {}
        for name in written:
            self._known(name, old, ("clocks", name), "时限")
        for name, clock in old.items():
            here: Path = ("clocks", name)
            plan = written.get(name)
            if plan is None:
                if name not in new:
                    self.say(
                        "W05",
                        here,
                        f"时限“{clock.title}”（{name}）在新版没有对应",
                        f"请写 {name}: drop，或 {name}: {{as: 新版的时限, do: keep}}",
                        f"clock '{name}' has no counterpart; write drop, or what it is called",
                    )
                elif name in changed:
                    self.say(
                        "W10",
                        here,
                        f"时限“{clock.title}”（{name}）两版不同，没有写怎样过渡",
                        f"请写 {name}: keep、recompute 或 restart",
                        f"clock '{name}' differs; say keep, recompute or restart",
                        "warning" if self.nobodys else "error",
                    )
                found[name] = ClockMove(name, "keep")
            elif plan.do == "drop":
                found[name] = ClockMove(None, "drop")
            else:
                target = plan.as_ or name
                if self._known(target, new, here, "时限"):
                    found[name] = ClockMove(target, plan.do)
        targets = [move.to for move in found.values() if move.to is not None]
        for twice in sorted({each for each in targets if targets.count(each) > 1}):
            self.say(
                "W06",
                ("clocks",),
                f"有两个时限迁移到“{twice}”",
                "请让每一个各有去处，或写 drop",
                f"two clocks go over to '{twice}'",
            )
        self._begins(set(targets))
        return found

    def _timed_otherwise(self) -> set[str]:
        """Return clocks whose own text is the same, and whose table or calendar is not."""
        old, new = self.old.pack, self.new.pack
        found = set()
        for name, clock in old.clocks.items():
            if name not in new.clocks:
                continue
            outputs = [clock.limit_from, *(p.at for p in clock.points if p.at[:1].isalpha())]
            tables = {each.partition(".")[0] for each in outputs if each and "." in each}
            same = all(old.tables[t] == new.tables.get(t) for t in tables) and old.calendars[
                clock.calendar
            ] == new.calendars.get(clock.calendar)
            if not same:
                found.add(name)
        return found

    def _begins(self, taken: set[str]) -> None:
        """Clocks that begin with the new edition must be its own; others that could are noted."""
        new = self.new.pack.clocks
        for index, name in enumerate(self.written.start):
            here: Path = ("start", index)
            if self._known(name, new, here, "时限") and name in taken:
                self.say(
                    "W11",
                    here,
                    f"时限“{new[name].title}”由旧版迁移而来，不能另行起算",
                    "请从 start 删去，或在 clocks 写 drop",
                    f"clock '{name}' goes over from the old edition; it cannot begin as well",
                )
        for name, clock in new.items():
            if name not in taken and name not in self.written.start:
                self.say(
                    "N05",
                    ("start", name),
                    f"新版的时限“{clock.title}”（{name}）不会为未结件起算",
                    "需要起算的请写入 start",
                    f"clock '{name}' of the new edition does not begin in open cases",
                    "note",
                )

    def _ledgers(self) -> None:
        old, new = self.old.pack.ledgers, self.new.pack.ledgers
        for name, ledger in old.items():
            if name not in new:
                self.say(
                    "W12",
                    ("migration",),
                    f"账“{ledger.title}”（{name}）在新版没有",
                    "已记账的件不能迁移到没有这本账的版本，请在新版保留",
                    f"ledger '{name}' is not in the new edition",
                )
