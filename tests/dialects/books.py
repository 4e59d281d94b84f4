"""A dialect as files: workbooks and CSV of several encodings and separators."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

import xlsxwriter

from tests.dialects import people, teaching
from tests.dialects.exports import export
from tests.dialects.kept import keep
from tests.dialects.layouts import vary
from tests.dialects.planted import plant
from tests.dialects.rarer import rarely
from tests.dialects.sheets import Dialect, Page
from tests.dialects.truth import Truth

TABLES = ("card", "bells", "periods", "rooms", "staff", "students", "guardians", "curriculum", "load", "timetable")

ADVICE = (
    "Порядок заполнения",
    "1. Заполняются все столбцы.",
    "2. Фамилия, имя и отчество пишутся полностью: Иванов Иван Иванович",
    "3. Класс указывается с литерой (5А).",
    "Ответственный: секретарь, тел. 2-13-45",
)


def speak(truth: Truth, seed: int) -> Dialect:
    """Return the files of a school in the dialect of a seed."""
    chance, more = Random(f"{seed}/dialect"), Random(f"{seed}/more")
    if more.random() < 0.12:
        return Dialect(seed, {f"{page.name}.csv": [page] for page in export(truth, more)}, ["export"])
    pages: list[Page] = []
    for table in TABLES:
        if table == "guardians":
            pages += people.guardians(truth, chance, pages)
        else:
            pages += getattr(people if table in {"staff", "students"} else teaching, table)(truth, chance)
    if chance.random() < 0.2:
        pages.insert(chance.randint(0, len(pages)), Page("Инструкция", "", [[line] for line in ADVICE]))
    way = chance.choice(["one", "one", "files", "csv"])
    pages = vary(truth, more, pages)
    pages = keep(truth, Random(f"{seed}/kept"), pages)
    pages = rarely(truth, Random(f"{seed}/rarer"), pages)
    pages = _renamed(pages) if way == "one" else pages
    for page in pages if way == "csv" else []:
        _bare(page)
    errors = plant(truth, more, pages) if more.random() < 0.4 else []
    if way == "one":
        return Dialect(seed, {f"База.{more.choice(['xlsx', 'xlsx', 'ods'])}": pages}, [way], errors)
    suffix = more.choice(["xlsx", "xlsx", "ods"]) if way == "files" else "csv"
    files: dict[str, list[Page]] = {}
    for number, page in enumerate(pages, 1):
        files[f"{number:02}_{page.name}.{suffix}"] = [page]
    return Dialect(seed, files, [way], errors)


def _bare(page: Page) -> None:
    """A text has nothing hidden."""
    page.rows = [
        [cell for at, cell in enumerate(row) if at not in page.hidden_columns]
        for number, row in enumerate(page.rows)
        if number not in page.hidden
    ]
    page.end -= len(page.hidden)
    page.fields = [name for at, name in enumerate(page.fields) if at not in page.hidden_columns]
    page.hidden, page.hidden_columns = set(), set()


def _renamed(pages: list[Page]) -> list[Page]:
    """Give sheets of one workbook names of their own."""
    seen: dict[str, int] = {}
    for page in pages:
        seen[page.name] = seen.get(page.name, 0) + 1
        if seen[page.name] > 1:
            page.name = f"{page.name} ({seen[page.name]})"
    return pages


def write(dialect: Dialect, folder: Path) -> list[Path]:
    """Write the files; returns their paths."""
    chance = Random(f"{dialect.seed}/files")
    encoding, separator = chance.choice([("cp1251", ";"), ("utf-8-sig", ";"), ("utf-8", ","), ("utf-8", "\t")])
    paths = []
    for name, pages in dialect.files.items():
        path = folder / name
        ways = {"xlsx": _workbook, "csv": lambda pages: _csv(pages[0], encoding, separator), "ods": _open_document}
        path.write_bytes(ways[name.rpartition(".")[2]](pages))
        paths.append(path)
    return paths


def _workbook(pages: list[Page]) -> bytes:
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        day, hour = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "hh:mm"})
        for page in pages:
            sheet = book.add_worksheet(page.name.replace("/", "-")[:31])
            for number, row in enumerate(page.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, time):
                        sheet.write_datetime(number, column, cell, hour)
                    elif cell != "":
                        sheet.write(number, column, cell)
            for number in page.hidden:
                sheet.set_row(number, None, None, {"hidden": True})
            for column in page.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
            for top, left, bottom, right in page.merges:
                cell = page.rows[top][left]
                sheet.merge_range(top, left, bottom, right, cell)
    return kept.getvalue()


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{}'
    "</office:spreadsheet></office:body></office:document-content>"
)


def _open_document(pages: Sequence[Page]) -> bytes:
    """A workbook of LibreOffice."""
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format("".join(map(_ods_sheet, pages))))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return kept.getvalue()


def _ods_sheet(page: Page) -> str:
    width = max(map(len, page.rows))
    columns = "".join(f"<table:table-column{_VISIBLE[at in page.hidden_columns]}/>" for at in range(width))
    merged = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merges}
    rows = "".join(
        f"<table:table-row{_VISIBLE[number in page.hidden]}>"
        + "".join(_ods_cell(cell, merged.get((number, at))) for at, cell in enumerate(row))
        + "</table:table-row>"
        for number, row in enumerate(page.rows)
    )
    return f"<table:table table:name={quoteattr(page.name)}>{columns}{rows}</table:table>"


_VISIBLE = {True: ' table:visibility="collapse"', False: ""}


def _ods_cell(cell: Any, merged: tuple[int, int] | None) -> str:
    span = f' table:number-rows-spanned="{merged[0]}" table:number-columns-spanned="{merged[1]}"' if merged else ""
    if cell in ("", None):
        return f"<table:table-cell{span}/>"
    if isinstance(cell, date):
        return f'<table:table-cell{span} office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, time):
        return f'<table:table-cell{span} office:value-type="time" office:time-value="PT{cell:%HH%MM%S}S"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell{span} office:value-type="float" office:value="{cell!r}"/>'
    lines = "".join(f"<text:p>{_escaped(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>'


def _escaped(line: str) -> str:
    text = quoteattr(line)[1:-1].replace("&quot;", '"')
    return text.replace("  ", ' <text:s text:c="1"/>')


def _csv(page: Page, encoding: str, separator: str) -> bytes:
    kept = StringIO()
    csv.writer(kept, delimiter=separator, lineterminator="\r\n").writerows(
        [[_text(cell) for cell in row] for row in page.rows]
    )
    return kept.getvalue().encode(encoding, errors="replace")


def _text(cell: Any) -> str:
    """A cell as a spreadsheet saves it to CSV."""
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M:%S")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
