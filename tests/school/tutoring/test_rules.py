"""When a monthly check is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.tutoring.rules import is_due, month_before

pytestmark = pytest.mark.req("CON-03")


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 23), date(2026, 10, 23)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2027, 1, 15), date(2026, 12, 15)),
    ],
)
def test_a_month_before(day, before):
    assert month_before(day) == before


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_month_has_its_check(day):
    assert 28 <= (day - month_before(day)).days <= 31
    assert is_due(month_before(day), day, day)
    assert not is_due(month_before(day) + timedelta(days=1), date(2020, 1, 1), day)
    assert not is_due(None, day, day), "nobody is asked about a newcomer's month before"
