"""Attendance, topics and homework of a lesson."""

from datetime import date, timedelta

import pytest

from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.lessons.models import Homework
from letopis.school.lessons.wire import LessonRow
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.school.journal.scene import absence, apply, attendance, homework, one, row, scene, topic, work

pytestmark = pytest.mark.django_db
NEXT = make.TODAY + timedelta(days=1)


# ── attendance and topics ─────────────────────────────────────────────
@pytest.mark.req("JRN-01")
def test_attendance_is_taken_once() -> None:
    s = scene()
    first, again = apply(s.actor, attendance(s.lesson), attendance(s.lesson))
    assert first["lesson"] == again["lesson"]
    assert row(first, LessonRow).attendance_taken is True
    assert Entry.objects.get().action == "attendance"
    assert one(s.actor, attendance(make.make_lesson(s.course, NEXT)))["code"] == "future"


@pytest.mark.req("JRN-01", "CUR-05")
def test_topic_of_the_plan_is_taken_as_it_stands() -> None:
    s = scene()
    planned = make.make_plan(s.course).lessons.get(number=2)

    answer = one(s.actor, topic(s.lesson, planned_lesson_id=planned.pk))

    assert row(answer, LessonRow).topic == "Свойства степени"
    lesson = Lesson.objects.get(pk=s.lesson.pk)
    assert (lesson.planned_lesson_id, lesson.version) == (planned.pk, 1)
    assert lesson.filled_at is not None
    entry = Entry.objects.get()
    assert (entry.kind, entry.action, entry.before["topic"], entry.after["topic"]) == (
        "timetable.lesson",
        "topic",
        "",
        "Свойства степени",
    )


@pytest.mark.req("CUR-05")
def test_other_topic_needs_a_reason_where_there_is_a_plan() -> None:
    s = scene()
    free = one(s.actor, topic(s.lesson, "Повторение степени"))
    plan = make.make_plan(s.course)
    other = make.make_lesson(s.course, number=5)

    refused = one(s.actor, topic(other, "Повторение степени"))
    reworded = one(s.actor, topic(other, "Степень", planned_lesson_id=plan.lessons.first().pk))
    told = one(s.actor, topic(other, "Повторение степени", reason="Отставание по программе"))

    assert free["status"] == told["status"] == "applied"
    assert (refused["code"], refused["field"], reworded["code"]) == ("reason", "reason", "reason")
    assert Entry.objects.order_by("-id").first().reason == "Отставание по программе"


def test_topic_of_a_foreign_plan_and_long_topics_are_refused() -> None:
    s = scene()
    foreign = make.make_plan(make.make_course(s.class_group, "Химия")).lessons.first()
    assert one(s.actor, topic(s.lesson, planned_lesson_id=foreign.pk))["code"] == "plan"
    long = one(s.actor, topic(s.lesson, "😀" * 10_000))
    assert (long["code"], "10000" in long["message"]) == ("too_long", True)
    assert one(s.actor, topic(s.lesson, "Степень\u0007"))["code"] == "text"
    assert Lesson.objects.get(pk=s.lesson.pk).version == 0


def test_topic_conflict_shows_the_other_and_filled_at_stays() -> None:
    s = scene()
    one(make.actor_of(s.tutor, Role.TUTOR), topic(s.lesson, "Степень"))
    filled_at = Lesson.objects.get(pk=s.lesson.pk).filled_at

    conflict = one(s.actor, topic(s.lesson, "Одночлен"))
    one(s.actor, topic(s.lesson, "", base=1))
    again = one(s.actor, topic(s.lesson, "Одночлен", base=2))

    assert (conflict["status"], row(conflict, LessonRow).topic, conflict["by"]) == (
        "conflict",
        "Степень",
        "Климов\u00a0А.\u00a0П.",
    )
    assert again["version"] == 3
    assert Lesson.objects.get(pk=s.lesson.pk).filled_at == filled_at


def test_lesson_ahead_takes_topic_homework_and_works() -> None:
    s = scene()
    ahead = make.make_lesson(s.course, NEXT)
    answers = apply(s.actor, topic(ahead, "Степень"), homework(ahead), work(ahead, s.work.kind_id))
    assert [a["status"] for a in answers] == ["applied"] * 3


def test_attendance_does_not_make_the_topic_conflict() -> None:
    s = scene()
    answers = apply(s.actor, attendance(s.lesson), topic(s.lesson, "Степень"))
    assert [a["status"] for a in answers] == ["applied", "applied"]


# ── homework ──────────────────────────────────────────────────────────
@pytest.mark.req("JRN-01")
def test_homework_is_due_at_the_courses_next_lesson() -> None:
    s = scene()
    make.make_lesson(s.course, NEXT, is_cancelled=True)
    due = make.make_lesson(s.course, NEXT, number=5)

    told = one(s.actor, homework(s.lesson, "§ 19,\n№ 403"))["homework"]

    assert (told["due_lesson_id"], told["due_on"], told["text"]) == (due.pk, "2026-11-24", "§ 19,\n№ 403")
    changed = one(s.actor, homework(s.lesson, "§ 20", homework_id=told["id"], base=1, due_on=date(2026, 11, 27)))
    assert (changed["homework"]["due_lesson_id"], changed["homework"]["due_on"]) == (None, "2026-11-27")
    removed = one(s.actor, homework(s.lesson, "", homework_id=told["id"], base=2, removed=True))
    assert (removed["homework"]["removed"], removed["version"]) == (True, 3)
    again = one(s.actor, homework(s.lesson, "§ 21"))
    assert (again["homework"]["id"], again["version"]) == (told["id"], 4)


def test_second_task_for_all_is_a_conflict_not_a_second_row() -> None:
    s = scene()
    one(make.actor_of(s.tutor, Role.TUTOR), homework(s.lesson, "§ 19"))
    conflict = one(s.actor, homework(s.lesson, "§ 20"))
    assert (conflict["status"], conflict["current"]["text"]) == ("conflict", "§ 19")
    assert one(s.actor, homework(s.lesson, "§ 19"))["status"] == "applied"
    assert Homework.objects.count() == 1


def test_task_for_named_students_stands_beside_the_task_for_all() -> None:
    s = scene()
    a, b, _ = (student.pk for student in s.students)
    one(s.actor, homework(s.lesson, "§ 19"))
    named = one(s.actor, homework(s.lesson, "Карточка 2", student_ids=(a,)))["homework"]
    more = one(s.actor, homework(s.lesson, "Карточка 2", homework_id=named["id"], base=1, student_ids=(a, b)))
    fewer = one(s.actor, homework(s.lesson, "Карточка 2", homework_id=named["id"], base=2, student_ids=(b,)))

    assert more["homework"]["student_ids"] == [a, b]
    assert fewer["code"] == "students"
    stranger = make.make_student(make.make_class(s.school, "7Б"))
    assert one(s.actor, homework(s.lesson, "х", student_ids=(stranger.pk,)))["code"] == "not_member"
    assert Entry.objects.filter(kind="journal.homeworkstudent").count() == 2


def test_homework_refusals() -> None:
    s = scene()
    told = [
        one(s.actor, operation)["code"]
        for operation in (
            homework(s.lesson, "  "),
            homework(s.lesson, "я" * 2001),
            homework(s.lesson, due_on=s.lesson.date),
            homework(s.lesson, due_on=date(2027, 6, 1)),
            homework(s.lesson, homework_id=10**9),
            homework(s.lesson, removed=True),
        )
    ]
    assert told == ["empty", "too_long", "due_on", "due_on", "not_found", "not_found"]


# ── rights ────────────────────────────────────────────────────────────
@pytest.mark.req("ACC-03")
def test_every_operation_asks_for_the_right() -> None:
    s = scene()
    operations = [
        lambda: absence(s.lesson, s.student),
        lambda: attendance(s.lesson),
        lambda: topic(s.lesson, "Степень"),
        lambda: work(s.lesson, s.work.kind_id),
        lambda: homework(s.lesson),
    ]
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    stranger = make.actor_of(make.make_staff(s.school), Role.TEACHER)
    guardian = make.actor_of(make.make_guardian(s.student), Role.GUARDIAN)
    for operation in operations:
        assert one(deputy, operation())["code"] == "read_only"
        assert one(stranger, operation())["code"] == "not_found"
        assert one(guardian, operation())["code"] == "not_found"
    assert not Entry.objects.exists()
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    assert {one(tutor, operation())["status"] for operation in operations} == {"applied"}
