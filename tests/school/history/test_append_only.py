"""The triggers that stand in the way of changing the ledger, on both databases, and how one is missed."""

import pytest
from django.db import DatabaseError, connection, transaction

from letopis.kernel.actor import Actor
from letopis.school.history import append_only
from letopis.school.history.ledger import record
from letopis.school.history.models import Entry
from tests.factories import make_room, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06", "П1.2")]
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what SQLite alone can do")
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="what PostgreSQL alone can do")


@pytest.fixture
def entry() -> Entry:
    school = make_school()
    return record(Actor.system(school.pk), make_room(school, "204"), "create", reason="опись")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement, *values)


def test_all_stand_after_migrating():
    assert append_only.missing(connection) == []


@pytest.mark.parametrize(
    "column", ["reason = ''", "salt = NULL", "version = 1", "digest = salt", "act_id = 1", "student_id = NULL"]
)
def test_no_column_of_an_entry_may_be_changed(entry: Entry, column: str):
    refused(f"UPDATE history_entry SET {column} WHERE id = %s", entry.pk)


@ON_SQLITE
def test_an_entry_may_not_be_replaced(entry: Entry):
    """INSERT OR REPLACE takes the row that stands in the way without asking the triggers of DELETE."""
    columns = ", ".join(f'"{field.column}"' for field in Entry._meta.concrete_fields)
    values = columns.replace('"actor_name"', "'Кто-то другой'")
    refused(f"INSERT OR REPLACE INTO history_entry ({columns}) SELECT {values} FROM history_entry")


@ON_SQLITE
@pytest.mark.parametrize("name", ["history_entry_no_update", "history_entry_no_delete", "history_entry_no_replace"])
def test_a_trigger_that_lets_through_is_found_and_put_up_again(name: str):
    sql(f"DROP TRIGGER {name}")
    assert append_only.missing(connection) == [name]
    sql(f"CREATE TRIGGER {name} BEFORE UPDATE ON history_entry WHEN 0 BEGIN SELECT 1; END")
    assert append_only.missing(connection) == [name]

    append_only.install(connection)
    assert append_only.missing(connection) == []


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER history_entry_door ON history_entry",
        "ALTER TABLE history_entry DISABLE TRIGGER history_entry_door",
        "CREATE OR REPLACE FUNCTION history_entry_door() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
        "CREATE OR REPLACE TRIGGER history_entry_door BEFORE UPDATE ON history_entry FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION history_entry_door()",
        "CREATE OR REPLACE TRIGGER history_entry_door BEFORE UPDATE OF digest ON history_entry FOR EACH ROW "
        "EXECUTE FUNCTION history_entry_door()",
        "CREATE OR REPLACE TRIGGER history_entry_door AFTER UPDATE ON history_entry FOR EACH ROW "
        "EXECUTE FUNCTION history_entry_door()",
    ],
)
def test_a_trigger_that_is_gone_off_or_lets_through_is_found_and_put_up_again(statement: str):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(statement)
    assert append_only.missing(connection) == ["history_entry_door"]

    append_only.install(connection)
    assert append_only.missing(connection) == []
