"""The grid of a page: students × works of a period, as one JSON document (docs/developer/journal-protocol.md)."""

from collections.abc import Iterable
from typing import Any

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.school.journal.queries.pages import Kind, Page, Period, page_of
from letopis.school.lessons.queries import lessons as lessons_of
from letopis.school.lessons.queries.rosters import WHOLE, Here, Listed, listed, subgroups
from letopis.school.lessons.rules import next_topics
from letopis.school.marks.models import Work
from letopis.school.marks.rules import SCALES
from letopis.school.sync.forms import Row, iso

ABSENCES = ("student_id", "code", "minutes", "note", "version")
WORKS = ("pk", "lesson_id", "kind_id", "title", "weight", "position", "version")
MARKS = ("student_id", "value", "second", "is_debt", "debt_until", "comment", "version")


def grid(actor: Actor, course_id: int, period: str = "") -> dict[str, Any]:
    """Return the document of a page for a period («» for the term of today). Raises NotVisible. Six queries."""
    page = page_of(actor, course_id)
    chosen = page.period(period)
    lessons, absences = _lessons(page, chosen)
    works, marks = _works(page, chosen)
    return {
        **_head(page, chosen),
        "students": students(listed(page.course), chosen),
        "subgroups": [list(one) for one in subgroups(page.course, chosen.dates)],
        "lessons": lessons,
        "works": works,
        "marks": marks,
        "absences": absences,
        "cursor": page.cursor,
    }


def _head(page: Page, chosen: Period) -> dict[str, Any]:
    course = page.course
    return {
        "course": {
            "id": course.pk,
            "subject": course.subject.name,
            "class": course.class_group.name,
            "subgroup": course.subgroup.name if course.subgroup else "",
            "scale": course.scale,
            "editable": page.is_editable,
            "teacher": page.teacher,
            "readonly_why": page.readonly_why,
        },
        "period": {
            "id": chosen.id,
            "name": chosen.name,
            "starts_on": iso(chosen.dates.starts_on),
            "ends_on": iso(chosen.dates.ends_on),
        },
        "periods": [{"id": one.id, "name": one.name} for one in page.periods],
        "today": iso(page.today),
        "values": list(SCALES[course.scale]),
        "kinds": [kind_row(kind) for kind in page.kinds],
        "rules": {
            "correction_days": page.settings.correction_days,
            "late_minutes": page.settings.late_minutes,
            "border": str(page.settings.rounding_border),
        },
    }


def kind_row(kind: Kind) -> Row:
    """[id, code, name, short_name, weight, is_control, is_written, is_active]"""
    return [
        *(kind.id, kind.code, kind.name, kind.short_name, kind.weight),
        *(kind.is_control, kind.is_written, kind.is_active),
    ]


def students(everyone: Iterable[Listed], chosen: Period) -> list[Row]:
    """[id, «Абрамова Алиса», from, to, why] for those who are there at any time of the period; see student_row()."""
    rows = []
    for student in everyone:
        here = student.within(chosen.dates)
        if here:
            rows.append(student_row(student, here))
    return rows


def student_row(student: Listed, here: Here = WHOLE) -> Row:
    """[id, name, from, to, why]; of who has a namesake in the class also the end of the name that tells them apart.

    Of who was away between two stays both that end («» where there is none) and the days: [[first, last]].
    """
    gaps = [[iso(gap.starts_on), iso(gap.ends_on)] for gap in here.gaps]
    told = [student.told, gaps] if gaps else filter(None, [student.told])
    return [student.id, student.name, iso(here.since), iso(here.until), here.why, *told]


def _lessons(page: Page, chosen: Period) -> tuple[list[Row], list[Row]]:
    """Lessons and absences of the period. All of the year are read, for what the plan says next. Two queries."""
    course, split = page.course, len(lessons_of.COLUMNS)
    rows = lessons_of.course_lessons(course.school_id, course.pk).values_list(
        *lessons_of.COLUMNS, *(f"absences__{column}" for column in ABSENCES)
    )
    lessons: dict[int, lessons_of.CourseLesson] = {}
    absences: list[Row] = []
    for row in rows:
        if row[0] not in lessons:
            lessons[row[0]] = lessons_of.CourseLesson(*row[:split])
        if row[split] is not None and row[1] in chosen.dates:
            absences.append([row[0], *row[split:]])
    planned = next_topics(lessons.values(), lessons_of.planned_topics(course.school_id, course.plan_id))
    moment = local(now(), course.school.time_zone)
    shown = [
        lessons_of.lesson_row(one, planned.get(one.id, ""), moment)
        for one in lessons.values()
        if one.date in chosen.dates
    ]
    return shown, absences


def _works(page: Page, chosen: Period) -> tuple[list[Row], list[Row]]:
    """Live works of the period and the marks for them, tombstones included. One query."""
    weights = {kind.id: kind.weight for kind in page.kinds}
    rows = Work.objects.filter(
        school_id=page.course.school_id,
        course_id=page.course.pk,
        is_removed=False,
        lesson__is_cancelled=False,
        lesson__date__range=chosen.dates.bounds,
    ).order_by("lesson__date", "lesson__number", "position")
    works: dict[int, Row] = {}
    marks: list[Row] = []
    for row in rows.values_list(*WORKS, *(f"marks__{column}" for column in MARKS)):
        if row[0] not in works:
            works[row[0]] = work_values(row[:7], weights)
        if row[7] is not None:
            marks.append([row[0], *row[7:11], iso(row[11]), *row[12:]])
    return list(works.values()), marks


def work_values(row: tuple[Any, ...], weights: dict[int, int | float]) -> Row:
    """[id, lesson_id, kind_id, title, weight, position, version] from columns WORKS, the weight resolved."""
    pk, lesson_id, kind_id, title, weight, position, version = row
    resolved = weights[kind_id] if weight is None else _number(weight)
    return [pk, lesson_id, kind_id, title, resolved, position, version]


def _number(weight: Any) -> int | float:
    return int(weight) if weight == int(weight) else float(weight)
