"""What changed on a page since a cursor, and the story of one cell; both from the ledger."""

from collections import defaultdict
from typing import Any

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from letopis.school.journal.wire import Changes, Story, StoryEntry
from letopis.school.lessons import policy
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries.lessons import lesson_rows
from letopis.school.lessons.wire import LessonRow
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.marks.rows import absence_row, mark_row, work_row
from letopis.school.marks.rules import editable_until
from letopis.school.organisation.settings import settings_of
from letopis.school.organisation.words import role_name
from letopis.school.sync.wire import moment
from letopis.school.timetable.models import Lesson

# A page that was not shown for long gets the rest with its next question.
MOST = 2000


def changes(actor: Actor, course_id: int, since: int) -> Changes:
    """Return the rows of a page changed after entry `since`. Raises NotVisible. Two queries when nothing changed."""
    course = Course.objects.filter(policy.visible(actor, today()), pk=course_id).select_related("school").first()
    if course is None:
        raise NotVisible
    entries = Entry.objects.filter(school_id=actor.school_id, course_id=course_id, id__gt=since).order_by("id")
    changed: dict[str, set[int]] = defaultdict(set)
    cursor = since
    for entry_id, kind, object_id in entries.values_list("id", "kind", "object_id")[:MOST]:
        changed[kind].add(object_id)
        cursor = entry_id
    works = _works(changed["journal.work"])
    return Changes(
        cursor=cursor,
        lessons=_lessons(course, changed),
        works=[work_row(work, work.kind.weight) for work in works if not work.is_removed],
        removed_works=[work.pk for work in works if work.is_removed],
        marks=[mark_row(mark) for mark in _found(Mark.objects, changed["journal.mark"])],
        absences=[absence_row(absence) for absence in _found(Absence.objects, changed["journal.absence"])],
    )


def _found(rows: Any, ids: set[int]) -> list[Any]:
    return list(rows.filter(pk__in=ids).order_by("pk")) if ids else []


def _works(ids: set[int]) -> list[Work]:
    return _found(Work.objects.select_related("kind"), ids)


def _lessons(course: Course, changed: dict[str, set[int]]) -> list[LessonRow]:
    ids = set(changed["timetable.lesson"])
    tasks = changed["journal.homework"]
    if tasks:
        ids |= set(Homework.objects.filter(pk__in=tasks).values_list("lesson_id", flat=True))
    if not ids:
        return []
    return list(lesson_rows(course.school_id, course.pk, course.plan_id, ids, course.school.time_zone).values())


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
    until = None
    if mark.first_set_at and actor.may(Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES):
        set_on = local(mark.first_set_at, school.time_zone).date()
        until = editable_until(set_on, settings_of(school).correction_days)
    return Story(entries=_story(actor, "journal.mark", mark.pk), editable_until=until)


def absence_story(actor: Actor, course_id: int, lesson_id: int, student_id: int) -> Story:
    """Return who put and changed an absence. Raises NotVisible. Three queries."""
    if not Lesson.objects.filter(policy.visible_lessons(actor, today()), course_id=course_id, pk=lesson_id).exists():
        raise NotVisible
    absence = Absence.objects.filter(school_id=actor.school_id, lesson_id=lesson_id, student_id=student_id).first()
    entries = _story(actor, "journal.absence", absence.pk) if absence else []
    return Story(entries=entries, editable_until=None)


def _story(actor: Actor, kind: str, object_id: int) -> list[StoryEntry]:
    rows = Entry.objects.filter(school_id=actor.school_id, kind=kind, object_id=object_id).order_by("-id")
    return [
        StoryEntry(
            at=moment(entry.at),
            by=entry.actor_name,
            role=role_name(entry.role),
            action=entry.action,
            before=entry.before,
            after=entry.after,
            reason=entry.reason,
        )
        for entry in rows
    ]
