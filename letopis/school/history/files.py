"""Files that rows tell of, read again: what is in them must be what the ledger's digest says (JRN-10).

Rows are asked for by hundreds, and files are read when no transaction is open: a disk of photographs takes minutes.
"""

import hashlib
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from letopis.kernel.os_errors import reason_of
from letopis.kernel.text import plural
from letopis.school.history.describing import about_row
from letopis.school.history.findings import Finding, Report
from letopis.school.history.tracking import Tracked, all_tracked, snapshot

BATCH = 500


class _Row(NamedTuple):
    id: int
    file: str
    size: int
    digest: str


def check_files(report: Report, progress: Callable[[str], None] = lambda _: None) -> None:
    """Read the files of all rows of the school, removed ones too, and name those that are not what they were.

    Each time all of them: that nothing was written about a row says nothing of its file. A query for every BATCH rows.
    """
    for table in all_tracked().values():
        if table.file_in:
            progress(f"{table.name}: содержание")
            _check(report, table)


def _check(report: Report, table: Tracked) -> None:
    old = 0
    for row in _rows(report.school_id, table):
        report.files += 1
        old += not row.digest
        if (wrong := _fault(row)) and _is_still(table, row):
            report.findings.append(_finding(table, row, *wrong))
    if old:
        verb = plural(old, "приложен,приложены,приложены")
        text = (
            f"«{table.name}»: {old} {verb} до того, как история стала хранить отпечатки содержания: "
            "сверен только размер, об изменении внутри сказать нельзя"
        )
        report.remarks.append(Finding(code="file_undigested", message=text, table=table.kind))


def _rows(school_id: int, table: Tracked) -> Iterator[_Row]:
    found = table.model._default_manager.filter(school=school_id).order_by("pk")
    names, last = ("pk", table.file_in, "size", "digest"), 0
    while batch := [_Row(*one) for one in found.filter(pk__gt=last).values_list(*names)[:BATCH]]:
        yield from batch
        last = batch[-1].id
        if len(batch) < BATCH:
            return


def _fault(row: _Row) -> tuple[str, str] | None:
    """Return code and words for what is wrong with the file of a row; None for nothing."""
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, row.file))
        there = path.stat()
        if not row.file or not stat.S_ISREG(there.st_mode):
            return "file_missing", "файла нет"
        if there.st_size != row.size:
            return "file_altered", f"файл изменён: в нём байт {there.st_size}, по истории {row.size}"
        if row.digest and (found := _digest(path)) != row.digest:
            return "file_altered", f"файл изменён: его SHA-256 {found}, по истории {row.digest}"
    except (FileNotFoundError, NotADirectoryError, SuspiciousFileOperation):
        return "file_missing", "файла нет"
    except OSError as error:
        return "file_unreadable", f"файл не читается ({reason_of(error)})"
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_still(table: Tracked, row: _Row) -> bool:
    """Whether the row still tells of that file: an act may have destroyed both while others were read."""
    return table.model._default_manager.filter(**{"pk": row.id, table.file_in: row.file}).exists()


def _finding(table: Tracked, row: _Row, code: str, text: str) -> Finding:
    live: Any = table.model._default_manager.get(pk=row.id)
    words = about_row(table.model, row.id, snapshot(live))
    return Finding(
        code=code,
        message=f"«{table.name}», строка № {row.id} ({words}): {text}. Лежал в {row.file}; верните его из копии",
        table=table.kind,
        row_id=row.id,
        column=table.file_in,
        expected=row.digest,
    )
