"""A small demo school to be measured."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from letopis import demo
from letopis.demo.building import Built


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Built]:
    """Built once, and gone with the module."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield demo.build(students=40, classes=2, seed=1, today=date(2026, 11, 23))
        transaction.set_rollback(True)
