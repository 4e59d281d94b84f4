"""A period is closed while something is being written into it, each on a connection of its own (JRN-05: А3.2.2)."""

import pytest
from django.core.files.base import ContentFile

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.grading.actions.conduct import tell_opinions
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.history.models import Entry
from letopis.school.lessons.actions.class_hours import add_class_hour
from letopis.school.lessons.actions.files import attach_file
from letopis.school.lessons.models import Homework
from letopis.school.marks.actions.absences import Reason, settle_absences
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.periods.actions import close_pages, close_term, reopen_term
from letopis.school.years.actions import close_year, reopen_year
from tests import factories as make
from tests.factories import TODAY
from tests.hands import LONG, Hand, Write, waits
from tests.school.journal.scene import Scene, absence, apply, homework, mark, one, scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("JRN-05")]


def writers(s: Scene) -> dict[str, Write]:
    """Every door by which a page of the journal is written."""
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    term = Term.objects.get(school=s.school, name="II четверть")
    there = apply(s.actor, absence(s.lesson, s.students[1]), homework(s.lesson))
    assert {one["status"] for one in there} == {"applied"}
    away, task = Absence.objects.get(), Homework.objects.get()
    note = ContentFile(b"%PDF-1.4 1", "1.pdf")
    return {
        "mark": lambda: one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied" or _closed(),
        "reason": lambda: settle_absences(tutor, [Reason(s.lesson.pk, away.student_id, "У", 1)]).written or _closed(),
        "class hour": lambda: add_class_hour(
            tutor, class_id=s.class_group.pk, day=TODAY, kind="Тематический", topic="Разговор"
        ),
        "file": lambda: attach_file(s.actor, homework_id=task.pk, name="1.pdf", content=note),
        "opinion": lambda: tell_opinions(
            s.actor, course_id=s.course.pk, period=str(term.pk), values={s.student.pk: "прим"}
        ),
        "column": lambda: accept_proposed(s.actor, course_id=s.course.pk, period=str(term.pk)),
    }


def _closed() -> None:
    raise Refused("", code="closed")


def test_a_closing_waits_for_whatever_is_being_written() -> None:
    s = scene()
    admin = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    term = Term.objects.get(school=s.school, name="II четверть")
    teacher, closer = Hand(), Hand()
    for name, write in writers(s).items():
        held = teacher.holds(write)
        closing = closer.does(lambda: close_term(admin, term_id=term.pk))
        assert waits(closing), name
        held.go.set()
        held.result.result(LONG)
        closing.result(LONG)
        assert Entry.objects.order_by("-id")[0].action == "close_term", name
        reopen_term(admin, term_id=term.pk, reason="Для следующей записи")


def test_who_begins_to_write_during_a_closing_waits_and_is_told_of_it() -> None:
    s = scene()
    admin = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    term, year = Term.objects.get(school=s.school, name="II четверть"), AcademicYear.objects.get(school=s.school)
    teacher, closer = Hand(), Hand()
    doors = writers(s)
    for name, write in doors.items():
        held = closer.holds(lambda: close_term(admin, term_id=term.pk))
        written = teacher.does(write)
        assert waits(written), name
        held.go.set()
        with pytest.raises(Refused) as refused:
            written.result(LONG)
        assert refused.value.code == "closed", name
        reopen_term(admin, term_id=term.pk, reason="Для следующей записи")

    # A page closed by itself, and the year.
    for close, reopen in (
        (lambda: close_year(admin, year_id=year.pk, even_if_open=True), True),
        (lambda: close_pages(admin, term_id=term.pk, course_ids=[s.course.pk]), False),
    ):
        held = closer.holds(close)
        written = teacher.does(doors["mark"])
        assert waits(written)
        held.go.set()
        with pytest.raises(Refused):
            written.result(LONG)
        if reopen:
            reopen_year(admin, year_id=year.pk, reason="Для следующей записи")
