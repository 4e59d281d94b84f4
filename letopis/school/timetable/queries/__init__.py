"""Reads of the timetable."""

from letopis.school.timetable.queries.generation import Counts, has_lessons, preview_generation
from letopis.school.timetable.queries.places import Draft, ShownClash, clashes_of
from letopis.school.timetable.queries.week import (
    Choice,
    GridItem,
    Week,
    Whose,
    choices,
    free_rooms,
    grid,
    lessons_between,
    teacher_day,
    week,
)

__all__ = [
    "Choice",
    "Counts",
    "Draft",
    "GridItem",
    "ShownClash",
    "Week",
    "Whose",
    "choices",
    "clashes_of",
    "free_rooms",
    "grid",
    "has_lessons",
    "lessons_between",
    "preview_generation",
    "teacher_day",
    "week",
]
