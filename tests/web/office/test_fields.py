"""What a person types is bounded before it is counted out: a range of millions never becomes a list."""

import tracemalloc
from datetime import date

import pytest
from django import forms

from letopis.web.office.fields import DayField, GradesField

pytestmark = pytest.mark.req("ORG-02")


@pytest.mark.parametrize(
    ("typed", "grades"),
    [("1", [1]), ("1–4", [1, 2, 3, 4]), ("1-3, 10; 11", [1, 2, 3, 10, 11]), ("", []), ("4-1", [])],
)
def test_grades(typed: str, grades: list[int]) -> None:
    assert GradesField(required=False).clean(typed) == grades


@pytest.mark.parametrize(
    "typed", ["1-8000000", "8000000", "1-" + "9" * 5000, "0", "12", "0-4", "²", "1-²", "-", "1-2-3", "٣"]
)
def test_grades_that_there_are_not(typed: str) -> None:
    tracemalloc.start()
    with pytest.raises(forms.ValidationError):
        GradesField(required=False).clean(typed)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 20, "no range was counted out"


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_days_out_of_all_bounds(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="не может быть верным"):
        DayField().clean(typed)


def test_days() -> None:
    assert DayField().clean("2026-09-01") == date(2026, 9, 1)
    assert DayField(required=False).clean("") is None
    assert 'type="date"' in DayField().widget.render("day", date(2026, 9, 1))
