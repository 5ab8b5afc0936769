"""Ledgers and improvements made ready: their expressions read and typed."""

from collections.abc import Callable
from dataclasses import dataclass

from shouwen.regulations.expressions import Expression
from shouwen.regulations.expressions.types import Type
from shouwen.regulations.improvements import Improvement
from shouwen.regulations.ledgers import Ledger, Percentage, Sharing
from shouwen.vocabulary import Term

Path = tuple[str | int, ...]
#: Compiles a text; what is wrong becomes a finding, and None is returned.
Compile = Callable[[str, Path, str | None], Expression | None]
#: Called for each fault with a code, the path in the pack, the problem, the remedy, and English.
Complain = Callable[[str, Path, str, str, str], None]


@dataclass(frozen=True, slots=True)
class ReadyLedger:
    """A ledger with its expressions; each is asked once for every entry but for `cap`.

    `amount` is the sum itself, or what is shared out by `by`; `percent` is counted on the ledger's
    basis. `order` are the tiers, lightest first, where they are terms.
    """

    name: str
    ledger: Ledger
    whom: Expression | None
    when: Expression | None
    amount: Expression | None
    by: Expression | None
    percent: Expression | None
    low: Expression | None
    high: Expression | None
    tier: Expression | None
    order: tuple[str, ...]
    unless: Expression | None
    sanction: Expression | None
    ground: Expression | None
    cap: Expression | None

    def expressions(self) -> dict[str, Expression]:
        """Return the expressions by the key of the pack they are written under."""
        amount = self.ledger.amount
        keys = {
            "amount": self.amount, "by": self.by, "percent": self.percent, "whom": self.whom,
            "when": self.when, "low": self.low, "high": self.high, "tier": self.tier,
            "unless": self.unless, "sanction": self.sanction, "ground": self.ground,
            "cap": self.cap,
        }  # fmt: skip
        place = {
            "amount": "amount.apportion" if isinstance(amount, Sharing) else "amount",
            "by": "amount.by", "percent": "amount.percent", "low": "within.low",
            "high": "within.high", "tier": "gravest.tier", "unless": "gravest.unless",
            "cap": "cap.percent",
        }  # fmt: skip
        return {place.get(key, key): each for key, each in keys.items() if each is not None}


@dataclass(frozen=True, slots=True)
class ReadyImprovement:
    """An improvement with its expressions, each asked once for every entry."""

    name: str
    improvement: Improvement
    when: Expression | None
    what: Expression | None
    unit: Expression | None
    owner: Expression | None
    due: Expression | None
    within: Term | None

    def expressions(self) -> dict[str, Expression]:
        """Return the expressions by the key of the pack they are written under."""
        keys = {
            "when": self.when, "what": self.what, "unit": self.unit, "owner": self.owner,
            "due": self.due,
        }  # fmt: skip
        return {key: each for key, each in keys.items() if each is not None}


def ready_ledger(
    name: str,
    ledger: Ledger,
    compile_: Compile,
    members: Callable[[str], tuple[str, ...]],
    complain: Complain,
) -> ReadyLedger:
    """Return a ledger ready to post.

    :param members: gives the members of a term's list as they are written
    """
    here: Path = ("ledgers", name)

    def ready(
        source: str | None, where: Path, wants: str | None = None, *kinds: str
    ) -> Expression | None:
        if source is None:
            return None
        found = compile_(source, (*here, *where), wants)
        if found is None or not kinds or _kind(found.type) in kinds:
            return found
        _unfit(complain, (*here, *where), found.type, kinds)
        return None

    amount, within, gravest = ledger.amount, ledger.within, ledger.gravest
    sharing = amount if isinstance(amount, Sharing) else None
    part = amount if isinstance(amount, Percentage) else None
    plain = amount if isinstance(amount, str) else None
    tier = None
    if gravest is not None:
        tier = ready(gravest.tier, ("gravest", "tier"), None, "int", "enum")
    return ReadyLedger(
        name,
        ledger,
        ready(ledger.whom, ("whom",), None, ledger.account, f"list:{ledger.account}"),
        ready(ledger.when, ("when",), "bool"),
        ready(sharing.apportion, ("amount", "apportion"), "money")
        if sharing
        else ready(plain, ("amount",), "money"),
        ready(sharing.by, ("amount", "by"), "money") if sharing else None,
        ready(part.percent, ("amount", "percent"), "money") if part else None,
        ready(within.low, ("within", "low"), "money") if within else None,
        ready(within.high, ("within", "high"), "money") if within else None,
        tier,
        members(tier.type.name) if tier is not None and tier.type.kind == "enum" else (),
        ready(gravest.unless, ("gravest", "unless"), "bool") if gravest else None,
        ready(ledger.sanction, ("sanction",), None, "enum", "text"),
        ready(ledger.ground, ("ground",), None, "enum", "text"),
        ready(ledger.cap.percent, ("cap", "percent"), "money") if ledger.cap else None,
    )


def ready_improvement(
    name: str, improvement: Improvement, compile_: Compile, complain: Complain
) -> ReadyImprovement:
    """Return an improvement ready to be raised."""
    here: Path = ("improvements", name)

    def ready(key: str, *kinds: str) -> Expression | None:
        source = getattr(improvement, key)
        found = None if source is None else compile_(source, (*here, key), None)
        if found is None or _kind(found.type) in kinds:
            return found
        _unfit(complain, (*here, key), found.type, kinds)
        return None

    return ReadyImprovement(
        name,
        improvement,
        ready("when", "bool"),
        ready("what", "text"),
        ready("unit", "unit"),
        ready("owner", "person"),
        ready("due", "date", "time"),
        Term.parse(improvement.within) if improvement.within is not None else None,
    )


def _kind(type_: Type) -> str:
    return f"list:{type_.item.kind}" if type_.kind == "list" else type_.kind


def _unfit(complain: Complain, path: Path, found: Type, kinds: tuple[str, ...]) -> None:
    wanted = [Type.parse(kind) for kind in kinds if kind != "enum"]
    words = [each.chinese for each in wanted] + ["选项"] * ("enum" in kinds)
    english = [each.english for each in wanted] + ["option"] * ("enum" in kinds)
    complain(
        "X01",
        path,
        f"这里须是{'或'.join(words)}，写的是{found.chinese}",
        "请改写",
        f"this must be a {' or a '.join(english)}, and is a {found.english}",
    )
