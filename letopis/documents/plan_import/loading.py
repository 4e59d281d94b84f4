"""A plan as read → a preview → a plan saved for parallel courses, in one transaction (CUR-02)."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from letopis.documents.plan_import.plan import About, ParsedLesson, ParsedPlan, ParsedSection
from letopis.documents.sheets.preview import SheetPreview
from letopis.documents.sheets.problems import CellPlace, Problem
from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import search_key
from letopis.school.curriculum.actions import (
    LessonDraft,
    Replaced,
    SectionDraft,
    assign_plan,
    create_plan,
    replace_lessons,
    update_plan,
)
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.intake.plans import LONGEST_TEXTBOOK
from letopis.school.curriculum.queries import CoursePlan, course_plans
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase

# ── the preview ───────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class PlanPreview(SheetPreview):
    """A plan as read, beside the course it is for; `parallel`: other courses it may serve as well."""

    plan: ParsedPlan
    course: CoursePlan
    parallel: tuple[CoursePlan, ...]

    @property
    def may_save(self) -> bool:
        """Whether nothing stands in the way."""
        return bool(self.plan.lessons) and not self.errors

    @property
    def count(self) -> int:
        """Hours in the table."""
        return len(self.plan.lessons)

    @property
    def difference(self) -> int:
        """Hours in the table less the hours the course needs (CUR-03)."""
        return self.count - self.course.hours.needed


def year_span(year: AcademicYear) -> DateRange:
    """Return the days that lessons may be planned for: the academic year, to the end of June."""
    return DateRange(year.starts_on, max(year.ends_on, date(year.ends_on.year, 6, 30)))


def preview(actor: Actor, *, year_id: int, course_id: int, plan: ParsedPlan) -> PlanPreview:
    """Set a plan beside the course it is for. Two queries. Raises NotVisible for a course that is not the actor's."""
    courses = course_plans(actor, year_id=year_id)
    course = next((one for one in courses if one.course_id == course_id), None)
    if course is None:
        raise NotVisible
    parallel = tuple(
        one
        for one in courses
        if (one.subject_id, one.grade) == (course.subject_id, course.grade) and one.course_id != course_id
    )
    problems = (*plan.problems, *_against_course(plan, course))
    return PlanPreview(plan=plan, course=course, parallel=parallel, problems=problems)


def _against_course(plan: ParsedPlan, course: CoursePlan) -> list[Problem]:
    """What does not fit the course: hours (CUR-03), subject, class."""
    doubts = []
    count, needed = len(plan.lessons), course.hours.needed
    if plan.lessons and count != needed:
        what = f"лишних {count - needed}" if count > needed else f"не хватает {needed - count}"
        message = f"В плане {count} ч, по учебному плану {needed} ч: {what}. Сохранить можно."
        doubts.append(_note("hours", "course_hours", message))
    about = plan.about
    if about.subject and search_key(about.subject) != search_key(course.subject):
        message = f"В файле предмет «{about.subject[:60]}», а курс — «{course.subject}». Тот ли это файл?"
        doubts.append(_note("subject", "other_subject", message))
    if _textbook(plan) != about.textbook:
        message = f"Учебник назван длиннее {LONGEST_TEXTBOOK} знаков: в план войдёт начало. Сократите его в файле."
        doubts.append(_note("textbook", "long_textbook", message))
    grade = re.match(r"\d+", about.class_name)
    if grade and int(grade[0]) != course.grade:
        message = phrase(
            "В файле {group.nom} {written}, а курс — в {name}. Тот ли это файл?",
            written=about.class_name[:20],
            name=course.class_name,
        )
        doubts.append(_note("class", "other_class", message))
    return doubts


def _textbook(plan: ParsedPlan) -> str:
    """As much of the textbook as a plan holds."""
    return plan.about.textbook[:LONGEST_TEXTBOOK]


def _note(field: str, code: str, message: str) -> Problem:
    return Problem(place=CellPlace("", "", 0), field=field, level="warning", code=code, message=message)


# ── between preview and saving ────────────────────────────────────────


def packed(plan: ParsedPlan) -> dict[str, Any]:
    """Return the plan as JSON values, to be signed and sent back when the teacher confirms."""
    return {
        "about": asdict(plan.about),
        "sections": [[one.title, one.stated] for one in plan.sections],
        "lessons": [
            [
                one.topic,
                str(one.kind),
                one.homework,
                one.planned_on.isoformat() if one.planned_on else None,
                one.note,
                one.section,
            ]
            for one in plan.lessons
        ],
    }


def unpacked(form: dict[str, Any]) -> ParsedPlan:
    """Return the plan that packed() wrote."""
    return ParsedPlan(
        about=About(**form["about"]),
        sections=tuple(ParsedSection(n, title, stated, 0) for n, (title, stated) in enumerate(form["sections"], 1)),
        lessons=tuple(
            ParsedLesson(
                number=number,
                topic=topic,
                kind=LessonKind(kind),
                homework=homework,
                planned_on=date.fromisoformat(day) if day else None,
                note=note,
                section=section,
                row=0,
            )
            for number, (topic, kind, homework, day, note, section) in enumerate(form["lessons"], 1)
        ),
    )


# ── saving ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Saved:
    """Which plan was saved and what changed in it."""

    plan_id: int
    is_new: bool
    replaced: Replaced


@transaction.atomic
def save_plan(
    actor: Actor,
    *,
    year_id: int,
    course_ids: Sequence[int],
    plan: ParsedPlan,
    keep_held: bool = False,
    apart: bool = False,
) -> Saved:
    """Save a plan for the courses (the first is the one it was loaded for), all or nothing.

    A course that has a plan already keeps it with new contents, and with it every course of that plan; `apart` makes
    a plan of its own instead. Raises NotVisible, Refused (errors left, held lessons with other topics, other courses).
    """
    if plan.errors or not plan.lessons:
        raise Refused("В таблице остались ошибки. Исправьте их и загрузите её снова.", code="errors")
    courses = {one.course_id: one for one in course_plans(actor, year_id=year_id, course_ids=course_ids)}
    if not course_ids or set(courses) != set(course_ids):
        raise NotVisible
    existing = courses[course_ids[0]].plan_id
    if existing is None or apart:
        plan_id, is_new = create_plan(actor, course_ids=course_ids, textbook=_textbook(plan)).pk, True
    else:
        plan_id, is_new = existing, False
        _give_others(actor, plan_id, courses, textbook=_textbook(plan))
    replaced = replace_lessons(
        actor,
        plan_id=plan_id,
        sections=[SectionDraft(one.title, one.stated) for one in plan.sections],
        lessons=[
            LessonDraft(one.topic, one.kind, one.homework, one.planned_on, one.note, one.section)
            for one in plan.lessons
        ],
        keep_held=keep_held,
    )
    return Saved(plan_id=plan_id, is_new=is_new, replaced=replaced)


def _give_others(actor: Actor, plan_id: int, courses: dict[int, CoursePlan], *, textbook: str) -> None:
    others = [one.course_id for one in courses.values() if one.plan_id != plan_id]
    if others:
        assign_plan(actor, plan_id=plan_id, course_ids=others)
    title = next(one.plan_title for one in courses.values() if one.plan_id == plan_id)
    if textbook:
        update_plan(actor, plan_id=plan_id, title=title, textbook=textbook)
