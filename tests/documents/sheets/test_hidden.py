"""What is not shown in a book is not loaded in silence: it is left out, told once, and loaded when it is wanted."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.plan_import.reading import read_plan_file
from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.problems import Answers, Report
from letopis.kernel.dates import DateRange

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
        left.write_row(1, 0, ["Былой Олег Ильич", "5А", "04.05.2015"])
        left.hide()
    return path


@pytest.mark.parametrize(("answer", "rows"), [(None, [2, 4]), ("leave", [2, 4]), ("load", [2, 3, 4])])
def test_hidden_rows_are_asked_about_once(book: Path, answer: str | None, rows: list[int]) -> None:
    cause = "hidden:Ученики.xlsx|Ученики"
    report = Report(Answers(causes={cause: answer} if answer else {}))
    (table,) = recognise(read_file(book), report, {})
    assert [row.place.row for row in table.rows] == rows
    told = {one.code: one for one in report.problems}
    assert ("hidden_rows" in told) == (answer is None)
    assert "(E)" in told["hidden_columns"].message
    assert [row.text("class") for row in table.rows] == ["5А"] * len(rows)
    if answer is None:
        assert "строка 3" in told["hidden_rows"].message
        assert [choice.answer for choice in told["hidden_rows"].choices] == ["leave", "load"]


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        (Answers(), []),
        (Answers(causes={"hidden_sheet:Ученики.xlsx|Выбыли": "leave"}), []),
        (Answers(causes={"hidden_sheet:Ученики.xlsx|Выбыли": "load"}), ["Былой Олег Ильич"]),
        (Answers(sheets={"Ученики.xlsx|Выбыли": "students"}), ["Былой Олег Ильич"]),
        (Answers(sheets={"Ученики.xlsx|Выбыли": "ignore"}), []),
    ],
)
def test_a_hidden_sheet_is_asked_about_once(book: Path, answers: Answers, names: list[str]) -> None:
    report = Report(answers)
    tables = recognise(read_file(book), report, {})
    assert [row.text("full_name") for table in tables if table.sheet == "Выбыли" for row in table.rows] == names
    asked = [one for one in report.problems if one.code == "hidden_sheets"]
    assert bool(asked) == (answers == Answers())
    for one in asked:
        assert "«Выбыли» скрыт" in one.message
        assert [choice.answer for choice in one.choices] == ["leave", "load"]


def test_a_plan_is_not_read_from_a_sheet_that_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "План.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, topic in (("Старый", "Дроби"), ("План", "Степени")):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["№ урока", "Тема урока", "Кол-во часов"])
            for number in range(1, 4):
                sheet.write_row(number, 0, [number, f"{topic} {number}", 1])
        made.worksheets()[0].hide()
        made.worksheets()[1].activate()
    found = read_plan_file(path, DateRange(date(2026, 9, 1), date(2027, 5, 26)))
    assert [one.topic for one in found.lessons] == ["Степени 1", "Степени 2", "Степени 3"]
    assert ["«Старый» скрыт" in one.message for one in found.problems] == [True]
