"""Workbooks: every list of the product can be taken away as XLSX.

What is a number, a day or an hour is one in the workbook too, so that it can be sorted and added up. Names, telephones,
СНИЛС, numbers of files and classes stay text, whatever they look like: a spreadsheet would drop their zeros.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from letopis.web.shared.files import file_answer

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
    return file_answer(kept.getvalue(), name, XLSX)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one list: `columns` are titles and widths in characters; no title: «Список».

    A cell is written as what it is: text, number, day, hour, moment; a Decimal is a mean and shows two digits («3,00»).
    """

    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[object]]
    title: str = "Список"


def figure(text: str) -> str | int:
    """Return a mark or the number of a room as a number where it is one: «5», «204»; «5/4», «С1», «012» stay text."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10 and (text == "0" or text[0] != "0")
    return int(text) if is_number else text


def is_asked(request: HttpRequest) -> bool:
    """Return whether the list is to be taken away: `?format=xlsx`."""
    return request.GET.get("format") == "xlsx"


def download(name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """Answer with a list `name` («Кабинеты.xlsx»): `columns` are titles and widths in characters."""
    return listings(name, Table(columns, rows))


def listings(name: str, *sheets: Table) -> HttpResponse:
    """Answer with several lists as sheets of one workbook."""

    def write(book: xlsxwriter.Workbook) -> None:
        styles = _Styles(book)
        for listing in sheets:
            _write(book.add_worksheet(listing.title), listing, styles)

    return answer(name, write)


class _Styles:
    """Formats of a workbook of lists."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def made(**more: object) -> Format:
            return book.add_format({"valign": "top", "align": "left", **more})

        self.head = made(bold=True, text_wrap=True)
        self.text = made(text_wrap=True)
        self.number = book.add_format({"valign": "top"})
        self.mean = book.add_format({"valign": "top", "num_format": "0.00"})
        self.day, self.hour = made(num_format="dd.mm.yyyy"), made(num_format="hh:mm")
        self.moment = made(num_format="dd.mm.yyyy hh:mm")


def _write(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    columns, rows = table.columns, table.rows
    for number, (title, width) in enumerate(columns):
        sheet.set_column(number, number, width, styles.text)
        sheet.write_string(0, number, str(title), styles.head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _cell(sheet, (number, column), value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    on_paper(sheet, head=(0, 0))


def _cell(sheet: Worksheet, place: tuple[int, int], value: object, styles: _Styles) -> None:
    """Write a cell as what it is. A moment is written as the clock on the wall shows it."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(*place, value.replace(tzinfo=None), styles.moment)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, styles.day)
    elif isinstance(value, time):
        sheet.write_datetime(*place, value, styles.hour)
    elif isinstance(value, Decimal):
        sheet.write_number(*place, float(value), styles.mean)
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, styles.number)
    else:
        sheet.write_string(*place, str(value), styles.text)


def on_paper(sheet: Worksheet, *, head: tuple[int, int], pages_wide: int = 1) -> None:
    """Print on A4, landscape, as wide as the sheet (or so many sheets), its head (first and last row) on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.repeat_rows(*head)
    sheet.set_footer("&L&8&A&R&8&P из &N")
