"""Terms and bells written as lines of text are read, in a sheet and in a file of one column."""

from pathlib import Path

import pytest

from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable

pytestmark = pytest.mark.req("ORG-02", "TT-01")
TERMS = ["Учебные четверти", "1 четверть 01.09 – 25.10 (8 недель)", "2 четверть: с 05.11.2026 по 30.12.2026"]
BREAKS = ["Каникулы", "Осенние: с 26 октября по 4 ноября 2026 г."]
BELLS = ["Звонки", "1 урок 8:30 – 9:15", "2 урок 9.25-10.10", "3 урок 10:25 - 11:10"]


def tables(rows: list[list[Cell]]) -> list[SheetTable]:
    return recognise([Sheet("а.xlsx", "Лист1", rows)], Report(), {})


def test_a_calendar_and_bells_in_one_column() -> None:
    calendar, bells = tables([[line] for line in [*TERMS, *BREAKS, *BELLS]])
    assert [(calendar.kind, row.text("name"), row.text("span")) for row in calendar.rows] == [
        ("calendar", "1 четверть", "01.09 – 25.10"),
        ("calendar", "2 четверть", "05.11.2026 по 30.12.2026"),
        ("calendar", "Осенние каникулы", "26 октября по 4 ноября 2026 г."),
    ]
    assert [(bells.kind, row.text("number"), row.text("span")) for row in bells.rows] == [
        ("bells", "1", "8:30 – 9:15"),
        ("bells", "2", "9.25-10.10"),
        ("bells", "3", "10:25 - 11:10"),
    ]


def test_a_file_of_one_column(tmp_path: Path) -> None:
    path = tmp_path / "График.csv"
    path.write_text("\n".join(TERMS), encoding="utf-8")
    (sheet,) = read_file(path)
    assert [table.kind for table in tables(sheet.rows)] == ["calendar"]


def test_dates_among_other_lines_are_no_calendar() -> None:
    assert tables([["Приказ от 01.09.2026 – 05.09.2026"], ["Утверждаю"], ["10 урок"]]) == []
