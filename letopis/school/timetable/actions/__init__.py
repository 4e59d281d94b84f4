"""Writes of the timetable."""

from letopis.school.timetable.actions.generate import generate_lessons
from letopis.school.timetable.actions.lessons import cancel_lesson, restore_lesson, substitute
from letopis.school.timetable.actions.slots import Position, end_slot, move_slot, set_slot

__all__ = [
    "Position",
    "cancel_lesson",
    "end_slot",
    "generate_lessons",
    "move_slot",
    "restore_lesson",
    "set_slot",
    "substitute",
]
