"""Whether the tables say what the ledger says: digests, the tree and a replay of the entries against the live rows.

Everything is streamed in the order of an index, so that a school of a million rows needs no memory to speak of.
Sources: П1.2 (достоверность), Д1.3, Д5.2.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from letopis.school.history import append_only
from letopis.school.history.describing import about_row
from letopis.school.history.findings import Finding, Report
from letopis.school.history.ledger import digest_of
from letopis.school.history.log.checking import check_log
from letopis.school.history.models import Entry
from letopis.school.history.snapshots import consistent_view
from letopis.school.history.tracking import JsonValue, Tracked, all_tracked, plain, table_name
from letopis.school.organisation.models import School

MAX_DESCRIBED = 500  # findings told in full words; of further ones table, row and column are told


def verify(school_id: int, *, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Return what of the school's tables, entries and tree does not agree; `progress` is told each table's name."""
    with consistent_view():
        report = Report(school_id=school_id, school=School.objects.get(pk=school_id).short_name)
        report.findings += _missing_triggers()
        for table in all_tracked().values():
            progress(table.name)
            _replay(report, table)
        progress("Записи прочих таблиц")
        _check_untracked(report)
        progress("Дерево журнала истории")
        check_log(report)
    return report


# ── triggers ──────────────────────────────────────────────────────────


def _missing_triggers() -> list[Finding]:
    return [
        Finding(code="trigger_missing", message=f"В базе нет защиты истории от изменений: триггер {name}. Верните его.")
        for name in append_only.missing(connection)
    ]


# ── replay of one table ───────────────────────────────────────────────


def _replay(report: Report, table: Tracked) -> None:
    """Walk the entries and the rows of a table side by side, both by the row's id."""
    rows = _live_rows(report.school_id, table)
    row = next(rows, None)
    for object_id, entries in groupby(_entries(report.school_id, kind=table.kind), key=lambda entry: entry.object_id):
        while row is not None and row[0] < object_id:
            _check_unrecorded(report, table, row)
            row = next(rows, None)
        last = _check_entries(report, table, entries)
        if row is not None and row[0] == object_id:
            _check_row(report, table, last, row)
            row = next(rows, None)
        elif last.after is not None:
            _add(
                report, table, "row_missing", object_id, "строки нет, по истории она есть", about=last.after, entry=last
            )
    while row is not None:
        _check_unrecorded(report, table, row)
        row = next(rows, None)


def _entries(school_id: int, **filters: Any) -> Iterator[Entry]:
    return Entry.objects.filter(school=school_id, **filters).order_by("object_id", "id").iterator(chunk_size=5000)


def _live_rows(school_id: int, table: Tracked) -> Iterator[tuple[Any, ...]]:
    """Yield (id, whether an entry must exist, tracked columns …) by id."""
    rows: QuerySet[Any] = table.model._default_manager.all()
    rows = rows.filter(pk=school_id) if table.model is School else rows.filter(school=school_id)
    must = Case(When(table.expected, then=Value(True)), default=Value(False)) if table.expected else Value(True)
    ordered = rows.annotate(must_be_recorded=must).order_by("pk")
    yield from ordered.values_list("pk", "must_be_recorded", *table.columns).iterator(chunk_size=5000)


def _check_entries(report: Report, table: Tracked, entries: Iterator[Entry]) -> Entry:
    """Check the entries of one row in their order; return the last."""
    previous: Entry | None = None
    for entry in entries:
        report.entries += 1
        _check_digest(report, entry)
        if previous is not None:
            _check_succession(report, table, previous, entry)
        elif entry.before is not None and table.expected == Q():
            _add(
                report, table, "entry_orphan", entry.object_id, "нет записи о создании", about=entry.after, entry=entry
            )
        previous = entry
    assert previous is not None
    return previous


def _check_digest(report: Report, entry: Entry) -> None:
    if bytes(entry.digest) != digest_of(entry):
        message = (
            f"Запись истории № {entry.pk} («{table_name(entry.kind)}», строка № {entry.object_id}) "
            "изменена: её отпечаток не сходится"
        )
        report.findings.append(
            Finding(code="entry_altered", message=message, table=entry.kind, row_id=entry.object_id, entry_id=entry.pk)
        )


def _check_succession(report: Report, table: Tracked, previous: Entry, entry: Entry) -> None:
    """«Before» of an entry is «after» of the one before it; after a removal there is nothing."""
    if (previous.after is None) != (entry.before is None):
        text = "записи не продолжают друг друга: между ними чего-то не хватает"
        _add(report, table, "entry_gap", entry.object_id, text, about=entry.after, entry=entry)
        return
    expected: dict[str, JsonValue] = previous.after or {}
    actual: dict[str, JsonValue] = entry.before or {}
    for column in sorted(expected.keys() & actual.keys()):
        if expected[column] != actual[column]:
            text = f"{table.column_name(column)}: прежняя запись оставила {_shown(expected[column])}, следующая застала"
            _add(
                report,
                table,
                "entry_gap",
                entry.object_id,
                f"{text} {_shown(actual[column])}",
                about=entry.after,
                entry=entry,
                column=column,
                expected=expected[column],
                actual=actual[column],
            )


def _check_row(report: Report, table: Tracked, last: Entry, row: tuple[Any, ...]) -> None:
    report.rows += 1
    if last.after is None:
        _add(report, table, "row_revived", row[0], "строка есть, по истории она убрана", about=last.before, entry=last)
        return
    for column, value in zip(table.columns, row[2:], strict=True):
        # A column tracked since a later version is not in an older entry.
        if column in last.after and last.after[column] != (actual := plain(value)):
            expected = last.after[column]
            text = f"{table.column_name(column)} — по истории {_shown(expected)}, в таблице {_shown(actual)}"
            _add(
                report,
                table,
                "row_changed",
                row[0],
                text,
                about=last.after,
                entry=last,
                column=column,
                expected=expected,
                actual=actual,
            )


def _check_unrecorded(report: Report, table: Tracked, row: tuple[Any, ...]) -> None:
    report.rows += 1
    if row[1]:
        values = {column: plain(value) for column, value in zip(table.columns, row[2:], strict=True)}
        _add(report, table, "row_unrecorded", row[0], "строка есть, в истории о ней нет записи", about=values)


def _add(
    report: Report,
    table: Tracked,
    code: str,
    row_id: int,
    text: str,
    *,
    about: dict[str, Any] | None,
    entry: Entry | None = None,
    column: str = "",
    expected: JsonValue = None,
    actual: JsonValue = None,
) -> None:
    words = about_row(table.model, row_id, about or {}) if len(report.findings) < MAX_DESCRIBED else ""
    message = f"«{table.name}», строка № {row_id}{f' ({words})' if words else ''}: {text}"
    report.findings.append(
        Finding(
            code=code,
            message=message + (f" (запись истории № {entry.pk})" if entry else ""),
            table=table.kind,
            row_id=row_id,
            column=column,
            expected=expected,
            actual=actual,
            entry_id=entry.pk if entry else None,
        )
    )


def _shown(value: JsonValue) -> str:
    if value is None or value == "":
        return "пусто"
    if isinstance(value, bool):
        return "да" if value else "нет"
    return f"«{value}»"


# ── entries of no table ───────────────────────────────────────────────


def _check_untracked(report: Report) -> None:
    """Entries of a table that this program does not know keep their digests, at least."""
    known = [table.kind for table in all_tracked().values()]
    for entry in Entry.objects.filter(school=report.school_id).exclude(kind__in=known).order_by("id").iterator():
        report.entries += 1
        _check_digest(report, entry)
