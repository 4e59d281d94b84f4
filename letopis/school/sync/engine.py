"""Applying the journal screens' operations, each once (rule 6 of the design, docs/developer/journal-protocol.md).

Operations are handled in order, each as if alone. Runs of marks or of absences are applied together in one transaction,
with a constant number of queries and the answers they would get one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import record_many
from letopis.school.history.turns import write_in_turn
from letopis.school.sync import reading
from letopis.school.sync.adapter import Adapter, Place, put, tried
from letopis.school.sync.models import AppliedOperation
from letopis.school.sync.outcomes import AnswerJson, Outcome, refused
from letopis.school.sync.wire import Operation

_ADAPTERS: dict[type[Operation], type[Adapter[Any, Any]]] = {}

# A race lost to another request of the same operations, or to the same first row, is settled by looking again.
ATTEMPTS = 4
REMEMBERED = ("school_id", "account_id", "at", "op_id", "kind", "answer")
FOREIGN = Refused("Не удалось сохранить: обновите страницу и повторите.", code="op_id")


def register(*adapters: type[Adapter[Any, Any]]) -> None:
    """Let what adapters write be sent; each context does so for its own when the program starts."""
    for adapter in adapters:
        reading.register(adapter.operation)
        _ADAPTERS[adapter.operation] = adapter


def known_adapters() -> tuple[type[Adapter[Any, Any]], ...]:
    """Return every table that operations write."""
    return tuple(_ADAPTERS.values())


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, in the order of the operations; `cursor` is the last ledger entry written, 0 for none."""

    answers: list[AnswerJson]
    cursor: int


def apply_operations(actor: Actor, operations: Sequence[Operation]) -> Answers:
    """Apply operations once each and return their answers; one refused does not stop the others.

    An operation answered before gets the same answer and changes nothing, whatever has happened since. Never raises for
    what an operation asks; a failing database raises, and everything may be sent again.
    """
    answers: list[AnswerJson] = []
    cursor = 0
    for run in runs(operations):
        of_run, last = _apply_run(actor, run)
        answers += of_run
        cursor = max(cursor, last)
    return Answers(answers, cursor)


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of an operation: `refusal` says why not; neither refused nor changed: it stands so already.

    `place`, `was` and `wanted`: where, what stands there and what shall, in words; `object_id` and `version`: of the
    row that stands there. `writer`: whom the ledger would name.
    """

    refusal: Refused | NotVisible | None
    is_changed: bool
    is_stale: bool
    writer: Actor | None
    place: Place | None
    was: str
    wanted: str
    object_id: int | None
    version: int


def try_operation(actor: Actor, operation: Operation) -> Tried:
    """Return what would become of an operation now; nothing is written."""
    adapter = _ADAPTERS[type(operation)]()
    with transaction.atomic():
        write = tried(adapter, actor, operation)
        row = write.row if write.row is not None and write.row.pk else None
        found = Tried(
            refusal=write.refusal,
            is_changed=write.is_changed,
            is_stale=write.is_stale,
            writer=write.actor,
            place=adapter.place(write) if write.target else None,
            was=adapter.told(adapter.content_of(row)) if row else "",
            wanted=adapter.told(write.content) if write.content else "",
            object_id=row.pk if row else None,
            version=row.version if row else 0,
        )
        transaction.set_rollback(True)
    return found


# ── runs ──────────────────────────────────────────────────────────────
def runs(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Split operations into runs to be applied together: neighbours of one kind and aim, no cell and no id twice."""
    for _, neighbours in groupby(operations, key=_aim):
        run: list[Operation] = []
        seen: set[object] = set()
        for operation in neighbours:
            marks = {operation.op_id, _cell(operation)}
            if run and seen & marks:
                yield run
                run, seen = [], set()
            run.append(operation)
            seen |= marks
        yield run


def _aim(operation: Operation) -> object:
    """What neighbours must have in common to go together; of an operation that goes alone, its id."""
    run = _ADAPTERS[type(operation)].run_of(operation)
    return (operation.kind, run[0]) if run else operation.op_id


def _cell(operation: Operation) -> object:
    run = _ADAPTERS[type(operation)].run_of(operation)
    return (operation.kind, run[1]) if run else None


# ── one run ───────────────────────────────────────────────────────────
def _apply_run(actor: Actor, run: Sequence[Operation]) -> tuple[list[AnswerJson], int]:
    """Apply a run in one transaction. What was answered before is found out by the unique constraint, not beforehand:
    the usual case costs no query, and two requests at once cannot both pass."""
    known: dict[UUID, AnswerJson] = {}
    for _ in range(ATTEMPTS - 1):
        try:
            return _apply_fresh(actor, run, known)
        except IntegrityError:
            known = _answered(actor, run)
    return _apply_fresh(actor, run, known)


def _apply_fresh(actor: Actor, run: Sequence[Operation], known: dict[UUID, AnswerJson]) -> tuple[list[AnswerJson], int]:
    fresh = [operation for operation in run if operation.op_id not in known]
    answers, cursor = dict(known), 0
    if fresh:
        with transaction.atomic():
            write_in_turn(actor.school_id)
            outcomes = put(_ADAPTERS[type(fresh[0])](), actor, fresh)
            cursor = _keep(actor, outcomes)
        answers |= {outcome.operation.op_id: outcome.answer for outcome in outcomes}
    return [answers[operation.op_id] for operation in run], cursor


def _keep(actor: Actor, outcomes: Sequence[Outcome]) -> int:
    """Write the ledger and remember the answers; returns the last entry's id, 0 for none."""
    last = 0
    for writer, group in groupby((one for one in outcomes if one.changes), key=lambda one: one.actor):
        entries = record_many(writer or actor, [change for one in group for change in one.changes])
        last = max(last, *(entry.pk for entry in entries))
    moment = now()
    about = (actor.school_id, actor.account_id, moment)
    answered = ((*about, one.operation.op_id, one.operation.kind, one.answer) for one in outcomes)
    bulk.insert_plain(AppliedOperation, REMEMBERED, answered)
    return last


def _answered(actor: Actor, run: Sequence[Operation]) -> dict[UUID, AnswerJson]:
    """Answers given before. An id of somebody else's operation is refused without a word of it."""
    rows = AppliedOperation.objects.filter(
        school_id=actor.school_id, op_id__in=[operation.op_id for operation in run]
    ).values_list("op_id", "account_id", "answer")
    by_id: dict[UUID, Operation] = {operation.op_id: operation for operation in run}
    return {
        op_id: answer if account_id == actor.account_id else refused(by_id[op_id], FOREIGN).answer
        for op_id, account_id, answer in rows
    }
