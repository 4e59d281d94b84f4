"""Rules of a year that follows another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.school.classes.rules import ends_education
from letopis.school.organisation.enums import SchoolKind
from letopis.school.years.rules import OldClass, next_classes, next_name

pytestmark = pytest.mark.req("ORG-01")


def school(*names):
    return [OldClass(pk, name, int(name[:-1]), name[-1]) for pk, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("name", "following"),
    [("2026/2027", "2027/2028"), ("2026/27", "2027/28"), ("2026-2027", "2027-2028"), ("2099/00", "2100/01")],
)
def test_the_name_of_the_year_that_follows(name, following):
    assert next_name(name) == following


def test_classes_go_on_a_grade_higher_and_the_same_begin_again():
    found = next_classes(SchoolKind.GENERAL, school("1А", "2А", "8А", "8Б", "9А", "10А", "11А"))
    by_name = {one.name: (one.from_id, one.like_id) for one in found}
    # 9А and 11А end; the first and the tenth are enrolled anew; what 3А will learn nobody has told.
    assert by_name == {
        "1А": (None, 1),
        "2А": (1, 2),
        "3А": (2, None),
        "9А": (3, 5),
        "9Б": (4, 5),
        "10А": (None, 6),
        "11А": (6, 7),
    }


def test_a_group_of_a_college_keeps_its_name_and_the_last_course_ends():
    groups = [OldClass(1, "ИС-26", 1, ""), OldClass(2, "ИС-25", 2, ""), OldClass(3, "ИС-24", 3, "")]
    found = next_classes(SchoolKind.COLLEGE, groups)
    assert [(one.name, one.grade, one.from_id, one.like_id) for one in found] == [
        ("ИС-26", 2, 1, 2),
        ("ИС-25", 3, 2, 3),
    ]
    assert ends_education(SchoolKind.COLLEGE, 3, frozenset({1, 2, 3}))
    assert not ends_education(SchoolKind.GENERAL, 10, frozenset({10, 11}))


NAMES = st.sets(st.tuples(st.integers(1, 11), st.sampled_from("АБВ")).map(lambda one: f"{one[0]}{one[1]}"), min_size=1)


@settings(derandomize=True, max_examples=200)
@given(NAMES)
def test_no_class_goes_on_twice_and_no_name_is_given_twice(names):
    classes = school(*sorted(names))
    found = next_classes(SchoolKind.GENERAL, classes)
    grades = {one.id: one.grade for one in classes}
    assert len({one.name for one in found}) == len(found)
    going = [one.from_id for one in found if one.from_id]
    assert sorted(going) == sorted(one.id for one in classes if one.grade not in {9, 11})
    assert all(one.grade == grades[one.from_id] + 1 for one in found if one.from_id)
    assert all(one.like_id is None or grades[one.like_id] == one.grade for one in found)
