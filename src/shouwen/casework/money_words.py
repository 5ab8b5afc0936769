"""Ledgers of a regulation, and the accounts of a replayed story, in words."""

from collections.abc import Mapping
from typing import Final

from shouwen.regulations import Procedure
from shouwen.regulations.ledgers import BASES, KINDS, Percentage, Sharing
from shouwen.vocabulary import Directory

_FIGURES: Final = {
    "charged": ("记入", "charged"),
    "taken": ("实扣", "taken"),
    "repaid": ("退还", "repaid"),
    "lapsed": ("不再扣", "lapsed"),
    "carried": ("结转", "carried"),
}


def money_rules(procedure: Procedure, name: str, language: str) -> tuple[str, ...]:
    """Return how a ledger charges and takes: shares, tiers, its cap, what becomes of the rest."""
    ledger = procedure.pack.ledgers[name]

    def choose(chinese: str, english: str) -> str:
        return english if language.startswith("en") else chinese

    lines = [choose(*KINDS[ledger.kind])]
    if isinstance(ledger.amount, Sharing):
        lines.append(
            choose(
                "按基点数分摊，精确到分，尾差归最大份额",
                "shared by points to the fen; the remainder goes to the largest share",
            )
        )
    elif isinstance(ledger.amount, Percentage):
        basis = choose(*BASES[ledger.amount.of])
        lines.append(choose(f"按当月{basis}的比例", f"a part of the month's {basis}"))
    if ledger.gravest is not None:
        lines.append(choose("一人只计最重的一档", "only the gravest tier counts, once per person"))
    if ledger.cap is not None:
        share, basis = ledger.cap.percent, choose(*BASES[ledger.cap.of])
        lines.append(
            choose(f"每月至多扣{basis}的 {share}%", f"at most {share}% of the {basis} in a month")
        )
    if ledger.cap is not None or isinstance(ledger.amount, Percentage):
        lines.append(
            choose("扣不完的结转，先扣旧账", "the rest is carried; the oldest is taken first")
            if ledger.carry == "oldest_first"
            else choose("扣不完的不结转", "what a month cannot take lapses")
        )
    return tuple(lines)


def account_lines(
    accounts: Mapping[str, Mapping[str, str]], directory: Directory, language: str
) -> tuple[str, ...]:
    """Return what a close did to each account of a story, a line for each."""
    english = language.startswith("en")
    lines = []
    for account, figures in accounts.items():
        known = directory.people.get(account) or directory.units.get(account)
        name = account if known is None else known.name
        told = (
            f"{_FIGURES[key][1]} {value}" if english else f"{_FIGURES[key][0]} {value} 元"
            for key, value in figures.items()
            if key in ("taken", "carried") or value.strip("0.")
        )
        lines.append(f"{name}: {', '.join(told)}" if english else f"{name}：{'，'.join(told)}")
    return tuple(lines)
