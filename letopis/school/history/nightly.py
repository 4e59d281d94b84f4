"""The ledger is verified by itself: what is new each night, everything once a week; what was found is kept (JRN-10)."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django_tasks import task

from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over, is_under_way
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.nightly import is_due
from letopis.kernel.rights import Right
from letopis.school.history.log.checkpoints import last_signed, newest
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.tree import entries_by_id
from letopis.school.history.models import Verification
from letopis.school.history.verification import verify_onward
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

log = logging.getLogger("letopis.log")

# A night more or less does not make it the eighth day.
FULL_EVERY = timedelta(days=6, hours=12)
MOST_SHOWN = 50
KEPT = 200
# With two nights missed nobody knows how the ledger is.
TOO_OLD = timedelta(hours=60)


# ── doing ─────────────────────────────────────────────────────────────


def begin_due() -> None:
    """Give the worker the verifications whose night has come; it asks each minute."""
    due = [school.pk for school in School.objects.only("pk", "time_zone").order_by("pk") if _is_due(school)]
    if due and not is_under_way(carry_out):
        for school_id in due:
            carry_out.enqueue(school_id, is_asked=False)


def begin_asked(actor: Actor) -> None:
    """Verify everything at once, beside the request. Raises NotVisible, Refused: one is under way already."""
    if not actor.may(Right.KEEP_UPKEEP):
        raise NotVisible
    if is_under_way(carry_out):
        raise Refused("Сверка уже идёт. Обновите страницу через минуту.", code="busy")
    hand_over(carry_out, actor.school_id, is_asked=True)


def _is_due(school: School) -> bool:
    last = Verification.objects.filter(school=school).values_list("begun_at", "fault").first()
    good = Verification.objects.filter(school=school, fault="").values_list("begun_at", flat=True).first()
    return is_due(
        now(), at=settings.VERIFY_AT, zone=ZoneInfo(school.time_zone), good=good, tried=last[0] if last else None
    )


@task()
def carry_out(school_id: int, *, is_asked: bool) -> None:
    """Verify a school's ledger and keep what was found; by the clock only where it is still due."""
    school = School.objects.filter(pk=school_id).only("pk", "kind", "time_zone").first()
    if school is not None and (is_asked or _is_due(school)):
        with serving(school.kind, school.time_zone):
            verify_and_keep(school_id, full=is_asked or _wants_all(school_id))


def _wants_all(school_id: int) -> bool:
    full = Verification.objects.filter(school=school_id, fault="", is_full=True)
    last: datetime | None = full.values_list("begun_at", flat=True).first()
    return last is None or not timedelta(0) <= now() - last < FULL_EVERY


def verify_and_keep(school_id: int, *, full: bool) -> Verification:
    """Verify and keep the result; what kept it from being done is kept, too."""
    begun = now()
    try:
        report, mark = verify_onward(school_id, full=full)
    except Exception:
        log.exception("School %s: the ledger could not be verified", school_id)
        fault = "Сверка не удалась: ошибка записана в журнал сервера. Выполните letopis verify --full."
        made = Verification(school_id=school_id, is_full=full, fault=fault)
    else:
        made = Verification(
            school_id=school_id,
            is_full=mark is None,
            entries=report.entries,
            rows=report.rows,
            found=len(report.findings),
            findings=[{"code": one.code, "message": one.message} for one in report.findings[:MOST_SHOWN]],
            remarks=[one.message for one in report.remarks[:MOST_SHOWN]],
        )
        if report.findings:
            log.error("School %s: %d findings in the ledger", school_id, len(report.findings))
    made.begun_at, made.ended_at = begun, now()
    made.save()
    old = Verification.objects.filter(school=school_id).values_list("id", flat=True)[KEPT:]
    Verification.objects.filter(id__in=list(old)).delete()
    return made


# ── reading ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Verified:
    """How the ledger is: the last looking through, when everything was looked at; `trouble` in words, "" for none."""

    last: Verification | None
    full_at: datetime | None
    trouble: str


def verified(actor: Actor) -> Verified:
    """Return how the ledger of the actor's school is. Raises NotVisible. Two queries."""
    if not actor.may(Right.READ_SCHOOL, Right.READ_UPKEEP):
        raise NotVisible
    rows = Verification.objects.filter(school=actor.school_id)
    last = rows.first()
    full = rows.filter(is_full=True, fault="").values_list("begun_at", flat=True)
    return Verified(last, full.first(), _trouble(last))


def trouble_of_ledger(actor: Actor) -> str:
    """Return what is wrong with the ledger, in words; "" for nothing, or for who may not know. One query."""
    if not actor.may(Right.READ_UPKEEP):
        return ""
    return _trouble(Verification.objects.filter(school=actor.school_id).defer("findings", "remarks").first())


class Seen(NamedTuple):
    """How the ledger was at the last looking through: when, and whether all agreed."""

    at: datetime
    is_clean: bool


def last_seen(school_id: int) -> Seen | None:
    """Return how the ledger was when it was last verified, None where it was not yet; nothing of what. One query."""
    rows = Verification.objects.filter(school=school_id, fault="")
    found = rows.values_list("begun_at", "found").first()
    return Seen(found[0], not found[1]) if found else None


def trouble_of_log(actor: Actor) -> str:
    """Say that the base lacks what this machine has signed: somebody has put back an older one. "" for nothing, or for
    who may not know. Two queries.
    """
    rows = keys_of(actor.school_id) if actor.may(Right.READ_UPKEEP) else []
    signed = last_signed(rows[-1]) if rows else None
    checkpoint = newest(actor.school_id) if signed else None
    if signed is None or (checkpoint is not None and checkpoint.size >= signed.size):
        return ""
    there = entries_by_id(actor.school_id).count()
    if there >= signed.size:  # it is being signed just now
        return ""
    since = f" после {local(checkpoint.at):%d.%m.%Y %H:%M}" if checkpoint else ""
    return (
        f"База отстала: подписано {signed.size} записей истории, в ней их {there}. Недостаёт {signed.size - there}, "
        f"сделанных{since}: базу вернули из старой копии. Ничего не подписывается; верните копию новее."
    )


def _trouble(last: Verification | None) -> str:
    """What is wrong; a ledger that was never verified is said so on its page, not cried out."""
    if last is None:
        return ""
    if last.fault:
        return last.fault
    if last.found:
        return f"История и таблицы не сходятся: найдено {last.found}."
    if last.begun_at > now() + timedelta(hours=1):
        return "Последняя сверка истории помечена будущим: часы сервера перевели назад."
    if now() - last.begun_at > TOO_OLD:
        return "Историю давно не сверяли: работает ли letopis worker?"
    return ""
