"""The folders where copies lie: is there room, what is there, what may go."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from letopis.documents.backup import copy_file
from letopis.documents.backup.copy_file import About, about_of, copies_in
from letopis.documents.backup.errors import BackupFault
from letopis.documents.backup.rules import Copy, Keep, removable
from letopis.kernel import whole_files

SPARE = 16 << 20  # bytes left to others


def require_room(folder: Path, needed: int) -> None:
    """Raise BackupFault where `folder` is not there, cannot be written to, or has no room for `needed` bytes."""
    if not folder.is_dir():
        raise BackupFault(f"Папки {folder} нет: диск не подключён? Копия туда не записана.", code="no_place")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupFault(f"В папку {folder} нельзя писать: дайте права пользователю Летописи.", code="no_place")
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise BackupFault(
            f"Мало места в {folder}: нужно {_megabytes(needed + SPARE)} МБ, свободно {_megabytes(free)} МБ. "
            "Освободите место или укажите другой диск.",
            code="no_space",
        )


def _megabytes(size: int) -> int:
    return -(-size // (1 << 20))


def sweep(folder: Path) -> None:
    """Remove what a copying that was cut short has left."""
    whole_files.sweep(folder, "letopis-")


def carry(copy: Path, folder: Path) -> Path:
    """Put a whole copy into another place, and read it there again: whole or not at all. Raises OSError, Damaged."""
    target = folder / copy_file.name_of(about_of(copy).made_at, folder)
    with copy.open("rb") as source:
        whole_files.carry(source, target, check=copy_file.check)
    return target


def own_copies(folder: Path, origins: frozenset[str]) -> list[tuple[Path, About]]:
    """Return the copies in `folder` of the logs `origins`, the newest first; what cannot be read is left out.

    Several installations may share a folder: another's copy is none of ours. Raises OSError.
    """
    found = []
    for file in copies_in(folder):
        with suppress(BackupFault):
            about = about_of(file)
            if about.origins & origins:
                found.append((file, about))
    return sorted(found, key=lambda one: (one[1].made_at, one[0].name), reverse=True)


def rotate(folder: Path, origins: frozenset[str], now: datetime, keep: Keep) -> list[str]:
    """Remove the copies that have stayed their time; return their names. Raises OSError."""
    own = [Copy(file.name, about.made_at) for file, about in own_copies(folder, origins)]
    gone = removable(own, now, keep)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return gone


def newest_in(folders: Sequence[Path], origins: frozenset[str]) -> tuple[Path, About] | None:
    """Return the newest copy of the logs `origins` in any of the `folders` that are there."""
    found: list[tuple[Path, About]] = []
    for folder in folders:
        with suppress(OSError):
            found += own_copies(folder, origins)[:1]
    return max(found, key=lambda one: one[1].made_at, default=None)
