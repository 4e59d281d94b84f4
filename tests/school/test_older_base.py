"""A base of an older edition, brought up to date: all that was in it at once, because the way takes seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from letopis.kernel import tables
from letopis.kernel.actor import Actor
from letopis.school.history import append_only
from letopis.school.history.ledger import digest_of, record
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import School
from letopis.school.people.models import Consent, Student
from tests.editions import shape, step_by_step, without_tables
from tests.school.history.test_migration import BEFORE, first_edition, insert

WITH_TICKS = ("people", "0001_initial")


@pytest.fixture
def this_edition(transactional_db: None, tmp_path: Path) -> Iterator[set[tuple[object, ...]]]:
    """What a new base of this edition consists of; the one that the test works on has no table yet."""
    of_a_new_one = shape()
    with without_tables(tmp_path / "older.sqlite3"):
        yield of_a_new_one


def migrate(*targets: tuple[str, str]) -> Any:
    """Take the steps of older editions up to these, or all; returns the models of then."""
    with step_by_step():
        executor = MigrationExecutor(connection)
        return executor.migrate(list(targets) or executor.loader.graph.leaf_nodes()).apps


@pytest.mark.req("ACC-05", "ACC-10", "ARC-06", "П1.2")
def test_what_an_older_base_held_is_there_and_keeps_verifying(this_edition: set[tuple[object, ...]]) -> None:
    then = migrate(BEFORE, WITH_TICKS)
    assert append_only.missing(connection) == []
    schools = then.get_model("organisation", "School").objects
    of_entries, of_families = schools.create(name="Школа № 1"), schools.create(name="Школа № 2")
    room = then.get_model("organisation", "Room").objects.create(school=of_entries, number="204")
    columns = first_edition(of_entries.pk, room.pk)
    with connection.cursor() as cursor:
        cursor.execute(insert(columns), list(columns.values()))
    ticked = make_ticked(then, of_families)

    migrate()

    assert append_only.missing(connection) == []
    assert shape() == this_edition, "a new base gets in one step what all steps lead to"
    assert tables.prepare("verify") is False, "this edition has nothing to do"
    call_command("migrate", verbosity=0)
    assert shape() == this_edition
    of_both_versions_verify(School.objects.get(pk=of_entries.pk))
    a_tick_is_a_consent_without_a_day(ticked, School.objects.get(pk=of_families.pk))


def make_ticked(then: Any, school: Any) -> int:
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
