"""The load as teachers by subjects: classes and their hours stand within the cells."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from letopis.documents.school_import import service
from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.records import LoadRecord
from letopis.documents.school_import.shares import shares_of
from letopis.documents.sheets.problems import Answers, Report
from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import School
from tests.documents.school_import.school import Book, errors, load, look, only

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-01")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("5А – 3, 5Б – 2,5", [("5А", "3", 1), ("5Б", "2.5", 1)]),
        ("5А(3) 5Б(2)", [("5А", "3", 1), ("5Б", "2", 1)]),
        ("5А, 5Б – 6 ч", [("5А", "6", 2), ("5Б", "6", 2)]),
        ("5А и 5Б по 3 ч", [("5А", "3", 1), ("5Б", "3", 1)]),
        ("5А 3ч.; 10А 2 ч", [("5А", "3", 1), ("10А", "2", 1)]),
        ("5А, 5Б", [("5А", None, 1), ("5Б", None, 1)]),
        ("5-А: 3", [("5-А", "3", 1)]),
        ("вакансия", []),
        ("5А, кружок", []),
        ("12", []),
    ],
)
def test_a_cell_of_classes(cell: str, expected: list[tuple[str, str | None, int]]) -> None:
    found = [(one.class_text, one.hours, one.of) for one in shares_of(cell)]
    assert found == [(name, Decimal(hours) if hours else None, of) for name, hours, of in expected]


def matrix(book: Book, *cells: Any) -> Book:
    """Орлова teaches mathematics and language; Сомов, PE."""
    book.sheets["Нагрузка"] = [
        ["Тарификация"],
        ["№", "ФИО учителя", "Математика", "Физическая культура"],
        [1, "Орлова Анна Петровна", cells[0], ""],
        [2, "Сомов Егор Ильич", "", cells[1]],
    ]
    del book.sheets["Расписание"]
    return book


def draft_of(path: Path, answers: Answers) -> list[LoadRecord]:
    """The rows of the load as read."""
    report = Report(answers)
    return parse(recognise(service.read([path]), report, {}), report).load


def courses(school: School) -> list[tuple[str, str, str, int]]:
    rows = Course.objects.filter(school=school).order_by("subject__name", "class_group__name")
    return [
        (one.subject.name, one.class_group.name, one.teachers.get().staff.person.surname, int(one.hours_per_week or 0))
        for one in rows
    ]


def test_teachers_by_subjects(book: Book) -> None:
    found, school = load(matrix(book, "5А – 2, 5Б – 2", "5А (1), 5Б (1)").xlsx())
    assert not errors(found)
    assert courses(school) == [
        ("Математика", "5А", "Орлова", 2),
        ("Математика", "5Б", "Орлова", 2),
        ("Физическая культура", "5А", "Сомов", 1),
        ("Физическая культура", "5Б", "Сомов", 1),
    ]


def test_one_figure_for_several_classes_is_asked_about_once(book: Book) -> None:
    path = matrix(book, "5А, 5Б – 4 ч", "5А, 5Б – 4 ч").xlsx()
    found = look(path)
    (question,) = (one for one in found.questions if one.cause == "hours_of_several|load")
    assert (question.count, [choice.answer for choice in question.choices]) == (2, ["each", "in_all"])
    for answer, hours in (("each", 4), ("in_all", 2)):
        base = draft_of(path, Answers(causes={question.cause: answer}))
        assert [(row.class_text, row.hours) for row in base] == [("5А", hours), ("5Б", hours)] * 2


def test_a_cell_that_is_not_understood_is_an_error_of_its_own(book: Book) -> None:
    found = look(matrix(book, "5А – 3, 5Б", "5А – 1, 5Б – 1").xlsx())
    assert only(found).code == "hours_not_of_all"


@pytest.mark.req("JRN-08")
def test_a_column_a_title_or_the_subject_says_that_it_is_no_subject(book: Book) -> None:
    for row in book.sheets["Нагрузка"]:
        row.append("")
    head = next(row for row in book.sheets["Нагрузка"] if "Предмет" in row)
    head[-1] = "Вид"
    body = book.sheets["Нагрузка"].index(head) + 1
    row = list(book.sheets["Нагрузка"][body])
    place = head.index("Предмет")
    row[place], row[-1] = "Робототехника", "внеурочная деятельность"
    book.sheets["Нагрузка"].insert(body, row)
    book.sheets["Внеурочная деятельность"] = [head[:-1], [*row[:place], "Хор", *row[place + 1 : -1]]]
    book.sheets["Нагрузка"].append([*row[:place], "Классный час", *row[place + 1 : -1], ""])
    _, school = load([book.xlsx()])
    kinds = dict(Course.objects.filter(school=school).values_list("subject__name", "kind"))
    assert {name: kinds.pop(name) for name in ("Робототехника", "Хор", "Классный час")} == {
        "Робототехника": "extra",
        "Хор": "extra",
        "Классный час": "class_hour",
    }
    assert set(kinds.values()) == {"subject"}
    assert not Course.objects.exclude(kind="subject").exclude(scale="unmarked").exists()
