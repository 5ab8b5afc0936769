"""The lifecycle as Mermaid text: stages, the acts that move a case, and the rules that do."""

from shouwen.regulations.compiled import Procedure


def mermaid(procedure: Procedure, language: str = "zh") -> str:
    """Return a Mermaid state diagram; acts possible in any open stage are one note."""
    pack = procedure.pack
    lines = ["stateDiagram-v2", "  direction LR"]
    for name, stage in pack.stages.items():
        lines.append(f'  state "{_safe(pack.say(stage.title, language))}" as {name}')
    lines.append(f"  [*] --> {pack.pack.first_stage}")
    anywhere: list[str] = []
    for act in pack.acts.values():
        label = (
            f"{pack.say(act.title, language)} 〔{procedure.articles(tuple(act.cite), language)}〕"
        )
        for effect in act.do:
            if effect.goto is None:
                continue
            if isinstance(act.in_, list):
                lines += [
                    f"  {left} --> {effect.goto}: {_safe(label)}"
                    for left in act.in_
                    if left != effect.goto
                ]
            elif act.starts_case:
                if effect.goto != pack.pack.first_stage:
                    lines.append(f"  {pack.pack.first_stage} --> {effect.goto}: {_safe(label)}")
            else:
                target = pack.say(pack.stages[effect.goto].title, language)
                anywhere.append(f"{label} → {target}")
    for name, rule in pack.rules.items():
        for effect in rule.do:
            if effect.goto is None:
                continue
            for left in sorted(_left_by(procedure, rule.on)):
                if left != effect.goto:
                    title = pack.say(rule.title, language) if rule.title else name
                    lines.append(f"  {left} --> {effect.goto}: {_safe(title)}")
    lines += [f"  {name} --> [*]" for name, stage in pack.stages.items() if stage.kind == "end"]
    if anywhere:
        lines.append(f"  note left of {pack.pack.first_stage}")
        lines += [f"    {_safe(each)}" for each in dict.fromkeys(anywhere)]
        lines.append("  end note")
    return "\n".join(lines)


def _left_by(procedure: Procedure, tags: list[str]) -> set[str]:
    pack = procedure.pack
    found: set[str] = set()
    for tag in tags:
        word, _, name = tag.partition(" ")
        if word == "enter":
            found.add(name)
        for act in pack.acts_behind(tag):
            if isinstance(act.in_, list):
                found |= set(act.in_)
    return found


def _safe(text: str) -> str:
    return text.replace('"', "'").replace(":", "：").replace(";", "；").replace("\n", " ")
