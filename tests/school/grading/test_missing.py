"""What is missing in the last week of a period: the teacher's day, the page of periods, the year's checklist."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.control.periods import board
from letopis.school.control.year_counts import year_counts
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.journal.queries.day import teacher_day
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import one

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


def test_what_is_missing_is_seen_by_who_puts_it_and_by_who_controls(client: Client, moment: time_machine.Traveller):
    """П3.4.5, А4.5: the last week of the period is watched."""
    s = rated(3)
    empty = make.make_course(s.class_group, "Физика", teacher=s.teacher)
    half = make.make_subgroup(s.class_group, *s.students[:2])
    part = make.make_course(s.class_group, "Английский", teacher=s.teacher, subgroup=half)
    make.make_mark(make.make_work(make.make_lesson(part, date(2026, 9, 8))), s.student)
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    quarter = term(s)

    def told() -> list[tuple[int, int]]:
        return [(found.course_id, found.students) for found in teacher_day(s.actor, LAST_WEEK).finals]

    def finals() -> dict[int, int]:
        pages = [page for group in board(deputy, quarter.pk).classes for page in group.pages]
        return {page.course_id: page.missing.finals for page in pages if page.missing.finals}

    moment.move_to(make.moment_on(date(2026, 10, 16)))
    assert told() == []
    assert finals() == {}
    moment.move_to(make.moment_on(LAST_WEEK))
    assert told() == [(s.course.pk, 3), (part.pk, 2)]
    assert finals() == {s.course.pk: 3, part.pk: 2}
    assert empty.pk not in finals()
    page = make.sign_in(client, s.teacher).get(reverse("today")).content.decode()
    assert f'href="{reverse("journal_totals", args=[s.course.pk])}"' in page
    assert "I четверть до 23" in page
    one(s.actor, put_op(s, "5"))
    left = Membership.objects.get(student=s.students[1])
    left.ends_on = date(2026, 10, 1)
    left.save()
    assert told() == [(s.course.pk, 1), (part.pk, 1)]
    for course in (s.course, part):
        accept_proposed(s.actor, course_id=course.pk, period=str(quarter.pk))
    assert told() == []
    assert finals() == {}
    counts = year_counts(s.school.pk, s.class_group.year, None)
    assert (counts.rated, counts.unrated) == (3, 3)
    # Who comes after the quarter, to the class and to the subgroup, lacks nothing of it; who left after it, does.
    late = make.make_student(s.class_group, since=date(2026, 10, 26))
    SubgroupMembership.objects.create(school=s.school, subgroup=half, student=late, starts_on=date(2026, 10, 26))
    moment.move_to(make.moment_on(date(2026, 10, 29)))
    assert told() == []
    one(s.actor, put_op(s, "", base=1))
    Membership.objects.filter(student=s.student).update(ends_on=date(2026, 10, 27))
    assert told() == [(s.course.pk, 1)]
