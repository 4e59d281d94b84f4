"""A file or a pasted text → a preview → a plan saved for parallel courses, in one transaction (CUR-02)."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from letopis.documents.plan_import.layout import find_layout
from letopis.documents.plan_import.parse import parse_plan
from letopis.documents.plan_import.plan import About, ParsedLesson, ParsedPlan, ParsedSection
from letopis.documents.sheets.guard import read_file, read_pasted
from letopis.documents.sheets.hidden import shown
from letopis.documents.sheets.limits import MAX_CELL, PAGE
from letopis.documents.sheets.preview import SheetPreview
from letopis.documents.sheets.problems import CellPlace, Level, Problem, Report
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean, search_key
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
from letopis.school.curriculum.queries import CoursePlan, course_plans
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase

MAX_TEXT = 300_000
MAX_PLAN_FILE = 5 * 1024 * 1024


def read_plan_file(path: Path, year: DateRange, *, name: str = "") -> ParsedPlan:
    """Read the first sheet of a workbook (or a CSV file) that holds a plan. Raises FileRefused for no table at all."""
    name = name or path.name
    if path.is_file() and path.stat().st_size > MAX_PLAN_FILE:
        message = f"Файл «{name}» больше 5 МБ. План занимает десятки килобайт: уберите картинки и лишние листы."
        raise FileRefused(message, code="too_big")
    sheets = read_file(path, name, PAGE)
    report = Report()
    # A sheet that is not shown is told of, and is no plan.
    concealed = [shown(sheet, report, asks=False) for sheet in sheets if sheet.is_concealed]
    visible = [sheet for sheet in sheets if not sheet.is_concealed] or concealed
    found = [sheet for sheet in visible if find_layout(sheet)]
    plan = parse_plan(shown((found or visible)[0], report, asks=False), year)
    plan = replace(plan, problems=(*plan.problems, *report.problems))
    if len(found) > 1:
        others = ", ".join(f"«{sheet.name}»" for sheet in found[1:4])
        message = (
            f"Прочитан лист «{found[0].name}». План есть ещё на листах: {others}. Сохраните нужный отдельным файлом."
        )
        plan = replace(plan, problems=(*plan.problems, _note(name, "", "other_sheets", message)))
    return plan


def read_plan_text(text: str, year: DateRange) -> ParsedPlan:
    """Read a table pasted from a spreadsheet (tabs), or lines «topic», «№ topic», «№ topic hours»."""
    if len(text) > MAX_TEXT:
        message = f"Вставлено знаков: {len(text)}, помещается {MAX_TEXT}. Загрузите план файлом."
        return ParsedPlan(problems=(_note("", "", "too_long", message, level="error"),))
    if "\t" in text:
        return parse_plan(read_pasted(text, PAGE), year)
    lines = text.splitlines()
    long = next((number for number, line in enumerate(lines, 1) if len(line) > MAX_CELL), None)
    if long:
        message = f"В строке знаков: {len(lines[long - 1])}, помещается {MAX_CELL}. Пишите каждую тему с новой строки."
        return ParsedPlan(problems=(_note("", "topic", "too_long", message, level="error", row=long),))
    return parse_plan(Sheet("", "", _rows_of_lines(lines)), year)


def _note(file: str, field: str, code: str, message: str, *, level: Level = "warning", row: int = 0) -> Problem:
    return Problem(place=CellPlace(file, "", row), field=field, level=level, code=code, message=message)


# Matched against lines whose white space is settled, hours against the end of a line: a pattern that looks for its end
# from every place of a long text takes the square of its length.
_NUMBERED = re.compile(r"(\d{1,3}(?: ?[-–—,] ?\d{1,3}){0,20}) ?[.):]? (.+)")
_WITH_HOURS = re.compile(r"[ ,;:–—-]{0,4}[(\[]? ?(\d{1,2}) ?(?:ч\.?|час\w{0,4}\.?) ?[)\]]? ?\.?$")
_BARE_HOURS = re.compile(r" (\d{1,2})$")
_END = 24


def _rows_of_lines(lines: Sequence[str]) -> list[list[Cell]]:
    """Cut lines of text into number, topic and hours. A bare figure at the end is hours where most lines have one."""
    lines = [clean(line) for line in lines]
    numbered = [match for line in lines if (match := _NUMBERED.fullmatch(line))]
    filled = [line for line in lines if line]
    has_numbers = len(numbered) * 2 > len(filled)
    bare = sum(1 for match in numbered if _cut(match[2], _BARE_HOURS))
    hours_at_end = has_numbers and bare * 10 >= len(numbered) * 8
    rows: list[list[Cell]] = [["№" if has_numbers else "Раздел", "Тема", "Часы"]]
    for line in lines:
        match = _NUMBERED.fullmatch(line) if has_numbers else None
        if has_numbers and not match:
            rows.append([line, "", ""])
            continue
        number, rest = (match[1], match[2]) if match else ("", line)
        hours = _cut(rest, _WITH_HOURS) or (_cut(rest, _BARE_HOURS) if hours_at_end else None)
        rows.append([number, *(hours or (rest, ""))])
    return rows


def _cut(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Topic and hours of a line that ends in hours; None where it does not, or has no topic before them."""
    found = pattern.search(text[-_END:])
    topic = text[: len(text) - len(found[0])].rstrip(" ,;:–—-") if found else ""
    return (topic, found[1]) if found and topic else None


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
        message = f"В плане {count} ч, по учебному плану {needed} ч: {what} (С3.5). Сохранить можно."
        doubts.append(_note("", "hours", "course_hours", message))
    about = plan.about
    if about.subject and search_key(about.subject) != search_key(course.subject):
        message = f"В файле предмет «{about.subject[:60]}», а курс — «{course.subject}». Тот ли это файл?"
        doubts.append(_note("", "subject", "other_subject", message))
    grade = re.match(r"\d+", about.class_name)
    if grade and int(grade[0]) != course.grade:
        message = phrase(
            "В файле {group.nom} {written}, а курс — в {name}. Тот ли это файл?",
            written=about.class_name[:20],
            name=course.class_name,
        )
        doubts.append(_note("", "class", "other_class", message))
    return doubts


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
        plan_id, is_new = create_plan(actor, course_ids=course_ids, textbook=plan.about.textbook).pk, True
    else:
        plan_id, is_new = existing, False
        _give_others(actor, plan_id, courses, textbook=plan.about.textbook)
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
