"""Decision tables in words: what each cell asks of its input, and what follows."""

from collections.abc import Iterator
from decimal import Decimal

from shouwen.casework.rulebook_shapes import TableView
from shouwen.regulations import Procedure
from shouwen.regulations.decision.cells import Range, Ranges, read_cell
from shouwen.regulations.expressions import Type
from shouwen.regulations.model import Row, Table


def tables_of(procedure: Procedure, language: str) -> tuple[TableView, ...]:
    """Return the tables of a regulation as its page shows them."""
    return tuple(
        _Words(procedure, language).table(id_, table)
        for id_, table in procedure.pack.tables.items()
    )


class _Words:
    def __init__(self, procedure: Procedure, language: str) -> None:
        self.procedure, self.pack = procedure, procedure.pack
        self.language = language
        self.english = language.startswith("en")

    def table(self, id_: str, table: Table) -> TableView:
        pack = self.pack
        names = {name: item.title for name, item in (*pack.facts.items(), *pack.derived.items())}
        return TableView(
            id_,
            self._say(table.title),
            self.procedure.articles(tuple(table.cite), self.language),
            tuple(self._say(names.get(name, name)) for name in table.inputs),
            tuple(self._say(table.headings.get(name, name)) for name in table.outputs),
            tuple(tuple(self._row(table, row)) for row in table.rows),
        )

    def _row(self, table: Table, row: Row) -> Iterator[str]:
        for name in table.inputs:
            yield self._asked(name, row.when.get(name, "-"))
        for output, kind in table.outputs.items():
            yield self._given(kind, row.then.get(output))
        yield self.procedure.articles(tuple(row.cite or table.cite), self.language)

    def _given(self, kind: str, value: object) -> str:
        if value is None:
            return "—"
        if kind == "role" and str(value) in self.pack.roles:
            return self._say(self.pack.roles[str(value)].title)
        if kind.startswith("enum:"):
            return self._option(kind, value)
        if isinstance(value, bool):
            return self._truth(value)
        if isinstance(value, int | Decimal):
            # Of exact decimals too: a table may give a percentage as well as an amount.
            return self._number(Decimal(value), money=False)
        return self._say(str(value))

    def _asked(self, name: str, cell: object) -> str:
        item = self.pack.facts.get(name) or self.pack.derived.get(name)
        kind = "" if item is None else item.type
        if cell == "-":
            return "any" if self.english else "任意"
        if kind in ("int", "money"):
            found = read_cell(cell, Type.parse(kind), ())
            if isinstance(found, Ranges):
                either = " or " if self.english else "或"
                return either.join(self._range(each, kind == "money") for each in found.ranges)
        if isinstance(cell, list):
            return (", " if self.english else "、").join(self._asked(name, each) for each in cell)
        if isinstance(cell, bool):
            return self._truth(cell)
        return self._option(kind, cell) if kind.startswith("enum:") else str(cell)

    def _range(self, asked: Range, money: bool) -> str:
        """Return a range of numbers, such as ``超过 5,000 元，不超过 50,000 元``."""
        if asked.low is not None and asked.low == asked.high:
            return self._number(asked.low, money)
        ends = []
        if asked.low is not None:
            chinese, english = ("不少于", "at least") if asked.low_in else ("超过", "over")
            ends.append(f"{english if self.english else chinese} {self._number(asked.low, money)}")
        if asked.high is not None:
            chinese, english = ("不超过", "at most") if asked.high_in else ("不足", "under")
            ends.append(f"{english if self.english else chinese} {self._number(asked.high, money)}")
        return (", " if self.english else "，").join(ends)

    def _number(self, number: Decimal, money: bool) -> str:
        figure = f"{number.normalize():,f}"
        if not money:
            return figure
        return f"CNY {figure}" if self.english else f"{figure} 元"

    def _truth(self, value: bool) -> str:
        if self.english:
            return "yes" if value else "no"
        return "是" if value else "否"

    def _option(self, kind: str, value: object) -> str:
        return self._say(self.pack.terms[kind[5:]].get(str(value), str(value)))

    def _say(self, text: str) -> str:
        return self.pack.say(text, self.language)
