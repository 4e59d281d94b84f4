"""Making the dated lessons of a year follow its grid (rule 3 of the design)."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.bulk import insert_plain
from letopis.kernel.rights import Right
from letopis.school.history.closed import refuse_closed
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.tracking import snapshot
from letopis.school.organisation import queries as organisation
from letopis.school.timetable import policy
from letopis.school.timetable.models import Lesson
from letopis.school.timetable.queries.generation import Counts, first_day, plan_generation
from letopis.school.timetable.rules import Existing, Hold, Wanted

BATCH = 500
# What a generation may write; the journal's columns are not among them.
_PLACED = ["date", "number", "starts_at", "ends_at", "room_id", "staff_id", "slot_id", "is_cancelled"]
# A year has tens of thousands of new lessons: they are written as plain rows.
_NEW = ("school_id", "course_id", "class_group_id", *_PLACED[:-1])
_values_of = attrgetter(*_NEW[1:])


@transaction.atomic
def generate_lessons(actor: Actor, *, year_id: int, from_day: date | None = None) -> Counts:
    """Make the lessons of the year follow the grid from `from_day` on and return what was done to how many.

    Without `from_day`: from today, or from the first day of a year that has no lessons. Filled lessons are never
    touched; untouched ones that the grid no longer wants are moved within their week or deleted: they are not official.
    Raises Refused or NotVisible for those who do not make the timetable.
    """
    policy.require(actor, Right.MAKE_TIMETABLE)
    year = organisation.year_of(actor.school_id, year_id)
    refuse_closed([year])
    first = first_day(year, from_day)
    plan = plan_generation(year, first, lock=True)
    _remove(actor, plan.remove)
    _cancel(actor, plan.cancel)
    _place(actor, [*plan.move, *plan.change])
    insert_plain(Lesson, _NEW, ((actor.school_id, *_values_of(one)) for one in plan.create))
    return Counts.of(plan, first)


def _remove(actor: Actor, lessons: Sequence[Existing]) -> None:
    for start in range(0, len(lessons), BATCH):
        ids = [lesson.id for lesson in lessons[start : start + BATCH]]
        Lesson.objects.filter(school_id=actor.school_id, pk__in=ids).delete()


def _cancel(actor: Actor, lessons: Sequence[Existing]) -> None:
    """Cancel lessons that may not go; the ledger hears of those it already knows."""
    settled = [lesson.id for lesson in lessons if lesson.hold is Hold.SETTLED]
    known = {row.pk: snapshot(row) for row in Lesson.objects.filter(school_id=actor.school_id, pk__in=settled)}
    Lesson.objects.filter(school_id=actor.school_id, pk__in=[lesson.id for lesson in lessons]).update(
        is_cancelled=True, slot=None
    )
    record_many(
        actor,
        [
            Change(
                row=row,
                action="cancel",
                before=known[row.pk],
                course_id=row.course_id,
                reason="расписание изменилось",
            )
            for row in Lesson.objects.filter(school_id=actor.school_id, pk__in=settled).order_by("pk")
        ],
    )


def _place(actor: Actor, pairs: Iterable[tuple[Existing, Wanted]]) -> None:
    """Write place, time, room and teacher of existing lessons by upsert, which costs a tenth of an update a row."""
    rows = [_moved_row(actor, lesson, wanted) for lesson, wanted in pairs]
    if rows:
        Lesson.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=_PLACED
        )


def _moved_row(actor: Actor, lesson: Existing, wanted: Wanted) -> Lesson:
    row = _row(actor, wanted)
    row.pk = lesson.id
    if lesson.hold is Hold.SETTLED:
        row.room_id, row.staff_id, row.is_cancelled = lesson.room_id, lesson.staff_id, lesson.is_cancelled
    return row


def _row(actor: Actor, wanted: Wanted) -> Lesson:
    return Lesson(
        school_id=actor.school_id,
        course_id=wanted.course_id,
        class_group_id=wanted.class_group_id,
        date=wanted.date,
        number=wanted.number,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        room_id=wanted.room_id,
        staff_id=wanted.staff_id,
        slot_id=wanted.slot_id,
    )
