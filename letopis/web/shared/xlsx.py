"""Workbooks of lists: every list of the product can be taken away as XLSX."""

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What begins with «=» or looks like an address stays text.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd.mm.yyyy",
}


def download(name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """Answer with a workbook `name` («Кабинеты.xlsx»): `columns` are titles and widths in characters."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, (title, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write(0, number, title, bold)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    response = HttpResponse(kept.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
