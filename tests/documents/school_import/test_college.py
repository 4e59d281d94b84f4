"""A college's files: what is wrong with them is told in a college's own words."""

import pytest

from letopis.documents.plan_import.reading import read_plan_text
from letopis.documents.school_import.vocabularies import VOCABULARIES
from letopis.documents.school_import.words import TABLES, table_name
from letopis.documents.sheets.problems import Problem
from letopis.kernel.dates import DateRange
from letopis.school.classes.models import ClassGroup
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import in_words_of
from tests.documents.school_import.school import Book, load, look
from tests.factories import YEAR_END, YEAR_START, make_college
from tests.web.shared.test_college import FOREIGN

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02")]


def college(book: Book) -> Book:
    """The school's sheets as a college's."""
    book["Школа", 3, 2] = "Индустриальный колледж"
    book["Школа", 4, 2] = "Колледж № 9"
    return book


@pytest.fixture
def spoilt(book: Book) -> Book:
    """A college with something wrong on every sheet."""
    book["Школа", 12, 5] = "Никтов Н. Н."
    book["Школа", 13, 1] = "5А"
    book["Звонки", 3, 2] = "утром"
    book["Звонки", 5, 1] = 2
    book["Ученики", 4, 5] = "9Я"
    book["Ученики", 5, 5] = ""
    book["Ученики", 6, 5] = "5A"  # in Latin letters
    book["Ученики", 7, 4] = "08.07.1995"
    book["Ученики", 10, 11] = "01.02.2025"
    book["Родители", 3, 2] = "Никто Никита Никитич"
    book["Родители", 4, 3] = "10А"
    book["Нагрузка", 4, 2] = "Неизвестнов Н. Н."
    book["Нагрузка", 5, 2] = ""
    book["Нагрузка"].append([10, "Сомов Егор Ильич", "Физическая культура", "10А", "", 1])
    book["Расписание", 4, 3] = "много"
    book["Расписание", 5, 6] = "Неизвестнов Н. Н."
    book["Расписание", 9, 3] = 2
    book["Расписание", 10, 4] = "Черчение"
    return college(book)


def messages(problems: list[Problem]) -> list[str]:
    return [f"{one.message} {' '.join(choice.label for choice in one.choices)}" for one in problems]


def test_problems_of_a_college_to_be_founded(spoilt: Book) -> None:
    found = look(spoilt.xlsx())
    codes = {one.code for one in found.problems}
    assert len(codes) >= 12
    assert not [message for message in messages(found.problems) if FOREIGN.search(message)]
    assert any("Группы «9Я» нет в списке групп колледжа" in one.message for one in found.problems)


def test_problems_of_a_college_that_is_there(spoilt: Book) -> None:
    found = look(spoilt.xlsx(), school=make_college())
    assert not [message for message in messages(found.problems) if FOREIGN.search(message)]


def test_the_same_in_a_general_school(book: Book) -> None:
    book["Ученики", 4, 5] = "9Я"
    assert any("Класса «9Я» нет в списке классов школы" in one.message for one in look(book.xlsx()).problems)


def test_names_of_tables_and_columns() -> None:
    with in_words_of("college"):
        told = [table_name(kind) for kind in TABLES]
        told += [column.label for vocabulary in VOCABULARIES for column in vocabulary.columns]
    assert not [name for name in told if FOREIGN.search(name)]
    assert {"Группы", "Студенты", "Куратор", "№ пары", "ФИО студента", "Преподаватель"} <= set(told)


@pytest.mark.parametrize("text", ["", "№\tТема\tЧасы\nх\tПредел\t2\n9\t\t2", "Раздел\tТема\nВведение\t"])
def test_problems_of_a_plan(text: str) -> None:
    with in_words_of("college"):
        plan = read_plan_text(text, DateRange(YEAR_START, YEAR_END))
    assert plan.problems
    assert not [one.message for one in plan.problems if FOREIGN.search(one.message)]


def test_a_new_college_marks_its_first_year(book: Book) -> None:
    _, school = load(college(book).xlsx(), leave_out=True)
    assert settings_of(school).unmarked_grades == ()
    # The list of kinds of work speaks as the college does.
    assert WorkKind.objects.get(school=school, code="answer").name == "Ответ на паре"


def test_a_group_named_by_nine_is_of_the_course_that_its_row_says(book: Book) -> None:
    """«9-ПК»: after nine classes, of the first course; the ages are a college's."""
    book.sheets = {name: book.sheets[name] for name in ("Школа", "Периоды", "Сотрудники")}
    del book.sheets["Школа"][8:]
    book.sheets["Группы"] = [["Группа", "Курс", "Специальность"], ["9-ПК", 1, "Повар"], ["ТМ-21", 2, "Токарь"]]
    book.sheets["Студенты"] = [
        ["ФИО студента", "Группа", "Дата рождения"],
        ["Ким Пётр Ильич", "9-ПК", "01.02.2010"],
        ["Ясный Лев Петрович", "ТМ-21", "01.02.2009"],
    ]
    found, school = load(college(book).xlsx())
    groups = ClassGroup.objects.filter(school=school).order_by("grade")
    assert list(groups.values_list("name", "grade")) == [("9-ПК", 1), ("ТМ-21", 2)]
    assert "odd_age" not in {one.code for one in found.problems}


@pytest.mark.req("TT-01")
def test_hours_may_be_of_45_minutes_two_of_them_a_lesson(book: Book) -> None:
    def told(path: str) -> list[str]:
        found = look(college(book).xlsx(path), school=make_college())
        return [one.message for one in found.problems if one.code == "timetable_hours"]

    lessons = told("пары.xlsx")
    for row in book["Нагрузка"][3:-1]:
        row[5] *= 2
    for row in book["Учебный план"][5:8]:
        row[2:5] = [hours and 2 * hours for hours in row[2:5]]
    assert told("часы.xlsx") == lessons == []
    book["Нагрузка", 4, 6] = book["Учебный план"][5][2] = 6
    assert "5А Математика — 6 и 4" in "".join(told("лишнее.xlsx"))
