"""Corrections of marks after their window: the teacher asks, the deputy writes (А3.2.4-5).

A correction is an operation like any other, in the deputy's name and with a reason; a request names the operation that
would answer it, so that the request, the answer and the change are one story in the ledger.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Table
from letopis.school.lessons.actions.targets import Target
from letopis.school.lessons.windows import LONGEST_REASON, Verdict, needed_reason
from letopis.school.marks import rules
from letopis.school.marks.actions.targets import first_day, work_targets
from letopis.school.marks.models import CorrectionRequest, Mark
from letopis.school.marks.wire import MarkOperation
from letopis.school.periods.enums import RequestState
from letopis.school.periods.requests import answer_request, make_request, reason_of, waiting_request
from letopis.school.sync.engine import apply_operations

REQUESTS = Table(CorrectionRequest, "ask_correction", "answer_correction")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The mark that shall stand there: «5», «5» and «4», or nothing."""

    value: str = ""
    second: str = ""


@transaction.atomic
def correct_mark(actor: Actor, *, mark_id: int, version: int, wanted: Wanted, reason: str) -> Mark:
    """Correct a mark whose window is over. Raises NotVisible, Refused (closed, early, no reason, changed meanwhile)."""
    if not actor.may(Right.CORRECT_LATE):
        raise NotVisible
    mark = _mark(actor, mark_id)
    _write(actor, mark, wanted, reason, base_version=version, op_id=uuid4())
    return mark


@transaction.atomic
def ask_correction(actor: Actor, *, mark_id: int, wanted: Wanted, reason: str) -> CorrectionRequest:
    """Ask the deputy for a mark that the window has closed to who keeps the page.

    Raises NotVisible, Refused: it may still be changed, the period is closed, nothing would change, asked already.
    """
    mark = _mark(actor, mark_id)
    target = _target(actor, mark)
    writer = target.writer()
    first = first_day(target, mark.first_set_at)
    try:
        target.verdict(first)
    except Refused as refused:
        if refused.code != Verdict.WINDOW:
            raise
    else:
        raise Refused("Срок исправления ещё идёт: исправьте отметку в журнале.", code="open")
    value, second = rules.mark_pair(target.course.scale, wanted.value, wanted.second)
    if (value, second) == (mark.value, mark.second):
        raise Refused("Эта отметка уже стоит.", code="same", field="value")
    if CorrectionRequest.objects.filter(mark=mark, state=RequestState.WAITING).exists():
        raise Refused("Об этой отметке уже попросили: ждите ответа.", code="twice")
    row = CorrectionRequest(
        mark=mark,
        course_id=mark.course_id,
        student_id=mark.student_id,
        value=value,
        second=second,
        reason=needed_reason(reason),
        op_id=uuid4(),
    )
    return make_request(actor, REQUESTS, row, by=writer)


@transaction.atomic
def grant_correction(actor: Actor, *, request_id: int) -> CorrectionRequest:
    """Correct the mark as was asked. Raises NotVisible, Refused: answered already, the period is closed."""
    row = _waiting(actor, request_id)
    mark = _mark(actor, row.mark_id)
    wanted = Wanted(row.value, row.second)
    _write(actor, mark, wanted, reason_of(row, LONGEST_REASON), base_version=mark.version, op_id=row.op_id)
    return answer_request(actor, REQUESTS, row, RequestState.GRANTED)


@transaction.atomic
def decline_correction(actor: Actor, *, request_id: int, answer: str) -> CorrectionRequest:
    """Leave the mark as it is, with a word of why. Raises NotVisible, Refused."""
    row = _waiting(actor, request_id)
    return answer_request(actor, REQUESTS, row, RequestState.DECLINED, needed_reason(answer, field="answer"))


def _waiting(actor: Actor, request_id: int) -> CorrectionRequest:
    return waiting_request(actor, CorrectionRequest.objects.all(), request_id, Right.CORRECT_LATE)


def _mark(actor: Actor, mark_id: int) -> Mark:
    mark = Mark.objects.filter(school_id=actor.school_id, pk=mark_id).first()
    if mark is None:
        raise NotVisible
    return mark


def _target(actor: Actor, mark: Mark) -> Target:
    found = work_targets(actor, [mark.work_id]).get(mark.work_id)
    if found is None:
        raise NotVisible
    return found[0]


def _write(actor: Actor, mark: Mark, wanted: Wanted, reason: str, *, base_version: int, op_id: UUID) -> None:
    """One operation, its refusal raised. Raises Refused."""
    operation = MarkOperation(
        op_id=op_id,
        base_version=base_version,
        work_id=mark.work_id,
        student_id=mark.student_id,
        value=wanted.value,
        second=wanted.second,
        comment=mark.comment,
        reason=needed_reason(reason),
    )
    (answer,) = apply_operations(actor, [operation]).answers
    if answer["status"] == "conflict":
        raise Refused("Отметку тем временем изменили: откройте страницу заново.", code="conflict")
    if answer["status"] == "refused":
        if answer["code"] == "not_found":
            raise NotVisible
        raise Refused(answer["message"], code=answer["code"], field=answer["field"])
