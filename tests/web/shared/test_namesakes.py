"""Two of one class with one name are told apart wherever the class is listed, chosen from, printed or taken away."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.classes.queries import class_page, guardian_rows, student_rows
from letopis.school.journal.queries.changes import mark_story
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.marks.models import Mark
from letopis.school.people.models import Student
from letopis.school.people.queries import staff_choices, staff_rows
from letopis.school.timetable.queries import choices
from letopis.school.tutoring.queries import reports
from tests import factories as make
from tests.factories import TODAY, sign_in
from tests.school.journal.scene import Scene, mark, scene
from tests.school.journal.scene import one as applied

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-02", "CON-01")]

ILYICH, PAVLOVICH, OTHER = "Орлов Тимур Ильич", "Орлов Тимур Павлович", "Орлов Тимур Павлович, 05.02.2014"


@pytest.fixture
def s() -> Scene:
    """7А with three of one name, two of them to the patronymic, and Зимин."""
    found = scene(0)
    for name, born in ((ILYICH, 1), (PAVLOVICH, 3), (PAVLOVICH, 5), ("Зимин Пётр Ильич", 7)):
        student = make.make_student(found.class_group, name)
        student.person.birth_date = date(2014, 2, born)
        student.person.save()
        found.students.append(student)
    return found


SHORT = ["Зимин Пётр", ILYICH, "Орлов Тимур Павлович, 03.02.2014", OTHER]
FULL = ["Зимин Пётр Ильич", *SHORT[1:]]


def test_grid_and_lesson_name_them_apart_and_say_by_what(s: Scene) -> None:
    for document in (grid(s.actor, s.course.pk), lesson_page(s.actor, s.lesson.pk)):
        assert [one.name for one in document.students] == SHORT
        assert [one.distinction for one in document.students] == ["", "Ильич", "03.02.2014", "05.02.2014"]


def test_a_subgroup_names_a_student_as_the_class_does(s: Scene) -> None:
    group = make.make_subgroup(s.class_group, s.students[0], s.students[3])
    course = make.make_course(s.class_group, "Английский язык", teacher=s.teacher, subgroup=group)
    assert [one.name for one in grid(s.actor, course.pk).students] == ["Зимин Пётр", ILYICH]


MARIA, MARINA = "Иванова Мария Петровна", "Иванова Марина Павловна"


def test_two_teachers_of_the_same_initials(s: Scene, client: Client) -> None:
    """Both are «Иванова М. П.»: told apart in the diary's week, on «Сегодня», at the lesson, in the story of a mark."""
    maria, marina = make.make_staff(s.school, MARIA), make.make_staff(s.school, MARINA)
    child = s.students[0]
    physics = make.make_course(s.class_group, "Физика", teacher=maria)
    lesson = make.make_lesson(physics, number=4, substituted_for=maria, staff=marina)
    make.make_lesson(make.make_course(s.class_group, "Химия", teacher=maria), number=5)
    sign_in(client, make.make_guardian(child))
    week = text_of(client.get(reverse("diary_timetable", args=[child.pk])))
    assert MARINA in week
    assert "Иванова М." not in week
    sign_in(client, marina)
    today = text_of(client.get("/today/"))
    assert f"за учителя {MARIA}" in today or f"за {MARIA}" in today
    page = lesson_page(make.actor_of(marina, Role.TEACHER), lesson.pk)
    assert (page.lesson.teacher, page.lesson.substituted_for) == (MARINA, MARIA)
    work = make.make_work(lesson)
    for value, teacher in (("4", maria), ("5", marina)):
        version = Mark.objects.filter(work=work).values_list("version", flat=True).first() or 0
        actor = make.actor_of(teacher, Role.TEACHER)
        assert applied(actor, mark(work, child, value, base=version))["status"] == "applied"
    story = mark_story(make.actor_of(maria, Role.TEACHER), physics.pk, work.pk, child.pk)
    assert [one.by for one in story.entries] == [MARINA, MARIA]


def test_lists_of_the_office_tell_full_namesakes_apart(s: Scene, client: Client) -> None:
    """«Ли Ян» twice: of one position, guardians of one child, in reports, in the question before an order is signed."""
    for position in ("дворник", "учитель", "учитель"):
        make.make_staff(s.school, "Ли Ян", position=position)
    officer = make.make_officer(s.school)
    office = make.actor_of(officer, Role.OPERATOR)
    names = [row.name for row in staff_rows(office).all() if row.name.startswith("Ли")]
    assert sorted(names) == ["Ли Ян", "Ли Ян (1)", "Ли Ян (2)"]
    twins = [make.make_student(s.class_group, "Ли Ян", file_number=number) for number in ("1", "2")]
    for phone in ("+79001112233", "+79001112244"):
        guardian = make.make_guardian(s.students[3], full_name="Ли Ян")
        guardian.person.phone = phone
        guardian.person.save()
    names = [row.name for row in guardian_rows(office).all()]
    assert names == ["Ли Ян, +7\u00a0900\u00a0111-22-33", "Ли Ян, +7\u00a0900\u00a0111-22-44"]
    for student in twins:
        make.make_report(s.class_group, "Ли Ян", student=student, kind="departure")
    assert {row.name for row in reports(office)} == {"Ли Ян, л. д. № 1", "Ли Ян, л. д. № 2"}
    sign_in(client, officer)
    for student in twins:
        make.make_mark(s.work, student)
    order = make.make_order(*twins, day=date(2026, 11, 20))
    form = {"number": "5", "date": "2026-11-20", "version": order.version}
    said = text_of(client.post(reverse("office_order_sign", args=[order.pk]), form))
    assert "Ли Ян, л. д. № 1 — 1, Ли Ян, л. д. № 2 — 1" in said


@pytest.mark.parametrize("size", [1, 30])
def test_telling_apart_takes_no_query(s: Scene, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(size):
        make.make_student(s.class_group, ILYICH, file_number=str(number))
    actor = s.actor
    with django_assert_num_queries(6):
        rows = grid(actor, s.course.pk).students
    assert len({row.name for row in rows}) == len(rows) == size + 4


def test_lists_of_the_class(s: Scene) -> None:
    guardian = make.make_guardian(s.students[0], s.students[1])
    office = make.actor_of(make.make_officer(s.school), Role.OPERATOR)
    assert [line.shown for line in class_page(office, s.class_group.pk).here] == FULL
    assert [line.name for line in class_page(office, s.class_group.pk).here][1:] == [ILYICH, PAVLOVICH, PAVLOVICH]
    assert [line.shown for line in student_rows(office).all()] == FULL
    (line,) = guardian_rows(office).all()
    assert (line.id, [name for _, name in line.children]) == (guardian.pk, [ILYICH, PAVLOVICH])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("address", "about"),
    [("/class/{class_id}/subgroups/", "{name}: 1 группа"), ("/account/class/{class_id}/slips/", "{name}")],
)
def test_pages_where_somebody_of_the_class_is_chosen(s: Scene, client: Client, address: str, about: str) -> None:
    make.make_subgroup(s.class_group, s.students[0])
    sign_in(client, s.tutor)
    shown = text_of(client.get(address.format(class_id=s.class_group.pk)))
    for name in FULL:
        assert shown.count(about.format(name=name)) == 1


def test_slips_say_whose_they_are(s: Scene, client: Client) -> None:
    guardian = make.make_guardian(s.students[2])
    people = [s.students[1].person_id, s.students[2].person_id, guardian.person_id]
    sign_in(client, s.tutor)
    address = f"/account/class/{s.class_group.pk}/slips/"
    response = client.post(address, {"person": people}, follow=True)
    told = ["7А, 03.02.2014", "7А, 05.02.2014", f"7А, {OTHER}"]
    assert [about for _, about in response.context["slips"]] == told
    again = text_of(client.post(address, {"person": people}, follow=True))
    assert all(about in again for about in told)


def test_slips_of_the_whole_school_too(s: Scene, client: Client) -> None:
    sign_in(client, make.make_officer(s.school))
    listed = text_of(client.get("/office/accounts/", {"card": "student"}))
    assert all(name in listed for name in FULL)
    everybody = {"person": [one.person_id for one in s.students]}
    response = client.post("/office/accounts/slips/", everybody, follow=True)
    assert [about for _, about in response.context["slips"]] == ["", "", "03.02.2014", "05.02.2014"]


def test_the_choice_of_whom_to_enrol(s: Scene, client: Client) -> None:
    for student in s.students:
        student.memberships.all().delete()
    sign_in(client, make.make_officer(s.school))
    shown = client.get(f"/office/classes/{s.class_group.pk}/").content.decode()
    assert all(f">{name}</option>" in shown for name in FULL)


def test_workbooks_of_journal_and_subgroups(s: Scene, client: Client) -> None:
    make.make_subgroup(s.class_group, s.students[0])
    sign_in(client, s.tutor)
    for address, names in (
        (f"/journal/{s.course.pk}/?format=xlsx", SHORT),
        (f"/class/{s.class_group.pk}/subgroups/?format=xlsx", FULL),
    ):
        book = CalamineWorkbook.from_filelike(BytesIO(client.get(address).content))
        cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
        assert set(names) <= cells


def test_the_diary_tells_the_children_of_a_family_apart(s: Scene, client: Client) -> None:
    elsewhere = make.make_student(make.make_class(s.school, "5Б"), "Белова Инна Павловна")
    step_sister = make.make_student(s.class_group, "Зимина Инна Ильинична")
    guardian = make.make_guardian(elsewhere, step_sister)
    sign_in(client, guardian)
    assert "Инна, 7А Инна, 5Б" in text_of(client.get("/diary/"))
    third: Student = make.make_student(s.class_group, "Белова Инна Олеговна")
    make.make_guardian(third)
    third.guardianships.update(guardian=guardian)
    shown = text_of(client.get("/diary/"))
    assert "Белова Инна, 7А Зимина Инна, 7А Инна, 5Б" in shown


def test_choices_of_staff(s: Scene) -> None:
    first = make.make_staff(s.school, "Орлова Елена Викторовна", position="учитель химии")
    second = make.make_staff(s.school, "Орлова Евгения Викторовна")
    for number, one in enumerate((s.teacher, first, second), 1):
        make.make_slot(make.make_course(s.class_group, f"Химия {number}", teacher=one), number=number)
    assert [one.name for one in staff_choices(s.school.pk, TODAY)][1:4] == [
        "Орлова Евгения Викторовна",
        "Орлова Елена Викторовна",
        "Орлова Елена Викторовна, учитель химии",
    ]
    office = make.actor_of(make.make_officer(s.school), Role.OPERATOR)
    assert [one.name for one in choices(office, s.class_group.year, "teacher")] == [
        "Орлова Евгения Викторовна",
        "Орлова Елена Викторовна",
        "Орлова Елена Викторовна, учитель химии",
    ]
