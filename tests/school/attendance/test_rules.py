"""Totals against a naive count, and the checks: no database."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.attendance.findings import Check, Marked, Stray, findings
from letopis.school.attendance.presence import Presence, presence
from letopis.school.attendance.rules import PRECEDENCE, Slot, missed_by, sum_of, totals_of
from letopis.school.marks.excuses import AWAY, Excuse

pytestmark = pytest.mark.req("JRN-07")
MONDAY = date(2026, 11, 23)
STARTS = [time(8, 30), time(9, 25), time(10, 25), time(11, 25), time(12, 20)]
CODES = st.sampled_from(("", "", "Н", "УП", "Б", "НП", "ОП", "ОСВ"))


def slot(number: int, code: str = "", *, day: int = 0, lesson: int | None = None, taken: bool = True, **more) -> Slot:
    at = STARTS[number - 1]
    ends = (datetime.combine(MONDAY, at) + timedelta(minutes=45)).time()
    subject = more.pop("subject", f"П{number}")
    pk = lesson or day * 10 + number
    return Slot(1, MONDAY + timedelta(days=day), number, pk, subject, at, ends, taken, code, **more)


@st.composite
def weeks(draw: st.DrawFn) -> list[Slot]:
    """A week of one student; at some hours there are two lessons."""
    places = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=30))
    return [
        slot(
            number, code := draw(CODES), day=day, lesson=pk, minutes=draw(st.integers(1, 90)) if code == "ОП" else None
        )
        for pk, (day, number) in enumerate(places, 1)
    ]


@given(weeks())
def test_an_hour_counts_once_and_a_full_day_is_one_of_which_every_hour_was_missed(slots: Sequence[Slot]) -> None:
    hours: dict[tuple[date, int], list[Slot]] = {}
    for one in slots:
        hours.setdefault((one.date, one.number), []).append(one)
    said = {
        hour: next((code for code in PRECEDENCE if code in {one.code for one in own}), "")
        for hour, own in hours.items()
    }
    days = {day: [code for (on, _), code in said.items() if on == day] for day, _ in said}

    found = totals_of(slots)

    assert found.hours == len(said)
    assert found.missed == sum(code in AWAY for code in said.values())
    assert {code: found.by_code.get(code, 0) for code in AWAY} == {
        code: list(said.values()).count(code) for code in AWAY
    }
    assert found.missed == found.ill + found.excused + found.unexcused + found.unexplained
    assert found.days == sum(any(code in AWAY for code in own) for own in days.values())
    assert found.full_days == sum(all(code in AWAY for code in own) for own in days.values())
    assert found.late == list(said.values()).count("ОП")
    for key in map(attrgetter, ("date", "number", "subject")):
        assert sum(missed_by(slots, key).values()) == found.missed
    assert sum_of([found, found]).missed == 2 * found.missed


def test_two_subgroups_at_one_hour_are_one_hour_with_the_reason_that_is_known() -> None:
    found = totals_of([slot(1, "Н", lesson=1, subject="Английский"), slot(1, "Б", lesson=2, subject="Немецкий")])
    assert (found.hours, found.missed, found.ill, found.unexplained, found.full_days) == (1, 1, 1, 0, 1)


def test_each_check_finds_its_own_and_an_ordinary_day_none() -> None:
    day = [slot(1), slot(2), slot(3), slot(4)]
    ill = Excuse(MONDAY, MONDAY, "Б", "медицинская справка", numbers=(1, 1))
    left = Excuse(MONDAY, MONDAY, "УП", "ранний уход", after=time(11, 25))
    at_fourth = [slot(1), slot(2), slot(3), slot(4, "Н")]

    def checks(slots: Sequence[Slot], *excuses: Excuse, **more) -> list[tuple[Check, int]]:
        return [(one.check, one.number) for one in findings(slots, excuses={1: excuses}, **more)]

    assert checks(day) == []
    assert checks([slot(1, "Б"), *day[1:]], ill) == []
    assert checks(day, ill) == [(Check.PRESENT_EXCUSED, 1)]
    assert checks([slot(1, taken=False), *day[1:]], ill) == [], "nobody has looked"
    assert checks([*day, slot(2, lesson=99)]) == [(Check.TWO_AT_ONCE, 2)]
    assert checks([*day, slot(2, "Н", lesson=99)]) == [], "there in one of them"
    assert checks(at_fourth) == [(Check.GONE_WITHOUT_LEAVE, 4)]
    assert checks(at_fourth, left) == []
    assert checks([slot(1, "Н"), *day[1:]]) == [], "came later"
    assert checks([slot(1, "Б")], marks=[Marked(1, 1, "5")]) == [(Check.MARK_WHILE_ABSENT, 1)]
    assert checks([slot(1, "ОП")], marks=[Marked(1, 1, "5")]) == []
    assert checks([], strays=[Stray(2, MONDAY, 3, 3, "Химия", "Н")]) == [(Check.NOT_IN_CLASS, 3)]


def test_the_last_lesson_looked_at_says_who_is_in_the_building() -> None:
    def where(*slots: Slot, at: time = time(10, 40), **more) -> Presence:
        return presence(slots, datetime.combine(MONDAY, at), **{"left_at": None, **more})[0]

    assert where(slot(1), slot(2), slot(3)) is Presence.INSIDE
    assert where(slot(1), slot(2), slot(3, "Н")) is Presence.OUTSIDE
    assert where(slot(1, "Н"), slot(2), slot(3, taken=False)) is Presence.INSIDE, "came to the second"
    assert where(slot(1, taken=False), slot(4)) is Presence.UNKNOWN
    assert where(slot(1, taken=False), slot(4), is_expected=False) is Presence.OUTSIDE
    assert where(slot(1), slot(4), is_expected=False) is Presence.INSIDE, "came all the same"
    assert where(slot(1), slot(4), left_at=time(10, 0)) is Presence.OUTSIDE
    assert where(slot(1), slot(4), left_at=time(11, 0)) is Presence.INSIDE, "leaves later"
    assert where(slot(1), slot(3), left_at=time(9, 0)) is Presence.UNKNOWN, "went home, and was seen since: looked for"
    assert where(slot(1), slot(3, "Н"), left_at=time(9, 0)) is Presence.OUTSIDE
    assert where(slot(1), at=time(15)) is Presence.UNKNOWN, "lessons are over"
    assert where(slot(3), at=time(8)) is Presence.UNKNOWN
    assert where(slot(1, lesson=1), slot(1, "Н", lesson=2), at=time(9)) is Presence.INSIDE, "there in one of two"
