"""Reads of the timetable."""

from letopis.school.timetable.queries.chains import chain_of, last_save, named
from letopis.school.timetable.queries.generation import Counts, has_lessons, preview_generation
from letopis.school.timetable.queries.left import HeldLoad, load_of_those_who_left, load_to_hand_over
from letopis.school.timetable.queries.places import ShownClash, SlotDraft, clashes_of
from letopis.school.timetable.queries.single import SlotOptions, lesson_of, slot_of, slot_options
from letopis.school.timetable.queries.week import (
    Cell,
    GridItem,
    Row,
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
    "Cell",
    "Row",
    "Counts",
    "SlotDraft",
    "GridItem",
    "HeldLoad",
    "ShownClash",
    "SlotOptions",
    "Week",
    "Whose",
    "chain_of",
    "choices",
    "clashes_of",
    "free_rooms",
    "grid",
    "has_lessons",
    "last_save",
    "lesson_of",
    "lessons_between",
    "load_of_those_who_left",
    "load_to_hand_over",
    "named",
    "preview_generation",
    "slot_of",
    "slot_options",
    "teacher_day",
    "week",
]
