"""A page of a closed period: who keeps it asks the administrator to open it again, who answers in a click (А3.2.2)."""

from datetime import datetime

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Table
from letopis.school.lessons.actions.targets import target_of
from letopis.school.lessons.windows import LONGEST_REASON, needed_reason
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import reopen_pages
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import ReopenRequest
from letopis.school.periods.requests import answer_request, make_request, reason_of, waiting_request

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
    row = ReopenRequest(course_id=target.course.pk, term=term, reason=needed_reason(reason))
    return make_request(actor, REQUESTS, row, by=writer)


@transaction.atomic
def grant_reopening(actor: Actor, *, request_id: int, hours: int) -> datetime:
    """Open the page for some hours, as was asked; return until when.

    Raises NotVisible, Refused: answered already, too long, the page is open by now, the year is closed.
    """
    row = _waiting(actor, request_id)
    reason, pages = reason_of(row, LONGEST_REASON), [row.course_id]
    until = reopen_pages(actor, term_id=row.term_id, course_ids=pages, hours=hours, reason=reason)
    answer_request(actor, REQUESTS, row, RequestState.GRANTED)
    return until


@transaction.atomic
def decline_reopening(actor: Actor, *, request_id: int, answer: str) -> ReopenRequest:
    """Leave the page closed, with a word of why. Raises NotVisible, Refused."""
    row = _waiting(actor, request_id)
    return answer_request(actor, REQUESTS, row, RequestState.DECLINED, needed_reason(answer, field="answer"))


def _waiting(actor: Actor, request_id: int) -> ReopenRequest:
    rows = ReopenRequest.objects.select_related("term__scheme__year")
    return waiting_request(actor, rows, request_id, Right.CLOSE_PERIODS)
