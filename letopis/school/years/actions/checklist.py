"""Ticking, signing and closing: what people do on the checklists of a year (А3.2.2, А3.2.5, Т4.1.4)."""

from typing import NamedTuple

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.intake import Occasion, Put, Table, write
from letopis.school.history.turns import close_in_turn, write_in_turn
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase
from letopis.school.years.enums import Phase
from letopis.school.years.models import SIGNED, YearStep
from letopis.school.years.policy import may_tick
from letopis.school.years.queries import checklist
from letopis.school.years.steps import hand_codes

STEPS = Table(YearStep, "tick_step", "tick_step")
YEARS = Table(AcademicYear, "create", "update")
LONGEST = 300


@transaction.atomic
def tick_step(actor: Actor, *, year_id: int, phase: Phase, code: str, remark: str = "") -> YearStep:
    """Say that a step without data of its own is done. Raises NotVisible, Refused (closed, ticked by another)."""
    if not may_tick(actor) or code not in hand_codes(phase):
        raise NotVisible
    return _set(actor, _Place(_open_year(actor, year_id), phase, code), remark, "tick_step")


@transaction.atomic
def untick_step(actor: Actor, *, year_id: int, phase: Phase, code: str) -> None:
    """Take a tick back: it is not done after all. Raises NotVisible, Refused."""
    if not may_tick(actor) or code not in hand_codes(phase):
        raise NotVisible
    _unset(actor, _Place(_open_year(actor, year_id), phase, code), "untick_step")


@transaction.atomic
def sign_off(actor: Actor, *, year_id: int, phase: Phase, remark: str = "", even_if_open: bool = False) -> YearStep:
    """Sign a procedure off. Raises NotVisible, Refused: signed already; steps are open (code `open`, asked once)."""
    if not actor.may(Right.SIGN_YEAR):
        raise NotVisible
    year = _open_year(actor, year_id)
    left = checklist(actor, year_id, phase).open
    if left and not even_if_open:
        message = f"Не выполнено шагов: {len(left)}. Подпишите всё равно или вернитесь к ним."
        raise Refused(message, code="open", field="even_if_open")
    return _set(actor, _Place(year, phase, SIGNED), remark, "sign_year")


@transaction.atomic
def withdraw(actor: Actor, *, year_id: int, phase: Phase) -> None:
    """Take the signature back. Raises NotVisible, Refused for a year that is closed."""
    if not actor.may(Right.SIGN_YEAR):
        raise NotVisible
    _unset(actor, _Place(_open_year(actor, year_id), phase, SIGNED), "withdraw_signature")


@transaction.atomic
def close_year(actor: Actor, *, year_id: int, even_if_open: bool = False) -> AcademicYear:
    """Close a year: from now on the office reads it only. Raises NotVisible, Refused.

    It asks (code `open`) where steps are open or the deputy has not signed.
    """
    if not actor.may(Right.CLOSE_YEAR):
        raise NotVisible
    close_in_turn(actor.school_id)
    year = _open_year(actor, year_id)
    found = checklist(actor, year_id, Phase.CLOSING)
    if not even_if_open and (found.open or found.signed is None):
        left = f"Не выполнено шагов: {len(found.open)}. " if found.open else ""
        unsigned = "" if found.signed else "Закрытие не подписано. "
        raise Refused(f"{left}{unsigned}Закройте всё равно или вернитесь к ним.", code="open", field="even_if_open")
    put = Put.change(year, "close_year")
    year.closed_at = now()
    write(actor, YEARS, [put])
    return year


@transaction.atomic
def reopen_year(actor: Actor, *, year_id: int, reason: str) -> AcademicYear:
    """Open a closed year again, for a reason that the ledger keeps. Raises NotVisible, Refused."""
    if not actor.may(Right.CLOSE_YEAR):
        raise NotVisible
    close_in_turn(actor.school_id)
    year = _year(actor, year_id)
    reason = clean(reason)
    if not reason or len(reason) > LONGEST:
        raise Refused(f"Укажите причину, до {LONGEST} знаков: она останется в истории.", code="reason", field="reason")
    if year.closed_at is None:
        raise Refused(f"{year.name} учебный год и так открыт.", code="open")
    put = Put.change(year, "reopen_year")
    year.closed_at = None
    write(actor, YEARS, [put], Occasion(reason=reason))
    return year


def _year(actor: Actor, year_id: int) -> AcademicYear:
    """The year, until the transaction's end nobody else's. Who closes it has the turn before."""
    write_in_turn(actor.school_id)
    year = AcademicYear.objects.select_for_update().filter(school_id=actor.school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    return year


def _open_year(actor: Actor, year_id: int) -> AcademicYear:
    year = _year(actor, year_id)
    if year.closed_at:
        message = phrase("{name} учебный год закрыт {day:%d.%m.%Y}.", name=year.name, day=local(year.closed_at))
        raise Refused(message, code="closed")
    return year


class _Place(NamedTuple):
    """Where a tick stands: one row of the school."""

    year: AcademicYear
    phase: Phase
    code: str


def _row(actor: Actor, at: _Place) -> YearStep | None:
    return YearStep.objects.filter(school_id=actor.school_id, **at._asdict()).select_related("done_by").first()


def _set(actor: Actor, at: _Place, remark: str, action: str) -> YearStep:
    remark = clean(remark)
    if len(remark) > LONGEST:
        raise Refused(f"Слишком длинно: не больше {LONGEST} знаков.", code="too_long", field="remark")
    row = _row(actor, at)
    if row and row.done_at:
        who = row.done_by.initials if row.done_by else "программа"
        raise Refused(f"Уже отмечено: {who}, {local(row.done_at):%d.%m.%Y}.", code="twice")
    new = YearStep(school_id=actor.school_id, **at._asdict())
    put = Put.change(row, action) if row else Put(new, action=action)
    put.row.done_at, put.row.done_by_id, put.row.remark = now(), actor.person_id, remark
    write(actor, STEPS, [put])
    return put.row


def _unset(actor: Actor, at: _Place, action: str) -> None:
    row = _row(actor, at)
    if row is None or row.done_at is None:
        raise Refused("Отметки уже нет. Обновите страницу.", code="twice")
    put = Put.change(row, action)
    row.done_at, row.done_by = None, None
    write(actor, STEPS, [put])
