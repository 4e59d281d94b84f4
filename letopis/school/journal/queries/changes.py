"""What changed on a page since a cursor, and the story of one cell; both from the ledger."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import Statement, statement
from letopis.school.access.authors import names_apart
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from letopis.school.journal.queries.grid import weighed
from letopis.school.journal.wire import Changes, Story, StoryEntry
from letopis.school.lessons import policy
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries.lessons import lesson_rows
from letopis.school.lessons.windows import window_ends
from letopis.school.lessons.wire import LessonRow
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.marks.wire import AbsenceRow, MarkRow, WorkRow
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import role_name
from letopis.school.sync.wire import columns, moment, number
from letopis.school.timetable.models import Lesson

# A page that was not shown for long gets the rest with its next question.
MOST = 2000


def changes(actor: Actor, course_id: int, since: int) -> Changes:
    """Return the rows of a page changed after entry `since`. Raises NotVisible. One query when nothing changed."""
    found = _pages(school=actor.school_id, staff=actor.staff_id or 0, day=today(), course=course_id, since=since)
    page = _Page(*found[0]) if found else None
    if page is None or not policy.standing(actor, page, page).reads:
        raise NotVisible
    changed: dict[str, set[int]] = defaultdict(set)
    entries = page.entries or []
    for _, kind, object_id in entries:
        changed[kind].add(object_id)
    works = [(_work(row), row[-1]) for row in _found(_works, page, changed["journal.work"])]
    return Changes(
        cursor=entries[-1][0] if entries else since,
        lessons=_lessons(page, changed),
        works=[work for work, is_removed in works if not is_removed],
        removed_works=[work.id for work, is_removed in works if is_removed],
        marks=[MarkRow(*row) for row in _found(_marks, page, changed["journal.mark"])],
        absences=[AbsenceRow(*row) for row in _found(_absences, page, changed["journal.absence"])],
    )


class _Page(Struct, frozen=True):
    """The course of a page, whose own it is, and what the ledger has of it: id, kind and object of each entry."""

    pk: int
    school_id: int
    plan_id: int | None
    zone: str
    as_teacher: bool
    as_tutor: bool
    entries: list[tuple[int, str, int]] | None


@statement
def _pages(school: int, staff: int, day: date, course: int, since: int) -> QuerySet[Course, Any]:
    entries = Entry.objects.filter(school_id=school, course_id=OuterRef("pk"), id__gt=since).order_by("id")[:MOST]
    beside = policy.course_rights(policy.Staffed(school, staff), day)
    courses = Course.objects.filter(school_id=school, pk=course).annotate(**beside)
    changed = JsonRows(entries, "id", "kind", "object_id")
    return courses.values_list("pk", "school_id", "plan_id", "school__time_zone", *beside, changed)


def _found(read: Statement[[int, list[int]], Any], page: _Page, ids: set[int]) -> list[Any]:
    return read(page.school_id, sorted(ids)) if ids else []


@statement
def _works(school: int, ids: list[int]) -> QuerySet[Work, Any]:
    works = Work.objects.filter(school_id=school, pk__in=ids).order_by("pk")
    return works.values_list(*columns(WorkRow), "kind__weight", "is_removed")


def _work(row: Sequence[Any]) -> WorkRow:
    *own, of_kind, _ = row
    work = WorkRow(*own)
    return weighed(work, {work.kind_id: number(of_kind)})


@statement
def _marks(school: int, ids: list[int]) -> QuerySet[Mark, Any]:
    return Mark.objects.filter(school_id=school, pk__in=ids).order_by("pk").values_list(*columns(MarkRow))


@statement
def _absences(school: int, ids: list[int]) -> QuerySet[Absence, Any]:
    return Absence.objects.filter(school_id=school, pk__in=ids).order_by("pk").values_list(*columns(AbsenceRow))


@statement
def _of_tasks(school: int, ids: list[int]) -> QuerySet[Homework, int]:
    return Homework.objects.filter(school_id=school, pk__in=ids).values_list("lesson_id", flat=True)


def _lessons(page: _Page, changed: dict[str, set[int]]) -> list[LessonRow]:
    ids = changed["timetable.lesson"].union(_found(_of_tasks, page, changed["journal.homework"]))
    return list(lesson_rows(page.school_id, page.pk, page.plan_id, ids, page.zone).values()) if ids else []


def mark_story(actor: Actor, course_id: int, work_id: int, student_id: int) -> Story:
    """Return who put and changed a mark; until when it may be changed is for those who write. Raises NotVisible.
    Three queries."""
    work = Work.objects.filter(
        policy.visible_lessons(actor, today(), to_lesson="lesson__"), course_id=course_id, pk=work_id
    )
    found = work.select_related("school").first()
    if found is None:
        raise NotVisible
    mark = Mark.objects.filter(school_id=actor.school_id, work_id=work_id, student_id=student_id).first()
    if mark is None:
        return Story(entries=[], editable_until=None)
    school = found.school
    until, late = None, None
    keeps, corrects = actor.may(Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES), actor.may(Right.CORRECT_LATE)
    if mark.first_set_at and (keeps or corrects):
        set_on = local(mark.first_set_at, school.time_zone).date()
        last = window_ends(set_on, settings_of(school).correction_days)
        until = last if keeps else None
        late = mark.pk if last < today(school.time_zone) else None
    return Story(entries=_story(actor, "journal.mark", mark.pk), editable_until=until, late_mark_id=late)


def absence_story(actor: Actor, course_id: int, lesson_id: int, student_id: int) -> Story:
    """Return who put and changed an absence. Raises NotVisible. Three queries."""
    if not Lesson.objects.filter(policy.visible_lessons(actor, today()), course_id=course_id, pk=lesson_id).exists():
        raise NotVisible
    absence = Absence.objects.filter(school_id=actor.school_id, lesson_id=lesson_id, student_id=student_id).first()
    entries = _story(actor, "journal.absence", absence.pk) if absence else []
    return Story(entries=entries, editable_until=None)


def _story(actor: Actor, kind: str, object_id: int) -> list[StoryEntry]:
    rows = list(Entry.objects.filter(school_id=actor.school_id, kind=kind, object_id=object_id).order_by("-id"))
    names = names_apart(actor.school_id, rows)
    return [
        StoryEntry(
            at=moment(entry.at),
            by=names.get(entry.account_id, entry.actor_name),
            role=role_name(entry.role),
            action=entry.action,
            before=entry.before,
            after=entry.after,
            reason=entry.told_reason,
        )
        for entry in rows
    ]
