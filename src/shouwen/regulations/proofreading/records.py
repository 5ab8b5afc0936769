"""Records: columns and keys that lead nowhere, and lists nobody fills or reads."""

from collections.abc import Iterable

from shouwen.regulations.expressions import Expression
from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof
from shouwen.regulations.records import Record


def read_record_names(proof: Proof) -> None:
    """Find names of records that mean something else, and columns and keys that cannot be."""
    pack = proof.pack
    taken = {*pack.facts, *pack.derived, *pack.tables}
    for name, record in pack.records.items():
        here: Path = ("records", name)
        if name in taken:
            proof.say(
                "R05",
                here,
                f"“{name}”在记录与要素、推导或决策表中重名",
                "请改名：条件里同一个名字只能有一个意思",
                f"'{name}' has two meanings; rename one",
            )
        need(
            proof, "facts", [each for each in record.of if each not in pack.derived], (*here, "of")
        )
        for part in ("key", "keeps"):
            for column in getattr(record, part):
                if column not in record.of:
                    proof.say(
                        "R14",
                        (*here, part),
                        f"“{column}”不是“{record.title}”的栏",
                        f"请加入 of 或删去：{'、'.join(record.of)}",
                        f"'{column}' is no column of record '{name}'",
                    )
        _key(proof, record, here)
        _what_it_takes_away(proof, record, here)
    for effect, path in proof.effects():
        struck = pack.records.get(effect.strike or "")
        if struck is not None and not struck.key:
            proof.say(
                "R16",
                path,
                f"“{struck.title}”没有写 key，无从知道删去哪一条",
                "请给这项记录写 key，或删去 strike",
                f"record '{effect.strike}' has no key, so no entry can be told to be struck",
            )


def _key(proof: Proof, record: Record, here: Path) -> None:
    """A key is compared: it must be one value, and no reference into the vault."""
    for column in record.key:
        fact = proof.pack.typed(column)
        if fact is None:
            continue
        if fact.type.startswith("list:") or getattr(fact, "private", None) is not None:
            proof.say(
                "R15",
                (*here, "key"),
                f"“{fact.title}”不能作 key：保密内容和列表无从比较",
                "请用单位、人员、选项、日期或不保密的文字作 key",
                f"'{column}' cannot be a key: particulars and lists do not compare",
            )


def _what_it_takes_away(proof: Proof, record: Record, here: Path) -> None:
    """A fact other parts find the case by would be gone after the first entry."""
    for column in record.of:
        fact = proof.pack.facts.get(column)
        if fact is not None and fact.means is not None and column not in record.keeps:
            proof.say(
                "R17",
                (*here, "of"),
                f"记入后“{fact.title}”（{fact.means}）会清空，本件就没有了这一项",
                f"请写 keeps: [{column}]，或另用一个要素作栏",
                f"entering clears '{column}', which means {fact.means}; keep it, or use another",
            )


def read_records(proof: Proof, expressions: Iterable[Expression]) -> None:
    """Find records nobody enters anything into, and records nobody reads."""
    pack = proof.pack
    entered = {effect.enter for effect, _ in proof.effects()}
    read = {name for expression in expressions for name in expression.reads}
    read |= {ledger.entries for ledger in pack.ledgers.values() if ledger.entries}
    read |= {each.entries for each in pack.improvements.values() if each.entries}
    read |= {name for document in pack.documents.values() for name in document.shown}
    for name, record in pack.records.items():
        here: Path = ("records", name)
        if name not in entered:
            proof.say(
                "G11",
                here,
                f"记录“{record.title}”从未记入",
                "请写 enter，或删去",
                f"nothing is ever entered into record '{name}'",
            )
        if name not in read:
            proof.say(
                "U04",
                here,
                f"记录“{record.title}”没有任何条件或文书读取",
                "请在条件里用 entries、total、column，或列入文书、分户账、整改事项，或删去",
                f"nobody reads record '{name}'",
            )
