"""Where a child was on which day: stays, subgroups and the lines that explain them, as pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import ONE_DAY, DateRange
from letopis.school.diary.children import Stay
from letopis.school.diary.pieces import Entry
from letopis.school.diary.places import (
    Change,
    Moved,
    Outside,
    SubgroupStay,
    is_own,
    moves,
    outside,
    regrouped,
    unplaced,
)
from letopis.school.people.staff_names import StaffNames

FIRST, LAST = date(2026, 9, 1), date(2027, 5, 31)


def stay(name: str, since: date = FIRST, until: date | None = None, *, class_id: int = 1) -> Stay:
    return Stay(class_id, name, 7, DateRange(since, until), DateRange(FIRST, LAST), "2026/27", ())


def entry(day: date, subgroup_id: int | None, *, subject: str = "Английский язык", cancelled: bool = False) -> Entry:
    return Entry(
        *(1, day, 1, None, None, 1, subject, "", "", StaffNames(), None, False, cancelled),
        class_id=1,
        subgroup_id=subgroup_id,
        division="иностранный язык" if subgroup_id else "",
    )


def place(subgroup_id: int, since: date = FIRST, until: date | None = None) -> SubgroupStay:
    return SubgroupStay(1, subgroup_id, "иностранный язык", f"{subgroup_id} группа", DateRange(since, until))


@st.composite
def years(draw: st.DrawFn) -> list[Stay]:
    """One to four stays of a year, in order, with or without days between."""
    cuts = sorted(draw(st.sets(st.integers(0, 250), min_size=2, max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [
        stay(f"7{'АБВГ'[n]}", FIRST + timedelta(days=since), FIRST + timedelta(days=until), class_id=n)
        for n, (since, until) in enumerate(spans)
    ]


@pytest.mark.req("CON-02")
@given(years(), st.integers(-30, 300))
def test_a_day_has_a_class_or_a_reason_and_no_reason_between_years(stays: list[Stay], n: int) -> None:
    day = FIRST + timedelta(days=n)
    held = any(one.dates.starts_on <= day and (one.dates.ends_on is None or day <= one.dates.ends_on) for one in stays)

    reason = outside(stays, day)

    assert (reason is None) == (held or not FIRST <= day <= LAST)
    if reason is Outside.BEFORE:
        assert day < stays[0].dates.starts_on
    if reason is Outside.BETWEEN:
        assert stays[0].dates.starts_on < day < stays[-1].dates.starts_on


@pytest.mark.req("CON-02")
@given(years())
def test_every_beginning_and_every_end_is_told_once(stays: list[Stay]) -> None:
    told = moves(stays, DateRange(FIRST, LAST))

    began = [one.day for one in told if one.change is not Change.LEFT]
    left = [one.day for one in told if one.change is Change.LEFT]
    assert began == [one.dates.starts_on for one in stays if one.dates.starts_on > FIRST or one is not stays[0]]
    follow = {one.dates.starts_on - ONE_DAY for one in stays}
    assert left == [one.dates.ends_on for one in stays if one.dates.ends_on not in follow and one.dates.ends_on != LAST]
    assert [one.day for one in told] == sorted(one.day for one in told)


def test_a_move_names_both_classes() -> None:
    moved = date(2026, 11, 12)
    stays = [stay("7А", until=moved - ONE_DAY), stay("7Б", moved, class_id=2)]

    assert moves(stays, DateRange(FIRST, LAST)) == [Moved(moved, Change.MOVED, "7Б", "7А")]
    assert moves(stays, DateRange(moved + ONE_DAY, LAST)) == []


@pytest.mark.req("CON-05")
def test_a_lesson_of_a_subgroup_is_of_those_who_were_in_it_that_day() -> None:
    day = date(2026, 11, 23)

    assert is_own(entry(day, None), [])
    assert is_own(entry(day, 1), [place(1, day, day)])
    assert not is_own(entry(day, 1), [place(2), place(1, FIRST, day - ONE_DAY), place(1, day + ONE_DAY)])


@pytest.mark.req("CON-05")
@given(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4), min_size=1))
def test_a_gap_is_told_for_the_days_without_a_subgroup_and_no_others(placed: set[int], taught: set[int]) -> None:
    monday = date(2026, 11, 23)
    days = [monday + timedelta(days=n) for n in range(5)]
    entries = [entry(days[n], subgroup) for n in sorted(taught) for subgroup in (1, 2)]
    places = [place(1, days[n], days[n]) for n in placed]

    told = unplaced(entries, places, DateRange(days[0], days[-1]))

    missing = tuple(days[n] for n in sorted(taught - placed))
    assert [(one.days, one.whole) for one in told] == ([(missing, not taught & placed)] if missing else [])


@pytest.mark.req("CON-05")
def test_no_gap_is_told_of_cancelled_lessons_and_of_groups_of_the_chosen() -> None:
    day = date(2026, 11, 23)

    assert unplaced([entry(day, 1)], [], DateRange(day, day)) == []
    assert unplaced([entry(day, n, cancelled=True) for n in (1, 2)], [], DateRange(day, day)) == []


@pytest.mark.req("CON-05")
def test_a_subgroup_joined_with_the_class_or_without_a_day_between_is_no_change() -> None:
    day = date(2026, 11, 25)
    came = [stay("7Б", day)]
    left_and_joined = [place(1, FIRST, day - ONE_DAY), place(1, day)]

    assert regrouped([place(2, day)], came, DateRange(FIRST, LAST)) == []
    assert regrouped(left_and_joined, [stay("7А")], DateRange(day, LAST)) == []
    assert regrouped([place(1, FIRST, day - ONE_DAY), place(2, day)], [stay("7А")], DateRange(day, LAST)) == [
        Moved(day, Change.SUBGROUP, "2 группа", division="иностранный язык")
    ]
