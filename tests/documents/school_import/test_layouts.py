"""Several tables on one sheet, and tables of another program with its ids: each is read, or asked about."""

import pytest

from letopis.documents.school_import.identifiers import spelled_out
from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.evidence import Claim, close_calls
from letopis.documents.sheets.problems import Answers, Report
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


def test_classes_named_over_two_rows() -> None:
    rows: list[list[Cell]] = [["Предмет", "5", "", "6 классы"], ["", "А", "Б", "А"], ["Алгебра", 3, 4, ""]]
    (table,), _ = read([*rows, ["Физика", "", 2, 1]])
    assert table.kind == "curriculum"
    assert [(row.text("subject"), row.text("class"), row.text("hours")) for row in table.rows] == [
        ("Алгебра", "5А", "3"),
        ("Алгебра", "5Б", "4"),
        ("Физика", "5Б", "2"),
        ("Физика", "6А", "1"),
    ]


def test_teachers_as_headings_of_the_load() -> None:
    rows: list[list[Cell]] = [["Предмет", "Класс", "Часов в неделю"], ["Климова Анна Ильинична, учитель"]]
    (table,), _ = read([*rows, ["Физика", "7А", 2], ["Физика", "8А", 2], ["Ким П.И."], ["Химия", "8А", 2]])
    assert table.kind == "load"
    assert [row.text("teacher") for row in table.rows] == ["Климова Анна Ильинична"] * 2 + ["Ким П.И."]


def test_a_column_that_stands_twice_is_one() -> None:
    rows: list[list[Cell]] = [["ФИО родителя", "Кем приходится", "ФИО ученика", "ФИО родителя"]]
    adults = ["Орлов Илья Львович", "Ким Илья Львович", "Ясный Пётр Львович"]
    more: list[list[Cell]] = [[adult, "отец", child, adult] for adult, child in zip(adults, NAMES, strict=True)]
    (table,), problems = read([*rows, *more])
    assert (table.columns, problems) == ({"guardian": 0, "kinship": 1, "child": 2}, [])


def test_ids_are_spelled_out_by_the_sheet_that_tells_them() -> None:
    classes: list[list[Cell]] = [["ИдКласса", "Параллель", "Литера"], [11, 5, "А"], [12, 6, "Б"]]
    subjects: list[list[Cell]] = [["ИдПредмета", "Название"], [1, "Алгебра"], [2, "Физика"]]
    load: list[list[Cell]] = [
        ["Учитель", "ИдПредмета", "ИдКласса", "Часов"],
        ["Ким П.И.", 2, 12, 3],
        ["Ким П.И.", 1, 11, 3],
    ]
    sheets = [Sheet("", name, rows) for name, rows in (("К", classes), ("П", subjects), ("Н", load))]
    *_, table = recognise(spelled_out(sheets), Report(), {})
    assert table.kind == "load"
    assert [(row.text("subject"), row.text("class")) for row in table.rows] == [("Физика", "6Б"), ("Алгебра", "5А")]
    # A class that stands beside its id is not said twice.
    beside = [["Класс", *load[0]], ["6Б", *load[1]], ["5А", *load[2]]]
    (*_, last) = spelled_out([*sheets[:2], Sheet("", "Н", beside)])
    assert [row[3] for row in last.rows] == ["ИдКласса", 12, 11]


def test_a_name_that_says_little_is_asked_about() -> None:
    """«Дата» is like «Дата зачисления» and as much like any other; addresses of e-mail are told by themselves."""
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "Дата"]]
    (table,), problems = read([*rows, *([name, "5А", "01.02.2015", "01.09.2025"] for name in NAMES)])
    assert (table.columns, problems) == ({"full_name": 0, "class": 1, "birth_date": 2}, ["close_call"])
    assert len(table.rows) == len(NAMES)
    rows = [["ФИО", "Класс", "Дата рождения", "Эл. ящик"]]
    (table,), problems = read([*rows, *([name, "5А", "01.02.2015", f"m{n}@mail.ru"] for n, name in enumerate(NAMES))])
    assert (table.columns.get("email"), problems) == (3, [])


def test_what_might_be_either_is_asked() -> None:
    either = [Claim(at, name, 3.0) for at in (1, 2) for name in ("enrolled_on", "birth_date")]
    assert {one.column for one in close_calls([Claim(0, "class", 5.0), *either])} == {1, 2}
    assert close_calls([*either, Claim(1, "birth_date", 4.0)]) == []


def test_a_column_that_repeats_another_but_for_a_row_is_asked_about_that_row() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "Класс"]]
    rows += [
        [f"Орлова Анна {name}", "5А", "01.02.2015", "5А"] for name in ("Ильинична", "Львовна", "Игоревна", "Юрьевна")
    ]
    rows += [["Ким Пётр Ильич", "5А", "01.02.2015", "5Б"]]
    report = Report()
    (table,) = recognise([Sheet("а.xlsx", "Лист1", rows)], report, {})
    (asked,) = report.problems
    assert (asked.code, asked.row, asked.level) == ("columns_differ", 6, "warning")
    assert [choice.answer for choice in asked.choices] == ["accept", "value:5Б"]
    assert table.rows[4].text("class") == "5А"
    answers = Answers(values={asked.place.cell_key: "5Б"})
    (table,) = recognise([Sheet("а.xlsx", "Лист1", rows)], report := Report(answers), {})
    assert (table.rows[4].text("class"), report.problems) == ("5Б", [])
