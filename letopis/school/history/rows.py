"""What the ledger holds of given rows: who changed them last, what happened to one of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField, Model, Q, QuerySet

from letopis.kernel.clock import local
from letopis.school.history.describing import about_row
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked, snapshot, table_name, tracked
from letopis.school.organisation.models import School
from letopis.school.organisation.queries import SettingRow
from letopis.school.organisation.stored_settings import described, read_settings
from letopis.school.organisation.words import phrase


class LastChange(NamedTuple):
    """Who («» unknown), when, from which account."""

    who: str
    at: datetime
    account_id: int | None


def last_change(rows: Sequence[Model | QuerySet[Any]]) -> LastChange | None:
    """Return the newest change of any of the rows, None where the ledger has none. One query."""
    named = Q(pk__in=[])
    for row in rows:
        model: Any = row.model if isinstance(row, QuerySet) else type(row)
        if model in all_tracked():
            which = row.order_by().values("pk") if isinstance(row, QuerySet) else [row.pk]
            named |= Q(kind=tracked(model).kind, object_id__in=which)
    newest = Entry.objects.filter(named).order_by("-id").values_list("actor_name", "at", "account_id").first()
    return LastChange(*newest) if newest else None


# ── the history of a row ──────────────────────────────────────────────


class Column(NamedTuple):
    """A column that an entry set: what it was («» nothing) and what it became."""

    label: str
    before: str
    after: str


_EMPTY: tuple[Any, ...] = (None, "", [])
_Columns = Mapping[str, Collection[str]]


class Told(NamedTuple):
    """An entry as people read it: `what` was done to which table, the columns that changed.

    `about`: what the row is called, "" for the one whose history it is; `id`: of the entry.
    """

    at: datetime
    who: str
    what: str
    table: str
    about: str
    reason: str
    columns: list[Column]
    id: int = 0


def told(
    entries: Sequence[Entry],
    about: Mapping[tuple[str, int], str] | None = None,
    hidden: _Columns | None = None,
    who: Mapping[int | None, str] | None = None,
) -> list[Told]:
    """Return entries in words, their foreign keys followed. A query for every table that they point at.

    `about`: by kind and id how rows are called. `hidden`: by kind the columns not for the reader; an entry that
    changed nothing else is left out. `who`: by account the names of those whom the ledger calls alike.
    """
    models = {one.kind: model for model, one in all_tracked().items()}
    about, hidden, who, names = about or {}, hidden or {}, who or {}, _names(entries, models)
    lines = []
    for one in entries:
        known, closed = one.kind in models, hidden.get(one.kind, ())
        columns = list(_columns(one, models[one.kind], names)) if known else []
        seen = [column for name, column in columns if name not in closed]
        if columns and not seen and _done(one) == "Изменено":
            continue
        whose = about.get((one.kind, one.object_id), "")
        name = who.get(one.account_id, one.actor_name)
        lines.append(Told(one.at, name, _done(one), table_name(one.kind), whose, one.told_reason, seen, one.pk))
    return lines


def _done(entry: Entry) -> str:
    if entry.before is None:
        return "Заведено"
    return "Изменено" if entry.after is not None else "Удалено"


def _columns(
    entry: Entry, model: type[Model], names: Mapping[tuple[type[Model], int], str]
) -> Iterator[tuple[str, Column]]:
    before, after = entry.before or {}, entry.after or {}
    for name, label in tracked(model).labels.items():
        was, now = before.get(name), after.get(name)
        if model is School and name == "settings":
            yield from ((name, one) for one in _settings(was, now))
        elif was != now and not (was in _EMPTY and now in _EMPTY):
            yield name, Column(phrase(label), _value(model, name, was, names), _value(model, name, now, names))


def _settings(was: Any, now: Any) -> Iterator[Column]:
    """The settings that differ, each by its name; one that is not kept has its default."""
    old, new = read_settings(was or {}), read_settings(now or {})
    for one in described():
        values = [SettingRow(one, getattr(whole, one.name)).value_text for whole in (old, new)]
        if values[0] != values[1]:
            yield Column(one.label, *values)


def _value(model: type[Model], name: str, value: Any, names: Mapping[tuple[type[Model], int], str]) -> str:
    """A value of a column in words; «» for none."""
    field: Any = model._meta.get_field(name)
    if value in _EMPTY:
        return ""
    if field.is_relation:
        return names.get((field.related_model, value), f"№ {value}")
    if isinstance(field, DateField):
        read = field.to_python(value)
        return f"{local(read):%d.%m.%Y %H:%M}" if isinstance(field, DateTimeField) else f"{read:%d.%m.%Y}"
    if isinstance(value, bool):
        return "да" if value else "нет"
    values = value if isinstance(value, list) else [value]
    choices = dict(field.flatchoices) if field.choices else {}
    return ", ".join(str(choices.get(one, one)) for one in values)


def _names(entries: Sequence[Entry], models: Mapping[str, type[Model]]) -> dict[tuple[type[Model], int], str]:
    """What the rows that entries point at are called."""
    asked: dict[type[Model], set[int]] = defaultdict(set)
    for one in entries:
        model = models.get(one.kind)
        for name in tracked(model).columns if model else ():
            field: Any = model._meta.get_field(name)  # type: ignore[union-attr]
            if field.is_relation:
                values = ((one.before or {}).get(name), (one.after or {}).get(name))
                asked[field.related_model].update(value for value in values if value)
    found: dict[tuple[type[Model], int], str] = {}
    for model, ids in asked.items():
        for pk, row in model._default_manager.in_bulk(ids).items():
            words = about_row(model, pk, snapshot(row)) if model in all_tracked() else ""
            found[model, pk] = words or str(row)
    return found
