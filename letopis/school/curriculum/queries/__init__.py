"""Reads of the curriculum, of the load and of lesson plans."""

from letopis.school.curriculum.queries.load import (
    LoadRow,
    Matrix,
    SubgroupCourse,
    TeacherOfCourse,
    class_choices,
    curriculum_matrix,
    load_rows,
    subgroup_courses,
    subject_choices,
    subjects,
    teachers_history,
    teachers_of,
    year_of_course,
)
from letopis.school.curriculum.queries.plans import (
    CoursePlan,
    PlanPage,
    PlanRow,
    course_plans,
    plan_page,
)

__all__ = [
    "CoursePlan",
    "LoadRow",
    "SubgroupCourse",
    "Matrix",
    "PlanPage",
    "PlanRow",
    "TeacherOfCourse",
    "class_choices",
    "course_plans",
    "curriculum_matrix",
    "load_rows",
    "subgroup_courses",
    "plan_page",
    "subject_choices",
    "subjects",
    "teachers_history",
    "year_of_course",
    "teachers_of",
]
