"""Finding a row of the school, and writing one of a table without a bulk action: the school's own card."""

from typing import Any, TypeVar

from django.db import models

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
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
