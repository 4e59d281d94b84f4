"""Every write of the curriculum: subjects, hours, the load with its teachers, lesson plans."""

from letopis.school.curriculum.actions.load import (
    assign_teacher,
    create_course,
    end_teacher,
    set_curriculum_hours,
    update_course,
)
from letopis.school.curriculum.actions.planned import (
    add_planned_lesson,
    edit_planned_lesson,
    move_planned_lesson,
    remove_planned_lesson,
)
from letopis.school.curriculum.actions.plans import (
    Replaced,
    SectionDraft,
    assign_plan,
    copy_plan,
    create_plan,
    replace_lessons,
    update_plan,
)
from letopis.school.curriculum.actions.subjects import create_subject, update_subject
from letopis.school.curriculum.intake import LessonDraft

__all__ = [
    "LessonDraft",
    "Replaced",
    "SectionDraft",
    "add_planned_lesson",
    "assign_plan",
    "assign_teacher",
    "copy_plan",
    "create_course",
    "create_plan",
    "create_subject",
    "edit_planned_lesson",
    "end_teacher",
    "move_planned_lesson",
    "remove_planned_lesson",
    "replace_lessons",
    "set_curriculum_hours",
    "update_course",
    "update_plan",
    "update_subject",
]
