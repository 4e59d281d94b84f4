"""By when the journal is to be filled in: calendar days and school days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import DateRange
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.rules import Calendar, SpecialDay, YearPart
from letopis.school.organisation.settings import SchoolSettings

AUTUMN = YearPart(DateRange(date(2026, 10, 26), date(2026, 11, 3)), frozenset(), "Осенние")
FIRST_GRADE = YearPart(DateRange(date(2026, 11, 16), date(2026, 11, 22)), frozenset({1}), "Первые классы")
YEAR = Calendar(
    dates=DateRange(date(2026, 9, 1), date(2027, 5, 31)),
    study_days=5,
    vacations=(AUTUMN, FIRST_GRADE),
    days={date(2026, 11, 4): SpecialDay(DayKind.HOLIDAY, None, "")},
)
DAYS = st.dates(date(2026, 9, 1), date(2027, 5, 20))
SETTINGS = st.builds(
    SchoolSettings,
    written_work_days=st.integers(1, 20),
    written_work_days_primary=st.integers(1, 20),
    lesson_fill_days=st.integers(0, 9),
)


@pytest.mark.req("JRN-03")
def test_written_work_has_seven_days_and_three_in_junior_grades() -> None:
    deadlines, day = Deadlines(SchoolSettings()), date(2026, 11, 18)
    assert (deadlines.marked_by(day, 8), deadlines.marked_by(day, 5)) == (date(2026, 11, 25), date(2026, 11, 21))


@pytest.mark.req("JRN-01", "JRN-03")
def test_school_days_pass_over_sundays_holidays_and_the_vacations_of_the_grade() -> None:
    deadlines = Deadlines(SchoolSettings(lesson_fill_days=1), YEAR)
    friday = date(2026, 10, 23)
    # Vacations, then the holiday of 4 November: the next school day is Thursday the 5th.
    assert deadlines.filled_by(friday, 8) == date(2026, 11, 5)
    assert deadlines.marked_by(friday, 5) == date(2026, 11, 9)
    assert deadlines.filled_by(date(2026, 11, 13), 8) == date(2026, 11, 16)
    assert deadlines.filled_by(date(2026, 11, 13), 1) == date(2026, 11, 23)


@given(DAYS, SETTINGS, st.sampled_from([1, 5, 8]), st.booleans())
def test_what_is_due_by_a_day_is_what_the_deadline_says(
    day: date, settings: SchoolSettings, grade: int, in_school_days: bool
) -> None:
    deadlines = Deadlines(settings, YEAR if in_school_days else None)
    due = deadlines.marks_due(day, grade)
    assert deadlines.marked_by(due, grade) <= day < deadlines.marked_by(due + timedelta(days=1), grade)
    assert deadlines.filled_by(day, grade) >= day
