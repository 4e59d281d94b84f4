"""The model of the forecast: what must be true of it whatever the marks (REP-03)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.curriculum.enums import Scale
from letopis.school.forecast.model import (
    LEVELS,
    UNRATED,
    Ahead,
    Known,
    Rounding,
    numbers_ahead,
    rounded_mark,
    scale_of,
    share_of,
    strength_of,
    term_marks,
)
from letopis.school.forecast.rules import (
    Course,
    Mark,
    SoFar,
    mark_of,
    mark_text,
    marks_of,
    outlooks,
    rounding_of,
    told,
)
from letopis.school.grading.rules import of_term
from letopis.school.marks import averages
from letopis.school.marks.averages import Weighed
from letopis.school.organisation.settings import SchoolSettings

pytestmark = pytest.mark.req("REP-03", "DIA-04")

MARKS = st.lists(st.builds(Mark, st.sampled_from(LEVELS), st.sampled_from((100, 150, 300))), max_size=12).map(tuple)
STUDENTS = st.lists(st.builds(SoFar, MARKS, MARKS), min_size=1, max_size=5)
ROUNDINGS = st.builds(Rounding, st.integers(1, 99), st.integers(0, 5))


def course(students: list[SoFar], held: int = 20, left: int = 10) -> Course:
    return Course(dict(enumerate(students)), held, left, 2 * held)


@given(STUDENTS, st.integers(0, 25), ROUNDINGS)
def test_probabilities_sum_to_one_and_are_certain_when_nothing_is_left(
    students: list[SoFar], left: int, rounding: Rounding
) -> None:
    for pk, found in outlooks(course(students, left=left), rounding).items():
        assert sum(found.chances.values()) == pytest.approx(1)
        assert all(chance >= 0 for chance in found.chances.values())
        if not left:
            assert found.chances[found.now] == 1
            assert found.is_certain
            assert found.steps == ()
        assert found.now == mark_of(found.known, rounding)
        assert len(students[pk].term) == found.known.number


@given(MARKS, st.integers(0, 4), st.sampled_from((1, 2, 3)), ROUNDINGS, st.integers(0, 8))
def test_a_five_more_never_lowers_what_is_to_be_expected(
    marks: tuple[Mark, ...], more: int, weight: int, rounding: Rounding, ahead_of: int
) -> None:
    """Of every mark: to reach it is at least as probable after a five as before, and after two as after one."""
    scale = scale_of({4: 10, 3: 5, 5: 6}, 0.5)
    ahead = Ahead(scale, [1, 3, 1, 2, 1, 1, 3, 1])
    evidence = [(mark.value, 1.0) for mark in marks]
    known = Known()
    for mark in marks:
        known = known.add(mark.value, mark.weight // 50)
    reached = []
    for fives in (more, more + 1):
        strength = strength_of(scale, evidence + [(5, 1.0)] * fives)
        found = term_marks(
            known.add(5, weight, fives), ahead, strength, numbers_ahead(ahead_of / 2, ahead_of), rounding
        )
        reached.append([sum(chance for mark, chance in found.items() if mark >= least) for least in LEVELS])
    assert all(after >= before - 1e-9 for before, after in zip(*reached, strict=True))


@given(st.integers(0, 2000), st.integers(1, 400), st.integers(1, 99))
def test_the_mark_of_an_average_is_the_journals_own(hundredths: int, weight: int, border: int) -> None:
    total = min(max(hundredths, 2 * weight), 5 * weight)
    average = averages.rounded(Decimal(total), Decimal(weight))
    proposed = averages.proposed(average, Decimal(border) / 100)
    assert proposed is not None
    assert str(rounded_mark(total, weight, border)) == proposed.value


@given(st.floats(0, 12), st.integers(0, 24))
def test_numbers_of_marks_to_come(coming: float, lessons: int) -> None:
    found = numbers_ahead(coming, lessons)
    assert sum(found.values()) == pytest.approx(1)
    mean = sum(number * chance for number, chance in found.items())
    assert mean == pytest.approx(coming, abs=0.1)


def test_few_marks_are_drawn_to_the_class_and_many_to_the_student() -> None:
    fives = [SoFar(tuple(Mark(5, 100) for _ in range(8)))] * 6
    good = outlooks(course([*fives, SoFar((Mark(3, 100),))]), Rounding(50, 0))
    weak = outlooks(
        course([*[SoFar(tuple(Mark(3, 100) for _ in range(8)))] * 6, SoFar((Mark(3, 100),))]), Rounding(50, 0)
    )
    assert good[6].expected > weak[6].expected + 0.5
    many = outlooks(course([*fives, SoFar(tuple(Mark(3, 100) for _ in range(12)))]), Rounding(50, 0))
    assert many[6].likely == 3
    assert many[6].chances[3] > 0.95


def test_too_few_marks_and_none_ahead_are_no_mark_and_said_so() -> None:
    found = outlooks(course([SoFar((Mark(5, 100),)), SoFar(())], left=0), Rounding(50, 3))
    assert all(one.chances[UNRATED] == 1 for one in found.values())
    assert told(found[0]) == "н/а: отметок мало"
    two = SoFar((Mark(5, 100),) * 2, (Mark(5, 100),) * 9)
    ahead = outlooks(course([two], held=8, left=3), Rounding(50, 3))
    assert 0 < ahead[0].chances[UNRATED] < 0.4


def test_marks_of_no_weight_make_the_mark_that_the_term_would_have() -> None:
    """Where nothing has weight the plain average is proposed (grading/rules.py): the outlook of today says the same."""
    cells = [Weighed("4", "", Decimal(0)), Weighed("5", "", Decimal(0)), Weighed("5", "", Decimal(0))]
    settings = SchoolSettings()
    found = outlooks(course([SoFar(marks_of(cells, settings))]), rounding_of(settings))[0]
    assert mark_text(found.now) == of_term(Scale.FIVE, cells, settings).value == "5"


def test_what_would_change_it_does() -> None:
    marks = tuple(Mark(mark, weight) for mark, weight in ((3, 100), (4, 100), (3, 300), (4, 100)))
    found = outlooks(course([SoFar(marks)]), Rounding(50, 3))[0]
    assert (found.now, [(step.mark, step.fives, step.weight) for step in found.steps]) == (3, [(4, 1, 100)])
    known = found.known.add(5, 1, 1)
    assert mark_of(known, Rounding(50, 3)) == 4
    worse = (Mark(3, 300), Mark(3, 300), Mark(3, 100))
    found = outlooks(course([SoFar(worse)]), Rounding(50, 3))[0]
    assert [(step.mark, step.fives, step.weight) for step in found.steps] == [(4, 3, 100), (4, 1, 300)]


def test_the_share_between_students() -> None:
    alike = [[5, 2, 4, 3, 5, 2]] * 30
    apart = [[5] * 6] * 15 + [[2] * 6] * 15
    assert share_of(alike) < 0.25
    assert share_of(apart) > 0.6
    assert share_of([]) == share_of([[5]]) == 0.45
