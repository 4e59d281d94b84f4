"""One entry of the ledger changed in each way there is, by whoever owns the database: found and named."""

import pytest
from django.db import connection

from letopis.kernel.actor import Actor
from letopis.school.history import append_only
from letopis.school.history.canonical import content_digest_of
from letopis.school.history.ledger import digest_of, record, values_of
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import Room, School
from tests.factories import make_room, make_school
from tests.school.history.test_tamper import change, sql

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06", "П1.2")]

ALTERED = {"entry_altered"}


@pytest.fixture
def school() -> School:
    """A school with two rooms, one renamed since, all under a checkpoint."""
    school = make_school()
    record(Actor.system(school.pk), school, "create")
    first, second = make_room(school, "204"), make_room(school, "205")
    for room in (first, second):
        record(Actor.system(school.pk), room, "create", reason="Опись", student_id=5, course_id=6)
    change(school, first, name="Химия")
    make_checkpoint(school.pk)
    return school


@pytest.fixture
def unlocked(school: School) -> Entry:
    """The entry to tamper with: the second room's."""
    append_only.remove(connection)
    return Entry.objects.filter(kind="organisation.room")[1]


def codes(school: School) -> set[str]:
    append_only.install(connection)
    return {finding.code for finding in verify(school.pk).findings}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-11-22 07:43:00+00:00"),
        ("account_id", 5),
        ("actor_name", "Кто-то другой"),
        ("role", "director"),
        ("role", "student"),
        ("action", "update"),
        ("course_id", 7),
        ("student_id", 6),
        ("student_id", None),
        ("reason", ""),
        ("op_id", "6f1c0f6e6d1b4a3c8e570d6f3c0b9a11"),
        ("salt", bytes(16)),
        ("salt", bytes(15)),
        ("salt", None),
        ("version", 1),
        ("version", 3),
        ("version", 0),
        ("content_digest", bytes(32)),
        ("before", "{}"),
        ("after", "[]"),
        ("after", "5"),
        ("after", '"204"'),
    ],
)
@pytest.mark.tampering
def test_a_column_of_an_entry(school: School, unlocked: Entry, column: str, value: object, record_property):
    place = "%s::jsonb" if connection.vendor == "postgresql" and column in ("before", "after") else "%s"
    sql(f'UPDATE history_entry SET "{column}" = {place} WHERE id = %s', value, unlocked.pk)
    assert codes(school) >= ALTERED
    report = verify(school.pk)
    assert unlocked.pk in {finding.entry_id for finding in report.findings if finding.code == "entry_altered"}
    record_property("way", (f"{column} of an entry set to {value!r}", "entry_altered"))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps nothing that is no JSON")
def test_content_that_cannot_be_read(school: School, unlocked: Entry):
    sql("PRAGMA ignore_check_constraints = ON")
    sql("UPDATE history_entry SET after = '{' WHERE id = %s", unlocked.pk)
    sql("PRAGMA ignore_check_constraints = OFF")
    assert codes(school) == ALTERED


def test_content_altered_behind_the_digest_of_the_old_one(school: School, unlocked: Entry):
    """As if an act had destroyed the content: the rest would fit, whatever the content says."""
    old = content_digest_of(values_of(unlocked))
    sql("UPDATE history_entry SET reason = 'Иная', content_digest = %s WHERE id = %s", old, unlocked.pk)
    unlocked.refresh_from_db()
    assert digest_of(unlocked) == bytes(unlocked.digest)
    assert codes(school) == ALTERED


def test_an_entry_brought_down_to_form_1_with_its_digest(school: School, unlocked: Entry):
    unlocked.version, unlocked.salt = 1, None
    unlocked.digest = digest_of(unlocked)
    unlocked.save()
    assert codes(school) == {"checkpoint_root"}


def test_a_salt_changed_with_the_digest(school: School, unlocked: Entry):
    unlocked.salt = bytes(16)
    unlocked.digest = digest_of(unlocked)
    unlocked.save()
    assert codes(school) == {"checkpoint_root"}


def test_a_digest(school: School, unlocked: Entry):
    sql("UPDATE history_entry SET digest = %s WHERE id = %s", bytes(32), unlocked.pk)
    assert codes(school) == {"entry_altered", "checkpoint_root"}


def test_an_entry_given_to_another_row_or_another_school(school: School, unlocked: Entry):
    other = make_school()
    sql("UPDATE history_entry SET object_id = 999 WHERE id = %s", unlocked.pk)
    assert codes(school) == {"entry_altered", "row_missing", "row_unrecorded"}
    append_only.remove(connection)
    sql("UPDATE history_entry SET school_id = %s WHERE id = %s", other.pk, unlocked.pk)
    assert "row_unrecorded" in codes(school)
    assert "entry_altered" in codes(other)


# ── from an entry on ──────────────────────────────────────────────────


def test_from_an_entry_on_only_what_is_new_is_looked_at(school: School):
    last = Entry.objects.last().pk
    room = make_room(school, "301")
    record(Actor.system(school.pk), room, "create")
    report = verify(school.pk, since=last)
    assert (report.entries, report.rows, report.not_again, report.findings) == (1, 1, last_of(school, last), [])

    sql("UPDATE organisation_room SET name = 'Иначе' WHERE number = '205'")
    assert verify(school.pk, since=last).findings == []
    sql("UPDATE organisation_room SET name = 'Иначе' WHERE number = '301'")
    assert [finding.row_id for finding in verify(school.pk, since=last).findings] == [room.pk]


def test_a_row_touched_again_is_looked_at_from_its_first_entry(school: School):
    last = Entry.objects.last().pk
    room = school_rooms(school)[0]
    change(school, room, name="Физика")
    report = verify(school.pk, since=last)
    assert (report.entries, report.rows, report.findings) == (3, 1, [])

    append_only.remove(connection)
    sql("UPDATE history_entry SET reason = 'x' WHERE object_id = %s AND action = 'create'", room.pk)
    append_only.install(connection)
    assert {finding.code for finding in verify(school.pk, since=last).findings} == ALTERED


def last_of(school: School, last: int) -> int:
    return Entry.objects.filter(school=school, id__lte=last).count()


def school_rooms(school: School) -> list[Room]:
    return list(Room.objects.filter(school=school).order_by("pk"))
