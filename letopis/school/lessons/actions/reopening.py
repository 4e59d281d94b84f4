"""A page of a closed period: who keeps it asks the administrator to open it again, who answers in a click (А3.2.2)."""

from datetime import datetime

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Table
from letopis.school.history.turns import close_in_turn
from letopis.school.lessons.models import CorrectionRequest
from letopis.school.lessons.windows import LONGEST_REASON, needed_reason
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import reopen_pages
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import ReopenRequest
from letopis.school.periods.requests import answer_request, make_request, reason_of, waiting_request
from letopis.school.sync.adapter import Place

REQUESTS = Table(ReopenRequest, "ask_reopening", "answer_reopening")
# What was to be written there, or after the window of a mark (corrections.py).
ENTRIES = Table(CorrectionRequest, "ask_correction", "answer_correction")


def waiting_opening(actor: Actor, place: Place, reason: str, *, by: Actor) -> ReopenRequest:
    """Return the request for a closed page that waits for an answer, made where there is none.

    `by`: whom the ledger names. Inside an action's transaction. Raises Refused: the year is closed.
    """
    if place.closing.year is not None:
        raise Refused("Учебный год закрыт: снова его открывает оператор, с причиной.", code="closed")
    terms = Term.objects.filter(scheme__classes__courses=place.course_id)
    term = terms.get(starts_on__lte=place.day, ends_on__gte=place.day)
    waiting = ReopenRequest.objects.filter(course_id=place.course_id, term=term, state=RequestState.WAITING)
    if known := waiting.first():
        return known
    return make_request(actor, REQUESTS, ReopenRequest(course_id=place.course_id, term=term, reason=reason), by=by)


@transaction.atomic
def grant_reopening(actor: Actor, *, request_id: int, hours: int) -> datetime:
    """Open the page for some hours, as was asked; return until when.

    Raises NotVisible, Refused: answered already, too long, the page is open by now, the year is closed.
    """
    close_in_turn(actor.school_id)  # before the request is locked: who writes what it was about has that order, too
    row = _waiting(actor, request_id)
    reason, pages = reason_of(row, LONGEST_REASON), [row.course_id]
    until = reopen_pages(actor, term_id=row.term_id, course_ids=pages, hours=hours, reason=reason)
    answer_request(actor, REQUESTS, row, RequestState.GRANTED)
    return until


@transaction.atomic
def decline_reopening(actor: Actor, *, request_id: int, answer: str) -> ReopenRequest:
    """Leave the page closed, with a word of why; what was to be written there is declined with it.

    Raises NotVisible, Refused.
    """
    row, answer = _waiting(actor, request_id), needed_reason(answer, field="answer")
    entries = CorrectionRequest.objects.select_for_update().filter(school_id=actor.school_id, opening=row)
    for entry in entries.filter(state=RequestState.WAITING):
        answer_request(actor, ENTRIES, entry, RequestState.DECLINED, answer)
    return answer_request(actor, REQUESTS, row, RequestState.DECLINED, answer)


def _waiting(actor: Actor, request_id: int) -> ReopenRequest:
    rows = ReopenRequest.objects.select_related("term__scheme__year")
    return waiting_request(actor, rows, request_id, Right.CLOSE_PERIODS)
