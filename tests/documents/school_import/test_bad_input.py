"""Workbooks with what schools' workbooks have besides tables: read rightly, or told; nothing lost without a word."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.school_import.draft import Draft
from letopis.school.classes.models import ClassGroup
from letopis.school.people.models import Person, Student
from tests.documents.school_import.school import Book, Rows, look
from tests.documents.school_import.test_shapes import is_whole

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02")]

HEADER = ["№", "ФИО обучающегося", "Пол", "Дата рождения", "Класс"]


def with_parts(path: Path, name: str, parts: Mapping[str, bytes]) -> Path:
    """The workbook with more parts inside, under another name."""
    made = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(made, "a") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    target = path.with_name(name)
    target.write_bytes(made.getvalue())
    return target


def names(draft: Draft) -> set[str]:
    return {row.full_name for row in draft.created(Person)}


def test_macros_are_not_run_and_the_tables_are_read(book: Book) -> None:
    path = with_parts(book.xlsx(), "База.xlsm", {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(4000)})
    assert is_whole(look(path))


def test_links_to_other_books_read_as_what_they_showed(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "Связи.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in book.sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if name == "Ученики" and cell == "Саидова Ситора":
                        sheet.write_formula(number, column, "='[Списки.xlsx]Лист1'!$B$7", None, cell)
                    elif hasattr(cell, "hour") or hasattr(cell, "year"):
                        form = "hh:mm" if hasattr(cell, "hour") else "dd.mm.yyyy"
                        sheet.write_datetime(number, column, cell, made.add_format({"num_format": form}))
                    elif cell != "":
                        sheet.write(number, column, cell)
    assert is_whole(look(with_parts(path, "Связи2.xlsx", {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})))


def test_a_formula_that_has_lost_its_cell_is_told_at_its_row(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "Ошибки.xlsx"
    rows: Rows = [HEADER, [1, "Саидова Ситора", "ж", "08.07.2015", "5Б"], [2, "Зуев Пётр Ильич", "м", "05.06.2015", ""]]
    del book.sheets["Ученики"]
    del book.sheets["Родители"]
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Ученики")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_formula(2, 4, "=Классы!#REF!", None, "#REF!")
    found = look([book.xlsx(), path])
    told = [(one.level, one.code, one.place.sheet, one.place.row) for one in found.problems if one.level == "error"]
    assert told == [("error", "no_value", "Ученики", 3)]
    assert "#REF!" in next(one.message for one in found.problems if one.level == "error")
    assert len(found.draft.created(Student)) == 1


def test_an_empty_first_sheet_and_thirty_of_other_things(book: Book) -> None:
    """Forty sheets in all: what is no table of a school is told, a sheet each, and stops nothing."""
    others: dict[str, Rows] = {
        f"Отчёт {number}": [["Показатель", "Значение за месяц"], ["Питание, порций", number], ["Подвоз, рейсов", 7]]
        for number in range(29)
    }
    book.sheets = {"Лист1": [[]], **book.sheets, **others}
    found = look(book.xlsx())
    assert {one.code for one in found.problems} <= {"unknown_sheet"}
    assert not found.errors
    assert len(found.questions) <= 1
    assert found.draft.counts.created["students"] == 6


def test_marks_of_direction_and_spaces_that_do_not_break(book: Book) -> None:
    plain = names(look(book.xlsx()).draft)
    rows = book.sheets["Ученики"]
    for row in rows[3:7]:
        row[1] = "\u200f" + str(row[1]).replace(" ", "\u00a0\u200e") + "\u202c"
        row[4] = f"\u202b{str(row[4]).replace(' ', chr(0xA0))}\u200b"
    rows[2][4] = "\u2066Класс\u00a0\u2069"
    found = look(book.xlsx("Знаки.xlsx"))
    assert is_whole(found)
    assert names(found.draft) == plain


def test_a_sheet_that_changes_its_shape_half_way(book: Book) -> None:
    """A second header below the first part: other columns in another order."""
    book.sheets["Ученики"] = [
        HEADER,
        [1, "Ёжикова Алёна Игоревна", "ж", "01.03.2015", "5А"],
        [2, "Гасанов Руслан Натиг оглы", "м", "02.04.2015", "5А"],
        [3, "Зуев Пётр Ильич", "м", "05.06.2015", "5А"],
        ["Класс", "Дата рождения", "Ф.И.О.", "Пол"],
        ["5Б", "08.07.2015", "Саидова Ситора", "ж"],
        ["5Б", "01.05.2015", "Лапин Иван Юрьевич", "м"],
        ["10А", "09.01.2010", "Сомова Яна Егоровна", "ж"],
    ]
    found = look(book.xlsx())
    assert not found.errors
    assert found.draft.counts.created["students"] == 6
    born = {row.full_name: f"{row.birth_date:%d.%m.%Y}" for row in found.draft.created(Person) if row.birth_date}
    assert born["Саидова Ситора"] == "08.07.2015"
    assert born["Сомова Яна Егоровна"] == "09.01.2010"


def test_rows_that_slip_by_a_column_are_told_each(book: Book) -> None:
    """Without a header of their own they are no students: a name is where the sex was, a class where the day was."""
    book.sheets["Ученики"] = [
        HEADER,
        [1, "Ёжикова Алёна Игоревна", "ж", "01.03.2015", "5А"],
        [2, "Гасанов Руслан Натиг оглы", "м", "02.04.2015", "5А"],
        [3, "Зуев Пётр Ильич", "м", "05.06.2015", "5А"],
        ["", 4, "Саидова Ситора", "ж", "08.07.2015", "5Б"],
        ["", 5, "Лапин Иван Юрьевич", "м", "01.05.2015", "5Б"],
    ]
    del book.sheets["Родители"]
    found = look(book.xlsx())
    told = {row for one in found.problems if one.level == "error" for row in (one.place.row, *one.rows)}
    assert {5, 6} <= told
    assert found.draft.counts.created["students"] == 3


def test_a_small_school_keeps_a_sheet_a_year(book: Book) -> None:
    """Two children are enough for a class that the name of their sheet is."""
    book.sheets = {"Школа": book.sheets["Школа"][:8]}
    for grade, born in ((1, 2019), (5, 2015)):
        rows = [["Саидова Ситора", f"08.07.{born}"], ["Зуев Пётр Ильич", f"05.06.{born}"]]
        book.sheets[f"{grade} класс"] = [["ФИО", "Дата рождения"], *rows]
    found = look(book.xlsx())
    assert {one.code for one in found.problems} == {"classes_inferred"}
    assert [(one.name, one.grade) for one in found.draft.created(ClassGroup)] == [("1", 1), ("5", 5)]
    assert len(found.draft.created(Student)) == 4
