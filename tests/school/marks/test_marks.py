"""Putting marks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import Scale
from letopis.school.history.models import Entry
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.wire import MarkRow
from letopis.school.organisation.models import AcademicYear, CalendarDay, Vacation
from letopis.school.sync.models import AppliedOperation
from tests import factories as make
from tests.school.journal.scene import TURN, apply, mark, one, row, scene

pytestmark = pytest.mark.django_db


@pytest.mark.req("JRN-02", "JRN-10")
def test_mark_is_put_with_comment_and_entry() -> None:
    s = scene()

    answer = one(s.actor, mark(s.work, s.student, "5", second="4", comment="  Второй способ \x0b решения "))

    assert answer["status"] == "applied"
    assert answer["version"] == 1
    assert answer["mark"] == [s.work.pk, s.student.pk, "5", "4", "", None, "Второй способ\nрешения", 1, ""]
    entry = Entry.objects.get()
    assert (entry.action, entry.kind, entry.role, entry.actor_name) == (
        "created",
        "journal.mark",
        "teacher",
        "Орлова\u00a0Е.\u00a0В.",
    )
    assert entry.before is None
    assert entry.after["value"] == "5"
    assert (entry.course_id, entry.student_id) == (s.course.pk, s.student.pk)
    assert str(entry.op_id) == answer["op_id"]


@pytest.mark.req("JRN-10")
def test_change_and_removal_keep_the_row_and_tell_before_and_after() -> None:
    s = scene()
    one(s.actor, mark(s.work, s.student, "4"))
    one(s.actor, mark(s.work, s.student, "5", base=1))

    answer = one(s.actor, mark(s.work, s.student, "", base=2))

    assert answer["mark"][2:] == ["", "", "", None, "", 3, ""]
    assert [(e.action, (e.before or {}).get("value"), e.after["value"]) for e in Entry.objects.order_by("id")] == [
        ("created", None, "4"),
        ("changed", "4", "5"),
        ("removed", "5", ""),
    ]
    assert Mark.objects.count() == 1


def test_old_version_is_a_conflict_with_the_other_value_and_its_author() -> None:
    s = scene()
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    one(tutor, mark(s.work, s.student, "3"))

    answer = one(s.actor, mark(s.work, s.student, "5"))

    assert answer["status"] == "conflict"
    assert answer["current"] == [s.work.pk, s.student.pk, "3", "", "", None, "", 1, ""]
    assert (answer["by"], answer["at"]) == ("Климов\u00a0А.\u00a0П.", "2026-11-23T10:43:00+03:00")
    assert Mark.objects.get().value == "3"
    assert one(s.actor, mark(s.work, s.student, "5", base=1))["status"] == "applied"


def test_same_value_is_applied_whatever_its_base_and_changes_nothing() -> None:
    s = scene()
    one(s.actor, mark(s.work, s.student, "5"))

    answer = one(s.actor, mark(s.work, s.student, "5", base=7))

    assert (answer["status"], answer["version"]) == ("applied", 1)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("scale", "value", "second"),
    [
        (Scale.FIVE, "6", ""),
        (Scale.FIVE, "1", ""),
        (Scale.FIVE, "зч", ""),
        (Scale.FIVE, "", "5"),
        (Scale.FIVE, "н/а", "5"),
        (Scale.PASS_FAIL, "5", ""),
        (Scale.UNMARKED, "5", ""),
        (Scale.UNMARKED, "н/а", ""),
    ],
)
def test_mark_the_scale_does_not_have_is_refused(scale: str, value: str, second: str) -> None:
    s = scene(scale=scale)

    answer = one(s.actor, mark(s.work, s.student, value, second=second))

    assert (answer["status"], answer["code"]) == ("refused", "scale")
    assert not Mark.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("scale", "typed", "kept"), [("five", "Н/А", "н/а"), ("five", " осв ", "осв"), ("pass_fail", "зачет", "зч")]
)
def test_words_of_the_scale_are_read_as_teachers_write_them(scale: str, typed: str, kept: str) -> None:
    s = scene(scale=scale)
    assert row(one(s.actor, mark(s.work, s.student, typed)), MarkRow).value == kept


def test_student_who_was_not_there_that_day_is_refused_with_the_dates() -> None:
    s = scene()
    left = make.make_student(s.class_group, "Лаптева Дарья", until=date(2026, 11, 20))
    came = make.make_student(s.class_group, "Новая Дарья", since=date(2026, 11, 24))
    other = make.make_student(make.make_class(s.school, "7Б"), "Чужая Дарья")

    answers = apply(s.actor, *(mark(s.work, student) for student in (left, came, other, s.student)))

    assert [a["status"] for a in answers] == ["refused", "refused", "refused", "applied"]
    assert {a["code"] for a in answers[:3]} == {"not_member"}
    assert "с 01.09.2026 по 20.11.2026" in answers[0]["message"]
    assert "с 24.11.2026" in answers[1]["message"]
    assert "не учится" in answers[2]["message"]
    assert Mark.objects.count() == 1


@pytest.mark.req("JRN-09")
def test_page_of_a_subgroup_takes_marks_of_its_own_students_only() -> None:
    s = scene(students=2)
    inside, outside = s.students
    course = make.make_course(
        s.class_group, "Английский язык", teacher=s.teacher, subgroup=make.make_subgroup(s.class_group, inside)
    )
    work = make.make_work(make.make_lesson(course, number=4))

    answers = apply(s.actor, mark(work, inside), mark(work, outside))

    assert [a["status"] for a in answers] == ["applied", "refused"]
    assert "1 группа" in answers[1]["message"]


def test_debt_is_a_point_until_a_mark_resolves_it() -> None:
    s = scene()
    debt = mark(s.work, s.student, "", state="debt", debt_until=date(2026, 11, 27))

    assert one(s.actor, debt)["mark"][4:6] == ["debt", "2026-11-27"]
    resolved = one(s.actor, mark(s.work, s.student, "4", base=1, state="debt", debt_until=date(2026, 11, 27)))
    assert resolved["mark"][2:6] == ["4", "", "", None]
    past = one(s.actor, mark(s.work, s.students[1], "", state="debt", debt_until=date(2026, 11, 20)))
    assert (past["status"], past["code"]) == ("refused", "debt_until")


def test_lesson_ahead_cancelled_or_on_a_free_day_takes_no_marks() -> None:
    s = scene()
    ahead = make.make_work(make.make_lesson(s.course, make.TODAY + timedelta(days=1)))
    cancelled = make.make_work(make.make_lesson(s.course, number=4, is_cancelled=True))
    Vacation.objects.create(
        school=s.school, year=s.course.year, name="Осенние", starts_on=date(2026, 10, 24), ends_on=date(2026, 11, 4)
    )
    Vacation.objects.create(
        school=s.school,
        year=s.course.year,
        name="Первые",
        starts_on=date(2026, 11, 9),
        ends_on=date(2026, 11, 9),
        grades=[1],
    )
    CalendarDay.objects.create(school=s.school, year=s.course.year, date=date(2026, 11, 16), kind="holiday")
    vacation = make.make_work(make.make_lesson(s.course, date(2026, 10, 26)))
    holiday = make.make_work(make.make_lesson(s.course, date(2026, 11, 16)))
    not_ours = make.make_work(make.make_lesson(s.course, date(2026, 11, 9)))
    outside = make.make_work(make.make_lesson(s.course, date(2026, 8, 31)))

    answers = apply(s.actor, *(mark(w, s.student) for w in (ahead, cancelled, vacation, holiday, outside, not_ours)))

    codes = ["future", "cancelled", "vacation", "vacation", "outside_year"]
    assert [a.get("code") for a in answers] == [*codes, None]
    assert answers[-1]["status"] == "applied"


def test_long_comment_and_unprintable_signs_are_refused_and_emoji_kept() -> None:
    s = scene()

    long = one(s.actor, mark(s.work, s.student, comment="ы" * 501))
    nul = one(s.actor, mark(s.work, s.student, comment="а\x00б"))
    emoji = one(s.actor, mark(s.work, s.student, comment="Молодец 👍🏽"))

    assert (long["code"], long["field"]) == ("too_long", "comment")
    assert "501" in long["message"]
    assert nul["code"] == "text"
    assert row(emoji, MarkRow).comment == "Молодец 👍🏽"


# ── a work made on the way ────────────────────────────────────────────
def test_mark_at_a_lesson_without_work_makes_one_of_the_first_kind() -> None:
    s = scene()
    lesson = make.make_lesson(s.course, number=4)

    answers = apply(s.actor, *(mark(None, student, lesson_id=lesson.pk) for student in s.students))

    work = Work.objects.get(lesson=lesson)
    assert {row(a, MarkRow).work_id for a in answers} == {work.pk}
    assert answers[0]["work"] == [work.pk, lesson.pk, work.kind_id, "", 1, 1, 1, None]
    assert [e.kind for e in Entry.objects.order_by("id")] == ["journal.work", *["journal.mark"] * 3]
    again = one(s.actor, mark(None, s.student, "4", base=1, lesson_id=lesson.pk))
    assert row(again, MarkRow).work_id == work.pk


def test_refused_and_empty_marks_make_no_work() -> None:
    s = scene()
    lesson = make.make_lesson(s.course, number=4)

    bad, empty = apply(
        s.actor, mark(None, s.student, "9", lesson_id=lesson.pk), mark(None, s.student, "", lesson_id=lesson.pk)
    )

    assert bad["status"] == "refused"
    assert (empty["status"], empty["version"]) == ("applied", 0)
    assert not Work.objects.filter(lesson=lesson).exists()


# ── rights ────────────────────────────────────────────────────────────
@pytest.mark.req("ACC-03", "TT-02")
def test_who_may_write() -> None:
    """Who left a course writes no more in its lessons, the own ones of then included; a substitute in the one given."""
    s = scene()
    past, last_day, substitute, stranger = (make.make_staff(s.school) for _ in range(4))
    for staff, ends_on in ((past, date(2026, 11, 22)), (last_day, date(2026, 11, 23))):
        s.course.teachers.create(school=s.school, staff=staff, starts_on=date(2026, 9, 1), ends_on=ends_on)
    then = make.make_work(make.make_lesson(s.course, date(2026, 9, 7), staff=past))
    given = make.make_work(make.make_lesson(s.course, date(2026, 11, 20), staff=substitute))

    def told(staff: object, work: Work, role: Role = Role.TEACHER) -> str:
        answer = one(make.actor_of(staff, role), mark(work, s.student, "", base=9))  # type: ignore[arg-type]
        return answer.get("code") or answer["status"]

    assert told(s.teacher, s.work) == "applied"
    assert told(s.teacher, then) == "applied"
    assert told(s.tutor, s.work, Role.TUTOR) == "applied"
    assert told(s.tutor, s.work) == "applied"
    assert told(past, then) == "not_found"
    assert told(past, s.work) == "not_found"
    assert told(last_day, then) == "applied"
    assert told(last_day, s.work) == "applied"
    assert told(substitute, given) == "applied"
    assert told(substitute, s.work) == "not_found"
    assert told(stranger, s.work) == "not_found"
    for role in (Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST):
        # А3.2.5: the deputy corrects when the window is over.
        expected = "early" if role == Role.DEPUTY else "read_only"
        assert told(make.make_officer(s.school, role), s.work, role) == expected
    for role in (Role.OPERATOR, Role.STUDY_OFFICE, Role.DISPATCHER):
        assert told(make.make_officer(s.school, role), s.work, role) == "not_found"
    assert told(s.student, s.work, Role.STUDENT) == "not_found"
    assert told(make.make_guardian(s.student), s.work, Role.GUARDIAN) == "not_found"


def test_ledger_names_the_role_that_gave_the_right() -> None:
    s = scene()
    one(make.actor_of(s.tutor, Role.TEACHER), mark(s.work, s.student))
    one(make.actor_of(s.teacher, Role.TUTOR), mark(s.work, s.students[1]))
    assert [e.role for e in Entry.objects.order_by("id")] == ["tutor", "teacher"]


def test_another_school_does_not_exist() -> None:
    s, other = scene(), scene()
    answer = one(other.actor, mark(s.work, s.student))
    assert answer["code"] == "not_found"
    assert one(replace(s.actor, school_id=other.school.pk), mark(s.work, s.student))["code"] == "not_found"
    assert one(s.actor, mark(s.work, other.student))["code"] == "not_member"


# ── cost ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("size", [1, 3, 30])
def test_put_marks_in_six_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = scene(students=size)
    actor = s.actor
    operations = [mark(s.work, student) for student in s.students]
    with django_assert_num_queries(6 + 2 + TURN):  # and the savepoint of the test's own transaction
        answers = apply(actor, *operations)
    assert {a["status"] for a in answers} == {"applied"}
    with django_assert_num_queries(6 + 2 + TURN):
        apply(actor, *(mark(s.work, student, "4", base=1) for student in s.students))
    assert AppliedOperation.objects.count() == Entry.objects.count() == 2 * size


@pytest.mark.parametrize("size", [1, 3, 30])
def test_column_of_a_lesson_without_work_takes_seven(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    s = scene(students=size)
    lesson = make.make_lesson(s.course, number=5)
    actor = s.actor
    with django_assert_num_queries(7 + 2 + TURN):
        apply(actor, *(mark(None, student, lesson_id=lesson.pk) for student in s.students))
    assert Mark.objects.filter(lesson=lesson).count() == size


def test_range_over_several_works_and_lessons_is_one_run(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = scene(students=10)
    works = [s.work, make.make_work(s.lesson), make.make_work(make.make_lesson(s.course, number=5))]
    actor = s.actor
    operations = [mark(work, student) for student in s.students for work in works]
    with django_assert_num_queries(6 + 2 + TURN):
        apply(actor, *operations)
    assert Mark.objects.count() == 30


def test_year_of_the_lesson_is_the_courses() -> None:
    s = scene()
    AcademicYear.objects.filter(pk=s.course.year_id).update(ends_on=date(2026, 11, 22))
    assert one(s.actor, mark(s.work, s.student))["code"] == "outside_year"
