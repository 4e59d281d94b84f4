"""Slots, substitutions, cancelled lessons: validity dates, clashes, the ledger, rights."""

from datetime import date, time

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.timetable import actions
from letopis.school.timetable.actions import Position
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("TT-01")]

MONDAY, TUESDAY = 1, 2
TODAY = make.TODAY


@pytest.fixture
def teacher(school):
    return make.make_staff(school, "Орлова Елена Викторовна")


@pytest.fixture
def course(school, teacher):
    return make.make_course(make.make_class(school, "7А"), teacher=teacher)


@pytest.fixture
def dispatcher(school):
    return make.actor_of(make.make_officer(school, Role.DISPATCHER), Role.DISPATCHER)


def last_entry():
    return Entry.objects.order_by("id").last()


# ── slots ─────────────────────────────────────────────────────────────


def test_a_slot_is_set_and_its_lessons_follow(dispatcher, course):
    slot = actions.set_slot(
        dispatcher, course_id=course.pk, position=Position(weekday=MONDAY, number=2), from_day=TODAY
    )
    assert (last_entry().action, last_entry().course_id, last_entry().after["weekday"]) == ("create", course.pk, 1)
    actions.generate_lessons(dispatcher, year_id=course.year_id)
    assert Lesson.objects.filter(slot=slot).earliest("date").date == TODAY


def test_a_moved_slot_ends_the_day_before_and_begins_anew(dispatcher, course):
    old = make.make_slot(course, MONDAY, 2)
    new = actions.move_slot(
        dispatcher, slot_id=old.pk, position=Position(weekday=TUESDAY, number=3), from_day=date(2026, 12, 1)
    )
    old.refresh_from_db()
    assert (old.weekday, old.ends_on) == (MONDAY, date(2026, 11, 30))
    assert (new.weekday, new.number, new.starts_on, new.ends_on) == (TUESDAY, 3, date(2026, 12, 1), None)
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["end", "create"]


def test_a_slot_not_begun_is_moved_as_it_stands(dispatcher, course):
    slot = make.make_slot(course, MONDAY, 2, starts_on=date(2026, 12, 1))
    moved = actions.move_slot(dispatcher, slot_id=slot.pk, position=Position(weekday=TUESDAY, number=3), from_day=TODAY)
    assert moved == slot
    assert WeeklySlot.objects.count() == 1
    assert last_entry().before["weekday"] == MONDAY


def test_the_same_position_is_no_change(dispatcher, course):
    slot = make.make_slot(course, MONDAY, 2)
    actions.move_slot(dispatcher, slot_id=slot.pk, position=Position(weekday=MONDAY, number=2), from_day=TODAY)
    assert WeeklySlot.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_slot_ends_or_was_never_there(dispatcher, course):
    slot, later = make.make_slot(course, MONDAY, 2), make.make_slot(course, TUESDAY, 2, starts_on=date(2027, 1, 11))
    actions.end_slot(dispatcher, slot_id=slot.pk, from_day=TODAY)
    actions.end_slot(dispatcher, slot_id=slot.pk, from_day=TODAY)
    slot.refresh_from_db()
    assert slot.ends_on == date(2026, 11, 22)
    actions.end_slot(dispatcher, slot_id=later.pk, from_day=TODAY)
    assert not WeeklySlot.objects.filter(pk=later.pk).exists()
    assert last_entry().after is None


@pytest.mark.parametrize(
    ("position", "code"),
    [
        (Position(weekday=6, number=2), "weekday"),
        (Position(weekday=0, number=2), "weekday"),
        (Position(weekday=1, number=13), "number"),
        (Position(weekday=1, number=2, parity=3), "parity"),
        (Position(weekday=MONDAY, number=1), "twice"),
    ],
)
def test_places_that_cannot_be_are_refused(dispatcher, course, position, code):
    make.make_slot(course, MONDAY, 1)
    with pytest.raises(Refused) as refused:
        actions.set_slot(dispatcher, course_id=course.pk, position=position, from_day=TODAY, despite_clashes=True)
    assert refused.value.code == code
    assert WeeklySlot.objects.count() == 1


def test_clashes_are_named_and_can_be_insisted_on(dispatcher, school, course, teacher):
    room = make.make_room(school, "204")
    other = make.make_course(make.make_class(school, "8Б"), "Физика", teacher=teacher)
    make.make_slot(other, MONDAY, 2, room=room)
    position = Position(weekday=MONDAY, number=2, room_id=room.pk)
    with pytest.raises(Refused) as refused:
        actions.set_slot(dispatcher, course_id=course.pk, position=position, from_day=TODAY)
    assert refused.value.code == "clash"
    assert "Кабинет 204 занят: Физика, 8Б." in refused.value.message
    assert "Орлова\u00a0Е.\u00a0В. в это время ведёт: Физика, 8Б." in refused.value.message
    actions.set_slot(dispatcher, course_id=course.pk, position=position, from_day=TODAY, despite_clashes=True)


def test_subgroups_of_a_division_stand_side_by_side(dispatcher, school, course):
    class_group = course.class_group
    one = make.make_course(class_group, "Английский язык", subgroup=make.make_subgroup(class_group, name="1 группа"))
    two = make.make_course(class_group, "Английский язык", subgroup=make.make_subgroup(class_group, name="2 группа"))
    position = Position(weekday=MONDAY, number=4)
    actions.set_slot(dispatcher, course_id=one.pk, position=position, from_day=TODAY)
    actions.set_slot(dispatcher, course_id=two.pk, position=position, from_day=TODAY)
    with pytest.raises(Refused) as refused:
        actions.set_slot(dispatcher, course_id=course.pk, position=position, from_day=TODAY)
    assert "У 7А в это время уже стоит: Английский язык, 7А, 1 группа." in refused.value.message


def test_a_moved_slot_does_not_clash_with_itself(dispatcher, school, course):
    room = make.make_room(school)
    slot = make.make_slot(course, MONDAY, 2)
    actions.move_slot(
        dispatcher, slot_id=slot.pk, position=Position(weekday=MONDAY, number=2, room_id=room.pk), from_day=TODAY
    )
    assert WeeklySlot.objects.count() == 2


# ── lessons ───────────────────────────────────────────────────────────


def test_a_substitution_is_kept_with_who_would_have_taught(dispatcher, school, course, teacher):
    lesson, other = make.make_lesson(course), make.make_staff(school)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=other.pk, reason="болезнь")
    lesson.refresh_from_db()
    assert (lesson.staff, lesson.substituted_for) == (other, teacher)
    entry = last_entry()
    assert (entry.action, entry.reason, entry.before["staff_id"]) == ("substitute", "болезнь", teacher.pk)
    third = make.make_staff(school)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=third.pk)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=teacher.pk)
    lesson.refresh_from_db()
    assert (lesson.staff, lesson.substituted_for) == (teacher, None)


def test_a_substitution_survives_a_new_grid(dispatcher, school, course):
    slot, other = make.make_slot(course, MONDAY, 2), make.make_staff(school)
    actions.generate_lessons(dispatcher, year_id=course.year_id, from_day=make.YEAR_START)
    lesson = Lesson.objects.get(course=course, date=TODAY)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=other.pk)
    slot.room = make.make_room(school)
    slot.save()
    actions.generate_lessons(dispatcher, year_id=course.year_id)
    lesson.refresh_from_db()
    assert lesson.staff == other
    actions.end_slot(dispatcher, slot_id=slot.pk, from_day=TODAY)
    actions.generate_lessons(dispatcher, year_id=course.year_id)
    lesson.refresh_from_db()
    assert lesson.is_cancelled
    assert (last_entry().action, last_entry().object_id, last_entry().reason) == (
        "cancel",
        lesson.pk,
        "расписание изменилось",
    )


def test_a_busy_teacher_does_not_substitute(dispatcher, school, course):
    busy = make.make_staff(school)
    lesson = make.make_lesson(course)
    make.make_lesson(make.make_course(make.make_class(school, "8Б"), teacher=busy), number=lesson.number)
    with pytest.raises(Refused):
        actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=busy.pk)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=busy.pk, despite_clashes=True)


def test_busy_is_by_the_clock_where_shifts_number_their_lessons_anew(dispatcher, school, course):
    lesson, busy = make.make_lesson(course), make.make_staff(school)
    second = make.make_course(make.make_class(school, "8Б", shift=2), teacher=busy)
    evening = make.make_lesson(second, number=lesson.number, starts_at=time(16, 0), ends_at=time(16, 45))
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=busy.pk)
    actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=lesson.staff_id)
    evening.delete()
    make.make_lesson(second, number=1, starts_at=lesson.starts_at, ends_at=lesson.ends_at)
    with pytest.raises(Refused, match="8Б"):
        actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=busy.pk)


def test_a_cancelled_lesson_stays_and_can_return(dispatcher, course):
    make.make_slot(course, MONDAY, 2)
    actions.generate_lessons(dispatcher, year_id=course.year_id, from_day=make.YEAR_START)
    lesson = Lesson.objects.get(course=course, date=TODAY)
    actions.cancel_lesson(dispatcher, lesson_id=lesson.pk, reason="мороз")
    actions.cancel_lesson(dispatcher, lesson_id=lesson.pk)
    assert Entry.objects.count() == 1
    actions.generate_lessons(dispatcher, year_id=course.year_id)
    lesson.refresh_from_db()
    assert lesson.is_cancelled, "a new grid does not bring it back"
    actions.restore_lesson(dispatcher, lesson_id=lesson.pk)
    lesson.refresh_from_db()
    assert not lesson.is_cancelled


@pytest.mark.parametrize("columns", [{"version": 1}, {"filled_at": "2026-11-23T08:00Z"}])
def test_what_is_written_in_the_journal_is_not_changed(dispatcher, school, course, columns):
    lesson = make.make_lesson(course, **columns)
    with pytest.raises(Refused):
        actions.cancel_lesson(dispatcher, lesson_id=lesson.pk)
    with pytest.raises(Refused):
        actions.substitute(dispatcher, lesson_id=lesson.pk, staff_id=make.make_staff(school).pk)


def test_a_lesson_with_marks_is_not_cancelled(dispatcher, course):
    lesson = make.make_lesson(course)
    make.make_work(lesson)
    with pytest.raises(Refused):
        actions.cancel_lesson(dispatcher, lesson_id=lesson.pk)


# ── rights ────────────────────────────────────────────────────────────


def everything(actor, course, lesson, slot):
    position = Position(weekday=TUESDAY, number=5)
    return (
        lambda: actions.set_slot(actor, course_id=course.pk, position=position, from_day=TODAY),
        lambda: actions.move_slot(actor, slot_id=slot.pk, position=position, from_day=TODAY),
        lambda: actions.end_slot(actor, slot_id=slot.pk, from_day=TODAY),
        lambda: actions.cancel_lesson(actor, lesson_id=lesson.pk),
        lambda: actions.restore_lesson(actor, lesson_id=lesson.pk),
        lambda: actions.substitute(actor, lesson_id=lesson.pk, staff_id=lesson.staff_id),
    )


@pytest.mark.parametrize(
    ("role", "error"),
    [
        (Role.TEACHER, Refused),
        (Role.TUTOR, Refused),
        (Role.DEPUTY, Refused),
        (Role.DIRECTOR, Refused),
        (Role.PERSONNEL, Refused),
        (Role.STUDENT, NotVisible),
        (Role.GUARDIAN, NotVisible),
        (Role.EXTERNAL, NotVisible),
    ],
)
def test_only_the_office_makes_the_timetable(school, course, role, error):
    slot, lesson = make.make_slot(course), make.make_lesson(course)
    for action in everything(make.nobody(school, role), course, lesson, slot):
        with pytest.raises(error):
            action()
    assert not Entry.objects.exists()


def test_another_schools_timetable_does_not_exist(course):
    slot, lesson = make.make_slot(course), make.make_lesson(course)
    stranger = make.nobody(make.make_school(), Role.DISPATCHER)
    for action in everything(stranger, course, lesson, slot):
        with pytest.raises(NotVisible):
            action()
