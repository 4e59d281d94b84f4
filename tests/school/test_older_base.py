"""A base of an older edition, brought up to date: all that was in it at once, because to go back takes seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from letopis.kernel.actor import Actor
from letopis.school.history import append_only
from letopis.school.history.ledger import digest_of, record
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import School
from letopis.school.people.models import Consent, Student
from tests.factories import make_room, make_school
from tests.school.history.test_migration import BEFORE, first_edition, insert

WITH_TICKS = ("people", "0001_initial")


@contextmanager
def older(*targets: tuple[str, str]) -> Iterator[Any]:
    """The base as the migrations `targets` left it; yields the models of then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    try:
        yield executor.loader.project_state(list(targets)).apps
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("ACC-05", "ACC-10", "ARC-06", "П1.2")
def test_what_an_older_base_held_is_there_and_keeps_verifying() -> None:
    school, families = make_school(), make_school()
    room = make_room(school, "204")
    with older(BEFORE, WITH_TICKS) as then:
        assert append_only.missing(connection) == []
        columns = first_edition(school.pk, room.pk)
        with connection.cursor() as cursor:
            cursor.execute(insert(columns), list(columns.values()))
        ticked = make_ticked(then, families)

    assert append_only.missing(connection) == []
    of_both_versions_verify(school)
    a_tick_is_a_consent_without_a_day(ticked, families)


def make_ticked(then: Any, school: School) -> int:
    """Two students, a tick at the first; returns its id."""
    students = []
    for surname, ticked in (("Ивнев", True), ("Рогов", False)):
        person = then.get_model("people", "Person").objects.create(
            school_id=school.pk, surname=surname, name="Олег", sort_key=surname, search_key=surname
        )
        student = then.get_model("people", "Student")
        students.append(student.objects.create(school_id=school.pk, person_id=person.pk, consent=ticked))
    return int(students[0].pk)


def of_both_versions_verify(school: School) -> None:
    """Entries of version 1 keep verifying beside those of version 2."""
    old = Entry.objects.get(school_id=school.pk)
    assert (old.version, old.salt, old.act_id, old.content_digest) == (1, None, None, None)
    assert digest_of(old) == bytes(old.digest)
    record(Actor.system(school.pk), school, "create")
    new = Entry.objects.filter(school_id=school.pk).latest("pk")
    assert new.salt is not None
    assert (new.version, len(new.salt)) == (2, 16)
    report = verify(school.pk)
    assert (report.entries, report.findings) == (2, [])


def a_tick_is_a_consent_without_a_day(student_id: int, school: School) -> None:
    (brought,) = Consent.objects.all()
    assert (brought.student_id, brought.given_on, brought.withdrawn_on) == (student_id, None, None)
    assert Student.objects.count() == 2
    found = {(one.table, one.code) for one in verify(school.pk).findings}
    assert not [code for table, code in found if "Согласия" in table]
