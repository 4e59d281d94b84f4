"""Rules of lessons over plain values."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import DateRange, short
from letopis.kernel.errors import Refused
from letopis.school.lessons import rules

DAYS = st.dates(date(2026, 9, 1), date(2027, 5, 31))


def told(read: Callable[[], str]) -> tuple[str, str]:
    """What `read` returns and "", or "" and the code of the refusal."""
    try:
        return read(), ""
    except Refused as refused:
        return "", refused.code


# ── membership ────────────────────────────────────────────────────────
STAYS = st.builds(lambda a, b, open_: DateRange(min(a, b), None if open_ else max(a, b)), DAYS, DAYS, st.booleans())


@given(st.lists(STAYS, max_size=3), DAYS)
def test_who_is_not_there_is_refused_with_the_dates(stays: list[DateRange], day: date) -> None:
    if any(day in one for one in stays):
        rules.require_member(stays, day, "7А")
        return
    with pytest.raises(Refused) as refused:
        rules.require_member(stays, day, "7А")
    assert all(short(one.starts_on) in refused.value.message for one in stays)


# ── time, plan, texts ─────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("topic", "day", "ends_at", "state"),
    [
        ("Степень", date(2026, 11, 30), None, "filled"),
        ("", date(2026, 11, 22), None, "unfilled"),
        ("", date(2026, 11, 24), None, "ahead"),
        ("", date(2026, 11, 23), time(10, 10), "unfilled"),
        ("", date(2026, 11, 23), time(11, 10), "ahead"),
        ("", date(2026, 11, 23), None, "ahead"),
    ],
)
def test_how_a_lesson_stands(topic: str, day: date, ends_at: time | None, state: str) -> None:
    assert rules.lesson_state(topic, day, ends_at, datetime(2026, 11, 23, 10, 43)) == state


class Held(NamedTuple):
    """A lesson as the next topic needs it."""

    id: int
    planned_number: int | None
    topic: str


@pytest.mark.req("CUR-05")
def test_plan_goes_on_from_the_number_used_last() -> None:
    lessons = [
        Held(1, 1, "Один"),
        Held(2, None, "Повторение"),  # by hand: the plan waits
        Held(3, None, ""),
        Held(4, None, ""),
        Held(5, 7, "Семь"),
        Held(6, 7, "Семь"),
        Held(7, None, ""),
    ]
    assert rules.next_numbers(lessons) == {3: 2, 4: 3, 7: 8}
    assert rules.next_topics(lessons, {2: "Два", 8: "Восемь"}) == {3: "Два", 4: "", 7: "Восемь"}
    assert rules.next_topics(lessons, {}) == {}


@pytest.mark.req("CUR-05")
@given(st.lists(st.one_of(st.none(), st.integers(1, 60)), max_size=30))
def test_lessons_without_a_topic_take_the_plan_in_order(used: list[int | None]) -> None:
    lessons = [Held(place, number, "Тема" if number else "") for place, number in enumerate(used)]
    numbers = rules.next_numbers(lessons)
    assert set(numbers) == {one.id for one in lessons if not one.topic}
    taken = [number or numbers[place] for place, number in enumerate(used)]
    assert all(taken[place] == ([0, *taken])[place] + 1 for place in numbers)


@given(st.text(max_size=80))
def test_cleaned_text_is_clean(text: str) -> None:
    kept, code = told(lambda: rules.clean_text(text, 40, "Тема", field="topic"))
    assert code in ("", "text", "too_long")
    assert len(kept) <= 40
    assert kept == kept.strip()
    assert not any(ord(sign) < 32 for sign in kept)
    assert rules.clean_text(kept, 40, "Тема", field="topic") == kept
