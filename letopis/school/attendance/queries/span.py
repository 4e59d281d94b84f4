"""A class in a span of days: its students, their own lessons with what stands there, notes and early leavings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.dates import DateRange
from letopis.kernel.statements import statement
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.findings import Leaving, Stray
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.attendance.policy import class_for
from letopis.school.attendance.rules import Slot
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.marks.excuses import Excuse
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import lasting
from letopis.school.people.namesakes import Named, short_names
from letopis.school.timetable.models import Lesson

Stays = Mapping[int, Sequence[DateRange]]


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student of the class, told apart from namesakes, and the days there."""

    id: int
    name: str
    stays: tuple[DateRange, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson of the class that was not cancelled; class hours and extracurricular courses are none."""

    id: int
    date: date
    number: int
    subject: str
    subgroup_id: int | None
    starts_at: Any
    ends_at: Any
    taken_at: datetime | None

    @property
    def is_taken(self) -> bool:
        """Whether somebody has looked who is there."""
        return self.taken_at is not None


@dataclass(frozen=True, slots=True)
class Span:
    """What is known of a class between two days. `slots`: students × their own lessons; `strays` are of others."""

    group: ClassGroup
    dates: DateRange
    pupils: tuple[Pupil, ...]
    lessons: tuple[Held, ...]
    slots: tuple[Slot, ...]
    strays: tuple[Stray, ...]
    notes: tuple[AbsenceNote, ...]
    leaves: tuple[Leaving, ...]

    @property
    def excuses(self) -> dict[int, list[Excuse]]:
        """What is confirmed, by student."""
        found: dict[int, list[Excuse]] = defaultdict(list)
        for note in self.notes:
            if note.state == NoteState.CONFIRMED:
                numbers = (note.numbers[0], note.numbers[-1]) if note.numbers else None
                told = note.get_kind_display().lower()
                found[note.student_id].append(Excuse(note.first_day, note.last_day, note.code, told, numbers))
        for leave in self.leaves:
            excuse = Excuse(leave.date, leave.date, leave.code, "ранний уход", after=leave.left_at)
            found[leave.student_id].append(excuse)
        return found


def class_span(actor: Actor, class_id: int, dates: DateRange) -> Span:
    """Return a class that the actor sees between two days. Seven queries. Raises NotVisible."""
    group = class_for(actor, class_id)
    pupils = _pupils(group, dates)
    lessons = _lessons(group, dates)
    absences = _absences(group, dates)
    places = _places(group, dates)
    slots = tuple(_slots(pupils, lessons, places, absences))
    own = {(one.student_id, one.lesson_id) for one in slots}
    held = {one.id: one for one in lessons}
    names = {student_id for student_id, _ in absences}
    strays = tuple(
        Stray(student_id, held[lesson_id].date, held[lesson_id].number, lesson_id, held[lesson_id].subject, row[0])
        for (student_id, lesson_id), row in absences.items()
        if lesson_id in held and (student_id, lesson_id) not in own
    )
    ids = {one.id for one in pupils} | names
    return Span(group, dates, pupils, lessons, slots, strays, notes_of(group, ids, dates), leaves_of(group, ids, dates))


def _pupils(group: ClassGroup, dates: DateRange) -> tuple[Pupil, ...]:
    """Everybody who is in the class on some of the days, by name. One query."""
    stays: dict[int, list[DateRange]] = defaultdict(list)
    people: dict[int, Named] = {}
    for student_id, first, last, *named in _members(group.school_id, group.pk, *dates.bounds):
        people[student_id] = Named(*named)
        if stay := DateRange.of(first, last):
            stays[student_id].append(stay)
    shown = zip(people, short_names(list(people.values())), strict=True)
    return tuple(Pupil(pk, one.name, tuple(stays[pk])) for pk, one in shown if stays[pk])


def _lessons(group: ClassGroup, dates: DateRange) -> tuple[Held, ...]:
    return tuple([Held(*row) for row in _held(group.school_id, group.pk, *dates.bounds)])


def _absences(group: ClassGroup, dates: DateRange) -> dict[tuple[int, int], tuple[str, int | None, int]]:
    return {
        (student, lesson): (code, minutes, version)
        for student, lesson, code, minutes, version in _away(group.school_id, group.pk, *dates.bounds)
    }


def _places(group: ClassGroup, dates: DateRange) -> dict[tuple[int, int], list[DateRange]]:
    """The days of students in subgroups, by both. One query."""
    found: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    for student, subgroup, first, last in _in_subgroups(group.school_id, group.pk, *dates.bounds):
        if place := DateRange.of(first, last):
            found[student, subgroup].append(place)
    return found


def _slots(
    pupils: Iterable[Pupil],
    lessons: Sequence[Held],
    places: Mapping[tuple[int, int], Sequence[DateRange]],
    absences: Mapping[tuple[int, int], tuple[str, int | None, int]],
) -> Iterable[Slot]:
    days = sorted({one.date for one in lessons})
    for pupil in pupils:
        here = {day for day in days if any(day in stay for stay in pupil.stays)}
        for one in lessons:
            if one.date not in here:
                continue
            if one.subgroup_id and not any(one.date in place for place in places.get((pupil.id, one.subgroup_id), ())):
                continue
            code, minutes, version = absences.get((pupil.id, one.id), ("", None, 0))
            yield Slot(
                *(pupil.id, one.date, one.number, one.id, one.subject, one.starts_at, one.ends_at, one.is_taken),
                *(code, minutes, version),
            )


def notes_of(group: ClassGroup, student_ids: Iterable[int], dates: DateRange) -> tuple[AbsenceNote, ...]:
    """Return the notes that speak of some of the days, announced or confirmed. One query."""
    rows = _notes(group.school_id, set(student_ids), *dates.bounds)
    return tuple([loaded(AbsenceNote, NOTE, row) for row in rows])


def leaves_of(group: ClassGroup, student_ids: Iterable[int], dates: DateRange) -> tuple[Leaving, ...]:
    """Return who left early on these days. One query."""
    return tuple([Leaving(*row) for row in _leaves(group.school_id, set(student_ids), *dates.bounds)])


# ── statements ────────────────────────────────────────────────────────
NOTE = attnames(AbsenceNote)


@statement
def _members(school: int, group: int, first: date, last: date) -> QuerySet[Membership, Any]:
    rows = Membership.objects.filter(_some_of(first, last), school_id=school, class_group_id=group)
    named = (f"student__person__{one}" for one in ("surname", "name", "patronymic", "birth_date"))
    return rows.order_by("student__person__sort_key", "student_id").values_list(
        *("student_id", "starts_on", "ends_on"), *named, "student__file_number"
    )


@statement
def _held(school: int, group: int, first: date, last: date) -> QuerySet[Lesson, Any]:
    rows = Lesson.objects.filter(
        school_id=school,
        class_group_id=group,
        date__range=(first, last),
        is_cancelled=False,
        course__kind=CourseKind.SUBJECT,
    )
    columns = ("pk", "date", "number", "course__subject__name", "course__subgroup_id", "starts_at", "ends_at")
    return rows.order_by("date", "number", "pk").values_list(*columns, "attendance_taken_at")


@statement
def _away(school: int, group: int, first: date, last: date) -> QuerySet[Absence, Any]:
    of_class = {"lesson__class_group_id": group, "lesson__date__range": (first, last)}
    rows = Absence.objects.filter(school_id=school, **of_class).exclude(code="")
    return rows.values_list("student_id", "lesson_id", "code", "minutes", "version")


@statement
def _in_subgroups(school: int, group: int, first: date, last: date) -> QuerySet[SubgroupMembership, Any]:
    rows = SubgroupMembership.objects.filter(
        _some_of(first, last), school_id=school, subgroup__class_group_id=group
    ).order_by()
    return rows.values_list("student_id", "subgroup_id", "starts_on", "ends_on")


@statement
def _notes(school: int, students: set[int], first: date, last: date) -> QuerySet[AbsenceNote, Any]:
    rows = AbsenceNote.objects.filter(
        school_id=school,
        student_id__in=students,
        first_day__lte=last,
        last_day__gte=first,
        state__in=(NoteState.ANNOUNCED, NoteState.CONFIRMED),
    )
    return rows.order_by("first_day", "pk").values_list(*NOTE)


@statement
def _leaves(school: int, students: set[int], first: date, last: date) -> QuerySet[EarlyLeave, Any]:
    rows = EarlyLeave.objects.filter(
        school_id=school, student_id__in=students, date__range=(first, last), is_removed=False
    )
    columns = ("pk", "student_id", "date", "left_at", "taken_by", "code", "note")
    return rows.order_by("date", "left_at", "pk").values_list(*columns)


def _some_of(first: date, last: date) -> Q:
    """The condition «valid on some of the days»."""
    return Q(starts_on__lte=last) & lasting(first)
