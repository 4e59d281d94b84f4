"""Pages of closed periods that somebody asks to be opened again (А3.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.journal.queries.requests import Requests, requests_of
from letopis.school.lessons.actions.targets import target_of
from letopis.school.lessons.windows import Verdict
from letopis.school.organisation.models import Term
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import ReopenRequest


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """The page of a lesson, as the question about it shows it. `refusal`: what the rules say; `request`: waiting."""

    lesson_id: int
    course_id: int
    where: str
    subject: str
    day: date
    term: str
    refusal: str
    request: ReopenRequest | None


@transaction.atomic
def closed_page(actor: Actor, lesson_id: int) -> ClosedPage:
    """Return what is to be said of the page of a lesson. Raises NotVisible. Three queries.

    It asks what the action will ask, which locks the lesson for as long.
    """
    target = target_of(actor, lesson_id)
    course, day, refusal = target.course, target.lesson.date, ""
    try:
        target.writer()
        target.verdict()
    except Refused as refused:
        refusal = refused.message if refused.code == Verdict.CLOSED else ""
    term = Term.objects.filter(scheme__classes=course.class_group_id, starts_on__lte=day, ends_on__gte=day).first()
    waiting = ReopenRequest.objects.filter(course=course, term=term, state=RequestState.WAITING)
    return ClosedPage(
        lesson_id=lesson_id,
        course_id=course.pk,
        where=target.where,
        subject=course.subject.name,
        day=day,
        term=term.name if term else "",
        refusal=refusal if target.closing.year is None and target.closing.since(now()) else "",
        request=waiting.first() if term else None,
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """A request of the list. `asked_by`, `answered_by`: told apart."""

    row: ReopenRequest
    asked_by: str
    answered_by: str


def reopen_requests(actor: Actor) -> Requests[Opening]:
    """Return the requests: an administrator's of the whole school, a teacher's own. Raises NotVisible. Two queries."""
    if not actor.may(Right.CLOSE_PERIODS, Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES, Right.CORRECT_LATE):
        raise NotVisible
    rows = ReopenRequest.objects.select_related("course__class_group", "course__subject", "course__subgroup", "term")
    return requests_of(actor, rows, Right.CLOSE_PERIODS, _opening)


def _opening(row: ReopenRequest, names: Mapping[int, str]) -> Opening:
    return Opening(row, names.get(row.asked_by_id or 0, ""), names.get(row.answered_by_id or 0, ""))
