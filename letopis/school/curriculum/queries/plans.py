"""Reads of lesson plans. Each says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.statements import statement
from letopis.school.curriculum import policy
from letopis.school.curriculum.enums import CourseKind, LessonKind
from letopis.school.curriculum.labels import kind_name
from letopis.school.curriculum.models import (
    Course,
    CurriculumRow,
    LessonPlan,
    PlannedLesson,
    PlanSection,
)
from letopis.school.curriculum.queries.load import teachers_of
from letopis.school.curriculum.rules import Hours, compare_hours

# ── plans of courses (CUR-02, CUR-03) ─────────────────────────────────


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course with the state of its plan: hours needed, planned and held."""

    course_id: int
    subject_id: int
    subject: str
    grade: int
    class_name: str
    subgroup: str
    hours_per_week: Decimal
    plan_id: int | None
    plan_title: str
    hours: Hours
    held: int
    teachers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """«Алгебра · 7А» with the subgroup, where there is one."""
        return f"{self.subject} · {self.class_name}" + (f" ({self.subgroup})" if self.subgroup else "")


def course_plans(
    actor: Actor, *, year_id: int, course_ids: Sequence[int] | None = None, day: date | None = None
) -> list[CoursePlan]:
    """Return the courses of the year that `actor` sees, with the state of their plans. Two queries.

    Who teaches is told as of `day` (today); what one may see is always a matter of today.
    """
    rows = [dict(zip(_COURSE, row, strict=True)) for row in _courses(actor, year_id, course_ids, today())]
    teachers = teachers_of(actor.school_id, [row["pk"] for row in rows], day or today())
    return [
        CoursePlan(
            course_id=row["pk"],
            subject_id=row["subject_id"],
            subject=row["subject__name"],
            grade=row["class_group__grade"],
            class_name=row["class_group__name"],
            subgroup=row["subgroup__name"] or "",
            hours_per_week=row["hours_per_week"],
            plan_id=row["plan_id"],
            plan_title=row["plan__title"] or "",
            hours=compare_hours(
                planned=row["planned"],
                load_per_week=row["hours_per_week"],
                curriculum_per_week=row["curriculum"],
                grade=row["class_group__grade"],
            ),
            held=row["held"],
            teachers=tuple(teacher.name for teacher in teachers[row["pk"]]),
        )
        for row in rows
    ]


_COURSE = (
    *("pk", "subject_id", "subject__name", "class_group__grade", "class_group__name", "subgroup__name"),
    *("hours_per_week", "plan_id", "plan__title", "planned", "held", "curriculum"),
)


@statement
def _courses(actor: Actor, year: int, courses: Sequence[int] | None, day: date) -> "QuerySet[Course, tuple[Any, ...]]":
    held = PlannedLesson.objects.filter(held__course=OuterRef("pk"), held__is_cancelled=False).values("held__course")
    curriculum = CurriculumRow.objects.filter(class_group=OuterRef("class_group"), subject=OuterRef("subject"))
    # Class hours are planned by who wants to: the page of one without a plan asks for none.
    rows = Course.objects.filter(policy.visible(actor, day), year_id=year)
    rows = rows.exclude(kind=CourseKind.CLASS_HOUR, plan__isnull=True) if courses is None else rows
    if courses is not None:
        rows = rows.filter(pk__in=courses)
    return (
        rows.annotate(
            planned=_count(PlannedLesson.objects.filter(plan=OuterRef("plan")).values("plan")),
            held=_count(held, distinct=True),
            curriculum=Subquery(curriculum.values("hours_per_week")[:1]),
        )
        .order_by("subject__search_key", "class_group__sort_key", "subgroup__name", "pk")
        .values_list(*_COURSE)
    )


def _count(rows: "QuerySet[PlannedLesson, Any]", *, distinct: bool = False) -> Coalesce:
    """Count the rows of a subquery grouped by its one value; 0 for none."""
    counted = rows.annotate(counted=Count("number", distinct=distinct)).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# ── one plan ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class HeldOn:
    """When a planned lesson was held in a course."""

    class_name: str
    date: date


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One hour of a plan as its page shows it."""

    id: int
    number: int
    topic: str
    kind: str
    homework: str
    planned_on: date | None
    note: str
    held: tuple[HeldOn, ...]

    @property
    def kind_label(self) -> str:
        """«Контрольная работа»; nothing for a plain lesson or where the topic says it itself."""
        label = kind_name(self.kind)
        is_said = label[:8].casefold() in self.topic.casefold()
        return "" if self.kind == LessonKind.LESSON or is_said else label


@dataclass(frozen=True, slots=True)
class SectionOfPlan:
    """A section with its lessons; `id` None for lessons outside of any."""

    id: int | None
    title: str
    stated: int | None
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with everything its page shows. `editable`: the actor may change it."""

    id: int
    year_id: int
    title: str
    subject: str
    grade: int
    textbook: str
    author: str
    editable: bool
    courses: tuple[CoursePlan, ...]
    sections: tuple[SectionOfPlan, ...]

    @property
    def count(self) -> int:
        """Hours in the plan."""
        return sum(len(section.rows) for section in self.sections)


def plan_page(actor: Actor, plan_id: int) -> PlanPage:
    """Return a plan the actor sees. Seven queries. Raises NotVisible."""
    plan = (
        LessonPlan.objects.filter(policy.visible_plans(actor, today()), pk=plan_id)
        .select_related("subject", "author__person")
        .annotate(is_kept=Case(When(policy.kept_plans(actor, today()), then=Value(True)), default=Value(False)))
        .first()
    )
    if plan is None:
        raise NotVisible
    course_ids = list(Course.objects.filter(school_id=actor.school_id, plan=plan).values_list("pk", flat=True))
    return PlanPage(
        id=plan.pk,
        year_id=plan.year_id,
        title=plan.title,
        subject=plan.subject.name,
        grade=plan.grade,
        textbook=plan.textbook,
        author=plan.author.person.initials if plan.author else "",
        editable=plan.is_kept,
        courses=tuple(course_plans(actor, year_id=plan.year_id, course_ids=course_ids)),
        sections=tuple(_sections(plan)),
    )


def _sections(plan: LessonPlan) -> list[SectionOfPlan]:
    """Sections in order, lessons outside of any first. Three queries."""
    held: dict[int, list[HeldOn]] = defaultdict(list)
    dates = PlannedLesson.objects.filter(plan=plan, held__is_cancelled=False).order_by("held__date")
    for pk, class_name, day in dates.values_list("pk", "held__class_group__name", "held__date"):
        held[pk].append(HeldOn(class_name, day))
    rows: dict[int | None, list[PlanRow]] = defaultdict(list)
    for row in PlannedLesson.objects.filter(plan=plan).order_by("number"):
        rows[row.section_id].append(
            PlanRow(
                id=row.pk,
                number=row.number,
                topic=row.topic,
                kind=row.kind,
                homework=row.homework,
                planned_on=row.planned_on,
                note=row.note,
                held=tuple(held[row.pk]),
            )
        )
    sections = [
        SectionOfPlan(section.pk, section.title, section.hours, tuple(rows[section.pk]))
        for section in PlanSection.objects.filter(plan=plan).order_by("number")
    ]
    return [SectionOfPlan(None, "", None, tuple(rows[None])), *sections] if rows[None] else sections
