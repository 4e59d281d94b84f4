"""Marks of terms, the year and of conduct reach the family at once, with how they follow (DIA-03, DIA-04)."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from letopis.kernel.clock import now
from letopis.school.curriculum.enums import CourseKind
from letopis.school.grading.models import ConductMark
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import one

pytestmark = [pytest.mark.django_db, pytest.mark.req("DIA-03", "DIA-04")]


def test_the_family_sees_what_was_put_and_how_it_follows(client: Client, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated(2)
    one(s.actor, put_op(s, "4", reason="Слова для журнала"))
    one(s.actor, put_op(s, "5", period="exam"))
    one(s.actor, put_op(s, "5", s.students[1]))
    quarter = term(s)
    ConductMark.objects.create(
        school=s.school,
        class_group=s.class_group,
        student=s.student,
        kind="term",
        term=quarter,
        slot=quarter.pk,
        value="прим",
        set_at=now(),
    )
    hours = make.make_course(s.class_group, "Классный час")
    type(hours).objects.filter(pk=hours.pk).update(kind=CourseKind.CLASS_HOUR)
    make.sign_in(client, make.make_guardian(s.student))
    page = client.get(f"{reverse('diary_marks')}?period={quarter.pk}").content.decode()
    assert "за период</small> <b>4</b>" in page
    assert "I четверть: <b>4</b>, средний 4,75, по правилу выходило 5" in page
    assert "Экзамен: <b>5</b>" in page
    assert "Поведение. I четверть: примерное" in page
    assert "Слова для журнала" not in page  # why is for the journal's own history
    assert "Классный час" not in page  # no subject, so it has no marks to wait for
    year = client.get(f"{reverse('diary_marks')}?period=year").content.decode()
    assert "<small>экзамен</small><b>5</b>" in year
