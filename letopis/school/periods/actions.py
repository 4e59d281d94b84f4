"""Closing a reporting period for correction, and opening it again (JRN-05). Source: А3.2.2."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.curriculum.models import Course
from letopis.school.history.closed import refuse_closed
from letopis.school.history.intake import Occasion, Put, Table, write
from letopis.school.history.turns import close_in_turn
from letopis.school.organisation.models import Term
from letopis.school.periods.models import PageClosing

TERMS = Table(Term, "close_term", "close_term")
PAGES = Table(PageClosing, "close_page", "close_page")
LONGEST = 300
# A page is reopened for some hours, not for good: forgotten, it closes by itself.
MOST_HOURS = 14 * 24


@transaction.atomic
def close_term(actor: Actor, *, term_id: int) -> Term:
    """Close a period for the whole school that follows it. What was reopened until a moment stays so until then.

    Raises NotVisible, Refused: closed already, not over yet, of a closed year.
    """
    term = _term(actor, term_id)
    if term.closed_at:
        raise Refused(f"{term.name}: период уже закрыт {local(term.closed_at):%d.%m.%Y}.", code="twice")
    _require_begun(term)
    put = Put.change(term, "close_term")
    term.closed_at = now()
    write(actor, TERMS, [put])
    return term


@transaction.atomic
def reopen_term(actor: Actor, *, term_id: int, reason: str) -> Term:
    """Open a period again for all its pages, for a reason that the ledger keeps. Raises NotVisible, Refused."""
    term = _term(actor, term_id)
    occasion = Occasion(reason=_reason(reason))
    if term.closed_at is None:
        raise Refused(f"{term.name}: период и так открыт.", code="twice")
    put = Put.change(term, "reopen_term")
    term.closed_at = None
    write(actor, TERMS, [put], occasion)
    return term


@transaction.atomic
def close_pages(actor: Actor, *, term_id: int, course_ids: Sequence[int]) -> int:
    """Close pages before their period, and end what they were reopened for; return how many it was.

    Raises NotVisible, Refused: none of them is open, the period has not begun, the year is closed.
    """
    term = _term(actor, term_id)
    _require_begun(term)
    moment, puts = now(), []
    for put in _pages(actor, term, course_ids, "close_page"):
        row = put.row
        is_open = row.open_until is not None and row.open_until >= moment
        if is_open or (row.closed_at is None and term.closed_at is None):
            row.closed_at, row.open_until = moment, None
            puts.append(put)
    if not puts:
        raise Refused("Эти страницы уже закрыты.", code="twice")
    write(actor, PAGES, puts)
    return len(puts)


@transaction.atomic
def reopen_pages(actor: Actor, *, term_id: int, course_ids: Sequence[int], hours: int, reason: str) -> datetime:
    """Open named pages of a closed period for some hours, for a reason that the ledger keeps; return until when.

    Raises NotVisible, Refused: nothing of them is closed, too long, no reason, the year is closed.
    """
    term = _term(actor, term_id)
    occasion = Occasion(reason=_reason(reason))
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(f"Открыть можно на время от 1 часа до {MOST_HOURS} часов.", code="hours", field="hours")
    moment = now()
    until, puts = moment + timedelta(hours=hours), []
    for put in _pages(actor, term, course_ids, "reopen_page"):
        if term.closed_at is not None or put.row.closed_at is not None:
            put.row.open_until = until
            puts.append(put)
    if not puts:
        raise Refused("Эти страницы и так открыты.", code="twice")
    write(actor, PAGES, puts, occasion)
    return until


def _term(actor: Actor, term_id: int) -> Term:
    """The period, until the transaction's end nobody else's. Raises NotVisible, Refused (a closed year)."""
    if not actor.may(Right.CLOSE_PERIODS):
        raise NotVisible
    close_in_turn(actor.school_id)
    rows = Term.objects.select_for_update(of=("self",)).select_related("scheme__year")
    term = rows.filter(school_id=actor.school_id, pk=term_id).first()
    if term is None:
        raise NotVisible
    refuse_closed([term.scheme.year])
    return term


def _require_begun(term: Term) -> None:
    if term.starts_on > today():
        raise Refused(f"{term.name} ещё не начался: закрывать нечего.", code="future")


def _pages(actor: Actor, term: Term, course_ids: Sequence[int], action: str) -> list[Put[PageClosing]]:
    """The rows of pages of classes that follow the period, made where they are not there. Three queries."""
    asked = set(course_ids)
    courses = Course.objects.filter(
        school_id=actor.school_id, pk__in=asked, year=term.scheme.year, class_group__scheme=term.scheme
    )
    found = set(courses.values_list("pk", flat=True))
    if not asked or found != asked:
        raise NotVisible
    there = {
        row.course_id: row
        for row in PageClosing.objects.select_for_update().filter(
            school_id=actor.school_id, term=term, course_id__in=asked
        )
    }
    return [
        Put.change(there[pk], action)
        if pk in there
        else Put(PageClosing(school_id=actor.school_id, course_id=pk, term=term), action=action)
        for pk in sorted(asked)
    ]


def _reason(text: str) -> str:
    reason = clean(text)
    if not reason or len(reason) > LONGEST:
        raise Refused(f"Укажите причину, до {LONGEST} знаков: она останется в истории.", code="reason", field="reason")
    return reason
