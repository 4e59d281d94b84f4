"""A rehearsal: the copy is put back for real, into an installation that is thrown away, by a process of its own."""

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection

from letopis.documents.backup import copy_file, places, runs
from letopis.documents.backup.copy_file import About
from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.locks import PASSPHRASE, Opener
from letopis.documents.backup.making import work_folder
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.documents.backup.restoring import MOST_SHOWN
from letopis.school.history import merkle
from letopis.school.history.log.tree import StoredTree
from letopis.school.history.models import Checkpoint

HOURS = 4  # after which a rehearsal is broken off


def rehearse(file: Path, opener: Opener, *, how: How) -> dict[str, Any]:
    """Restore a copy into a scratch base, verify all of it, leave nothing behind; return {"findings", "remarks", …}.

    The run is recorded where this installation has a base. Raises BackupFault, Damaged.
    """
    with runs.only_one():
        return _rehearse(file, opener, runs.begin(Kind.REHEARSAL, how) if _has_runs() else None)


def _rehearse(file: Path, opener: Opener, run: Run | None) -> dict[str, Any]:
    try:
        about = copy_file.check(file)
        if about.lock == "recipients":
            opener.identities(about.lock, b"")
        report = _in_scratch(file, about, opener)
        forked = _forked(about) if run else []
        report["findings"] += forked
        report["told"] += forked
    except BackupFault as fault:
        if run:
            findings = [fault.message] if isinstance(fault, Damaged) else []
            runs.end(run, state=State.FAILED, name=file.name, message=fault.message, findings=findings)
        raise
    except Exception:
        if run:
            runs.fail(run, "Проверка не прошла: ошибка программы, она записана в журнал сервера.")
        raise
    if run:
        runs.end(
            run,
            name=file.name,
            made_at=about.made_at,
            size=file.stat().st_size,
            findings=report["told"][:MOST_SHOWN],
            message="\n".join(report["remarks"]),
        )
    return report


def _has_runs() -> bool:
    """Whether there is a base to record the run in: a rehearsal may be made on another machine."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        return Run._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False


def _in_scratch(file: Path, about: About, opener: Opener) -> dict[str, Any]:
    with work_folder("rehearsal") as work:
        # Unpacked once, and once more while the base is loaded.
        places.require_room(work, int(about.form["size"]) * 2)
        with _scratch_base(work, str(about.form["database"])) as url:
            return _restored_by_child(file, opener, work, url)


def _restored_by_child(file: Path, opener: Opener, work: Path, url: str) -> dict[str, Any]:
    asks = opener.ask is not None and not opener.passphrase and copy_file.about_of(file).lock == "passphrase"
    passphrase = opener.ask() if asks and opener.ask else opener.passphrase
    env = {key: value for key, value in os.environ.items() if not key.startswith("LETOPIS_")}
    env |= {"LETOPIS_HOME": str(work), "DATABASE_URL": url, "LETOPIS_TIME_ZONE": settings.TIME_ZONE}
    if passphrase:
        env[PASSPHRASE] = passphrase
    command = [sys.executable, "-m", "letopis", "restore", str(file.resolve()), "--json", "--scratch"]
    if opener.identity:
        command += ["--identity", str(Path(opener.identity).resolve())]
    try:
        done = subprocess.run(  # noqa: S603  ourselves
            command, env=env, capture_output=True, text=True, check=False, timeout=HOURS * 3600
        )
    except subprocess.TimeoutExpired:
        raise BackupFault(f"Проверка шла дольше {HOURS} часов и прервана.", code="restore_failed") from None
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        words = done.stderr.strip().splitlines()[-1:] or [f"код {done.returncode}"]
        raise BackupFault(f"Восстановить копию не удалось: {words[0][:300]}", code="restore_failed") from None
    if fault := report.get("fault"):
        kind = Damaged if report["code"] in ("truncated", "altered") else BackupFault
        raise kind(fault, code=report["code"])
    return report


@contextmanager
def _scratch_base(work: Path, vendor: str) -> Iterator[str]:
    """Yield the address of an empty base that goes at the end. Raises BackupFault."""
    if vendor == "sqlite":
        yield f"sqlite:///{work / 'letopis.sqlite3'}"
        return
    if connection.vendor != "postgresql":
        raise BackupFault(
            "Копия базы PostgreSQL: проверить её можно там, где DATABASE_URL указывает на PostgreSQL.",
            code="other_database",
        )
    given = connection.settings_dict
    prefix = f"{given['NAME'][:30]}_rehearsal_"
    name = f"{prefix}{token_hex(4)}"
    try:
        with connection.cursor() as cursor:
            # Of a rehearsal that was cut short: only_one() is held, so none is under way.
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            for (old,) in cursor.fetchall():
                cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(old)} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)} TEMPLATE template0")
    except DatabaseError as error:
        words = str(error).splitlines()[0]
        raise BackupFault(
            f"Временную базу для проверки создать не удалось ({words}). Дайте право: "
            f"ALTER ROLE {given['USER'] or '…'} CREATEDB.",
            code="restore_failed",
        ) from None
    try:
        user = quote(given["USER"] or "", safe="")
        password = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
        port = f":{given['PORT']}" if given["PORT"] else ""
        yield f"postgresql://{user}{password}@{quote(given['HOST'] or '', safe='')}{port}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def _forked(about: About) -> list[str]:
    """What the copy holds must be the beginning of what this base holds now, where it is of the same log."""
    told = []
    for one in about.form["schools"]:
        newest = Checkpoint.objects.filter(school=one["school"]).order_by("-number").first()
        if newest is None or newest.note.partition("\n")[0] != one["origin"]:
            continue
        try:
            if newest.size < one["size"]:
                told.append(
                    f"Живая база короче копии: в копии подписано {one['size']} записей, в базе {newest.size}. "
                    "Базу вернули из старой копии или стёрли последние записи."
                )
            elif merkle.root_at(StoredTree(newest.school_id, newest.last_entry_id), one["size"]) != b64decode(
                one["root"]
            ):
                told.append("История в копии и в живой базе разная: первые записи не те.")
        except LookupError:
            told.append("Дерево истории живой базы неполно: letopis verify --full.")
    return told
