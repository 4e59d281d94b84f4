"""Tables on their side, people of several rows, names in English: read as what they are, or asked about."""

from datetime import date

import pytest

from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.records import Base
from letopis.documents.sheets.problems import Answers, Problem, Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import class_key

pytestmark = pytest.mark.req("ORG-02", "CON-01")
PEOPLE = [
    ("Орлов", "Пётр", "Ильич", date(2015, 3, 1), "5А", "8 900 111-22-33"),
    ("Сидорова", "Анна", "Петровна", date(2015, 4, 2), "5А", "8 900 111-22-34"),
    ("Кузьмин", "Олег", "Львович", date(2015, 5, 3), "5Б", "8 900 111-22-35"),
    ("Белова", "Мария", "Олеговна", date(2015, 6, 4), "5Б", ""),
]
NAMES = [" ".join(one[:3]) for one in PEOPLE]
FIELDS = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Класс", "Телефон"]
Rows = list[list[Cell]]


def read(rows: Rows, *, name: str = "Лист1", answers: Answers | None = None) -> tuple[Base, list[Problem]]:
    report = Report(answers)
    sheets = [Sheet("а.xlsx", name, [list(row) for row in rows])]
    return parse(recognise(sheets, report, {}), report, known_year="2026/2027"), report.problems


def children(base: Base) -> list[tuple[str, date | None, str]]:
    return [(one.name.text, one.birth_date, class_key(one.class_text)) for one in base.students]


EXPECTED = [(name, one[3], class_key(one[4])) for name, one in zip(NAMES, PEOPLE, strict=True)]
ON_ITS_SIDE: Rows = [[name, *(one[at] for one in PEOPLE)] for at, name in enumerate(FIELDS)]


@pytest.mark.parametrize("above", [[], [["Список учеников 5 классов"]], [["Школа № 5"], [], ["Ученики"]]])
def test_a_list_on_its_side(above: Rows) -> None:
    base, problems = read([*above, *ON_ITS_SIDE], name="Ученики")
    assert children(base) == EXPECTED
    assert [one.phone for one in base.students][:1] == ["+79001112233"]
    (told,) = problems
    assert told.code == "turned_sheet"
    # The first child stands in column B: its row is told as the one below the names.
    assert f"строка {base.students[0].place.row} " in told.message


def test_numbers_over_people_and_bells_on_their_side() -> None:
    rows: Rows = [["№", 1, 2, 3, 4], ["ФИО", *NAMES], *ON_ITS_SIDE[3:5]]
    assert children(read(rows)[0]) == EXPECTED
    bells: Rows = [["Урок", 1, 2, 3], ["Начало", "8:30", "9:20", "10:10"], ["Конец", "9:10", "10:00", "10:50"]]
    base, problems = read(bells)
    assert [[number for number, *_ in one.periods] for one in base.bells] == [[1, 2, 3]]
    assert [one.code for one in problems] == ["turned_sheet"]


def test_a_list_of_staff_on_its_side_is_no_header_of_two_teachers() -> None:
    rows: Rows = [["ФИО", *NAMES], ["Должность", "учитель", "завуч", "учитель", "учитель"], ON_ITS_SIDE[5]]
    base, _ = read(rows)
    assert [(one.name.text, one.position) for one in base.staff][:2] == [(NAMES[0], "учитель"), (NAMES[1], "завуч")]


def test_a_sheet_on_its_side_may_be_left_out() -> None:
    base, problems = read(ON_ITS_SIDE, answers=Answers(sheets={"а.xlsx|Лист1": "ignore"}))
    assert (base.students, problems) == ([], [])


def test_a_list_that_stands_is_not_turned() -> None:
    rows: Rows = [FIELDS, *map(list, PEOPLE)]
    base, problems = read(rows)
    assert (children(base), problems) == (EXPECTED, [])


def test_tables_beside_are_not_turned() -> None:
    """Rooms in a first column read like names of columns."""
    rows: Rows = [["Перечень помещений", "", "", "", "Четверти и каникулы", "", ""]]
    rows.append(["Кабинет", "Наименование", "Вместимость", "", "Период", "Начало", "Окончание"])
    days = [("1 четверть", "01.09.2026", "23.10.2026"), ("2 четверть", "05.11.2026", "30.12.2026"), ("", "", "")]
    rows += [[str(101 + at), f"Кабинет № {101 + at}", 30, "", *days[min(at, 2)]] for at in range(7)]
    base, problems = read(rows)
    assert ([one.name for one in base.terms], len(base.rooms)) == (["1 четверть", "2 четверть"], 7)
    assert "turned_sheet" not in {one.code for one in problems}


# ── several rows a person ─────────────────────────────────────────────


def below(header: Rows, *cells: list[Cell]) -> Rows:
    """A list whose people have a row more each."""
    rows: Rows = [*header]
    for number, (name, one) in enumerate(zip(NAMES, PEOPLE, strict=True), 1):
        rows += [[number, name, one[3], one[4]], list(cells[number - 1])]
    return rows


HEAD: Rows = [["№", "ФИО", "Дата рождения", "Класс"]]


def test_the_second_row_has_names_of_its_own() -> None:
    cells: list[list[Cell]] = [["", f"г. Тестов, д. {at}", "", one[5]] for at, one in enumerate(PEOPLE)]
    base, problems = read(below([*HEAD, ["", "Адрес", "", "Телефон"]], *cells))
    assert (children(base), problems) == (EXPECTED, [])
    assert [one.card["address"] for one in base.students] == [f"г. Тестов, д. {at}" for at in range(4)]
    assert [one.phone for one in base.students][:2] == ["+79001112233", "+79001112234"]


def test_what_a_second_row_is_of_is_asked_where_nothing_says_it() -> None:
    rows = below(HEAD, *(["", f"г. Тестов, д. {at}", "", ""] for at in range(4)))
    base, (asked,) = read(rows)
    assert children(base) == EXPECTED
    assert (asked.code, "column:address" in [one.answer for one in asked.choices]) == ("unknown_column", True)
    base, problems = read(rows, answers=Answers(columns={asked.place.cell_key: "address"}))
    assert ([one.card["address"] for one in base.students], problems) == (
        [f"г. Тестов, д. {at}" for at in range(4)],
        [],
    )


@pytest.mark.parametrize(
    "cells",
    [
        [["", f"мать: {one[0]} Нина Львовна, 8 900 222-33-4{at}", "", ""] for at, one in enumerate(PEOPLE)],
        [["", f"{one[0]} Нина Львовна", f"8 900 222-33-4{at}", "мать"] for at, one in enumerate(PEOPLE)],
    ],
)
def test_a_mother_in_the_second_row(cells: list[list[Cell]]) -> None:
    base, problems = read(below(HEAD, *cells))
    assert (children(base), problems) == (EXPECTED, [])
    assert [(one.name.name, one.kinship, one.phone, one.child_text) for one in base.guardians] == [
        ("Нина", "mother", f"+7900222334{at}", name) for at, name in enumerate(NAMES)
    ]


def test_one_parent_below_or_two() -> None:
    rows: Rows = [*HEAD]
    for number, (name, one) in enumerate(zip(NAMES, PEOPLE, strict=True), 1):
        rows += [[number, name, one[3], one[4]], ["", f"{one[0]} Нина Львовна", f"8 900 222-33-4{number}", "мать"]]
        if number == 2:
            rows.append(["", f"{one[0]} Лев Ильич", "8 900 222-33-50", "отец"])
    base, problems = read(rows)
    assert (children(base), problems) == (EXPECTED, [])
    assert [(one.name.name, one.kinship) for one in base.guardians].count(("Нина", "mother")) == 4
    assert [one.child_text for one in base.guardians if one.kinship == "father"] == [NAMES[1]]


def test_the_surname_above_the_name() -> None:
    rows: Rows = [["№", "Фамилия, имя, отчество", "Дата рождения", "Класс"]]
    for number, one in enumerate(PEOPLE, 1):
        rows += [[number, one[0], one[3], one[4]], ["", f"{one[1]} {one[2]}"]]
    base, problems = read(rows)
    assert (children(base), problems) == (EXPECTED, [])


def test_a_class_over_people_of_two_rows_is_nobodys() -> None:
    rows: Rows = [["№", "ФИО", "Дата рождения"], ["", "Адрес", ""]]
    for group in ("5А", "5Б"):
        rows.append([f"{group} класс"])
        for number, (name, one) in enumerate(zip(NAMES, PEOPLE, strict=True), 1):
            if one[4] == group:
                rows += [[number, name, one[3]], ["", f"г. Тестов, д. {number}", ""]]
    base, problems = read(rows)
    assert (children(base), problems) == (EXPECTED, [])
    assert [one.card["address"] for one in base.students] == [f"г. Тестов, д. {at}" for at in range(1, 5)]


def test_the_other_parent_below_is_a_row_of_the_list() -> None:
    rows: Rows = [["Класс", "ФИО ученика", "Дата рождения", "ФИО родителя", "Родство"]]
    for name, one in zip(NAMES, PEOPLE, strict=True):
        rows += [
            [one[4], name, one[3], f"{one[0]} Нина Львовна", "мать"],
            ["", "", "", f"{one[0]} Лев Львович", "отец"],
        ]
    base, problems = read(rows)
    assert (children(base), problems) == (EXPECTED, [])
    assert [one.kinship for one in base.guardians] == ["mother", "father"] * 4


# ── names in English ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    "names",
    [
        ["Last name", "First name", "Middle name", "Date of birth", "Class", "Phone"],
        ["LastName", "FirstName", "MiddleName", "DateOfBirth", "Grade", "Mobile phone"],
        ["SURNAME", "GIVEN NAME", "PATRONYMIC", "DOB", "CLASS", "TEL"],
        ["family_name", "given_name", "middle_name", "birth_date", "class", "phone_number"],
    ],
)
def test_a_list_with_english_names(names: list[Cell]) -> None:
    base, problems = read([names, *map(list, PEOPLE)])
    assert (children(base), problems) == (EXPECTED, [])
    assert [one.phone for one in base.students][:1] == ["+79001112233"]


def test_values_in_english() -> None:
    rows: Rows = [["Student", "DOB", "Class", "Gender"]]
    rows += [
        [name, one[3], one[4], sex] for name, one, sex in zip(NAMES, PEOPLE, ["M", "F", "male", "female"], strict=True)
    ]
    base, problems = read(rows, name="Students")
    assert ([one.sex for one in base.students], problems) == (["m", "f", "m", "f"], [])
    rows = [["Student name", "Class", "Parent name", "Relationship", "Phone"]]
    rows += [[NAMES[0], "5А", "Орлова Нина Львовна", "Mother", "8 900 111-22-33"]]
    base, problems = read(rows)
    assert [(one.kinship, one.child_text) for one in base.guardians] == [("mother", NAMES[0])]
    assert problems == []


def test_load_and_week_in_english() -> None:
    load: Rows = [["Teacher", "Subject", "Class", "Hours per week"], [NAMES[0], "Физика", "5А", 2]]
    base, problems = read(load)
    assert ([(one.teacher, one.subject, one.hours) for one in base.load], problems) == ([(NAMES[0], "Физика", 2)], [])
    week: Rows = [["Class", "Day", "Lesson", "Subject", "Room"], ["5А", "Monday", 1, "Физика", 12]]
    (table,) = recognise([Sheet("а.xlsx", "Timetable", week)], Report(), {})
    assert (table.kind, len(table.rows)) == ("timetable", 1)
