"""Clocks that never start, never stop or tell nobody, and stages where time stands still."""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.proofreading.lifecycle import Edge, closure, edges_of
from shouwen.regulations.proofreading.proof import Proof


def read_clocks(proof: Proof, procedure: Procedure) -> None:
    """Find faults of clocks."""
    pack = proof.pack
    edges = edges_of(proof)
    live, raised = raised_tags(proof, edges)
    for name, clock in pack.clocks.items():
        here = ("clocks", name)
        if not raised & set(clock.start):
            proof.say(
                "C01",
                (*here, "start"),
                f"时限“{clock.title}”从不起算：{'、'.join(clock.start)}不会发生",
                "请核对 start",
                f"clock '{name}' never starts",
            )
        if not raised & set(clock.stop):
            proof.say(
                "C02",
                (*here, "stop"),
                f"时限“{clock.title}”从不停止：{'、'.join(clock.stop)}不会发生",
                "请核对 stop",
                f"clock '{name}' never stops",
            )
        if clock.pause and not raised & set(clock.resume):
            proof.say(
                "C07",
                (*here, "pause"),
                f"时限“{clock.title}”暂停后不会恢复",
                "请写 resume",
                f"clock '{name}' is paused and never resumed",
            )
        told = any(
            effect.verb in ("notify", "escalate", "issue", "open")
            for point in clock.points
            for effect in point.do
        )
        told = told or any(f"due {name}" in rule.on for rule in pack.rules.values())
        if not told:
            proof.say(
                "C04",
                here,
                f"时限“{clock.title}”到点不告诉任何人",
                "请写 points",
                f"clock '{name}' warns nobody",
            )
        _computable(proof, procedure, name)
        _extends_in_its_unit(proof, procedure, name)
    _timed_stages(proof, procedure, edges, live)


def raised_tags(proof: Proof, edges: list[Edge]) -> tuple[set[str], set[str]]:
    """Return the stages a case can come to, and the tags that can be raised there."""
    pack = proof.pack
    live = closure({pack.pack.first_stage}, {(edge.left, edge.entered) for edge in edges})
    raised = {tag for edge in edges if edge.left in live for tag in edge.tags}
    raised |= {f"enter {pack.pack.first_stage}"}
    raised |= {f"open {effect.open}" for effect, _ in proof.effects() if effect.open}
    raised |= {f"due {name}" for name in pack.clocks}
    raised |= {f"lapse {name}" for name in pack.approvals}
    return live, raised


def _computable(proof: Proof, procedure: Procedure, name: str) -> None:
    """Find a limit from a table that may be unknown when the clock starts, without default."""
    pack = proof.pack
    clock = pack.clocks[name]
    if clock.limit_from is None or clock.limit is not None:
        return
    table = clock.limit_from.partition(".")[0]
    certain = set(procedure.defaults)
    openers = [act for act in pack.acts.values() if act.starts_case]
    if openers:
        certain |= set.intersection(*({*act.form} for act in openers))
    unknown = [
        fact
        for fact in sorted(procedure.base_reads.get(table, ()))
        if fact in pack.facts and fact not in certain
    ]
    if unknown:
        titles = "、".join(pack.facts[fact].title for fact in unknown)
        proof.say(
            "C08",
            ("clocks", name, "limit_from"),
            f"起算时可能尚不知“{titles}”，期限算不出来",
            "请另写 limit 作默认，或让登记时必填",
            f"the limit of clock '{name}' may not be computable when it starts",
        )


def _extends_in_its_unit(proof: Proof, procedure: Procedure, name: str) -> None:
    """Find an extension counted in another unit than the clock it lengthens."""
    ready = procedure.clocks[name]
    if ready.extension is None:
        return
    own = ready.limit.unit if ready.limit_from is None and ready.limit is not None else None
    unit = own or ready.clock.unit or "working_day"
    if ready.clock.until is None and ready.extension.unit != unit:
        proof.say(
            "C09",
            ("clocks", name, "extension", "up_to"),
            f"时限“{ready.clock.title}”按 {unit} 计，延期却按 {ready.extension.unit} 计",
            f"请把 up_to 写成 {unit}",
            f"clock '{name}' counts in {unit}, its extension in {ready.extension.unit}",
        )


def _timed_stages(proof: Proof, procedure: Procedure, edges: list[Edge], live: set[str]) -> None:
    """Must-analysis: the clocks surely running in each stage, by greatest fixed point."""
    pack = proof.pack
    first = pack.pack.first_stage
    openers = {name for name, act in pack.acts.items() if act.starts_case}
    everything = frozenset(pack.clocks)
    surely: dict[str, frozenset[str]] = dict.fromkeys(pack.stages, everything)

    def flow(running: frozenset[str], tags: tuple[str, ...]) -> frozenset[str]:
        for tag in tags:
            reaction = procedure.reactions.get(tag)
            for ready, part in reaction.clocks if reaction is not None else ():
                if part in ("stop", "pause"):
                    running -= {ready.name}
                elif ready.when is None:
                    running |= {ready.name}
        return running

    opening = (f"enter {first}",)
    stays = [name for name in openers if not any(e.goto for e in pack.acts[name].do)]
    inside = [edge for edge in edges if edge.left in live and edge.by not in openers]
    begun = [edge for edge in edges if edge.by in openers]
    while True:
        incoming: dict[str, list[frozenset[str]]] = {name: [] for name in pack.stages}
        for edge in begun:
            incoming[edge.entered].append(flow(frozenset(), (*opening, *edge.tags)))
        for edge in inside:
            incoming[edge.entered].append(flow(surely[edge.left], edge.tags))
        after = {
            name: surely[name].intersection(*found) if found else surely[name]
            for name, found in incoming.items()
        }
        if after == surely:
            break
        surely = after
    for name, stage in pack.stages.items():
        passing = name == first and not stays and not any(edge.entered == name for edge in inside)
        if stage.kind != "open" or name not in live or stage.untimed or passing:
            continue
        if not surely[name]:
            proof.say(
                "C03",
                ("stages", name),
                f"停在“{stage.title}”时可能没有任何时限在走",
                "请给它一个时限，或写 untimed 说明为什么不需要",
                f"possibly no clock runs in stage '{name}'",
            )
