"""Files that lie below MEDIA_ROOT and that no row names: a process was killed between a file's writing and its row.

One look for all that is uploaded or made: files of rows (homework, notes of absences), of loads, prints, signed papers.
What is young is left out: its row may be on its way. Nothing goes by itself: beside a restored older base the files of
the newer one are strays, too.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.school_import.models import ImportRun
from letopis.documents.school_import.runs import PROGRESS, READ
from letopis.documents.signatures.models import Signature, SignedDocument
from letopis.kernel.clock import now
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked

log = logging.getLogger("letopis.uploads")
YOUNG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stray:
    """A file below MEDIA_ROOT. `is_told`: the ledger tells of it, so its row was taken out past the program."""

    name: str
    size: int
    changed_at: datetime
    is_told: bool


def strays() -> list[Stray]:
    """Return what no row names, by name; links are not followed. A query a table that names files. Raises OSError."""
    root, eldest = Path(settings.MEDIA_ROOT), now() - YOUNG
    # The disk first: what gets its row meanwhile is held then.
    there = [(name, size, at) for name, size, at in _files(root) if at < eldest]
    names, folders = _named(), _folders()
    lost = [one for one in there if one[0] not in names and not (folders & set(_above(one[0])))]
    told = _told([name for name, _, _ in lost])
    return [Stray(name, size, at, name in told) for name, size, at in lost]


def remove(found: Sequence[Stray]) -> int:
    """Remove strays that the ledger does not tell of; return how many. Raises OSError at the first that stays.

    Looked at anew: what has got a row since, or was written to, is left alone.
    """
    again = {one.name: one for one in strays()}
    gone = [one for one in found if not one.is_told and again.get(one.name) == one]
    for one in gone:
        (Path(settings.MEDIA_ROOT) / one.name).unlink(missing_ok=True)
    log.info("Files that no row names were removed: %s", len(gone))
    return len(gone)


def _files(root: Path) -> Iterator[tuple[str, int, datetime]]:
    """Each file below a folder: its name from there, its size, when it was written."""
    if not root.exists():
        return
    for folder, folders, names in os.walk(root, onerror=_fail):
        folders.sort()
        for name in sorted(names + [one for one in folders if (Path(folder) / one).is_symlink()]):
            path = Path(folder) / name
            about = path.lstat()
            yield path.relative_to(root).as_posix(), about.st_size, datetime.fromtimestamp(about.st_mtime, UTC)


def _fail(error: OSError) -> None:
    """A folder that cannot be read is no empty one."""
    raise error


def _above(name: str) -> Iterator[str]:
    """The folders of a file; none of one that was not ended."""
    path = Path(name)
    if not path.name.startswith("."):
        yield from (one.as_posix() for one in path.parents)


def _named() -> set[str]:
    """The files that rows name, one by one."""
    found: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, models.FileField):
                found.update(model._default_manager.values_list(column.name, flat=True).iterator())
    for pk, files in ImportRun.objects.values_list("pk", "files").iterator():
        found.update(f"imports/{pk}/{name}" for name in _of_load(files))
    papers = SignedDocument.objects.values_list("school_id", "digest")
    states = Signature.objects.exclude(file_digest="").values_list("school_id", "file_digest")
    found.update(f"signed/{school}/{digest}" for rows in (papers, states) for school, digest in rows.iterator())
    return found


def _of_load(files: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What lies in the folder of a load: its files, what was read of each, how far it is."""
    yield PROGRESS
    for one in files:
        yield from (one["path"], f"{one['path']}{READ}")


def _folders() -> set[str]:
    """The folders all of whose files are a row's."""
    return {f"print/{pk}" for pk in PrintRun.objects.values_list("pk", flat=True)}


def _told(names: Sequence[str]) -> set[str]:
    """Which of the files the ledger tells of."""
    found: set[str] = set()
    for table in all_tracked().values():
        if table.file_in and names:
            entries = Entry.objects.filter(**{"kind": table.kind, f"after__{table.file_in}__in": names})
            found.update(entries.values_list(f"after__{table.file_in}", flat=True))
    return found
