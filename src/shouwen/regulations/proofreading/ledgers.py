"""Ledgers and improvements: names that lead nowhere, and money nobody posts, keeps or can share."""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.ledgers import Ledger, Sharing
from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof


def read_ledger_names(proof: Proof) -> None:
    """Find names in ledgers and improvements that lead nowhere."""
    pack = proof.pack
    for name, ledger in pack.ledgers.items():
        here: Path = ("ledgers", name)
        need(proof, "records", [ledger.entries] if ledger.entries else [], (*here, "entries"))
        need(proof, "roles", ledger.kept_by, (*here, "kept_by"))
        need(proof, "roles", ledger.approved_by, (*here, "approved_by"))
    for name, improvement in pack.improvements.items():
        here = ("improvements", name)
        entries, calendar = improvement.entries, improvement.calendar
        need(proof, "records", [entries] if entries else [], (*here, "entries"))
        need(proof, "calendars", [calendar] if calendar else [], (*here, "calendar"))
        need(proof, "roles", improvement.kept_by, (*here, "kept_by"))


def read_ledgers(proof: Proof, procedure: Procedure) -> None:
    """Find ledgers and improvements nothing uses, and what no case could ever compute."""
    _unused(proof)
    for name, ledger in proof.pack.ledgers.items():
        here: Path = ("ledgers", name)
        _keepers(proof, ledger, here)
        ready = procedure.ledgers[name]
        listed = ready.whom is not None and ready.whom.type.kind == "list"
        if isinstance(ledger.amount, Sharing) and ledger.entries is None and not listed:
            proof.say(
                "M02",
                (*here, "amount"),
                "分摊须有几个人：没有写 entries，whom 也不是列表",
                "请写 entries，或让 whom 给出人员列表",
                "a sum is shared among several: write entries, or a whom that is a list",
            )
        if ledger.gravest is not None and ledger.entries is None:
            proof.say(
                "M02",
                (*here, "gravest"),
                "取最重一档须有几条：没有写 entries",
                "请写 entries",
                "the gravest is of several: write entries",
            )
    _by_deadlines(proof)


def _unused(proof: Proof) -> None:
    posted = {effect.post for effect, _ in proof.effects()}
    raised = {effect.raise_ for effect, _ in proof.effects()}
    for name, ledger in proof.pack.ledgers.items():
        if name not in posted:
            proof.say(
                "M01",
                ("ledgers", name),
                f"“{ledger.title}”从未记账",
                f"请在动作或规则里写 post: {name}，或删去",
                f"nothing is ever posted to ledger '{name}'",
            )
    for name, improvement in proof.pack.improvements.items():
        if name not in raised:
            proof.say(
                "M01",
                ("improvements", name),
                f"“{improvement.title}”从未下达",
                f"请在动作或规则里写 raise: {name}，或删去",
                f"improvement '{name}' is never raised",
            )


def _keepers(proof: Proof, ledger: Ledger, here: Path) -> None:
    if ledger.account == "case":
        return
    for part, zh, en in (
        ("kept_by", "谁管账、谁月结", "who keeps the accounts and closes the month"),
        ("approved_by", "谁批准更正", "who approves a correction"),
    ):
        if not getattr(ledger, part):
            proof.say(
                "M03",
                here,
                f"“{ledger.title}”没有写{zh}",
                f"请写 {part}: [角色]",
                f"the ledger does not say {en}: write {part}",
            )


def _by_deadlines(proof: Proof) -> None:
    """A deadline cannot be refused: where something is unknown then, nothing is charged."""
    for effect, path in proof.effects():
        if effect.verb not in ("post", "raise"):
            continue
        rule = proof.pack.rules.get(str(path[1])) if path[0] == "rules" else None
        tags = rule.on if rule is not None else []
        if path[0] == "clocks" or any(tag.startswith("due ") for tag in tags):
            proof.say(
                "M04",
                path,
                "由期限触发的记账或整改无人可以补填：缺一项就记不上",
                "请改由动作触发，或由动作的规则触发",
                "a deadline asks nobody: what is lacking then is not charged; let an act do it",
                "warning",
            )
