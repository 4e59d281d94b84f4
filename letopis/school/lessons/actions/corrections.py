"""What the law of the journal refuses, asked of whoever can help: the deputy, or the administrator (А3.2.2, А3.2.4-5).

A request holds the operation exactly as it was typed. After the window of a mark the deputy's click writes it, in the
deputy's name and with the reason; on a closed page the administrator opens the page again, and the click of who asked
writes it. It names the operation that it is written by: the request, the answer and the change are one story.
"""

from typing import Any
from uuid import uuid4

from django.db import transaction
from msgspec import structs, to_builtins

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import Membership
from letopis.school.lessons.actions.reopening import ENTRIES, waiting_opening
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.lessons.windows import LONGEST_REASON, Verdict, needed_reason
from letopis.school.periods.enums import RequestState
from letopis.school.periods.requests import answer_request, make_request, reason_of, waiting_request
from letopis.school.sync.engine import Tried, apply_operations, try_operation
from letopis.school.sync.reading import parse
from letopis.school.sync.wire import Operation

# What is of the sending, not of what is wanted.
ENVELOPE = frozenset({"op_id", "base_version", "person_id", "role", "typed_at"})


@transaction.atomic
def ask_correction(actor: Actor, *, operation: Operation, reason: str) -> CorrectionRequest:
    """Ask for an operation that the window or a closed period refuses to who keeps the page.

    Raises NotVisible, Refused: it may be written, nothing would change, the year is closed, asked already.
    """
    operation = structs.replace(operation, typed_at=None)
    found = try_operation(actor, operation)
    _require_refused(found)
    if not actor.may(Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES):
        raise found.refusal or NotVisible()
    if found.place is None or found.writer is None:
        raise NotVisible
    row = CorrectionRequest(
        course_id=found.place.course_id,
        kind=operation.kind,
        object_id=found.object_id,
        base_version=found.version,
        student_id=getattr(operation, "student_id", None),
        place=found.place.text,
        was=found.was,
        wanted=found.wanted,
        operation={name: value for name, value in to_builtins(operation).items() if name not in ENVELOPE},
        op_id=uuid4(),
        reason=needed_reason(reason),
    )
    _require_member(row)
    _require_once(actor, row)
    if isinstance(found.refusal, Refused) and found.refusal.code == Verdict.CLOSED:
        row.opening = waiting_opening(actor, found.place, row.reason, by=found.writer)
    return make_request(actor, ENTRIES, row, by=found.writer)


@transaction.atomic
def grant_correction(actor: Actor, *, request_id: int) -> CorrectionRequest:
    """Write what was asked for. Raises NotVisible, Refused: answered already, changed meanwhile, a closed period."""
    rows = CorrectionRequest.objects.filter(opening=None)
    row = waiting_request(actor, rows, request_id, Right.CORRECT_LATE)
    own = row.operation.get("reason") or ""
    reason = ". ".join(filter(None, (own if own != row.reason else "", reason_of(row, LONGEST_REASON))))
    _write(actor, row, reason=reason[:LONGEST_REASON])
    return answer_request(actor, ENTRIES, row, RequestState.GRANTED)


@transaction.atomic
def decline_correction(actor: Actor, *, request_id: int, answer: str) -> CorrectionRequest:
    """Leave things as they are, with a word of why. Raises NotVisible, Refused."""
    rows = CorrectionRequest.objects.filter(opening=None)
    row = waiting_request(actor, rows, request_id, Right.CORRECT_LATE)
    return answer_request(actor, ENTRIES, row, RequestState.DECLINED, needed_reason(answer, field="answer"))


@transaction.atomic
def write_opened(actor: Actor, *, request_id: int) -> CorrectionRequest:
    """Write one's own entry that a closed page had refused, the page being opened again for some hours.

    Raises NotVisible, Refused: written already, not opened yet, closed again, changed meanwhile.
    """
    rows = CorrectionRequest.objects.filter(opening__isnull=False, asked_by_id=actor.staff_id or 0)
    row = waiting_request(actor, rows, request_id, Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)
    _write(actor, row)
    return answer_request(actor, ENTRIES, row, RequestState.GRANTED)


def _require_refused(found: Tried) -> None:
    """Raise NotVisible, Refused where nothing is to be asked for."""
    refusal = found.refusal
    if refusal is None and found.is_stale:
        raise Refused("Это тем временем изменили: обновите страницу.", code="conflict")
    if refusal is None and found.is_changed:
        raise Refused("Это можно записать в журнале: срок исправления ещё идёт, период открыт.", code="open")
    if refusal is None:
        raise Refused("Это уже стоит в журнале.", code="same", field="value")
    if not isinstance(refusal, Refused) or refusal.code not in {Verdict.WINDOW, Verdict.CLOSED}:
        raise refusal


def _require_member(row: CorrectionRequest) -> None:
    """Raise NotVisible for a student who has never been in the class of the page: rules that come later look at it."""
    if row.student_id is not None and row.object_id is None:
        of_class = Membership.objects.filter(class_group__courses=row.course_id, student_id=row.student_id)
        if not of_class.exists():
            raise NotVisible


def _require_once(actor: Actor, row: CorrectionRequest) -> None:
    """Raise Refused where the same is asked for: one request of what stands there, one of the same new entry."""
    waiting = CorrectionRequest.objects.filter(
        school_id=actor.school_id, course_id=row.course_id, kind=row.kind, state=RequestState.WAITING
    )
    same = waiting.filter(object_id=row.object_id).values_list("operation", flat=True)
    if any(row.object_id is not None or one == row.operation for one in same):
        raise Refused("Об этом уже попросили: ждите ответа.", code="twice")


def _write(actor: Actor, row: CorrectionRequest, *, reason: str = "") -> None:
    """The operation as it was typed, its refusal raised. Raises NotVisible, Refused."""
    sent: dict[str, Any] = {**row.operation, "op_id": str(row.op_id), "base_version": row.base_version}
    (operation,) = parse({"operations": [sent | ({"reason": reason} if reason else {})]})
    write_one(actor, operation)


def write_one(actor: Actor, operation: Operation) -> None:
    """Apply one operation. Raises NotVisible, Refused for what a screen would be answered."""
    (answer,) = apply_operations(actor, [operation]).answers
    if answer["status"] == "conflict":
        raise Refused("Это тем временем изменили: откройте страницу заново.", code="conflict")
    if answer["status"] == "refused":
        if answer["code"] == "not_found":
            raise NotVisible
        raise Refused(answer["message"], code=answer["code"], field=answer["field"])
