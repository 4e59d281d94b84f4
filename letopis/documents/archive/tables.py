"""The official tables as open files: JSON Lines, a file a table, and a schema that says what each column is.

Read in 75 years without this program: a line is a row, its columns are those that the ledger holds, with the row's id;
`schema.json` names tables and columns in the school's words and says which column leads to which table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import models
from django.db.models import Q

from letopis.school.classes.models import ClassGroup
from letopis.school.history.tracking import Tracked, all_tracked, snapshot
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.words import phrase

# Logins, the ledger's own keys and where packages lie are no part of a journal; the ledger stands beside, with proof.
LEFT_OUT = frozenset({"access", "history", "carriers", "handover", "keeping"})
CHUNK = 2000
_OF_JOURNAL = (
    "class_group",
    "course__class_group",
    "lesson__class_group",
    "work__course__class_group",
    "homework__course__class_group",
)
_TO_CLASS = (
    *_OF_JOURNAL,
    "student__memberships__class_group",
    "memberships__class_group",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a package is about: a year of a school, or one class of it."""

    school: School
    year: AcademicYear
    group: ClassGroup | None = None

    @property
    def title(self) -> str:
        """«2026/2027», «2026/2027, 7А»."""
        return f"{self.year.name}, {self.group.name}" if self.group else self.year.name


def write_tables(scope: Scope, folder: Path) -> dict[str, int]:
    """Write a file for each table and the schema; return how many rows each has. A query a table."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for model, table in _tables():
        rows = _rows(scope, model, table)
        if rows is not None:
            counts[table.kind] = _write(folder / f"{table.kind}.jsonl", rows)
    schema = {kind: _schema(model, table) for model, table in _tables() if (kind := table.kind) in counts}
    (folder / "schema.json").write_bytes(orjson.dumps(schema, option=orjson.OPT_INDENT_2))
    return counts


def _tables() -> Iterator[tuple[type[models.Model], Tracked]]:
    found = sorted(all_tracked().items(), key=lambda one: one[1].kind)
    return ((model, table) for model, table in found if model._meta.app_label not in LEFT_OUT)


def _rows(scope: Scope, model: type[models.Model], table: Tracked) -> "models.QuerySet[Any] | None":
    """The rows of a table in the scope; None for a table that has nothing of a class."""
    own = Q(pk=scope.school.pk) if model is School else Q(school=scope.school)
    rows = model._default_manager.filter(own).order_by("pk")
    if scope.group is None:
        return rows.filter(_in_year(model, table, scope.year))
    if model is ClassGroup:
        return rows.filter(pk=scope.group.pk)
    path = next((path for path in _TO_CLASS if _leads(model, path)), None)
    return None if path is None else rows.filter(**{path: scope.group}).distinct()


def _in_year(model: type[models.Model], table: Tracked, year: AcademicYear) -> Q:
    """Tables that are of no year (people, subjects, rooms) come whole; of journals never more than the year's."""
    if model is AcademicYear:
        return Q(pk=year.pk)
    if table.of_year:
        return Q(**{table.of_year: year})
    path = next((path for path in _OF_JOURNAL if _leads(model, path)), None)
    return Q(**{f"{path}__year": year}) if path else Q()


def _leads(model: type[models.Model], path: str) -> bool:
    names, step = path.split("__"), model
    for name in names:
        fields = {one.name: one for one in step._meta.get_fields()}
        field: Any = fields.get(name)
        if field is None or field.related_model is None:
            return False
        step = field.related_model
    return step is ClassGroup


def _write(path: Path, rows: "models.QuerySet[Any]") -> int:
    number = 0
    with path.open("wb") as file:
        for row in rows.iterator(chunk_size=CHUNK):
            file.write(orjson.dumps({"id": row.pk, **snapshot(row)}, option=orjson.OPT_APPEND_NEWLINE))
            number += 1
    return number


def _schema(model: type[models.Model], table: Tracked) -> dict[str, Any]:
    columns = {name: _column(model, name, phrase(label)) for name, label in table.labels.items()}
    return {"title": table.name, "columns": {"id": {"title": "номер строки", "type": "integer"}, **columns}}


def _column(model: type[models.Model], name: str, title: str) -> dict[str, Any]:
    field: Any = model._meta.get_field(name)
    told: dict[str, Any] = {"title": title, "type": _type(field)}
    if field.is_relation:
        told["table"] = field.related_model._meta.label_lower
    if field.choices:
        told["values"] = {str(value): str(label) for value, label in field.flatchoices}
    return told


_TYPES = {
    models.DateTimeField: "moment, UTC, ISO 8601",
    models.DateField: "day, ISO 8601",
    models.TimeField: "time of day, ISO 8601",
    models.DecimalField: "decimal, as text",
    models.BooleanField: "true or false",
    models.JSONField: "JSON",
    models.UUIDField: "UUID",
}


def _type(field: Any) -> str:
    for kind, name in _TYPES.items():
        if isinstance(field, kind):
            return name
    return "integer" if isinstance(field, models.IntegerField | models.ForeignKey) else "text"
