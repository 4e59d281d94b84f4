"""Reads of the curriculum, of the load and of lesson plans."""

from letopis.school.curriculum.queries.load import (
    LoadRow,
    Matrix,
    TeacherOfCourse,
    class_choices,
    curriculum_matrix,
    load_rows,
    subject_choices,
    teachers_history,
    teachers_of,
)
from letopis.school.curriculum.queries.plans import (
    CoursePlan,
    PlannedTopic,
    PlanPage,
    PlanRow,
    course_plans,
    next_planned,
    plan_page,
    planned_ahead,
)

__all__ = [
    "CoursePlan",
    "LoadRow",
    "Matrix",
    "PlanPage",
    "PlanRow",
    "PlannedTopic",
    "TeacherOfCourse",
    "class_choices",
    "course_plans",
    "curriculum_matrix",
    "load_rows",
    "next_planned",
    "plan_page",
    "planned_ahead",
    "subject_choices",
    "teachers_history",
    "teachers_of",
]
