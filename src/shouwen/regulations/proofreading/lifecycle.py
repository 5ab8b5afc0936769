"""The lifecycle as a graph: stages no act reaches, dead ends, work nobody opens or finishes."""

from collections.abc import Iterable
from dataclasses import dataclass

from shouwen.regulations.effects import Effect
from shouwen.regulations.proofreading.proof import Proof


@dataclass(frozen=True, slots=True)
class Edge:
    """One way a case can go; `tags` in the order the engine raises them."""

    left: str
    entered: str
    tags: tuple[str, ...]
    by: str


def read_lifecycle(proof: Proof) -> None:
    """Find faults of stages, acts, tasks and rules."""
    pack = proof.pack
    edges = edges_of(proof)
    pairs = {(edge.left, edge.entered) for edge in edges}
    reached = closure({pack.pack.first_stage}, pairs)
    ends = {name for name, stage in pack.stages.items() if stage.kind == "end"}
    finishing = closure(ends, {(b, a) for a, b in pairs})
    for name, stage in pack.stages.items():
        here = ("stages", name)
        if name not in reached:
            proof.say(
                "G01",
                here,
                f"没有任何动作能进入“{stage.title}”",
                "请写通往它的 goto，或删去",
                f"no act reaches stage '{name}'",
            )
        elif stage.kind == "open" and name not in finishing:
            proof.say(
                "G02",
                here,
                f"“{stage.title}”是死路：到不了任何终结阶段",
                "请写离开它的动作",
                f"stage '{name}' is a dead end",
            )
        if stage.kind == "open" and stage.owner is None:
            proof.say(
                "G03",
                here,
                f"“{stage.title}”无人负责",
                "请写 owner",
                f"stage '{name}' has no owner",
            )
    _idle_owners(proof)
    for name, act in pack.acts.items():
        if not act.by:
            proof.say(
                "G05",
                ("acts", name),
                f"“{act.title}”没有任何人可办",
                "请写 by",
                f"nobody can do '{name}'",
            )
        given = (*act.form, *act.also)
        texts = [each for each in given if each in pack.facts and pack.facts[each].type == "text"]
        wordless = {"supplemented": "补充", "heard_again": "复听"} if not texts else {}
        for meaning in [each for each in act.means if each in wordless]:
            proof.say(
                "G15",
                ("acts", name),
                f"“{act.title}”的含义是{wordless[meaning]}（{meaning}），却没有可写内容的文字",
                "请在 form 或 also 中列一项 type: text 的事实，或删去这一含义",
                f"'{name}' means {meaning} but takes no text",
            )
        if not set(proof.stages_of(act)) & reached and not act.starts_case:
            proof.say(
                "G07",
                ("acts", name),
                f"“{act.title}”只能在到不了的阶段进行",
                "请核对 in",
                f"'{name}' is possible only where no case comes",
            )
    opened = {effect.open for effect, _ in proof.effects()}
    ended = {act.completes for act in pack.acts.values()}
    ended |= {effect.cancel for effect, _ in proof.effects()}
    for name, task in pack.tasks.items():
        if name not in opened:
            proof.say(
                "G08",
                ("tasks", name),
                f"任务“{task.title}”从未被打开",
                "请写 open，或删去",
                f"task '{name}' is never opened",
            )
        if name not in ended:
            proof.say(
                "G09",
                ("tasks", name),
                f"没有动作能完成任务“{task.title}”",
                "请写 completes",
                f"no act completes task '{name}'",
            )
    issued = {effect.issue for effect, _ in proof.effects()}
    for name, document in pack.documents.items():
        if name not in issued:
            proof.say(
                "G10",
                ("documents", name),
                f"《{document.title}》从未发出",
                "请写 issue，或删去",
                f"document '{name}' is never issued",
            )
    _opened_in_vain(proof)
    _rule_loops(proof)


def _idle_owners(proof: Proof) -> None:
    """Find stages whose owner has nothing to do there: then somebody else should answer for it.

    Only roles are compared: whom a table or a fact names is not known before the case.
    """
    pack = proof.pack
    for name, stage in pack.stages.items():
        owner = stage.owner
        if stage.kind != "open" or owner is None or owner.role is None:
            continue
        acts = [act for act in pack.acts.values() if isinstance(act.in_, list) and name in act.in_]
        seats = [seat for act in acts for seat in act.by]
        # Where work lies with the owners of tasks, the stage's owner sees to it that it is done.
        in_tasks = any(act.completes is not None for act in acts)
        if not seats or in_tasks or any(seat.role in (None, owner.role) for seat in seats):
            continue
        title = pack.roles[owner.role].title if owner.role in pack.roles else owner.role
        proof.say(
            "G14",
            ("stages", name, "owner"),
            f"“{stage.title}”由{title}负责，而{title}在这里没有可办的动作",
            "请核对 owner，或在某个动作的 by 中写上",
            f"'{owner.role}' answers for stage '{name}' and has nothing to do in it",
            severity="warning",
        )


def _opened_in_vain(proof: Proof) -> None:
    """Find work opened before the case moves on in the same breath: leaving a stage cancels it."""
    pack = proof.pack
    for effects, path in proof.effect_lists():
        for index, effect in enumerate(effects):
            task = pack.tasks.get(effect.open or "")
            if task is None or task.keeps:
                continue
            if any(
                later.goto is not None and later.when in (None, effect.when)
                for later in effects[index + 1 :]
            ):
                proof.say(
                    "G13",
                    (*path, index),
                    f"“{task.title}”刚打开就随阶段结束：后面的 goto 会取消它",
                    "请把 open 写在 goto 之后，或让任务 keeps: true",
                    f"task '{effect.open}' is cancelled at once by the goto after it",
                )


def edges_of(proof: Proof) -> list[Edge]:
    """Return every way a case can go, also where it stays and something happens."""
    pack = proof.pack
    found: list[Edge] = []
    for name, act in pack.acts.items():
        tags = [f"act {name}", *(f"means {meaning}" for meaning in act.means)]
        if act.completes is not None:
            tags += [f"done {act.completes}", f"all_done {act.completes}"]
        own = [effect for effect in act.do if effect.goto]
        certain = any(effect.when is None for effect in own)
        answers = _rule_gotos(proof, tags)
        targets = [str(effect.goto) for effect in own] + answers
        for stage in proof.stages_of(act):
            if not certain:
                found.append(Edge(stage, stage, tuple(tags), name))
            for target in targets:
                if target == stage:
                    if not certain:
                        continue
                    found.append(Edge(stage, stage, tuple(tags), name))
                    continue
                found.append(
                    Edge(stage, target, (*tags, f"leave {stage}", f"enter {target}"), name)
                )
    for name, rule in pack.rules.items():
        for tag in rule.on:
            word, _, subject = tag.partition(" ")
            if word == "enter":
                lefts: Iterable[str] = [subject]
            elif word in ("due", "open", "lapse"):
                lefts = proof.open_stages()
            else:
                continue
            for effect in rule.do:
                if effect.goto:
                    found += [
                        Edge(left, effect.goto, (f"leave {left}", f"enter {effect.goto}"), name)
                        for left in lefts
                        if left != effect.goto
                    ]
    later = [
        effect for clock in pack.clocks.values() for point in clock.points for effect in point.do
    ]
    later += [effect for approval in pack.approvals.values() for effect in approval.lapse]
    for effect in later:
        if effect.goto:
            found += [
                Edge(left, effect.goto, (f"leave {left}", f"enter {effect.goto}"), "later")
                for left in proof.open_stages()
                if left != effect.goto
            ]
    return found


def _rule_gotos(proof: Proof, tags: list[str]) -> list[str]:
    return [
        str(effect.goto)
        for rule in proof.pack.rules.values()
        if set(rule.on) & set(tags)
        for effect in rule.do
        if effect.goto
    ]


def closure(start: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    """Return everything reached from `start` along `pairs`."""
    seen, ahead = set(start), list(start)
    while ahead:
        here = ahead.pop()
        for left, right in pairs:
            if left == here and right not in seen:
                seen.add(right)
                ahead.append(right)
    return seen


def _rule_loops(proof: Proof) -> None:
    """Rules that can trigger one another without end, through stages or tasks."""
    rules = proof.pack.rules

    approvals = proof.pack.approvals

    def effects_of(name: str) -> list[Effect]:
        """Return what a rule does, and what the lapses do that it causes."""
        done = list(rules[name].do)
        changed = {fact for effect in done for fact in (*(effect.set or ()), *(effect.clear or ()))}
        changed |= {str(effect.enter or effect.strike) for effect in done}
        changed |= {effect.name.fact for effect in done if effect.name is not None}
        for approval in approvals.values():
            if changed & set(approval.rests_on):
                done += approval.lapse
        return done

    def raised(name: str) -> set[str]:
        tags: set[str] = set()
        for effect in effects_of(name):
            if effect.goto:
                tags.add(f"enter {effect.goto}")
                tags |= {f"leave {stage}" for stage in proof.open_stages() if stage != effect.goto}
            if effect.open:
                tags.add(f"open {effect.open}")
        return tags

    follows = {
        name: sorted(other for other, rule in rules.items() if raised(name) & set(rule.on))
        for name in rules
    }
    reported: set[frozenset[str]] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            loop = (*path[path.index(name) :], name)
            if frozenset(loop) not in reported:
                reported.add(frozenset(loop))
                proof.say(
                    "L01",
                    ("rules", name),
                    f"规则互相触发成环：{' → '.join(loop)}",
                    "请用条件或阶段断开",
                    f"rules trigger one another: {' → '.join(loop)}",
                )
            return
        if len(path) < 30:
            for other in follows[name]:
                visit(other, (*path, name))

    for name in rules:
        visit(name, ())
