"""The lesson plans of the next year: copies of those of the year under way, without dates."""

from collections.abc import Mapping, Sequence

from letopis.kernel.actor import Actor
from letopis.school.curriculum.intake import put_plan_lessons, put_plans, write_sections
from letopis.school.curriculum.models import Course, LessonPlan, PlannedLesson, PlanSection
from letopis.school.history.intake import Put
from letopis.school.organisation.models import AcademicYear


def copied_plans(actor: Actor, year: AcademicYear, courses: Sequence[Course]) -> Mapping[int, LessonPlan]:
    """Copy the plans of `courses` into the year, without dates; return the copies by the plan they are of."""
    school = {"school_id": actor.school_id}
    old = LessonPlan.objects.filter(**school, pk__in={course.plan_id for course in courses if course.plan_id})
    same = ("subject_id", "grade", "title", "textbook", "author_id")
    plans = {row.pk: LessonPlan(**school, year=year, **{name: getattr(row, name) for name in same}) for row in old}
    put_plans(actor, [Put(row) for row in plans.values()])
    sections = {
        row.pk: PlanSection(**school, plan=plans[row.plan_id], number=row.number, title=row.title, hours=row.hours)
        for row in PlanSection.objects.filter(**school, plan__in=list(plans)).order_by("pk")
    }
    write_sections(actor, [Put(row) for row in sections.values()])
    told = ("number", "topic", "kind", "homework", "note")
    lessons = [
        PlannedLesson(
            **school,
            plan=plans[row.plan_id],
            section=sections.get(row.section_id or 0),
            **{name: getattr(row, name) for name in told},
        )
        for row in PlannedLesson.objects.filter(**school, plan__in=list(plans)).order_by("plan", "number")
    ]
    put_plan_lessons(actor, [Put(row) for row in lessons])
    return plans
