"""Reads of the diary's rows: lessons, marks, absences, homework of one child. One query each."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.school.classes.models import SubgroupMembership
from letopis.school.common.actor import Actor
from letopis.school.journal.diary.children import Child
from letopis.school.journal.diary.pieces import Entry, File, Mark, Missed, Task
from letopis.school.journal.diary.rules import absence_words
from letopis.school.journal.models import Absence, Homework, HomeworkStudent
from letopis.school.journal.models import Mark as MarkRow
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import initials
from letopis.school.timetable.models import Lesson

Span = tuple[date, date]
_TEACHER = ("staff__person__surname", "staff__person__name", "staff__person__patronymic")
_LESSON = (
    *("pk", "date", "number", "starts_at", "ends_at", "course_id", "course__subject__name", "topic"),
    *("planned_lesson__topic", "room__number", "substituted_for_id", "is_cancelled", "filled_at"),
)


def lessons(actor: Actor, child: Child, span: Span, *, and_next_after: date | None = None) -> list[Entry]:
    """Return the child's lessons of the span (both days included) and of the first school day after a day, in order."""
    own = _own_lessons(actor, child)
    days = Q(date__range=span)
    if and_next_after:
        ahead = own.filter(date__gt=and_next_after, is_cancelled=False).order_by("date")
        days |= Q(date=Subquery(ahead.values("date")[:1]))
    rows = own.filter(days).order_by("date", "number", "pk").values(*_LESSON, *_TEACHER)
    return [_entry(row) for row in rows]


def _own_lessons(actor: Actor, child: Child) -> QuerySet[Lesson]:
    """Lessons of the classes on the days of membership, of the own subgroups on the days in them (CON-02, CON-05)."""
    stays = Q(pk__in=[])
    for stay in child.stays:
        days = Q(date__gte=stay.starts_on) & (Q(date__lte=stay.ends_on) if stay.ends_on else Q())
        stays |= Q(class_group_id=stay.class_id) & days
    own_subgroup = SubgroupMembership.objects.filter(
        dated_on(OuterRef("date")),
        school_id=actor.school_id,
        student_id=child.id,
        subgroup_id=OuterRef("course__subgroup_id"),
    )
    whole_class = Q(course__subgroup_id__isnull=True)
    return Lesson.objects.filter(stays, whole_class | Q(Exists(own_subgroup)), school_id=actor.school_id)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        lesson_id=row["pk"],
        date=row["date"],
        number=row["number"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        course_id=row["course_id"],
        subject=row["course__subject__name"],
        topic=row["topic"] or row["planned_lesson__topic"] or "",
        room=row["room__number"] or "",
        teacher=_teacher(row[name] for name in _TEACHER),
        is_substitution=row["substituted_for_id"] is not None,
        is_cancelled=row["is_cancelled"],
        is_filled=row["filled_at"] is not None,
    )


def _teacher(names: Iterable[str | None]) -> str:
    surname, name, patronymic = (part or "" for part in names)
    return initials(surname, name, patronymic) if surname else ""


def marks(actor: Actor, child: Child, span: Span, *, others: Collection[Child] = ()) -> list[Mark]:
    """Return the child's marks of the lessons of the span, oldest first, and all that is new to who looks.

    `others`: the family's other children, of whom only new marks come. Removed marks and works do not show.
    """
    wanted = Q(student_id=child.id) & (Q(lesson__date__range=span) | Q(set_at__gt=child.new_since))
    for other in others:
        wanted |= Q(student_id=other.id, set_at__gt=other.new_since)
    since = {one.id: one.new_since for one in (child, *others)}
    rows = (
        # The students once more, in one list: the databases find an index by it, not by the alternatives above.
        MarkRow.objects.filter(wanted, school_id=actor.school_id, student_id__in=since, work__is_removed=False)
        .exclude(value="", is_debt=False, comment="")
        .annotate(weight=Coalesce(F("work__weight"), F("work__kind__weight")))
        .order_by("lesson__date", "lesson__number", "work__position")
        .values_list(*_MARK, *(f"lesson__{name}" for name in _TEACHER))
    )
    return [_mark(row, since[row[0]]) for row in rows]


_MARK = (
    *("student_id", "lesson_id", "course__subject__name", "lesson__date", "value", "second"),
    *("work__title", "work__kind__name", "weight", "comment", "is_debt", "debt_until", "set_at"),
)


def _mark(row: tuple[Any, ...], since: datetime) -> Mark:
    student, lesson, subject, day, value, second, title, kind, weight, comment, is_debt, until, set_at = row[:13]
    return Mark(
        student_id=student,
        lesson_id=lesson,
        subject=subject,
        date=day,
        value=value,
        second=second,
        work=title or kind,
        kind=kind,
        weight=weight,
        comment=comment,
        is_debt=is_debt,
        debt_until=until,
        teacher=_teacher(row[13:]),
        set_at=set_at,
        is_new=set_at > since,
    )


def missed(actor: Actor, child: Child, span: Span) -> list[Missed]:
    """Return the child's absences and latenesses of the span, oldest first."""
    rows = (
        Absence.objects.filter(school_id=actor.school_id, student_id=child.id, lesson__date__range=span)
        .exclude(code="")
        .order_by("lesson__date", "lesson__number")
        .values_list("lesson_id", "lesson__date", "lesson__number", "course__subject__name", "code", "minutes", "note")
    )
    return [
        Missed(lesson, day, number, subject, code, absence_words(code), minutes, note)
        for lesson, day, number, subject, code, minutes, note in rows
    ]


def tasks(actor: Actor, child: Child, entries: Collection[Entry]) -> list[Task]:
    """Return homework due at these lessons or set at them; what is for named students only where the child is one."""
    ids = [entry.lesson_id for entry in entries]
    if not ids:
        return []
    days = [entry.date for entry in entries]
    due_by_day = Q(due_lesson__isnull=True, due_on__range=(min(days), max(days)))
    named = HomeworkStudent.objects.filter(homework=OuterRef("pk"), student_id=child.id)
    rows = (
        Homework.objects.filter(
            Q(lesson_id__in=ids) | Q(due_lesson_id__in=ids) | due_by_day,
            Q(is_for_all=True) | Q(Exists(named)),
            school_id=actor.school_id,
            # A task is of the course of its lessons; the databases find an index by it.
            course_id__in={entry.course_id for entry in entries},
            is_removed=False,
        )
        .annotate(live=FilteredRelation("files", condition=Q(files__is_removed=False)))
        .annotate(file_id=F("live__pk"), file_name=F("live__name"), file_size=F("live__size"))
        .order_by("lesson__date", "lesson__number", "pk", "live__pk")
        .values_list(*_TASK, "file_id", "file_name", "file_size")
    )
    return _merged(rows)


_TASK = (
    *("pk", "lesson_id", "due_lesson_id", "course_id", "course__subject__name", "text"),
    *("lesson__date", "due_lesson__date", "due_on", "is_for_all"),
)


def _merged(rows: Iterable[tuple[Any, ...]]) -> list[Task]:
    """One task of the rows that differ in their file only; a task with neither text nor file does not show."""
    files: dict[int, list[File]] = {}
    heads: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        heads[row[0]] = row
        own = files.setdefault(row[0], [])
        if row[10] is not None:
            own.append(File(row[10], row[11], row[12]))
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
            is_own=not row[9],
            files=tuple(files[pk]),
        )
        for pk, row in heads.items()
        if row[5] or files[pk]
    ]
