"""What came of an import, as sheets to take away."""

import io
from datetime import datetime
from typing import Final

import xlsxwriter

from shouwen.intake.by_page import choosing, keeping, looking
from shouwen.intake.models import SheetImport
from shouwen.intake.sheets import open_book

_WORDS: Final = {
    "accepted": ("受理", "accepted"),
    "refused": ("拒收", "refused"),
    "duplicate": ("重复", "duplicate"),
    "skipped": ("略过", "skipped"),
    "taken_back": ("已收回", "taken back"),
    "touched": ("已有人办理，未收回", "touched, not taken back"),
}
_TITLES: Final = (
    ("行", "结果", "编号", "说明"),
    ("Row", "Outcome", "Number", "Why"),
)


def refused_sheet(
    kept: SheetImport, *, trial: bool, by: str, now: datetime, language: str = "zh"
) -> bytes:
    """Return the refused rows as they stand in the sheet, each with its reasons in a last column.

    Corrected there, it can be handed in again as it is: no fact is read from that column.
    """
    refused = keeping.rows_refused(kept, trial=trial, by=by, now=now, language=language)
    wanted = {row.row: row for row in refused}
    with looking.opened_file(kept, now) as path:
        encoding = kept.choices.get("encoding") or None
        header = int(kept.choices["header"])
        found = dict(
            looking.rows_named(
                open_book(path, encoding=encoding), kept.choices["sheet"], {header, *wanted}
            )
        )
    titles = [" ".join(title.split()) for title in found.pop(header, [])]
    old = next((n for n, title in enumerate(titles) if title in choosing.REASONS), None)
    if old is not None:  # mended once already, and refused again
        for cells in (titles, *found.values()):
            del cells[old : old + 1]
    lines = [[*titles, choosing.REASONS[language.startswith("en")]]]
    for number, cells in sorted(found.items()):
        padded = cells + [""] * (len(titles) - len(cells))
        colon, gap = (": ", "; ") if language.startswith("en") else ("：", "；")
        why = gap.join(
            f"{columns}{colon}{words}" if columns else words
            for columns, words in wanted[number].reasons
        )
        lines.append([*padded[: len(titles)], why])
    return _workbook(lines)


def result_sheet(kept: SheetImport, *, by: str, now: datetime, language: str = "zh") -> bytes:
    """Return what became of every row: row, outcome, number, reasons."""
    english = language.startswith("en")
    lines = [list(_TITLES[english])]
    lines += [
        [
            str(row.row), _WORDS[row.outcome][english], row.number,
            ("; " if english else "；").join(words for _, words in row.reasons),
        ]
        for row in keeping.all_rows(kept, trial=False, by=by, now=now, language=language)
    ]  # fmt: skip
    return _workbook(lines)


def _workbook(lines: list[list[str]]) -> bytes:
    out = io.BytesIO()
    # Written as text: a telephone number keeps its digits, and nothing becomes a formula.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    for y, line in enumerate(lines):
        for x, text in enumerate(line):
            sheet.write_string(y, x, text[:32_000], bold if y == 0 else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
