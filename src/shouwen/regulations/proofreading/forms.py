"""Forms on paper: what they show is there, what they must hold is shown, no code names two."""

from collections.abc import Iterable

from shouwen.regulations.forms import WORDS, Block, Cell, Document, is_name, placeholders
from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof


def read_forms(proof: Proof) -> None:
    """Find what is wrong with the layouts of documents."""
    _codes(proof)
    for name, document in proof.pack.documents.items():
        here: Path = ("documents", name)
        _named(proof, document.fields, (*here, "fields"))
        _named(proof, document.must_hold, (*here, "must_hold"))
        for index, block in enumerate(document.layout):
            _block(proof, block, (*here, "layout", index))
        acts = [each.act for each in document.signatures if each.act is not None]
        need(proof, "acts", acts, (*here, "signed_by"))
        _agreement(proof, document, here)


def _codes(proof: Proof) -> None:
    """A code is how people ask for a form: within one regulation it means one."""
    seen: dict[str, str] = {}
    pack = proof.pack
    for section, items in (("documents", pack.documents), ("registers", pack.registers)):
        for name, item in items.items():
            if item.form is None:
                continue
            if item.form in seen:
                proof.say(
                    "F01",
                    (section, name, "form"),
                    f"表单编号 {item.form} 已用于“{seen[item.form]}”",
                    "一部办法中一个编号只能是一份表单",
                    f"form {item.form} is '{seen[item.form]}' already; a code names one form",
                )
            seen.setdefault(item.form, item.title)


def _agreement(proof: Proof, document: Document, here: Path) -> None:
    """What must be held must be seen; fields and layout tell the same."""
    shown = document.shown
    unseen = [name for name in document.must_hold if name not in shown]
    if unseen:
        titles = "、".join(proof.pack.title_of(name) for name in unseen)
        proof.say(
            "F02",
            (*here, "must_hold"),
            f"签发前须写明的“{titles}”在文书上看不到",
            "请放进 fields 或 layout",
            f"must hold {', '.join(unseen)}, but does not show it",
        )
    if not document.layout or not document.fields:
        return
    placed = {name for block in document.layout for name in block.shown()}
    for name in document.fields:
        if name not in placed:
            proof.say(
                "F03",
                (*here, "fields"),
                f"“{proof.pack.title_of(name)}”写在 fields，版面上却没有",
                "请在 layout 中放上，或从 fields 删去",
                f"'{name}' is among the fields, but nowhere in the layout",
            )
    for name in sorted(placed - set(document.fields) - WORDS.keys()):
        proof.say(
            "F03",
            (*here, "layout"),
            f"版面上的“{proof.pack.title_of(name)}”没有写在 fields",
            "请写进 fields；或整个不写 fields，由版面决定",
            f"the layout shows '{name}', which is not among the fields",
        )


def _block(proof: Proof, block: Block, path: Path) -> None:
    for text in block.texts:
        for name in placeholders(text):
            if not is_name(name):
                proof.say(
                    "F04",
                    path,
                    f"花括号里的“{name}”不是名称",
                    "花括号里写要素的编号，例如 {subject}",
                    f"between braces stands the id of a fact, such as {{subject}}, not '{name}'",
                )
    _named(proof, filter(is_name, block.shown()), path)
    for cell in block.cells:
        _cell(proof, cell, path)
    if block.table is not None:
        _table(proof, block, path)
    for index, row in enumerate(block.rows or ()):
        for cell in row.cells:
            _cell(proof, cell, (*path, "rows", index))
        if row.table is not None:
            _table(proof, row, (*path, "rows", index))


def _cell(proof: Proof, cell: Cell, path: Path) -> None:
    if cell.show is None:
        return
    if cell.show in proof.pack.records:
        proof.say(
            "F05",
            path,
            f"记录“{proof.pack.title_of(cell.show)}”不能放进一格",
            f"请写 {{table: {cell.show}, columns: […]}}",
            f"'{cell.show}' has many entries: show it as a table",
        )
    type_ = _type(proof, cell.show)
    if cell.boxes and type_ is not None and not _has_options(type_):
        proof.say(
            "F06",
            path,
            f"“{proof.pack.title_of(cell.show)}”没有选项可以打勾",
            "boxes 用于 enum、bool 和多选的要素",
            f"'{cell.show}' has no options to tick; boxes are for enum and bool facts",
        )
    if cell.weekday and type_ is not None and type_ != "time":
        proof.say(
            "F06",
            path,
            f"“{proof.pack.title_of(cell.show)}”不是时刻，没有星期",
            "weekday 用于 time 类的要素",
            f"'{cell.show}' is no moment; weekday is for time facts",
        )


def _table(proof: Proof, block: Block, path: Path) -> None:
    table = str(block.table)
    record = proof.pack.records.get(table)
    if record is None:
        if table in proof.pack.facts or table in proof.pack.derived or table in WORDS:
            proof.say(
                "F05",
                path,
                f"“{proof.pack.title_of(table)}”不是记录",
                "table 后写 records 中的一项；单个要素直接写成一行",
                f"'{table}' is no record; a table shows the entries of one",
            )
        return
    columns = [cell.show for cell in block.columns or () if cell.show is not None]
    for name in (*columns, *(block.total or ())):
        if name not in record.of:
            proof.say(
                "F07",
                path,
                f"“{name}”不是记录“{record.title}”的栏目",
                f"可用：{'、'.join(record.of)}",
                f"'{name}' is no column of record '{table}'; use one of {', '.join(record.of)}",
            )
    for name in block.total or ():
        if name in record.of and _type(proof, name) not in ("int", "money"):
            proof.say(
                "F08",
                path,
                f"“{proof.pack.title_of(name)}”不是数，不能合计",
                "total 后写 int 或 money 的栏目",
                f"'{name}' is no number and has no total",
            )


def _named(proof: Proof, names: Iterable[str], path: Path) -> None:
    """Find names that are no fact, derived fact, record or word of the paper."""
    pack = proof.pack
    known = pack.derived.keys() | pack.records.keys() | WORDS.keys()
    need(proof, "facts", (name for name in names if name not in known), path)


def _type(proof: Proof, name: str) -> str | None:
    item = proof.pack.typed(name)
    return None if item is None else item.type


def _has_options(type_: str) -> bool:
    kind = type_.removeprefix("list:")
    return kind == "bool" or kind.startswith("enum:")
