"""Sheets of raw rows → tables whose columns mean something: headers found wherever they are, read by meaning."""

from collections.abc import Iterable, Mapping

from letopis.documents.school_import.recognising.laying import has_table, laid
from letopis.documents.school_import.recognising.plans import MISTAKEN, is_plan, note_plan
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
        seen = laid(shown(sheet, report), report)
        if not seen.rows:
            continue
        tables += _tables(seen, report, meanings)
    return tables


def _tables(sheet: Sheet, report: Report, meanings: Mapping[tuple[str, str], str]) -> list[SheetTable]:
    """The tables of a sheet; of a lesson plan none, unless the operator has said what the sheet is."""
    asked = f"{sheet.file}|{sheet.name}" in report.answers.sheets
    if not asked and is_plan(sheet) and _is_no_more(sheet, meanings):
        note_plan(sheet, report)
        return []
    parts = side_by_side(sheet, has_table)
    return [table for part in parts for table in SchoolReader(part, report, LEXICON, meanings).tables()]


def _is_no_more(sheet: Sheet, meanings: Mapping[tuple[str, str], str]) -> bool:
    """Whether the sheet reads as nothing, or as what a lesson plan is mistaken for."""
    reader = SchoolReader(sheet, Report(), LEXICON, meanings)
    return all(shape.kind in MISTAKEN for _, shape in reader.headers())


__all__ = ["SheetTable", "TableRow", "laid", "recognise"]
