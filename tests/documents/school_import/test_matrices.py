"""A load and bells laid out as a matrix: what each cell says is a row of its own, and no column is lost unsaid."""

import pytest

from letopis.documents.school_import.parsing.teaching import weekly_hours
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.recognising.matrices import SUBJECTS, TEACHERS, cells_of, parts_of, said_by
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable

pytestmark = pytest.mark.req("ORG-02", "CUR-01")
ORLOVA, KIM = "Орлова Анна Ильинична", "Ким Пётр Ильич"


def read(rows: list[list[Cell]]) -> tuple[list[SheetTable], Report]:
    report = Report()
    return recognise([Sheet("а.xlsx", "Лист1", rows)], report, {}), report


def load_of(table: SheetTable) -> list[tuple[str, ...]]:
    assert table.kind == "load"
    return [tuple(row.text(name) for name in ("teacher", "class", "subject", "hours")) for row in table.rows]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("русский язык 5, литература 3", [("русский язык", "5"), ("литература", "3")]),
        ("Алгебра - 3 ч.; Геометрия (2)", [("Алгебра", "3"), ("Геометрия", "2")]),
        ("3 ч. Алгебра", [("Алгебра", "3")]),
        ("Орлова А.И.\n5 ч", [("Орлова А.И.", "5")]),
        ("Орлова А.И. – 1,5", [("Орлова А.И.", "1,5")]),
        ("История", [("История", "")]),
        ("", []),
    ],
)
def test_parts_of_a_cell(cell: str, parts: list[tuple[str, str]]) -> None:
    assert parts_of(cell) == parts


def test_what_the_cells_say() -> None:
    assert said_by(["Алгебра 3", "Физика 2, Химия 1"]) == SUBJECTS
    assert said_by(["Орлова А.И. 3", ORLOVA]) == TEACHERS
    # Subjects without hours are a week, not a load.
    assert said_by(["Алгебра", "Физика"]) == said_by([]) == ""
    assert cells_of(SUBJECTS, "алгебра") == [{"subject": "Алгебра", "hours": "алгебра"}], (
        "no hours: an error at the cell"
    )


def test_teachers_by_classes() -> None:
    rows: list[list[Cell]] = [["№", "Ф.И.О. учителя", "5А", "5Б", "Всего"]]
    (table,), report = read(
        [
            *rows,
            [1, ORLOVA, "русский язык 5, литература 3", "русский язык 5", 13],
            [2, KIM, "", "труд 2", 2],
            ["", "Итого", 8, 7, 15],
        ]
    )
    assert load_of(table) == [
        (ORLOVA, "5А", "Русский язык", "5"),
        (ORLOVA, "5А", "Литература", "3"),
        (ORLOVA, "5Б", "Русский язык", "5"),
        (KIM, "5Б", "Труд", "2"),
    ]
    assert report.problems == []


def test_subjects_by_classes_with_teachers_in_the_cells() -> None:
    rows: list[list[Cell]] = [["Предмет", "5А", "5Б"], ["Физика", "Орлова А.И. - 2 ч.", "Ким П.И. 3"]]
    (table,), _ = read([*rows, ["Химия", "Орлова А.И. - 1 ч.", "Орлова А.И."]])
    assert load_of(table) == [
        ("Орлова А.И.", "5А", "Физика", "2"),
        ("Ким П.И.", "5Б", "Физика", "3"),
        ("Орлова А.И.", "5А", "Химия", "1"),
        ("Орлова А.И.", "5Б", "Химия", ""),
    ]


def test_people_at_the_rows_make_a_load_whatever_their_column_is_called() -> None:
    """A matrix of figures whose rows name people was read as a curriculum, and nothing said so."""
    rows: list[list[Cell]] = [["№", "Фамилия И.О.", "Категория", "Предмет", "5А", "5Б", "Итого часов"]]
    more: list[list[Cell]] = [
        [1, "Орлова А.И.", "высшая", "Физика", 2, 3, 5],
        ["", "", "", "Химия", "", 1, 1],
        [2, "Ким П.И.", "первая", "Труд", 2, "", 2],
    ]
    (table,), report = read([*rows, *more])
    assert load_of(table) == [
        ("Орлова А.И.", "5А", "Физика", "2"),
        ("Орлова А.И.", "5Б", "Физика", "3"),
        ("Орлова А.И.", "5Б", "Химия", "1"),
        ("Ким П.И.", "5А", "Труд", "2"),
    ]
    assert [(one.code, one.value) for one in report.problems] == [("unknown_column", "Категория")]


def test_bells_of_several_days_beside() -> None:
    rows: list[list[Cell]] = [["№ урока", "Понедельник", "Вторник – пятница"]]
    (table,), report = read([*rows, [1, "8:30 - 9:10", "8:00 - 8:40"], [2, "9:20 - 10:00", "8:50 - 9:30"]])
    assert table.kind == "bells"
    assert [(row.text("schedule"), row.text("number"), row.text("span")) for row in table.rows] == [
        ("Понедельник", "1", "8:30 - 9:10"),
        ("Вторник – пятница", "1", "8:00 - 8:40"),
        ("Понедельник", "2", "9:20 - 10:00"),
        ("Вторник – пятница", "2", "8:50 - 9:30"),
    ]
    assert report.problems == []


def test_a_line_of_two_times_is_no_bell() -> None:
    assert read([["1 8:30 - 9:10 8:00 - 8:40"], ["2 9:20 - 10:00 8:50 - 9:30"], ["3 10:20-11:00 9:50-10:30"]])[0] == []


def test_bells_of_shifts_beside_with_breaks_after_one_of_them() -> None:
    rows: list[list[Cell]] = [
        ["I СМЕНА", "", "", "II СМЕНА", ""],
        ["Урок", "Время", "Перемена", "Урок", "Время"],
        ["1 урок", "8.00 – 8.40", "10 мин", "1 урок", "14.00 – 14.40"],
        ["2 урок", "8.50 – 9.30", "20 мин (завтрак)", "2 урок", "14.50 – 15.30"],
        ["3 урок", "9.50 – 10.30", "", "", ""],
    ]
    (table,), report = read(rows)
    assert [(row.text("schedule"), row.text("number"), row.text("span")) for row in table.rows] == [
        ("I СМЕНА", "1 урок", "8.00 – 8.40"),
        ("II СМЕНА", "1 урок", "14.00 – 14.40"),
        ("I СМЕНА", "2 урок", "8.50 – 9.30"),
        ("II СМЕНА", "2 урок", "14.50 – 15.30"),
        ("I СМЕНА", "3 урок", "9.50 – 10.30"),
    ]
    assert report.problems == []


def test_bells_of_days_whose_numbers_have_no_name() -> None:
    rows: list[list[Cell]] = [["", "Понедельник", "Вторник – пятница", "Суббота"]]
    (table,), _ = read([*rows, ["1", "8:40-9:20", "8:00-8:40", "8:00-8:35"], ["2", "9:30-10:10", "8:50-9:30", ""]])
    assert [(row.text("schedule"), row.text("number"), row.text("span")) for row in table.rows] == [
        ("Понедельник", "1", "8:40-9:20"),
        ("Вторник – пятница", "1", "8:00-8:40"),
        ("Суббота", "1", "8:00-8:35"),
        ("Понедельник", "2", "9:30-10:10"),
        ("Вторник – пятница", "2", "8:50-9:30"),
    ]


def test_hours_of_a_year_and_levels_under_a_class_are_not_its_hours_of_a_week() -> None:
    rows: list[list[Cell]] = [
        ["Предмет", "10А", "", "", "10Б", "", ""],
        ["", "Уровень", "Часов в неделю", "За год", "Уровень", "Часов в неделю", "За год"],
        ["Русский язык", "Б", 2, 68, "У", 3, 102],
        ["Физика", "У", 5, 170, "Б", 2, 68],
        ["Индивидуальный проект", "", 1, 34, "", 1, 34],
    ]
    (table,), report = read(rows)
    assert table.kind == "curriculum"
    assert [(row.text("subject"), row.text("class"), row.text("hours")) for row in table.rows] == [
        ("Русский язык", "10А", "2"),
        ("Русский язык", "10Б", "3"),
        ("Физика", "10А", "5"),
        ("Физика", "10Б", "2"),
        ("Индивидуальный проект", "10А", "1"),
        ("Индивидуальный проект", "10Б", "1"),
    ]
    assert report.problems == []


def test_a_profile_behind_a_class_is_no_part_of_its_name() -> None:
    rows: list[list[Cell]] = [["Предметы", "10А (технологический)", "10Б (гуманитарный)"]]
    (table,), report = read([*rows, ["Русский язык", 2, 3], ["Физика", 5, 2], ["Химия", 1, 1]])
    assert [(row.text("subject"), row.text("class"), row.text("hours")) for row in table.rows] == [
        ("Русский язык", "10А", "2"),
        ("Русский язык", "10Б", "3"),
        ("Физика", "10А", "5"),
        ("Физика", "10Б", "2"),
        ("Химия", "10А", "1"),
        ("Химия", "10Б", "1"),
    ]
    assert report.problems == []


def test_groups_of_a_class_with_other_hours_make_no_figure_together() -> None:
    """«1» and «4» are no fourteen hours; what both groups have, the class has."""
    rows: list[list[Cell]] = [
        ["Предметы", "10А (технологический)", "", "10Б (гуманитарный)", ""],
        ["", "1 гр. инженерная", "2 гр. ИТ", "1 гр. филологи", "2 гр. юристы"],
        ["Информатика", 1, 4, 1, 1],
        ["Физика", 5, 2, 1, ""],
    ]
    (table,), _ = read(rows)
    assert [(row.text("subject"), row.text("class"), row.text("hours")) for row in table.rows] == [
        ("Информатика", "10А", "1 и 4"),
        ("Информатика", "10Б", "1"),
        ("Физика", "10А", "5 и 2"),
        ("Физика", "10Б", "1"),
    ]
    assert weekly_hours("1 и 4") is None
    assert weekly_hours("1 1") is None
