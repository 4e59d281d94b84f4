"""The floor runs what the page ran, no less and no more, and what it writes is there."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench import floor
from bench.floor import Floor, Step
from letopis.school.organisation.models import School


def _schools(*names: str) -> None:
    with transaction.atomic():
        for name in names:
            with transaction.atomic():
                School.objects.create(name=name, short_name=name)


def _names() -> set[str]:
    return set(School.objects.values_list("short_name", flat=True))


@pytest.mark.django_db
def test_what_was_recorded_is_undone_and_the_floor_does_it_once_more() -> None:
    steps = floor.record(lambda: _schools("Первая", "Вторая"))
    assert _names() == set()
    with CaptureQueriesContext(connection) as ran:
        Floor(steps, 10).run()
    assert _names() == {"Первая", "Вторая"}
    assert len(ran) == len(steps)
    assert sum(step.sql.startswith("INSERT") for step in steps) == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_floor_begins_and_commits_its_own() -> None:
    steps = floor.record(lambda: _schools("Первая", "Вторая"))
    kinds = [step.sql.split()[0] for step in steps]
    assert kinds == ["BEGIN", *["SAVEPOINT", "INSERT", "RELEASE"] * 2, "COMMIT"]
    with CaptureQueriesContext(connection) as ran:
        Floor(steps, 10).run()
    assert [query["sql"].split()[0] for query in ran.captured_queries] == kinds
    assert _names() == {"Первая", "Вторая"}


@pytest.mark.django_db(transaction=True)
def test_what_the_page_rolled_back_the_floor_rolls_back() -> None:
    def refused() -> None:
        with transaction.atomic():
            School.objects.create(name="Первая", short_name="Первая")
            transaction.set_rollback(True)

    steps = floor.record(refused)
    assert [step.sql.split()[0] for step in steps][-1] == "ROLLBACK"
    Floor(steps, 10).run()
    assert _names() == set()


@pytest.mark.django_db(transaction=True)
def test_recording_takes_back_the_numbers_of_its_rows() -> None:
    _schools("Первая")
    floor.record(lambda: _schools("Лишняя"))
    _schools("Вторая")
    first, second = School.objects.order_by("pk").values_list("pk", flat=True)
    assert second == first + 1


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 3, 5000])
def test_the_answer_is_as_long_as_the_page(size: int) -> None:
    key = uuid.UUID(int=7)
    steps = [Step("SELECT %s", [str(key)]), Step("SELECT 1")]
    assert len(Floor(steps, size).run()) == size


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    floor.current.steps = []
