"""A workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) → its sheets, by calamine."""

from dataclasses import replace
from io import BytesIO

import python_calamine

from letopis.documents.sheets import archive, legacy
from letopis.documents.sheets.limits import MAX_MERGES, MAX_SHEETS
from letopis.documents.sheets.measure import Sums
from letopis.documents.sheets.sheet import Cell, Sheet, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_WORD = "word/document.xml"
_MAX_NAME = 120


def read(data: bytes) -> list[Sheet]:
    """Return the sheets that have rows or might. Raises Unreadable."""
    seen: list[archive.Seen] = []
    if data.startswith(ZIP):
        seen = archive.inspect(data)
        if archive.holds(data, _WORD):
            from letopis.documents.sheets import document

            return document.read(data)
    elif _ENCRYPTED in data:
        raise Unreadable("encrypted")
    elif _OLD_WORD in data:
        raise Unreadable("old_document")
    else:
        seen = legacy.seen(data)
    try:
        sheets = _sheets(data, seen)
    except python_calamine.PasswordError as error:
        raise Unreadable("encrypted") from error
    # A fault of the parser itself comes as pyo3's PanicException, which is no Exception.
    except BaseException as error:
        if isinstance(error, Unreadable | KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unreadable("not_a_workbook") from error
    if data.startswith(ZIP) and archive.counts_from_1904(data):
        sheets = [replace(sheet, from_1904=True) for sheet in sheets]
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty_file")
    return sheets


def _sheets(data: bytes, seen: list[archive.Seen]) -> list[Sheet]:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    numbers = [number for number, meta in enumerate(book.sheets_metadata) if meta.typ == worksheet]
    if len(numbers) > MAX_SHEETS:
        raise Unreadable("too_many_sheets", sheets=len(numbers))
    sums = Sums()
    # Sheets in another number than the workbook lists would get each other's cells.
    known = len(seen) == len(book.sheet_names)
    nothing = archive.Seen([], [], [])
    found = [_sheet(book, number, sums, seen[number] if known else nothing) for number in numbers]
    # An empty sheet that is not shown is nothing to anybody.
    return [sheet for sheet in found if sheet.rows or not sheet.is_concealed]


def _name(name: str, number: int) -> str:
    return "".join(sign for sign in name[:_MAX_NAME] if sign.isprintable()) or f"Лист {number + 1}"


def _sheet(book: python_calamine.CalamineWorkbook, number: int, sums: Sums, seen: archive.Seen) -> Sheet:
    sheet = book.get_sheet_by_index(number)
    name = _name(sheet.name, number)
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    sums.extent(height, width, name)
    rows: list[list[Cell]] = []
    if height:
        for cells in sheet.to_python(skip_empty_area=False):
            rows.append(sums.row(list(cells), len(rows) + 1, name))
    for row, column, what in seen.broken:
        _mark(rows, row - 1, column - 1, what)
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    hidden = tuple(row - 1 for row in seen.hidden if row <= len(rows) and any(rows[row - 1]))
    columns = tuple(column - 1 for first, last in seen.columns for column in range(first, min(last, width) + 1))
    used = tuple(column for column in columns if any(column < len(row) and row[column] for row in rows))
    return Sheet(
        *("", name, rows, _merges(sheet, len(rows), width)),
        hidden=hidden,
        hidden_columns=used,
        is_concealed=book.sheets_metadata[number].visible != python_calamine.SheetVisibleEnum.Visible,
    )


def _mark(rows: list[list[Cell]], row: int, column: int, what: str) -> None:
    """Put what stands in a cell that was given as empty, or left out at the end of its row."""
    if row < 0 or column < 0:
        return
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells += [""] * (column + 1 - len(cells))
    if cells[column] in ("", None):
        cells[column] = what


def _merges(sheet: python_calamine.CalamineSheet, height: int, width: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merged areas, cut to the rows there are. Areas that overlap, or a crowd of them, are no spreadsheet's: none."""
    merges = tuple(
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < height and left < width and top <= bottom and left <= right
    )
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges)
    return merges if len(merges) <= MAX_MERGES and area <= height * width else ()
