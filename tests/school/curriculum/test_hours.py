"""Hours of plan, load and curriculum (CUR-03)."""

from decimal import Decimal

import pytest

from letopis.school.curriculum.rules import compare_hours, hours_of_year, study_weeks


@pytest.mark.req("CUR-03")
def test_three_hours_a_week_are_102_a_year():
    hours = compare_hours(planned=102, load_per_week=Decimal(3), curriculum_per_week=Decimal(3), grade=7)
    assert (hours.load, hours.curriculum, hours.difference, hours.agree) == (102, 102, 0, True)


@pytest.mark.req("CUR-03")
def test_differences_are_seen():
    short = compare_hours(planned=100, load_per_week=Decimal(3), curriculum_per_week=Decimal(3), grade=7)
    assert (short.difference, short.agree) == (-2, False)
    load = compare_hours(planned=102, load_per_week=Decimal(4), curriculum_per_week=Decimal(3), grade=7)
    assert (load.needed, load.difference, load.agree) == (102, 0, False)
    bare = compare_hours(planned=68, load_per_week=Decimal(2), curriculum_per_week=None, grade=7)
    assert (bare.needed, bare.agree) == (68, True)


@pytest.mark.req("CUR-03")
def test_halves_and_the_first_grade():
    assert hours_of_year(Decimal("0.5"), 34) == 17
    assert hours_of_year(Decimal("0.5"), 33) == 16
    assert study_weeks(1) == 33
    assert study_weeks(11) == 34
