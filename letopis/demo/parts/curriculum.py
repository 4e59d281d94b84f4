"""Subjects, curricula, courses with their teachers."""

from decimal import Decimal

from letopis.demo.programmes import Catalogue
from letopis.demo.store import Store
from letopis.school.classes.models import Subgroup
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject


def write_curricula(store: Store) -> None:
    """Write the subjects and every class's hours of them."""
    catalogue = store.plan.catalogue
    for programme in {row.subject: row for row in reversed(catalogue.programmes)}.values():
        store.subjects[programme.subject] = store.add(
            Subject,
            name=programme.subject,
            short_name=programme.short,
            area=programme.area,
        )
    for class_index, group in enumerate(store.plan.classes):
        for programme, hours in catalogue.lessons_of(group.grade, group.track):
            store.add(
                CurriculumRow,
                year_id=store.year.pk,
                class_group_id=store.classes[class_index].pk,
                subject_id=store.subjects[programme.subject].pk,
                part=programme.part,
                hours_per_week=Decimal(hours),
            )


def write_courses(store: Store) -> None:
    """Write the courses, each with its lesson plan and its teacher."""
    plan = store.plan
    subgroups = {
        (row.class_group_id, row.division, row.name): row.pk for row in Subgroup.objects.filter(school=store.school)
    }
    for course in plan.courses:
        group = store.classes[course.class_index]
        row = store.add(
            Course,
            year_id=store.year.pk,
            class_group_id=group.pk,
            subject_id=store.subjects[course.subject].pk,
            subgroup_id=subgroups[group.pk, course.division, course.subgroup] if course.subgroup else None,
            plan_id=store.plan_rows(course).pk,
            hours_per_week=Decimal(course.hours),
            scale=_scale(plan.catalogue, course.subject, group.grade),
        )
        store.courses.append(row)
        store.add(
            CourseTeacher,
            course_id=row.pk,
            staff_id=store.staff[course.teacher].pk,
            starts_on=plan.year.starts_on,
        )


def _scale(catalogue: Catalogue, subject: str, grade: int) -> str:
    if (catalogue.is_primary(grade) and grade == 1) or subject == "Основы религиозных культур и светской этики":
        return Scale.UNMARKED
    return Scale.PASS_FAIL if subject == "Индивидуальный проект" else Scale.FIVE
