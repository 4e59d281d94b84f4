"""Compiled statements: the rows of their querysets, whatever comes as an argument, and none that no longer compiles."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import letopis
from letopis.kernel.actor import Actor
from letopis.kernel.placeholders import Placeholder
from letopis.kernel.roles import Role
from letopis.kernel.statements import Each, Shape, Statement, all_statements, page_of, statement
from letopis.school.history.models import Entry
from letopis.school.organisation.models import AcademicYear, School, Term
from letopis.school.people.models import Person
from tests import factories as make

pytestmark = pytest.mark.django_db


def everything() -> "list[Statement[..., Any]]":
    """All statements of the product: its modules are imported first."""
    for module in pkgutil.walk_packages(letopis.__path__, "letopis."):
        if not module.name.endswith("__main__") and "migrations" not in module.name:
            importlib.import_module(module.name)
    return [one for one in all_statements() if one.name.startswith("letopis.")]


def test_every_statement_compiles_in_every_form() -> None:
    """A column renamed, a join gone: it is seen here, not on a page at night."""
    for one in everything():
        for form in one.forms():
            one.sql(**form)


# ── statements of these tests: each way to write one ──────────────────


@statement
def persons_of(school: int, ids: list[int]) -> "QuerySet[Person, tuple[int, str]]":
    return Person.objects.filter(school=school, pk__in=ids).order_by("pk").values_list("pk", "surname")


@statement
def persons_of_either(some: list[int], others: list[int]) -> "QuerySet[Person, tuple[int]]":
    found, more = (Person.objects.filter(pk__in=ids).order_by().values("pk") for ids in (some, others))
    return Person.objects.filter(pk__in=found.union(more)).order_by("pk").values_list("pk")


@statement
def persons_seen(ids: list[int], has_right: Shape[bool]) -> "QuerySet[Person, tuple[int]]":
    seen = Q() if has_right else Q(pk__in=[])
    return Person.objects.filter(seen, pk__in=ids).values_list("pk")


@statement
def born(since: date | None, surnames: list[str], names_only: Shape[bool]) -> "QuerySet[Person, Any]":
    rows = Person.objects.filter(surname__in=surnames).order_by("pk")
    if since is not None:
        rows = rows.filter(birth_date__gte=since)
    return rows.values_list("name", flat=True) if names_only else rows.values_list("pk", "birth_date")


@statement
def years_with_terms(actor: Actor, day: date) -> "QuerySet[Any, Any]":
    terms = Term.objects.filter(scheme__year=OuterRef("pk"), starts_on__lte=day)
    rows = AcademicYear.objects.filter(Exists(terms) | Q(starts_on__gt=day), school=actor.school_id)
    asked = Cast(actor.school_id, IntegerField())  # type: ignore[arg-type]
    return rows.annotate(many=Count("schemes"), asked=asked).order_by("pk").values_list("pk", "many", "asked")


@statement
def entries_of_moment(at: datetime) -> "QuerySet[Entry, tuple[datetime, Any]]":
    return Entry.objects.filter(at=at).order_by("pk").values_list("at", "after")


@statement
def entries_of(at: datetime, ops: list[Any] | None) -> "QuerySet[Entry, tuple[datetime, Any]]":
    return Entry.objects.filter(at=at).values_list("at", "after")


@statement
def page_of_names(school: int, parts: Each[str], first: int | None) -> "QuerySet[Person, str]":
    rows = Person.objects.filter(school=school)
    for one in parts:
        rows = rows.filter(surname__contains=one)
    return page_of(rows.order_by("surname", "pk").values_list("surname", flat=True), first, 3)


@statement
def distinct_names(school: int) -> "QuerySet[Person, tuple[str]]":
    return Person.objects.filter(school=school).distinct().order_by("birth_date").values_list("surname")


@statement
def whole_rows(school: int) -> "QuerySet[Person, Any]":
    return Person.objects.filter(school=school)


def same(one: "Statement[..., Any]", **values: Any) -> list[Any]:
    rows = one(**values)
    assert rows == list(one.queryset(**values))
    return rows


class TestRows(TestCase):
    """The statement gives what its queryset gives, for the first and for every further value."""

    @given(
        names=st.lists(st.sampled_from(["Ёлкин", "Яшин", "О'Нил", "%s", "Ли"]), max_size=6),
        asked=st.lists(st.sampled_from(["Ёлкин", "О'Нил", "%s", "", "нет"]), max_size=4),
        since=st.none() | st.dates(date(2008, 1, 1), date(2012, 1, 1)),
    )
    def test_lists_dates_and_none(self, names: list[str], asked: list[str], since: date | None) -> None:
        school = make.make_school()
        for number, name in enumerate(names):
            make.make_person(school, f"{name} Анна", birth_date=date(2008, 1, 1) + timedelta(days=300 * number))
        ids = list(Person.objects.values_list("pk", flat=True))
        same(persons_of, school=school.pk, ids=ids[::2])
        for names_only in (True, False):
            same(born, since=since, surnames=asked, names_only=names_only)

    def test_no_id_and_five_thousand(self) -> None:
        school = make.make_school()
        person = make.make_person(school)
        assert same(persons_of, school=school.pk, ids=[]) == []
        assert same(persons_of, school=school.pk, ids=[*range(10**6, 10**6 + 5000), person.pk])
        assert persons_of(school.pk, [person.pk, person.pk]) == [(person.pk, person.surname)]

    def test_found_by_a_union(self) -> None:
        school = make.make_school()
        first, second, _ = (make.make_person(school).pk for _ in range(3))
        assert same(persons_of_either, some=[first], others=[second, first]) == [(first,), (second,)]
        assert same(persons_of_either, some=[], others=[]) == []

    def test_a_page_of_rows_by_a_few_words(self) -> None:
        school = make.make_school()
        for number in range(8):
            make.make_person(school, f"Ли%{number} Анна")
        for parts in ((), ("и%",), ("Ли", "%"), ["нет"]):
            for first in (None, 0, 3, 6, 9):
                rows = same(page_of_names, school=school.pk, parts=parts, first=first)
                assert len(rows) == (0 if "нет" in parts else 8 if first is None else min(3, max(8 - first, 0)))
        assert page_of_names.sql(school=1, parts=["а"], first=0) == page_of_names.sql(school=2, parts=["б"], first=50)

    def test_distinct_rows_in_the_order_of_a_column_that_is_not_theirs(self) -> None:
        school = make.make_school()
        for year in (2011, 2009):
            make.make_person(school, f"Ли{year} Анна", birth_date=date(year, 1, 1))
        assert same(distinct_names, school=school.pk) == [("Ли2009",), ("Ли2011",)]

    def test_who_has_no_right_costs_no_question(self) -> None:
        make.make_person(make.make_school())
        with CaptureQueriesContext(connection) as asked:
            assert same(persons_seen, ids=[1, 2], has_right=False) == []
        assert not asked.captured_queries
        assert persons_seen.sql(ids=[1], has_right=True)

    def test_the_text_does_not_grow_with_the_list(self) -> None:
        assert persons_of.sql(school=1, ids=[1]) == persons_of.sql(school=1, ids=list(range(5000)))

    def test_an_actor_as_policies_ask_it(self) -> None:
        schools = [make.make_school(), make.make_school()]
        for school in schools:
            year = AcademicYear.objects.filter(school=school).first()
            day = year.starts_on if year else date(2026, 9, 1)
            for actor in (Actor(school.pk, Role.TEACHER, person_id=1), Actor(school.pk, Role.OPERATOR)):
                rows = same(years_with_terms, actor=actor, day=day)
                assert all(row[-1] == school.pk for row in rows)

    def test_a_moment_of_another_zone_is_the_same_moment(self) -> None:
        school = make.make_school()
        make.make_staff(school)
        at = Entry.objects.values_list("at", flat=True).first()
        if at is None:
            at = datetime(2026, 11, 23, tzinfo=UTC)
        there = at.astimezone(timezone(timedelta(hours=12)))
        assert same(entries_of_moment, at=there) == same(entries_of_moment, at=at)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: persons_of(school=None, ids=[]), "school is None"),  # type: ignore[arg-type]
        (lambda: persons_of(school=1, ids=None), "ids is None"),  # type: ignore[arg-type]
        (lambda: persons_of(school="1", ids=[]), "school: int is expected, str is given"),  # type: ignore[arg-type]
        (lambda: persons_of(school=1, ids=["1"]), "ids: int is expected"),  # type: ignore[list-item]
        (lambda: persons_of(school=1), "takes school, ids"),  # type: ignore[call-arg]
        (lambda: persons_of(school=1, ids=[], more=2), "takes school, ids"),  # type: ignore[call-arg]
        (lambda: born(datetime(2026, 1, 1, tzinfo=UTC), [], True), "date is expected, datetime is given"),
        (lambda: entries_of_moment(at=datetime(2026, 1, 1)), "without a time zone"),
        (lambda: entries_of(at=datetime(2026, 1, 1, tzinfo=UTC), ops=None), "does not travel"),
        (lambda: whole_rows(school=1), "values_list"),
    ],
)
def test_what_no_statement_takes_is_named(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        call()


@statement
def of_each_kind(  # noqa: PLR0917
    text: str, role: Role, day: date, uid: UUID, flag: bool, share: Decimal, at: datetime, hour: time
) -> "QuerySet[School, Any]":
    given = {"text": text, "role": role, "day": day, "uid": uid, "flag": flag, "share": share, "at": at, "hour": hour}
    as_expressions = {
        name: value if isinstance(value, Placeholder) else Value(value)  # a plain value only in the plain queryset
        for name, value in given.items()
    }
    return School.objects.annotate(**as_expressions).values_list(*given)


def test_two_databases_in_one_process(tmp_path: Any) -> None:
    """The text of one is never sent to the other."""
    school = make.make_school()
    person = make.make_person(school)
    assert persons_of(school=school.pk, ids=[person.pk])
    there = connection.vendor
    other = SQLite({**connections.settings[DEFAULT_DB_ALIAS], "NAME": str(tmp_path / "other.sqlite3"), "OPTIONS": {}})
    kept = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = other
    try:
        with other.cursor() as cursor:
            cursor.execute("CREATE TABLE people_person (id integer, school_id integer, surname text)")
            cursor.execute("INSERT INTO people_person VALUES (7, 1, 'Иной')")
        assert persons_of(school=1, ids=[7]) == [(7, "Иной")]
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = kept
    assert connection.vendor == there
    assert persons_of(school=school.pk, ids=[person.pk]) == [(person.pk, person.surname)]


def test_each_kind_comes_back_as_it_went() -> None:
    make.make_school()
    given = {
        "text": "Ёж «%s» '", "role": Role.TEACHER, "day": date(2026, 11, 23), "uid": uuid4(), "flag": False,
        "share": Decimal("4.50"), "at": datetime(2026, 11, 23, 10, tzinfo=UTC), "hour": time(8, 30),
    }  # fmt: skip
    ((*back,),) = of_each_kind(**given)  # type: ignore[arg-type]
    assert dict(zip(given, back, strict=True)) == given


def test_postgresql_plans_a_statement_once_a_connection() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps statements by itself")
    school = make.make_school()
    for number in (1, 40_000, 5_000_000_000, 2, 3, 4):
        persons_of(school=school.pk, ids=[number])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%people_person%'")
        assert cursor.fetchone() == (1,)


def test_postgresql_asks_a_union_before_it_joins() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks up «in» by itself")
    assert "= ANY(ARRAY(" in persons_of_either.sql(some=[1], others=[2])
