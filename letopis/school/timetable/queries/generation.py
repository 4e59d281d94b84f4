"""What a generation of lessons stands on: the grid, the calendar, the bells and the lessons that are there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.organisation import queries as organisation
from letopis.school.organisation.models import AcademicYear
from letopis.school.timetable import policy
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.rules import (
    ClassOf,
    Difference,
    Existing,
    Hold,
    Slot,
    Teaching,
    Wanted,
    difference,
    expand,
)

TOUCHED = Q(version__gt=0) | Q(filled_at__isnull=False) | Q(attendance_taken_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lessons a generation creates, moves to another hour, changes in place, removes, cancels, keeps."""

    from_day: date
    created: int = 0
    moved: int = 0
    changed: int = 0
    removed: int = 0
    cancelled: int = 0
    kept: int = 0

    @classmethod
    def of(cls, plan: Difference, from_day: date) -> "Counts":
        """Count a difference."""
        return cls(
            from_day=from_day,
            created=len(plan.create),
            moved=len(plan.move),
            changed=len(plan.change),
            removed=len(plan.remove),
            cancelled=len(plan.cancel),
            kept=plan.kept,
        )

    @property
    def is_nothing(self) -> bool:
        """True where the lessons already follow the grid."""
        return not (self.created or self.moved or self.changed or self.removed or self.cancelled)


def preview_generation(actor: Actor, year_id: int, from_day: date | None = None) -> Counts:
    """Return what generate_lessons would do; nothing is changed."""
    policy.require(actor, Right.MAKE_TIMETABLE)
    year = organisation.year_of(actor.school_id, year_id)
    first = first_day(year, from_day)
    return Counts.of(plan_generation(year, first), first)


def first_day(year: AcademicYear, from_day: date | None) -> date:
    """Return the day a generation begins with: the one asked for, today, or the start of a year without lessons."""
    if from_day is None and has_lessons(year):
        from_day = today()
    return max(from_day or year.starts_on, year.starts_on)


def has_lessons(year: AcademicYear) -> bool:
    """Say whether the year has any lesson yet. One query."""
    return Lesson.objects.filter(school_id=year.school_id, course__year=year).exists()


def plan_generation(year: AcademicYear, first: date, *, lock: bool = False) -> Difference:
    """Return what has to be done to the lessons of the year from `first` on; `lock` them where they will be changed."""
    return difference(_existing(year, first, lock=lock), wanted_lessons(year, first, year.ends_on))


def wanted_lessons(year: AcademicYear, first: date, last: date) -> list[Wanted]:
    """Return the lessons the year's grid asks for between two days. Eight queries."""
    return expand(
        _slots(year),
        classes={
            pk: ClassOf(grade, shift, scheme_id)
            for pk, grade, shift, scheme_id in ClassGroup.objects.filter(
                school_id=year.school_id, year=year
            ).values_list("pk", "grade", "shift", "scheme_id")
        },
        teachers=teachings(CourseTeacher.objects.filter(school_id=year.school_id, course__year=year)),
        calendar=organisation.calendar_of(year),
        bells=organisation.bells_of(year),
        first=first,
        last=last,
    )


def _slots(year: AcademicYear) -> list[Slot]:
    rows = WeeklySlot.objects.filter(school_id=year.school_id, year=year).values_list(
        *("pk", "course_id", "course__class_group_id", "weekday", "number", "room_id", "staff_id", "parity"),
        *("starts_on", "ends_on"),
    )
    return [
        Slot(pk, course_id, group_id, weekday, number, dates, room_id, staff_id, parity)
        for pk, course_id, group_id, weekday, number, room_id, staff_id, parity, first, last in rows
        if (dates := DateRange.of(first, last))
    ]


def teachings(rows: QuerySet[CourseTeacher]) -> dict[int, list[Teaching]]:
    """Return who teaches the courses of `rows`, by course id. One query."""
    teachers: dict[int, list[Teaching]] = defaultdict(list)
    for course_id, staff_id, first, last in rows.values_list("course_id", "staff_id", "starts_on", "ends_on"):
        if dates := DateRange.of(first, last):
            teachers[course_id].append(Teaching(staff_id, dates))
    return teachers


def _existing(year: AcademicYear, first: date, *, lock: bool) -> Iterable[Existing]:
    """Read the lessons from `first` on and how firmly each stands."""
    lessons = Lesson.objects.filter(school_id=year.school_id, course__year=year, date__gte=first)
    ordered = lessons.order_by("date", "number", "pk")
    rows = list(
        (ordered.select_for_update(of=("self",)) if lock else ordered).values_list(
            "pk",
            "course_id",
            "date",
            "number",
            "starts_at",
            "ends_at",
            "room_id",
            "staff_id",
            "slot_id",
            "is_cancelled",
            "version",
            "filled_at",
            "attendance_taken_at",
        )
    )
    holds = holds_of(lessons.exclude(TOUCHED)) if rows else {}
    for row in rows:
        yield Existing(*row[:10], hold=Hold.FILLED if any(row[10:]) else holds.get(row[0], Hold.FREE))


def holds_of(untouched: QuerySet[Lesson]) -> dict[int, Hold]:
    """Return by id how firmly untouched lessons stand; those on which nothing hangs are left out.

    A row of any context that protects its lesson (a work, a mark, an absence, homework set) makes it filled; one that
    only points at it (homework due) makes it referred; an entry of the ledger says that the office decided on it.
    """
    holds: dict[int, Hold] = {}
    for relation in Lesson._meta.related_objects:
        name = relation.field.name
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": untouched.values("pk")})
        hold = Hold.FILLED if relation.on_delete is models.PROTECT else Hold.REFERRED
        for pk in set(rows.values_list(f"{name}_id", flat=True)):
            if holds.get(pk) is not Hold.FILLED:
                holds[pk] = hold
    entries = Entry.objects.filter(kind=tracked(Lesson).kind, object_id__in=untouched.values("pk"))
    for pk in set(entries.values_list("object_id", flat=True)):
        if holds.get(pk) is not Hold.FILLED:
            holds[pk] = Hold.SETTLED
    return holds
