"""Workbooks: every list of the product can be taken away as XLSX."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from xlsxwriter.format import Format
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
    return response


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet with one list: `columns` are titles and widths in characters; no title: «Список»."""

    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[object]]
    title: str = "Список"


def is_asked(request: HttpRequest) -> bool:
    """Return whether the list is to be taken away: `?format=xlsx`."""
    return request.GET.get("format") == "xlsx"


def download(name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """Answer with a list `name` («Кабинеты.xlsx»): `columns` are titles and widths in characters."""
    return listings(name, Listing(columns, rows))


def listings(name: str, *sheets: Listing) -> HttpResponse:
    """Answer with several lists as sheets of one workbook."""

    def write(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"})
        for listing in sheets:
            _write(book.add_worksheet(listing.title), listing, bold, wrapped, day)

    return answer(name, write)


def _write(sheet: Worksheet, listing: Listing, bold: Format, wrapped: Format, day: Format) -> None:
    columns, rows = listing.columns, listing.rows
    for number, (title, width) in enumerate(columns):
        sheet.set_column(number, number, width, wrapped)
        sheet.write(0, number, str(title), bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, value, wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    on_paper(sheet, head=(0, 0))


def on_paper(sheet: Worksheet, *, head: tuple[int, int], pages_wide: int = 1) -> None:
    """Print on A4, landscape, as wide as the sheet (or so many sheets), its head (first and last row) on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.repeat_rows(*head)
    sheet.set_footer("&L&8&A&R&8&P из &N")
