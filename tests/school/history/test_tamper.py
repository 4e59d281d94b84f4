"""Whatever is changed behind the program's back, in the tables or in the ledger, is found and named."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import orjson
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.school.history import append_only
from letopis.school.history.findings import Finding
from letopis.school.history.ledger import Change, digest_of, record, record_many
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint, DestructionAct, Entry, Tile
from letopis.school.history.tracking import all_tracked, snapshot
from letopis.school.history.verification import verify
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import School
from tests.factories import (
    make_class,
    make_course,
    make_lesson,
    make_mark,
    make_room,
    make_school,
    make_student,
    make_work,
)
from tests.school.history.old_seals import seal

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "П1.2")]


@pytest.fixture
def school() -> School:
    """A school of which only rooms and one mark are official; the rest is made known to the ledger."""
    school = make_school()
    seventh = make_class(school)
    student = make_student(seventh, "Орехов Тимур")
    lesson = make_lesson(make_course(seventh))
    mark = make_mark(make_work(lesson), student, value="4")
    make_room(school, "204")
    record_everything(school)
    assert mark.pk
    return school


def record_everything(school: School) -> None:
    """Enter every official row as just created."""
    actor = Actor.system(school.pk)
    for model in all_tracked():
        rows = model.objects.filter(pk=school.pk) if model is School else model.objects.filter(school=school)
        record_many(actor, [Change(row=row, action="create") for row in rows.order_by("pk")])


def change(school: School, row, **columns) -> None:
    before = snapshot(row)
    for column, value in columns.items():
        setattr(row, column, value)
    row.save()
    record(Actor.system(school.pk), row, "change", before=before)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unlocked_sql(statement: str, *values: object) -> None:
    """What somebody who owns the database can do: take the triggers down, change the ledger, put them up again."""
    append_only.remove(connection)
    sql(statement, *values)
    append_only.install(connection)


def findings(school: School) -> list[Finding]:
    return verify(school.pk).findings


def test_an_untouched_school_is_clean(school: School):
    change(school, Mark.objects.get(), value="5")
    make_checkpoint(school.pk)

    report = verify(school.pk)

    assert report.findings == []
    assert report.entries == Entry.objects.count()
    assert report.checkpoints == 1
    assert report.unsigned == 0


@pytest.mark.parametrize("table", append_only.TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET school_id = school_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(school: School, table: str, verb: str):
    make_checkpoint(school.pk)
    seal(school.pk)
    DestructionAct.objects.create(school=school, date=date(2026, 11, 23), destroyed_at=now(), size=0)
    Tile.objects.create(school=school, level=0, number=0, last_entry_id=1, root=bytes(32), hashes=bytes(8192))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(verb.format(table))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_empty_the_ledger(school: School):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql("TRUNCATE history_entry")


@pytest.mark.tampering
def test_a_row_changed_with_plain_sql_is_named(school: School):
    mark = Mark.objects.get()
    sql("UPDATE journal_mark SET value = '5' WHERE id = %s", mark.pk)

    (finding,) = findings(school)

    assert finding.code == "row_changed"
    assert (finding.table, finding.row_id, finding.column) == ("journal.mark", mark.pk, "value")
    assert (finding.expected, finding.actual) == ("4", "5")
    assert "«Отметки»" in finding.message
    assert "Орехов Тимур" in finding.message
    assert "7А, Алгебра, 23.11.2026" in finding.message
    assert "по истории «4», в таблице «5»" in finding.message


@pytest.mark.tampering
def test_a_row_deleted_with_plain_sql_is_named(school: School):
    mark = Mark.objects.get()
    sql("DELETE FROM journal_mark WHERE id = %s", mark.pk)

    (finding,) = findings(school)

    assert (finding.code, finding.table, finding.row_id) == ("row_missing", "journal.mark", mark.pk)
    assert "Орехов Тимур" in finding.message


@pytest.mark.tampering
def test_a_row_put_in_with_plain_sql_is_named(school: School):
    room = make_room(school, "666")

    (finding,) = findings(school)

    assert (finding.code, finding.table, finding.row_id) == ("row_unrecorded", "organisation.room", room.pk)
    assert "666" in finding.message


def test_a_removal_told_to_the_ledger_is_clean_and_its_return_is_not(school: School):
    room = make_room(school, "101")
    record(Actor.system(school.pk), room, "create")
    record(Actor.system(school.pk), room, "remove", before=snapshot(room), removed=True)
    room_id = room.pk
    room.delete()
    assert findings(school) == []

    make_room(school, "101", pk=room_id)
    assert [finding.code for finding in findings(school)] == ["row_revived"]


@pytest.mark.tampering
def test_an_entry_altered_to_fit_a_changed_row_is_named(school: School):
    make_checkpoint(school.pk)
    mark = Mark.objects.get()
    entry = Entry.objects.get(kind="journal.mark")
    sql("UPDATE journal_mark SET value = '5' WHERE id = %s", mark.pk)
    after = orjson.dumps({**entry.after, "value": "5"}).decode()
    unlocked_sql("UPDATE history_entry SET after = %s WHERE id = %s", after, entry.pk)

    (finding,) = findings(school)

    assert (finding.code, finding.entry_id, finding.row_id) == ("entry_altered", entry.pk, mark.pk)


@pytest.mark.tampering
def test_an_entry_altered_together_with_its_digest_breaks_what_was_signed(school: School):
    make_checkpoint(school.pk)
    entry = Entry.objects.get(kind="journal.mark")
    entry.actor_name = "Кто-то другой"
    append_only.remove(connection)
    entry.digest = digest_of(entry)
    entry.save()
    append_only.install(connection)

    assert [(finding.code, finding.checkpoint) for finding in findings(school)] == [("checkpoint_root", 1)]


@pytest.mark.tampering
def test_an_entry_deleted_is_seen_by_what_was_signed_and_by_the_row(school: School):
    make_checkpoint(school.pk)
    unlocked_sql("DELETE FROM history_entry WHERE kind = 'journal.mark'")

    assert [finding.code for finding in findings(school)] == ["row_unrecorded", "log_cut"]


@pytest.mark.tampering
def test_an_entry_taken_out_of_the_middle_leaves_a_gap(school: School):
    mark = Mark.objects.get()
    change(school, mark, value="3")
    change(school, mark, value="5")
    middle = Entry.objects.filter(kind="journal.mark").order_by("id")[1]
    unlocked_sql("DELETE FROM history_entry WHERE id = %s", middle.pk)

    (finding,) = findings(school)

    assert (finding.code, finding.column, finding.expected, finding.actual) == ("entry_gap", "value", "4", "3")


@pytest.mark.tampering
def test_a_seal_taken_out_or_altered_is_named(school: School):
    for number in range(3):
        record(Actor.system(school.pk), make_room(school, f"9{number}"), "create")
        seal(school.pk)
    unlocked_sql("UPDATE history_seal SET size = size + 1 WHERE number = 1")
    assert [finding.code for finding in findings(school)] == ["seal_altered", "seal_size"]

    unlocked_sql("DELETE FROM history_seal WHERE number = 1")
    assert [(finding.code, finding.seal) for finding in findings(school)] == [
        ("seal_missing", 2),
        ("seal_chain", 2),
        ("seal_size", 2),
    ]


@pytest.mark.tampering
def test_a_missing_trigger_is_named(school: School):
    append_only.remove(connection)

    assert {finding.code for finding in findings(school)} == {"trigger_missing"}


def test_an_entry_of_an_unknown_table_keeps_its_digest(school: School):
    entry = Entry.objects.get(kind="organisation.room")
    unlocked_sql("UPDATE history_entry SET kind = 'gone.table' WHERE id = %s", entry.pk)

    assert [finding.code for finding in findings(school)] == ["row_unrecorded", "entry_altered"]


def test_schools_are_verified_apart(school: School):
    other = make_school()
    make_room(other, "1")

    assert findings(school) == []
    assert len(findings(other)) == 2


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_clean_or_names_each_finding(school: School):
    make_checkpoint(school.pk)
    code, text = run()
    assert code == 0
    assert "Всё сходится" in text
    assert "последняя контрольная точка " in text

    sql("UPDATE journal_mark SET value = '2'")
    code, text = run("--full")
    assert code == 1
    assert "по истории «4», в таблице «2»" in text

    code, text = run("--json", "--school", str(school.pk))
    document = orjson.loads(text)
    assert code == 1
    assert not document["clean"]
    assert document["schools"][0]["findings"][0]["actual"] == "2"


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(
    school: School, size: int, django_assert_num_queries: Callable[[int], object]
):
    for number in range(size):
        record(Actor.system(school.pk), make_room(school, f"7{number}"), "create")
    make_checkpoint(school.pk)

    with django_assert_num_queries(18 + 2 * len(all_tracked())):
        assert findings(school) == []
    assert Checkpoint.objects.count() == 1
