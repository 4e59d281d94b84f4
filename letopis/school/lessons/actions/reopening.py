"""A page of a closed period: who keeps it asks the administrator to open it again, who answers in a click (А3.2.2)."""

from datetime import datetime

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Occasion, Put, Table, write
from letopis.school.lessons.actions.targets import target_of
from letopis.school.lessons.windows import LONGEST_REASON, needed_reason
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import reopen_pages
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import ReopenRequest

REQUESTS = Table(ReopenRequest, "ask_reopening", "answer_reopening")


@transaction.atomic
def ask_reopening(actor: Actor, *, lesson_id: int, reason: str) -> ReopenRequest:
    """Ask for the page of a lesson to be opened again in the period of the lesson.

    Raises NotVisible, Refused: it is open, the year is closed, asked already, the reader does not keep the page.
    """
    target = target_of(actor, lesson_id)
    writer = target.writer()
    if target.closing.year is not None:
        raise Refused("Учебный год закрыт: снова его открывает оператор, с причиной.", code="closed")
    if target.closing.since(now()) is None:
        raise Refused("Страница открыта: запись можно исправить в журнале.", code="open")
    day, group = target.lesson.date, target.course.class_group_id
    term = Term.objects.get(scheme__classes=group, starts_on__lte=day, ends_on__gte=day)
    waiting = ReopenRequest.objects.filter(course=target.course, term=term, state=RequestState.WAITING)
    if waiting.exists():
        raise Refused("Эту страницу уже попросили открыть: ждите ответа.", code="twice")
    row = ReopenRequest(
        school_id=actor.school_id,
        course_id=target.course.pk,
        term=term,
        reason=needed_reason(reason),
        asked_by_id=actor.staff_id,
        asked_at=now(),
    )
    write(writer, REQUESTS, [Put(row)], Occasion(reason=row.reason))
    return row


@transaction.atomic
def grant_reopening(actor: Actor, *, request_id: int, hours: int) -> datetime:
    """Open the page for some hours, as was asked; return until when.

    Raises NotVisible, Refused: answered already, too long, the page is open by now, the year is closed.
    """
    row = _waiting(actor, request_id)
    reason = f"{row.reason} (просит {row.asked_by.person.initials})" if row.asked_by else row.reason
    pages = [row.course_id]
    until = reopen_pages(actor, term_id=row.term_id, course_ids=pages, hours=hours, reason=reason[:LONGEST_REASON])
    _answer(actor, row, RequestState.GRANTED, "")
    return until


@transaction.atomic
def decline_reopening(actor: Actor, *, request_id: int, answer: str) -> ReopenRequest:
    """Leave the page closed, with a word of why. Raises NotVisible, Refused."""
    row = _waiting(actor, request_id)
    return _answer(actor, row, RequestState.DECLINED, needed_reason(answer, field="answer"))


def _waiting(actor: Actor, request_id: int) -> ReopenRequest:
    if not actor.may(Right.CLOSE_PERIODS):
        raise NotVisible
    rows = ReopenRequest.objects.select_for_update(of=("self",)).select_related(
        "asked_by__person", "term__scheme__year"
    )
    row = rows.filter(school_id=actor.school_id, pk=request_id).first()
    if row is None:
        raise NotVisible
    if row.state != RequestState.WAITING:
        raise Refused("На эту просьбу уже ответили: обновите страницу.", code="twice")
    return row


def _answer(actor: Actor, row: ReopenRequest, state: RequestState, answer: str) -> ReopenRequest:
    put = Put.change(row)
    row.state, row.answer = state, answer
    row.answered_by_id, row.answered_at = actor.staff_id, now()
    write(actor, REQUESTS, [put], Occasion(reason=answer))
    return row
