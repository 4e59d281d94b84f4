"""The entries of the ledger replayed against the live rows: both streamed side by side, row by row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q

from letopis.school.history import destroyed
from letopis.school.history.canonical import is_intact
from letopis.school.history.describing import about_row
from letopis.school.history.destroyed import KnownAct
from letopis.school.history.findings import Finding, Report
from letopis.school.history.models import Entry
from letopis.school.history.reading import Broken, Stored, entries, entries_by_kind, live_rows
from letopis.school.history.tracking import JsonValue, Tracked, all_tracked, plain, table_name

MAX_DESCRIBED = 500  # findings told in full words; of further ones table, row and column are told
Row = tuple[Any, ...]


@dataclass(slots=True)
class Replay:
    """One school's entries and rows looked through. `since`: only entries after this id, and the rows they touch.

    What an act has destroyed since then is looked at again, too, however old.
    """

    report: Report
    since: int | None = None
    acts: dict[int, KnownAct] = field(default_factory=dict)
    # Streams the entries of a table that are to be looked at, row by row.
    entries_of: Callable[[str], Iterator[Stored | Broken]] = field(init=False)

    def run(self) -> Iterator[str]:
        """Look through all tables; yields the name of each before it begins. Findings go to the report."""
        self.acts = destroyed.acts_of(self.report.school_id)
        self.entries_of = entries_by_kind(self._of_kind, "object_id", "id")
        for table in all_tracked().values():
            yield table.name
            _Table(self, table).run()
        yield "Записи прочих таблиц"
        known = [table.kind for table in all_tracked().values()]
        for entry in entries(self._own & ~Q(kind__in=known) & self._new, "id"):
            self.report.entries += 1
            self.check_digest(entry)
        self._tell()

    def rows_of(self, table: Tracked) -> Iterator[Row]:
        """Stream the rows of a table that are to be looked at."""
        which = Q() if self.since is None else Q(pk__in=self._touched(table.kind))
        return live_rows(self.report.school_id, table, which)

    def check_digest(self, entry: Stored | Broken) -> None:
        """Say if an entry is not what its digest says, or is destroyed and should not be."""
        found = self._fault(entry)
        if found:
            code, text = found
            kind, row_id = (entry.kind, entry.object_id) if isinstance(entry, Broken) else entry.values[6:8]
            message = f"Запись истории № {entry.id} («{table_name(kind)}», строка № {row_id}): {text}"
            self.report.findings.append(
                Finding(code=code, message=message, table=kind, row_id=row_id, entry_id=entry.id)
            )

    def _fault(self, entry: Stored | Broken) -> tuple[str, str] | None:
        if isinstance(entry, Broken):
            return "entry_altered", "изменена: её не прочитать"
        if entry.act is not None:
            self.report.destroyed += 1
            return destroyed.fault_of(entry, self.acts.get(entry.act))
        if not is_intact(entry.values, entry.digest):
            return "entry_altered", "изменена: её отпечаток не сходится"
        return None

    def _of_kind(self, kind: str) -> Q:
        own = self._own & Q(kind=kind)
        return own if self.since is None else own & Q(object_id__in=self._touched(kind))

    @property
    def _own(self) -> Q:
        return Q(school=self.report.school_id)

    @property
    def _new(self) -> Q:
        if self.since is None:
            return Q()
        kind = destroyed.ACT_KIND
        acts = Entry.objects.filter(self._own, kind=kind, id__gt=self.since).values("object_id")
        return Q(id__gt=self.since) | Q(act_id__in=acts)

    def _touched(self, kind: str) -> Any:
        return Entry.objects.filter(self._own & Q(kind=kind) & self._new).values("object_id")

    def _tell(self) -> None:
        self.report.remarks += destroyed.remarks(self.acts, self.report.unproved)
        if self.since is None:
            self.report.findings += destroyed.unfulfilled(self.report.school_id, self.acts)
        else:
            self.report.not_again = Entry.objects.filter(self._own, id__lte=self.since).count()


@dataclass(slots=True)
class _Table:
    """The walk through one table."""

    replay: Replay
    table: Tracked
    columns: tuple[str, ...] = ()
    untold: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Walk; findings and what cannot be said go to the report."""
        self._walk()
        for column, number in self.untold.items():
            text = (
                f"«{self.table.name}»: столбец «{self.table.column_name(column)}» история хранит с более новой версии, "
                f"в записях о строках ({number}) его ещё нет"
            )
            self.replay.report.remarks.append(Finding(code="column_untold", message=text, table=self.table.kind))

    def _walk(self) -> None:
        self.columns = self.table.columns
        rows = self.replay.rows_of(self.table)
        row = next(rows, None)
        for object_id, own in groupby(self.replay.entries_of(self.table.kind), key=_object_id):
            while row is not None and row[0] < object_id:
                self._unrecorded(row)
                row = next(rows, None)
            last = self._entries(own)
            if row is not None and row[0] == object_id:
                self._row(last, row)
                row = next(rows, None)
            elif last is not None and last.values.after is not None and not self._went_by_act(last):
                self._add("row_missing", object_id, "строки нет, по истории она есть", entry=last)
        while row is not None:
            self._unrecorded(row)
            row = next(rows, None)

    def _went_by_act(self, last: Stored) -> bool:
        """Whether the row went with its last entry, by an act that destroys rows; counted for it."""
        act = self.replay.acts.get(last.act) if last.act is not None else None
        if act is None or not act.rows:
            return False
        act.gone += 1
        return True

    def _entries(self, own: Iterable[Stored | Broken]) -> Stored | None:
        """Check the entries of one row in their order; return the last, None if it cannot be read."""
        report, check = self.replay.report, self.replay.check_digest
        previous: Stored | None = None
        is_first = True
        for entry in own:
            report.entries += 1
            check(entry)
            if isinstance(entry, Broken):
                previous, is_first = None, False
                continue
            if previous is not None:
                self._succession(previous, entry)
            elif is_first and entry.values.before is not None and self.table.expected == Q():
                self._add("entry_orphan", entry.values.object_id, "нет записи о создании", entry=entry)
            previous, is_first = entry, False
        return previous

    def _succession(self, previous: Stored, entry: Stored) -> None:
        """«Before» of an entry is «after» of the one before it; after a removal there is nothing."""
        expected, actual = previous.values.after, entry.values.before
        if expected == actual:
            return
        row_id = entry.values.object_id
        if expected is None or actual is None:
            text = "записи не продолжают друг друга: между ними чего-то не хватает"
            self._add("entry_gap", row_id, text, entry=entry)
            return
        was, held = self.table.as_now(expected), self.table.as_now(actual)
        for column in sorted(was.keys() & held.keys()):
            if was[column] != held[column]:
                left, found = _shown(was[column]), _shown(held[column])
                text = f"{self.table.column_name(column)}: прежняя запись оставила {left}, следующая застала {found}"
                pair = _Pair(column, was[column], held[column])
                self._add("entry_gap", row_id, text, entry=entry, pair=pair)

    def _row(self, last: Stored | None, row: Row) -> None:
        self.replay.report.rows += 1
        if last is None:
            return
        if last.values.after is None:
            self._add("row_revived", row[0], "строка есть, по истории она убрана", entry=last)
            return
        if last.act is not None:
            if (act := self.replay.acts.get(last.act)) is not None and act.rows:
                self._add("row_revived", row[0], f"строка есть, а уничтожена по акту {act}", entry=last)
            self.replay.report.unproved += 1
            return
        held = self.table.as_now(last.values.after)
        for column, value in zip(self.columns, row[2:], strict=True):
            if column not in held:
                # Held since a later version, and a migration has filled it: of this row nothing is said of it.
                self.untold[column] = self.untold.get(column, 0) + 1
                continue
            expected = held[column]
            if expected != value and expected != (actual := plain(value)):
                name = self.table.column_name(column)
                text = f"{name} — по истории {_shown(expected)}, в таблице {_shown(actual)}"
                self._add("row_changed", row[0], text, entry=last, pair=_Pair(column, expected, actual))

    def _unrecorded(self, row: Row) -> None:
        self.replay.report.rows += 1
        if row[1]:
            values = {column: plain(value) for column, value in zip(self.table.columns, row[2:], strict=True)}
            self._add("row_unrecorded", row[0], "строка есть, в истории о ней нет записи", about=values)

    def _add(
        self,
        code: str,
        row_id: int,
        text: str,
        *,
        entry: Stored | None = None,
        about: dict[str, Any] | None = None,
        pair: "_Pair | None" = None,
    ) -> None:
        findings, pair = self.replay.report.findings, pair or _Pair()
        if entry is not None:
            about = entry.values.after or entry.values.before
            text += f" (запись истории № {entry.id})"
        words = about_row(self.table.model, row_id, about or {}) if len(findings) < MAX_DESCRIBED else ""
        findings.append(
            Finding(
                code=code,
                message=f"«{self.table.name}», строка № {row_id}{f' ({words})' if words else ''}: {text}",
                table=self.table.kind,
                row_id=row_id,
                column=pair.column,
                expected=pair.expected,
                actual=pair.actual,
                entry_id=entry.id if entry else None,
            )
        )


class _Pair(NamedTuple):
    """A column with what the ledger says of it and what stands."""

    column: str = ""
    expected: JsonValue = None
    actual: JsonValue = None


def _object_id(entry: Stored | Broken) -> int:
    return entry.object_id if isinstance(entry, Broken) else entry.values.object_id


def _shown(value: JsonValue) -> str:
    if value is None or value == "":
        return "пусто"
    if isinstance(value, bool):
        return "да" if value else "нет"
    return f"«{value}»"
