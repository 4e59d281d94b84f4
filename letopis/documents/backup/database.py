"""The base as one file, while others write: SQLite by its online backup, PostgreSQL by pg_dump; and back again."""

import os
import shutil
import sqlite3
import subprocess
from base64 import b64encode
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from letopis.documents.backup.errors import BackupFault
from letopis.school.history.snapshots import consistent_view

SQLITE, DUMP = "database.sqlite3", "database.dump"


@dataclass(frozen=True, slots=True)
class Head:
    """A school's ledger as a copy holds it: entries in all; the newest checkpoint's origin, size, root and moment."""

    school: int
    entries: int
    origin: str = ""
    size: int = 0
    root: str = ""
    at: str = ""

    def as_json(self) -> dict[str, Any]:
        """The head as plain values."""
        return asdict(self)


_HEADS = """
    SELECT s.id, (SELECT count(*) FROM history_entry e WHERE e.school_id = s.id), c.note, c.size, c.root, c.at
    FROM organisation_school s LEFT JOIN history_checkpoint c ON c.school_id = s.id
     AND c.number = (SELECT max(number) FROM history_checkpoint m WHERE m.school_id = s.id)
    ORDER BY s.id
"""


def part_name(vendor: str) -> str:
    """Return what the base is called in a copy."""
    return SQLITE if vendor == "sqlite" else DUMP


def size_of_base() -> int:
    """Return about how many bytes the base takes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def dump(target: Path) -> list[Head]:
    """Write the base as of one moment to `target`, holding no writer up; return the heads of its ledgers.

    Raises BackupFault, OSError.
    """
    if connection.vendor == "sqlite":
        return _dump_sqlite(target)
    with consistent_view(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        cursor.execute(_HEADS)
        heads = _heads(cursor.fetchall())
        _run("pg_dump", "-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "-f", str(target))
    return heads


def _dump_sqlite(target: Path) -> list[Head]:
    """All pages in one step: in the journal mode WAL nobody waits for that, and nothing begins anew."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        try:
            source.backup(copy)
        except sqlite3.Error as error:
            raise BackupFault(f"База не копируется: {error}.", code="dump_failed") from None
        return _heads(copy.execute(_HEADS).fetchall())


def _heads(rows: Sequence[Sequence[Any]]) -> list[Head]:
    return [
        Head(school, entries, note.partition("\n")[0], size, b64encode(bytes(root)).decode(), str(at))
        if note
        else Head(school, entries)
        for school, entries, note, size, root, at in rows
    ]


# ── and back ──────────────────────────────────────────────────────────


def is_empty() -> bool:
    """Say whether there is nothing in the base yet: no tables."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if not file.exists() or not file.stat().st_size:
            return True
    return not connection.introspection.table_names()


def load(source: Path) -> None:
    """Put the base of a copy into its empty place. Raises BackupFault."""
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        fresh = target.with_name(f".{target.name}.restoring")
        shutil.move(source, fresh)
        os.sync()  # files and base are on the disk before the base gets its name
        fresh.replace(target)
        return
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on our base; the password goes by the environment."""
    given = {key: value for key, value in connection.get_connection_params().items() if isinstance(value, str | int)}
    password = str(given.get("password", ""))
    known = {key: given[key] for key in ("host", "port", "user", "dbname", "sslmode", "sslrootcert") if key in given}
    command = [program, *arguments, "-d", make_conninfo("", **known)]
    try:
        done = subprocess.run(  # noqa: S603  our own arguments
            command,
            env={**os.environ, **({"PGPASSWORD": password} if password else {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BackupFault(
            f"Программы {program} нет: установите клиент PostgreSQL той же версии, что у сервера.", code="dump_failed"
        ) from None
    if done.returncode:
        words = " ".join(done.stderr.split()) or f"код {done.returncode}"
        raise BackupFault(f"{program}: {words[-400:]}", code="dump_failed")
