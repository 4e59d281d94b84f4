"""Appending to the ledger: called by every action, inside its transaction."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import models

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.school.history.models import Entry
from letopis.school.history.tracking import JsonValue, snapshot, tracked


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
    entries = [entry_of(actor, change, moment) for change in changes]
    bulk.insert(entries)
    return entries


def entry_of(actor: Actor, change: Change, moment: datetime) -> Entry:
    """Return the unsaved entry of a change, its digest computed."""
    entry = Entry(
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
    )
    entry.digest = digest_of(entry)
    return entry


def _after(change: Change) -> dict[str, JsonValue] | None:
    if change.removed:
        return None
    return change.after if change.after is not None else snapshot(change.row)


def digest_of(entry: Entry) -> bytes:
    """SHA-256 of the canonical form: JSON with sorted keys, UTF-8, moments in UTC with microseconds."""
    return hashlib.sha256(canonical(entry)).digest()


def canonical(entry: Entry) -> bytes:
    """The bytes that the digest is taken of. Its form is a promise for 75 years: see docs/developer/history.md."""
    form: dict[str, Any] = {
        "school": entry.school_id,
        "at": utc_text(entry.at),
        "account": entry.account_id,
        "actor": entry.actor_name,
        "role": str(entry.role),
        "action": entry.action,
        "kind": entry.kind,
        "object": entry.object_id,
        "course": entry.course_id,
        "student": entry.student_id,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "op": str(entry.op_id) if entry.op_id else None,
    }
    return orjson.dumps(form, option=orjson.OPT_SORT_KEYS)


def utc_text(moment: datetime) -> str:
    """Return a moment as the canonical forms write it: «2026-11-23T07:43:00.000000Z»."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
