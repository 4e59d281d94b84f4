"""What the intake of every table stands on, with as many rows as a school brings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.text import search_key
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.history.intake import BATCH, Put, Table, fetch, write
from letopis.school.history.models import Entry
from letopis.school.organisation.models import Room, School, Term, Vacation
from letopis.school.people.models import Guardian, Person
from tests import factories

pytestmark = pytest.mark.django_db
ROOMS = Table(Room, "create", "update")


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


@pytest.mark.req("ORG-03")
def test_what_another_has_written_since_is_not_undone() -> None:
    """Whoever wrote it, past any form: the row is compared where it is written; a column not written may differ."""
    school = factories.make_school()
    rooms = [factories.make_room(school, str(number)) for number in (1, 2)]
    puts = [Put.change(room) for room in rooms]
    for room in rooms:
        room.name, room.capacity = "Физика", 30
    Room.objects.filter(pk=rooms[0].pk).update(kind="лаборатория")
    write(Actor.system(school.pk), ROOMS, puts)
    assert list(Room.objects.values_list("name", "capacity", "kind").order_by("pk")) == [
        ("Физика", 30, "лаборатория"),
        ("Физика", 30, ""),
    ]
    puts = [Put.change(room) for room in rooms]
    for room in rooms:
        room.name = "Химия"
    Room.objects.filter(pk=rooms[1].pk).update(name="Биология")
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="изменил другой") as refused, transaction.atomic():
        write(Actor.system(school.pk), ROOMS, puts)
    assert refused.value.code == "changed"
    assert (set(Room.objects.values_list("name", flat=True)), Entry.objects.count()) == (
        {"Физика", "Биология"},
        entries,
    )


@pytest.mark.req("ORG-03")
@pytest.mark.parametrize("other", [[9], [5, 6], []])
def test_a_document_is_compared_as_a_value(other: list[int]) -> None:
    """JSON says one thing in many texts: another order of keys, spaces, escapes."""
    school = factories.make_school(settings={"а": "ё", "b": 1})
    rest = Vacation.objects.create(
        school=school,
        year=factories.year_of(school),
        name="Осенние",
        starts_on=date(2026, 10, 26),
        ends_on=date(2026, 11, 1),
        grades=[5],
    )
    put = Put.change(rest)
    rest.grades = [5, 7]
    Vacation.objects.update(grades=other)
    with pytest.raises(Refused, match="изменил другой"), transaction.atomic():
        write(Actor.system(school.pk), Table(Vacation, "a", "b"), [put])
    assert Vacation.objects.get().grades == other
    rest.grades = other
    put = Put.change(rest)
    rest.name, rest.grades = "Зимние", [1]
    write(Actor.system(school.pk), Table(Vacation, "a", "b"), [put])
    put = Put.change(school)
    school.settings = {"c": 2}
    School.objects.update(settings={"b": 1, "а": "ё"})
    write(Actor.system(school.pk), Table(School, "a", "b"), [put])
    assert (Vacation.objects.get().grades, School.objects.get().settings) == ([1], {"c": 2})


def test_values_of_every_kind_are_known_again() -> None:
    """Dates, moments, decimals, nothing, relations: a row that nobody has touched is written."""
    school = factories.make_school()
    group = factories.make_class(school)
    course = factories.make_course(group, hours_per_week=Decimal("2.5"))
    term = group.scheme.terms.first()
    changes = (
        (Table(Course, "a", "b"), course, {"hours_per_week": Decimal(3)}),
        (Table(Course, "a", "b"), course, {"hours_per_week": Decimal("3.5"), "subgroup": None}),
        (Table(Term, "a", "b"), term, {"closed_at": now()}),
        (Table(Term, "a", "b"), term, {"closed_at": None, "ends_on": date(2026, 10, 24)}),
        (Table(ClassGroup, "a", "b"), group, {"room": factories.make_room(school), "shift": 2}),
        (Table(ClassGroup, "a", "b"), group, {"room": None, "name": "7Б"}),
    )
    for table, row, values in changes:
        put: Put[Any] = Put.change(type(row)._default_manager.get(pk=row.pk))
        for name, value in values.items():
            setattr(put.row, name, value)
        write(Actor.system(school.pk), table, [put])
        assert {name: getattr(type(row)._default_manager.get(pk=row.pk), name) for name in values} == values
