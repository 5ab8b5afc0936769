"""Registers: columns, groups and sums name something; what puts a case into a period is a date."""

from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof
from shouwen.regulations.registers import OF_SECTION, WORDS, CaseRegister


def read_registers(proof: Proof) -> None:
    """Find what is wrong with the registers of a pack."""
    for name, register in proof.pack.registers.items():
        here: Path = ("registers", name)
        for index, column in enumerate(register.columns):
            _column(proof, column.show, (*here, "columns", index))
        for written in register.group_by:
            _column(proof, written, (*here, "group_by"))
        _period(proof, register, here)
        for index, figure in enumerate(register.figures):
            if figure.total is not None:
                _sum(proof, figure.total, (*here, "figures", index))
        acts = [each.act for each in register.signed_by if each.act is not None]
        need(proof, "acts", acts, (*here, "signed_by"))


def _column(proof: Proof, written: str, path: Path) -> None:
    word, _, name = written.partition(" ")
    if name:
        need(proof, OF_SECTION[word][0], [name], path)
    elif word not in WORDS and word not in proof.pack.derived:
        need(proof, "facts", [word], path)


def _period(proof: Proof, register: CaseRegister, here: Path) -> None:
    if register.by in ("opened", "ended"):
        return
    item = proof.pack.typed(register.by)
    if item is None:
        need(proof, "facts", [register.by], (*here, "by"))
    elif item.type not in ("date", "time"):
        proof.say(
            "F09",
            (*here, "by"),
            f"“{item.title}”不是日期",
            "by 写 opened、ended，或类型为 date、time 的要素",
            f"'{register.by}' is no date; by is opened, ended, or a date or time fact",
        )


def _sum(proof: Proof, name: str, path: Path) -> None:
    item = proof.pack.typed(name)
    if item is None:
        need(proof, "facts", [name], path)
    elif item.type not in ("int", "money"):
        proof.say(
            "F08",
            path,
            f"“{item.title}”不是数，不能合计",
            "total 后写 int 或 money 的要素",
            f"'{name}' is no number and has no total",
        )
