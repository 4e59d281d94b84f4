"""How a context's `intake.py` writes: many rows of a table at once, checked, with their entries of the ledger.

Every writer of structure ends here: the action behind a form gives one row, an import or a pasted table thousands.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import models

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.fields import Fault, faults, fields_of
from letopis.school.history.closed import refuse_closed, years_changed
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.tracking import JsonValue, plain, snapshot, tracked

M = TypeVar("M", bound=models.Model)
BATCH = 500
CHANGED = "Пока записывалось, это изменил другой. Ничего не записано: посмотрите, что записано сейчас, и повторите."


@dataclass(slots=True)
class Put(Generic[M]):
    """A row to write. `before`: what the ledger holds of it, None for a new one. `action`: other than the usual.

    `removed`: the row was never used and is taken back.
    """

    row: M
    before: dict[str, JsonValue] | None = None
    action: str = ""
    removed: bool = False

    @classmethod
    def change(cls, row: M, action: str = "") -> "Put[M]":
        """A row that is about to be changed: call it before."""
        return cls(row, snapshot(row), action)

    @classmethod
    def removal(cls, row: M, action: str = "") -> "Put[M]":
        """A row that is taken back."""
        return cls(row, snapshot(row), action, removed=True)

    @property
    def is_new(self) -> bool:
        """Whether the row is to be created."""
        return self.before is None

    @property
    def is_touched(self) -> bool:
        """Whether there is something to write."""
        return self.removed or self.before is None or snapshot(self.row) != self.before

    def touches(self, column: str) -> bool:
        """Whether the column (an attribute's name) gets another value than it has; of a new row any does."""
        return self.before is None or self.before[column] != plain(getattr(self.row, column))


class Occasion(NamedTuple):
    """When and why rows are written: `at` for the demo, which writes about the past, `reason` for the ledger."""

    at: datetime | None = None
    reason: str = ""


NOW = Occasion()


class Subject(NamedTuple):
    """The page of the journal and the student's card that an entry of the ledger belongs to."""

    course_id: int | None = None
    student_id: int | None = None


def _of_row(row: Any) -> Subject:
    return Subject(getattr(row, "course_id", None), getattr(row, "student_id", None))


@dataclass(frozen=True)
class Table(Generic[M]):
    """How rows of a table go to the ledger: the actions' names, columns that follow from others (not in the ledger).

    `subject`: other than the course and the student that the row names.
    """

    model: type[M]
    created: str
    changed: str
    follows: tuple[str, ...] = ()
    removed: str = ""
    subject: Callable[[M], Subject] = field(default=_of_row)


class Faulty(Refused):
    """A row that may not be: `index` says which of those given, from 0."""

    def __init__(self, index: int, fault: Fault) -> None:
        super().__init__(fault.message, code=fault.code, field=fault.field)
        self.index = index


def link(puts: Iterable[Put[M]]) -> None:
    """Take the keys of rows that were saved after they were pointed at, so that «x_id» may be read."""
    for put in puts:
        fetched = put.row._state.fields_cache
        column: Any
        for column in _relations(type(put.row)) if fetched else ():
            target = fetched.get(column.cache_name)
            if target is not None and getattr(put.row, column.attname) != target.pk:
                setattr(put.row, column.name, target)


@cache
def _relations(model: type[models.Model]) -> list[Any]:
    return [column for column in model._meta.concrete_fields if column.is_relation]


def load(puts: Sequence[Put[M]], *lookups: str) -> None:
    """Fetch what rows point at and was not fetched yet («class_group__year»): a query each for every BATCH of rows."""
    link(puts)
    fetch([put.row for put in puts], *lookups)


def fetch(rows: Sequence[models.Model], *lookups: str | models.Prefetch[Any]) -> None:
    """Fetch what `rows` point at, as prefetch_related_objects() does, BATCH rows at a time.

    Django joins the keys by OR, and SQLite takes no expression that is a thousand deep.
    """
    for start in range(0, len(rows), BATCH):
        models.prefetch_related_objects(rows[start : start + BATCH], *lookups)


def settle(puts: Sequence[Put[M]], spec: type, day: date) -> Iterator[tuple[int, Fault]]:
    """Bring the specified fields that change to the form that is stored; yield what is wrong, with the row's index.

    A value that stands as it was is not judged: what an older version let in is no reason to refuse a new telephone.
    """
    names = fields_of(spec)
    for index, put in enumerate(puts):
        if put.removed:
            continue
        still = {name for name in names if not put.touches(name)}
        for name, one in names.items():
            if name not in still:
                setattr(put.row, name, one.clean(getattr(put.row, name)))
        yield from ((index, fault) for fault in faults(spec, put.row, day, but=still))


def refuse_first(found: Iterable[tuple[int, Fault]]) -> None:
    """Raise Faulty for the first fault, if there is one."""
    for index, fault in found:
        raise Faulty(index, fault)


def write(actor: Actor, table: Table[M], puts: Sequence[Put[M]], occasion: Occasion = NOW) -> list[M]:
    """Write the rows and their entries; return those that were new or have changed. Inside an action's transaction.

    A few statements for any number of rows. Whoever calls has checked rights and rows. Raises Refused where one is of a
    closed year (`closed`), or is no more what it was when it was read (`changed`): nobody's change is undone unseen.
    """
    link(puts)
    refuse_closed_year(table.model, puts)
    rows = table.model._default_manager
    # What goes and what ends comes before what begins in its place: some tables let one row at a time be open.
    old = [put for put in puts if put.before is not None and put.is_touched]
    removed = [put.row.pk for put in old if put.removed]
    if removed:
        rows.filter(pk__in=removed).delete()
    changed = [put for put in old if not put.removed]
    if changed:
        columns = [name for name in tracked(table.model).columns if any(put.touches(name) for put in changed)]
        held = [put.before for put in changed if put.before is not None]
        if not _documents_held(table.model, changed, columns) or not bulk.update_held(
            [put.row for put in changed], columns, held, table.follows
        ):
            raise Refused(CHANGED, code="changed")
    new = [put for put in puts if put.is_new]
    # What was taken away and comes back, the demo's rows: they are known by the keys that they bring.
    keyed = [put.row for put in new if put.row.pk is not None]
    rows.bulk_create(keyed, batch_size=BATCH)
    bulk.insert([put.row for put in new if put.row.pk is None])
    record_many(actor, [_entry(table, put, occasion) for put in (*old, *new)], at=occasion.at)
    return [put.row for put in (*changed, *new)]


def _documents_held(model: type[M], changed: Sequence[Put[M]], columns: Sequence[str]) -> bool:
    """Say whether JSON columns about to be written still are what was read, and keep them so. A query where there are.

    Text of JSON says nothing in SQL: another order of keys, other escapes are the same value. The rows are locked, so
    that what is compared here is what is written over.
    """
    names = [name for name in columns if isinstance(model._meta.get_field(name), models.JSONField)]
    held = {put.row.pk: put.before or {} for put in changed} if names else {}
    for start in range(0, len(held), BATCH):
        part = [*held][start : start + BATCH]
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=part)
        if any(values != [held[pk][name] for name in names] for pk, *values in rows.values_list("pk", *names)):
            return False
    return True


def refuse_closed_year(model: type[M], puts: Sequence[Put[M]]) -> None:
    """Raise Refused where a row of a closed year would change. A query where the years are not fetched yet."""
    if path := tracked(model).of_year:
        touched = [put for put in puts if put.is_touched]
        fetch([put.row for put in touched], *_at_once(model, path))
        refuse_closed(years_changed(touched, path))


def _at_once(model: type[models.Model], path: str) -> Iterator[str | models.Prefetch[Any]]:
    """Lookups that fetch all of `path` in one query where nothing of it is there yet."""
    first, _, rest = path.partition("__")
    if rest:
        related: Any = model._meta.get_field(first).related_model
        yield models.Prefetch(first, queryset=related._default_manager.select_related(rest))
    yield path


def _usual(table: Table[M], put: Put[M]) -> str:
    if put.is_new:
        return table.created
    return (put.removed and table.removed) or table.changed


def _entry(table: Table[M], put: Put[M], occasion: Occasion) -> Change:
    return Change(
        row=put.row,
        action=put.action or _usual(table, put),
        before=put.before,
        removed=put.removed,
        reason=occasion.reason,
        **table.subject(put.row)._asdict(),
    )
