"""The harness on a small school in process: it counts, it times, it notices a broken budget."""

import pytest

from bench import run, school
from bench.budgets import Budget, Budgets, Weight
from letopis.demo.building import Built
from letopis.kernel.actor import Actor
from letopis.school.journal.queries.grid import grid

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
KEYS = ("empty", "journal", "year", "mark", "column", "diary", "people")


def _budgets(queries: int, floors: float, keys: tuple[str, ...] = KEYS) -> Budgets:
    return Budgets(tuple(Budget(key, key, queries, floors) for key in keys), Weight("вес", 60))


def test_it_measures_a_small_school_and_notices_broken_budgets(built: Built) -> None:
    subject = school.with_whole_year(school.choose())
    generous = run.measure_school(subject, rounds=2, limits=_budgets(30, 1000), is_whole=False)
    assert generous.is_kept
    assert [row.budget.key for row in generous.rows] == [*KEYS]
    assert all(row.queries and row.in_process and row.in_process.own.processor > 0 for row in generous.rows)
    assert not run.measure_school(subject, rounds=2, limits=_budgets(1, 1000, KEYS[:2]), is_whole=False).is_kept
    assert not run.measure_school(subject, rounds=2, limits=_budgets(30, 0.001, KEYS[:2]), is_whole=False).is_kept


def test_the_page_of_the_whole_year_is_35_by_180(built: Built) -> None:
    subject = school.with_whole_year(school.choose())
    actor = Actor.system(built.school.pk)
    document = grid(actor, subject.year_course_id or 0, "year")
    assert len(document.students) == 35
    assert len(document.lessons) == 180
    assert 0.2 < len(document.marks) / (35 * 180) < 0.3
