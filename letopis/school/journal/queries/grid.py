"""The grid of a page: students × works of a period, as one JSON document (docs/developer/journal-protocol.md)."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.statements import statement
from letopis.school.grading.queries.sheet import LONGER
from letopis.school.grading.rules import opens_on
from letopis.school.journal.queries.pages import Page, Period, page_of
from letopis.school.journal.wire import (
    BroughtRow,
    CourseHead,
    GridDocument,
    PeriodColumnRow,
    PeriodHead,
    PeriodName,
    Rules,
    StudentRow,
    SubgroupRow,
)
from letopis.school.lessons.queries import lessons as lessons_of
from letopis.school.lessons.queries.deadlines import deadlines_of
from letopis.school.lessons.queries.rosters import WHOLE, Here, Listed, subgroups
from letopis.school.lessons.wire import LessonRow
from letopis.school.marks.counting import Brought
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.queries.roster import roster
from letopis.school.marks.rules import SCALES
from letopis.school.marks.wire import AbsenceRow, MarkRow, WorkRow
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.sync.wire import columns, number, pairs
from letopis.school.timetable.models import Lesson


def grid(actor: Actor, course_id: int, period: str = "") -> GridDocument:
    """Return the document of a page for a period («» for the term of today). Raises NotVisible. Seven queries."""
    page = page_of(actor, course_id)
    chosen, course = page.period(period), page.course
    first, last = chosen.dates.bounds
    lessons, absences = _lessons(page, chosen)
    works, marks = _works(page, chosen)
    written = written_of(marks, absences)
    everyone, brought = roster(course, chosen.dates, written)
    shown = students(everyone, chosen, written)
    at = now()
    return GridDocument(
        course=_head(page),
        period=PeriodHead(
            id=chosen.id,
            name=chosen.name,
            starts_on=first,
            ends_on=last,
            closed_since=chosen.closing.since(at),
            open_until=chosen.closing.reopened_until(at),
        ),
        periods=[PeriodName(id=one.id, name=one.name) for one in page.periods],
        today=page.today,
        values=list(SCALES[course.scale]),
        kinds=list(page.kinds),
        rules=rules_of(course.school_id, page.settings, course.class_group__grade, page.today),
        students=shown,
        subgroups=[SubgroupRow(*one) for one in subgroups(course, chosen.dates)],
        lessons=lessons,
        works=works,
        marks=marks,
        absences=absences,
        brought=_brought(brought, {one.id for one in shown}),
        period_columns=_period_columns(page, chosen) if SCALES[course.scale] else [],
        cursor=page.cursor,
    )


def _head(page: Page) -> CourseHead:
    course = page.course
    return CourseHead(
        id=course.id,
        subject=course.subject__name,
        class_name=course.class_group__name,
        subgroup=course.subgroup__name or "",
        scale=course.scale,
        editable=page.is_editable,
        teacher=page.teacher,
        readonly_why=page.readonly_why,
    )


def rules_of(school_id: int, settings: SchoolSettings, grade: int, today: date) -> Rules:
    """Return what the screens count with. No query; one where the school has drafts and deadlines in school days."""
    until = deadlines_of(school_id, settings, today).marks_due(today, grade) if settings.draft_marks else None
    return Rules(
        correction_days=settings.correction_days,
        late_minutes=settings.late_minutes,
        border=str(settings.rounding_border),
        rewritten=settings.rewritten_counts,
        seen_until=until,
    )


def students(everyone: Iterable[Listed], chosen: Period, written: Container[int] = ()) -> list[StudentRow]:
    """Return those who are there at any time of the period, and whom something is `written` of in it all the same."""
    rows = []
    for student in everyone:
        here = student.within(chosen.dates)
        if here or student.id in written:
            rows.append(student_row(student, here or student.outside(chosen.dates)))
    return rows


def written_of(marks: Iterable[MarkRow], absences: Iterable[AbsenceRow]) -> set[int]:
    """Return whom a mark, a state, a comment or an absence is of: nothing of it may vanish."""
    marked = {mark.student_id for mark in marks if mark.value or mark.state or mark.comment}
    return marked | {absence.student_id for absence in absences if absence.code}


def _brought(brought: Mapping[int, list[Brought]], shown: Container[int]) -> list[BroughtRow]:
    return [
        BroughtRow(
            student, one.date, one.place, one.value, one.second, number(one.weight), one.kind, one.state, one.was
        )
        for student, marks in brought.items()
        if student in shown
        for one in marks
    ]


def student_row(student: Listed, here: Here = WHOLE) -> StudentRow:
    """Return a student who is `here` in the stretch shown."""
    return StudentRow(
        id=student.id,
        name=student.name,
        since=here.since,
        until=here.until,
        why=here.why,
        distinction=student.distinction,
        gaps=[(gap.starts_on, gap.ends_on) for gap in here.gaps if gap.ends_on],
    )


def _period_columns(page: Page, chosen: Period) -> list[PeriodColumnRow]:
    """The terms that end in the stretch and whose marks are put by now (П3.4.5); with the last of them the year's."""
    days = page.settings.term_mark_days
    shown = [
        one for one in page.terms if one.dates.last in chosen.dates and opens_on(one.dates.last, days) <= page.today
    ]
    rows = [PeriodColumnRow(one.id, one.name, one.dates.last) for one in shown]
    if shown and shown[-1] is page.terms[-1]:
        rows += [PeriodColumnRow(kind.value, name, shown[-1].dates.last) for kind, name in LONGER]
    return rows


def _lessons(page: Page, chosen: Period) -> tuple[list[LessonRow], list[AbsenceRow]]:
    """Lessons and absences of the period. Two queries."""
    course, (first, last) = page.course, chosen.dates.bounds
    lessons: dict[int, lessons_of.CourseLesson] = {}
    absences: list[AbsenceRow] = []
    for lesson, absence in pairs(_held(course.school_id, course.id, first, last), lessons_of.CourseLesson, AbsenceRow):
        lessons.setdefault(lesson.id, lesson)
        if absence and lesson.date >= first:
            absences.append(absence)
    shown = [one for one in lessons.values() if one.date >= first]
    in_plan = (course.school_id, course.plan_id, lessons.values(), shown, course.school__time_zone)
    return lessons_of.rows_in_plan(*in_plan), absences


@statement
def _held(school: int, course: int, first: date, last: date) -> QuerySet[Lesson, Any]:
    """Lessons of a stretch with absences, and those before it that what the plan says next depends on."""
    since = lessons_of.last_planned(school, course, first)
    lessons = lessons_of.course_lessons(school, course).filter(date__range=(since, last))
    return lessons.values_list(*lessons_of.COLUMNS, *columns(AbsenceRow, "absences__"))


def _works(page: Page, chosen: Period) -> tuple[list[WorkRow], list[MarkRow]]:
    """Live works of the period and the marks for them, tombstones included. Two queries: joined, works repeat."""
    first, last = chosen.dates.bounds
    of_period = (page.course.school_id, page.course.id, first, last)
    weights = {kind.id: kind.weight for kind in page.kinds}
    works = [weighed(WorkRow(*row), weights) for row in _live_works(*of_period)]
    return works, [MarkRow(*row) for row in _marks(*of_period)]


@statement
def _live_works(school: int, course: int, first: date, last: date) -> QuerySet[Work, Any]:
    works = Work.objects.filter(school_id=school, course_id=course, is_removed=False)
    held = works.filter(lesson__is_cancelled=False, lesson__date__range=(first, last))
    return held.order_by("lesson__date", "lesson__number", "position").values_list(*columns(WorkRow))


@statement
def _marks(school: int, course: int, first: date, last: date) -> QuerySet[Mark, Any]:
    # By the works' course: from the marks' own SQLite comes to the days first, and reads all lessons of the period.
    marks = Mark.objects.filter(school_id=school, work__course_id=course, work__is_removed=False)
    held = marks.filter(work__lesson__is_cancelled=False, work__lesson__date__range=(first, last))
    return held.values_list(*columns(MarkRow))


def weighed(work: WorkRow, weights: Mapping[int, int | float]) -> WorkRow:
    """Return a work read from its table with its weight resolved: that of its kind where it has none of its own."""
    work.weight = weights[work.kind_id] if work.weight is None else number(Decimal(work.weight))
    return work
