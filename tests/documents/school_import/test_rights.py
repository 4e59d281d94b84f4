"""A load is no way round a form: who may not do a thing there does not do it by a file (ACC-02, ACC-03)."""

from datetime import date

import pytest

from letopis.documents.school_import import service
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.models import ClassTutor
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import School
from letopis.school.people.models import Guardianship, Staff, Student
from letopis.school.timetable.models import WeeklySlot
from tests.documents.school_import.school import Book, load
from tests.factories import actor_of, make_officer, make_person, nobody

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-02", "ACC-03", "ORG-02")]
KEEPERS = (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def school(book: Book) -> School:
    """The school, loaded by the program."""
    return load(book.xlsx())[1]


def loading(book: Book, school: School, actor: Actor | None) -> service.Preview:
    """What the load did; the preview beforehand said the same."""
    sheets = service.read([book.xlsx("второй.xlsx")])
    seen = service.preview(sheets, school=school, actor=actor)
    found, _ = service.apply(sheets, school=school, actor=actor, leave_out_errors=True)
    assert [p.message for p in seen.problems] == [p.message for p in found.problems]
    return found


def told(found: service.Preview, code: str) -> list[str]:
    return [problem.message for problem in found.problems if problem.code == code]


def roles_of(name: str) -> set[str]:
    return set(RoleAssignment.objects.filter(person__surname=name).values_list("role", flat=True))


# ── roles of the whole school ─────────────────────────────────────────


@pytest.mark.parametrize("role", KEEPERS)
def test_those_who_appoint_appoint_by_a_file(book: Book, school: School, role: Role) -> None:
    book["Сотрудники", 5, 4] = "Оператор ЭЖ"
    found = loading(book, school, actor_of(make_officer(school, role=role), role))
    assert roles_of("Орлова") == {Role.OPERATOR}
    (given,) = found.draft.appointed
    assert (given.who, given.role, given.starts_on) == ("Орлова Анна Петровна", "Оператор", date(2026, 9, 1))
    assert told(found, "role_not_given") == []


def test_the_program_appoints(book: Book, school: School) -> None:
    book["Сотрудники", 5, 4] = "Оператор ЭЖ"
    loading(book, school, None)
    assert roles_of("Орлова") == {Role.OPERATOR}


def test_the_study_office_appoints_nobody(book: Book, school: School) -> None:
    book["Сотрудники", 5, 4] = "Оператор ЭЖ"
    found = loading(book, school, actor_of(make_officer(school, role=Role.STUDY_OFFICE), Role.STUDY_OFFICE))
    assert roles_of("Орлова") == set()
    assert found.draft.appointed == []
    (message,) = told(found, "staff_not_yours")
    assert "строки 5" in message
    assert "оператор электронного журнала" in message


def test_the_study_office_does_not_make_itself_the_operator(book: Book, school: School) -> None:
    clerk = Staff.objects.get(person__surname="Орлова")
    book["Сотрудники", 5, 4] = "Оператор ЭЖ"
    loading(book, school, actor_of(clerk, Role.STUDY_OFFICE))
    assert roles_of("Орлова") == set()
    clerk.refresh_from_db()
    assert clerk.position == "Учитель математики"


@pytest.mark.parametrize("role", KEEPERS)
def test_nobody_appoints_oneself(book: Book, school: School, role: Role) -> None:
    book["Сотрудники", 5, 4] = "Директор"
    found = loading(book, school, actor_of(Staff.objects.get(person__surname="Орлова"), role))
    assert roles_of("Орлова") == set()
    (message,) = told(found, "role_not_given")
    assert message.startswith("Орлова Анна Петровна: роль «Директор» по этой должности не назначается")
    assert "другой оператор" in message
    assert Staff.objects.get(person__surname="Орлова").position == "Директор", "the card is written all the same"


# ── cards and the school's own ────────────────────────────────────────


def test_the_study_office_writes_no_card_of_staff(book: Book, school: School) -> None:
    book["Сотрудники"].insert(7, [5, "Ясная Ольга Ивановна", "", "Учитель труда", "", "", "", "", ""])
    book["Сотрудники", 5, 5] = "8 943 000 99 99"
    book["Ученики", 4, 2] = "Ёжикова Алёна Игоревна"
    found = loading(book, school, actor_of(make_officer(school, role=Role.STUDY_OFFICE), Role.STUDY_OFFICE))
    assert not Staff.objects.filter(person__surname="Ясная").exists()
    assert Staff.objects.get(person__surname="Орлова").person.phone == "+79430000002"
    assert "строки 5, 8" in told(found, "staff_not_yours")[0]


def test_the_study_office_loads_students_and_the_load(book: Book, school: School) -> None:
    new = list(book["Ученики"][3])
    new[1:4] = ["Новиков Пётр Ильич", "м", "02.03.2015"]
    new[5] = ""
    book["Ученики"].append(new)
    found = loading(book, school, actor_of(make_officer(school, role=Role.STUDY_OFFICE), Role.STUDY_OFFICE))
    assert Student.objects.filter(person__surname="Новиков").exists()
    assert told(found, "staff_not_yours") == []
    assert found.draft.counts.unchanged["staff"] == 4


def test_the_study_office_leaves_the_school_its_name(book: Book, school: School) -> None:
    book["Школа", 3, 2] = "Муниципальная школа № 91"
    found = loading(book, school, actor_of(make_officer(school, role=Role.STUDY_OFFICE), Role.STUDY_OFFICE))
    assert School.objects.get().name == "Муниципальная школа № 90 города Тестова"
    assert "её ведёт оператор" in told(found, "card_not_yours")[0]


def test_the_operator_names_the_school(book: Book, school: School) -> None:
    book["Школа", 3, 2] = "Муниципальная школа № 91"
    loading(book, school, actor_of(make_officer(school), Role.OPERATOR))
    assert School.objects.get().name == "Муниципальная школа № 91"


# ── pages, classes and lessons of one's own ───────────────────────────


@pytest.mark.parametrize("role", [*KEEPERS, Role.STUDY_OFFICE])
def test_nobody_gives_oneself_a_page_or_a_class(book: Book, role: Role) -> None:
    school = load(book.xlsx())[1]
    mine = Staff.objects.get(person__surname="Орлова")
    CourseTeacher.objects.filter(staff=mine).delete()
    ClassTutor.objects.filter(staff=mine).delete()
    found = loading(book, school, actor_of(mine, role))
    assert not CourseTeacher.objects.filter(staff=mine).exists()
    assert not ClassTutor.objects.filter(staff=mine).exists()
    assert Course.objects.filter(subject__name="Математика").exists()
    assert "Назначить себя учителем нельзя" in told(found, "own_page")[0]
    assert "Назначить себя классным руководителем нельзя" in told(found, "own_class")[0]


@pytest.mark.parametrize("role", [*KEEPERS, Role.STUDY_OFFICE])
def test_others_get_their_pages_and_classes(book: Book, school: School, role: Role) -> None:
    theirs = Staff.objects.get(person__surname="Орлова")
    CourseTeacher.objects.filter(staff=theirs).delete()
    ClassTutor.objects.filter(staff=theirs).delete()
    found = loading(book, school, actor_of(make_officer(school, role=role), role))
    assert CourseTeacher.objects.filter(staff=theirs).exists()
    assert ClassTutor.objects.filter(staff=theirs).exists()
    assert told(found, "own_page") + told(found, "own_class") == []


def test_nobody_puts_oneself_into_anothers_lesson(book: Book, school: School) -> None:
    mine = Staff.objects.get(person__surname="Сомов")
    lesson = next(row for row in book["Расписание"] if "Математика" in row)
    lesson[lesson.index("Орлова А.П.")] = "Сомов Е.И."
    found = loading(book, school, actor_of(mine, Role.OPERATOR))
    assert not WeeklySlot.objects.filter(staff=mine).exists()
    assert "Поставить в сетку себя" in told(found, "own_lessons")[0]


def test_a_stranger_of_the_same_name_is_not_oneself(book: Book, school: School) -> None:
    stranger = make_person(school, "Орлова Анна Петровна")
    actor = nobody(school, Role.OPERATOR, person_id=stranger.pk)
    CourseTeacher.objects.all().delete()
    assert told(loading(book, school, actor), "own_page") == []


@pytest.mark.parametrize("role", [*KEEPERS, Role.STUDY_OFFICE])
def test_nobody_becomes_a_parent_by_a_file(book: Book, school: School, role: Role) -> None:
    link = Guardianship.objects.select_related("guardian__person").first()
    assert link
    mine, child = link.guardian.person, link.student_id
    Guardianship.objects.filter(guardian=link.guardian).delete()
    found = loading(book, school, nobody(school, role, person_id=mine.pk))
    assert not Guardianship.objects.filter(guardian__person=mine, student=child).exists()
    assert "Записать представителем себя нельзя" in told(found, "own_child")[0]

    loading(book, school, actor_of(make_officer(school, role=role), role))
    assert Guardianship.objects.filter(guardian__person=mine, student=child).exists(), "another may"
