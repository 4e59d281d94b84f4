"""Corrections of marks after their window: the deputy writes, a teacher asks for it (А3.2.4-5).

Both are an operation like any other; what a teacher asks for: `lessons.actions.corrections`.
"""

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.lessons.actions import corrections
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.lessons.windows import needed_reason
from letopis.school.marks.models import Mark
from letopis.school.marks.wire import MarkOperation


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall stand there: «5», «5» and «4», or nothing; the state of the work; None: comment, state as they are."""

    value: str = ""
    second: str = ""
    state: str | None = None
    comment: str | None = None


@transaction.atomic
def correct_mark(actor: Actor, *, mark_id: int, version: int, wanted: Wanted, reason: str) -> Mark:
    """Correct a mark whose window is over. Raises NotVisible, Refused (closed, early, no reason, changed meanwhile)."""
    if not actor.may(Right.CORRECT_LATE):
        raise NotVisible
    mark = _mark(actor, mark_id)
    corrections.write_one(actor, _operation(mark, wanted, version, needed_reason(reason)))
    return mark


@transaction.atomic
def ask_mark(actor: Actor, *, mark_id: int, wanted: Wanted, reason: str) -> CorrectionRequest:
    """Ask the deputy for a mark that the window has closed to who keeps the page. Raises as `ask_correction`."""
    mark = _mark(actor, mark_id)
    return corrections.ask_correction(actor, operation=_operation(mark, wanted, mark.version), reason=reason)


def _mark(actor: Actor, mark_id: int) -> Mark:
    mark = Mark.objects.filter(school_id=actor.school_id, pk=mark_id).first()
    if mark is None:
        raise NotVisible
    return mark


def _operation(mark: Mark, wanted: Wanted, version: int, reason: str | None = None) -> MarkOperation:
    return MarkOperation(
        op_id=uuid4(),
        base_version=version,
        work_id=mark.work_id,
        student_id=mark.student_id,
        value=wanted.value,
        second=wanted.second,
        state=wanted.state,
        comment=mark.comment if wanted.comment is None else wanted.comment,
        reason=reason,
    )
