"""A plan's file → the courses it names → a report: `letopis import plan`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from letopis.documents.plan_import.loading import PlanPreview, Saved, preview, save_plan, year_span
from letopis.documents.plan_import.plan import About, ParsedLesson, ParsedPlan
from letopis.documents.plan_import.reading import read_plan_file
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.values import class_key
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import search_key
from letopis.school.curriculum.queries import CoursePlan, course_plans
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase


@dataclass(frozen=True, slots=True)
class Filed:
    """What was read, for which courses, and what saving it did (or, in a check, would do): None with errors."""

    path: Path
    seen: PlanPreview
    courses: tuple[CoursePlan, ...]
    saved: Saved | None

    @property
    def errors(self) -> int:
        """Problems that stop saving."""
        return self.seen.errors or int(not self.seen.may_save)

    def as_json(self) -> dict[str, Any]:
        """The form of `letopis import base --json`, with the courses."""
        rows, plan = self.saved.replaced if self.saved else None, self.seen.plan
        is_new = bool(self.saved and self.saved.is_new)
        return {
            "created": {"plans": int(is_new), "planned_lessons": rows.created if rows else 0},
            "changed": {
                "plans": int(bool(self.saved and not is_new)),
                "planned_lessons": rows.changed + rows.removed if rows else 0,
            },
            "skipped": {"planned_lessons": rows.kept if rows else 0},
            "courses": [one.name for one in self.courses],
            "hours": self.seen.count,
            "sections": [
                {"title": one.title, "stated": one.stated, "hours": one.count, "row": one.row} for one in plan.sections
            ],
            "lessons": [_lesson(plan, one) for one in plan.lessons],
            "passed": [asdict(one) for one in plan.passed],
            "problems": [{**problem.as_json(), "file": self.path.name} for problem in self.seen.problems],
            "questions": [question.as_json() for question in self.seen.questions],
        }


def _lesson(plan: ParsedPlan, one: ParsedLesson) -> dict[str, Any]:
    return {
        "number": one.number,
        "topic": one.topic,
        "kind": str(one.kind),
        "homework": one.homework,
        "planned_on": one.planned_on.isoformat() if one.planned_on else None,
        "note": one.note,
        "section": plan.sections[one.section - 1].title if one.section else "",
        "row": one.row,
    }


def file_plan(
    actor: Actor,
    year: AcademicYear,
    path: Path,
    *,
    wanted: str = "",
    check: bool = False,
    keep_held: bool = False,
    answers: Answers | None = None,
) -> Filed:
    """Read a plan and save it for the courses that the file, or `wanted` («Алгебра 7А»), names; `check` saves nothing.

    All subgroups of the class get it; of a course that `wanted` names by its id, that one alone. Raises FileRefused,
    and Refused where no course is found, a held lesson has another topic, or one of `answers` answers nothing.
    """
    plan = read_plan_file(path, year_span(year), answers=answers)
    if plan.strays:
        raise Refused(" ".join(plan.strays.values()), code="bad_answers")
    courses = _courses(course_plans(actor, year_id=year.pk), plan.about, wanted)
    seen = preview(actor, year_id=year.pk, course_id=courses[0].course_id, plan=plan)
    if not seen.may_save:
        return Filed(path, seen, courses, None)
    with transaction.atomic():
        saved = save_plan(
            actor,
            year_id=year.pk,
            course_ids=[one.course_id for one in courses],
            plan=plan,
            keep_held=keep_held,
        )
        # A check does the same and takes it back: what it counts is what saving does.
        transaction.set_rollback(check)
    return Filed(path, seen, courses, saved)


def _courses(courses: Sequence[CoursePlan], about: About, wanted: str) -> tuple[CoursePlan, ...]:
    """The course that is named with its subgroups; `wanted` ends with the class."""
    subject, class_name = about.subject, about.class_name
    if wanted.strip().isdecimal():
        chosen = tuple(one for one in courses if one.course_id == int(wanted))
        if not chosen:
            raise Refused(f"Страницы журнала с номером {wanted.strip()} в этом учебном году нет.", code="no_course")
        return chosen
    if wanted:
        subject, _, class_name = wanted.strip().rpartition(" ")
    found = tuple(
        one
        for one in courses
        if class_key(one.class_name) == class_key(class_name) and search_key(one.subject) == search_key(subject)
    )
    if found:
        return found
    if not (subject and class_name):
        message = phrase("В файле не названы предмет и {group.nom}. Укажите их: --course «Алгебра {group_example}».")
        raise Refused(message, code="which_course")
    raise Refused(
        f"Страницы журнала «{subject} {class_name}» в этом учебном году нет. Проверьте нагрузку или укажите другую: "
        + phrase("--course «Алгебра {group_example}»."),
        code="no_course",
    )
