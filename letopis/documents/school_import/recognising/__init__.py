"""Sheets of raw rows → tables whose columns mean something: headers found wherever they are, read by meaning."""

from collections.abc import Iterable, Mapping

from letopis.documents.school_import.recognising.school import SchoolReader
from letopis.documents.school_import.words import LEXICON
from letopis.documents.sheets.blocks import side_by_side
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.hidden import shown
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.tables import SheetTable, TableRow


def recognise(sheets: Iterable[Sheet], report: Report, meanings: Mapping[tuple[str, str], str]) -> list[SheetTable]:
    """Return the tables of all sheets. `meanings`: fields by (table, normal header) that the school settled earlier."""
    tables: list[SheetTable] = []
    for sheet in sheets:
        if report.answers.sheets.get(f"{sheet.file}|{sheet.name}") == IGNORE:
            continue
        seen = shown(sheet, report)
        if not seen.rows:
            continue
        for part in side_by_side(seen, _has_table):
            tables += SchoolReader(part, report, LEXICON, meanings).tables()
    return tables


def _has_table(sheet: Sheet) -> bool:
    """Whether a part of a sheet has the header of a table of its own."""
    return next(SchoolReader(sheet, Report(), LEXICON).headers(), None) is not None


__all__ = ["SheetTable", "TableRow", "recognise"]
