"""How subjects, curricula, courses, teachers, lesson plans come into the base: what rows are, one way to write each.

The actions behind a form, an import and the demo all go through these. Sources: П3.2.1, С3.5, CUR-01, CUR-02.
"""

from letopis.school.curriculum.intake.load import (
    TEACHERS,
    CourseDraft,
    CurriculumDraft,
    SubjectDraft,
    put_courses,
    put_curriculum,
    put_subjects,
    put_teachers,
    teacher_fault,
    write_courses,
    write_subjects,
)
from letopis.school.curriculum.intake.plans import (
    LessonDraft,
    PlanDraft,
    lesson_faults,
    put_plan_lessons,
    put_plans,
    write_plan_lessons,
    write_plans,
    write_sections,
)

__all__ = [
    "TEACHERS",
    "CourseDraft",
    "CurriculumDraft",
    "LessonDraft",
    "PlanDraft",
    "SubjectDraft",
    "lesson_faults",
    "put_courses",
    "put_curriculum",
    "put_plan_lessons",
    "put_plans",
    "put_subjects",
    "put_teachers",
    "teacher_fault",
    "write_courses",
    "write_plan_lessons",
    "write_plans",
    "write_sections",
    "write_subjects",
]
