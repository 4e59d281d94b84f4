"""Names that tell the people of a group apart."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.text import search_key
from letopis.school.people.namesakes import Named, Shown, apart, first_names, full_names, short_names

pytestmark = pytest.mark.req("CON-01", "JRN-02")

BORN = date(2014, 3, 12)
# Few of each, so that classes are full of namesakes.
PEOPLE = st.lists(
    st.builds(
        Named,
        surname=st.sampled_from(["Орлов", "орлов", "Ковалёв", "Ковалев"]),
        name=st.sampled_from(["Тимур", "Семён", "Семен"]),
        patronymic=st.sampled_from(["", "Ильич", "Павлович"]),
        birth_date=st.sampled_from([None, BORN, date(2014, 5, 1)]),
        file_number=st.sampled_from(["", "7", "07"]),
    ),
    max_size=35,
)


def test_nobody_is_shown_longer_without_a_namesake():
    people = [Named("Орлов", "Тимур", "Ильич", BORN, "7"), Named("Орлова", "Тимур"), Named("Белов", "Ян", "Ильич")]
    assert short_names(people) == [Shown("Орлов Тимур"), Shown("Орлова Тимур"), Shown("Белов Ян")]
    assert [one.name for one in full_names(people)] == ["Орлов Тимур Ильич", "Орлова Тимур", "Белов Ян Ильич"]


def test_namesakes_get_the_patronymic_the_birth_date_the_file_in_turn():
    people = [
        Named("Орлов", "Тимур", "Ильич", BORN),
        Named("Орлов", "Тимур", "Павлович", BORN, "7"),
        Named("Орлов", "Тимур", "Павлович", BORN, "8"),
        Named("Орлов", "Тимур", "Павлович", date(2014, 5, 1), "9"),
    ]
    assert short_names(people) == [
        Shown("Орлов Тимур Ильич", "Ильич"),
        Shown("Орлов Тимур Павлович, 12.03.2014, л. д. № 7", "л. д. № 7"),
        Shown("Орлов Тимур Павлович, 12.03.2014, л. д. № 8", "л. д. № 8"),
        Shown("Орлов Тимур Павлович, 01.05.2014", "01.05.2014"),
    ]
    assert full_names(people)[0] == Shown("Орлов Тимур Ильич"), "the full name is distinct already"


def test_yo_and_case_are_no_difference():
    people = [Named("Ковалёв", "Семён", "Ильич"), Named("КОВАЛЕВ", "Семен", "Павлович")]
    assert [one.distinction for one in short_names(people)] == ["Ильич", "Павлович"]


def test_one_of_two_without_a_patronymic():
    people = [Named("Орлов", "Тимур"), Named("Орлов", "Тимур", "Ильич")]
    assert short_names(people) == [Shown("Орлов Тимур"), Shown("Орлов Тимур Ильич", "Ильич")]


def test_those_of_whom_nothing_differs_are_numbered():
    people = [Named("Орлов", "Тимур")] * 3
    assert short_names(people) == [Shown(f"Орлов Тимур ({number})", f"({number})") for number in (1, 2, 3)]
    assert apart([["А"], ["А"], ["А (1)"]]) == ["А (2)", "А (3)", "А (1)"]


def test_children_of_one_guardian_go_by_the_first_name():
    sasha, other = Named("Орлов", "Саша", "Ильич"), Named("Белова", "Саша", "Павловна")
    assert [one.name for one in first_names([sasha, other], ["7А", "5Б"])] == ["Саша", "Саша"]
    assert [one.name for one in first_names([sasha, other], ["7А", "7А"])] == ["Орлов Саша", "Белова Саша"]


@given(PEOPLE)
def test_names_of_a_group_are_distinct_and_no_longer_than_needed(people):
    for shown, shortest in (
        (short_names(people), [one.short for one in people]),
        (full_names(people), [one.full for one in people]),
    ):
        keys = [search_key(one.name) for one in shown]
        assert len(set(keys)) == len(people)
        often = Counter(search_key(name) for name in shortest)
        for one, name in zip(shown, shortest, strict=True):
            assert one.name.startswith(name)
            assert one.name.endswith(one.distinction)
            if often[search_key(name)] == 1:
                assert one == Shown(name)


@given(PEOPLE, st.randoms())
def test_a_name_does_not_depend_on_the_order_where_anything_differs(people, random):
    people = list(dict.fromkeys(people))
    before = dict(zip(people, short_names(people), strict=True))
    random.shuffle(people)
    after = dict(zip(people, short_names(people), strict=True))
    same = [one for one in people if not before[one].distinction.startswith("(")]
    assert [before[one] for one in same] == [after[one] for one in same]
