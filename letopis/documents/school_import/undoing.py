"""Undoing a load: what it made goes, what it changed is as it was, while nothing stands on it (П3.2.1).

The entries that the run has written in the ledger say what that is. Lessons made of the timetable follow it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from letopis.documents.school_import import runs
from letopis.documents.school_import.draft import STEPS
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import NOW, Occasion
from letopis.school.history.taking_back import Standing, Traces, standing, take_back, traces_of
from letopis.school.history.tracking import tracked
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    School,
    Term,
    Vacation,
)
from letopis.school.timetable.actions import generate_lessons
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries.generation import TOUCHED, holds_of

BATCH = 500
MAX_TOLD = 6
# A school that a load has founded stays, and whatever else is written of it.
KEPT = (School,)
# What the dated lessons of a year follow.
_MAKE_LESSONS = (WeeklySlot, Term, Vacation, CalendarDay, BellSchedule, BellPeriod)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in words: how many of its rows go, how many are as they were."""

    title: str
    gone: int
    restored: int


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a run would do, and what stands in the way."""

    traces: Traces
    lessons: frozenset[int]
    stands: tuple[Standing, ...]

    @property
    def rows(self) -> list[Rows]:
        """By table, those that are pointed at first. The school itself stays: the ledger is its own."""
        count = self.traces.count()
        told = [Rows(tracked(model).name, *count[model]) for model in self.traces.in_order() if model is not School]
        return [one for one in told if one.gone or one.restored]

    def as_json(self) -> dict[str, Any]:
        """What `letopis import undo --json` prints."""
        return {
            "rows": [asdict(one) for one in self.rows],
            "lessons": len(self.lessons),
            "stands": [asdict(one) for one in self.stands],
        }


def plan_undo(actor: Actor, run: ImportRun) -> Undoing:
    """Say what undoing the run would do. Raises NotVisible, Refused where `actor` may not or nothing is there."""
    runs.require(actor)
    if run.state != RunState.DONE:
        raise Refused("Отменить можно только записанную загрузку.", code="not_written")
    if not run.entries:
        if run.preview.get("size", 0):
            raise Refused("Эту загрузку записала прежняя версия программы: отменить её нельзя.", code="no_entries")
        raise Refused("Эта загрузка ничего не изменила: отменять нечего.", code="nothing")
    traces = traces_of(run.school_id, run.entries)
    _require(actor, traces)
    lessons = _free_lessons(traces)
    return Undoing(traces, frozenset(lessons), tuple(standing(traces, {Lesson: lessons}, keep=KEPT)))


@transaction.atomic
def undo(actor: Actor, run: ImportRun) -> Undoing:
    """Take the run back in one transaction. Raises NotVisible, Refused, naming what stands on what it has written."""
    School.objects.select_for_update().get(pk=run.school_id)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    plan = plan_undo(actor, run)
    if ImportRun.objects.filter(school_id=run.school_id, state=RunState.WRITING).exists():
        raise Refused("Сейчас базу загружают. Дождитесь окончания и повторите.", code="import_is_running")
    if plan.stands:
        told = "; ".join(str(one) for one in plan.stands[:MAX_TOLD])
        raise Refused(f"Загрузку не отменить, на записанном стоит другое. {told}.", code="stands")
    first = _drop_lessons(plan.lessons)
    reason = f"Отмена загрузки от {local(run.finished_at or run.created_at):%d.%m.%Y, %H:%M}"
    take_back(actor, plan.traces, Occasion(reason=reason), keep=KEPT)
    _remake_lessons(actor, run, plan.traces, first)
    runs.finish(run, RunState.UNDONE, message=f"Запись отменена: {actor.name}, {local(now()):%d.%m.%Y, %H:%M}.")
    return plan


def _require(actor: Actor, traces: Traces) -> None:
    """Ask each table's own way of writing for its right, by writing nothing."""
    try:
        for step in STEPS:
            if step.model in traces.rows:
                step.put(actor, [], NOW)
        if School in traces.rows and not actor.may(Right.SET_SCHOOL):
            raise NotVisible
    except (NotVisible, Refused) as error:
        raise Refused(
            "Эта загрузка записала и то, что вам менять нельзя. Отменить её может оператор.", code="not_yours"
        ) from error


# ── lessons ───────────────────────────────────────────────────────────


def _free_lessons(traces: Traces) -> set[int]:
    """Lessons that name rows to go and in which nothing is written: they go along."""
    found: set[int] = set()
    untouched = Lesson.objects.filter(school_id=traces.school_id).exclude(TOUCHED)
    for column in Lesson._meta.concrete_fields:
        target: Any = column.related_model
        for part in _parts(traces.made(target) if target in traces.rows else ()):
            found.update(untouched.filter(**{f"{column.name}__in": part}).values_list("pk", flat=True))
    return found - holds_of(untouched).keys() if found else found


def _drop_lessons(lessons: Iterable[int]) -> date | None:
    """Delete the lessons; return the day of the first."""
    days: list[date] = []
    for part in _parts(lessons):
        rows = Lesson.objects.filter(pk__in=part)
        days += rows.values_list("date", flat=True).order_by("date")[:1]
        rows.delete()
    return min(days, default=None)


def _remake_lessons(actor: Actor, run: ImportRun, traces: Traces, first: date | None) -> None:
    """Let the lessons of the years that stay follow their timetable again, from where the load has changed them."""
    if not any(model in traces.rows for model in _MAKE_LESSONS):
        return
    day = local(run.finished_at or run.created_at).date()
    for year in AcademicYear.objects.filter(school_id=run.school_id, closed_at=None):
        if WeeklySlot.objects.filter(school_id=run.school_id, year=year).exists():
            generate_lessons(actor, year_id=year.pk, from_day=min(first or day, day))


def _parts(numbers: Iterable[int]) -> list[list[int]]:
    ordered = sorted(numbers)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]


def is_undoable(run: ImportRun) -> bool:
    """Whether the run has written what may be taken back, as far as its own row says."""
    return bool(run.state == RunState.DONE and run.entries)
