"""Decision tables: which row holds for a case, and whether one always does, and only one."""

from shouwen.regulations.decision.cells import CellFault, Members, Range, Ranges
from shouwen.regulations.decision.examination import TableFault, examine, row_words
from shouwen.regulations.decision.table import (
    DecisionTable,
    Row,
    TableNotDecided,
    TableProblem,
    TableUnfit,
    compile_table,
)

__all__ = [
    "CellFault",
    "DecisionTable",
    "Members",
    "Range",
    "Ranges",
    "Row",
    "TableFault",
    "TableNotDecided",
    "TableProblem",
    "TableUnfit",
    "compile_table",
    "examine",
    "row_words",
]
