"""What the intake of every table stands on, with as many rows as a school brings."""

import pytest
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.text import search_key
from letopis.school.history.intake import BATCH, fetch
from letopis.school.people.models import Guardian, Person
from tests import factories

pytestmark = pytest.mark.django_db


def test_more_rows_than_sqlite_takes_at_once_are_fetched(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    school = factories.make_school()
    people = [Person(school=school, surname=f"Мать{number}", name="Анна") for number in range(2 * BATCH + 1)]
    for person in people:
        person.renew_keys()
    Person.objects.bulk_create(people)
    rows = [Guardian(school=school, person_id=person.pk) for person in Person.objects.order_by("pk")]
    with django_assert_num_queries(3):
        fetch(rows, "person")
    with django_assert_num_queries(0):
        assert [search_key(row.person.surname) for row in rows] == [search_key(one.surname) for one in people]
