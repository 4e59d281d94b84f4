"""One subject, one mark of a period: two pages of a subject are written at the same moment (JRN-06: П3.4.5)."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassTutor, Membership, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.grading.actions.conduct import set_conduct
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.grading.models import PeriodMark
from tests import factories as make
from tests.hands import LONG, Hand, waits
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import Scene, one

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("JRN-06")]


def page_of_another_class(s: Scene) -> Course:
    """The student has moved in the middle of the term: both classes have the subject."""
    other = make.make_class(s.school, "7Б")
    Membership.objects.filter(student=s.student).update(ends_on=date(2026, 9, 30))
    Membership.objects.create(school=s.school, class_group=other, student=s.student, starts_on=date(2026, 10, 1))
    return make.make_course(other, teacher=s.teacher)


def page_of_a_subgroup(s: Scene) -> Course:
    """The student stands on the page of the class and on that of a subgroup at once."""
    half = make.make_subgroup(s.class_group)
    SubgroupMembership.objects.create(school=s.school, subgroup=half, student=s.student, starts_on=date(2026, 9, 1))
    return make.make_course(s.class_group, teacher=s.teacher, subgroup=half)


@pytest.mark.parametrize("page", [page_of_another_class, page_of_a_subgroup])
def test_of_two_pages_at_the_same_moment_the_second_is_told_of_the_first(page, moment: time_machine.Traveller) -> None:
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated()
    there, period, actor = page(s), str(term(s).pk), s.actor
    first, second = Hand(), Hand()
    held = first.holds(lambda: one(actor, put_op(s, "5", period=period)))
    late = second.does(lambda: one(actor, put_op(s, "5", course=there, period=period, reason="За четверть")))
    assert waits(late)
    held.go.set()
    assert held.result.result(LONG)["status"] == "applied"
    assert late.result(LONG)["code"] == "elsewhere"
    # «По предложению» passes over who has the mark by now.
    PeriodMark.objects.update(value="")
    held = first.holds(lambda: one(actor, put_op(s, "5", base=1, period=period)))
    column = second.does(lambda: accept_proposed(actor, course_id=there.pk, period=period))
    assert waits(column)
    held.go.set()
    assert (held.result.result(LONG)["status"], column.result(LONG)) == ("applied", 0)
    assert PeriodMark.objects.filter(student=s.student, value="5").count() == 1


def test_pages_of_other_subjects_do_not_wait(moment: time_machine.Traveller) -> None:
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated()
    physics = make.make_course(s.class_group, "Физика", teacher=s.teacher)
    period, actor = str(term(s).pk), s.actor
    first, second = Hand(), Hand()
    held = first.holds(lambda: one(actor, put_op(s, "5", period=period)))
    other = second.does(lambda: one(actor, put_op(s, "4", course=physics, period=period)))
    assert waits(other) == (connection.vendor == "sqlite")  # SQLite has one writer
    held.go.set()
    assert {held.result.result(LONG)["status"], other.result(LONG)["status"]} == {"applied"}


def test_of_two_class_teachers_at_the_same_moment_the_second_is_told(moment: time_machine.Traveller) -> None:
    """Conduct: who has moved has one mark of it, too."""
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated()
    there, period = page_of_another_class(s).class_group, str(term(s).pk)
    tutor = make.make_staff(s.school)
    ClassTutor.objects.create(school=s.school, class_group=there, staff=tutor, starts_on=date(2026, 9, 1))
    ours, theirs = make.actor_of(s.tutor, Role.TUTOR), make.actor_of(tutor, Role.TUTOR)
    first, second = Hand(), Hand()
    values = {s.student.pk: "прим"}
    held = first.holds(lambda: set_conduct(ours, class_id=s.class_group.pk, period=period, values=values))
    late = second.does(lambda: set_conduct(theirs, class_id=there.pk, period=period, values=values))
    assert waits(late)
    held.go.set()
    with pytest.raises(Refused) as refused:
        late.result(LONG)
    assert (held.result.result(LONG), refused.value.code) == (1, "elsewhere")
