"""Absences and works of a lesson."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.marks.models import Absence, Work, WorkKind
from letopis.school.marks.wire import AbsenceRow, WorkRow
from tests import factories as make
from tests.school.journal.scene import TURN, absence, apply, mark, one, row, scene, work

pytestmark = pytest.mark.django_db
NEXT = make.TODAY + timedelta(days=1)


# ── absences ──────────────────────────────────────────────────────────
@pytest.mark.req("JRN-07", "JRN-10")
def test_absence_is_put_changed_and_removed() -> None:
    s = scene()

    put = one(s.actor, absence(s.lesson, s.student, "н"))
    settled = one(make.actor_of(s.tutor, Role.TUTOR), absence(s.lesson, s.student, "УП", base=1, note="справка"))
    removed = one(s.actor, absence(s.lesson, s.student, "", base=2, note="не нужна"))

    assert put["absence"] == [s.lesson.pk, s.student.pk, "Н", None, "", 1]
    assert settled["absence"][2:] == ["УП", None, "справка", 2]
    assert removed["absence"][2:] == ["", None, "", 3]
    assert [e.action for e in Entry.objects.order_by("id")] == ["created", "changed", "removed"]
    assert Absence.objects.count() == 1


def test_lateness_has_minutes_and_nothing_else_has() -> None:
    s = scene()
    usual, named, odd, ill = apply(
        s.actor,
        absence(s.lesson, s.student, "оп"),
        absence(s.lesson, s.students[1], "j", minutes=12),
        absence(s.lesson, s.students[2], "ОП", minutes=91),
        absence(s.lesson, s.students[2], "Б", minutes=5),
    )
    assert usual["absence"][2:4] == ["ОП", 5]
    assert named["absence"][2:4] == ["ОП", 12]
    assert odd["code"] == "minutes"
    assert ill["absence"][2:4] == ["Б", None]


def test_absence_conflict_and_refusals() -> None:
    s = scene()
    left = make.make_student(s.class_group, until=date(2026, 11, 20))
    one(s.actor, absence(s.lesson, s.student, "Б"))
    conflict, unknown, gone, ahead = apply(
        s.actor,
        absence(s.lesson, s.student, "Н"),
        absence(s.lesson, s.students[1], "Х"),
        absence(s.lesson, left),
        absence(make.make_lesson(s.course, NEXT), s.student),
    )
    assert (conflict["status"], row(conflict, AbsenceRow).code, conflict["by"]) == (
        "conflict",
        "Б",
        "Орлова\u00a0Е.\u00a0В.",
    )
    assert [one["code"] for one in (unknown, gone, ahead)] == ["code", "not_member", "future"]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_absences_of_a_lesson_in_six_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = scene(students=size)
    actor = s.actor
    with django_assert_num_queries(6 + 2 + TURN):  # and the savepoint of the test's own transaction
        apply(actor, *(absence(s.lesson, student) for student in s.students))
    assert Absence.objects.count() == size


# ── works ─────────────────────────────────────────────────────────────
@pytest.mark.req("JRN-02")
def test_work_is_added_changed_and_removed() -> None:
    s = scene()
    control = make.make_work_kind(s.school, "control", weight=3)

    added = one(s.actor, work(s.lesson, control.pk, title="Контрольная работа № 2"))
    work_id = row(added, WorkRow).id
    changed = one(s.actor, work(s.lesson, control.pk, work_id=work_id, title="К/р № 3", weight=Decimal(2), base=1))
    removed = one(
        s.actor, work(s.lesson, control.pk, work_id=work_id, title="К/р № 3", weight=Decimal(2), base=2, removed=True)
    )
    late = one(s.actor, mark(Work.objects.get(pk=work_id), s.student))

    assert added["work"] == [work_id, s.lesson.pk, control.pk, "Контрольная работа № 2", 3, 2, 1, None]
    assert (row(changed, WorkRow).weight, removed["removed"], late["code"]) == (2, True, "removed")
    assert [e.action for e in Entry.objects.order_by("id")] == ["created", "changed", "removed"]
    assert row(one(s.actor, work(s.lesson, control.pk)), WorkRow).position == 3  # the removed one keeps its place


def test_work_refusals() -> None:
    s = scene()
    one(s.actor, mark(s.work, s.student))
    foreign = make.make_work_kind(make.make_school())
    other = make.make_work(make.make_lesson(s.course, number=5))

    told = [
        one(s.actor, operation)["code"]
        for operation in (
            work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=1, removed=True),
            work(s.lesson, foreign.pk),
            work(s.lesson, s.work.kind_id, work_id=other.pk),
            work(s.lesson, s.work.kind_id, title="я" * 301),
            work(s.lesson, s.work.kind_id, removed=True),
        )
    ]
    assert told == ["has_marks", "kind", "not_found", "too_long", "not_found"]
    conflict = one(s.actor, work(s.lesson, s.work.kind_id, work_id=s.work.pk, title="Новая", base=5))
    assert (conflict["status"], row(conflict, WorkRow).id) == ("conflict", s.work.pk)


def test_a_lesson_has_at_most_eight_works_and_weights_are_small() -> None:
    s = scene()
    answers = apply(s.actor, *(work(s.lesson, s.work.kind_id) for _ in range(8)))
    assert [a.get("code") for a in answers] == [None] * 7 + ["too_many"]
    assert (
        one(s.actor, work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=1, weight=Decimal(11)))["status"]
        == "refused"
    )


def test_school_without_kinds_gets_the_default_list_with_its_first_mark() -> None:
    s = scene()
    Work.objects.all().delete()
    WorkKind.objects.all().delete()
    answer = one(s.actor, mark(None, s.student, lesson_id=s.lesson.pk))
    assert answer["status"] == "applied"
    assert WorkKind.objects.count() == 12
    assert Work.objects.get().kind.code == "answer"
