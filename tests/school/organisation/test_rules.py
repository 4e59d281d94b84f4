"""The year as pure functions."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import DateRange
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.intake import TermDraft
from letopis.school.organisation.rules import (
    Bells,
    Calendar,
    DayState,
    SpecialDay,
    YearPart,
    bell_faults,
    day_cell,
    grid_weekday,
    lesson_times,
    parity,
    room_sort_key,
    term_faults,
    term_of,
    week_number,
    year_at_a_glance,
)

pytestmark = pytest.mark.req("ORG-04")

START, END = date(2026, 9, 1), date(2027, 5, 26)
QUARTERS = (
    YearPart(DateRange(date(2026, 9, 1), date(2026, 10, 23))),
    YearPart(DateRange(date(2026, 11, 5), date(2026, 12, 30))),
    YearPart(DateRange(date(2027, 1, 11), date(2027, 3, 26))),
    YearPart(DateRange(date(2027, 4, 5), date(2027, 5, 26))),
)
FIRST_GRADE_REST = YearPart(DateRange(date(2027, 2, 15), date(2027, 2, 19)), frozenset({1}))
SATURDAY = date(2027, 2, 20)
YEAR = Calendar(
    DateRange(START, END),
    study_days=5,
    terms={1: QUARTERS},
    vacations=(FIRST_GRADE_REST, YearPart(DateRange(date(2026, 10, 26), date(2026, 11, 3)))),
    days={
        date(2026, 11, 4): SpecialDay(DayKind.HOLIDAY),
        SATURDAY: SpecialDay(DayKind.WORKING, taught_as=1),
        date(2027, 2, 22): SpecialDay(DayKind.DAY_OFF),
        date(2026, 12, 30): SpecialDay(DayKind.SHORTENED),
    },
)
dates = st.dates(START - timedelta(days=40), END + timedelta(days=40))


def weekday(day, grade=7, scheme_id=1):
    return grid_weekday(YEAR, day, grade=grade, scheme_id=scheme_id)


@pytest.mark.parametrize(
    ("day", "grade", "scheme", "expected"),
    [
        (date(2026, 9, 1), 7, 1, 2),
        (date(2026, 8, 31), 7, 1, None),
        (date(2027, 5, 27), 7, 1, None),
        (date(2026, 9, 5), 7, 1, None),
        (date(2026, 10, 23), 7, 1, 5),
        (date(2026, 10, 26), 7, 1, None),
        (date(2026, 11, 4), 7, 1, None),
        (date(2026, 11, 5), 7, 1, 4),
        (SATURDAY, 7, 1, 1),
        (date(2027, 2, 22), 7, 1, None),
        (date(2027, 2, 15), 1, 1, None),
        (date(2027, 2, 15), 2, 1, 1),
        (date(2026, 12, 30), 7, 1, 3),
        (date(2027, 3, 30), 7, 1, None),
        (date(2027, 3, 30), 7, None, 2),
        (date(2027, 3, 30), 7, 99, 2),
    ],
)
def test_by_which_grid_a_date_is_taught(day, grade, scheme, expected):
    assert weekday(day, grade, scheme) == expected


def test_a_saturday_is_taught_in_a_six_day_week():
    six = Calendar(DateRange(START, END), study_days=6)
    assert grid_weekday(six, date(2026, 9, 5), grade=7) == 6
    assert grid_weekday(six, date(2026, 9, 6), grade=7) is None


@given(dates, st.integers(1, 11))
def test_lessons_lie_in_a_term_and_outside_vacations(day, grade):
    taught = weekday(day, grade)
    if taught is not None:
        assert START <= day <= END
        assert term_of(QUARTERS, day) is not None
        assert not any(vacation.holds(day, grade) for vacation in YEAR.vacations)
        assert taught == day.isoweekday() or day == SATURDAY


@given(dates)
def test_only_the_first_grade_rests_in_february(day):
    assert (
        weekday(day, 1) == weekday(day, 2)
    ) or FIRST_GRADE_REST.dates.starts_on <= day <= FIRST_GRADE_REST.dates.ends_on


@given(dates)
def test_weeks_are_counted_from_monday_and_alternate(day):
    assert week_number(YEAR, day + timedelta(days=7)) == week_number(YEAR, day) + 1
    assert {parity(YEAR, day), parity(YEAR, day + timedelta(days=7))} == {1, 2}


def test_the_first_week_is_odd():
    assert week_number(YEAR, START) == 1
    assert parity(YEAR, START) == 1
    assert parity(YEAR, date(2026, 9, 7)) == 2


def bells(id, start, *numbers, **columns):
    return Bells(
        id=id, shift=1, periods={n: (time(7 + n, start), time(7 + n, start + 20)) for n in numbers or (1, 2)}, **columns
    )


USUAL = bells(1, 30)
SHORT = bells(2, 10, is_shortened=True)
FIRST = bells(3, 35, 1, grades=frozenset({1}), ends_on=date(2026, 12, 31))
SECOND_SHIFT = Bells(id=4, shift=2, periods={1: (time(14, 0), time(14, 40))})
ALL = [USUAL, SHORT, FIRST, SECOND_SHIFT]


@pytest.mark.parametrize(
    ("grade", "day", "shortened", "first", "second"),
    [
        (7, START, False, time(8, 30), time(9, 30)),
        (7, START, True, time(8, 10), time(9, 10)),
        (1, START, False, time(8, 35), time(9, 30)),
        (1, date(2027, 1, 11), False, time(8, 30), time(9, 30)),
        (1, START, True, time(8, 10), time(9, 10)),
    ],
)
def test_which_bells_ring(grade, day, shortened, first, second):
    times = lesson_times(ALL, grade=grade, shift=1, day=day, shortened=shortened)
    assert (times[1][0], times[2][0]) == (first, second)


def test_the_second_shift_has_its_own_bells():
    assert lesson_times(ALL, grade=7, shift=2, day=START, shortened=True) == SECOND_SHIFT.periods
    assert lesson_times(ALL, grade=7, shift=3, day=START, shortened=False) == {}


def test_terms_may_not_overlap_or_leave_the_year():
    first = TermDraft("I четверть", date(2026, 9, 1), date(2026, 10, 23))
    assert term_faults([first, TermDraft("II четверть", date(2026, 11, 5), date(2026, 12, 30))], YEAR.dates) == []
    assert (
        "начинается до окончания"
        in term_faults(
            [first, TermDraft("II четверть", date(2026, 10, 23), date(2026, 12, 30))], DateRange(START, END)
        )[0]
    )
    assert "выходит за учебный год" in term_faults([TermDraft("I", START, date(2027, 6, 30))], YEAR.dates)[0]
    assert "раньше начала" in term_faults([TermDraft("I", END, START)], YEAR.dates)[0]


def test_bells_may_not_overlap():
    assert bell_faults({1: (time(8, 30), time(9, 10)), 2: (time(9, 10), time(10, 0))}) == []
    assert (
        "2-й урок начинается до конца 1-го"
        in bell_faults({1: (time(8, 30), time(9, 10)), 2: (time(9, 0), time(10, 0))})[0]
    )
    assert "кончается раньше" in bell_faults({1: (time(9, 0), time(8, 0))})[0]


def test_rooms_are_listed_by_their_numbers():
    assert sorted(["101", "9", "А10", "а2", "С1"], key=room_sort_key) == ["9", "101", "а2", "А10", "С1"]


# ── the year at a glance ──────────────────────────────────────────────


@pytest.mark.parametrize("grade", [None, 1, 7])
def test_each_date_of_the_year_stands_once(grade):
    months = year_at_a_glance(YEAR, grade=grade, scheme_id=1)
    cells = [cell for month in months for week in month.weeks for cell in week if cell]
    assert [cell.date for cell in cells] == sorted({cell.date for cell in cells})
    assert (cells[0].date, cells[-1].date) == (date(2026, 9, 1), date(2027, 5, 31))
    taught = {cell.date for cell in cells if cell.state.is_taught}
    assert taught == {cell.date for cell in cells if weekday(cell.date, grade or 7) is not None}
    assert sum(month.taught for month in months) == len(taught)


@pytest.mark.parametrize(
    ("day", "grade", "state"),
    [
        (date(2026, 9, 1), None, DayState.STUDY),
        (date(2026, 9, 5), None, DayState.WEEKEND),
        (date(2026, 11, 4), None, DayState.HOLIDAY),
        (date(2027, 2, 22), None, DayState.DAY_OFF),
        (date(2026, 10, 26), None, DayState.VACATION),
        (date(2027, 2, 15), None, DayState.PART_VACATION),
        (date(2027, 2, 15), 1, DayState.VACATION),
        (date(2027, 2, 15), 2, DayState.STUDY),
        (SATURDAY, None, DayState.WORKING),
        (date(2026, 12, 30), None, DayState.SHORTENED),
        (date(2027, 3, 30), None, DayState.BREAK),
        (date(2027, 5, 27), None, DayState.OUTSIDE),
    ],
)
def test_what_a_date_is(day, grade, state):
    assert day_cell(YEAR, day, grade, 1).state is state


def test_a_transferred_day_off_inside_vacations_is_no_school_day():
    year = Calendar(
        DateRange(START, END),
        study_days=5,
        vacations=(YearPart(DateRange(SATURDAY, SATURDAY)),),
        days={SATURDAY: SpecialDay(DayKind.WORKING, taught_as=1)},
    )
    assert grid_weekday(year, SATURDAY, grade=7) is None
    assert day_cell(year, SATURDAY, None, None).state is DayState.VACATION
