"""Workbooks: every list of the product can be taken away as XLSX."""

from collections.abc import Callable, Sequence
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.5}
# What begins with «=» or looks like an address stays text.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd.mm.yyyy",
}


def answer(name: str, write: Callable[[xlsxwriter.Workbook], None]) -> HttpResponse:
    """Answer with a workbook `name` («Алгебра, 7А.xlsx») that `write` fills; strings never become formulas."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        write(book)
    response = HttpResponse(kept.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    # Lists of people: no cache on the way keeps them.
    response["Cache-Control"] = "private, no-store"
    return response


def download(name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """Answer with a list `name` («Кабинеты.xlsx»): `columns` are titles and widths in characters."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, (title, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write(0, number, title, bold)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        on_paper(sheet, head=(0, 0))

    return answer(name, write)


def on_paper(sheet: Worksheet, *, head: tuple[int, int], pages_wide: int = 1) -> None:
    """Print on A4, landscape, as wide as the sheet (or so many sheets), its head (first and last row) on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.repeat_rows(*head)
    sheet.set_footer("&L&8&A&R&8&P из &N")
