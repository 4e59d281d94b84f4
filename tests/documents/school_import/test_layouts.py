"""Several tables on one sheet, and tables of another program with its ids: each is read, or asked about."""

import pytest

from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable

pytestmark = pytest.mark.req("ORG-02")
NAMES = ["Орлова Анна Ильинична", "Ким Пётр Ильич", "Ясный Лев Петрович"]


def read(rows: list[list[Cell]]) -> tuple[list[SheetTable], list[str]]:
    report = Report()
    return recognise([Sheet("а.xlsx", "Лист1", rows)], report, {}), [one.code for one in report.problems]


def test_side_by_side() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "", "ФИО сотрудника", "Должность"]]
    tables, problems = read([*rows, *([name, "5А", "01.02.2015", "", name, "учитель"] for name in NAMES)])
    assert [(one.kind, one.columns, len(one.rows)) for one in tables] == [
        ("students", {"full_name": 0, "class": 1, "birth_date": 2}, 3),
        ("staff", {"full_name": 4, "position": 5}, 3),
    ]
    assert problems == []


def test_an_empty_column_within_a_table_parts_nothing() -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "", "Класс", "Телефон"]]
    (table,), _ = read([*rows, *([name, "01.02.2015", "", "5А", "8 900 000-00-01"] for name in NAMES)])
    assert table.columns == {"full_name": 0, "birth_date": 1, "class": 3, "phone": 4}


def test_one_under_another() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения"], *([name, "5А", "01.02.2015"] for name in NAMES)]
    tables, _ = read([*rows, [], ["Урок", "Начало", "Конец"], ["1", "8:00", "8:45"], ["2", "8:55", "9:40"]])
    assert [(one.kind, len(one.rows)) for one in tables] == [("students", 3), ("bells", 2)]


def test_ids_of_another_program_are_no_names_and_no_classes() -> None:
    rows: list[list[Cell]] = [["ИдУченика", "Фамилия", "Имя", "Отчество", "ДатаРождения", "ИдКласса"]]
    (table,), _ = read([*rows, *([100 + n, *name.split(), "01.02.2015", 7] for n, name in enumerate(NAMES))])
    assert table.columns == {"surname": 1, "name": 2, "patronymic": 3, "birth_date": 4}
    assert table.rows[0].loose[0] == 100


def test_a_table_of_ids_alone_is_asked_about() -> None:
    assert read([["ИдУчителя", "ИдПредмета", "ИдКласса", "Часы"], [5, 3, 7, 4], [5, 4, 7, 2]]) == (
        [],
        ["unknown_sheet"],
    )


def test_a_second_column_of_one_name_is_told() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "ФИО"]]
    (table,), problems = read([*rows, *([name, "5А", "01.02.2015", f"{name}на"] for name in NAMES)])
    assert table.columns == {"full_name": 0, "class": 1, "birth_date": 2}
    assert problems == ["unknown_column"]


def test_a_second_column_that_says_the_same_is_no_trouble() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "ФИО"]]
    _, problems = read([*rows, *([name, "5А", "01.02.2015", name] for name in NAMES)])
    assert problems == []


def test_children_that_repeat_are_those_of_guardians() -> None:
    rows: list[list[Cell]] = [["ФИО ребёнка", "Класс ребёнка", "ФИО родителя", "Телефон", "Эл. почта"]]
    kin = [(child, f"{parent} Анна Ильинична") for child in NAMES for parent in ("Орлова", "Белова")]
    (table,), _ = read([*rows, *([child, "5А", parent, "8 900 000-00-01", ""] for child, parent in kin)])
    assert (table.kind, table.columns["child"], table.columns["guardian"]) == ("guardians", 0, 2)
