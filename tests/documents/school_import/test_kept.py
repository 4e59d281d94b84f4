"""What programs and secretaries keep beside a plain list: families in one row, who has left, weeks of teachers."""

from datetime import date

import pytest

from letopis.documents.school_import.checking.people import fold_staff
from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.parsing.relatives import owners_of, relatives_of
from letopis.documents.school_import.parsing.teaching import weekly_hours
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.recognising.lines import tables_of_lines
from letopis.documents.school_import.records import Base
from letopis.documents.sheets.grid import Grid
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import classes_in, parse_weekday

pytestmark = pytest.mark.req("ORG-02", "CON-01")
NAMES = ["Орлова Анна Ильинична", "Ким Пётр Ильич", "Ясный Лев Петрович"]
MOTHER, FATHER = "Орлова Вера Львовна", "Орлов Илья Львович"


def read(*sheets: list[list[Cell]], merges: list[tuple[int, int, int, int]] | None = None) -> tuple[Base, Report]:
    report = Report()
    pages = [Sheet("а.xlsx", f"Лист{number}", rows, merges or []) for number, rows in enumerate(sheets, 1)]
    return parse(recognise(pages, report, {}), report, known_year="2026/2027"), report


def family(base: Base) -> list[tuple[str, str, str, str]]:
    return [(one.child_text, one.name.text, one.kinship, one.phone) for one in base.guardians]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (["Мать", "Телефон", "Отец", "Телефон"], [MOTHER, "9001234567", FATHER, "9001234568"]),
        (
            [
                "Законный представитель 1",
                "Кем приходится",
                "Тел.",
                "Законный представитель 2",
                "Кем приходится",
                "Тел.",
            ],
            [MOTHER, "мать", "9001234567", FATHER, "отец", "9001234568"],
        ),
        (
            ["ФамилияМатери", "ИмяМатери", "ОтчествоМатери", "ТелефонМатери"]
            + ["ФамилияОтца", "ИмяОтца", "ОтчествоОтца", "ТелефонОтца"],
            [*MOTHER.split(), "9001234567", *FATHER.split(), "9001234568"],
        ),
    ],
)
def test_both_parents_in_columns_of_the_childs_row(header: list[Cell], cells: list[Cell]) -> None:
    rows: list[list[Cell]] = [
        ["ФИО ученика", "Класс", "Дата рождения", *header],
        [NAMES[0], "5А", "01.02.2015", *cells],
    ]
    base, report = read([*rows, *([name, "5А", "01.02.2015"] for name in NAMES[1:])])
    assert family(base) == [
        (NAMES[0], MOTHER, "mother", "+79001234567"),
        (NAMES[0], FATHER, "father", "+79001234568"),
    ]
    assert report.problems == []


def test_groups_over_the_columns_say_whose_they_are() -> None:
    parts = ["Фамилия*", "Имя*", "Отчество"]
    over = ["Обучающийся", *[""] * 4, "Родственник 1", "", "", "Родственник 2", "", ""]
    rows: list[list[Cell]] = [over, [*parts, "Дата рождения", "Класс", *parts, *parts]]
    for name in NAMES:
        rows.append([*name.split(), "01.02.2015", "5А", *MOTHER.split(), *FATHER.split()])
    base, report = read(rows, merges=[(0, 0, 0, 4), (0, 5, 0, 7), (0, 8, 0, 10)])
    assert [one.name.text for one in base.students] == NAMES
    assert [one.name.text for one in base.guardians] == [MOTHER, FATHER] * 3
    assert report.problems == []


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_row_below_adds_the_other_parent(is_merged: bool) -> None:
    own: list[Cell] = [NAMES[0], "5А", "01.02.2015"]
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "Тип родства", "Родитель"], [*own, "мать", MOTHER]]
    rows += [[*(own if is_merged else ["", "", ""]), "отец", FATHER], [NAMES[1], "5А", "01.02.2015", "", ""]]
    base, report = read(rows)
    assert [one.name.text for one in base.students] == NAMES[:2]
    assert [one[:3] for one in family(base)] == [(NAMES[0], MOTHER, "mother"), (NAMES[0], FATHER, "father")]
    assert report.problems == []


def test_a_name_over_two_columns_is_of_both() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "ФИО родителей, телефон", ""]]
    for name in NAMES:
        rows.append([name, "5А", "01.02.2015", f"мать: {MOTHER}, 89001234567", f"отец: {FATHER}"])
    base, report = read(rows, merges=[(0, 3, 0, 4)])
    assert family(base)[:2] == [(NAMES[0], MOTHER, "mother", "+79001234567"), (NAMES[0], FATHER, "father", "")]
    assert report.problems == []


def test_who_has_left_is_told_by_a_heading_and_by_a_note() -> None:
    rows: list[list[Cell]] = [["№", "ФИО", "Класс", "Дата рождения", "Примечание"]]
    rows += [[1, NAMES[0], "5А", "01.02.2015", ""], ["", "Выбыли:"]]
    rows += [[1, NAMES[1], "5А", "01.02.2015", "выбыл 15.09.2026, пр. № 88"], [2, NAMES[2], "5А", "01.02.2015", ""]]
    base, report = read(rows)
    assert [one.left_on for one in base.students] == [None, date(2026, 9, 15), None]
    assert [(one.code, one.row) for one in report.problems] == [("left_when", 5)]


def test_a_class_is_written_at_the_first_of_its_rows_alone() -> None:
    rows: list[list[Cell]] = [["кл", "Фамилия Имя", "отчество", "дата рожд"]]
    for group in ("5А", "6А"):
        for number, name in enumerate(NAMES):
            first, own, patronymic = name.split()
            rows.append([group if not number else "", f"{first} {own}", patronymic, "01.02.2015"])
    base, report = read(rows)
    assert [one.class_text for one in base.students] == ["5А"] * 3 + ["6А"] * 3
    assert [one.name.text for one in base.students] == NAMES * 2
    assert report.problems == []


def test_telephones_are_whose_they_are_said_to_be() -> None:
    assert owners_of("931-222-33-44 (мама), папа 931-222-33-55; 931-222-33-66") == [
        ("+79312223344", "mother"),
        ("+79312223355", "father"),
        ("+79312223366", ""),
    ]
    # One surname of two parts is nobody's whole name.
    assert relatives_of("Римский-Корсаков").people == ()


def test_one_worker_in_two_lists_is_one() -> None:
    first: list[list[Cell]] = [["ФИО", "Должность", "Дата рождения"], *([n, "учитель", "01.02.1980"] for n in NAMES)]
    second: list[list[Cell]] = [["ФИО учителя", "Должность", "Телефон"], [NAMES[1], "учитель", "89001234567"]]
    base, report = read(first, second)
    fold_staff(base, report)
    assert [(one.name.text, one.phone) for one in base.staff] == list(zip(NAMES, ["", "+79001234567", ""], strict=True))


def test_a_class_that_stands_twice_in_a_row_of_an_employee_is_no_head_of_a_load() -> None:
    rows: list[list[Cell]] = [["ФИО", "Должность", "Классный руководитель", "Классный руководитель"]]
    rows += [[name, "Учитель физики", group, group] for name, group in zip(NAMES, ("5 А", "7 А", "9 А"), strict=True)]
    base, report = read(rows)
    assert [one.name.text for one in base.staff] == list(NAMES)
    assert base.load == []
    assert [one for one in report.problems if one.level == "error"] == []


def test_hours_of_classes_stand_in_one_cell() -> None:
    rows: list[list[Cell]] = [["Распределение нагрузки"], ["Учитель", "Предмет", "Классы и часы"]]
    rows += [[NAMES[0], "Физика", "7А – 2 ч, 8Б (1 группа) – 3"], [NAMES[1], "Химия", "8А-2; 8Б-2"]]
    base, report = read(rows)
    assert [(one.class_text, one.subgroup, one.hours) for one in base.load] == [
        ("7А", "", 2),
        ("8Б", "1 группа", 3),
        ("8А", "", 2),
        ("8Б", "", 2),
    ]
    assert report.problems == []


def test_a_week_of_teachers_names_classes() -> None:
    load: list[list[Cell]] = [["Учитель", "Предмет", "Класс", "Часы"]]
    load += [[NAMES[0], "Физика", "7А", 2], [NAMES[0], "Химия", "8А", 2]]
    week: list[list[Cell]] = [["Учитель", "Понедельник", "", "Вторник", "", "Среда", ""], ["", 1, 2, 1, 2, 1, 2]]
    week += [["Орлова А.И.", "7А", "8А хим.", "", "7А Физика каб. 12", "8А", "7А"]]
    base, _ = read(load, week, merges=[(0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6)])
    tables = [table for table in base.tables if table.kind == "timetable"]
    assert [(row.text("day"), row.text("number"), row.text("cell")) for row in tables[0].rows] == [
        ("Понедельник", "1", "7А"),
        ("Понедельник", "2", "8А хим."),
        ("Вторник", "2", "7А Физика каб. 12"),
        ("Среда", "1", "8А"),
        ("Среда", "2", "7А"),
    ]
    assert tables[0].rows[0].text("teacher") == "Орлова А.И."
    assert classes_in("7А, 7Б Физика каб. 12") == (["7А", "7Б"], "Физика каб. 12")


@pytest.mark.parametrize(("cell", "hours"), [("5/170", 5), ("35/1", 1), ("1,5/51", 1.5), ("5/6", None), (4, 4)])
def test_hours_of_a_week_beside_those_of_the_year(cell: Cell, hours: float | None) -> None:
    found = weekly_hours(cell)
    assert (found if found is None else float(found)) == hours


def test_days_in_letters_one_below_another_and_bells_of_two_shifts() -> None:
    assert parse_weekday("С\nР\nЕ\nД\nА") == 3
    rows: list[list[Cell]] = [["I смена"], *([f"{n} урок {n + 7}.00–{n + 7}.40"] for n in (1, 2, 3))]
    rows += [["II смена"], *([f"{n} урок {n + 13}.00–{n + 13}.40"] for n in (1, 2, 3))]
    sheet = Sheet("а.xlsx", "Звонки", rows)
    tables = tables_of_lines(sheet, Grid(sheet, Answers()), range(len(rows)))
    base = parse(tables, Report(), known_year="2026/2027")
    assert [(one.shift, len(one.periods)) for one in base.bells] == [(1, 3), (2, 3)]
