"""Numbers as ranges, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.history.ranges import Ranges

pytestmark = pytest.mark.req("ARC-06")
NUMBERS = st.sets(st.integers(1, 60), max_size=40)


@given(NUMBERS, st.integers(-5, 70))
def test_ranges_hold_what_they_were_made_of(numbers: set[int], other: int):
    ranges = Ranges.of(numbers)
    assert (list(ranges), len(ranges)) == (sorted(numbers), len(numbers))
    assert (other in ranges) == (other in numbers)
    assert Ranges.of_text(str(ranges)) == ranges


def test_the_text_is_short():
    assert str(Ranges.of([20, 7, 8, 9, 12, 11])) == "7-9,11-12,20"
    assert str(Ranges.of([])) == ""


@pytest.mark.parametrize("text", ["все", "5-3", "7,5", "7,7", "1-5,5", "-3", "1,,2", "1-"])
def test_any_other_text_is_refused(text: str):
    with pytest.raises(ValueError, match="."):
        Ranges.of_text(text)
