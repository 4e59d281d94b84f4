"""What the law and the Government say of 2026/27."""

from datetime import date

import pytest

from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.holidays import federal_days

pytestmark = pytest.mark.req("ORG-04")


def test_the_year_2026_27():
    days = {day.date: day for day in federal_days(date(2026, 9, 1), date(2027, 5, 31))}
    holidays = {day for day, each in days.items() if each.kind == DayKind.HOLIDAY}
    assert holidays == {
        date(2026, 11, 4),
        *(date(2027, 1, day) for day in range(1, 9)),
        date(2027, 2, 23),
        date(2027, 3, 8),
        date(2027, 5, 1),
        date(2027, 5, 9),
    }
    days_off = {day for day, each in days.items() if each.kind == DayKind.DAY_OFF}
    assert days_off == {date(2026, 12, 31), date(2027, 2, 22), date(2027, 5, 3), date(2027, 5, 10)}


def test_the_worked_saturday_is_taught_by_the_day_given_for_it():
    days = {day.date: day for day in federal_days(date(2027, 2, 1), date(2027, 2, 28))}
    saturday = days[date(2027, 2, 20)]
    assert (saturday.kind, saturday.taught_as) == (DayKind.WORKING, 1)
    assert saturday.name == "Рабочий день за 22.02.2027"


def test_borders_are_included():
    assert [day.date for day in federal_days(date(2026, 11, 4), date(2026, 11, 4))] == [date(2026, 11, 4)]
    assert federal_days(date(2026, 11, 5), date(2026, 11, 30)) == []
