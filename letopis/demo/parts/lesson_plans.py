"""Lesson plans: sections and hours."""

from letopis.demo import topics
from letopis.demo.store import PlanRows, Store
from letopis.school.curriculum.models import LessonPlan, PlannedLesson, PlanSection
from letopis.school.organisation.words import phrase


def write(store: Store) -> None:
    """Write a plan for each subject, grade and number of hours a week that is taught."""
    for course in store.plan.courses:
        key = (course.subject, store.plan.classes[course.class_index].grade, course.hours)
        if key not in store.plans:
            store.plans[key] = _lesson_plan(store, *key, author_id=store.staff[course.teacher].pk)


def _lesson_plan(store: Store, subject: str, grade: int, hours: int, *, author_id: int) -> PlanRows:
    text = topics.plan_of(subject, grade, hours, store.plan.catalogue.kind)
    plan = store.add(
        LessonPlan,
        year_id=store.year.pk,
        subject_id=store.subjects[subject].pk,
        grade=grade,
        title=f"{subject}, {grade} {phrase('{grade.nom}')}",
        textbook=text.textbook,
        author_id=author_id,
    )
    sections = [
        store.add(
            PlanSection,
            plan_id=plan.pk,
            number=number,
            title=title,
            hours=sum(hour.section == number - 1 for hour in text.hours),
        )
        for number, title in enumerate(text.sections, 1)
    ]
    hour_ids = [
        store.add(
            PlannedLesson,
            plan_id=plan.pk,
            section_id=sections[hour.section].pk,
            number=number,
            topic=hour.topic,
            kind=hour.kind,
            homework=hour.homework,
        ).pk
        for number, hour in enumerate(text.hours, 1)
    ]
    return PlanRows(plan.pk, text, hour_ids)
