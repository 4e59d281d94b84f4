"""Reads of the diary's rows: lessons, marks, absences, homework of one child. One query each.

What never changes of a query (joins, columns, order) is built once and kept: a queryset is lazy, and whoever filters it
filters a copy. For a page that reads little, building costs more than the database does.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.school.diary.children import Child, Stay
from letopis.school.diary.pieces import Entry, File, Mark, Missed, Task
from letopis.school.diary.rules import absence_words
from letopis.school.lessons import due
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Absence
from letopis.school.marks.models import Mark as MarkRow
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import initials
from letopis.school.timetable.models import Lesson

Row = tuple[Any, ...]
_TEACHER = ("staff__person__surname", "staff__person__name", "staff__person__patronymic")


def lessons(actor: Actor, child: Child, dates: DateRange, *, and_next_after: date | None = None) -> list[Entry]:
    """Return lessons of the child's classes on `dates` and, in order, of the next school day.

    That is the first day after `and_next_after` on which the child is taught. Lessons of all subgroups come, so that
    a subgroup nobody has set can be told; `places.is_own` says which are the child's.
    """
    first = min(dates.starts_on, and_next_after or dates.starts_on)
    days = Q(date__lte=dates.last)
    if and_next_after:
        own = _in_own_subgroup(child) & _in_classes(actor, child, first)
        days = Q(date__range=dates.bounds) | Q(date=Subquery(_days_taught().filter(own, date__gt=and_next_after)[:1]))
    # The first day by itself: the databases find an index by it, not by the alternatives.
    return [_entry(row) for row in _lesson_rows().filter(_in_classes(actor, child, first), days, date__gte=first)]


@cache
def _lesson_rows() -> QuerySet[Lesson, Row]:
    return Lesson.objects.order_by("date", "number", "pk").values_list(
        *("pk", "date", "number", "starts_at", "ends_at", "course_id", "course__subject__name", "topic"),
        *("planned_lesson__topic", "room__number", "substituted_for_id", "is_cancelled", "filled_at"),
        *("class_group_id", "course__subgroup_id", "course__subgroup__division", *_TEACHER),
    )


@cache
def _days_taught() -> QuerySet[Lesson, Row]:
    return Lesson.objects.filter(is_cancelled=False).order_by("date").values_list("date")


def _in_classes(actor: Actor, child: Child, first: date) -> Q:
    """Lessons of the classes on the days of membership (CON-02).

    For lessons from `first` on: what ended before is left out, and so is the beginning of what began before.
    """
    stays = [stay for stay in child.stays if stay.dates.last >= first]
    of_classes = reduce(or_, (_in_class(stay, first) for stay in stays), Q()) if stays else Q(pk__in=())
    return Q(school_id=actor.school_id) & of_classes


def _in_own_subgroup(child: Child) -> Q:
    """Lessons of the whole class, and of the own subgroups on the days in them (CON-05)."""
    members = "course__subgroup__memberships__"
    in_subgroup = Q(**{f"{members}student_id": child.id}) & dated_on(F("date"), members)
    return Q(course__subgroup_id__isnull=True) | in_subgroup


def _in_class(stay: Stay, first: date) -> Q:
    held = Q(class_group_id=stay.class_id)
    if stay.dates.starts_on > first:
        held &= Q(date__gte=stay.dates.starts_on)
    if stay.dates.ends_on:
        held &= Q(date__lte=stay.dates.ends_on)
    return held


def _entry(row: Row) -> Entry:
    pk, day, number, starts_at, ends_at, course, subject, topic, planned, room, was, cancelled, filled = row[:13]
    class_id, subgroup_id, division = row[13:16]
    return Entry(
        lesson_id=pk,
        date=day,
        number=number,
        starts_at=starts_at,
        ends_at=ends_at,
        course_id=course,
        subject=subject,
        topic=topic or planned or "",
        room=room or "",
        teacher=_teacher(row[16:]),
        is_substitution=was is not None,
        is_cancelled=cancelled,
        is_filled=filled is not None,
        class_id=class_id,
        subgroup_id=subgroup_id,
        division=division or "",
    )


def _teacher(names: Iterable[str | None]) -> str:
    surname, name, patronymic = (part or "" for part in names)
    return initials(surname, name, patronymic) if surname else ""


def marks(actor: Actor, child: Child, dates: DateRange, *, others: Collection[Child] = ()) -> list[Mark]:
    """Return the child's marks of the lessons of `dates`, oldest first, and all that is new to who looks.

    `others`: the family's other children, of whom only new marks come. Removed marks and works do not show.
    """
    wanted = Q(lesson__date__range=dates.bounds) | Q(set_at__gt=child.new_since)
    if others:
        wanted &= Q(student_id=child.id)
        for other in others:
            wanted |= Q(student_id=other.id, set_at__gt=other.new_since)
    since = {one.id: one.new_since for one in (child, *others)}
    # The students once more, in one list: the databases find an index by it, not by the alternatives above.
    rows = _mark_rows().filter(wanted, school_id=actor.school_id, student_id__in=since)
    return [_mark(row, since[row[0]]) for row in rows]


@cache
def _mark_rows() -> QuerySet[MarkRow, Row]:
    return (
        MarkRow.objects.filter(work__is_removed=False)
        .exclude(value="", is_debt=False, comment="")
        .order_by("lesson__date", "lesson__number", "work__position")
        .values_list(
            *("student_id", "lesson_id", "course__subject__name", "lesson__date", "value", "second", "work__title"),
            *("work__kind__name", "work__weight", "work__kind__weight", "comment", "is_debt", "debt_until", "set_at"),
            *(f"lesson__{name}" for name in _TEACHER),
        )
    )


def _mark(row: Row, since: datetime) -> Mark:
    student, lesson, subject, day, value, second, title, kind, own, usual, comment, is_debt, until, set_at = row[:14]
    return Mark(
        student_id=student,
        lesson_id=lesson,
        subject=subject,
        date=day,
        value=value,
        second=second,
        work=title or kind,
        kind=kind,
        weight=usual if own is None else own,
        comment=comment,
        is_debt=is_debt,
        debt_until=until,
        teacher=_teacher(row[14:]),
        set_at=set_at,
        is_new=set_at > since,
    )


def missed(actor: Actor, child: Child, dates: DateRange) -> list[Missed]:
    """Return the child's absences and latenesses of `dates`, oldest first."""
    rows = _absence_rows().filter(school_id=actor.school_id, student_id=child.id, lesson__date__range=dates.bounds)
    return [
        Missed(lesson, day, number, subject, code, absence_words(code), minutes, note)
        for lesson, day, number, subject, code, minutes, note in rows
    ]


@cache
def _absence_rows() -> QuerySet[Absence, Row]:
    return (
        Absence.objects.exclude(code="")
        .order_by("lesson__date", "lesson__number")
        .values_list("lesson_id", "lesson__date", "lesson__number", "course__subject__name", "code", "minutes", "note")
    )


def tasks(actor: Actor, child: Child, entries: Collection[Entry]) -> list[Task]:
    """Return homework due at these lessons or set at them; what is for named students only where the child is one.

    Due as letopis.school.lessons.due has it: what a lesson cancelled or moved has left is due at the next one held.
    """
    ids = [entry.lesson_id for entry in entries]
    if not ids:
        return []
    last = max(entry.date for entry in entries)
    return _merged(
        _task_rows().filter(
            Q(lesson_id__in=ids) | due.at(ids, last),
            Q(is_for_all=True) | Q(students__student_id=child.id),
            school_id=actor.school_id,
            # A task is of the course of its lessons; the databases find an index by it.
            course_id__in={entry.course_id for entry in entries},
        )
    )


@cache
def _task_rows() -> QuerySet[Homework, Row]:
    return (
        Homework.objects.filter(is_removed=False)
        .annotate(live=FilteredRelation("files", condition=Q(files__is_removed=False)), **due.annotations())
        .order_by("lesson__date", "lesson__number", "pk", "live__pk")
        .values_list(
            *("pk", "lesson_id", "due_at", "course_id", "course__subject__name", "text", "lesson__date"),
            *("due_day", "due_on", "is_for_all", "live__pk", "live__name", "live__size", "due_lesson__is_cancelled"),
        )
    )


def _merged(rows: Iterable[Row]) -> list[Task]:
    """One task of the rows that differ in their file only; a task with neither text nor file does not show.

    A task for all that named students before comes once for each of them: a file counts once.
    """
    files: dict[int, dict[int, File]] = {}
    heads: dict[int, Row] = {}
    for row in rows:
        heads[row[0]] = row
        own = files.setdefault(row[0], {})
        if row[10] is not None:
            own[row[10]] = File(row[10], row[11], row[12])
    return [
        Task(
            id=pk,
            lesson_id=row[1],
            due_lesson_id=row[2],
            course_id=row[3],
            subject=row[4],
            text=row[5],
            given_on=row[6],
            due_on=row[7] or row[8],
            moved=due.moved(row[8], row[13], row[2], row[7]),
            is_own=not row[9],
            files=tuple(files[pk].values()),
        )
        for pk, row in heads.items()
        if row[5] or files[pk]
    ]
