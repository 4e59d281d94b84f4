"""Lessons of alternating weeks: a column of them, however it is called and written, is in the base what it says."""

from typing import Any

import pytest

from letopis.documents.school_import.live import load_live
from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.parsing.lessons import parse_timetables
from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import parse_parity
from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import School
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests.documents.school_import.school import Book, errors, load, look, only

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("TT-01")]
SLOTS = [("5А", 1, 1, 1), ("5А", 1, 1, 2), ("5А", 2, 1, 0), ("5Б", 1, 1, 2), ("5Б", 3, 1, 0)]


def weeks(book: Book, header: str, odd: Any, even: Any) -> Book:
    """5А and 5Б take turns in the first lesson of Monday; 5А has PE when 5Б has mathematics."""
    book.sheets["Расписание"] = [
        ["Расписание уроков"],
        ["Класс", "День", "№ урока", "Предмет", "Учитель", "Кабинет", header],
        ["5А", "Понедельник", 1, "Математика", "Орлова А.П.", "12", odd],
        ["5А", "Понедельник", 1, "Физическая культура", "Сомов Е.И.", "С1", even],
        ["5А", "Вторник", 1, "Математика", "Орлова А.П.", "12", ""],
        ["5Б", "Понедельник", 1, "Математика", "Орлова А.П.", "12", even],
        ["5Б", "Среда", 1, "Математика", "Орлова А.П.", "12", ""],
    ]
    return book


def placed(school: School) -> list[tuple[str, int, int, int]]:
    rows = WeeklySlot.objects.filter(school=school, ends_on=None)
    return sorted(rows.values_list("course__class_group__name", "weekday", "number", "parity"))


@pytest.mark.parametrize(
    ("header", "odd", "even"),
    [
        ("Неделя", "верхняя", "нижняя"),
        ("Недели", 1, 2),
        ("Чётность", "нечёт.", "чёт."),
        ("Тип недели", "Числитель", "Знаменатель"),
        ("Числ./знам.", "числ.", "знам."),
        ("Чередование", "1-я неделя", "2-я неделя"),
    ],
)
def test_a_column_of_weeks_is_read_by_its_values(book: Book, header: str, odd: Any, even: Any) -> None:
    path = weeks(book, header, odd, even).xlsx()
    found, school = load(path)
    assert not errors(found)
    assert placed(school) == SLOTS
    told = {one.code: one.message for one in found.problems}
    assert ("week_order" in told) == (str(odd).casefold()[:4] in {"верх", "числ"})
    assert "5А Математика — 2 и 1,5" in told["timetable_hours"]
    again = load(path, school=school)[0].sheets
    assert not any(sheet.created or sheet.changed for sheet in again), "loading again writes nothing"


def test_lessons_are_made_of_their_weeks_only(book: Book) -> None:
    _, school = load(weeks(book, "Неделя", "нечётная", "чётная").xlsx())
    rows = Lesson.objects.filter(school=school, course__class_group__name="5А", date__iso_week_day=1, number=1)
    first, second = rows.order_by("date").values_list("course__subject__name", flat=True)[:2]
    assert (first, second) == ("Физическая культура", "Математика")


def test_which_week_is_the_upper_one_is_asked_once(book: Book) -> None:
    path = weeks(book, "Неделя", "верхняя", "нижняя").xlsx()
    (asked,) = (one for one in look(path).problems if one.code == "week_order")
    assert [choice.answer for choice in asked.choices] == ["odd", "even"]
    found, school = load(path, answers=Answers(causes={asked.cause: "even"}))
    assert "week_order" not in {one.code for one in found.problems}
    assert placed(school) == sorted((name, day, number, (3 - odd) % 3) for name, day, number, odd in SLOTS)


def test_a_week_that_is_not_understood_is_an_error_of_its_row(book: Book) -> None:
    weeks(book, "Неделя", "нечётная", "чётная")["Расписание", 5, 7] = "по договорённости"
    found = look(book.xlsx())
    assert (only(found).place.row, only(found).code) == (5, "bad_week")
    assert "по договорённости" in only(found).message
    assert [choice.answer for choice in only(found).choices][:3] == ["value:нечётная", "value:чётная", "value:каждая"]
    _, school = load(book.xlsx(), leave_out=True)
    assert placed(school) == [one for one in SLOTS if one != ("5А", 2, 1, 0)]


def test_a_timetable_of_every_week_becomes_one_of_weeks(book: Book) -> None:
    _, school = load(book.xlsx())
    assert not any(parity for *_, parity in placed(school))
    load(weeks(book, "Неделя", "нечётная", "чётная").xlsx(), school=school)
    assert [one for one in placed(school) if one[0] != "10А"] == SLOTS


@pytest.mark.parametrize(
    ("text", "parity"),
    [
        *(("", 0), ("каждая", 0), ("1, 2", 0), ("1–2", 0), ("чёт/нечёт", 0), ("—", 0), ("еженедельно", 0)),
        *(("I", 1), ("первая", 1), ("Нечетная неделя", 1), ("по нечётным", 1), (1.0, 1), ("над чертой", 1), ("н", 1)),
        *(("II", 2), ("вторая", 2), ("чётн.", 2), ("2 нед.", 2), ("под чертой", 2), ("ниж.", 2)),
        *(("3", None), ("четверг", None), ("1 и 3", None), ("осень", None)),
    ],
)
def test_words_of_weeks(text: str | float, parity: int | None) -> None:
    assert parse_parity(text) == parity


def grid(book: Book, cell: str, *below: list[Any]) -> Book:
    """5А on Monday: `cell` first, mathematics second; `below`: a second row of the first lesson."""
    book.sheets["Расписание"] = [
        ["Расписание"],
        ["День", "Урок", "5А", "5Б"],
        ["Понедельник", 1, cell, "Математика"],
        *below,
        ["", 2, "Математика", ""],
        ["Вторник", 1, "Математика", "Физическая культура"],
    ]
    return book


def first_lesson(school: School) -> list[tuple[str, int]]:
    rows = WeeklySlot.objects.filter(school=school, course__class_group__name="5А", weekday=1, number=1)
    return sorted(rows.values_list("course__subject__name", "parity"))


TURNS = [("Математика", 1), ("Физическая культура", 2)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("чис. Математика / знам. Физическая культура", TURNS),
        ("Математика (чис.)\nФизическая культура (знам.)", TURNS),
        ("1 нед. Математика / 2 нед. Физическая культура", TURNS),
        ("Физ-ра чн, Математика нч", TURNS),
        ("н/ч Математика, ч/н Физическая культура", TURNS),
        ("Математика (нечет.) / -", TURNS[:1]),
        ("Математика, II неделя", [("Математика", 2)]),
        ("Математика", [("Математика", 0)]),
    ],
)
def test_a_cell_says_of_which_weeks_its_lessons_are(book: Book, cell: str, expected: list[tuple[str, int]]) -> None:
    found, school = load(grid(book, cell).xlsx())
    assert not errors(found)
    assert first_lesson(school) == expected


@pytest.mark.parametrize("cell", ["- / Математика", "Математика\n—", "Математика / -", "Математика / знам. Физ-ра"])
def test_a_cell_that_leaves_a_week_open_is_an_error_of_its_own(book: Book, cell: str) -> None:
    found, school = load(grid(book, cell).xlsx(), leave_out=True)
    assert (only(found).code, only(found).place.row) == ("unclear_weeks", 3)
    assert first_lesson(school) == []


def test_two_subjects_in_a_cell_are_asked_about_once(book: Book) -> None:
    path = grid(book, "Физ-ра/Математика").xlsx()
    asked = only(look(path))
    assert (asked.code, asked.value) == ("two_in_cell", "Физическая культура / Математика")
    found, school = load(path, answers=Answers(causes={asked.cause: "even_first"}))
    assert not errors(found)
    assert first_lesson(school) == TURNS


def test_a_lesson_of_two_rows_is_asked_about_once(book: Book) -> None:
    path = grid(book, "Математика", ["", 1, "Физ-ра", "Математика"]).xlsx()
    asked = only(look(path))
    assert (asked.code, asked.rows) == ("split_rows", (3, 4))
    found, school = load(path, answers=Answers(causes={asked.cause: "weeks"}))
    assert not errors(found)
    assert first_lesson(school) == TURNS
    assert WeeklySlot.objects.filter(course__class_group__name="5Б", weekday=1, parity=0).count() == 1


# ── layouts of a week ─────────────────────────────────────────────────


def slots(*sheets: tuple[str, list[list[Any]]]) -> tuple[list[tuple[str, int, int, int, str, str, str]], list[str]]:
    """What a load of mathematics and physics and these sheets come to: class, day, number, week, subject and so on."""
    load_sheet: list[list[Any]] = [["Учитель", "Предмет", "Класс", "Часов в неделю"]]
    for group, (maths, physics) in {
        "5А": ("Орлова Анна Ильинична", "Ким Пётр Ильич"),
        "5Б": ("Ясная Ева Ильинична", "Лев Ян Ильич"),
    }.items():
        load_sheet += [[maths, "Математика", group, 5], [physics, "Физика", group, 2]]
    report = Report()
    tables = recognise([Sheet("а.xlsx", name, rows) for name, rows in (("Нагрузка", load_sheet), *sheets)], report, {})
    base = parse(tables, report, known_year="2026/2027")
    parse_timetables(base, load_live(School(), ""), report)
    return [
        (one.class_text, one.weekday, one.number, one.parity, one.subject, one.teacher, one.room)
        for one in base.timetable
    ], [one.code for one in report.problems]


def test_sheets_of_two_weeks_are_one_timetable() -> None:
    head = ["День", "Урок", "5А", "5Б"]
    found, problems = slots(
        ("Нечётная неделя", [head, ["Понедельник", 1, "Математика", "Физика"], ["", 2, "Физика", "Математика"]]),
        ("Чётная неделя", [head, ["Понедельник", 1, "Математика", "Физика"], ["", 2, "Математика", "Физика"]]),
    )
    assert sorted(one[:5] for one in found) == [
        ("5А", 1, 1, 0, "Математика"),
        ("5А", 1, 2, 1, "Физика"),
        ("5А", 1, 2, 2, "Математика"),
        ("5Б", 1, 1, 0, "Физика"),
        ("5Б", 1, 2, 1, "Математика"),
        ("5Б", 1, 2, 2, "Физика"),
    ]
    assert problems == []


def test_a_column_of_weeks_beside_the_numbers_of_a_grid() -> None:
    found, problems = slots(
        (
            "Расписание",
            [
                ["День", "Урок", "Неделя", "5А", "5Б"],
                ["Понедельник", 1, "нечёт.", "Математика", "Физика"],
                ["Понедельник", 1, "чёт.", "Физика", "Физика"],
            ],
        )
    )
    assert sorted(one[:5] for one in found) == [
        ("5А", 1, 1, 1, "Математика"),
        ("5А", 1, 1, 2, "Физика"),
        ("5Б", 1, 1, 0, "Физика"),
    ]
    assert problems == [], "nothing is asked that the column says"


def test_the_row_below_says_who_and_where() -> None:
    rows = [["Расписание"], ["День", "Урок", "5А", "5Б"]]
    for number in (1, 2):
        rows += [
            ["Вторник", number, "Математика", "Физика"],
            ["Вторник", number, "Орлова А.И. 12", "Лев Я.И. спортзал"],
        ]
    found, problems = slots(("Расписание", rows))
    assert found == [
        (group, 2, number, 0, *what)
        for number in (1, 2)
        for group, what in (
            ("5А", ("Математика", "Орлова А.И.", "12")),
            ("5Б", ("Физика", "Лев Я.И.", "спортзал")),
        )
    ]
    assert problems == []


def test_the_row_below_says_who_has_which_half() -> None:
    rows = [["День", "Урок", "5А", "5Б"]]
    for number in (1, 2):
        rows += [
            ["Вторник", number, "Физика (1 группа)\nМатематика (2 группа)", "Физика"],
            ["Вторник", number, "Ким П.И.\nОрлова А.И.", "Лев Я.И."],
        ]
    found, _ = slots(("Расписание", rows))
    assert [one[4:6] for one in found if one[0] == "5А"] == [("Физика", "Ким П.И."), ("Математика", "Орлова А.И.")] * 2


@pytest.mark.parametrize("bells", [True, False])
def test_times_instead_of_numbers(bells: bool) -> None:
    rows = [
        ["День", "Время", "5А", "5Б"],
        ["Среда", "9:20-10:00", "Математика", "---"],
        ["", "10:20-11:00", "Физика", "* * *"],
    ]
    known = [["Урок", "Время"], [1, "8:30-9:10"], [2, "9:20-10:00"], [3, "10:20-11:00"]]
    sheets = [("Звонки", known)] * bells + [("Расписание", rows)]
    found, problems = slots(*sheets)
    assert [(one[2], one[4]) for one in found] == [(1 + bells, "Математика"), (2 + bells, "Физика")]
    assert problems == ([] if bells else ["times_counted"])


def test_without_a_load_it_is_taken_from_the_timetable_when_the_operator_says_so(book: Book) -> None:
    del book.sheets["Нагрузка"], book.sheets["Учебный план"]
    book.sheets["Расписание"] = [
        ["Расписание уроков"],
        ["Класс", "День", "№ урока", "Предмет", "Учитель", "Кабинет"],
        ["5А", "Понедельник", 1, "Математика", "Орлова А.П.", "12"],
        ["5А", "Вторник", 1, "Математика", "Орлова Анна Петровна", "12"],
        ["5Б", "Вторник", 2, "Математика", "Орлова А.П.", "12"],
    ]
    path = book.xlsx()
    asked = only(look(path))
    assert (asked.code, [one.value for one in asked.choices]) == ("no_load", ["take"])
    given = Answers(causes={asked.cause: "take"})
    assert errors(look(path, answers=given)) == []
    found, school = load(path, answers=given)
    assert "load_inferred" in {one.code for one in found.problems}
    rows = Course.objects.filter(school=school, hours_per_week__gt=0)
    assert sorted(rows.values_list("class_group__name", "subject__name", "hours_per_week")) == [
        ("5А", "Математика", 2),
        ("5Б", "Математика", 1),
    ]
    assert len(placed(school)) == 3
