"""Taking back what a run of entries has written: each row as it was before them, by what the ledger holds of it.

Only where every row still is as those entries left it and no row of anybody else's names one that would go. Whoever
calls has checked rights and holds the transaction; the entries stay, and what is taken back gets entries of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
from django.db import IntegrityError, models
from django.db.models import Model

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.history.describing import about_row
from letopis.school.history.intake import BATCH, Occasion, Put, Subject, Table, write
from letopis.school.history.models import Entry
from letopis.school.history.ranges import Ranges
from letopis.school.history.tracking import JsonValue, all_tracked, snapshot, tracked
from letopis.school.organisation.models import Dated

Values = dict[str, JsonValue]
Spare = Mapping[type[Model], set[int]]
MAX_EXAMPLES = 3


@dataclass(slots=True)
class Trace:
    """What the entries did to a row: `before` None: made it, `after` None: took it away."""

    before: Values | None
    after: Values | None
    subject: Subject = Subject()


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on rows that would be taken back: `what` in words, how many rows, the first of them in words."""

    what: str
    count: int
    examples: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many there are besides the examples."""
        return self.count - len(self.examples)

    def __str__(self) -> str:
        more = f" и ещё {self.more}" if self.more else ""
        return f"{self.what}: {self.count} ({'; '.join(self.examples)}{more})"


@dataclass(slots=True)
class Traces:
    """The rows that a run of entries has touched, by table."""

    school_id: int
    last_id: int = 0
    rows: dict[type[Model], dict[int, Trace]] = field(default_factory=lambda: defaultdict(dict))

    def made(self, model: type[Model]) -> set[int]:
        """The rows of the table that were made and still are to go."""
        return {pk for pk, trace in self.rows.get(model, {}).items() if trace.before is None and trace.after}

    def count(self) -> dict[type[Model], tuple[int, int]]:
        """By table: how many rows would go, how many would be as they were."""
        made = {model: len(self.made(model)) for model in self.in_order()}
        return {model: (made[model], len(rows) - made[model]) for model, rows in self.rows.items()}

    def in_order(self) -> list[type[Model]]:
        """The tables, those that are pointed at first."""
        graph: nx.DiGraph[type[Model]] = nx.DiGraph()
        graph.add_nodes_from(self.rows)
        for model in self.rows:
            for column in model._meta.concrete_fields:
                target: Any = column.related_model
                if target in self.rows and target is not model:
                    graph.add_edge(target, model)
        return list(nx.lexicographical_topological_sort(graph, key=lambda model: str(model._meta.label)))


def traces_of(school_id: int, entries: str) -> Traces:
    """Return what the entries (numbers and ranges) did. Raises Refused where an act has destroyed some of them."""
    numbers = Ranges.of_text(entries)
    found = Traces(school_id, last_id=numbers.lasts[-1] if numbers.lasts else 0)
    models_of = {one.kind: model for model, one in all_tracked().items()}
    if not numbers.firsts:
        return found
    rows = Entry.objects.filter(school_id=school_id, id__range=(numbers.firsts[0], numbers.lasts[-1])).order_by("id")
    columns = rows.values_list("id", "kind", "object_id", "before", "after", "act_id", "course_id", "student_id")
    for number, kind, row_id, before, after, act, *subject in columns.iterator(chunk_size=BATCH):
        if number not in numbers:
            continue
        if act is not None:
            raise Refused("Часть записанного уничтожена по акту: вернуть прежнее нельзя.", code="destroyed")
        table = found.rows[models_of[kind]]
        known = table.setdefault(row_id, Trace(before, after, Subject(*subject)))
        known.after = after
    return found


# ── what stands on it ─────────────────────────────────────────────────


def standing(traces: Traces, spare: Spare, *, keep: Collection[type[Model]] = ()) -> Iterator[Standing]:
    """Yield what keeps the rows from being taken back: later changes of the same rows, rows that name those to go.

    `spare`: by table, the rows that go along with those they name. `keep`: tables whose rows stay, so that whatever
    names them may go on.
    """
    for model in traces.in_order():
        yield from _changed_since(traces, model)
    yield from _named_by_others(traces, spare, keep)
    for model in traces.in_order():
        if issubclass(model, Dated):
            yield from _followed(traces, model)


def live(traces: Traces, model: type[Model], ids: Iterable[int]) -> dict[int, Any]:
    """The rows of a table that are there, by id."""
    wanted, found = sorted(ids), dict[int, Any]()
    for start in range(0, len(wanted), BATCH):
        found |= model._default_manager.in_bulk(wanted[start : start + BATCH])
    return found


def _changed_since(traces: Traces, model: type[Model]) -> Iterator[Standing]:
    rows = traces.rows[model]
    there = live(traces, model, rows)
    # What was made and somebody has deleted since is as it was before already.
    gone = {pk for pk, trace in rows.items() if trace.before is None and pk not in there}
    other = [pk for pk, trace in rows.items() if pk not in gone and not _is_as_left(there.get(pk), trace.after)]
    if other:
        told = [_told(model, pk, rows[pk]) + _who_since(traces, model, pk) for pk in other[:MAX_EXAMPLES]]
        yield Standing(f"Изменено позже, «{tracked(model).name}»", len(other), tuple(told))


def _is_as_left(row: Model | None, after: Values | None) -> bool:
    if row is None or after is None:
        return row is None and after is None
    now = snapshot(row)
    return all(now.get(column, value) == value for column, value in after.items())


def _told(model: type[Model], pk: int, trace: Trace) -> str:
    return about_row(model, pk, trace.after or trace.before or {}) or f"№ {pk}"


def _who_since(traces: Traces, model: type[Model], pk: int) -> str:
    last = Entry.objects.filter(
        school_id=traces.school_id, kind=tracked(model).kind, object_id=pk, id__gt=traces.last_id
    ).last()
    return f", {last.actor_name}" if last and last.actor_name else ""


def _named_by_others(traces: Traces, spare: Spare, keep: Collection[type[Model]]) -> Iterator[Standing]:
    """Rows of any table that name a row to go and are not of the same run; a table at a time."""
    found: dict[type[Model], dict[int, str]] = defaultdict(dict)
    for model in traces.in_order():
        made = [] if model in keep else sorted(traces.made(model))
        for relation in relations_to(model) if made else ():
            other: type[Model] = relation.related_model
            own, name = traces.rows.get(other, {}).keys() | spare.get(other, set()), relation.field.attname
            for start in range(0, len(made), BATCH):
                named = other._default_manager.filter(**{f"{name}__in": made[start : start + BATCH]})
                for pk, target in named.values_list("pk", name):
                    if pk not in own and pk not in found[other]:
                        found[other][pk] = _told(model, target, traces.rows[model][target])
    for other, rows in found.items():
        if rows:
            told = [_words(other, pk) or of for pk, of in [*rows.items()][:MAX_EXAMPLES]]
            yield Standing(_title(other), len(rows), tuple(told))


def relations_to(model: type[Model]) -> list[Any]:
    """Return the relations by which rows of any table name a row of this one, those without a name of theirs too."""
    fields: list[Any] = model._meta.get_fields(include_hidden=True)
    return [one for one in fields if one.auto_created and not one.concrete and not one.many_to_many]


def subject_of(row: Any) -> Subject:
    """Return the page of the journal and the card that an entry about the row belongs to."""
    course = row.pk if row._meta.model_name == "course" else getattr(row, "course_id", None)
    student = row.pk if row._meta.model_name == "student" else getattr(row, "student_id", None)
    return Subject(course, student)


def _words(model: type[Model], pk: int) -> str:
    """A row in words of its own; "" of a table that is not the ledger's."""
    if model not in all_tracked():
        return ""
    return about_row(model, pk, snapshot(model._default_manager.get(pk=pk)))


def _title(model: type[Model]) -> str:
    """What a table is called; one that is not the ledger's may say so itself, as `called`."""
    name = tracked(model).name if model in all_tracked() else getattr(model, "called", model._meta.verbose_name_plural)
    return f"«{name}»"


def _followed(traces: Traces, model: type[Model]) -> Iterator[Standing]:
    """Rows begun since beside one that would be as it was: its days, put back, might be theirs, too."""
    rows = traces.rows[model]
    back = {pk: trace.before for pk, trace in rows.items() if trace.before is not None}
    keys = [name for name in tracked(model).columns if model._meta.get_field(name).is_relation]
    since = Entry.objects.filter(
        school_id=traces.school_id, kind=tracked(model).kind, id__gt=traces.last_id, before__isnull=True
    )
    begun = live(traces, model, {*since.values_list("object_id", flat=True)} - rows.keys()) if back else {}
    for name in keys:
        taken = {getattr(row, name): pk for pk, row in begun.items() if getattr(row, name) is not None}
        beside = [pk for pk, before in back.items() if before.get(name) in taken]
        if beside:
            told = [_told(model, pk, rows[pk]) for pk in beside[:MAX_EXAMPLES]]
            yield Standing(f"Позже начато новое, «{tracked(model).name}»", len(beside), tuple(told))
            return


# ── taking back ───────────────────────────────────────────────────────


def take_back(actor: Actor, traces: Traces, occasion: Occasion, *, keep: Collection[type[Model]] = ()) -> None:
    """Make every row as it was before the entries; rows of the tables `keep` that were made stay. Raises Refused."""
    order = traces.in_order()
    try:
        for model in reversed(order):
            rows = traces.rows[model]
            there = live(traces, model, (pk for pk, trace in rows.items() if trace.after is not None))
            gone = (
                []
                if model in keep
                else [Put.removal(there[pk], "take_back") for pk in sorted(traces.made(model) & there.keys())]
            )
            table = _table(model, rows)
            for start in range(0, len(gone), BATCH):
                write(actor, table, gone[start : start + BATCH], occasion)
            write(actor, table, [*_as_before(rows, there)], occasion)
        for model in order:
            write(actor, _table(model, traces.rows[model]), [*_again(traces, model)], occasion)
    except (models.ProtectedError, IntegrityError) as error:
        raise Refused(
            "Прежнее не вернуть: его место в базе уже занято другими строками. Исправьте их вручную.", code="stands"
        ) from error


def _table(model: type[Model], rows: dict[int, Trace]) -> Table[Any]:
    """The table as its rows went to the ledger before: to the same pages and cards."""
    follows = [one.name for one in model._meta.concrete_fields if one.name in {"sort_key", "search_key", "former_key"}]
    return Table(model, "take_back", "take_back", follows=tuple(follows), subject=lambda row: rows[row.pk].subject)


def restore(row: Any, values: Values) -> None:
    """Give a row the columns that the ledger holds, with the keys that follow from them; nothing is written."""
    _set(row, values)


def _as_before(rows: dict[int, Trace], there: dict[int, Any]) -> Iterator[Put[Any]]:
    for pk, trace in rows.items():
        if trace.before is None or trace.after is None:
            continue
        put = Put.change(there[pk])
        _set(put.row, trace.before)
        yield put


def _again(traces: Traces, model: type[Model]) -> Iterator[Put[Any]]:
    """The rows that the entries took away."""
    for pk, trace in traces.rows[model].items():
        if trace.before is not None and trace.after is None:
            row: Any = model(pk=pk, school_id=traces.school_id)
            _set(row, trace.before)
            yield Put(row)


def _set(row: Any, values: Values) -> None:
    columns: dict[str, Any] = {one.attname: one for one in row._meta.concrete_fields}
    for name, value in values.items():
        if name in columns:
            setattr(row, name, columns[name].to_python(value))
    if hasattr(row, "renew_keys"):
        row.renew_keys()
