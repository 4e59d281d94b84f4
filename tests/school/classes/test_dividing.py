"""Proposals how to divide a class: in equal parts by the alphabet, as before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.classes.dividing import as_before, in_equal_parts

pytestmark = pytest.mark.req("CON-05")


@given(st.lists(st.integers(), unique=True, max_size=40), st.lists(st.integers(), unique=True, min_size=1, max_size=4))
def test_parts_are_equal_and_keep_the_order_of_the_list(students, subgroups):
    found = in_equal_parts(students, subgroups)
    assert list(found) == students, "nobody is left out"
    parts = [list(found.values()).count(one) for one in subgroups]
    assert max(parts) - min(parts) <= 1
    assert [subgroups.index(one) for one in found.values()] == sorted(subgroups.index(one) for one in found.values())


def test_no_subgroups_no_proposal():
    assert in_equal_parts([1, 2], []) == {}
    assert as_before({1: "английский"}, []) == {}


def test_as_before_goes_by_the_name_else_by_the_order():
    assert as_before({1: "Английский", 2: "немецкий", 3: "лыжи"}, [(10, "английский"), (20, "Немецкий")]) == {
        1: 10,
        2: 20,
    }
    assert as_before({1: "немецкий", 2: "английский"}, [(10, "1 группа"), (20, "2 группа")]) == {1: 20, 2: 10}
