"""Names that lead nowhere. Read before compiling: everything later may trust the names."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

from shouwen.regulations.effects import Naming
from shouwen.regulations.elements import Seat
from shouwen.regulations.model import ActMeaning, is_requirement
from shouwen.regulations.proofreading.approvals import read_approval_names
from shouwen.regulations.proofreading.books import read_book
from shouwen.regulations.proofreading.forms import read_forms
from shouwen.regulations.proofreading.ledgers import read_ledger_names
from shouwen.regulations.proofreading.names import need as _need
from shouwen.regulations.proofreading.proof import Path, Proof
from shouwen.regulations.proofreading.records import read_record_names
from shouwen.regulations.proofreading.registers import read_registers
from shouwen.regulations.seats import BUILT_IN_PERSONS, BUILT_IN_UNITS, Place


def read_references(proof: Proof) -> None:
    """Find every name that is not there."""
    _header(proof)
    _facts(proof)
    read_record_names(proof)
    read_approval_names(proof)
    _acts(proof)
    _effects(proof)
    _clocks_and_rules(proof)
    read_forms(proof)
    read_registers(proof)
    _duties(proof)
    read_ledger_names(proof)
    for seat, path in proof.seats():
        _seat(proof, seat, path)
    _citations(proof)


def _header(proof: Proof) -> None:
    pack = proof.pack
    _need(proof, "stages", [pack.pack.first_stage], ("pack", "first_stage"))
    if pack.pack.complainant is not None:
        _need(proof, "roles", [pack.pack.complainant], ("pack", "complainant"))
    for name, role in pack.roles.items():
        _need(proof, "roles", role.above, ("roles", name, "above"))
    if not any(act.starts_case for act in pack.acts.values()):
        proof.say(
            "G06",
            ("acts",),
            "没有任何动作可以受理投诉",
            "请给登记动作写 starts_case: true",
            "no act takes a matter in; give one starts_case: true",
        )
    if pack.recusal is not None:
        _need(proof, "facts", pack.recusal.persons, ("recusal", "persons"))
        for name in pack.recusal.persons:
            if name in pack.facts and not pack.facts[name].type.endswith("person"):
                proof.say(
                    "R04",
                    ("recusal", "persons"),
                    f"“{name}”不是人员要素",
                    "回避只能指向类型为 person 的要素",
                    f"'{name}' does not name a person",
                )


def _facts(proof: Proof) -> None:
    pack = proof.pack
    for section in ("facts", "derived"):
        for name, item in getattr(pack, section).items():
            kind = item.type.removeprefix("list:")
            if kind.startswith("enum:"):
                _need(proof, "terms", [kind[5:]], (section, name, "type"))
    for name in sorted(set(pack.facts) & (set(pack.derived) | set(pack.tables))):
        proof.say(
            "R05",
            ("facts", name),
            f"“{name}”在要素与推导或决策表中重名",
            "请改名：条件里同一个名字只能有一个意思",
            f"'{name}' has two meanings; rename one",
        )
    for name, table in pack.tables.items():
        for input_ in table.inputs:
            if input_ not in pack.derived:
                _need(proof, "facts", [input_], ("tables", name, "inputs"))
        for output in table.headings:
            if output not in table.outputs:
                proof.say(
                    "R06",
                    ("tables", name, "headings"),
                    f"“{output}”不是本表的输出",
                    f"请删去，或改为其中之一：{'、'.join(table.outputs)}",
                    f"'{output}' is not an output of this table",
                )
        for index, row in enumerate(table.rows):
            for column in row.when:
                if column not in table.inputs:
                    proof.say(
                        "R06",
                        ("tables", name, "rows", index),
                        f"列“{column}”不是本表的输入",
                        f"请加入 inputs 或删去：{'、'.join(table.inputs)}",
                        f"column '{column}' is not an input of this table",
                    )
            for output, kind in table.outputs.items():
                if kind == "role" and output in row.then:
                    _need(proof, "roles", [str(row.then[output])], ("tables", name, "rows", index))


def _acts(proof: Proof) -> None:
    pack = proof.pack
    for name, act in pack.acts.items():
        here: Path = ("acts", name)
        if isinstance(act.in_, list):
            _need(proof, "stages", act.in_, (*here, "in"))
        _need(proof, "facts", act.form, (*here, "form"))
        _need(proof, "facts", act.also, (*here, "also"))
        for twice in sorted(set(act.form) & set(act.also)):
            proof.say(
                "R07",
                (*here, "also"),
                f"“{twice}”既是必填又是选填",
                "请只写一处",
                f"'{twice}' is both required and optional",
            )
        if act.completes is not None:
            _need(proof, "tasks", [act.completes], (*here, "completes"))
        for barred in act.not_by:
            if barred.startswith("did "):
                _need(proof, "acts", [barred[4:]], (*here, "not_by"))
            elif barred not in BUILT_IN_PERSONS:
                _need(proof, "facts", [barred], (*here, "not_by"))
    for name, task in pack.tasks.items():
        if task.for_each is not None:
            fact = pack.typed(task.for_each)
            if fact is None:
                _need(proof, "facts", [task.for_each], ("tasks", name, "for_each"))
            if fact is not None and not fact.type.startswith("list:"):
                proof.say(
                    "R08",
                    ("tasks", name, "for_each"),
                    f"“{task.for_each}”不是列表",
                    "for_each 须指向类型为 list:… 的要素",
                    f"'{task.for_each}' is not a list",
                )


def _effects(proof: Proof) -> None:
    kinds = {
        "goto": "stages",
        "open": "tasks",
        "cancel": "tasks",
        "issue": "documents",
        "enter": "records",
        "strike": "records",
        "post": "ledgers",
        "release": "ledgers",
    }
    for effect, path in proof.effects():
        if effect.verb in kinds:
            _need(proof, kinds[effect.verb], [str(getattr(effect, effect.verb))], path)
        elif effect.verb == "raise":
            _need(proof, "improvements", [str(effect.raise_)], path)
        elif effect.verb == "set":
            _need(proof, "facts", effect.set or (), path)
        elif effect.verb == "clear":
            _need(proof, "facts", effect.clear or (), path)
        elif effect.name is not None:
            _naming(proof, effect.name, (*path, "name"))
        elif effect.verb == "extend":
            name = str(effect.extend)
            _need(proof, "clocks", [name], path)
            if name in proof.pack.clocks and proof.pack.clocks[name].extension is None:
                proof.say(
                    "R09",
                    path,
                    f"时限“{name}”没有写可延期多少",
                    "请在该时限写 extension",
                    f"clock '{name}' does not say how far it may be extended",
                )


def _naming(proof: Proof, naming: Naming, path: Path) -> None:
    """A fact can be named only if it names people, by a role, and on a day that is one."""
    pack = proof.pack
    _need(proof, "facts", [naming.fact], (*path, "fact"))
    fact = pack.facts.get(naming.fact)
    if fact is not None and not fact.type.endswith("person"):
        proof.say(
            "R20",
            (*path, "fact"),
            f"“{fact.title}”不是人员要素",
            "name 只能写类型为 person 或 list:person 的要素",
            f"'{naming.fact}' does not name a person",
        )
    if naming.seat.person is not None:
        proof.say(
            "R21",
            (*path, "seat"),
            "name 的席位须是角色",
            "请写 {role: 角色, of: 单位} 或 {table: 表格.输出, of: 单位}；已知的人请用 set",
            "the seat to name is a role; a person that is known is set",
        )
    day = None if naming.on is None else pack.typed(naming.on)
    if naming.on is not None and day is None:
        _need(proof, "facts", [naming.on], (*path, "on"))
    if day is not None and day.type not in ("date", "time"):
        proof.say(
            "R10",
            (*path, "on"),
            f"“{day.title}”不是日期或时刻",
            "请指向类型为 date 或 time 的要素",
            f"'{naming.on}' is neither a date nor a time",
        )


def _clocks_and_rules(proof: Proof) -> None:
    pack = proof.pack
    for name, clock in pack.clocks.items():
        here: Path = ("clocks", name)
        _need(proof, "calendars", [clock.calendar], (*here, "calendar"))
        for part in ("start", "stop", "pause", "resume"):
            _tags(proof, getattr(clock, part), (*here, part))
        for part in ("since", "until"):
            fact = getattr(clock, part)
            if fact is None:
                continue
            _need(proof, "facts", [fact], (*here, part))
            if fact in pack.facts and pack.facts[fact].type != "time":
                proof.say(
                    "R10",
                    (*here, part),
                    f"“{fact}”不是时刻",
                    "请指向类型为 time 的要素",
                    f"'{fact}' is not a time",
                )
        ways = [clock.limit_from is not None, clock.until is not None]
        if sum(ways) > 1 or (not any(ways) and clock.limit is None):
            proof.say(
                "C05",
                here,
                "时限的长短须写清，且只能有一种来源",
                "写 limit、limit_from 或 until 之一；limit 可与 limit_from 同写，作未知时的默认",
                "say the limit once: limit, limit_from or until",
            )
        if clock.extension is not None and clock.extension.amount is not None:
            _need(proof, "facts", [clock.extension.amount], (*here, "extension", "amount"))
    for name, rule in pack.rules.items():
        _tags(proof, rule.on, ("rules", name, "on"))
    for name, approval in pack.approvals.items():
        _tags(proof, approval.given, ("approvals", name, "given"))


def _tags(proof: Proof, tags: Iterable[str], path: Path) -> None:
    kinds = {
        "act": "acts",
        "enter": "stages",
        "leave": "stages",
        "open": "tasks",
        "done": "tasks",
        "all_done": "tasks",
        "due": "clocks",
        "lapse": "approvals",
    }
    for tag in tags:
        word, _, name = tag.partition(" ")
        if word == "means":
            _somebody_means(proof, name, path)
            continue
        _need(proof, kinds[word], [name], path)


def _somebody_means(proof: Proof, meaning: str, path: Path) -> None:
    """A tag of a meaning no act has is never raised."""
    meant = {each for act in proof.pack.acts.values() for each in act.means}
    if meaning in meant:
        return
    words = list(get_args(ActMeaning))
    close = get_close_matches(meaning, words, 1, 0.6)
    proof.say(
        "R18",
        path,
        f"没有动作的含义是“{meaning}”",
        f"是否为“{close[0]}”？"
        if close and meaning not in words
        else f"请在动作写 means: {meaning}"
        if meaning in words
        else f"可用：{'、'.join(words)}",
        f"no act means '{meaning}'; meanings are: {', '.join(words)}",
    )


def _duties(proof: Proof) -> None:
    pack = proof.pack
    for name, duty in pack.duties.items():
        here: Path = ("duties", name)
        _need(proof, "roles", [duty.by], (*here, "by"))
        _need(proof, "roles", duty.to, (*here, "to"))
        _need(proof, "calendars", [duty.calendar], (*here, "calendar"))
        _need(proof, "facts", duty.form, (*here, "form"))
        if duty.book is not None:
            read_book(proof, duty, duty.book, (*here, "book"))


def _seat(proof: Proof, seat: Seat, path: Path) -> None:
    pack = proof.pack
    if seat.role is not None:
        _need(proof, "roles", [seat.role], path)
    if seat.person is not None and seat.person not in BUILT_IN_PERSONS:
        fact = pack.facts.get(seat.person) or pack.derived.get(seat.person)
        if fact is None:
            _need(proof, "facts", [seat.person], path)
        if fact is not None and not fact.type.endswith("person"):
            proof.say(
                "R04",
                path,
                f"“{seat.person}”不是人员要素",
                "席位的 person 须指向人员",
                f"'{seat.person}' does not name a person",
            )
    if seat.table is not None:
        table, _, output = seat.table.partition(".")
        if table not in pack.tables or pack.tables[table].outputs.get(output) != "role":
            proof.say(
                "R11",
                path,
                f"“{seat.table}”不是给出角色的决策表输出",
                "请指向输出类型为 role 的列",
                f"'{seat.table}' does not give a role",
            )
    place = seat.place
    while place is not None:
        _place(proof, place, path)
        place = place.base


def _place(proof: Proof, place: Place, path: Path) -> None:
    name = place.name
    if name is None or name in BUILT_IN_UNITS:
        return
    fact = proof.pack.facts.get(name) or proof.pack.derived.get(name)
    if fact is None:
        _need(proof, "facts", [name], path)
    if fact is not None and fact.type != "unit":
        proof.say(
            "R12",
            path,
            f"“{name}”不是单位要素",
            "of 须指向类型为 unit 的要素",
            f"'{name}' does not name a unit",
        )


def _citations(proof: Proof) -> None:
    """Citations that lead nowhere, and requirement numbers that are none."""

    def walk(value: object, path: Path) -> None:
        if isinstance(value, dict):
            cites = value.get("cite")
            if isinstance(cites, list):
                _need(proof, "articles", [str(each) for each in cites], (*path, "cite"))
            for code in value.get("covers") or ():
                if not is_requirement(str(code)):
                    proof.say(
                        "R13",
                        (*path, "covers"),
                        f"“{code}”不是要求编号",
                        "例如 PS-23",
                        f"'{code}' is not a requirement number",
                    )
            for key, item in value.items():
                walk(item, (*path, str(key)))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                walk(item, (*path, index))

    walk(proof.source.data, ())
    for index, unencoded in enumerate(proof.pack.not_encoded):
        _need(proof, "articles", unencoded.articles, ("not_encoded", index, "articles"))
