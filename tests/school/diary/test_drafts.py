"""Draft marks: the family reads nothing of a work before its teacher releases it, or its marks are due."""

from datetime import date, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.diary import diary_week, marks_page
from letopis.school.history.models import Entry
from letopis.school.journal.queries.grid import grid
from letopis.school.marks.models import Mark, Work
from tests import factories as make
from tests.school.journal.scene import Scene, mark, one, scene, work

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-03", "DIA-01")]


@pytest.fixture
def drafted() -> Scene:
    """A written work of today with a «2», beside a «5» for an answer; the school has drafts."""
    s = scene()
    s.school.settings = {"draft_marks": True}
    s.school.save()
    s.work.kind.is_written = True
    s.work.kind.save()
    oral = make.make_work_kind(s.school, "oral")
    make.make_mark(make.make_work(make.make_lesson(s.course, number=5), oral), s.student, "5")
    assert one(s.actor, mark(s.work, s.student, "2", comment="Ошибки в знаках"))["status"] == "applied"
    return s


def reads(actor: Actor, student_id: int) -> dict[str, object]:
    """Everything the pages of the diary tell of marks."""
    week, page = diary_week(actor, student_id), marks_page(actor, student_id)
    (algebra,) = page.subjects
    return {
        "entries": [m.value for day in week.week.days for entry in day.entries for m in entry.marks],
        "new": sorted(m.value for m in week.new_marks),
        "comments": [m.comment for m in week.comments],
        "average": [str(a.plain) for a in week.averages],
        "list": [m.value for m in algebra.marks],
        "averages": [str(algebra.average.plain), str(algebra.year.plain), algebra.year.marks],
    }


SHUT = {
    "entries": ["5"],
    "new": ["5"],
    "comments": [],
    "average": ["5.00"],
    "list": ["5"],
    "averages": ["5.00", "5.00", 1],
}
OPEN = {
    "entries": ["2", "5"],
    "new": ["2", "5"],
    "comments": ["Ошибки в знаках"],
    "average": ["3.50"],
    "list": ["2", "5"],
    "averages": ["3.50", "3.50", 2],
}


def test_nothing_is_read_before_the_work_is_released(drafted: Scene, django_assert_num_queries: DjangoAssertNumQueries):
    s = drafted
    family = make.actor_of(make.make_guardian(s.student), Role.GUARDIAN)
    for actor in (family, make.actor_of(s.student, Role.STUDENT)):
        assert reads(actor, s.student.pk) == SHUT
    document = grid(s.actor, s.course.pk)
    assert (document.rules.seen_until, document.works[0].released_at) == (date(2026, 11, 16), None)

    release = work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=1, released=True)
    assert one(s.actor, release)["work"][7] is not None
    assert reads(family, s.student.pk) == OPEN
    entry = Entry.objects.filter(kind="journal.work").latest("id")
    assert (entry.action, entry.before["released_at"]) == ("released", None)
    # What was said once stays said.
    one(s.actor, work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=2, title="К/р"))
    assert Work.objects.get(pk=s.work.pk).released_at is not None
    with django_assert_num_queries(6):
        diary_week(family, s.student.pk)


def test_they_are_seen_when_they_are_due(drafted: Scene):
    s = drafted
    family = make.actor_of(make.make_guardian(s.student), Role.GUARDIAN)
    with time_machine.travel(make.moment_on(make.TODAY + timedelta(days=6)), tick=False):
        assert marks_page(family, s.student.pk).subjects[0].year.marks == 1
    with time_machine.travel(make.moment_on(make.TODAY + timedelta(days=7)), tick=False):
        page = marks_page(family, s.student.pk)
        assert page.subjects[0].year.marks == 2
        # Seen from today on: new, whenever it was put.
        assert [m.value for m in page.subjects[0].marks if m.is_new] == ["2"]


def test_a_school_without_drafts_and_works_that_are_not_written_hide_nothing(drafted: Scene):
    s = drafted
    family = make.actor_of(make.make_guardian(s.student), Role.GUARDIAN)
    s.school.settings = {}
    s.school.save()
    assert reads(family, s.student.pk) == OPEN
    s.school.settings = {"draft_marks": True}
    s.school.save()
    s.work.kind.is_written = False
    s.work.kind.save()
    assert reads(family, s.student.pk) == OPEN
    assert Mark.objects.count() == 2


def test_only_who_keeps_the_page_releases(drafted: Scene):
    s = drafted
    for staff, role in ((make.make_staff(s.school), Role.TEACHER), (make.make_guardian(s.student), Role.GUARDIAN)):
        release = work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=1, released=True)
        assert one(make.actor_of(staff, role), release)["status"] == "refused"
    assert Work.objects.get(pk=s.work.pk).released_at is None
