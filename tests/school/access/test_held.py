from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import AcademicYear
from tests.factories import (
    TODAY,
    YEAR_START,
    account_of,
    make_account,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_person,
    make_school,
    make_staff,
    make_student,
    moment_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01")]


def labels(person, day: date = TODAY) -> list[str]:
    return [held.label for held in roles_held(account_of(person).pk, moment_on(day))]


def test_one_person_holds_several_roles_the_one_to_start_in_first():
    school = make_school()
    staff = make_staff(school, "Орлова Елена Викторовна")
    seventh = make_class(school, "7А", tutor=staff)
    make_class(school, "7Б", tutor=staff)
    make_course(seventh, teacher=staff)
    guardian = make_guardian(make_student(seventh))
    guardian.person = staff.person
    guardian.save()
    make_account(staff.person, Role.DEPUTY)

    held = roles_held(account_of(staff.person).pk, moment_on(TODAY))

    assert [one.label for one in held] == ["Завуч", "Учитель", "Классный руководитель 7А, 7Б", "Родитель"]
    assert {one.actor.staff_id for one in held} == {staff.pk}
    assert {one.actor.guardian_id for one in held} == {guardian.pk}
    assert held[0].actor.name == "Орлова\u00a0Е.\u00a0В."
    assert held[0].place.year_name == "2026/2027"


def test_a_stranger_to_the_school_holds_nothing():
    assert labels(make_person(make_school())) == []


@pytest.mark.req("ACC-04")
def test_employment_ends_with_the_day_of_dismissal_but_a_parent_stays_a_parent():
    school = make_school()
    staff = make_staff(school)
    seventh = make_class(school, "7А", tutor=staff)
    make_course(seventh, teacher=staff)
    make_account(staff.person, Role.OPERATOR)
    guardian = make_guardian(make_student(seventh))
    guardian.person = staff.person
    guardian.save()

    staff.dismissed_on = TODAY
    staff.save()
    assert labels(staff.person) == ["Оператор", "Учитель", "Классный руководитель 7А", "Родитель"]
    assert labels(staff.person, TODAY + timedelta(days=1)) == ["Родитель"]


def test_an_appointment_counts_on_its_days_only():
    staff = make_staff(make_school())
    make_account(staff.person, Role.METHODOLOGIST)
    RoleAssignment.objects.update(ends_on=TODAY)

    assert labels(staff.person) == ["Методист"]
    assert labels(staff.person, TODAY + timedelta(days=1)) == []
    assert labels(staff.person, YEAR_START - timedelta(days=1)) == []


def test_a_teacher_whose_course_begins_later_may_already_prepare():
    school = make_school()
    staff = make_staff(school)
    make_course(make_class(school), teacher=staff)
    CourseTeacher.objects.update(starts_on=TODAY + timedelta(days=30))

    assert labels(staff.person) == ["Учитель"]


def test_courses_and_classes_of_a_year_gone_by_give_no_role():
    school = make_school()
    staff = make_staff(school)
    make_course(make_class(school, "7А", tutor=staff), teacher=staff)
    in_summer = date(2027, 7, 1)
    assert labels(staff.person, in_summer) == ["Учитель", "Классный руководитель 7А"]

    AcademicYear.objects.create(school=school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26))
    assert labels(staff.person, in_summer) == ["Учитель", "Классный руководитель 7А"]
    assert labels(staff.person, date(2027, 9, 1)) == []


@pytest.mark.req("ACC-05")
def test_a_family_has_access_while_the_child_studies():
    student = make_student(make_class(make_school()))
    guardian = make_guardian(student)
    assert labels(guardian.person) == ["Родитель"]
    assert labels(student.person) == ["Ученик"]

    Membership.objects.update(ends_on=TODAY - timedelta(days=1))
    assert labels(guardian.person) == []
    assert labels(student.person) == []


def test_a_guardianship_that_ended_gives_no_role():
    guardian = make_guardian(make_student(make_class(make_school())))
    guardian.guardianships.update(ends_on=TODAY - timedelta(days=1))

    assert labels(guardian.person) == []


@pytest.mark.req("ACC-05")
def test_a_family_keeps_its_access_between_two_stays_of_the_child():
    school = make_school()
    student = make_student(make_class(school, "7А"), since=TODAY - timedelta(days=30), until=TODAY - timedelta(days=2))
    guardian = make_guardian(student)
    assert labels(student.person) == labels(guardian.person) == []

    Membership.objects.create(
        school=school, student=student, class_group=make_class(school, "7Б"), starts_on=TODAY + timedelta(days=3)
    )
    assert (labels(student.person), labels(guardian.person)) == (["Ученик"], ["Родитель"])
    # Not before the first one: access begins with the enrolment.
    assert labels(student.person, TODAY - timedelta(days=31)) == []
    guardian.guardianships.update(ends_on=TODAY - timedelta(days=1))
    assert labels(guardian.person) == []


@pytest.mark.req("TT-02")
def test_a_substitute_without_courses_is_a_teacher_while_the_lesson_is_open_to_the_one():
    school = make_school()
    regular, librarian = make_staff(school), make_staff(school)
    course = make_course(make_class(school), teacher=regular)
    lesson = make_lesson(course)
    assert labels(librarian.person) == []

    lesson.staff, lesson.substituted_for = librarian, regular
    lesson.save()
    assert labels(librarian.person) == ["Учитель"]
    assert labels(librarian.person, date(2027, 5, 20)) == ["Учитель"]
    lesson.is_cancelled = True
    lesson.save()
    assert labels(librarian.person) == []


@pytest.mark.req("TT-02")
def test_a_lesson_given_on_a_page_without_a_teacher_makes_one_and_a_lesson_of_a_course_once_taught_does_not():
    school = make_school()
    former, librarian = make_staff(school), make_staff(school)
    course = make_course(make_class(school), teacher=former)
    make_lesson(course, staff=former)
    CourseTeacher.objects.update(ends_on=TODAY - timedelta(days=1))
    assert labels(former.person) == []

    make_lesson(course, number=2, staff=librarian)
    assert labels(librarian.person) == ["Учитель"]
    librarian.dismissed_on = TODAY - timedelta(days=1)
    librarian.save()
    assert labels(librarian.person) == []


def test_persons_of_two_schools_behind_one_account():
    here, there = make_staff(make_school()), make_staff(make_school())
    account = make_account(here.person, Role.DIRECTOR)
    RoleAssignment.objects.create(school=there.school, person=there.person, role=Role.OPERATOR, starts_on=YEAR_START)
    AccountPerson.objects.create(school=there.school, account=account, person=there.person)

    held = roles_held(account.pk, moment_on(TODAY))

    assert [(one.actor.school_id, one.label) for one in held] == [
        (here.school_id, "Директор"),
        (there.school_id, "Оператор"),
    ]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_one_query_whatever_is_held(size: int, django_assert_num_queries: type[CaptureQueriesContext]):
    school = make_school()
    staff = make_staff(school)
    for number in range(size):
        make_course(make_class(school, f"7-{number}", tutor=staff), teacher=staff)
    account = make_account(staff.person, Role.DEPUTY, Role.OPERATOR)

    with django_assert_num_queries(1):
        assert len(roles_held(account.pk, moment_on(TODAY))) == 4
