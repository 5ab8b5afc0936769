"""A first draft of a plan: what must be decided, with the choices written beside it."""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.migration.opening import default_plan

_SECTIONS = ("stages", "facts", "values", "tasks", "records", "approvals", "clocks", "start")


def draft_of(old: Procedure, new: Procedure) -> str:
    """Return the text of a plan that lists everything a migration must answer.

    The answers are left open, so that nobody can use it unread.
    """
    asked: dict[str, list[str]] = {}
    for finding in default_plan(old, new).findings:
        section, _, name = finding.path.partition(".")
        if section not in _SECTIONS:
            continue
        match finding.code:
            case "W10":
                line = f"  {name}:  # keep | recompute | restart"
            case "W05" if section == "clocks":
                line = f"  {name}:  # drop | {{as: …, do: keep | recompute | restart}}"
            case "N05":
                line = f"  # - {name}"
            case _:
                line = f"  {name}:  # {finding.problem}"
        asked.setdefault(section, []).append(line)
    lines = [
        "migration:",
        f"  from: {old.key}",
        f"  to: {new.key}",
        "  title:  # 一句话",
        "  cite: []  # 新版中规定过渡的条文",
    ]
    for section in _SECTIONS:
        if section in asked:
            lines += ["", f"{section}:", *dict.fromkeys(asked[section])]
    return "\n".join(lines) + "\n"
