"""Where homework is due now (JRN-01, DIA-01): one rule for the diary, the lesson's screen and «Сегодня».

A task keeps what the teacher wrote: the lesson it is due at (`due_lesson`) and its day (`due_on`). The timetable
changes afterwards without asking the journal: a lesson is cancelled, moved to another day, or the grid is made anew.
What is due is therefore decided when it is read, and nowhere written down:

- while the lesson meant is held, not before the one the task was set at, it is due there, whatever its day is now;
- else at the first lesson of the course (so of its class and subgroup) that is held, not before the day meant.

Nothing official changes by that, so the ledger has nothing to tell, and a lesson restored has its homework back by
itself. The contexts point down: the timetable, which cancels, knows nothing of homework.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from letopis.school.lessons.wire import DueMoved, Why
from letopis.school.timetable.models import Lesson

_NOT_BEFORE = Q(due_lesson__date__gt=F("lesson__date")) | Q(
    due_lesson__date=F("lesson__date"), due_lesson__number__gte=F("lesson__number")
)
_STANDS = Q(due_lesson__is_cancelled=False) & _NOT_BEFORE
COLUMNS = ("due_on", "due_lesson__is_cancelled", "due_at", "due_day")


def annotations() -> dict[str, Combinable]:
    """Return annotations of Homework rows: `due_at` the lesson the task is due at, `due_day` its day; nulls: none."""
    return {
        "due_at": Case(When(_STANDS, then=F("due_lesson_id")), default=_first_held("pk")),
        "due_day": Case(
            When(_STANDS, then=F("due_lesson__date")), default=_first_held("date"), output_field=DateField()
        ),
    }


def at(lesson_ids: Collection[int], last: date) -> Q:
    """Return the condition on annotated Homework rows that are due at one of the lessons; `last` is their last day.

    The next lesson is looked for only where the one meant fell out: that costs a query a row.
    """
    meant = Q(due_on__isnull=True) | Q(due_on__lte=last)
    fell_out = Q(due_lesson__isnull=True) | Q(due_lesson__is_cancelled=True) | ~_NOT_BEFORE
    return (Q(due_lesson_id__in=lesson_ids) & _STANDS) | (meant & fell_out & Q(due_at__in=lesson_ids))


def moved(due_on: date | None, is_cancelled: bool | None, due_at: int | None, due_day: date | None) -> DueMoved | None:
    """Return how a task has moved, by its COLUMNS; None where it is due as written.

    `is_cancelled` None: no lesson was meant.
    """
    if due_on is None or due_day == due_on:
        return None
    why: Why = "none" if is_cancelled is None else "cancelled" if is_cancelled else "moved"
    return DueMoved(was=due_on, to=due_day if due_at else None, why=why)


def _first_held(column: str) -> Subquery:
    """The first lesson of the course that is held, after the one the task was set at, not before the day meant."""
    after = Q(date__gt=OuterRef("lesson__date")) | Q(
        date=OuterRef("lesson__date"), number__gt=OuterRef("lesson__number")
    )
    meant = Coalesce(OuterRef("due_on"), OuterRef("due_lesson__date"), OuterRef("lesson__date"))
    held = Lesson.objects.filter(
        after, school_id=OuterRef("school_id"), course_id=OuterRef("course_id"), is_cancelled=False, date__gte=meant
    )
    return Subquery(held.order_by("date", "number", "pk").values(column)[:1])
