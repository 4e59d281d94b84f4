"""Deadlines as the teacher and the office see them: what is overdue, what was written late."""

from datetime import time, timedelta

import pytest
import time_machine

from letopis.kernel.roles import Role
from letopis.school.control.periods import board
from letopis.school.journal.queries.day import TeacherDay, teacher_day
from letopis.school.journal.queries.grid import grid
from letopis.school.organisation.models import Term
from tests import factories as make
from tests.school.journal.scene import apply, homework, scene, topic

pytestmark = pytest.mark.django_db


@pytest.mark.req("JRN-01", "JRN-03")
def test_attention_tells_what_is_overdue_and_homework_after_the_last_bell() -> None:
    """The topic by the school's days, homework by the last bell of the class, not where the course sets none."""
    s = scene(students=1)
    s.school.settings = {"lesson_fill_days": 2}
    s.school.save()
    early = make.make_lesson(s.course, make.TODAY - timedelta(days=2), topic="")
    # Today's lesson is the third, of 10:20 to 11:00; the class has another until the last bell.
    last = make.make_course(s.class_group, "Физика", teacher=make.make_staff(s.school))
    make.make_lesson(last, number=6)

    def day(hour: int) -> TeacherDay:
        with time_machine.travel(make.moment_on(make.TODAY, time(hour)), tick=False):
            return teacher_day(s.actor, make.TODAY)

    assert [(one.lesson_id, one.due_on) for one in day(16).unfilled if one.day != make.TODAY] == [
        (early.pk, make.TODAY)
    ]
    assert day(16).untasked == ()
    make.make_homework(early, "№ 403")
    assert day(11).untasked == ()
    assert [one.lesson_id for one in day(16).untasked] == [s.lesson.pk]
    make.make_homework(s.lesson, "Не задано")
    assert day(16).untasked == ()


@pytest.mark.req("JRN-01")
def test_what_was_written_late_stays_in_sight() -> None:
    s = scene(students=1)
    late = make.make_lesson(s.course, make.TODAY - timedelta(days=5))
    for lesson in (late, s.lesson):
        written = apply(s.actor, topic(lesson, "Одночлен"), homework(lesson, "№ 403"))
        assert {answer["status"] for answer in written} == {"applied"}
    rows = {row.id: (row.filled_on, row.set_on) for row in grid(s.actor, s.course.pk).lessons}
    assert rows == {late.pk: (make.TODAY, make.TODAY), s.lesson.pk: (None, None)}
    term = Term.objects.get(scheme=s.class_group.scheme, number=2)
    office = make.actor_of(make.make_officer(s.school), Role.OPERATOR)
    assert board(office, term.pk).missing.late == 1
