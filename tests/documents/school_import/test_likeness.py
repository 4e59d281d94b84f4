"""Whether two cards are of one person: laws of the weights, and the cases they are made for."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.documents.school_import.likeness import (
    GUARDIANS,
    STAFF,
    STUDENTS,
    Bounds,
    Signs,
    Verdict,
    recognise,
    verdict,
    weigh,
)

pytestmark = pytest.mark.req("ORG-02", "CON-01")
CHILD = Signs("орлов", "тимур", "ильич", date(2014, 3, 12), "12345678964", "О-7", "", "5а", 5)
WORKER = Signs("белых", "игорь", "львович", position="учитель")
MOTHER = Signs("орлова", "анна", "петровна", phone="+79430000002", kin=frozenset({7}), family=frozenset({"орлов"}))

some = st.builds(
    Signs,
    st.sampled_from(["орлов", "орлова", "белых", "ким"]),
    st.sampled_from(["тимур", "илья", "анна"]),
    st.sampled_from(["", "ильич", "петровна"]),
    st.sampled_from([None, date(2014, 3, 12), date(2014, 12, 3), date(2013, 5, 1)]),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "О-7", "О-8"]),
    st.sampled_from(["", "+7", "+8"]),
    st.sampled_from(["", "5а", "5б"]),
    st.just(5),
)


@pytest.mark.parametrize(
    ("one", "changes", "bounds", "says"),
    [
        (CHILD, {}, STUDENTS, "certain"),
        (CHILD, {"snils": "", "file_number": "", "birth_date": None}, STUDENTS, "certain"),
        (CHILD, {"snils": "", "file_number": "", "group": "6б", "grade": 6}, STUDENTS, "certain"),
        # Another surname is certain by СНИЛС alone.
        (CHILD, {"surname": "ветров"}, STUDENTS, "certain"),
        (CHILD, {"surname": "ветров", "snils": ""}, STUDENTS, "ask"),
        (CHILD, {"surname": "ветров", "snils": "", "file_number": ""}, STUDENTS, "ask"),
        # No birth date, another class.
        (CHILD, {"snils": "", "file_number": "", "birth_date": None, "group": "5б"}, STUDENTS, "ask"),
        # A misprint in the birth date.
        (CHILD, {"snils": "", "file_number": "", "birth_date": date(2014, 3, 21)}, STUDENTS, "ask"),
        # A namesake of another class; a twin; a brother.
        (
            CHILD,
            {"snils": "", "file_number": "", "birth_date": date(2012, 1, 1), "group": "7б", "grade": 7},
            STUDENTS,
            "new",
        ),
        (CHILD, {"name": "руслан", "snils": "", "file_number": ""}, STUDENTS, "ask"),
        (CHILD, {"name": "руслан", "snils": "98765432100", "file_number": ""}, STUDENTS, "new"),
        (CHILD, {"name": "руслан", "snils": "", "birth_date": date(2012, 1, 1)}, STUDENTS, "new"),
        (WORKER, {"position": ""}, STAFF, "certain"),
        (WORKER, {"patronymic": "ильич"}, STAFF, "new"),
        (MOTHER, {"phone": ""}, GUARDIANS, "certain"),
        (MOTHER, {"phone": "", "kin": frozenset()}, GUARDIANS, "certain"),
        (MOTHER, {"phone": "", "kin": frozenset(), "family": frozenset()}, GUARDIANS, "ask"),
        (MOTHER, {"surname": "ветрова", "phone": ""}, GUARDIANS, "ask"),
        (MOTHER, {"name": "ольга"}, GUARDIANS, "new"),
    ],
)
def test_cases(one: Signs, changes: dict[str, object], bounds: Bounds, says: str) -> None:
    assert verdict(replace(one, **changes), one, bounds) is Verdict(says)  # type: ignore[arg-type]


@settings(derandomize=True)
@given(some, some)
def test_the_weight_is_the_same_both_ways_and_greatest_of_the_same(one: Signs, other: Signs) -> None:
    assert weigh(one, other) == weigh(other, one)
    assert weigh(one, one) >= weigh(one, other)


@settings(derandomize=True)
@given(st.lists(some, max_size=6), st.lists(some, max_size=6))
def test_a_card_is_one_row_at_most(new: list[Signs], known: list[Signs]) -> None:
    found = recognise(new, known, STUDENTS)
    taken = [one.known for one in found if one.known is not None]
    assert len(found) == len(new)
    assert len(set(taken)) == len(taken)
    for row, one in zip(new, found, strict=True):
        if one.known is not None:
            assert verdict(row, known[one.known], STUDENTS) is Verdict.CERTAIN
        assert bool(one.likely) == (one.verdict is Verdict.ASK)
        assert not set(one.likely) & set(taken)


@settings(derandomize=True)
@given(
    st.permutations(
        [CHILD, replace(CHILD, name="руслан", snils="", file_number="О-8"), replace(CHILD, surname="ким", snils="")]
    )
)
def test_everybody_is_found_in_any_order(rows: list[Signs]) -> None:
    assert [one.known for one in recognise(rows, rows, STUDENTS)] == [0, 1, 2]
