"""A year is closed while something of its structure is being written, each on a connection of its own (А3.2.2)."""

from datetime import date

import pytest

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import LineDraft, draft_order, enrol, sign_order
from letopis.school.classes.enums import OrderKind
from letopis.school.curriculum.actions import create_course, set_curriculum_hours, update_course
from letopis.school.history.models import Entry
from letopis.school.organisation.models import AcademicYear
from letopis.school.people.models import Student
from letopis.school.timetable.actions import generate_lessons
from letopis.school.years.actions import close_year, reopen_year
from tests import factories as make
from tests.hands import LONG, Hand, Write, waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-01")]
DAY = date(2026, 11, 23)


def doors(school) -> dict[str, Write]:
    """What is written of a year's structure; the office asks, an import and the class teachers' pages do the same."""
    operator = make.actor_of(make.make_officer(school), Role.OPERATOR)
    seven = make.make_class(school, "7А")
    course = make.make_course(seven, "Алгебра", teacher=make.make_staff(school))
    pupil = make.make_student(seven)
    someone = Student.objects.create(school=school, person=make.make_person(school))
    order = draft_order(operator, kind=OrderKind.EXPEL, lines=[LineDraft(pupil.pk, None)], effective_on=DAY)
    subject = make.make_subject(school, "Физика")
    about = {"class_group_id": seven.pk, "subject_id": subject.pk, "hours_per_week": 2}
    return {
        "a row of the plan": lambda: set_curriculum_hours(operator, **about),
        "a course": lambda: create_course(operator, starts_on=DAY, **about),
        "its hours": lambda: update_course(operator, course_id=course.pk, hours_per_week=4, scale="five"),
        "an enrolment": lambda: enrol(operator, student_id=someone.pk, class_id=seven.pk, starts_on=DAY),
        "an order": lambda: sign_order(
            operator, order_id=order.pk, version=order.version, number="12-у", date=DAY, even_with_marks=True
        ),
        "lessons": lambda: generate_lessons(operator, year_id=seven.year_id),
    }


def closing(school) -> tuple[Write, Write]:
    admin = make.actor_of(make.make_officer(school, Role.OPERATOR), Role.OPERATOR)
    year = AcademicYear.objects.get(school=school)
    return (
        lambda: close_year(admin, year_id=year.pk, even_if_open=True),
        lambda: reopen_year(admin, year_id=year.pk, reason="Для следующей записи"),
    )


def test_who_begins_to_write_during_the_closing_of_a_year_waits_and_is_told_of_it(school) -> None:
    office, closer = Hand(), Hand()
    acts = doors(school)
    close, reopen = closing(school)
    for name, act in acts.items():
        held = closer.holds(close)
        written = office.does(act)
        assert waits(written), name
        held.go.set()
        with pytest.raises(Refused) as refused:
            written.result(LONG)
        assert refused.value.code == "closed", name
        reopen()


def test_the_closing_of_a_year_waits_for_what_is_being_written_of_it(school) -> None:
    office, closer = Hand(), Hand()
    acts = doors(school)
    close, reopen = closing(school)
    for name, act in acts.items():
        held = office.holds(act)
        closed = closer.does(close)
        assert waits(closed), name
        held.go.set()
        held.result.result(LONG)
        closed.result(LONG)
        assert Entry.objects.order_by("-id")[0].action == "close_year", name
        reopen()
