"""Creating, changing and removing an official row together with its entry. Called inside an action's transaction."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import ProtectedError

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.models import SchoolOwned

Row = TypeVar("Row", bound=models.Model)
OwnedRow = TypeVar("OwnedRow", bound=SchoolOwned)


def find(actor: Actor, model: type[OwnedRow], pk: int, **of: Any) -> OwnedRow:
    """Return the actor's school's row. Raises NotVisible for any other."""
    row = model._default_manager.filter(school_id=actor.school_id, pk=pk, **of).first()
    if row is None:
        raise NotVisible
    return row


def check_lengths(model: type[models.Model], columns: Mapping[str, Any]) -> None:
    """Raise Refused for a text longer than its column."""
    for column, value in columns.items():
        longest = getattr(model._meta.get_field(column), "max_length", None)
        if longest and isinstance(value, str) and len(value) > longest:
            raise Refused(f"Слишком длинно: не больше {longest} знаков.", code="too_long", field=column)


def create(actor: Actor, row: Row) -> Row:
    """Save a new row and record it."""
    row.save()
    record(actor, row, "create")
    return row


def change(actor: Actor, row: Row, **columns: Any) -> bool:
    """Set columns, save and record; False where nothing differs, then nothing is written."""
    before = snapshot(row)
    for column, value in columns.items():
        setattr(row, column, value)
    if snapshot(row) == before:
        return False
    row.save()
    record(actor, row, "update", before=before)
    return True


def remove(actor: Actor, row: models.Model, remedy: str) -> None:
    """Record the removal and delete the row. Raises Refused with `remedy` where other rows need it."""
    if any(
        relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
        if relation.on_delete is not models.CASCADE
    ):
        raise Refused(remedy, code="in_use")
    record(actor, row, "remove", before=snapshot(row), removed=True)
    try:
        row.delete()
    except ProtectedError:
        raise Refused(remedy, code="in_use") from None
