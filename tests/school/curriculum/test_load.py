"""The curriculum and the load: hours, courses, teachers with dates, differences (CUR-01, CUR-03)."""

from datetime import date
from decimal import Decimal

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.actions import (
    assign_teacher,
    create_course,
    create_subject,
    end_teacher,
    set_curriculum_hours,
    update_course,
    update_subject,
)
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow
from letopis.school.curriculum.queries import curriculum_matrix, load_rows
from letopis.school.history.models import Entry
from tests.factories import (
    YEAR_START,
    actor_of,
    make_class,
    make_course,
    make_curriculum_row,
    make_officer,
    make_school,
    make_staff,
    make_subgroup,
    make_subject,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-01")]


@pytest.fixture
def office(school):
    return actor_of(make_officer(school), Role.OPERATOR)


@pytest.fixture
def course(school):
    return make_course(make_class(school), teacher=make_staff(school))


def appointments(course):
    rows = CourseTeacher.objects.filter(course=course).order_by("starts_on", "pk")
    return [(row.staff_id, row.starts_on, row.ends_on) for row in rows]


def test_teachers_follow_each_other(office, course, school):
    first = course.teachers.get().staff
    second, third = make_staff(school), make_staff(school)
    assign_teacher(office, course_id=course.pk, staff_id=second.pk, starts_on=date(2026, 11, 9))
    assert appointments(course) == [
        (first.pk, YEAR_START, date(2026, 11, 8)),
        (second.pk, date(2026, 11, 9), None),
    ]
    assign_teacher(office, course_id=course.pk, staff_id=third.pk, starts_on=date(2026, 11, 9))
    assert appointments(course)[1:] == [(third.pk, date(2026, 11, 9), None)]
    assign_teacher(office, course_id=course.pk, staff_id=second.pk, starts_on=date(2026, 12, 1), beside_others=True)
    assert [row[0] for row in appointments(course) if row[2] is None] == [third.pk, second.pk]
    end_teacher(office, course_id=course.pk, staff_id=third.pk, ends_on=date(2026, 12, 31))
    assert appointments(course)[1][2] == date(2026, 12, 31)
    entries = Entry.objects.filter(kind="curriculum.courseteacher", course_id=course.pk)
    assert list(entries.values_list("action", flat=True)) == [
        *("end_teacher", "assign_teacher", "assign_teacher", "assign_teacher", "end_teacher"),
    ]


def test_appointments_that_cannot_be(office, course, school):
    gone = make_staff(school, dismissed_on=date(2026, 10, 1))
    for staff_id, day in ((gone.pk, date(2026, 11, 9)), (make_staff(school).pk, date(2027, 8, 1))):
        with pytest.raises(Refused):
            assign_teacher(office, course_id=course.pk, staff_id=staff_id, starts_on=day)
    with pytest.raises(NotVisible):
        assign_teacher(office, course_id=course.pk, staff_id=make_staff(make_school()).pk, starts_on=YEAR_START)
    with pytest.raises(Refused):
        end_teacher(office, course_id=course.pk, staff_id=course.teachers.get().staff_id, ends_on=date(2026, 8, 1))
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("hours", ["-1", "41", "1.25"])
def test_hours_that_cannot_be(office, course, hours):
    with pytest.raises(Refused):
        update_course(office, course_id=course.pk, hours_per_week=Decimal(hours), scale="five")
    with pytest.raises(Refused):
        set_curriculum_hours(
            office,
            class_group_id=course.class_group_id,
            subject_id=course.subject_id,
            hours_per_week=Decimal(hours),
        )
    assert CurriculumRow.objects.count() == 0


@pytest.mark.req("CUR-03", "JRN-09")
def test_the_matrix_tells_where_the_load_differs(office, school, django_assert_num_queries):
    seven, eight = make_class(school, "7А"), make_class(school, "8А")
    make_curriculum_row(seven, "Английский язык", 3)
    make_curriculum_row(eight, "Английский язык", 3)
    for name in ("1 группа", "2 группа"):
        make_course(seven, "Английский язык", subgroup=make_subgroup(seven, name=name), hours_per_week=3)
    make_course(eight, "Английский язык", hours_per_week=Decimal("2.5"))
    with django_assert_num_queries(4):
        matrix = curriculum_matrix(office, year_id=seven.year_id)
    assert [(column.name, column.total) for column in matrix.columns] == [("7А", 3), ("8А", 3)]
    assert [(cell.hours, cell.load, cell.differs) for cell in matrix.rows[0].cells] == [
        (3, 3, False),
        (3, Decimal("2.5"), True),
    ]
    assert matrix.differences == 1
    assert matrix.of_grade(7).differences == 0
    with django_assert_num_queries(2):
        assert len(load_rows(office, year_id=seven.year_id)) == 3


def test_subgroups_have_pages_of_their_own(office, course):
    subgroup = make_subgroup(course.class_group)
    wanted = {"class_group_id": course.class_group_id, "subject_id": course.subject_id, "hours_per_week": Decimal(3)}
    made = create_course(office, **wanted, subgroup_id=subgroup.pk)
    assert made.subgroup == subgroup
    for subgroup_id in (None, subgroup.pk):
        with pytest.raises(Refused, match="уже есть"):
            create_course(office, **wanted, subgroup_id=subgroup_id)
    foreign = make_subgroup(make_class(course.school, "7Б"))
    with pytest.raises(NotVisible):
        create_course(office, **wanted, subgroup_id=foreign.pk)


def test_subjects_are_told_apart(office):
    subject = create_subject(office, name=" Черчение  и графика ")
    assert subject.name == "Черчение и графика"
    with pytest.raises(Refused, match="уже есть"):
        create_subject(office, name="черчение и  ГРАФИКА")
    with pytest.raises(Refused):
        update_subject(office, subject_id=subject.pk, name=" ")


@pytest.mark.req("ACC-01")
def test_who_may_not(course, school):
    staff = make_staff(school)

    def everything(who):
        ids = {"class_group_id": course.class_group_id, "subject_id": course.subject_id}
        return [
            lambda: create_subject(who, name="Химия"),
            lambda: set_curriculum_hours(who, **ids, hours_per_week=Decimal(1)),
            lambda: create_course(who, **ids, hours_per_week=Decimal(1)),
            lambda: update_course(who, course_id=course.pk, hours_per_week=Decimal(1), scale="five"),
            lambda: assign_teacher(who, course_id=course.pk, staff_id=staff.pk, starts_on=YEAR_START),
            lambda: end_teacher(who, course_id=course.pk, staff_id=staff.pk, ends_on=YEAR_START),
        ]

    teacher = course.teachers.get().staff
    for who in (actor_of(teacher, Role.TEACHER), actor_of(teacher, Role.TUTOR), actor_of(teacher, Role.STUDENT)):
        for act in everything(who):
            with pytest.raises(NotVisible):
                act()
        with pytest.raises(NotVisible):
            curriculum_matrix(who, year_id=course.year_id)
        with pytest.raises(NotVisible):
            load_rows(who, year_id=course.year_id)
    for role in (Role.DEPUTY, Role.METHODOLOGIST, Role.PERSONNEL):
        for act in everything(actor_of(teacher, role)):
            with pytest.raises(Refused):
                act()
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    for act in everything(foreign)[1:]:
        with pytest.raises(NotVisible):
            act()
    assert Entry.objects.filter(school=school).count() == 0


@pytest.mark.req("CUR-01")
def test_a_course_and_its_teacher_are_made_together_or_not_at_all(office, school):
    group, subject, gone = make_class(school, "7А"), make_subject(school), make_staff(school)
    gone.dismissed_on = date(2026, 8, 1)
    gone.save()
    of = {"class_group_id": group.pk, "subject_id": subject.pk, "hours_per_week": Decimal(2)}
    with pytest.raises(Refused) as refused:
        create_course(office, **of, staff_id=gone.pk)
    assert (refused.value.code, refused.value.field) == ("dismissed", "staff_id")
    assert (Course.objects.count(), Entry.objects.count()) == (0, 0)
    teacher = make_staff(school)
    course = create_course(office, **of, staff_id=teacher.pk)
    assert list(course.teachers.values_list("staff_id", "starts_on")) == [(teacher.pk, YEAR_START)]
