"""What is not shown in a book is not loaded in silence: it is left out, told once, and loaded when it is wanted."""

from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.problems import Answers, Report

pytestmark = pytest.mark.req("ORG-02")
ROWS = [
    ["ФИО", "Класс", "Дата рождения"],
    ["Орлова Анна Ильинична", "5А", "01.02.2015"],
    ["Ким Пётр Ильич", "5А", "02.03.2015"],
    ["Ясный Лев Петрович", "5А", "03.04.2015"],
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hidden") / "Ученики.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Ученики")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_column(0, 4, ["Класс", "4А", "4А", "4А"])
        sheet.set_column(4, 4, None, None, {"hidden": True})
        left = made.add_worksheet("Выбыли")
        left.write_row(0, 0, ROWS[0])
        left.hide()
    return path


@pytest.mark.parametrize(("answer", "rows"), [(None, [2, 4]), ("leave", [2, 4]), ("load", [2, 3, 4])])
def test_hidden_rows_are_asked_about_once(book: Path, answer: str | None, rows: list[int]) -> None:
    cause = "hidden:Ученики.xlsx|Ученики"
    report = Report(Answers(causes={cause: answer} if answer else {}))
    (table,) = recognise(read_file(book), report, {})
    assert [row.place.row for row in table.rows] == rows
    told = {one.code: one for one in report.problems}
    assert "«Выбыли»" in told["hidden_sheets"].message
    assert ("hidden_rows" in told) == (answer is None)
    assert "(E)" in told["hidden_columns"].message
    assert [row.text("class") for row in table.rows] == ["5А"] * len(rows)
    if answer is None:
        assert "строка 3" in told["hidden_rows"].message
        assert [choice.answer for choice in told["hidden_rows"].choices] == ["leave", "load"]
