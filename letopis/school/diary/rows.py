"""Reads of the diary's rows: lessons, marks, absences, homework of one child. One statement each."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.statements import statement
from letopis.school.classes.models import SubgroupMembership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.diary import assessed
from letopis.school.diary.children import Child
from letopis.school.diary.pieces import Entry, File, Mark, Missed, Task
from letopis.school.diary.rules import absence_words
from letopis.school.lessons import due
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries.deadlines import deadlines_of
from letopis.school.marks.counting import counts
from letopis.school.marks.drafts import Work, is_hidden
from letopis.school.marks.models import Absence
from letopis.school.marks.models import Mark as MarkRow
from letopis.school.organisation.models import dated_on
from letopis.school.people.staff_names import StaffNames, parts_of
from letopis.school.timetable.models import Lesson

Row = tuple[Any, ...]


def lessons(
    actor: Actor, child: Child, dates: DateRange, staff: StaffNames, *, and_next_after: date | None = None
) -> list[Entry]:
    """Return lessons of the child's classes on `dates` and, in order, of the next school day.

    That is the first day after `and_next_after` on which the child is taught. Lessons of all subgroups come, so that
    a subgroup nobody has set can be told; `places.is_own` says which are the child's. `staff`: the page's teachers.
    """
    first = min(dates.starts_on, and_next_after or dates.starts_on)
    rows = _lessons(
        school=actor.school_id,
        student=child.id,
        classes=[stay.class_id for stay in child.stays if stay.dates.last >= first],
        earliest=first,
        first=dates.starts_on,
        last=dates.last,
        next_after=and_next_after,
    )
    entries = [_entry(row, staff) for row in rows]
    return [entry for entry in entries if child.is_in(entry.class_id, entry.date)]


@statement
def _lessons(  # noqa: PLR0917
    school: int, student: int, classes: list[int], earliest: date, first: date, last: date, next_after: date | None
) -> QuerySet[Lesson, Row]:
    """Lessons of `first`..`last`, and of the next day that the student is taught after `next_after`."""
    # School, classes and earliest day by themselves: the databases find an index by them, not by the alternatives.
    of_classes = Lesson.objects.filter(school_id=school, class_group_id__in=classes)
    days = Q(date__gte=first) & Q(date__lte=last)
    if next_after is not None:
        in_class, in_subgroup = "class_group__memberships__", "course__subgroup__memberships__"
        stays = Q(**{f"{in_class}student_id": student}) & dated_on(F("date"), in_class)
        own = Q(course__subgroup_id__isnull=True) | (
            Q(**{f"{in_subgroup}student_id": student}) & dated_on(F("date"), in_subgroup)
        )
        taught = of_classes.filter(stays, own, is_cancelled=False, date__gt=next_after).order_by("date")
        days |= Q(date=Subquery(taught.values("date")[:1]))
    return (
        of_classes.filter(days, date__gte=earliest)
        .order_by("date", "number", "pk")
        .values_list(
            *("pk", "date", "number", "starts_at", "ends_at", "course_id", "course__subject__name", "topic"),
            *("planned_lesson__topic", "room__number", "substituted_for_id", "is_cancelled"),
            *("class_group_id", "course__subgroup_id", "course__subgroup__division", "staff_id", *parts_of("staff")),
            assessed.on_lesson(),
        )
    )


def _entry(row: Row, staff: StaffNames) -> Entry:
    pk, day, number, starts_at, ends_at, course, subject, topic, planned, room, was, cancelled = row[:12]
    class_id, subgroup_id, division = row[12:15]
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
        staff=staff,
        teacher_id=staff.note(row[15], row[16:-1]),
        work=assessed.shown(row[-1]),
        is_substitution=was is not None,
        is_cancelled=cancelled,
        class_id=class_id,
        subgroup_id=subgroup_id,
        division=division or "",
    )


def marks(
    actor: Actor, child: Child, dates: DateRange, staff: StaffNames, *, others: Collection[Child] = ()
) -> list[Mark]:
    """Return the child's marks of the lessons of `dates`, oldest first, and all that is new to who looks.

    `others`: the family's other children, of whom only new marks come. Removed marks and works do not show, nor what of
    written works is the teacher's draft: nothing of the diary reads marks but here. One query; one more where the
    school has drafts and counts deadlines in school days.
    """
    since = {one.id: one.new_since for one in (child, *others)}
    rows = _marks(
        school=actor.school_id,
        students=list(since),
        student=child.id,
        first=dates.starts_on,
        last=dates.last,
        after=min(since.values()),
    )
    whose = {one.id: one for one in (child, *others)}
    deadlines = deadlines_of_child(actor, child)
    seen = [(row, work) for row in rows if not is_hidden(work := _work(row), deadlines, child.moment.date())]
    found = [_mark(row, whose[row[0]], staff, _is_new(row, work, whose[row[0]], deadlines)) for row, work in seen]
    first, last = dates.bounds
    return [mark for mark in found if mark.is_new or (mark.student_id == child.id and first <= mark.date <= last)]


@statement
def _marks(  # noqa: PLR0917
    school: int, students: list[int], student: int, first: date, last: date, after: datetime
) -> QuerySet[MarkRow, Row]:
    """Marks of `student` of the lessons of `first`..`last`, and of all `students` those set after a moment."""
    wanted = (
        Q(student_id=student, lesson__date__gte=first, lesson__date__lte=last)
        | Q(set_at__gt=after)
        | Q(work__released_at__gt=after)
    )
    return (
        MarkRow.objects.filter(wanted, school_id=school, student_id__in=students, work__is_removed=False)
        .annotate(in_place=_in_place())
        .exclude(value="", state="", comment="")
        .order_by("lesson__date", "lesson__number", "work__position")
        .values_list(
            *("student_id", "lesson_id", "course__subject__name", "lesson__date", "value", "second", "work__title"),
            *("work__kind__name", "work__weight", "work__kind__weight", "comment", "debt_until", "set_at"),
            *("state", "was", "work__released_at", "work__kind__is_written", "course__class_group__grade"),
            *("course__class_group_id", "in_place", "lesson__staff_id", *parts_of("lesson__staff")),
        )
    )


def _in_place() -> Case:
    """Whether the student of a mark or absence was in the subgroup of its page on the day; true of a whole class's."""
    day, whose = dated_on(OuterRef("lesson__date")), {"student_id": OuterRef("student_id")}
    places = SubgroupMembership.objects.filter(day, **whose, subgroup_id=OuterRef("course__subgroup_id"))
    whole = When(course__subgroup_id__isnull=True, then=Value(1))
    return Case(whole, When(Exists(places), then=Value(1)), default=Value(0))


def _counts(child: Child, class_id: int, day: date, in_place: int) -> bool:
    """The one rule of marks/counting.py, for a page of a class."""
    return bool(in_place) and counts(day, (stay.dates for stay in child.stays if stay.class_id == class_id))


def deadlines_of_child(actor: Actor, child: Child) -> Deadlines:
    """Return until when a teacher's drafts stay hidden. At most one query, none where nothing is a draft."""
    settings = child.settings
    if not settings.draft_marks:
        return Deadlines(settings)
    return deadlines_of(actor.school_id, settings, child.moment.date())


def _work(row: Row) -> Work:
    return Work(day=row[3], grade=row[17], is_written=row[16], released_at=row[15])


def _is_new(row: Row, work: Work, child: Child, deadlines: Deadlines) -> bool:
    """Put, released or due since what was new at the last look."""
    since, released_at = child.new_since, work.released_at
    then = since.astimezone(child.moment.tzinfo).date()
    return (
        row[12] > since
        or (released_at is not None and deadlines.settings.draft_marks and released_at > since)
        or is_hidden(work, deadlines, then)
    )


def _mark(row: Row, child: Child, staff: StaffNames, is_new: bool) -> Mark:
    student, lesson, subject, day, value, second, title, kind, own, usual, comment, until, set_at = row[:13]
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
        state=row[13],
        was=row[14],
        debt_until=until,
        staff=staff,
        teacher_id=staff.note(row[20], row[21:]),
        set_at=set_at,
        is_new=is_new,
        counts=_counts(child, row[18], day, row[19]),
    )


def missed(actor: Actor, child: Child, dates: DateRange) -> list[Missed]:
    """Return the child's absences and latenesses of `dates`, oldest first.

    Lessons of subjects that were held count; class hours, extracurricular courses and what was cancelled do not.
    """
    rows = _missed(school=actor.school_id, student=child.id, first=dates.starts_on, last=dates.last)
    return [
        Missed(
            *(lesson, day, number, subject, code, absence_words(code), minutes, note),
            counts=kind == CourseKind.SUBJECT and not cancelled and _counts(child, class_id, day, in_place),
        )
        for lesson, day, number, subject, code, minutes, note, class_id, in_place, kind, cancelled in rows
    ]


@statement
def _missed(school: int, student: int, first: date, last: date) -> QuerySet[Absence, Row]:
    return (
        Absence.objects.filter(school_id=school, student_id=student, lesson__date__gte=first, lesson__date__lte=last)
        .exclude(code="")
        .annotate(in_place=_in_place())
        .order_by("lesson__date", "lesson__number")
        .values_list(
            *("lesson_id", "lesson__date", "lesson__number", "course__subject__name", "code", "minutes", "note"),
            *("course__class_group_id", "in_place", "course__kind", "lesson__is_cancelled"),
        )
    )


def tasks(actor: Actor, child: Child, entries: Collection[Entry]) -> list[Task]:
    """Return homework due at these lessons or set at them; what is for named students only where the child is one.

    Due as letopis.school.lessons.due has it: what a lesson cancelled or moved has left is due at the next one held.
    """
    if not entries:
        return []
    rows = _tasks(
        school=actor.school_id,
        student=child.id,
        lessons=[entry.lesson_id for entry in entries],
        courses={entry.course_id for entry in entries},
        last=max(entry.date for entry in entries),
    )
    return _merged(rows)


@statement
def _tasks(school: int, student: int, lessons: list[int], courses: set[int], last: date) -> QuerySet[Homework, Row]:
    """Tasks × files of `lessons`, which are of `courses`; `last` is their last day."""
    return (
        Homework.objects.annotate(
            live=FilteredRelation("files", condition=Q(files__is_removed=False)), **due.annotations()
        )
        .filter(
            Q(lesson_id__in=lessons) | due.at(lessons, last),
            Q(is_for_all=True) | Q(students__student_id=student),
            school_id=school,
            # A task is of the course of its lessons; the databases find an index by it.
            course_id__in=courses,
            is_removed=False,
        )
        .order_by("lesson__date", "lesson__number", "pk", "live__pk")
        .values_list(
            *("pk", "lesson_id", "due_at", "course_id", "course__subject__name", "text", "lesson__date"),
            *("due_day", "due_on", "is_for_all", "live__pk", "live__name", "live__size", "due_lesson__is_cancelled"),
            *("minutes", "was", "changed_at"),
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
            minutes=row[14],
            was=row[15],
            changed_at=row[16],
        )
        for pk, row in heads.items()
        if row[5] or files[pk]
    ]
