"""Class hours of a class: what was held when, of what kind, who was away (JRN-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.enums import CourseKind
from letopis.school.lessons import policy
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class HourRow:
    """A class hour. `away`: how many were not there; `is_own`: outside of the timetable: it may be taken back."""

    id: int
    day: date
    number: int
    starts_at: time | None
    kind: str
    topic: str
    is_taken: bool
    is_own: bool
    away: int


@dataclass(frozen=True, slots=True)
class ClassHours:
    """The class hours of a class, the latest first. `kinds` are those of the school's list."""

    class_id: int
    class_name: str
    year: DateRange
    kinds: tuple[str, ...]
    may_write: bool
    hours: tuple[HourRow, ...]

    def hour(self, lesson_id: int) -> HourRow:
        """Return one of them. Raises NotVisible."""
        found = next((one for one in self.hours if one.id == lesson_id), None)
        if found is None:
            raise NotVisible
        return found


def class_hours(actor: Actor, class_id: int) -> ClassHours:
    """Return the class hours of a class: the own one's, or any for who reads all pages. Two queries.

    Raises NotVisible.
    """
    found = _classes(school=actor.school_id, staff=actor.staff_id or 0, class_id=class_id, day=today())
    if not found:
        raise NotVisible
    name, first, last, closed_at, settings, is_led = found[0]
    if not (actor.may(Right.READ_PAGES) or (is_led and actor.may(Right.READ_CLASS_PAGES))):
        raise NotVisible
    writes = policy.course_role(actor, as_teacher=False, as_tutor=bool(is_led)) is not None
    return ClassHours(
        class_id=class_id,
        class_name=name,
        year=DateRange(first, last),
        kinds=read_settings(settings).class_hour_kinds,
        may_write=writes and closed_at is None,
        hours=tuple(HourRow(*row) for row in _hours(actor.school_id, class_id)),
    )


def class_of_hour(actor: Actor, lesson_id: int) -> int:
    """Return the class that a class hour is of. Raises NotVisible where there is none. One query."""
    rows = Lesson.objects.filter(school_id=actor.school_id, pk=lesson_id, course__kind=CourseKind.CLASS_HOUR)
    found = rows.values_list("class_group_id", flat=True).first()
    if found is None:
        raise NotVisible
    return found


@statement
def _classes(*, school: int, staff: int, class_id: int, day: date) -> QuerySet[ClassGroup, Sequence[Any]]:
    rows = ClassGroup.objects.filter(school_id=school, pk=class_id)
    is_led = policy.class_rights(policy.Staffed(school, staff), day)
    return rows.annotate(is_led=is_led).values_list(
        *("name", "year__starts_on", "year__ends_on", "year__closed_at", "school__settings", "is_led")
    )


@statement
def _hours(school: int, class_id: int) -> QuerySet[Lesson, Sequence[Any]]:
    there = (AbsenceCode.LATE, "")
    away = Absence.objects.filter(lesson=OuterRef("pk")).exclude(code__in=there).order_by()
    count = away.values("lesson_id").annotate(number=Count("pk")).values("number")
    rows = Lesson.objects.filter(
        school_id=school, class_group_id=class_id, course__kind=CourseKind.CLASS_HOUR, is_cancelled=False
    )
    told = rows.annotate(
        away=Coalesce(Subquery(count), 0),
        is_taken=Q(attendance_taken_at__isnull=False),
        is_own=Q(slot_id__isnull=True),
    )
    return told.order_by("-date", "-number", "-pk").values_list(
        *("pk", "date", "number", "starts_at", "hour_kind", "topic", "is_taken", "is_own", "away")
    )
