"""A dialect as files: workbooks and CSV of several encodings and separators."""

import csv
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from tests.dialects import people, teaching
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
    chance = Random(f"{seed}/dialect")
    pages: list[Page] = []
    for table in TABLES:
        if table == "guardians":
            pages += people.guardians(truth, chance, pages)
        else:
            pages += getattr(people if table in {"staff", "students"} else teaching, table)(truth, chance)
    if chance.random() < 0.2:
        pages.insert(chance.randint(0, len(pages)), Page("Инструкция", "", [[line] for line in ADVICE]))
    way = chance.choice(["one", "one", "files", "csv"])
    for page in pages if way == "csv" else []:
        page.rows, page.hidden = [row for at, row in enumerate(page.rows) if at not in page.hidden], set()
    if way == "one":
        return Dialect(seed, {"База.xlsx": _renamed(pages)}, [way])
    suffix = "xlsx" if way == "files" else "csv"
    files: dict[str, list[Page]] = {}
    for number, page in enumerate(pages, 1):
        files[f"{number:02}_{page.name}.{suffix}"] = [page]
    return Dialect(seed, files, [way])


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
        path.write_bytes(_workbook(pages) if name.endswith("xlsx") else _csv(pages[0], encoding, separator))
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
    return kept.getvalue()


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
