"""Names that must be there: one finding for each that is not, with the nearest that is."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from shouwen.regulations.proofreading.proof import Path, Proof

_KINDS = {
    "stages": "阶段",
    "tasks": "任务",
    "documents": "文书",
    "roles": "角色",
    "clocks": "时限",
    "facts": "要素",
    "acts": "动作",
    "terms": "词表",
    "tables": "决策表",
    "articles": "条文",
    "calendars": "日历",
    "ledgers": "分户账",
    "improvements": "整改事项",
    "records": "记录",
    "approvals": "核准",
}


def need(proof: Proof, kind: str, names: Iterable[str], path: Path) -> None:
    """Find every name that is not in the section `kind` of the pack."""
    known: Collection[str] = getattr(proof.pack, kind)
    for name in names:
        if name in known:
            continue
        close = get_close_matches(name, known, 1, 0.6)
        hint = f"是否为“{close[0]}”？" if close else f"请在 {kind} 中写明，或改正名称"
        proof.say(
            "R01",
            path,
            f"没有名为“{name}”的{_KINDS[kind]}",
            hint,
            f"no {kind[:-1]} is called '{name}'"
            + (f"; did you mean '{close[0]}'?" if close else ""),
        )
