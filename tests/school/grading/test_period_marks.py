"""Putting marks of terms, the year, examinations and final ones (JRN-06: П3.4.5, П3.3.1, А3.2.4)."""

from datetime import date, timedelta

import pytest
import time_machine

from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.enums import Scale
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.grading.models import PeriodMark
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term, reopen_pages
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import TURN, Scene, apply, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s(moment: time_machine.Traveller) -> Scene:
    moment.move_to(make.moment_on(LAST_WEEK))
    return rated()


def of(s: Scene, student=None) -> PeriodMark:
    return PeriodMark.objects.get(student=student or s.student)


def told(s: Scene):
    return [one for one in verify(s.school.pk).findings if one.table == "grading.periodmark"]


def test_the_teacher_puts_what_is_proposed_and_what_it_followed_from_is_kept(s: Scene):
    answer = one(s.actor, put_op(s, "5"))
    assert (answer["status"], answer["version"]) == ("applied", 1)
    mark = of(s)
    assert (mark.value, mark.proposed, str(mark.average), mark.reason) == ("5", "5", "4.75", "")
    assert mark.first_set_at == mark.set_at == now()
    assert (mark.kind, mark.term_id, mark.slot) == ("term", term(s).pk, term(s).pk)
    entry = Entry.objects.get(kind="grading.periodmark")
    assert (entry.action, entry.course_id, entry.student_id) == ("created", s.course.pk, s.student.pk)
    assert told(s) == []


def test_another_mark_asks_for_a_word_of_why_that_the_ledger_keeps(s: Scene):
    refused = one(s.actor, put_op(s, "4"))
    assert (refused["code"], refused["field"]) == ("why", "reason")
    assert "средний 4,75 из 4 отметок; порог 4,50 → 5" in refused["message"]
    assert one(s.actor, put_op(s, "4", reason="Не сдан зачёт"))["status"] == "applied"
    assert (of(s).proposed, of(s).reason) == ("5", "Не сдан зачёт")
    assert Entry.objects.get(kind="grading.periodmark").reason == "Не сдан зачёт"
    assert one(s.actor, put_op(s, "4", base=9))["version"] == 1
    assert one(s.actor, put_op(s, "", base=1))["version"] == 2
    assert (of(s).value, of(s).first_set_at) == ("", of(s).set_at)
    assert told(s) == []


def test_not_before_the_last_week_of_the_period(s: Scene, moment: time_machine.Traveller):
    """П3.4.5: «в течение последней недели каждого учебного периода»; a school may set more days."""
    ends = term(s).ends_on
    moment.move_to(make.moment_on(ends - timedelta(days=7)))
    early = one(s.actor, put_op(s, "5"))
    assert (early["code"], PeriodMark.objects.count()) == ("early_period", 0)
    s.school.settings = {"term_mark_days": 60}
    s.school.save()
    assert one(s.actor, put_op(s, "5"))["status"] == "applied"
    moment.move_to(make.moment_on(ends - timedelta(days=6)))
    assert one(s.actor, put_op(s, "5", s.students[1]))["status"] == "applied"


def test_rights_both_ways(s: Scene):
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    reader = make.actor_of(make.make_officer(s.school, Role.METHODOLOGIST), Role.METHODOLOGIST)
    stranger = make.actor_of(make.make_staff(s.school), Role.TEACHER)
    elsewhere = make.actor_of(scene().teacher, Role.TEACHER)
    codes = [one(actor, put_op(s, "5")).get("code") for actor in (deputy, reader, stranger, elsewhere)]
    assert codes == ["early", "read_only", "not_found", "not_found"]
    assert not PeriodMark.objects.exists()
    assert one(tutor, put_op(s, "5"))["status"] == "applied"
    assert Entry.objects.get(kind="grading.periodmark").role == Role.TUTOR
    for actor in (stranger, elsewhere):
        with pytest.raises(NotVisible):
            accept_proposed(actor, course_id=s.course.pk, period=str(term(s).pk))


def test_after_two_weeks_the_deputy_corrects_with_a_reason(s: Scene, moment: time_machine.Traveller):
    """А3.2.4, А3.2.5."""
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    one(s.actor, put_op(s, "5"))
    moment.move_to(make.moment_on(LAST_WEEK + timedelta(days=15)))
    late = one(s.actor, put_op(s, "4", base=1, reason="Ошибка"))
    assert (late["code"], "заместитель" in late["message"]) == ("window", True)
    assert one(deputy, put_op(s, "4", base=1))["code"] == "reason"
    assert one(deputy, put_op(s, "4", base=1, reason="Ошибка"))["status"] == "applied"
    assert one(s.actor, put_op(s, "5", s.students[1]))["status"] == "applied"  # the first one may come late


def test_nothing_is_put_in_a_closed_period_until_it_is_reopened(s: Scene, moment: time_machine.Traveller):
    operator = make.actor_of(make.make_officer(s.school), Role.OPERATOR)
    typed = put_op(s, "5", s.students[1], typed_at=now())
    moment.shift(60)
    close_term(operator, term_id=term(s).pk)
    moment.shift(60)
    assert one(s.actor, put_op(s, "5"))["code"] == "closed"
    assert one(s.actor, typed)["status"] == "applied"  # typed without a network before the lock
    assert "набрано без связи" in Entry.objects.get(kind="grading.periodmark").reason
    reopen_pages(operator, term_id=term(s).pk, course_ids=[s.course.pk], hours=1, reason="Забыли")
    assert one(s.actor, put_op(s, "5"))["status"] == "applied"
    assert "страница открыта снова до" in Entry.objects.filter(kind="grading.periodmark").latest("id").reason


def test_who_left_has_a_mark_and_who_was_not_there_has_none(s: Scene, moment: time_machine.Traveller):
    left = Membership.objects.get(student=s.student)
    left.ends_on = date(2026, 9, 25)
    left.save()
    newcomer = make.make_student(s.class_group, since=date(2026, 11, 9))
    moment.move_to(make.moment_on(date(2026, 9, 22)))
    assert one(s.actor, put_op(s, "5", s.students[1]))["code"] == "early_period"
    assert one(s.actor, put_op(s, "5"))["status"] == "applied"  # leaving on Friday
    moment.move_to(make.moment_on(LAST_WEEK))
    assert one(s.actor, put_op(s, "5", newcomer))["code"] == "not_member"
    assert of(s).average is not None


def test_no_year_is_proposed_for_who_left_before_its_end(s: Scene, moment: time_machine.Traveller):
    moment.move_to(make.moment_on(LAST_WEEK))
    for student in s.students:
        assert one(s.actor, put_op(s, "5", student))["status"] == "applied"
    left = Membership.objects.get(student=s.student)
    left.ends_on = LAST_WEEK
    left.save()
    moment.move_to(make.moment_on(date(2027, 5, 25)))
    assert accept_proposed(s.actor, course_id=s.course.pk, period="year") == len(s.students) - 1
    assert not PeriodMark.objects.filter(kind="year", student=s.student).exists()
    # Who left with the mark of the year has it put by hand.
    assert one(s.actor, put_op(s, "5", period="year"))["status"] == "applied"


def test_one_subject_one_mark_for_who_moved_and_the_marks_move_along(s: Scene):
    """A student with marks in two classes of one term."""
    other = make.make_class(s.school, "7Б")
    there = make.make_course(other, teacher=s.teacher)
    stay = Membership.objects.get(student=s.student)
    stay.ends_on = date(2026, 9, 30)
    stay.save()
    Membership.objects.create(school=s.school, class_group=other, student=s.student, starts_on=date(2026, 10, 1))
    make.make_mark(make.make_work(make.make_lesson(there, date(2026, 10, 8))), s.student, "2")
    answer = one(s.actor, put_op(s, "4", course=there))  # 5 5 4 of 7А and 2 of 7Б: the 5 of October is outside
    assert answer["status"] == "applied"
    assert str(of(s).average) == "4.00"
    again = one(s.actor, put_op(s, "4"))
    assert (again["code"], "7Б" in again["message"]) == ("elsewhere", True)


def test_a_college_group_that_splits_has_one_semester_mark(moment: time_machine.Traveller):
    school = make.make_college()
    group = make.make_group(school)
    teacher = make.make_staff(school)
    students = make.make_students(group, 2)
    whole = make.make_course(group, "Информатика", teacher=teacher)
    half = make.make_subgroup(group)
    for student in students:
        SubgroupMembership.objects.create(school=school, subgroup=half, student=student, starts_on=date(2026, 11, 1))
    part = make.make_course(group, "Информатика", teacher=teacher, subgroup=half)
    for day, course in ((date(2026, 9, 7), whole), (date(2026, 9, 14), whole), (date(2026, 11, 9), part)):
        make.make_mark(make.make_work(make.make_lesson(course, day)), students[0], "4")
    semester = Term.objects.get(school=school, scheme=group.scheme, number=1)
    moment.move_to(make.moment_on(semester.ends_on))
    actor = make.actor_of(teacher, Role.TEACHER)
    assert accept_proposed(actor, course_id=part.pk, period=str(semester.pk)) == 2
    assert {(mark.student_id, mark.value) for mark in PeriodMark.objects.all()} == {
        (students[0].pk, "4"),
        (students[1].pk, "н/а"),
    }
    assert accept_proposed(actor, course_id=whole.pk, period=str(semester.pk)) == 0


def test_a_term_without_a_single_mark_and_a_course_without_marks(s: Scene):
    empty = make.make_course(s.class_group, "Физика", teacher=s.teacher)
    talks = make.make_course(s.class_group, "Разговоры о важном", teacher=s.teacher, scale=Scale.UNMARKED)
    for course in (empty, talks):
        assert accept_proposed(s.actor, course_id=course.pk, period=str(term(s).pk)) == 0
    assert one(s.actor, put_op(s, "4", course=empty))["status"] == "applied"
    assert one(s.actor, put_op(s, "4", course=talks))["code"] == "scale"


def test_year_examination_and_final_mark(s: Scene, moment: time_machine.Traveller):
    last = Term.objects.filter(scheme=s.class_group.scheme).order_by("starts_on").last()
    exam = put_op(s, "5", period="exam")
    assert one(s.actor, exam)["status"] == "applied"  # on its own day
    assert one(s.actor, put_op(s, "4", period="year"))["code"] == "early_period"
    assert one(s.actor, put_op(s, "4", period="half-1"))["code"] == "period"
    s.school.settings = {"term_mark_days": 366}
    s.school.save()
    for one_term in Term.objects.filter(scheme=s.class_group.scheme):
        value = "5" if one_term.number == 1 else "4"
        assert one(s.actor, put_op(s, value, period=str(one_term.pk)))["status"] == "applied"
    moment.move_to(make.moment_on(last.ends_on))
    assert accept_proposed(s.actor, course_id=s.course.pk, period="year") == 1  # the others lack marks of terms
    assert accept_proposed(s.actor, course_id=s.course.pk, period="final") == 1
    found = {mark.kind: mark.value for mark in PeriodMark.objects.filter(student=s.student, term=None)}
    assert found == {"exam": "5", "year": "4", "final": "5"}
    assert told(s) == []


@pytest.mark.parametrize("students", [1, 3, 30])
def test_a_class_is_filled_by_a_constant_number_of_queries(
    students: int, moment: time_machine.Traveller, django_assert_num_queries
):
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated(students)
    accept_proposed(s.actor, course_id=s.course.pk, period=str(term(s, 1).pk))  # statements are compiled
    PeriodMark.objects.all().delete()
    column, period = [put_op(s, "5", student) for student in s.students], str(term(s).pk)
    with django_assert_num_queries(FILLED):
        assert {one["status"] for one in apply(s.actor, *column)} == {"applied"}
    PeriodMark.objects.all().delete()
    with django_assert_num_queries(ACCEPTED):
        assert accept_proposed(s.actor, course_id=s.course.pk, period=period) == students


# Two of each are the savepoint that a test is in; on PostgreSQL pages of a subject take turns as well.
FILLED, ACCEPTED = 10 + 2 * TURN, 9 + 2 * TURN
