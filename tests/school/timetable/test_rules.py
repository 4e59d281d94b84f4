"""Grid over calendar, difference, clashes: properties over plain values."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import DateRange
from letopis.school.organisation.rules import Calendar, YearPart
from letopis.school.timetable.rules import (
    ClashKind,
    ClassOf,
    Difference,
    Existing,
    GridPlace,
    Hold,
    Slot,
    Teaching,
    Wanted,
    clashes,
    difference,
    expand,
    teacher_on,
)

pytestmark = pytest.mark.req("TT-01")

START, END = date(2026, 9, 1), date(2026, 10, 31)
YEAR = Calendar(DateRange(START, END), study_days=5, terms={1: (YearPart(DateRange(START, date(2026, 10, 23))),)})
days = st.dates(START, END)
slots = st.lists(
    st.builds(
        Slot,
        id=st.integers(1, 50),
        course_id=st.integers(1, 3),
        class_group_id=st.just(1),
        weekday=st.integers(1, 6),
        number=st.integers(1, 7),
        dates=st.builds(
            lambda a, b, ends: DateRange(min(a, b), max(a, b) if ends else None), days, days, st.booleans()
        ),
        parity=st.integers(0, 2),
    ),
    max_size=8,
    unique_by=lambda slot: slot.id,
)


def laid(grid, first=START, last=END):
    return expand(
        grid,
        classes={1: ClassOf(7, 1, 1)},
        teachers={1: [Teaching(10, DateRange(START))]},
        calendar=YEAR,
        bells=[],
        first=first,
        last=last,
    )


@given(slots, days, days)
def test_every_lesson_has_its_slot_and_no_two_share_a_place(grid, first, last):
    by_id = {slot.id: slot for slot in grid}
    lessons = laid(grid, first, last)
    assert len({lesson.key for lesson in lessons}) == len(lessons)
    for lesson in lessons:
        slot = by_id[lesson.slot_id]
        assert first <= lesson.date <= last
        assert lesson.date <= date(2026, 10, 23)
        assert (slot.weekday, slot.number) == (lesson.date.isoweekday(), lesson.number)
        assert slot.dates.starts_on <= lesson.date
        assert slot.dates.ends_on is None or lesson.date <= slot.dates.ends_on


@given(slots)
def test_a_year_in_two_parts_is_the_year(grid):
    middle = date(2026, 10, 1)
    assert laid(grid, START, middle) + laid(grid, middle + timedelta(days=1), END) == laid(grid)


def existing_from(wanted, number, hold=Hold.FREE):
    return Existing(
        id=number,
        course_id=wanted.course_id,
        date=wanted.date,
        number=wanted.number,
        room_id=wanted.room_id,
        staff_id=wanted.staff_id,
        slot_id=wanted.slot_id,
        hold=hold,
    )


@given(slots)
def test_lessons_that_follow_the_grid_need_nothing(grid):
    wanted = laid(grid)
    result = difference([existing_from(lesson, n) for n, lesson in enumerate(wanted)], wanted)
    assert result == Difference(kept=len(wanted))


@given(slots, slots, st.lists(st.sampled_from(Hold), min_size=1, max_size=5))
def test_lessons_become_the_grid_and_filled_ones_stay(before, after, holds):
    old = [existing_from(lesson, n, holds[n % len(holds)]) for n, lesson in enumerate(laid(before))]
    wanted = laid(after)
    result = difference(old, wanted)
    touched = {lesson.id for lesson, _ in result.change + result.move} | {
        lesson.id for lesson in result.remove + result.cancel
    }
    assert not touched & {lesson.id for lesson in old if lesson.hold is Hold.FILLED}
    assert not {lesson.id for lesson in result.remove} & {lesson.id for lesson in old if lesson.hold is not Hold.FREE}
    assert not {lesson.id for lesson, _ in result.move} & {lesson.id for lesson in old if lesson.hold is Hold.SETTLED}
    assert len(touched) + result.kept == len(old)
    assert len(touched) == len(result.change + result.move + result.remove + result.cancel), "none is dealt with twice"
    keys = Counter(
        [lesson.key for lesson in result.create]
        + [lesson.key for _, lesson in result.move]
        + [lesson.key for lesson in old if lesson not in result.remove and lesson not in [o for o, _ in result.move]]
    )
    assert set(keys.values()) <= {1}, "the constraint lesson_once holds"


@given(slots, slots)
def test_free_lessons_become_exactly_the_grid(before, after):
    wanted = laid(after)
    result = difference([existing_from(lesson, n) for n, lesson in enumerate(laid(before))], wanted)
    written = [lesson for _, lesson in result.change + result.move] + result.create
    assert len(written) + result.kept == len(wanted)
    assert {lesson.key for lesson in written} <= {lesson.key for lesson in wanted}
    assert result.cancel == []


def test_a_filled_lesson_stands_for_the_lesson_of_its_day():
    wanted = Wanted(1, 1, START, 5, None, None, None, None, 1)
    held = Existing(id=1, course_id=1, date=START, number=2, hold=Hold.FILLED)
    result = difference([held], [wanted])
    assert (result.create, result.kept) == ([], 1)


def test_a_substitution_keeps_its_teacher_but_follows_the_bells():
    wanted = Wanted(1, 1, START, 2, time(8), time(9), None, 10, 1)
    settled = Existing(id=1, course_id=1, date=START, number=2, staff_id=99, hold=Hold.SETTLED)
    assert len(difference([settled], [wanted]).change) == 1
    assert difference([settled], []).cancel == [settled]


def test_the_last_appointed_teacher_teaches():
    teachers = [Teaching(1, DateRange(START, date(2026, 9, 30))), Teaching(2, DateRange(date(2026, 9, 15)))]
    assert teacher_on(teachers, date(2026, 9, 10)) == 1
    assert teacher_on(teachers, date(2026, 9, 20)) == 2
    assert teacher_on(teachers, date(2026, 8, 20)) is None


# ── clashes ───────────────────────────────────────────────────────────


def place(pk=1, **columns):
    return GridPlace(
        **{
            "id": pk,
            "course_id": pk,
            "class_group_id": pk,
            "weekday": 1,
            "number": 1,
            "dates": DateRange(START),
            **columns,
        }
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, []),
        ({"staff_id": 5}, {"staff_id": 5}, [ClashKind.TEACHER]),
        ({"staff_id": 5}, {"staff_id": 6}, []),
        ({"room_id": 5}, {"room_id": 5}, [ClashKind.ROOM]),
        ({"room_id": 5}, {"room_id": 5, "number": 2}, []),
        ({"room_id": 5}, {"room_id": 5, "weekday": 2}, []),
        ({"room_id": 5, "parity": 1}, {"room_id": 5, "parity": 2}, []),
        ({"room_id": 5, "parity": 1}, {"room_id": 5}, [ClashKind.ROOM]),
        (
            {"room_id": 5, "dates": DateRange(START, START)},
            {"room_id": 5, "dates": DateRange(START + timedelta(days=1))},
            [],
        ),
        ({"class_group_id": 7}, {"class_group_id": 7}, [ClashKind.CLASS]),
        (
            {"class_group_id": 7, "division": "язык", "subgroup_id": 1},
            {"class_group_id": 7, "division": "язык", "subgroup_id": 2},
            [],
        ),
        (
            {"class_group_id": 7, "division": "язык", "subgroup_id": 1},
            {"class_group_id": 7, "division": "язык", "subgroup_id": 1},
            [ClashKind.CLASS],
        ),
        (
            {"class_group_id": 7, "division": "язык", "subgroup_id": 1},
            {"class_group_id": 7, "division": "труд", "subgroup_id": 2},
            [ClashKind.CLASS],
        ),
        ({"class_group_id": 7, "division": "язык", "subgroup_id": 1}, {"class_group_id": 7}, [ClashKind.CLASS]),
        ({"room_id": 5}, {"room_id": 5, "shift": 2}, []),
        (
            {"room_id": 5, "number": 7, "starts_at": time(14), "ends_at": time(14, 40)},
            {"room_id": 5, "shift": 2, "starts_at": time(14, 20), "ends_at": time(15)},
            [ClashKind.ROOM],
        ),
    ],
)
def test_what_clashes(one, other, expected):
    first, second = place(1, **one), place(2, **other)
    assert [kind for kind, _ in clashes(first, [second])] == expected
    assert [kind for kind, _ in clashes(second, [first])] == expected, "both ways"


def test_a_place_does_not_clash_with_itself():
    assert clashes(place(1, room_id=1), [place(1, room_id=1)]) == []
