"""Making a copy: the base first, then what belongs to it, into each of the places (ARC-09)."""

import errno
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from letopis.documents.backup import copy_file, database, places, runs
from letopis.documents.backup.copy_file import FORMAT, Part
from letopis.documents.backup.database import Head
from letopis.documents.backup.errors import BackupFault
from letopis.documents.backup.locks import Lock
from letopis.documents.backup.models import How, Kind, Run
from letopis.documents.backup.rules import Keep
from letopis.kernel.clock import now
from letopis.kernel.os_errors import reason_of

log = logging.getLogger("letopis.backup")

# To how small a part of itself it is compressed at the least; a dump of PostgreSQL is compressed already.
_SHRINKS = {database.SQLITE: 3}


@dataclass(frozen=True, slots=True)
class Result:
    """What was made: its file, in the first place that took it; what kept the other places from it; what has gone."""

    file: Path
    faults: tuple[str, ...]
    gone: tuple[str, ...]


def make_backup(folders: Sequence[Path], lock: Lock, *, how: How, keep: Keep | None = None) -> Result:
    """Make a copy in each of `folders`; with `keep` remove what has stayed its time there. The run is recorded.

    Teachers go on writing. Raises BackupFault where no place has got it: nothing half made is left.
    """
    with runs.only_one():
        run = runs.begin(Kind.BACKUP, how)
        try:
            return _make(run, folders, lock, keep)
        except BackupFault as fault:
            runs.fail(run, fault.message)
            raise
        except OSError as error:
            told = _fault(error)
            runs.fail(run, told.message)
            raise told from error
        except Exception:
            runs.fail(run, "Копия не сделана: ошибка программы, она записана в журнал сервера.")
            raise


def _fault(error: OSError) -> BackupFault:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = f" ({error.filename})" if error.filename else ""
        return BackupFault(f"Место на диске кончилось{where}. Копия не записана.", code="no_space")
    if error.errno == errno.EFBIG:
        return BackupFault("Диск не принимает файлов такого размера (FAT32?): нужен другой.", code="disk")
    return BackupFault(f"Копия не записана: {reason_of(error)}.", code="disk")


def _make(run: Run, folders: Sequence[Path], lock: Lock, keep: Keep | None) -> Result:
    if not folders:
        raise BackupFault("Не названо ни одной папки для копий: LETOPIS_BACKUP_TO.", code="no_place")
    for folder in folders:
        places.sweep(folder)
    with work_folder("backup") as work:
        base = work / database.part_name(connection.vendor)
        places.require_room(work, database.size_of_base())
        made_at = now()
        heads = database.dump(base)
        parts = [Part(base.name, base), *_parts_of_home()]
        about = _about(parts, heads, lock, made_at.astimezone(UTC).isoformat())
        outcome = _into_places(folders, parts, lock, about)
    file = outcome[0]
    origins = frozenset(head.origin for head in heads if head.origin)
    gone = tuple(name for folder in folders if keep for name in _rotated(folder, origins, keep))
    faults = tuple(one["fault"] for one in outcome[1] if one["fault"])
    runs.end(run, made_at=made_at, name=file.name, size=file.stat().st_size, places=outcome[1])
    return Result(file, faults, gone)


def _into_places(
    folders: Sequence[Path], parts: Sequence[Part], lock: Lock, about: dict[str, Any]
) -> tuple[Path, list[dict[str, Any]]]:
    """Write the copy to the first place that takes it, carry it from there to the others.

    One place that cannot have it keeps no other from it. Raises the first place's fault where none can.
    """
    made: Path | None = None
    told: list[dict[str, Any]] = []
    faults: list[BackupFault] = []
    for folder in folders:
        try:
            if made is None:
                made = _write(folder, parts, lock, about)
                file = made
            else:
                places.require_room(folder, made.stat().st_size)
                file = places.carry(made, folder)
            told.append({"folder": str(folder), "name": file.name, "size": file.stat().st_size, "fault": ""})
            told[-1]["same_disk"] = file.stat().st_dev == Path(settings.LETOPIS_HOME).stat().st_dev
        except (BackupFault, OSError) as error:
            fault = error if isinstance(error, BackupFault) else _fault(error)
            log.error("A copy to %s: %s", folder, fault.code)
            faults.append(fault)
            text = fault.message if str(folder) in fault.message else f"{folder}: {fault.message}"
            told.append({"folder": str(folder), "name": "", "size": 0, "fault": text})
    if made is None:
        raise faults[0]
    return made, told


def _write(folder: Path, parts: Sequence[Part], lock: Lock, about: dict[str, Any]) -> Path:
    places.require_room(folder, sum(_size(part.path) // _SHRINKS.get(part.name, 1) for part in parts))
    target = folder / copy_file.name_of(datetime.fromisoformat(about["made_at"]), folder)
    copy_file.write_copy(target, parts, lock, about)
    copy_file.check(target)
    return target


def _rotated(folder: Path, origins: frozenset[str], keep: Keep) -> list[str]:
    try:
        return places.rotate(folder, origins, now(), keep)
    except OSError as error:
        log.error("Old copies in %s: %s", folder, error.strerror)
        return []


def _about(parts: Sequence[Part], heads: Sequence[Head], lock: Lock, made_at: str) -> dict[str, Any]:
    """The description: what a copy is of, without a name or a person."""
    graph = MigrationLoader(connection).graph
    return {
        "letopis_backup": FORMAT,
        "made_at": made_at,
        "program": version("letopis"),
        "database": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in graph.leaf_nodes()),
        "schools": [head.as_json() for head in heads],
        "lock": lock.kind,
        "recipients": list(lock.names),
        "size": sum(_size(part.path) for part in parts),
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _parts_of_home() -> list[Part]:
    """Uploads, keys of the log and of who signs, the secret key. After the base: a file without a row does no harm."""
    home, uploads = Path(settings.LETOPIS_HOME), Path(settings.MEDIA_ROOT)
    found = [
        Part(f"uploads/{path.relative_to(uploads).as_posix()}", path)
        for path in sorted(uploads.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    # Of the rest of this folder, what was signed and verified last, the newest is right, which no copy is.
    keys = sorted((home / "log_keys").glob("*.pem"))
    found += [Part(f"log_keys/{path.name}", path) for path in keys]
    # Keys that people sign with, each under its owner's passphrase.
    found += [Part(f"signing/{path.name}", path) for path in sorted((home / "signing").glob("*.p12"))]
    return [*found, *(Part(path.name, path) for path in [home / "secret_key"] if path.is_file())]


@contextmanager
def work_folder(name: str) -> Iterator[Path]:
    """Yield an empty folder in LETOPIS_HOME, its owner's alone; what is in it goes at the end.

    What a power cut left of the one before goes first: only_one() is held.
    """
    folder = Path(settings.LETOPIS_HOME) / f".{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
