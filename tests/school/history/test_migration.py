"""A base of the first edition, killed while it is brought up to date, is harmed by no interruption and ends as new."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from letopis.school.history.ledger import digest_of
from letopis.school.history.models import Entry
from tests import bases

pytestmark = pytest.mark.req("ARC-06", "П1.2")

BEFORE = ("history", "0002_append_only")


def first_edition(school_id: int, room_id: int) -> dict[str, object]:
    """The columns of an entry as the first edition wrote it to SQLite or PostgreSQL."""
    after = {"number": "204", "name": "", "capacity": None, "kind": "", "responsible": ""}
    entry = Entry(
        school_id=school_id, at=datetime(2026, 11, 23, 7, 43, tzinfo=UTC), actor_name="Летопись", role="system",
        action="create", kind="organisation.room", object_id=room_id, after=after, version=1,
    )  # fmt: skip
    entry.digest = digest_of(entry)
    columns = {field.column: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    old = {name: value for name, value in columns.items() if name not in {"id", *NEW_COLUMNS}}
    return old | {"after": json.dumps(after)}


def insert(columns: dict[str, object]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO history_entry ({names}) VALUES ({', '.join(['%s'] * len(columns))})"


NEW_COLUMNS = {"version", "salt", "act_id", "content_digest"}

# "older" goes the steps of older editions. "kill" stops the migrating process dead once the new columns and the table
# of acts are there, before the triggers are.
KILLED = """
import os, signal, sys
from letopis.school.history import append_only
from tests.editions import step_by_step
stop = append_only._run
def dies(connection, *statements):
    if any("CREATE TRIGGER history_entry_no_update" in statement for statement in statements):
        with connection.cursor() as cursor:
            cursor.execute("SELECT version, act_id FROM history_entry")
        os.kill(os.getpid(), signal.SIGKILL)
    stop(connection, *statements)
way, sys.argv = sys.argv[1], ["letopis", *sys.argv[2:]]
if way == "kill":
    append_only._run = dies
import letopis.__main__

with step_by_step(way == "older"):
    letopis.__main__.main()
"""


def letopis(home: Path, *arguments: str, way: str = "live") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", KILLED, way, *arguments],
        env=environment | {"LETOPIS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_in_the_middle_it_is_as_before_and_goes_on(tmp_path: Path):
    """kill -9 within the migration: SQLite rolls back by itself, and the next `letopis migrate` does it all."""
    letopis(tmp_path, "migrate", "organisation", way="older").check_returncode()
    letopis(tmp_path, "migrate", *BEFORE, way="older").check_returncode()
    base = next(tmp_path.glob("*.sqlite3"))
    with closing(sqlite3.connect(base)) as connected, connected:
        connected.execute(
            "INSERT INTO organisation_school (id, kind, name, short_name, region, city, address, phone, email, website,"
            " time_zone, settings, created_at) VALUES (1, 'general', 'Школа', 'Школа', '', '', '', '', '', '',"
            " 'Europe/Moscow', '{}', '2026-09-01 00:00:00')"
        )
        for number in range(1, 201):
            columns = first_edition(1, number) | {"at": "2026-11-23 07:43:00"}
            connected.execute(insert(columns).replace("%s", "?"), list(columns.values()))
    before = shape(base)

    killed = letopis(tmp_path, "migrate", "history", "0003", way="kill")
    assert killed.returncode == -signal.SIGKILL
    assert shape(base) == before

    letopis(tmp_path, "migrate").check_returncode()
    bases.copy_empty(tmp_path / "new")
    assert shape(base, "%") == shape(tmp_path / "new", "%")
    with closing(sqlite3.connect(base)) as connected:
        assert connected.execute("SELECT DISTINCT version, salt, count(*) FROM history_entry").fetchall() == [
            (1, None, 200)
        ]
    report = letopis(tmp_path, "verify", "--json").stdout
    found = json.loads(report)["schools"][0]
    assert (found["entries"], found["rows"]) == (200, 1)
    assert {finding["code"] for finding in found["findings"]} == {"row_missing", "row_unrecorded"}, (
        "the rooms; the school"
    )


def shape(base: Path, tables: str = "history_%") -> list[tuple[str, str]]:
    """What SQLite holds of these tables, indexes and triggers, and that nothing of the base is torn."""
    with closing(sqlite3.connect(base)) as connected:
        assert connected.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connected.execute(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE ? ORDER BY name", [tables]
        ).fetchall()
