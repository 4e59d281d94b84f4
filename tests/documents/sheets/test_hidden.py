"""What is not shown in a book is not loaded in silence: it is left out, told once, and loaded when it is wanted."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from letopis.documents.plan_import.reading import read_plan_file
from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets import legacy
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.refusals import FileRefused
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


@pytest.fixture(scope="module")
def old_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as Excel 97 keeps it; a chart sheet is none of the sheets."""
    path = tmp_path_factory.mktemp("hidden") / "Ученики.xls"
    made = xlwt.Workbook()
    sheet = made.add_sheet("Ученики")
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    sheet.row(2).hidden = True
    for number, text in enumerate(["Класс", "4А", "4А", "4А"]):
        sheet.write(number, 4, text)
    sheet.col(4).hidden = True
    shown = made.add_sheet("Кабинеты")
    shown.write(0, 0, "Номер")
    shown.write(1, 0, "12")
    made.add_sheet("Выбыли").write(0, 0, "Былой Олег Ильич")
    made.get_sheet(2).visibility = 1
    made.save(str(path))
    return path


def test_an_old_book_says_what_it_hides(old_book: Path) -> None:
    students, rooms, left = read_file(old_book)
    assert (students.hidden, students.hidden_columns, students.is_concealed) == ((2,), (4,), False)
    assert (rooms.hidden, rooms.hidden_columns, rooms.is_concealed) == ((), (), False)
    assert left.is_concealed
    report = Report()
    tables = recognise([students], report, {})
    assert [row.place.row for table in tables for row in table.rows] == [2, 4]
    assert {"hidden_rows", "hidden_columns"} <= {one.code for one in report.problems}


def test_a_book_is_what_it_holds_whatever_it_is_called(book: Path, old_book: Path, tmp_path: Path) -> None:
    for source, name in ((book, "Новая.xls"), (old_book, "Старая.xlsx"), (old_book, "Старая.csv")):
        path = tmp_path / name
        path.write_bytes(source.read_bytes())
        assert read_file(path)[0].rows[1][0] == "Орлова Анна Ильинична"
    page = tmp_path / "Выгрузка.xls"
    page.write_text("<html><body><table><tr><td>ФИО</td></tr></table></body></html>", encoding="utf-8")
    with pytest.raises(FileRefused, match="«Выгрузка.xls» — веб-страница"):
        read_file(page)


def test_an_old_book_under_a_password_is_named(tmp_path: Path) -> None:
    made = xlwt.Workbook()
    made.add_sheet("Ученики").write(0, 0, "ФИО")
    stream = made.get_biff_data()
    begins = 4 + int.from_bytes(stream[2:4], "little")
    sealed = stream[:begins] + struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678) + stream[begins:]
    path = tmp_path / "Закрытая.xls"
    XlsDoc().save(str(path), sealed)
    with pytest.raises(FileRefused, match="«Закрытая.xls» защищён паролем"):
        read_file(path)


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


# ── errors of formulas in books whose reader gives an empty cell for them ──


def test_errors_of_an_old_book_are_told(tmp_path: Path) -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Ученики")
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    sheet.write(1, 3, "")
    sheet.row(2).set_cell_error(3, "#REF!")
    made.save(str(tmp_path / "Ученики.xls"))
    (read,) = read_file(tmp_path / "Ученики.xls")
    assert read.rows[2][3] == "#REF!"
    result = struct.pack("<HHH", 4, 3, 0) + bytes([2, 0, 0x1D, 0, 0, 0, 0xFF, 0xFF])
    assert legacy._error(0x0006, result) == "#NAME?", "what a formula gave"
    assert legacy._error(0x0006, struct.pack("<HHHd", 4, 3, 0, 2.0)) == ""


ERROR = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
CONTENT = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:calcext="urn:org:documentfoundation:calc"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Ученики">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


@pytest.mark.parametrize(("shown", "told"), [("#REF!", "#REF!"), ("Ошибка:502", "#ФОРМУЛА")])
def test_errors_of_a_book_of_libreoffice_are_told(tmp_path: Path, shown: str, told: str) -> None:
    def cell(text: str, kind: str = 'office:value-type="string"') -> str:
        return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"

    rows = [cell("ФИО") + cell("Класс"), cell("Орлова Анна") + cell(shown, ERROR), cell("Ким Пётр") + cell("5А")]
    content = CONTENT.format(rows="".join(f"<table:table-row>{row}</table:table-row>" for row in rows))
    with zipfile.ZipFile(tmp_path / "а.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    (read,) = read_file(tmp_path / "а.ods")
    assert read.rows == [["ФИО", "Класс"], ["Орлова Анна", told], ["Ким Пётр", "5А"]]
