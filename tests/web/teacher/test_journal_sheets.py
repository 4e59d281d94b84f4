"""The workbook of a journal page: who gets it, and that it says what the screen says."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.journal.wire import GridDocument
from letopis.school.people.models import Staff, Student
from letopis.web.shared.xlsx import XLSX
from letopis.web.teacher.journal_book import Book
from tests import factories as make
from tests.school.journal.scene import Scene, marked_scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "JRN-02")]


@pytest.fixture
def s() -> Scene:
    return scene()


def take(card: Staff | Student, s: Scene, **asked: str) -> Any:
    address = reverse("journal", args=[s.course.pk])
    return make.sign_in(Client(), card).get(address, {"format": "xlsx", **asked})


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def row_of(rows: list[list[Any]], name: str) -> list[Any]:
    return next(row for row in rows if row[1] == name)


# ── who gets it ───────────────────────────────────────────────────────
@pytest.mark.req("ACC-03")
def test_who_takes_a_page_away(s: Scene, client: Client) -> None:
    colleague = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "5В"), teacher=colleague)
    address = reverse("journal", args=[s.course.pk])

    assert client.get(address, {"format": "xlsx"}).headers["Location"].startswith(reverse("account_login"))
    for card in (s.teacher, s.tutor, make.make_officer(s.school, Role.DEPUTY)):
        response = take(card, s)
        assert (response.status_code, response["Content-Type"]) == (200, XLSX)
        assert "no-store" in response["Cache-Control"]
        assert "X-Letopis-Account" not in response, "the browser's own store is for pages"
    for card in (colleague, scene().teacher, s.student, make.make_officer(s.school, Role.OPERATOR)):
        assert take(card, s).status_code == 404
    assert take(s.teacher, s, period="half-3").status_code == 404


def test_the_course_menu_offers_it(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    page = client.get(reverse("journal", args=[s.course.pk]), {"period": "year"}).content.decode()
    assert 'href="?period=year&amp;format=xlsx"' in page


# ── what it says ──────────────────────────────────────────────────────
def test_marks_as_the_screen_has_them(s: Scene) -> None:
    test = make.make_work_kind(s.school, "test", name="Контрольная работа", short_name="к/р", weight=3, is_control=True)
    control = make.make_work(s.lesson, test)
    before = make.make_lesson(s.course, date(2026, 11, 20), 2)
    first, second, third = s.students
    make.make_mark(s.work, first, "4", comment="Доказательство у доски")
    make.make_mark(control, first, "5", second="4")
    make.make_mark(s.work, second, "", state="debt", debt_until=date(2026, 11, 30))
    make.make_mark(control, second, "2")
    make.make_absence(before, second)
    make.make_absence(before, third, "ОП", minutes=7)
    make.make_absence(s.lesson, third, "Б")

    rows = sheets(take(s.teacher, s).content)["Отметки"]
    assert rows[0][0] == s.school.name
    assert rows[1][0] == "Алгебра, 7А"
    assert rows[2][0] == "II четверть (05.11.2026–30.12.2026), 2026/27 учебный год"
    assert rows[3][0].replace("\u00a0", " ") == "Учитель: Орлова Е. В. · отпечатано 23.11.2026"
    assert rows[5][:3] == ["№", "Ученик", "Ноябрь"]
    assert rows[5][5:] == ["Средний", "Отметок", "Взвешенный", "Пропущено", "из них «Н»", "Предлагается"]
    assert rows[6][2:5] == [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 23)]
    assert rows[7][2:5] == [2, 3, 3]
    assert rows[8][2:5] == ["", "отв", "к/р ×3"]
    # (4 + 5 + 4) / 3 and (4 + 3·5 + 3·4) / 7; the bare Н; a late comer was there.
    names = [f"{one.person.surname} {one.person.name}" for one in s.students]
    assert row_of(rows, names[0])[2:] == ["", 4, "5/4", 4.33, 3, 4.43, "", "", 4]
    assert row_of(rows, names[1])[2:] == ["Н", "•", 2, 2.0, 1, 2.0, 1, 1, 2]
    assert row_of(rows, names[2])[2:] == ["ОП", "Б", "Б", "", "", "", 1, "", ""]


def test_cells_closed_and_told(s: Scene, client: Client) -> None:
    late = make.make_student(s.class_group, "Яшин Ян Янович", since=s.lesson.date + timedelta(days=1))
    make.make_lesson(s.course, s.lesson.date + timedelta(days=2))
    back = make.make_student(s.class_group, "Юдин Глеб", until=s.lesson.date - timedelta(days=1))
    Membership.objects.create(
        school=s.school, class_group=s.class_group, student=back, starts_on=s.lesson.date + timedelta(days=1)
    )
    make.make_mark(s.work, s.student, "3", comment="Без чертежа")
    make.make_absence(s.lesson, s.student, "ОП", minutes=5)
    response = make.sign_in(client, s.teacher).get(reverse("journal_grid", args=[s.course.pk]))
    book = Book(msgspec.json.decode(response.content, type=GridDocument))
    newcomer = next(line for line in book.lines if line.id == late.pk)
    old = next(line for line in book.lines if line.id == s.student.pk)

    assert [book.cell(newcomer, column).is_closed for column in book.columns] == [True, False]
    assert newcomer.why.startswith("В составе с 24.11.2026")
    returned = next(line for line in book.lines if line.id == back.pk)
    assert [book.cell(returned, column).is_closed for column in book.columns] == [True, False]
    assert returned.why == "В составе по 22.11.2026, затем с 24.11.2026"
    assert book.cell(old, book.columns[0]).text == "3 ОП"
    assert book.cell(old, book.columns[0]).note == "Опоздание, 5 мин. Без чертежа"
    assert b"xl/comments1.xml" in take(s.teacher, s).content


def test_topics_and_tasks(s: Scene) -> None:
    s.lesson.topic = "=1+1 Свойства степени"
    s.lesson.save()
    after = make.make_lesson(s.course, date(2026, 11, 25), 1)
    make.make_homework(s.lesson, "§ 19, № 403", due=after)

    rows = sheets(take(s.teacher, s).content)["Темы и задания"]
    assert rows[5] == ["Дата", "Урок", "Тема", "Домашнее задание", "К какому дню"]
    assert rows[6] == [date(2026, 11, 23), 3, "=1+1 Свойства степени", "§ 19, № 403", date(2026, 11, 25)]
    assert rows[7] == [date(2026, 11, 25), 1, "", "", ""]


def test_a_page_without_lessons_or_students_is_a_workbook_too() -> None:
    school = make.make_school()
    teacher = make.make_staff(school)
    course = make.make_course(make.make_class(school), teacher=teacher)
    response = make.sign_in(Client(), teacher).get(reverse("journal", args=[course.pk]), {"format": "xlsx"})
    assert set(sheets(response.content)) == {"Отметки", "Темы и задания"}


# ── budget ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, students: int) -> None:
    s = marked_scene(students)
    make.sign_in(client, s.teacher)

    with django_assert_num_queries(11):  # the page's eight; topics and tasks
        assert client.get(reverse("journal", args=[s.course.pk]), {"format": "xlsx"}).status_code == 200
