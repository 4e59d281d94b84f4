"""Which old copies go, when the next is due: whatever happens to the clock, the last good one stays."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.backup.rules import LEAST, Copy, Keep, removable
from letopis.kernel.nightly import RETRY, is_due, next_time, planned

pytestmark = pytest.mark.req("ARC-09")

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
moments = st.lists(st.integers(0, 9 * 366 * 24 * 60).map(lambda minute: BEGIN + timedelta(minutes=minute)), max_size=60)
keeps = st.builds(Keep, st.integers(1, 40), st.integers(0, 20), st.integers(0, 24), st.integers(0, 9))


def copies(made: list[datetime]) -> list[Copy]:
    return [Copy(f"{number}", moment) for number, moment in enumerate(made)]


def daily(days: int) -> list[Copy]:
    return copies([BEGIN + timedelta(days=day) for day in range(days)])


@given(moments, keeps, st.timedeltas(timedelta(0), timedelta(days=9000)))
def test_the_newest_always_stay_and_what_stays_is_not_asked_twice(
    made: list[datetime], keep: Keep, later: timedelta
) -> None:
    there = copies(made)
    now = max(made, default=BEGIN) + later
    gone = removable(there, now, keep)
    newest_first = sorted(there, key=lambda one: (one.made_at, one.name), reverse=True)
    assert not set(gone) & {one.name for one in newest_first[:LEAST]}
    left = [one for one in there if one.name not in gone]
    assert removable(left, now, keep) == []
    # Each kept day, week, month and year has one.
    last = max(made, default=BEGIN)
    for one in there:
        if last - one.made_at <= timedelta(days=keep.days):
            assert any(other.made_at.date() == one.made_at.date() for other in left)
        if last - one.made_at <= timedelta(days=366 * keep.years):
            assert any(other.made_at.year == one.made_at.year for other in left)


@given(moments, keeps, st.timedeltas(timedelta(hours=1, seconds=1), timedelta(days=4000)))
def test_a_clock_set_back_removes_nothing(made: list[datetime], keep: Keep, back: timedelta) -> None:
    assert removable(copies(made), max(made, default=BEGIN) - back, keep) == []


def test_a_clock_that_leapt_ahead_removes_nothing_for_a_week() -> None:
    there = daily(400)
    far = [Copy(f"far {day}", datetime(2099, 1, 1, tzinfo=UTC) + timedelta(days=day)) for day in range(LEAST - 1)]
    assert removable([*there, *far], far[-1].made_at, Keep()) == []


def test_six_years_of_daily_copies_come_down_to_days_weeks_months_and_years() -> None:
    there = daily(6 * 365)
    gone = set(removable(there, there[-1].made_at, Keep()))
    left = [one.made_at for one in there if one.name not in gone]
    last = left[-1]
    assert sum(last - one <= timedelta(days=30) for one in left) == 31
    assert sum(timedelta(days=31) < last - one <= timedelta(days=91) for one in left) in range(8, 13)
    assert sum(timedelta(days=92) < last - one <= timedelta(days=372) for one in left) in range(8, 11)
    assert 55 <= len(left) <= 60
    assert left[0].year == 2027, "the sixth year has gone"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def test_a_missed_night_is_caught_up_and_a_failure_is_tried_again_after_an_hour() -> None:
    night = {"at": time(2, 30), "zone": MOSCOW}
    assert planned(at(23, 2), time(2, 30), MOSCOW) == at(22, 2, 30)
    assert is_due(at(23, 2, 31), good=at(22, 2, 31), **night)
    assert not is_due(at(23, 2, 29), good=at(22, 2, 31), **night)
    assert is_due(at(23, 10), good=at(20, 2, 31), **night), "the server was off at night"
    assert not is_due(at(23, 10), good=at(23, 9), **night)
    assert not is_due(at(23, 3), good=at(22, 2, 31), tried=at(23, 2, 31), **night)
    assert is_due(at(23, 3, 31), good=at(22, 2, 31), tried=at(23, 2, 31), **night)
    assert is_due(at(23, 3), good=None, **night)
    every_third = {**night, "days": 3}
    assert [day for day in range(20, 27) if is_due(at(day, 3), good=at(20, 2, 31), **every_third)] == [23, 24, 25, 26]
    assert next_time(at(21, 3), good=at(20, 2, 31), **every_third) == at(23, 2, 30)


def test_a_clock_set_back_keeps_no_copy_from_being_made() -> None:
    night = {"at": time(2, 30), "zone": MOSCOW}
    next_year = at(23, 3) + timedelta(days=365)
    assert is_due(at(23, 3), good=next_year, tried=next_year, **night)
    assert not is_due(at(23, 3), good=at(23, 3) + RETRY / 2, **night), "clocks of two machines differ"
