"""Ranges of days against sets of days as the truth, and who follows whom."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import (
    ONE_DAY,
    DateRange,
    common_days,
    days_between,
    gaps,
    hand_over,
    monday_of,
    week_of,
    years_later,
)
from letopis.kernel.errors import Refused

FIRST = date(2026, 9, 1)
# A stretch that every range below lies in; one that goes on is cut there to be counted.
HORIZON = FIRST + timedelta(days=60)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


days = st.integers(0, 30).map(day)


@st.composite
def ranges(draw: st.DrawFn, *, may_go_on: bool = True) -> DateRange:
    first = draw(st.integers(0, 30))
    length = draw(st.none() | st.integers(0, 12)) if may_go_on else draw(st.integers(0, 12))
    return DateRange(day(first), None if length is None else day(first + length))


def as_set(one: DateRange | None) -> set[date]:
    return set(days_between(one.starts_on, one.ends_on or HORIZON)) if one else set()


@given(ranges(), days)
def test_a_day_is_in_a_range_or_not(one: DateRange, other: date) -> None:
    assert (other in one) == (other in as_set(one))
    assert one.day_before not in one
    assert one.day_after is None or (one.day_after not in one and one.day_after - ONE_DAY in one)
    if one.ends_on:
        assert list(one.each_day()) == sorted(as_set(one))


@given(ranges(), ranges())
def test_two_ranges(one: DateRange, other: DateRange) -> None:
    both = as_set(one) & as_set(other)
    assert as_set(one & other) == both
    assert one.overlaps(other) == bool(both)
    assert one.covers(other) == (as_set(one) >= as_set(other))
    assert (one < other) == ((min(as_set(one)), max(as_set(one))) < (min(as_set(other)), max(as_set(other))))


@given(st.lists(ranges(), max_size=4), st.lists(ranges(), max_size=4))
def test_days_in_a_range_of_both(first: list[DateRange], second: list[DateRange]) -> None:
    found = common_days(first, second)
    assert list(found) == sorted(found)
    union_of = [set().union(*map(as_set, many)) for many in (first, second, found)]
    assert union_of[2] == union_of[0] & union_of[1]


@given(st.lists(ranges(), min_size=1, max_size=5).map(sorted))
def test_gaps_are_the_days_between_that_lie_in_none(some: list[DateRange]) -> None:
    held = set().union(*map(as_set, some))
    found = gaps(some)
    assert set().union(*map(as_set, found)) == set(days_between(min(held), max(held))) - held
    assert all(one.ends_on is not None for one in found)
    assert not any(one.day_after == other.starts_on for one in found for other in found)


@given(days, days)
def test_the_last_day_is_not_before_the_first(first: date, last: date) -> None:
    assert (DateRange.of(first, last) is None) == (last < first)
    if last >= first:
        assert DateRange(first, last).ends_on == last
        return
    with pytest.raises(Refused) as refused:
        DateRange(first, last)
    assert (refused.value.code, refused.value.field) == ("order", "ends_on")
    assert f"{first:%d.%m.%Y}" in refused.value.message


@given(days)
def test_weeks(some: date) -> None:
    week = week_of(some)
    assert some in week
    assert [one.isoweekday() for one in week.each_day()] == [1, 2, 3, 4, 5, 6, 7]
    assert week.starts_on == monday_of(some)


def test_as_text() -> None:
    assert str(DateRange(FIRST, day(72))) == "с 01.09.2026 по 12.11.2026"
    assert str(DateRange(FIRST)) == "с 01.09.2026"
    with pytest.raises(ValueError, match="no last day"):
        DateRange(FIRST).each_day()


# ── who follows whom ──────────────────────────────────────────────────


@dataclass
class Row:
    who: str
    starts_on: date
    ends_on: date | None


@st.composite
def rows(draw: st.DrawFn) -> Row:
    one = draw(ranges())
    return Row(draw(st.sampled_from("абв")), one.starts_on, one.ends_on)


@given(st.lists(rows(), max_size=5), days)
def test_a_hand_over_leaves_every_earlier_day_and_one_holder(held: list[Row], from_day: date) -> None:
    before = [(row.who, each) for row in held for each in as_set(DateRange(row.starts_on, row.ends_on))]
    plan = hand_over(held, from_day, lambda row: row.who == "а")
    touched = [*plan.ended, *plan.unbegun, *([plan.own] if plan.own else [])]
    assert all(row.ends_on is not None and row.ends_on < from_day for row in held if row not in touched)
    assert plan.own is None or plan.own.who == "а"

    for row in plan.ended:
        row.ends_on = from_day - ONE_DAY
    left = [row for row in held if row not in plan.unbegun and row is not plan.own]
    # Nobody but the follower from that day on; whoever held a day before it still does.
    kept = [(row.who, each) for row in left for each in as_set(DateRange(row.starts_on, row.ends_on))]
    assert all(each < from_day for _, each in kept)
    own = [("а", each) for each in as_set(DateRange(plan.own.starts_on, plan.own.ends_on))] if plan.own else []
    assert sorted(pair for pair in before if pair[1] < from_day) == sorted(
        pair for pair in [*kept, *own] if pair[1] < from_day
    )


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2027, 9, 1), 1, date(2028, 9, 1)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), -18, date(2010, 2, 28)),
    ],
)
def test_the_29th_of_february_is_the_28th_in_a_common_year(day: date, years: int, later: date) -> None:
    assert years_later(day, years) == later
