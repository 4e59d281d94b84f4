"""Appending to the ledger: called by every action, inside its transaction."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.columns import new
from letopis.school.history import canonical
from letopis.school.history.canonical import CURRENT, SALT_SIZE, Values, utc_text
from letopis.school.history.models import Entry
from letopis.school.history.tracking import JsonValue, snapshot, tracked

_noted: ContextVar[list[int] | None] = ContextVar("noted", default=None)


@contextmanager
def entries_noted() -> Iterator[list[int]]:
    """Note the ids of the entries that are appended inside, for whoever may take all of it back."""
    numbers: list[int] = []
    token = _noted.set(numbers)
    try:
        yield numbers
    finally:
        _noted.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one official row, before it becomes an Entry. `before` None: created.

    `removed`: the row goes (only what was never used may: a bell, a day of the calendar); record it before the
    deletion, while the row still has its id. Then `after` is None and `letopis verify` expects no such row.
    """

    row: models.Model
    action: str
    before: dict[str, JsonValue] | None = None
    course_id: int | None = None
    student_id: int | None = None
    reason: str = ""
    op_id: UUID | None = None
    after: dict[str, JsonValue] | None = field(default=None)
    removed: bool = False


def record(
    actor: Actor,
    row: models.Model,
    action: str,
    *,
    before: dict[str, JsonValue] | None = None,
    course_id: int | None = None,
    student_id: int | None = None,
    reason: str = "",
    op_id: UUID | None = None,
    removed: bool = False,
) -> Entry:
    """Append one entry: `row` as it now is, `before` its snapshot() before the change (None where it was created).

    `removed`: see Change.
    """
    change = Change(
        row=row,
        action=action,
        before=before,
        course_id=course_id,
        student_id=student_id,
        reason=reason,
        op_id=op_id,
        removed=removed,
    )
    return record_many(actor, [change])[0]


def record_many(actor: Actor, changes: Iterable[Change], *, at: datetime | None = None) -> list[Entry]:
    """Append entries for `changes` in one go, all at the same moment (`at`: only the demo writes about the past)."""
    moment = at or now()
    changes = list(changes)
    salts = os.urandom(SALT_SIZE * len(changes))  # one call of the system for all
    entries = [
        entry_of(actor, change, moment, salts[number * SALT_SIZE : (number + 1) * SALT_SIZE])
        for number, change in enumerate(changes)
    ]
    bulk.insert(entries)
    if (numbers := _noted.get()) is not None:
        numbers += [entry.pk for entry in entries]
    return entries


def entry_of(actor: Actor, change: Change, moment: datetime, salt: bytes | None = None) -> Entry:
    """Return the unsaved entry of a change, its digest computed. `salt`: 16 random bytes; None: drawn here."""
    entry = new(
        Entry,
        id=None,
        school_id=actor.school_id,
        at=moment,
        account_id=actor.account_id,
        actor_name=actor.name,
        role=actor.role,
        action=change.action,
        kind=tracked(type(change.row)).kind,
        object_id=change.row.pk,
        course_id=change.course_id,
        student_id=change.student_id,
        before=change.before,
        after=_after(change),
        reason=change.reason,
        op_id=change.op_id,
        version=CURRENT,
        salt=salt or os.urandom(SALT_SIZE),
        content_digest=None,
        act_id=None,
    )
    entry.digest = digest_of(entry)
    return entry


def _after(change: Change) -> dict[str, JsonValue] | None:
    if change.removed:
        return None
    return change.after if change.after is not None else snapshot(change.row)


def digest_of(entry: Entry) -> bytes:
    """Return the digest that the entry ought to have, 32 bytes. Raises ValueError for a version to come."""
    found = canonical.digest_of(values_of(entry))
    if found is None:
        raise ValueError(entry.version)
    return found


def values_of(entry: Entry) -> Values:
    """Return the entry as the canonical forms take it."""
    return Values(
        entry.school_id,
        utc_text(entry.at),
        entry.account_id,
        entry.actor_name,
        str(entry.role),
        entry.action,
        entry.kind,
        entry.object_id,
        entry.course_id,
        entry.student_id,
        entry.before,
        entry.after,
        entry.reason,
        str(entry.op_id) if entry.op_id else None,
        entry.version,
        bytes(entry.salt or b""),
        None if entry.content_digest is None else bytes(entry.content_digest),
    )
