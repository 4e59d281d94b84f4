"""Homework follows its lesson: cancelled, restored, moved, the grid made anew (JRN-01, DIA-01)."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.diary import diary_week
from letopis.school.history.models import Entry
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.lessons import due
from letopis.school.lessons.models import Homework
from letopis.school.lessons.wire import DueMoved
from letopis.school.timetable.actions import cancel_lesson, generate_lessons, move_slot, restore_lesson
from letopis.school.timetable.actions.slots import Position
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import Scene, homework, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "DIA-01")]
TOMORROW, LATER = TODAY + timedelta(days=1), TODAY + timedelta(days=3)


@pytest.fixture
def s() -> Scene:
    """Today's lesson of 7А, tomorrow's and one three days from now."""
    found = scene(2)
    make.make_lesson(found.course, TOMORROW)
    make.make_lesson(found.course, LATER)
    return found


def on(s: Scene, day: date) -> Lesson:
    return Lesson.objects.get(course=s.course, date=day)


def office(s: Scene) -> Actor:
    return Actor.system(s.school.pk)


def told(s: Scene) -> DueMoved | None:
    """What the lesson it was set at says of it."""
    (task,) = lesson_page(s.actor, s.lesson.pk).homework
    return task.moved


def asked(s: Scene, day: date) -> list[str]:
    """What is due at the lesson of a day, on the teacher's screen."""
    return [task.text for task in lesson_page(s.actor, on(s, day).pk).due]


def in_diary(s: Scene) -> dict[date, list[str]]:
    """What the family reads, by day: of the week, and of the next school day."""
    week = diary_week(make.actor_of(s.student, Role.STUDENT))
    days = {day.date: [task.text for _, task in day.tasks] for day in week.week.days}
    if week.next_day:
        assert [task.text for _, task in week.next_day.tasks] == days.get(week.next_day.date, [])
    return {day: texts for day, texts in days.items() if texts}


def test_a_lesson_cancelled_after_the_homework_was_set_hands_it_on_and_restored_takes_it_back(s: Scene) -> None:
    one(s.actor, homework(s.lesson, "§ 19"))
    assert (in_diary(s), told(s)) == ({TOMORROW: ["§ 19"]}, None)

    cancel_lesson(office(s), lesson_id=on(s, TOMORROW).pk, reason="карантин")

    assert in_diary(s) == {LATER: ["§ 19"]}
    assert (asked(s, TOMORROW), asked(s, LATER)) == ([], ["§ 19"])
    assert told(s) == DueMoved(was=date(2026, 11, 24), to=date(2026, 11, 26), why="cancelled")

    restore_lesson(office(s), lesson_id=on(s, TOMORROW).pk)

    assert in_diary(s) == {TOMORROW: ["§ 19"]}
    assert (asked(s, TOMORROW), asked(s, LATER), told(s)) == (["§ 19"], [], None)
    assert Entry.objects.filter(kind="journal.homework").count() == 1, "nothing official has changed"


def test_a_text_changed_meanwhile_leaves_the_day_as_it_was_meant(s: Scene) -> None:
    task = one(s.actor, homework(s.lesson, "§ 19"))["homework"]
    cancel_lesson(office(s), lesson_id=on(s, TOMORROW).pk)

    changed = one(s.actor, homework(s.lesson, "§ 20", homework_id=task["id"], base=1, due_on=TOMORROW))["homework"]

    assert (changed["due_on"], changed["moved"]["to"]) == ("2026-11-24", "2026-11-26")
    restore_lesson(office(s), lesson_id=on(s, TOMORROW).pk)
    assert in_diary(s) == {TOMORROW: ["§ 20"]}


def test_another_day_chosen_by_the_teacher_counts(s: Scene) -> None:
    task = one(s.actor, homework(s.lesson, "§ 19"))["homework"]
    cancel_lesson(office(s), lesson_id=on(s, TOMORROW).pk)
    one(s.actor, homework(s.lesson, "§ 19", homework_id=task["id"], base=1, due_on=LATER))
    restore_lesson(office(s), lesson_id=on(s, TOMORROW).pk)
    assert (in_diary(s), told(s)) == ({LATER: ["§ 19"]}, None)


def test_several_lessons_cancelled_in_a_row_and_none_left(s: Scene) -> None:
    one(s.actor, homework(s.lesson, "§ 19"))
    for day in (TOMORROW, LATER):
        cancel_lesson(office(s), lesson_id=on(s, day).pk)
    assert in_diary(s) == {}
    assert told(s) == DueMoved(was=date(2026, 11, 24), to=None, why="cancelled")

    make.make_lesson(s.course, TODAY + timedelta(days=4))
    assert in_diary(s) == {TODAY + timedelta(days=4): ["§ 19"]}


def test_the_lessons_of_another_subgroup_take_nothing_over(s: Scene) -> None:
    own, other = make.make_subgroup(s.class_group, *s.students), make.make_subgroup(s.class_group, name="2 группа")
    english, german = (
        make.make_course(s.class_group, subject, teacher=s.teacher, subgroup=group)
        for subject, group in (("Английский язык", own), ("Немецкий язык", other))
    )
    first, meant = make.make_lesson(english, TODAY, 5), make.make_lesson(english, TOMORROW, 5)
    make.make_homework(first, "Слова", due=meant)
    make.make_lesson(german, LATER, 5)
    cancel_lesson(office(s), lesson_id=meant.pk)
    assert in_diary(s) == {}
    make.make_lesson(english, LATER, 6)
    assert in_diary(s) == {LATER: ["Слова"]}


def test_a_day_without_a_lesson_of_the_course_is_asked_at_the_next_one(s: Scene) -> None:
    one(s.actor, homework(s.lesson, "§ 19", due_on=TODAY + timedelta(days=2)))
    assert in_diary(s) == {LATER: ["§ 19"]}
    assert told(s) == DueMoved(was=date(2026, 11, 25), to=date(2026, 11, 26), why="none")


def test_a_task_for_named_students_follows_too(s: Scene) -> None:
    one(s.actor, homework(s.lesson, "Карточка", student_ids=(s.student.pk,)))
    cancel_lesson(office(s), lesson_id=on(s, TOMORROW).pk)
    assert in_diary(s) == {LATER: ["Карточка"]}
    other = diary_week(make.actor_of(s.students[1], Role.STUDENT))
    assert not [task for day in other.week.days for task in day.tasks]


# ── the grid made anew ────────────────────────────────────────────────
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3, 4


@pytest.fixture
def planned() -> Scene:
    """A course on Mondays and Tuesdays whose lessons come from the grid."""
    found = scene(2)
    make.make_slot(found.course, MONDAY, 3)
    make.make_slot(found.course, TUESDAY, 3)
    generate_lessons(office(found), year_id=found.course.year_id, from_day=TODAY)
    return found


def renew(s: Scene) -> None:
    generate_lessons(office(s), year_id=s.course.year_id, from_day=TODAY)


def test_homework_goes_with_a_lesson_that_the_grid_moves_within_its_week(planned: Scene) -> None:
    one(planned.actor, homework(planned.lesson, "§ 19"))
    slot = planned.course.slots.get(weekday=TUESDAY)
    move_slot(office(planned), slot_id=slot.pk, position=Position(weekday=THURSDAY, number=2), from_day=TODAY)
    renew(planned)
    assert in_diary(planned) == {TODAY + timedelta(days=3): ["§ 19"]}
    assert told(planned) == DueMoved(was=date(2026, 11, 24), to=date(2026, 11, 26), why="moved")


def test_homework_of_a_lesson_that_the_grid_drops_is_due_at_the_next_one(planned: Scene) -> None:
    one(planned.actor, homework(planned.lesson, "§ 19"))
    planned.course.slots.get(weekday=TUESDAY).delete()
    renew(planned)
    assert Lesson.objects.get(course=planned.course, date=TOMORROW).is_cancelled
    next_week = on(planned, TODAY + timedelta(days=7))
    assert [task.text for task in lesson_page(planned.actor, next_week.pk).due] == ["§ 19"]
    assert told(planned) == DueMoved(was=date(2026, 11, 24), to=date(2026, 11, 30), why="cancelled")


def test_a_lesson_moved_before_the_one_it_was_set_at_hands_the_homework_on(s: Scene) -> None:
    one(s.actor, homework(s.lesson, "§ 19"))
    Lesson.objects.filter(pk=on(s, TOMORROW).pk).update(date=TODAY, number=1)
    assert in_diary(s) == {LATER: ["§ 19"]}


# ── the rule against a plain reading of it ────────────────────────────
def by_hand(task: Homework, lessons: Sequence[Lesson]) -> Lesson | None:
    """The lesson a task is due at, as the docstring of letopis.school.lessons.due says it."""
    place = {one.pk: (one.date, one.number) for one in lessons}
    set_at, meant = place[task.lesson_id], next((one for one in lessons if one.pk == task.due_lesson_id), None)
    if meant and not meant.is_cancelled and place[meant.pk] >= set_at:
        return meant
    first = task.due_on or (meant.date if meant else set_at[0])
    held = (one for one in lessons if not one.is_cancelled and place[one.pk] > set_at and one.date >= first)
    return min(held, key=lambda one: (one.date, one.number), default=None)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=some.data())
def test_whatever_the_timetable_does_there_is_one_answer(data: some.DataObject) -> None:
    s = scene(1)
    days = data.draw(some.lists(some.integers(-3, 12), min_size=1, max_size=5, unique=True))
    lessons = [
        s.lesson,
        *(
            make.make_lesson(s.course, TODAY + timedelta(days=day), 4, is_cancelled=data.draw(some.booleans()))
            for day in days
        ),
    ]
    meant = data.draw(some.none() | some.sampled_from(lessons))
    on_day = data.draw(some.none() | some.integers(1, 12))
    task = make.make_homework(s.lesson, due=meant)
    task.due_on = TODAY + timedelta(days=on_day) if on_day else (meant.date if meant else None)
    task.save()
    expected = by_hand(task, lessons)

    annotated = Homework.objects.filter(pk=task.pk).annotate(**due.annotations())
    row = annotated.values_list("due_at", "due_day").get()

    assert row == ((expected.pk, expected.date) if expected else (None, None))
    for lesson in lessons:
        assert annotated.filter(due.at([lesson.pk], lesson.date)).exists() == (expected == lesson)
