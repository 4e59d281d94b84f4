"""The harness on a small school in process: it counts, it times, it notices a broken budget."""

from datetime import date

import pytest

from bench import run, school
from bench.budgets import Budget, Budgets, Weight
from letopis import demo

pytestmark = pytest.mark.django_db
KEYS = ("journal", "mark", "column", "diary")


def _budgets(queries: int, ratio: float) -> Budgets:
    return Budgets(tuple(Budget(key, key, queries, ratio) for key in KEYS), Weight("вес", 60))


def test_it_measures_a_small_school_and_notices_broken_budgets() -> None:
    demo.build(students=40, classes=2, seed=1, today=date(2026, 11, 23))
    subject = school.choose()
    generous = run.measure_school(subject, rounds=2, limits=_budgets(30, 1000), is_whole=False)
    assert generous.is_kept
    assert [row.budget.key for row in generous.rows] == [*KEYS]
    assert all(row.queries and row.in_process and row.in_process.own > 0 for row in generous.rows)
    assert not run.measure_school(subject, rounds=2, limits=_budgets(1, 1000), is_whole=False).is_kept
    assert not run.measure_school(subject, rounds=2, limits=_budgets(30, 0.001), is_whole=False).is_kept
