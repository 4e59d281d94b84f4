"""Sheets of raw rows → tables whose columns mean something: headers found wherever they are, read by meaning."""

from collections.abc import Iterable, Mapping

from letopis.documents.school_import.columns import IGNORE
from letopis.documents.school_import.problems import Report
from letopis.documents.school_import.recognising.sheets import SheetReader
from letopis.documents.school_import.recognising.tables import Row, Table
from letopis.documents.sheets.sheet import Sheet


def recognise(sheets: Iterable[Sheet], report: Report, meanings: Mapping[tuple[str, str], str]) -> list[Table]:
    """Return the tables of all sheets. `meanings`: fields by (table, normal header) that the school settled earlier."""
    tables: list[Table] = []
    for sheet in sheets:
        if report.answers.sheets.get(f"{sheet.file}|{sheet.name}") == IGNORE or not sheet.rows:
            continue
        tables += SheetReader(sheet, report, meanings).tables()
    return tables


__all__ = ["Row", "Table", "recognise"]
