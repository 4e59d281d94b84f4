"""Nobody gives oneself a right: another person does, or the program on the server (ACC-01, А3.2.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.actions import appoint, end_appointment
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.actions import set_tutor
from letopis.school.curriculum.actions import assign_teacher
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.people.actions import attach_guardian
from letopis.school.people.models import Staff
from letopis.school.timetable.actions import set_slot, substitute
from letopis.school.timetable.actions.slots import Position, move_slot
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests.factories import (
    TODAY,
    actor_of,
    make_class,
    make_course,
    make_lesson,
    make_officer,
    make_school,
    make_slot,
    make_staff,
    make_student,
    make_subject,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01")]


@dataclass
class Office:
    """An operator, a colleague, a course with its teacher, a lesson and a place in the week."""

    operator: Staff
    colleague: Staff
    course: Course
    lesson: Lesson
    slot: WeeklySlot
    student: Any

    @property
    def actor(self) -> Actor:
        return actor_of(self.operator, Role.OPERATOR)


@pytest.fixture
def office() -> Office:
    school = make_school()
    course = make_course(make_class(school), teacher=make_staff(school))
    return Office(
        make_officer(school),
        make_staff(school),
        course,
        make_lesson(course, TODAY + timedelta(days=1)),
        make_slot(course, weekday=2),
        make_student(course.class_group),
    )


Give = Callable[[Actor, Office, Staff], object]
GIVEN: dict[str, Give] = {
    "teacher": lambda actor, o, who: assign_teacher(actor, course_id=o.course.pk, staff_id=who.pk, starts_on=TODAY),
    "second teacher": lambda actor, o, who: assign_teacher(
        actor, course_id=o.course.pk, staff_id=who.pk, starts_on=TODAY, beside_others=True
    ),
    "class teacher": lambda actor, o, who: set_tutor(
        actor, class_id=o.course.class_group_id, staff_id=who.pk, starts_on=TODAY
    ),
    "role": lambda actor, o, who: appoint(actor, person_id=who.person_id, role=Role.DIRECTOR, starts_on=TODAY),
    "substitute": lambda actor, o, who: substitute(actor, lesson_id=o.lesson.pk, staff_id=who.pk),
    "place in the week": lambda actor, o, who: set_slot(
        actor, course_id=o.course.pk, position=Position(weekday=3, number=3, staff_id=who.pk), from_day=TODAY
    ),
    "moved place": lambda actor, o, who: move_slot(
        actor, slot_id=o.slot.pk, position=Position(weekday=2, number=4, staff_id=who.pk), from_day=TODAY
    ),
    "guardian": lambda actor, o, who: attach_guardian(
        actor, person_id=who.person_id, student_id=o.student.pk, kinship="mother", starts_on=TODAY
    ),
}


@pytest.mark.parametrize("give", GIVEN.values(), ids=GIVEN)
def test_oneself_is_refused_and_a_colleague_is_not(office: Office, give: Give):
    with pytest.raises(Refused, match="попросите другого оператора") as refused:
        give(office.actor, office, office.operator)
    assert refused.value.code == "oneself"
    assert not Entry.objects.exists()
    give(office.actor, office, office.colleague)
    assert Entry.objects.exists()


@pytest.mark.parametrize("give", GIVEN.values(), ids=GIVEN)
def test_another_operator_and_the_program_give_it(office: Office, give: Give):
    give(Actor.system(office.operator.school_id), office, office.operator)
    assert Entry.objects.exists()


def test_a_single_operator_is_not_stuck(office: Office):
    """The colleague is made operator, and appoints."""
    appoint(office.actor, person_id=office.colleague.person_id, role=Role.OPERATOR, starts_on=TODAY)
    assign_teacher(
        actor_of(office.colleague, Role.OPERATOR),
        course_id=office.course.pk,
        staff_id=office.operator.pk,
        starts_on=TODAY,
    )
    assert CourseTeacher.objects.filter(staff=office.operator).exists()


def test_the_own_lesson_is_taken_back_and_the_own_place_moved(office: Office):
    """A dispatcher who teaches was made teacher by somebody else."""
    lesson, slot = office.lesson, office.slot
    CourseTeacher.objects.update(staff=office.operator)
    Lesson.objects.update(staff=office.colleague, substituted_for=office.operator)
    assert substitute(office.actor, lesson_id=lesson.pk, staff_id=office.operator.pk).substituted_for_id is None
    moved = move_slot(
        office.actor,
        slot_id=slot.pk,
        position=Position(weekday=2, number=5, staff_id=office.operator.pk),
        from_day=TODAY,
    )
    assert moved.staff_id == office.operator.pk
    CourseTeacher.objects.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        set_slot(
            office.actor,
            course_id=office.course.pk,
            position=Position(weekday=4, number=3, staff_id=office.operator.pk),
            from_day=TODAY,
        )


def test_the_own_role_may_be_shortened_and_not_prolonged(office: Office):
    make_officer(office.operator.school)
    own = RoleAssignment.objects.get(person=office.operator.person)
    end_appointment(office.actor, assignment_id=own.pk, ends_on=TODAY + timedelta(days=9))
    end_appointment(office.actor, assignment_id=own.pk, ends_on=TODAY + timedelta(days=5))
    with pytest.raises(Refused, match="Продлить роль"):
        end_appointment(office.actor, assignment_id=own.pk, ends_on=TODAY + timedelta(days=6))


def test_a_page_says_so_and_opens_nothing_halfway(office: Office):
    client = sign_in(Client(), office.operator)
    answer = client.post(
        reverse("office_load_new"),
        {
            "class_group_id": office.course.class_group_id,
            "subject_id": make_subject(office.operator.school, "Физика").pk,
            "hours_per_week": "2",
            "scale": "five",
            "staff_id": office.operator.pk,
        },
    )
    assert answer.status_code == 422
    assert "Назначить самого себя нельзя" in answer.content.decode()
    assert Course.objects.count() == 1
