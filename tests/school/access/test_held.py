from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import AcademicYear
from letopis.school.people.models import Consent
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
@pytest.mark.req("HR-02")
def test_staff_access_begins_on_the_day_of_hiring_and_ends_on_that_of_dismissal_but_a_parent_stays_a_parent():
    school = make_school()
    staff = make_staff(school)
    seventh = make_class(school, "7А", tutor=staff)
    make_course(seventh, teacher=staff)
    make_account(staff.person, Role.OPERATOR)
    guardian = make_guardian(make_student(seventh))
    guardian.person = staff.person
    guardian.save()

    staff.hired_on, staff.dismissed_on = TODAY, TODAY + timedelta(days=7)
    staff.save()
    all_of_them = ["Оператор", "Учитель", "Классный руководитель 7А", "Родитель"]
    days = (-1, 0, 6, 7)
    found = [labels(staff.person, TODAY + timedelta(days=number)) for number in days]
    assert found == [["Родитель"], all_of_them, all_of_them, ["Родитель"]]


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


@pytest.mark.req("ACC-05")
def test_without_a_consent_in_force_a_family_has_no_access():
    seventh = make_class(make_school())
    student = make_student(seventh, consent=False)
    other = make_student(seventh)
    guardian, of_both = make_guardian(student), make_guardian(student, other)
    family = (student.person, guardian.person, of_both.person)
    assert [labels(one) for one in family] == [[], [], ["Родитель"]]

    given = Consent.objects.create(school=student.school, student=student, given_on=TODAY)
    assert [labels(one) for one in family] == [["Ученик"], ["Родитель"], ["Родитель"]]
    assert labels(guardian.person, TODAY - timedelta(days=1)) == []
    given.withdrawn_on = TODAY + timedelta(days=1)
    given.save()
    assert labels(guardian.person) == ["Родитель"]
    assert labels(guardian.person, TODAY + timedelta(days=1)) == []


@pytest.mark.req("ACC-05")
def test_after_the_year_those_who_go_on_read_through_the_summer_and_those_who_left_do_not_sign_in_a_year_later():
    """Nobody ended the stay of the graduate: the next year does."""
    school = make_school()
    fifth, ninth = make_class(school, "5А"), make_class(school, "9А")
    goes_on, graduate, expelled = make_student(fifth), make_student(ninth), make_student(fifth, until=TODAY)
    children = (goes_on, graduate, expelled)
    parents = [make_guardian(child).person for child in children]
    people = [*(child.person for child in children), *parents]

    def who(day: date) -> list[bool]:
        return [bool(labels(one, day)) for one in people]

    assert who(date(2027, 7, 15)) == [True, True, False] * 2
    year = AcademicYear.objects.create(
        school=school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26)
    )
    sixth = make_class(school, "6А", year=year)
    Membership.objects.create(school=school, student=goes_on, class_group=sixth, starts_on=year.starts_on)
    assert who(date(2027, 8, 31)) == [True, True, False] * 2
    assert who(date(2027, 9, 1)) == [True, False, False] * 2
    assert who(date(2027, 12, 1)) == [True, False, False] * 2


@pytest.mark.req("ACC-05")
def test_a_guardian_of_children_in_three_schools_keeps_the_others():
    children = [make_student(make_class(make_school())) for _ in range(3)]
    first, *others = [make_guardian(child) for child in children]
    account = account_of(first.person)
    for one in others:
        AccountPerson.objects.create(school=one.school, account=account, person=one.person)

    def schools() -> list[int]:
        return [held.actor.school_id for held in roles_held(account.pk, moment_on(TODAY))]

    assert schools() == [child.school_id for child in children]
    Membership.objects.filter(student=children[0]).update(ends_on=TODAY - timedelta(days=1))
    AccountPerson.objects.filter(person=others[0].person).update(is_blocked=True)
    assert schools() == [children[2].school_id]


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
